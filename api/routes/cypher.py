"""One reading statement of the caller's own, where the server allows it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.answers import Cut, json_answer
from api.bodies import body_of
from api.opened import PlainStore
from graph.errors import InvalidRequest, StoreError, StoreUnavailable
from graph.readonly import check_read_only
from graph.settings import Settings

router = APIRouter(tags=["questions"])

MOST_BYTES = 64 * 1024
MOST_ROWS = 10_000
MOST_SECONDS = 30.0

Scalar = str | bool | int | float | None


class Statement(BaseModel):
    """A reading statement and its parameters."""

    model_config = ConfigDict(extra="forbid", strict=True)

    cypher: str = Field(
        min_length=1, examples=["MATCH (p:Park) WHERE p.name CONTAINS $part RETURN p.name AS name"]
    )
    params: dict[str, Scalar | list[str] | list[int] | list[float]] = Field(
        default_factory=dict, examples=[{"part": "高新区"}]
    )
    limit: int = Field(default=1000, ge=1, le=MOST_ROWS, description="Rows at most.")
    timeout: float = Field(default=10.0, gt=0, le=MOST_SECONDS, description="Seconds at most.")


class Rows(BaseModel):
    """The rows of a statement; nodes and relationships are objects of their properties."""

    columns: list[str]
    rows: list[list[Any]]
    cut: Cut | None = Field(description="Whether the limit left rows out.")


async def _body(request: Request) -> bytes:
    settings: Settings = request.app.state.settings
    if not settings.cypher:
        raise HTTPException(403, "this server runs no statements: set ATLAS_CYPHER=1 to allow it")
    return await body_of(request, MOST_BYTES)


@router.post(
    "/cypher",
    summary="Run one reading statement",
    response_model=Rows,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Statement"}}},
        }
    },
)
def run_statement(store: PlainStore, body: Annotated[bytes, Depends(_body)]) -> Response:
    """Rows of one statement that only reads: what could write, read files or call procedures is
    refused by its words, and the store is open for reading only."""
    try:
        asked = Statement.model_validate_json(body)
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:2]) or "body"
        raise InvalidRequest(f"{where}: {first['msg']}", parameter=where) from exc
    check_read_only(asked.cypher)
    try:
        table = store.read(asked.cypher, asked.params, limit=asked.limit, timeout=asked.timeout)
    except StoreUnavailable:
        raise
    except StoreError as exc:
        # What is wrong is the statement, not the store.
        raise InvalidRequest(str(exc), parameter="cypher") from exc
    cut = {"left_out": None, "how": "pass a higher limit, or an ORDER BY with SKIP"}
    return json_answer(
        {"columns": table.columns, "rows": table.rows, "cut": cut if table.truncated else None}
    )
