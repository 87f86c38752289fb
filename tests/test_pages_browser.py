"""Pages as a person meets them: opened, read, played, searched and judged in Chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import browser, tab
from tests.needs import ROOT, needs_node_package
from tests.servers import Server, serve
from tests.sites import everything, filmed, hostile
from tests.workspaces import Bench, mp3, tea

POT = "feeds/pot/lids-the-art-of-keeping-them-on.html"
WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def built(root: Path, make: Any) -> Bench:
    bench: Bench = make(root)
    told = bench.build()
    assert told["exit"] == 0, told["findings"]
    return bench


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The fixture shows, and below /own the two of this repository."""
    bench = built(tmp_path_factory.mktemp("site"), everything)
    own = bench.root / "own"
    for folder in ("seeds", "media"):
        shutil.copytree(ROOT / folder, own / folder)
    assert Bench(own).build()["exit"] == 0
    with serve(bench.root, ranged=True) as server:
        yield server


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A show with a video between episodes of sound, and below /films one that begins with it."""
    bench = built(tmp_path_factory.mktemp("film"), filmed)
    films = filmed(bench.root / "films")
    (films.root / "media/tea/3.mp3").unlink()
    assert films.build()["exit"] == 0
    with serve(bench.root, ranged=True) as server:
        yield server


def all_pages(server: Server) -> list[str]:
    """Every page of the fixture, and of the two shows of this repository."""
    root = Path(server.folder)
    folders = (root / "feeds", root / "own" / "feeds")
    found = [p.relative_to(root).as_posix() for f in folders for p in sorted(f.rglob("*.html"))]
    assert len(found) > 90
    return found


def pages_of(server: Server) -> list[str]:
    """Every page of the fixture, and a few of each kind of the repository's own."""
    root = Path(server.folder)
    every = sorted(p.relative_to(root).as_posix() for p in (root / "feeds").rglob("*.html"))
    own = root / "own" / "feeds"
    few = [
        *own.glob("index.html"),
        *own.glob("*/index.html"),
        *sorted(own.glob("ai-training/[a-d]*.html"))[:3],
        *sorted(own.glob("mastering-language-models/s*.html"))[:3],
        *sorted(own.glob("*/player/*.html"))[:2],
    ]
    assert len(every) > 15
    assert len(few) == 11
    return [*every, *(path.relative_to(root).as_posix() for path in few)]


def test_every_page_loads_without_a_fault_and_asks_no_other_host(
    chromium: Browser, site: Server
) -> None:
    with tab(chromium, site.url, viewport={"width": 360, "height": 740}) as opened:
        for path in all_pages(site):
            page = opened.open(path)
            assert page.evaluate("document.compatMode") == "CSS1Compat"
            moved = page.evaluate("window.moved")
            assert moved < 0.01, f"{path} moves while it loads: {moved}"
        assert (opened.errors, opened.foreign) == ([], [])


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_moves_while_a_page_loads_slowly(
    chromium: Browser, site: Server, width: int
) -> None:
    def late(route: Any) -> None:
        time.sleep(0.3)
        route.continue_()

    with tab(chromium, site.url, viewport={"width": width, "height": 900}) as opened:
        opened.page.route("**/pages.js", late)
        for path in ("feeds/index.html", "own/feeds/ai-training/index.html", POT):
            page = opened.open(path)
            page.wait_for_timeout(100)
            moved = page.evaluate("window.moved")
            assert moved < 0.005, f"{path} moves by {moved}"  # the browser's own player does


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_below_a_video_moves_while_a_page_loads_slowly(
    chromium: Browser, film: Server, width: int
) -> None:
    def late(route: Any) -> None:
        time.sleep(0.3)
        route.continue_()

    with tab(chromium, film.url, viewport={"width": width, "height": 900}) as opened:
        opened.page.route("**/pages.js", late)
        for path in ("films/feeds/tea/index.html", "feeds/tea/two.html"):
            page = opened.open(path)
            expect(page.locator("video")).to_have_count(1)
            page.wait_for_timeout(100)
            moved = page.evaluate("window.moved")
            assert moved < 0.001, f"{path} moves by {moved}"


