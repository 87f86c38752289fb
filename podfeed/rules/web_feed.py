"""WEB001–WEB029: whether a server hands out a feed at all; ``web_headers`` says how well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import KINDS, Finding, Place, Severity, sort_key
from podfeed.rules.engine.registry import RULES, Hit, Hits, chosen, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.rules.engine.answers import Answer, WebFacts

_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110"

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


def answer_of(facts: WebFacts) -> Answer:
    """The answer to the request for the feed; there is one where these rules are asked."""
    assert facts.feed is not None
    return facts.feed


def _trouble(facts: WebFacts, *kinds: str) -> Hits:
    """The trouble there was, if it is of one of these kinds."""
    answer = answer_of(facts)
    if answer.trouble in kinds:
        at = f"{answer.final} " if answer.hops and answer.trouble != "redirects" else ""
        yield Hit(None, f"{at}{answer.words}", answer.remedy)


def feed_answer(facts: WebFacts) -> Answer | None:
    """The answer, if it brought what may be a feed; None if not."""
    answer = answer_of(facts)
    return answer if answer.ok and answer.status == 200 and not facts.is_page else None


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
    answer = answer_of(facts)
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
    answer = answer_of(facts)
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
    if answer_of(facts).ok and facts.is_page:
        remedy = "look into the page for the address of the feed"
        yield Hit(None, "a web page is served, not a feed", remedy)


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
    answer = feed_answer(facts)
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
