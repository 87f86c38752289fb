"""Which audio belongs to which episode: by ``audio:``, stated number, slug, or title in the tags.

Nothing is guessed: two candidates for an episode, or none, are findings that name them.
"""

from __future__ import annotations

from podfeed.claims.claiming import Claims, claim
from podfeed.claims.kinds import STRANGE_FILE, UNCLAIMED
from podfeed.claims.names import is_audio, judge_names, spellings, stated_in

__all__ = [
    "STRANGE_FILE",
    "UNCLAIMED",
    "Claims",
    "claim",
    "is_audio",
    "judge_names",
    "spellings",
    "stated_in",
]
