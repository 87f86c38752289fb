"""A dask scheduler and workers on loopback, as processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.needs import ROOT
from tests.stores import free_port

DASK = [sys.executable, "-m", "dask"]
QUIET = {
    "PYTHONPATH": str(ROOT),
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
}


def begin(*arguments: str, scratch: Path, **environment: str) -> subprocess.Popen[bytes]:
    scratch.mkdir(exist_ok=True)
    with (scratch / "log").open("ab") as log:
        return subprocess.Popen(
            [*DASK, *arguments],
            cwd=scratch,
            env={**os.environ, **QUIET, **environment},
            stdout=log,
            stderr=log,
        )


def end(*processes: subprocess.Popen[bytes]) -> None:
    for one in processes:
        with psutil_tree(one.pid) as tree:
            for each in tree:
                each.kill()
        one.wait(30)


@contextmanager
def psutil_tree(pid: int) -> Iterator[list[psutil.Process]]:
    try:
        top = psutil.Process(pid)
        yield [*top.children(recursive=True), top]
    except psutil.NoSuchProcess:
        yield []


def scheduler(scratch: Path, **environment: str) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    return begin("scheduler", *options, scratch=scratch, **environment), f"tcp://127.0.0.1:{port}"


def worker(
    address: str, scratch: Path, *, nanny: bool = False, **environment: str
) -> subprocess.Popen[bytes]:
    """A worker; with a nanny, a new one is started whenever it ends."""
    options = ("--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    options = (*options, "--nanny" if nanny else "--no-nanny")
    options = (*options, "--local-directory", str(scratch), "--death-timeout", "60")
    return begin("worker", address, *options, scratch=scratch, **environment)
