"""HTML → HTML of the elements that podcast apps render, by an allow-list, and what was removed.

What apps do with notes: Apple Podcasts shows ``p``, ``ol``, ``ul``, ``li`` and ``a`` (A Podcaster's
Guide to RSS), Spotify also ``br``, ``h1`` and ``h2``; PSP-1 names ``b``, ``i``, ``strong`` and
``em`` as well. Both show the text of what else there is. Overcast, Pocket Casts and Castro render
nearly all text markup and pictures (the tests of podnews.net and transistor.fm/rendering), as do
AntennaPod and its kin, which hand the notes to a WebView. So what is text stays, in whatever
element, and what is a program, a form, a frame or a spy goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from podfeed.notes.text import html_of_text

if TYPE_CHECKING:
    from lxml.etree import _Element

ALLOWED = frozenset([
    "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "a", "b", "bdi", "bdo", "br", "code", "del", "em", "i", "img", "ins",
    "q", "rp", "rt", "ruby", "s", "strike", "strong", "sub", "sup", "u",
])  # fmt: skip
"""The elements that stay."""

_PASSED_OVER = frozenset([
    "abbr", "acronym", "big", "body", "center", "cite", "col", "colgroup", "caption", "data",
    "dfn", "font", "head", "html", "kbd", "label", "legend", "mark", "nobr", "o:p", "samp",
    "small", "span", "time", "tt", "var", "wbr",
])  # fmt: skip
"""Elements whose text stays, and whose going nobody notices."""

_WITH_CONTENT = frozenset([
    "iframe", "math", "noembed", "noframes", "noscript", "script", "select", "style", "svg",
    "template", "textarea", "title", "xmp",
])  # fmt: skip
"""Elements that go with all they hold, which is not meant to be read."""

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang"},  # notes in Hebrew or Arabic need them
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "hidden", "style"},  # judged, see _picture
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto"}
_MOST = 20
"""Removals told one by one."""

_SPACE = "".join(map(chr, range(0x21)))
_IGNORED_IN_URL = str.maketrans("", "", "\t\r\n")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)

_SPY_HOST = re.compile(
    r"(?:^|\.)(?:(?:google-analytics|googletagmanager|doubleclick|scorecardresearch|quantserve"
    r"|feedsportal|pheedo|list-manage|chartbeat|statcounter)\.(?:com|net)"
    r"|pixel\.wp\.com|stats\.wordpress\.com|bat\.bing\.com|px\.ads\.linkedin\.com"
    r"|pixel\.[a-z0-9-]+\.[a-z]+)$"
)
_SPY_ADDRESS = re.compile(
    r"://(?:www\.)?facebook\.com/tr\b|://feeds\.feedburner\.com/~r/"
    r"|/(?:1x1|beacon|blank|clear|pixel|spacer|track(?:er|ing)?|transparent)(?:\.(?:gif|png))?(?:[?#]|$)"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|[;\s])opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)"
)
_DOT = re.compile(r"\s*0*[01](?:\.0*)?(?:px)?\s*")


class Removed(NamedTuple):
    """Something that was taken out: ``what``, ``remedy``, and ``needle``, a word of the source that
    stands where it stood."""

    what: str
    remedy: str
    needle: str

    def __repr__(self) -> str:
        return self.what


class Cleaned(NamedTuple):
    """HTML that can be handed to any app, and what was removed from it, in its order."""

    html: str
    removed: tuple[Removed, ...]


@lru_cache(maxsize=4)
def clean(html: str, base: str | None = None) -> Cleaned:
    """HTML of any kind as safe HTML, with addresses in full where a ``base`` is given.

    The last few are remembered: an import looks at the same notes several times in a row.
    """
    tree, bounded = _parse(html)
    if not bounded:
        # Sanitising takes time with the square of the depth. Shown as text, nothing is lost.
        deep = Removed("markup nested thousands deep", "write it flat", html[:20])
        return Cleaned(html_of_text(html), (deep,))
    found = list(_removals(tree, base)) if tree is not None else []
    cleaned = _sanitizer(base)(html)
    if "<img" in cleaned:
        cleaned = _PICTURE.sub(_picture, cleaned)
    if "<a" in cleaned:
        cleaned = _without_dead_links(cleaned)
    if found:
        cleaned = _EMPTY.sub("", cleaned)
    if len(found) > _MOST:
        more = len(found) - _MOST
        found[_MOST:] = [Removed(f"{more:,} things more", "take them out", "")]
    return Cleaned(cleaned.strip(), tuple(found))


def _parse(html: str) -> tuple[_Element | None, bool]:
    """The tree of any HTML, for looking at; and whether its depth is bounded."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.fromstring(html, parser)
    except (etree.XMLSyntaxError, ValueError):  # nothing in it, or a declaration of its encoding
        data = html.encode("utf-8", "replace")
        parser = etree.HTMLParser(
            remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
        )
        try:
            tree = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            return None, True
    deep = any(entry.level_name == "FATAL" for entry in parser.error_log)
    return tree, not deep


