"""Templates of pages: those of the package, and those of seeds/templates/ that take their place."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed import scan
from podfeed.errors import TemplateError, did_you_mean
from podfeed.files import read_regular
from podfeed.findings import Finding, Kind, Place, Severity

if TYPE_CHECKING:
    from podfeed.render.templating import Templates

FAULT = Kind(
    "SRC190",
    "template-fault",
    Severity.ERROR,
    """A template in `seeds/templates/` that cannot be filled in.

    The show keeps the feed and the pages it has until the template is mended. Delete it, and
    podfeed takes its own of that name.
    """,
)
UNUSED = Kind(
    "SRC191",
    "template-unused",
    Severity.WARNING,
    """A file in `seeds/templates/` that is no template of podfeed, and that no template names.

    What is in it is on no page. Give it the name of the template that it is to replace, or
    include it from one.
    """,
)

FOLDER = "seeds/templates"
_OWN = Path(__file__).parent / "render" / "templates"
_LIMIT = 1_000_000


def names() -> tuple[str, ...]:
    """The names of the package's own templates."""
    return tuple(name for name, _ in _package())


def read_templates(root: Path) -> Templates:
    """All templates of a workspace. Raises TemplateError for one that cannot be read."""
    from podfeed.render.templating import Templates

    sources = dict(_package())
    places = {}
    for path, *_ in scan.scan(str(root / FOLDER)).files:
        shown = f"{FOLDER}/{path}"
        data = read_regular(root / FOLDER / path, limit=_LIMIT, shown=shown, error=TemplateError)
        try:
            sources[path] = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as reason:
            line = data[: reason.start].count(b"\n") + 1
            raise TemplateError(
                "is not UTF-8", path=shown, line=line, remedy="save it as UTF-8"
            ) from reason
        places[path] = shown
    return Templates(sources, places)


def unused(templates: Templates) -> list[Finding]:
    """The user's templates that are never filled in."""
    known = set(names())
    found = []
    for name, shown in templates.places.items():
        others = (text for other, text in templates.sources.items() if other != name)
        if name not in known and not _is_words(name) and not any(name in t for t in others):
            remedy = did_you_mean(name, known) or f"the templates are {', '.join(sorted(known))}"
            problem = f'there is no template "{name}", and none includes it'
            found.append(UNUSED.at(Place(shown), problem, remedy=remedy))
    return found


def _is_words(name: str) -> bool:
    """Whether it holds the words of a language, podfeed's own or another."""
    return name.startswith("words.") and name.endswith(".json")


@lru_cache(maxsize=1)
def _package() -> tuple[tuple[str, str], ...]:
    return tuple(
        (path.name, path.read_text(encoding="utf-8"))
        for path in sorted(_OWN.iterdir())
        if path.is_file()
    )
