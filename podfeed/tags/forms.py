"""How single values stand in XML: text ⇄ value, and the check of the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from podfeed.errors import did_you_mean
from podfeed.values import (
    ByteSize,
    Category,
    Duration,
    Language,
    MediaType,
    Url,
    parse_date,
    rfc2822,
    utc,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A form of value. ``name`` says in words what may stand there.

    ``read`` takes text to the value and raises ValueError with a sentence; ``write`` takes
    the value to text, or to None if that value is said by leaving the element out. A form
    without ``write`` has values that are text already.
    """

    name: str
    read: Callable[[str], T]
    write: Callable[[T], str | None] | None = None

    def parse(self, written: Any) -> T:
        """The value from what stands in YAML. Raises ValueError."""
        if not isinstance(written, str):
            raise ValueError(f"is no single value: write {self.name}")
        return self.read(written)


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


def _above_zero(text: str) -> int:
    if re.fullmatch(r"0*[1-9]\d{0,17}", text.strip(), re.ASCII) is None:
        raise ValueError(f'"{text}" is no whole number above zero')
    return int(text)


def _bytes(text: str) -> ByteSize:
    if re.fullmatch(r"\d{1,18}", text.strip(), re.ASCII) is None:
        raise ValueError(f'"{text}" is no number of bytes')
    return ByteSize(text)


_TRUE = ("true", "yes", "explicit")
_FALSE = ("false", "no", "clean")


def _truth(text: str) -> bool:
    word = text.strip().casefold()
    if word not in _TRUE + _FALSE:
        raise ValueError(f'"{text}" is neither true nor false')
    return word in _TRUE


def _yes_no(text: str) -> bool:
    word = text.strip().casefold()
    if word not in ("yes", "no", "true", "false"):
        raise ValueError(f'"{text}" is neither yes nor no')
    return word in ("yes", "true")


def _date(text: str) -> datetime:
    return utc(parse_date(text, None))


def _uuid(text: str) -> str:
    try:
        if len(text) == 36 and str(UUID(text)) == text.lower():
            return text
    except ValueError:
        pass
    raise ValueError(f'"{text}" is no UUID')


def _email(text: str) -> str:
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text.strip()) is None:
        raise ValueError(f'"{text}" is no e-mail address')
    return text.strip()


TEXT = Form("text", _text)
WHOLE = Form("a whole number above zero", _above_zero, str)
BYTES = Form("a number of bytes", _bytes, lambda size: str(int(size)))
SECONDS = Form("a duration", Duration.parse, lambda length: str(round(length)))
TRUE_FALSE = Form("true or false", _truth, lambda value: "true" if value else "false")
YES_NO = Form("yes or no", _yes_no, lambda value: "yes" if value else "no")
YES = Form("yes, or left out", _yes_no, lambda value: "Yes" if value else None)
"""A flag that only its presence sets; apps look for ``Yes``."""
DATE = Form("a date", _date, lambda date: rfc2822(utc(date)))
"""A moment, written in UTC whatever zone it came in, so that no setting changes its text."""
URL = Form("an address", Url.parse)
EMAIL = Form("an e-mail address", _email)
UUID_TEXT = Form("a UUID", _uuid)
LANGUAGE = Form("a language code", Language.parse)
MEDIA_TYPE = Form("a media type", MediaType.parse)
CATEGORY = Form("a category of Apple Podcasts", Category.parse)


def choice(*words: str) -> Form[str]:
    """One of these words; letter case does not matter when reading.

    >>> choice("full", "bonus").read("Full")
    'full'
    >>> choice("full", "bonus").read("bonsu")
    Traceback (most recent call last):
    ValueError: "bonsu" is none of full, bonus: did you mean "bonus"?
    """
    folded = {word.casefold(): word for word in words}

    def read(text: str) -> str:
        found = folded.get(text.strip().casefold())
        if found is None:
            hint = did_you_mean(text, words)
            known = f'"{text}" is none of {", ".join(words)}'
            raise ValueError(f"{known}: {hint}" if hint else known)
        return found

    return Form(f"one of {', '.join(words)}", read)
