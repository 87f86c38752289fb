"""What the arguments of ``check`` mean: files, folders, patterns and standard input."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.errors import PodfeedError, UsageError
from podfeed.files import open_regular, read_regular
from podfeed.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SUFFIXES = (".xml", ".rss")
"""What the names of the feeds in a folder end in."""

STDIN = "-"
"""The argument that means standard input."""

_HEAD = 4096
_SITEMAP = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<[?].*?[?]>|<!--.*?-->)*+"
    rb"<(?:urlset|sitemapindex)\s[^>]*http://www\.sitemaps\.org/schemas/sitemap/",
    re.DOTALL,
)
"""The beginning of a sitemap: https://www.sitemaps.org/protocol.html."""

DEPTH = 8
"""How many folders deep feeds are looked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A feed to look at: a file, bytes that are there already, or why there are none.

    ``shown`` is the path that findings show, ``size`` in bytes as far as it is known.
    """

    shown: str
    path: Path | None = None
    data: bytes | None = None
    problem: str | None = None
    size: int = 0

    def read(self, *, limit: int, error: type[PodfeedError] = UsageError) -> bytes:
        """The bytes; of a file at most ``limit``. Raises ``error``."""
        if self.data is not None:
            return self.data
        if self.problem is not None or self.path is None:
            raise error(
                self.problem or "is nothing that can be read",
                path=self.shown,
                remedy="name the file itself, if it is meant",
            )
        return read_regular(self.path, limit=limit, shown=self.shown, error=error)


FOREIGN = "is no address that feeds are fetched from"


def is_foreign(name: str, path: Path | None = None) -> bool:
    """Whether a name is an address of some other kind, as no file at ``path`` is called so."""
    return "://" in name and not os.path.lexists(path or name)


def find_targets(
    names: Iterable[str], *, stdin: Callable[[], bytes], stdin_name: str = "<stdin>"
) -> list[Target]:
    """The feeds that are meant, each once, in the order of the names.

    A name is a file, a folder (its .xml and .rss files, however deep), a pattern with ``*``,
    ``?``, ``[…]`` or ``**``, or ``-``. Hidden files and folders are passed over unless a name says
    them, and so are sitemaps, which lie beside feeds and end like them, unless there is nothing
    else. Whether a file that is named can be read is found out when it is. Raises UsageError for a
    folder or pattern in which there is no feed.
    """
    targets: dict[str, Target] = {}
    for name in names:
        if name == STDIN:
            found = [] if stdin_name in targets else [Target(stdin_name, data=stdin())]
        elif not name:
            raise UsageError("an empty name is no feed", remedy="name a file, a folder or -")
        elif is_foreign(name):
            raise UsageError(FOREIGN, path=name, remedy="begin it with https://, or name a file")
        elif Path(name).is_dir():
            found = _in_folder(name)
        elif any(sign in name for sign in "*?[") and not os.path.lexists(name):
            found = _matching(name)
        else:
            found = [_file(Path(name))]
        for target in found:
            targets.setdefault(target.shown, target)
    found = list(targets.values())
    return [target for target in found if not _is_sitemap(target)] or found


def _is_sitemap(target: Target) -> bool:
    """Whether a file is named like a map of a site for search engines, and begins like one."""
    if target.path is None or not target.path.name.lower().startswith("sitemap"):
        return False
    try:
        with open_regular(target.path) as file:
            return _SITEMAP.match(file.read(_HEAD)) is not None
    except PodfeedError:
        return False


def _file(path: Path) -> Target:
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = 0
    return Target(path.as_posix(), path, size=size)


def _in_folder(name: str) -> list[Target]:
    seen = scan(name, depth=DEPTH)
    found = [Target(_below(name, f.path), Path(name, f.path), size=f.size) for f in seen.files]
    found = [target for target in found if target.shown.lower().endswith(SUFFIXES)]
    for path, reason in seen.strange:
        if path.lower().endswith(SUFFIXES) or "." not in path.rpartition("/")[2]:
            found.append(Target(_below(name, path), problem=reason))
    if not found:
        raise UsageError(
            "holds no feed", path=name, remedy="name files that end in .xml or .rss, or one itself"
        )
    return sorted(found, key=lambda target: target.shown)


def _below(folder: str, path: str) -> str:
    return Path(folder, path).as_posix()


def _matching(pattern: str) -> list[Target]:
    """The files that a pattern means, for shells that hand it on as it is."""
    parts = Path(pattern).parts
    fixed = next(n for n, part in enumerate(parts) if any(sign in part for sign in "*?["))
    folder, wanted = str(Path(*parts[:fixed])), parts[fixed:]
    seen = scan(folder, depth=DEPTH if "**" in wanted else len(wanted) - 1)
    found = [
        Target(_below(folder, f.path), Path(folder, f.path), size=f.size)
        for f in seen.files
        if _matches(f.path.split("/"), wanted)
    ]
    for path, reason in seen.strange:
        if not Path(folder, path).is_dir() and _matches(path.split("/"), wanted):
            found.append(Target(_below(folder, path), problem=reason))
    if not found:
        raise UsageError("matches no file", path=pattern, remedy="check the pattern")
    return sorted(found, key=lambda target: target.shown)


def _matches(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the parts of a path match those of a pattern; ``**`` is any number of parts.

    >>> [_matches(p.split("/"), ("a", "**", "*.xml")) for p in ("a/b.xml", "a/b/c.xml", "b.xml")]
    [True, True, False]
    """
    places = set(_skip(wanted, 0))
    for part in path:
        after: set[int] = set()
        for place in places:
            if place < len(wanted) and wanted[place] == "**":
                after.update(_skip(wanted, place))
            elif place < len(wanted) and fnmatch(part, wanted[place]):
                after.update(_skip(wanted, place + 1))
        places = after
    return len(wanted) in places


def _skip(wanted: Sequence[str], place: int) -> Iterator[int]:
    """A place in a pattern, and those that follow because ``**`` may stand for nothing."""
    yield place
    while place < len(wanted) and wanted[place] == "**":
        place += 1
        yield place
