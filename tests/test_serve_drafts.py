"""``podfeed serve --drafts``: pages of what is not out yet, and nothing of it on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import expect

from tests.browsers import browser, tab
from tests.test_serve import serving, site, tree
from tests.workspaces import Bench, mp3, tea

PATIENCE = 60_000  # milliseconds


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A show that is built, with three episodes that are not out yet beside those that are."""
    made = tea(tmp_path).with_pages()
    made.edit(
        "seeds/tea.yaml",
        "episodes:\n",
        "episodes:\n- {title: Morrow, number: 6, published: 2031-01-01 08:00, audio: 6.mp3}\n"
        "- {title: Draughty, draft: true, audio: 5.mp3}\n"
        "- {title: Some day, audio: 4.mp3}\n",
    )
    for number in (4, 5, 6):
        made.write(f"media/tea/{number}.mp3", mp3())
    made.build()
    return made


def test_every_page_there_will_be_is_there_and_says_what_is_not_out_yet(bench: Bench) -> None:
    before = tree(bench.root)
    made = site(bench.root, drafts=True)
    assert made.make()
    titles = {
        path: html.fromstring(file.data).xpath("string(//h1)")
        for path, file in made.files.items()
        if path.endswith(".html") and "/player/" not in path
    }
    assert titles == {
        "feeds/index.html": "Tea Network",
        "feeds/tea.preview/index.html": "Tea (preview)",
        "feeds/tea.preview/morrow.html": "Morrow (out 2031-01-01)",
        "feeds/tea.preview/draughty.html": "Draughty (draft)",
        "feeds/tea.preview/some-day.html": "Some day (no date yet)",
        "feeds/tea.preview/three.html": "Three",
        "feeds/tea.preview/two.html": "Two",
        "feeds/tea.preview/one.html": "One",
    }
    listed = html.fromstring(made.files["feeds/index.html"].data)
    assert "tea.preview/index.html" in listed.xpath("//h2/a/@href")
    page = html.fromstring(made.files["feeds/tea.preview/draughty.html"].data)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//audio/@src") == ["../../media/tea/5.mp3"]
    link = "<link>http://127.0.0.1:1/feeds/tea.preview/draughty.html</link>"
    assert link.encode() in made.files["feeds/tea.preview.xml"].data
    assert tree(bench.root) == before
    left = [path.name for path in (bench.root / ".podfeed").rglob("*") if "preview" in path.name]
    assert left == [], "not even a preview for apps is written"


def test_without_drafts_nothing_of_them_is_served(bench: Bench) -> None:
    made = site(bench.root)
    made.make()
    for path, file in made.files.items():
        for title in (b"Morrow", b"Draughty", b"Some day"):
            assert title not in file.data, path


def test_a_show_that_cannot_be_made_does_not_hide_the_others(bench: Bench) -> None:
    bench.write("seeds/pot.yaml", "title: [")
    bench.write("feeds/pot.xml", "<rss/>")
    for drafts in (False, True):
        made = site(bench.root, drafts=drafts)
        made.make()
        assert b"Tea" in made.files["feeds/index.html"].data


def test_a_draft_is_looked_at_and_worked_on_in_a_browser(bench: Bench) -> None:
    before = tree(bench.root / "feeds")
    with serving(bench, "--drafts") as preview, browser() as chromium:
        assert preview.ask("/feeds/tea/draughty.html")[1]["location"] == (
            "/feeds/tea.preview/draughty.html"
        )
        assert preview.ask("/feeds/tea/none.html")[0] == 307
        assert preview.ask("/feeds/tea.preview/none.html")[0] == 404
        with tab(chromium, f"http://127.0.0.1:{preview.port}") as shown:
            page = shown.open("feeds/tea/index.html")
            page.get_by_role("link", name="Draughty (draft)", exact=True).click()
            panel = page.locator("aside[aria-label='podfeed preview'] summary")
            expect(panel).to_contain_text("error", timeout=PATIENCE)
            bench.edit("seeds/tea.yaml", "Draughty, draft", "Draughty, description: New, draft")
            expect(page.get_by_text("New").first).to_be_visible(timeout=PATIENCE)
            bench.edit("seeds/tea.yaml", "title: Draughty", "titel: Draughty")
            expect(panel).to_contain_text("what it was before", timeout=PATIENCE)
            page.locator("button.play").click()
            expect(page.locator("button.play")).to_have_attribute("aria-label", "Pause")
            assert shown.foreign == []
            assert shown.errors == []
    assert tree(bench.root / "feeds") == before
