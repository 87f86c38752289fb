"""AUD200–AUD249: how recordings sound, by what a decoder and a meter say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podfeed.findings import KINDS, Finding, Place, Severity, sort_key
from podfeed.rules.engine.profiles import is_meant
from podfeed.rules.engine.registry import RULES, Hit, Hits, chosen, rule
from podfeed.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable

_APPLE = "https://podcasters.apple.com/support/893-audio-requirements"
_CHAPTERS = "https://podcasters.apple.com/support/5482-using-chapters-on-apple-podcasts"
_XING = "https://wiki.hydrogenaudio.org/index.php?title=MP3"
_SPOTIFY = "https://providersupport.spotify.com/article/podcast-delivery-specification-1-9"

LOUDNESS, TOLERANCE = -16.0, 1.0
"""LUFS that Apple recommends, and how far off it may be."""

FAR = 4.0
"""LU from which on listeners reach for the volume."""

PEAK = -1.0
"""dBTP that the true peak is to stay below."""

LEAD, TRAIL = 3.0, 5.0
"""Seconds of silence that are usual at the beginning and at the end."""

MONO, STEREO = (64_000, 128_000), (128_000, 256_000)
"""Bits a second that Apple recommends, from and to."""

RATES = (44_100, 48_000)
"""Samples a second that Apple recommends."""

CODECS = ("mp3", "aac")
"""What the directories take; podfeed's names."""

_LOSSLESS = ("flac", "alac", "pcm")


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """How a recording sounds, and what it is made of; ``path`` is what findings show.

    ``loudness`` is in LUFS, ``peak`` in dBTP, both None if nothing is heard; ``lead`` and
    ``trail`` are the seconds of silence at the ends; ``chapters`` are those inside the file,
    each with its start and end in seconds. ``unindexed`` is an MP3 of variable bit rate whose
    header says nothing.
    """

    path: str
    type: str = "audio/mpeg"
    codec: str | None = None
    duration: float = 0.0
    bitrate: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    loudness: float | None = None
    peak: float | None = None
    lead: float = 0.0
    trail: float = 0.0
    clipped: bool = False
    unindexed: bool = False
    chapters: tuple[tuple[float, float | None], ...] = ()


def judge_sound(
    sounds: Iterable[SoundFacts],
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    profiles: Iterable[str] = (),
) -> list[Finding]:
    """What is wrong with recordings. Raises UsageError for a selector nothing has."""
    codes, asked = chosen(select, ignore), tuple(profiles)
    rules = [
        one
        for code, one in RULES.items()
        if code in codes and one.on == "sound" and is_meant(code, asked)
    ]
    found = [
        KINDS[one.code].at(Place(sound.path), hit.message, remedy=hit.remedy, severity=hit.severity)
        for sound in sounds
        for one in rules
        for hit in one.judge(sound)
    ]
    return sorted(found, key=sort_key)


@rule("AUD200", "loudness", Severity.INFO, on="sound", source=_APPLE)
def loudness(sound: SoundFacts) -> Hits:
    """A recording is louder or more quiet than podcasts are: −16 LUFS, give or take one.

    Between two episodes, or two shows, listeners reach for the volume; in the car or beside a
    sleeper that is more than a nuisance. From four LU on it is a warning.

    Wrong:

    ```text
    media/tea/oolong.mp3     loudness −23.1 LUFS
    ```

    Right:

    ```text
    media/tea/oolong.mp3     loudness −16.2 LUFS
    ```
    """
    if sound.loudness is None:
        return
    off = round(sound.loudness - LOUDNESS, 1)
    if abs(off) > TOLERANCE:
        more = "louder" if off > 0 else "quieter"
        message = (
            f"its loudness is {_signed(sound.loudness)} LUFS, "
            f"{abs(off):.1f} LU {more} than recommended"
        )
        remedy = f"normalise it to {_signed(LOUDNESS)} LUFS"
        severity = Severity.WARNING if abs(off) >= FAR else None
        yield Hit(None, message, remedy, severity=severity)


def _signed(level: float) -> str:
    """A level with a minus sign that is one: −16.0."""
    return f"{level:.1f}".replace("-", "−")


