"""What a test needs from the machine. Absent, the test is skipped by name; under CI it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_ALSO = ("/usr/bin", "/usr/sbin")
"""Where programs lie that the path of a test, or of a plain user, does not lead to."""


def needs_program(*names: str) -> str:
    """The path of the first of these programs that is there; otherwise skip, or fail under CI."""
    path = os.pathsep.join((os.environ.get("PATH", ""), *_ALSO))
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    missing = f"needs the program {' or '.join(names)}"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def needs_node_package(name: str) -> Path:
    """The folder of a package of npm that is installed for all; otherwise skip, or fail in CI."""
    npm = needs_program("npm")
    done = subprocess.run([npm, "root", "-g"], capture_output=True, encoding="utf-8", check=False)
    folder = Path(done.stdout.strip()) / name
    if folder.is_dir():
        return folder
    missing = f"needs the npm package {name}: npm install -g {name}"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


ROOT = Path(__file__).resolve().parent.parent
"""The top of the project."""
