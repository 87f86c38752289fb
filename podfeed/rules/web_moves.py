"""WEB006–WEB010: redirects on the way to a feed, and whether the way is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.web_feed import answer_of

if TYPE_CHECKING:
    from podfeed.rules.engine.answers import WebFacts

_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
_APPLE_MOVE = "https://podcasters.apple.com/support/837-change-the-rss-feed-url"


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
    hops = answer_of(facts).hops
    permanent = [hop for hop in hops if hop.status in (301, 308)]
    if permanent and answer_of(facts).trouble != "redirects":
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
    answer = answer_of(facts)
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
    for hop in answer_of(facts).hops:
        if _is_secure(hop.url) and not _is_secure(hop.target):
            yield Hit(None, f"{hop.url} redirects to {hop.target}", "redirect to https")


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
    answer = answer_of(facts)
    if answer.status is not None and not _is_secure(answer.final):
        downgraded = any(_is_secure(hop.url) for hop in answer.hops)  # that is told already
        if not downgraded:
            yield Hit(None, "the feed is served over http", "serve it over https")


def _is_secure(url: str) -> bool:
    return url[:8].lower() == "https://"
