"""Text that a file name or an XML document can hold."""

from __future__ import annotations

import re
import unicodedata

_ASCII_WORDS = re.compile(r"[a-z0-9]+").findall


def slug(text: str) -> str:
    """Letters and digits of every script, lower case, joined by ``-``; may be empty.

    >>> [slug(t) for t in ("LoRA — low-rank!", "Straße № 5", "日本語 podcast", "¿?", "ﬁne")]
    ['lora-low-rank', 'strasse-no-5', '日本語-podcast', '', 'fine']
    """
    if text.isascii():
        return "-".join(_ASCII_WORDS(text.lower()))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
    return "-".join(kept.split())


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def not_xml(text: str) -> list[str]:
    """The characters of a text that XML 1.0 cannot hold, each once, as ``U+0008``.

    >>> not_xml("a\\x08b\\x08"), not_xml("tab\\t is fine")
    (['U+0008'], [])
    """
    return [f"U+{ord(c):04X}" for c in dict.fromkeys(_NOT_XML.findall(text))]


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold.

    >>> xml_text("a\\x08b")
    'ab'
    """
    return _NOT_XML.sub("", text)
