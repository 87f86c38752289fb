"""Sources read in layers: what is typed, what is refused, and where each finding points."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podfeed.findings import Place
from podfeed.workspace import open_workspace, read_show
from tests.workspaces import Bench, tea


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return tea(tmp_path)


def findings(bench: Bench, show: str = "tea") -> list[str]:
    reading, _ = read_show(open_workspace(bench.root), show)
    return [str(finding) for finding in reading.findings]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "title: Tea\n",
            "titel: Tea\n",
            [
                'seeds/tea.yaml:1:1: error SRC050 unknown key "titel"; did you mean "title"?',
                'seeds/tea.yaml:1:1: error SRC052 title is missing; add "title: My show"',
            ],
        ),
        (
            "author: Tea Network",
            "category: Techology",
            [
                'seeds/tea.yaml:3:11: error SRC051 categories: "Techology" is no category of Apple '
                'Podcasts; did you mean "Technology"?'
            ],
        ),
        (
            "author: Tea Network",
            "categories: [Music, Comedy > Impro]",
            [
                'seeds/tea.yaml:3:21: error SRC051 categories: "Comedy > Impro" is no category of '
                'Apple Podcasts; did you mean "Comedy > Improv"?'
            ],
        ),
        (
            "author: Tea Network",
            "language: English",
            [
                'seeds/tea.yaml:3:11: error SRC051 language: "English" is no language code; '
                'did you mean "en"?'
            ],
        ),
        (
            "author: Tea Network",
            "explicit: clean",
            [
                'seeds/tea.yaml:3:11: error SRC051 explicit: "clean" is neither true nor false; '
                "write true or false"
            ],
        ),
        (
            "author: Tea Network",
            "owner: {name: Tea, email: tea}",
            ['seeds/tea.yaml:3:27: error SRC051 owner.email: "tea" is no e-mail address'],
        ),
        (
            "author: Tea Network",
            "timezone: Europe/Berln",
            [
                'seeds/tea.yaml:3:11: error SRC051 timezone: "Europe/Berln" is no time zone; '
                'did you mean "Europe/Berlin"?'
            ],
        ),
        (
            "author: Tea Network",
            "link: tea.example",
            [
                'seeds/tea.yaml:3:7: error SRC051 link: "tea.example" is no web address; '
                "write it in full, https://…"
            ],
        ),
        (
            "author: Tea Network",
            "type: series",
            [
                'seeds/tea.yaml:3:7: error SRC051 type: "series" is not a type; '
                'did you mean "serial"?'
            ],
        ),
        (
            "number: 2",
            "number: two",
            [
                'seeds/tea.yaml:9:11: error SRC051 number: "two" is no whole number; '
                "write a number such as 5"
            ],
        ),
        (
            "number: 2",
            "number: 0",
            ['seeds/tea.yaml:9:11: error SRC051 number: "0" is not above 0; count from 1'],
        ),
        (
            "number: 2",
            "sesaon: 2",
            ['seeds/tea.yaml:9:3: error SRC050 unknown key "sesaon"; did you mean "season"?'],
        ),
        (
            "number: 2",
            "type: trailr",
            [
                'seeds/tea.yaml:9:9: error SRC051 type: "trailr" is not a type; '
                'did you mean "trailer"?'
            ],
        ),
        (
            "published: 2026-01-02 08:00",
            "published: next week",
            [
                'seeds/tea.yaml:10:14: error SRC051 published: "next week" is no date; '
                "write one such as 2026-05-01 or 2026-05-01 08:00"
            ],
        ),
        (
            "- title: Two\n",
            "- description: nameless\n",
            ['seeds/tea.yaml:8:3: error SRC052 title is missing; add "title: …"'],
        ),
    ],
)
def test_a_wrong_value_names_its_place_and_the_nearest_right_one(
    bench: Bench, old: str, new: str, message: list[str]
) -> None:
    bench.edit("seeds/tea.yaml", old, new)
    assert findings(bench) == message


def test_a_date_without_zone_is_an_error_where_the_show_names_none(bench: Bench) -> None:
    bench.edit("seeds/network.yaml", "  timezone: UTC\n", "")
    assert findings(bench)[0] == (
        'seeds/tea.yaml:7:14: error SRC054 published: "2026-01-03 08:00" has no time zone; '
        "add one (+00:00), or timezone: to the show"
    )


@pytest.mark.parametrize("answer", ["yes", "no", "on", "off", "true", "False"])
def test_explicit_takes_the_words_that_people_write(bench: Bench, answer: str) -> None:
    bench.edit("seeds/tea.yaml", "author: Tea Network", f"explicit: {answer}")
    reading, _ = read_show(open_workspace(bench.root), "tea")
    assert reading.show is not None
    assert reading.show.explicit is (answer.lower() in ("yes", "on", "true"))


@pytest.mark.parametrize("title", ["no", "12:30", "0x1F", "1e3", "2026-05-01", "NO", "0777"])
def test_text_stays_the_text_that_was_written(bench: Bench, title: str) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", f"title: {title}")
    reading, _ = read_show(open_workspace(bench.root), "tea")
    assert reading.show is not None
    assert reading.show.episodes[1].title == title


LISTING = """\
PODCAST · leisure
Tea
by The Kettle
About tea.
-
3
Three
The third.
-
2
Two
The second.
-
1
One
"""


def with_listing(bench: Bench, overlay: str) -> None:
    bench.write("seeds/tea.txt", LISTING)
    bench.write("seeds/tea.yaml", "listing: tea.txt\n" + overlay)


def test_the_overlay_wins_over_the_listing_and_the_listing_over_the_network(bench: Bench) -> None:
    with_listing(
        bench,
        "description: Overlaid.\n"
        "defaults: {season: 4, type: bonus}\n"
        "episodes:\n- number: 2\n  type: trailer\n- title: One\n  description: The first.\n",
    )
    reading, _ = read_show(open_workspace(bench.root), "tea")
    show = reading.show
    assert show is not None
    assert (show.title, show.description, show.author) == ("Tea", "Overlaid.", "The Kettle")
    assert show.categories == ("Leisure",)
    assert show.language == "en"
    facts = [(e.number, e.title, e.description, e.type, e.season) for e in show.episodes]
    assert facts == [
        (3, "Three", "The third.", "bonus", 4),
        (2, "Two", "The second.", "trailer", 4),
        (1, "One", "The first.", "bonus", 4),
    ]


def test_every_value_remembers_its_file_line_and_column(bench: Bench) -> None:
    with_listing(bench, "description: Overlaid.\nepisodes:\n- number: 2\n  type: trailer\n")
    origins = read_show(open_workspace(bench.root), "tea")[0].origins
    assert origins.place(None, "description") == Place("seeds/tea.yaml", 2, 14)
    assert origins.place(None, "author") == Place("seeds/tea.txt", 3, 4)
    assert origins.place(None, "language") == Place("seeds/network.yaml", 4, 13)
    assert origins.place(1, "type") == Place("seeds/tea.yaml", 5, 9)
    assert origins.place(1, "title") == Place("seeds/tea.txt", 11, 1)
    assert origins.place(2, "number") == Place("seeds/tea.txt", 14, 1)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "- title: Thre\n",
            'seeds/tea.yaml:3:3: error SRC061 the entry "Thre" answers to no episode of '
            'seeds/tea.txt; did you mean "Three"?',
        ),
        (
            "- number: 9\n",
            'seeds/tea.yaml:3:3: error SRC061 the entry "9" answers to no episode of '
            "seeds/tea.txt; give the number or exact title of one, or add it there",
        ),
        (
            "- number: 2\n  title: One\n",
            'seeds/tea.yaml:3:3: error SRC062 the entry "One" could mean 2 episodes of '
            "seeds/tea.txt; give number and title of the one that is meant",
        ),
        (
            "- number: 2\n- title: Two\n",
            'seeds/tea.yaml:4:3: error SRC062 the entry "Two" means the same episode as '
            "seeds/tea.yaml:3:3; join the two",
        ),
    ],
)
def test_an_overlay_that_fits_no_one_episode_is_an_error(
    bench: Bench, entry: str, message: str
) -> None:
    with_listing(bench, f"episodes:\n{entry}")
    assert findings(bench) == [message]


def test_a_number_with_a_new_title_renames_the_episode(bench: Bench) -> None:
    with_listing(bench, "episodes:\n- number: 2\n  title: Deux\n")
    reading, _ = read_show(open_workspace(bench.root), "tea")
    assert reading.show is not None
    assert [episode.title for episode in reading.show.episodes] == ["Three", "Deux", "One"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "listing: te.txt",
            'seeds/tea.yaml:1:10: error SRC060 listing: there is no file "te.txt" in seeds/; '
            'did you mean "tea.txt"?',
        ),
        (
            "listing: ../../etc/passwd",
            'seeds/tea.yaml:1:10: error SRC060 listing: "../../etc/passwd" leads out of seeds/; '
            "put the listing into seeds/ and name it from there",
        ),
        (
            "listing: {a: b}",
            "seeds/tea.yaml:1:10: error SRC060 listing: takes the name of a file, or several; "
            'write it as "listing: tea.txt"',
        ),
        (
            "listing: [tea.txt, te.txt]",
            'seeds/tea.yaml:1:20: error SRC060 listing: there is no file "te.txt" in seeds/; '
            'did you mean "tea.txt"?',
        ),
        (
            "listing: [tea.txt, ../seeds/tea.txt]",
            'seeds/tea.yaml:1:20: error SRC060 listing: "../seeds/tea.txt" is named twice; '
            "take one of the two out",
        ),
        (
            "listing: []",
            "seeds/tea.yaml:1:10: error SRC060 listing: names 0 files, and one to 20 are read; "
            "name at least one, and join them if there are too many",
        ),
        (
            "title: Tea\nepisodes: many",
            "seeds/tea.yaml:2:11: error SRC060 episodes: takes a list; "
            'begin each episode with "- title: …"',
        ),
        (
            "title: Tea\nepisodes: [One]",
            'seeds/tea.yaml:2:12: error SRC060 an episode takes keys; write it as "- title: …"',
        ),
        ("", 'seeds/tea.yaml:1: error SRC060 holds no keys; write at least "title: …"'),
    ],
)
def test_a_show_that_cannot_be_read_says_why(bench: Bench, line: str, message: str) -> None:
    bench.write("seeds/tea.txt", LISTING)
    bench.write("seeds/tea.yaml", line)
    assert findings(bench) == [message]


def test_several_listings_go_on_with_each_other(bench: Bench) -> None:
    bench.write("seeds/tea/new.yaml", "copyright: New\nepisodes:\n- {title: Three, number: 3}\n")
    bench.write(
        "seeds/tea/old.yaml",
        "title: Old\ncopyright: Old\nepisodes:\n"
        "- {title: Two, number: 2}\n- {title: 1, number: 1}\n",
    )
    bench.write(
        "seeds/tea.yaml",
        "title: Tea\ndescription: d\nlisting: [tea/new.yaml, tea/old.yaml]\ndefaults: {author: A}\n"
        "episodes: [{number: 1, title: One}]\n",
    )
    reading, sources = read_show(open_workspace(bench.root), "tea")
    assert reading.show is not None, reading.findings
    assert (reading.show.title, reading.show.copyright) == ("Tea", "New")
    assert [one.title for one in reading.show.episodes] == ["Three", "Two", "One"]
    assert {one.author for one in reading.show.episodes} == {"A"}
    assert reading.origins.place(1, "title") == Place("seeds/tea/old.yaml", 4, 11)
    assert sources is not None
    assert sources.files == ("seeds/tea.yaml", "seeds/tea/new.yaml", "seeds/tea/old.yaml")
    assert sources.trees == ()


def test_derived_numbers_count_from_the_oldest_and_are_not_published(bench: Bench) -> None:
    bench.write(
        "seeds/tea.yaml",
        "title: Tea\ndescription: About tea.\nepisodes:\n"
        "- {title: Two, published: 2026-01-02, audio: 2.mp3}\n"
        "- {title: One, published: 2026-01-01, audio: 1.mp3}\n",
    )
    (bench.root / "media/tea/3.mp3").unlink()
    bench.build()
    assert b"<itunes:episode>" not in bench.feed()
    bench.edit("seeds/tea.yaml", "title: Tea\n", "title: Tea\nnumbering: derived\n")
    bench.build()
    assert bench.feed().index(b"<itunes:episode>2<") < bench.feed().index(b"<itunes:episode>1<")


def test_a_listing_that_no_show_names_is_reported(bench: Bench) -> None:
    bench.write("seeds/forgotten.txt", LISTING)
    (finding,) = bench.build()["findings"]
    assert (finding["code"], finding["path"]) == ("SRC063", "seeds/forgotten.txt")
    assert finding["line"] == 1
    assert finding["remedy"] == 'write seeds/forgotten.yaml with "listing: forgotten.txt"'


def test_nobody_knows_what_a_show_names_that_cannot_be_read(bench: Bench) -> None:
    bench.write("seeds/tea.txt", LISTING)
    bench.write("seeds/tea.yaml", "listing: tea.txt\ntitle: Tea\n- one\n")
    assert [one["severity"] for one in bench.build()["findings"]] == ["error"]


def test_show_tells_what_was_read_and_from_where(bench: Bench) -> None:
    with_listing(bench, "episodes:\n- number: 2\n  season: 1\n")
    document = json.loads(bench.run("show", "tea", "--json").stdout)
    assert (document["title"], document["author"]) == ("Tea", "The Kettle")
    assert document["origins"]["author"] == "seeds/tea.txt:3:4"
    assert document["origins"]["language"] == "seeds/network.yaml:4:13"
    episode = document["episodes"][1]
    assert (episode["number"], episode["title"], episode["season"]) == (2, "Two", 1)
    assert episode["origins"]["season"] == "seeds/tea.yaml:4:11"


def test_show_reads_a_listing_outside_any_workspace(tmp_path: Path) -> None:
    path = tmp_path / "listing.txt"
    path.write_text(LISTING, encoding="utf-8")
    result = Bench(tmp_path / "nowhere").run("show", str(path), "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["title"], document["author"], document["description"]) == (
        "Tea",
        "The Kettle",
        "About tea.",
    )
    facts = [(e["number"], e["title"], e["description"]) for e in document["episodes"]]
    assert facts == [(3, "Three", "The third."), (2, "Two", "The second."), (1, "One", "")]
    assert document["episodes"][0]["origins"]["title"] == f"{path}:7:1"
