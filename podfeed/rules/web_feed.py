"""WEB001–WEB029: how a server hands out a feed."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from podfeed.findings import KINDS, Finding, Place, Severity, sort_key
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import RULES, Hit, Hits, chosen, rule
from podfeed.values import ByteSize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.rules.engine.answers import Answer, WebFacts

_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
_APPLE_MOVE = "https://podcasters.apple.com/support/837-change-the-rss-feed-url"
_APPLE_HOSTS = "https://podcasters.apple.com/4115-technical-updates-for-hosting-providers"
_W3C = "https://validator.w3.org/feed/docs/warning"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110"

TYPES = ("application/rss+xml", "application/xml", "text/xml")
"""The types that a feed is served with; the first is the one to choose."""

SMALL = 20_000
"""Bytes below which it does not matter that a feed is sent as it is."""

SLOW = 3.0
"""Seconds from which on a feed counts as slow."""

_LOGIN = (401, 403, 407)


def judge_web(
    facts: WebFacts, *, path: str, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> list[Finding]:
    """What is wrong with the way a feed is served. Raises UsageError for a selector nothing has.

    ``path`` is what findings show.
    """
    codes = chosen(select, ignore)
    found = []
    if facts.feed is not None:
        for code, one in RULES.items():
            if code in codes and one.on == "web":
                for hit in one.judge(facts):
                    line = hit.node if isinstance(hit.node, int) else None
                    found.append(
                        KINDS[code].at(
                            Place(path, line),
                            hit.message,
                            remedy=hit.remedy,
                            severity=hit.severity,
                        )
                    )
    return sorted(found, key=sort_key)


def _answer(facts: WebFacts) -> Answer:
    assert facts.feed is not None
    return facts.feed


def _trouble(facts: WebFacts, *kinds: str) -> Hits:
    """The trouble there was, if it is of one of these kinds."""
    answer = _answer(facts)
    if answer.trouble in kinds:
        at = f"{answer.final} " if answer.hops and answer.trouble != "redirects" else ""
        yield Hit(None, f"{at}{answer.words}", answer.remedy)


@rule("WEB001", "feed-unreachable", Severity.ERROR, on="web", source=_APPLE)
def feed_unreachable(facts: WebFacts) -> Hits:
    """No server answers at the address of a feed, or it hangs up before the end.

    To an app the show is gone: no new episode reaches anybody.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    (connection refused)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    yield from _trouble(facts, "connection")


@rule("WEB002", "feed-times-out", Severity.ERROR, on="web", source=_APPLE)
def feed_times_out(facts: WebFacts) -> Hits:
    """A feed does not arrive in the time that was given, with all redirects on the way.

    Apps and directories do not wait either; new episodes appear late, or not at all. If the
    server is only far away, give it longer with `--timeout`.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    (time is up)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    yield from _trouble(facts, "time")


@rule("WEB003", "feed-status", Severity.ERROR, on="web", source=_APPLE)
def feed_status(facts: WebFacts) -> Hits:
    """A server answers for a feed with another status than 200.

    Apps keep what they have and try again for some time. After a 410 they stop asking, and
    the subscribers are lost.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    404 Not Found
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    answer = _answer(facts)
    if answer.trouble is None and answer.status != 200 and answer.status not in _LOGIN:
        where = f"{answer.final} " if answer.hops else ""
        remedy = "see whether the address is right, and what the log of the server says"
        yield Hit(None, f"{where}{answer.outcome}", remedy)


@rule("WEB004", "feed-needs-login", Severity.ERROR, on="web", source=_APPLE)
def feed_needs_login(facts: WebFacts) -> Hits:
    """A server asks for a password, or keeps programs out.

    No directory lists a feed that it cannot read. Private feeds, with their secret in the
    address, need no password.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    401 Unauthorized
    WWW-Authenticate: Basic
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    answer = _answer(facts)
    if answer.trouble is None and answer.status in _LOGIN:
        remedy = "let everybody read the feed, programs as well"
        yield Hit(None, f"{answer.outcome}: the feed is not public", remedy)


@rule("WEB005", "redirect-broken", Severity.ERROR, on="web", source=f"{_HTTP}#section-15.4")
def redirect_broken(facts: WebFacts) -> Hits:
    """Redirects lead in a circle, go on for too long, or lead to what is no web address.

    No app gets to the feed.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    (redirects to itself, again and again)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    yield from _trouble(facts, "redirects")


