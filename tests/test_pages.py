"""Web pages as files: which there are, what machines read on them, and when they change."""

from __future__ import annotations

import json
import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import html5lib
import pytest
from lxml import etree, html

from podfeed.render.colours import PAPER, contrast, visible
from podfeed.render.words import PACKAGE, words_of
from podfeed.templates import names
from tests.needs import ROOT
from tests.publications import publishable, published
from tests.sites import everything, hostile
from tests.workspaces import Bench, mp3, tea

LIDS = "feeds/pot/lids-the-art-of-keeping-them-on"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = tea(tmp_path).with_pages()
    assert made.build()["exit"] == 0
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    made = everything(tmp_path_factory.mktemp("whole"))
    assert made.build()["exit"] == 0
    return made


def contents(bench: Bench) -> dict[str, bytes]:
    files = (path for path in (bench.root / "feeds").rglob("*") if path.is_file())
    return {path.relative_to(bench.root).as_posix(): path.read_bytes() for path in files}


def changes(bench: Bench, before: dict[str, bytes]) -> set[str]:
    after = contents(bench)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def read(bench: Bench, path: str) -> Any:
    return html.fromstring((bench.root / path).read_bytes())


def data_of(bench: Bench, path: str) -> dict[str, Any]:
    (block,) = read(bench, path).xpath("//script[@type='application/ld+json']")
    found = json.loads(block.text)
    assert isinstance(found, dict)
    return found


def test_every_page_is_valid_html(whole: Bench, tmp_path: Path) -> None:
    bad = hostile(tmp_path)
    assert bad.build()["exit"] == 0
    pages = [*whole.root.rglob("*.html"), *bad.root.rglob("*.html")]
    assert len(pages) > 30
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in pages:
            html5lib.HTMLParser(strict=True).parse(path.read_text(encoding="utf-8"))


def test_no_identifier_stands_twice_and_every_reference_leads_somewhere(whole: Bench) -> None:
    feeds = whole.root / "feeds"
    for path in feeds.rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        marks = page.xpath("//@id")
        assert len(marks) == len(set(marks)), path
        for name in ("for", "aria-labelledby"):
            assert set(page.xpath(f"//@{name}")) <= set(marks), path
        for link in page.xpath("//a/@href | //link/@href | //script/@src | //*/@data-search"):
            if link.startswith("#"):
                assert link[1:] in marks, (path, link)
            elif not re.match(r"[a-z-]+:", link):
                from urllib.parse import unquote

                target = path.parent / unquote(link.partition("#")[0])
                assert target.resolve().is_file(), (path, link)


def test_pages_name_no_host_that_a_browser_would_ask(whole: Bench) -> None:
    for path in (whole.root / "feeds").rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        asked = page.xpath("//img/@src | //audio/@src | //script/@src | //link[@rel='icon']/@href")
        asked += page.xpath("//link[@rel='stylesheet']/@href")
        assert not [link for link in asked if "://" in link], path
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "http" not in policy


