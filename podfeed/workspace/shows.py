"""The sources of one show, its YAML over its listing over the defaults, and the show they make."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podfeed import listings
from podfeed.errors import ListingError
from podfeed.findings import Finding, Origins, has_errors
from podfeed.layers import Layer, Layers
from podfeed.listings import markdown_folder, yaml
from podfeed.listings.records import Map
from podfeed.reader import Reading, type_show
from podfeed.workspace.folder import YAML, Workspace
from podfeed.workspace.kinds import UNREADABLE
from podfeed.workspace.naming import named_listing
from podfeed.workspace.overlays import entries_of, lay_over

if TYPE_CHECKING:
    from podfeed.listings.records import Listing


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


def read_sources(workspace: Workspace, slug: str) -> Sources:
    """The layers of one show: its YAML over its listing over the network's defaults.

    Raises ListingError if a file of it cannot be read.
    """
    overlay, listing = _overlay(workspace, slug)
    parts = listing.parts or [listing] if listing is not None else []
    findings: list[Finding] = []
    entries = entries_of(overlay)
    layers = [overlay]
    files = [overlay.path]
    episodes: list[tuple[Layer, ...]] = [(entry,) for entry in entries]
    if listing is not None:
        files += [one.path for one in parts]
        layers += [_show_of(one) for one in parts if overlay.record is not one.show]
        findings += listing.findings
        episodes = lay_over(entries, listing, findings)
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
    suffix = next((s for s in YAML if os.path.lexists(workspace.seeds / f"{slug}{s}")), None)
    if suffix is None:
        listing = listings.read(folder, shown=f"seeds/{slug}")
        return _show_of(listing), listing
    shown = f"seeds/{slug}{suffix}"
    record = yaml.read(workspace.seeds / f"{slug}{suffix}", shown=shown)
    if not isinstance(record, Map):
        raise ListingError("holds no keys", path=shown, line=1, remedy='write at least "title: …"')
    overlay = Layer(shown, record)
    if record.get("listing") is not None:
        return overlay, named_listing(workspace, overlay)
    if record.get("episodes") is None and folder.is_dir() and markdown_folder.has_pages(folder):
        return overlay, listings.read(folder, shown=f"seeds/{slug}")
    return overlay, None


def _show_of(listing: Listing) -> Layer:
    return Layer(listing.show_path or listing.path, listing.show, shared=listing.shared)


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
