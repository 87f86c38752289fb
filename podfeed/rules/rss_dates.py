"""RSS060–RSS069: dates. Apps sort by them, so one that cannot be read moves an episode."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.dates import DAYS, MONTHS, parse_rfc2822, stated_weekday
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.values import parse_date, rfc2822

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Brief, Channel, Feed
    from podfeed.rules.engine.registry import Spot

_DATES = "https://www.rssboard.org/rss-profile#data-types-datetime"
_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"


_COLON = re.compile(r"(?<=\s)([+-]\d{2}):(\d{2})$", re.ASCII)


def _unreadable(text: str) -> tuple[str, str]:
    """What is wrong with a date that is not in the form of RFC 2822, and the remedy."""
    remedy = "write it as in Fri, 01 May 2026 08:00:00 +0000"
    if not text:
        return "the date is empty", remedy
    try:
        meant = parse_date(_COLON.sub(r"\1\2", text), None)  # or the zone would count for nothing
    except ValueError:
        return f"{quoted(text)} is no date of RFC 2822", remedy
    return f"{quoted(text)} is no date of RFC 2822", f'write "{rfc2822(meant)}"'


@rule(
    "RSS060",
    "date-unreadable",
    Severity.ERROR,
    on="items",
    source="https://podcasters.apple.com/support/823-podcast-requirements",
)
def date_unreadable(feed: Feed) -> Hits:
    """The date of an episode is not in the form that feeds use, or does not exist.

    Apps ignore it: the episode goes to the end of the list, or is shown as of today.

    Wrong:

    ```xml
    <item><pubDate>2026-05-01T08:00:00Z</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    for brief in feed.briefs:
        if brief.published is None and brief.date:
            yield Hit(brief.at("pubDate"), *_unreadable(brief.date))


@rule(
    "RSS061",
    "show-date-unreadable",
    Severity.WARNING,
    on="channel/pubDate channel/lastBuildDate",
    source=_DATES,
)
def show_date_unreadable(date: _Element, channel: Channel) -> Hits:
    """A date of the show is not in the form that feeds use, or does not exist.

    Wrong:

    ```xml
    <channel><lastBuildDate>2026-05-01</lastBuildDate></channel>
    ```

    Right:

    ```xml
    <channel><lastBuildDate>Fri, 01 May 2026 08:00:00 +0000</lastBuildDate></channel>
    ```
    """
    text = (date.text or "").strip()
    if parse_rfc2822(text) is None:
        yield Hit(date, *_unreadable(text))


@rule(
    "RSS062",
    "weekday-wrong",
    Severity.WARNING,
    on="items",
    source="https://validator.w3.org/feed/docs/error/IncorrectDOW.html",
)
def weekday_wrong(feed: Feed) -> Hits:
    """The weekday of a date is not that of its day.

    Strict readers throw the whole date away; the others show a day that may not be meant.

    Wrong:

    ```xml
    <item><pubDate>Mon, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    if feed.channel is not None:
        for name in ("pubDate", "lastBuildDate"):
            for element in feed.channel.all(name):
                text = (element.text or "").strip()
                yield from _weekday(text, parse_rfc2822(text), element)
    for brief in feed.briefs:
        if brief.published and brief.date[:3] != DAYS[brief.published.weekday()]:
            yield from _weekday(brief.date, brief.published, brief.at("pubDate"))


def _weekday(text: str, moment: datetime | None, node: _Element | Spot) -> Hits:
    stated = stated_weekday(text)
    if moment is not None and stated is not None and stated != moment.weekday():
        message = f"{text.partition(',')[2].strip()[:11]} is no {text[:3].title()}"
        yield Hit(node, message, f'write "{DAYS[moment.weekday()]}"')


