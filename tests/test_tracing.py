"""Findings about a built feed lead to the line of the source."""

from __future__ import annotations

import pytest

from podfeed.findings import Origins, Place
from podfeed.rules import lint
from podfeed.tracing import field_at, trace
from tests.feeds import splice

ORIGINS = Origins(
    show={"": Place("seeds/tea.yaml", 1, 1), "language": Place("seeds/tea.yaml", 3, 11)},
    episodes={
        7: {"": Place("seeds/tea.txt", 20, 1), "title": Place("seeds/tea.txt", 21, 1)},
        4: {"": Place("seeds/tea.txt", 40, 1), "audio": Place("seeds/tea.yaml", 9, 12)},
    },
)


@pytest.mark.parametrize(
    ("spoilt", "code", "place"),
    [
        ("<channel><language>xx</language></channel>", "RSS023", ("seeds/tea.yaml", 3, 11)),
        ("<channel><!-- no itunes:author --></channel>", "APL010", ("seeds/tea.yaml", 1, 1)),
        ("<item><title>Episode 1</title></item>", "APL037", ("seeds/tea.txt", 21, 1)),
        ("<item/><item><!-- no guid --></item>", "RSS041", ("seeds/tea.txt", 40, 1)),
        (
            '<item/><item><enclosure url="/a.mp3" length="1" type="audio/mpeg"/></item>',
            "RSS051",
            ("seeds/tea.yaml", 9, 12),
        ),
    ],
)
def test_a_finding_moves_to_the_line_a_person_would_edit(
    spoilt: str, code: str, place: tuple[str, int, int]
) -> None:
    found = lint(splice(spoilt), path="feeds/tea.xml", select=[code])
    (finding,) = trace(found, items=[7, 4], origins=ORIGINS)
    assert (finding.path, finding.line, finding.column) == place
    assert finding.code == code


def test_an_element_that_is_none_of_ours_leads_to_its_episode() -> None:
    assert field_at("/rss/channel/item[2]/x:y[3]/@z") == (1, "")
    assert field_at("/rss") == (None, "")
    assert field_at("/rss/@version") == (None, "")
