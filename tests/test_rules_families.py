"""What single rules let pass, and how bad they find what they do not: false alarms are worse."""

from __future__ import annotations

import pytest

from podfeed.findings import Severity
from podfeed.rules import AudioFacts, MediaFacts, lint
from tests.feeds import GOOD, MEDIA, NOW, splice, spoilt

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def item(body: str) -> bytes:
    return splice(f"<item>{body}</item>")


def channel(body: str) -> bytes:
    return splice(f"<channel>{body}</channel>")


def found(data: bytes, code: str) -> list[Severity]:
    return [f.severity for f in lint(data, path="x", media=MEDIA, now=NOW) if f.code == code]


@pytest.mark.parametrize("value", ["true", "false"])
def test_explicit_is_true_or_false(value: str) -> None:
    data = channel(f"<itunes:explicit>{value}</itunes:explicit>")
    assert found(data, "APL008") == found(data, "APL009") == []


@pytest.mark.parametrize("value", ["yes", "no", "clean", "explicit", "Yes"])
def test_a_dated_explicit_is_told_once_and_never_an_error(value: str) -> None:
    data = GOOD.replace(b"explicit>false<", f"explicit>{value}<".encode())
    assert found(data, "APL009") == [INFO]
    assert ERROR not in found(data, "APL008")


@pytest.mark.parametrize(("value", "worst"), [("maybe", [ERROR]), ("", [ERROR]), ("TRUE", [INFO])])
def test_another_explicit_is_judged_by_what_it_costs(value: str, worst: list[Severity]) -> None:
    assert found(channel(f"<itunes:explicit>{value}</itunes:explicit>"), "APL008") == worst


def test_an_empty_explicit_of_an_episode_is_told_as_a_wrong_value() -> None:
    for body in ("<itunes:explicit/>", "<itunes:explicit> </itunes:explicit>"):
        assert found(item(body), "APL008") == [ERROR]
    assert found(item("<!-- no itunes:explicit -->"), "APL008") == []


@pytest.mark.parametrize(
    ("body", "code", "severity"),
    [
        ("<itunes:author/>", "APL010", WARNING),
        ("<itunes:author> </itunes:author>", "APL010", WARNING),
        ("<link/>", "RSS021", ERROR),
        ("<link> </link>", "RSS021", ERROR),
    ],
)
def test_what_is_empty_is_missing(body: str, code: str, severity: Severity) -> None:
    assert found(channel(body), code) == [severity]
    assert found(channel(body), "RSS025") == []
    (finding,) = lint(channel(body), path="x", select=[code])
    assert (finding.element or "").endswith(body.strip("</> ").split(">")[0])


GOOD_DATES = [
    "Fri, 01 May 2026 08:00:00 +0000",
    "Fri, 1 May 2026 08:00 GMT",
    "1 May 2026 08:00:00 EST",
    "fri, 01 may 2026 08:00:00 -0730",
    "Fri, 01 May 2026 23:59:60 Z",
    "Thu, 29 Feb 2024 08:00:00 UT",
    "Fri, 01 May 2026 08:00:00 +0000 (UTC)",
    "Fri, 01 May 2026 10:00:00 +0200 (Central European Summer Time)",
]
BAD_DATES = [
    "2026-05-01T08:00:00Z",
    "Friday, 01 May 2026 08:00:00 GMT",
    "Fri, 01 August 2026 08:00:00 GMT",
    "Sun, 29 Feb 2026 08:00:00 GMT",
    "Fri, 01 May 2026 25:00:00 GMT",
    "Fri, 01 May 2026 08:00:61 GMT",
    "Fri, 01 May 2026 08:00:00",
    "Fri, 01 May 2026 08:00:00 CET",
    "Fri, 01 May 2026 08:00:00 J",
    "Fri, 01 May 2026 08:00:00 +0099",
    "Fri, 00 May 2026 08:00:00 GMT",
    "Fri, 01 May 2026 08:00:00 (UTC)",
    "Fri, 01 May 2026 08:00:00 +0000 (UTC",
]


