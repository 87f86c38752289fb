"""Pictures beyond the cover."""

from __future__ import annotations

from typing import ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import HTTPS, MEDIA_TYPE, WHOLE
from podfeed.tags.names import CHANNEL, ITEM, PODCAST
from podfeed.tags.podcast.forms import DOCS, RATIO, SRCSET
from podfeed.tags.shapes import TEXT, limited


class Image(Tag):
    """A picture of the show or episode, of any shape, and what it is for.

    Apps choose the one that fits: a wide one for the car, a banner above the list. ``alt``
    is read to those who cannot see it. ``purpose`` holds words such as ``artwork``,
    ``social``, ``canvas``, ``banner``, ``publisher``, ``circular`` or ``poster``.
    """

    name = "image"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "pictures"
    multiple = True
    attributes = (
        Attribute("href", HTTPS),
        Attribute("alt", TEXT, recommended=True),
        Attribute("aspect-ratio", RATIO, recommended=True, default="1/1"),
        Attribute("width", WHOLE, recommended=True),
        Attribute("height", WHOLE, required=False),
        Attribute("type", MEDIA_TYPE, required=False),
        Attribute("purpose", limited(128), required=False),
    )
    source = f"{DOCS}/image.md"
    example: ClassVar[dict[str, object]] = {
        "href": "https://tea.example/wide.jpg?a=1&b=2",
        "alt": "A pot & two cups",
        "aspect_ratio": "16/9",
        "width": 1920,
        "height": 1080,
        "type": "image/jpeg",
        "purpose": "social banner",
    }


class Images(Tag):
    """One picture in several widths, all in one attribute.

    It was the first try; apps now look for podcast:image.
    """

    name = "images"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "srcset"
    attributes = (Attribute("srcset", SRCSET),)
    legacy = "write podcast:image for each picture"
    source = f"{DOCS}/images-(deprecated).md"
    example = "https://tea.example/a.jpg?a=1&b=2 600w, https://tea.example/b.jpg 300w"
