"""Names that a list or a standard knows: languages, categories, media types, time zones."""

from __future__ import annotations

import re
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from podfeed.categories import CATEGORIES, OBSOLETE
from podfeed.errors import nearest
from podfeed.languages import LANGUAGES, NAMES
from podfeed.values.parsed import Parsed


class Language(Parsed, str):
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


class Category(Parsed, str):
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


class MediaType(Parsed, str):
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


class TimeZone(Parsed, str):
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
