"""Records → typed shows and episodes, with every fault a finding at its line.

Types, other names for keys, and messages live here, once, for all dialects. Values come in
layers, the strongest first (overlay, listing, defaults); each is looked up in the first
layer that has it, and so is the place it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from podfeed import tags, transcripts
from podfeed.chapters.stated import sort_out
from podfeed.errors import did_you_mean, nearest
from podfeed.findings import Finding, Kind, Origins, Place, Severity
from podfeed.layers import ALIASES, Layer, Layers
from podfeed.listings.records import Map
from podfeed.models import (
    Alternative,
    Artwork,
    Audio,
    Chapter,
    Check,
    Episode,
    Network,
    Owner,
    Schedule,
    Show,
    Transcript,
)
from podfeed.notes import DESCRIPTION_BYTES, html_of, plain_of
from podfeed.tags.podcast.recordings import AlternateEnclosure
from podfeed.tags.problems import RefusedError
from podfeed.values import not_xml, parse_date, xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from podfeed.tags import Tag
    from podfeed.values import TimeZone

UNKNOWN_KEY = Kind(
    "SRC050",
    "unknown-key",
    Severity.ERROR,
    """A key that podfeed does not know, often a slip of the pen.

    What it was meant to say would be missing from the feed, and no listener would see it.
    Correct the spelling; the message names the nearest key that is known. In a Markdown page, which
    other programs read as well, it is a warning, and a hint where no key is near.
    """,
)
WRONG_VALUE = Kind(
    "SRC051",
    "wrong-value",
    Severity.ERROR,
    """A value that its key cannot take: a word for a number, a category that Apple does not have.

    Apps drop such a value, or the whole episode. Write one of the kind the message names.
    """,
)
MISSING_VALUE = Kind(
    "SRC052",
    "missing-value",
    Severity.ERROR,
    """A value without which no feed can be written.

    Directories refuse a show without title, description, language, category or explicit flag.
    Add it to the show's YAML, or to `defaults:` of `seeds/network.yaml` for all shows.
    """,
)
NOT_XML = Kind(
    "SRC053",
    "control-character",
    Severity.WARNING,
    """A character that XML cannot hold, such as one pasted along from a word processor.

    It would break the feed for every listener, so it is left out. Delete it from the source.
    """,
)
NO_ZONE = Kind(
    "SRC054",
    "date-without-zone",
    Severity.ERROR,
    """A date without a time zone, in a show that names none.

    The hour an episode appears would depend on the machine that built the feed. Add
    `timezone: Europe/Berlin` to the show, or `+02:00` to the date.
    """,
)


def _vocabulary(parent: str, model: type[BaseModel]) -> dict[str, type[Tag]]:
    """The tags of a parent that have a key of their own, which is no field of the model."""
    found = {tag.key: tag for tag in tags.in_parent(parent) if tag.key is not None}
    return {key: tag for key, tag in found.items() if key not in model.model_fields}


SHOW_TAGS = _vocabulary(tags.CHANNEL, Show)
"""The tag of every key of a show that is no field of :class:`Show`, but one of its elements."""

EPISODE_TAGS = _vocabulary(tags.ITEM, Episode)
"""The tag of every key of an episode that is no field of :class:`Episode`."""

_SHOW_ONLY = ("listing", "defaults", "episodes")
SHOW_FIELDS = frozenset(Show.model_fields) - {"slug", "elements"} | set(_SHOW_ONLY)
SHOW_KEYS = SHOW_FIELDS | SHOW_TAGS.keys()
"""The keys of a show's YAML."""

EPISODE_FIELDS = frozenset(Episode.model_fields) - {
    *("index", "numbered", "slug", "elements", "chapter_file", "formats")
}
EPISODE_KEYS = EPISODE_FIELDS | EPISODE_TAGS.keys()
"""The keys of an episode."""

NETWORK_KEYS = frozenset(Network.model_fields)
"""The keys of network.yaml."""

_SHOW_WORDS = SHOW_KEYS | ALIASES.keys() - {"date", "file"}
_EPISODE_WORDS = EPISODE_KEYS | ALIASES.keys() - {"category"}

_NESTED: dict[str, type[BaseModel]] = {
    "alternatives": Alternative,
    "audio": Audio,
    "chapters": Chapter,
    "transcripts": Transcript,
    "check": Check,
    "image": Artwork,
    "owner": Owner,
    "schedule": Schedule,
}

_SLIP = 0.8  # how alike two keys are if one is a slip of the pen, and no word of another program

