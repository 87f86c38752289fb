"""One class an XML element: its names, parts, value and page, and the register of them all.

A :class:`Tag` is declared once, as data. From the declaration come the YAML key, the XML
written, the XML read, the check of the value and the page of the manual.

The value of a tag is plain: text, a number, a date … if the element has one part only, and
otherwise a mapping of the keys of its parts (attributes, text, child elements).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from podfeed.tags.checks import CHECKERS, PLACES, checker
from podfeed.tags.names import ITEM, LIVE_ITEM, NAMESPACES, RSS, label, qualified
from podfeed.tags.plain import plain
from podfeed.tags.problems import RefusedError
from podfeed.tags.readers import parse_mapping, read_attributes, read_children
from podfeed.tags.writers import (
    Writer,
    attribute_writer,
    holder_writer,
    mapping_writer,
    text_writer,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.tags.problems import Problem
    from podfeed.tags.shapes import Form


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of an element. ``key`` is its name in YAML, in snake_case.

    One that is ``recommended`` is not required. ``default`` is what a missing one means.
    """

    name: str
    form: Form[Any]
    required: bool = True
    key: str = ""
    recommended: bool = False
    default: str = ""

    def __post_init__(self) -> None:
        if self.recommended:
            object.__setattr__(self, "required", False)
        if not self.key:
            snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.name).replace("-", "_").lower()
            object.__setattr__(self, "key", snake)


class Tag:
    """An XML element. The docstring of each subclass is its page: what it is, why it matters.

    ``parents`` are the labels of the elements it may stand in, and so also say which
    elements hold children; what may stand in an item may stand in a podcast:liveItem as well.
    ``key`` is the field of the show (in ``channel``) or episode (in ``item``) that it comes
    from, None if podfeed makes it up; in any other parent, the key of this part in the value
    of that parent, where ``keys`` names no other. A ``multiple`` one may stand there several
    times, but in the parents of ``single_in`` once. ``required_in`` names the parents that are
    nothing without it, ``recommended_in`` those that are less. ``fixed`` attributes are always
    written and never part of the value; ``tolerated`` ones are never written, and no fault.
    ``legacy`` says what took the place of an element that
    is no longer meant to be written. ``source`` is where the element is defined, ``example`` a
    value.
    """

    name: ClassVar[str] = ""
    ns: ClassVar[str] = RSS
    parents: ClassVar[tuple[str, ...]] = ()
    key: ClassVar[str | None] = None
    keys: ClassVar[Mapping[str, str]] = {}
    multiple: ClassVar[bool] = False
    single_in: ClassVar[tuple[str, ...]] = ()
    required_in: ClassVar[tuple[str, ...]] = ()
    recommended_in: ClassVar[tuple[str, ...]] = ()
    text: ClassVar[Form[Any] | None] = None
    text_key: ClassVar[str] = "text"
    text_required: ClassVar[bool] = True
    attributes: ClassVar[tuple[Attribute, ...]] = ()
    fixed: ClassVar[Mapping[str, str]] = {}
    tolerated: ClassVar[tuple[str, ...]] = ()
    legacy: ClassVar[str] = ""
    source: ClassVar[str] = ""
    example: ClassVar[Any] = None

    qname: ClassVar[str]
    label: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.qname = f"{{{cls.ns}}}{cls.name}" if cls.ns else cls.name
        cls.label = label(cls.qname)
        if ITEM in cls.parents and LIVE_ITEM not in cls.parents:
            cls.parents = (*cls.parents, LIVE_ITEM)
        if cls.name:
            _register(cls)

    @classmethod
    def children(cls) -> tuple[type[Tag], ...]:
        """The elements it may hold."""
        return in_parent(cls.label)

    @classmethod
    def child(cls, element: _Element) -> type[Tag] | None:
        """The tag of an element in this one, or None if it may not stand there."""
        return of_element(cls.label, element)

    @classmethod
    def key_in(cls, parent: str) -> str:
        """The key of this part in the value of a parent."""
        return cls.keys.get(parent) or cls.key or cls.name

    @classmethod
    def repeats_in(cls, parent: str) -> bool:
        """Whether it may stand in a parent several times."""
        return cls.multiple and parent not in cls.single_in

    @classmethod
    def only_child(cls) -> type[Tag] | None:
        """The one part of an element that holds elements of one name, and nothing else."""
        children = cls.children()
        alone = len(children) == 1 and cls.text is None and not cls.attributes
        return children[0] if alone and cls.label in children[0].required_in else None

    @classmethod
    def single_part(cls) -> bool:
        """Whether it has one part only, which it always has, so that its value is no mapping."""
        if cls.children():
            return cls.only_child() is not None
        if cls.text is not None:
            return cls.text_required and not cls.attributes
        return len(cls.attributes) == 1 and cls.attributes[0].required

    @classmethod
    def matches(cls, element: _Element) -> bool:
        """Whether an element of this name is this tag; some names serve several."""
        return qualified(str(element.tag)) == cls.qname

    @classmethod
    def write(cls, parent: _Element, value: Any) -> None:
        """Append the element to its parent."""
        cls.writer()(parent, value)

    @classmethod
    def writer(cls) -> Writer:
        """A function that does what ``write`` does, with all decisions taken beforehand."""
        if not cls.single_part():
            return mapping_writer(cls)
        if cls.only_child() is not None:
            return holder_writer(cls)
        if cls.text is not None:
            return text_writer(cls.qname, cls.fixed, cls.text.write)
        return attribute_writer(cls.qname, cls.fixed, cls.attributes[0])

    @classmethod
    def read(cls, element: _Element) -> Any:
        """The value of an element. Raises ValueError if it is none that this tag may have.

        What the declaration does not know (an attribute, a child) is refused as well, so
        that a value read stands for the whole element.
        """
        value = read_attributes(cls, element)
        children = cls.children()
        if children:
            value.update(read_children(cls, element))
        elif len(element):
            raise ValueError("holds elements, not text alone")
        if cls.text is not None:
            written = (element.text or "").strip()
            if written or cls.text_required:
                value[cls.text_key] = cls.text.read(written)
        elif (element.text or "").strip():
            raise ValueError("holds text and should not")
        return next(iter(value.values())) if cls.single_part() else value

    @classmethod
    def read_all(cls, elements: Iterable[_Element]) -> list[Any]:
        """The values of all elements of this tag in one parent. Raises ValueError."""
        return [cls.read(element) for element in elements]

    @classmethod
    def parse(cls, written: Any) -> Any:
        """The value from plain text as YAML gives it, or a mapping of such. Raises ValueError."""
        if cls.single_part():
            only = cls.only_child()
            if only is not None:
                return (
                    only.parse_all(written) if only.repeats_in(cls.label) else only.parse(written)
                )
            form = cls.text or cls.attributes[0].form
            return form.parse(written)
        if isinstance(written, str) and cls.text is not None:
            written = {cls.text_key: written}
        return parse_mapping(cls, written)

    @classmethod
    def parse_all(cls, written: Any) -> list[Any]:
        """The values from a list of plain values, or from one alone. Raises ValueError."""
        if not isinstance(written, (list, tuple)):
            return [cls.parse(written)]
        values = []
        for number, one in enumerate(written):
            try:
                values.append(cls.parse(one))
            except ValueError as fault:
                raise RefusedError.below(number, fault) from None
        return values

    @classmethod
    def plain(cls, value: Any) -> Any:
        """What a person would write in YAML for a value, so that ``parse`` gives it back.

        Text, numbers, truth, lists and maps of them.
        """
        return plain(cls, value)

    @classmethod
    def plain_all(cls, values: Iterable[Any]) -> list[Any]:
        """The same for all values of a tag in one parent."""
        return [plain(cls, value) for value in values]

    @classmethod
    def check(cls, element: _Element) -> Sequence[Problem]:
        """What is wrong with an element of this tag, its attributes and its text.

        Of its children only which there are is looked at; each wants to be checked by itself.
        """
        return checker(cls)(element)

    @classmethod
    def check_further(cls, _element: _Element, /) -> Iterator[Problem]:
        """What is wrong by a rule of this element alone. Tags with such rules override this."""
        return iter(())

    @classmethod
    def misses(cls, _element: _Element, /) -> bool:
        """Whether what is recommended is missed in an element. Some have no use for it."""
        return True


