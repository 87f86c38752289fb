"""TXT040–TXT049: show notes that would do more than be read."""

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
