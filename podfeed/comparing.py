"""Two feeds compared element by element: what is lost, changed or new, and what only looks so.

Pure. Elements are paired by name, items by guid, else by enclosure, else by title and date. What
says the same in another way (a date in another zone, ``clean`` for ``false``, white space) is no
difference, but is counted under a name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from podfeed.notes.cleaning import clean
from podfeed.tags import CHANNEL, ITEM, Tag, label, of_element
from podfeed.tags.forms import YES
from podfeed.values import Url

if TYPE_CHECKING:
    from lxml.etree import _Element

ANEW = frozenset(("generator", "lastBuildDate", "docs"))
"""Elements of a channel that whoever writes the feed says of itself."""

_XML = "http://www.w3.org/XML/1998/namespace"
_ABOUT_PAGES = frozenset(
    f"atom:link rel={rel}" for rel in ("first", "last", "next", "previous", "prev")
)
_LONG = 60
_TEXTS = frozenset(
    (
        "description",
        "content:encoded",
        "itunes:summary",
        "itunes:subtitle",
        "googleplay:description",
    )
)
"""Elements that apps render, so that what counts is what is seen."""


class Difference(NamedTuple):
    """Something that one feed says and the other does not say so.

    ``path`` is an XPath into the first feed, with usual prefixes; ``kind`` is lost or changed.
    ``element`` is that of the first feed.
    """

    path: str
    kind: str
    before: str
    after: str | None = None
    element: _Element | None = None

    def __str__(self) -> str:
        if self.after is None:
            return f"{self.path}: {self.before} is lost"
        return f"{self.path}: {self.before} has become {self.after}"


@dataclass(slots=True)
class Comparison:
    """How two feeds differ. ``allowed`` counts, by name, what differs and says the same."""

    items: int = 0
    differences: list[Difference] = field(default_factory=list)
    allowed: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)

    @property
    def same(self) -> bool:
        """Whether nothing was lost or changed."""
        return not self.differences


class Sides(NamedTuple):
    """A feed as it is compared: its channel, and its items wherever they stand."""

    channel: _Element
    items: list[_Element]


def sides(root: _Element) -> Sides:
    """The channel and items of a feed that podfeed wrote."""
    channel = root.find("channel")
    assert channel is not None
    return Sides(channel, list(channel.iterchildren("item")))


def compare(before: Sides, after: Sides) -> Comparison:
    """What became of the first feed in the second."""
    found = Comparison(items=len(before.items))
    _Pair("/rss/channel", CHANNEL, found).compare(before.channel, after.channel)
    pairs = list(pair_items(before.items, after.items))
    order = []
    for number, (old, new) in enumerate(pairs, 1):
        path = f"/rss/channel/item[{number}]"
        if new is None:
            found.differences.append(Difference(path, "lost", f"the item {_name(old)}", None, old))
        else:
            _Pair(path, ITEM, found).compare(old, new)
            order.append(new)
    known = set(order)
    kept = [item for item in after.items if item in known]
    if moved := sum(1 for one, other in zip(kept, order, strict=True) if one is not other):
        found.allowed["items in the order of their dates"] += moved
    if extra := len(after.items) - len(order):
        found.added["item"] += extra
    return found


def pair_items(
    before: Iterable[_Element], after: Iterable[_Element]
) -> Iterator[tuple[_Element, _Element | None]]:
    """Each item of the first feed with what it is in the second, if it is there.

    Of several that say the same the first belongs to the first.
    """
    listed, left = list(before), dict.fromkeys(after)
    found: dict[_Element, _Element] = {}
    for key in (_whole, _guid, _enclosure, _title_and_date):
        waiting: dict[object, list[_Element]] = defaultdict(list)
        for item in left:
            waiting[key(item)].append(item)
        for item in listed:
            if item in found or not (name := key(item)):
                continue
            others = waiting.get(name)
            if others:
                found[item] = others.pop(0)
                del left[found[item]]
    for item in listed:
        yield item, found.get(item)


def _whole(item: _Element) -> object:
    return _guid(item) and (_guid(item), _enclosure(item), _text(item.find("title")))


def _guid(item: _Element) -> object:
    return _text(item.find("guid"))


def _enclosure(item: _Element) -> object:
    enclosure = item.find("enclosure")
    return _address(enclosure.get("url", "")) if enclosure is not None else None


def _title_and_date(item: _Element) -> object:
    date = item.find("pubDate")
    tag = of_element(ITEM, date) if date is not None else None
    try:
        moment = tag.read(date) if tag is not None and date is not None else None
    except ValueError:
        moment = _text(date)
    return (_text(item.find("title")), moment)


def _text(element: _Element | None) -> str:
    return " ".join((element.text or "").split()) if element is not None else ""


def _name(item: _Element) -> str:
    return _shown(_text(item.find("title")) or _text(item.find("guid")) or "without title")


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return f'"{plain}"' if len(plain) <= _LONG else f'"{plain[:_LONG]}…"'


class _Pair:
    """A channel or item and what became of it."""

    def __init__(self, path: str, parent: str, found: Comparison) -> None:
        self.path = path
        self.parent = parent
        self.found = found

    def compare(self, before: _Element, after: _Element) -> None:
        """Compare their children, by name."""
        old, new = _by_name(before, self.parent), _by_name(after, self.parent)
        for name, elements in old.items():
            self.elements(name, elements, new.pop(name, []))
        for name, elements in new.items():
            self.found.added[name] += len(elements)
        for one in before.keys():  # noqa: SIM118 - an element is no map
            where = "the channel" if self.parent == CHANNEL else "items"
            name = _attribute(before, str(one))
            reason = f"attributes of {where}, left out, as apps pass over them"
            self.found.allowed[f"{name}: {reason}"] += 1

    def elements(self, name: str, before: list[_Element], after: list[_Element]) -> None:
        """Compare all elements of one name, in their order once what is the same is paired."""
        if len(before) == 1 and len(after) < 2:
            self.one(name, before[0], after[0] if after else None, "")
            return
        waiting = Counter(canonical(one) for one in after)
        rest_before = []
        for number, one in enumerate(before):
            key = canonical(one)
            if waiting[key]:
                waiting[key] -= 1
            else:
                rest_before.append((number, one))
        rest_after = []
        for one in after:
            key = canonical(one)
            if waiting[key]:
                waiting[key] -= 1
                rest_after.append(one)
        several = len(before) > 1
        for left, right in zip_longest(rest_before, rest_after):
            if left is None:
                self.found.added[name] += 1
            else:
                self.one(name, left[1], right, f"[{left[0] + 1}]" if several else "")

    def one(self, name: str, before: _Element, after: _Element | None, step: str) -> None:
        """Compare an element with what became of it."""
        if self.parent == CHANNEL and name in ANEW:
            self.found.allowed[name] += 1
            return
        if is_empty(before):
            if after is None or not is_empty(after):
                self.found.allowed[f"{name} that says nothing"] += 1
            return
        if after is None:
            if self.says_no(before):
                self.found.allowed[f"{name} that says no, as leaving it out does"] += 1
            elif name in _ABOUT_PAGES:
                self.found.allowed["links between the pages of a feed"] += 1
            elif name != "atom:link rel=self":
                self.lose(name, before, step)
            return
        if _leaf(before) and _leaf(after) and before.text == after.text:
            return
        reason = self.excuse(name, before, after)
        if reason is None:
            path = f"{self.path}/{name}{step}"
            old, new = (_shown(_words(one)) for one in (before, after))
            self.found.differences.append(Difference(path, "changed", old, new, before))
        elif reason:
            self.found.allowed[reason] += 1

    def says_no(self, element: _Element) -> bool:
        """Whether an element that only says yes says no."""
        tag = of_element(self.parent, element)
        if tag is None or tag.text is not YES:
            return False
        try:
            return tag.read(element) is False
        except ValueError:
            return False

    def lose(self, name: str, element: _Element, step: str) -> None:
        path = f"{self.path}/{name}{step}"
        self.found.differences.append(
            Difference(path, "lost", _shown(_words(element)), None, element)
        )

    def excuse(self, name: str, before: _Element, after: _Element) -> str | None:
        """Why two elements that are written differently say the same; empty if they are equal."""
        if self.parent == CHANNEL and name in ("pubDate", "atom:link rel=self"):
            return f"{name}: that of the feed that is built"
        if canonical(before) == canonical(after):
            return "" if before.text == after.text else "white space"
        if name == "guid" and _text(before) == _text(after):
            return "guid: isPermaLink is said to be false"
        if name == "enclosure":
            return _same_enclosure(before, after)
        if name in _TEXTS and not len(before) and not len(after):
            return _same_text(name, before.text or "", after.text or "")
        tag = of_element(self.parent, before)
        if tag is not None and _reads_the_same(tag, before, after):
            return f"{name}: the same, in its usual form"
        return None


def _by_name(parent: _Element, kind: str) -> dict[str, list[_Element]]:
    found: dict[str, list[_Element]] = {}
    for child in parent.iterchildren("*"):
        tag = str(child.tag)
        if tag == "item" and kind == CHANNEL:
            continue
        name = label(tag)
        if name == "atom:link":
            name = f"{name} rel={child.get('rel', 'alternate')}"
        found.setdefault(name, []).append(child)
    return found


def _attribute(element: _Element, name: str) -> str:
    """The name of an attribute as the feed writes it."""
    address, _, local = name.removeprefix("{").rpartition("}")
    prefixes = {one: prefix for prefix, one in element.nsmap.items()} | {_XML: "xml"}
    return f"{prefixes.get(address) or address}:{local}" if address else local


def _leaf(element: _Element) -> bool:
    return not len(element) and not element.attrib


def is_empty(element: _Element) -> bool:
    """Whether an element says nothing: no text, no attributes, no children."""
    return not len(element) and not element.attrib and not (element.text or "").strip()


def canonical(element: _Element) -> tuple[Any, ...]:
    """An element as it is compared: names resolved, attributes sorted, white space collapsed."""
    return (
        label(str(element.tag)),
        tuple(sorted((str(name), " ".join(str(value).split())) for name, value in element.items())),
        " ".join((element.text or "").split()),
        tuple(
            (canonical(child), " ".join((child.tail or "").split()))
            for child in element.iterchildren("*")
        ),
    )


def _words(element: _Element) -> str:
    """An element for people: its text, or else its attributes, or its parts."""
    text = (element.text or "").strip()
    if text:
        return text
    if element.attrib:
        return " ".join(f"{name!s}={value!s}" for name, value in element.items())
    inner = "".join(map(str, element.itertext())).strip()
    return inner or ", ".join(label(str(child.tag)) for child in element.iterchildren("*"))


def _address(text: str) -> str:
    try:
        return str(Url.parse(text))
    except ValueError:
        return text.strip()


def _same_enclosure(before: _Element, after: _Element) -> str | None:
    if _address(before.get("url", "")) != _address(after.get("url", "")):
        return None
    kinds = [one.get("type", "").partition(";")[0].strip().lower() for one in (before, after)]
    if kinds[0] != kinds[1]:
        return "enclosure: a type where none was stated" if not kinds[0] else None
    sizes = [_size(one.get("length", "")) for one in (before, after)]
    if sizes[0] != sizes[1]:
        return None if sizes[0] else "enclosure: a length where none was stated"
    return "enclosure: the same, in its usual form"


def _size(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else None


def _reads_the_same(tag: type[Tag], before: _Element, after: _Element) -> bool:
    try:
        old, new = tag.read_all([before])[0], tag.read_all([after])[0]
    except (ValueError, IndexError):
        return False
    if isinstance(old, float) and isinstance(new, float):
        return round(old) == round(new)  # a duration is written in whole seconds
    return bool(old == new)


_HTML = etree.HTMLParser(no_network=True, huge_tree=False)
_UNSEEN = frozenset(("script", "style", "iframe", "object", "embed", "form"))
_SAFE = ("http:", "https:", "mailto:", "tel:", "feed:")


class Seen(NamedTuple):
    """What a listener sees of a text: its words, where its links lead, and its pictures."""

    words: str
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def seen(text: str) -> Seen:
    """What an app shows of HTML, or of plain text."""
    if "<" not in text and "&" not in text:
        return Seen("".join(text.split()))
    try:
        root = etree.fromstring(f"<div>{text}</div>", _HTML)
    except (etree.XMLSyntaxError, ValueError):
        return Seen("".join(text.split()))
    if root is None:
        return Seen("")
    words: list[str] = []
    links: list[str] = []
    pictures: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag in _UNSEEN or not isinstance(element.tag, str):
                continue
            words.append(element.text or "")
            if element.tag == "img":
                pictures.append(_address(element.get("src", "")))
            target = element.get("href")
            if target is not None and target.strip().lower().startswith(_SAFE):
                links.append(_address(target))
        else:
            words.append(element.tail or "")
    return Seen("".join("".join(words).split()), tuple(links), tuple(pictures))


def looks_the_same(before: str, after: str) -> bool:
    """Whether a listener sees the same of two texts, once what is not safe is taken out."""
    old, new = seen(before), seen(after)
    if old == new:
        return True
    # Links without a host are made whole, so there may be more of those that lead somewhere.
    if old.words == new.words and old.pictures == new.pictures:
        return not set(old.links) - set(new.links)
    safe = seen(clean(before).html)
    return safe.words == new.words and not set(safe.links) - set(new.links)


def _same_text(name: str, before: str, after: str) -> str | None:
    if "".join(before.split()) == "".join(after.split()):
        return "white space"
    if not looks_the_same(before, after):
        return None
    return f"{name}: HTML written otherwise or made safe, and looks the same"
