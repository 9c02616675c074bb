"""The part of the graph around some nodes, and what of it was left out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from graph import schema
from graph.errors import InvalidRequest, NotFound
from graph.store import Reader, Value
from queries.nodes import NodeView, current_id
from queries.pattern import Direction, Pattern, pattern, within
from queries.registry import resolve, statement

MOST_DEPTH = 3
MOST_NODES = 5_000
MOST_SEEDS = 100
MOST_RELATIONSHIPS = 50_000
"""Relationships of one answer; more are refused, since no tool draws and no person reads them."""

_NEVER_SEED = {"Passage", "Load", "Redirect"}
_OWN_FIELDS = {"id", "kind"}


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship with every property that is set: quote, passages, status, method, rule…"""

    id: str
    type: str
    start: str
    end: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Cut:
    """How many nodes were left out at `depth`; where `deeper`, all beyond them was too.

    `how` says in one line what is missing and how to get it.
    """

    left_out: int
    depth: int
    deeper: bool
    how: str


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes by distance from the seeds and then by id, and all relationships between them."""

    nodes: tuple[NodeView, ...]
    relationships: tuple[Edge, ...]
    cut: Cut | None
    seeds: tuple[str, ...]
    depth: int


def subgraph(
    store: Reader,
    *,
    seeds: Sequence[str],
    depth: int = 1,
    types: Sequence[str] = (),
    labels: Sequence[str] = (),
    direction: Direction = "both",
    limit: int = 500,
) -> Subgraph:
    """What lies within `depth` steps (1–3) of the seeds (ids, names or aliases), at most `limit`.

    `types` and `labels` filter what is followed and reached; the seeds always stay. Documents and
    clauses are left out unless asked for. `limit` is a number of nodes (1–5000).
    Raises NotFound with near matches, and InvalidRequest naming the parameter.
    """
    followed = pattern(types, labels, direction)
    within("depth", depth, MOST_DEPTH)
    within("limit", limit, MOST_NODES)
    within("seed", len(seeds), MOST_SEEDS)
    begun = tuple(dict.fromkeys(seed_id(store, seed) for seed in seeds))
    if len(begun) > limit:
        raise InvalidRequest(
            f"limit={limit} is less than the {len(begun)} seeds; raise it", parameter="limit"
        )
    chosen, frontier, full = sorted(begun), sorted(begun), 0
    for level in range(1, depth + 1):
        new = _reached(store, followed, frontier, set(chosen), limit)
        room = limit - len(chosen)
        chosen += new[:room]
        if len(new) > room:
            full = level
            break
        if not new:
            break
        frontier = new
    edges = edges_between(store, followed, chosen)
    cut = None
    if full:
        left = _left_out(store, followed, frontier, edges)
        cut = _cut(left, level=full, depth=depth, limit=limit)
    return Subgraph(nodes_of(store, chosen), edges, cut, begun, depth)


def everything(
    store: Reader, *, types: Sequence[str] = (), labels: Sequence[str] = (), limit: int = MOST_NODES
) -> Subgraph:
    """The whole graph, or what of it the filters name; never a part of that.

    Raises InvalidRequest when it has more than `limit` nodes.
    """
    followed = pattern(types, labels)
    names = [name for name in schema.NODES if name in followed.labels]
    total = sum(
        cast("int", store.read(f"MATCH (n:{name}) RETURN count(n) AS nodes").rows[0][0])
        for name in names
    )
    if total > limit:
        raise InvalidRequest(
            f"the graph has {total} nodes, and one file takes {limit}; name seeds, "
            "or narrow it by label",
            parameter="seed",
        )
    text = statement("whole_nodes")
    nodes = [
        node_of(record[0])
        for name in names
        for record in store.read(text.replace("(n)", f"(n:{name})")).rows
    ]
    everywhere = replace(followed, direction="out").narrow(
        statement("whole_relationships").replace("(n)", "(n {})"), followed.labels
    )
    edges = _edges(store, everywhere.replace(" {})", ")"), {}) if everywhere else ()
    return Subgraph(tuple(sorted(nodes, key=lambda n: n.id)), edges, None, (), 0)


def seed_id(store: Reader, text: str, *, merged: bool = True) -> str:
    """The id of the node that is meant by an id, a name or an alias.

    With `merged`, an id that was merged into another stands for that one.

    Raises NotFound with near matches, and InvalidRequest when several nodes have the name.
    """
    label = schema.label_of(text)
    if label is None:
        named = [name for name in schema.NODES if name not in _NEVER_SEED]
        try:
            return resolve(store, text, *named)
        except NotFound as exc:
            raise NotFound("node", text, exc.near) from None
        except InvalidRequest as exc:
            raise InvalidRequest(
                f"seed {text!r} names several nodes; pass an id",
                parameter="seed", allowed=exc.allowed,
            ) from None  # fmt: skip
    if store.read(f"MATCH (n:{label} {{id: $id}}) RETURN n.id AS id", {"id": text}).rows:
        return text
    if merged and (current := current_id(store, text)):
        return current
    # Imported here: only an answer that fails needs it.
    from rapidfuzz import process

    ids = [str(id) for (id,) in store.read(f"MATCH (n:{label}) RETURN n.id AS id").rows]
    near = process.extract(text, sorted(ids), limit=3, score_cutoff=60)
    raise NotFound("node", text, tuple(id for id, _, _ in near))


def node_of(value: object) -> NodeView:
    """A node as a store answers with it: every property that it shows and that is set."""
    fields = cast("dict[str, Value]", value)
    id, label = str(fields["id"]), str(fields["label"])
    properties = {
        p.name: item for p in schema.shown_properties(label) if _is_set(item := fields.get(p.name))
    }
    return NodeView(id, label, str(fields.get("name") or id), properties)


def edge_of(value: object, start: str, end: str) -> Edge:
    """A relationship as a store answers with it: every property that is set."""
    fields = cast("dict[str, Value]", value)
    properties = {
        name: item for name, item in fields.items() if name not in _OWN_FIELDS and _is_set(item)
    }
    return Edge(str(fields["id"]), str(fields["kind"]), start, end, properties)


def labels_of(ids: Iterable[str]) -> set[str]:
    """The labels that these ids begin with."""
    return {label for id in ids if (label := schema.label_of(id))}


def _is_set(value: Value) -> bool:
    # What is no number, JSON and XML have no word for.
    return (
        value is not None
        and value != []
        and not (isinstance(value, float) and not math.isfinite(value))
    )


def _reached(
    store: Reader, followed: Pattern, frontier: Sequence[str], seen: set[str], limit: int
) -> list[str]:
    """The next level's ids in order: all of them, or one more than there is room for."""
    text = followed.narrow(statement("subgraph_level"), labels_of(frontier))
    if text is None:
        return []
    # Those seen may come again, and a null where a node has no relationship at all.
    rows = store.read(text, {"ids": list(frontier), "most": limit + 2}).rows
    return [str(id) for (id,) in rows if id is not None and id not in seen]


