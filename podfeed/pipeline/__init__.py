"""The way of the data for one show: read → claim audio → identify → date → probe → settle →
render → write.

A show that fails keeps its lock and its feed. An episode whose audio is missing or broken is left
out, which is a finding. The lock is written before the feed, and the feed after everything that it
names, each whole: stopped at any moment, a reader sees the old feed or the new one.
"""

from podfeed.pipeline.faults import UNWRITABLE
from podfeed.pipeline.job import Job
from podfeed.pipeline.options import Options

__all__ = ["UNWRITABLE", "Job", "Options"]
