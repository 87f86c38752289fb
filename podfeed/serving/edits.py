"""Which changes on the disk matter: what people save, and nothing that programs leave beside it."""

from __future__ import annotations

from watchfiles import DefaultFilter

_PASSING = (
    r"^\.",  # hidden: no show reads it
    r"\.lock$",  # podfeed writes it
    r"\.(?:tmp|temp|bak|orig|part|partial|crdownload)$",
    r"^#.*#$",  # Emacs, of what is not saved yet
    r"^sed\w{6}$",  # sed -i, until it renames it
    r"^\d{4,5}$",  # Vim tries with 4913 whether it may write there
    r"^_?kate-swp$|\.kate-swp$",
    r"___jb_(?:tmp|old)___$",
)


class Edits(DefaultFilter):
    """Lets through what may change what is served, for ``awatch``."""

    ignore_entity_patterns = (*DefaultFilter.ignore_entity_patterns, *_PASSING)
