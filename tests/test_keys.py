"""Every key that may be written has a page, and ``podfeed explain`` finds it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from podfeed.cli.explain import command as explain
from podfeed.errors import UsageError
from podfeed.keys import SETTINGS, Key, every_key

KEYS = every_key()
assert KEYS


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.owner}/{key.name}")
def test_every_key_has_a_page_that_begins_with_a_sentence(key: Key) -> None:
    assert key.page
    assert key.summary.endswith((".", "…")), key.summary


def test_no_page_is_of_a_key_that_is_gone() -> None:
    known = {(key.owner, key.name) for key in KEYS}
    for owner, name in SETTINGS:
        assert (owner, name) in known or (owner == "*" and name in {k for _, k in known})


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("funding", ("funding: a key of a show", "# podcast:funding", "<podcast:funding")),
        ("podcast:funding", ("funding: a key of a show", "# podcast:funding")),
        ("schedule", ("schedule: a key of a show", "RFC 5545")),
        ("xml", ("xml: a key of a show and of an episode", "as they are")),
        ("title", ("of the network", "of a show", "# title")),
        ("cover", ("image: a key", "# itunes:image")),
        ("itunes:explicit", ("explicit: a key of a show and of an episode",)),
    ],
)
def test_the_page_of_a_key_is_found_by_its_name_or_element(
    word: str, parts: tuple[str, ...]
) -> None:
    result = CliRunner().invoke(explain, [word])
    assert result.exit_code == 0
    for part in parts:
        assert part in result.output


def test_all_keys_are_listed_a_line_each() -> None:
    lines = CliRunner().invoke(explain, ["--keys"]).output.splitlines()
    assert len(lines) == len(KEYS)
    assert all(line.split()[0] in ("network", "show", "episode") for line in lines)


def test_a_key_that_is_not_there_gets_the_nearest() -> None:
    result = CliRunner().invoke(explain, ["fundin"])
    assert isinstance(result.exception, UsageError)
    assert 'did you mean "funding"?' in str(result.exception)
