"""The same episode in other recordings: smaller, better, as video, in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import BOOLEAN, BYTES, DECIMAL, LANGUAGE, MEDIA_TYPE, URI, WHOLE
from podfeed.tags.names import ITEM, LIVE_ITEM, PODCAST
from podfeed.tags.podcast.forms import DOCS
from podfeed.tags.problems import Problem, ProblemKind, quoted
from podfeed.tags.shapes import TEXT, choice, limited

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCLOSURE = "podcast:alternateEnclosure"

_DIGEST = r"sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}(?:\?[!-~]*)?"
_SRI = re.compile(rf"{_DIGEST}(?:\s+{_DIGEST})*", re.ASCII)


class AlternateEnclosure(Tag):
    """The same episode as another recording, from one or more places.

    A listener with a slow line takes the small one, one with a screen the video. ``default``
    marks the one that equals the enclosure.
    """

    name = "alternateEnclosure"
    ns = PODCAST
    parents = (ITEM,)
    recommended_in = (LIVE_ITEM,)
    key = "alternatives"
    multiple = True
    attributes = (
        Attribute("type", MEDIA_TYPE),
        Attribute("length", BYTES, recommended=True),
        Attribute("bitrate", DECIMAL, required=False),
        Attribute("height", WHOLE, required=False),
        Attribute("lang", LANGUAGE, required=False, key="language"),
        Attribute("title", limited(32), required=False),
        Attribute("rel", limited(32), required=False, default="default"),
        Attribute("codecs", TEXT, required=False),
        Attribute("default", BOOLEAN, required=False, default="false"),
    )
    source = f"{DOCS}/alternate-enclosure.md"
    example: ClassVar[dict[str, object]] = {
        "type": "audio/opus",
        "length": 543210,
        "bitrate": 32000,
        "language": "en",
        "title": "Small & quick",
        "rel": "default",
        "codecs": "opus",
        "default": False,
        "sources": [
            {"uri": "https://tea.example/media/tea/1.opus?a=1&b=2"},
            {
                "uri": "magnet:?xt=urn:btih:2&dn=tea",
                "content_type": "application/x-bittorrent",
            },
        ],
        "integrity": {
            "type": "sri",
            "value": "sha384-ExVqijgYHm15PqQqdXfW95x+Rs6C+d6E/ICxyQOeFevnxNLR/wtJNrNYTjIysUBo",
        },
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """A bitrate is in bits."""
        try:
            bits = float(element.get("bitrate") or "0")
        except ValueError:
            return
        if 0 < bits < 1000:
            message = f"the bitrate of {cls.label} is {bits:g} bits a second"
            remedy = f"write {bits * 1000:.0f}, if kilobits are meant"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, remedy, "bitrate")


class Source(Tag):
    """Where a recording is to be had; an address of any kind, even magnet or ipfs.

    With several, an app takes the one it knows how to use. ``contentType`` is the type of
    what is fetched, where that is not the recording itself.
    """

    name = "source"
    ns = PODCAST
    parents = (_ENCLOSURE,)
    required_in = (_ENCLOSURE,)
    key = "sources"
    multiple = True
    attributes = (
        Attribute("uri", URI),
        Attribute("contentType", MEDIA_TYPE, required=False),
    )
    source = f"{DOCS}/source.md"
    example: ClassVar[dict[str, str]] = {
        "uri": "https://tea.example/media/tea/1.torrent?a=1&b=2",
        "content_type": "application/x-bittorrent",
    }


class Integrity(Tag):
    """How an app can make sure that it got the recording as it was published.

    ``sri`` is a hash as browsers know it, ``pgp-signature`` a signature in base64.
    """

    name = "integrity"
    ns = PODCAST
    parents = (_ENCLOSURE,)
    key = "integrity"
    attributes = (
        Attribute("type", choice("sri", "pgp-signature", exact=True)),
        Attribute("value", TEXT),
    )
    source = f"{DOCS}/integrity.md"
    example: ClassVar[dict[str, str]] = {
        "type": "sri",
        "value": "sha384-ExVqijgYHm15PqQqdXfW95x+Rs6C+d6E/ICxyQOeFevnxNLR/wtJNrNYTjIysUBo",
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """A hash says how it was made."""
        value = (element.get("value") or "").strip()
        if element.get("type") == "sri" and value and not _SRI.fullmatch(value):
            message = f"the value of {cls.label}, {quoted(value)}, is no hash"
            remedy = "write it as in sha384-… (base64)"
            yield Problem(ProblemKind.WRONG_VALUE, message, remedy, "value")
