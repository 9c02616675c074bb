"""Loading by HTTP: a plan or a facts file is read and lands whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from api.answers import json_answer
from api.bodies import body_of
from api.keys import may_load
from graph.connection import open_store
from graph.errors import InvalidRequest, SourceError
from graph.settings import Settings
from ingest.judgements import judgements_of
from ingest.load import Loaded, load_facts
from ingest.plan import open_source

router = APIRouter(tags=["system"])

MOST_BYTES = 10 * 1024 * 1024

_loading = Lock()


@dataclass(frozen=True, slots=True)
class LoadAnswer:
    """What a load did; `unchanged` when the graph already held exactly these facts."""

    source: str
    name: str
    nodes: int
    relationships: int
    unchanged: bool


async def _file(request: Request) -> bytes:
    if not may_load(request):
        raise HTTPException(403, "this key may not load; use one of scope admin")
    return await body_of(request, MOST_BYTES)


@router.post(
    "/loads",
    summary="Load a plan or a facts file",
    response_model=LoadAnswer,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
def load(
    request: Request,
    body: Annotated[bytes, Depends(_file)],
    name: Annotated[
        str,
        Query(
            min_length=1,
            max_length=200,
            description="The file's name; its ending tells how it is read.",
            examples=["plan.txt", "facts.jsonl"],
        ),
    ],
) -> Response:
    """Read the body as a file of this name and load it; needs a key of scope `admin`."""
    if name != Path(name).name or "\\" in name or not name.isprintable() or name in {".", ".."}:
        raise InvalidRequest(f"name {name[:80]!r} is no name of a file", parameter="name")
    if not body:
        raise InvalidRequest("the body is empty; send the file as it is", parameter="body")
    settings: Settings = request.app.state.settings
    with TemporaryDirectory(prefix="innoatlas-") as folder:
        file = Path(folder) / name
        try:
            file.write_bytes(body)
        except OSError as exc:
            raise SourceError(f"cannot be kept: {exc.strerror}", file=name) from exc
        try:
            facts = open_source(file)
        except SourceError as exc:
            # The folder is ours and gone by now; the caller knows the file by its name.
            said = str(exc).partition(": ")[2]
            raise SourceError(said, file=name, row=exc.row) from exc
    # One load at a time: a second one waits for the first instead of being refused.
    with _loading:
        store = open_store(settings)
        try:
            done: Loaded = load_facts(store, facts, judgements_of(settings))
        finally:
            store.close()
    return json_answer(done)
