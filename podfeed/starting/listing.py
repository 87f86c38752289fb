"""A listing → a workspace: the listing itself, a file or pages, and a show's YAML over it."""

from __future__ import annotations

import posixpath
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from podfeed import listings
from podfeed.claims import is_audio, spellings
from podfeed.errors import ListingError, UsageError
from podfeed.files import read_regular
from podfeed.listings import yaml_show
from podfeed.listings.front_matter import SUFFIXES
from podfeed.listings.lines import LIMIT
from podfeed.listings.records import Seq
from podfeed.scan import scan
from podfeed.starting import pages
from podfeed.starting.draft import RESERVED, Draft
from podfeed.starting.supplement import supplement
from podfeed.starting.yaml import scalar
from podfeed.values import Category, slug

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from podfeed.listings.records import Listing, Map, Node
    from podfeed.starting.draft import Wishes

_HOUR = 6
_TUESDAY = 1
_FALLBACK = "Society & Culture"
_AUDIO = ("audio", "file")
_PICTURE = ("image", "cover")
_COPY = "a copy of the listing it is read from"


def draft_listing(source: Path, wishes: Wishes, root: Path) -> Draft:
    """A show that is read from a copy of this listing.

    What no feed can do without and the listing does not say stands in the YAML over it, to be
    corrected. Raises UsageError if there is no such file, ListingError if it is no listing.
    """
    if not source.exists():
        remedy = "name a listing, or a folder of audio"
        raise UsageError("there is no such file or folder", path=str(source), remedy=remedy)
    if source.is_file() and _is_feed(source):
        remedy = "name a listing, or a folder of audio"
        raise UsageError("feeds cannot be taken over yet", path=str(source), remedy=remedy)
    listing = listings.read(source, shown=str(source))
    pages_of = source.is_dir()
    below = [] if pages_of else _named(source, listing)
    shows = [listing.show, *(one.show for one in below)]
    title = wishes.title or _text(shows, "title") or _words(source.resolve().stem)
    is_yaml = listing.dialect == yaml_show.NAME
    stem = slug(source.stem)
    usable = is_yaml and stem == source.stem and stem not in RESERVED
    show = wishes.name or (stem if usable else wishes.name_for(title))
    draft = Draft(show, title)
    draft.findings += [finding for one in (listing, *below) for finding in one.findings]
    publisher = _text(shows, "author") or title
    draft.put("seeds/network.yaml", pages.network(publisher).encode(), "what all shows share")
    if is_yaml:
        _keep_yaml(draft, source, listing, below, wishes)
    elif pages_of:
        draft.put(f"seeds/{show}.yaml", _overlay(draft, f"{show}/", listing, wishes), "the show")
        _keep_pages(draft, source)
    else:
        name = f"{show}.txt"
        draft.put(f"seeds/{show}.yaml", _overlay(draft, name, listing, wishes), "the show")
        draft.put(f"seeds/{name}", _read(source), _COPY, copy_of=source)
    _tell_missing(draft, (listing, *below), root / "media")
    draft.notes.append(
        f"put the audio into {draft.media}/, each file named after the number or title of its "
        "episode. What has no audio yet is left out of the feed: until some is there, the feed is "
        "empty, and podfeed check reports APL015."
    )
    return draft


def _keep_pages(draft: Draft, source: Path) -> None:
    """The pages of a folder as they are, and the recordings among them in their place."""
    left = []
    files = scan(str(source)).files
    names = Counter(PurePosixPath(file.path).name for file in files)
    for file in files:
        if file.path.lower().endswith(SUFFIXES):
            path = source / file.path
            draft.put(f"seeds/{draft.show}/{file.path}", _read(path), copy_of=path)
        elif "." in file.path and is_audio(file.path):
            # A page names a recording beside it by its name alone.
            name = PurePosixPath(file.path).name
            place = name if names[name] == 1 else file.path
            draft.put(f"{draft.media}/{place}", source / file.path)
        else:
            left.append(file.path)
    if left:
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        draft.notes.append(
            f"{', '.join(left[:3])}{more} {'were' if len(left) > 1 else 'was'} not taken along: a "
            "picture that an episode names "
            f"belongs into {draft.media}/"
        )


