"""A workspace → the configuration of a web server that hands out its feeds/ and media/.

It is made of the tables that publishing goes by, so that a server of one's own serves a feed with
the type and for the time that a store would.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from podfeed import served
from podfeed.errors import UsageError
from podfeed.files import write_whole
from podfeed.publish.hashing import PATTERN
from podfeed.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ODD = '"\\${}`\n\r'  # what one server or the other reads as something else


class Site(NamedTuple):
    """What is served: the folder on disk, and its address in parts."""

    root: str
    scheme: str
    host: str
    port: int | None
    base: str
    """The path of the address, without a slash at its end; not percent-encoded."""
    pages: bool
    """Whether there is a page of all shows, which the address itself is to lead to."""

    @property
    def home(self) -> str:
        """Where that page is, below the host."""
        return f"{quote(self.base)}/feeds/index.html"

    @property
    def is_local(self) -> bool:
        """Whether no other machine can ask for it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def path_of(kind: str) -> str:
    """What the configuration of this kind of server is called, below the workspace."""
    return _FORMS[kind][0]


def write_configuration(root: Path, kind: str) -> str:
    """Write the configuration of a server of this kind (``nginx``, ``caddy``); gives its path.

    Raises WorkspaceError if there is no workspace, UsageError if there is one already or a name
    cannot be written into it, OutputError if it cannot be written.
    """
    workspace = open_workspace(root)
    name, compose = _FORMS[kind]
    require_room(root, kind)
    parts = urlsplit(workspace.network.base_url)
    site = Site(
        str(root.resolve()),
        parts.scheme,
        parts.hostname or "",
        parts.port,
        unquote(parts.path),
        workspace.network.pages,
    )
    _require_plain(site.base, kind)
    write_whole(root / name, compose(site).encode(), shown=name)
    return name


def require_room(root: Path, kind: str) -> None:
    """Raise UsageError if there is such a configuration, or it could not name the folder."""
    name = path_of(kind)
    if (root / name).exists() or (root / name).is_symlink():
        raise UsageError(
            "is there already, so nothing was written",
            path=name,
            remedy="move it away, and run this again",
        )
    _require_plain(str(root.resolve()), kind)


def _require_plain(path: str, kind: str) -> None:
    odd = next((character for character in path if character in _ODD), None)
    if odd is not None:
        raise UsageError(
            f"has a {odd!r} in its name, which {kind} would read as something else",
            path=path,
            remedy="call the folder something else",
        )


_FRAMED = "^/feeds/[^/]+/player/"
"""The one kind of page that other sites may show in a frame: the player to embed."""

_UNFRAMED = "frame-ancestors 'self'"
_CORS = "Access-Control-Allow-Origin"  # players on other sites read chapters and transcripts


def _nginx(site: Site) -> str:
    port = site.port or (443 if site.scheme == "https" else 80)
    if site.is_local:
        host = f"[{site.host}]" if ":" in site.host else site.host
        listens = [f"    listen {host}:{port};"]
    else:
        listens = [f"    listen {port};", f"    listen [::]:{port};"]
        if site.scheme == "https":
            listens = [line.replace(";", " ssl;") for line in listens] + [
                f"    # ssl_certificate /etc/letsencrypt/live/{site.host}/fullchain.pem;",
                f"    # ssl_certificate_key /etc/letsencrypt/live/{site.host}/privkey.pem;",
            ]
    types = sorted(served.BY_SUFFIX.items())
    lines = [
        "# What podfeed built, served by nginx. Include this file in the http part of nginx.conf:",
        f'#     include "{site.root}/{path_of("nginx")}";',
        "server {",
        *listens,
        f"    server_name {site.host};",
        f'    root "{site.root}";',
        "",
        "    # What every file is, by its name; nginx's own table knows no feeds.",
        "    types {",
        *(f'        "{kind}" {suffix[1:]};' for suffix, kind in types),
        "    }",
        "    default_type application/octet-stream;",
        "",
    ]
    if site.base:
        # One level up in the address, the folder is the same.
        lines[-1:] = ["", f'    rewrite "^{_regex(site.base)}(/(?:feeds|media)/.*)$" $1;', ""]
    if site.pages:
        lines += [
            "    absolute_redirect off;",
            f'    location = "{site.base}/" {{ return 302 "{site.home}"; }}',
            "",
        ]
    for_feeds = [
        f'        add_header Cache-Control "{served.SHORT}";',
        f'        add_header {_CORS} "*";',
    ]
    lines += [
        "    # A build takes SHOW.xml.gz away before it writes another SHOW.xml; where something",
        "    # else puts a feed there, such as git, run podfeed build after it.",
        "    location /feeds/ {",
        "        gzip_static on;",
        "        gzip on;",
        "        gzip_vary on;",
        "        gzip_min_length 1000;",
        f"        gzip_types {' '.join(_texts())};",
        *for_feeds,
        f'        add_header Content-Security-Policy "{_UNFRAMED}";',
        *_nested(f"{_regex(served.CHAPTERS)}$", for_feeds, served.CHAPTERS_TYPE),
        *_nested(f"/{_regex(served.SITEMAP)}$", for_feeds, served.SITEMAP_TYPE),
        "        # The player alone may be shown in a frame by other sites.",
        *_nested(_FRAMED, for_feeds),
        "        location ~ /\\. { return 404; }",
        "    }",
        "    location /media/ {",
        f'        add_header Cache-Control "{served.ASK_AGAIN}";',
        f'        add_header {_CORS} "*";',
        "        location ~ /\\. { return 404; }",
        "        # With audio_names: hashed, an address carries the hash of its file.",
        f'        location ~ "^{PATTERN}$" {{',
        "            try_files $uri $1$3 =404;",
        f'            add_header Cache-Control "{served.FOR_EVER}";',
        f'            add_header {_CORS} "*";',
        "        }",
        "    }",
        "    location / { return 404; }  # seeds/ are nobody's business",
        "}",
    ]
    return "\n".join(lines) + "\n"


