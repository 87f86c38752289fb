"""What a show says of itself: its name for ever, what it is, how often it comes, its terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import BOOLEAN, BYTES, EMAIL, HTTPS, MEDIA_TYPE, WHOLE_OR_ZERO, YES_NO
from podfeed.tags.names import CHANNEL, ITEM, PODCAST
from podfeed.tags.podcast.forms import DAY, DOCS, GUID, MAIL_DATE, MEDIUM, RULE, rule_parts
from podfeed.tags.problems import Problem, ProblemKind, quoted
from podfeed.tags.shapes import TEXT, Form, limited, usually
from podfeed.values import parse_date

if TYPE_CHECKING:
    from lxml.etree import _Element

SERVICES = tuple(
    re.findall(
        "[a-z]+",
        """
        acast amazon anchor apple audible audioboom backtracks bitcoin blubrry buzzsprout
        captivate castos castopod facebook fireside fyyd google gpodder hypercatcher kasts
        libsyn mastodon megafono megaphone omnystudio overcast paypal pinecast podbean
        podcastaddict podcastguru podcastindex podcasts podchaser podcloud podfriend podiant
        podigee podnews podomatic podserve podverse redcircle relay resonaterecordings rss
        shoutengine simplecast slack soundcloud spotify spreaker tiktok transistor twitter
        whooshkaa youtube zencast
        """,
    )
)
"""The names of services, as podcast:block calls them."""

LICENSES = ("ARR", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "POD-V4V-1.0")
"""The licences that need no address, because they are known by these names."""

_KNOWN_LICENSES = frozenset(name.casefold() for name in LICENSES)

_SERVICE: Form[str] = usually(TEXT, *SERVICES)


class Guid(Tag):
    """The name of the show that never changes, whatever its address.

    By it directories and apps know the show again after it has moved.
    """

    name = "guid"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "guid"
    text = GUID
    source = f"{DOCS}/guid.md"
    example = "917393e3-1b1e-5cef-ace4-edaa54e1f810"


class Locked(Tag):
    """Whether other hosts are forbidden to take the show over.

    ``yes`` keeps strangers from moving the show, and its listeners, to an account of their own.
    ``owner`` is the address that may be asked.
    """

    name = "locked"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "locked"
    text = YES_NO
    text_key = "locked"
    attributes = (Attribute("owner", EMAIL, required=False),)
    source = f"{DOCS}/locked.md"
    example: ClassVar[dict[str, object]] = {"locked": True, "owner": "tea@tea.example"}


class Medium(Tag):
    """What the feed holds: a podcast, music, an audiobook and so on.

    Apps choose by it how they show and play it.
    """

    name = "medium"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "medium"
    text = MEDIUM
    source = f"{DOCS}/medium.md"
    example = "audiobook"


class Block(Tag):
    """Keeps the show out of all services, or out of the one that ``id`` names.

    Each service looks first for what is said to it alone, so a general ``yes`` and a ``no`` for
    one service let that one in. Where a show is kept out, its listeners there lose it.
    """

    name = "block"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "blocks"
    multiple = True
    text = YES_NO
    text_key = "block"
    attributes = (Attribute("id", _SERVICE, required=False, default="all services"),)
    source = f"{DOCS}/block.md"
    example: ClassVar[dict[str, object]] = {"block": True, "id": "amazon"}


class UpdateFrequency(Tag):
    """How often episodes come: in words for people, and as a rule for apps.

    A listener sees when to expect the next one, and an app looks for it then, not every hour.
    ``rrule`` is a rule of RFC 5545; ``complete`` says that no more will come.
    """

    name = "updateFrequency"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "update_frequency"
    text = limited(128)
    text_required = False
    attributes = (
        Attribute("complete", BOOLEAN, required=False, default="false"),
        Attribute("dtstart", DAY, required=False),
        Attribute("rrule", RULE, recommended=True),
    )
    source = f"{DOCS}/update-frequency.md"
    example: ClassVar[dict[str, object]] = {
        "text": "Every Tuesday & Friday",
        "dtstart": "2026-05-01",
        "rrule": "FREQ=WEEKLY;BYDAY=TU,FR",
    }

    @classmethod
    def misses(cls, element: _Element) -> bool:
        """A show that is complete needs no rule."""
        return (element.get("complete") or "").strip().casefold() != "true"

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """What counts needs a beginning, and an end is of the same kind as the beginning."""
        parts = rule_parts(element.get("rrule") or "")
        start = (element.get("dtstart") or "").strip()
        if "COUNT" in parts and not start:
            message = f"the rrule of {cls.label} counts, and there is no dtstart to count from"
            yield Problem(ProblemKind.MISSING_ATTRIBUTE, message, "add dtstart", "rrule")
        until = parts.get("UNTIL")
        if until and start and ("T" in until) != ("T" in start.upper()):
            message = f"of dtstart and UNTIL of {cls.label}, one has a time and one has not"
            yield Problem(ProblemKind.WRONG_VALUE, message, "write both alike", "dtstart")


class Podping(Tag):
    """Whether changes of the feed are announced over Podping.

    Apps that listen there learn of a new episode at once, and need not ask again and again.
    """

    name = "podping"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "podping"
    attributes = (Attribute("usesPodping", BOOLEAN, required=False),)
    source = f"{DOCS}/podping.md"
    example: ClassVar[dict[str, object]] = {"uses_podping": True}


class Trailer(Tag):
    """A short recording that tells what the show, or a season of it, is like.

    Whoever has never heard the show can taste it before subscribing. Of several, apps offer the
    newest.
    """

    name = "trailer"
    ns = PODCAST
    parents = (CHANNEL,)
    key = "trailers"
    multiple = True
    text = limited(128)
    text_key = "title"
    attributes = (
        Attribute("url", HTTPS),
        Attribute("pubdate", MAIL_DATE, key="published"),
        Attribute("length", BYTES, recommended=True),
        Attribute("type", MEDIA_TYPE, recommended=True),
        Attribute("season", WHOLE_OR_ZERO, required=False),
    )
    source = f"{DOCS}/trailer.md"
    example: ClassVar[dict[str, object]] = {
        "title": "Tea & Toast: coming soon",
        "url": "https://tea.example/media/tea/trailer.mp3?a=1&b=2",
        "published": parse_date("2026-05-01T08:00:00Z", None),
        "length": 1234567,
        "type": "audio/mpeg",
        "season": 2,
    }


class Funding(Tag):
    """Where listeners can give money, and the words to ask for it.

    Apps show a button with these words beside the episode.
    """

    name = "funding"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "funding"
    multiple = True
    text = limited(128)
    text_required = False
    attributes = (Attribute("url", HTTPS),)
    source = f"{DOCS}/funding.md"
    example: ClassVar[dict[str, object]] = {
        "text": "Buy us a pot & a scone",
        "url": "https://tea.example/give?a=1&b=2",
    }


class License(Tag):
    """What others may do with the show or episode, as the name of a licence.

    Whoever wants to quote, translate or play it elsewhere sees whether they may. A licence that
    is not known by its name needs the address of its text.
    """

    name = "license"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "license"
    text = limited(128)
    text_key = "name"
    attributes = (Attribute("url", HTTPS, required=False),)
    source = f"{DOCS}/license.md"
    example: ClassVar[dict[str, object]] = {
        "name": "tea-and-share-alike",
        "url": "https://tea.example/licence",
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """A licence of one's own needs an address."""
        name = (element.text or "").strip()
        if name and name.casefold() not in _KNOWN_LICENSES and element.get("url") is None:
            message = f"{cls.label} names {quoted(name)}, which is no known licence, without a url"
            remedy = f"add the url of its text, or name one of {', '.join(LICENSES)}"
            yield Problem(ProblemKind.MISSING_ATTRIBUTE, message, remedy)


class Txt(Tag):
    """Free text for a machine that knows what to do with it; ``purpose`` tells which.

    Services ask for a word of theirs here to be sure that a show is whose it is said to be, and
    with ``ai-content`` a show says whether machines made it (``true`` or ``false``).
    """

    name = "txt"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "txt"
    multiple = True
    text = limited(4000)
    attributes = (Attribute("purpose", limited(128), required=False),)
    source = f"{DOCS}/txt.md"
    example: ClassVar[dict[str, object]] = {"text": "S6lpp-7ZCn8-dZfGc", "purpose": "verify"}

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """Whether machines made it is said with one of two words."""
        said = (element.text or "").strip()
        if element.get("purpose") == "ai-content" and said and said not in ("true", "false"):
            message = f"the text of {cls.label}, {quoted(said)}, says nothing about ai-content"
            yield Problem(ProblemKind.WRONG_VALUE, message, "write true or false")