def _is_feed(source: Path) -> bool:
    if source.suffix.lower() in (".xml", ".rss", ".atom"):
        return True
    head = _read(source)[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"<?xml", b"<rss", b"<feed"))


def _tell_missing(draft: Draft, sources: Iterable[Listing], media: Path) -> None:
    """Name pictures and audio that are not there; a cover that is missing is drawn in its place."""
    missing = []
    listed = [*sources]
    cover = next((path for one in listed for path in _files_of(one.show, _PICTURE)), None)
    if cover and not _is_there(draft, cover, media):
        places = [PurePosixPath(path) for path in spellings(draft.show, cover)]
        own = (path for path in places if path.parent == PurePosixPath(draft.show))
        path = next((path for path in own if path.suffix.lower() in (".jpg", ".jpeg")), None)
        if path:
            draft.cover = path.name
            draft.notes.append(f"media/{path} is a drawing: put the cover of the show there")
        else:
            missing.append(cover)
    for listing in listed:
        for episode in listing.episodes:
            missing += (
                path
                for path in _files_of(episode, (*_AUDIO, *_PICTURE))
                if not _is_there(draft, path, media)
            )
    if missing := list(dict.fromkeys(missing)):
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        draft.notes.append(
            f"audio: and image: name files that are not in {draft.media}/: "
            f"{', '.join(missing[:3])}{more}. Put them there, or take these lines away: until then "
            "podfeed build fails"
        )


def _files_of(record: Map, keys: Iterable[str]) -> list[str]:
    """The files, not addresses, that a record names under these keys."""
    found = (record.get(key) for key in keys)
    return [one for one in found if isinstance(one, str) and one.strip() and "://" not in one]


def _is_there(draft: Draft, name: str, media: Path) -> bool:
    paths = spellings(draft.show, name)
    drawn = f"{draft.show}/{draft.cover}"
    return any(
        path == drawn or f"media/{path}" in draft.files or (media / path).is_file()
        for path in paths
    )


def _read(source: Path) -> bytes:
    return read_regular(source, limit=LIMIT, error=ListingError)


def _named(source: Path, listing: Listing) -> list[Listing]:
    """The listing that a YAML names and that lies beside it, or below. Raises UsageError."""
    name = listing.show.get("listing")
    if name is None:
        return []
    if not isinstance(name, str):
        remedy = 'write it as "listing: tea.txt"'
        raise UsageError("listing: takes the name of a file", path=str(source), remedy=remedy)
    plain = PurePosixPath(posixpath.normpath(name))
    if plain.is_absolute() or ".." in plain.parts:
        raise UsageError(
            f'listing: "{name}" leads out of the folder of this file',
            path=str(source),
            remedy="put the listing beside it, and name it from there",
        )
    path = source.parent / plain
    if not path.is_file():
        raise UsageError(
            f'listing: there is no file "{name}" beside it',
            path=str(source),
            remedy="put it there, or correct the name",
        )
    return [listings.read(path, shown=str(path))]


def _text(shows: Iterable[Map], key: str) -> str | None:
    """The first of these that says it."""
    found = (value for show in shows if isinstance(value := show.get(key), str) and value.strip())
    return next(found, None)


def _words(stem: str) -> str:
    """A file name as a title.

    >>> _words("tea-talk_2"), _words("Tea Talk")
    ('Tea talk 2', 'Tea Talk')
    """
    text = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return f"{text[:1].upper()}{text[1:]}"


