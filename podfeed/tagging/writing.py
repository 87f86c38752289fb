"""One audio file given its labels, in a copy that must sound the same to take the file's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import mutagen

from podfeed.errors import OutputError
from podfeed.files import open_regular, rewriting, unwritable
from podfeed.findings import Kind, Place, Severity
from podfeed.probes import audio
from podfeed.probes.decoding import fingerprint
from podfeed.probes.loudness import CONTAINERS
from podfeed.tagging import id3, mp4, vorbis
from podfeed.tagging.wanted import Change, Wanted, differences, picture_type

if TYPE_CHECKING:
    from podfeed.findings import Finding
    from podfeed.probes.labels import Labels

FAILED = Kind(
    "TAG001",
    "tags-not-written",
    Severity.ERROR,
    """An audio file could not be given its labels, and is as it was.

    The disk is full, the file may not be written, or something else than labels would have
    changed: tags are written into a copy, and every packet of sound in it is compared with the
    original before the copy takes its place.
    """,
)
UNTAGGABLE = Kind(
    "TAG002",
    "format-without-tags",
    Severity.INFO,
    """An audio file of a format into which no labels are written.

    WAV has no labels that players agree on. Convert the recording to MP3 or M4A.
    """,
)
SHARED = Kind(
    "TAG003",
    "recording-shared",
    Severity.WARNING,
    """Two episodes have one recording, so whose title it is to say is not known.

    It is left as it is. Give each episode a file of its own.
    """,
)
NO_COVER = Kind(
    "TAG004",
    "cover-not-embedded",
    Severity.WARNING,
    """A cover that cannot stand inside an audio file.

    Players know JPEG and PNG there. Make one of the picture: `podfeed tag --artwork PICTURE`.
    """,
)


class Job(NamedTuple):
    """What is to be done with a file, and what is known of it."""

    wanted: Wanted
    container: str
    codec: str | None
    duration: float
    id3: int


_Writer: TypeAlias = Callable[[Path, Job, list[str]], None]


def _write_id3(path: Path, job: Job, labels: list[str]) -> None:
    id3.write(path, job.wanted, labels, duration=job.duration, version=job.id3)


def _write_mp4(path: Path, job: Job, labels: list[str]) -> None:
    mp4.write(path, job.wanted, labels, duration=job.duration)


def _write_vorbis(path: Path, job: Job, labels: list[str]) -> None:
    ogg = job.codec if job.container == "ogg" else None
    vorbis.write(path, job.wanted, labels, duration=job.duration, ogg=ogg)


_WRITERS: dict[str, _Writer] = {
    "mp3": _write_id3,
    "aac": _write_id3,
    "mov": _write_mp4,
    "ogg": _write_vorbis,
    "flac": _write_vorbis,
}


@dataclass(slots=True)
class Tagged:
    """What came of one file: what differed, whether it was written, and what was found."""

    path: str
    changes: tuple[Change, ...] = ()
    written: bool = False
    findings: tuple[Finding, ...] = ()


def tag(path: Path, wanted: Wanted, *, shown: str, write: bool, version: int | None) -> Tagged:
    """Compare a file with what it is to say, and, if ``write``, make it say so.

    ``version`` asks for ID3v2.3 or 2.4 (3 or 4) even where nothing else differs; without it, 2.4
    is written. Nothing is raised: what fails is a finding, and the file is as it was.
    """
    probed, labels = audio.look(path, shown=shown)
    if probed.audio is None or probed.audio.type is None:
        return Tagged(shown, findings=probed.findings)
    container = CONTAINERS[probed.audio.type]
    place = Place(shown)
    if container not in _WRITERS:
        remedy = "convert it to MP3 or M4A"
        return Tagged(
            shown, findings=(UNTAGGABLE.at(place, f"is {container.upper()}", remedy=remedy),)
        )
    findings: list[Finding] = []
    if wanted.cover is not None and picture_type(wanted.cover) is None:
        wanted = replace(wanted, cover=None)
        remedy = 'make one with "podfeed tag --artwork PICTURE"'
        problem = "gets no cover, as it is neither JPEG nor PNG"
        findings.append(NO_COVER.at(place, problem, remedy=remedy))
    duration = float(probed.audio.duration or 0)
    job = Job(wanted, container, probed.codec, duration, version or 4)
    tagged = Tagged(shown, tuple(_changes(path, job, labels, version)), findings=tuple(findings))
    if write and tagged.changes:
        try:
            _write(path, job, [change.label for change in tagged.changes], shown)
            tagged.written = True
        except OutputError as error:
            tagged.findings += (FAILED.of(error, shown),)
    return tagged


def _changes(path: Path, job: Job, labels: Labels, version: int | None) -> list[Change]:
    found = list(differences(job.wanted, labels, links=job.container != "mov"))
    if version is not None and _WRITERS[job.container] is _write_id3:
        present = id3.version(path)
        if present is not None and present != version:
            found.append(Change("ID3", f"2.{present}", f"2.{version}"))
    return found


def _write(path: Path, job: Job, labels: list[str], shown: str) -> None:
    """Write into a copy, prove it, rename it. Raises OutputError; the file is then as it was."""
    with rewriting(path, shown=shown) as copy:
        try:
            before = _fingerprint(path, job.container)
            _WRITERS[job.container](copy, job, labels)
            after = _fingerprint(copy, job.container)
        except mp4.Unwritable as reason:
            remedy = "take the track out, or write no chapters"
            raise OutputError(str(reason), path=shown, remedy=remedy) from reason
        except mutagen.MutagenError as reason:
            cause = reason.args[0] if reason.args else None
            if isinstance(cause, OSError):
                raise unwritable(cause, shown) from reason
            raise _failed(shown, f"its tags cannot be written: {reason}") from reason
        except (OSError, OutputError):
            raise
        except Exception as reason:
            raise _failed(shown, f"writing its tags fails ({type(reason).__name__})") from reason
        if before != after:
            raise _failed(shown, "its sound would not be the same byte for byte")
        probed, present = audio.look(copy, shown=shown)
        lost = list(differences(job.wanted, present, links=job.container != "mov"))
        if probed.audio is None or lost:
            names = ", ".join(change.label for change in lost) or "sound"
            raise _failed(shown, f"the {names} cannot be read back from it as written")


def _fingerprint(path: Path, container: str) -> str:
    with open_regular(path) as file:
        return fingerprint(file, container)


def _failed(shown: str, problem: str) -> OutputError:
    remedy = "the file is as it was; export it again, or tag it with another program"
    return OutputError(problem, path=shown, remedy=remedy)
