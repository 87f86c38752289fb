"""What an object store said went wrong → an error with a remedy.

Only the code and the status of an answer are told: its text may quote what was signed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from podfeed.errors import FullError, PublishError, RefusedError, UnreachableError

_CODE = re.compile(r"<Code>\s*(\w+)\s*</Code>|\"(?:code|reason)\": ?\"(\w+)\"")
_STATUS = re.compile(r"status code: (\d{3})|\bstatus: (\d{3})")


class _Meaning(NamedTuple):
    kind: type[PublishError]
    problem: str
    remedy: str


_EXPIRED = _Meaning(
    RefusedError,
    "the credentials have expired",
    "get new ones and run again: what is there already is not sent again",
)
_UNKNOWN = _Meaning(
    RefusedError,
    "the store does not know these credentials",
    "check them, and whether they belong to this store",
)
_DENIED = _Meaning(
    RefusedError,
    "these credentials do not give the right to do this",
    "it takes the rights to list, read, write and delete here",
)
_CLOCK = _Meaning(
    RefusedError,
    "the clocks of this machine and of the store differ by too much",
    "set the clock of this machine, and run again",
)
_REGION = _Meaning(
    RefusedError, "the bucket is in another region", "set AWS_REGION to the region of the bucket"
)
_NO_BUCKET = _Meaning(PublishError, "there is no such bucket", "check its name, or make it")
_FULL = _Meaning(
    FullError, "the store has no room left", "make room and run again: the old file is untouched"
)
_BUSY = _Meaning(
    UnreachableError,
    "the store is too busy, however often it was asked",
    "run again later: what is there already is not sent again",
)
_SILENT = _Meaning(
    UnreachableError,
    "the store did not answer in time, however often it was asked",
    "see whether the connection is well and run again: what is there already is not sent again",
)

_CODES = {
    **dict.fromkeys(("ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException"), _EXPIRED),
    **dict.fromkeys(
        (
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
            "InvalidToken",
            "InvalidClientTokenId",
            "AuthFailure",
            "AuthenticationFailed",
            "InvalidAuthenticationInfo",
            "authError",
        ),
        _UNKNOWN,
    ),
    **dict.fromkeys(
        (
            "AccessDenied",
            "AllAccessDisabled",
            "AccountProblem",
            "AuthorizationFailure",
            "AuthorizationPermissionMismatch",
            "InsufficientAccountPermissions",
            "forbidden",
        ),
        _DENIED,
    ),
    **dict.fromkeys(("RequestTimeTooSkewed", "RequestExpired"), _CLOCK),
    **dict.fromkeys(
        ("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"),
        _REGION,
    ),
    **dict.fromkeys(("NoSuchBucket", "ContainerNotFound", "InvalidBucketName"), _NO_BUCKET),
    **dict.fromkeys(("QuotaExceeded", "XMinioStorageFull", "StorageQuotaExceeded"), _FULL),
    **dict.fromkeys(("SlowDown", "ServerBusy", "TooManyRequests"), _BUSY),
}
_STATUSES = {401: _UNKNOWN, 403: _DENIED, 429: _BUSY, 503: _BUSY, 507: _FULL}
_NO_SOURCE = re.compile(
    r"169\.254\.169\.254|169\.254\.170\.|metadata\.google|[Mm]issing ?(?:[Aa]ccount|[Cc]redential)"
    r"|Account must be specified"
)


def code_of(error: Exception) -> str | None:
    """The word by which the store names the fault.

    >>> code_of(OSError("403: <Error><Code>AccessDenied</Code>"))
    'AccessDenied'
    """
    found = _CODE.search(str(error))
    return (found[1] or found[2]) if found else None


def status_of(error: Exception) -> int | None:
    """The HTTP status of the answer.

    >>> status_of(OSError("Server returned non-2xx status code: 501 Not Implemented")), \
        status_of(OSError("connection closed"))
    (501, None)
    """
    found = _STATUS.search(str(error))
    return int(found[1] or found[2]) if found else None


def failure(error: Exception, *, shown: str, credentials: str) -> PublishError:
    """The error to raise for one of obstore's.

    ``shown`` is the address of what was asked for, ``credentials`` the remedy for having none.
    """
    code, status = code_of(error), status_of(error)
    text = str(error)
    if _NO_SOURCE.search(text):  # it asked the machine itself, as a last resort
        meaning: _Meaning | None = _Meaning(RefusedError, "no credentials were found", credentials)
    elif "redirect without LOCATION" in text:
        meaning = _REGION
    else:
        meaning = _CODES.get(code or "") or _STATUSES.get(status or 0)
    if meaning is None and status is None:
        meaning = _SILENT
    if meaning is None:
        told = " ".join(str(part) for part in (status, code) if part)
        kind = UnreachableError if (status or 0) >= 500 else PublishError
        meaning = _Meaning(kind, f"the store answers {told}", "see what it says of its health")
    return meaning.kind(meaning.problem, path=shown, remedy=meaning.remedy)
