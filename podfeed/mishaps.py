"""What nobody foresaw, told of the show or feed that it happened to: the others are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Finding, Kind, Place, Severity

if TYPE_CHECKING:
    from podfeed.attempts import Fault

INTERNAL_FAULT = Kind(
    "SRC171",
    "internal-fault",
    Severity.ERROR,
    """podfeed itself failed at a show or feed, and went on with the others.

    That is a fault of podfeed, not of what you wrote, and listeners keep the feed they have.
    `podfeed --debug build SHOW` prints what a report of it needs.
    """,
)
PROCESS_ENDED = Kind(
    "SRC172",
    "process-ended",
    Severity.ERROR,
    """The process that was at a show or feed was ended from outside, and so was the next one.

    Mostly memory was short, and the system ended what used the most of it. Else a library that
    decodes audio or pictures has crashed, over one file of this show: without that file it builds.
    """,
)
TIMED_OUT = Kind(
    "SRC173",
    "timed-out",
    Severity.ERROR,
    """A show or feed took longer than it may, and was given up.

    The disk, network file system or store that it lies on may hang. If it only is large, give it
    longer: `--timeout SECONDS`.
    """,
)

STORE_FAULT = Kind(
    "SRC174",
    "store-fault",
    Severity.ERROR,
    """The store that the workspace lies in did not give or take what a show needs.

    It was out of reach, refused it, or somebody else has changed the show since it was looked at.
    Nothing of theirs was overwritten, and listeners keep the feed they have: run again.
    """,
)


def mishap(fault: Fault, path: str) -> Finding:
    """The finding about what nobody foresaw, at the file that was worked on.

    A traceback goes to the log, which ``--debug`` shows.
    """
    if fault.trace:
        import logging

        logging.getLogger(__name__).debug("%s: %s", path, fault.trace)
    if fault.cause == "late":
        problem = f"was given up after {fault.words}"
        remedy = "see whether its files can be read at all, or give it longer with --timeout"
        return TIMED_OUT.at(Place(path), problem, remedy=remedy)
    if fault.cause == "ended":
        remedy = "see whether memory is short, and look for a damaged file with podfeed probe"
        return PROCESS_ENDED.at(Place(path), fault.words, remedy=remedy)
    if fault.cause == "store":
        remedy = "see whether the store is well, and run again"
        return STORE_FAULT.at(Place(path), fault.words, remedy=remedy)
    if fault.cause == "conflict":
        remedy = "see whether another build is at work on it, and run again after it"
        return STORE_FAULT.at(Place(path), fault.words, remedy=remedy)
    problem = f"podfeed itself failed: {fault.words}"
    remedy = "run again with podfeed --debug, and report what it prints"
    return INTERNAL_FAULT.at(Place(path), problem, remedy=remedy)
