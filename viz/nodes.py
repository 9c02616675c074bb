"""A node as lanes: one a kind of relationship, each line with the words that say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.store import Reader
from queries import nodes as read
from queries.nodes import Direction, Neighbor, NodeView

LANE_LIMIT = 20
"""Lines of a lane; what is left out is counted in its last line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One relationship: the other node, how it is meant, and its words with their clause."""

    other: NodeView
    status: str | None
    method: str | None
    role: str | None
    quote: str | None
    source: str | None
    passages: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Relationships of one type and direction, to nodes of one label. `count` is all of them."""

    kind: str
    direction: Direction
    label: str
    items: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class NodePage:
    """A node, its lanes, and how many relationships it has."""

    node: NodeView
    lanes: tuple[Lane, ...]
    count: int


def _lane_key(neighbor: Neighbor) -> tuple[bool, str, str, str]:
    # Clauses that merely mention a node come last: they are many and say least.
    return (
        neighbor.other.label == "Passage",
        neighbor.kind,
        neighbor.direction,
        neighbor.other.label,
    )


def node_page(store: Reader, *, id: str) -> NodePage:
    """The page of one node.

    Raises NotFound naming the id.
    """
    node = read.node(store, id=id)
    found = sorted(read.neighbors(store, id=id), key=_lane_key)
    groups = [(key, tuple(group)) for key, group in groupby(found, key=_lane_key)]
    shown = [neighbor for _, group in groups for neighbor in group[:LANE_LIMIT]]
    paths = _paths(store, shown)
    lanes = tuple(
        Lane(
            kind=group[0].kind,
            direction=group[0].direction,
            label=group[0].other.label,
            items=tuple(_line(neighbor, paths) for neighbor in group[:LANE_LIMIT]),
            count=len(group),
        )
        for _, group in groups
    )
    return NodePage(node, lanes, len(found))


def _paths(store: Reader, neighbors: Sequence[Neighbor]) -> dict[str, str]:
    ids = [id for neighbor in neighbors for id in neighbor.passages]
    return {passage.id: passage.path for passage in read.passages(store, ids=ids)}


def _line(neighbor: Neighbor, paths: dict[str, str]) -> Line:
    first = neighbor.passages[0] if neighbor.passages else ""
    return Line(
        other=neighbor.other,
        status=neighbor.status,
        method=neighbor.method,
        role=neighbor.role,
        quote=neighbor.quote,
        source=neighbor.source,
        passages=neighbor.passages,
        path=paths.get(first, first),
    )
