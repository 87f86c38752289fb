"""A command that ends without warning before it writes, at any place that is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.workspaces import NOW

_CHILD = """
import os, signal, sys
within, fatal = sys.argv[1], int(sys.argv[2])
count = 0
def watch(event, args):
    global count
    if event == "open":
        path, mode, flags = args
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if not isinstance(path, (str, os.PathLike)) or not writes:
            return
    elif event not in ("os.rename", "os.remove", "os.mkdir", "os.truncate"):
        return
    if not str(args[0]).startswith(within):
        return
    count += 1
    if count == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
sys.argv = ["podfeed", *sys.argv[3:]]
from podfeed.cli import main
main()
"""


def killed(*arguments: str, within: Path, fatal: int) -> subprocess.CompletedProcess[str]:
    """Run a command that kills itself before its change number ``fatal`` (from 1) to a folder.

    One that makes fewer changes ends as it does otherwise.
    """
    return subprocess.run(
        [sys.executable, "-c", _CHILD, str(within), str(fatal), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        check=False,
    )
