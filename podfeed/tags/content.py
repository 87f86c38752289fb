"""The elements that carry show notes as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from lxml.etree import CDATA, SubElement

from podfeed.tags.base import Tag
from podfeed.tags.names import CHANNEL, CONTENT, ITEM, LIVE_ITEM
from podfeed.tags.shapes import TEXT
from podfeed.tags.writers import Writer, set_text
from podfeed.values import xml_text

if TYPE_CHECKING:
    from lxml.etree import _Element


class Encoded(Tag):
    """The notes of the episode as HTML, with paragraphs and links.

    Apps show these instead of the plain description, and a listener can follow the links.

    In YAML they are Markdown, or HTML if they begin with a tag. Without a `description:` theirs is
    what they say in plain text, up to 4,000 bytes. What apps cut out (scripts, forms, frames) and
    pictures that watch the listener are left out and told; links without a host are completed
    with the link of the show.
    """

    name = "encoded"
    ns = CONTENT
    parents = (ITEM,)
    key = "notes"
    keys: ClassVar[dict[str, str]] = {LIVE_ITEM: "content"}
    text = TEXT
    source = "https://web.resource.org/rss/1.0/modules/content/"
    example = '<p>Leaves &amp; water: <a href="https://tea.example/">tea</a></p>'

    @classmethod
    def writer(cls) -> Writer:
        """Writes CDATA, which a person can read in the feed, if that can hold the text."""
        qname = cls.qname

        def write(parent: _Element, value: Any) -> None:
            element = SubElement(parent, qname)
            if "]]>" in value or "\r" in value:
                set_text(element, value)
                return
            try:
                element.text = CDATA(value)
            except ValueError:
                element.text = CDATA(xml_text(value))

        return write


class ShowNotes(Encoded):
    """What the show is about as HTML. Few apps look for it there.

    In YAML it is written as the notes of an episode are, and may stand for the `description:`.
    """

    parents = (CHANNEL,)
    keys: ClassVar[dict[str, str]] = {}