_EXAMPLES = {
    "title": "My show",
    "description": "What it is about",
    "author": "Who speaks",
    "language": "en",
    "categories": "[Technology]",
    "explicit": "false",
    "link": "https://podcasts.example",
    "base_url": "https://podcasts.example",
}


@dataclass(slots=True)
class Reading:
    """What typing one show came to: the show unless it cannot be made, and what was found."""

    show: Show | None
    origins: Origins
    findings: list[Finding] = field(default_factory=list)


def type_network(layer: Layer) -> tuple[Network | None, list[Finding]]:
    """network.yaml as a Network, or None with the reasons."""
    typist = _Typist(owner="the network")
    layers = Layers((layer,))
    values = typist.gather(layers, words=NETWORK_KEYS, known=NETWORK_KEYS)
    defaults = values.get("defaults")
    if isinstance(defaults, Map):
        typist.keys(Layers((Layer(layer.path, defaults),)), words=_SHOW_WORDS, known=SHOW_KEYS)
    return typist.make(Network, values, layers), typist.findings


def type_show(
    slug: str,
    layers: tuple[Layer, ...],
    episodes: Sequence[tuple[Layer, ...]],
    *,
    fallbacks: Mapping[str, str],
) -> Reading:
    """A show from its layers, and its episodes, newest first, from theirs.

    ``fallbacks`` are for fields that no layer has. An episode with a wrong value makes the
    whole show fail: leaving it out would take it away from subscribers.
    """
    typist = _Typist(owner="the show")
    own = Layers(layers)
    values = typist.gather(own, words=_SHOW_WORDS, known=SHOW_KEYS)
    for key in _SHOW_ONLY:
        values.pop(key, None)
    values = {**fallbacks, **values, "slug": slug}
    if isinstance(values.get("categories"), str):
        values["categories"] = [values["categories"]]
    _describe(values)
    _listed(values, "xml", "items")
    sound = typist.elements(values, SHOW_TAGS, own)
    origins = Origins(show=own)
    show = typist.make(Show, values, own)
    zone = show.timezone if show else None
    typed = []
    numbers = _derived_numbers(episodes)
    for index, parts in enumerate(episodes):
        places = Layers(parts)
        origins.episodes[index] = places
        episode = typist.episode(index, places, zone, numbers[index], check_zone=show is not None)
        if episode is not None:
            typed.append(episode)
    if show is not None and sound and len(typed) == len(episodes):
        show = show.model_copy(update={"episodes": tuple(typed)})
    else:
        show = None
    typist.tell_foreign()
    return Reading(show, origins, typist.findings)


def _derived_numbers(episodes: Sequence[tuple[Layer, ...]]) -> Sequence[int | None]:
    """Numbers by position, the oldest (last) being 1, if no episode states one."""
    if any(layer.record.get("number") for parts in episodes for layer in parts):
        return [None] * len(episodes)
    return range(len(episodes), 0, -1)


def _describe(values: dict[str, Any]) -> None:
    """A show that has notes only is described by their text."""
    notes = values.get("notes")
    if isinstance(notes, str) and "description" not in values:
        html = html_of(notes, str(values.get("link") or "") or None).html
        values["description"] = plain_of(html, DESCRIPTION_BYTES)


def _listed(values: dict[str, Any], *names: str) -> None:
    """Put what stands alone where a list may be into one."""
    for name in names:
        if isinstance(values.get(name), str):
            values[name] = [values[name]]


_RECORDINGS = ("audio/", "video/", "x-audio/", "x-video/")
_ALSO_RECORDINGS = frozenset(
    (
        *("application/ogg", "application/mp4", "application/vnd.apple.mpegurl"),
        *("application/x-mpegurl", "application/octet-stream", "binary/octet-stream"),
    )
)


def is_recording(kind: str) -> bool:
    """Whether a recording may be of this media type. Old feeds have some that nobody registered.

    >>> [is_recording(kind) for kind in ("audio/mpeg", "x-audio/mp3", "text/html")]
    [True, True, False]
    """
    essence = kind.strip().lower()
    return essence.startswith(_RECORDINGS) or essence in _ALSO_RECORDINGS


_M = TypeVar("_M", bound=BaseModel)