def test_audio_on_another_host_is_the_one_thing_that_the_policy_lets_in(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    far = "{url: 'https://far.example/1.mp3', type: audio/mpeg, length: 5, duration: 9}"
    bench.edit("seeds/tea.yaml", "number: 1\n", f"number: 1\n  audio: {far}\n")
    bench.build()
    query = "//meta[@http-equiv='Content-Security-Policy']/@content"
    (policy,) = read(bench, "feeds/tea/one.html").xpath(query)
    assert policy.endswith("media-src 'self' https://far.example")
    (policy,) = read(bench, "feeds/tea/two.html").xpath(query)
    assert policy.endswith("media-src 'self'")


def test_the_same_sources_give_the_same_pages(whole: Bench, tmp_path: Path) -> None:
    again = everything(tmp_path)
    again.build()
    assert contents(again) == contents(whole)
    before = contents(again)
    again.build("--force")
    assert changes(again, before) == set()


def test_one_changed_episode_rewrites_the_pages_it_shows_on(bench: Bench) -> None:
    before = contents(bench)
    bench.edit("seeds/tea.yaml", "number: 1\n", "number: 1\n  description: The first cup.\n")
    assert [one["state"] for one in bench.build()["shows"]] == ["changed"]
    assert changes(bench, before) == {
        "feeds/tea.xml",
        "feeds/tea/index.html",
        "feeds/tea/one.html",
        "feeds/tea/search.js",
    }


def test_a_page_that_is_gone_or_changed_is_made_again(bench: Bench) -> None:
    before = contents(bench)
    (bench.root / "feeds/tea/one.html").unlink()
    (bench.root / "feeds/index.html").write_text("mine", encoding="utf-8")
    bench.build()
    assert changes(bench, before) == set()


def test_a_build_with_nothing_to_do_makes_no_pages(bench: Bench) -> None:
    pages = bench.root / "feeds/tea/index.html"
    stamp = pages.stat().st_mtime_ns
    assert bench.build()["shows"][0]["state"] == "unchanged"
    assert pages.stat().st_mtime_ns == stamp


def test_an_episode_keeps_its_page_when_it_is_retitled(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Two", "title: Deux")
    bench.build()
    assert read(bench, "feeds/tea/two.html").xpath("string(//h1)") == "Deux"
    assert not (bench.root / "feeds/tea/deux.html").exists()
    assert b"<link>https://tea.example/feeds/tea/two.html</link>" in bench.feed()


def test_what_is_not_out_yet_is_on_no_page(bench: Bench) -> None:
    bench.edit(
        "seeds/tea.yaml",
        "episodes:",
        "episodes:\n- {title: Draughty, draft: true, audio: 3.mp3}\n"
        "- {title: Morrow, number: 9, published: 2031-01-01 08:00}",
    )
    bench.write("media/tea/9.mp3", mp3())
    bench.build()
    for name, data in contents(bench).items():
        assert b"Draughty" not in data, name
        assert b"Morrow" not in data, name


def test_an_episode_that_is_let_go_loses_its_pages(bench: Bench) -> None:
    text = (bench.root / "seeds/tea.yaml").read_text("utf-8")
    bench.write("seeds/tea.yaml", text.partition("- title: One")[0])
    assert bench.build()["exit"] == 1
    assert (bench.root / "feeds/tea/one.html").exists()
    assert bench.build("--remove", "One")["exit"] == 0
    left = [name for name in contents(bench) if "one" in name]
    assert left == []
    assert b"One" not in (bench.root / "feeds/tea/index.html").read_bytes()


def test_an_episode_called_index_leaves_the_shows_page_alone(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    bench.edit("seeds/tea.yaml", "title: Three", "title: Index")
    bench.build()
    assert read(bench, "feeds/tea/index.html").xpath("string(//h1)") == "Tea"
    assert read(bench, "feeds/tea/index-2.html").xpath("string(//h1)") == "Index"


@pytest.mark.parametrize("where", ["seeds/network.yaml", "seeds/tea.yaml"])
def test_pages_can_be_switched_off(tmp_path: Path, where: str) -> None:
    bench = tea(tmp_path).with_pages()
    path = bench.root / where
    bench.write(where, "pages: false\n" + path.read_text("utf-8"))
    bench.build()
    assert not (bench.root / "feeds/tea").exists()
    assert (bench.root / "feeds/index.html").exists() == (where == "seeds/tea.yaml")
    assert b"<link>https://tea.example</link>" in bench.feed()


def test_what_is_left_of_pages_is_told_and_goes_as_the_remedy_says(bench: Bench) -> None:
    import shutil

    bench.write(
        "media/tea/1.chapters.json",
        '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "A"}]}',
    )
    bench.build()
    network = (bench.root / "seeds/network.yaml").read_text("utf-8")
    bench.write("seeds/network.yaml", f"pages: false\n{network}")
    bench.build()
    companions = {
        name: data for name, data in contents(bench).items() if name.endswith(".chapters.json")
    }
    assert companions
    told = {one["path"] for one in bench.check("--select", "SRC209")}
    assert "feeds/tea/" in told
    for path in told:
        place = bench.root / path
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    bench.build()
    assert bench.check("--select", "SRC2") == []
    assert contents(bench) == {"feeds/tea.xml": bench.feed(), **companions}


def test_links_go_to_the_pages_unless_the_host_states_others(bench: Bench) -> None:
    feed = bench.feed()
    assert b"<link>https://tea.example/feeds/tea/index.html</link>" in feed
    assert b"<link>https://tea.example/feeds/tea/three.html</link>" in feed
    stated = "title: Tea\nlink: https://kettle.example/"
    bench.edit("seeds/tea.yaml", "title: Tea", stated)
    bench.edit("seeds/tea.yaml", "number: 3", "number: 3\n  link: https://kettle.example/3")
    bench.build()
    assert b"<link>https://kettle.example/</link>" in bench.feed()
    assert b"<link>https://kettle.example/3</link>" in bench.feed()
    page = read(bench, "feeds/tea/three.html")
    assert "https://kettle.example/3" in page.xpath("//a/@href")


def test_machines_read_the_series_and_the_episode(whole: Bench) -> None:
    series = data_of(whole, "feeds/pot/index.html")
    assert (series["@type"], series["name"]) == ("PodcastSeries", "The Pot")
    assert series["webFeed"] == "https://tea.example/feeds/pot.xml"
    episode = data_of(whole, f"{LIDS}.html")
    assert episode["@type"] == "PodcastEpisode"
    assert (episode["datePublished"], episode["timeRequired"]) == (
        "2026-01-02T08:00:00Z",
        "PT1M30S",
    )
    assert episode["partOfSeason"] == {"@type": "PodcastSeason", "seasonNumber": 1}
    audio = episode["associatedMedia"]
    assert (audio["@type"], audio["encodingFormat"]) == ("AudioObject", "audio/mpeg")
    assert audio["contentUrl"] == "https://tea.example/media/pot/2.mp3"


def test_a_page_says_where_it_and_its_feed_are(whole: Bench) -> None:
    page = read(whole, f"{LIDS}.html")
    address = f"https://tea.example/{LIDS}.html"
    assert page.xpath("//link[@rel='canonical']/@href") == [address]
    links = {link.get("type"): link.get("href") for link in page.xpath("//link[@rel='alternate']")}
    assert links["application/rss+xml"] == "https://tea.example/feeds/pot.xml"
    said = {m.get("property") or m.get("name"): m.get("content") for m in page.xpath("//meta")}
    assert said["og:title"] == "Lids & the art of keeping them on"
    assert said["og:url"] == address
    assert said["og:audio"] == "https://tea.example/media/pot/2.mp3"
    assert (said["og:image:width"], said["twitter:card"]) == ("3000", "player")


def test_the_player_is_found_and_shown_by_other_sites(whole: Bench) -> None:
    links = read(whole, f"{LIDS}.html").xpath("//link[@type='application/json+oembed']/@href")
    name = links[0].removeprefix("https://tea.example/")
    found = json.loads((whole.root / name).read_text(encoding="utf-8"))
    assert (found["version"], found["type"], found["author_name"]) == (
        "1.0",
        "rich",
        "Earl & Lady Grey",
    )
    (frame,) = html.fromstring(found["html"]).xpath("//iframe/@src | self::iframe/@src")
    player = read(whole, frame.removeprefix("https://tea.example/"))
    (audio,) = player.xpath("//audio/@src")
    folder = (whole.root / frame.removeprefix("https://tea.example/")).parent
    assert (folder / audio).resolve() == (whole.root / "media/pot/2.mp3").resolve()


def test_the_maps_and_the_list_of_feeds_name_every_show_and_page(whole: Bench) -> None:
    feeds = whole.root / "feeds"
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    maps = etree.parse(str(feeds / "sitemap.xml")).xpath("//s:loc/text()", namespaces=spaces)
    assert [one.split("/")[-2] for one in maps] == ["tea", "pot", "shay"]
    listed = set()
    for one in maps:
        place = whole.root / one.removeprefix("https://tea.example/")
        listed |= set(etree.parse(str(place)).xpath("//s:loc/text()", namespaces=spaces))
    assert len(listed) == 3 + 3 + 4 + 2
    assert f"https://tea.example/{LIDS}.html" in listed
    opml = etree.parse(str(feeds / "podcasts.opml"))
    assert opml.xpath("//outline/@xmlUrl") == [
        f"https://tea.example/feeds/{show}.xml" for show in ("tea", "pot", "shay")
    ]


def test_a_show_that_asks_to_be_left_out_is_listed_nowhere(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    bench.edit("seeds/tea.yaml", "title: Tea", "title: Tea\nblock: true")
    bench.build()
    assert read(bench, "feeds/tea/index.html").xpath("//meta[@name='robots']/@content") == [
        "noindex"
    ]
    for name in ("index.html", "podcasts.opml", "sitemap.xml"):
        assert b"feeds/tea" not in (bench.root / "feeds" / name).read_bytes()


def test_seasons_stand_apart_and_a_series_begins_with_its_beginning(tmp_path: Path) -> None:
    bench = everything(tmp_path)
    bench.build()
    path = "feeds/pot/index.html"
    query = "//h3[@class='season']/bdi/text()"
    assert read(bench, path).xpath(query) == ["Season 2", "Season 1", "More episodes"]
    bench.edit("seeds/pot.yaml", "title: The Pot", "title: The Pot\ntype: serial")
    bench.build()
    assert read(bench, path).xpath(query) == ["Season 1", "Season 2", "More episodes"]


def test_a_long_show_has_several_pages_and_one_search(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    lines = ["title: Tea", "description: About tea.", "episodes:"]
    for number in range(201, 0, -1):
        lines.append(f"- {{title: Cup {number}, number: {number}, published: 2026-01-01 08:00}}")
        bench.write(f"media/tea/{number}.mp3", mp3(0.2))
    bench.write("seeds/tea.yaml", "\n".join(lines) + "\n")
    bench.build()
    rows = "count(//li[@class='row'])"
    found = [read(bench, f"feeds/tea/{n}").xpath(rows) for n in ("index.html", "page/2.html")]
    assert [*found, read(bench, "feeds/tea/page/3.html").xpath(rows)] == [100, 100, 1]
    text = (bench.root / "feeds/tea/search.js").read_text(encoding="utf-8")
    listed = json.loads(text.removeprefix("podfeedEpisodes(").removesuffix(");\n"))
    assert len(listed) == 201


def test_a_build_of_one_show_keeps_the_others_on_the_common_page(whole: Bench) -> None:
    before = contents(whole)
    whole.build("pot", "--force")
    assert changes(whole, before) == set()


def test_without_what_is_known_of_the_other_shows_the_common_page_stays(tmp_path: Path) -> None:
    bench = everything(tmp_path)
    bench.build()
    before = contents(bench)
    (bench.root / ".podfeed/manifest.json").unlink()
    bench.edit("seeds/pot.yaml", "title: The Pot", "title: The Pan")
    bench.build("pot")
    assert "feeds/index.html" not in changes(bench, before)
    bench.build()
    assert b"The Pan" in (bench.root / "feeds/index.html").read_bytes()


def test_a_template_of_ones_own_takes_the_place_of_podfeeds(bench: Bench) -> None:
    bench.write(
        "seeds/templates/network.html",
        '{% extends "base.html" %}{% block main %}<h1>{{ shows|length }} & {{ "<b>" }}</h1>'
        '{% include "mine.html" %}{% endblock %}',
    )
    bench.write("seeds/templates/mine.html", "<p>mine</p>")
    built = bench.build()
    assert built["findings"] == []
    page = (bench.root / "feeds/index.html").read_text(encoding="utf-8")
    assert "<h1>1 & &lt;b&gt;</h1><p>mine</p>" in page
    (bench.root / "seeds/templates/network.html").unlink()
    (bench.root / "seeds/templates/mine.html").unlink()
    bench.build()
    assert "mine" not in (bench.root / "feeds/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("episode.html", "\n{{ episode.nothing }}", 2, 'nothing is called "nothing" here'),
        ("episode.html", "\n\n{% if %}", 3, "Expected an expression"),
        ("show.html", '{% extends "bass.html" %}', 1, 'there is no template "bass.html"'),
        ("show.html", "{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("show.html", "\n{% for n in range(10**9) %}{% endfor %}", 2, "Range too big"),
        ("parts.html", "{% macro title() %}{% endmacro %}", None, "title"),
        ("words.en.json", "{\n", 2, "is no JSON"),
        ("words.en.json", '{\n "paly": "x"}', 2, 'no page says "paly"'),
        ("show.html", b"\n\xff", 2, "is not UTF-8"),
    ],
)
def test_a_fault_of_a_template_is_told_with_its_line_and_nothing_is_lost(
    bench: Bench, name: str, text: str | bytes, line: int | None, says: str
) -> None:
    before = contents(bench)
    bench.write(f"seeds/templates/{name}", text)
    built = bench.build()
    assert built["exit"] == 1
    told = next(one for one in built["findings"] if one["code"] == "SRC190")
    assert says in told["message"]
    if line is not None:
        assert (told["path"], told["line"]) == (f"seeds/templates/{name}", line)
    assert contents(bench)["feeds/tea.xml"] == before["feeds/tea.xml"]
    assert bench.run("check").exit_code == 1


def test_a_template_that_nothing_names_is_told(bench: Bench) -> None:
    bench.write("seeds/templates/shwo.html", "x")
    (told,) = bench.build()["findings"]
    assert (told["code"], told["path"]) == ("SRC191", "seeds/templates/shwo.html")
    assert told["remedy"] == 'did you mean "show.html"?'


def test_words_of_another_language_may_be_brought_along(bench: Bench) -> None:
    bench.edit("seeds/tea.yaml", "title: Tea", "title: Te\nlanguage: cy")
    (told,) = bench.build()["findings"]
    assert (told["code"], told["path"], told["line"]) == ("SRC195", "seeds/tea.yaml", 2)
    assert "seeds/templates/words.cy.json" in told["remedy"]
    english = json.loads((ROOT / "podfeed/render/templates/words.en.json").read_text("utf-8"))
    bench.write("seeds/templates/words.cy.json", json.dumps(english | {"episodes": "Penodau"}))
    assert bench.build()["findings"] == []
    page = read(bench, "feeds/tea/index.html")
    assert page.xpath("string(//h2)") == "Penodau"
    assert page.xpath("//html/@lang | self::html/@lang") == ["cy"]
    del english["play"]
    bench.write("seeds/templates/words.cy.json", json.dumps(english))
    (told,) = bench.build()["findings"]
    assert (told["code"], told["path"]) == ("SRC195", "seeds/templates/words.cy.json")
    assert told["message"] == "1 of the words are English: play"


@pytest.mark.parametrize("language", ["en", "de", "pt-BR"])
def test_a_word_of_ones_own_leaves_the_others_of_a_language(bench: Bench, language: str) -> None:
    bench.edit("seeds/tea.yaml", "title: Tea", f"title: Tea\nlanguage: {language}")
    bench.write(f"seeds/templates/words.{language}.json", '{"episodes": "Cups"}')
    assert bench.build()["findings"] == []
    page = read(bench, "feeds/tea/index.html")
    assert page.xpath("string(//h2)") == "Cups"
    base = language.partition("-")[0]
    own = json.loads((ROOT / f"podfeed/render/templates/words.{base}.json").read_text("utf-8"))
    assert page.xpath("//h2[@id='subscribe-head']/text()") == [own["subscribe"]]


def test_an_item_that_is_kept_as_xml_has_no_page_and_that_is_told(bench: Bench) -> None:
    items = "items:\n- <item><title>Old</title></item>\n"
    bench.edit("seeds/tea.yaml", "episodes:", f"{items}episodes:")
    (told,) = [one for one in bench.build()["findings"] if one["code"] == "SRC194"]
    assert (told["path"], told["line"]) == ("seeds/tea.yaml", 5)
    assert told["message"] == "1 item kept as XML has no page"


def test_every_language_has_all_words() -> None:
    files = sorted((ROOT / "podfeed/render/templates").glob("words.*.json"))
    keys = {path.name: list(json.loads(path.read_text(encoding="utf-8"))) for path in files}
    assert len(keys) >= 5
    assert len({tuple(one) for one in keys.values()}) == 1


def test_a_date_and_a_number_are_said_as_a_language_says_them() -> None:
    folder = ROOT / "podfeed/render/templates"
    sources = {f"{PACKAGE}{path.name}": path.read_text("utf-8") for path in folder.glob("words.*")}
    french, german = words_of("fr", sources), words_of("de-AT", sources)
    assert french.date(date(2026, 1, 1)) == "1er janvier 2026"
    assert french.date(date(2026, 1, 2)) == "2 janvier 2026"
    assert german.date(date(2026, 1, 1)) == "1. Januar 2026"
    for language in ("fr", "es", "sv"):  # where "1 trouvés" would be wrong, the number comes last
        assert words_of(language, sources).found.endswith(": {}")
    assert [french.count(n) for n in (0, 1, 2)] == ["", "1 épisode", "2 épisodes"]


def test_what_supports_a_show_takes_no_more_room_than_a_name(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    bench.edit(
        "seeds/tea.yaml",
        "title: Tea\n",
        f"title: Tea\ncopyright: 2026 Earl\nfunding: [{{text: {'scone ' * 100}, url: 'https://s.example/'}}]\n",
    )
    bench.build()
    page = read(bench, "feeds/tea/index.html")
    (text,) = page.xpath("//p[@class='jump']/a[@href='https://s.example/']/bdi/text()")
    assert text.startswith("scone scone")
    assert len(text) < 120
    assert page.xpath("//footer//p/text()") == ["© 2026 Earl"]


def test_a_show_without_an_episode_counts_none(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    for number in (1, 2, 3):
        (bench.root / f"media/tea/{number}.mp3").unlink()
    bench.build()
    for path in ("feeds/index.html", "feeds/tea/index.html"):
        (facts,) = read(bench, path).xpath("//p[@class='facts']")
        assert facts.text_content() == "Tea Network"


def test_the_templates_are_in_the_package() -> None:
    assert {"base.html", "pages.css", "pages.js", "show.html", "words.en.json"} <= set(names())


@pytest.mark.parametrize(
    "colour", ["#000000", "#ffffff", "#ffd23f", "#101040", "#808080", "#00ff00"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_colour_can_be_seen_on_the_ground_of_the_pages(colour: str, scheme: str) -> None:
    def rgb(text: str) -> tuple[float, float, float]:
        red, green, blue = (int(text[n : n + 2], 16) / 255 for n in (1, 3, 5))
        return red, green, blue

    ground = PAPER[scheme]
    assert contrast(rgb(visible(colour, on=ground)), rgb(ground)) >= 3
    style = (ROOT / "podfeed/render/templates/pages.css").read_text(encoding="utf-8")
    assert f"--paper: {ground};" in style


def test_check_finds_pages_that_are_out_of_date_or_left_behind(bench: Bench) -> None:
    def told() -> list[tuple[str, str]]:
        found = bench.check("--select", "SRC2")
        return [(one["code"], one["path"]) for one in found]

    assert told() == []
    bench.write("feeds/tea/one.html", "old")
    bench.write("feeds/tea/stranger.html", "?")
    bench.write("feeds/pages.css", "")
    assert sorted(told()) == [
        ("SRC200", "feeds/"),
        ("SRC200", "feeds/tea/"),
        ("SRC209", "feeds/tea/stranger.html"),
    ]


def test_a_page_has_the_transcript_of_its_language_and_leads_to_the_others(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    for language, said in (("de", "Erst die Blätter."), ("en", "Leaves first."), ("", "")):
        if language:
            cue = f"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{said}\n"
            bench.write(f"media/tea/3.{language}.vtt", cue)
    bench.write("media/tea/2.txt", "Only to be read.")
    bench.write("media/tea/1.fr.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nEt puis l’eau.\n")
    bench.build()
    three = read(bench, "feeds/tea/three.html")
    (shown,) = three.xpath("//*[@class='transcript']")
    assert "Leaves first." in shown.text_content()
    assert shown.get("lang") is None
    (other,) = three.xpath("//a[@hreflang]")
    assert (other.get("href"), other.text) == ("../../media/tea/3.de.vtt", "Transcript (de)")
    two = read(bench, "feeds/tea/two.html")
    (link,) = two.xpath("//h2[@id='transcript-head']/following-sibling::p/a")
    assert (link.get("href"), link.text) == ("../../media/tea/2.txt", "Transcript")
    (shown,) = read(bench, "feeds/tea/one.html").xpath("//*[@class='transcript']")
    assert shown.get("lang") == "fr"


def test_a_video_brings_its_captions_along(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    (bench.root / "media/tea/3.mp3").unlink()
    bench.write("media/tea/3.mp4", (ROOT / "tests/data/audio/one.mp4").read_bytes())
    bench.write("media/tea/3.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nLeaves.\n")
    bench.build()
    for path, up in (("three.html", ""), ("player/three.html", "../")):
        page = read(bench, f"feeds/tea/{path}")
        (track,) = page.xpath("//video/track")
        assert dict(track.attrib) == {
            "kind": "captions",
            "src": f"{up}../../media/tea/3.vtt",
            "srclang": "en",
            "label": "en",
        }
        assert page.xpath("//button[@class='captions']/@aria-label") == ["CC, Captions"]


def test_publishing_sends_every_page_and_what_it_needs(tmp_path: Path) -> None:
    bench = publishable(tmp_path).with_pages()
    bench.build()
    bench.run("publish", "--yes")
    folder = published(bench)
    sent = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "feeds").rglob("*")
        if path.is_file()
    }
    assert sent == contents(bench)


@pytest.mark.parametrize("name", ["ai-training", "mastering-language-models"])
def test_a_cover_in_the_size_of_a_screen_is_small_and_stays(name: str) -> None:
    (cover,) = (ROOT / "feeds" / name).glob("cover-*.jpg")
    assert cover.stat().st_size < 40_000


def test_another_cover_takes_the_place_of_the_smaller_copy(bench: Bench) -> None:
    (old,) = (bench.root / "feeds/tea").glob("cover-*.jpg")
    other = ROOT / "media/mastering-language-models/cover.jpg"
    bench.write("media/tea/cover.jpg", other.read_bytes())
    bench.build()
    (new,) = (bench.root / "feeds/tea").glob("cover-*.jpg")
    assert new.name != old.name
    assert f"tea/{new.name}" in (bench.root / "feeds/index.html").read_text(encoding="utf-8")


def test_the_picture_of_an_episode_is_made_smaller_as_well(bench: Bench) -> None:
    other = (ROOT / "media/mastering-language-models/cover.jpg").read_bytes()
    bench.write("media/tea/two.jpg", other)
    bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two\n  image: two.jpg\n")
    bench.build()
    (made,) = (bench.root / "feeds/tea").glob("picture-*.jpg")
    assert made.stat().st_size < 40_000 < len(other)
    sources = read(bench, "feeds/tea/two.html").xpath("//img[@class='cover small']/@src")
    assert sources == [made.name]
    framed = read(bench, "feeds/tea/player/two.html")
    assert framed.xpath("//img/@src") == [f"../{made.name}"]
    said = read(bench, "feeds/tea/two.html").xpath("//meta[@property='og:image']/@content")
    assert said == ["https://tea.example/media/tea/two.jpg"]
    before = contents(bench)
    assert bench.build("--force")["shows"][0]["state"] == "unchanged"
    assert bench.run("check", "--select", "SRC2").exit_code == 0
    assert contents(bench) == before
    bench.edit("seeds/tea.yaml", "  image: two.jpg\n", "")
    bench.build()
    assert not made.exists()


def test_a_picture_that_cannot_be_made_smaller_stays_as_it_is(bench: Bench) -> None:
    whole = (ROOT / "media/mastering-language-models/cover.jpg").read_bytes()
    bench.write("media/tea/two.jpg", whole[:300] + b"\xff\xd9")
    bench.edit("seeds/tea.yaml", "title: Two\n", "title: Two\n  image: two.jpg\n")
    bench.build()
    assert list((bench.root / "feeds/tea").glob("picture-*.jpg")) == []


def test_hashed_audio_is_named_on_pages_as_it_is_served(tmp_path: Path) -> None:
    bench = tea(tmp_path).with_pages()
    bench.edit("seeds/network.yaml", "defaults:", "audio_names: hashed\ndefaults:")
    bench.build()
    (source,) = read(bench, "feeds/tea/one.html").xpath("//audio/@src")
    assert re.fullmatch(r"\.\./\.\./media/tea/1\.[0-9a-f]{16}\.mp3", source)


def test_a_map_of_no_shows_is_one_of_the_page_that_lists_them(bench: Bench) -> None:
    def named() -> tuple[str, list[str]]:
        root = etree.parse(bench.root / "feeds/sitemap.xml").getroot()
        return etree.QName(root).localname, root.xpath("//*[local-name()='loc']/text()")

    assert named() == ("sitemapindex", ["https://tea.example/feeds/tea/sitemap.xml"])
    bench.edit("seeds/tea.yaml", "title: Tea", "title: Tea\nblock: true")
    bench.build()
    assert named() == ("urlset", ["https://tea.example/feeds/index.html"])


def test_a_folder_of_pages_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    bench = tea(tmp_path / "site").with_pages()
    outside = tmp_path / "outside"
    outside.mkdir()
    (bench.root / "feeds/tea").mkdir(parents=True)
    (bench.root / "feeds/tea/player").symlink_to(outside)
    built = bench.build()
    (told,) = [one for one in built["findings"] if one["code"] == "SRC161"]
    assert (told["path"], built["exit"]) == ("feeds/tea/player", 1)
    assert list(outside.iterdir()) == []
