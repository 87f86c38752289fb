"""Very many feeds, named in a file: judged one by one, each result written down as it comes.

The report is a file of JSON Lines: one that says which list it is about and what was asked for,
then one for each feed. A check that was stopped, however, goes on from there.
"""

from __future__ import annotations

from podfeed.listed.judging import check_list
from podfeed.listed.report import Tally

__all__ = ["Tally", "check_list"]
