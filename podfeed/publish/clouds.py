"""Addresses of object stores, and the credentials and options that go with each kind.

Credentials come from the environment and from the files that each store's own tools read. None of
them is kept here: they go straight into the library.
"""

from __future__ import annotations

import configparser
import ipaddress
import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from obstore import store

from podfeed import __version__
from podfeed.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from obstore.store import ObjectStore, RetryConfig


class Patience(NamedTuple):
    """How long to wait for an object store, in seconds.

    ``request`` bounds one request, which carries 5 MB at most, ``total`` all the attempts of it.
    """

    connect: float = 10
    request: float = 120
    total: float = 170
    retries: int = 8


class Place(NamedTuple):
    """A bucket or container, and the prefix in it; ``address`` is as people wrote it."""

    address: str
    scheme: str
    bucket: str
    prefix: str


def place_at(address: str) -> Place:
    """Bucket and prefix of an address.

    >>> place_at("s3://tea/pod casts%2B/")
    Place(address='s3://tea/pod casts%2B', scheme='s3', bucket='tea', prefix='pod casts+')
    """
    parts = urlsplit(address)
    if not parts.hostname or parts.port:
        raise UsageError(f"{address} names no bucket", remedy=f"write {parts.scheme}://BUCKET/PATH")
    names = [name for name in unquote(parts.path).split("/") if name]
    if {".", ".."} & set(names):
        raise UsageError(f"{address} has a dot for a folder", remedy="write the path out")
    return Place(address.rstrip("/"), parts.scheme.lower(), parts.netloc, "/".join(names))


def connect(place: Place, patience: Patience, *, retries: int | None = None) -> ObjectStore:
    """obstore's store for a place. Raises UsageError or RefusedError; asks nothing of the store."""
    config, plain = _OPTIONS[place.scheme](os.environ)
    try:
        made: ObjectStore = _MAKERS[place.scheme](
            place.bucket,
            prefix=place.prefix or None,
            config=config,
            client_options={
                "allow_http": plain,
                "connect_timeout": timedelta(seconds=patience.connect),
                "timeout": timedelta(seconds=patience.request),
                "user_agent": f"podfeed/{__version__}",
            },
            retry_config=_retrying(patience, patience.retries if retries is None else retries),
        )
    except Exception as reason:  # noqa: BLE001 - whatever it is, it may quote what it was given
        raise RefusedError(
            "the credentials or options in the environment cannot be used",
            path=place.address,
            remedy=REMEDIES[place.scheme],
        ) from _named(reason)
    return made


def _retrying(patience: Patience, retries: int) -> RetryConfig:
    return {
        "max_retries": retries,
        "retry_timeout": timedelta(seconds=patience.total),
        "backoff": {
            "init_backoff": timedelta(milliseconds=200),
            "max_backoff": timedelta(seconds=20),
            "base": 2,
        },
    }


def _named(reason: Exception) -> Exception:
    """The reason without its text, so that no trace of it shows a credential."""
    return RuntimeError(type(reason).__name__)