@pytest.mark.parametrize("date", GOOD_DATES)
def test_a_date_of_rfc_2822_passes(date: str) -> None:
    data = item(f"<pubDate>{date}</pubDate>")
    assert found(data, "RSS060") == found(data, "RSS062") == []


@pytest.mark.parametrize("date", BAD_DATES)
def test_any_other_date_is_an_error(date: str) -> None:
    assert found(item(f"<pubDate>{date}</pubDate>"), "RSS060") == [ERROR]


def test_an_empty_date_is_none() -> None:
    assert found(item("<pubDate/>"), "RSS063") == [WARNING]
    assert found(item("<pubDate/>"), "RSS060") == []


def test_a_date_that_is_understood_is_offered_in_the_right_form() -> None:
    data = item("<pubDate>2026-05-01T08:00:00+02:00</pubDate>")
    (finding,) = lint(data, path="x", select=["RSS060"])
    assert finding.remedy == 'write "Fri, 01 May 2026 08:00:00 +0200"'


def test_the_time_decides_what_is_in_the_future() -> None:
    data = item("<pubDate>Mon, 01 Jun 2026 23:00:00 +0000</pubDate>")
    assert found(data, "RSS064") == []
    assert [f.code for f in lint(data, path="x", select=["RSS064"])] == []
    assert found(item("<pubDate>Thu, 04 Jun 2026 23:00:00 +0000</pubDate>"), "RSS064") == [WARNING]


@pytest.mark.parametrize("lang", ["en", "en-us", "EN-US", "pt-BR", "zh-hant-tw", "gsw"])
def test_language_codes_pass(lang: str) -> None:
    assert found(channel(f"<language>{lang}</language>"), "RSS023") == []


@pytest.mark.parametrize(
    ("lang", "remedy"), [("German", "did you mean"), ("en_us", '"en-US"'), ("qq", "such as en")]
)
def test_other_languages_get_a_remedy(lang: str, remedy: str) -> None:
    (finding,) = lint(channel(f"<language>{lang}</language>"), path="x", select=["RSS023"])
    assert remedy in (finding.remedy or "")


@pytest.mark.parametrize("end", ["%ZZ.mp3", "%2", "&lt;", "é"])
def test_an_address_that_apps_may_encode_is_a_warning(end: str) -> None:
    data = item(f'<enclosure url="{URL}{end}" length="1234567" type="audio/mpeg"/>')
    assert found(data, "RSS051") == [WARNING]


@pytest.mark.parametrize(("lang", "new"), [("iw", "he"), ("IW-il", "he-il"), ("in-ID", "id-ID")])
def test_a_withdrawn_language_is_a_warning_that_names_the_new_one(lang: str, new: str) -> None:
    data = channel(f"<language>{lang}</language>")
    (finding,) = lint(data, path="x", select=["RSS023"])
    assert (finding.severity, finding.remedy) == (WARNING, f'write "{new}"')


@pytest.mark.parametrize(
    ("body", "severities"),
    [
        ('<itunes:category text="Arts"/><itunes:category text="Arts"/>', [INFO]),
        ('<itunes:category text="Arts"/><itunes:category text="History"/>', []),
        (
            '<itunes:category text="Arts"><itunes:category text="Food"/></itunes:category>'
            '<itunes:category text="Arts"><itunes:category text="Books"/></itunes:category>',
            [],
        ),
        ("<itunes:category/><itunes:category/>", []),
    ],
)
def test_a_category_is_named_once(body: str, severities: list[Severity]) -> None:
    assert found(channel(body), "APL017") == severities


