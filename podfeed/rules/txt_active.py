"""TXT040–TXT049: what is in show notes that apps take out, or read otherwise than meant."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.texts import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Owner

_TAG = re.compile(r"<([A-Za-z?][^\s<>/]{0,200})([^<>]*)(>?)")
_MOST_TAGS = 5000
_ODD_TAG = re.compile(
    r"<(?!/|!|(?:p|br ?/?|b|i|u|em|strong|ul|ol|li|h[1-6]|div|span|blockquote|hr ?/?)>"
    r"|a(?: href=\"https?://[^\"<>]*\"| (?:target|rel|title)=\"[^\"<>]*\")+>)",
    re.IGNORECASE,
)
"""Any tag but those that most notes are made of, in which nothing can be wrong."""

_CUT_OUT = frozenset(
    (
        *("script", "embed", "object", "applet", "meta", "base", "link", "style", "frameset"),
        *("frame", "noembed", "plaintext", "xmp", "?import", "listing", "comment"),
    )
)
_LEFT_OUT = ("iframe", "noscript")
"""What a web page shows, and no app."""
_ACTS = re.compile(
    r"\s(on[a-z]{3,20})\s*=\s*[\"']"
    r"|(?:href|src)\s*=\s*[\"']?\s*((?:java|vb)script):"
    r"|style\s*=\s*[\"'][^\"']{0,500}?"
    r"(expression\s*\(|url\s*\(|behaviou?r\s*:|-moz-binding|position\s*:\s*(?:fixed|absolute))",
    re.IGNORECASE,
)


class _Start(NamedTuple):
    """A start tag in notes: its name in lower case, its attributes as written, and its end."""

    name: str
    attributes: str
    end: str


class _Last:
    """The text that was looked at last, and its start tags; two rules want to know them."""

    seen: tuple[str, list[_Start]] = ("", [])


def _tags(text: str) -> list[_Start]:
    """The start tags of notes, the first thousands of them; none if all are as usual."""
    last, found = _Last.seen
    if last is not text:
        found = []
        if "<" in text and _ODD_TAG.search(text):
            matches = islice(_TAG.finditer(text), _MOST_TAGS)
            found = [_Start(one[1].lower(), one[2], one[3]) for one in matches]
        _Last.seen = text, found
    return found


def _act(tag: _Start) -> str | None:
    """What a tag does that apps do not let it do, in words; None if nothing."""
    if tag.name in _CUT_OUT:
        return quoted(f"<{tag.name}{tag.attributes}", 40)
    match = _ACTS.search(tag.attributes) if "=" in tag.attributes else None
    if match is None:
        return None
    if match[1]:
        return f"the attribute {match[1]}"
    return f"an address that is a {match[2].lower()}" if match[2] else f"a style with {match[3]}"


@rule(
    "TXT040",
    "notes-with-script",
    Severity.WARNING,
    on="channel/description item/description item/content:encoded itunes:summary",
    source="https://validator.w3.org/feed/docs/warning/SecurityRisk.html",
)
def notes_with_script(notes: _Element, owner: Owner) -> Hits:
    """The show notes hold a script, or something else that acts by itself.

    Apps cut it out, often together with the text around it: what it was to show is lost, and
    an app that is careless lets strangers act on behalf of the listener. Pages within the notes
    (`<iframe>`) and what stands in for a script (`<noscript>`) are a hint only: on the web they
    are shown, in apps they are not.

    Wrong:

    ```xml
    <item><description>&lt;script src="https://stats.example/t.js">&lt;/script></description></item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black.</description></item>
    ```
    """
    tags = _tags(text_of(notes))
    if not tags:
        return
    what = next((act for tag in tags if (act := _act(tag))), None)
    severity = None
    hidden = next((tag.name for tag in tags if tag.name in _LEFT_OUT), None)
    if what is None and hidden is not None:
        what, severity = f'"<{hidden}"', Severity.INFO
    if what is not None:
        message = f"<{owner.feed.name(notes.tag)}> has {what}, which apps cut out"
        yield Hit(notes, message, "take it out; link to it instead", severity=severity)


_OLD_REFERENCE = re.compile(
    r"&#(?:x0{0,4}[89][0-9a-f]|0{0,4}1(?:2[89]|[345][0-9]));", re.IGNORECASE
)


@rule(
    "TXT041",
    "notes-with-old-reference",
    Severity.WARNING,
    on="channel/description item/description item/content:encoded itunes:summary",
    source="https://validator.w3.org/feed/docs/warning/NotHtml.html",
)
def notes_with_old_reference(notes: _Element, owner: Owner) -> Hits:
    """The show notes name a character by its number in Windows-1252.

    In Unicode there is a control character at that place. Browsers guess what was meant; some
    apps show a box, or nothing, where a quotation mark or dash belongs.

    Wrong:

    ```xml
    <item><description>It isn&amp;#x92;t black.</description></item>
    ```

    Right:

    ```xml
    <item><description>It isn’t black.</description></item>
    ```
    """
    text = text_of(notes)
    match = _OLD_REFERENCE.search(text) if "&#" in text else None
    if match:
        name = owner.feed.name(notes.tag)
        meant = _meant(match[0])
        remedy = f"write {meant} itself" if meant else "write the character itself"
        yield Hit(notes, f"<{name}> has {match[0]}, which is a control character", remedy)


def _meant(reference: str) -> str:
    """The character that stands at this number in Windows-1252; empty if none does."""
    digits = reference[2:-1].lower()
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return bytes((number,)).decode("cp1252", "ignore")


_MARKUP = re.compile(
    r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>|&(?:#x?[0-9a-f]{2,6}|[a-z]{2,8});", re.I
)


@rule(
    "TXT042",
    "markup-in-small-text",
    Severity.WARNING,
    on="item/author channel/managingEditor channel/webMaster image/title image/description",
    source="https://validator.w3.org/feed/docs/warning/ContainsHTML.html",
)
def markup_in_small_text(element: _Element, owner: Owner) -> Hits:
    """The author, editor or webmaster, or a text in the `<image>` of RSS, has HTML in it.

    All are plain text: whoever sees or hears them gets the tags and references as they stand.

    Wrong:

    ```xml
    <item><author>ann@podcasts.example (Zo&amp;#235; Author)</author></item>
    ```

    Right:

    ```xml
    <item><author>ann@podcasts.example (Zoë Author)</author></item>
    ```
    """
    match = _MARKUP.search(element.text or "")
    if match:
        name = owner.feed.name(element.tag)
        yield Hit(
            element, f"<{name}> is plain text, and has {quoted(match[0], 40)} in it", "take it out"
        )


_TAGS = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big
    blink blockquote body br button canvas caption center cite code col colgroup comment data
    datalist dd
    del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins isindex kbd
    keygen label legend li link listing main map mark marquee math menu menuitem meta meter nav
    nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre
    progress q rb rp rt rtc ruby s samp script search section select slot small source span strike
    strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr
    track tt u ul var video wbr xmp
"""
_HTML = frozenset(_TAGS.split())


