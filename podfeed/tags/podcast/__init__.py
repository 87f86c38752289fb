"""The elements of the podcast namespace (Podcasting 2.0), in the order they are written in."""

from __future__ import annotations

from podfeed.tags.podcast.episode import Chapters, Episode, Season, Soundbite, Transcript
from podfeed.tags.podcast.forms import MEDIUMS
from podfeed.tags.podcast.live import ContentLink, LiveItem
from podfeed.tags.podcast.others import Podroll, Publisher, RemoteItem
from podfeed.tags.podcast.people import Chat, Location, Person, SocialInteract
from podfeed.tags.podcast.pictures import Image, Images
from podfeed.tags.podcast.recordings import AlternateEnclosure, Integrity, Source
from podfeed.tags.podcast.show import (
    Block,
    Funding,
    Guid,
    License,
    Locked,
    Medium,
    Podping,
    Trailer,
    Txt,
    UpdateFrequency,
)
from podfeed.tags.podcast.value import Value, ValueRecipient, ValueTimeSplit

__all__ = [
    "MEDIUMS",
    "AlternateEnclosure",
    "Block",
    "Chapters",
    "Chat",
    "ContentLink",
    "Episode",
    "Funding",
    "Guid",
    "Image",
    "Images",
    "Integrity",
    "License",
    "LiveItem",
    "Location",
    "Locked",
    "Medium",
    "Person",
    "Podping",
    "Podroll",
    "Publisher",
    "RemoteItem",
    "Season",
    "SocialInteract",
    "Soundbite",
    "Source",
    "Trailer",
    "Transcript",
    "Txt",
    "UpdateFrequency",
    "Value",
    "ValueRecipient",
    "ValueTimeSplit",
]
