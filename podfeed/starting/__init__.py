"""A new workspace, in which a build works at once: an example, or made of a listing or of audio.

:func:`start` plans every file first and writes only if none of them is there already.
"""

from podfeed.starting.making import NETWORK, Started, is_workspace, put_down, start

__all__ = ["NETWORK", "Started", "is_workspace", "put_down", "start"]
