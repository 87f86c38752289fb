"""The web application of the preview: feeds and pages from memory, media from the disk.

Files are served as a careful host would: byte ranges, HEAD, ETag and 304, gzip for text. A page
of the preview reloads itself when something has changed, and shows the findings of ``check``.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from html import escape
from importlib.resources import files as resources
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from podfeed.probes.audio import TYPES
from podfeed.reports import to_json
from podfeed.served import media_type
from podfeed.serving.scripting import SCRIPT, with_script
from podfeed.serving.texts import Texts, is_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from os import PathLike, stat_result
    from pathlib import Path

    from starlette.types import Scope

    from podfeed.serving.site import File, Site

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")  # unless it is refused
_N = r"\d{1,18}"  # no file is longer, and no number takes long to read
_ONE = rf"(?:{_N}-(?:{_N})?|-{_N})"
_RANGES = re.compile(rf"bytes=\s*{_ONE}(?:\s*,\s*{_ONE})*\s*".encode())
_HEARTBEAT = 15  # seconds, so that a browser that is gone is noticed


class Events:
    """Tells every open page that something has changed; ``made`` is another after each change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Queue[str | None]] = set()
        self.made = token_hex(8)

    def tell(self, what: str | None) -> None:
        """Send ``reload`` or ``findings`` to all pages; None ends what they listen to."""
        if what == "reload":
            self.made = token_hex(8)
        for queue in self._waiting:
            queue.put_nowait(what)

    async def stream(self) -> AsyncIterator[str]:
        """The events for one page, as server-sent events."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._waiting.add(queue)
        try:
            yield f"retry: 1000\n\nevent: made\ndata: {self.made}\n\n"
            while True:
                try:
                    what = await asyncio.wait_for(queue.get(), _HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                else:
                    if what is None:
                        return
                    yield f"event: {what}\ndata: {what}\n\n"
        finally:
            self._waiting.discard(queue)


def _is_usable(name: bytes, value: bytes) -> bool:
    """Whether a header can be heeded: a range that is none is as if it were not there."""
    if name != b"range":
        return True
    limits = re.findall(rb"(\d+)-(\d+)", value)
    return bool(_RANGES.fullmatch(value)) and all(int(a) <= int(b) for a, b in limits)


class _Media(StaticFiles):
    """media/ with the types that feeds name; hidden files are not there."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._texts = Texts()

    async def get_response(self, path: str, scope: Scope) -> Response:
        if scope["method"] in ("GET", "HEAD") and is_text(path):
            with suppress(OSError, ValueError):  # no such file: it is said below
                found, status = await asyncio.to_thread(self.lookup_path, path)
                file = status and await self._texts.get(found, status)
                if file:
                    return _serve(Request(scope), file)
        return await super().get_response(path, scope)

    def lookup_path(self, path: str) -> tuple[str, stat_result | None]:
        if any(part.startswith(".") for part in path.replace("\\", "/").split("/") if part != "."):
            return "", None
        return super().lookup_path(path)

    def file_response(
        self,
        full_path: PathLike[str] | str,
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        scope["headers"] = [one for one in scope["headers"] if _is_usable(*one)]
        response = super().file_response(full_path, stat_result, scope, status_code)
        name = str(full_path).lower()
        known = TYPES.get(name[name.rfind(".") :]) if "." in name else None
        if "content-type" in response.headers:
            response.headers["content-type"] = known or media_type(name)
        response.headers["cache-control"] = "no-cache"
        return response


def application(
    site: Site,
    events: Events,
    *,
    hosts: Sequence[str],
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """The application for a site that was made; ``hosts`` are the names it answers to."""

    async def home(_: Request) -> Response:
        if "feeds/index.html" in site.files:
            return RedirectResponse("/feeds/index.html")
        headers = {"cache-control": "no-store"}
        return Response(_plain_home(site), media_type="text/html", headers=headers)

    async def made(request: Request) -> Response:
        path = request.path_params["path"]
        path = f"feeds/{path}index.html" if not path or path.endswith("/") else f"feeds/{path}"
        file = site.files.get(path)
        if f"{path}/index.html" in site.files:
            return RedirectResponse(f"{request.url.path}/")
        if file is None and (moved := site.moved(path)) is not None:
            return RedirectResponse(f"/{quote(moved)}")
        if file is None:
            return Response("there is no such file in the preview\n", 404, media_type="text/plain")
        return _serve(request, file)

    async def told(_: Request) -> Response:
        stale = ",".join(quote(site.name(slug)) for slug in sorted(site.stale))
        headers = {"cache-control": "no-store", "podfeed-stale": stale, "podfeed-made": events.made}
        return Response(to_json(site.told()), media_type="application/json", headers=headers)

    async def listen(_: Request) -> Response:
        headers = {"cache-control": "no-store"}
        return StreamingResponse(events.stream(), media_type="text/event-stream", headers=headers)

    async def script(_: Request) -> Response:
        text = resources("podfeed.serving").joinpath("preview.js").read_text(encoding="utf-8")
        headers = {"cache-control": "no-store"}
        return Response(text, media_type="text/javascript", headers=headers)

    return Starlette(
        routes=[
            Route("/", home),
            Route("/-/findings", told),
            Route("/-/events", listen),
            Route(SCRIPT, script),
            Route("/feeds/{path:path}", made),
            Mount("/media", _Media(site.root / "media")),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        lifespan=lifespan,
    )


def _serve(request: Request, file: File) -> Response:
    """A file from memory: as it is, packed, in part, or not at all if it is known already."""
    headers = {"etag": file.etag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
    known = request.headers.get("if-none-match", "")
    if known == "*" or file.etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]:
        return Response(status_code=304, headers=headers)
    headers |= {"accept-ranges": "bytes", "content-type": file.type}
    wanted = request.headers.get("range")
    if wanted is not None and request.headers.get("if-range", file.etag) == file.etag:
        return _part(file, wanted, headers)
    if file.packed is not None and _GZIP.search(request.headers.get("accept-encoding", "")):
        # Other bytes than those that ranges are counted in.
        headers |= {"content-encoding": "gzip", "etag": f"W/{file.etag}"}
        return Response(file.packed, headers=headers)
    return Response(file.data, headers=headers)


def _part(file: File, wanted: str, headers: dict[str, str]) -> Response:
    """One byte range of a file."""
    size = len(file.data)
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", wanted.strip(), re.ASCII)
    if match is None or match[0] == "bytes=-":
        return Response(file.data, headers=headers)
    first, last = match.groups()
    if first and last and int(first) > int(last):
        return Response(file.data, headers=headers)
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end or start >= size:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{size}"})
    headers |= {"content-range": f"bytes {start}-{end}/{size}"}
    return Response(file.data[start : end + 1], 206, headers=headers)


def _plain_home(site: Site) -> bytes:
    """The way to the feeds, where the site has no page of its own."""
    links = "".join(
        f'<li><a href="{escape(address)}">{escape(show)}</a></li>'
        for show, address in site.shows.items()
    )
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title>'
        f"<body><h1>Preview</h1><ul>{links}</ul></body></html>"
    )
    return with_script(page.encode())
