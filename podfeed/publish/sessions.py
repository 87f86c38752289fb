"""A connection to an SFTP server that may be lost and is made again. Plain calls over asyncssh.

One thread runs the event loop of all sessions. Keys come from ssh-agent, ``~/.ssh/config`` and the
usual files, and the host key has to be in ``known_hosts``: there is no way round it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import random
import threading
import time
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

import asyncssh

from podfeed.errors import (
    FullError,
    PublishError,
    RefusedError,
    UnreachableError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

T = TypeVar("T")

_LOST = (
    asyncssh.ConnectionLost,
    asyncssh.ServiceNotAvailable,
    asyncssh.ChannelOpenError,
    asyncssh.SFTPConnectionLost,
    asyncssh.SFTPNoConnection,
    asyncssh.SFTPBadMessage,
    ConnectionError,
    TimeoutError,
)
_FULL = (asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded)
_ABSENT = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath, asyncssh.SFTPNotADirectory)

ABSENT = _ABSENT
"""What asyncssh raises for something that is not there."""


class Patience(NamedTuple):
    """How long to wait, in seconds: for a connection, for one answer, for all attempts together."""

    connect: float = 20
    request: float = 120
    total: float = 170
    first: int = 3  # attempts to connect at all
    pause: float = 0.3


class Host(NamedTuple):
    """Where to connect to; what is None comes from ``~/.ssh/config``."""

    name: str
    port: int | None
    user: str | None
    folder: str


def host_at(address: str) -> Host:
    """Host and folder of an address. A folder that begins with ``~`` is below the home folder.

    >>> host_at("sftp://tea@host.example:2222/srv/pod%20casts/")
    Host(name='host.example', port=2222, user='tea', folder='/srv/pod casts')
    >>> host_at("sftp://host.example/~/www").folder
    'www'
    """
    parts = urlsplit(address)
    folder = "/" + "/".join(name for name in unquote(parts.path).split("/") if name)
    if not parts.hostname or {".", ".."} & set(folder.split("/")):
        raise UsageError(
            f"{address} names no host and folder", remedy="write sftp://USER@HOST/FOLDER"
        )
    if folder == "/~" or folder.startswith("/~/"):
        folder = folder[3:] or "."
    user = unquote(parts.username) if parts.username else None
    return Host(parts.hostname, parts.port, user, folder)


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:  # of several threads that are the first
        return _started()


_starting = threading.Lock()


@cache
def _started() -> asyncio.AbstractEventLoop:
    for name in ("asyncio", "asyncssh"):  # what they warn of on a cut is told by an error
        logging.getLogger(name).addHandler(logging.NullHandler())
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sftp", daemon=True).start()
    return loop


class Session:
    """A connection, made when it is first needed. Several threads may use it at a time."""

    def __init__(self, host: Host, *, patience: Patience | None = None, shown: str) -> None:
        self._host = host
        self._patience = patience or Patience()
        self._shown = shown
        self._connecting = threading.Lock()
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None
        self._worked = False

    def wait(self, job: Coroutine[Any, Any, T]) -> T:
        """The result of one request. Raises what asyncssh raises, or TimeoutError."""
        return self._run(job, self._patience.request)

    def attempt(self, job: Callable[[asyncssh.SFTPClient], T], *, key: str = "") -> T:
        """Do something with a connection, and again with a new one if it is lost meanwhile.

        Raises PublishError.
        """
        shown = f"{self._shown}/{key}" if key else self._shown
        deadline = time.monotonic() + self._patience.total
        pause, attempts = self._patience.pause, 0
        while True:
            client = None
            attempts += 1
            try:
                client = self._connected()
                return job(client)
            except (*_LOST, OSError) as error:
                self._drop(client)
                hopeless = not self._worked and attempts >= self._patience.first
                if hopeless or time.monotonic() + pause > deadline:
                    raise _unreachable(error, shown) from None
            except asyncssh.Error as error:
                raise self._failure(error, client, shown) from None
            time.sleep(random.uniform(pause / 2, pause))
            pause = min(2 * pause, 20)

    def close(self) -> None:
        """Close the connection."""
        with self._connecting:
            connection, self._connection, self._client = self._connection, None, None
        if connection:
            connection_ = connection

            async def close() -> None:
                connection_.close()
                await connection_.wait_closed()

            try:
                self._run(close(), self._patience.connect)
            except (*_LOST, OSError, asyncssh.Error):
                return

    def _run(self, job: Coroutine[Any, Any, T], seconds: float) -> T:
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(job, seconds), _loop())
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _connected(self) -> asyncssh.SFTPClient:
        with self._connecting:
            if self._client is None:
                try:
                    made = self._run(self._connect(), self._patience.connect)
                except (ValueError, FileNotFoundError, PermissionError):  # asyncssh's own are such
                    raise RefusedError(
                        "the files in ~/.ssh cannot be used",
                        path=self._shown,
                        remedy="see what ssh -v says of them",
                    ) from None
                self._connection, self._client = made
                self._worked = True
            return self._client

    async def _connect(self) -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
        stated: dict[str, Any] = {"port": self._host.port, "username": self._host.user}
        connection = await asyncssh.connect(
            self._host.name,
            **{name: value for name, value in stated.items() if value is not None},
            preferred_auth="gssapi-with-mic,publickey",  # nobody is asked for a password
            keepalive_interval=15,
            keepalive_count_max=3,
        )
        # Names that are no UTF-8 are somebody else's; they must not spoil a listing.
        client = await connection.start_sftp_client(path_errors="surrogateescape")
        return connection, client

    def _drop(self, client: asyncssh.SFTPClient | None) -> None:
        """Forget a connection that was lost, unless another thread has made a new one."""
        with self._connecting:
            if client is not None and self._client is client:
                connection, self._connection, self._client = self._connection, None, None
                if connection:
                    _loop().call_soon_threadsafe(connection.abort)

    def _failure(
        self, error: asyncssh.Error, client: asyncssh.SFTPClient | None, shown: str
    ) -> PublishError:
        """What a server refuses, as the error of a store."""
        if isinstance(error, asyncssh.HostKeyNotVerifiable):
            return RefusedError(
                "the key of this server is not the one in known_hosts",
                path=shown,
                remedy="connect with ssh, compare the fingerprint it shows, and run again",
            )
        if isinstance(error, asyncssh.PermissionDenied):
            return RefusedError(
                "the server accepts none of your keys",
                path=shown,
                remedy="load the right one into ssh-agent, or name it in ~/.ssh/config",
            )
        if isinstance(error, asyncssh.DisconnectError):
            return RefusedError(
                "the server ends the connection", path=shown, remedy="see what ssh -v says of it"
            )
        if isinstance(error, _FULL) or (client and self._is_full(error, client)):
            return FullError(
                "the disk of the server is full",
                path=shown,
                remedy="make room and run again: the old file is untouched",
            )
        if isinstance(error, asyncssh.SFTPPermissionDenied):
            return RefusedError(
                "permission denied",
                path=shown,
                remedy="give this user the right to write there",
            )
        if isinstance(error, _ABSENT):
            return PublishError(
                "there is no such file or folder", path=shown, remedy="check the address"
            )
        return PublishError(
            "the server cannot do this",
            path=shown,
            remedy="see whether its disk is well, and a folder stands where a file is to be",
        )

    def _is_full(self, error: asyncssh.Error, client: asyncssh.SFTPClient) -> bool:
        """OpenSSH says no more than "Failure" of a full disk."""
        if not isinstance(error, asyncssh.SFTPFailure):
            return False
        try:
            state = self.wait(client.statvfs(self._host.folder))
        except (asyncssh.Error, OSError):
            return False
        return state.bavail is not None and state.bavail * (state.frsize or 1) < 1 << 20


def _unreachable(error: Exception, shown: str) -> PublishError:
    if isinstance(error, ConnectionRefusedError):
        problem = "nobody listens there"
    elif isinstance(error, OSError) and error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        problem = "there is no way to this host"
    elif isinstance(error, OSError) and type(error).__name__ == "gaierror":
        problem = "there is no host of this name"
    else:
        problem = "the server did not answer in time, however often it was asked"
    return UnreachableError(
        problem,
        path=shown,
        remedy="see whether the connection is well and run again: what is there is not sent again",
    )
