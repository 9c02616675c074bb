"""Whether the server lives, whether its store answers, and the ontology it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from api.opened import StoreOfServer
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
def ready(store: StoreOfServer) -> Ready:
    """Ask the store; 503 when it cannot be reached."""
    return Ready("ok", store.engine, store.is_empty())


@router.get("/schema", summary="Which labels, relationships and properties are there?")
def ontology() -> Schema:
    """The declared ontology: names, display names in two languages, allowed ends."""
    return Schema(
        schema.VERSION,
        schema.NODE_TYPES,
        schema.NODE_PROPERTIES,
        schema.RELATIONSHIP_TYPES,
        schema.RELATIONSHIP_PROPERTIES,
    )
