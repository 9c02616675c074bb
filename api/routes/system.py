"""Whether the server lives, whether its store answers, what it counts, and its ontology."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.metrics import Metrics
from api.opened import PlainStore
from graph import schema

router = APIRouter(tags=["system"])


@dataclass(frozen=True, slots=True)
class Health:
    """The process lives."""

    status: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The store answers; `empty` says that nothing has been loaded yet."""

    status: str
    engine: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """The ontology, as declared."""

    version: str
    nodes: tuple[schema.NodeType, ...]
    node_properties: tuple[schema.Property, ...]
    relationships: tuple[schema.RelationshipType, ...]
    relationship_properties: tuple[schema.Property, ...]


@router.get("/health", summary="Is the server alive?")
def health() -> Health:
    """Answer without touching the store."""
    return Health("ok")


@router.get("/ready", summary="Does the store answer?")
def ready(store: PlainStore) -> Ready:
    """Ask the store; 503 when it cannot be reached."""
    return Ready("ok", store.engine, store.is_empty())


@router.get(
    "/metrics",
    summary="What does the server count?",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def metrics(request: Request) -> Response:
    """Requests by route and status, their seconds, and errors of the store, for Prometheus."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/schema", summary="Which labels, relationships and properties are there?")
def ontology() -> Schema:
    """The declared ontology: names, display names in two languages, allowed ends."""
    return Schema(
        schema.VERSION,
        schema.NODE_TYPES,
        tuple(p for p in schema.NODE_PROPERTIES if not p.internal),
        schema.RELATIONSHIP_TYPES,
        schema.RELATIONSHIP_PROPERTIES,
    )
