"""YTB: what YouTube makes of a feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Item
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.texts import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_YOUTUBE = "https://support.google.com/youtube/answer/13525207"
_MOST = 5000
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")


@rule("YTB001", "notes-cut-by-youtube", Severity.INFO, on="item/description", source=_YOUTUBE)
def notes_cut_by_youtube(notes: _Element, item: Item) -> Hits:
    """A description has more than 5,000 characters without its markup.

    YouTube shows 5,000 and no HTML; viewers there do not see the rest.

    Wrong:

    ```xml
    <item><description><!-- 5001 characters --></description></item>
    ```

    Right:

    ```xml
    <item><description>Half green, half black.</description></item>
    ```
    """
    text = text_of(notes)
    if len(text) > _MOST:
        size = len(_TAG.sub("", text))
        if size > _MOST:
            message = f"YouTube shows {_MOST:,} of the {size:,} characters of the description"
            yield Hit(notes, message, "put what matters first")
