"""seeds/ → Network and Shows: listings and overlays laid over each other, with their Origins."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed import listings
from podfeed.errors import ListingError, UsageError, WorkspaceError, did_you_mean
from podfeed.files import require_folder
from podfeed.findings import Finding, Kind, Origins, Place, Severity, has_errors
from podfeed.layers import Layer, Layers
from podfeed.listings import markdown_folder, yaml
from podfeed.listings.records import Map, Seq, join
from podfeed.models import Network
from podfeed.reader import Reading, type_network, type_show
from podfeed.scan import shows_by_index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podfeed.listings.records import Listing, Mark

UNREADABLE = Kind(
    "SRC060",
    "unreadable-source",
    Severity.ERROR,
    """A listing or YAML file that cannot be read at all.

    The show keeps the feed it has until the file is mended.
    """,
)
NO_SUCH_EPISODE = Kind(
    "SRC061",
    "overlay-without-episode",
    Severity.ERROR,
    """An entry below `episodes:` that no episode of the listing answers to.

    What it says would be lost without a word. Entries are matched by stated `number` or by
    `title`; correct it, or add the episode to the listing.
    """,
)
AMBIGUOUS_OVERLAY = Kind(
    "SRC062",
    "ambiguous-overlay",
    Severity.ERROR,
    """An entry below `episodes:` that two episodes of the listing answer to.

    Which one is meant is not guessed: give the number, or the exact title.
    """,
)
UNNAMED_LISTING = Kind(
    "SRC063",
    "unnamed-listing",
    Severity.WARNING,
    """A listing in `seeds/` that no show names, so it is in no feed.

    Write a `SHOW.yaml` beside it that says `listing: FILE`.
    """,
)

_RESERVED = ("network",)
_YAML = (".yaml", ".yml")
_MOST_LISTINGS = 20


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with seeds/, media/ and feeds/, and the network it describes."""

    root: Path
    network: Network
    stated: Layer
    """What network.yaml says."""
    defaults: Layer | None
    shows: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def seeds(self) -> Path:
        """Where people write."""
        return self.root / "seeds"

    @property
    def media(self) -> Path:
        """Where audio and artwork lie."""
        return self.root / "media"

    @property
    def feeds(self) -> Path:
        """Where feeds are written."""
        return self.root / "feeds"

    @property
    def cache(self) -> Path:
        """What can be thrown away."""
        return self.root / ".podfeed"

    def pick(self, names: Iterable[str]) -> tuple[str, ...]:
        """The shows of these names, or all. Raises UsageError for one that is not there."""
        wanted = tuple(dict.fromkeys(names))
        for name in wanted:
            if name not in self.shows:
                remedy = did_you_mean(name, self.shows) or (
                    f"the shows here are {', '.join(self.shows)}" if self.shows else None
                )
                raise UsageError(f'there is no show "{name}" in seeds/', remedy=remedy)
        return wanted or self.shows


@dataclass(slots=True)
class Sources:
    """What was read of one show."""

    slug: str
    show_layers: tuple[Layer, ...]
    episode_layers: list[tuple[Layer, ...]]
    files: tuple[str, ...]
    """The files and folders it was read from, below the workspace."""
    trees: tuple[str, ...] = ()
    """The folders of which every file counts."""
    dialect: str = "yaml"
    findings: list[Finding] = field(default_factory=list)


