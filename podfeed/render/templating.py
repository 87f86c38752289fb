"""Templates filled in. The only module that knows Jinja.

Templates come as texts by name. Whatever they print is escaped, and a name that nothing has is a
fault. Where one is a user's they are filled in a sandbox, since it may come from somebody else;
that costs as much again, so the package's own do without. A user's template that takes the place
of one of the package may extend that by its name below ``podfeed/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import BaseLoader, Environment, StrictUndefined, meta
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from podfeed.errors import TemplateError
from podfeed.render.words import PACKAGE, Words, WordsError, words_of

if TYPE_CHECKING:
    from types import TracebackType

    from jinja2 import Template

__all__ = ["ENDLESS", "PACKAGE", "Markup", "Templates", "data_block"]

ENDLESS = "take out what goes on for ever, or grows without end"
"""What to do about a template that takes more than a page may."""


class Templates:
    """The templates of one build, by name; those in ``places`` are a user's, and lie there."""

    def __init__(self, sources: Mapping[str, str], places: Mapping[str, str] | None = None) -> None:
        self.sources = sources
        self.places = places or {}
        self._environment = _environment(tuple(sorted(sources.items())), bool(self.places))

    def fill(self, name: str, values: Mapping[str, Any]) -> bytes:
        """A template with these values. Raises TemplateError with the file and line."""
        try:
            return (self._template(name).render(values) + "\n").encode()
        except Exception as reason:  # noqa: BLE001 (a template is a program: anything may go wrong)
            self._fail(reason, name)

    def words(self, language: str) -> Words:
        """The words of pages in a language. Raises TemplateError."""
        try:
            return words_of(language, self.sources)
        except WordsError as reason:
            path = self.places.get(reason.name, f"podfeed's own {reason.name}")
            remedy = "correct it; podfeed's own files of words show what is asked for"
            raise TemplateError(str(reason), path=path, line=reason.line, remedy=remedy) from reason

    def reached(self, name: str) -> set[str]:
        """The templates that one is made of, itself among them, as far as its text tells."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one in found or one not in self.sources:
                continue
            found.add(one)
            waiting += _named(self.sources[one])
        return found

    def blamed(self, name: str) -> str:
        """The path to print of what is wrong somewhere in a template, or what that is made of."""
        reached = self.reached(name) if self.places else ()
        own = sorted(reached & self.places.keys()) if reached else ()
        path = self.places.get(name) or (self.places[own[0]] if own else None)
        return path or f"podfeed's own {name}"

    def _template(self, name: str) -> Template:
        return self._environment.get_template(name)

    def _fail(self, reason: Exception, name: str) -> NoReturn:
        if isinstance(reason, RecursionError):
            self._fail_at_circle(reason, name)
        where, line = (list(_spots(reason)) or [(name, None)])[-1]
        if where not in self.sources:
            where, line = name, None
        problem = str(reason).partition("\n")[0] or type(reason).__name__
        remedy = "correct it, or delete the file: podfeed then takes its own"
        if missing := _MISSING.search(problem):
            problem = f'nothing is called "{missing[1] or missing[2]}" here'
        if isinstance(reason, TemplateNotFound):
            problem, remedy = f'there is no template "{reason.name}"', "correct the name"
        elif isinstance(reason, TemplateSyntaxError) and (opened := self._opened(where, problem)):
            tag, line = opened
            problem, remedy = f'"{tag}" is not closed', f"end it with {{% end{tag} %}}"
        elif isinstance(reason, SecurityError):
            remedy = "a template may look at values only"
        elif not isinstance(reason, JinjaError):
            problem = f"{type(reason).__name__}: {problem}"
        if isinstance(reason, MemoryError | TimeoutError):
            needed = "memory" if isinstance(reason, MemoryError) else "time"
            problem, remedy = f"takes more {needed} than a page may", ENDLESS
        path = self.places.get(where)
        if path is None:
            path, line = self.blamed(name), None
        raise TemplateError(problem, path=path, line=line, remedy=remedy) from reason

    def _fail_at_circle(self, reason: RecursionError, name: str) -> NoReturn:
        """A template that comes back to itself: whose it is, and how it is done without."""
        circle = [where for where, _ in _spots(reason)] or [name]
        where = next((one for one in reversed(circle) if one in self.places), name)
        remedy = "let it end"
        if PACKAGE + where in self.sources:
            remedy = f'name podfeed\'s own "{PACKAGE}{where}" if that is meant, or let it end'
        path = self.places.get(where) or self.blamed(name)
        raise TemplateError("comes back to itself for ever", path=path, remedy=remedy) from reason

    def _opened(self, name: str, problem: str) -> tuple[str, int] | None:
        """The tag that Jinja misses the end of, and the line on which it stands."""
        if "The innermost block that needs to be closed is" not in problem:
            return None
        open_: list[tuple[str, int]] = []
        tokens = [t for t in self._environment.lex(self.sources[name]) if t[1] != "whitespace"]
        for (_, before, _), (line, kind, word) in pairwise(tokens):
            if before != "block_begin" or kind != "name":
                continue
            if word in _PAIRED:
                open_.append((word, line))
            elif word.removeprefix("end") in _PAIRED and open_:
                if f"end{open_[-1][0]}" != word:
                    break
                open_.pop()
        return open_[-1] if open_ else None


_PAIRED = {"autoescape", "block", "call", "filter", "for", "if", "macro", "with"}
_MISSING = re.compile(r"has no attribute '(\w+)'|'(\w+)' is undefined")


def _spots(reason: Exception) -> Iterator[tuple[str, int | None]]:
    """The templates and lines on the way to a fault: Jinja puts them into the traceback."""
    trace: TracebackType | None = reason.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_FILE):
            yield file.removeprefix(_FILE), trace.tb_lineno
        trace = trace.tb_next
    if isinstance(reason, TemplateSyntaxError) and reason.name is not None:
        yield reason.name, reason.lineno


_FILE = "template:"
"""What a template's name follows where Python tells the file of its code."""


class _Loader(BaseLoader):
    """Templates by name, which a traceback names as well."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """The text, and what a traceback calls the file."""
        del environment
        if template not in self.sources:
            raise TemplateNotFound(template)
        return self.sources[template], f"{_FILE}{template}", None


@lru_cache(maxsize=4)
def _environment(sources: tuple[tuple[str, str], ...], sandboxed: bool) -> Environment:
    """Compiled once for all builds of a process: that costs as much as filling a hundred pages."""
    kind = ImmutableSandboxedEnvironment if sandboxed else Environment
    return kind(
        loader=_Loader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@lru_cache(maxsize=128)
def _named(source: str) -> tuple[str, ...]:
    """The templates that a text names; none if it is no template, which is told elsewhere."""
    try:
        found = meta.find_referenced_templates(Environment().parse(source))
        return tuple(name for name in found if name is not None)
    except TemplateSyntaxError:
        return ()


_IN_SCRIPT = tuple((c, f"\\u{ord(c):04x}") for c in "<>&\u2028\u2029")


def data_block(data: object) -> Markup:
    r"""Data as JSON that may stand in a script element: nothing in it can end that.

    >>> print(data_block({"title": "</script><b>"}))
    {"title":"\u003c/script\u003e\u003cb\u003e"}
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in _IN_SCRIPT:
        text = text.replace(character, escaped)
    return Markup(text)
