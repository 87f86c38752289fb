"""How a listener takes up a show: links that apps answer to, and a QR code for a phone.

The only module that knows segno.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from podfeed.render.templating import Markup


@dataclass(frozen=True, slots=True)
class App:
    """An app, and the address that opens a show in it."""

    name: str
    href: str


def apps(feed: str) -> tuple[App, ...]:
    """The apps that can be handed the address of a feed, with the link that each answers to.

    >>> [app.href for app in apps("https://tea.example/feeds/tea.xml")][:3]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['podcast://tea.example/feeds/tea.xml',
     'overcast://x-callback-url/add?url=https%3A%2F%2Ftea.example%2Ffeeds%2Ftea.xml',
     'pktc://subscribe/tea.example/feeds/tea.xml']
    """
    bare, whole = feed.partition("://")[2], quote(feed, safe="")
    return (
        App("Apple Podcasts", f"podcast://{bare}"),
        App("Overcast", f"overcast://x-callback-url/add?url={whole}"),
        App("Pocket Casts", f"pktc://subscribe/{bare}"),
        App("Castro", f"castro://subscribe/{bare}"),
        # Its page hands the feed to the app where there is one, and else says how to get it.
        App("AntennaPod", f"https://antennapod.org/deeplink/subscribe?url={whole}"),
        App("Podcast Addict", f"podcastaddict://{bare}"),
    )


def qr_code(text: str, *, label: str) -> Markup:
    """A QR code as an SVG element that takes the size of its place. Empty if the text is too long.

    >>> qr_code("https://tea.example/", label="Tea")[:65]
    Markup('<svg role="img" viewBox="0 0 29 29"><title>Tea</title><path strok')
    """
    import segno

    try:
        code = segno.make(text, micro=False, error="m")
    except segno.DataOverflowError:
        return Markup()
    drawn: str = code.svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None, title=label
    )
    drawn = drawn.replace("<svg ", '<svg role="img" ', 1)
    return Markup(drawn)
