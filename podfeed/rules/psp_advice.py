"""PSP020–PSP029: what PSP-1 recommends of single elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.asked import NOTES, other_tags, other_types
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


@rule("PSP023", "type-not-of-psp", Severity.WARNING, on="items", source=f"{_PSP}#item-enclosure")
def type_not_of_psp(feed: Feed) -> Hits:
    """The type of an enclosure is none of the four that PSP-1 names.

    Apps that keep to PSP-1 need not play it to a listener. Apple names other types for the same
    files (`audio/x-m4a`), and more kinds of them, so this is judged only with `--profile psp1`.

    Wrong:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.pdf" length="1234567" type="application/pdf"/>
    </item>
    ```

    Right:

    ```xml
    <item>
      <enclosure url="https://podcasts.example/1.mp3" length="1234567" type="audio/mpeg"/>
    </item>
    ```
    """
    return other_types(feed, ("audio/mpeg", "audio/m4a", "video/m4v", "video/mp4"), "PSP-1")


@rule(
    "PSP022",
    "notes-tags-psp",
    Severity.INFO,
    on=NOTES,
    source=f"{_PSP}#html-and-link-support-optional",
)
def notes_tags_psp(notes: _Element, item: Item) -> Hits:
    """The notes have tags that PSP-1 does not permit.

    Apps that keep to it leave them out, and what they were to show a listener is gone. Other apps
    know other tags, so this is judged only with `--profile psp1`.

    Wrong:

    ```xml
    <item><description>&lt;h1&gt;Oolong&lt;/h1&gt;</description></item>
    ```

    Right:

    ```xml
    <item><description>&lt;p&gt;&lt;b&gt;Oolong&lt;/b&gt;&lt;/p&gt;</description></item>
    ```
    """
    return other_tags(notes, item, "PSP022", "p ol ul li a b i strong em", "PSP-1")
