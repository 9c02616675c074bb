"""What one node is joined to, page by page, and how much of it there is."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from graph import schema
from graph.errors import InvalidRequest
from graph.store import Reader
from queries.nodes import NodeView
from queries.pattern import Direction, Pattern, pattern, within
from queries.registry import statement
from queries.subgraph import Edge, edge_of, labels_of, nodes_of, seed_id

MOST_ON_A_PAGE = 500
_BETWEEN = "\x1f"
_WAYS: tuple[Direction, ...] = ("in", "out")
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Neighbor:
    """One relationship of a node, and the node at its other end."""

    direction: Direction
    relationship: Edge
    node: NodeView


@dataclass(frozen=True, slots=True)
class NeighborCount:
    """How many relationships of one type the node has in one direction."""

    type: str
    direction: Direction
    count: int


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """A page of a node's relationships, by type, direction, other node and relationship.

    `counts` and `total` are of all that the filters name, `left` of those after this page;
    `after` is the cursor of the next one, or None when this is the last.
    """

    id: str
    neighbors: tuple[Neighbor, ...]
    counts: tuple[NeighborCount, ...]
    total: int
    left: int
    after: str | None


def neighborhood(
    store: Reader,
    id: str,
    *,
    types: Sequence[str] = (),
    labels: Sequence[str] = (),
    direction: Direction = "both",
    limit: int = 50,
    cursor: str = "",
) -> Neighborhood:
    """The relationships of a node (an id, a name or an alias), `limit` (1–500) from `cursor` on.

    Documents and clauses are left out unless asked for, as in `queries.subgraph`.
    Raises NotFound with near matches, also for an id that was merged into another, and
    InvalidRequest naming the parameter.
    """
    followed = pattern(types, labels, direction)
    within("limit", limit, MOST_ON_A_PAGE)
    begin, before = _begin(cursor)
    id = seed_id(store, id, merged=False)
    ways: list[Direction] = [way for way in _WAYS if direction in {way, "both"}]
    counted = [count for way in ways for count in _counts(store, followed, id, way)]
    counts = tuple(sorted(counted, key=lambda c: (c.type, c.direction)))
    keys: list[_Key] = []
    for count in counts:
        group = (count.type, count.direction)
        if len(keys) <= limit and group >= begin[:2]:
            one = Pattern(frozenset({count.type}), followed.labels, count.direction)
            last = begin if group == begin[:2] else ("", "", "", "")
            keys += _keys(store, one, id, last, limit + 1 - len(keys))
    total = sum(count.count for count in counts)
    shown = before + min(limit, len(keys))
    after = _cursor(keys[limit - 1], shown) if len(keys) > limit else None
    left = max(total - shown, 1) if after else 0
    return Neighborhood(id, _neighbors(store, id, keys[:limit]), counts, total, left, after)


def _cursor(last: _Key, shown: int) -> str:
    return urlsafe_b64encode(_BETWEEN.join((*last, str(shown))).encode()).decode()


def _begin(cursor: str) -> tuple[_Key, int]:
    """The last key before a page, and how many relationships came before it."""
    if not cursor:
        return ("", "", "", ""), 0
    try:
        kind, way, other, relationship, shown = (
            b64decode(cursor, altchars=b"-_", validate=True).decode().split(_BETWEEN)
        )
        return (kind, way, other, relationship), int(shown)
    except ValueError:
        raise InvalidRequest(
            f"cursor {cursor[:40]!r} is none of ours; pass the one that came with the page before",
            parameter="cursor",
        ) from None


def _counts(store: Reader, followed: Pattern, id: str, way: Direction) -> list[NeighborCount]:
    text = replace(followed, direction=way).narrow(
        statement("neighbors_counts"), {schema.label_of(id) or ""}
    )
    rows = store.read(text, {"id": id}).rows if text else ()
    return [NeighborCount(str(kind), way, cast("int", count)) for kind, count in rows]


def _keys(store: Reader, one: Pattern, id: str, last: _Key, most: int) -> list[_Key]:
    """The keys of the next relationships of one type and direction.

    Without their words, so that a hub's relationships are sorted fast.
    """
    text = one.narrow(statement("neighbors_page"), {schema.label_of(id) or ""})
    if text is None:
        return []
    after = {"id": id, "other": last[2], "relationship": last[3], "most": most}
    (kind,) = one.types
    return [
        (kind, one.direction, str(other), str(relationship))
        for other, relationship in store.read(text, after).rows
    ]


def _neighbors(store: Reader, id: str, keys: Sequence[_Key]) -> tuple[Neighbor, ...]:
    edges: dict[str, Edge] = {}
    for way in _WAYS:
        some = [key for key in keys if key[1] == way]
        one = Pattern(
            frozenset(kind for kind, *_ in some),
            frozenset(labels_of(o for _, _, o, _ in some)),
            way,
        )
        text = one.narrow(statement("neighbors_relationships"), {schema.label_of(id) or ""})
        given = {"id": id, "relationships": [relationship for *_, relationship in some]}
        for other, relation in store.read(text, given).rows if text else ():
            ends = (id, str(other)) if way == "out" else (str(other), id)
            edge = edge_of(relation, *ends)
            edges[edge.id] = edge
    nodes = {n.id: n for n in nodes_of(store, list(dict.fromkeys(key[2] for key in keys)))}
    return tuple(
        Neighbor("in" if way == "in" else "out", edges[relationship], nodes[other])
        for _, way, other, relationship in keys
        if relationship in edges and other in nodes
    )
