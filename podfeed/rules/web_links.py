"""WEB030–WEB049: what a feed says of itself, against how it was fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.answers import Answer
    from podfeed.rules.engine.facts import Channel

_WEBSUB = "https://www.w3.org/TR/websub/"


def _answer(channel: Channel) -> Answer | None:
    web = channel.feed.media.web
    return web.feed if web is not None else None


def _links(channel: Channel, relation: str) -> list[_Element]:
    return [
        link
        for link in channel.all("atom:link")
        if (link.get("rel") or "").strip().lower() == relation and (link.get("href") or "").strip()
    ]


def _plain(url: str) -> str:
    """An address without what makes no difference."""
    head, slashes, rest = url.strip().partition("://")
    host, slash, path = rest.partition("/")
    host = host.lower()
    port = {"http": ":80", "https": ":443"}.get(head.lower(), "")
    host = host.removesuffix(port) if port else host
    return f"{head.lower()}{slashes}{host}{slash or '/'}{path.partition('#')[0]}"


@rule(
    "WEB030",
    "self-link-elsewhere",
    Severity.WARNING,
    on="channel",
    source="https://validator.w3.org/feed/docs/warning/SelfDoesntMatchLocation.html",
    needs="web",
)
def self_link_elsewhere(channel: Channel) -> Hits:
    """The link of a feed to itself names another address than the one it was fetched from.

    Apps and directories may change to the address in the link, or hold the two for two shows.

    Wrong:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK

    <atom:link rel="self" type="application/rss+xml" href="https://old.example/tea.xml"/>
    ```

    Right:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK

    <atom:link rel="self" type="application/rss+xml"
               href="https://podcasts.example/feeds/tea.xml"/>
    ```
    """
    answer, links = _answer(channel), _links(channel, "self")
    if answer is None or not links:
        return
    # The address that was asked for is as good, if it redirects: it is the one to hand out.
    fitting = {_plain(answer.url), _plain(answer.final)}
    href = (links[0].get("href") or "").strip()
    if "://" in href and _plain(href) not in fitting:
        message = f"the link of the feed to itself is not {answer.final}, where it was fetched"
        yield Hit(
            links[0], message, "let the link name the address that people subscribe to", "href"
        )


_LINK = re.compile(r"<([^<>]*)>((?:[^,\"]|\"[^\"]*\")*)")
_RELATION = re.compile(r";\s*rel\s*=\s*\"?([^\";]+)", re.IGNORECASE)


def _stated(answer: Answer, relation: str) -> list[str]:
    """The addresses that the Link headers give for a relation."""
    found = []
    for url, parameters in _LINK.findall(answer.header("link")[:10_000]):
        match = _RELATION.search(parameters)
        if match and relation in match[1].lower().split():
            found.append(url.strip())
    return found


@rule(
    "WEB031",
    "link-header-differs",
    Severity.WARNING,
    on="channel",
    source=f"{_WEBSUB}#discovery",
    needs="web",
)
def link_header_differs(channel: Channel) -> Hits:
    """The Link headers of the answer name another hub, or another self, than the feed does.

    Who subscribes by WebSub looks at the headers first: news arrive from there, or not at all.

    Wrong:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK
    Link: <https://old-hub.example/>; rel="hub"

    <atom:link rel="hub" href="https://hub.example/"/>
    ```

    Right:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK
    Link: <https://hub.example/>; rel="hub"

    <atom:link rel="hub" href="https://hub.example/"/>
    ```
    """
    answer = _answer(channel)
    if answer is None:
        return
    for relation in ("hub", "self"):
        links = _links(channel, relation)
        inside = {_plain(link.get("href") or "") for link in links}
        outside = [url for url in _stated(answer, relation) if "://" in url]
        if inside and outside and not inside & {_plain(url) for url in outside}:
            message = f"the Link header names {outside[0]} as {relation}"
            yield Hit(links[0], message, "let header and feed name the same", "href")


@rule(
    "WEB032",
    "several-representations",
    Severity.INFO,
    on="channel",
    source=f"{_WEBSUB}#content-negotiation",
    needs="web",
)
def several_representations(channel: Channel) -> Hits:
    """A feed with a hub is served in several forms, by what the client accepts.

    The hub fetches one of them, and sends it to everybody.

    Wrong:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK
    Vary: Accept-Language

    <atom:link rel="hub" href="https://hub.example/"/>
    ```

    Right:

    ```http
    GET https://podcasts.example/feeds/tea.xml

    200 OK
    Vary: Accept-Encoding

    <atom:link rel="hub" href="https://hub.example/"/>
    ```
    """
    answer, links = _answer(channel), _links(channel, "hub")
    if answer is None or not links:
        return
    varies = {word.strip().lower() for word in answer.header("vary").split(",")}
    found = sorted(varies & {"accept", "accept-language", "user-agent", "*"})
    if found:
        message = f"the feed has a hub, and varies with {', '.join(found)}"
        yield Hit(links[0], message, "give each form an address of its own")