CATEGORIES = [
    ('<itunes:category text="Technology"/>', None),
    ('<itunes:category text="Kids &amp; Family"/>', None),
    ('<itunes:category text="Science"><itunes:category text="Physics"/></itunes:category>', None),
    ('<itunes:category text="technology"/>', 'did you mean "Technology"?'),
    ('<itunes:category text="Physics"/>', "put it inside of Science"),
    ('<itunes:category text="Phisics"/>', 'did you mean "Physics", inside of Science?'),
    (
        '<itunes:category text="Arts"><itunes:category text="Physics"/></itunes:category>',
        "it stands in Science",
    ),
    ('<itunes:category text="Xyzzy"/>', "see podcasters.apple.com for the list"),
    ("<itunes:category/>", 'write <itunes:category text="…"/>'),
]


@pytest.mark.parametrize(("body", "remedy"), CATEGORIES)
def test_categories_are_compared_with_the_list(body: str, remedy: str | None) -> None:
    got = lint(channel(body), path="x", select=["APL004", "APL005"])
    assert [finding.remedy for finding in got] == ([remedy] if remedy else [])


def test_an_obsolete_category_is_a_warning_only() -> None:
    data = channel('<itunes:category text="Sports &amp; Recreation"/>')
    assert found(data, "APL005") == [WARNING]
    assert found(data, "APL004") == []


URL = "https://podcasts.example/1"


@pytest.mark.parametrize(
    ("url", "kind", "codes"),
    [
        (f"{URL}.mp3", "audio/mpeg", []),
        (f"{URL}.MP3?x=1", "audio/mpeg", []),
        (f"{URL}.m4a", "audio/x-m4a", []),
        (f"{URL}.m4a", "audio/m4a", []),
        (f"{URL}.m4a", "audio/mp4", []),
        (f"{URL}.m4v", "video/x-m4v", []),
        (f"{URL}.mp4", "video/mp4", []),
        (f"{URL}.mp3", "audio/mpeg; charset=x", []),
        (f"{URL}.m4a", "audio/mpeg", ["AUD100"]),
        (f"{URL}.mp3", "audio/mp3", ["AUD101"]),
        (f"{URL}.mp3", "mp3", ["AUD101"]),
        (f"{URL}.opus", "audio/opus", ["APL030"]),
        (URL, "audio/mpeg", ["APL030"]),
        ("https://podcasts.example", "audio/mpeg", ["APL030"]),
        ("ftp://podcasts.example/1.mp3", "audio/mpeg", ["RSS051"]),
        ("//podcasts.example/1.mp3", "audio/mpeg", ["RSS051"]),
        (f"{URL} 2.mp3", "audio/mpeg", ["RSS051"]),
        (f"{URL}é.mp3", "audio/mpeg", ["RSS051"]),
        (f"{URL}%20%c3%A9.mp3", "audio/mpeg", []),
        (f"{URL}%ZZ.mp3", "audio/mpeg", ["RSS051"]),
        (f"{URL}.mp3?off=10%", "audio/mpeg", ["RSS051"]),
        (f"{URL}&lt;2.mp3", "audio/mpeg", ["RSS051"]),
        (f"{URL}&gt;2.mp3", "audio/mpeg", ["RSS051"]),
        ("https://[podcasts.example/1.mp3", "audio/mpeg", ["RSS051"]),
    ],
)
def test_enclosures_are_judged_by_url_and_type(url: str, kind: str, codes: list[str]) -> None:
    data = item(f'<enclosure url="{url}" length="1234567" type="{kind}"/>')
    got = lint(data, path="x", select=["AUD", "APL030", "RSS051"])
    assert [finding.code for finding in got] == codes


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("754", None),
        ("12:34", None),
        ("1:02:03", None),
        ("01:02:03", None),
        ("4:5", WARNING),
        ("754.5", WARNING),
        ("00:60:05", WARNING),
        ("75:30", None),
        ("soon", ERROR),
        ("-5", ERROR),
        ("1:02:03:04", ERROR),
    ],
)
def test_a_duration_is_an_error_only_if_nobody_can_read_it(
    text: str, severity: Severity | None
) -> None:
    got = found(item(f"<itunes:duration>{text}</itunes:duration>"), "APL032")
    assert got == ([severity] if severity else [])


