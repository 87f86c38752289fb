"""Templates in seeds/templates/: what they may not do, and how it is told when they do."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from podfeed.errors import TemplateError
from podfeed.templates import filling, read_templates
from podfeed.templates.filling import Limits
from tests.workspaces import Bench, tea


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = tea(tmp_path).with_pages()
    assert made.build()["exit"] == 0
    return made


def fault(bench: Bench) -> dict[str, Any]:
    """The one thing that is wrong with the templates; what was built before is still there."""
    before = bench.feed()
    built = bench.build()
    found = [one for one in built["findings"] if one["code"] == "SRC190"]
    assert len({(one["path"], one["message"]) for one in found}) == 1, found
    told = found[0]
    assert (built["exit"], bench.feed()) == (1, before)
    assert isinstance(told, dict)
    return told


ENDLESS = {
    "loops": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "a power": "{{ 9 ** 99999999 }}",
    "templates that include one another": "{% include 'a.html' %}",
    "a long text": '{{ "x" * 3000000000 }}',
    "a wide text": '{{ "x"|center(3000000000) }}',
    "many texts": "{% for i in range(99999) %}{{ show.title * 9999 }}{% endfor %}",
    "a long page": '{% for i in range(20) %}{{ "x" * 1000000 }}{% endfor %}',
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_or_grows_without_end_is_a_fault_of_the_template(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(filling, "LIMITS", Limits(1, 50, 600_000_000, 10_000_000))
    bench.write("seeds/templates/show.html", text)
    for name in ("a", "b"):
        bench.write(f"seeds/templates/{name}.html", "{% include 'b.html' %}" * 2)
    bench.write(
        "seeds/templates/b.html", "{% for i in range(99999) %}{{ range(99999)|sum }}{% endfor %}"
    )
    told = fault(bench)
    assert told["path"].startswith("seeds/templates/")
    assert "page" in told["message"]
    assert told["remedy"] == "take out what goes on for ever, or grows without end"


def test_a_process_that_is_lost_costs_one_page_and_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "LIMITS", Limits(50, 1, 600_000_000, 10_000_000))
    bench.write("seeds/templates/network.html", "{{ 9 ** 99999999 }}")
    bench.write("seeds/templates/show.html", "{{ show.title }}")
    templates = read_templates(bench.root)
    started = []
    start = filling._Filler._start
    monkeypatch.setattr(filling._Filler, "_start", lambda self: started.append(self) or start(self))
    for _ in range(3):
        with pytest.raises(TemplateError, match="more time or memory"):
            templates.fill("network.html", {})
    assert len(started) == 1, "what was given up is not tried again"
    assert templates.fill("show.html", {"show": {"title": "Tea"}}) == b"Tea\n"


def test_who_is_about_to_end_waits_for_no_template(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "LIMITS", Limits(3000, 3000, 600_000_000, 10_000_000))
    monkeypatch.setattr(filling, "_ENDED", threading.Event())
    bench.write("seeds/templates/network.html", "{{ 9 ** 99999999 }}")
    templates = read_templates(bench.root)
    faults: list[TemplateError] = []

    def fill() -> None:
        for _ in range(2):
            try:
                templates.fill("network.html", {})
            except TemplateError as fault:
                faults.append(fault)

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()
    while not any(one.process for one in filling._FILLERS if one.limits == filling.LIMITS):
        assert thread.is_alive()
        time.sleep(0.01)
    filling.give_up()
    thread.join(60)
    assert len(faults) == 2


def test_the_process_is_not_led_astray_by_files_where_it_is_started(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("json.py", "raise SystemExit")
    bench.write("seeds/templates/network.html", "{{ 1 + 1 }}")
    monkeypatch.chdir(bench.root)
    assert read_templates(Path()).fill("network.html", {}) == b"2\n"


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("base.html", '{% extends "base.html" %}', '"podfeed/base.html"'),
        ("show.html", '{% extends "show.html" %}', '"podfeed/show.html"'),
    ],
)
def test_a_template_that_comes_back_to_itself_is_the_one_that_is_told(
    bench: Bench, name: str, text: str, remedy: str
) -> None:
    bench.write(f"seeds/templates/{name}", text)
    told = fault(bench)
    assert told["path"] == f"seeds/templates/{name}"
    assert "comes back to itself" in told["message"]
    assert remedy in told["remedy"]


def test_a_macro_that_calls_itself_is_told_where_it_is(bench: Bench) -> None:
    bench.write("seeds/templates/show.html", '{% import "mine.html" as m %}{{ m.a() }}')
    bench.write("seeds/templates/mine.html", "{% macro a() %}{{ a() }}{% endmacro %}")
    told = fault(bench)
    assert (told["path"], told["remedy"]) == ("seeds/templates/mine.html", "let it end")


def test_a_template_may_extend_the_one_whose_place_it_takes(bench: Bench) -> None:
    before = (bench.root / "feeds/tea/index.html").read_text("utf-8")
    bench.write("seeds/templates/base.html", '{% extends "podfeed/base.html" %}')
    bench.write(
        "seeds/templates/show.html",
        '{% extends "podfeed/show.html" %}{% block foot %}{{ super() }}<p>Mine</p>{% endblock %}',
    )
    built = bench.build()
    assert (built["exit"], built["findings"]) == (0, [])
    after = (bench.root / "feeds/tea/index.html").read_text("utf-8")
    assert "<p>Mine</p>" in after
    assert after.replace("<p>Mine</p>", "") == before


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("{{ 1 }}\n{% if show %}\n{% for a in b %}\n{% endfor %}\n\n", 2, '"if" is not closed'),
        ("{% if show %}\n{% for a in b %}\n\n{% endif %}", 2, '"for" is not closed'),
        ("{% set a = 1 %}\n{% block b %}\n{% if a %}{% else %}{% endif %}", 2, '"block" is not'),
    ],
)
def test_a_tag_that_is_not_closed_is_told_where_it_was_opened(
    bench: Bench, text: str, line: int, says: str
) -> None:
    bench.write("seeds/templates/show.html", text)
    told = fault(bench)
    assert (told["path"], told["line"]) == ("seeds/templates/show.html", line)
    assert says in told["message"]


def test_a_fault_in_what_a_template_includes_is_told_where_it_is(bench: Bench) -> None:
    bench.write("seeds/templates/show.html", "\n{% include 'mine.html' %}")
    bench.write("seeds/templates/mine.html", "\n\n\n{{ 1 / 0 }}")
    told = fault(bench)
    assert (told["path"], told["line"]) == ("seeds/templates/mine.html", 4)


@pytest.mark.parametrize("text", ["", "\n  \n"])
@pytest.mark.parametrize("name", ["show.html", "network.html", "sitemap.xml"])
def test_an_empty_template_makes_no_empty_pages(bench: Bench, name: str, text: str) -> None:
    before = (bench.root / "feeds/index.html").read_bytes()
    bench.write(f"seeds/templates/{name}", text)
    told = fault(bench)
    assert (told["path"], told["message"]) == (f"seeds/templates/{name}", "is empty")
    assert (bench.root / "feeds/index.html").read_bytes() == before


def test_a_page_without_a_policy_is_told(bench: Bench) -> None:
    bench.write("seeds/templates/show.html", "<!DOCTYPE html><title>{{ show.title }}</title>")
    bench.write("seeds/templates/network.html", '{% extends "base.html" %}')
    (told,) = bench.build()["findings"]
    assert (told["code"], told["path"]) == ("SRC193", "seeds/templates/show.html")
    bench.edit(
        "seeds/templates/show.html",
        "<title>",
        '<meta http-equiv="Content-Security-Policy" content="{{ page.policy }}"><title>',
    )
    assert bench.build()["findings"] == []
    bench.write("seeds/templates/base.html", "{% block main %}{% endblock %}")
    told = next(one for one in bench.build()["findings"] if one["code"] == "SRC193")
    assert told["path"] in ("seeds/templates/base.html", "seeds/templates/network.html")


def test_a_link_out_of_the_folder_is_told_and_one_within_is_followed(bench: Bench) -> None:
    outside = bench.write("elsewhere.html", '{% extends "base.html" %}')
    folder = bench.write("seeds/templates/mine/show.html", "").parent
    (folder / "show.html").write_text('{% extends "podfeed/show.html" %}', "utf-8")
    (folder.parent / "show.html").symlink_to(folder / "show.html")
    (folder.parent / "network.html").symlink_to(outside)
    os.mkfifo(folder.parent / "player.html")
    found = [one for one in bench.build()["findings"] if one["code"] != "SRC191"]
    assert [(one["code"], one["path"]) for one in found] == [
        ("SRC192", "seeds/templates/network.html"),
        ("SRC192", "seeds/templates/player.html"),
    ]
    assert found[0]["remedy"] == "put the file itself there"
