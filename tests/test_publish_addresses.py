"""Addresses of stores, and the credentials that go with them: from where, and never to where."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from podfeed.errors import PodfeedError, PublishError, RefusedError, UsageError
from podfeed.publish import addresses, clouds
from podfeed.publish.addresses import KINDS, check_address, open_store
from podfeed.publish.clouds import Patience, az_options, place_at, s3_options
from podfeed.publish.failures import failure
from podfeed.publish.objects import ObjectStore
from podfeed.publish.store import Headers
from tests.s3_between import Request, between, fault
from tests.stores import moto

SECRET = "never-to-be-seen"
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": SECRET}
CLOUD = {
    "s3": KEYS,
    "az": {"AZURE_STORAGE_ACCOUNT": "tea", "AZURE_STORAGE_KEY": "bmV2ZXItdG8tYmUtc2Vlbg=="},
}
ADDRESSES = {
    "file": ("file:///srv/www", "FileStore"),
    "s3": ("s3://tea/pod%20casts", "ObjectStore"),
    "gs": ("gs://tea/podcasts", "ObjectStore"),
    "az": ("az://tea/podcasts", "ObjectStore"),
    "sftp": ("sftp://me@host.example:2222/srv/www", "SftpStore"),
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials of the machine that the tests run on."""
    import os

    for name in list(os.environ):
        if name.startswith(("AWS_", "AZURE_", "GOOGLE_", "STORAGE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(clouds, "_on_aws", lambda: False)


def test_every_kind_of_store_has_an_address_here() -> None:
    assert set(ADDRESSES) == set(KINDS)


@pytest.mark.parametrize("kind", ADDRESSES)
def test_an_address_opens_its_kind_of_store(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CLOUD.get(kind, {}).items():
        monkeypatch.setenv(name, value)
    address, made = ADDRESSES[kind]
    store = open_store(address)
    assert type(store).__name__ == made
    assert store.address == address.removeprefix("file://")
    assert SECRET not in repr(store)
    store.close()


def test_a_path_is_taken_from_the_base_it_is_written_in(tmp_path: Path) -> None:
    assert open_store("../www", base=tmp_path / "seeds").address == str(tmp_path / "seeds/../www")
    assert open_store("/srv/www", base=tmp_path).address == "/srv/www"
    assert open_store("~/www", base=tmp_path).address == str(tmp_path / "www")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://host.example/www", "ftp:// is no place to publish to"),
        ("s3s://tea", 's3s:// is no place to publish to; did you mean "s3"?'),
        ("s4://tea", "s4:// is no place to publish to; write a folder, or one of file://, s3://"),
        ("https://podcasts.example", "https:// is no place"),
        (f"sftp://me:{SECRET}@host.example/www", "holds a user name or a password"),
        (f"s3://key:{SECRET}@tea/x", "holds a user name or a password"),
        (f"s3://{SECRET}@tea/x", "holds a user name or a password"),
        (f"az://tea/x?sig={SECRET}", "question mark"),
        (f"sftp://host.example/www#{SECRET}", "question mark or a #"),
        ("s3://", "names no bucket"),
        ("s3:///prefix", "names no bucket"),
        ("s3://tea/../x", "has a dot for a folder"),
        ("sftp:///www", "names no host"),
        ("sftp://host.example/a/../b", "names no host and folder"),
        ("sftp://host.example:port/www", "cannot be read"),
        ("file://host.example/www", "names no folder"),
        ("file:///", "names no folder"),
    ],
)
def test_an_address_that_is_none_is_told_without_what_it_holds(address: str, words: str) -> None:
    with pytest.raises(UsageError) as error:
        open_store(address)
    assert words in str(error.value)
    assert error.value.remedy
    assert SECRET not in everything_about(error.value)


def test_a_missing_library_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addresses, "find_spec", lambda name: None)
    for kind, library in (("s3", "obstore"), ("gs", "obstore"), ("sftp", "asyncssh")):
        with pytest.raises(UsageError, match=rf"needs {library}; pip install 'podfeed\[publish\]'"):
            open_store(ADDRESSES[kind][0])


