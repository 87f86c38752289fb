"""Bytes that no parser takes → bytes that say what they were meant to say.

The linter blanks what is wrong, so that all else keeps its place. Whoever takes a feed over wants
the characters themselves: ``&eacute;`` is an é, a bare ``&`` is one, and a byte that is not UTF-8
is nearly always Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SUSPECT = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|</?(?:a|abbr|b|big|blockquote|br|center|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|li"
    rb"|nobr|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|wbr)"
    rb"(?=[\s/>])(?=[^<>]{0,2000}>)"
    rb"|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)(?:([A-Za-z][A-Za-z0-9]{0,31});)?",
    re.DOTALL,
)
_ENCODING = re.compile(
    rb"(?s)\A(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*([\"'][^\"'>]{1,40}[\"'])"
)


def heal(data: bytes) -> bytes:
    r"""The same document in UTF-8, with what belongs to HTML written as text for XML.

    No line break is added or taken away.

    >>> heal(b"<t>caf&eacute; &amp; th\xe9 & <br> <![CDATA[&eacute;]]></t>").decode()
    '<t>café &amp; thé &amp; &lt;br> <![CDATA[&eacute;]]></t>'
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        data = data.decode("utf-8", "windows-1252-bytes").encode()
    healed = bytearray()  # grows in place, where a substitution keeps every piece until the end
    last = 0
    for match in _SUSPECT.finditer(data):
        healed += data[last : match.start()]
        healed += _mended(match)
        last = match.end()
    healed += data[last:]
    return bytes(healed)


def _mended(match: re.Match[bytes]) -> bytes:
    text = match[0]
    if text.startswith(b"<!"):
        return text
    if text.startswith(b"<"):
        return b"&lt;" + text[1:]
    name = match[1]
    if name is None:
        return b"&amp;"
    character = html5.get(f"{name.decode()};")
    if character is None:
        return b"&amp;" + text[1:]
    return character.replace("&", "&amp;").replace("<", "&lt;").encode()


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


_handler: Callable[[UnicodeError], tuple[str, int]] = _as_windows
codecs.register_error("windows-1252-bytes", _handler)


def claims_wrongly(data: bytes) -> tuple[str, bytes] | None:
    """An encoding that is declared although the bytes are UTF-8, and the bytes without it.

    Text of another encoding hardly ever happens to be UTF-8, unless it is plain ASCII.
    """
    match = _ENCODING.match(data[:400])
    if match is None or data.isascii():
        return None
    name = match[1][1:-1].decode("utf-8", "replace").strip()
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if known == "utf-8" or known.startswith(("utf-16", "utf-32")):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    right = b'"utf-8"'.ljust(len(match[1]))
    return name, data[: match.start(1)] + right + data[match.end(1) :]