def test_a_video_of_a_list_is_seen_and_not_only_heard(chromium: Browser, film: Server) -> None:
    with tab(chromium, film.url) as opened:
        page = opened.open("feeds/tea/index.html")
        page.get_by_role("link", name="Play: Two").click()
        expect(page).to_have_url(re.compile(r"/feeds/tea/two\.html#player$"))
        expect(page.locator("video")).to_be_visible()
        page = opened.open("feeds/tea/index.html")
        page.get_by_role("searchbox").fill("two")
        expect(page.locator(".results .row")).to_have_count(1)
        page.get_by_role("link", name="Play: Two").focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/feeds/tea/two\.html#player$"))
        page = opened.open("feeds/tea/index.html")
        page.get_by_role("searchbox").fill("one")
        expect(page.locator(".results .row")).to_have_count(1)
        page.get_by_role("button", name="Play: One").click()
        plays(page)
        page = opened.open("films/feeds/tea/index.html")
        page.get_by_role("button", name="Play: Two").click()
        until(page, "!document.querySelector('video').paused")
        page.get_by_role("link", name="Play: One").click()
        expect(page).to_have_url(re.compile(r"/feeds/tea/one\.html#player$"))
        assert (opened.errors, opened.foreign) == ([], [])


def test_axe_finds_nothing_on_any_kind_of_page(
    chromium: Browser, site: Server, film: Server
) -> None:
    source = (needs_node_package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    films = ["feeds/tea/index.html", "feeds/tea/two.html", "feeds/tea/player/two.html"]
    kinds = [
        "feeds/index.html",
        "feeds/pot/index.html",
        POT,
        f"feeds/pot/player/{Path(POT).name}",
        "feeds/shay/index.html",
        "own/feeds/ai-training/index.html",
        "own/feeds/ai-training/when-to-fine-tune-vs-when-to-prompt.html",
    ]
    assert list(violations(chromium, site, kinds, source)) == []
    assert list(violations(chromium, film, films, source)) == []


def violations(
    chromium: Browser, server: Server, paths: list[str], source: str
) -> Iterator[tuple[str, str, str, list[str]]]:
    """What axe, of which this is the ``source``, finds on pages in light and dark."""
    # The policy of the pages forbids what axe does, so here alone it is put aside.
    with tab(chromium, server.url, bypass_csp=True) as opened:
        for path in paths:
            page = opened.open(path)
            page.evaluate(source)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
                for one in found["violations"]:
                    yield scheme, path, one["id"], [node["html"][:120] for node in one["nodes"]]


def test_no_page_is_wider_than_the_window(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        for path in pages_of(site):
            page = opened.open(path)
            for width in (320, *WIDTHS):
                page.set_viewport_size({"width": width, "height": 740})
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, path


def until(page: Page, holds: str) -> None:
    """Wait until an expression holds; the policy of a page forbids playwright's own way."""
    end = time.monotonic() + 10
    while not page.evaluate(holds):
        assert time.monotonic() < end, f"never: {holds}"
        page.wait_for_timeout(30)


def plays(page: Page) -> None:
    until(page, "!document.querySelector('audio').paused")


def test_the_player_plays_and_seeks(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(POT)
        page.get_by_role("button", name="Play").click()
        plays(page)
        until(page, "document.querySelector('audio').currentTime > 0.2")
        page.get_by_role("slider", name="Position").fill("30")
        until(page, "document.querySelector('audio').currentTime >= 30.2")
        page.get_by_role("button", name="Forward 30 seconds").click()
        until(page, "document.querySelector('audio').currentTime >= 60")
        page.get_by_role("button", name="Back 15 seconds").click()
        until(page, "document.querySelector('audio').currentTime < 50")
        page.get_by_role("button", name="Pause").click()
        assert page.evaluate("document.querySelector('audio').paused")
        page.get_by_role("button", name="Speed").click()
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
        assert (opened.errors, opened.foreign) == ([], [])
    assert any(status == 206 for _, path, status in site.seen if path.endswith("/2.mp3"))


@pytest.mark.parametrize("show", ["ai-training", "mastering-language-models"])
def test_the_shows_of_this_repository_play_and_seek_to_their_middle(
    chromium: Browser, site: Server, show: str
) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(f"own/feeds/{show}/index.html")
        page.locator(".row h3 a").first.click()
        page.get_by_role("button", name="Play").click()
        plays(page)
        until(page, "document.querySelector('audio').duration > 1")
        middle = page.evaluate("document.querySelector('audio').duration") / 2
        page.get_by_role("slider", name="Position").fill(str(int(middle)))
        until(page, f"document.querySelector('audio').currentTime > {int(middle) + 0.1}")
        assert opened.errors == []


def test_everything_can_be_done_with_the_keyboard(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(POT)
        seen: list[str] = []
        for _ in range(80):
            page.keyboard.press("Tab")
            at = page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                " return [e.tagName, e.getAttribute('aria-label') || e.textContent.trim(),"
                " s.outlineStyle !== 'none' || e.className === 'past'] })()"
            )
            if at[0] == "BODY":
                break
            assert at[2], f"{at} has no visible focus"
            seen.append(at[1])
        for name in ("Skip to content", "Play", "Position", "Speed", "0:30 Clay", "Subscribe"):
            assert any(one.startswith(name) for one in seen), (name, seen)
        page.get_by_role("button", name="Play").focus()
        page.keyboard.press("Enter")
        plays(page)
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowRight")
        until(page, "document.querySelector('audio').currentTime >= 1")
        page.locator(".chapters a.seek").nth(1).focus()
        page.keyboard.press("Enter")
        until(page, "document.querySelector('audio').currentTime >= 30")


def test_a_chapter_that_is_clicked_is_played_and_marked(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(POT)
        page.get_by_role("link", name="1:00 Glass").click()
        plays(page)
        until(page, "document.querySelector('audio').currentTime >= 60")
        expect(page.locator(".chapters .on")).to_have_text("1:00 Glass")
        assert page.url.endswith(Path(POT).name), "the page was left"


def test_an_address_with_a_time_begins_there(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(f"{POT}#t=45")
        expect(page.locator(".time .at")).to_have_text("0:45")
        page.get_by_role("button", name="Play").click()
        until(page, "document.querySelector('audio').currentTime > 45")


def test_the_list_plays_in_place_and_names_what_it_plays(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("feeds/pot/index.html")
        page.get_by_label("Play: Handles").click()
        plays(page)
        expect(page.locator(".now")).to_have_text("Handles")
        assert page.evaluate("document.querySelector('audio').src").endswith("/media/pot/3.mp3")
        page.get_by_label("Play: Spouts").scroll_into_view_if_needed()
        assert page.evaluate("scrollY >= 0")
        expect(page.get_by_role("region", name="Player")).to_be_in_viewport()
        assert (opened.errors, opened.foreign) == ([], [])


def test_the_player_stays_in_reach_to_the_end_of_the_page(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url, viewport={"width": 360, "height": 500}) as opened:
        for path in (POT, "own/feeds/ai-training/index.html"):
            page = opened.open(path)
            page.evaluate("scrollTo(0, document.body.scrollHeight * 0.6)")
            expect(page.get_by_role("button", name="Play", exact=True)).to_be_in_viewport()


def test_search_finds_without_a_server_that_searches(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("own/feeds/ai-training/index.html")
        assert not any(path.endswith("search.js") for _, path, _ in site.seen)
        box = page.get_by_role("searchbox", name="Search episodes")
        box.fill("QLORA hardware")
        expect(page.locator(".results .row")).to_have_count(1)
        expect(page.locator(".results h3")).to_have_text("QLoRA — fine-tuning on consumer hardware")
        expect(page.locator(".count")).to_have_text("1 found")
        expect(page.locator(".listed")).to_be_hidden()
        edges = page.evaluate(
            "['.results .name', '.results .facts span'].map((q) => { const r ="
            " document.createRange(); r.selectNodeContents(document.querySelector(q));"
            " return r.getBoundingClientRect().left })"
        )
        assert abs(edges[0] - edges[1]) < 2, "the facts are cut off, or do not stand in line"
        page.locator(".results .go").click()
        plays(page)
        box.fill("nobody ever said this")
        expect(page.locator(".count")).to_have_text("Nothing found")
        box.fill("")
        expect(page.locator(".listed")).to_be_visible()
        box.fill("fine-tuning")
        page.locator(".results h3 a").first.click()
        expect(page.locator("h1")).to_be_visible()
        assert (opened.errors, opened.foreign) == ([], [])


def test_search_puts_first_what_is_called_so_and_shows_all_that_is_found(
    chromium: Browser, tmp_path: Path
) -> None:
    bench = tea(tmp_path).with_pages()
    lines = ["title: Tea", "description: About tea.", "episodes:"]
    for number in range(250, 0, -1):
        lines.append(f"- {{title: Thing {number}, number: {number}, published: 2026-01-01 08:00}}")
        bench.write(f"media/tea/{number}.mp3", mp3(0.2))
    lines[3] = (
        "- {title: Große Sache, number: 250, published: 2026-01-01 08:00, season: 4,"
        " people: [{name: Søren Æbelø}], chapters: [0:00 Clay], explicit: true}"
    )
    bench.write("seeds/tea.yaml", "\n".join(lines) + "\n")
    bench.build()
    with serve(bench.root) as server, tab(chromium, server.url) as opened:
        page = opened.open("feeds/tea/index.html")
        box, first = page.get_by_role("searchbox"), page.locator(".results .name").first
        box.fill("thing 7")
        expect(first).to_have_text("Thing 7")
        for words in ("grosse", "soren aebelo", "clay", "season 4", "explicit"):
            box.fill(words)
            expect(page.locator(".count")).to_have_text("1 found")
        box.fill("thing")
        expect(page.locator(".count")).to_have_text("249 found")
        rows = page.locator(".results .row")
        expect(rows).to_have_count(100)
        for shown in (200, 249):
            rows.last.scroll_into_view_if_needed()
            expect(rows).to_have_count(shown)
        page.locator(".results .name a").first.click()
        page.go_back()
        expect(box).to_have_value("thing")
        expect(page.locator(".count")).to_have_text("249 found")


def test_a_button_of_a_list_says_what_it_does(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("feeds/pot/index.html")
        go = page.get_by_role("button", name="Play: Handles")
        go.focus()
        page.keyboard.press(" ")
        plays(page)
        expect(page.get_by_role("button", name="Pause: Handles")).to_have_count(1)
        page.get_by_role("searchbox").fill("handles")
        found = page.locator(".results .go")
        expect(found).to_have_attribute("aria-label", "Pause: Handles")
        expect(found).to_have_class("go playing")
        found.click()
        expect(found).to_have_attribute("aria-label", "Play: Handles")


def test_a_search_that_cannot_be_had_is_told(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        opened.page.route("**/search.js", lambda route: route.abort())
        page = opened.open("feeds/pot/index.html")
        page.get_by_role("searchbox").fill("handles")
        expect(page.locator(".count")).to_have_text("The search could not be loaded.")
        expect(page.locator(".listed")).to_be_visible()
        opened.page.unroute("**/search.js")
        page.get_by_role("searchbox").fill("handle")
        expect(page.locator(".count")).to_have_text("1 found")


def test_a_fault_is_told_without_moving_what_is_read(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        for path in (POT, "feeds/pot/index.html", f"feeds/pot/player/{Path(POT).name}"):
            page = opened.open(path)
            page.set_viewport_size({"width": 360, "height": 740})
            high = "['main', '.player'].map((q) => document.querySelector(q).offsetHeight)"
            before = page.evaluate(high)
            page.evaluate("document.querySelector('audio').dispatchEvent(new Event('error'))")
            expect(page.locator(".fault")).to_contain_text("cannot be played")
            expect(page.locator(".fault a")).to_be_in_viewport(ratio=1)
            assert page.evaluate(high) == before, path


def test_a_recording_that_cannot_be_had_is_told(chromium: Browser, tmp_path: Path) -> None:
    bench = built(tmp_path, lambda root: tea(root).with_pages())
    (bench.root / "media/tea/3.mp3").unlink()
    with serve(bench.root) as server, tab(chromium, server.url) as opened:
        page = opened.open("feeds/tea/index.html")
        page.get_by_role("button", name="Play", exact=True).click()
        told = page.locator(".fault")
        expect(told).to_have_text("This recording cannot be played here. Download")
        page.get_by_role("button", name="Play: Two").click()
        plays(page)
        expect(page.locator(".fault > span")).to_be_hidden()


def test_a_recording_that_failed_is_tried_again_where_it_was(
    chromium: Browser, site: Server
) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.page
        page.route("**/*.mp3", lambda route: route.abort())
        page = opened.open(f"{POT}#t=30")
        play = page.locator(".controls .play")
        for _ in range(2):
            with page.expect_event("requestfailed"):
                play.click()
            expect(page.locator(".fault > span")).to_be_visible()
        page.unroute("**/*.mp3")
        play.click()
        plays(page)
        until(page, "document.querySelector('audio').currentTime >= 30")
        expect(page.locator(".fault > span")).to_be_hidden()


def test_a_video_has_one_player_and_keeps_its_place(chromium: Browser, tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    (bench.root / "media/tea/3.mp3").unlink()
    bench.write("media/tea/3.mp4", (ROOT / "tests/data/audio/one.mp4").read_bytes())
    assert bench.build()["exit"] == 0
    with serve(bench.root, ranged=True) as server, tab(chromium, server.url) as opened:
        page = opened.open("feeds/tea/three.html")
        for width, height in ((360, 740), (740, 360), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            box = page.locator("video").bounding_box()
            assert box is not None
            assert box["height"] == pytest.approx(min(box["width"] * 9 / 16, 0.7 * height), abs=1)
            player = page.locator(".player").bounding_box()
            assert player is not None
            assert player["height"] < height / 3, "what stays in reach leaves room to read"
        assert page.evaluate("document.querySelector('video').controls") is False
        expect(page.get_by_role("button", name="Full screen")).to_be_visible()
        said = page.locator("meta[property^='og:video']").evaluate_all("all => all.length")
        assert said == 2
        frame = opened.open("feeds/tea/player/three.html")
        said = json.loads((bench.root / "feeds/tea/oembed/three.json").read_text("utf-8"))
        frame.set_viewport_size({"width": said["width"], "height": said["height"]})
        assert frame.evaluate("document.documentElement.scrollHeight") <= said["height"]


@pytest.mark.parametrize("width", [280, 360, 640])
def test_the_player_fits_the_frame_that_is_asked_for(
    chromium: Browser, site: Server, width: int
) -> None:
    name = Path(POT).stem
    said = json.loads((Path(site.folder) / f"feeds/pot/oembed/{name}.json").read_text("utf-8"))
    with tab(chromium, site.url, viewport={"width": width, "height": said["height"]}) as opened:
        page = opened.open(f"feeds/pot/player/{name}.html")
        high = page.evaluate("document.documentElement.scrollHeight")
        assert high <= said["height"], f"{high} px"


@pytest.mark.parametrize(
    ("language", "author"),
    [
        ("en", "The Department of Oral History and Sound Archives of the University of Somewhere"),
        ("en", "إذاعة المدينة القديمة للثقافة والفنون"),
        ("ar", "The Department of Oral History and Sound Archives"),
        ("sw", "Redio ya Mji"),
    ],
)
def test_facts_of_any_direction_are_whole_and_in_order(
    chromium: Browser, tmp_path: Path, language: str, author: str
) -> None:
    bench = tea(tmp_path).with_pages()
    bench.edit("seeds/tea.yaml", "author: Tea Network", f"author: {author}\nlanguage: {language}")
    bench.build()
    with (
        serve(bench.root) as server,
        tab(chromium, server.url, viewport={"width": 360, "height": 740}) as opened,
    ):
        for path in ("feeds/index.html", "feeds/tea/index.html"):
            page = opened.open(path)
            lines = page.evaluate(
                """[...document.querySelectorAll(".facts")].map((line) => {
                  const outer = line.getBoundingClientRect(), style = getComputedStyle(line);
                  const rtl = style.direction === "rtl";
                  let whole = style.clipPath + style.overflow === "nonevisible", order = true;
                  const ends = new Map();  // of each line, how far it has been filled
                  for (const part of line.children) {
                    const rows = new Map();
                    for (const r of part.getClientRects()) {
                      whole &&= r.left >= outer.left - 1 && r.right <= outer.right + 1;
                      const row = Math.round(r.top / 10);
                      const [left, right] = rows.get(row) || [Infinity, -Infinity];
                      rows.set(row, [Math.min(left, r.left), Math.max(right, r.right)]);
                    }
                    for (const [row, [left, right]] of rows) {
                      const end = ends.get(row);
                      if (end !== undefined) order &&= rtl ? right <= end + 1 : left >= end - 1;
                      ends.set(row, rtl ? left : right);
                    }
                  }
                  return [whole, order];
                })"""
            )
            assert lines, path
            assert all(whole and order for whole, order in lines), (path, lines)


def test_words_that_are_not_of_the_pages_language_say_so(tmp_path: Path) -> None:
    from lxml import html

    bench = tea(tmp_path).with_pages()
    bench.edit("seeds/tea.yaml", "title: Tea", "title: Chai\nlanguage: sw")
    bench.build()
    page = html.fromstring((bench.root / "feeds/tea/index.html").read_bytes())
    for words in ("Skip to content", "Subscribe", "Episodes", "3 episodes", "Search episodes"):
        found = page.xpath("//body//*[normalize-space(text()) = $words]", words=words)
        assert found, words
        for one in found:
            assert one.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == "en", words
    (title,) = page.xpath("//h1/bdi")
    assert title.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == "sw"


def test_high_contrast_leaves_the_player_to_be_seen(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url, forced_colors="active") as opened:
        page = opened.open(POT)
        look = "getComputedStyle(document.querySelector('.controls .{}')).{}"
        disc = page.evaluate(look.format("play", "backgroundColor"))
        assert disc != page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert page.evaluate(look.format("line", "forcedColorAdjust")) == "none"
        page.emulate_media(color_scheme="light")
        shot = page.locator(".controls .line").screenshot()
        assert len(set(shot)) > 100, "the slider is one flat colour"


def test_a_time_in_the_address_may_change_while_the_page_is_open(
    chromium: Browser, site: Server
) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(POT)
        page.evaluate("location.hash = '#t=33'")
        expect(page.locator(".time .at")).to_have_text("0:33")


def test_the_transcript_goes_on_following_after_it_was_clicked(
    chromium: Browser, site: Server
) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(POT)
        page.evaluate("document.querySelector('.transcript').style.maxHeight = '6rem'")
        page.get_by_text("Leaves first").click()
        plays(page)
        page.mouse.move(0, 0)
        page.get_by_role("slider", name="Position").fill("41")
        until(page, "document.querySelector('.transcript').scrollTop > 40")
        page.locator(".transcript").hover()
        page.mouse.wheel(0, -500)
        until(page, "document.querySelector('.transcript').scrollTop === 0")
        page.get_by_role("slider", name="Position").fill("15")
        page.wait_for_timeout(300)
        assert page.evaluate("document.querySelector('.transcript').scrollTop") == 0


def test_a_chapter_leads_back_to_the_words_that_are_spoken_then(
    chromium: Browser, site: Server
) -> None:
    top = "document.querySelector('.transcript').scrollTop"
    with tab(chromium, site.url, reduced_motion="reduce") as opened:
        page = opened.open(f"{POT}#t=30")
        page.evaluate("document.querySelector('.transcript').style.maxHeight = '6rem'")
        page.get_by_role("link", name="0:30 Clay").click()
        until(page, f"{top} > 10")
        page.evaluate("document.querySelector('audio').pause()")
        there = page.evaluate(top)
        page.evaluate(f"{top} = 0")
        page.get_by_role("link", name="0:30 Clay").click()
        until(page, f"{top} === {there}")
        page.evaluate("document.querySelector('audio').pause()")
        page.evaluate(f"{top} = 0")
        page.evaluate("location.hash = '#t=31'")
        until(page, f"{top} === {there}")


def test_what_has_the_focus_is_never_below_the_player(chromium: Browser, site: Server) -> None:
    hidden = """(() => {
      const player = document.querySelector(".player"), at = document.activeElement;
      if (player.contains(at) || at === document.body) return null;
      const [own, other] = [at.getBoundingClientRect(), player.getBoundingClientRect()];
      return own.top < other.bottom - 1 && own.bottom <= other.bottom + 1 && other.top <= 0;
    })()"""
    with tab(chromium, site.url, viewport={"width": 360, "height": 400}) as opened:
        page = opened.open(POT)
        page.evaluate("document.querySelector('.transcript').style.maxHeight = '6rem'")
        page.evaluate("document.querySelector('.transcript').scrollTop = 9999")
        page.wait_for_timeout(600)
        page.locator(".foot a").last.focus()
        seen = []
        while (found := page.evaluate(hidden)) is not None:
            seen.append(page.evaluate("document.activeElement.textContent"))
            assert not found, seen[-1]
            page.keyboard.press("Shift+Tab")
        assert any(text.startswith("0:20") for text in seen), seen


@pytest.mark.parametrize("width", [320, 360, 390, 420])
def test_no_line_of_facts_ends_with_what_parts_two(
    chromium: Browser, site: Server, width: int
) -> None:
    """A space parts two facts, and at the end of a line there is none."""
    with tab(chromium, site.url, viewport={"width": width, "height": 740}) as opened:
        page = opened.open("feeds/index.html")
        page.evaluate(
            "for (const e of document.querySelectorAll('.facts bdi')) e.textContent += ' and more'"
        )
        lines = page.evaluate(
            """[...document.querySelectorAll(".facts")].map((line) => {
              const parts = [...line.children];
              return parts.slice(0, -1).map((part, n) => {
                const at = (e) => e.firstChild.getBoundingClientRect();
                const [fact, next] = [at(part), at(parts[n + 1])];
                const gap = part.getBoundingClientRect().width - fact.width;
                return [next.top > fact.top + 5, gap > 5];
              });
            }).flat()"""
        )
        assert lines
        assert all(wrapped != parted for wrapped, parted in lines), lines


def test_pages_work_from_a_disk(chromium: Browser, site: Server) -> None:
    root = Path(site.folder)
    with tab(chromium, f"file://{root}") as opened:
        page = opened.open("feeds/pot/index.html")
        page.get_by_role("searchbox").fill("spout")
        expect(page.locator(".results .row")).to_have_count(1)
        page.locator(".results h3 a").click()
        page.get_by_role("button", name="Play").click()
        plays(page)
        assert page.evaluate("getComputedStyle(document.body).display") == "flex"
        assert (opened.errors, opened.foreign) == ([], [])


def test_with_scripts_off_everything_is_read_and_played(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url, java_script_enabled=False) as opened:
        page = opened.open("feeds/pot/index.html")
        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.locator(".search")).to_be_hidden()
        expect(page.locator(".controls")).to_be_hidden()
        assert page.locator(".row").count() == 4
        page.get_by_label("Play: Lids").click()
        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.locator(".prose")).to_contain_text("Lids matter.")
        chapter = page.get_by_role("link", name="Glass")
        assert (chapter.get_attribute("href") or "").endswith("/media/pot/2.mp3#t=60")
        expect(page.get_by_role("link", name="Previous")).to_be_visible()


def test_the_colour_of_the_cover_is_worn_by_the_player_alone_and_can_be_seen(
    chromium: Browser, site: Server
) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        with tab(chromium, site.url, color_scheme=scheme) as opened:
            page = opened.open("own/feeds/ai-training/index.html")
            ground, accent, ink = page.evaluate(
                "['html', '.play', 'h1'].map((q, n) => getComputedStyle(document.querySelector(q))"
                "[n === 2 ? 'color' : 'backgroundColor'])"
            )
            assert contrast(ground, accent) >= 3
            assert contrast(ground, ink) >= 7
            wearing = page.evaluate(
                "(accent) => [...document.querySelectorAll('body *')].filter((e) => {"
                " const s = getComputedStyle(e);"
                " return [s.color, s.backgroundColor, s.borderTopColor].includes(accent)"
                "}).map((e) => e.className)",
                accent,
            )
            assert wearing == ["play"]
            grounds.append(ground)
    assert grounds[0] != grounds[1]


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(p) / 255 for p in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_a_line_of_text_has_60_to_75_characters(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url, viewport={"width": 1280, "height": 800}) as opened:
        page = opened.open("own/feeds/mastering-language-models/index.html")
        lines = page.evaluate(
            """() => {
              const text = document.querySelector(".about p").firstChild, found = [];
              const range = document.createRange();
              let top = null, count = 0;
              for (let n = 0; n < text.length; n++) {
                range.setStart(text, n); range.setEnd(text, n + 1);
                const at = range.getBoundingClientRect().top;
                if (top !== null && at > top + 5) { found.push(count); count = 0; }
                top = at; count++;
              }
              return found;
            }"""
        )
        assert len(lines) >= 2
        assert 60 <= sum(lines) / len(lines) <= 75, lines


def test_an_arabic_show_runs_from_right_to_left(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("feeds/shay/index.html")
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
            "ar",
            "rtl",
        ]
        title, go = page.evaluate(
            "['.row .name', '.row .go'].map((q) =>"
            " document.querySelector(q).getBoundingClientRect().left)"
        )
        assert title < go
        page.locator(".row .name a").first.click()
        expect(page.locator("h1")).to_have_text("النعناع")


def test_nothing_that_is_hostile_runs(chromium: Browser, tmp_path: Path) -> None:
    bench = built(tmp_path, hostile)
    with serve(bench.root, ranged=True) as server, tab(chromium, server.url) as opened:
        names = sorted(p.relative_to(bench.root).as_posix() for p in bench.root.rglob("*.html"))
        assert len(names) == 20
        for path in names:
            page = opened.open(path)
            assert page.evaluate("window.harm") is None, path
            assert page.evaluate("document.scripts.length") <= 2
            for direction in ("ltr", "rtl"):
                page.set_viewport_size({"width": 360, "height": 740})
                page.evaluate(f"document.documentElement.dir = '{direction}'")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= 360, f"{path} in {direction} is {wide} px wide"
            for block in page.locator("script[type='application/ld+json']").all():
                json.loads(block.text_content() or "")
        page = opened.open("feeds/tea/index.html")
        page.get_by_role("searchbox").fill("script")
        page.wait_for_selector(".results .row")
        for go in page.locator(".results .go").all()[:3]:
            go.click()
        assert page.evaluate("window.harm") is None
        assert (opened.errors, opened.foreign) == ([], [])


@pytest.mark.parametrize("left", ["no cover", "one episode", "no episode"])
def test_a_page_stands_whatever_is_missing(chromium: Browser, tmp_path: Path, left: str) -> None:
    bench = tea(tmp_path).with_pages()
    if left == "no cover":
        (bench.root / "media/tea/cover.jpg").unlink()
    else:
        for number in (1, 2, 3)[1 if left == "one episode" else 0 :]:
            (bench.root / f"media/tea/{number}.mp3").unlink()
    bench.build()
    with serve(bench.root) as server, tab(chromium, server.url) as opened:
        opened.open("feeds/index.html")
        page = opened.open("feeds/tea/index.html")
        expect(page.locator("h1")).to_have_text("Tea")
        episodes = {"no cover": 3, "one episode": 1, "no episode": 0}[left]
        assert page.locator(".row").count() == episodes
        assert page.locator("audio").count() == (1 if episodes else 0)
        assert page.locator("img.cover").count() == (0 if left == "no cover" else 1)
        assert (opened.errors, opened.foreign) == ([], [])


def test_a_thousand_episodes_open_without_a_long_wait(chromium: Browser, tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    lines = ["title: Tea", "description: About tea.", "episodes:"]
    for number in range(1000, 0, -1):
        date = f"{1990 + number // 360}-{number // 30 % 12 + 1:02}-{number % 28 + 1:02}"
        lines.append(f"- {{title: Cup {number}, number: {number}, published: {date}}}")
        bench.write(f"media/tea/{number}.mp3", mp3(0.2))
    bench.write("seeds/tea.yaml", "\n".join(lines) + "\n")
    bench.build()
    with serve(bench.root) as server, tab(chromium, server.url) as opened:
        page = opened.open("feeds/tea/index.html")
        assert page.evaluate("window.longest") <= 200
        page.get_by_role("link", name="Page 10", exact=True).click()
        expect(page.locator(".row")).to_have_count(100)
        page.get_by_role("searchbox").fill("cup 999")
        expect(page.locator(".results .row")).to_have_count(1)
        page.locator(".results h3 a").click()
        expect(page.locator("h1")).to_have_text("Cup 999")
        assert (opened.errors, opened.foreign) == ([], [])


def test_pictures_of_the_pages_are_taken_for_a_person_to_look_at(
    chromium: Browser, site: Server
) -> None:
    """They lie in PODFEED_SHOTS, or in a temporary folder that is named at the end of the run."""
    folder = Path(os.environ.get("PODFEED_SHOTS") or tempfile.mkdtemp(prefix="podfeed-pages-"))
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {
        "network": "own/feeds/index.html",
        "show": "own/feeds/ai-training/index.html",
        "seasons": "feeds/pot/index.html",
        "episode": POT,
        "arabic": "feeds/shay/index.html",
        "player": f"feeds/pot/player/{Path(POT).name}",
    }
    with tab(chromium, site.url) as opened:
        for name, path in kinds.items():
            page = opened.open(path)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
    assert len(list(folder.glob("*.png"))) >= len(kinds) * len(WIDTHS) * 2
    print(f"pictures of pages: {folder}")


def test_the_transcript_follows_the_recording_and_seeks(chromium: Browser, site: Server) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open(POT)
        transcript = page.get_by_role("region", name="Transcript")
        expect(transcript).to_contain_text("Lady Grey And how long do they stay in it?")
        page.get_by_text("Three minutes. Not four").click()
        plays(page)
        until(page, "document.querySelector('audio').currentTime >= 20")
        expect(page.locator("[data-cue].on")).to_have_text(
            "Three minutes. Not four, whatever you have heard."
        )
        page.get_by_role("slider", name="Position").fill("41")
        expect(page.locator("[data-cue].on")).to_have_text("I have heard five.")
        page.get_by_role("link", name="0:10").click()
        until(page, "document.querySelector('audio').currentTime < 20")
        expect(page.locator("[data-cue].on")).to_contain_text("how long")
        assert opened.errors == []
