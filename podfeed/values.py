"""Text ⇄ type for the values a podcast is made of. Doctests are the tables of cases.

Every type has ``parse(text)``, which raises ValueError with a sentence a person can act
on, and goes through pydantic as itself: a model field of that type takes text or the type.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic_core import core_schema

from podfeed.categories import CATEGORIES, OBSOLETE
from podfeed.errors import nearest
from podfeed.languages import LANGUAGES, NAMES

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler


class _Parsed:
    """A value type that pydantic makes by calling ``parse`` on text."""

    @classmethod
    def parse(cls, text: str) -> Self:
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


class Duration(_Parsed, float):
    """A length of time in seconds; fractions are kept.

    >>> [int(Duration.parse(t)) for t in ("61", "1:01", "0:01:01", "01:01:01", "61.9")]
    [61, 61, 61, 3661, 61]
    >>> [str(Duration(s)) for s in (0, 61, 3661.4)]
    ['0:00', '1:01', '1:01:01']
    """

    @classmethod
    def parse(cls, text: str) -> Self:
        """From seconds, M:SS or H:MM:SS."""
        match = re.fullmatch(r"\s*(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)\s*", text, re.ASCII)
        if match is None:
            raise ValueError(f'"{text}" is no duration: write seconds, M:SS or H:MM:SS')
        hours, minutes, seconds = match.groups()
        return cls(int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds))

    @classmethod
    def _accept(cls, value: object) -> Self:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return cls(value)
        return super()._accept(value)

    def __str__(self) -> str:
        minutes, seconds = divmod(round(self), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class ByteSize(_Parsed, int):
    """A number of bytes.

    >>> [int(ByteSize.parse(t)) for t in ("1234", "1,234", "1.5 kB", "2 MiB", "3 MB")]
    [1234, 1234, 1500, 2097152, 3000000]
    >>> [str(ByteSize(n)) for n in (0, 999, 1500, 2_097_152)]
    ['0 B', '999 B', '1.5 kB', '2.1 MB']
    """

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a whole number of bytes, or a number with kB, MB, GB, KiB, MiB or GiB."""
        match = re.fullmatch(
            r"\s*(\d[\d,_]*(?:\.\d+)?)\s*(?:([kmg])(i?)b|b|bytes)?\s*", text, re.IGNORECASE
        )
        if match is None:
            raise ValueError(f'"{text}" is no size: write a number of bytes, or such as 12 MB')
        number, unit, binary = match.groups()
        power = " kmg".index(unit.lower()) if unit else 0
        return cls(float(re.sub("[,_]", "", number)) * (1024 if binary else 1000) ** power)

    @classmethod
    def _accept(cls, value: object) -> Self:
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(value)
        return super()._accept(value)

    def __str__(self) -> str:
        size = float(self)
        for unit in ("B", "kB", "MB"):
            if size < 1000:
                return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
            size /= 1000
        return f"{size:.1f} GB"


class Language(_Parsed, str):
    """A BCP 47 language tag with an ISO 639 language.

    >>> [str(Language.parse(t)) for t in ("en", "EN-us", "pt_BR", "zh-hant-tw", "gsw")]
    ['en', 'en-US', 'pt-BR', 'zh-Hant-TW', 'gsw']
    >>> Language.parse("English")
    Traceback (most recent call last):
    ValueError: "English" is no language code: did you mean "en"?
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a tag in any letter case; ``_`` is taken for ``-``."""
        parts = text.strip().replace("_", "-").split("-")
        code = parts[0].casefold()
        if code not in LANGUAGES and not (code == "x" and len(parts) > 1):
            name = nearest(text.strip(), NAMES)
            hint = f'did you mean "{NAMES[name]}"?' if name else "use a code such as en or pt-BR"
            raise ValueError(f'"{text}" is no language code: {hint}')
        if not all(re.fullmatch(r"[A-Za-z0-9]{1,8}", part) for part in parts[1:]):
            raise ValueError(f'"{text}" is no language code: use a code such as en or pt-BR')
        return cls("-".join([code, *map(_subtag, parts[1:])]))


def _subtag(part: str) -> str:
    if len(part) == 2 and part.isalpha():
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