def _overlay(draft: Draft, name: str, listing: Listing, wishes: Wishes) -> bytes:
    """The YAML over a plain-text listing."""
    show = listing.show
    parts = [pages.head(draft.show)]
    parts.append(
        "\n# The show and its episodes are read from this listing, beside this file. What"
        f"\n# is written here is laid over it.\nlisting: {scalar(name)}\n"
    )
    if wishes.title or not _text([show], "title"):
        parts.append(f"\ntitle: {scalar(draft.title)}\n")
    if not _text([show], "description"):
        parts.append(pages.description(f"{draft.title}, a podcast."))
    parts.append(pages.author(None))
    parts.append(_categories(show.get("categories")))
    parts.append(pages.guid(wishes.guid))
    parts.append(_schedule(draft, listing, [listing.show], wishes.now))
    parts.append(pages.options(draft.show))
    if listing.episodes:
        newest = listing.episodes[0 if listing.newest_first else -1]
        key = "number" if newest.get("number") else "title"
        parts.append(pages.overlay(key, str(newest.get(key))))
    return "".join(parts).encode()


def _categories(stated: Node) -> str:
    """Those of the listing as an option, if Apple has them; else one to begin with."""
    names = [one for one in (stated if isinstance(stated, Seq) else [stated]) if one is not None]
    known, unknown = [], []
    for name in names:
        try:
            known.append(Category.parse(str(name)))
        except ValueError:
            unknown.append(str(name))
    if not names:
        return pages.categories([_FALLBACK], "The listing names none, so this is a guess.")
    if unknown:
        why = f"The listing says {', '.join(unknown)}, which is no category of Apple Podcasts."
        return pages.categories(known or [_FALLBACK], why)
    return pages.categories(known, "These are what the listing says.")


def _schedule(draft: Draft, listing: Listing, shows: Iterable[Map], now: datetime) -> str:
    """Slots for the episodes that state no date, the last of them just gone by."""
    dated = ("published", "date", "draft")
    waiting = sum(1 for one in listing.episodes if not any(one.get(key) for key in dated))
    if not waiting or any(show.get("schedule") for show in shows):
        return ""
    last = now.astimezone(UTC).replace(hour=_HOUR, minute=0, second=0, microsecond=0)
    last -= timedelta(days=(last.weekday() - _TUESDAY) % 7)
    last -= timedelta(days=7 if last > now else 0)
    first = last - timedelta(weeks=waiting - 1)
    draft.notes.append(
        f"no date is stated for {waiting} episode{'' if waiting == 1 else 's'}: schedule: in "
        f"seeds/{draft.show}.yaml gives one a week. Set it right before the first build, because a "
        "date that was published stays."
    )
    why = (
        "Dates for the episodes that state none, the oldest first, one a week up to now. Set them "
        "right before the first build: a date that was published stays. The time is that of "
        "timezone:, the rule a recurrence of RFC 5545."
    )
    return pages.schedule(f"{first:%Y-%m-%d %H:%M}", "FREQ=WEEKLY;BYDAY=TU", why)


def _keep_yaml(
    draft: Draft, source: Path, listing: Listing, below: list[Listing], wishes: Wishes
) -> None:
    """A show in YAML stays as it is, with what it lacks written above it."""
    shows = [listing.show, *(one.show for one in below)]
    stated = {key for show in shows for key, value in show.items() if value is not None}
    added: dict[str, str] = {}
    if wishes.title or "title" not in stated:
        added["title"] = f"\ntitle: {scalar(draft.title)}\n"
    if "description" not in stated:
        added["description"] = pages.description(f"{draft.title}, a podcast.")
    if not {"categories", "category"} & stated:
        added["categories"] = pages.categories([_FALLBACK])
    if "guid" not in stated:
        added["guid"] = pages.guid(wishes.guid)
    all_episodes = below[0] if below else listing
    if schedule := _schedule(draft, all_episodes, shows, wishes.now):
        added["schedule"] = schedule
    data = supplement(_read(source), added, str(source))
    draft.put(f"seeds/{draft.show}.yaml", data, "the show")
    if below:
        name = posixpath.normpath(str(listing.show["listing"]))
        path = source.parent / name
        draft.put(f"seeds/{name}", _read(path), _COPY, copy_of=path)
