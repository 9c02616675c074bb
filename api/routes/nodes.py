"""Nodes, what they are joined to, and the clauses that prove it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.opened import StoreOfServer
from graph.errors import InvalidRequest, NotFound
from queries import nodes as read

router = APIRouter(tags=["graph"])


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """A node with every relationship it has, each with the words that say it."""

    node: read.NodeView
    relationships: tuple[read.Neighbor, ...]
    passages: tuple[read.Passage, ...]


@dataclass(frozen=True, slots=True)
class NodesAnswer:
    """Some nodes; `next` is the cursor of the following ones, or null when these are the last."""

    nodes: tuple[read.NodeView, ...]
    next: str | None


def _cursor(after: str | None) -> str | None:
    return None if after is None else base64.urlsafe_b64encode(after.encode()).decode()


def _after(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as exc:
        raise InvalidRequest(
            f"cursor {cursor[:40]!r} is none of ours: pass `next` of the page before",
            parameter="cursor",
        ) from exc


@router.get("/nodes", summary="Which nodes are there?")
def list_nodes(
    store: StoreOfServer,
    label: Annotated[str | None, Query(examples=["Park"])] = None,
    q: Annotated[str, Query(max_length=200, description="Text within a name.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> NodesAnswer:
    """Nodes by label and by text within their name, in the order of their ids."""
    page = read.nodes(store, label=label, text=q, after=_after(cursor), limit=limit)
    return NodesAnswer(page.nodes, _cursor(page.after))


@router.get("/nodes/{id}", summary="What is this node, and what says so?")
def one_node(
    store: StoreOfServer,
    id: Annotated[str, Path(max_length=300, examples=["region:cn"])],
) -> NodeAnswer:
    """A node, its relationships in and out, and the clauses their words stand in."""
    node = read.node(store, id=id)
    relationships = read.neighbors(store, id=id)
    ids = [passage for r in relationships for passage in r.passages]
    return NodeAnswer(node, relationships, read.passages(store, ids=ids))


@router.get("/passages/{id}", summary="What does this clause say?")
def one_passage(store: StoreOfServer, id: Annotated[str, Path(max_length=300)]) -> read.Passage:
    """One clause of a source, in its own words."""
    found = read.passages(store, ids=[id])
    if not found:
        raise NotFound("passage", id)
    return found[0]