class Category(_Parsed, str):
    """A category of Apple Podcasts: a name, or ``Parent > Child``.

    >>> [str(Category.parse(t)) for t in ("Technology", "Arts>Books", "society & culture")]
    ['Technology', 'Arts > Books', 'Society & Culture']
    >>> Category.parse("Arts > Books").parts
    ('Arts', 'Books')
    >>> Category.parse("Techology")
    Traceback (most recent call last):
    ValueError: "Techology" is no category of Apple Podcasts: did you mean "Technology"?
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a name, or two joined by ``>`` or ``/``; letter case does not matter."""
        wanted = _category_key(text)
        found = _CATEGORY_BY_KEY.get(wanted)
        if found is None:
            folded = {part for part in wanted if part}
            old = next((name for name in OBSOLETE if name.casefold() in folded), None)
            guess = nearest(" > ".join(part for part in wanted if part), _CATEGORY_NAMES)
            if guess is None and not wanted[1]:
                guess = nearest(wanted[0], _CHILD_NAMES)
                guess = _CHILD_NAMES[guess] if guess else None
            hint = f'did you mean "{guess}"?' if guess else "see podcasters.apple.com for the list"
            kind = "has left the categories" if old else "is no category"
            raise ValueError(f'"{text}" {kind} of Apple Podcasts: {hint}')
        return cls(found)

    @property
    def parts(self) -> tuple[str, str | None]:
        """The category, and the subcategory if there is one."""
        parent, _, child = self.partition(" > ")
        return parent, child or None


def _category_key(text: str) -> tuple[str, str]:
    parent, _, child = text.replace("/", ">").partition(">")
    return " ".join(parent.casefold().split()), " ".join(child.casefold().split())


_CATEGORY_NAMES = [
    name
    for parent, children in CATEGORIES.items()
    for name in (parent, *(f"{parent} > {child}" for child in children))
]
_CATEGORY_BY_KEY = {_category_key(name): name for name in _CATEGORY_NAMES}
_CHILD_NAMES = {name.split(" > ")[1]: name for name in _CATEGORY_NAMES if " > " in name}


class MediaType(_Parsed, str):
    """A MIME type, such as ``audio/mpeg``; parameters are not kept.

    >>> [str(MediaType.parse(t)) for t in ("audio/mpeg", "Audio/X-M4A; codecs=x")]
    ['audio/mpeg', 'audio/x-m4a']
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From ``type/subtype``."""
        essence = text.partition(";")[0].strip().lower()
        if not re.fullmatch(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", essence):
            raise ValueError(f'"{text}" is no media type: write one such as audio/mpeg')
        return cls(essence)


class Url(_Parsed, str):
    """An absolute http or https address in ASCII; other characters are percent-encoded.

    >>> Url.parse("https://podcasts.example/kaffee & kuchen/ü?a=b%20c")
    'https://podcasts.example/kaffee%20&%20kuchen/%C3%BC?a=b%20c'
    >>> Url.parse("podcasts.example/a")
    Traceback (most recent call last):
    ValueError: "podcasts.example/a" is no web address: write it in full, https://…
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From an address in full, with its scheme and host."""
        stripped = text.strip()
        try:
            parts = urlsplit(stripped)
            valid = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
            _ = parts.port
        except ValueError:
            valid = False
        if not valid:
            raise ValueError(f'"{text}" is no web address: write it in full, https://…')
        host = parts.netloc
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
        rest = stripped.split("//", 1)[1][len(parts.netloc) :]
        safe = quote(unicodedata.normalize("NFC", rest), safe="/?#[]@!$&'()*+,;=:~%")
        return cls(f"{parts.scheme.lower()}://{host}{safe}")


class TimeZone(_Parsed, str):
    """A time zone of the IANA database, such as ``Europe/Berlin``.

    >>> TimeZone.parse("Europe/Berln")
    Traceback (most recent call last):
    ValueError: "Europe/Berln" is no time zone: did you mean "Europe/Berlin"?
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a name of the database, letter case as there."""
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            from zoneinfo import available_timezones

            guess = nearest(text, available_timezones())
            hint = f'did you mean "{guess}"?' if guess else "write one such as Europe/Berlin"
            raise ValueError(f'"{text}" is no time zone: {hint}') from None
        return cls(text)

    @property
    def info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self)


