"""How single values stand in XML: text ⇄ value, and what is to be said about the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from podfeed.errors import did_you_mean
from podfeed.tags.problems import ProblemKind, Remark
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


def limited(limit: int) -> Form[str]:
    """Text that apps may cut when it is longer than so many characters."""
    accepts = re.compile(rf"\S.{{0,{limit - 1}}}", re.DOTALL).fullmatch
    return Form(f"text of at most {limit:,} characters", _text, accepts=accepts, limit=limit)


def _whole(text: str) -> int:
    if re.fullmatch(r"\d{1,18}", text.strip(), re.ASCII) is None:
        raise ValueError(f'"{text}" is no whole number')
    return int(text)


def _above_zero(text: str) -> int:
    if re.fullmatch(r"0*[1-9]\d{0,17}", text.strip(), re.ASCII) is None:
        raise ValueError(f'"{text}" is no whole number above zero')
    return int(text)


def _bytes(text: str) -> ByteSize:
    if re.fullmatch(r"\d{1,18}", text.strip(), re.ASCII) is None:
        raise ValueError(f'"{text}" is no number of bytes')
    return ByteSize(text)


def _decimal(text: str) -> int | float:
    found = re.fullmatch(r"(\d{1,18})(\.\d{1,18})?", text.strip(), re.ASCII)
    if found is None:
        raise ValueError(f'"{text}" is no number')
    return float(found[0]) if found[2] else int(found[1])


def plain_number(number: float) -> str:
    """A number without an exponent, and without a fraction that is zero.

    >>> plain_number(15), plain_number(1.50), plain_number(5e-08)
    ('15', '1.5', '0.00000005')
    """
    written = format(Decimal(repr(float(number))), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


_TRUE = ("true", "yes", "explicit")
_FALSE = ("false", "no", "clean")


def _truth(text: str) -> bool:
    word = text.strip().casefold()
    if word not in _TRUE + _FALSE:
        raise ValueError(f'"{text}" is neither true nor false')
    return word in _TRUE


def _old_truth(text: str) -> Remark | None:
    word = text.strip().casefold()
    if word not in ("yes", "explicit", "no", "clean"):
        return None
    now = "true" if word in _TRUE else "false"
    return Remark(ProblemKind.OUTDATED_VALUE, "was right once", f"write {now}")


def _yes_no(text: str) -> bool:
    word = text.strip().casefold()
    if word not in ("yes", "no", "true", "false"):
        raise ValueError(f'"{text}" is neither yes nor no')
    return word in ("yes", "true")


def _date(text: str) -> datetime:
    try:
        return utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
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


@lru_cache(maxsize=1024)
def _is_language(text: str) -> bool:
    try:
        return len(text) < 36 and Language.parse(text) == text
    except ValueError:
        return False


def _not_secure(text: str) -> Remark | None:
    try:
        secure = Url.parse(text).startswith("https:")
    except ValueError:
        return None
    if secure:
        return None
    return Remark(ProblemKind.NOT_HTTPS, "is fetched unprotected", "write https://…")


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


def _exact(form: Form[T], *words: str) -> Form[T]:
    return replace(form, accepts=frozenset(words).__contains__, remark=one_of(words))


_ADDRESS = r"[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,4})?(?:[/?#][!-~]*)?"

TEXT = Form("text", _text, accepts=re.compile(r"\S.*", re.DOTALL).fullmatch)
WHOLE = Form("a whole number above zero", _above_zero, str, pattern(r"[1-9]\d{0,17}"))
WHOLE_OR_ZERO = Form("a whole number", _whole, str, pattern(r"\d{1,18}"))
DECIMAL = Form("a number", _decimal, plain_number, pattern(r"\d{1,18}(?:\.\d{1,18})?"))
BYTES = Form("a number of bytes", _bytes, lambda size: str(int(size)), pattern(r"\d{1,18}"))
SECONDS = Form("a duration", Duration.parse, lambda length: str(round(length)))
TRUE_FALSE = Form(
    "true or false",
    _truth,
    lambda value: "true" if value else "false",
    frozenset(("true", "false")).__contains__,
    _old_truth,
)
BOOLEAN = _exact(TRUE_FALSE, "true", "false")
"""True or false, written in no other way."""
YES_NO = _exact(
    Form("yes or no", _yes_no, lambda value: "yes" if value else "no"),
    *("yes", "no"),
)
YES = Form("yes, or left out", _yes_no, lambda value: "Yes" if value else None)
"""A flag that only its presence sets; apps look for ``Yes``."""
DATE = Form("a date", _date, lambda date: rfc2822(utc(date)))
"""A moment, written in UTC whatever zone it came in, so that no setting changes its text."""
URL = Form("an address", Url.parse, accepts=pattern(f"https?://{_ADDRESS}"))
HTTPS = Form("an https address", Url.parse, None, pattern(f"https://{_ADDRESS}"), _not_secure)
"""An address that ought to be https; http is read all the same."""
URI = shape("an address with its scheme", r"[A-Za-z][A-Za-z0-9+.-]*:\S+", example="https://…")
"""An address of any scheme."""
EMAIL = Form("an e-mail address", _email, accepts=pattern(r"[^@\s]+@[^@\s.]+\.[^@\s]+"))
UUID_TEXT = Form(
    "a UUID", _uuid, accepts=pattern(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
)
LANGUAGE = Form("a language code", Language.parse, accepts=_is_language)
MEDIA_TYPE = Form(
    "a media type", MediaType.parse, accepts=pattern(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
)
CATEGORY = Form("a category of Apple Podcasts", Category.parse)


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
    return _exact(form, *words) if exact else form


def usually(form: Form[T], *words: str, outdated: dict[str, str] | None = None) -> Form[T]:
    """A form of an open list: any value will do, and an unknown one is remarked upon.

    ``outdated`` holds words that were right once, or nearly are, and what to write instead.

    >>> form = usually(TEXT, "lightning", "bitcoin")
    >>> form.read("dogecoin"), form.judge("lightnin").remedy
    ('dogecoin', 'did you mean "lightning"?')
    """
    known: Container[str] = frozenset(words)
    folded = {word.casefold(): word for word in words}
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
