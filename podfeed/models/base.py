"""What all models share, and the texts and numbers of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Model(BaseModel):
    """The base of them all: frozen, and an unknown field is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy in which some fields have other values, which are not validated.

        Every field of it counts as set. pydantic would keep a set of names for each copy, which
        takes more room than the values of a recording.
        """
        if deep:
            return super().model_copy(update=update, deep=True)
        kind = self.__class__
        copied = kind.__new__(kind)
        set_state = object.__setattr__  # the model is frozen
        set_state(copied, "__dict__", {**self.__dict__, **(update or {})})
        set_state(copied, "__pydantic_fields_set__", _names_of(kind))
        set_state(copied, "__pydantic_extra__", None)
        set_state(copied, "__pydantic_private__", None)
        return copied


@cache
def _names_of(kind: type[Model]) -> set[str]:
    return set(kind.model_fields)


def _not_blank(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    return text


Text: TypeAlias = Annotated[str, AfterValidator(_not_blank)]
"""Text that is not empty."""

Number: TypeAlias = Annotated[int, Field(gt=0)]
"""A number of an episode or season: whole and greater than zero."""

AudioNames: TypeAlias = Literal["plain", "hashed"]
"""How audio is called where it is published: as its file, or with a hash of its content."""
