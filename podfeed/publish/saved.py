"""A plan that is kept in a file: looked at now, carried out later if nothing has moved since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podfeed.errors import PublishError, UsageError
from podfeed.files import read_regular, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from podfeed.publish.plan import Plan

_FORMAT = "podfeed plan 1"
_LIMIT = 256 << 20


def save(plan: Plan, path: Path, *, allowed: Iterable[str], shows: Iterable[str] = ()) -> None:
    """Write a plan to a file, with what was allowed and which shows were named when it was made.

    Raises OutputError.
    """
    document = {
        "format": _FORMAT,
        "allowed": sorted(set(allowed)),
        "shows": sorted(set(shows)),
        "plan": plan.to_dict(),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    write_whole(path, f"{text}\n".encode("utf-8", "surrogatepass"), shown=str(path))


@dataclass(frozen=True, slots=True)
class Saved:
    """A plan that was made and looked at before."""

    document: Mapping[str, Any]
    allowed: tuple[str, ...]
    shows: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The address of the store that it is for."""
        return str(self.document["target"])

    def require(self, plan: Plan) -> None:
        """Raise PublishError unless the plan made now is the one that was saved."""
        now = plan.to_dict()
        if now == self.document:
            return
        moved = _moved(self.document, now)
        raise PublishError(
            f"the plan that was saved does not hold any more: {moved}",
            remedy="plan again, and look at what has changed",
        )


def load(path: Path) -> Saved:
    """A plan that ``save`` wrote. Raises UsageError."""
    data = read_regular(path, limit=_LIMIT, error=UsageError)
    try:
        document = json.loads(data)
        if document["format"] != _FORMAT:
            raise ValueError("of another format")
        known = document["plan"]
        if not {"target", "files", "unchanged", "notices"} <= known.keys():
            raise ValueError("not whole")
        allowed = tuple(str(name) for name in document["allowed"])
        shows = tuple(str(name) for name in document.get("shows", ()))
        return Saved(known, allowed, shows)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(
            "is no plan that this podfeed can read",
            path=str(path),
            remedy='make one with "podfeed plan --save FILE"',
        ) from None


def _moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two plans, in a few words."""
    if before["target"] != now["target"]:
        return f"it is for {before['target']}, not for {now['target']}"
    old = {file["key"]: file for file in before["files"]}
    new = {file["key"]: file for file in now["files"]}
    keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    if not keys and before.get("held") != now["held"]:
        return "other shows have to stay as they are"
    if not keys:
        return "subscribers would notice something else"
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return f"{', '.join(keys[:3])}{more} moved since"
