"""Nodes, what they are joined to, and the clauses that prove it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api.answers import Cut, json_answer, part_of
from api.opened import StoreOfServer
from graph.errors import InvalidRequest, NotFound
from queries import nodes as read

router = APIRouter(tags=["graph"])

NodeId = Annotated[str, Path(max_length=300, examples=["region:cn"])]
Cursor = Annotated[str, Query(max_length=400, description="`next` of the page before.")]


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """A node with its relationships, each with the words that say it.

    `total` counts all relationships; `cut` tells how to get those that are not here.
    """

    node: read.NodeView
    relationships: tuple[read.Neighbor, ...]
    passages: tuple[read.Passage, ...]
    total: int
    cut: Cut | None


@dataclass(frozen=True, slots=True)
class NodesAnswer:
    """Some nodes; `next` is the cursor of the following ones, or null when these are the last."""

    nodes: tuple[read.NodeView, ...]
    next: str | None
    cut: Cut | None


@dataclass(frozen=True, slots=True)
class PassagesAnswer:
    """Clauses of a document in order; `next` is the cursor of the following ones."""

    passages: tuple[read.Passage, ...]
    total: int
    next: str | None
    cut: Cut | None


@dataclass(frozen=True, slots=True)
class SourcesAnswer:
    """The documents that the graph rests on, oldest first."""

    sources: tuple[read.Source, ...]


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


@router.get("/nodes", summary="Which nodes are there?", response_model=NodesAnswer)
def list_nodes(
    store: StoreOfServer,
    label: Annotated[str | None, Query(max_length=40, examples=["Park"])] = None,
    q: Annotated[str, Query(max_length=200, description="Text within a name.")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = "",
) -> Response:
    """Nodes by label and by text within their name, in the order of their ids."""
    page = read.nodes(store, label=label, text=q, after=_after(cursor), limit=limit)
    onward = _cursor(page.after)
    cut = onward and {"left_out": page.left, "how": f"pass cursor={onward}"}
    return json_answer({"nodes": page.nodes, "next": onward, "cut": cut})


@router.get(
    "/nodes/{id}", summary="What is this node, and what says so?", response_model=NodeAnswer
)
def one_node(
    store: StoreOfServer,
    id: NodeId,
    limit: Annotated[int, Query(ge=1, le=5000, description="Relationships at most.")] = 500,
) -> Response:
    """A node, its relationships in and out, and the clauses their words stand in.

    An id that was merged into another is answered with the way there (308).
    """
    node = read.node(store, id=id)
    found = read.neighbors(store, id=id, limit=limit)
    total = len(found) if len(found) < limit else read.relationship_count(store, id=id)
    left = total - len(found)
    how = f"pass a higher limit, or page through /api/v1/nodes/{id}/neighbors"
    ids = [passage for r in found for passage in r.passages]
    return json_answer(
        {
            "node": node, "relationships": found, "passages": read.passages(store, ids=ids),
            "total": total, "cut": {"left_out": left, "how": how} if left > 0 else None,
        }
    )  # fmt: skip


@router.get(
    "/passages", summary="Which clauses does this document have?", response_model=PassagesAnswer
)
def list_passages(
    store: StoreOfServer,
    source: Annotated[str, Query(max_length=300, description="A document's id, as in `sources`.")],
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Cursor = "",
) -> Response:
    """The clauses of a document in their own words, in order."""
    clauses = read.clauses(store, policy_id=source)
    if not clauses:
        raise NotFound("source", source, tuple(s.id for s in read.sources(store)[:3]))
    part = part_of(clauses, limit=limit, cursor=cursor, of=source)
    return json_answer(
        {"passages": part.rows, "total": part.total, "next": part.next, "cut": part.cut}
    )


@router.get(
    "/passages/{id}", summary="What does this clause say?", response_model=read.Passage
)  # fmt: skip
def one_passage(store: StoreOfServer, id: NodeId) -> Response:
    """One clause of a source, in its own words."""
    found = read.passages(store, ids=[id])
    if not found:
        raise NotFound("passage", id)
    return json_answer(found[0])


@router.get("/sources", summary="Which documents are there?", response_model=SourcesAnswer)
def list_sources(store: StoreOfServer) -> Response:
    """The documents that have clauses in the graph."""
    return json_answer({"sources": read.sources(store)})
