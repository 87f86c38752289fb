"""seeds/templates/ → the templates of a build, and what is to be said of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed import scan
from podfeed.errors import TemplateError, did_you_mean
from podfeed.files import read_regular
from podfeed.findings import Finding, Place
from podfeed.templates.kinds import NOT_READ, UNPROTECTED, UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podfeed.render.templating import Templates

FOLDER = "seeds/templates"
_OWN = Path(__file__).parents[1] / "render" / "templates"
_LIMIT = 1_000_000
_PAGES = ("episode.html", "network.html", "player.html", "show.html")
_MARKUP = (".html", ".opml", ".xml")
_POLICY = "Content-Security-Policy"


def names() -> tuple[str, ...]:
    """The names of the package's own templates."""
    return tuple(name for name, _ in _package())


def read_templates(root: Path) -> Templates:
    """All templates of a workspace. Raises TemplateError for one that cannot be used."""
    from podfeed.render.templating import PACKAGE, Templates

    found: dict[str, str] = {}
    for path, *_ in scan.scan(str(root / FOLDER)).files:
        found[path] = _read(root, path)
    own = {f"{PACKAGE}{name}": text for name, text in _package()}
    overlaid = {PACKAGE + path for path in found if _is_words(path)}
    words = {name: text for name, text in own.items() if name in overlaid}
    sources = {**dict(_package()), **words, **found}
    places = {path: f"{FOLDER}/{path}" for path in found}
    if not any(path.endswith(_MARKUP) for path in found):
        return Templates(sources, places)
    from podfeed.templates.filling import TemplatesApart

    return TemplatesApart({**sources, **own}, places)


def _read(root: Path, name: str) -> str:
    shown = f"{FOLDER}/{name}"
    data = read_regular(root / FOLDER / name, limit=_LIMIT, shown=shown, error=TemplateError)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as reason:
        line = data[: reason.start].count(b"\n") + 1
        raise TemplateError(
            "is not UTF-8", path=shown, line=line, remedy="save it as UTF-8"
        ) from reason
    if name.endswith(_MARKUP) and name in names() and not text.strip():
        raise TemplateError(
            "is empty", path=shown, remedy="delete it, and podfeed takes its own of that name"
        )
    return text


def findings(templates: Templates, root: Path) -> list[Finding]:
    """What is to be said of the user's templates, beside the faults of filling them in."""
    found = [*_unused(templates), *_unprotected(templates)]
    for path, reason in scan.scan(str(root / FOLDER)).strange:
        shown = f"{FOLDER}/{path}".rstrip("/")
        found.append(NOT_READ.at(Place(shown), reason, remedy="put the file itself there"))
    return found


def _unused(templates: Templates) -> Iterator[Finding]:
    """The user's templates that are never filled in."""
    known = set(names())
    for name, shown in templates.places.items():
        others = (text for other, text in templates.sources.items() if other != name)
        if name not in known and not _is_words(name) and not any(name in t for t in others):
            remedy = did_you_mean(name, known) or f"the templates are {', '.join(sorted(known))}"
            problem = f'there is no template "{name}", and none includes it'
            yield UNUSED.at(Place(shown), problem, remedy=remedy)


def _unprotected(templates: Templates) -> Iterator[Finding]:
    """The user's templates that leave a page without its policy."""
    blamed: dict[str, str] = {}
    for page in _PAGES:
        reached = templates.reached(page) if templates.places else set()
        if not any(_POLICY in templates.sources[name] for name in reached):
            for name in sorted(reached & templates.places.keys(), key=lambda one: one != page)[:1]:
                blamed.setdefault(name, page)
    for name in blamed:
        yield UNPROTECTED.at(
            Place(templates.places[name]),
            f"makes pages without a {_POLICY}",
            remedy='extend "base.html", or put {{ page.policy }} into a meta element of the head',
        )


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
