"""TXT001–TXT039: text that was spoilt on its way into the feed."""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape
from html.entities import name2codepoint
from itertools import islice
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.document import Document
from podfeed.rules.engine.facts import Owner, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.texts import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROFILE = "https://www.rssboard.org/rss-profile"
_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"

_LINES = (
    "channel/title item/title itunes:title itunes:author itunes:name copyright itunes:subtitle "
    "generator category dc:title dc:creator textInput/title textInput/description"
)
"""The elements that are one line of plain text."""

_BLANKS = " \t\r\n"

_NOTES = "channel/description item/description item/content:encoded"

_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,8});|#(?:\d{2,6}|x[0-9a-fA-F]{0,5});?)")
_TWICE = re.compile(
    r"&amp;(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|#\d{2,6}|#x[0-9a-f]{2,5});", re.I
)
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|br|a|b|i|ul|ol|li|em|strong|div|span)\b[^&<>]{0,300}?/?&gt;", re.I
)
_TAG = re.compile(
    r"</?(?:p|br|a|b|i|u|ul|ol|li|em|strong|div|span|font|h[1-6]|img)(?:\s[^<>]{0,300})?/?>", re.I
)
_RELATIVE_START = re.compile(r"=[\"'](?!https?:|mailto:|#)")


def _is_odd_line(element: _Element, owner: Owner) -> bool:
    """Whether a line may have anything wrong with it, which few have."""
    text = text_of(element)
    if not text:
        return len(element) > 0
    return (
        "&" in text or "<" in text or text[0] in _BLANKS or text[-1] in _BLANKS or len(element) > 0
    )


def _are_odd_notes(notes: _Element, owner: Owner) -> bool:
    """Whether notes may have anything wrong with them."""
    text = text_of(notes)
    return len(notes) > 0 or "&" in text or _RELATIVE_START.search(text) is not None


_RELATIVE = re.compile(
    r"<(?:a|img)\s[^<>]{0,300}?\b(?:href|src)\s*=\s*[\"']([^\"'<>]{0,500})[\"']", re.I
)


@rule(
    "TXT001",
    "escaped-twice",
    Severity.WARNING,
    on=_LINES,
    screen=_is_odd_line,
    source=f"{_PROFILE}#data-types-characterdata",
)
def escaped_twice(element: _Element, owner: Owner) -> Hits:
    """A title or name was escaped twice.

    Listeners read `&amp;amp;` or `&amp;#8217;` where an ampersand or an apostrophe should be.

    Wrong:

    ```xml
    <item><title>Milk &amp;amp; sugar</title></item>
    ```

    Right:

    ```xml
    <item><title>Milk &amp; sugar</title></item>
    ```
    """
    text = text_of(element)
    for found in islice(_REFERENCE.finditer(text), _MOST) if "&" in text else ():
        if found[1] is None or found[1] in name2codepoint or found[1] == "apos":
            name = owner.feed.name(element.tag)
            message = f"listeners read {found[0]} in <{name}>"
            yield Hit(element, message, "escape it once, or write the character itself")
            return


_MOST = 1000


@rule(
    "TXT002",
    "notes-escaped-twice",
    Severity.WARNING,
    on=_NOTES,
    screen=_are_odd_notes,
    source=f"{_PROFILE}#element-channel-item-description",
)
def notes_escaped_twice(notes: _Element, owner: Owner) -> Hits:
    """Show notes were escaped twice.

    Listeners read the tags, such as `&lt;p&gt;`, in place of paragraphs and links.

    Wrong:

    ```xml
    <item>
      <description>&amp;lt;p&amp;gt;Half green, half black.&amp;lt;/p&amp;gt;</description>
    </item>
    ```

    Right:

    ```xml
    <item><description>&lt;p&gt;Half green, half black.&lt;/p&gt;</description></item>
    ```
    """
    text = text_of(notes)
    if "&" not in text:
        return
    found = _TWICE.search(text)
    if found is None and not _TAG.search(text):
        found = _ESCAPED_TAG.search(text)
    if found:
        message = f"the notes were escaped twice: listeners read {quoted(found[0], 30)}"
        yield Hit(notes, message, "escape them once, or put them into CDATA")


