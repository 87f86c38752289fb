"""Where single rules begin and end: what is just wrong, and what is just right."""

from __future__ import annotations

import codecs

import pytest

from podfeed.findings import Severity
from podfeed.rules import ArtworkFacts, MediaFacts, lint
from tests.feeds import GOOD, NOW, splice

COVER = "https://podcasts.example/cover-3000.jpg"


def codes(data: bytes, code: str, media: MediaFacts | None = None) -> list[str | None]:
    """The elements that a rule objects to."""
    return [f.element for f in lint(data, path="x", media=media, now=NOW, select=[code])]


@pytest.mark.parametrize("name", ["pubDate", "lastBuildDate"])
def test_the_weekday_of_a_date_of_the_show_is_judged(name: str) -> None:
    data = splice(f"<channel><{name}>Mon, 01 May 2026 08:00:00 +0000</{name}></channel>")
    assert codes(data, "RSS062") == [f"/rss/channel/{name}"]
    data = splice(f"<channel><{name}>Fri, 01 May 2026 08:00:00 +0000</{name}></channel>")
    assert codes(data, "RSS062") == []


@pytest.mark.parametrize(
    ("date", "told"),
    [("Sun, 31 Dec 1989 23:59:59 +0000", True), ("Mon, 01 Jan 1990 00:00:00 +0000", False)],
)
def test_no_episode_is_older_than_1990(date: str, told: bool) -> None:
    data = splice(f"<item><!-- no title --></item><item><pubDate>{date}</pubDate></item>")
    assert codes(data, "RSS065") == ["/rss/channel/item[2]/pubDate"] * told


def test_only_what_can_be_heard_needs_a_duration() -> None:
    silent = "<!-- no itunes:duration -->"
    assert codes(splice(f"<item>{silent}</item>"), "APL031") == ["/rss/channel/item[1]"]
    assert codes(splice(f"<item>{silent}<!-- no enclosure --></item>"), "APL031") == []


@pytest.mark.parametrize(
    ("seasons", "told"), [((1, 2), False), ((2, 2), True), (("02", 2), True), ((0, 1), False)]
)
def test_a_number_may_come_again_in_another_season(
    seasons: tuple[int | str, int], told: bool
) -> None:
    items = (
        f"<item><itunes:season>{season}</itunes:season><itunes:episode>4</itunes:episode></item>"
        for season in seasons
    )
    expected = ["/rss/channel/item[2]/itunes:episode"] * told
    assert codes(splice("".join(items)), "APL036") == expected


@pytest.mark.parametrize(
    ("image", "element"),
    [
        ("<itunes:image/>", "itunes:image"),
        ('<itunes:image href=" "/>', "itunes:image"),
        (f"<itunes:image>{COVER}</itunes:image>", "itunes:image"),
        ('<itunes:image href="/cover.jpg"/>', "itunes:image/@href"),
    ],
)
def test_the_image_of_an_episode_needs_an_address_too(image: str, element: str) -> None:
    (finding,) = lint(splice(f"<item>{image}</item>"), path="x", select=["APL002"])
    assert finding.element == f"/rss/channel/item[1]/{element}"
    assert finding.severity is Severity.WARNING
    assert codes(splice("<channel>" + image + "</channel>"), "APL002") == [
        f"/rss/channel/{element}"
    ]


def of_cover(**facts: object) -> MediaFacts:
    good: dict[str, object] = {"type": "image/png", "width": 3000, "height": 3000, "mode": "RGB"}
    return MediaFacts(artwork={COVER: ArtworkFacts(**{**good, **facts})})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("side", "told"), [(1399, True), (1400, False), (3000, False), (3001, True), (6000, True)]
)
def test_a_cover_has_1400_to_3000_pixels(side: int, told: bool) -> None:
    found = codes(GOOD, "ART103", of_cover(width=side, height=side))
    assert bool(found) is told


@pytest.mark.parametrize(
    ("mode", "told"),
    [("RGB", False), ("P", False), ("RGBA", True), ("PA", True), ("L", True), ("CMYK", True)],
)
def test_a_palette_is_only_another_way_to_write_rgb(mode: str, told: bool) -> None:
    assert bool(codes(GOOD, "ART104", of_cover(mode=mode))) is told


@pytest.mark.parametrize("length", ["١٢٣٤", "１２３４", "12²", "1234.5", "+1234", "1,234", "-1"])
def test_a_length_is_written_in_plain_digits(length: str) -> None:
    enclosure = f'<enclosure url="https://a.example/1.mp3" length="{length}" type="audio/mpeg"/>'
    data = splice(f"<item>{enclosure}</item>")
    assert codes(data, "RSS052") == ["/rss/channel/item[1]/enclosure/@length"]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")],
)
def test_a_feed_in_utf_32_is_read_as_such(mark: bytes, encoding: str) -> None:
    text = GOOD.decode().replace("UTF-8", "UTF-32").replace("<title>Oolong", "<title>烏龍😀")
    text = text.replace("Fri, 24 Apr 2026 08:00:00 +0000", "yesterday")
    found = lint(mark + text.encode(encoding), path="x", now=NOW)
    assert [finding.code for finding in found] == ["RSS004", "RSS060"]
    before = text[: text.index("<pubDate>yesterday")]
    column = len(before) - before.rindex("\n")
    assert (found[1].line, found[1].column) == (before.count("\n") + 1, column)
