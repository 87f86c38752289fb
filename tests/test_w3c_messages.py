"""What the W3C validator would say of a feed is said here too, under the codes of the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from podfeed.findings import Severity
from podfeed.rules import RULES, lint
from tests.feeds import GOOD, NOW, splice

_TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "data" / "spec" / "w3c_messages.yaml").read_text(encoding="utf-8")
)
MESSAGES: dict[str, list[str]] = _TABLE["messages"]


def item(body: str) -> bytes:
    return splice(f"<item>{body}</item>")


def channel(body: str) -> bytes:
    return splice(f"<channel>{body}</channel>")


def image(extra: str = "", *, title: str = "Tea Time") -> bytes:
    url = "<url>https://podcasts.example/tea.jpg</url>"
    link = "<link>https://podcasts.example/tea</link>"
    return channel(f"<image>{url}<title>{title}</title>{link}{extra}</image>")


def owner(email: str) -> bytes:
    return channel(f"<itunes:owner><itunes:name>Ann</itunes:name>{email}</itunes:owner>")


def form(body: str) -> bytes:
    """A text input with a title, a description, a name and a link, and what is given."""
    parts = {"title": "Find", "description": "Find tea", "name": "q", "link": "https://a.example/"}
    whole = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())
    return channel(f"<textInput>{whole}{body}</textInput>")


SLASH = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
WFW = 'xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
SELF = '<atom:link rel="self" type="application/rss+xml" href="https://a.example/"/>'
FAULTS = [
    ("BadCharacters", item("<description>It isn\x92t black.</description>"), ""),
    ("BadCharacters", item("<description>cafÃ©</description>"), ""),
    ("BadXmlVersion", GOOD.replace(b'version="1.0"', b'version="1.1"', 1), ""),
    ("ContainsHTML", item("<title>&lt;b>Tea&lt;/b></title>"), "title"),
    ("ContainsHTML", item("<title>Tea &amp;#38; milk</title>"), "title"),
    ("ContainsHTML", item("<author>a@b.example (Lo&amp;#239;c)</author>"), "author"),
    ("ContainsHTML", image("<description>&lt;b>Tea&lt;/b></description>"), "description"),
    ("ContainsSystemEntity", b'<!DOCTYPE rss [<!ENTITY x SYSTEM "x">]><rss version="2.0"/>', ""),
    ("DuplicateElement", channel("<title>Tea Time</title><title>Tea</title>"), "title"),
    ("DuplicateElement", channel("<ttl>60</ttl><ttl>90</ttl>"), "ttl"),
    ("DuplicateElement", item("<comments>a</comments><comments>b</comments>"), "comments"),
    ("DuplicateElement", image("<url>https://podcasts.example/b.jpg</url>"), "url"),
    ("DuplicateElement", channel("<dc:rights>a</dc:rights><dc:rights>b</dc:rights>"), "dc:rights"),
    ("DuplicateEnclosure", item('<enclosure url="a"/><enclosure url="b"/>'), "enclosure"),
    ("AttrNotBlank", channel('<atom:link href="https://a.example/" title=""/>'), "atom:link"),
    ("AvoidTextInput", form(""), "textInput"),
    ("ContainsHTML", channel("<generator>&lt;b>Tea&lt;/b></generator>"), "generator"),
    ("ContainsHTML", item("<category>Tea &amp;eacute;</category>"), "category"),
    ("ContainsHTML", channel("<copyright>&amp;copy; Ann</copyright>"), "copyright"),
    ("ContainsHTML", channel("<webMaster>a@b.example (&lt;b>A&lt;/b>)</webMaster>"), "webMaster"),
    ("ContainsHTML", item("<title>&amp;#x</title>"), "title"),
    ("ContainsHTML", item("<title><b>Tea</b></title>"), "title"),
    ("ContainsHTML", form("<title>&lt;i>Tea&lt;/i></title>"), "textInput/title"),
    ("ContainsRelRef", item('<description>&lt;a href="tea.html">a&lt;/a></description>'), "descr"),
    ("ContainsRelRef", item('<description>&lt;img src="/tea.png"></description>'), "description"),
    ("DangerousStyleAttr", item("<description>&lt;p style='x:url(a)'></description>"), "descr"),
    ("DuplicateElement", form("<title>Tea</title>"), "textInput/title"),
    ("DuplicateElement", item("<content:encoded>a</content:encoded>" * 2), "content:encoded"),
    ("ImageLinkDoesntMatch", image("<link>https://podcasts.example/pot</link>"), "link"),
    ("ImageUrlFormat", image("<url>https://podcasts.example/tea.svg</url>"), "url"),
    ("ImplausibleDate", channel("<pubDate>Fri, 01 May 2037 08:00:00 GMT</pubDate>"), "pubDate"),
    ("IncorrectDOW", item("<pubDate>Mon, 01 May 2026 08:00:00 GMT</pubDate>"), "pubDate"),
    ("InvalidBooleanAttribute", item('<guid isPermaLink="yes">https://a.example</guid>'), "guid"),
    ("InvalidDay", channel("<skipDays><day>monday</day></skipDays>"), "day"),
    ("InvalidFullLink", item(f"<wfw:commentRss {WFW}>/tea</wfw:commentRss>"), "commentRss"),
    ("InvalidHour", channel("<skipHours><hour>25</hour></skipHours>"), "hour"),
    ("InvalidIntegerAttribute", channel('<cloud port="tea"/>'), "cloud/@port"),
    (
        "InvalidIntegerAttribute",
        item('<enclosure url="https://a.example/a.mp3" length="1 MB" type="audio/mpeg"/>'),
        "enclosure/@length",
    ),
    ("InvalidKeywords", channel("<itunes:keywords>a b c d</itunes:keywords>"), "keywords"),
    ("InvalidLanguage", channel('<atom:link href="https://a.example/" hreflang="tea"/>'), "link"),
    ("InvalidLanguage", channel("<language>en-uk</language>"), "language"),
    ("InvalidLanguage", GOOD.replace(b"<rss ", b'<rss xml:lang="tea" ', 1), "rss"),
    ("InvalidLink", item("<comments>tea</comments>"), "comments"),
    ("InvalidLink", form("<link>/tea</link>"), "textInput/link"),
    (
        "InvalidMIMEAttribute",
        item('<enclosure url="https://a.example/a.mp3" length="1" type="mp3"/>'),
        "enclosure/@type",
    ),
    ("InvalidNonNegativeInteger", item(f"<slash:comments {SLASH}>-1</slash:comments>"), "comments"),
    ("InvalidUpdateBase", channel("<sy:updateBase>noon</sy:updateBase>"), "updateBase"),
    ("InvalidUpdateFrequency", channel("<sy:updateFrequency>0</sy:updateFrequency>"), "Frequency"),
    ("InvalidUpdatePeriod", channel("<sy:updatePeriod>often</sy:updatePeriod>"), "updatePeriod"),
    ("InvalidW3CDTFDate", item("<dc:date>2026-02-30</dc:date>"), "dc:date"),
    ("InvalidW3CDTFDate", channel("<dc:date>1 May 2026</dc:date>"), "dc:date"),
    ("MissingElement", channel("<skipHours/>"), "skipHours"),
    ("MissingElement", channel("<textInput><title>Tea</title></textInput>"), "textInput"),
    ("NotBlank", channel("<copyright> </copyright>"), "copyright"),
    ("NotBlank", item("<description/>"), "description"),
    ("NotHtml", item("<description>Write to &lt;ann@a.example>.</description>"), "description"),
    ("ProblematicalRFC822Date", item("<pubDate>FRI, 01 MAY 2026 08:00 GMT</pubDate>"), "pubDate"),
    ("SAXError", b"<feed xmlns='http://www.w3.org/2005/Atom'><x:a/></feed>", ""),
    ("SchemeNotIANARegistered", channel("<link>tea:pot</link>"), "link"),
    ("SecurityRisk", item('<description>&lt;a href="javascript:a">b</description>'), "descr"),
    ("SecurityRisk", item("<description>&lt;style>p{}&lt;/style></description>"), "description"),
    ("UndefinedElement", channel("<itunes:tea>x</itunes:tea>"), "itunes:tea"),
    ("UndefinedElement", item("<dc:tea>x</dc:tea>"), "dc:tea"),
    ("UndefinedElement", item(f"<slash:tea {SLASH}>x</slash:tea>"), "tea"),
    ("UndefinedElement", image("<tea/>"), "image/tea"),
    ("UndefinedElement", channel("<skipDays><hour>1</hour></skipDays>"), "skipDays/hour"),
    ("UndefinedElement", GOOD.replace(b"</rss>", b"<tea/></rss>"), "rss/tea"),
    ("UnexpectedAttribute", item('<guid tea="a">https://a.example</guid>'), "guid"),
    ("UnexpectedText", GOOD.replace(b"<channel>", b"<channel>tea", 1), "channel"),
    ("UseZeroForMidnight", channel("<skipHours><hour>24</hour></skipHours>"), "hour"),
    ("DuplicateAtomLink", channel(f"{SELF}{SELF}"), "atom:link[2]"),
    ("DuplicateValue", channel("<skipHours><hour>1</hour><hour>1</hour></skipHours>"), "hour[2]"),
    ("EightDaysAWeek", channel(f"<skipDays>{'<day>Monday</day>' * 8}</skipDays>"), "day"),
    ("FatalSecurityRisk", item("<description>&lt;iframe src='x:a'></description>"), "description"),
    ("FeedHistoryRelInEntry", item('<atom:link rel="next" href="https://a.example/"/>'), "link"),
    ("IntegerOverflow", channel("<ttl>99999999999999999999</ttl>"), "ttl"),
    ("InvalidUriChar", channel("<link>https://a.example/a b</link>"), "link"),
    ("InvalidUUID", channel("<podcast:guid>tea</podcast:guid>"), "podcast:guid"),
    ("MediaRssNamespace", GOOD.replace(b"<rss ", b'<rss xmlns:media="urn:x" ', 1), "rss"),
    ("MisplacedItem", GOOD.replace(b"</channel>", b"<ttl>60</ttl></channel>"), "ttl"),
    ("NotEscaped", item("<description><p>Tea</p></description>"), "description"),
    ("SelfNotAtom", channel(SELF.replace("rss+xml", "atom+xml")), "atom:link"),
    ("UnknownEncoding", GOOD.replace(b"UTF-8", b"tea", 1), ""),
    ("DuplicateItemSemantics", item("<dc:date>2026-05-01</dc:date>"), "dc:date"),
    ("DuplicateSemantics", channel("<dc:rights>Ann</dc:rights>"), "dc:rights"),
    ("ImageTitleDoesntMatch", image(title="logo"), "title"),
    ("ImplausibleDate", item("<pubDate>Fri, 01 May 2037 08:00:00 GMT</pubDate>"), "pubDate"),
    ("InvalidContact", owner("<itunes:email>ann</itunes:email>"), "itunes:email"),
    ("InvalidContact", channel("<webMaster>Ann (a@b.example)</webMaster>"), "webMaster"),
    ("InvalidContact", item("<author>Ann Author</author>"), "author"),
    ("InvalidFullLink", item('<source url="tea.xml">Tea</source>'), "source"),
    ("InvalidHttpGUID", item("<guid>tea-1</guid>"), "guid"),
    ("InvalidInteger", channel("<ttl>-1</ttl>"), "ttl"),
    ("InvalidItunesCategory", channel('<itunes:category text="Teas"/>'), "itunes:category"),
    ("InvalidItunesChannelType", channel("<itunes:type>tea</itunes:type>"), "itunes:type"),
    ("InvalidLanguage", channel("<language>tea-time</language>"), "language"),
    ("InvalidLanguage", channel("<dc:language>tea-time</dc:language>"), "dc:language"),
    ("InvalidLink", item("<link>/tea</link>"), "link"),
    ("InvalidPositiveInteger", item("<itunes:episode>0</itunes:episode>"), "itunes:episode"),
    ("InvalidRFC2822Date", item("<pubDate>2026-05-01</pubDate>"), "pubDate"),
    ("InvalidRSSVersion", GOOD.replace(b'rss version="2.0"', b'rss version="2.5"'), ""),
    ("InvalidTrueFalse", channel("<itunes:explicit>maybe</itunes:explicit>"), "itunes:explicit"),
    ("InvalidTrueFalse", item("<itunes:explicit> true </itunes:explicit>"), "itunes:explicit"),
    ("InvalidURLAttribute", item('<enclosure url="a" length="1" type="audio/mpeg"/>'), "enclosure"),
    ("InvalidWidth", image("<width>145</width>"), "width"),
    ("InvalidYesNoClean", channel("<itunes:block>tea</itunes:block>"), "itunes:block"),
    ("MissingAttribute", item("<source>Tea</source>"), "source"),
    ("MissingElement", channel("<image><title>Tea</title></image>"), "image"),
    ("MissingGuid", item("<!-- no guid -->"), ""),
    ("MissingItunesElement", channel("<!-- no itunes:explicit -->"), ""),
    ("MissingItunesEmail", owner(""), "itunes:owner"),
    ("MissingLink", channel("<!-- no link -->"), ""),
    ("MissingRealName", item("<author>ann@podcasts.example</author>"), "author"),
    ("MissingTitle", channel("<!-- no title -->"), ""),
    ("NonstdEncoding", GOOD.replace(b"UTF-8", b"ISO-8859-1", 1), ""),
    ("NonstdPrefix", GOOD.replace(b"itunes:", b"i:").replace(b"xmlns:itunes", b"xmlns:i"), ""),
    ("NotHtml", item("<description>isn&amp;#146;t</description>"), "description"),
    ("NotSufficientlyUnique", item('<guid isPermaLink="false">12</guid>'), "guid"),
    (
        "ObsoleteItunesCategory",
        channel('<itunes:category text="Games &amp; Hobbies"/>'),
        "itunes:category",
    ),
    ("ReservedPrefix", GOOD.replace(b"<rss ", b'<rss xmlns:dc="https://x.example/dc" ', 1), ""),
    ("SAXError", GOOD.replace(b"Oolong", b"Oolong &", 1), ""),
    ("SchemeNotIANARegistered", channel("<link>javascript:tea()</link>"), "link"),
    ("SecurityRisk", item("<description>&lt;script>1&lt;/script></description>"), "description"),
    ("SecurityRisk", item('<description>&lt;p onclick="x">a</description>'), "description"),
    ("TooLong", item(f"<itunes:subtitle>{'x' * 256}</itunes:subtitle>"), "itunes:subtitle"),
    ("UndefinedElement", channel("<tea>x</tea>"), "tea"),
    ("UndefinedElement", channel("<itunes:duration>9</itunes:duration>"), "itunes:duration"),
    ("UndefinedElement", b"<channel><title>Tea</title></channel>", ""),
    ("UnexpectedAttribute", item('<guid ispermalink="false">x-1</guid>'), "guid"),
    ("UnexpectedText", channel("<image>https://podcasts.example/tea.jpg</image>"), "image"),
    ("UnicodeError", GOOD.replace(b"Oolong", b"O\xe9long", 1), ""),
    ("UriNotIri", channel("<link>https://cafÃ©.example/</link>".encode().decode()), "link"),
    ("UseOfExtensionAttr", GOOD.replace(b"<rss ", b'<rss tea="x" ', 1), ""),
]

CLEAN = [
    ("ContainsRelRef", item('<description>&lt;a href="mailto:a@b.example">a</description>')),
    ("ContainsRelRef", item('<description>&lt;p class="b">&lt;a href="#c">a</description>')),
    ("DangerousStyleAttr", item('<description>&lt;p style="margin: 0">a</description>')),
    ("ImageLinkDoesntMatch", image()),
    ("InvalidKeywords", channel("<itunes:keywords>true crime</itunes:keywords>")),
    ("InvalidLanguage", channel("<language>zh-Hant-TW</language>")),
    ("InvalidLanguage", channel("<language>es-419</language>")),
    ("InvalidNonNegativeInteger", item(f"<slash:comments {SLASH}>0</slash:comments>")),
    ("InvalidUpdatePeriod", channel("<sy:updatePeriod>\nhourly\n</sy:updatePeriod>")),
    ("InvalidW3CDTFDate", item("<dc:date>2026-05-01T08:00:00.5+02:00</dc:date>")),
    ("InvalidW3CDTFDate", item("<dc:date>2026</dc:date>")),
    ("NotHtml", item("<description>3 &lt; 4 and &lt;br/>&lt;my-tag></description>")),
    ("SchemeNotIANARegistered", channel("<link>HTTPS://a.example/</link>")),
    ("UndefinedElement", channel("<itunes:applepodcastsverify>1</itunes:applepodcastsverify>")),
    ("UndefinedElement", item("<atom:updated>2026-05-01T08:00:00Z</atom:updated>")),
    ("UnexpectedAttribute", item('<guid x:tea="a" xmlns:x="urn:x">https://a.example</guid>')),
    ("UnexpectedText", GOOD.replace(b"<channel>", b"<channel><!-- tea -->", 1)),
    ("ContainsHTML", item("<title>Milk &amp; sugar, AT&amp;T, 3 &lt; 4</title>")),
    ("DuplicateElement", item("<category>a</category><category>b</category>")),
    ("DuplicateElement", channel("<dc:creator>a</dc:creator><dc:creator>b</dc:creator>")),
    ("InvalidContact", item("<author>P.O'Neill@podcasts.example (Pat)</author>")),
    ("InvalidContact", item("<author>mailto:ann%40podcasts.example%20%28Ann%29</author>")),
    ("InvalidDuration", item("<itunes:duration>4:07</itunes:duration>")),
    ("InvalidItunesCategory", channel('<itunes:category text="Kids &amp; Family"/>')),
    ("InvalidYesNoClean", channel("<itunes:explicit>clean</itunes:explicit>")),
    ("SecurityRisk", item("<description>&lt;scripting></description>")),
    ("DangerousStyleAttr", item('<description>&lt;i style="color: red">a</description>')),
    ("UndefinedElement", channel("<sy:updatePeriod>daily</sy:updatePeriod>")),
    ("UndefinedElement", channel('<x:tea xmlns:x="https://x.example/">a</x:tea>')),
    ("ValidRFC2822Date", channel("<pubDate>01 May 2026 08:00 EST</pubDate>")),
    ("ValidURI", channel("<link>https://podcasts.example/0,1383,54916,00.html</link>")),
    ("ValidURLAttribute", image()),
]


def told(message: str, data: bytes) -> list[tuple[str, str, Severity]]:
    found = lint(data, path="x", now=NOW, select=MESSAGES[message])
    return [(one.code, one.element or "", one.severity) for one in found]


def test_the_table_is_whole() -> None:
    assert len(MESSAGES) > 60
    for message, codes in MESSAGES.items():
        assert codes, message
        assert [code for code in codes if code not in RULES] == [], message


def test_what_nothing_here_says_has_a_reason_and_stands_in_one_place() -> None:
    beyond = [name for entry in _TABLE["beyond"] for name in entry["messages"]]
    assert len(beyond) == len(set(beyond)) > 20
    assert set(beyond).isdisjoint(MESSAGES)
    assert all(len(entry["reason"]) > 15 for entry in _TABLE["beyond"])


def test_every_exception_has_its_reason() -> None:
    for exception in _TABLE["exceptions"]:
        assert exception["message"] in MESSAGES
        assert len(exception["reason"]) > 15


@pytest.mark.parametrize(("message", "data", "element"), FAULTS)
def test_a_fault_is_told_on_its_element(message: str, data: bytes, element: str) -> None:
    assert [code for code, place, _ in told(message, data) if element in place]


@pytest.mark.parametrize(("message", "data"), CLEAN)
def test_what_is_right_is_not_told(message: str, data: bytes) -> None:
    assert told(message, data) == []


@pytest.mark.parametrize("message", sorted(MESSAGES))
def test_the_good_feed_is_accused_of_nothing(message: str) -> None:
    assert told(message, GOOD) == []
