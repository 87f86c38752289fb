"""Whether an S3-compatible store writes on a condition, found out by writing on one that fails.

Some take no notice of ``If-Match`` and ``If-None-Match`` (rclone), some answer 501 (Swift, whose
``If-None-Match`` moreover lets two writers in at once). Both are told in a warning.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import obstore
from obstore import exceptions

from podfeed.publish.failures import status_of
from podfeed.publish.store import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from obstore import PutMode
    from obstore.store import ObjectStore

REFUSALS = (exceptions.AlreadyExistsError, exceptions.PreconditionError)
"""What obstore raises for a condition that does not hold."""

IGNORES = (
    "this store takes no notice of If-Match and If-None-Match, so publishers take turns by claims; "
    "this fails if one of them stands still for a minute in the middle of its turn"
)
LACKS = (
    "this store has no conditional writes, so publishers take turns by claims; "
    "this fails if one of them stands still for a minute in the middle of its turn"
)

_OF_NOTHING: PutMode = {"e_tag": f'"{"0" * 32}"'}


def warning_of(remote: ObjectStore, once: ObjectStore, *, first: bool) -> str | None:
    """What to warn of, or None if the store can be relied on. ``first``: also for a first write.

    ``once`` is the same store without retries, for which 501 would be a fault that may pass. What
    is written for a trial is taken away. Raises what obstore raises.
    """
    trials: list[Sequence[PutMode]] = [(_OF_NOTHING,)]
    if first:
        trials.append(("create", "create"))
    for modes in trials:
        if warning := _warning(remote, once, modes):
            return warning
    return None


def _warning(remote: ObjectStore, once: ObjectStore, modes: Sequence[PutMode]) -> str | None:
    """What to warn of if the last of these writes is done, or is not known."""
    key = f"{OWN}probe-{secrets.token_hex(8)}"
    try:
        for mode in modes:
            try:
                obstore.put(once, key, b"podfeed", mode=mode, use_multipart=False)
            except REFUSALS:
                return None
            except exceptions.BaseError as error:
                if status_of(error) == 501:
                    return LACKS
                obstore.put(remote, key, b"podfeed", mode=mode, use_multipart=False)
    except REFUSALS:
        return None
    finally:
        obstore.delete(remote, key)
    return IGNORES
