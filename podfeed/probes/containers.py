"""Which container the first bytes are of, and what else people take for audio."""

from __future__ import annotations

from podfeed.probes import flac, mp3, mp4, ogg, riff
from podfeed.probes.facts import NOT_AUDIO, UNKNOWN_FORMAT, Measured, Refused, Source

_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


def measure(source: Source) -> Measured:
    """The facts of a file, from the reader that its first bytes call for. Raises Refused."""
    head = source.head
    if head[:1] == b"\xff":
        found = mp3.measure_stated(source)  # by far the most frequent
        if found:
            return found
    if head[:4] == b"OggS":
        return ogg.measure(source)
    if head[:4] == b"fLaC":
        return flac.measure(source)
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return riff.measure(source)
    stranger = _stranger(head)
    if head[4:8] in _BOXES and not stranger:
        return mp4.measure(source)
    if not stranger and not _is_text(head):
        found = mp3.measure(source)
        if found:
            return found
        mp3.refuse_free_format(source)
    raise _unknown(head, stranger)


_STRANGERS = (
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM file"),
    (0, b"FORM", "an AIFF file"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "a Windows Media file"),
    (0, b"caff", "a Core Audio file"),
    (0, b"#!AMR", "an AMR file"),
    (0, b"MThd", "a MIDI file"),
    (0, b".snd", "a Sun audio file"),
    (0, b"wvpk", "a WavPack file"),
    (0, b"MAC ", "a Monkey's Audio file"),
    (0, b"ADIF", "an ADIF file"),
    (8, b"AVI ", "an AVI file"),
    (8, b"WEBP", "a WebP picture"),
    (8, b"heic", "a HEIC picture"),
    (8, b"avif", "an AVIF picture"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
)


def _stranger(head: bytes) -> str | None:
    return next((name for at, magic, name in _STRANGERS if head.startswith(magic, at)), None)


def _is_text(head: bytes) -> bool:
    """Whether these bytes read as text: UTF-8 or UTF-16 without control characters."""
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = head[: len(head) & ~1 if encoding == "utf-16" else None].decode(encoding)
    except UnicodeDecodeError as reason:
        if reason.end < len(head) - 4 or reason.start == 0:  # not just cut in a character
            return False
        text = head[: reason.start].decode(encoding, "replace")
    return not any(c < " " and c not in "\t\n\r\f\x1b" for c in text)


def _unknown(head: bytes, stranger: str | None) -> Refused:
    remedy = "convert it to MP3 or M4A"
    if stranger:
        return Refused(UNKNOWN_FORMAT, f"is {stranger}, which podcast apps do not play", remedy)
    if _is_text(head):
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        page = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
        what = "a web page" if page else "text"
        return Refused(NOT_AUDIO, f"is {what}, not audio", "put the recording there")
    return Refused(UNKNOWN_FORMAT, "is of no format that podcast apps play", remedy)
