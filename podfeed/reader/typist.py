"""Layers of records → the values of a model, and the model; what is wrong is collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from podfeed.errors import did_you_mean, nearest
from podfeed.findings import Finding, Place, Severity
from podfeed.layers import ALIASES, Layer, Layers
from podfeed.reader.faults import explain, refused
from podfeed.reader.kinds import NOT_XML, UNKNOWN_KEY, WRONG_VALUE
from podfeed.reader.words import known_keys
from podfeed.values import not_xml, xml_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podfeed.tags import Tag

_M = TypeVar("_M", bound=BaseModel)

_SLIP = 0.8  # how alike two keys are if one is a slip of the pen, and no word of another program


class Typist:
    """Makes models from layers; ``findings`` are what is wrong with them.

    ``owner`` is what the values belong to, in words.
    """

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
        """Report a key that is not known, or note that it is meant for another program."""
        place = Place(layer.path, *layer.record.keys_at[key])
        if layer.shared and nearest(key, known, cutoff=_SLIP) is None:
            self.foreign.setdefault(key, []).append(place)
            return
        severity = Severity.WARNING if layer.shared else None
        remedy = did_you_mean(key, known) or known_keys(known)
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
        """Report that a layer has one key under two names."""
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
                    if isinstance(value, str) and not value.isprintable() and not_xml(value):
                        value = self.clean(value, key, layer, who)
                    values[name] = value
        return values

    def clean(self, value: str, key: str, layer: Layer, who: str) -> str:
        """The text without what XML cannot hold, which is reported; ``who`` names the episode."""
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
                self.findings.append(refused(key, reason, layers))
        if elements:
            # In the order of the vocabulary, so that a model says nothing of how sets are kept.
            values["elements"] = {key: elements[key] for key in vocabulary if key in elements}
        return len(self.findings) == before

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
                    self.findings.append(explain(fault, layers, model))
            return None
