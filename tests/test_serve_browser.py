"""The preview as its author sees it in a browser: pages that follow a save, and list findings."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import browser, tab
from tests.needs import needs_node_package
from tests.test_serve import Preview, preview

__all__ = ["preview"]  # a fixture

_PATIENCE = 60_000  # milliseconds


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def pages(preview: Preview) -> Preview:
    """The preview, once it has followed that its workspace is to have pages."""
    preview.bench.with_pages()
    until = time.monotonic() + _PATIENCE / 1000
    while preview.ask("/feeds/tea/index.html")[0] != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    return preview


def test_a_page_follows_a_save_and_lists_what_check_finds(
    pages: Preview, chromium: Browser
) -> None:
    with tab(chromium, f"http://127.0.0.1:{pages.port}") as shown:
        page = shown.open("feeds/tea/index.html")
        panel = page.locator("aside[aria-label='podfeed preview'] summary")
        expect(panel).to_contain_text("warning", timeout=_PATIENCE)
        expect(page.get_by_role("heading", name="Two").first).to_be_visible()
        pages.bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two <cups>\n")
        expect(page.get_by_role("heading", name="Two <cups>").first).to_be_visible(
            timeout=_PATIENCE
        )
        pages.bench.edit("seeds/tea.yaml", "title: Two <cups>\n", "titel: Two\n")
        expect(panel).to_contain_text("2 errors", timeout=_PATIENCE)
        panel.click()
        told = page.locator("aside li", has_text="SRC050")
        expect(told).to_contain_text("seeds/tea.yaml:8")
        expect(told).to_contain_text('did you mean "title"?')
        # The page is the last that could be made, and asks nobody but the preview.
        expect(page.get_by_role("heading", name="Two <cups>").first).to_be_visible()
        expect(panel).to_contain_text("this page is what it was before")
        expect(page.locator("aside li").first).to_contain_text("error")
        assert shown.foreign == []
        assert shown.errors == []


def test_as_many_pages_may_be_open_as_anyone_likes(pages: Preview, chromium: Browser) -> None:
    """Of each six the browser would keep the seventh waiting, if all of them listened."""
    with tab(chromium, f"http://127.0.0.1:{pages.port}") as shown:
        shown.open("feeds/tea/index.html")
        others = []
        for _ in range(8):
            others.append(shown.page.context.new_page())
            others[-1].goto(f"{shown.own}/feeds/tea/index.html", wait_until="load")
        for title in ("Two cups", "Two pots"):
            text = (pages.bench.root / "seeds/tea.yaml").read_text("utf-8")
            pages.bench.write("seeds/tea.yaml", re.sub("title: Two.*", f"title: {title}", text))
            for page in others:
                heading = page.get_by_role("heading", name=title).first
                expect(heading).to_be_visible(timeout=_PATIENCE)
            shown.page.close()  # the one that listened


def test_axe_finds_nothing_on_the_panel(pages: Preview, chromium: Browser) -> None:
    source = (needs_node_package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    with tab(chromium, f"http://127.0.0.1:{pages.port}", bypass_csp=True) as shown:
        page = shown.open("feeds/tea/index.html")
        panel = page.locator("aside[aria-label='podfeed preview'] summary")
        panel.click(timeout=_PATIENCE)
        expect(page.locator("aside li").first).to_be_visible()
        page.evaluate(source)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
            assert told == [], scheme


def test_the_player_of_the_preview_seeks(pages: Preview, chromium: Browser) -> None:
    with tab(chromium, f"http://127.0.0.1:{pages.port}") as shown:
        page = shown.open("feeds/tea/three.html")
        moved = page.evaluate(
            """async () => {
              const audio = document.querySelector("audio");
              await audio.play();
              audio.currentTime = 2;
              await new Promise((done) => audio.addEventListener("seeked", done, {once: true}));
              return audio.currentTime;
            }"""
        )
        assert moved >= 1.9
        assert shown.errors == []


def test_the_panel_stays_open_and_begins_with_the_show_that_is_looked_at(
    pages: Preview, chromium: Browser
) -> None:
    pages.bench.write("seeds/coffee.yaml", "titel: Coffee\n")
    with tab(chromium, f"http://127.0.0.1:{pages.port}") as shown:
        page = shown.open("feeds/tea/index.html")
        panel = page.locator("aside summary")
        expect(panel).to_contain_text("error", timeout=_PATIENCE)
        panel.click()
        listed = page.locator("aside li code")
        expect(listed.last).to_contain_text("coffee", timeout=_PATIENCE)
        expect(listed.first).to_contain_text("seeds/tea.yaml")
        pages.bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two cups\n")
        expect(page.get_by_role("heading", name="Two cups").first).to_be_visible(timeout=_PATIENCE)
        expect(page.locator("aside details")).to_have_attribute("open", "", timeout=_PATIENCE)
        expect(listed.first).to_be_visible()
