"""What can go wrong, as exceptions that carry data. The text is derived from it.

PodfeedError
├── UsageError       the command cannot be carried out as it was given
├── WorkspaceError   seeds/, media/ or feeds/ cannot be used as they are
├── ListingError     a listing or YAML file that cannot be read
├── MediaError       an audio or artwork file that cannot be opened or measured
├── LockError        a lockfile that cannot be read, or may not be changed
├── FeedError        a feed that cannot be read
├── WebError         an address that cannot be fetched
├── OutputError      a file that cannot be written
├── TemplateError    a template of pages that cannot be filled in
└── PublishError     a store that did not take, or give, what it was asked to
    ├── ConflictError     what is there is not what was seen: somebody else has published
    ├── RefusedError      the store does not let us: credentials, rights, a wrong clock
    ├── UnreachableError  no answer, or none in time
    └── FullError         no room left
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class PodfeedError(Exception):
    """Something that a person has to mend: where it is, what it is, and what to do.

    ``exit_code`` is what the command line returns for it: 2 for wrong usage or an
    unreadable workspace, 1 for everything that is a fault of the content.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        problem: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = path
        self.line = line
        self.column = column
        self.remedy = remedy

    def __str__(self) -> str:
        """``path:line:column: problem; remedy``, leaving out what is not known."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        text = f"{place}: {self.problem}" if place else self.problem
        return f"{text}; {self.remedy}" if self.remedy else text


class UsageError(PodfeedError):
    """The command cannot be carried out as it was given."""

    exit_code = 2


class WorkspaceError(PodfeedError):
    """seeds/, media/ or feeds/ cannot be used as they are."""

    exit_code = 2


class ListingError(PodfeedError):
    """A listing or YAML file that cannot be read at all."""


class MediaError(PodfeedError):
    """An audio or artwork file that cannot be opened or measured."""


class LockError(PodfeedError):
    """A lockfile that cannot be read, or may not be changed."""


class FeedError(PodfeedError):
    """A feed that cannot be read."""


class WebError(PodfeedError):
    """An address that cannot be fetched."""


class OutputError(PodfeedError):
    """A file that cannot be written. What stood there before is still there."""


class TemplateError(PodfeedError):
    """A template of pages that cannot be filled in."""


class PublishError(PodfeedError):
    """A store that did not take, or give, what it was asked to.

    ``path`` is the key, below the store's address where that is known. No text of it ever holds
    a credential.
    """


class ConflictError(PublishError):
    """What is there is not what was seen: somebody else has published meanwhile."""


class RefusedError(PublishError):
    """The store does not let us: bad or expired credentials, missing rights, a wrong clock."""


class UnreachableError(PublishError):
    """No answer from the store, or none in time, however often it was asked."""


class FullError(PublishError):
    """The store has no room left. What stood there before is still there."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known word that is most like this one, or None if none is near.

    ``cutoff`` is how much of the two has to agree, 1 being all.

    >>> nearest("Techology", ["Technology", "Arts"]), nearest("xyz", ["Technology"])
    ('Technology', None)
    >>> nearest("LANGUAGE", ["language"])
    'language'
    """
    from difflib import get_close_matches  # only needed when something is wrong

    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A remedy that offers the nearest known word, or None.

    >>> did_you_mean("titel", ["title", "author"])
    'did you mean "title"?'
    """
    found = nearest(word, known)
    return f'did you mean "{found}"?' if found else None
