"""The forms of value that elements of every namespace have."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from podfeed.tags.problems import ProblemKind, Remark
from podfeed.tags.shapes import Form, exactly, pattern, shape
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


def _underscored(text: str) -> Remark | None:
    if "_" not in text:
        return None
    try:
        code = Language.parse(text)
    except ValueError:
        return None
    return Remark(ProblemKind.WRONG_VALUE, "is joined by an underscore", f"write {code}")


def _not_secure(text: str) -> Remark | None:
    try:
        secure = Url.parse(text).startswith("https:")
    except ValueError:
        return None
    if secure:
        return None
    return Remark(ProblemKind.NOT_HTTPS, "is fetched unprotected", "write https://…")


_ADDRESS = r"[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,4})?(?:[/?#][!-~]*)?"

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
BOOLEAN = exactly(TRUE_FALSE, "true", "false")
"""True or false, written in no other way."""
YES_NO = exactly(
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
URI = shape(
    "an address with its scheme", r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f]+", example="https://…"
)
"""An address of any scheme."""
EMAIL = Form("an e-mail address", _email, accepts=pattern(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+"))
UUID_TEXT = Form(
    "a UUID", _uuid, accepts=pattern(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
)
LANGUAGE = Form("a language code", Language.parse, None, _is_language, _underscored)
MEDIA_TYPE = Form(
    "a media type", MediaType.parse, accepts=pattern(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
)
CATEGORY = Form("a category of Apple Podcasts", Category.parse)
