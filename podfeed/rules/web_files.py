"""WEB050–WEB069: how servers hand out the audio, pictures, chapters and transcripts of a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.findings import Severity
from podfeed.rules.aud import SAME, WRONG
from podfeed.rules.engine.answers import FileFacts, is_page
from podfeed.rules.engine.facts import quoted
from podfeed.rules.engine.registry import Hit, Hits, rule

if TYPE_CHECKING:
    from lxml.etree import _Element

    from podfeed.rules.engine.facts import Owner

_APPLE = "https://podcasters.apple.com/support/823-podcast-requirements"
_GUIDE = "https://help.apple.com/itc/podcasts_connect/#/itcb54353390"
_PODCAST = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples"

_AUDIO = "item/enclosure"
_PICTURES = "itunes:image"
_DOCUMENTS = "item/podcast:chapters item/podcast:transcript"
_ALL = f"{_AUDIO} {_PICTURES} {_DOCUMENTS}"

MANY = 3
"""Redirects from which on they are told of."""

CHAPTERS = "application/json+chapters"
"""The type for a file of chapters."""

_WORDS = {
    "enclosure": "audio",
    "image": "image",
    "chapters": "file of chapters",
    "transcript": "transcript",
}
_VAGUE = ("application/octet-stream", "binary/octet-stream", "")


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _word(element: _Element) -> str:
    return _WORDS.get(_local(element), "file")


def _attribute(element: _Element) -> str:
    return "href" if _local(element) == "image" else "url"


def _facts(element: _Element, owner: Owner) -> FileFacts | None:
    web = owner.feed.media.web
    url = (element.get(_attribute(element)) or "").strip()
    return web.files.get(url) if web is not None else None


def _severity(element: _Element, owner: Owner) -> Severity | None:
    """A warning for what an episode can do without: its own picture, chapters, transcripts."""
    vital = _local(element) == "enclosure" or owner.name == "channel"
    return None if vital else Severity.WARNING


@rule("WEB050", "file-unreachable", Severity.ERROR, on=_ALL, source=_APPLE, needs="web")
def file_unreachable(element: _Element, owner: Owner) -> Hits:
    """A server does not give out a file that the feed names, or not to everybody.

    The episode does not play, the cover stays grey.

    Wrong:

    ```http
    <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>

    HEAD https://podcasts.example/oolong.mp3

    404 Not Found
    ```

    Right:

    ```http
    <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>

    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Length: 12064256
    Content-Type: audio/mpeg
    Accept-Ranges: bytes
    ```
    """
    facts = _facts(element, owner)
    if facts is None or facts.answer.ok:
        return
    answer = facts.answer
    where = f" ({answer.final})" if answer.hops and answer.trouble != "redirects" else ""
    message = f"the address of the {_word(element)}{where} {answer.outcome}"
    remedy = answer.remedy or "see whether the address is right, and open to everybody"
    yield Hit(element, message, remedy, _attribute(element), _severity(element, owner))


@rule("WEB051", "byte-ranges-missing", Severity.ERROR, on=_AUDIO, source=_APPLE, needs="web")
def byte_ranges_missing(enclosure: _Element, owner: Owner) -> Hits:
    """A server cannot send a part of an audio file.

    Nobody can jump ahead before all is downloaded, and a download that breaks off starts from
    the beginning. Apple asks for it, and refuses shows without.

    Wrong:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Length: 12064256

    GET https://podcasts.example/oolong.mp3
    Range: bytes=0-1

    200 OK
    Content-Length: 12064256
    ```

    Right:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Length: 12064256

    GET https://podcasts.example/oolong.mp3
    Range: bytes=0-1

    206 Partial Content
    Content-Range: bytes 0-1/12064256
    ```
    """
    facts = _facts(enclosure, owner)
    if facts is not None and facts.answer.ok and facts.ranges is False:
        message = "the server of the audio does not send parts of a file"
        remedy = "let it answer Range with 206; static file hosts do"
        yield Hit(enclosure, message, remedy, "url")


@rule("WEB052", "length-served", Severity.WARNING, on=_AUDIO, source=_GUIDE, needs="web")
def length_served(enclosure: _Element, owner: Owner) -> Hits:
    """The length of an enclosure is not the size of what the server sends.

    Apps show a wrong size and a wrong progress, and some start the download again. With
    advertisements put in by the host the sizes differ by nature.

    Wrong:

    ```http
    <enclosure url="https://podcasts.example/oolong.mp3" length="754" type="audio/mpeg"/>

    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Length: 12064256
    ```

    Right:

    ```http
    <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>

    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Length: 12064256
    ```
    """
    facts = _facts(enclosure, owner)
    stated = (enclosure.get("length") or "").strip()
    if facts is None or not facts.answer.ok or not facts.length or _is_page(enclosure, facts):
        return
    if stated.isascii() and stated.isdigit() and stated.lstrip("0") != str(facts.length):
        message = f"the length is {stated[:20]}, and the server sends {facts.length} bytes"
        yield Hit(enclosure, message, f'write length="{facts.length}"', "length")


@rule(
    "WEB053", "head-refused", Severity.ERROR, on=f"{_AUDIO} {_PICTURES}", source=_APPLE, needs="web"
)
def head_refused(element: _Element, owner: Owner) -> Hits:
    """A server gives out a file, but refuses to tell its size and date alone, by HEAD.

    Apple asks for it, and refuses shows whose audio or pictures do without; other apps cannot
    show how large a download is going to be.

    Wrong:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    405 Method Not Allowed

    GET https://podcasts.example/oolong.mp3
    Range: bytes=0-1

    206 Partial Content
    Content-Range: bytes 0-1/12064256
    ```

    Right:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Length: 12064256
    Accept-Ranges: bytes
    ```
    """
    facts = _facts(element, owner)
    if facts is None or facts.head is None or facts.answer is facts.head or not facts.answer.ok:
        return
    message = f"asked by HEAD, the server of the {_word(element)} {facts.head.outcome}"
    remedy = "let the server answer HEAD as it does GET"
    yield Hit(element, message, remedy, _attribute(element), _severity(element, owner))


@rule("WEB054", "type-served", Severity.WARNING, on=_ALL, source=_APPLE, needs="web")
def type_served(element: _Element, owner: Owner) -> Hits:
    """A file is served with another type than the feed states, or than it has.

    Players in browsers go by what the server says, apps by what the feed says: one of them
    does not play the episode, or does not show the chapters.

    Wrong:

    ```http
    <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>

    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Type: text/plain
    ```

    Right:

    ```http
    <enclosure url="https://podcasts.example/oolong.mp3" length="12064256" type="audio/mpeg"/>

    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Type: audio/mpeg
    ```
    """
    facts = _facts(element, owner)
    if facts is None or not facts.answer.ok or _is_page(element, facts):
        return
    served = facts.answer.type
    stated = (element.get("type") or "").partition(";")[0].strip().lower()
    wanted = _wanted(element, stated)
    if not wanted or _same(served, wanted):
        return
    seen = f"as {quoted(served)}" if served else "without a Content-Type"
    message = f"the {_word(element)} is served {seen}"
    if wanted != "image/*":
        message += f", not as {quoted(wanted)}"
    severity = Severity.INFO if served in (*_VAGUE, "application/json") else None
    remedy = f'let the server send "{"image/jpeg" if wanted == "image/*" else wanted}"'
    yield Hit(element, message, remedy, _attribute(element), severity)


def _wanted(element: _Element, stated: str) -> str:
    """The type that a file is to be served with; empty if there is nothing to go by."""
    local = _local(element)
    if local == "image":
        return "image/*"
    return CHAPTERS if local == "chapters" else WRONG.get(stated, stated)


def _same(served: str, wanted: str) -> bool:
    served = WRONG.get(served, served)
    if wanted == "image/*":
        return served.startswith("image/")
    subrip = {"application/x-subrip", "application/srt", "text/srt", "text/plain"}
    if wanted in subrip and served in subrip:
        return True
    return served == wanted or any(served in alike and wanted in alike for alike in SAME)


def _is_page(element: _Element, facts: FileFacts) -> bool:
    """Whether a web page came for what is something else."""
    stated = (element.get("type") or "").lower()
    if _local(element) == "transcript" and "html" in stated:
        return False
    return facts.answer.type == "text/html" or is_page(facts.content)


@rule("WEB055", "redirects-many", Severity.INFO, on=_AUDIO, source=_APPLE, needs="web")
def redirects_many(enclosure: _Element, owner: Owner) -> Hits:
    """An audio file is reached by three redirects or more.

    Services that count downloads work that way, one redirect each. Every one of them makes the
    episode start later, and is one more server that can fail; more than five are not followed.

    Wrong:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    302 Found
    Location: https://count.example/oolong.mp3

    302 Found
    Location: https://measure.example/oolong.mp3

    302 Found
    Location: https://media.example/oolong.mp3

    200 OK
    ```

    Right:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    302 Found
    Location: https://media.example/oolong.mp3

    200 OK
    ```
    """
    facts = _facts(enclosure, owner)
    if facts is not None and facts.answer.ok and len(facts.answer.hops) >= MANY:
        message = f"the audio is reached by {len(facts.answer.hops)} redirects"
        yield Hit(enclosure, message, "leave out a service that is not needed", "url")


@rule("WEB056", "file-over-http", Severity.WARNING, on=_ALL, source=_APPLE, needs="web")
def file_over_http(element: _Element, owner: Owner) -> Hits:
    """A file is named with https, and is reached by way of http.

    Apps on phones refuse that step, and the episode does not play there.

    Wrong:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    302 Found
    Location: http://media.example/oolong.mp3

    200 OK
    ```

    Right:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    302 Found
    Location: https://media.example/oolong.mp3

    200 OK
    ```
    """
    facts = _facts(element, owner)
    if facts is None or facts.answer.url[:8].lower() != "https://":
        return
    for hop in facts.answer.hops:
        if hop.target[:8].lower() != "https://":
            message = f"the {_word(element)} is reached by way of {hop.target}"
            yield Hit(element, message, "redirect to https", _attribute(element))
            break


@rule("WEB057", "wrong-file", Severity.ERROR, on=_ALL, source=_APPLE, needs="web")
def wrong_file(element: _Element, owner: Owner) -> Hits:
    """A web page comes where a file should be, or nothing at all, or bytes of no picture.

    Mostly an error or a login that is served with status 200. The episode does not play, the
    cover stays grey.

    Wrong:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Type: text/html
    ```

    Right:

    ```http
    HEAD https://podcasts.example/oolong.mp3

    200 OK
    Content-Type: audio/mpeg
    ```
    """
    facts = _facts(element, owner)
    if facts is None or not facts.answer.ok:
        return
    if _is_page(element, facts):
        what = "a web page"
    elif facts.length == 0:
        what = "an empty file"
    elif _local(element) == "image" and facts.content and not _is_picture(element, owner):
        what = "no picture that is known"
    else:
        return
    message = f"the address of the {_word(element)} gives {what}"
    remedy = "put the right file there, or the right address into the feed"
    yield Hit(element, message, remedy, _attribute(element), _severity(element, owner))


def _is_picture(image: _Element, owner: Owner) -> bool:
    return (image.get("href") or "").strip() in owner.feed.media.artwork


@rule("WEB058", "image-undated", Severity.INFO, on=_PICTURES, source=_GUIDE, needs="web")
def image_undated(image: _Element, owner: Owner) -> Hits:
    """An image is served without Last-Modified.

    Apple looks at that date to notice a new cover; without it, the old one may stay for long.

    Wrong:

    ```http
    <itunes:image href="https://podcasts.example/cover-3000.jpg"/>

    HEAD https://podcasts.example/cover-3000.jpg

    200 OK
    Content-Type: image/jpeg
    ```

    Right:

    ```http
    <itunes:image href="https://podcasts.example/cover-3000.jpg"/>

    HEAD https://podcasts.example/cover-3000.jpg

    200 OK
    Content-Type: image/jpeg
    Last-Modified: Fri, 01 May 2026 08:00:00 GMT
    ```
    """
    facts = _facts(image, owner)
    if facts is not None and facts.answer.ok and not facts.answer.header("last-modified"):
        message = "the image is served without Last-Modified"
        yield Hit(image, message, "let the server send the date of the file", "href")


@rule(
    "WEB059",
    "cors-missing",
    Severity.WARNING,
    on=_DOCUMENTS,
    source=f"{_PODCAST}/transcripts/transcripts.md",
    needs="web",
)
def cors_missing(element: _Element, owner: Owner) -> Hits:
    """Chapters or a transcript are served without Access-Control-Allow-Origin.

    Players in web pages may not read them then, and show neither.

    Wrong:

    ```http
    <podcast:chapters url="https://podcasts.example/1.json" type="application/json+chapters"/>

    GET https://podcasts.example/1.json

    200 OK
    Content-Type: application/json+chapters
    ```

    Right:

    ```http
    <podcast:chapters url="https://podcasts.example/1.json" type="application/json+chapters"/>

    GET https://podcasts.example/1.json

    200 OK
    Content-Type: application/json+chapters
    Access-Control-Allow-Origin: *
    ```
    """
    facts = _facts(element, owner)
    if facts is None or not facts.answer.ok:
        return
    if not facts.answer.header("access-control-allow-origin"):
        message = f"the {_word(element)} may not be read by players in web pages"
        remedy = "let the server send Access-Control-Allow-Origin: *"
        yield Hit(element, message, remedy, _attribute(element))
