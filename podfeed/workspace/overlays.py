"""Entries below ``episodes:`` laid over the episodes of a listing."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from podfeed.errors import ListingError, did_you_mean
from podfeed.findings import Finding, Place
from podfeed.layers import Layer
from podfeed.listings.records import Map, Seq
from podfeed.workspace.kinds import AMBIGUOUS_OVERLAY, NO_SUCH_EPISODE

if TYPE_CHECKING:
    from podfeed.listings.records import Listing, Mark


def entries_of(overlay: Layer) -> list[Layer]:
    """The maps below ``episodes:``, taken out. Raises ListingError for anything else there."""
    episodes = overlay.record.pop("episodes", None)  # or the show would hold on to all of them
    if episodes is None:
        return []
    if not isinstance(episodes, Seq):
        mark = overlay.record.marks["episodes"]
        remedy = 'begin each episode with "- title: …"'
        raise wrong(overlay, mark, "episodes: takes a list", remedy)
    entries = []
    for node, mark in zip(episodes, episodes.marks, strict=True):
        if not isinstance(node, Map):
            remedy = 'write it as "- title: …"'
            raise wrong(overlay, mark, "an episode takes keys", remedy)
        entries.append(Layer(overlay.path, node))
    return entries


def wrong(overlay: Layer, mark: Mark, problem: str, remedy: str) -> ListingError:
    """The error that tells of a value of the YAML that cannot be used; ``mark`` is where it is."""
    line, column = mark
    return ListingError(problem, path=overlay.path, line=line, column=column, remedy=remedy)


def lay_over(
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