@rule("AUD201", "true-peak", Severity.WARNING, on="sound", source=_APPLE)
def true_peak(sound: SoundFacts) -> Hits:
    """The true peak of a recording is above −1 dBTP.

    Between the samples the sound goes higher than they do: small loudspeakers and the codec of
    a headset turn that into a crackle.

    Wrong:

    ```text
    media/tea/oolong.mp3     true peak 0.3 dBTP
    ```

    Right:

    ```text
    media/tea/oolong.mp3     true peak −1.4 dBTP
    ```
    """
    if sound.peak is not None and round(sound.peak, 1) > PEAK:
        message = f"its true peak is {_signed(sound.peak)} dBTP"
        yield Hit(None, message, f"limit it to {_signed(PEAK)} dBTP or less")


@rule("AUD202", "clipped", Severity.WARNING, on="sound", source=_APPLE)
def clipped(sound: SoundFacts) -> Hits:
    """The peaks of a recording are cut off flat.

    It was recorded or mixed too loud. It sounds harsh, and turning it down later does not help.

    Wrong:

    ```text
    media/tea/oolong.wav     many samples in a row at 0.0 dB of full scale
    ```

    Right:

    ```text
    media/tea/oolong.wav     peaks at −3 dB of full scale
    ```
    """
    if sound.clipped:
        message = "its peaks are cut off flat: it was recorded or mixed too loud"
        yield Hit(None, message, "mix it again with less gain, or use a de-clipper")


@rule("AUD203", "silence-first", Severity.INFO, on="sound", source=_APPLE)
def silence_first(sound: SoundFacts) -> Hits:
    """A recording begins with more than three seconds of silence.

    Listeners believe that it does not play, and tap again.

    Wrong:

    ```text
    media/tea/oolong.mp3     silence from 0:00 to 0:08
    ```

    Right:

    ```text
    media/tea/oolong.mp3     silence from 0:00 to 0:01
    ```
    """
    if sound.loudness is not None and sound.lead > LEAD:
        message = f"it begins with {sound.lead:.1f} seconds of silence"
        yield Hit(None, message, "cut the beginning")


@rule("AUD204", "silence-last", Severity.INFO, on="sound", source=_APPLE)
def silence_last(sound: SoundFacts) -> Hits:
    """A recording ends with more than five seconds of silence.

    The next episode keeps its listeners waiting. Often a track of the project that is longer
    than the others.

    Wrong:

    ```text
    media/tea/oolong.mp3     silence from 31:07 to 33:00
    ```

    Right:

    ```text
    media/tea/oolong.mp3     silence from 31:07 to 31:09
    ```
    """
    if sound.loudness is not None and sound.trail > TRAIL:
        message = f"it ends with {sound.trail:.1f} seconds of silence"
        yield Hit(None, message, "cut the end")


@rule("AUD205", "nothing-heard", Severity.WARNING, on="sound", source=_APPLE)
def nothing_heard(sound: SoundFacts) -> Hits:
    """There is nothing to hear in a recording.

    The wrong track was exported, or a muted one.

    Wrong:

    ```text
    media/tea/oolong.mp3     silence from 0:00 to 31:07
    ```

    Right:

    ```text
    media/tea/oolong.mp3     loudness −16.2 LUFS
    ```
    """
    if sound.loudness is None and sound.duration >= 1:
        yield Hit(None, "nothing is heard in it", "export it again")


@rule("AUD206", "vbr-without-header", Severity.WARNING, on="sound", source=_XING)
def vbr_without_header(sound: SoundFacts) -> Hits:
    """An MP3 has a variable bit rate, and no header that says how long it is.

    Players guess from the first frames: they show a wrong length, and jump to a wrong place.

    Wrong:

    ```text
    media/tea/oolong.mp3     variable bit rate; no Xing, Info or VBRI header
    ```

    Right:

    ```text
    media/tea/oolong.mp3     variable bit rate; a Xing header with frames, bytes and places
    ```
    """
    if sound.unindexed:
        message = "it has a variable bit rate, and no header that says how long it is"
        remedy = "encode it with a constant bit rate, or let the encoder write a Xing header"
        yield Hit(None, message, remedy)


