"""Ogg: Opus, Vorbis and FLAC, page by page. Streams chained one behind another are added up."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise

from podfeed.probes import decoding, frames
from podfeed.probes.facts import (
    UNKNOWN_FORMAT,
    Measured,
    Refused,
    Source,
    bitrate,
    cut,
    damaged,
    seconds,
    silent,
)

_NO_GRANULE = (1 << 64) - 1
_OPUS_FRAMES = (480, 960, 1920, 2880)  # SILK at 48 kHz: 10, 20, 40, 60 ms
_CHUNK = 1 << 20
_CHAIN = 8  # decoders add some milliseconds at each joint; with more joints, these count
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(slots=True)
class Link:
    """One logical stream of audio: its codec, clock, and the span of its granule positions."""

    serial: int
    codec: str
    rate: int
    channels: int
    skipped: int = 0
    longest: int = 65535
    begins: int = 0
    placed: bool = False
    adrift: bool = False
    granule: int = 0
    packets: int = 0
    sampled: int = 0
    ended: bool = False

    @property
    def duration(self) -> float:
        """Seconds that are heard."""
        heard = self.granule - self.begins - self.skipped
        return max(0, heard) / self.rate


@dataclass(slots=True)
class Page:
    """One page: its flags, granule position, stream, and the sizes of its lacing values."""

    flags: int
    granule: int
    serial: int
    lacing: bytes
    begin: int
    end: int


def measure(source: Source) -> Measured:
    """The facts of an Ogg file. Raises Refused."""
    end = frames.end_of_audio(source)
    links: list[Link] = []
    position, first_audio, broken, truncated = source.start, 0, False, False
    while position < end:
        page = _page(source, position)
        if page is None:
            if end - position < 27:
                truncated = source.read(position, 4) == b"OggS"[: end - position]
                break
            found = _resync(source, position + 1, end)
            if found is None:
                break
            broken, position = True, found
            continue
        if page.end > end:
            truncated = True
            break
        broken = broken or not _intact(source.read(position, page.end - position))
        if page.flags & 2:
            link = _opened(source, page)
            if link:
                links.append(link)
        elif links and page.serial == links[-1].serial:
            first_audio = first_audio or (page.granule > 0 and page.begin) or 0
            _follow(source, links[-1], page)
        if links and page.serial == links[-1].serial and page.flags & 4:
            links[-1].ended = True
        position = page.end
    if not links:
        raise Refused(
            UNKNOWN_FORMAT,
            "is an Ogg file without Opus, Vorbis or FLAC audio",
            "convert it to MP3 or M4A",
        )
    return _facts(source, links, first_audio, broken=broken, truncated=truncated)


def _facts(
    source: Source, links: list[Link], first_audio: int, *, broken: bool, truncated: bool
) -> Measured:
    duration = sum(link.duration for link in links)
    if truncated or not all(link.ended for link in links):
        raise cut("an end-of-stream page", f"{seconds(duration)} without one")
    odd = any(link.adrift for link in links)
    if broken or odd or len(links) > _CHAIN or len({link.codec for link in links}) > 1:
        duration = decoding.count(source.file, "ogg")
    if duration <= 0:
        raise silent("an Ogg file")
    first = links[0]
    return Measured(
        format={"opus": "Opus", "vorbis": "Vorbis", "flac": "Ogg FLAC"}[first.codec],
        codec=first.codec,
        duration=duration,
        bitrate=bitrate(source.size - first_audio, duration),
        sample_rate=first.rate,
        channels=first.channels,
        metadata=first_audio,
    )


def _page(source: Source, position: int) -> Page | None:
    head = source.read(position, 282)  # the longest header: 27 bytes and 255 lacing values
    if len(head) < 27 or head[:4] != b"OggS":
        return None
    lacing = head[27 : 27 + head[26]]
    begin = position + 27 + head[26]
    return Page(
        flags=head[5],
        granule=int.from_bytes(head[6:14], "little"),
        serial=int.from_bytes(head[14:18], "little"),
        lacing=lacing,
        begin=begin,
        end=begin + sum(lacing),
    )


def _intact(page: bytes) -> bool:
    """Whether the checksum of a page is right; decoders drop a page where it is not.

    Ogg's CRC has the bits of zlib's the other way round.
    """
    blank = page[:22] + bytes(4) + page[26:]
    found = ~zlib.crc32(blank.translate(_MIRRORED), 0xFFFFFFFF) & 0xFFFFFFFF
    return found.to_bytes(4, "big").translate(_MIRRORED) == page[22:26]


def _resync(source: Source, position: int, end: int) -> int | None:
    """Where the next page begins, or None."""
    while position < end:
        data = source.read(position, min(_CHUNK, end - position))
        at = data.find(b"OggS")
        if at >= 0:
            return position + at
        position += max(1, len(data) - 3)
        if len(data) < 4:
            break
    return None


def _opened(source: Source, page: Page) -> Link | None:
    """The stream that this first page opens, if it is audio we know."""
    data = source.read(page.begin, min(80, page.end - page.begin))
    if data[:8] == b"OpusHead" and len(data) >= 19:
        return Link(
            page.serial, "opus", 48000, data[9], skipped=int.from_bytes(data[10:12], "little")
        )
    if data[:7] == b"\x01vorbis" and len(data) >= 29:
        rate = int.from_bytes(data[12:16], "little")
        if rate == 0:
            raise damaged("its header states no sample rate")
        return Link(page.serial, "vorbis", rate, data[11], longest=1 << (data[28] >> 4) >> 1)
    if data[:5] == b"\x7fFLAC" and len(data) >= 35:
        rate = int.from_bytes(data[27:30], "big") >> 4
        if rate == 0:
            raise damaged("its header states no sample rate")
        return Link(page.serial, "flac", rate, (data[29] >> 1 & 7) + 1)
    return None


def _follow(source: Source, link: Link, page: Page) -> None:
    """Take the position that a page of audio states. The first says where the stream begins."""
    if not link.placed:
        link.packets += sum(value < 255 for value in page.lacing)
        if link.codec == "opus":
            link.sampled += _opus_samples(source, page)
        if page.granule not in (0, _NO_GRANULE):
            link.placed = True
            _place(link, page)
    if page.granule != _NO_GRANULE:
        link.granule = max(link.granule, page.granule)


def _place(link: Link, page: Page) -> None:
    """Find the position before the first sound: a recording of a running stream begins late.

    Opus packets tell how long they are. Others do not: then only an end that so many packets
    cannot reach shows that the stream begins elsewhere than at 0.
    """
    if link.codec != "opus":
        link.adrift = page.granule > link.packets * link.longest
    elif not page.flags & 4:  # on the last page the end may be trimmed, which looks the same
        link.begins = page.granule - link.sampled


def _opus_samples(source: Source, page: Page) -> int:
    """Samples at 48 kHz in the packets that begin on a page; headers count nothing."""
    bounds = [0]
    size = 0
    for value in page.lacing:
        size += value
        if value < 255:
            bounds.append(size)
    if bounds[-1] != size:
        bounds.append(size)
    data = source.read(page.begin, size)
    if data[:8] in (b"OpusTags", b"OpusHead"):
        return 0
    starts = list(pairwise(bounds))
    if page.flags & 1:  # the first packet began on the page before
        starts = starts[1:]
    return sum(_opus_packet(data[a:b]) for a, b in starts)


def _opus_packet(packet: bytes) -> int:
    """Samples of one Opus packet, from its table-of-contents byte (RFC 6716, section 3.1).

    >>> [_opus_packet(bytes((config << 3,))) for config in (0, 3, 11, 12, 15, 16, 19)]
    [480, 2880, 2880, 480, 960, 120, 960]
    """
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        each = _OPUS_FRAMES[config & 3]
    elif config < 16:
        each = _OPUS_FRAMES[config & 1]
    else:
        each = 120 << (config & 3)
    if code < 3:
        return each * (1 if code == 0 else 2)
    return each * (packet[1] & 63) if len(packet) > 1 else 0
