"""Two episodes of one show that say the same of themselves."""

from __future__ import annotations

import pytest

from podfeed.findings import Severity
from podfeed.identity import Lock
from podfeed.models import Episode
from tests.identities import entry, episode, lock, matched, show

ERROR, WARNING = Severity.ERROR, Severity.WARNING
A, B = entry("Assam"), entry("Bancha")


DOUBLES: dict[str, tuple[list[Episode], str, Severity, str, str]] = {
    "guid": (
        [episode("Assam", guid="g"), episode("Bancha", guid="g")],
        "SRC104",
        ERROR,
        'guid "g" of "Bancha" is that of "Assam" (seeds/tea.yaml:10:3) as well',
        "take guid: out of the one it was copied to",
    ),
    "title": (
        [episode("Assam"), episode(" Assam", "x.mp3")],
        "SRC105",
        ERROR,
        '"Assam" is the title of 2 episodes: also seeds/tea.yaml:10:3',
        "give them different titles, or each a guid: of its own",
    ),
    "title, one with a guid": (
        [episode("Assam"), episode("Assam", "x.mp3", guid="g")],
        "SRC105",
        WARNING,
        '"Assam" is the title of 2 episodes: also seeds/tea.yaml:10:3',
        "give them different titles",
    ),
    "number": (
        [episode("Assam", number=3), episode("Bancha", number=3)],
        "SRC106",
        ERROR,
        '"Bancha" has number 3, and so has "Assam" (seeds/tea.yaml:10:3)',
        "correct one of the numbers, or tell them apart by season: or type:",
    ),
    "number of a season": (
        [episode("Assam", season=2, number=3), episode("Bancha", season=2, number=3)],
        "SRC106",
        ERROR,
        '"Bancha" has season 2, number 3, and so has "Assam" (seeds/tea.yaml:10:3)',
        "correct one of the numbers, or tell them apart by season: or type:",
    ),
    "audio": (
        [episode("Assam", "x.mp3"), episode("Bancha", "x.mp3")],
        "SRC107",
        ERROR,
        '"Bancha" has the same audio as "Assam" (seeds/tea.yaml:10:3): x.mp3',
        "correct audio: in one of them",
    ),
}


@pytest.mark.parametrize("name", DOUBLES)
def test_two_episodes_that_say_the_same_are_told_with_both_lines(name: str) -> None:
    episodes, code, severity, message, remedy = DOUBLES[name]
    (finding,) = matched(show(*episodes), Lock()).findings
    assert (finding.code, finding.severity) == (code, severity)
    assert (finding.path, finding.line) == ("seeds/tea.yaml", 20)
    assert (finding.message, finding.remedy) == (message, remedy)


NO_DOUBLES = {
    "same number in two seasons": [
        episode("A", season=1, number=1),
        episode("B", season=2, number=1),
    ],
    "same number of two types": [episode("A", number=1), episode("B", number=1, type="trailer")],
    "same derived number": [episode("A", number=1, numbered=False), episode("B", number=1)],
    "no number": [episode("A"), episode("B")],
    "no audio": [episode("A", None), episode("B", None)],
}


@pytest.mark.parametrize("name", NO_DOUBLES)
def test_what_only_looks_the_same_is_fine(name: str) -> None:
    assert matched(show(*NO_DOUBLES[name]), Lock()).findings == ()


def test_of_three_of_one_title_the_two_new_ones_are_named() -> None:
    sources = show(episode("Assam"), episode("Assam", "x.mp3"), episode("Assam", "y.mp3"))
    (finding,) = matched(sources, lock(A)).findings
    assert (finding.severity, finding.line) == (ERROR, 30)
    assert finding.message.endswith("2 episodes: also seeds/tea.yaml:20:3")
