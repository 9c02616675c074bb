"""A node as lanes: one a label and kind of relationship, each line with the words that say it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph import schema
from graph.store import Reader, Value
from queries import nodes as read
from queries.lanes import LANE_LIMIT, Lane, lane_counts, lanes
from queries.nodes import NodeView
from queries.plans import source_names

COLUMNS = 4
"""Columns side by side at 1280 pixels; labels beyond that share one."""

FORMATS = ("json", "cytoscape", "graphml", "gexf", "jsonld", "turtle", "csv", "html")
"""Formats of a subgraph, as the API names them."""

_PLACE = {label: place for place, label in enumerate(schema.NODES)}


@dataclass(frozen=True, slots=True)
class Column:
    """Lanes that stand below one another. `stated` is whether any of their facts was stated."""

    lanes: tuple[Lane, ...]
    stated: bool


@dataclass(frozen=True, slots=True)
class NodePage:
    """A node, its lanes in columns, and how many relationships it has and shows.

    `sources` are the names of the documents and registers that name it, by id.
    """

    node: NodeView
    properties: tuple[tuple[str, Value], ...]
    sources: dict[str, str]
    columns: tuple[Column, ...]
    count: int
    shown: int
    formats: tuple[str, ...] = FORMATS


def node_page(store: Reader, *, id: str, lane: str | None = None) -> NodePage:
    """The page of one node; `lane` (`SUPPORTS.out.Industry`) shows more of that one alone.

    Raises NotFound naming the id.
    """
    node = read.node(store, id=id)
    counts = lane_counts(store, id=id)
    alone = {key: n for key, n in counts.items() if lane == ".".join(key)}
    found = lanes(store, id=id, counts=alone or counts, limit=500 if alone else LANE_LIMIT)
    kept = schema.node_properties(node.label)
    hidden = {p.name for p in kept if p.restricted or p.internal} | {
        "id",
        "name",
        "said",
        "sources",
    }
    sources = node.properties.get("sources")
    return NodePage(
        node=node,
        properties=tuple((n, v) for n, v in node.properties.items() if n not in hidden),
        sources=source_names(store, ids=sources if isinstance(sources, list) else ()),
        columns=_columns(found),
        count=sum(counts.values()),
        shown=sum(len(one.lines) for one in found),
    )


def _columns(found: tuple[Lane, ...]) -> tuple[Column, ...]:
    """A column a label; where labels are many, each next one goes to the shortest column."""
    by_label: dict[str, list[Lane]] = defaultdict(list)
    for one in sorted(found, key=lambda x: (_PLACE[x.label], x.kind, x.direction)):
        by_label[one.label].append(one)
    # Clauses that merely mention a node come last: they are many and say least.
    by_label |= {"Passage": by_label.pop("Passage")} if "Passage" in by_label else {}
    columns: list[list[Lane]] = [[] for _ in range(min(COLUMNS, len(by_label)))]
    for group in by_label.values():
        min(columns, key=lambda c: sum(3 + 2 * len(x.lines) for x in c)).extend(group)
    return tuple(
        Column(tuple(c), any(n.method != "derived" for x in c for n in x.lines)) for c in columns
    )
