"""What a new workspace is to hold, before any of it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from podfeed.errors import UsageError
from podfeed.values import slug

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from podfeed.findings import Finding

Content: TypeAlias = bytes | Path
"""What a file is to hold: these bytes, or what a file elsewhere holds."""

_LONG = 40
_SUBTITLE = re.compile(r":\s|\s[–—-]\s")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for: ``name`` and ``title`` of the show, if any; ``guid`` it is to have.

    ``now`` is the clock of this run, in UTC: what is dated by it lies in the past.
    """

    guid: UUID
    now: datetime
    name: str | None = None
    title: str | None = None

    def name_for(self, title: str) -> str:
        """The name of the show: as wished, else made of its title, without a long subtitle."""
        return self.name if self.name is not None else show_name(title)


def show_name(title: str) -> str:
    """The name of a show that has this title, without a long subtitle.

    >>> show_name("Tea: a story of leaves and water, told in many parts"), show_name("…")
    ('tea', 'show')
    """
    made = slug(title)
    if len(made) > _LONG:
        made = slug(_SUBTITLE.split(title)[0]) or made
    if len(made) > _LONG:
        made = made[: _LONG + 1].rpartition("-")[0] or made[:_LONG]
    return made if made and made not in RESERVED else "show"


RESERVED = ("network",)
"""Names that no show can have."""


def check_name(name: str, option: str = "--name") -> None:
    """Raise UsageError unless a show can be called so."""
    made = slug(name)
    if name != made or not made:
        raise UsageError(
            f'{option}: "{name}" cannot be the name of a show',
            remedy=f'write it as "{made}"' if made else "use letters, digits and hyphens",
        )
    if name in RESERVED:
        raise UsageError(
            f'{option}: "{name}" is taken by seeds/{name}.yaml', remedy="choose another"
        )


@dataclass(slots=True)
class Draft:
    """The files of a new workspace by their path in it, in the order in which they are told.

    ``copies`` names the file elsewhere that one is a copy of, ``about`` says of some what they
    are, ``notes`` what a person should know, and ``findings`` what is wrong with files that were
    left alone. ``cover`` is how a cover is called that has to be drawn.
    """

    show: str
    title: str
    files: dict[str, Content] = field(default_factory=dict)
    copies: dict[str, Path] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cover: str = "cover.jpg"

    @property
    def media(self) -> str:
        """The folder of its audio and cover."""
        return f"media/{self.show}"

    def put(
        self, path: str, content: Content, about: str = "", *, copy_of: Path | None = None
    ) -> None:
        """Plan a file."""
        self.files[path] = content
        source = content if isinstance(content, Path) else copy_of
        if source is not None:
            self.copies[path] = source
        if about:
            self.about[path] = about
