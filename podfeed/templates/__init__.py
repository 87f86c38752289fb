"""Templates of pages: those of the package, and those of seeds/templates/ that take their place."""

from __future__ import annotations

from podfeed.templates.kinds import FAULT
from podfeed.templates.reading import FOLDER, findings, names, read_templates

__all__ = ["FAULT", "FOLDER", "findings", "names", "read_templates"]
