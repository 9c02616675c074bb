"""The one shape of an error under /api (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi.responses import Response
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """An error: what failed, with what value, what to do."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["label 'Zzz' is unknown; allowed: Park, Industry"])
    instance: str = Field(examples=["/api/v1/nodes"], description="The path that was asked.")
    parameter: str | None = Field(default=None, description="The parameter that is wrong.")
    allowed: list[str] | None = Field(default=None, description="Values that it may have.")
    near: list[str] | None = Field(default=None, description="Names that are there and alike.")


def problem(path: str, status: HTTPStatus, detail: str, **more: object) -> Response:
    """An error as an answer; members of `more` that are empty are left out."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": path,
        **{name: value for name, value in more.items() if value},
    }
    # In ASCII: a path or a value may hold what is no character at all.
    return Response(json.dumps(body), status.value, media_type=MEDIA_TYPE)
