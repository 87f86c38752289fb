"""PSP020–PSP029: what PSP-1 recommends of single elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Channel, Feed, Item, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_SAID = re.compile(r"copyright|©|\(c\)|\b(?:19|20)\d\d\b", re.I)


@rule(
    "PSP020",
    "copyright-words",
    Severity.INFO,
    on="channel/copyright",
    source=f"{_PSP}#channel-copyright",
)
def copyright_words(copyright: _Element, channel: Channel) -> Hits:
    """The copyright says more than who holds the rights.

    PSP-1 asks for the bare name: apps write the word or the sign before it themselves, and a
    year looks to listeners as if the show had ended then. Apple writes it out itself.

    Wrong:

    ```xml
    <channel><copyright>© 2019 Ann Author</copyright></channel>
    ```

    Right:

    ```xml
    <channel><copyright>Ann Author</copyright></channel>
    ```
    """
    text = (copyright.text or "").strip()
    if found := _SAID.search(text):
        message = f"the copyright has {quoted(found[0])} in it"
        yield Hit(copyright, message, "leave only the name of who holds the rights")


@rule(
    "PSP021",
    "transcript-missing",
    Severity.INFO,
    on="item/podcast:transcript feed",
    source=f"{_PSP}#item-podcast-transcript",
)
def transcript_missing(subject: _Element | Feed, item: Item | None = None) -> Hits:
    """Some episodes have a transcript, and others have none.

    Who cannot hear follows the show by its transcripts, and loses it in the episodes without.

    Wrong:

    ```xml
    <item><podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/></item>
    ```

    Right:

    ```xml
    <item>
      <podcast:transcript url="https://podcasts.example/1.vtt" type="text/vtt"/>
    </item>
    <item>
      <podcast:transcript url="https://podcasts.example/2.vtt" type="text/vtt"/>
    </item>
    ```
    """
    if item is not None:
        item.feed.noted.add(f"PSP021 {item.number}")
    elif isinstance(subject, Feed) and any(code.startswith("PSP021") for code in subject.noted):
        without = [
            brief for brief in subject.briefs if f"PSP021 {brief.number}" not in subject.noted
        ]
        if without:
            more = f" (and {len(without) - 1:,} others)" if len(without) > 1 else ""
            message = f"{without[0].called} has no transcript, and others have one{more}"
            yield Hit(without[0].at(), message, "add a <podcast:transcript>")
