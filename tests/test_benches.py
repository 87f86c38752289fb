"""The table of measures: its rows come at once, and a bench that fails does not end it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.bench import __main__ as table
from tests.bench.table import Row


@pytest.fixture
def benches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, list[str]]:
    """Three benches: one prints and fails, one is without its program, one is whole.

    Gives what had been printed when the first went on after its row.
    """
    seen: dict[str, list[str]] = {"before the end": []}

    def broken() -> Iterator[Row]:
        yield Row("cups", 1, 2)
        seen["before the end"].append(capsys.readouterr().out)
        raise FileNotFoundError("no kettle")

    def lacking() -> Iterator[Row]:
        pytest.skip("needs nginx")
        yield

    def whole() -> Iterator[Row]:
        yield Row("leaves", 3, 4)

    benches = {"broken": broken, "lacking": lacking, "whole": whole}
    monkeypatch.setattr(table, "NAMES", list(benches))
    for name, run in benches.items():
        monkeypatch.setitem(sys.modules, f"tests.bench.{name}", SimpleNamespace(run=run))
    return seen


def test_a_bench_that_fails_is_named_and_the_others_are_measured(
    benches: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert table.main([]) == 1
    printed = capsys.readouterr()
    assert [line.split()[-1] for line in printed.out.splitlines()] == ["leaves"]
    assert printed.err.splitlines()[-2:] == [
        "not measured to its end: broken (FileNotFoundError: no kettle)",
        "not measured to its end: lacking (Skipped: needs nginx)",
    ]


def test_a_row_is_printed_before_the_next_is_measured(benches: dict[str, list[str]]) -> None:
    table.main(["broken"])
    (out,) = benches["before the end"]
    assert out.splitlines()[-1].split() == ["1.00", "×", "≤", "2.00", "×", "holds", "cups"]


def test_it_ends_well_only_if_every_row_holds(
    benches: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert table.main(["whole"]) == 0
    short = SimpleNamespace(run=lambda: [Row("leaves", 5, 4)])
    monkeypatch.setitem(sys.modules, "tests.bench.whole", short)
    assert table.main(["whole"]) == 1
