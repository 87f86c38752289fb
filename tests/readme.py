"""The commands that the README tells people to paste, by name."""

from __future__ import annotations

import re
import sys

from tests.needs import ROOT

_COMMAND = re.compile(
    r"<!-- (?P<name>[a-z-]+) -->\n```(?:sh|console)\n(?P<text>.*?)\n```", re.DOTALL
)


def commands() -> dict[str, str]:
    """Each command of the README that is named by a comment above it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return {match["name"]: match["text"] for match in _COMMAND.finditer(text)}


if __name__ == "__main__":
    print(commands()[sys.argv[1]])