@lru_cache(maxsize=8)
def _sanitizer(base: str | None) -> Callable[[str], str]:
    import nh3

    def resolve(address: str) -> str | None:
        return _resolved(address, base)

    cleaner = nh3.Cleaner(
        tags=set(ALLOWED),
        clean_content_tags=set(_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative=resolve,
        link_rel=None,
    )
    return cleaner.clean


def _resolved(address: str, base: str | None) -> str | None:
    """A relative address in full; None for one that leads nowhere outside of its page."""
    if not address.strip(_SPACE) or address.lstrip(_SPACE).startswith("#"):
        return None
    if base is None:
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _removals(tree: _Element, base: str | None) -> Iterator[Removed]:
    """What the allow-list takes out and a person may miss, in the order of the document."""
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        name = str(element.tag)
        if name not in ALLOWED and name not in _PASSED_OVER:
            remedy = "link to it instead" if _address(element) else "take it out"
            yield Removed(f"<{name}>", remedy, f"<{name}")
        if name in _WITH_CONTENT:
            continue
        yield from _lost_attributes(element, name, base)
        waiting.extend(reversed(element))


_ADDRESSES = {"a": "href", "img": "src"}


def _lost_attributes(element: _Element, name: str, base: str | None) -> Iterator[Removed]:
    for attribute, value in _texts(element).items():
        if attribute.startswith("on"):
            yield Removed(f"{attribute}= of <{name}>", "take it out", attribute)
        elif attribute == _ADDRESSES.get(name):
            yield from _lost_address(element, name, value, base)


def _lost_address(
    element: _Element, name: str, address: str, base: str | None
) -> Iterator[Removed]:
    if name == "img" and _is_spy(_texts(element)):
        yield Removed(f"a tracking picture, {_short(address)}", "take it out", address)
    elif not _leads_somewhere(address, base):
        what = "a link to" if name == "a" else "a picture,"
        remedy = "write an address that begins with https://"
        yield Removed(f"{what} {_short(address)}", remedy, address.strip() or f"<{name}")


def _texts(element: _Element) -> dict[str, str]:
    """The attributes of an element; the stubs of lxml allow for bytes, which there are none of."""
    return {k: v for k, v in element.attrib.items() if isinstance(k, str) and isinstance(v, str)}


def _address(element: _Element) -> str | None:
    return element.get("href") or element.get("src")


def _leads_somewhere(address: str, base: str | None) -> bool:
    plain = address.strip(_SPACE).translate(_IGNORED_IN_URL)
    scheme = _SCHEME.match(plain)
    if scheme is not None:
        return scheme[1].lower() in _SCHEMES
    return _resolved(plain, base) is not None


def _is_spy(attributes: dict[str, str]) -> bool:
    """Whether a picture is not meant to be seen, but to tell that somebody looked.

    >>> [_is_spy({"src": "https://t.example/a.png"} | more) for more in ({}, {"width": "1"},
    ...     {"style": "display: none"}, {"hidden": ""}, {"src": "https://t.example/pixel.gif?e=1"})]
    [False, True, True, True, True]
    """
    address = attributes.get("src", "")
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return bool(
        "hidden" in attributes
        or any(_DOT.fullmatch(attributes.get(side, "")) for side in ("width", "height"))
        or _HIDDEN.search(attributes.get("style", "").lower())
        or _SPY_HOST.search(host.lower())
        or _SPY_ADDRESS.search(address.lower())
    )


# The sanitizer writes each attribute as name="value", and < and > in a value as references.
_PICTURE = re.compile(r"<img\b([^<>]*)>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_LINK = re.compile(r"<a\b[^<>]*>|</a>")
_EMPTY = re.compile(r"<p>\s*</p>\n?")


def _picture(match: re.Match[str]) -> str:
    """A picture that the sanitizer has left: gone if it has no address or is a spy."""
    parts = dict(_ATTRIBUTE.findall(match[1]))
    attributes = {name: unescape(value) for name, value in parts.items()}
    if not attributes.get("src") or _is_spy(attributes):
        return ""
    kept = "".join(f' {k}="{v}"' for k, v in parts.items() if k not in ("hidden", "style"))
    return f"<img{kept}>"


def _without_dead_links(html: str) -> str:
    """The links that have lost their address become their text."""
    dead: list[bool] = []

    def keep(match: re.Match[str]) -> str:
        if match[0] == "</a>":
            return "" if dead and dead.pop() else match[0]
        dead.append(' href="' not in match[0])
        return "" if dead[-1] else match[0]

    return _LINK.sub(keep, html)


def _short(address: str) -> str:
    line = " ".join(address.split())
    return f'"{line}"' if len(line) <= 60 else f'"{line[:59]}…"'