def parse_date(text: str, zone: tzinfo | None) -> datetime:
    """A date of ISO 8601 or RFC 2822; without a zone of its own it takes ``zone``.

    >>> from zoneinfo import ZoneInfo
    >>> for t in ("2026-05-01", "2026-05-01 08:00", "2026-05-01T08:00:00Z",
    ...           "Fri, 01 May 2026 08:00:00 +0200"):
    ...     print(parse_date(t, ZoneInfo("Europe/Berlin")).isoformat())
    2026-05-01T00:00:00+02:00
    2026-05-01T08:00:00+02:00
    2026-05-01T08:00:00+00:00
    2026-05-01T08:00:00+02:00
    >>> parse_date("2026-05-01", None)
    Traceback (most recent call last):
    ValueError: "2026-05-01" has no time zone: add one (+00:00), or timezone: to the show
    """
    stripped = text.strip()
    try:
        date = datetime.fromisoformat(stripped)
    except ValueError:
        try:
            date = parse_rfc2822(stripped)
        except ValueError:
            raise ValueError(
                f'"{text}" is no date: write one such as 2026-05-01 or 2026-05-01 08:00'
            ) from None
    if date.tzinfo is None:
        if zone is None:
            raise ValueError(
                f'"{text}" has no time zone: add one (+00:00), or timezone: to the show'
            )
        date = date.replace(tzinfo=zone)
    try:
        date.astimezone(UTC)
    except OverflowError:
        raise ValueError(f'"{text}" is no date: its year is out of range') from None
    return date


def parse_rfc2822(text: str) -> datetime:
    """A date of RFC 2822. ``-0000``, which says that the zone is not known, is read as UTC.

    >>> parse_rfc2822("Fri, 01 May 2026 08:00:00 -0000").isoformat()
    '2026-05-01T08:00:00+00:00'
    """
    from email.utils import parsedate_to_datetime  # a tenth of the time it takes to start

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise ValueError(f'"{text}" is no date of RFC 2822') from None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def rfc2822(date: datetime) -> str:
    """A date as feeds write it, whatever the locale.

    >>> from datetime import UTC
    >>> rfc2822(datetime(2026, 5, 1, 8, tzinfo=UTC))
    'Fri, 01 May 2026 08:00:00 +0000'
    """
    if date.tzinfo is not UTC:
        from email.utils import format_datetime

        return format_datetime(date)
    day, month = _DAYS[date.weekday()], _MONTHS[date.month - 1]
    clock = f"{date.hour:02}:{date.minute:02}:{date.second:02}"
    return f"{day}, {date.day:02} {month} {date.year:04} {clock} +0000"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_ASCII_WORDS = re.compile(r"[a-z0-9]+").findall


def slug(text: str) -> str:
    """Letters and digits of every script, lower case, joined by ``-``; may be empty.

    >>> [slug(t) for t in ("LoRA — low-rank!", "Straße № 5", "日本語 podcast", "¿?", "ﬁne")]
    ['lora-low-rank', 'strasse-no-5', '日本語-podcast', '', 'fine']
    """
    if text.isascii():
        return "-".join(_ASCII_WORDS(text.lower()))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
    return "-".join(kept.split())


def quote_path(path: str) -> str:
    """A relative file path as the path of a URL: NFC, percent-encoded, ``/`` kept.

    >>> quote_path("ai/kaffee & kuchen #1.mp3"), quote_path("Cafe\\u0301.mp3")
    ('ai/kaffee%20%26%20kuchen%20%231.mp3', 'Caf%C3%A9.mp3')
    """
    path = path.replace("\\", "/")
    if path.isascii():
        return _NOT_IN_PATH.sub(lambda found: f"%{ord(found[0]):02X}", path)
    return quote(unicodedata.normalize("NFC", path), safe=_IN_PATH)


_IN_PATH = "/-._~!$'()*,@"
_NOT_IN_PATH = re.compile(f"[^A-Za-z0-9{re.escape(_IN_PATH)}]")


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def not_xml(text: str) -> list[str]:
    """The characters of a text that XML 1.0 cannot hold, each once, as ``U+0008``.

    >>> not_xml("a\\x08b\\x08"), not_xml("tab\\t is fine")
    (['U+0008'], [])
    """
    return [f"U+{ord(c):04X}" for c in dict.fromkeys(_NOT_XML.findall(text))]


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold.

    >>> xml_text("a\\x08b")
    'ab'
    """
    return _NOT_XML.sub("", text)


def utc(date: datetime) -> datetime:
    """The same moment in UTC.

    >>> utc(parse_date("2026-05-01T08:00+02:00", None)).isoformat()
    '2026-05-01T06:00:00+00:00'
    """
    return date.astimezone(UTC)
