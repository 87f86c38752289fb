"""What has to be so before anything is published: addresses that people can reach, and feeds that
are what their sources make."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podfeed import manifest
from podfeed.errors import PodfeedError, UsageError
from podfeed.findings import Finding, Place
from podfeed.pipeline import Job, Options
from podfeed.publish.addresses import scheme_of
from podfeed.publish.plan import Notice
from podfeed.publishing.notices import LOCAL_ADDRESS
from podfeed.publishing.site import NOT_BUILT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from podfeed.models import Network
    from podfeed.probes.cache import Cache
    from podfeed.workspace import Workspace

_RESERVED = ("example", "invalid", "test", "example.com", "example.net", "example.org")
"""Hosts that lead nowhere. Source: RFC 2606."""


def require_addresses(network: Network, target: str) -> list[Notice]:
    """Raise UsageError for an address that leads nowhere; gives notices for those of this machine.

    A folder may be published for this machine alone, to look at it.
    """
    found = []
    for key, address in (("base_url", network.base_url), ("media_url", network.media_url)):
        host = (urlsplit(address or "").hostname or "").rstrip(".").lower()
        if any(host == name or host.endswith(f".{name}") for name in _RESERVED):
            raise UsageError(
                f"{key}: {address} leads nowhere: it stands for an address of your own",
                path="seeds/network.yaml",
                remedy="write the address at which people will reach it, build, and plan again",
            )
        if _is_local(host) and scheme_of(target) not in (None, "file"):
            words = f"{key}: {address} is an address of this machine: nobody else can reach it"
            remedy = "write the public address into seeds/network.yaml"
            found.append(Notice("seeds/network.yaml", words, (), LOCAL_ADDRESS, remedy))
    return found


def _is_local(host: str) -> bool:
    """Whether a host is this machine.

    >>> [_is_local(h) for h in ("localhost", "127.0.0.2", "::1", "0.0.0.0", "tea.fm", "10.0.0.1")]
    [True, True, True, True, False, False]
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def unbuilt(
    workspace: Workspace,
    shows: Sequence[str],
    cache: Cache,
    options: Options,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Finding]:
    """The shows whose feeds are not what their sources make now, with what to do about it.

    What the last build left tells so at a glance; without it, everything but the writing is done
    over again. Nothing is built on the way: a build changes locks, which are to be looked at.
    ``progress`` counts the shows that are looked at in that way.
    """
    root = str(workspace.root)
    current = manifest.survey(root, shows, options.seconds).current
    stale = [show for show in shows if show not in current]
    found = {}
    for number, show in enumerate(stale, 1):
        fault = _fault(Job(workspace, show, options, cache, lambda *_: None))
        if fault is not None:
            found[show] = fault
        if progress is not None:
            progress(number, len(stale))
    return found


def _fault(job: Job) -> Finding | None:
    source, feed = Place(f"seeds/{job.slug}.yaml"), Place(f"feeds/{job.slug}.xml")
    try:
        prepared = job.prepare()
    except PodfeedError as error:
        return NOT_BUILT.of(error, source.path)
    if prepared is None:
        remedy = f'run "podfeed build {job.slug}" and mend what it tells'
        return NOT_BUILT.at(source, "cannot be built as it is", remedy=remedy)
    if prepared.state == "unchanged":
        return None
    problem = "is not what its sources make now"
    problem = "is not built yet" if prepared.state == "new" else problem
    return NOT_BUILT.at(feed, problem, remedy=f'run "podfeed build {job.slug}", then plan again')
