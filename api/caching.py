"""ETag and 304: an answer is told apart by the graph's version, never by its content."""

from __future__ import annotations

import hashlib

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_VARY = "Accept, Accept-Language, Authorization, Cookie"


class NotModified(Exception):
    """What the client has is what it would get."""


def mark(request: Request, version: str, program: str) -> None:
    """Give the answer its ETag; raises NotModified when the client already has it.

    It stands for the graph's version, this program's, and what else the answer at one address
    depends on: the form and the language asked for, and who may see what. It is weak, for it
    holds for the compressed answer too.
    """
    asked = request.headers
    parts = (
        program,
        version,
        getattr(request.state, "scope", None) or "",
        asked.get("accept", ""),
        asked.get("accept-language", ""),
    )
    etag = 'W/"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20] + '"'
    request.state.etag = etag
    given = [tag.strip() for tag in asked.get("if-none-match", "").split(",")]
    if etag in given or etag.removeprefix("W/") in given:
        raise NotModified


def not_modified(request: Request, _: Exception) -> Response:
    """The answer to NotModified."""
    return Response(status_code=304)


class Marked:
    """Sets the ETag that a route's reading of the store has found, on answers that went well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_marked(message: Message) -> None:
            etag = state.get("etag")
            if message["type"] == "http.response.start" and etag:
                if message["status"] in {200, 304}:
                    headers = MutableHeaders(scope=message)
                    headers["etag"] = etag
                    headers.setdefault("cache-control", "private, no-cache")
                    headers.add_vary_header(_VARY)
            await send(message)

        await self._app(scope, receive, send_marked)
