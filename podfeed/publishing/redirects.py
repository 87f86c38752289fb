"""A feed that has moved → the rules by which a static host sends apps to its new address.

Apps follow a permanent redirect and keep the new address; ``itunes:new-feed-url`` tells those that
ask the old one through a cache. Both should stand for as long as anybody asks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from podfeed.errors import UsageError
from podfeed.models import Network
from podfeed.values import quote_path
from podfeed.workspace import read_show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podfeed.models import Show
    from podfeed.workspace import Workspace


class Moved(NamedTuple):
    """A feed: the path at which it was, percent-encoded, and its address now."""

    path: str
    target: str


def moved(workspace: Workspace, names: Iterable[str], *, former: str | None = None) -> list[Moved]:
    """The feeds of these shows, or of all, that have moved.

    A show has if its ``new_feed_url`` is elsewhere, or if it says what it ``was``. With ``former``,
    the base_url that was used before, all have. Raises UsageError if none has.
    """
    network = workspace.network
    base = _base(former) if former else network.base_url
    found: list[Moved] = []
    for slug in workspace.pick(names):
        show = read_show(workspace, slug)[0].show
        if show is None:
            raise UsageError(
                "cannot be read",
                path=f"seeds/{slug}.yaml",
                remedy='run "podfeed check" and mend what it tells',
            )
        found += _of(show, network, base)
    if not found:
        raise UsageError(
            "no feed has moved",
            remedy="set new_feed_url: in the show's YAML, or name the former base_url with --from",
        )
    return found


def _of(show: Show, network: Network, base: str) -> Iterable[Moved]:
    target = show.new_feed_url or network.feed_url(show.slug)
    for slug in dict.fromkeys((show.slug, show.was or show.slug)):
        address = f"{base}/feeds/{quote_path(slug)}.xml"
        if address != target:  # else it would lead to itself
            yield Moved(urlsplit(address).path, target)


def _base(address: str) -> str:
    """A base_url of before, checked as the one of now is."""
    try:
        return Network.model_validate({"title": "before", "base_url": address}).base_url
    except ValueError:
        raise UsageError(
            f'--from: "{address}" is no address of a folder',
            remedy="write the base_url of before, such as https://podcasts.example",
        ) from None


def _plain(target: str) -> str:
    """An address without what nginx and Caddy read as something else."""
    return quote(target, safe="%:/?#[]@!&'()*+,;=-._~")


def _nginx(feeds: list[Moved]) -> str:
    lines = []
    for path, target in feeds:
        place = unquote(path).replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'location = "{place}" {{ return 301 "{_plain(target)}"; }}')
    return "\n".join(lines)


def _caddy(feeds: list[Moved]) -> str:
    return "\n".join(f'redir "{unquote(path)}" "{_plain(target)}" 301' for path, target in feeds)


def _netlify(feeds: list[Moved]) -> str:
    # Without the mark Netlify sends the file, if one still lies there.
    return "\n".join(f"{path} {target} 301!" for path, target in feeds)


def _cloudflare(feeds: list[Moved]) -> str:
    return "\n".join(f"{path} {target} 301" for path, target in feeds)


def _s3(feeds: list[Moved]) -> str:
    rules = []
    for path, target in feeds:
        parts = urlsplit(target)
        key = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
        rules.append(
            {
                "Condition": {"KeyPrefixEquals": unquote(path).lstrip("/")},
                "Redirect": {
                    "Protocol": parts.scheme,
                    "HostName": parts.netloc,
                    "ReplaceKeyWith": key,
                    "HttpRedirectCode": "301",
                },
            }
        )
    return json.dumps(rules, ensure_ascii=False, indent=1)


FORMS: dict[str, Callable[[list[Moved]], str]] = {
    "nginx": _nginx,
    "caddy": _caddy,
    "netlify": _netlify,
    "cloudflare": _cloudflare,
    "s3": _s3,
}
"""How rules are written for a kind of host: lines of nginx's server and of a Caddyfile, a
``_redirects`` file of Netlify or Cloudflare Pages, RoutingRules of an S3 website."""
