"""The script of the preview on a page, with the page's own policy still in force."""

from __future__ import annotations

import re
from html import escape, unescape

SCRIPT = "/-/preview.js"
"""Where it is."""

_POLICY = re.compile(
    rb"(<meta[^>]*http-equiv=[\"']?Content-Security-Policy[^>]*content=\")([^\"]*)", re.IGNORECASE
)
_NEEDED = ("script-src", "connect-src")


def with_script(html: bytes) -> bytes:
    """A page with the script of the preview at its end.

    Its policy lets that run and ask this server. All else it forbids stays forbidden, so that a
    template which breaks its own policy is seen to do so before it is published.
    """
    html = _POLICY.sub(lambda found: found[1] + _widened(found[2]), html, count=1)
    place = html.lower().rfind(b"</body>")
    place = place if place >= 0 else len(html)
    return html[:place] + f'<script src="{SCRIPT}" defer></script>'.encode() + html[place:]


def _widened(policy: bytes) -> bytes:
    """A policy that lets scripts and connections of the page's own origin, and what it let before.

    >>> _widened(b"default-src 'none'; script-src 'none'; img-src data:").decode()
    "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self'"
    """
    stated: dict[str, list[str]] = {}
    for part in unescape(policy.decode("utf-8", "replace")).split(";"):
        if words := part.split():
            stated.setdefault(words[0].lower(), words[1:])
    for name in _NEEDED:
        sources = stated.get(name, [] if name == "connect-src" else stated.get("default-src", []))
        if "'self'" not in sources:
            stated[name] = [*(one for one in sources if one != "'none'"), "'self'"]
    said = "; ".join(" ".join((name, *sources)) for name, sources in stated.items())
    return escape(said, quote=False).replace('"', "&quot;").encode()
