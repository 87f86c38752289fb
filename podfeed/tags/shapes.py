"""The shape of a value: text ⇄ value, and what is to be said about the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from podfeed.errors import did_you_mean
from podfeed.tags.problems import ProblemKind, Remark

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """A form of value. ``name`` says in words what may stand there.

    ``read`` takes text to the value and raises ValueError with a sentence; it is lenient,
    so that what feeds contain can be kept. ``write`` takes the value to text, or to None if
    that value is said by leaving the element out. A form without ``write`` has values that are
    text already.

    ``judge`` is strict. ``accepts`` recognises, at the cost of a look, text about which there
    is nothing to say; of any other text ``remark`` may say something, ``limit`` is the number
    of characters it may have, and it must be readable.
    """

    name: str
    read: Callable[[str], T]
    write: Callable[[T], str | None] | None = None
    accepts: Callable[[str], object] | None = None
    remark: Callable[[str], Remark | None] | None = None
    limit: int | None = None

    def parse(self, written: Any) -> T:
        """The value from what stands in YAML. Raises ValueError."""
        if not isinstance(written, str):
            raise ValueError(f"is no single value: write {self.name}")
        return self.read(written)

    def judge(self, text: str) -> Remark | None:
        """What there is to say about a text that stands in XML, or None."""
        if self.accepts is not None and self.accepts(text):
            return None
        remark = self.remark(text) if self.remark is not None else None
        if remark is not None:
            return remark
        if self.limit is not None and len(text) > self.limit:
            problem = f"has {len(text):,} characters, and apps may cut it at {self.limit:,}"
            return Remark(ProblemKind.TOO_LONG, problem, "shorten it", quote=False)
        try:
            self.read(text)
        except ValueError as reason:
            return self._refusal(text, str(reason))
        return None

    def _refusal(self, text: str, reason: str) -> Remark:
        quote = f'"{text}" '
        if reason.startswith(quote):
            predicate, _, remedy = reason.removeprefix(quote).partition(": ")
            return Remark(ProblemKind.WRONG_VALUE, predicate, remedy or f"write {self.name}")
        predicate = reason if reason.startswith("is ") else f"is not {self.name}"
        return Remark(ProblemKind.WRONG_VALUE, predicate, f"write {self.name}", quote=False)


def pattern(regex: str) -> Callable[[str], object]:
    """What recognises a text by a pattern; characters that ``\\d`` and ``\\w`` mean are ASCII."""
    return re.compile(regex, re.ASCII).fullmatch


def shape(name: str, regex: str, *, example: str) -> Form[str]:
    """Text that a pattern describes, and that is kept as it is."""
    accepts = pattern(regex)

    def read(text: str) -> str:
        if not accepts(text.strip()):
            raise ValueError(f'"{text}" is not {name}: write it as in {example}')
        return text.strip()

    return Form(name, read, accepts=accepts)


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


TEXT = Form("text", _text, accepts=re.compile(r"\S.*", re.DOTALL).fullmatch)


def limited(limit: int) -> Form[str]:
    """Text that apps may cut when it is longer than so many characters."""
    accepts = re.compile(rf"\S.{{0,{limit - 1}}}", re.DOTALL).fullmatch
    return Form(f"text of at most {limit:,} characters", _text, accepts=accepts, limit=limit)


def one_of(words: Iterable[str]) -> Callable[[str], Remark]:
    """What to say about a text that is none of the words as they are written."""
    folded = {word.casefold(): word for word in words}

    def remark(text: str) -> Remark:
        word = folded.get(text.strip().casefold())
        if word is not None:
            problem = "has unusual upper or lower case" if word != text.strip() else "has blanks"
            return Remark(ProblemKind.UNUSUAL_VALUE, problem, f"write {word}")
        return Remark(ProblemKind.WRONG_VALUE, _none_of(folded.values()), _hint(text, folded))

    return remark


def _none_of(words: Iterable[str]) -> str:
    return f"is none of {', '.join(words)}"


def _hint(text: str, folded: dict[str, str]) -> str | None:
    return _nearest(text[:100], tuple(folded.values()))


@lru_cache(maxsize=1024)  # a feed that is wrong is wrong in every episode, and looking is dear
def _nearest(text: str, words: tuple[str, ...]) -> str | None:
    return did_you_mean(text, words)


def exactly(form: Form[T], *words: str) -> Form[T]:
    """A form whose values are written with these words and no others."""
    return replace(form, accepts=frozenset(words).__contains__, remark=one_of(words))


def choice(*words: str, exact: bool = False) -> Form[str]:
    """One of these words; letter case does not matter when reading.

    With ``exact``, another letter case is remarked upon.

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
            hint = _hint(text, folded)
            known = f'"{text}" {_none_of(words)}'
            raise ValueError(f"{known}: {hint}" if hint else known)
        return found

    form = Form(f"one of {', '.join(words)}", read, accepts=frozenset(words).__contains__)
    return exactly(form, *words) if exact else form


def usually(form: Form[T], *words: str, outdated: dict[str, str] | None = None) -> Form[T]:
    """A form of an open list: any value will do, and an unknown one is remarked upon.

    ``outdated`` holds words that were right once, or nearly are, and what to write instead.

    >>> form = usually(TEXT, "lightning", "bitcoin")
    >>> form.read("dogecoin"), form.judge("lightnin").remedy
    ('dogecoin', 'did you mean "lightning"?')
    """
    folded = {word.casefold(): word for word in words}
    known: Container[str] = frozenset((*words, *folded))
    replaced = outdated or {}

    def remark(text: str) -> Remark | None:
        word = text.strip().casefold()
        if word in folded or not word:
            return None
        if word in replaced:
            problem = "is not what apps look for first"
            return Remark(ProblemKind.OUTDATED_VALUE, problem, f"write {replaced[word]}")
        try:
            form.read(text)
        except ValueError:
            return None
        few = len(words) <= 12
        problem = f"is none of {', '.join(words)}" if few else "is not on the list"
        return Remark(ProblemKind.UNUSUAL_VALUE, problem, _hint(text, folded))

    few = f": {', '.join(words)} …" if len(words) <= 12 else ""
    return replace(form, name=form.name + few, accepts=known.__contains__, remark=remark)
