"""A show looked at whole: its figures, the plots of them, and the page of ``podfeed report``.

Pure: facts go in (``Subject``), figures and a page come out. Where the facts come from is
``podfeed.surveying``'s affair.
"""

from podfeed.survey.facts import Entry, State, Subject
from podfeed.survey.figures import Figures, document, figures

__all__ = ["Entry", "Figures", "State", "Subject", "document", "figures"]
