"""Who is heard, where it plays, and where listeners talk about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from podfeed.tags.base import Attribute, Tag
from podfeed.tags.forms import HTTPS, URI, WHOLE_OR_ZERO
from podfeed.tags.names import CHANNEL, ITEM, PODCAST
from podfeed.tags.podcast.forms import COUNTRY, DOCS, GEO, HOST, OSM
from podfeed.tags.podcast.roles import GROUPS_OF, ROLES
from podfeed.tags.problems import Problem, ProblemKind, quoted
from podfeed.tags.shapes import TEXT, Form, choice, limited, usually

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROLE: Form[str] = usually(TEXT, *dict.fromkeys(role for roles in ROLES.values() for role in roles))
_GROUP: Form[str] = usually(TEXT, *ROLES)
_PAIRS = frozenset((role, group.casefold()) for role in GROUPS_OF for group in GROUPS_OF[role])


class Person(Tag):
    """Someone who makes the show or is heard in it, with their role, picture and page.

    Listeners find every episode with a guest they like. What an episode says replaces what the
    show says, so its hosts are to be named there again.
    """

    name = "person"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "people"
    multiple = True
    text = limited(128)
    text_key = "name"
    attributes = (
        Attribute("role", _ROLE, required=False, default="host"),
        Attribute("group", _GROUP, required=False, default="cast"),
        Attribute("img", HTTPS, required=False),
        Attribute("href", HTTPS, required=False),
    )
    source = f"{DOCS}/person.md"
    example: ClassVar[dict[str, str]] = {
        "name": "Earl & Lady Grey",
        "role": "Guest",
        "group": "Cast",
        "img": "https://tea.example/grey.jpg",
        "href": "https://tea.example/grey?a=1&b=2",
    }

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """A role that is known stands in a group that has it."""
        role, group = element.get("role"), element.get("group")
        if role is None or group is None:
            return
        wanted = group.strip().casefold()
        if (role.casefold(), wanted) in _PAIRS:
            return
        groups = GROUPS_OF.get(role.strip().casefold())
        known = any(wanted == name.casefold() for name in ROLES)
        if groups and known and all(wanted != name.casefold() for name in groups):
            message = f"the role {quoted(role)} of {cls.label} is none of the group {quoted(group)}"
            remedy = f'write group="{groups[0]}"'
            yield Problem(ProblemKind.UNUSUAL_VALUE, message, remedy, "group")


class Location(Tag):
    """What place the show or episode is about (``subject``), or is made in (``creator``).

    Listeners find what is told of the place they live in or travel to.
    """

    name = "location"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "locations"
    multiple = True
    text = limited(128)
    text_key = "name"
    attributes = (
        Attribute(
            "rel", choice("subject", "creator", exact=True), recommended=True, default="subject"
        ),
        Attribute("geo", GEO, recommended=True),
        Attribute("osm", OSM, recommended=True),
        Attribute("country", COUNTRY, recommended=True),
    )
    source = f"{DOCS}/location.md"
    example: ClassVar[dict[str, str]] = {
        "name": "Berlin & Brandenburg",
        "rel": "subject",
        "geo": "geo:52.5200,13.4050",
        "osm": "R62422",
        "country": "DE",
    }


PROTOCOLS = (
    *("disabled", "activitypub", "twitter", "lightning"),
    *("atproto", "hive", "matrix", "nostr"),
)
"""Where comments may be, as podcast:socialInteract calls it."""


class SocialInteract(Tag):
    """The post whose answers are the comments on the show or episode.

    Apps show them, and listeners answer there, each from an account of their own. ``disabled``
    asks that no comments be shown.
    """

    name = "socialInteract"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "social"
    multiple = True
    attributes = (
        Attribute("protocol", choice(*PROTOCOLS, exact=True)),
        Attribute("uri", URI, required=False),
        Attribute("accountId", TEXT, recommended=True),
        Attribute("accountUrl", HTTPS, required=False),
        Attribute("priority", WHOLE_OR_ZERO, required=False),
    )
    source = f"{DOCS}/social-interact.md"
    example: ClassVar[dict[str, object]] = {
        "protocol": "activitypub",
        "uri": "https://social.example/@tea/1?a=1&b=2",
        "account_id": "@tea",
        "account_url": "https://social.example/@tea",
        "priority": 1,
    }

    @classmethod
    def misses(cls, element: _Element) -> bool:
        """Where there are no comments, there is no account."""
        return element.get("protocol") != "disabled"

    @classmethod
    def check_further(cls, element: _Element) -> Iterator[Problem]:
        """An address is needed where comments are, and nothing where there are none."""
        protocol = element.get("protocol")
        if protocol == "disabled":
            said = [str(name) for name in element.keys() if name != "protocol"]  # noqa: SIM118
            if said:
                message = f"{cls.label} is disabled, and has {', '.join(said)} all the same"
                remedy = "take them out, if no comments are wanted"
                yield Problem(ProblemKind.UNUSUAL_VALUE, message, remedy, "protocol")
        elif protocol is not None and element.get("uri") is None:
            remedy = "add uri, the address of the post"
            yield Problem(ProblemKind.MISSING_ATTRIBUTE, f"{cls.label} has no uri", remedy)


class Chat(Tag):
    """The room where listeners talk while they listen.

    An app can open it beside the player. What an episode says replaces what the show says.
    """

    name = "chat"
    ns = PODCAST
    parents = (CHANNEL, ITEM)
    key = "chat"
    attributes = (
        Attribute("server", HOST),
        Attribute("protocol", choice("irc", "xmpp", "nostr", "matrix", exact=True)),
        Attribute("accountId", TEXT, recommended=True),
        Attribute("space", TEXT, required=False),
    )
    source = f"{DOCS}/chat.md"
    example: ClassVar[dict[str, str]] = {
        "server": "irc.tea.example",
        "protocol": "irc",
        "account_id": "@tea",
        "space": "#tea&toast",
    }