def test_looking_at_an_address_loads_no_library() -> None:
    import subprocess
    import sys

    look = (
        "import sys; from podfeed.publish.addresses import check_address; "
        "check_address('s3://tea'); print({'obstore', 'asyncssh'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
    assert check_address("s3://tea") == "s3://tea"


# S3


def test_keys_of_the_environment_go_before_those_of_a_profile(tmp_path: Path) -> None:
    credentials(tmp_path, "[default]\naws_access_key_id = other\n")
    config, plain = s3_options({**KEYS, "HOME": str(tmp_path)})
    assert "access_key_id" not in config, "obstore itself reads the environment"
    assert (config["region"], plain) == ("us-east-1", False)


def test_a_profile_gives_keys_region_and_endpoint(tmp_path: Path) -> None:
    credentials(
        tmp_path,
        "[tea]\naws_access_key_id = key\naws_secret_access_key = a=b%c\naws_session_token = t\n",
        "[profile tea]\nregion = auto\nendpoint_url = https://s3.example\n",
    )
    config, plain = s3_options({"AWS_PROFILE": "tea", "HOME": str(tmp_path)})
    assert config["access_key_id"] == "key"
    assert config["secret_access_key"] == "a=b%c"
    assert config["session_token"] == "t"
    assert (config["region"], config["endpoint"], plain) == ("auto", "https://s3.example", False)


def test_files_of_the_aws_tools_may_be_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = key\n")
    env = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "keys"), "HOME": "/nowhere"}
    assert s3_options(env)[0]["access_key_id"] == "key"


def test_the_endpoint_of_s3_alone_goes_before_the_one_of_all() -> None:
    both = {
        **KEYS,
        "AWS_ENDPOINT_URL": "https://all.example",
        "AWS_ENDPOINT_URL_S3": "http://[::1]:9000",
    }
    config, plain = s3_options(both)
    assert (config["endpoint"], plain) == ("http://[::1]:9000", True)
    assert config["virtual_hosted_style_request"] is False


def test_a_broken_file_of_the_aws_tools_is_told_without_its_text(tmp_path: Path) -> None:
    credentials(tmp_path, f"{SECRET}\n[default\n")
    with pytest.raises(RefusedError, match=r"credentials: cannot be read") as error:
        s3_options({"HOME": str(tmp_path)})
    assert SECRET not in everything_about(error.value)


def test_a_profile_that_is_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match='AWS_PROFILE names "tae"'):
        s3_options({"AWS_PROFILE": "tae", "HOME": str(tmp_path)})


@pytest.mark.parametrize(
    ("setting", "way"),
    [
        ("sso_session = tea", "by single sign-on"),
        ("role_arn = arn:aws:iam::1:role/tea\nsource_profile = keys", "by taking on a role"),
        (f"credential_process = give {SECRET}", "from another program"),
    ],
)
def test_a_profile_whose_keys_only_the_aws_tools_can_get_is_told_with_the_way_to_get_them(
    tmp_path: Path, setting: str, way: str
) -> None:
    credentials(tmp_path, "[keys]\naws_access_key_id = key\n", f"[profile tea]\n{setting}\n")
    env = {"AWS_PROFILE": "tea", "HOME": str(tmp_path)}
    with pytest.raises(RefusedError, match=f'the profile "tea" in ~/.aws gets its keys {way}') as e:
        s3_options(env)
    assert "aws configure export-credentials --profile tea --format env" in str(e.value)
    assert SECRET not in everything_about(e.value)
    assert s3_options({**env, **KEYS})[0]["region"] == "us-east-1", "what it gives is taken"