def open_workspace(root: Path) -> Workspace:
    """Read seeds/network.yaml and find the shows.

    Raises WorkspaceError if this is no workspace, or its network.yaml is no use.
    """
    require_folder(root, shown=str(root), remedy="name the folder that holds seeds/ with -C")
    require_folder(
        root / "seeds",
        shown="seeds",
        remedy='run it in a folder with seeds/, name one with -C, or make one with "podfeed init"',
    )
    names = sorted(entry.name for entry in os.scandir(root / "seeds") if _is_source(entry.name))
    network_file = next((n for n in names if n in ("network.yaml", "network.yml")), None)
    if network_file is None:
        raise WorkspaceError(
            "there is no such file",
            path="seeds/network.yaml",
            remedy="write one with title: and base_url:",
        )
    shown = f"seeds/{network_file}"
    try:
        record = yaml.read(root / "seeds" / network_file, shown=shown)
    except ListingError as error:
        raise _unusable(error) from error
    if not isinstance(record, Map):
        raise WorkspaceError(
            "holds no keys", path=shown, line=1, remedy="write title: and base_url: into it"
        )
    network, findings = type_network(Layer(shown, record))
    if network is None:
        raise _unusable(next(finding for finding in findings if finding.severity is Severity.ERROR))
    defaults = record.get("defaults")
    shows = [n.rpartition(".")[0] for n in names if n.endswith(_YAML) and n != network_file]
    twice = next((show for show in shows if shows.count(show) > 1), None)
    if twice is not None:
        raise WorkspaceError(
            f'the show "{twice}" is described twice, in .yaml and in .yml',
            path=f"seeds/{twice}.yml",
            remedy="keep one of them",
        )
    shows += [show for show in shows_by_index(str(root / "seeds")) if show not in shows]
    return Workspace(
        root,
        network,
        Layer(shown, record),
        Layer(shown, defaults) if isinstance(defaults, Map) else None,
        tuple(sorted(shows)),
        tuple(findings),
    )


def _unusable(fault: ListingError | Finding) -> WorkspaceError:
    """A fault of network.yaml, without which there is no workspace."""
    problem = fault.message if isinstance(fault, Finding) else fault.problem
    return WorkspaceError(
        problem, path=fault.path, line=fault.line, column=fault.column, remedy=fault.remedy
    )


def _is_source(name: str) -> bool:
    return not name.startswith(".") and not name.endswith((".lock", ".tmp"))


def read_sources(workspace: Workspace, slug: str) -> Sources:
    """The layers of one show: its YAML over its listing over the network's defaults.

    Raises ListingError if a file of it cannot be read.
    """
    overlay, listing = _overlay(workspace, slug)
    parts = listing.parts or [listing] if listing is not None else []
    findings: list[Finding] = []
    entries = _entries(overlay)
    layers = [overlay]
    files = [overlay.path]
    episodes: list[tuple[Layer, ...]] = [(entry,) for entry in entries]
    if listing is not None:
        files += [one.path for one in parts]
        layers += [_show_of(one) for one in parts if overlay.record is not one.show]
        findings += listing.findings
        episodes = _lay_over(entries, listing, findings)
    if workspace.defaults is not None:
        layers.append(workspace.defaults)
    for layer in layers:
        common = layer.record.get("defaults")
        if isinstance(common, Map):
            shared = Layer(layer.path, common, defaults=True)
            episodes = [(*parts, shared) for parts in episodes]
    return Sources(
        slug,
        tuple(layers),
        episodes,
        tuple(files),
        tuple(one.path for one in parts if one.paths),
        listing.dialect if listing is not None else "yaml",
        findings,
    )


def _overlay(workspace: Workspace, slug: str) -> tuple[Layer, Listing | None]:
    """What a show's own file says, and the listing below it.

    That file is its YAML, or else the page of its folder of Markdown. Such a folder that is called
    like a show is its listing, if the YAML names none and holds no episodes.
    """
    folder = workspace.seeds / slug
    suffix = next((s for s in _YAML if (workspace.seeds / f"{slug}{s}").exists()), None)
    if suffix is None:
        listing = listings.read(folder, shown=f"seeds/{slug}")
        return _show_of(listing), listing
    shown = f"seeds/{slug}{suffix}"
    record = yaml.read(workspace.seeds / f"{slug}{suffix}", shown=shown)
    if not isinstance(record, Map):
        raise ListingError("holds no keys", path=shown, line=1, remedy='write at least "title: …"')
    overlay = Layer(shown, record)
    if record.get("listing") is not None:
        return overlay, _listing(workspace, overlay)
    if record.get("episodes") is None and folder.is_dir() and markdown_folder.has_pages(folder):
        return overlay, listings.read(folder, shown=f"seeds/{slug}")
    return overlay, None


