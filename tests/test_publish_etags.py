"""What an object store has already is recognised by its ETag, whoever put it there."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from podfeed.publish.content import sha256_of
from podfeed.publish.etags import digest_by
from tests.stores import moto


@pytest.mark.parametrize("megabytes", [5, 8, 16])
def test_what_another_tool_put_there_in_parts_is_recognised(tmp_path: Path, megabytes: int) -> None:
    from boto3.s3.transfer import TransferConfig

    path = tmp_path / "1.mp3"
    path.write_bytes(os.urandom(20 << 20))
    server, key = moto(), f"{secrets.token_hex(6)}.mp3"
    size = megabytes << 20
    config = TransferConfig(multipart_threshold=size, multipart_chunksize=size)
    client = server.client()
    client.upload_file(str(path), server.bucket, key, Config=config)
    etag = client.head_object(Bucket=server.bucket, Key=key)["ETag"]
    client.close()
    assert "-" in etag
    assert digest_by(etag, path) == sha256_of(path.read_bytes())
    with path.open("r+b") as file:
        file.seek(19 << 20)
        file.write(b"another")
    assert digest_by(etag, path) is None


@pytest.mark.parametrize("etag", [None, "", '""', "x", "0" * 32, f'"{"0" * 32}-3"', "a" * 40])
def test_an_etag_that_tells_nothing_proves_nothing(tmp_path: Path, etag: str | None) -> None:
    path = tmp_path / "1.mp3"
    path.write_bytes(b"tea")
    assert digest_by(etag, path) is None