@rule("WEB006", "moved-permanently", Severity.WARNING, on="web", source=_APPLE_MOVE)
def moved_permanently(facts: WebFacts) -> Hits:
    """A feed has moved for good: its address redirects with 301 or 308.

    That is how to move a feed, and apps that follow change to the new address. Whoever still
    hands out the old one makes every subscriber depend on two servers. Keep the redirect for
    four weeks at least.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    301 Moved Permanently
    Location: https://podcasts.example/feeds/tea.xml

    200 OK
    ```

    Right:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK
    ```
    """
    hops = _answer(facts).hops
    permanent = [hop for hop in hops if hop.status in (301, 308)]
    if permanent and _answer(facts).trouble != "redirects":
        # A temporary redirect on the way: what is behind it is not the address to hand out.
        lasting = []
        for hop in hops:
            if hop.status not in (301, 308):
                break
            lasting.append(hop)
        target = lasting[-1].target if lasting else permanent[-1].target
        message = f"the feed has moved for good to {target}"
        yield Hit(None, message, "give that address to directories and people")


@rule("WEB007", "moved-temporarily", Severity.INFO, on="web", source=_APPLE_MOVE)
def moved_temporarily(facts: WebFacts) -> Hits:
    """A feed is fetched by way of a redirect that says it is temporary: 302, 303 or 307.

    Apps go on asking the first address, every time. If the feed has moved, only a 301 tells
    them so; if the host works that way, nothing is wrong.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    302 Found
    Location: https://host.example/tea.xml

    200 OK
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    301 Moved Permanently
    Location: https://host.example/tea.xml

    200 OK
    ```
    """
    answer = _answer(facts)
    for hop in answer.hops:
        if hop.status not in (301, 308) and answer.trouble != "redirects":
            message = f"{hop.url} redirects with {hop.status}, for the time being, to {hop.target}"
            yield Hit(None, message, "if the feed has moved, redirect with 301")
            break


@rule("WEB008", "redirect-to-http", Severity.WARNING, on="web", source=_APPLE)
def redirect_to_http(facts: WebFacts) -> Hits:
    """A redirect leads from https to http.

    Apps on phones refuse that step; where they do not, anybody on the way can change the feed.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    301 Moved Permanently
    Location: http://podcasts.example/feeds/tea.xml

    200 OK
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    301 Moved Permanently
    Location: https://podcasts.example/feeds/tea.xml

    200 OK
    ```
    """
    for hop in _answer(facts).hops:
        if _is_secure(hop.url) and not _is_secure(hop.target):
            yield Hit(None, f"{hop.url} redirects to {hop.target}", "redirect to https")


def _is_secure(url: str) -> bool:
    return url[:8].lower() == "https://"