def _show_of(listing: Listing) -> Layer:
    return Layer(listing.show_path or listing.path, listing.show, shared=listing.shared)


def _entries(overlay: Layer) -> list[Layer]:
    """The maps below ``episodes:``."""
    episodes = overlay.record.get("episodes")
    if episodes is None:
        return []
    if not isinstance(episodes, Seq):
        mark = overlay.record.marks["episodes"]
        raise ListingError(
            "episodes: takes a list",
            path=overlay.path,
            line=mark[0],
            column=mark[1],
            remedy='begin each episode with "- title: …"',
        )
    entries = []
    for node, mark in zip(episodes, episodes.marks, strict=True):
        if not isinstance(node, Map):
            raise ListingError(
                "an episode takes keys",
                path=overlay.path,
                line=mark[0],
                column=mark[1],
                remedy='write it as "- title: …"',
            )
        entries.append(Layer(overlay.path, node))
    return entries


def _listing(workspace: Workspace, overlay: Layer) -> Listing:
    """What ``listing:`` names: a file or folder, or several of which each goes on with the last."""
    named = overlay.record["listing"]
    mark = overlay.record.marks["listing"]
    if not isinstance(named, Seq):
        return _read_listing(workspace, overlay, named, mark)
    if not named or len(named) > _MOST_LISTINGS:
        raise _wrong_listing(
            overlay,
            mark,
            f"names {len(named)} files, and one to {_MOST_LISTINGS} are read",
            "name at least one, and join them if there are too many",
        )
    parts: list[Listing] = []
    for name, place in zip(named, named.marks, strict=True):
        part = _read_listing(workspace, overlay, name, place)
        if part.path in [one.path for one in parts]:
            problem = f'"{name}" is named twice'
            raise _wrong_listing(overlay, place, problem, "take one of the two out")
        parts.append(part)
    return join(parts)


def _read_listing(workspace: Workspace, overlay: Layer, name: object, mark: Mark) -> Listing:
    if not isinstance(name, str):
        problem, remedy = "takes the name of a file, or several", 'write it as "listing: tea.txt"'
        raise _wrong_listing(overlay, mark, problem, remedy)
    path = (workspace.seeds / name).resolve()
    if not path.is_relative_to(workspace.seeds.resolve()):
        remedy = "put the listing into seeds/ and name it from there"
        raise _wrong_listing(overlay, mark, f'"{name}" leads out of seeds/', remedy)
    if not path.exists():
        known = [e.name for e in os.scandir(workspace.seeds) if _is_source(e.name)]
        problem = f'there is no {"folder" if name.endswith("/") else "file"} "{name}" in seeds/'
        remedy = did_you_mean(name, known) or "put it there, or correct the name"
        raise _wrong_listing(overlay, mark, problem, remedy)
    shown = f"seeds/{path.relative_to(workspace.seeds.resolve()).as_posix()}"
    return listings.read(path, shown=shown)


def _wrong_listing(overlay: Layer, mark: Mark, problem: str, remedy: str) -> ListingError:
    line, column = mark
    return ListingError(
        f"listing: {problem}", path=overlay.path, line=line, column=column, remedy=remedy
    )


def _lay_over(
    entries: list[Layer], listing: Listing, findings: list[Finding]
) -> list[tuple[Layer, ...]]:
    """Each episode of the listing below the entry that names its number or title."""
    below = [
        Layer(listing.path_of(position), record, shared=listing.shared)
        for position, record in enumerate(listing.episodes)
    ]
    by_number: dict[str, list[int]] = {}
    by_title: dict[str, list[int]] = {}
    for position, layer in enumerate(below):
        for index, key in ((by_number, "number"), (by_title, "title")):
            value = layer.record.get(key)
            if isinstance(value, str):
                index.setdefault(_key(value), []).append(position)
    above: dict[int, Layer] = {}
    for entry in entries:
        found = _answering(entry, by_number, by_title)
        if len(found) == 1 and found[0] not in above:
            above[found[0]] = entry
        else:
            findings.append(_unanswered(entry, found, above, by_title, listing.path))
    return [
        (above[position], layer) if position in above else (layer,)
        for position, layer in enumerate(below)
    ]


