"""What goes with an episode: its text, its chapters, the best of it, its place in the show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import DECIMAL, HTTPS, LANGUAGE, MEDIA_TYPE, WHOLE_OR_ZERO
from podfeed.tags.names import ITEM, PODCAST
from podfeed.tags.podcast.forms import DOCS, POSITION
from podfeed.tags.problems import Problem, ProblemKind
from podfeed.tags.shapes import TEXT, Form, limited, usually
from podfeed.values import Duration, MediaType

if TYPE_CHECKING:
    from lxml.etree import _Element

TRANSCRIPTS = (
    *("text/vtt", "application/x-subrip", "application/json"),
    *("text/html", "text/plain"),
)
"""The types of transcripts that apps know."""

_TRANSCRIPT: Form[MediaType] = usually(
    MEDIA_TYPE,
    *TRANSCRIPTS,
    outdated={
        "application/srt": "application/x-subrip",
        "text/srt": "application/x-subrip",
        "application/x-srt": "application/x-subrip",
    },
)

CHAPTERS = "application/json+chapters"
"""The type of the file that podcast:chapters names."""

_CHAPTERS: Form[MediaType] = usually(
    MEDIA_TYPE,
    CHAPTERS,
    outdated={"application/json": CHAPTERS, "application/chapters+json": CHAPTERS},
)


class Transcript(Tag):
    """What is said in the episode, as a file to read along or to search.

    Those who cannot hear it can read it, and everyone finds the place they remember. Apple
    takes VTT and SRT.

    A file beside the recording is found by its name (`oolong.vtt`, `oolong.de.srt`); in YAML,
    `transcripts:` names others, below media/ or on the web. Of WebVTT, SRT and JSON the two that
    are missing are made.
    """

    name = "transcript"
    ns = PODCAST
    parents = (ITEM,)
    key = "transcripts"
    multiple = True
    attributes = (
        Attribute("url", HTTPS),
        Attribute("type", _TRANSCRIPT),
        Attribute("language", LANGUAGE, required=False, default="the language of the show"),
        Attribute("rel", usually(TEXT, "captions"), required=False),
    )
    source = f"{DOCS}/transcript.md"
    example: ClassVar[dict[str, str]] = {
        "url": "https://tea.example/feeds/tea/1.vtt?a=1&b=2",
        "type": "text/vtt",
        "language": "pt-BR",
        "rel": "captions",
    }


class Chapters(Tag):
    """Where the list of the episode's chapters is, a file of JSON.

    Listeners see what comes and go there at once.
    """

    name = "chapters"
    ns = PODCAST
    parents = (ITEM,)
    key = "chapters"
    attributes = (Attribute("url", HTTPS), Attribute("type", _CHAPTERS))
    source = f"{DOCS}/chapters.md"
    example: ClassVar[dict[str, str]] = {
        "url": "https://tea.example/feeds/tea/1.json?a=1&b=2",
        "type": CHAPTERS,
    }


class Soundbite(Tag):
    """A stretch of the episode that stands for it, 15 to 120 seconds long.

    Apps play it to those who do not know the show yet. Its text is its title; without one it has
    that of the episode.
    """

    name = "soundbite"
    ns = PODCAST
    parents = (ITEM,)
    key = "soundbites"
    multiple = True
    text = limited(128)
    text_key = "title"
    text_required = False
    attributes = (
        Attribute("startTime", POSITION, key="start"),
        Attribute("duration", POSITION),
    )
    source = f"{DOCS}/soundbite.md"
    example: ClassVar[dict[str, object]] = {
        "title": "Milk & sugar",
        "start": Duration(73.5),
        "duration": Duration(60),
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """It is neither too short to tell anything nor a whole chapter."""
        try:
            seconds = float(element.get("duration") or "60")
        except ValueError:
            return
        if not 15 <= seconds <= 120:
            message = f"{cls.label} lasts {seconds:g} s, and 15 to 120 are advised"
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, None, "duration")


class Season(Tag):
    """The number of the season, and what it is called.

    Apps show the name in place of the number.
    """

    name = "season"
    ns = PODCAST
    parents = (ITEM,)
    key = "named_season"
    text = WHOLE_OR_ZERO
    text_key = "number"
    attributes = (Attribute("name", limited(128), required=False),)
    source = f"{DOCS}/season.md"
    example: ClassVar[dict[str, object]] = {"number": 2, "name": "Black & green"}


class Episode(Tag):
    """The number of the episode, and how it is to be shown.

    It may have a fraction, for what comes between two, and ``display`` may be any word, such as
    the day of an advent calendar.
    """

    name = "episode"
    ns = PODCAST
    parents = (ITEM,)
    key = "named_number"
    text = DECIMAL
    text_key = "number"
    attributes = (Attribute("display", limited(32), required=False),)
    source = f"{DOCS}/episode.md"
    example: ClassVar[dict[str, object]] = {"number": 3.5, "display": "Cup & a half"}
