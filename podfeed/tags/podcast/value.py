"""Money that listeners send while they listen, and who gets what share of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import BOOLEAN, DECIMAL, WHOLE_OR_ZERO
from podfeed.tags.names import CHANNEL, ITEM, PODCAST, spellings
from podfeed.tags.podcast.forms import DOCS, PERCENT, POSITION
from podfeed.tags.podcast.others import RemoteItem
from podfeed.tags.problems import Problem, ProblemKind, quoted
from podfeed.tags.shapes import TEXT, usually
from podfeed.values import Duration

if TYPE_CHECKING:
    from lxml.etree import _Element

_VALUE = "podcast:value"
_SPLIT = "podcast:valueTimeSplit"

_ADDRESSES = {
    "node": (re.compile(r"0[23][0-9A-Fa-f]{64}"), "the key of a node", "66 digits, 02… or 03…"),
    "lnaddress": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "a Lightning address", "name@host"),
}


class Value(Tag):
    """Says that listeners can send money, by which way, and to whom.

    Apps that know the way let a listener give a little for each minute. What an episode says
    replaces what the show says.
    """

    name = "value"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "value"
    multiple = True
    attributes = (
        Attribute("type", usually(TEXT, "lightning", "bitcoin")),
        Attribute("method", usually(TEXT, "keysend", "amp", "lnaddress", "default")),
        Attribute("suggested", DECIMAL, required=False),
    )
    source = f"{DOCS}/value.md"
    example: ClassVar[dict[str, object]] = {
        "type": "lightning",
        "method": "lnaddress",
        "suggested": 0.00000005,
        "recipients": [
            {
                "type": "lnaddress",
                "address": "tea@wallet.example",
                "split": 99,
                "name": "Tea & Toast",
            },
            {"type": "lnaddress", "address": "app@wallet.example", "split": 1, "fee": True},
        ],
        "time_splits": [
            {
                "start": Duration(60.5),
                "duration": Duration(237),
                "remote_percentage": 95,
                "remote_item": {
                    "feed_guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
                    "item_guid": "song 1",
                    "medium": "music",
                },
            },
        ],
    }


class ValueRecipient(Tag):
    """Someone who gets a share, and how large it is beside the others.

    Shares need not make a hundred. One with ``fee`` is taken off before the others share.
    """

    name = "valueRecipient"
    ns = PODCAST
    parents = (_VALUE, _SPLIT)
    required_in = (_VALUE,)
    key = "recipients"
    multiple = True
    attributes = (
        Attribute("type", usually(TEXT, "node", "lnaddress", "wallet")),
        Attribute("address", TEXT),
        Attribute("split", WHOLE_OR_ZERO),
        Attribute("name", TEXT, recommended=True),
        Attribute("customKey", TEXT, required=False),
        Attribute("customValue", TEXT, required=False),
        Attribute("fee", BOOLEAN, required=False, default="false"),
    )
    source = f"{DOCS}/value-recipient.md"
    example: ClassVar[dict[str, object]] = {
        "type": "node",
        "address": "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52",
        "split": 90,
        "name": "Tea & Toast",
        "custom_key": "112111100",
        "custom_value": "wal&jRt",
        "fee": False,
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """An address is of its type, and a key comes with its value."""
        address = (element.get("address") or "").strip()
        known = _ADDRESSES.get((element.get("type") or "").strip())
        if known and address and not known[0].fullmatch(address):
            message = f"the address of {cls.label}, {quoted(address)}, is not {known[1]}"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, f"write {known[2]}", "address")
        key, value = element.get("customKey"), element.get("customValue")
        if (key is None) != (value is None):
            name, other = (
                ("customValue", "customKey") if key is None else ("customKey", "customValue")
            )
            message = f"{cls.label} has {name} without {other}"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, f"add {other}", name)
        if key is not None and element.get("type") == "node" and not _is_record(key.strip()):
            message = f"the customKey of {cls.label}, {quoted(key)}, is no number from 65536"
            remedy = "write the number of the record that the wallet asks for"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, remedy, "customKey")


def _is_record(key: str) -> bool:
    """Whether Lightning takes this as the key of a record of one's own: those below are its own."""
    return re.fullmatch(r"[0-9]{1,18}", key) is not None and int(key) >= 65536


class ValueTimeSplit(Tag):
    """A stretch of the episode during which money goes to others.

    While a song plays, it goes to the musicians: either to whom another feed names
    (``remoteItem``), or to recipients named here.
    """

    name = "valueTimeSplit"
    ns = PODCAST
    parents = (_VALUE,)
    key = "time_splits"
    multiple = True
    attributes = (
        Attribute("startTime", POSITION, key="start"),
        Attribute("duration", POSITION),
        Attribute("remoteStartTime", POSITION, required=False, key="remote_start", default="0"),
        Attribute("remotePercentage", PERCENT, required=False, default="100"),
    )
    source = f"{DOCS}/value-time-split.md"
    example: ClassVar[dict[str, object]] = {
        "start": Duration(60),
        "duration": Duration(237.25),
        "recipients": [{"type": "lnaddress", "address": "jam@wallet.example", "split": 1}],
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """It names one other feed, or recipients, and not both."""
        remote = next(element.iterchildren(*spellings(RemoteItem.qname)), None)
        own = next(element.iterchildren(*spellings(ValueRecipient.qname)), None)
        if remote is None and own is None:
            message = f"{cls.label} says nothing of who gets the money"
            remedy = f"add one {RemoteItem.label}, or {ValueRecipient.label}"
            yield Problem(ProblemKind.MISSING_CHILD, message, remedy)
        elif remote is not None and own is not None:
            message = f"{cls.label} holds {RemoteItem.label} and {ValueRecipient.label}"
            remedy, child = "keep one of the two", ValueRecipient.label
            yield Problem(ProblemKind.TOO_MANY, message, remedy, None, child)
        if remote is None and element.get("remotePercentage") is not None:
            message = f"{cls.label} has remotePercentage without {RemoteItem.label}"
            remedy, name = "take it out", "remotePercentage"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, remedy, name)