def _key(text: str) -> str:
    """A number or title as it is compared: 02 is 2, and white space is of no account."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return plain.lstrip("0") or "0" if plain.isdecimal() else plain


def _answering(
    entry: Layer, by_number: dict[str, list[int]], by_title: dict[str, list[int]]
) -> list[int]:
    """The positions an entry may mean: its number decides, and its title where it has none."""
    number, title = entry.record.get("number"), entry.record.get("title")
    numbered = by_number.get(_key(number), []) if isinstance(number, str) else []
    titled = by_title.get(_key(title), []) if isinstance(title, str) else []
    if numbered and titled:
        both = [position for position in numbered if position in titled]
        # The number of one episode with the title of another: which is wrong is not guessed.
        return both or numbered + titled
    return numbered or titled


def _unanswered(
    entry: Layer,
    found: list[int],
    above: dict[int, Layer],
    by_title: dict[str, list[int]],
    listing: str,
) -> Finding:
    record = entry.record
    name = record.get("title") or record.get("number")
    called = f'"{name}"' if isinstance(name, str) else "without number and title"
    place = Place(entry.path, *record.at)
    if not found:
        guess = did_you_mean(name, by_title) if isinstance(name, str) else None
        return NO_SUCH_EPISODE.at(
            place,
            f"the entry {called} answers to no episode of {listing}",
            remedy=guess or "give the number or exact title of one, or add it there",
        )
    if len(found) == 1:
        other = Place(above[found[0]].path, *above[found[0]].record.at)
        return AMBIGUOUS_OVERLAY.at(
            place, f"the entry {called} means the same episode as {other}", remedy="join the two"
        )
    return AMBIGUOUS_OVERLAY.at(
        place,
        f"the entry {called} could mean {len(found)} episodes of {listing}",
        remedy="give number and title of the one that is meant",
    )


def read_show(workspace: Workspace, slug: str) -> tuple[Reading, Sources | None]:
    """One show, typed. Whatever is wrong with its sources is in the findings."""
    try:
        sources = read_sources(workspace, slug)
    except ListingError as error:
        return Reading(None, Origins(), [UNREADABLE.of(error, f"seeds/{slug}.yaml")]), None
    reading = type_show(
        slug,
        sources.show_layers,
        sources.episode_layers,
        fallbacks={"author": workspace.network.title, "link": workspace.network.base_url},
    )
    if isinstance(reading.origins.show, Layers):
        for field_name, source in (("author", "title"), ("link", "base_url")):
            place = workspace.stated.place(source)
            if field_name not in reading.origins.show and place is not None:
                reading.origins.show.told[field_name] = place
    reading.findings[:0] = sources.findings
    if has_errors(sources.findings):
        reading.show = None
    return reading, sources


def unnamed_listings(workspace: Workspace, named: Iterable[str]) -> list[Finding]:
    """Text files and folders of Markdown in seeds/ that no show names."""
    known = set(named)
    findings = []
    for entry in sorted(os.scandir(workspace.seeds), key=lambda e: e.name):
        path = f"seeds/{entry.name}"
        if entry.name.endswith(".txt") and path not in known:
            show, name, what = entry.name.removesuffix(".txt"), entry.name, "listing"
        elif entry.is_dir() and not _within(path, known) and markdown_folder.has_pages(entry):
            show, name, what = entry.name, f"{entry.name}/", "folder of Markdown"
        else:
            continue
        findings.append(
            UNNAMED_LISTING.at(
                Place(path, 1 if what == "listing" else None),
                f"no show names this {what}",
                remedy=f'write seeds/{show}.yaml with "listing: {name}"',
            )
        )
    return findings


def _within(folder: str, known: Iterable[str]) -> bool:
    """Whether a folder, or something below it, is among these."""
    return any(path == folder or path.startswith(f"{folder}/") for path in known)
