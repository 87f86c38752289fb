"""RSS100–RSS109: values in the vocabularies that feeds borrow: Dublin Core, syndication, slash …"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from podfeed.findings import Severity
from podfeed.rules.engine.facts import Feed, quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.texts import text_of
from podfeed.rules.engine.urls import url_problem
from podfeed.values import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Owner

_DOCS = "https://validator.w3.org/feed/docs"

_DCTERMS = "{http://purl.org/dc/terms/}"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
_EVENT = "{http://purl.org/rss/1.0/modules/event/}"
_WFW = "{http://wellformedweb.org/CommentAPI/}"
_THREAD = "{http://purl.org/syndication/thread/1.0}"
_GEO = "{http://www.w3.org/2003/01/geo/wgs84_pos#}"
_BLOG = "{http://backend.userland.com/blogChannelModule}"
_LICENSE = "{http://backend.userland.com/creativeCommonsRssModule}license"

_W3C_DATE = re.compile(
    r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])"
    r"(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d))?)?)?",
    re.ASCII,
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _is_date(text: str) -> bool:
    """Whether this is a date of W3CDTF: a year, a month, a day, or a moment with its zone.

    >>> [_is_date(t) for t in ("2026", "2026-05", "2026-05-01T08:00Z", "1 May", "2026-02-30")]
    [True, True, True, False, False]
    """
    match = _W3C_DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part) if part else 1 for part in match.group(1, 2, 3))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _DAYS[month - 1] and not (month == 2 and day == 29 and not leap)


def _is_count(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


def _is_step(text: str) -> bool:
    return re.fullmatch(r"0*[1-9][0-9]{0,8}", text) is not None


def _is_address(text: str) -> bool:
    return url_problem(text, schemes=None) is None


def _is_degree(most: int) -> Callable[[str], bool]:
    number = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
    return lambda text: number.fullmatch(text) is not None and abs(float(text)) <= most


class _Form(NamedTuple):
    """What a value has to be: the test of it, what it is called, and one that is right."""

    is_right: Callable[[str], bool]
    called: str
    example: str


_DATE = _Form(_is_date, "date of W3CDTF", "2026-05-01T08:00:00Z")
_COUNT = _Form(_is_count, "whole number", "3")
_ADDRESS = _Form(_is_address, "absolute address", "https://podcasts.example/tea")
_PERIOD = _Form(
    lambda text: text in ("hourly", "daily", "weekly", "monthly", "yearly"),
    "period",
    "hourly, daily, weekly, monthly or yearly",
)
_COUNTS = _Form(
    lambda text: all(map(_is_count, re.split(r"\s*,\s*", text))), "list of whole numbers", "3,2,1"
)

_FORMS: dict[str, _Form] = {
    "dc:date": _DATE,
    **{f"{_DCTERMS}{name}": _DATE for name in ("created", "issued", "modified")},
    **{f"{_EVENT}{name}": _DATE for name in ("startdate", "enddate")},
    **{f"atom:{name}": _DATE for name in ("updated", "published")},
    "sy:updatePeriod": _PERIOD,
    "sy:updateFrequency": _Form(_is_step, "whole number above zero", "1"),
    "sy:updateBase": _DATE,
    f"{_SLASH}comments": _COUNT,
    f"{_SLASH}hit_parade": _COUNTS,
    f"{_THREAD}total": _COUNT,
    f"{_WFW}comment": _ADDRESS,
    f"{_WFW}commentRss": _ADDRESS,
    "comments": _ADDRESS,
    _LICENSE: _ADDRESS,
    **{f"{_BLOG}{name}": _ADDRESS for name in ("blogRoll", "mySubscriptions", "blink", "changes")},
    f"{_GEO}lat": _Form(_is_degree(90), "latitude", "52.5"),
    f"{_GEO}long": _Form(_is_degree(180), "longitude", "13.4"),
}


@rule(
    "RSS100",
    "borrowed-value",
    Severity.INFO,
    on=" ".join(_FORMS),
    source=f"{_DOCS}/error/InvalidW3CDTFDate.html",
)
def borrowed_value(element: _Element, owner: Owner) -> Hits:
    """A value in a vocabulary that the feed borrows is not of the kind that it asks for.

    Dates of Dublin Core, the period of `sy:`, a number of comments, the address of a page of
    comments: whoever reads these takes a wrong one for none, and a listener misses what it was
    to tell.

    Wrong:

    ```xml
    <item><dc:date>Fri, 01 May 2026 08:00:00 GMT</dc:date></item>
    ```

    Right:

    ```xml
    <item><dc:date>2026-05-01T08:00:00Z</dc:date></item>
    ```
    """
    name = owner.feed.name(element.tag)
    form = _FORMS[name]
    text = (element.text or "").strip()
    if len(element) == 0 and not form.is_right(text):
        shown = name.rpartition("}")[2]
        message = f"<{shown}> is {quoted(text)}, no {form.called}"
        yield Hit(element, message, f"write it as in {form.example}, or take the element out")


_SAY_NOTHING = (
    *("channel/copyright", "channel/generator", "channel/managingEditor", "channel/webMaster"),
    *("channel/category", "item/category", "item/author", "item/source", "item/description"),
    *("item/content:encoded", "item/itunes:author", "itunes:subtitle", "itunes:summary"),
    *("itunes:season", "itunes:episode", "itunes:episodeType", "itunes:new-feed-url"),
    *("itunes:keywords", "itunes:title", "itunes:name", "dc:creator", "dc:subject", "dc:title"),
    *("dc:description", "dc:publisher", "dc:rights", "textInput/name", "textInput/title"),
    *("textInput/description", "image/description"),
)


@rule(
    "RSS101",
    "element-empty",
    Severity.INFO,
    on=" ".join(_SAY_NOTHING),
    source=f"{_DOCS}/warning/NotBlank.html",
)
def element_empty(element: _Element, owner: Owner) -> Hits:
    """An element is there, and nothing is in it.

    A program wrote it that had nothing to write. Apps that look for the element find it, and
    show listeners a blank where they would fall back to another text.

    Wrong:

    ```xml
    <channel><copyright></copyright></channel>
    ```

    Right:

    ```xml
    <channel><copyright>Ann Author</copyright></channel>
    ```
    """
    text = text_of(element)
    if (not text or text.isspace()) and len(element) == 0:
        # Told once for each name: a program that leaves one empty leaves it so in all episodes.
        name = owner.feed.name(element.tag)
        mark = f"RSS101 {owner.name} {name}"
        if mark not in owner.feed.noted:
            owner.feed.noted.add(mark)
            told = "" if owner.name == "channel" else " (told once for all episodes)"
            yield Hit(element, f"<{name}> is empty{told}", "fill it in, or take it out")


@rule(
    "RSS102",
    "stray-text",
    Severity.WARNING,
    on="feed",
    source=f"{_DOCS}/error/UnexpectedText.html",
)
def stray_text(feed: Feed) -> Hits:
    """Text stands between the elements of the show.

    It belongs to none of them, so no app shows it: a tag around it was lost.

    Wrong:

    ```xml
    <rss version="2.0"><channel>Tea Time<link>https://podcasts.example/tea</link></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0">
      <channel><title>Tea Time</title><link>https://podcasts.example/tea</link></channel>
    </rss>
    ```
    """
    if feed.document.may_have_gaps:
        return  # what was mended may have left some
    for parent in (feed.root, *feed.channels):
        if parent is None:
            continue
        for text in (parent.text, *(child.tail for child in parent)):
            if text and not text.isspace():
                message = f"{quoted(text.strip())} stands outside of all elements"
                yield Hit(parent, message, "put it into an element, or take it out")
                break


@rule(
    "RSS103",
    "xml-lang",
    Severity.INFO,
    on="feed",
    source=f"{_DOCS}/error/InvalidLanguage.html",
)
def xml_lang(feed: Feed) -> Hits:
    """`xml:lang` of the feed is no language code.

    Readers that go by it read titles aloud in a wrong language.

    Wrong:

    ```xml
    <rss version="2.0" xml:lang="klingon-language"><channel><title>Tea</title></channel></rss>
    ```

    Right:

    ```xml
    <rss version="2.0" xml:lang="en"><channel><title>Tea</title></channel></rss>
    ```
    """
    for node in (feed.root, *feed.channels):
        code = node.get("{http://www.w3.org/XML/1998/namespace}lang") if node is not None else None
        if code:
            try:
                Language.parse(code)
            except ValueError:
                message = f"xml:lang is {quoted(code)}, no language code"
                yield Hit(node, message, "write a code such as en or pt-BR", attribute="xml:lang")