@pytest.mark.parametrize("seconds", ["753", "754", "12:35", "756"])
def test_a_duration_may_be_rounded(seconds: str) -> None:
    assert found(item(f"<itunes:duration>{seconds}</itunes:duration>"), "AUD112") == []


def test_facts_of_a_file_are_held_against_all_that_the_feed_says() -> None:
    url = "https://podcasts.example/oolong.mp3"
    facts = MediaFacts(audio={url: AudioFacts("audio/x-m4a", 5, 60.0)})
    got = {f.code for f in lint(GOOD, path="x", media=facts)}
    assert got == {"AUD110", "AUD111", "AUD112"}


def test_a_feed_without_any_enclosure_is_told_once() -> None:
    data = splice("<item><!-- no enclosure --></item><item><!-- no enclosure --></item>")
    assert found(data, "RSS047") == [ERROR]
    assert found(data.replace(b"medium>podcast", b"medium>blog"), "RSS047") == []
    assert found(data.replace(b"medium>podcast", b"medium>podcastL"), "RSS047") == []


def test_a_guid_that_is_an_address_needs_no_attribute() -> None:
    data = item("<guid>https://podcasts.example/tea/oolong</guid>")
    assert found(data, "RSS043") == []


def test_a_trailer_needs_no_number_in_a_serial_show() -> None:
    data = splice(
        "<channel><itunes:type>serial</itunes:type></channel>"
        "<item><itunes:episodeType>trailer</itunes:episodeType><!-- no itunes:episode --></item>"
    )
    assert found(data, "APL035") == []


def test_a_bonus_may_have_the_number_of_its_episode() -> None:
    data = item("<itunes:episode>1</itunes:episode><itunes:episodeType>bonus</itunes:episodeType>")
    assert found(data, "APL036") == []


def test_notes_in_another_element_are_a_description_too() -> None:
    assert found(item("<!-- no description -->"), "PSP006") == []


def test_a_long_description_is_an_error_only_where_apple_cuts() -> None:
    for length, severity in ((4000, []), (4001, [WARNING]), (10_001, [ERROR])):
        data = item(f"<description><!-- {length} characters --></description>")
        assert found(data, "PSP007") == severity
    data = channel("<description><!-- 10001 characters --></description>")
    assert found(data, "PSP007") == [WARNING]


def test_the_picture_of_an_episode_is_judged_more_gently() -> None:
    body = '<itunes:image href="https://podcasts.example/small.jpg"/>'
    assert found(channel(body), "ART103") == [ERROR]
    assert found(item(body), "ART103") == [WARNING]


def test_the_alias_of_the_podcast_namespace_is_right_and_a_hint_names_the_other() -> None:
    alias = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    data = spoilt("https://podcastindex.org/namespace/1.0", alias)
    found = lint(data, path="x", media=MEDIA, now=NOW)
    assert [(one.code, one.severity) for one in found] == [("POD054", "info")]


def test_comments_do_not_break_a_text() -> None:
    data = spoilt("b7a1f9f0-4d0c", "b7a1f9f0<!-- a comment -->-4d0c")
    assert lint(data, path="x", media=MEDIA, now=NOW) == []


def test_two_episodes_of_one_title_are_told_apart_by_their_numbers() -> None:
    twice = "<item><title>Sencha</title></item><item><title>Sencha</title></item>"
    same = splice(twice.replace("</title>", "</title><guid>https://a.example/1</guid>"))
    (guid,) = [one for one in lint(same, path="x") if one.code == "RSS042"]
    assert guid.message == (
        'item 2 has the guid "https://a.example/1" of item 1, of the same title'
    )
    other = same.replace(b"Sencha", b"Gyokuro", 1)
    (guid,) = [one for one in lint(other, path="x") if one.code == "RSS042"]
    assert guid.message.startswith('episode "Sencha" has the guid')
    assert guid.message.endswith('of episode "Gyokuro"')


def remedy(data: bytes, code: str) -> str | None:
    (finding,) = lint(data, path="x", media=MEDIA, now=NOW, select=[code])
    return finding.remedy


