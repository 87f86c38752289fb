"""Files made to harm whoever reads them: each is one clear finding, and nothing is read of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from podfeed.cli.check import command as check
from podfeed.cli.common import Settings
from podfeed.errors import PodfeedError
from podfeed.rules import LIMIT
from tests.feeds import GOOD

TEXT = GOOD.decode()
_DOCTYPE = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE rss [{}]>\n<rss '


def with_dtd(declarations: str, reference: str) -> bytes:
    """The good feed with a DTD and something from it in its title."""
    start = TEXT.index("<rss ")
    body = TEXT[start + 5 :].replace("Tea Time", f"Tea {reference}", 1)
    return (_DOCTYPE.format(declarations) + body).encode()


def laughs() -> str:
    """Ten entities, each ten of the one before: ten thousand million words."""
    first = '<!ENTITY a0 "ha">'
    more = (f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    return first + "".join(more)


BLOWN_UP = '<!ENTITY a "' + "a" * 50_000 + '">'
RECURSIVE = '<!ENTITY a "&b;"><!ENTITY b "&a;">'


def errors(path: Path) -> list[dict[str, Any]]:
    """The errors that the command tells of a file, as data."""
    result = CliRunner().invoke(check, [str(path), "--format", "json"], obj=Settings("."))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    return [one for one in json.loads(result.stdout) if one["severity"] == "error"]


CASES = {
    "an entity bomb": (with_dtd(laughs(), "&a10;"), {"RSS002"}, "RSS002"),
    "one large entity": (with_dtd(BLOWN_UP, "&a;" * 1000), {"RSS002"}, "RSS002"),
    "recursive entities": (with_dtd(RECURSIVE, "&a;"), {"RSS002"}, "RSS002"),
    "a file as entity": (
        with_dtd('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
        {"RSS002"},
        "RSS002",
    ),
    "a parameter entity": (
        with_dtd('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;', "Tea"),
        {"RSS002"},
        "RSS002",
    ),
    "a DTD without end": (b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 10_000, None, "RSS002"),
    "elements 101 deep": (
        TEXT.replace("</item>", "<a>" * 101 + "</a>" * 101 + "</item>", 1).encode(),
        {"RSS010"},
        "RSS010",
    ),
    "elements 100,000 deep": (
        TEXT.replace("</item>", "<a>" * 100_000 + "</a>" * 100_000 + "</item>", 1).encode(),
        {"RSS010"},
        "RSS010",
    ),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?>+ADw-rss+AD4-', {"RSS003"}, "RSS003"),
    "declared UTF-7": (TEXT.replace("UTF-8", "UTF-7").encode(), {"RSS003"}, "RSS003"),
    "NUL bytes alone": (b"\0" * 100_000, {"RSS006"}, "RSS006"),
    "a NUL byte in a title": (TEXT.replace("Oolong", "Oo\0long", 1).encode(), {"RSS001"}, "RSS001"),
    "half of UTF-16": (TEXT.encode("utf-16")[:-1], {"RSS001", "RSS003"}, "RSS003"),
    "UTF-16 said to be UTF-8": (b"\xff\xfe" + TEXT.encode(), None, "RSS003"),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 1000, {"RSS006"}, "RSS006"),
    "an attribute of 11 MB": (
        TEXT.replace("<item>", f'<item a="{"x" * 11_000_000}">', 1).encode(),
        {"RSS010"},
        "RSS010",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_a_clear_error(name: str, tmp_path: Path) -> None:
    data, all_codes, code = CASES[name]
    path = tmp_path / "x.xml"
    path.write_bytes(data)
    found = errors(path)
    codes = [one["code"] for one in found]
    assert codes.count(code) >= 1
    assert all_codes is None or set(codes) <= all_codes
    for one in found:
        assert len(one["message"]) < 300
        assert "root:" not in one["message"]
        assert "hahaha" not in one["message"]


def test_a_file_of_500_mb_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(500_000_000)  # a hole: it takes no room on most disks
    result = CliRunner().invoke(check, [str(path)], obj=Settings("."))
    assert isinstance(result.exception, PodfeedError)
    assert "MB" in str(result.exception) or "bytes" in str(result.exception)


def test_a_large_file_beside_others_is_one_finding_and_the_others_are_judged(
    tmp_path: Path,
) -> None:
    (tmp_path / "good.xml").write_bytes(GOOD)
    with (tmp_path / "large.xml").open("wb") as file:
        file.truncate(LIMIT + 1)
    result = CliRunner().invoke(check, [str(tmp_path), "--format", "json"], obj=Settings("."))
    (finding,) = [one for one in json.loads(result.stdout) if one["severity"] == "error"]
    assert finding["path"].endswith("large.xml")
    assert result.exit_code == 1


def test_good_utf_16_is_read_and_only_advised_against(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(TEXT.replace("UTF-8", "UTF-16").encode("utf-16"))
    result = CliRunner().invoke(check, [str(path), "--format", "json"], obj=Settings("."))
    found = {one["code"]: one["severity"] for one in json.loads(result.stdout)}
    assert found.get("RSS004") == "warning"
    assert "error" not in found.values()
