"""The server of the preview: its address, its life, and the watch over what is edited."""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from podfeed.attempts import fault_of
from podfeed.errors import UsageError
from podfeed.serving.app import Events, application
from podfeed.serving.edits import saves
from podfeed.serving.judging import Judging
from podfeed.templates.filling import give_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from types import FrameType

    from starlette.applications import Starlette

    from podfeed.findings import Finding
    from podfeed.serving.site import Site

TRIES = 20
"""How many ports are tried, where the one that is meant is taken and none was asked for."""

_PATIENCE = 3  # seconds that an open page may keep the server from stopping


@dataclass(slots=True)
class Door:
    """Where the preview listens. ``host`` is the name in its addresses."""

    socket: socket.socket
    host: str

    @property
    def address(self) -> str:
        """The address of the preview, without a slash at its end."""
        return f"http://{self.host}:{self.socket.getsockname()[1]}"

    @property
    def names(self) -> list[str]:
        """The names by which it may be asked: no other page can steer a browser here by its own."""
        return ["127.0.0.1", "localhost", self.host]


def open_door(port: int, *, lan: bool, exact: bool) -> Door:
    """Listen on this port (0: any that is free), for this machine alone unless ``lan``.

    Unless ``exact``, the next free port will do. Raises UsageError if there is none, or no network.
    """
    host = lan_address() if lan else "127.0.0.1"
    tries = 1 if exact or port == 0 else TRIES
    for offset in range(tries):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("0.0.0.0" if lan else "127.0.0.1", port + offset))
            listening.listen(128)
        except (OSError, OverflowError) as reason:
            listening.close()
            if offset == tries - 1:
                problem = f"port {port} cannot be used: {getattr(reason, 'strerror', reason)}"
                raise UsageError(problem, remedy="name another with --port") from reason
            continue
        return Door(listening, host)
    raise AssertionError("one of them was taken or refused")


def lan_address(found: Iterable[str] | None = None) -> str:
    """The address of this machine in its network, as others there see it; nothing is sent.

    It is the first of those ``found`` that another machine could reach. Raises UsageError if there
    is none.
    """
    for address in _own_addresses() if found is None else found:
        known = ipaddress.ip_address(address)
        if not (known.is_loopback or known.is_link_local or known.is_unspecified):
            return address
    raise UsageError(
        "this machine is in no network, so no phone could reach it",
        remedy="join one, or leave out --lan",
    )


def _own_addresses() -> Iterator[str]:
    """The addresses of this machine: that by which it would reach others, and all of its name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # of a network that exists in documents only
        yield str(probe.getsockname()[0])
    with suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(place[0])


def run(site: Site, door: Door, *, told: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. ``told`` is called with a line for people whenever something happens."""
    events = Events()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        watching = asyncio.create_task(watch(site, events, stop, told=told))
        try:
            yield
        finally:
            stop.set()
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    app = application(site, events, hosts=door.names, lifespan=lifespan)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=_PATIENCE
    )
    server = _Server(config)
    server.events = events
    with suppress(KeyboardInterrupt), _ended_in_order():
        server.run(sockets=[door.socket])


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Within the block SIGTERM ends the program as an exit does, so that nothing is left behind.

    The server raises it anew once it has ended.
    """

    def leave(sig: int, _: FrameType | None) -> None:
        raise SystemExit(128 + sig)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Server(uvicorn.Server):
    """Lets go of pages that listen, and of templates, as soon as it is to end: it would wait."""

    events: Events

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.events.tell(None)
        give_up()
        super().handle_exit(sig, frame)


async def watch(
    site: Site, events: Events, stop: asyncio.Event, *, told: Callable[[str], None]
) -> None:
    """Make the site anew when sources or media change, and have it judged each time."""

    def take(findings: list[Finding]) -> None:
        if site.take(findings):
            errors = sum(finding.severity == "error" for finding in findings)
            told(f"check: {len(findings)} findings, {errors} of them errors")
            events.tell("findings")

    judging = Judging(site.root, site.clock, take)
    running = asyncio.create_task(judging.run(told=told))
    try:
        async with aclosing(saves(site.root, stop)) as found:
            async for paths in found:
                judging.wanted.set()
                await _follow(site, events, sorted(paths), told)
    except Exception as reason:  # noqa: BLE001 - what is served is good still, but has to be told
        told(f"edits are not followed any more: {fault_of(reason).words}; start the preview again")
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _follow(
    site: Site, events: Events, changed: list[str], told: Callable[[str], None]
) -> None:
    """Make what changed files belong to, and tell."""
    before = site.standing
    if await asyncio.to_thread(site.make, site.shows_of(changed)):
        told(f"changed: {', '.join(changed[:3])}{' …' if len(changed) > 3 else ''}")
        events.tell("reload")
    elif before != site.standing:
        events.tell("findings")
    if site.fault is not None and site.fault not in before:
        told(f"{site.fault.message}; {site.fault.remedy}")
