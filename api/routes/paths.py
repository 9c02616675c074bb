"""What connects two nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.answers import Cut, json_answer
from api.opened import StoreOfServer
from api.routes.subgraph import Labels, Types
from graph.store import Value
from queries import shortest
from queries.subgraph import Edge

router = APIRouter(tags=["graph"])


@dataclass(frozen=True, slots=True)
class PathNode:
    """A node on a path."""

    id: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step and the words that say it; `start` and `end` are the relationship's own."""

    type: str
    start: str
    end: str
    quote: str | None
    clause: str | None
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class PathOfSteps:
    """A path: its nodes in order, and a step between each two."""

    nodes: tuple[PathNode, ...]
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """All shortest paths between two nodes; `total` is how many there are."""

    start: str
    end: str
    total: int
    paths: tuple[PathOfSteps, ...]
    cut: Cut | None


@router.get("/paths", summary="What connects these two?", response_model=PathsAnswer)
def paths(
    store: StoreOfServer,
    start: Annotated[
        str, Query(alias="from", description="An id, a name or an alias.", examples=["region:cn"])
    ],
    end: Annotated[
        str, Query(alias="to", description="An id, a name or an alias.", examples=["region:cn"])
    ],
    rel: Types = [],  # noqa: B006
    label: Labels = [],  # noqa: B006
    max: Annotated[int, Query(description="Steps at most, 1 to 6.")] = shortest.MOST_STEPS,
    limit: Annotated[int, Query(description="Paths at most, 1 to 1000.")] = 100,
) -> Response:
    """Every shortest path between two nodes, each step with the words that say it."""
    found = shortest.connection(
        store, start=start, end=end, types=rel, labels=label, most_steps=max, limit=limit
    )
    left = found.count - len(found.walks)
    how = f"raise limit (at most {shortest.MOST_PATHS}), or narrow by rel or label"
    return json_answer(
        {
            "start": found.start, "end": found.end, "total": found.count,
            "paths": [
                {
                    "nodes": [{"id": n.id, "label": n.label, "name": n.name} for n in walk.nodes],
                    "steps": [_step(edge, found.clauses) for edge in walk.steps],
                }
                for walk in found.walks
            ],
            "cut": {"left_out": left, "how": how} if left else None,
        }
    )  # fmt: skip


def _step(edge: Edge, clauses: Mapping[str, str]) -> dict[str, object]:
    passages = shortest.passages_of(edge)
    return {
        "type": edge.type, "start": edge.start, "end": edge.end,
        "quote": edge.properties.get("quote"),
        "clause": clauses.get(passages[0]) if passages else None,
        "properties": edge.properties,
    }  # fmt: skip
