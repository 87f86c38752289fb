"""A folder with seeds/, media/ and feeds/, opened, and the network it describes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from podfeed.errors import ListingError, UsageError, WorkspaceError, did_you_mean
from podfeed.files import require_folder
from podfeed.findings import Finding, Severity
from podfeed.layers import Layer
from podfeed.listings import yaml
from podfeed.listings.records import Map
from podfeed.models import Network
from podfeed.reader import type_network
from podfeed.scan import shows_by_index

if TYPE_CHECKING:
    from collections.abc import Iterable


YAML = (".yaml", ".yml")
"""How the name of a file of YAML ends; of two, the first is taken."""


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
    names = sorted(entry.name for entry in os.scandir(root / "seeds") if is_source(entry.name))
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
    shows = [n.rpartition(".")[0] for n in names if n.endswith(YAML) and n != network_file]
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


def is_source(name: str) -> bool:
    """Whether a file of this name in seeds/ is written by people."""
    return not name.startswith(".") and not name.endswith((".lock", ".tmp"))
