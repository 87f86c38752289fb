"""A real browser for tests of pages: Chromium, driven by playwright, let to one host alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.needs import needs_program

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

# Sums up how far things that were on the page already have moved.
_WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({type: "layout-shift", buffered: true});
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({type: "longtask", buffered: true});
"""


@dataclass
class Tab:
    """A page, and what went wrong on it: errors it told, and other hosts that it asked."""

    page: Page
    own: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the server, and wait until all is there."""
        self.page.goto(f"{self.own}/{path}", wait_until="load")
        return self.page


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, until the block ends."""
    program = needs_program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield found
        found.close()


@contextmanager
def tab(chromium: Browser, own: str, **options: Any) -> Iterator[Tab]:
    """A page in a window of its own. Requests to other hosts are noted, and not sent."""
    context: BrowserContext = chromium.new_context(**options)
    found = Tab(context.new_page(), own)
    found.page.set_default_timeout(10_000)
    if options.get("java_script_enabled", True):
        found.page.add_init_script(_WATCH)

    def judge(route: Any) -> None:
        if route.request.url.startswith((own, "data:")):
            route.continue_()
        else:
            found.foreign.append(route.request.url)
            route.abort()

    context.route("**/*", judge)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.on(
        "console",
        lambda said: found.errors.append(said.text) if said.type in ("error", "warning") else None,
    )
    found.page.on(
        "response",
        lambda got: found.errors.append(f"{got.status} {got.url}") if got.status >= 400 else None,
    )
    try:
        yield found
    finally:
        context.close()