ALL: list[type[Tag]] = []
"""Every tag in the order they are written in: by namespace, then as declared."""

_ORDER = (RSS, *NAMESPACES.values())


def _register(tag: type[Tag]) -> None:
    ALL.append(tag)
    ALL.sort(key=lambda one: _ORDER.index(one.ns))
    forget()


def forget() -> None:
    """Look at the register afresh, as it has changed."""
    in_parent.cache_clear()
    parents_of.cache_clear()
    _named.cache_clear()
    CHECKERS.clear()
    PLACES.clear()


@lru_cache(maxsize=1024)
def parents_of(name: str) -> frozenset[str]:
    """The labels of all parents that an element may stand in, by its qualified name."""
    return frozenset(parent for tag in ALL if tag.qname == name for parent in tag.parents)


@lru_cache(maxsize=1024)
def in_parent(parent: str) -> tuple[type[Tag], ...]:
    """The tags that may stand in a parent (its label), in the order they are written in."""
    return tuple(tag for tag in ALL if parent in tag.parents)


@lru_cache(maxsize=1024)
def _named(parent: str) -> dict[str, list[type[Tag]]]:
    found: dict[str, list[type[Tag]]] = {}
    for tag in in_parent(parent):
        found.setdefault(tag.qname, []).append(tag)
    return found


def by_name(parent: str, name: str) -> type[Tag] | None:
    """The tag of an element (``{namespace}name`` or ``prefix:name``) in a parent.

    Where one name serves several tags, the first; ask ``of_element`` if you have the element.
    """
    found = _named(parent).get(qualified(name))
    return found[0] if found else None


def of_element(parent: str, element: _Element) -> type[Tag] | None:
    """The tag of an element in a parent, or None if podfeed does not know it."""
    found = _named(parent).get(qualified(str(element.tag)), ())
    return next((tag for tag in found if len(found) == 1 or tag.matches(element)), None)


def by_key(parent: str, key: str) -> tuple[type[Tag], ...]:
    """The tags that are written from a field of the show (``channel``) or episode (``item``)."""
    return tuple(tag for tag in in_parent(parent) if tag.key == key)


def field_of(parent: str, name: str) -> str | None:
    """The field of the show or episode that an element comes from, or None if from none."""
    tag = by_name(parent, name)
    return tag.key if tag else None
