"""WEB012–WEB021: what the headers say with which a feed is served."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.web_feed import feed_answer
from podfeed.values import ByteSize

if TYPE_CHECKING:
    from podfeed.rules.engine.answers import WebFacts

_APPLE_HOSTS = "https://podcasters.apple.com/4115-technical-updates-for-hosting-providers"
_W3C = "https://validator.w3.org/feed/docs/warning"

TYPES = ("application/rss+xml", "application/xml", "text/xml")
"""The types that a feed is served with; the first is the one to choose."""

SMALL = 20_000
"""Bytes below which it does not matter that a feed is sent as it is."""


@rule(
    "WEB012",
    "feed-content-type",
    Severity.WARNING,
    on="web",
    source=f"{_W3C}/UnexpectedContentType.html",
)
def feed_content_type(facts: WebFacts) -> Hits:
    """A feed is served with a type that is not that of RSS or XML.

    Some apps go by it, take the feed for text or a download, and do not subscribe.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: text/html; charset=utf-8
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: application/rss+xml; charset=utf-8
    ```
    """
    answer = feed_answer(facts)
    if answer is None or answer.type in TYPES:
        return
    served = f"served as {quoted(answer.type)}" if answer.type else "served without a Content-Type"
    yield Hit(None, f"the feed is {served}", f'let the server send "{TYPES[0]}"')


@rule(
    "WEB013", "charset-differs", Severity.WARNING, on="web", source=f"{_W3C}/EncodingMismatch.html"
)
def charset_differs(facts: WebFacts) -> Hits:
    """The charset of the Content-Type is not the encoding that the XML declares.

    Apps believe one or the other; those that believe the wrong one show garbled letters, or
    cannot read the feed at all.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: application/rss+xml; charset=iso-8859-1

    <?xml version="1.0" encoding="UTF-8"?>
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: application/rss+xml; charset=utf-8

    <?xml version="1.0" encoding="UTF-8"?>
    ```
    """
    answer = feed_answer(facts)
    if answer is None or not answer.charset:
        return
    declared = facts.encoding or "utf-8"
    if _codec(answer.charset) != _codec(declared):
        message = f"the server says {quoted(answer.charset)}, and the XML {quoted(declared)}"
        yield Hit(1, message, "let both say what the bytes are, best utf-8")


@rule("WEB014", "charset-missing", Severity.INFO, on="web", source=f"{_W3C}/EncodingMismatch.html")
def charset_missing(facts: WebFacts) -> Hits:
    """A feed is served as text/xml without a charset.

    For texts the charset was ASCII unless stated: old readers garble letters with accents.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: text/xml
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: text/xml; charset=utf-8
    ```
    """
    answer = feed_answer(facts)
    if answer is not None and answer.type == "text/xml" and not answer.charset:
        remedy = f"serve it as {TYPES[0]}, or add charset=utf-8"
        yield Hit(None, "the feed is served as text/xml without a charset", remedy)


@rule("WEB015", "validator-missing", Severity.WARNING, on="web", source=_APPLE_HOSTS)
def validator_missing(facts: WebFacts) -> Hits:
    """A feed is served with neither ETag nor Last-Modified.

    No app can ask whether it has changed: every look costs the whole feed, on the phone of
    every subscriber, and directories look less often.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: application/rss+xml
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: application/rss+xml
    ETag: "2026-05-01"
    ```
    """
    answer = feed_answer(facts)
    if answer is not None and not (answer.header("etag") or answer.header("last-modified")):
        message = "the feed is served with neither ETag nor Last-Modified"
        yield Hit(None, message, "let the server send one of them, and answer 304 to it")


@rule("WEB016", "not-modified-unused", Severity.WARNING, on="web", source=_APPLE_HOSTS)
def not_modified_unused(facts: WebFacts) -> Hits:
    """A server sends an unchanged feed again, though it was asked for changes only.

    The second request carried the ETag or date of the first answer. A 304 without a body would
    have been right; so every look costs the whole feed.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ETag: "2026-05-01"

    GET https://podcasts.example/tea.xml
    If-None-Match: "2026-05-01"

    200 OK
    ETag: "2026-05-01"
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ETag: "2026-05-01"

    GET https://podcasts.example/tea.xml
    If-None-Match: "2026-05-01"

    304 Not Modified
    ```
    """
    first, again = feed_answer(facts), facts.again
    if first is None or again is None or again.status == 304:
        return
    marks = [(a.header("etag"), a.header("last-modified")) for a in (first, again)]
    if again.ok and marks[0] != marks[1]:
        return  # it may have changed in between; then this was right
    outcome = "sends all of it" if again.ok else again.outcome
    message = f"asked again for changes only, the server {outcome}"
    yield Hit(None, message, "let it answer 304 to If-None-Match and If-Modified-Since")


@rule(
    "WEB017",
    "feed-not-compressed",
    Severity.WARNING,
    on="web",
    source="https://github.com/w3c/feedvalidator/blob/main/src/feedvalidator/i18n/en.py",
)
def feed_not_compressed(facts: WebFacts) -> Hits:
    """A feed of 20 kB or more is sent without compression, though gzip was asked for.

    Feeds shrink to a fifth. The difference is paid by every subscriber, at every look.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml
    Accept-Encoding: gzip

    200 OK
    Content-Length: 250000
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml
    Accept-Encoding: gzip

    200 OK
    Content-Length: 50000
    Content-Encoding: gzip
    ```
    """
    answer = feed_answer(facts)
    packed = answer is not None and answer.header("content-encoding").lower() not in (
        "",
        "identity",
    )
    if answer is not None and not packed and facts.size >= SMALL:
        message = f"the feed is sent without compression, {ByteSize(facts.size)} each time"
        yield Hit(None, message, "switch gzip on for XML")


@rule(
    "WEB021",
    "hidden-from-search",
    Severity.INFO,
    on="web",
    source="https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag",
)
def hidden_from_search(facts: WebFacts) -> Hits:
    """A feed is served with an X-Robots-Tag that keeps it out of search engines.

    Right for a private feed; a public one is harder to find.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    X-Robots-Tag: noindex
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    answer = feed_answer(facts)
    if answer is not None:
        words = answer.header("x-robots-tag").lower().replace(",", " ").split()
        if "noindex" in words or "none" in words:
            message = "X-Robots-Tag keeps the feed out of search engines"
            yield Hit(None, message, "take the header away if the feed is public")


def _codec(name: str) -> str:
    """One name for all names of an encoding."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return name.lower()
    return "utf-16" if found.startswith("utf-16") else found
