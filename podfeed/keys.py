"""The keys that people write in seeds/: where each may stand, and its page in the manual.

A key that becomes an element of the feed has the page of its tag; the others have theirs here.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from podfeed import tags
from podfeed.layers import ALIASES
from podfeed.reader import EPISODE_KEYS, NETWORK_KEYS, SHOW_KEYS
from podfeed.reader.words import EPISODE_TAGS, SHOW_TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS: Mapping[tuple[str, str], str] = {
    ("network", "title"): """
        What the network is called. A show that names no author has this one.
    """,
    ("network", "base_url"): """
        The address below which `feeds/` and `media/` are served side by side.

        Every address in a feed begins with it.
    """,
    ("network", "media_url"): """
        The address below which media/ is served, where that is another than `base_url:`.
    """,
    ("network", "enclosure_prefix"): """
        An address that is put before that of every recording, for statistics (OP3, Podtrac).
    """,
    ("network", "gzip"): """
        Whether to write a compressed copy (`.gz`) beside each feed, for servers that hand it out.
    """,
    ("network", "publish"): """
        Where `podfeed publish` puts feeds/ and media/: a folder or a store.

        Such as `publish: s3://bucket/prefix`, `gs://…`, `az://…`, `sftp://host/path` or `/var/www`.
        Credentials never stand here: they come from the environment.
    """,
    ("network", "hubs"): """
        WebSub hubs that are told of every feed that has changed, so that apps learn of it at once.

        Each is named in the feed, and asked only after what was published has been proved.
    """,
    ("network", "podping"): """
        The gateway that announces changed feeds over Podping; its token comes from the environment.
    """,
    ("*", "audio_names"): """
        How recordings are called where they are published: `plain` as their files, or `hashed`.

        With `hashed` the address holds a hash of the content: a corrected recording gets another
        one, so apps and caches fetch it, while the guid stays and nothing is downloaded twice.
    """,
    ("network", "pages"): """
        Whether there are web pages of the shows and their episodes in `feeds/`. There are, unless
        it is `false`.
    """,
    ("show", "pages"): """
        Whether there are web pages of the show and its episodes in `feeds/SHOW/`. There are,
        unless it is `false` here or in `network.yaml`.
    """,
    ("network", "defaults"): """
        Values for every show that does not state them itself, and in them `defaults:` for episodes.
    """,
    ("show", "defaults"): """
        Values for every episode that does not state them itself.

        They hold only where neither the episode nor the tags of its recording say anything.
    """,
    ("*", "check"): """
        What `podfeed check` is not to tell: `ignore:` with a list of `code` and `reason`.
    """,
    ("show", "listing"): """
        The name of a listing in seeds/, or of a folder of Markdown (`tea/`): this YAML is laid
        over it.

        A show that is too long for one file names several, of which each goes on with the one
        before: `listing: [tea/1.yaml, tea/2.yaml]`.
    """,
    ("show", "episodes"): """
        The episodes, a list of maps, newest first.

        With `listing:`, each is laid over the episode of the listing that has its `number` or
        `title`.
    """,
    ("show", "timezone"): """
        The time zone of dates that state none, such as `Europe/Berlin`.
    """,
    ("show", "schedule"): """
        When episodes without a date of their own come out: `first`, `rule` and `order`.

        `first` is wall time in the show's time zone, `rule` a recurrence rule (RFC 5545), and
        `order` says whether the `oldest` or the `newest` episode takes the first slot.
    """,
    ("show", "numbering"): """
        Which numbers are published: `stated` ones alone, or `derived` ones too (oldest = 1).
    """,
    ("show", "page_size"): """
        How many episodes a page of the feed holds, ten at least; without it the feed has one page.

        The feed itself holds the newest ones, and links to pages with the older ones (RFC 5005).
        Apps that do not follow such links show the newest ones alone.
    """,
    ("show", "was"): """
        The former name of a show whose YAML was renamed: it carries over guids and dates.
    """,
    ("show", "items"): """
        Whole `<item>`s as XML, which take their place in the feed by their dates.

        An import keeps there what is no episode, such as an item without a recording.
    """,
    ("*", "xml"): """
        Elements as XML, written as they are into the show or episode: for what has no key.

        Prefixes that feeds use need no declaration, any other has to be declared in the element.
    """,
    ("show", "chapters_in_notes"): """
        Whether times of chapters are put below notes that have none, as Spotify and YouTube read
        them; true without it.
    """,
    ("episode", "chapters"): """
        The chapters: a list, the name of a file of them in media/, or its address elsewhere.

        In a list, each is a text such as `12:30 Water`, or a map of `start`, `title`, `url`,
        `image`, `end`, `location` (`name`, `geo`, `osm`) and `toc`, which is false for one that is
        not listed. A file may hold JSON chapters, Podlove Simple Chapters, or lines of text.

        Without this key, chapters are sought beside the recording (`lora.chapters.json`,
        `.chapters.txt`, `.psc`; also `.json` and `.txt`), in it, and in the notes. `chapters: []`
        says that there are none.
    """,
    ("episode", "draft"): """
        Whether the episode is not to come out yet. `podfeed build --drafts` shows it to its author.
    """,
}
"""The page of every key that is no element, and of those that are written otherwise than their
element, by where it stands (``*``: wherever) and its name."""

EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("network", "title"): "Tea Network",
    ("network", "base_url"): "https://podcasts.example",
    ("network", "media_url"): "https://media.podcasts.example",
    ("network", "enclosure_prefix"): "https://op3.dev/e/",
    ("network", "gzip"): True,
    ("network", "publish"): "s3://my-podcast",
    ("network", "hubs"): ["https://hub.example/"],
    ("network", "podping"): "https://podping.cloud/",
    ("network", "defaults"): {"language": "en", "explicit": False, "timezone": "Europe/Berlin"},
    ("*", "audio_names"): "hashed",
    ("*", "check"): {"ignore": [{"code": "APL037", "reason": "the numbers belong to the titles"}]},
    ("show", "title"): "Tea & Toast",
    ("show", "categories"): ["Leisure > Hobbies", "Arts > Food"],
    ("show", "copyright"): "Tea Network",
    ("show", "defaults"): {"author": "Earl Grey"},
    ("show", "episodes"): [{"title": "Oolong", "number": 2}, {"title": "Sencha", "number": 1}],
    ("show", "guid"): "ead4c236-bf58-58c6-a2c6-a6b28d128cb6",
    ("show", "items"): ["<item><title>A word from us</title></item>"],
    ("show", "language"): "en",
    ("show", "listing"): "tea.txt",
    ("show", "locked"): True,
    ("show", "new_feed_url"): "https://podcasts.example/feeds/tea.xml",
    ("show", "numbering"): "derived",
    ("show", "owner"): {"name": "Earl Grey", "email": "tea@podcasts.example"},
    ("show", "page_size"): 100,
    ("show", "schedule"): {"first": "2026-01-06 06:00", "rule": "FREQ=WEEKLY;BYDAY=TU"},
    ("show", "timezone"): "Europe/Berlin",
    ("show", "type"): "serial",
    ("show", "was"): "teatime",
    ("show", "chapters_in_notes"): False,
    ("episode", "audio"): "oolong.mp3",
    ("episode", "chapters"): ["0:00 Leaves", "12:30 Water"],
    ("episode", "draft"): True,
    ("episode", "guid"): "tea-2",
    ("episode", "number"): 2,
    ("episode", "published"): "2026-01-06 08:00",
    ("episode", "season"): 1,
    ("episode", "title"): "Oolong",
    ("episode", "transcripts"): ["oolong.vtt", {"path": "oolong.srt", "language": "de"}],
    ("episode", "alternatives"): ["oolong.opus", "oolong-small.m4a"],
    ("episode", "type"): "bonus",
    ("*", "author"): "Earl Grey",
    ("*", "block"): True,
    ("*", "complete"): True,
    ("*", "description"): "What is in the cup.",
    ("*", "explicit"): False,
    ("*", "image"): "cover.jpg",
    ("*", "link"): "https://podcasts.example/tea",
    ("*", "medium"): "podcast",
    ("*", "pages"): False,
    ("*", "notes"): "Half way between *green* and **black**.",
    ("*", "xml"): '<my:mood xmlns:my="https://podcasts.example/ns">calm</my:mood>',
}
"""What a person would write for a key that has no tag of its own, or has it otherwise, by where it
stands (``*``: wherever) and its name."""

_VOCABULARY = {"show": SHOW_TAGS, "episode": EPISODE_TAGS}

_OWNERS = (
    ("network", NETWORK_KEYS, None),
    ("show", SHOW_KEYS, tags.CHANNEL),
    ("episode", EPISODE_KEYS, tags.ITEM),
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key in one kind of place; ``tags`` are the elements that it becomes."""

    name: str
    owner: str
    tags: tuple[type[tags.Tag], ...]

    @property
    def page(self) -> str:
        """What it says, as Markdown; empty if neither a tag nor this module tells."""
        owned = SETTINGS.get((self.owner, self.name)) or SETTINGS.get(("*", self.name), "")
        pages = [cleandoc(owned)] if owned else []
        return "\n\n".join([*pages, *(tags.page(tag) for tag in self.tags)])

    @property
    def example(self) -> Any:
        """A value as YAML has it: text, numbers, truth, lists and maps of them."""
        for place in ((self.owner, self.name), ("*", self.name)):
            if place in EXAMPLES:
                return EXAMPLES[place]
        tag = _VOCABULARY[self.owner][self.name]
        value = tag.plain(tag.example)
        return [value] if tag.multiple else value

    @property
    def summary(self) -> str:
        """The first sentence of its page."""
        text = self.page
        if text.startswith("# "):  # the page of a tag, which has a title
            text = cleandoc(self.tags[0].__doc__ or "")
        return " ".join(text.partition("\n\n")[0].split())


def every_key() -> list[Key]:
    """All keys: those of the network, of a show, then of an episode, by name."""
    return [
        Key(name, owner, tags.by_key(parent, name) if parent else ())
        for owner, names, parent in _OWNERS
        for name in sorted(names)
    ]


def find(word: str) -> list[Key]:
    """The keys that a word means: a name, another name of it, or the label of an element.

    >>> [(key.name, key.owner) for key in find("podcast:season")], find("seasom")
    ([('named_season', 'episode')], [])
    """
    wanted = word.strip()
    name = ALIASES.get(wanted.lower(), wanted.lower())
    labels = {tag.label.lower(): tag for tag in tags.ALL}
    tag = labels.get(wanted.lower()) if ":" in wanted else None
    return [
        key
        for key in every_key()
        if (key.name == name if tag is None else any(t.label == tag.label for t in key.tags))
    ]
