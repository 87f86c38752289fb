"""The parts of the page about recordings: how long, how loud and how large they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.render.templating import Markup
from podfeed.rules.aud_levels import LOUDNESS, PEAK, TOLERANCE
from podfeed.survey import columns, levels, trends, words
from podfeed.survey.measures import is_off
from podfeed.survey.parts import Key, Part, Plot, Table, command, rows
from podfeed.values import ByteSize, Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from podfeed.survey.facts import Entry
    from podfeed.survey.figures import Figures


def lengths(made: Figures) -> Part:
    """How long the episodes are, and which are out of the ordinary."""
    return Part("lengths", "Lengths", (_lengths(made),))


def loudness(made: Figures) -> Part:
    """How loud the recordings are, as far as they were listened to."""
    return Part("loudness", "Loudness", tuple(_sound(made)) if made.recordings else ())


def sizes(made: Figures) -> Part:
    """How large the recordings and the feed are."""
    return Part("sizes", "Sizes", (_sizes(made), _feed(made)))


def _shown(made: Figures) -> list[Entry]:
    return [entry for _, entry in made.subject.dated()]


def _lengths(made: Figures) -> Plot:
    if made.lengths is None:
        return Plot(None, ("No recording with a known length yet.",))
    said = [f"The dashed line is the median, {Duration(made.lengths.median)}."]
    if made.odd:
        told = [f"{words.quoted(one.title)} ({Duration(one.duration or 0)})" for one in made.odd]
        said.append(f"Out of the ordinary: {words.listed(told)}.")
    timed = rows((one for one in _shown(made) if one.duration), "length")
    table = Table("Length of each episode", ("Date", "Episode", "Length"), list(timed))
    return Plot(columns.lengths(made), tuple(said), table, key=_key(made, odd=bool(made.odd)))


def _sizes(made: Figures) -> Plot:
    if made.sizes is None:
        return Plot(None, ("No recording with a known size yet.",), title="Recordings")
    weighed = [one for one in _shown(made) if one.size]
    together = ByteSize(sum(one.size or 0 for one in weighed if one.state == "out"))
    said = (
        f"The dashed line is the median, {ByteSize(made.sizes.median)};"
        f" all that are out have {together} together."
    )
    heads = ("Date", "Episode", "Size")
    table = Table("Size of each recording", heads, list(rows(weighed, "size")))
    return Plot(columns.sizes(made), (said,), table, "Recordings", _key(made))


def _key(made: Figures, *, odd: bool = False) -> Key:
    """What the columns of a plot mean, if there are several kinds of them."""
    shown = _shown(made)
    key = [("odd", "out of the ordinary")] if odd else []
    if any(one.type != "full" and one.state == "out" for one in shown):
        key.append(("mark faint", "trailer or bonus"))
    if any(one.state == "due" for one in shown):
        key.append(("due", "due"))
    return (("mark", "out"), *key) if key else ()


def _sound(made: Figures) -> Iterator[Plot]:
    heard = [one for one in _shown(made) if one.heard]
    hint = command(f"podfeed report {made.subject.slug} --audio")
    if not heard:
        yield Plot(None, (Markup("{} listens to the recordings, once.").format(hint),))
        return
    aim = (
        f"The band is what podcasts aim for: {words.level(LOUDNESS)} LUFS, give or take"
        f" {TOLERANCE:.0f}."
    )
    said: list[str | Markup] = [aim, *_told(heard)]
    if missing := made.recordings - made.heard:
        left = f"{words.several(missing, 'recording was', 'recordings were')} not listened to yet:"
        said.append(Markup("{} {} does so, once.").format(left, hint))
    heads = ("Date", "Episode", "LUFS", "dBTP")
    table = Table("Loudness and true peak", heads, list(rows(heard, "loudness", "peak")))
    fine = ("mark", "as it should be")
    key = (fine, ("odd", "too loud or too quiet")) if made.off else ()
    yield Plot(levels.loudness(made), tuple(said), table, "Integrated loudness, in LUFS", key)
    limit = f"Above the dashed line, {words.level(PEAK)} dBTP, encoders and players may clip."
    key = (fine, ("odd", "above the limit")) if made.over else ()
    peaks = Table(
        "True peak of each recording", ("Date", "Episode", "dBTP"), list(rows(heard, "peak"))
    )
    yield Plot(levels.peaks(made), (limit,), peaks, "True peak, in dBTP", key)


def _told(heard: Sequence[Entry]) -> Iterator[str]:
    off = [one for one in heard if is_off(one)]
    if off:
        told = [f"{words.quoted(one.title)} ({words.level(one.loudness or 0)})" for one in off]
        yield f"Too loud or too quiet: {words.listed(told)}."
    silent = [words.quoted(one.title) for one in heard if one.loudness is None]
    if silent:
        yield f"Nothing can be heard in {words.listed(silent)}."


def _feed(made: Figures) -> Plot:
    title = "The feed"
    known = [one for one in made.subject.tallies if one.feed]
    weights = [ByteSize(one.feed or 0) for one in known]
    if len(known) < 2:
        now = f"It has {weights[0]}. " if weights else ""
        said = f"{now}How it grows shows from the second day on that it is checked."
        return Plot(None, (said,), None, title)
    said = (
        f"{weights[0]} on {words.day(known[0].day)}, {weights[-1]} on {words.day(known[-1].day)}."
    )
    days = [(words.day(one.day), str(weight)) for one, weight in zip(known, weights, strict=True)]
    table = Table("Size of the feed by day", ("Day", "Size"), days)
    return Plot(trends.weights(known), (said,), table, title)
