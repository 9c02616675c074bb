"""Personal fields: read by a key of scope `restricted`, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from api.answers import json_answer
from api.keys import may_read_restricted
from api.opened import StoreOfServer
from api.routes.nodes import NodeId
from graph.errors import NotFound
from graph.settings import Settings
from ingest.statements import known
from ingest.tables.archive import restricted_values

router = APIRouter(tags=["graph"])


@dataclass(frozen=True, slots=True)
class RestrictedAnswer:
    """The personal fields of a node, by the source that tells them."""

    id: str
    sources: dict[str, dict[str, Any]]


@router.get(
    "/nodes/{id}/restricted",
    summary="Personal fields of a node",
    response_model=RestrictedAnswer,
    responses={403: {"description": "The key is not of scope restricted."}},
)
def restricted(request: Request, store: StoreOfServer, id: NodeId) -> Response:
    """What sources tell of a person that no graph, page or export holds."""
    if not may_read_restricted(request):
        raise HTTPException(403, "personal fields need a key of scope restricted")
    if not known(store, [id]):
        raise NotFound("node", id)
    settings: Settings = request.app.state.settings
    answer = json_answer(RestrictedAnswer(id, restricted_values(settings, store, id)))
    answer.headers["Cache-Control"] = "no-store"
    return answer