@rule(
    "TXT044",
    "notes-swallowed",
    Severity.INFO,
    on="item/description item/content:encoded",
    source="https://validator.w3.org/feed/docs/warning/NotHtml.html",
)
def notes_swallowed(notes: _Element, owner: Owner) -> Hits:
    """Something in angle brackets in the show notes is no tag of HTML.

    An app takes it for one and shows nothing: an address such as `<ann@podcasts.example>`, or a
    placeholder, is gone for the listener.

    Wrong:

    ```xml
    <item><description>Write to &lt;ann@podcasts.example&gt;.</description></item>
    ```

    Right:

    ```xml
    <item><description>Write to ann@podcasts.example.</description></item>
    ```
    """
    for tag in _tags(text_of(notes)):
        name = tag.name
        if name in _HTML or not tag.end or "-" in name or name.startswith(("o:", "?")):
            continue
        shown = quoted(f"<{name}{tag.attributes}>", 40)
        message = f"<{owner.feed.name(notes.tag)}> has {shown}, no tag of HTML"
        yield Hit(notes, message, "write it without the brackets, or take it out")
        return


@rule(
    "TXT043",
    "explicit-with-blanks",
    Severity.INFO,
    on="item/itunes:explicit",
    source="https://validator.w3.org/feed/docs/error/InvalidTrueFalse.html",
)
def explicit_with_blanks(explicit: _Element, owner: Owner) -> Hits:
    """`itunes:explicit` of an episode has blanks around its value.

    An app that compares it letter by letter knows no such value, and takes the episode for
    one without.

    Wrong:

    ```xml
    <item><itunes:explicit> true </itunes:explicit></item>
    ```

    Right:

    ```xml
    <item><itunes:explicit>true</itunes:explicit></item>
    ```
    """
    text = explicit.text or ""
    if text != text.strip() and text.strip():
        yield Hit(
            explicit, f"itunes:explicit is {quoted(text.strip())} with blanks", "take them out"
        )
