"""Bytes of a feed → its tree, mended where that moves no character, and each fault told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from podfeed.documents import SAFE
from podfeed.errors import FeedError
from podfeed.findings import Finding, Kind, Place, Severity
from podfeed.importing.healing import heal
from podfeed.rules.engine.document import MOST_DEPTH, Document
from podfeed.rules.engine.faults import diagnose
from podfeed.rules.engine.positions import places
from podfeed.tags import CHANNEL, ITEM, of_element

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_TOLD = 20

MENDED = Kind(
    "IMP001",
    "feed-mended",
    Severity.WARNING,
    """A feed that is not well-formed XML, or not in the encoding that it names.

    It was mended so that it could be read: a character left out, a tag taken as closed. Strict
    apps refuse such a feed as a whole. Look whether the episode at that line came over as it was;
    the feed that podfeed builds is well-formed.
    """,
)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, encoding="utf-8", remove_pis=True, strip_cdata=False, **SAFE
    )


class Parsed(NamedTuple):
    """The root of a feed, the document with its faults, and the bytes that were parsed.

    ``recovered`` tells that even those were not well-formed.
    """

    root: _Element
    document: Document
    data: bytes
    recovered: bool = False


def parse(document: Document, path: str) -> Parsed:
    """As much of a document as can be read. Raises FeedError if that is nothing."""
    if not document.faults:
        root = _strictly(document.data)
        if root is not None:
            return Parsed(root, document, document.data)
    mended = diagnose(document)
    healed = diagnose(replace(document, data=heal(document.data), faults=[])).data
    recovered = False
    try:
        root = _strictly(healed)
        if root is None:
            recovered = True
            root = etree.fromstring(healed, _parser(recover=True))
    except etree.XMLSyntaxError as reason:
        problem = f"cannot be read as XML: {(reason.msg or 'nothing is left of it').lower()}"
        remedy = "see whether the feed itself is what stands there"
        raise FeedError(problem, path=path, line=reason.lineno or None, remedy=remedy) from None
    if root is None:
        raise FeedError("holds no element that can be read", path=path, remedy="see what it is")
    if recovered:
        _raise_up(root)
    return Parsed(root, mended, healed, recovered=recovered)


def _strictly(data: bytes) -> _Element | None:
    """The root of a document that is well-formed; None if this one is not."""
    try:
        return etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError:
        return None


def _raise_up(root: _Element) -> None:
    """Take out what a tag that is not closed has swallowed: items in items, elements in texts."""
    channel = channel_of(root)
    if channel is None:
        return
    last: _Element | None = None
    for item in list(channel.iter("item")):
        if item.getparent() is not channel and last is not None:
            last.addnext(item)
        last = item
    for parent, kind in ((channel, CHANNEL), *((item, ITEM) for item in channel.iter("item"))):
        for child in list(parent):
            tag = of_element(kind, child) if isinstance(child.tag, str) else None
            if tag is None or tag.children() or not len(child):
                continue
            for inner in reversed([one for one in child.iter("*") if one is not child]):
                if of_element(kind, inner) is not None:
                    inner.tail = None
                    child.addnext(inner)


_DEEP = etree.XPath(f"boolean({'/*' * (MOST_DEPTH + 1)})")


def require_flat(root: _Element, path: str) -> None:
    """Raise FeedError if elements stand too deep in each other."""
    if _DEEP(root):
        problem = f"elements stand more than {MOST_DEPTH} deep in each other"
        raise FeedError(problem, path=path, remedy="see whether it is a feed at all")


def tell_faults(document: Document, path: str, *, grave: bool) -> list[Finding]:
    """What was mended, each at its line, the first of many by themselves.

    It is ``grave`` if what stands behind a fault could only be guessed.
    """
    marks = places(document.data, [fault.offset for fault in document.faults])
    findings = []
    for number, fault in enumerate(document.faults):
        worst = grave and fault.kind in ("structure", "size")
        message = fault.message
        if worst:
            message += "; what follows was read as well as could be"
        elif number >= _MOST_TOLD:
            continue
        findings.append(
            MENDED.at(
                Place(path, *marks[fault.offset]),
                message,
                remedy=fault.remedy,
                severity=Severity.ERROR if worst else None,
            )
        )
    if untold := len(document.faults) - len(findings):
        findings.append(MENDED.at(Place(path), f"{untold:,} more faults like these were mended"))
    return findings


def channel_of(root: _Element) -> _Element | None:
    """The channel; in a feed that has none, whatever element holds the items."""
    if root.tag == "channel":
        return root
    channel = root.find("channel")
    if channel is not None:
        return channel
    item = next(root.iter("item"), None)
    return item.getparent() if item is not None else None