def test_a_zone_with_a_colon_keeps_its_hours_in_the_remedy() -> None:
    data = item("<pubDate>Mon, 21 Oct 2002 14:04:23 -05:00</pubDate>")
    assert remedy(data, "RSS060") == 'write "Mon, 21 Oct 2002 14:04:23 -0500"'


@pytest.mark.parametrize(
    ("text", "meant"),
    [("isn\xe2\x80\x99t", "’"), ("caf\xc3\x89", "É"), ("isn\x92t", "’"), ("5 \x80", "€")],
)
def test_a_control_character_is_mended_as_the_letter_that_it_was(text: str, meant: str) -> None:
    data = item(f"<description>{text}</description>")
    assert remedy(data, "TXT006") == f'write "{meant}", if that is meant'


def test_what_left_the_list_and_stands_elsewhere_now_is_found_there() -> None:
    body = '<itunes:category text="Tech News"/>'
    data = channel(f'<itunes:category text="Technology">{body}</itunes:category>')
    assert remedy(data, "APL005") == "it stands in News now"


_NETSCAPE = (
    b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "https://a.example/">'
)


def test_the_doctype_of_rss_0_91_is_no_fault_in_a_feed_of_that_version() -> None:
    new = GOOD.replace(b"<rss ", _NETSCAPE + b"\n<rss ", 1)
    old = new.replace(b'<rss version="2.0"', b'<rss version="0.91"', 1)
    assert found(new, "RSS002") == [WARNING]
    assert found(old, "RSS002") == []
    assert found(old, "RSS007") == [ERROR]
    declaring = _NETSCAPE.replace(b">", b' [<!ENTITY tea "Tea">]>')
    assert found(old.replace(_NETSCAPE, declaring), "RSS002") == [ERROR]


def test_an_entity_that_a_dtd_elsewhere_may_declare_is_no_fault_of_the_xml() -> None:
    new = GOOD.replace(b"<rss ", _NETSCAPE + b"\n<rss ", 1)
    old = new.replace(b'version="2.0"', b'version="0.91"', 1).replace(b"Oolong", b"&uuml;", 1)
    assert found(old, "RSS001") == []
    assert found(old, "RSS002") == [WARNING]
    assert found(GOOD.replace(b"Oolong", b"&uuml;", 1), "RSS001") == [ERROR]


def test_what_is_fetched_over_http_is_told_once_for_audio_pictures_and_the_feed() -> None:
    data = GOOD.replace(b"https://podcasts.example/", b"http://podcasts.example/")
    told = [one.message for one in lint(data, path="x", select=["APL040"])]
    assert told == [
        "the feed's own address is http",
        "the cover is fetched over http, and 1 of episodes",
        'the audio of episode "Oolong" is fetched over http, and that of 1 more',
    ]


def test_what_stands_in_for_a_script_is_a_hint() -> None:
    notes = "<description>&lt;noscript>Tea&lt;/noscript>{}</description>"
    assert found(item(notes.format("")), "TXT040") == [INFO]
    assert found(item(notes.format("&lt;script>1&lt;/script>")), "TXT040") == [WARNING]


@pytest.mark.parametrize("text", ["1:" + "9" * 400, "9" * 400, "9" * 5000, "9" * 400 + ".5"])
def test_a_duration_beyond_all_numbers_is_a_finding_like_any_other(text: str) -> None:
    duration = f"<itunes:duration>{text}</itunes:duration>"
    enclosure = '<enclosure url="https://a.example/a.mp3" length="12" type="audio/mpeg"/>'
    chapter = f'<psc:chapters><psc:chapter start="{text}" title="Milk"/></psc:chapters>'
    clip = f'<podcast:soundbite startTime="{text}" duration="{text}"/>'
    codes = {one.code for one in lint(item(duration + enclosure + chapter + clip), path="x")}
    assert {"APL032", "PSC004", "POD015"} <= codes
