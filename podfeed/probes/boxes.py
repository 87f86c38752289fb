"""The boxes of MP4 and QuickTime: the index (moov) of a file as tracks, durations and tables."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from podfeed.probes.facts import damaged

BOX_LIMIT = 200_000
"""The most boxes that are followed, of a file and of its index."""

_DEPTH_LIMIT = 12
_EDIT_LIMIT = 10_000
_FOLDERS = {
    b"moov",
    b"trak",
    b"edts",
    b"mdia",
    b"minf",
    b"stbl",
    b"tref",
    b"mvex",
    b"udta",
    b"ilst",
}


@dataclass(slots=True)
class Track:
    """One track of the index. Offsets are into the file, ``edits`` in the movie's time scale."""

    number: int = 0
    handler: bytes = b""
    codec: bytes = b""
    scale: int = 0
    media: int = 0
    channels: int | None = None
    rate: int | None = None
    chapters: set[int] = field(default_factory=set)
    edits: list[tuple[int, int]] = field(default_factory=list)
    chunks: memoryview = field(default_factory=lambda: memoryview(b""))
    chunk_width: int = 4
    runs: memoryview = field(default_factory=lambda: memoryview(b""))
    size: int = 0
    samples: int = 0
    sizes: memoryview = field(default_factory=lambda: memoryview(b""))

    def duration(self, movie_scale: int) -> float:
        """Seconds that are played: what the edit list leaves of the samples."""
        whole = self.media / self.scale if self.scale else 0.0
        shown = [(length, start) for length, start in self.edits if start >= 0]
        if not shown or not movie_scale:
            return whole
        total = 0.0
        for length, start in shown:
            rest = max(0.0, whole - start / self.scale) if self.scale else 0.0
            total += min(length / movie_scale, rest) if length else rest
        return total

    def end(self) -> int:
        """Where the last chunk that the sample table names ends in the file."""
        wide = self.chunk_width == 8
        offsets = struct.iter_unpack(">Q" if wide else ">I", self.chunks)
        offset, last = max(((at, number) for number, (at,) in enumerate(offsets)), default=(0, 0))
        first, each = self._samples_of(last, len(self.chunks) // self.chunk_width)
        if self.size:
            return int(offset + self.size * each)
        table = self.sizes[first * 4 : (first + each) * 4]
        return int(offset + sum(size for (size,) in struct.iter_unpack(">I", table)))

    def _samples_of(self, chunk: int, chunks: int) -> tuple[int, int]:
        """The first sample of a chunk, and how many it has: runs of chunks have equally many."""
        first, start, each = 0, 1, 0
        for next_start, next_each, _ in struct.iter_unpack(">III", self.runs):
            if next_start > chunk + 1:
                break
            first += max(0, next_start - start) * each
            start, each = next_start, next_each
        if not chunks or start > chunk + 1:
            return 0, 0
        first += (chunk + 1 - start) * each
        return first, max(0, min(each, self.samples - first))


@dataclass(slots=True)
class Index:
    """The moov box: its tracks, and what it says of fragments and chapters."""

    data: bytes
    scale: int = 0
    tracks: list[Track] = field(default_factory=list)
    fragmented: bool = False
    promised: int = 0
    nero: bool = False
    boxes: int = 0


def read_index(data: bytes) -> Index:
    """The index in the bytes of a moov box. Raises Refused."""
    index = Index(data)
    try:
        _read_boxes(index, memoryview(data), None, 0)
    except (struct.error, IndexError) as reason:
        raise damaged("its index (moov) contradicts itself") from reason
    return index


def _boxes(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    position = 0
    while position + 8 <= len(view):
        kind, body, end = head(bytes(view[position : position + 16]), position, len(view))
        if end < body or end > len(view):
            return
        yield kind, view[body:end]
        position = end


def _read_boxes(index: Index, view: memoryview, track: Track | None, depth: int) -> None:
    for kind, body in _boxes(view):
        index.boxes += 1
        if index.boxes > BOX_LIMIT or depth > _DEPTH_LIMIT:
            raise damaged("its index has more boxes than any player would read")
        if kind == b"trak":
            track = Track()
            index.tracks.append(track)
        if kind == b"mvex":
            index.fragmented = True
        if kind in _FOLDERS:
            _read_boxes(index, body, track, depth + 1)
        elif kind == b"meta":  # counted, for the tag reader goes there
            _read_boxes(index, body[4:], None, depth + 1)
        elif kind == b"chpl":
            index.nero = True
        elif kind == b"mvhd":
            index.scale = _u32(body, 20 if body[0] else 12)
        elif kind == b"mehd":
            index.promised = _u64(body, 4) if body[0] else _u32(body, 4)
        elif track is not None:
            _read_track(track, kind, body)


def _read_track(track: Track, kind: bytes, body: memoryview) -> None:
    if kind == b"tkhd":
        track.number = _u32(body, 20 if body[0] else 12)
    elif kind == b"chap":
        track.chapters |= {_u32(body, at) for at in range(0, min(len(body), 400) - 3, 4)}
    elif kind == b"mdhd":
        track.scale = _u32(body, 20 if body[0] else 12)
    elif kind == b"hdlr" and not track.handler:
        track.handler = bytes(body[8:12])
    elif kind == b"elst":
        entry = struct.Struct(">QqI" if body[0] else ">IiI")
        count = min(_u32(body, 4), (len(body) - 8) // entry.size)
        if count > _EDIT_LIMIT:
            raise damaged(f"its edit list has {count:,} entries")
        table = body[8 : 8 + count * entry.size]
        track.edits = [(length, start) for length, start, _ in entry.iter_unpack(table)]
    elif kind == b"stsd":
        _read_entry(track, body)
    elif kind == b"stts":
        count = min(_u32(body, 4), (len(body) - 8) // 8)
        pairs = struct.iter_unpack(">II", body[8 : 8 + count * 8])
        track.media = sum(number * delta for number, delta in pairs)
    elif kind == b"stsc":
        count = min(_u32(body, 4), (len(body) - 8) // 12)
        track.runs = body[8 : 8 + count * 12]
    elif kind == b"stsz":
        track.size, track.samples = _u32(body, 4), _u32(body, 8)
        track.sizes = body[12 : 12 + (len(body) - 12) // 4 * 4]
    elif kind in (b"stco", b"co64"):
        track.chunk_width = 8 if kind == b"co64" else 4
        count = min(_u32(body, 4), (len(body) - 8) // track.chunk_width)
        track.chunks = body[8 : 8 + count * track.chunk_width]


def _read_entry(track: Track, body: memoryview) -> None:
    """The first sample entry: codec, and for audio its channels and sample rate."""
    if len(body) < 16:
        return
    track.codec = bytes(body[12:16])
    if track.handler == b"soun" and len(body) >= 44:
        channels = _aac_channels(bytes(body[44:4096])) or int.from_bytes(body[32:34], "big")
        track.channels = channels or None
        track.rate = int.from_bytes(body[40:42], "big") or None


def _aac_channels(data: bytes) -> int | None:
    """Channels by the AAC configuration; the sample entry says two whatever there are.

    Source: ISO/IEC 14496-1 (descriptors) and 14496-3 (AudioSpecificConfig).
    """
    at = data.find(b"esds") + 8
    if at < 8:
        return None
    for tag, fields in ((3, 3), (4, 13), (5, 0)):  # one descriptor inside the other
        if data[at : at + 1] != bytes((tag,)):
            return None
        at += 1
        while data[at : at + 1] >= b"\x80":  # its size, seven bits a byte
            at += 1
        at += 1 + fields
    config = int.from_bytes(data[at : at + 5].ljust(5, b"\0"), "big")
    kind, index = config >> 35, config >> 31 & 15
    channels = config >> (27 if index < 15 else 3) & 15
    return 2 if kind == 29 else (0, 1, 2, 3, 4, 5, 6, 8)[channels] if channels < 8 else None


def _u32(view: memoryview, offset: int) -> int:
    return int(struct.unpack_from(">I", view, offset)[0])


def _u64(view: memoryview, offset: int) -> int:
    return int(struct.unpack_from(">Q", view, offset)[0])


def head(data: bytes, position: int, limit: int) -> tuple[bytes, int, int]:
    """Type, start of the body and end of the box whose header this is."""
    size, kind = struct.unpack_from(">I4s", data)
    if size == 1 and len(data) >= 16:
        return kind, position + 16, position + int.from_bytes(data[8:16], "big")
    return kind, position + 8, limit if size == 0 else position + size
