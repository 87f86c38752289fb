"""Who may import whom, and which module alone may import a library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import ROOT

PACKAGE = ROOT / "podfeed"

# From the ground up; a room may import from the floors below its own, and from its own room.
FLOORS: list[set[str]] = [
    {"__init__"},
    {"errors"},
    {"attempts"},
    {"crew"},
    {
        "findings",
        "files",
        "formats",
        "scan",
        "beside",
        "categories",
        "languages",
        "peers",
        "processes",
    },
    {"values", "manifest", "documents", "partial", "mishaps", "cluster"},
    {"tags", "notes", "transcripts", "web", "targets"},
    {"publish"},
    {"models", "history", "comparing"},
    {"rules"},
    {"chapters"},
    {"listings", "probes", "render", "reports"},
    {"layers", "served", "tagging", "templates"},
    {"claims", "reader", "schedule", "outcome", "identity", "tracing", "examining", "waivers"},
    {"assets", "remote", "workspace", "live", "companions", "tallies"},
    {"site"},
    {"survey", "writing", "listed", "listening", "keys"},
    {"chaptering", "declaring", "noting", "releasing", "transcribing"},
    {"against"},
    {"pipeline"},
    {"preview", "labelling"},
    {"making"},
    {"build", "judging"},
    {"checking", "starting", "publishing"},
    {"importing", "surveying"},
    {"serving"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# "rules" judge anyone's feed, and publishing knows bytes and keys, not podcasts.
NEVER = {"rules": {"models", "render"}, "publish": {"models"}}

ONE_IMPORTER = {
    "feedgen": {"render/feed.py"},
    "jinja2": {"render/templating.py"},
    "segno": {"render/subscribing.py", "cli/serve.py"},
    "yaml": {"listings/yaml.py"},
    "httpx": {"web"},
    "nh3": {"notes/cleaning.py"},
    "markdown_it": {"notes/markdown.py"},
    "markdownify": {"notes/markdown.py"},
    "bs4": {"notes/markdown.py"},
    "obstore": {"publish"},
    "asyncssh": {"publish"},
    "PIL": {"probes/artwork.py", "starting/cover.py", "tagging/covers.py"},
    "mutagen": {"probes", "tagging"},
    "av": {"probes", "starting/sound.py", "tagging"},
    "dateutil": {"schedule.py", "importing/dates.py"},
    "rich": {"cli"},
    "starlette": {"serving"},
    "uvicorn": {"serving"},
    "watchfiles": {"serving"},
    "click": {"cli"},
    "distributed": {"cluster.py"},
}


def sources() -> list[Path]:
    found = sorted(PACKAGE.rglob("*.py"))
    assert found
    return found


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "podfeed":
                yield from ((f"podfeed.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_room_stands_on_a_floor() -> None:
    rooms = {room_of(path) for path in sources()}
    assert rooms == set(FLOOR), "add the room to FLOORS, or take it out"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_an_import_only_ever_goes_down(path: Path) -> None:
    own = room_of(path)
    if own == "__init__":
        return  # the face of the package names what lies behind it, for type checkers alone
    for module, line in imports(path):
        parts = module.split(".")
        if parts[0] != "podfeed":
            continue
        other = parts[1] if len(parts) > 1 and parts[1] in FLOOR else "__init__"
        down = other == own or FLOOR[other] < FLOOR[own]
        assert down, f"{path.name}:{line} imports {module}, which is not below {own}"
        assert other not in NEVER.get(own, ()), f"{path.name}:{line}: {own} may not know {other}"


@pytest.mark.parametrize("library", ONE_IMPORTER)
def test_a_library_has_one_importer(library: str) -> None:
    allowed = ONE_IMPORTER[library]
    users = set()
    for path in sources():
        if any(module.split(".")[0] == library for module, _ in imports(path)):
            name = path.relative_to(PACKAGE).as_posix()
            users.add(name if name in allowed else name.split("/")[0])
    assert users == allowed