def _texts() -> list[str]:
    """The types that are worth packing, as they are sent: to nginx each is one word."""
    known = {*served.BY_SUFFIX.values(), served.CHAPTERS_TYPE, served.SITEMAP_TYPE}
    kinds = ("application/json", "application/rss", "application/x-subrip", "application/xml")
    texts = [kind for kind in known if kind.startswith(("text/", "image/svg", *kinds))]
    return sorted(f'"{kind}"' for kind in texts)


def _nested(pattern: str, headers: list[str], kind: str | None = None) -> list[str]:
    """A location in that of feeds/: nginx takes over no header into one that has its own."""
    own = [f'            types {{ }} default_type "{kind}";'] if kind else []
    return [
        f'        location ~ "{pattern}" {{',
        *own,
        *(f"    {line}" for line in headers),
        "        }",
    ]


def _regex(text: str) -> str:
    return re.escape(text).replace("\\ ", " ")


def _caddy(site: Site) -> str:
    host = f"[{site.host}]" if ":" in site.host else site.host
    address = f"{site.scheme}://{host}" + (f":{site.port}" if site.port else "")
    by_type: dict[str, list[str]] = {}
    for suffix, kind in sorted(served.BY_SUFFIX.items()):
        by_type.setdefault(kind, []).append(f"*{suffix}")
    types = []
    for number, (kind, patterns) in enumerate(by_type.items()):
        types += [
            f"@type{number} path {' '.join(patterns)}",
            f'header @type{number} Content-Type "{kind}"',
        ]
    lines = [
        "# What podfeed built, served by Caddy: caddy run --config Caddyfile",
        f"{address} {{",
        *(["\tbind " + site.host] if site.is_local else []),
        f'\troot * "{site.root}"',
        "\troute {",
        *([f'\t\turi strip_prefix "{site.base}"'] if site.base else []),
        *([f"\t\tredir / {site.home} 302"] if site.pages else []),
        "\t\t@hidden path */.*",
        "\t\trespond @hidden 404",
        "",
        "\t\t# What every file is, by its name; the table of the system may know no feeds.",
        *(f"\t\t{line}" for line in types),
        f"\t\t@chapters path *{served.CHAPTERS}",
        f'\t\theader @chapters Content-Type "{served.CHAPTERS_TYPE}"',
        f"\t\t@sitemap path */{served.SITEMAP}",
        f'\t\theader @sitemap Content-Type "{served.SITEMAP_TYPE}"',
        f'\t\theader {_CORS} "*"',
        "",
        "\t\t# A build takes SHOW.xml.gz away before it writes another SHOW.xml; where something",
        "\t\t# else puts a feed there, such as git, run podfeed build after it.",
        "\t\thandle /feeds/* {",
        f'\t\t\theader Cache-Control "{served.SHORT}"',
        "\t\t\tencode gzip",
        "\t\t\t# The player alone may be shown in a frame by other sites.",
        "\t\t\t@unframed {",
        "\t\t\t\tpath *.html */",
        f'\t\t\t\tnot path_regexp "{_FRAMED}"',
        "\t\t\t}",
        f'\t\t\theader @unframed Content-Security-Policy "{_UNFRAMED}"',
        "\t\t\tfile_server {",
        "\t\t\t\tprecompressed gzip",
        "\t\t\t}",
        "\t\t}",
        "\t\t# With audio_names: hashed, an address carries the hash of its file.",
        f'\t\t@hashed path_regexp hashed "^/media/{PATTERN}$"',
        "\t\thandle @hashed {",
        f'\t\t\theader Cache-Control "{served.FOR_EVER}"',
        "\t\t\ttry_files {path} /media/{re.hashed.1}{re.hashed.3}",
        "\t\t\tfile_server",
        "\t\t}",
        "\t\thandle /media/* {",
        f'\t\t\theader Cache-Control "{served.ASK_AGAIN}"',
        "\t\t\tfile_server",
        "\t\t}",
        "\t\trespond 404",
        "\t}",
        "}",
    ]
    return "\n".join(lines) + "\n"


_FORMS: dict[str, tuple[str, Callable[[Site], str]]] = {
    "nginx": ("nginx.conf", _nginx),
    "caddy": ("Caddyfile", _caddy),
}
