"""Which audio belongs to which episode."""

from __future__ import annotations

from typing import Any

import pytest

from podfeed.claims import Claims, claim, judge_names
from podfeed.findings import Origins, Place
from podfeed.models import Audio, Episode, Show


def show(*episodes: dict[str, Any]) -> Show:
    return Show.model_validate(
        {
            "slug": "tea",
            "title": "Tea",
            "description": "About tea.",
            "author": "The Kettle",
            "language": "en",
            "categories": ["Leisure"],
            "explicit": False,
            "link": "https://tea.example",
            "episodes": [
                {"index": index, "numbered": "number" in fact, **fact}
                for index, fact in enumerate(episodes)
            ],
        }
    )


def claimed(
    files: list[str],
    *episodes: dict[str, Any],
    carried: dict[int, str] | None = None,
    tags: dict[str, str] | None = None,
) -> Claims:
    origins = Origins(show={"": Place("seeds/tea.yaml", 1)})
    for index in range(len(episodes)):
        origins.episodes[index] = {"": Place("seeds/tea.yaml", 10 + index, 3)}
    return claim(
        show(*episodes),
        [f"tea/{name}" for name in files],
        origins=origins,
        carried=carried or {},
        locate=lambda path: path == "other/shared.mp3",
        title_in=(tags or {}).get,
    )


@pytest.mark.parametrize(
    ("name", "episode"),
    [
        ("5.mp3", {"title": "X", "number": 5}),
        ("005 whatever.mp3", {"title": "X", "number": 5}),
        ("ep5.mp3", {"title": "X", "number": 5}),
        ("Episode 5 - X.mp3", {"title": "X", "number": 5}),
        ("#5.mp3", {"title": "X", "number": 5}),
        ("s02e05.mp3", {"title": "X", "number": 5, "season": 2}),
        ("5.mp3", {"title": "X", "number": 5, "season": 2}),
        ("lora.mp3", {"title": "LoRA"}),
        ("lora.mp3", {"title": "LoRA — low-rank adaptation"}),
        ("lora-low-rank-adaptation.mp3", {"title": "LoRA — low-rank adaptation"}),
        ("07 lora.mp3", {"title": "LoRA"}),
        ("日本語.mp3", {"title": "日本語"}),
        ("sub/lora.mp3", {"title": "LoRA"}),
    ],
)
def test_a_file_is_found_by_number_or_title(name: str, episode: dict[str, Any]) -> None:
    claims = claimed([name], episode)
    assert claims.audio == {0: f"tea/{name}"}
    assert claims.findings == []


@pytest.mark.parametrize(
    ("name", "episode"),
    [
        ("5.mp3", {"title": "X"}),
        ("s01e05.mp3", {"title": "X", "number": 5, "season": 2}),
        ("5.mp3", {"title": "X", "number": 5, "type": "trailer"}),
        ("lorawan.mp3", {"title": "LoRA"}),
        ("15.mp3", {"title": "X", "number": 5}),
    ],
)
def test_what_only_looks_alike_is_not_taken(name: str, episode: dict[str, Any]) -> None:
    claims = claimed([name], episode)
    assert claims.audio == {}
    assert [finding.code for finding in claims.findings] == ["SRC150", "SRC153"]


def test_the_title_in_the_tags_decides_where_names_say_nothing() -> None:
    claims = claimed(["x9f.mp3"], {"title": "LoRA"}, tags={"tea/x9f.mp3": "Lora"})
    assert claims.audio == {0: "tea/x9f.mp3"}


def test_two_candidates_are_an_error_that_names_both() -> None:
    claims = claimed(["5.mp3", "05 lora.mp3"], {"title": "LoRA", "number": 5})
    assert claims.audio == {}
    (finding,) = claims.findings
    assert finding.code == "SRC151"
    assert "media/tea/5.mp3, media/tea/05 lora.mp3" in finding.message


def test_the_audio_that_the_lock_carries_decides_between_candidates() -> None:
    episode = {"title": "LoRA", "number": 5}
    claims = claimed(["5.mp3", "05 lora.mp3"], episode, carried={0: "tea/5.mp3"})
    assert claims.audio == {0: "tea/5.mp3"}
    assert [finding.code for finding in claims.findings] == ["SRC153"]


def test_the_audio_that_the_lock_carries_is_kept_where_its_name_says_nothing() -> None:
    claims = claimed(["take-3.mp3"], {"title": "LoRA"}, carried={0: "tea/take-3.mp3"})
    assert claims.audio == {0: "tea/take-3.mp3"}


def test_one_file_for_two_episodes_is_an_error_at_both() -> None:
    claims = claimed(["lora.mp3"], {"title": "LoRA — one"}, {"title": "LoRA — two"})
    assert claims.audio == {}
    assert [(f.code, f.line) for f in claims.findings] == [("SRC152", 10), ("SRC152", 11)]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("x.mp3", "tea/x.mp3"),
        ("tea/x.mp3", "tea/x.mp3"),
        ("media/tea/x.mp3", "tea/x.mp3"),
        ("./x.mp3", "tea/x.mp3"),
        ("media\\tea\\x.mp3", "tea/x.mp3"),
        ("other/shared.mp3", "other/shared.mp3"),
    ],
)
def test_a_named_file_is_looked_for_below_the_show_and_below_media(
    written: str, found: str
) -> None:
    claims = claimed(["x.mp3"], {"title": "LoRA", "audio": {"path": written}})
    assert claims.audio == {0: found}


def test_a_named_file_that_is_not_there_gets_the_nearest_name() -> None:
    claims = claimed(["lora.mp3"], {"title": "LoRA", "audio": {"path": "loar.mp3"}})
    missing, unclaimed = claims.findings
    assert (missing.code, missing.remedy) == ("SRC154", 'did you mean "lora.mp3"?')
    assert (unclaimed.code, unclaimed.path) == ("SRC153", "media/tea/lora.mp3")


def test_audio_elsewhere_takes_no_file() -> None:
    episode = {"title": "LoRA", "audio": {"url": "https://old.example/lora.mp3"}}
    claims = claimed(["lora.mp3"], episode)
    assert claims.audio == {}
    assert [finding.code for finding in claims.findings] == ["SRC153"]


@pytest.mark.parametrize(
    ("paths", "count"),
    [
        (["tea/a.mp3", "tea/b.mp3"], 0),
        (["tea/a.mp3", "tea/A.mp3"], 1),
        (["tea/caf\u00e9.mp3", "tea/cafe\u0301.mp3"], 1),
        (["tea/con.mp3"], 1),
        (["tea/COM1.txt.mp3"], 1),
        (["aux/a.mp3"], 1),
        (["tea/a?.mp3"], 1),
        (["tea/a.mp3 "], 1),
        (["tea/console.mp3", "tea/com10.mp3"], 0),
    ],
)
def test_names_that_another_system_confuses_are_found(paths: list[str], count: int) -> None:
    assert len(judge_names(paths)) == count


def test_a_model_of_audio_names_itself_by_path_or_address() -> None:
    assert Audio(path="tea/1.mp3").name == "tea/1.mp3"
    assert Episode(index=0, title="X", audio=Audio(url="https://a.example/1.mp3")).audio is not None
