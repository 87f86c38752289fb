"""Real stores on loopback, each started once for a session, when a test first asks for it.

A server listens on a free port of 127.0.0.1 and is ended by its id when the session ends.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """A new, empty place to publish to, and the variables that open it."""

    address: str
    environment: dict[str, str]


class S3(NamedTuple):
    """An S3 server that checks signatures, with a user who may do everything there."""

    url: str
    bucket: str
    key: str
    secret: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the tools of AWS, and podfeed, find it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(command: list[str], port: int, **environment: str) -> subprocess.Popen[bytes]:
    """Start a server, wait until it listens, and see to it that it ends with this process."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(end, process)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    end(process)
    raise RuntimeError(f"{command[0]} does not listen on port {port}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server by its id."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@cache
def moto() -> S3:
    """moto's server. Its first four actions are free: they make the user and the bucket."""
    import boto3

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    start(command, port, INITIAL_NO_AUTH_ACTION_COUNT="4")
    options = {
        "endpoint_url": url,
        "region_name": "us-east-1",
        "aws_access_key_id": "nobody",
        "aws_secret_access_key": "nothing",
    }
    iam = boto3.client("iam", **options)
    iam.create_user(UserName="publisher")
    rights = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [rights]})
    iam.put_user_policy(UserName="publisher", PolicyName="s3", PolicyDocument=policy)
    key = iam.create_access_key(UserName="publisher")["AccessKey"]
    boto3.client("s3", **options).create_bucket(Bucket="podcasts")
    return S3(url, "podcasts", key["AccessKeyId"], key["SecretAccessKey"])


def _folder(scratch: Path) -> Place:
    return Place((scratch / "www with blanks").as_uri(), {})


def _moto(scratch: Path) -> Place:
    server = moto()
    prefix = f"{secrets.token_hex(6)}/чай+%2523"
    return Place(f"s3://{server.bucket}/{prefix}", server.environment)


PLACES: dict[str, Callable[[Path], Place]] = {"folder": _folder, "moto": _moto}
"""Kind of store → a new place in it. Skips the test if the store cannot be had here."""
