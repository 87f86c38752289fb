"""POD: the elements of the podcast namespace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel

_TAGS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


@rule(
    "POD001",
    "show-guid-form",
    Severity.ERROR,
    on="channel/podcast:guid",
    source=f"{_TAGS}/guid.md",
)
def show_guid_form(guid: _Element, channel: Channel) -> Hits:
    """The guid of the show is no UUID.

    Directories do not take it, so that the show is not known again after a move.

    Wrong:

    ```xml
    <channel><podcast:guid>tea-time</podcast:guid></channel>
    ```

    Right:

    ```xml
    <channel><podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid></channel>
    ```
    """
    text = (guid.text or "").strip()
    if not _UUID.fullmatch(text):
        message = f"the guid of the show, {quoted(text)}, is no UUID"
        yield Hit(guid, message, "write 36 characters, as in 917393e3-1b1e-5cef-…")


@rule(
    "POD002",
    "locked-value",
    Severity.WARNING,
    on="channel/podcast:locked",
    source=f"{_TAGS}/locked.md",
)
def locked_value(locked: _Element, channel: Channel) -> Hits:
    """`podcast:locked` says neither yes nor no.

    Hosts then do as they please with a request to import the show.

    Wrong:

    ```xml
    <channel><podcast:locked>true</podcast:locked></channel>
    ```

    Right:

    ```xml
    <channel><podcast:locked>yes</podcast:locked></channel>
    ```
    """
    text = (locked.text or "").strip()
    if text not in ("yes", "no"):
        yield Hit(locked, f"podcast:locked is {quoted(text)}", "write yes or no")
