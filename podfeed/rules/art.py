"""ART100–ART149: covers, by their names and by their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule
from podfeed.rules.engine.urls import extension
from podfeed.values import ByteSize

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import ArtworkFacts, Feed, Owner

_PSP = "https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification"
_APPLE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"

LEAST, MOST = 1400, 3000
"""Width and height of a cover in pixels, at least and at most."""

_HEAVY = 512_000
_OTHER = frozenset(("gif", "webp", "avif", "heic", "bmp", "tif", "tiff", "svg"))
_EXTENSIONS = {"image/jpeg": ("jpg", "jpeg"), "image/png": ("png",)}


def _facts(image: _Element, owner: Owner) -> ArtworkFacts | None:
    artwork = owner.feed.media.artwork
    return artwork.get((image.get("href") or "").strip()) if artwork else None


def _fallback(owner: Owner) -> Severity | None:
    """For the picture of an episode a warning: without it, apps show the show's cover."""
    return None if owner.name == "channel" else Severity.WARNING


@rule("ART100", "image-extension", Severity.WARNING, on="items", source=_APPLE)
def image_extension(feed: Feed) -> Hits:
    """The address of an image ends in the extension of another format than JPEG or PNG.

    Apps take these two; anything else may be shown as a grey square.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover.webp"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    for image in feed.channel.all("itunes:image") if feed.channel is not None else ():
        if (found := extension((image.get("href") or "").strip())) in _OTHER:
            yield Hit(image, f"the image is a .{found}", "make it a JPEG or PNG", "href")
    for brief in feed.briefs:
        if brief.image and brief.image[-4:] != ".jpg" and extension(brief.image) in _OTHER:
            what = f"the image is a .{extension(brief.image)}"
            yield Hit(brief.at("itunes:image"), what, "make it a JPEG or PNG", "href")


@rule(
    "ART101",
    "image-format",
    Severity.ERROR,
    on="itunes:image",
    source=f"{_PSP}#channel-itunes-image",
    needs="media",
)
def image_format(image: _Element, owner: Owner) -> Hits:
    """The bytes of an image are neither JPEG nor PNG, or not what its extension says.

    Apple refuses the cover, whatever its name is.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/gif-inside.jpg"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    facts = _facts(image, owner)
    if facts is None or facts.type is None:
        return
    fitting = _EXTENSIONS.get(facts.type)
    found = extension((image.get("href") or "").strip())
    if fitting is None:
        message = f"the image is {facts.type}"
        yield Hit(image, message, "make it a JPEG or PNG", "href", _fallback(owner))
    elif found in ("jpg", "jpeg", "png") and found not in fitting:
        message = f"the image is named .{found}, and is {facts.type}"
        yield Hit(image, message, f"name it .{fitting[0]}", "href", _fallback(owner))


@rule(
    "ART102",
    "image-not-square",
    Severity.ERROR,
    on="itunes:image",
    source=f"{_PSP}#channel-itunes-image",
    needs="media",
)
def image_not_square(image: _Element, owner: Owner) -> Hits:
    """An image is not square.

    Apple refuses it; other apps crop it, mostly through the title.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/wide.jpg"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    facts = _facts(image, owner)
    if facts is not None and facts.width and facts.height and facts.width != facts.height:
        message = f"the image is {facts.width}×{facts.height}, not square"
        remedy = "crop it, or put it on a square ground"
        yield Hit(image, message, remedy, "href", _fallback(owner))


@rule(
    "ART103",
    "image-dimensions",
    Severity.ERROR,
    on="itunes:image",
    source=f"{_PSP}#channel-itunes-image",
    needs="media",
)
def image_dimensions(image: _Element, owner: Owner) -> Hits:
    """An image is smaller than 1400 or larger than 3000 pixels a side.

    Apple refuses it. Small ones are blurred on a television, large ones slow on a phone.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/small.jpg"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    facts = _facts(image, owner)
    if facts is None or not facts.width or not facts.height:
        return
    if min(facts.width, facts.height) < LEAST or max(facts.width, facts.height) > MOST:
        message = f"the image is {facts.width}×{facts.height} pixels"
        remedy = f"make it {LEAST} to {MOST} pixels a side, best {MOST}"
        yield Hit(image, message, remedy, "href", _fallback(owner))


@rule(
    "ART104",
    "image-mode",
    Severity.ERROR,
    on="itunes:image",
    source=f"{_PSP}#channel-itunes-image",
    needs="media",
)
def image_mode(image: _Element, owner: Owner) -> Hits:
    """An image is not in RGB: it is grey, for print, or has transparent parts.

    Apple refuses it. Transparent parts turn black in some apps and white in others.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/alpha.png"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    facts = _facts(image, owner)
    if facts is None or facts.mode in (None, "RGB"):
        return
    modes = {
        "RGBA": "has an alpha channel",
        "LA": "is grey and has an alpha channel",
        "PA": "has a palette and an alpha channel",
        "L": "is grey",
        "1": "is black and white",
        "CMYK": "is in CMYK, for print",
    }
    # A palette holds RGB colours, and is only a smaller way to write them.
    if facts.mode != "P":
        message = f"the image {modes.get(str(facts.mode), f'has the mode {facts.mode}')}"
        yield Hit(image, message, "save it in RGB", "href", _fallback(owner))


@rule(
    "ART105",
    "image-heavy",
    Severity.INFO,
    on="itunes:image",
    source="https://providersupport.spotify.com/article/podcast-delivery-specification-1-9",
    needs="media",
)
def image_heavy(image: _Element, owner: Owner) -> Hits:
    """An image has more than 500 kB.

    No app states a limit, but every listener loads it, many of them on the road. A JPEG of
    3000 pixels can do with less.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/heavy.jpg"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    facts = _facts(image, owner)
    if facts is not None and facts.length is not None and facts.length > _HEAVY:
        message = f"the image has {ByteSize(facts.length)}"
        yield Hit(image, message, "save it with more compression", "href")


@rule("ART106", "image-missing", Severity.ERROR, on="itunes:image", source=_APPLE, needs="media")
def image_missing(image: _Element, owner: Owner) -> Hits:
    """There is no file where an image should be.

    Apple refuses a show without a cover.

    Wrong:

    ```xml
    <channel><itunes:image href="https://podcasts.example/lost.jpg"/></channel>
    ```

    Right:

    ```xml
    <channel><itunes:image href="https://podcasts.example/cover-3000.jpg"/></channel>
    ```
    """
    href = (image.get("href") or "").strip()
    if href in owner.feed.media.missing:
        message = f"there is no file behind the image address {quoted(href)}"
        yield Hit(image, message, "put the file there, or build again", "href", _fallback(owner))
