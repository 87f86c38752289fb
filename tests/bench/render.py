"""Writing a feed, against the same tree built by hand in plain lxml and serialised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import quote

from lxml import etree

from podfeed.models import Artwork, Audio, Episode, Network, Owner, Show
from podfeed.render.feed import render
from podfeed.tags import ATOM, CONTENT, ITUNES, PODCAST
from podfeed.values import ByteSize, Category, Duration, Language, MediaType, Url
from tests.bench.table import Row, cpu_of

BAR = 1.3
BUILT = datetime(2026, 6, 1, tzinfo=UTC)
NETWORK = Network(title="Tea & Toast", base_url=Url("https://tea.example"))
TEXT = (
    "How leaves become tea & what water does to them, told by those who pick, roll and dry "
    "them. We taste five cups, from the palest to the darkest, and ask what “first flush” means."
)


def example_show(episodes: int) -> Show:
    """A show with every field set, and so many episodes with every field set."""
    first = datetime(2000, 1, 1, 8, tzinfo=UTC)
    return Show(
        slug="tea",
        title="Tea & Toast",
        description=TEXT,
        author="The Tea Table",
        language=Language("en"),
        categories=(Category("Arts > Food"), Category("Education")),
        explicit=False,
        image=Artwork(path="tea/cover.jpg"),
        link=Url("https://tea.example/"),
        owner=Owner(name="The Tea Table", email="tea@tea.example"),
        copyright="The Tea Table",
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        complete=True,
        block=True,
        new_feed_url=Url("https://tea.example/feeds/tea.xml"),
        episodes=tuple(
            Episode(
                index=number,
                title=f"Cup {number} — oolong & friends",
                description=f"{number}. {TEXT}",
                number=number + 1,
                numbered=True,
                season=number // 50 + 1,
                explicit=False,
                author="The Tea Table",
                link=Url(f"https://tea.example/cups/{number}"),
                image=Artwork(path=f"tea/cup {number}.jpg"),
                audio=Audio(
                    path=f"tea/cup {number}.mp3",
                    type=MediaType("audio/mpeg"),
                    length=ByteSize(20_000_000 + number),
                    duration=Duration(1800.4 + number % 600),
                ),
                published=first + timedelta(hours=number),
                guid=f"7b2a9c1e-3c55-5d0a-9a52-{number:012}",
                block=True,
            )
            for number in range(episodes)
        ),
    )


def write_by_hand(show: Show) -> bytes:
    """The same feed as a script would write it that knows this show and nothing else."""
    sub = etree.SubElement
    base = f"{NETWORK.base_url}/media/"
    itunes, podcast = f"{{{ITUNES}}}", f"{{{PODCAST}}}"
    namespaces = {"atom": ATOM, "itunes": ITUNES, "podcast": PODCAST, "content": CONTENT}
    root = etree.Element("rss", nsmap=namespaces, version="2.0")
    channel = sub(root, "channel")
    episodes = sorted(show.episodes, key=lambda one: one.published, reverse=True)
    cover = base + quote(show.image.path)
    sub(channel, "title").text = show.title
    sub(channel, "link").text = show.link
    sub(channel, "description").text = show.description
    sub(channel, "generator").text = "podfeed"
    sub(channel, "lastBuildDate").text = date_text(BUILT)
    sub(channel, "language").text = show.language
    sub(channel, "copyright").text = show.copyright
    sub(channel, "pubDate").text = date_text(episodes[0].published)
    image = sub(channel, "image")
    sub(image, "title").text = show.title
    sub(image, "link").text = show.link
    sub(image, "url").text = cover
    href = f"{NETWORK.base_url}/feeds/{show.slug}.xml"
    sub(channel, f"{{{ATOM}}}link", {"rel": "self", "type": "application/rss+xml", "href": href})
    sub(channel, itunes + "author").text = show.author
    for category in show.categories:
        outer, _, inner = category.partition(" > ")
        element = sub(channel, itunes + "category", {"text": outer})
        if inner:
            sub(element, itunes + "category", {"text": inner})
    sub(channel, itunes + "explicit").text = "true" if show.explicit else "false"
    sub(channel, itunes + "image", {"href": cover})
    sub(channel, itunes + "type").text = show.type
    owner = sub(channel, itunes + "owner")
    sub(owner, itunes + "name").text = show.owner.name
    sub(owner, itunes + "email").text = show.owner.email
    sub(channel, itunes + "new-feed-url").text = show.new_feed_url
    sub(channel, itunes + "block").text = "Yes"
    sub(channel, itunes + "complete").text = "Yes"
    sub(channel, podcast + "guid").text = show.guid
    sub(channel, podcast + "locked", {"owner": show.owner.email}).text = "yes"
    sub(channel, podcast + "medium").text = show.medium
    for episode in episodes:
        audio = episode.audio
        item = sub(channel, "item")
        sub(item, "title").text = episode.title
        sub(item, "link").text = episode.link
        sub(item, "description").text = episode.description
        sub(item, "guid", {"isPermaLink": "false"}).text = episode.guid
        sub(item, "pubDate").text = date_text(episode.published)
        url = base + quote(audio.path)
        facts = {"url": url, "length": str(int(audio.length)), "type": audio.type}
        sub(item, "enclosure", facts)
        sub(item, itunes + "title").text = episode.title
        sub(item, itunes + "author").text = episode.author
        sub(item, itunes + "explicit").text = "true" if episode.explicit else "false"
        sub(item, itunes + "image", {"href": base + quote(episode.image.path)})
        sub(item, itunes + "block").text = "Yes"
        sub(item, itunes + "duration").text = str(round(audio.duration))
        sub(item, itunes + "season").text = str(episode.season)
        sub(item, itunes + "episode").text = str(episode.number)
        sub(item, itunes + "episodeType").text = episode.type
        notes = "<p>" + escape(episode.description, quote=False) + "</p>"
        sub(item, f"{{{CONTENT}}}encoded").text = etree.CDATA(notes)
    return etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)


def date_text(date: datetime) -> str:
    """A date as RSS wants it; what a script does, in the locale it happens to run in."""
    return date.strftime("%a, %d %b %Y %H:%M:%S +0000")


def run() -> Iterator[Row]:
    """CPU of ``render`` for 1,000 and 10,000 episodes, by that of the script."""
    for episodes in (1_000, 10_000):
        show = example_show(episodes)
        ours, theirs = render(show, network=NETWORK, built=BUILT).data, write_by_hand(show)
        assert ours == theirs, "the two must write the same bytes"
        job, script = cpu_of(
            lambda show=show: render(show, network=NETWORK, built=BUILT),
            lambda show=show: write_by_hand(show),
        )
        what = f"writing {episodes:,} episodes / the same in plain lxml"
        yield Row(what, job / script, BAR, note=f"{job:.3f} s / {script:.3f} s")


if __name__ == "__main__":
    for row in run():
        print(f"{row.what}: {row.ratio:.2f} {row.unit} (bar {row.bar}) {row.note}")
