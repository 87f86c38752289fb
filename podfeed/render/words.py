"""The words that pages bring along: one file a language among the templates, ``words.de.json``.

A language that has no file, or a word that a file leaves out, is English. Pages mark the former.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache

from markupsafe import Markup

_RIGHT_TO_LEFT = "ar arc ckb dv fa he ks ku nqo ps sd syr ug ur yi"
_RIGHT_TO_LEFT_SCRIPTS = "adlm arab hebr nkoo rohg syrc thaa"


def direction(language: str) -> str:
    """Which way a language is written, as HTML says it.

    >>> [direction(tag) for tag in ("en", "ar-EG", "ku-Latn", "az-Arab")]
    ['ltr', 'rtl', 'ltr', 'rtl']
    """
    first, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    if script is not None:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS.split() else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT.split() else "ltr"


@dataclass(frozen=True, slots=True)
class Words:
    """What pages say, in one language; ``{}`` stands for a number.

    ``months`` are as they stand in a date, ``day`` is the form of one, and ``first`` that of the
    first of a month, which is empty where that is like any other.
    """

    skip: str
    breadcrumbs: str
    player: str
    play: str
    pause: str
    back: str
    forward: str
    position: str
    speed: str
    episodes: str
    more_episodes: str
    episode: str
    season: str
    trailer: str
    bonus: str
    explicit: str
    one: str
    many: str
    search: str
    found: str
    none_found: str
    no_search: str
    no_episodes: str
    no_shows: str
    pages: str
    page: str
    subscribe: str
    feed: str
    copy: str
    copied: str
    scan: str
    website: str
    people: str
    chapters: str
    transcript: str
    link: str
    more: str
    older: str
    newer: str
    download: str
    opml: str
    hours: str
    minutes: str
    seconds: str
    captions: str
    full: str
    failed: str
    day: str
    first: str
    months: tuple[str, ...]
    said: Markup = field(default_factory=Markup)
    """The attribute of an element that says only such words, where the page's language has none."""

    def date(self, day: date) -> str:
        """A day as people write it, such as ``9 March 2026``."""
        form = (self.first if day.day == 1 else "") or self.day
        said = form.replace("{day}", str(day.day)).replace("{year}", str(day.year))
        return said.replace("{month}", self.months[day.month - 1])

    def length(self, seconds: float) -> str:
        """A length of time as people say it: ``17 sec``, ``2 min``, ``1 hr 30 min``."""
        whole = round(seconds)
        if whole < 60:
            return numbered(self.seconds, whole)
        hours, minutes = divmod(round(whole / 60), 60)
        said = [numbered(self.hours, hours)] if hours else []
        return " ".join([*said, numbered(self.minutes, minutes)] if minutes else said)

    def count(self, episodes: int) -> str:
        """So many episodes; nothing where there are none, of which pages tell in a sentence."""
        if not episodes:
            return ""
        return self.one if episodes == 1 else numbered(self.many, episodes)


def numbered(form: str, number: object) -> str:
    """A form of words with its number.

    >>> numbered("Season {}", 2)
    'Season 2'
    """
    return form.replace("{}", str(number))


PACKAGE = "podfeed/"
"""Below it are the package's own templates, whatever has taken their place."""

_WORDS = tuple(one.name for one in fields(Words) if one.name != "said")
_SAME = {"no": "nb", "nn": "nb", "iw": "he"}
"""Languages that are read by whoever reads another, or are the same by an older name."""


def words_of(language: str, sources: Mapping[str, str]) -> Words:
    """The words for a language, of the files there are.

    Raises WordsError, which names the file and line, for one that is no use.
    """
    own = [name for name in _names(language) if name in sources]
    found = dict.fromkeys([*(name for name in _names("en") if name in sources), *own])
    return _words(tuple((name, sources[name]) for name in found), bool(own))


def file_of(language: str, sources: Container[str]) -> str | None:
    """The file of words that a language has, the nearest of them; None if it has none."""
    return next((name for name in reversed(_names(language)) if name in sources), None)


def lacking(language: str, sources: Mapping[str, str]) -> list[str]:
    """The words that the files of a language leave out. Raises WordsError."""
    said = {key for name in _names(language) for key in _read(name, sources.get(name, "{}"))}
    return [word for word in _WORDS if word not in said]


def _names(language: str) -> list[str]:
    """The files of words for a language, those of users and regions last."""
    first = language.lower().partition("-")[0]
    known = [_SAME[first]] if first in _SAME else []
    files = (f"words.{one}.json" for one in (*known, first, language))
    return [name for file in files for name in (f"{PACKAGE}{file}", file)]


class WordsError(ValueError):
    """A file of words that is no use."""

    def __init__(self, name: str, problem: str, line: int | None = None) -> None:
        super().__init__(problem)
        self.name = name
        self.line = line


@lru_cache(maxsize=32)
def _words(texts: tuple[tuple[str, str], ...], own: bool) -> Words:
    said: dict[str, str | tuple[str, ...]] = {}
    for name, text in texts:
        said |= _read(name, text)
    mark = Markup() if own else Markup(' lang="en"')
    return Words(**said, said=mark)  # type: ignore[arg-type]  # each was looked at when it was read


def _read(name: str, text: str) -> dict[str, str | tuple[str, ...]]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as reason:
        raise WordsError(name, f"is no JSON: {reason.msg}", reason.lineno) from reason
    except RecursionError as reason:
        raise WordsError(name, "is nested too deep") from reason
    if not isinstance(data, dict):
        raise WordsError(name, "holds no words")
    found: dict[str, str | tuple[str, ...]] = {}
    for key, value in data.items():
        if key not in _WORDS:
            raise WordsError(name, f'no page says "{key}"', _line(text, key))
        if key == "months":
            months = isinstance(value, list) and len(value) == 12
            if not months or not all(isinstance(one, str) for one in value):
                raise WordsError(name, "months are twelve texts", _line(text, key))
            found[key] = tuple(value)
        elif isinstance(value, str):
            found[key] = value
        else:
            raise WordsError(name, f'"{key}" is no text', _line(text, key))
    return found


def _line(text: str, key: str) -> int:
    return text[: max(text.find(json.dumps(key)), 0)].count("\n") + 1
