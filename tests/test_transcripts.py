"""Transcripts of every format: read as they stand, judged, and written in any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podfeed import transcripts
from podfeed.findings import MOST_TOLD
from podfeed.tags.podcast.episode import TRANSCRIPTS
from podfeed.transcripts import FORMATS, TIMED, Cue, Format, Reading
from podfeed.transcripts.srt import LINE, LINES, named

SAMPLES = sorted((Path(__file__).parent / "data" / "transcripts").glob("*.*.expected"))
assert SAMPLES


def read(data: bytes, name: str) -> Reading:
    format_ = transcripts.of_name(name)
    assert format_ is not None
    return format_.read(data, name)


@pytest.mark.parametrize("expected", SAMPLES, ids=lambda path: path.stem)
def test_a_transcript_is_read_with_its_speakers_and_every_fault_at_its_line(
    expected: Path,
) -> None:
    sample = expected.with_suffix("")
    reading = read(sample.read_bytes(), sample.name)
    cues = [f"{one.start} {one.end} {one.speaker or '-'}: {one.text}" for one in reading.cues]
    faults = [f"! {one.line} {one.message}" for one in reading.findings]
    assert [*cues, *faults] == expected.read_text(encoding="utf-8").splitlines()
    assert reading.sound is not bool(faults)
    assert len(reading.lines) == len(reading.cues)
    assert all(one.remedy for one in reading.findings)


def test_every_format_has_the_type_that_the_vocabulary_knows() -> None:
    assert {one.type for one in FORMATS} == set(TRANSCRIPTS)


HOSTILE = {
    "nothing": b"",
    "blanks": b" \n\n\t",
    "NUL": b"\0" * 1000,
    "bytes": bytes(range(256)) * 4,
    "half of UTF-16": b"\xff\xfeW\x00E",
    "UTF-16": "WEBVTT\n\n00:00.000 --> 00:01.000\nTea".encode("utf-16"),
    "half surrogates": b'{"version": "1.0.0", "segments": [{"startTime": 0, "body": "\\ud800"}]}',
    "arrows": b"-->\n" * 20_000,
    "arrows in one line": b"-->" * 50_000,
    "digits": b"9" * 50_000 + b" --> " + b"9" * 50_000,
    "tags that are not closed": b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<v " * 50_000,
    "voices": b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + b"<v a>b" * 20_000,
    "a name without end": b"1\n00:00:00,000 --> 00:00:01,000\n" + b"A" * 50_000 + b": b",
    "blanks before a colon": b"1\n00:00:00,000 --> 00:00:01,000\nA" + b" " * 50_000 + b"x: b",
    "brackets": b"[" * 100_000,
    "nested": b'{"segments": ' + b"[" * 900 + b"]" * 900 + b"}",
    "no list": b'{"segments": {"a": 1}}',
    "numbers": b'{"segments": [{"startTime": NaN, "body": "a"}, {"startTime": -1, "body": "b"}]}',
    "elements": b"<div>" * 20_000 + b"tea",
    "an entity": b'<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><time>0:00</time><p>&a;</p>',
}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_findings_and_never_more(name: str, format_: Format) -> None:
    reading = format_.read(HOSTILE[name], "a")
    assert reading.sound or reading.findings
    assert len(reading.findings) <= MOST_TOLD + 2
    assert not any("root:" in cue.text for cue in reading.cues)
    for other in FORMATS:
        other.write(reading.cues).decode()
    transcripts.judge(reading, 10.0)


@given(data=st.binary(max_size=200))
def test_any_bytes_can_be_read(data: bytes) -> None:
    for format_ in FORMATS:
        format_.read(data, "a")


def test_many_faults_are_counted() -> None:
    reading = read(
        b"WEBVTT\n\n" + b"00:0x --> 00:01\na\n\n" * 1000 + b"00:00.000 --> 00:01.000\nb", "a.vtt"
    )
    assert len(reading.findings) == MOST_TOLD + 1
    assert reading.findings[-1].message == "has 980 more faults of that kind"
    assert [cue.text for cue in reading.cues] == ["b"]


WORDS = st.text(alphabet="ab é日&<>{}\\-.,!'\"\u200f", min_size=1, max_size=60).map(
    lambda text: " ".join(text.replace("-->", "").split())
)
NAMES = st.sampled_from([None, "Ann", "Bob & Co", "DR VAN DYKE", "Guest 2", "司会"])


@st.composite
def cues(draw: st.DrawFn) -> list[Cue]:
    """Cues in order of time, of words that look like no markup and no name."""
    found = []
    start = 0
    for _ in range(draw(st.integers(1, 6))):
        start += draw(st.integers(0, 5_000_000))
        end = start + draw(st.integers(0, 10_000))
        text = draw(WORDS.filter(lambda text: text and "-->" not in text and "<" not in text))
        found.append(Cue(start, end, text, draw(NAMES)))
    return found


@given(cues())
def test_cues_survive_webvtt_and_json_as_they_are(given: list[Cue]) -> None:
    for format_ in (one for one in TIMED if one.name != "srt"):
        reading = format_.read(format_.write(given), "a")
        assert reading.cues == given
        assert reading.findings == []


@given(st.lists(st.tuples(st.text(max_size=50), st.text(max_size=20)), min_size=1, max_size=5))
def test_any_words_survive_webvtt_and_json(said: list[tuple[str, str]]) -> None:
    reading = Reading("a")
    for number, (words, speaker) in enumerate(said):
        reading.add(1, number, number + 1, words, speaker)
    for format_ in (one for one in TIMED if one.name != "srt"):
        again = format_.read(format_.write(reading.cues), "a")
        assert again.cues == reading.cues


@given(cues())
def test_cues_survive_srt_with_the_speaker_who_goes_on(given: list[Cue]) -> None:
    reading = read(transcripts.of_type("text/srt").write(given), "a.srt")  # type: ignore[union-attr]
    assert reading.findings == []
    assert said(reading.cues) == said(carried(given))
    assert (reading.cues[0].start, reading.cues[-1].end) == (given[0].start, given[-1].end)
    assert all(cue.start <= cue.end for cue in reading.cues)


def carried(given: list[Cue]) -> list[Cue]:
    """The cues as SRT means them: without a name, the speaker before goes on."""
    found: list[Cue] = []
    for cue in given:
        found.append(cue._replace(speaker=cue.speaker or (found[-1].speaker if found else None)))
    return found


def said(given: list[Cue]) -> list[tuple[str | None, str]]:
    """Who says what, without the places where cues end."""
    turns: list[tuple[str | None, str]] = []
    for cue in given:
        if turns and turns[-1][0] == cue.speaker:
            turns[-1] = (cue.speaker, turns[-1][1] + cue.text.replace(" ", ""))
        else:
            turns.append((cue.speaker, cue.text.replace(" ", "")))
    return turns


@given(st.text(alphabet="ab cd日本,.", min_size=1, max_size=400), st.integers(0, 100_000))
def test_srt_keeps_to_two_short_lines_whatever_is_said(words: str, length: int) -> None:
    reading = Reading("a")
    if not reading.add(1, 0, length, words, "Ann"):
        return
    srt = transcripts.of_type("text/srt")
    assert srt is not None
    for block in srt.write(reading.cues).decode().strip().split("\n\n"):
        _, timing, *lines = block.split("\n")
        assert " --> " in timing
        assert 1 <= len(lines) <= LINES
        assert all(len(line) <= LINE for line in lines)


def test_html_and_text_are_for_reading() -> None:
    given = [Cue(0, 2500, "Leaves & water", "Ann"), Cue(2500, 62_000, "No.", "Ann")]
    html, text = FORMATS[-2], FORMATS[-1]
    assert text.write(given) == b"Ann: Leaves & water No.\n"
    again = html.read(html.write(given), "a").cues
    assert [(cue.start, cue.speaker, cue.text) for cue in again] == [
        (0, "Ann", "Leaves & water"),
        (2000, "Ann", "No."),
    ]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("Ann: yes", "Ann"),
        ("Ann Marie de la Tour: yes", None),
        ("- Bob: yes", "Bob"),
        ("Ludwig van Beethoven: yes", "Ludwig van Beethoven"),
        ("So: yes", "So"),
        ("he said: yes", None),
        ("https://tea.example", None),
        ("12:30", None),
        ("What? No: yes", None),
        (": yes", None),
    ],
)
def test_a_name_and_a_colon_begin_the_words_of_a_speaker(words: str, speaker: str | None) -> None:
    assert named(words)[0] == speaker


def reading_of(*given: Cue) -> Reading:
    return Reading("media/tea/1.vtt", cues=list(given), lines=list(range(3, 3 + len(given))))


def codes(reading: Reading, duration: float | None) -> list[tuple[str, int | None]]:
    return [(one.code, one.line) for one in transcripts.judge(reading, duration)]


def test_cues_out_of_order_are_told() -> None:
    reading = reading_of(Cue(5000, 6000, "b"), Cue(0, 1000, "a"), Cue(4970, 5000, "near"))
    assert codes(reading, None) == [("TRN003", 4)]


def test_a_speaker_who_overlaps_himself_is_told_and_two_who_overlap_are_not() -> None:
    long = Cue(0, 9000, "a", "Ann")
    assert codes(reading_of(long, Cue(2000, 3000, "b", "Ann")), None) == [("TRN004", 3)]
    assert codes(reading_of(long, Cue(2000, 3000, "b", "Bob")), None) == []
    assert codes(reading_of(long._replace(end=2900), Cue(2000, 3000, "b", "Ann")), None) == []


def test_a_transcript_that_goes_on_after_the_end_is_told_once() -> None:
    reading = reading_of(Cue(0, 1000, "a"), Cue(60_000, 61_000, "b"), Cue(70_000, 71_000, "c"))
    found = transcripts.judge(reading, 30.0)
    assert [(one.code, one.line) for one in found] == [("TRN005", 4)]
    assert "until 1:11, the recording ends at 0:30" in found[0].message
    assert codes(reading, 66.5) == []
    assert codes(reading, None) == []


def test_many_faults_of_one_kind_are_counted() -> None:
    reading = reading_of(*(Cue(100_000 - n * 1000, 100_000, "a", str(n)) for n in range(50)))
    found = transcripts.judge(reading, None)
    assert len(found) == 5
    assert found[-1].message.endswith("(and 44 more like it)")
