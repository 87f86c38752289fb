"""What a document names: a feed, a page, a list of feeds, chapters, a style sheet.

Only addresses that an app or a browser would follow count: attributes, texts that are nothing but
an address, and links and pictures in HTML. One that is spoken of in prose is not followed.
"""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from lxml import etree, html

from podfeed.documents import SAFE
from podfeed.errors import FeedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element


class Named(NamedTuple):
    """An address, with the type that is stated for it.

    ``vital`` is what an app fetches without being asked: without it something would be broken.
    """

    url: str
    type: str | None = None
    vital: bool = False


def named_in(data: bytes, *, suffix: str, url: str, shown: str) -> Iterator[Named]:
    """The addresses in a document that is served at ``url``; none in one of an unknown suffix.

    Raises FeedError for XML that is not well-formed. ``shown`` is the path to print.
    """
    read = _READERS.get(suffix.lower())
    if read is not None:
        yield from read(data, url, shown)


def _in_xml(data: bytes, url: str, shown: str) -> Iterator[Named]:
    try:
        for _, element in etree.iterparse(BytesIO(data), **SAFE):
            if not isinstance(element.tag, str):
                continue
            yield from _in_element(element, url)
            if element.tag == "item":
                element.clear()
    except etree.XMLSyntaxError as reason:
        raise FeedError(
            f"is not well-formed XML: {reason.msg}",
            path=shown,
            line=reason.lineno or None,
            remedy="build it again",
        ) from None


def _in_element(element: _Element, url: str) -> Iterator[Named]:
    # A link of Atom and RSS leads people to pages; everything else is fetched.
    vital = str(element.tag).rpartition("}")[2] not in ("link", "outline")
    fetched = vital or element.get("rel") in _FETCHED
    for name, value in element.attrib.items():
        if str(name) in _ADDRESSES and _is_address(str(value)):
            yield Named(str(value).strip(), element.get("type"), fetched)
    text = (element.text or "").strip()
    if _is_address(text):
        yield Named(text, None, element.tag == "url")
    elif "<" in text:
        yield from _in_html_text(text, url)


_ADDRESSES = frozenset(("url", "href", "src", "uri", "image", "xmlUrl", "htmlUrl", "srcset"))
_FETCHED = frozenset(("first", "last", "next", "previous", "prev", "prev-archive"))


def _is_address(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://")) and text.split() == [text]


def _in_html(data: bytes, url: str, _: str) -> Iterator[Named]:
    if data.strip():
        yield from _links(html.document_fromstring(data), url)


def _in_html_text(text: str, url: str) -> Iterator[Named]:
    try:
        yield from _links(html.fragment_fromstring(text, create_parent="div"), url)
    except (etree.ParserError, etree.XMLSyntaxError):
        return  # no HTML that could name anything


def _links(root: _Element, url: str) -> Iterator[Named]:
    for element in root.iter(etree.Element):
        for name in ("href", "src", "poster", "data", "data-search"):
            if value := element.get(name):
                yield from _joined(url, str(value))
        for part in (element.get("srcset") or "").split(","):
            yield from _joined(url, part.strip().partition(" ")[0])
        content = str(element.get("content") or "")
        if element.tag == "meta" and _is_address(content):
            yield from _joined(url, content)
        if element.tag == "style" and element.text:
            yield from _in_css(str(element.text).encode(), url, "")


def _joined(url: str, link: str) -> Iterator[Named]:
    try:
        address = urljoin(url, link.strip())
    except ValueError:
        return
    if link and _is_address(address):
        yield Named(address)


_CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")


def _in_css(data: bytes, url: str, _: str) -> Iterator[Named]:
    for match in _CSS_URL.finditer(data.decode("utf-8", "replace")):
        yield from _joined(url, match[1])


def _in_json(data: bytes, _: str, __: str) -> Iterator[Named]:
    try:
        waiting = [json.loads(data)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and _is_address(value):
            yield Named(value)


_READERS: dict[str, Callable[[bytes, str, str], Iterator[Named]]] = {
    ".xml": _in_xml,
    ".opml": _in_xml,
    ".html": _in_html,
    ".css": _in_css,
    ".json": _in_json,
}