def test_no_credentials_at_all_are_told_with_where_to_put_them() -> None:
    with pytest.raises(RefusedError, match="no credentials for S3 were found; set AWS_ACCESS"):
        open_store("s3://tea")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AWS_ENDPOINT_URL", "http://s3.example", "would show credentials to the network"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1.example", "would show credentials"),
        ("AWS_ENDPOINT_URL_S3", "s3.example", "is no address of a server"),
        ("AWS_ENDPOINT_URL", f"https://key:{SECRET}@s3.example", "is no address of a server"),
    ],
)
def test_an_endpoint_that_is_not_safe_is_refused(
    variable: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {**KEYS, variable: value}.items():
        monkeypatch.setenv(name, text)
    with pytest.raises(UsageError, match=words) as error:
        open_store("s3://tea")
    assert variable in str(error.value)
    assert SECRET not in everything_about(error.value)


# The others


def test_azure_is_found_by_the_variables_of_its_own_tools() -> None:
    string = (
        "DefaultEndpointsProtocol=http;AccountName=tea;AccountKey=a2V5==;"
        "BlobEndpoint=http://127.0.0.1:10000/tea"
    )
    assert az_options({"AZURE_STORAGE_CONNECTION_STRING": string}) == (
        {
            "account_name": "tea",
            "account_key": "a2V5==",
            "endpoint": "http://127.0.0.1:10000/tea",
        },
        True,
    )
    assert az_options(
        {"AZURE_STORAGE_ACCOUNT": "tea", "AZURE_STORAGE_SAS_TOKEN": "sv=1&sig=2"}
    ) == ({"account_name": "tea", "sas_key": "sv=1&sig=2"}, False)
    with pytest.raises(UsageError, match="would show credentials"):
        az_options({"AZURE_STORAGE_CONNECTION_STRING": "BlobEndpoint=http://tea.example"})


def test_azure_without_an_account_is_told() -> None:
    with pytest.raises(RefusedError, match="cannot be used; set AZURE_STORAGE_ACCOUNT"):
        open_store("az://tea")


def test_google_is_found_by_its_own_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.json").write_text(f'{{"private_key": "{SECRET}"')
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "broken.json"))
    with pytest.raises(RefusedError, match="cannot be used; set GOOGLE") as error:
        open_store("gs://tea")
    assert SECRET not in everything_about(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "GET http://169.254.169.254/computeMetadata/v1/token - status code: 403 Forbidden",
        "GET http://metadata.google.internal/computeMetadata/v1/token: error sending request",
        "POST http://169.254.169.254/latest/api/token: operation timed out",
    ],
)
def test_a_machine_that_has_no_credentials_to_give_is_not_blamed_for_rights(text: str) -> None:
    error = failure(OSError(text), shown="gs://tea", credentials="set some")
    assert (type(error), error.problem) == (RefusedError, "no credentials were found")
    assert error.remedy == "set some"


# Never to be seen


def test_no_error_and_no_log_shows_a_credential_even_if_a_server_does(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = moto()
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    with between(server) as spy:
        for name, value in {**server.environment, "AWS_ENDPOINT_URL": spy.url}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_SESSION_TOKEN", f"token-{SECRET}")
        signed: list[str] = []

        def indiscreet(request: Request) -> object:
            signed.append(request.headers["authorization"])
            answer = fault(400, "Odd")
            answer.body += " ".join(request.headers.values()).encode()
            return answer

        for answering in (indiscreet, lambda request: None):
            spy.before = answering  # type: ignore[assignment]
            store = ObjectStore(place_at("s3://podcasts/x"), patience=Patience(1, 1, 1, 0))
            told += [repr(store), store.address, *store.warnings]
            for use in uses(store):
                with pytest.raises(PublishError) as error:
                    use()
                told.append(everything_about(error.value))
    assert signed
    text = "\n".join([*told, caplog.text])
    for secret in (SECRET, *signed, server.key):
        assert secret not in text


def uses(store: ObjectStore) -> list[Callable[[], object]]:
    headers = Headers("audio/mpeg", "no-cache")
    return [
        lambda: store.list(),
        lambda: store.stat("a"),
        lambda: store.read("a", limit=1),
        lambda: store.put("a", b"x", headers),
        lambda: store.swap("a", b"x", headers, seen=None),
        lambda: store.delete("a"),
    ]


def everything_about(error: PodfeedError) -> str:
    """All of an error that a person, a log or a bug report may come to show."""
    return "\n".join(
        [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    )


def credentials(home: Path, keys: str, config: str = "") -> None:
    (home / ".aws").mkdir()
    (home / ".aws/credentials").write_text(keys)
    (home / ".aws/config").write_text(config)
