"""Templates filled in. The only module that knows Jinja.

Templates come as texts by name. Whatever they print is escaped, and a name that nothing has is a
fault. Where one is a user's they are filled in a sandbox, since it may come from somebody else;
that costs as much again, so the package's own do without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from podfeed.errors import TemplateError
from podfeed.render.words import Words, WordsError, words_of

if TYPE_CHECKING:
    from types import TracebackType

    from jinja2 import Template

__all__ = ["Markup", "Templates", "data_block"]


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

    def _template(self, name: str) -> Template:
        return self._environment.get_template(name)

    def _fail(self, reason: Exception, name: str) -> NoReturn:
        where, line = _spot(reason)
        where = where or name
        if where not in self.sources:
            where, line = name, None
        problem = str(reason).partition("\n")[0] or type(reason).__name__
        remedy = "correct it, or delete the file: podfeed then takes its own"
        if missing := _MISSING.search(problem):
            problem = f'nothing is called "{missing[1] or missing[2]}" here'
        if isinstance(reason, TemplateNotFound):
            problem, remedy = f'there is no template "{reason.name}"', "correct the name"
        elif isinstance(reason, SecurityError):
            remedy = "a template may look at values only"
        elif not isinstance(reason, JinjaError):
            problem = f"{type(reason).__name__}: {problem}"
        path = self.places.get(where) or self.places.get(name)
        if path is None:
            path, line = f"podfeed's own {where}", None
        raise TemplateError(problem, path=path, line=line, remedy=remedy) from reason


_MISSING = re.compile(r"has no attribute '(\w+)'|'(\w+)' is undefined")


def _spot(reason: Exception) -> tuple[str | None, int | None]:
    """The template and line that a fault comes from: Jinja puts them into the traceback."""
    if isinstance(reason, TemplateSyntaxError):
        return reason.name, reason.lineno
    found: tuple[str | None, int | None] = None, None
    trace: TracebackType | None = reason.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if "__jinja_template__" in frame.f_globals:
            found = frame.f_globals["__jinja_template__"], trace.tb_lineno
        elif frame.f_code.co_filename == "<template>" or frame.f_globals.get("name"):
            name = frame.f_globals.get("name")
            found = (name if isinstance(name, str) else found[0]), trace.tb_lineno
        trace = trace.tb_next
    return found


@lru_cache(maxsize=4)
def _environment(sources: tuple[tuple[str, str], ...], sandboxed: bool) -> Environment:
    """Compiled once for all builds of a process: that costs as much as filling a hundred pages."""
    kind = ImmutableSandboxedEnvironment if sandboxed else Environment
    return kind(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


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
