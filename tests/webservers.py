"""Real servers on loopback for the length of a test: nginx in front of a folder, a WebSub hub."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.needs import ROOT, needs_program
from tests.stores import end, free_port, start

_CONFIG = """\
{user}
daemon off;
pid {scratch}/pid;
error_log {scratch}/errors;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  log_format seen "$request_method $request_uri $status $http_range";
  access_log {scratch}/seen seen;
  client_body_temp_path {scratch}/body;
  proxy_temp_path {scratch}/proxy;
  fastcgi_temp_path {scratch}/fastcgi;
  uwsgi_temp_path {scratch}/uwsgi;
  scgi_temp_path {scratch}/scgi;
  types {{
    application/rss+xml xml;
    audio/mpeg mp3;
    audio/x-m4a m4a;
    image/jpeg jpg jpeg;
    image/png png;
    text/html html;
    application/json json;
  }}
  server {{
    listen 127.0.0.1:{port};
    root "{folder}";
    location ~ /\\. {{ return 404; }}
    {extra}
  }}
}}
"""


class Seen(NamedTuple):
    """A request that a server answered."""

    method: str
    path: str
    status: int
    range: str


class Nginx:
    """nginx before a folder; ``seen`` is what was asked of it."""

    def __init__(self, port: int, scratch: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._log = scratch / "seen"
        self._passed = 0

    def seen(self) -> list[Seen]:
        """What was asked since this was last called."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        fresh, self._passed = lines[self._passed :], len(lines)
        rows = (line.split(" ", 3) for line in fresh)
        return [Seen(method, path, int(status), part) for method, path, status, part in rows]


@contextmanager
def nginx(
    folder: Path, scratch: Path, *, port: int | None = None, extra: str = ""
) -> Iterator[Nginx]:
    """Serve a folder with byte ranges; ``extra`` goes into the server's configuration."""
    program = needs_program("nginx")
    port = port or free_port()
    scratch.mkdir(parents=True)
    folder.mkdir(parents=True, exist_ok=True)
    config = scratch / "nginx.conf"
    user = "user root;" if os.name == "posix" and os.geteuid() == 0 else ""
    config.write_text(
        _CONFIG.format(user=user, scratch=scratch, folder=folder, port=port, extra=extra),
        encoding="utf-8",
    )
    command = [program, "-p", str(scratch), "-c", str(config), "-e", str(scratch / "errors")]
    with _running(command, port):
        yield Nginx(port, scratch)


@contextmanager
def configured_nginx(configuration: Path, scratch: Path, port: int) -> Iterator[None]:
    """nginx with a server of this configuration, which listens on this port of loopback."""
    program = needs_program("nginx")
    scratch.mkdir(parents=True)
    user = "user root;" if os.name == "posix" and os.geteuid() == 0 else ""
    temporary = " ".join(
        f'{name}_temp_path "{scratch}/{name}";'
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = scratch / "main.conf"
    main.write_text(
        f'{user} daemon off; pid "{scratch}/pid"; worker_processes 1;\n'
        "events { worker_connections 64; }\n"
        f'http {{ access_log off; {temporary} include "{configuration}"; }}\n',
        encoding="utf-8",
    )
    command = [program, "-p", str(scratch), "-c", str(main), "-e", str(scratch / "errors")]
    with _running(command, port):
        yield


@contextmanager
def configured_caddy(configuration: Path, scratch: Path, port: int) -> Iterator[None]:
    """Caddy with this configuration, which listens on this port of loopback."""
    program = needs_program("caddy", str(Path(sys.executable).with_name("caddy")))
    scratch.mkdir(parents=True)
    plain = scratch / "Caddyfile"
    head = "{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\n"
    plain.write_text(head + configuration.read_text("utf-8"), encoding="utf-8")
    command = [program, "run", "--config", str(plain), "--adapter", "caddyfile"]
    process = start(command, port, XDG_DATA_HOME=str(scratch), XDG_CONFIG_HOME=str(scratch))
    try:
        yield
    finally:
        end(process)


@contextmanager
def hub(scratch: Path) -> Iterator[str]:
    """A WebSub hub that takes what is published; gives its address."""
    port = free_port()
    scratch.mkdir(parents=True)
    command = [sys.executable, "-W", "ignore", "-m", "tests.hub", str(port), str(scratch)]
    with _running(command, port):
        yield f"http://127.0.0.1:{port}/hub"


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """Run a server until the block ends."""
    process = start(command, port, PYTHONPATH=str(ROOT))
    try:
        yield
    finally:
        end(process)
