"""What pydantic and the tags refuse → a finding at the place, with a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podfeed.errors import did_you_mean
from podfeed.listings.records import Map
from podfeed.models import (
    Alternative,
    Artwork,
    Audio,
    Chapter,
    Check,
    Episode,
    Owner,
    Schedule,
    Transcript,
)
from podfeed.reader.kinds import MISSING_VALUE, UNKNOWN_KEY, WRONG_VALUE
from podfeed.tags.problems import RefusedError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from podfeed.findings import Finding
    from podfeed.layers import Layers

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


def refused(key: str, reason: ValueError, layers: Layers) -> Finding:
    """A value that a tag refuses, at the innermost place that is at fault."""
    location = reason.location if isinstance(reason, RefusedError) else ()
    inner = ".".join(str(part) for part in location if isinstance(part, str))
    problem, _, remedy = str(reason).partition(": ")
    unknown = problem.startswith("has an unknown key")
    name = ".".join((key, *inner.split(".")[: -1 if unknown else None])) if inner else key
    kind = UNKNOWN_KEY if unknown else WRONG_VALUE
    return kind.at(layers.at((key, *location)), f"{name}: {problem}", remedy=remedy or None)


def explain(fault: dict[str, Any], layers: Layers, model: type[BaseModel]) -> Finding:
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
