"""A user's templates, filled in by a process of their own.

A template is a program that may come from somebody else. Jinja's sandbox keeps it from files and
from Python; here it is kept from running for ever and from filling all memory. The process is run
as ``python -m podfeed.templates.filling``: it is sent the templates, then one name with its values
after the other, and answers each with a line of JSON, and the text if there is one.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from weakref import WeakSet, finalize

from podfeed.errors import TemplateError
from podfeed.render.templating import ENDLESS, Templates

try:
    import resource
except ModuleNotFoundError:  # on Windows there is the time by the clock alone
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Limits(NamedTuple):
    """What filling in one template may take."""

    seconds: int = 10
    """Of a processor."""
    wall: int = 60
    """Seconds by the clock, where the processor's are not counted."""
    memory: int = 1_500_000_000
    """Bytes of all that the process has in memory."""
    size: int = 50_000_000
    """Bytes of a page."""


LIMITS = Limits()


_FILLERS: WeakSet[_Filler] = WeakSet()
_ENDED = threading.Event()


def give_up() -> None:
    """End what is being filled in, and fill in nothing more: this process is about to end."""
    _ENDED.set()
    for filler in list(_FILLERS):
        if filler.process is not None:
            filler.process.kill()


class TemplatesApart(Templates):
    """Templates that are filled in by another process."""

    def fill(self, name: str, values: Mapping[str, Any]) -> bytes:
        """As in ``Templates``; what is not done within ``LIMITS`` is a fault as well."""
        sources = tuple(sorted(self.sources.items()))
        filler = _filler(sources, tuple(sorted(self.places.items())), LIMITS, os.getpid())
        return filler.fill(name, values)


class _Filler:
    """The process, as long as it lives; another one after that."""

    def __init__(self, templates: Templates, limits: Limits) -> None:
        self.templates = templates
        self.limits = limits
        self._lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._without: dict[str, TemplateError] = {}
        _FILLERS.add(self)

    def fill(self, name: str, values: Mapping[str, Any]) -> bytes:
        """A template with these values. Raises TemplateError."""
        with self._lock:
            if name in self._without:
                raise self._without[name]
            if _ENDED.is_set():
                raise TemplateError("is not filled in any more", path=self.templates.blamed(name))
            process = self.process or self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            late = threading.Timer(self.limits.wall, process.kill)
            late.start()
            try:
                pickle.dump((name, dict(values)), process.stdin)
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                text = process.stdout.read(answer.pop("size", 0))
            except (OSError, ValueError) as reason:
                self.process = None
                _end(process, os.getpid())
                self._without[name] = TemplateError(
                    "takes more time or memory than a page may",
                    path=self.templates.blamed(name),
                    remedy=ENDLESS,
                )
                raise self._without[name] from reason
            finally:
                late.cancel()
        if answer:
            raise TemplateError(**answer)
        return text

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "podfeed.templates.filling"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for the one that asks
        )
        finalize(self, _end, process, os.getpid())
        own = self.templates
        assert process.stdin is not None
        with suppress(OSError):  # it has died, which is seen where an answer is waited for
            pickle.dump((own.sources, own.places, tuple(self.limits)), process.stdin)
        self.process = process
        return process


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End it, unless this is a fork of the process that it belongs to."""
    if os.getpid() != owner:
        return
    process.kill()
    with suppress(OSError):
        process.communicate()


@lru_cache(maxsize=1)
def _filler(
    sources: tuple[tuple[str, str], ...],
    places: tuple[tuple[str, str], ...],
    limits: Limits,
    process: int,
) -> _Filler:
    """One for all builds of a process; a fork of that gets its own."""
    del process
    return _Filler(Templates(dict(sources), dict(places)), limits)


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Fill in what is asked for, until nobody asks any more."""
    sources, places, stated = pickle.load(asked)
    limits = Limits(*stated)
    templates = Templates(sources, places)
    if resource is not None:
        _lower(resource.RLIMIT_AS, limits.memory)
    while True:
        try:
            name, values = pickle.load(asked)
        except EOFError:
            return
        text = b""
        try:
            with _bounded(limits.seconds):
                text = templates.fill(name, values)
            answer: dict[str, Any] = {"size": len(text)}
            if len(text) > limits.size:
                answer = {"problem": f"makes a page of {len(text):,} bytes", "remedy": ENDLESS}
                answer["path"], text = templates.blamed(name), b""
        except TemplateError as error:
            answer = {name: getattr(error, name) for name in ("problem", "path", "line", "remedy")}
        answers.write(json.dumps(answer).encode() + b"\n" + text)
        answers.flush()


@contextmanager
def _bounded(seconds: int) -> Iterator[None]:
    """Raise TimeoutError when so much time of a processor is used up; end if that helps nothing."""
    if resource is None:
        yield
        return
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _lower(resource.RLIMIT_CPU, int(used) + seconds + 3)
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(*_: object) -> None:
    raise TimeoutError


def _lower(limit: int, value: int) -> None:
    """Set a limit of this process, if the system knows it and does not set a lower one."""
    assert resource is not None
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(limit)
        resource.setrlimit(limit, (value, most))


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as answering:
        os.dup2(2, 1)  # whatever is printed is no answer
        serve(sys.stdin.buffer, answering)
