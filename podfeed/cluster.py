"""The workers of a dask cluster, as processes that shows are built in; the only importer of dask.

Workers do what a process of this machine would, with the same files: the workspace lies on a file
system that all of them share, at the same path. What is scheduled where, and done again when a
worker is lost, is dask's business.
"""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podfeed import __version__
from podfeed.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

PATIENCE = 10
"""Seconds in which a scheduler has to answer, and to have a worker."""


@contextmanager
def cluster_pool(address: str, root: Path) -> Iterator[Executor]:
    """The workers behind the scheduler at ``address``, all of which see the workspace ``root``.

    Raises UsageError if dask is not installed, no scheduler or worker answers, a worker has another
    podfeed or does not see the workspace, or if the scheduler goes away.
    """
    try:
        import distributed
    except ImportError:
        raise UsageError("--cluster needs dask", remedy="pip install 'podfeed[cluster]'") from None
    for name in list(logging.root.manager.loggerDict):  # what dask has to say, we say
        if name.partition(".")[0] in ("asyncio", "distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    client = _connect(distributed, address)
    try:
        _require_same(client, root)
        # A build is not pure: that it was done once is no reason to do it no more.
        with client.get_executor(pure=False) as executor:
            yield executor
    except distributed.KilledWorker as reason:
        raise UsageError(
            "one task after the other ended its worker",
            remedy="see whether their memory is short, and build that show alone",
        ) from reason
    except (CancelledError, distributed.CancelledError, OSError) as reason:
        if client.status == "running" and not isinstance(reason, CancelledError):
            raise
        raise UsageError(
            f"the scheduler at {address} has gone",
            remedy="start it and its workers again, and run this again: it goes on from here",
        ) from reason
    finally:
        client.close(timeout=1)


def _connect(distributed: Any, address: str) -> Any:
    """A client of the scheduler, which has a worker at least."""
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as reason:
        raise UsageError(
            f"no scheduler answers at {address}",
            remedy='start one: "dask scheduler", which tells its address',
        ) from reason
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError) as reason:
        client.close(timeout=1)
        raise UsageError(
            f"the scheduler at {address} has no workers",
            remedy=f'start some on each machine: "dask worker {address} --nthreads 1"',
        ) from reason
    return client


def _require_same(client: Any, root: Path) -> None:
    """Raise UsageError for a worker that would do something else than this process."""
    for worker, told in client.run(_look, str(root), on_error="return").items():
        if isinstance(told, BaseException):
            problem, remedy = "has no podfeed", "install the same version there"
        elif told[0] != __version__:
            problem, remedy = f"has podfeed {told[0]}, not {__version__}", "install the same there"
        elif not told[1]:
            problem = f"does not see {root}"
            remedy = "mount it there at the same path"
        else:
            continue
        raise UsageError(f"the worker at {worker} {problem}", remedy=remedy)


def _look(root: str) -> tuple[str, bool]:
    """What a worker is: its podfeed, and whether it sees the workspace."""
    return __version__, Path(root, "seeds").is_dir()
