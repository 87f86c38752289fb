"""Real stores on loopback, each started once for a session, when a test first asks for it.

A server listens on a free port of 127.0.0.1 and is ended by its id when the session ends.
"""

from __future__ import annotations

import asyncio
import atexit
import errno
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from getpass import getuser
from pathlib import Path
from typing import Any, NamedTuple

from tests.needs import needs_program


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

    def client(self, service: str = "s3") -> Any:
        """boto3's client for it, to look at what podfeed did with other eyes."""
        import boto3

        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
        )


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
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    start(command, port, INITIAL_NO_AUTH_ACTION_COUNT="4")
    nobody = S3(url, "podcasts", "nobody", "nothing")
    iam, s3 = nobody.client("iam"), nobody.client()
    iam.create_user(UserName="publisher")
    rights = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [rights]})
    iam.put_user_policy(UserName="publisher", PolicyName="s3", PolicyDocument=policy)
    key = iam.create_access_key(UserName="publisher")["AccessKey"]
    s3.create_bucket(Bucket=nobody.bucket)
    for client in (iam, s3):
        client.close()
    return nobody._replace(key=key["AccessKeyId"], secret=key["SecretAccessKey"])


class Ssh(NamedTuple):
    """An SFTP server that lets in one key, and a home folder whose ``.ssh`` knows both keys."""

    port: int
    home: Path
    folder: Path  # what is served, as this machine sees it
    root: str  # the same, as the server shows it

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which ssh, and podfeed, find the keys."""
        return {"HOME": str(self.home), "SSH_AUTH_SOCK": ""}

    @property
    def url(self) -> str:
        """The address of all that is served."""
        return f"sftp://{getuser()}@127.0.0.1:{self.port}{self.root}"


def _scratch() -> Path:
    """A folder for the length of the session."""
    folder = Path(tempfile.mkdtemp(prefix="podfeed-stores-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def keys_in(folder: Path, port: int) -> tuple[Path, Path]:
    """A host key and the public key of a user, whose home is made, too."""
    import asyncssh

    host, user = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    ssh = folder / "home" / ".ssh"
    ssh.mkdir(parents=True, mode=0o700)
    host.write_private_key(folder / "host")
    user.write_private_key(ssh / "id_of_podcast")
    user.write_public_key(folder / "authorized")
    public = host.export_public_key().decode()
    (ssh / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}")
    (ssh / "config").write_text(f"Host 127.0.0.1\n  IdentityFile {ssh / 'id_of_podcast'}\n")
    return folder / "host", folder / "authorized"


@cache
def openssh(*, read_only: bool = False) -> Ssh:
    """OpenSSH's server with its own SFTP server, as the user who runs the tests."""
    program = needs_program("sshd")
    folder, port = _scratch(), free_port()
    host, authorized = keys_in(folder, port)
    host.chmod(0o600)
    config = folder / "sshd_config"
    config.write_text(
        f"""Port {port}
ListenAddress 127.0.0.1
HostKey {host}
AuthorizedKeysFile {authorized}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
Subsystem sftp internal-sftp{" -R" if read_only else ""}
"""
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd insists on it
    start([program, "-D", "-f", str(config)], port)
    (folder / "www").mkdir()
    return Ssh(port, folder / "home", folder / "www", str(folder / "www"))


FULL = "full-disk"
"""A folder of this name has room for little more than a megabyte a file, on asyncssh's server."""


@cache
def asyncssh_server() -> Ssh:
    """asyncssh's server in this process; what it serves is all there is to see."""
    import asyncssh

    folder, port = _scratch(), free_port()
    host, authorized = keys_in(folder, port)
    (folder / "www").mkdir()

    class Chrooted(asyncssh.SFTPServer):
        def __init__(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
            super().__init__(chan, chroot=str(folder / "www").encode())

        def write(self, file_obj: object, offset: int, data: bytes) -> object:
            if FULL in str(getattr(file_obj, "name", "")) and offset > 1_000_000:
                raise OSError(errno.ENOSPC, "no room")
            return super().write(file_obj, offset, data)

        def statvfs(self, path: bytes) -> object:
            state = super().statvfs(path)
            if FULL.encode() in path:
                return asyncssh.SFTPVFSAttrs(bsize=4096, frsize=4096, blocks=9, bfree=0, bavail=0)
            return state

    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sftp-server", daemon=True).start()

    async def listen() -> None:
        await asyncssh.listen(
            "127.0.0.1",
            port,
            server_host_keys=[str(host)],
            authorized_client_keys=str(authorized),
            sftp_factory=Chrooted,
        )

    asyncio.run_coroutine_threadsafe(listen(), loop).result(timeout=30)
    return Ssh(port, folder / "home", folder / "www", "")


def _folder(scratch: Path) -> Place:
    return Place((scratch / "www with blanks").as_uri(), {})


def _moto(scratch: Path) -> Place:
    server = moto()
    prefix = f"{secrets.token_hex(6)}/чай+%2523"
    return Place(f"s3://{server.bucket}/{prefix}", server.environment)


def _over_ssh(server: Callable[[], Ssh]) -> Place:
    found = server()
    return Place(f"{found.url}/{secrets.token_hex(6)}/with%20blanks%23", found.environment)


PLACES: dict[str, Callable[[Path], Place]] = {
    "folder": _folder,
    "moto": _moto,
    "openssh": lambda _: _over_ssh(openssh),
    "asyncssh": lambda _: _over_ssh(asyncssh_server),
}
"""Kind of store → a new place in it. Skips the test if the store cannot be had here."""