@rule(
    "TXT003",
    "markup-in-line",
    Severity.WARNING,
    on=_LINES,
    screen=_is_odd_line,
    source=f"{_PROFILE}#data-types-characterdata",
)
def markup_in_line(element: _Element, owner: Owner) -> Hits:
    """A title or name has HTML in it.

    It is plain text: listeners read the tags.

    Wrong:

    ```xml
    <item><title>&lt;b&gt;Oolong&lt;/b&gt;</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """
    text = text_of(element)
    found = _TAG.search(text) if "<" in text else None
    tag = found[0] if found else ""
    for child in element.iterchildren("*") if len(element) else ():
        tag = tag or f"<{owner.feed.name(child.tag).rpartition('}')[2]}>"
    if tag:
        message = f"<{owner.feed.name(element.tag)}> is plain text, and has {quoted(tag, 40)} in it"
        yield Hit(element, message, "take the tags out")


@rule(
    "TXT004",
    "markup-not-escaped",
    Severity.WARNING,
    on=f"{_NOTES} itunes:summary",
    source=f"{_PSP}#html-and-link-support-optional",
)
def markup_not_escaped(notes: _Element, owner: Owner) -> Hits:
    """Notes hold HTML as elements of the feed, not as text.

    Apps read the text up to the first tag and nothing after it.

    Wrong:

    ```xml
    <item><description>Half green, <b>half black</b>, all patience.</description></item>
    ```

    Right:

    ```xml
    <item>
      <description>Half green, &lt;b&gt;half black&lt;/b&gt;, all patience.</description>
    </item>
    ```
    """
    if len(notes):
        message = f"<{owner.feed.name(notes.tag)}> holds HTML that is not escaped"
        yield Hit(notes, message, "put it into <![CDATA[…]]>")


@rule(
    "TXT005",
    "spaces-around",
    Severity.INFO,
    on=f"{_LINES} item/guid",
    screen=_is_odd_line,
    source=f"{_PSP}#html-and-link-support-optional",
)
def spaces_around(element: _Element, owner: Owner) -> Hits:
    """A value begins or ends with a blank or a new line.

    Some apps show it, or take a guid with a blank for another one than the same without.

    Wrong:

    ```xml
    <item><title> Oolong </title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong</title></item>
    ```
    """
    text = text_of(element)
    if owner.feed.document.may_have_gaps:
        return  # what was mended may have left blanks
    if text and (text[0] in _BLANKS or text[-1] in _BLANKS) and not text.isspace():
        message = f"<{owner.feed.name(element.tag)}> has blanks around {quoted(text.strip(), 40)}"
        yield Hit(element, message, "take them out")


_CONTROLS = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")


def _meant(code: int) -> str:
    """What Windows means by a character: a quotation mark, a dash."""
    return bytes([code]).decode("cp1252", "replace")


_READ_AS_LATIN = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]){1,3}")


def _meant_by(data: bytes, start: int) -> str:
    """What a control character at an offset was: part of a letter in UTF-8, or one of Windows."""
    run = _READ_AS_LATIN.match(data, max(start - 2, 0))
    if run is not None:
        with suppress(UnicodeError):
            return run[0].decode("utf-8").encode("latin-1").decode("utf-8")
    return _meant(ord(data[start : start + 2].decode("utf-8")))


@rule(
    "TXT006",
    "control-characters",
    Severity.WARNING,
    on="document",
    source="https://www.w3.org/TR/xml/#charsets",
)
def control_characters(document: Document) -> Hits:
    """The text has control characters of old code pages.

    They are what quotes and dashes of Windows become in a wrong conversion; listeners see boxes
    or nothing.

    Wrong:

    ```xml
    <item><title>Oolongs turn</title></item>
    ```

    Right:

    ```xml
    <item><title>Oolong’s turn</title></item>
    ```
    """
    if b"\xc2" not in document.data:
        return
    seen = None
    count = 0
    for found in _CONTROLS.finditer(document.data):
        count += 1
        seen = seen or found
    if seen:
        code = ord(seen[0].decode("utf-8"))
        times = f" ({count:,} of the kind in this feed)" if count > 1 else ""
        message = f"the control character U+{code:04X} stands in the text{times}"
        meant = _meant_by(document.data, seen.start())
        yield Hit(seen.start(), message, f"write {quoted(meant)}, if that is meant")


