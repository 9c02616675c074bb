"""The body of a request, read up to a limit."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException, Request


async def body_of(request: Request, most: int) -> bytes:
    """The body; answers 413 when it has more than `most` bytes, before it is read to its end."""
    told = request.headers.get("content-length", "")
    parts: list[bytes] = []
    size = int(told) if told.isdecimal() and len(told) < 20 else 0
    if size <= most:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > most:
                break
            parts.append(part)
        else:
            return b"".join(parts)
    raise HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body has more than {most:,} bytes"
    )
