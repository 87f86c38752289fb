"""Replies as the rules see them, without logins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.rules import (
    Answer,
    Hop,
)

if TYPE_CHECKING:
    from podfeed.web import Reply


_LOGIN = re.compile(r"(?<=://)[^/?#]*@")


def without_login(address: str) -> str:
    """An address as it may be shown: reports end up in public logs.

    >>> without_login("https://ann:secret@podcasts.example/tea.xml?a=@b")
    'https://podcasts.example/tea.xml?a=@b'
    """
    return _LOGIN.sub("", address, count=1)


def answer_of(reply: Reply) -> Answer:
    """What the rules are told of a reply."""
    return Answer(
        url=without_login(reply.url),
        status=reply.status,
        reason=reply.reason,
        hops=tuple(
            Hop(without_login(hop.url), hop.status, without_login(hop.target)) for hop in reply.hops
        ),
        headers=reply.headers,
        sent=reply.sent,
        seconds=reply.seconds,
        trouble=reply.trouble and reply.trouble.value,
        words=reply.words,
        remedy=reply.remedy,
    )
