"""What web servers answered, as plain data for the WEB rules."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from podfeed.rules.engine.document import prepare


class Hop(NamedTuple):
    """A redirect: where from, with which status, where to."""

    url: str
    status: int
    target: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request; header names are lower case.

    ``trouble`` is None if an answer came in full, else one of ``time``, ``connection``,
    ``certificate``, ``redirects``, ``size`` and ``packing``; ``words`` and ``remedy`` tell of it.
    ``sent`` counts the bytes of the body as they were sent; ``seconds`` went by for it.
    """

    url: str
    status: int | None = None
    reason: str = ""
    hops: tuple[Hop, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int = 0
    seconds: float = 0.0
    trouble: str | None = None
    words: str = ""
    remedy: str | None = None

    @property
    def final(self) -> str:
        """Where the answer came from in the end."""
        return self.hops[-1].target if self.hops else self.url

    @property
    def ok(self) -> bool:
        """Whether it brought what was asked for."""
        return self.trouble is None and self.status is not None and 200 <= self.status < 300

    @property
    def outcome(self) -> str:
        """Status or trouble in words: ``answers 404 Not Found``."""
        if self.trouble is not None or self.status is None:
            return self.words
        return f"answers {self.status} {self.reason}".rstrip()

    def header(self, name: str) -> str:
        """A header, stripped; empty if there is none."""
        return self.headers.get(name, "").strip()

    @property
    def type(self) -> str:
        """The media type it was served with, without parameters; empty if none is stated."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset it was served with, in lower case; empty if none is stated."""
        match = _CHARSET.search(self.header("content-type"))
        return match[1].lower() if match else ""


_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
_TOTAL = re.compile(r"bytes\s+\d+-\d+/(\d{1,18})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a server says of a file that a feed names.

    ``head`` is the answer to HEAD, ``got`` that to a GET of its beginning, or of all of it;
    ``content`` is what came then. One of the two answers is there.
    """

    head: Answer | None = None
    got: Answer | None = None
    content: bytes = b""

    @property
    def answer(self) -> Answer:
        """The answer that tells of the file."""
        if self.got is None or (self.head and self.head.ok and (self.got.ok or self._refused)):
            assert self.head is not None
            return self.head
        return self.got

    @property
    def _refused(self) -> bool:
        """Whether only the part that was asked for was refused, not the file."""
        return self.got is not None and self.got.status == 416

    @property
    def ranges(self) -> bool | None:
        """Whether parts of it can be had; None if that is not known."""
        if self.got is not None and (self.got.ok or self._refused):
            return self.got.status == 206
        if self.head is not None and self.head.ok:
            return "bytes" in self.head.header("accept-ranges").lower()
        return None

    @property
    def length(self) -> int | None:
        """The size of the whole in bytes, if the server tells."""
        if self.got is not None and self.got.status == 206:
            match = _TOTAL.fullmatch(self.got.header("content-range"))
            if match:
                return int(match[1])
        whole = next((a for a in (self.head, self.got) if a and a.ok and a.status == 200), None)
        if whole is None or whole.header("content-encoding"):
            return None
        stated = whole.header("content-length")
        return int(stated) if re.fullmatch(r"[0-9]{1,18}", stated) else None


@dataclass(frozen=True, slots=True)
class WebFacts:
    """What was learnt over the web about a feed, and about files by their URL as it names them.

    ``again`` is the answer to a second, conditional request; ``start`` are the first bytes of
    the feed, ``size`` is that of all of it unpacked, ``encoding`` what its declaration states.
    """

    feed: Answer | None = None
    again: Answer | None = None
    start: bytes = b""
    size: int = 0
    encoding: str | None = None
    files: Mapping[str, FileFacts] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        """Whether what came for the feed is a web page."""
        return is_page(self.start)


def web_facts(
    feed: Answer,
    data: bytes | None = None,
    *,
    again: Answer | None = None,
    files: Mapping[str, FileFacts] | None = None,
) -> WebFacts:
    """The facts of a feed that was fetched; ``data`` is what came, None if nothing did."""
    if data is None:
        return WebFacts(feed)
    wide = data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
    return WebFacts(
        feed,
        again,
        start=data[:4096],
        size=len(data),
        encoding="utf-16" if wide else prepare(data).encoding,
        files=files or {},
    )


_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?.{0,500}?\?>|<!--.{0,1000}?-->)*+"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_page(data: bytes) -> bool:
    """Whether these bytes begin as a web page does.

    >>> [is_page(b) for b in (b"<!DOCTYPE html><p>", b" <html>", b"<rss>", b"")]
    [True, True, False, False]
    """
    return _PAGE.match(data[:4096]) is not None
