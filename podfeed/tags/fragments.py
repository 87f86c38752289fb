"""Elements kept as XML: text that stands for itself, ready to be written back where it was.

The prefixes that podfeed knows need no declaration; any other is declared in the text itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from podfeed.documents import SAFE
from podfeed.tags.names import NAMESPACES

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMIT = 1_000_000
"""Characters of one text, at most."""

_SPACES = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())


def parse_fragment(text: str) -> list[_Element]:
    """The elements that a text of XML holds. Raises ValueError if it is not that, whole.

    No entity is expanded, no DTD read and nothing fetched.

    >>> [str(one.tag) for one in parse_fragment("<ttl>60</ttl><my:x xmlns:my='urn:my'/>")]
    ['ttl', '{urn:my}x']
    >>> parse_fragment("<ttl>60")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: is no XML that stands for itself: Opening and ending tag mismatch: ttl ... and rss
    """
    if len(text) > LIMIT:
        raise ValueError(f"has {len(text):,} characters, more than {LIMIT:,}")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("holds a DTD, which is refused: write the characters themselves")
    parser = etree.XMLParser(strip_cdata=False, **SAFE)
    try:
        root = etree.fromstring(f"<rss {_SPACES}>{text}</rss>".encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as reason:
        words = str(getattr(reason, "msg", reason)).partition(", line ")[0]
        raise ValueError(f"is no XML that stands for itself: {words}") from None
    loose = [root.text, *(one.tail for one in root)]
    elements = [one for one in root if isinstance(one.tag, str)]
    if any(part and part.strip() for part in loose) or not elements or len(elements) < len(root):
        raise ValueError(
            "is no XML that stands for itself: write one element, such as <ttl>60</ttl>"
        )
    for one in elements:
        one.tail = None
    return elements
