"""The example: one show, one episode of a second, and a cover, all made on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.starting import pages
from podfeed.starting.draft import Draft
from podfeed.starting.yaml import scalar

if TYPE_CHECKING:
    from podfeed.starting.draft import Wishes

NETWORK = "My Podcasts"
TITLE = "My Show"

_DESCRIPTION = "A show that waits for its first words: what it is about, and for whom."


def draft_example(wishes: Wishes) -> Draft:
    """A show that builds, and whose YAML explains itself."""
    from podfeed.starting.sound import make_chime

    title = wishes.title or TITLE
    draft = Draft(wishes.name_for(title), title)
    sound = make_chime(title="Hello, listeners", artist=NETWORK)
    audio = f"001-hello-listeners{sound.suffix}"
    text = (
        pages.head(draft.show)
        + f"\ntitle: {scalar(title)}\n"
        + pages.description(_DESCRIPTION)
        + pages.author(None)
        + pages.categories(["Society & Culture"])
        + pages.guid(wishes.guid)
        + pages.options(draft.show)
        + pages.SCHEDULE_OPTION
        + pages.example_episode(draft.show, audio)
    )
    draft.put("seeds/network.yaml", pages.network(NETWORK).encode(), "what all shows share")
    draft.put(f"seeds/{draft.show}.yaml", text.encode(), "the show and its first episode")
    draft.put(f"{draft.media}/{audio}", sound.data, "a second of sound")
    return draft
