"""``podfeed`` as a person runs it: a process of its own, 80 columns, its output into pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.needs import ROOT
from tests.workspaces import NOW

# For root no permission counts unless it gives up the right to override them; that takes
# effect with the exec. 24 is PR_CAPBSET_DROP; 1 and 2 override permissions to write and to read.
_LAUNCH = """\
import os, resource, sys
plain, size = sys.argv[1] == "plain", int(sys.argv[2])
if plain and os.geteuid() == 0:
    import ctypes
    for right in (1, 2):
        ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
if size:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
os.execv(sys.executable, [sys.executable, *sys.argv[3:]])
"""


class Ran(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: of this project, at a fixed time, in a narrow window."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    fixed = {
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "80",
        "SOURCE_DATE_EPOCH": NOW,
    }
    return kept | fixed | more


def podfeed(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    plain_user: bool = False,
    file_limit: int = 0,
) -> Ran:
    """Run a command. ``plain_user`` is bound by permissions even if the tests run as root;
    ``file_limit`` is the size in bytes above which no file may grow, as on a full disk.
    """
    command = ["-m", "podfeed", *arguments]
    if plain_user or file_limit:
        command = ["-c", _LAUNCH, "plain" if plain_user else "-", str(file_limit), *command]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@lru_cache(maxsize=1)
def permissions_count() -> bool:
    """Whether a command run as a plain user is kept from what it may not read."""
    with TemporaryDirectory() as folder:
        secret = Path(folder, "secret")
        secret.touch(mode=0)
        command = ["-c", "import sys; open(sys.argv[1])", str(secret)]
        done = subprocess.run(
            [sys.executable, "-c", _LAUNCH, "plain", "0", *command],
            capture_output=True,
            check=False,
        )
        return b"PermissionError" in done.stderr
