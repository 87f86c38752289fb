"""APL003–APL006, APL017: the categories of a show, as Apple Podcasts has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.categories import CATEGORIES, OBSOLETE, OBSOLETE_SUBCATEGORIES
from podfeed.errors import did_you_mean, nearest
from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Channel

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_CATEGORIES = "https://podcasters.apple.com/support/1691-apple-podcasts-categories"


@rule(
    "APL003",
    "category-missing",
    Severity.ERROR,
    on="channel",
    without="itunes:category",
    source=f"{_PSP}#channel-itunes-category",
)
def category_missing(channel: Channel) -> Hits:
    """The show has no category.

    Apple refuses it, and listeners who browse do not come by.

    Wrong:

    ```xml
    <channel><!-- no itunes:category --></channel>
    ```

    Right:

    ```xml
    <channel><itunes:category text="Technology"/></channel>
    ```
    """
    yield Hit(None, "the show has no category", 'add <itunes:category text="…"/>')


@rule(
    "APL004",
    "category-unknown",
    Severity.ERROR,
    on="channel/itunes:category",
    source=_CATEGORIES,
)
def category_unknown(category: _Element, channel: Channel) -> Hits:
    """A category is not in Apple's list, or not at its place in it.

    Apple compares letter for letter, and refuses a show none of whose categories it knows.
    A subcategory stands inside its own category, and holds no other.

    Wrong:

    ```xml
    <channel><itunes:category text="Techology"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:category text="Technology"/></channel>
    ```
    """
    name = _label(category)
    if not name:
        yield Hit(category, "a category has no text", 'write <itunes:category text="…"/>')
        return
    if name not in CATEGORIES:
        if name not in OBSOLETE:
            yield _unknown(category, name)
        return
    for child in category:
        if channel.feed.name(child.tag) != "itunes:category":
            continue
        inner = _label(child)
        yield from _too_deep(child, channel)
        if inner in CATEGORIES[name] or inner in OBSOLETE_SUBCATEGORIES.get(name, ()):
            continue
        message = f"{quoted(inner)} is no subcategory of {name}"
        home = _home(inner)
        remedy = f"it stands in {home}" if home else did_you_mean(inner, CATEGORIES[name])
        # What stands above is known, so the show is listed all the same.
        attribute = "text" if child.get("text") else None
        yield Hit(child, message, remedy or _LIST, attribute, Severity.WARNING)


def _too_deep(subcategory: _Element, channel: Channel) -> Hits:
    for deeper in subcategory:
        if channel.feed.name(deeper.tag) == "itunes:category":
            message = f"{quoted(_label(deeper))} stands inside of a subcategory"
            remedy = "put it beside the subcategory, or take it out"
            yield Hit(deeper, message, remedy, severity=Severity.WARNING)


def _home(subcategory: str) -> str | None:
    """The category that a subcategory stands in."""
    return next((top for top, below in CATEGORIES.items() if subcategory in below), None)


_LIST = "see podcasters.apple.com for the list"


def _label(category: _Element) -> str:
    return (category.get("text") or "").strip()[:100]  # the longest in use has 28 characters


def _unknown(category: _Element, name: str) -> Hit:
    if home := _home(name):
        message = f"{quoted(name)} is a subcategory and stands at the top"
        return Hit(category, message, f"put it inside of {home}", "text")
    below = {child: top for top, children in CATEGORIES.items() for child in children}
    remedy = did_you_mean(name, CATEGORIES)
    if remedy is None and (guess := nearest(name, below)):
        remedy = f'did you mean "{guess}", inside of {below[guess]}?'
    message = f"{quoted(name)} is no category of Apple Podcasts"
    return Hit(category, message, remedy or _LIST, "text")


@rule(
    "APL005",
    "category-obsolete",
    Severity.WARNING,
    on="channel/itunes:category",
    source="https://validator.w3.org/feed/docs/warning/ObsoleteItunesCategory.html",
)
def category_obsolete(category: _Element, channel: Channel) -> Hits:
    """A category left Apple's list in 2019.

    Apple still maps most of the old ones to new ones, by a choice of its own.

    Wrong:

    ```xml
    <channel><itunes:category text="Science &amp; Medicine"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:category text="Science"/></channel>
    ```
    """
    name = _label(category)
    if name in OBSOLETE:
        remedy = did_you_mean(name, CATEGORIES) or _LIST
        yield Hit(category, f"the category {quoted(name)} is no longer in use", remedy, "text")
    for child in category:
        inner = _label(child)
        if inner in OBSOLETE_SUBCATEGORIES.get(name, ()):
            message = f"the subcategory {quoted(inner)} is no longer in use"
            home = _home(inner)
            hint = f"it stands in {home} now" if home else did_you_mean(inner, CATEGORIES[name])
            yield Hit(child, message, hint or _LIST, "text")


@rule("APL006", "categories-many", Severity.INFO, on="channel", source=_CATEGORIES)
def categories_many(channel: Channel) -> Hits:
    """The show has more than two categories.

    Apple reads two at most; the others are for nobody. Two subcategories of one category count
    as two.

    Wrong:

    ```xml
    <channel>
      <itunes:category text="Technology"/>
      <itunes:category text="Science"/>
      <itunes:category text="History"/>
    </channel>
    ```

    Right:

    ```xml
    <channel><itunes:category text="Technology"/><itunes:category text="Science"/></channel>
    ```
    """
    named: list[_Element] = []
    for category in channel.all("itunes:category"):
        below = [one for one in category if channel.feed.name(one.tag) == "itunes:category"]
        named += below or [category]
    for extra in named[2:3]:
        yield Hit(extra, "more than two categories; Apple reads no third", "keep the best two")


@rule("APL017", "category-twice", Severity.INFO, on="channel", source=_CATEGORIES)
def category_twice(channel: Channel) -> Hits:
    """The show names the same category twice.

    Apple reads two categories: the second place is given away, and with it the listeners who
    browse there. Two subcategories of one category are fine.

    Wrong:

    ```xml
    <channel><itunes:category text="Science"/><itunes:category text="Science"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:category text="Science"/><itunes:category text="History"/></channel>
    ```
    """
    seen: set[tuple[str, ...]] = set()
    for category in channel.all("itunes:category"):
        inner = [
            _label(child) for child in category if channel.feed.name(child.tag) == "itunes:category"
        ]
        key = (_label(category), *sorted(inner))
        if key in seen and key[0]:
            message = f"the category {quoted(key[0])} stands there twice"
            yield Hit(category, message, "take one of them out", "text")
        seen.add(key)
