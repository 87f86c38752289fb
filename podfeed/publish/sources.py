"""Files that are to be sent, which have to be those that the plan was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podfeed.errors import PublishError
from podfeed.files import read_regular
from podfeed.publish.content import sha256_of

if TYPE_CHECKING:
    from podfeed.publish.plan import File


def require_same(file: File) -> None:
    """Raise PublishError if a file is not what it was when the plan was made."""
    try:
        state = file.path.stat()
    except OSError:
        raise PublishError(
            "is gone since the plan was made",
            path=str(file.path),
            remedy="build, and publish again",
        ) from None
    if (state.st_size, state.st_mtime_ns) != (file.size, file.mtime_ns):
        raise changed(file)


def read_same(file: File, *, limit: int) -> bytes:
    """The bytes of a file. Raises PublishError if they are not those that were planned."""
    data = read_regular(file.path, limit=limit, error=PublishError)
    if sha256_of(data) != file.digest:
        raise changed(file)
    return data


def changed(file: File) -> PublishError:
    """The error of a file that is not what it was when the plan was made."""
    return PublishError(
        "was changed after the plan was made",
        path=str(file.path),
        remedy="let whatever writes it finish, and publish again",
    )
