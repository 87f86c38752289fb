"""The rules by code, and the decorator that makes a rule of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from podfeed.errors import UsageError, did_you_mean
from podfeed.findings import KINDS, Kind, Severity
from podfeed.rules.engine.profiles import speaks_for

if TYPE_CHECKING:
    from lxml.etree import _Element


class Spot(NamedTuple):
    """An item by its number (from 0), or a child of it by name; for rules that judge at the end."""

    item: int
    name: str | None = None


class Hit(NamedTuple):
    """What a rule yields: where, what, and what to do about it.

    ``node`` is an element of what the rule was called with, a Spot, an offset into the bytes
    of the document, or None for the element that the rule was called with. ``severity`` is
    given where it differs from the rule's own; ``code`` only by rules that share a screen.
    """

    node: _Element | Spot | int | None
    message: str
    remedy: str | None = None
    attribute: str | None = None
    severity: Severity | None = None
    code: str | None = None


Hits: TypeAlias = Iterator[Hit]
Judge: TypeAlias = Callable[..., Iterable[Hit]]
Screen: TypeAlias = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its kind of finding, what it is called with, and the function that judges.

    ``on`` is one of these, or several with blanks between:

    - ``document``: called once, with the :class:`Document`; works even if it is no feed
    - ``item``: called with each :class:`Item`; with ``without``, only if it lacks that child
    - ``items``: called at the end with the :class:`Feed`, to look through its ``briefs``, and
      at its ``channel`` unless that is None; by far the cheapest way to judge what a brief has
    - ``repeated``: called with each Item and Channel in which a name occurs more than once
    - ``channel``: called with the :class:`Channel` at its end; ``without`` as above
    - ``feed``: called at the end, with the :class:`Feed`, if the document does not break off
    - ``facts``, ``web``, ``sound``: called by its own family, with facts that are no part of a feed
    - ``PARENT/ELEMENT`` or ``ELEMENT``: called with each such element and the Item or
      Channel that it stands in; names have the usual prefixes, as in ``item/itunes:image``
    - ``PREFIX:*``: called with each element of a namespace, in any parent

    ``needs`` is ``media``, ``web``, ``past`` or ``now`` for a rule that has nothing to say without.
    ``applies`` names the profiles that it belongs to; if empty, it speaks for all. Rules on the
    same elements may share a ``screen``, which is called first, with the same: if what it
    gives is false, none of them has anything to say.
    """

    kind: Kind
    judge: Judge
    on: str
    without: str | None = None
    needs: str | None = None
    applies: frozenset[str] = field(default_factory=frozenset)
    screen: Screen | None = None

    @property
    def code(self) -> str:
        """The code of its findings."""
        return self.kind.code


RULES: dict[str, Rule] = {}
"""Every rule by its code, filled as the families are imported."""


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    on: str,
    source: str,
    without: str | None = None,
    needs: str | None = None,
    screen: Screen | None = None,
) -> Callable[[Judge], Judge]:
    """Make a rule of a function. Its docstring is its page.

    The page says what is found and why it matters to a listener, then ``Wrong:`` and
    ``Right:``, each with a block of code. An ``xml`` block holds an ``<item>`` or
    ``<channel>`` with the elements that matter (``<!-- no NAME -->`` for one that is absent),
    or a whole document; both are tested. ``<!-- 300 characters -->`` stands for a long text,
    ``<!-- 101 elements deep -->`` for a deep one.
    """

    def register(judge: Judge) -> Judge:
        page = inspect.cleandoc(judge.__doc__ or "")
        adopt(Kind(code, name, severity, page, source), judge, on, without, needs, screen)
        return judge

    return register


def adopt(
    kind: Kind,
    judge: Judge,
    on: str,
    without: str | None = None,
    needs: str | None = None,
    screen: Screen | None = None,
) -> None:
    """Make a rule of a function for a kind of finding that is declared elsewhere."""
    RULES[kind.code] = Rule(kind, judge, on, without, needs, speaks_for(kind.code), screen)


def chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[str]:
    """The codes of the rules that are meant: a code, the beginning of one, a name, or ``ALL``.

    Without ``select`` all of them; ``ignore`` is taken away from that. Raises UsageError.
    """
    selectors = tuple(select)
    codes = _matching(selectors) if selectors else frozenset(KINDS)
    return codes - _matching(ignore)


def _matching(selectors: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for selector in selectors:
        wanted = selector.strip()
        name, beginning = wanted.lower(), "" if wanted == "ALL" else wanted.upper()
        codes = {
            code for code, kind in KINDS.items() if code.startswith(beginning) or kind.name == name
        }
        if not codes or not wanted:
            known = [name for code, kind in KINDS.items() for name in (code, kind.name)]
            raise UsageError(
                f'no rule has the code or name "{selector}"',
                remedy=did_you_mean(wanted, known) or 'see "podfeed explain" for all of them',
            )
        found |= codes
    return frozenset(found)


def _together(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules, with those that share a screen as one."""
    groups: dict[Screen, list[Rule]] = {}
    for one in rules:
        if one.screen is not None:
            groups.setdefault(one.screen, []).append(one)
    if not groups:
        return rules
    alone = tuple(one for one in rules if one.screen is None)
    return alone + tuple(
        replace(members[0], judge=partial(_screened, screen, members), screen=None)
        for screen, members in groups.items()
    )


def _screened(screen: Screen, members: list[Rule], *called: Any) -> Iterable[Hit]:
    if not screen(*called):
        return ()
    return [hit._replace(code=one.code) for one in members for hit in one.judge(*called)]


class Tables(NamedTuple):
    """The chosen rules, laid out for the walk."""

    document: tuple[Rule, ...]
    item: tuple[Rule, ...]
    items: tuple[Rule, ...]
    repeated: tuple[Rule, ...]
    channel: tuple[Rule, ...]
    feed: tuple[Rule, ...]
    item_without: tuple[tuple[str, Rule], ...]
    channel_without: tuple[tuple[str, Rule], ...]
    elements: dict[str, tuple[Rule, ...]]
    """By ``PARENT/ELEMENT``, and by ``ELEMENT`` for any parent."""

    def of(self, parent: str) -> ElementRules:
        """The rules for elements in one parent."""
        return ElementRules(self.elements, parent)


class ElementRules(dict[str, tuple[Rule, ...]]):
    """The rules of each element in one parent, found out when it is first asked for."""

    def __init__(self, elements: dict[str, tuple[Rule, ...]], parent: str) -> None:
        super().__init__()
        self._elements = elements
        self._parent = parent

    def __missing__(self, name: str) -> tuple[Rule, ...]:
        exact = self._elements.get(f"{self._parent}/{name}", ())
        found = exact + self._elements.get(name, ())
        prefix, colon, _ = name.partition(":")
        if colon:
            found += self._elements.get(f"{prefix}:*", ())
        found = _together(found)
        if len(self) < 1000:  # a hostile feed may have any number of names
            self[name] = found
        return found


_APART = ("facts", "web", "sound")
_WHOLE = ("document", "item", "items", "repeated", "channel", "feed")


@lru_cache(maxsize=16)
def tables(codes: frozenset[str], given: frozenset[str]) -> Tables:
    """The rules with these codes, by what they are called with.

    ``given`` are the facts that are known, of ``media``, ``web``, ``past`` and ``now``.
    """
    rules = [
        rule
        for code, rule in sorted(RULES.items())
        if code in codes and (rule.needs is None or rule.needs in given)
    ]
    elements: dict[str, tuple[Rule, ...]] = {}
    whole: dict[str, Any] = dict.fromkeys(_WHOLE, ())
    lacking: dict[str, Any] = {"item_without": (), "channel_without": ()}
    for one in rules:
        for on in one.on.split():
            if one.without is not None:
                lacking[f"{on}_without"] += ((one.without, one),)
            elif on in whole:
                whole[on] += (one,)
            elif on not in _APART:
                elements[on] = (*elements.get(on, ()), one)
    return Tables(**whole, **lacking, elements=elements)
