"""What a listener sees of a text, and whether two texts look the same."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from podfeed.notes.cleaning import clean
from podfeed.values import Url

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
                pictures.append(address(element.get("src", "")))
            target = element.get("href")
            if target is not None and target.strip().lower().startswith(_SAFE):
                links.append(address(target))
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


def address(text: str) -> str:
    """An address as it is compared; what is none stays as it is written."""
    try:
        return str(Url.parse(text))
    except ValueError:
        return text.strip()