@rule("AUD207", "chapters-misfit", Severity.WARNING, on="sound", source=_CHAPTERS)
def chapters_misfit(sound: SoundFacts) -> Hits:
    """The chapters inside a file are out of order, or go beyond its end.

    They were made for another cut of the episode: apps jump to wrong places, or past the end.

    Wrong:

    ```text
    media/tea/oolong.mp3     31:07; chapters at 0:00, 12:30, 45:10
    ```

    Right:

    ```text
    media/tea/oolong.mp3     31:07; chapters at 0:00, 12:30, 25:10
    ```
    """
    before = -1.0
    for number, (start, end) in enumerate(sound.chapters, 1):
        problem = None
        if start >= sound.duration:
            length = Duration(sound.duration)
            problem = f"begins at {Duration(start)}, and the recording ends at {length}"
        elif end is not None and end > sound.duration + 1:
            length = Duration(sound.duration)
            problem = f"ends at {Duration(end)}, and the recording at {length}"
        elif start <= before:
            problem = "does not begin after the one before it"
        elif end is not None and end <= start:
            problem = "ends before it begins"
        before = start
        if problem:
            yield Hit(None, f"chapter {number} in it {problem}", "write the chapters again")
            break


@rule("AUD208", "bit-rate", Severity.INFO, on="sound", source=_APPLE)
def bit_rate(sound: SoundFacts) -> Hits:
    """The bit rate of a recording is not what Apple recommends.

    That is 64 to 128 kbit/s for mono, and 128 to 256 for stereo: with less, music and
    sibilants suffer; with more, downloads take longer and sound the same. Encoders made for
    speech may do well with less.

    Wrong:

    ```text
    media/tea/oolong.mp3     stereo, 320 kbit/s
    ```

    Right:

    ```text
    media/tea/oolong.mp3     stereo, 128 kbit/s
    ```
    """
    if sound.bitrate is None or sound.codec not in CODECS or sound.channels not in (1, 2):
        return
    if sound.type.startswith("video/"):
        return
    least, most = MONO if sound.channels == 1 else STEREO
    # A stated rate is that of the encoder; what it really needs is a little more or less.
    if not least * 0.95 <= sound.bitrate <= most * 1.05:
        form = "mono" if sound.channels == 1 else "stereo"
        message = f"it is {form} with {sound.bitrate / 1000:.0f} kbit/s"
        remedy = f"{least // 1000} to {most // 1000} kbit/s are recommended"
        yield Hit(None, message, remedy)


@rule("AUD209", "sample-rate", Severity.INFO, on="sound", source=_APPLE)
def sample_rate(sound: SoundFacts) -> Hits:
    """The sample rate of a recording is neither 44.1 nor 48 kHz.

    Less takes the brightness from voices; more is only weight. Opus always has 48.

    Wrong:

    ```text
    media/tea/oolong.mp3     22,050 Hz
    ```

    Right:

    ```text
    media/tea/oolong.mp3     44,100 Hz
    ```
    """
    if sound.sample_rate is not None and sound.sample_rate not in RATES:
        message = f"its sample rate is {sound.sample_rate:,} Hz"
        yield Hit(None, message, "export it with 44,100 or 48,000 Hz")


@rule("AUD210", "codec", Severity.WARNING, on="sound", source=_SPOTIFY)
def codec(sound: SoundFacts) -> Hits:
    """A recording is neither MP3 nor AAC.

    Apple and Spotify take these two: in their apps, with most of the listeners, the episode
    is missing.

    Wrong:

    ```text
    media/tea/oolong.opus     Opus
    ```

    Right:

    ```text
    media/tea/oolong.m4a     AAC
    ```
    """
    if sound.codec is None or sound.type.startswith("video/"):
        return
    if sound.codec not in CODECS:
        lossless = sound.codec.startswith(_LOSSLESS)
        message = f"it is {sound.codec}, neither MP3 nor AAC"
        remedy = "encode it as MP3 or AAC" if lossless else "encode the master as MP3 or AAC"
        yield Hit(None, message, remedy)
