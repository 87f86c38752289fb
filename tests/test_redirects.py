"""A feed that moved is found again: by the rules that ``podfeed redirects`` prints."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from podfeed.cli.redirects import HOSTS
from podfeed.errors import UsageError
from podfeed.publishing.redirects import FORMS
from tests.webservers import nginx
from tests.workspaces import Bench, tea

NEW = "https://elsewhere.example/tea.xml?from=us&x=$a"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A show that has moved, and one of an odd name that was renamed."""
    made = tea(tmp_path / "workspace")
    text = (made.root / "seeds/tea.yaml").read_text(encoding="utf-8")
    made.write("seeds/tea.yaml", f"new_feed_url: {NEW}\n{text}")
    made.write("seeds/thé noir.yaml", f"was: thé\n{text.replace('title: Tea', 'title: Noir')}")
    return made


def rules(bench: Bench, *arguments: str) -> str:
    result = bench.run("redirects", *arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_every_form_has_its_place_in_the_help() -> None:
    assert tuple(FORMS) == HOSTS


def test_nginx_redirects_by_these_rules(bench: Bench, tmp_path: Path) -> None:
    extra = rules(bench)
    with nginx(tmp_path / "www", tmp_path / "nginx", extra=extra) as server:
        moved = httpx.get(f"{server.url}/feeds/tea.xml")
        renamed = httpx.get(f"{server.url}/feeds/th%C3%A9.xml")
        assert httpx.get(f"{server.url}/feeds/th%C3%A9%20noir.xml").status_code == 404
    assert (moved.status_code, moved.headers["location"]) == (
        301,
        "https://elsewhere.example/tea.xml?from=us&x=%24a",
    )
    assert renamed.headers["location"] == "https://tea.example/feeds/th%C3%A9%20noir.xml"


def test_from_another_base_every_feed_has_moved(bench: Bench) -> None:
    assert rules(bench, "--for", "netlify", "--from", "https://old.example/podcasts/") == (
        f"/podcasts/feeds/tea.xml {NEW} 301!\n"
        "/podcasts/feeds/th%C3%A9%20noir.xml https://tea.example/feeds/th%C3%A9%20noir.xml 301!\n"
        "/podcasts/feeds/th%C3%A9.xml https://tea.example/feeds/th%C3%A9%20noir.xml 301!\n"
    )


def test_the_forms_of_the_other_hosts(bench: Bench) -> None:
    assert rules(bench, "tea", "--for", "cloudflare") == f"/feeds/tea.xml {NEW} 301\n"
    assert rules(bench, "tea", "--for", "caddy") == (
        'redir "/feeds/tea.xml" "https://elsewhere.example/tea.xml?from=us&x=%24a" 301\n'
    )
    assert json.loads(rules(bench, "tea", "--for", "s3")) == [
        {
            "Condition": {"KeyPrefixEquals": "feeds/tea.xml"},
            "Redirect": {
                "Protocol": "https",
                "HostName": "elsewhere.example",
                "ReplaceKeyWith": "tea.xml?from=us&x=$a",
                "HttpRedirectCode": "301",
            },
        }
    ]


@pytest.mark.parametrize("arguments", [(), ("--from", "https://tea.example/")])
def test_a_feed_is_never_redirected_to_itself(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    bench = tea(tmp_path)
    bench.edit(
        "seeds/tea.yaml",
        "title: Tea\n",
        "title: Tea\nnew_feed_url: https://tea.example/feeds/tea.xml\n",
    )
    with pytest.raises(UsageError, match="no feed has moved"):
        rules(bench, *arguments)


@pytest.mark.parametrize("address", ["tea", "https://a.example/?x", "https://me:word@a.example"])
def test_what_is_no_base_is_refused(bench: Bench, address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a folder"):
        rules(bench, "--from", address)