class _Typist:
    """Makes models from layers and collects what is wrong with them."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.findings: list[Finding] = []
        self.foreign: dict[str, list[Place]] = {}

    def keys(self, layers: Layers, *, words: frozenset[str], known: frozenset[str]) -> None:
        """Report every key that is not known."""
        for layer in layers.layers:
            for key in layer.record:
                if key not in words:
                    self.unknown(key, layer, known)

    def unknown(self, key: str, layer: Layer, known: frozenset[str]) -> None:
        place = Place(layer.path, *layer.record.keys_at[key])
        if layer.shared and nearest(key, known, cutoff=_SLIP) is None:
            self.foreign.setdefault(key, []).append(place)
            return
        severity = Severity.WARNING if layer.shared else None
        remedy = did_you_mean(key, known) or _known(known)
        self.findings.append(
            UNKNOWN_KEY.at(place, f'unknown key "{key}"', remedy=remedy, severity=severity)
        )

    def tell_foreign(self) -> None:
        """Tell of each key that seems to be meant for another program, once."""
        for key, places in self.foreign.items():
            more = f", and in {len(places) - 1} more" if len(places) > 1 else ""
            problem = f'"{key}" says nothing to podfeed here{more}'
            remedy = "leave it, if it is meant for another program"
            self.findings.append(
                UNKNOWN_KEY.at(min(places), problem, remedy=remedy, severity=Severity.INFO)
            )

    def twice(self, key: str, name: str, layer: Layer) -> None:
        place = Place(layer.path, *layer.record.keys_at[key])
        problem = f'"{key}" and "{name}" are two names of one key'
        self.findings.append(WRONG_VALUE.at(place, problem, remedy="keep one of the two"))

    def gather(
        self, layers: Layers, *, words: frozenset[str], known: frozenset[str], who: str = ""
    ) -> dict[str, Any]:
        """The values of all layers, the strongest winning, cleaned of what XML cannot hold."""
        values: dict[str, Any] = {}
        for layer in reversed(layers.layers):
            for key, value in layer.record.items():
                name = ALIASES.get(key, key)
                if key not in words:
                    self.unknown(key, layer, known)
                elif name != key and name in layer.record:
                    self.twice(key, name, layer)
                elif value is not None:
                    if isinstance(value, str) and not_xml(value):
                        value = self.clean(value, key, layer, who)
                    values[name] = value
        return values

    def clean(self, value: str, key: str, layer: Layer, who: str) -> str:
        bad = ", ".join(not_xml(value))
        place = Place(layer.path, *layer.record.marks[key])
        owner = f'episode "{xml_text(who)}"' if who else self.owner
        self.findings.append(
            NOT_XML.at(
                place,
                f"{key} of {owner} holds {bad}, which XML cannot",
                remedy="it is left out; delete it here",
            )
        )
        return xml_text(value)

    def episode(
        self,
        index: int,
        layers: Layers,
        zone: TimeZone | None,
        number: int | None,
        *,
        check_zone: bool,
    ) -> Episode | None:
        """One episode, or None if a value is wrong."""
        who = next((t for layer in layers.layers if (t := layer.record.get("title"))), "")
        values = self.gather(
            layers,
            words=_EPISODE_WORDS,
            known=EPISODE_KEYS,
            who=who if isinstance(who, str) else "",
        )
        before = len(self.findings)
        values["index"] = index
        values["numbered"] = "number" in values
        values.setdefault("number", number)
        audio = values.get("audio")
        if isinstance(audio, str):
            values["audio"] = {"url": audio} if "://" in audio else {"path": audio}
        elif isinstance(audio, Map):
            self.one_recording(audio, layers)
        _listed(values, "xml")
        self.chapters(values, layers)
        self.formats(values, layers)
        self.transcripts(values, layers)
        self.elements(values, EPISODE_TAGS, layers)
        published = values.get("published")
        if isinstance(published, str):
            values["published"] = self.date(published, layers, zone, check_zone=check_zone)
        episode = self.make(Episode, values, layers)
        return episode if len(self.findings) == before else None

    def elements(
        self, values: dict[str, Any], vocabulary: Mapping[str, type[Tag]], layers: Layers
    ) -> bool:
        """Move what the vocabulary has a tag for below ``elements``, typed by that tag.

        One that is refused makes the show or episode fail, as a field would.
        """
        elements = {}
        before = len(self.findings)
        for key in values.keys() & vocabulary.keys():
            tag, written = vocabulary[key], values.pop(key)
            try:
                elements[key] = tag.parse_all(written) if tag.multiple else tag.parse(written)
            except ValueError as reason:
                self.findings.append(_refused(key, reason, layers))
        if elements:
            # In the order of the vocabulary, so that a model says nothing of how sets are kept.
            values["elements"] = {key: elements[key] for key in vocabulary if key in elements}
        return len(self.findings) == before

    def chapters(self, values: dict[str, Any], layers: Layers) -> None:
        """``chapters:`` is a list of them, or names a file."""
        if values.get("chapters") is None:
            return
        try:
            values |= {"chapters": ()} | sort_out(values["chapters"])
        except ValueError as reason:
            problem, write, remedy = str(reason).partition("write ")
            problem = f"chapters: {problem.removesuffix(': ')}"
            place = layers["chapters"]
            self.findings.append(WRONG_VALUE.at(place, problem, remedy=write + remedy))
            values["chapters"] = ()

    def formats(self, values: dict[str, Any], layers: Layers) -> None:
        """``alternatives:`` names files, which are measured, or says all of a recording itself."""
        written = values.pop("alternatives", None)
        if written is None:
            return
        files, others = [], []
        for number, one in enumerate(written if isinstance(written, list) else [written]):
            place = ("alternatives", number)
            if isinstance(one, str) and "://" not in one:
                one = {"path": one}
            if isinstance(one, dict) and "path" in one:
                if "audio" in one:
                    problem = 'unknown key "alternatives.audio"'
                    remedy = "take it out: a file is measured"
                    self.findings.append(
                        UNKNOWN_KEY.at(layers.at((*place, "audio")), problem, remedy=remedy)
                    )
                files.append(self.make(Alternative, one, layers, below=place))
                continue
            try:
                AlternateEnclosure.parse(one)
            except ValueError as reason:
                fault = RefusedError.below(number, reason)
                self.findings.append(_refused("alternatives", fault, layers))
            else:
                others.append(one)
        values["formats"] = tuple(one for one in files if one is not None)
        if others:
            values["alternatives"] = others

    def transcripts(self, values: dict[str, Any], layers: Layers) -> None:
        """``transcripts:`` is a list of files, or of maps, or one of either."""
        written = values.get("transcripts")
        if written is None:
            return
        listed = []
        for number, one in enumerate(written if isinstance(written, list) else [written]):
            if isinstance(one, str):
                one = {"url" if "://" in one else "path": one}
            if isinstance(one, dict):
                try:
                    one = _with_type(one)
                except ValueError as reason:
                    problem, _, remedy = str(reason).partition(": ")
                    place = layers.at(("transcripts", number))
                    problem = f"transcripts: {problem}"
                    self.findings.append(WRONG_VALUE.at(place, problem, remedy=remedy))
                    continue
            listed.append(one)
        values["transcripts"] = listed

    def one_recording(self, audio: Map, layers: Layers) -> None:
        """``audio:`` with keys names one file or one address, and declares facts of the latter."""
        place = layers["audio"]
        if ("path" in audio) == ("url" in audio):
            both = "names a file and an address" if "path" in audio else "names no recording"
            remedy = "keep path: or url:" if "path" in audio else "add path: or url:"
            self.findings.append(WRONG_VALUE.at(place, f"audio: {both}", remedy=remedy))
        elif "path" in audio and len(audio) > 1:
            declared = ", ".join(key for key in audio if key != "path")
            problem = f"audio: {declared} of a file is measured, not declared"
            remedy = f'write only "audio: {audio["path"]}"'
            self.findings.append(WRONG_VALUE.at(place, problem, remedy=remedy))
        kind = str(audio.get("type") or "audio/mpeg")
        if not is_recording(kind):
            problem = f'audio: "{kind}" is no type of audio or video'
            self.findings.append(
                WRONG_VALUE.at(layers.at(("audio", "type")), problem, remedy="write audio/mpeg")
            )

    def date(
        self, text: str, layers: Layers, zone: TimeZone | None, *, check_zone: bool
    ) -> datetime | None:
        try:
            return parse_date(text, zone.info if zone else None)
        except ValueError as reason:
            problem, _, remedy = str(reason).partition(": ")
            no_zone = "no time zone" in problem
            if check_zone or not no_zone:
                kind = NO_ZONE if no_zone else WRONG_VALUE
                self.findings.append(
                    kind.at(layers["published"], f"published: {problem}", remedy=remedy)
                )
            return None

    def make(
        self,
        model: type[_M],
        values: dict[str, Any],
        layers: Layers,
        below: tuple[int | str, ...] = (),
    ) -> _M | None:
        """The model, or None with a finding for each fault. ``below`` is the way to the values."""
        try:
            return model.model_validate(values)
        except ValidationError as error:
            faults: list[dict[str, Any]] = [dict(f) for f in error.errors(include_url=False)]
            for fault in faults:
                fault["loc"] = (*below, *fault["loc"])
            for fault in faults:
                # A list that is empty because its only entry is wrong has one fault, not two.
                inner = any(
                    f["loc"][: len(fault["loc"])] == fault["loc"] for f in faults if f is not fault
                )
                if fault["type"] != "too_short" or not inner:
                    self.findings.append(_explain(fault, layers, model))
            return None


def _with_type(transcript: dict[str, Any]) -> dict[str, Any]:
    """A transcript in YAML with its type, which its name may tell. Raises ValueError."""
    if ("path" in transcript) == ("url" in transcript):
        if "path" in transcript:
            raise ValueError("names a file and an address: keep path: or url:")
        raise ValueError("names no file: add path: or url:")
    if transcript.get("type") is not None:
        return transcript
    name = str(transcript.get("path") or urlsplit(str(transcript.get("url"))).path)
    format_ = transcripts.of_name(name)
    if format_ is None:
        raise ValueError(f'the type of "{name}" is not declared: add "type: text/vtt"')
    return {**transcript, "type": format_.type}


def _known(keys: frozenset[str]) -> str:
    """The keys one may write; those of the vocabulary are too many to name."""
    fields = sorted(keys & (SHOW_FIELDS | EPISODE_FIELDS) or keys)
    return f"known keys are {', '.join(fields)}" + (
        '; "podfeed explain --keys" lists all' if len(fields) < len(keys) else ""
    )


def _refused(key: str, reason: ValueError, layers: Layers) -> Finding:
    """A value that a tag refuses, at the innermost place that is at fault."""
    location = reason.location if isinstance(reason, RefusedError) else ()
    inner = ".".join(str(part) for part in location if isinstance(part, str))
    problem, _, remedy = str(reason).partition(": ")
    unknown = problem.startswith("has an unknown key")
    name = ".".join((key, *inner.split(".")[: -1 if unknown else None])) if inner else key
    kind = UNKNOWN_KEY if unknown else WRONG_VALUE
    return kind.at(layers.at((key, *location)), f"{name}: {problem}", remedy=remedy or None)


def _explain(fault: dict[str, Any], layers: Layers, model: type[BaseModel]) -> Finding:
    """A fault that pydantic found, as a finding with the place and a remedy."""
    location = tuple(part for part in fault["loc"] if not str(part).startswith("function-"))
    if location[:1] == ("chapter_file",):
        location = ("chapters", *location[1:])
    name = ".".join(str(part) for part in location if isinstance(part, str))
    place = layers.at(location)
    given = fault.get("input")
    shown = (
        f'"{given}"' if isinstance(given, str) else "a map" if isinstance(given, Map) else "that"
    )
    context = fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            example = "…" if model is Episode else _EXAMPLES.get(name, "…")
            return MISSING_VALUE.at(place, f"{name} is missing", remedy=f'add "{name}: {example}"')
        case "too_short":
            return MISSING_VALUE.at(place, f"{name} is empty", remedy=f"write at least one {name}")
        case "value_error":
            problem, _, remedy = str(context["error"]).partition(": ")
            return WRONG_VALUE.at(place, f"{name}: {problem}", remedy=remedy or None)
        case "literal_error":
            allowed = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            remedy = did_you_mean(str(given), allowed) or f"write one of {', '.join(allowed)}"
            return WRONG_VALUE.at(place, f"{name}: {shown} is not a {name}", remedy=remedy)
        case "extra_forbidden":
            owner, _, key = name.rpartition(".")
            known = tuple(_NESTED[owner].model_fields) if owner in _NESTED else ()
            every = f"known keys are {', '.join(sorted(known))}"
            nearest = did_you_mean(key, known) or every
            return UNKNOWN_KEY.at(place, f'unknown key "{name}"', remedy=nearest)
        case "bool_parsing" | "bool_type":
            return WRONG_VALUE.at(
                place, f"{name}: {shown} is neither true nor false", remedy="write true or false"
            )
        case "int_parsing" | "int_type" | "int_from_float":
            return WRONG_VALUE.at(
                place, f"{name}: {shown} is no whole number", remedy="write a number such as 5"
            )
        case "greater_than":
            return WRONG_VALUE.at(
                place, f"{name}: {shown} is not above {context['gt']}", remedy="count from 1"
            )
        case "greater_than_equal":
            least = context["ge"]
            return WRONG_VALUE.at(
                place, f"{name}: {shown} is below {least}", remedy=f"write {least} or more"
            )
        case "string_type":
            return WRONG_VALUE.at(place, f"{name} takes text", remedy="write it on one line")
        case "tuple_type" | "list_type":
            return WRONG_VALUE.at(place, f"{name} takes a list", remedy="write [one, two]")
        case "model_type" | "dict_type" | "model_attributes_type":
            return WRONG_VALUE.at(place, f"{name} takes keys of its own", remedy="write a map")
    message = str(fault["msg"])
    return WRONG_VALUE.at(place, f"{name}: {message[0].lower()}{message[1:]}")
