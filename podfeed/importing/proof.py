"""The proof: a show as it was written, built as it will be built, and compared with the feed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lxml import etree

from podfeed.comparing import Comparison, Sides, compare, sides
from podfeed.documents import SAFE
from podfeed.findings import Finding, Severity
from podfeed.pipeline import Job, Options
from podfeed.probes.cache import Cache
from podfeed.workspace import open_workspace

if TYPE_CHECKING:
    from podfeed.importing.page import File
    from podfeed.importing.reading import Original

_LATER = datetime(9000, 1, 1, tzinfo=UTC)
"""When everything has come out, what waits for its date too."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What building a show came to: its feed, or None, and the errors that forbid it."""

    data: bytes | None
    errors: tuple[Finding, ...]


def try_out(files: Iterable[File], name: str, network: str) -> Trial:
    """Build a show in a workspace of its own, which is gone afterwards.

    ``files`` are its YAML, ``network`` that of the workspace that it is meant for.
    """
    with TemporaryDirectory(prefix="podfeed-") as folder:
        root = Path(folder)
        for part in ("seeds", "media", "feeds"):
            (root / part).mkdir()
        (root / "seeds/network.yaml").write_text(network, "utf-8")
        for file in files:
            path = root / "seeds" / file.path
            path.parent.mkdir(exist_ok=True)
            path.write_text(file.text, "utf-8")
        workspace = open_workspace(root)
        with Cache(root) as cache:
            job = Job(workspace, name, Options(_LATER), cache, _silent)
            prepared = job.prepare(judged=False)
    errors = tuple(one for one in job.findings if one.severity is Severity.ERROR)
    data = prepared.whole if prepared is not None else None
    del job, prepared
    gc.collect()  # the job goes in circles, and the comparison needs its room
    return Trial(data, errors)


_silent: Callable[[int, int], None] = lambda *_: None  # noqa: E731


def prove(original: Original, data: bytes) -> Comparison:
    """What became of the feed in the one that podfeed builds of it."""
    parser = etree.XMLParser(strip_cdata=False, **SAFE)
    items = [item for page in (original, *original.pages) for item in page.items]
    before = Sides(original.channel, items)
    found = compare(before, sides(etree.fromstring(data, parser)))
    if comments := sum(1 for _ in original.root.iter(etree.Comment)):
        found.allowed["comments"] += comments
    return found
