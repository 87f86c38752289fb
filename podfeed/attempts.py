"""Work that may fail as nobody foresaw, which costs the one task and no other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from podfeed.errors import PodfeedError

if TYPE_CHECKING:
    from collections.abc import Callable

Task = TypeVar("Task")
Result = TypeVar("Result")


class Fault(NamedTuple):
    """Why nothing came of a task, where nobody foresaw it.

    ``cause`` is "error" if our own code failed, "ended" if the process was ended from outside,
    twice, "late" if it took too long, "store" if the store of the workspace did not do as asked,
    and "conflict" if somebody else had changed what is in it. ``words`` are the exception and its
    place, how it ended, how long was not long enough, or what the store said.
    """

    cause: Literal["error", "ended", "late", "store", "conflict"]
    words: str
    trace: str = ""


def attempt(work: Callable[[Task], Result], task: Task) -> Result | Fault:
    """What comes of a task. An exception that is no PodfeedError, which is raised, is a Fault."""
    try:
        return work(task)
    except PodfeedError:
        raise
    except Exception as reason:  # noqa: BLE001 - one task is no reason to do no other
        return fault_of(reason)


def fault_of(reason: Exception) -> Fault:
    """An exception that nobody foresaw, with the last place in podfeed that it came through."""
    import traceback

    text = " ".join(str(reason).split())[:200]
    words = f"{type(reason).__name__}: {text}" if text else type(reason).__name__
    own = str(Path(__file__).parent)
    frames = [one for one in traceback.extract_tb(reason.__traceback__) if own in one.filename]
    if frames:
        words += f" ({Path(frames[-1].filename).relative_to(own).as_posix()}:{frames[-1].lineno})"
    return Fault("error", words, "".join(traceback.format_exception(reason)))
