"""What all models share."""

from __future__ import annotations

import copy
import pickle

import pytest
from pydantic import BaseModel, ValidationError

from podfeed.models import Artwork, Audio, Chapter, Episode
from podfeed.values import Duration

EPISODE = Episode(
    index=3,
    title="Oolong",
    audio=Audio(path="tea/3.mp3"),
    image=Artwork(url="https://tea.example/3.jpg"),
    chapters=(Chapter(start=Duration(1.5), title="Leaves"),),
)


@pytest.mark.parametrize(
    "update", [None, {}, {"slug": "oolong"}, {"title": "Sencha", "audio": None}]
)
def test_a_copy_is_what_pydantic_would_make(update: dict[str, object] | None) -> None:
    copied = EPISODE.model_copy(update=update)
    assert copied == BaseModel.model_copy(EPISODE, update=update)
    assert copied is not EPISODE
    assert copied.model_dump() == BaseModel.model_copy(EPISODE, update=update).model_dump()
    assert pickle.loads(pickle.dumps(copied)) == copy.copy(copied) == copied


def test_a_copy_leaves_what_it_is_made_of_alone_and_is_frozen_itself() -> None:
    before = EPISODE.model_dump()
    copied = EPISODE.model_copy(update={"title": "Sencha"})
    assert EPISODE.model_dump() == before
    with pytest.raises(ValidationError, match="frozen"):
        copied.title = "Gyokuro"  # type: ignore[misc]


def test_a_deep_copy_shares_nothing() -> None:
    copied = EPISODE.model_copy(deep=True)
    assert copied == EPISODE
    assert copied.audio is not EPISODE.audio


def test_copies_share_the_names_of_what_is_set() -> None:
    one, other = (EPISODE.model_copy(update={"title": title}) for title in ("a", "b"))
    assert one.model_fields_set is other.model_fields_set == set(Episode.model_fields)