def _left_out(
    store: Reader, followed: Pattern, frontier: Sequence[str], edges: Sequence[Edge]
) -> int:
    """How many nodes next to the frontier were not taken: all of them less those among us."""
    text = followed.narrow(statement("subgraph_count"), labels_of(frontier))
    if text is None:
        return 0
    total = cast("int", store.read(text, {"ids": list(frontier)}).rows[0][0])
    here, taken = set(frontier), set[str]()
    for edge in edges:
        if edge.start in here and followed.direction != "in":
            taken.add(edge.end)
        if edge.end in here and followed.direction != "out":
            taken.add(edge.start)
    return total - sum(schema.label_of(id) in followed.labels for id in taken)


def _cut(nodes: int, *, level: int, depth: int, limit: int) -> Cut:
    raised = f"raise limit (now {limit}, at most {MOST_NODES}), " if limit < MOST_NODES else ""
    beyond = f" and all beyond depth {level}" if level < depth else ""
    return Cut(
        nodes,
        level,
        level < depth,
        f"{nodes} nodes at depth {level}{beyond} left out; {raised}"
        "narrow by rel, label or direction, or begin at another seed",
    )


def edges_between(store: Reader, followed: Pattern, ids: Sequence[str]) -> tuple[Edge, ...]:
    """All relationships of the pattern's types between these nodes, by start, type and end."""
    labels = labels_of(ids)
    among = Pattern(followed.types, frozenset(labels), "out")
    text = among.narrow(statement("subgraph_relationships"), labels)
    return _edges(store, text, {"ids": list(ids)}) if text else ()


def _edges(store: Reader, text: str, parameters: Mapping[str, object]) -> tuple[Edge, ...]:
    found = store.read(text, parameters, limit=MOST_RELATIONSHIPS)
    if found.truncated:
        raise InvalidRequest(
            f"more than {MOST_RELATIONSHIPS} relationships lie between these nodes; "
            "lower limit, or narrow by rel or label",
            parameter="limit",
        )
    edges = [edge_of(relation, str(start), str(end)) for start, end, relation in found.rows]
    return tuple(sorted(edges, key=lambda e: (e.start, e.type, e.end, e.id)))


def nodes_of(store: Reader, ids: Sequence[str]) -> tuple[NodeView, ...]:
    """The nodes of these ids in this order; unknown ids are left out."""
    # A query a label: one over several labels reads the columns of all of them.
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    for id in ids:
        by_label[schema.label_of(id) or ""].append(id)
    text = statement("subgraph_nodes")
    found = {
        node.id: node
        for label, some in by_label.items()
        for (value,) in store.read(text.replace("(n {", f"(n:{label} {{"), {"ids": some}).rows
        for node in (node_of(value),)
    }
    return tuple(found[id] for id in ids if id in found)
