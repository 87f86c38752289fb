"""What all values have in common: they are made of text, by pydantic too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler


class Parsed:
    """A value type that pydantic makes by calling ``parse`` on text."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value that a text stands for. Raises ValueError with the problem and the remedy."""
        raise NotImplementedError

    @classmethod
    def _accept(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError("expected text")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._accept, serialization=core_schema.to_string_ser_schema()
        )