_MOJIBAKE = re.compile(
    rb"\xc3\x83\xc2[\xa0-\xbf]"  # Ã and a sign: a letter with an accent
    rb"|\xc3\xa2\xe2\x82\xac(?:\xe2\x84\xa2|\xc5\x93|\xc2\x9d|\xe2\x80\x9c|\xcb\x9c|\xc2\xa6)"
)


@rule(
    "TXT007",
    "mojibake",
    Severity.WARNING,
    on="document",
    source="https://www.w3.org/International/questions/qa-what-is-encoding",
)
def mojibake(document: Document) -> Hits:
    """Text was read in another encoding than it was written in.

    Listeners read `Ã©` for é, or `â€™` for an apostrophe, and cannot find the episode by its
    name.

    Wrong:

    ```xml
    <item><title>CafÃ© au lait</title></item>
    ```

    Right:

    ```xml
    <item><title>Café au lait</title></item>
    ```
    """
    if not any(sign in document.data for sign in (b"\xc3\x83\xc2", b"\xc3\xa2\xe2")):
        return  # many times as fast as the pattern
    seen = None
    count = 0
    for found in _MOJIBAKE.finditer(document.data):
        count += 1
        seen = seen or found
    if seen:
        wrong = seen[0].decode("utf-8", "replace")
        times = f" ({count:,} places in this feed)" if count > 1 else ""
        message = f"{quoted(wrong)} is text in a wrong encoding{times}"
        try:
            remedy = f"write {quoted(wrong.encode('cp1252').decode('utf-8'))}"
        except UnicodeError:
            remedy = "read the text as UTF-8 where it comes from"
        yield Hit(seen.start(), message, remedy)


_LOST = "\ufffd".encode()


@rule(
    "TXT008",
    "replacement-character",
    Severity.WARNING,
    on="document",
    source="https://www.unicode.org/charts/PDF/UFFF0.pdf",
)
def replacement_character(document: Document) -> Hits:
    """The text has the sign for a character that could not be read.

    Something stood there that is lost; listeners see a question mark on a black ground.

    Wrong:

    ```xml
    <item><title>Caf� au lait</title></item>
    ```

    Right:

    ```xml
    <item><title>Café au lait</title></item>
    ```
    """
    if document.faults:
        return
    start = document.data.find(_LOST)
    if start >= 0:
        count = document.data.count(_LOST)
        times = f" ({count:,} times in this feed)" if count > 1 else ""
        yield Hit(start, f"a character is lost and replaced by U+FFFD{times}", "write it again")


@rule(
    "TXT009",
    "notes-relative-address",
    Severity.WARNING,
    on="item/description item/content:encoded",
    screen=_are_odd_notes,
    source=f"{_PROFILE}#element-channel-item-description",
)
def notes_relative_address(notes: _Element, owner: Owner) -> Hits:
    """A link or picture in the notes has no host.

    In an app there is no page that it could belong to: it leads nowhere.

    Wrong:

    ```xml
    <item><description>&lt;a href="/notes/1"&gt;Notes&lt;/a&gt;</description></item>
    ```

    Right:

    ```xml
    <item>
      <description>&lt;a href="https://podcasts.example/notes/1"&gt;Notes&lt;/a&gt;</description>
    </item>
    ```
    """
    text = text_of(notes)
    if _RELATIVE_START.search(text):
        for found in _RELATIVE.finditer(text):
            address = unescape(found[1]).strip()
            if address and address[0] not in "#{[" and not _SCHEME.match(address):
                message = f"the address {quoted(address)} in the notes has no host"
                yield Hit(notes, message, "write it in full")
                return


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
