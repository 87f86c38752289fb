"""A show as the preview has it: each address below the public one is one of the preview's own.

Guids stay as they are: they are names, even where they look like an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from podfeed.models import Model, Show

_GUID = r"<guid\b[^>]*>[^<]*</guid>"
_AFTER = r"(?![\w@-]|[.:]\w)"  # where a host or folder ends, and does not go on


class Moving:
    """Puts addresses in the place of others: each of ``moved`` is one, and what takes its place."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        self.moved = moved
        longest = sorted(moved, key=len, reverse=True)
        self._pattern = re.compile(f"{_GUID}|(?:{'|'.join(map(re.escape, longest))}){_AFTER}")

    def text(self, text: str) -> str:
        """A text with the addresses in it.

        >>> move = Moving({"https://tea.example": "http://here"})
        >>> move.text("https://tea.example/a https://tea.example.org <guid>https://tea.example/</guid>")
        'http://here/a https://tea.example.org <guid>https://tea.example/</guid>'
        """
        return self._pattern.sub(lambda found: self.moved.get(found[0], found[0]), text)

    def show(self, show: Show) -> Show:
        """The show, its episodes and all that is said of them."""
        moved = self._value(show)
        assert isinstance(moved, Show)
        return moved

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            text = self.text(value)
            return value if text == value else type(value)(text)
        if isinstance(value, Model):
            update = self._changed(
                {name: getattr(value, name) for name in type(value).model_fields}
            )
            return value.model_copy(update=update) if update else value
        if isinstance(value, Mapping):
            return {**value, **self._changed(value)}
        if isinstance(value, tuple | list):
            return type(value)(self._value(one) for one in value)
        return value

    def _changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, value in values.items():
            if name != "guid" and (moved := self._value(value)) is not value:
                found[name] = moved
        return found