@rule(
    "RSS063",
    "date-missing",
    Severity.WARNING,
    on="items",
    source=f"{_PSP}#recommended-item-elements",
)
def date_missing(feed: Feed) -> Hits:
    """An episode has no date.

    Spotify refuses it, Apple needs it to sort an episodic show, and other apps invent one.

    Wrong:

    ```xml
    <item><!-- no pubDate --></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    for brief in feed.briefs:
        if not brief.date:
            yield Hit(brief.at(), f"{brief.called} has no date", "add a <pubDate>")


@rule(
    "RSS064",
    "date-in-future",
    Severity.WARNING,
    on="items",
    source="https://www.rssboard.org/rss-profile#element-channel-item-pubdate",
    needs="now",
)
def date_in_future(feed: Feed) -> Hits:
    """An episode, or the show, is dated in the future.

    Apps do not wait for it: subscribers get it now, and it sits on top of the list until its day.
    A day ahead is allowed for, since clocks and zones differ.

    Wrong:

    ```xml
    <item><pubDate>Wed, 01 May 2097 08:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    latest = feed.now + timedelta(days=1) if feed.now else None
    for brief in feed.briefs:
        if latest is not None and brief.published is not None and brief.published > latest:
            message = f"{brief.called} is dated in the future"
            yield Hit(brief.at("pubDate"), message, "publish it when it is due")
    for name in ("pubDate", "lastBuildDate"):
        for node in feed.channel.all(name) if feed.channel is not None else ():
            moment = parse_rfc2822((node.text or "").strip())
            if latest is not None and moment is not None and moment > latest:
                message = f"<{name}> of the show is in the future"
                yield Hit(node, message, "write when the feed was made")


@rule(
    "RSS065",
    "date-implausible",
    Severity.WARNING,
    on="items",
    source="https://validator.w3.org/feed/docs/warning/ImplausibleDate.html",
)
def date_implausible(feed: Feed) -> Hits:
    """An episode, or the show, is older than podcasts can be.

    A date of 1970 is the zero of a computer's clock: the program that wrote it had none.
    The episode ends up at the bottom of every list.

    Wrong:

    ```xml
    <item><pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    for brief in feed.briefs:
        if brief.published is not None and brief.published.year < 1990:
            message = f"{brief.called} is dated {brief.published.year}"
            yield Hit(brief.at("pubDate"), message, "write the day it came out")
    for name in ("pubDate", "lastBuildDate"):
        for node in feed.channel.all(name) if feed.channel is not None else ():
            moment = parse_rfc2822((node.text or "").strip())
            if moment is not None and moment.year < 1990:
                message = f"<{name}> of the show says {moment.year}"
                yield Hit(node, message, "write when the feed was made")


@rule("RSS066", "same-date", Severity.INFO, on="items", source=_DATES)
def same_date(feed: Feed) -> Hits:
    """Two episodes have the same date and time.

    Apps sort by it, so the order of the two is left to chance. A minute between them mends it.

    Wrong:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    <item><pubDate>Fri, 24 Apr 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    seen: dict[datetime, Brief] = {}
    for brief in feed.briefs:
        if brief.published is not None:
            first = seen.setdefault(brief.published, brief)
            if first is not brief:
                this, other = brief.beside(first)
                message = f"{this} has the date and time of {other}"
                yield Hit(brief.at("pubDate"), message, "set them a minute apart")


@rule("RSS067", "out-of-order", Severity.INFO, on="items", source=_DATES)
def out_of_order(feed: Feed) -> Hits:
    """The episodes are sorted neither by date nor in reverse.

    Apps sort by themselves, but simple players and people who read the feed do not. Told once,
    at the first episode that breaks the order of those before.

    Wrong:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    <item><pubDate>Fri, 24 Apr 2026 08:00:00 +0000</pubDate></item>
    <item><pubDate>Wed, 29 Apr 2026 08:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    <item><pubDate>Wed, 29 Apr 2026 08:00:00 +0000</pubDate></item>
    <item><pubDate>Fri, 24 Apr 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    rising = falling = True
    last: datetime | None = None
    for brief in feed.briefs:
        date = brief.published
        if date is None:
            continue
        if last is not None:
            rising = rising and date >= last
            falling = falling and date <= last
            if not (rising or falling):
                message = f"{brief.called} breaks the order of dates"
                yield Hit(brief.at("pubDate"), message, "sort the items, newest first")
                return
        last = date


_OLD = re.compile(r"\s[A-IK-Ya-ik-y]$|\s\d{2}\s+\d\d:|\s\s|\)$", re.ASCII)
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")


@rule("RSS068", "date-old-form", Severity.INFO, on="items", source=_DATES)
def date_old_form(feed: Feed) -> Hits:
    """A date has a year of two digits, a military zone, a comment, or blanks or letters astray.

    All are allowed by the letter of RFC 822, in which `MAY` is `May`, and two blanks are one;
    simple readers get them wrong.

    Wrong:

    ```xml
    <item><pubDate>Fri, 01 May 26 08:00:00 +0000</pubDate></item>
    ```

    Right:

    ```xml
    <item><pubDate>Fri, 01 May 2026 08:00:00 +0000</pubDate></item>
    ```
    """
    for brief in feed.briefs:
        text, moment = brief.date, brief.published
        usual = len(text) == 31 and text[12:16].isdigit() and text[8:11] in MONTHS
        if moment is None or usual:
            continue
        if _OLD.search(text) or not _MONTH.search(text):
            remedy = f'write "{rfc2822(moment)}"'
            yield Hit(brief.at("pubDate"), f"{quoted(text)} is in an old form", remedy)
