"""TXT040–TXT049: what is in show notes that apps take out, or read otherwise than meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Owner

_ACTIVE = re.compile(
    r"<(?:script|embed|object|applet|meta|frameset|\?import)(?=[\s/>])[^<>]{0,200}"
    r"|<[a-z][^<>]*?\s(on[a-z]{3,20})\s*=\s*[\"']",
    re.IGNORECASE,
)


@rule(
    "TXT040",
    "notes-with-script",
    Severity.WARNING,
    on="channel/description item/description item/content:encoded itunes:summary",
    source="https://validator.w3.org/feed/docs/warning/SecurityRisk.html",
)
def notes_with_script(notes: _Element, owner: Owner) -> Hits:
    """The show notes hold a script, or something embedded that runs as one.

    Apps cut it out, often together with the text around it: what it was to show is lost, and
    an app that is careless lets strangers act on behalf of the listener.

    Wrong:

    ```xml
    <item><description>&lt;script src="https://stats.example/t.js">&lt;/script></description></item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black.</description></item>
    ```
    """
    text = notes.text or ""
    match = _ACTIVE.search(text) if "<" in text else None
    if match:
        name = owner.feed.name(notes.tag)
        what = f"the attribute {match[1]}" if match[1] else quoted(match[0], 40)
        yield Hit(
            notes, f"<{name}> has {what}, which apps cut out", "take it out; link to it instead"
        )


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
    text = notes.text or ""
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
    on="item/author image/title image/description",
    source="https://validator.w3.org/feed/docs/warning/ContainsHTML.html",
)
def markup_in_small_text(element: _Element, owner: Owner) -> Hits:
    """The author of an episode, or a text in the `<image>` of RSS, has HTML in it.

    Both are plain text: whoever sees or hears them gets the tags and references as they stand.

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
