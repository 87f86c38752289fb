"""The index of all rules, podfeed/rules/README.md; ``python -m tests.rules_index`` writes it."""

from __future__ import annotations

from inspect import cleandoc
from itertools import groupby
from pathlib import Path

from podfeed.findings import Kind
from podfeed.rules import RULES
from tests.needs import ROOT

INDEX = ROOT / "podfeed" / "rules" / "README.md"

FAMILIES = {
    "RSS": "XML, RSS 2.0 and its best practices",
    "PSP": "the podcast standard PSP-1",
    "APL": "Apple Podcasts",
    "SPO": "Spotify",
    "YTB": "YouTube",
    "AMZ": "Amazon Music",
    "POD": "Podcasting 2.0, the podcast namespace",
    "ATM": "Atom links, paging and WebSub",
    "PSC": "Podlove Simple Chapters",
    "TXT": "text that was spoilt on its way",
    "AUD": "audio",
    "ART": "artwork",
    "SRC": "the sources of a workspace",
    "HIS": "the feed published before",
    "WEB": "servers",
}
"""What each family is about, in the order of the index."""

_HEAD = """\
# The rules

Each with its code, its name, how severe it is, and what it finds. `podfeed explain CODE` prints
the whole page of a rule: why it matters to a listener, a wrong and a right example, the source.
"""


def index() -> str:
    """The index, made from the rules."""
    kinds = sorted((RULES[code].kind for code in RULES), key=_place)
    parts = [_HEAD]
    for family, members in groupby(kinds, key=lambda kind: kind.code[:3]):
        parts.append(f"\n## {family}: {FAMILIES[family]}\n\n| code | name | severity | finds |\n")
        parts.append("|---|---|---|---|\n")
        parts += [_row(kind) for kind in members]
    return "".join(parts)


def _place(kind: Kind) -> tuple[int, str]:
    return list(FAMILIES).index(kind.code[:3]), kind.code


def _row(kind: Kind) -> str:
    first = " ".join(cleandoc(kind.page).partition("\n\n")[0].split()).replace("|", "\\|")
    return f"| {kind.code} | {kind.name} | {kind.severity.value} | {first} |\n"


def write(path: Path = INDEX) -> None:
    """Write the index to its place."""
    path.write_text(index(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