def require_safe(endpoint: str, variable: str) -> bool:
    """Whether this endpoint is spoken to without TLS, which is for loopback only.

    >>> [require_safe(e, "E") for e in ("https://s3.example", "http://127.0.0.1:9000")]
    [False, True]
    """
    try:
        parts = urlsplit(endpoint)
        host, scheme = parts.hostname or "", parts.scheme
        named = parts.username is not None
    except ValueError:
        host = scheme = ""
        named = False
    if named or not host or scheme not in ("http", "https"):
        raise UsageError(f"{variable} is no address of a server", remedy="write https://HOST")
    if scheme == "https":
        return False
    if not _is_loopback(host):
        raise UsageError(
            f"{variable} is http://, which would show credentials to the network",
            remedy="use https://; http:// is only for this machine",
        )
    return True


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def s3_options(env: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    """Options for S3: the environment first, then the profile in ``~/.aws``, then the machine's."""
    profile = _aws_profile(env)
    endpoint, variable = _first(env, profile, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    region, _ = _first(env, profile, "AWS_REGION", "AWS_DEFAULT_REGION")
    config: dict[str, Any] = {
        "region": region or "us-east-1",
        "conditional_put": "etag",
        "disable_bulk_delete": True,  # several stores do not have it
    }
    if endpoint:
        config |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    if not env.get("AWS_ACCESS_KEY_ID"):
        keys = {k: profile[f"aws_{k}"] for k in _AWS_KEYS if f"aws_{k}" in profile}
        if not keys and not any(env.get(name) for name in _AWS_OTHERS):
            _require_no_detour(env, profile)
            if not _on_aws():
                raise RefusedError("no credentials for S3 were found", remedy=REMEDIES["s3"])
        config |= keys
    return config, bool(endpoint) and require_safe(endpoint, variable)


_AWS_KEYS = ("access_key_id", "secret_access_key", "session_token")
_AWS_OTHERS = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_METADATA_ENDPOINT",
    "AWS_SKIP_SIGNATURE",
)
_AWS_PROFILE_NAMES = {
    "AWS_ENDPOINT_URL_S3": "endpoint_url",
    "AWS_ENDPOINT_URL": "endpoint_url",
    "AWS_REGION": "region",
    "AWS_DEFAULT_REGION": "region",
}


_AWS_DETOURS = {
    "sso_session": "by single sign-on",
    "sso_start_url": "by single sign-on",
    "login_session": "by a login in the browser",
    "role_arn": "by taking on a role",
    "credential_process": "from another program",
}


def _require_no_detour(env: Mapping[str, str], profile: Mapping[str, str]) -> None:
    """Raise RefusedError if a profile says how to get keys in a way that only the AWS tools go.

    Those of the machine would be somebody else's.
    """
    for name, way in _AWS_DETOURS.items():
        if name in profile:
            used = _aws_profile_name(env)
            raise RefusedError(
                f'the profile "{used}" in ~/.aws gets its keys {way}, which podfeed cannot do',
                remedy="let the AWS command line put them into the environment: "
                f'eval "$(aws configure export-credentials --profile {used} --format env)"',
            )


def _first(env: Mapping[str, str], profile: Mapping[str, str], *names: str) -> tuple[str, str]:
    """The first of these variables that is set, else what the profile has instead; and its name."""
    for name in names:
        if env.get(name):
            return env[name], name
    key = _AWS_PROFILE_NAMES[names[0]]
    return profile.get(key, ""), f"{key} in ~/.aws/config"


def _aws_profile_name(env: Mapping[str, str]) -> str:
    return env.get("AWS_PROFILE") or env.get("AWS_DEFAULT_PROFILE") or "default"


def _aws_profile(env: Mapping[str, str]) -> dict[str, str]:
    """What the files of the AWS tools say for the profile in use."""
    name = _aws_profile_name(env)
    home = Path(env.get("HOME") or env.get("USERPROFILE") or "~").expanduser() / ".aws"
    files = (
        (env.get("AWS_CONFIG_FILE"), home / "config", (f"profile {name}", name)),
        (env.get("AWS_SHARED_CREDENTIALS_FILE"), home / "credentials", (name,)),
    )
    found: dict[str, str] = {}
    known = False
    for stated, usual, sections in files:
        path = Path(stated).expanduser() if stated else usual
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError, OSError):
            raise RefusedError(
                "cannot be read as a file of the AWS tools", path=str(path), remedy="mend it"
            ) from None  # the reason quotes the line
        for section in sections:
            if parser.has_section(section):
                known = True
                found |= {key: value.strip() for key, value in parser.items(section)}
    if env.get("AWS_PROFILE") and not known and not env.get("AWS_ACCESS_KEY_ID"):
        raise RefusedError(
            f'AWS_PROFILE names "{name}", which is in neither ~/.aws/config nor credentials',
            remedy="check the name",
        )
    return found


def _on_aws() -> bool:
    """Whether a machine of AWS is there to ask for credentials, as this may be one."""
    try:
        socket.create_connection(("169.254.169.254", 80), timeout=0.5).close()
    except OSError:
        return False
    return True


def gs_options(env: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    """Options for Google Cloud Storage: none, as obstore finds GOOGLE_APPLICATION_CREDENTIALS."""
    del env
    return {}, False


def az_options(env: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    """Options for Azure: obstore's own variables, and those of the ``az`` command."""
    names = {
        "AZURE_STORAGE_ACCOUNT": "account_name",
        "AZURE_STORAGE_KEY": "account_key",
        "AZURE_STORAGE_SAS_TOKEN": "sas_key",
    }
    config: dict[str, Any] = {key: env[name] for name, key in names.items() if env.get(name)}
    parts = dict(
        part.split("=", 1)
        for part in env.get("AZURE_STORAGE_CONNECTION_STRING", "").split(";")
        if "=" in part
    )
    of_string = {
        "AccountName": "account_name",
        "AccountKey": "account_key",
        "SharedAccessSignature": "sas_key",
        "BlobEndpoint": "endpoint",
    }
    config |= {key: parts[name] for name, key in of_string.items() if name in parts}
    endpoint = config.get("endpoint") or env.get("AZURE_STORAGE_ENDPOINT")
    return config, bool(endpoint and require_safe(endpoint, "the Azure endpoint"))


_MAKERS: dict[str, Any] = {"s3": store.S3Store, "gs": store.GCSStore, "az": store.AzureStore}
_OPTIONS = {"s3": s3_options, "gs": gs_options, "az": az_options}
REMEDIES = {
    "s3": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for one in ~/.aws",
    "gs": "set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account",
    "az": "set AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, or AZURE_STORAGE_CONNECTION_STRING",
}
"""Where each kind of store looks for credentials, said to whoever has none."""
