"""A channel → the keys of a show, in the order in which a person would write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from podfeed.findings import Kind, Severity
from podfeed.identity.settling import derive_guid
from podfeed.importing.elements import fragment, gather
from podfeed.importing.reading import is_absolute
from podfeed.models import Show
from podfeed.noting import DESCRIPTION
from podfeed.reader import SHOW_TAGS
from podfeed.starting.yaml import Plain
from podfeed.tags import ATOM, CHANNEL, atom, itunes, podcast, rss
from podfeed.values import Category

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.importing.elements import Gathered
    from podfeed.importing.reading import Original

GUESSED = Kind(
    "IMP006",
    "value-guessed",
    Severity.WARNING,
    """A value that every feed has to have, and this one has not.

    Something had to be written, and it was a guess. Directories refuse a show without language,
    category, description and title; correct what the message names in the show's YAML.
    """,
)
MOVES_AWAY = Kind(
    "IMP007",
    "moved-elsewhere",
    Severity.WARNING,
    """The feed says with `itunes:new-feed-url` that the show lives at another address.

    It is taken over as `new_feed_url:`, because nothing is left out in silence. But apps that read
    it in the new feed go to that address and stay there: take the line out before you publish the
    show at a new one.
    """,
)
FURTHER_PAGES = Kind(
    "IMP008",
    "further-pages",
    Severity.WARNING,
    """The feed is one page of several (RFC 5005), and the others were not read.

    Their episodes are missing in what was imported. Import the feed from its address, so that the
    pages can be fetched that it names.
    """,
)

FALLBACK_CATEGORY = "Society & Culture"
FALLBACK_LANGUAGE = "en"

_FIELDS = frozenset(Show.model_fields)
_ANEW = frozenset(("item", "generator", "lastBuildDate", "pubDate"))
"""Elements that are read elsewhere, or written anew with each build."""

_TAKEN = frozenset(
    (
        *(rss.Title, rss.Description, rss.Language, rss.Link, rss.Image, rss.Copyright),
        *(itunes.Author, itunes.Owner, itunes.Category, itunes.Explicit, itunes.Type, itunes.Block),
        *(itunes.Complete, itunes.Image, itunes.NewFeedUrl),
        *(podcast.Medium, podcast.Guid, podcast.Locked),
        *(atom.SelfLink, atom.FirstPage, atom.LastPage, atom.NextPage, atom.PreviousPage),
    )
)
"""Tags that have become keys, or are written anew."""

_PAGES = frozenset(("first", "last", "next", "previous", "prev"))
_SUMMARY = SHOW_TAGS["summary"]


@dataclass(slots=True)
class Record:
    """A show or episode on its way to YAML: its keys in order, and a word above some of them."""

    keys: dict[str, Any] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


def read_show(original: Original, *, address: str | None) -> Record:
    """The keys of the show. ``address`` is where its feed is served, if that is known."""
    found = gather(original, original.channel, CHANNEL, fields=_FIELDS, passed=_ANEW)
    draft = Record()
    record = draft.keys
    record["title"] = found.get(rss.Title) or _guess_title(original, found)
    description = found.get(rss.Description) or found.get(_SUMMARY)
    if description is None:
        description = record["title"]
        _tell(original, "description", description)
    record["description"] = description
    _put(record, "author", found.get(itunes.Author))
    _put_owner(record, found)
    _put_language(original, draft, found)
    _put_categories(original, draft, found)
    _put_flags(record, found)
    _put(record, "link", found.get(rss.Link))
    _put_image(record, found)
    _put(record, "copyright", found.get(rss.Copyright))
    _put_guid(draft, found, address or _own_address(original))
    _put_locked(record, found)
    _put_moved(original, draft, found)
    for key, tag in SHOW_TAGS.items():
        value = found.get(tag)
        if value is not None:
            plain = tag.plain_all(value) if tag.multiple else tag.plain(value)
            record[key] = DESCRIPTION if plain == description else plain
    found.keep_rest(_TAKEN, SHOW_TAGS)
    kept = [one for one in found.kept if not _is_page_link(one)]
    _tell_pages(original)
    if kept:
        record["xml"] = [fragment(one) for one in kept]
        replaced = sorted(found.instead)
        if replaced:
            names = ", ".join(replaced)
            draft.remarks["xml"] = f"Written as it stands; {names} instead of what is said above."
    return draft


def _put(record: dict[str, Any], key: str, value: Any) -> None:
    if value is not None and value != "":
        record[key] = value if isinstance(value, (bool, int)) else str(value)


def _tell(original: Original, key: str, value: str) -> None:
    original.tell(
        GUESSED,
        original.channel,
        f"the feed has no {key} that can be used",
        remedy=f"{key}: {value} was written; correct it",
    )


def _guess_title(original: Original, found: Gathered) -> str:
    """What else could be the name of the show."""
    written = original.channel.find("title")
    title = " ".join("".join(map(str, written.itertext())).split()) if written is not None else ""
    if title:
        return title
    other = found.get(SHOW_TAGS["itunes_title"]) or found.get(itunes.Author)
    title = str(other or "A show without a title")
    _tell(original, "title", title)
    return title


def _put_owner(record: dict[str, Any], found: Gathered) -> None:
    owner = found.get(itunes.Owner)
    if owner is None:
        return
    if owner.get("name") and owner.get("email"):
        record["owner"] = {"name": str(owner["name"]), "email": str(owner["email"])}
    else:
        found.keep(itunes.Owner.qname)


def _put_language(original: Original, draft: Record, found: Gathered) -> None:
    language = found.get(rss.Language)
    if language is None:
        language = found.get(SHOW_TAGS["dc_language"]) or FALLBACK_LANGUAGE
        _tell(original, "language", str(language))
        draft.remarks["language"] = "The feed says none, so this is a guess."
    draft.keys["language"] = str(language)


def _put_categories(original: Original, draft: Record, found: Gathered) -> None:
    names = [str(one) for one in found.get(itunes.Category) or ()]
    if not names:
        names = [_category_of(found)]
        _tell(original, "categories", names[0])
        draft.remarks["categories"] = (
            "The feed names none that Apple Podcasts has, so this is a guess."
        )
    draft.keys["categories"] = names


def _category_of(found: Gathered) -> str:
    """The nearest thing to a category of today: that of an outdated one, or of RSS."""
    written = [one.get("text", "") for one in found.element.iterchildren(itunes.Category.qname)]
    topics = found.get(SHOW_TAGS["topics"]) or ()
    written += [str(one.get("text", one) if isinstance(one, dict) else one) for one in topics]
    for text in (part for one in written for part in (one, *one.split("/"))):
        try:
            return str(Category.parse(text))
        except ValueError:
            continue
    return FALLBACK_CATEGORY


def _put_flags(record: dict[str, Any], found: Gathered) -> None:
    record["explicit"] = bool(found.get(itunes.Explicit))
    if found.get(itunes.Type) not in (None, "episodic"):
        record["type"] = str(found.get(itunes.Type))
    for tag, key in ((itunes.Block, "block"), (itunes.Complete, "complete")):
        if found.get(tag):
            record[key] = True
    if found.get(podcast.Medium) not in (None, "podcast"):
        record["medium"] = str(found.get(podcast.Medium))


def _put_image(record: dict[str, Any], found: Gathered) -> None:
    cover, plain = found.get(itunes.Image), found.get(rss.Image)
    address = cover or (plain["url"] if plain else None)
    _put(record, "image", address)
    if plain is not None:
        link = record.get("link")
        derived = {"title": record["title"], "link": link, "url": address}
        if {key: str(value) for key, value in plain.items()} != derived:
            found.keep("image")


def _own_address(original: Original) -> str | None:
    """Where the feed says that it is served itself."""
    for link in original.channel.iterchildren(f"{{{ATOM}}}link"):
        if link.get("rel") == "self" and is_absolute(link.get("href", "").strip()):
            return link.get("href", "").strip()
    return None


def _put_guid(draft: Record, found: Gathered, address: str | None) -> None:
    stated = found.get(podcast.Guid)
    if stated is not None:
        draft.keys["guid"] = Plain(str(stated).strip())
    elif address is not None and is_absolute(address):
        draft.keys["guid"] = Plain(derive_guid(address))
        draft.remarks["guid"] = (
            "Names the show for ever, wherever its feed moves. It was made of the address that the "
            "feed had."
        )


def _put_locked(record: dict[str, Any], found: Gathered) -> None:
    locked = found.get(podcast.Locked)
    if locked is None:
        return
    if not locked["locked"]:
        record["locked"] = False
    owner = record.get("owner", {}).get("email")
    if locked.get("owner") is not None and str(locked["owner"]) != owner:
        found.keep(podcast.Locked.qname)


def _put_moved(original: Original, draft: Record, found: Gathered) -> None:
    moved = found.get(itunes.NewFeedUrl)
    if moved is None:
        return
    draft.keys["new_feed_url"] = str(moved)
    draft.remarks["new_feed_url"] = (
        "Apps that read this go there and stay. Take it out before the show moves to a new address."
    )
    original.tell(
        MOVES_AWAY,
        original.channel.find(itunes.NewFeedUrl.qname),
        f"itunes:new-feed-url sends apps to {moved}",
        remedy="take new_feed_url: out before you publish the show elsewhere",
    )


def _is_page_link(element: _Element) -> bool:
    """Whether it links pages of a feed, or the feed itself."""
    return element.tag == atom.Link.qname and element.get("rel") in (*_PAGES, "self")


def _tell_pages(original: Original) -> None:
    """Tell of a page that goes on with the feed and was not read."""
    if original.next is None or original.pages:
        return
    links = original.channel.iterchildren(atom.Link.qname)
    original.tell(
        FURTHER_PAGES,
        next(link for link in links if link.get("rel") == "next"),
        f"the feed goes on at {original.next}, which was not read",
        remedy="import it from its address",
    )
