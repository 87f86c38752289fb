"""Files: opened only if regular, kept inside their folder, written whole or not at all."""

from __future__ import annotations

from podfeed.files.folders import inside, make_folder, require_folder
from podfeed.files.reading import (
    fetching,
    is_file,
    is_folder,
    is_other,
    open_regular,
    read_regular,
    reading_problem,
    reading_remedy,
    unreadable,
)
from podfeed.files.writing import (
    copy_whole,
    rewriting,
    sync_folder,
    unwritable,
    write_many,
    write_whole,
    writing_problem,
    writing_remedy,
)

__all__ = [
    "copy_whole",
    "fetching",
    "inside",
    "is_file",
    "is_folder",
    "is_other",
    "make_folder",
    "open_regular",
    "read_regular",
    "reading_problem",
    "reading_remedy",
    "require_folder",
    "rewriting",
    "sync_folder",
    "unreadable",
    "unwritable",
    "write_many",
    "write_whole",
    "writing_problem",
    "writing_remedy",
]
