"""The script of the preview on a page, with the page's own policy still in force."""

from __future__ import annotations

import re
from html import escape, unescape

SCRIPT = "/-/preview.js"
"""Where it is."""

_META = re.compile(rb"<meta\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s\"'<>/=]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+)")
_HEAD = re.compile(rb"</head\b|<body\b", re.IGNORECASE)  # no policy counts after that
_RULING = (
    ("script-src", ("script-src-elem", "script-src", "default-src")),
    ("connect-src", ("connect-src", "default-src")),
)
"""What the script needs, and what says whether it may have it: the first that is stated."""


def with_script(html: bytes) -> bytes:
    """A page with the script of the preview at its end.

    Its policy lets that run and ask this server. All else it forbids stays forbidden, so that a
    template which breaks its own policy is seen to do so before it is published.
    """
    end = found.start() if (found := _HEAD.search(html)) is not None else len(html)
    html = _META.sub(lambda found: _opened(found[0]), html[:end]) + html[end:]
    place = html.lower().rfind(b"</body>")
    place = place if place >= 0 else len(html)
    return html[:place] + f'<script src="{SCRIPT}" defer></script>'.encode() + html[place:]


def _opened(meta: bytes) -> bytes:
    """A meta element; if it is a policy, one that lets the script be."""
    said = {found[1].lower(): found for found in _ATTRIBUTE.finditer(meta)}
    kind, content = said.get(b"http-equiv"), said.get(b"content")
    if kind is None or content is None or _bare(kind[2]).lower() != b"content-security-policy":
        return meta
    start, end = content.span(2)
    return meta[:start] + b'"' + _widened(_bare(content[2])) + b'"' + meta[end:]


def _bare(value: bytes) -> bytes:
    """The value of an attribute without its quotes."""
    return value[1:-1] if value[:1] in (b'"', b"'") else value


def _widened(policy: bytes) -> bytes:
    """A policy that lets scripts and connections of the page's own origin, and what it let before.

    >>> _widened(b"default-src 'none'; script-src 'none'; img-src data:").decode()
    "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self'"
    >>> _widened(b"img-src data:").decode()  # which forbids no script
    'img-src data:'
    """
    stated: dict[str, list[str]] = {}
    for part in unescape(policy.decode("utf-8", "replace")).split(";"):
        if words := part.split():
            stated.setdefault(words[0].lower(), words[1:])
    for needed, names in _RULING:
        ruling = next((name for name in names if name in stated), None)
        if ruling is not None and "'self'" not in stated[ruling]:
            name = needed if ruling == "default-src" else ruling
            stated[name] = [*(one for one in stated[ruling] if one != "'none'"), "'self'"]
    said = "; ".join(" ".join((name, *sources)) for name, sources in stated.items())
    return escape(said, quote=False).replace('"', "&quot;").encode()