@rule("WEB009", "certificate-invalid", Severity.ERROR, on="web", source=_APPLE)
def certificate_invalid(facts: WebFacts) -> Hits:
    """The certificate of a server is out of date, is for another name, or is of unknown issue.

    Apps refuse the connection: no new episode reaches anybody.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    (certificate has expired)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    yield from _trouble(facts, "certificate")


@rule("WEB010", "feed-not-https", Severity.WARNING, on="web", source=_APPLE)
def feed_not_https(facts: WebFacts) -> Hits:
    """A feed is served over http.

    Anybody on the way can read and change it; web players and some apps do not fetch it.

    Wrong:

    ```http
    GET http://podcasts.example/tea.xml

    200 OK
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    ```
    """
    answer = _answer(facts)
    if answer.status is not None and not _is_secure(answer.final):
        downgraded = any(_is_secure(hop.url) for hop in answer.hops)  # that is told already
        if not downgraded:
            yield Hit(None, "the feed is served over http", "serve it over https")


@rule("WEB011", "page-instead-of-feed", Severity.ERROR, on="web", source=_APPLE)
def page_instead_of_feed(facts: WebFacts) -> Hits:
    """A web page comes where a feed should be.

    It is the page about the show, a login, or an error that is served with status 200. Apps
    find no episode in it.

    Wrong:

    ```http
    GET https://podcasts.example/tea

    200 OK
    Content-Type: text/html

    <!DOCTYPE html>
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Type: application/rss+xml

    <?xml version="1.0" encoding="UTF-8"?>
    ```
    """
    if _answer(facts).ok and facts.is_page:
        remedy = "look into the page for the address of the feed"
        yield Hit(None, "a web page is served, not a feed", remedy)


def _feed(facts: WebFacts) -> Answer | None:
    """The answer, if it brought what may be a feed."""
    answer = _answer(facts)
    return answer if answer.ok and not facts.is_page else None


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
    answer = _feed(facts)
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
    answer = _feed(facts)
    if answer is None or not answer.charset:
        return
    declared = facts.encoding or "utf-8"
    if _codec(answer.charset) != _codec(declared):
        message = f"the server says {quoted(answer.charset)}, and the XML {quoted(declared)}"
        yield Hit(1, message, "let both say what the bytes are, best utf-8")


def _codec(name: str) -> str:
    """One name for all names of an encoding."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return name.lower()
    return "utf-16" if found.startswith("utf-16") else found


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
    answer = _feed(facts)
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
    answer = _feed(facts)
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
    first, again = _feed(facts), facts.again
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
    answer = _feed(facts)
    packed = answer is not None and answer.header("content-encoding").lower() not in (
        "",
        "identity",
    )
    if answer is not None and not packed and facts.size >= SMALL:
        message = f"the feed is sent without compression, {ByteSize(facts.size)} each time"
        yield Hit(None, message, "switch gzip on for XML")


@rule("WEB018", "feed-slow", Severity.INFO, on="web", source=_APPLE)
def feed_slow(facts: WebFacts) -> Hits:
    """A feed takes more than three seconds to arrive.

    Apps fetch dozens of feeds at a time, and give up on slow ones. What took long is often
    that the feed is made anew for each request.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    (after 7.5 seconds)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    (after 0.2 seconds)
    ```
    """
    answer = _feed(facts)
    if answer is not None and answer.seconds > SLOW:
        message = f"the feed took {answer.seconds:.1f} seconds to arrive"
        yield Hit(None, message, "let the server keep it as a file, or cache it")


@rule("WEB019", "feed-oversized", Severity.ERROR, on="web", source=_APPLE)
def feed_oversized(facts: WebFacts) -> Hits:
    """A server sends more for a feed than anybody reads, as it is or once it is unpacked.

    No app keeps reading; whether it is an endless answer or a bomb of zeros, nothing is shown.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Encoding: gzip
    (size without end)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml

    200 OK
    Content-Encoding: gzip
    ```
    """
    yield from _trouble(facts, "size")


@rule("WEB020", "packing-broken", Severity.ERROR, on="web", source=f"{_HTTP}#section-8.4")
def packing_broken(facts: WebFacts) -> Hits:
    """A feed is said to be compressed, and is not, or ends too early, or in a way not asked for.

    Apps cannot unpack it: to them the feed is broken.

    Wrong:

    ```http
    GET https://podcasts.example/tea.xml
    Accept-Encoding: gzip

    200 OK
    Content-Encoding: gzip
    (packing: the bytes are plain text)
    ```

    Right:

    ```http
    GET https://podcasts.example/tea.xml
    Accept-Encoding: gzip

    200 OK
    Content-Encoding: gzip
    ```
    """
    yield from _trouble(facts, "packing")


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
    answer = _feed(facts)
    if answer is not None:
        words = answer.header("x-robots-tag").lower().replace(",", " ").split()
        if "noindex" in words or "none" in words:
            message = "X-Robots-Tag keeps the feed out of search engines"
            yield Hit(None, message, "take the header away if the feed is public")
