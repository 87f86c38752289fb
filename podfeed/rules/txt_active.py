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
