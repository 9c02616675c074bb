"""Nodes and relationships as flat columns, for formats that know no lists and no nesting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from graph.schema import NODE_TYPES, RELATIONSHIP_TYPES, Property, relationship_properties
from graph.schema import node_properties as declared_of
from graph.store import Value
from queries.nodes import NodeView
from queries.subgraph import Edge, Subgraph

LABEL = Property("label", "string", "类型", "label")
TYPE = Property("type", "string", "类型", "type")
_SOURCE = Property("source_id", "string", "来源", "source")
_RENAMED = {"source": "source_id"}
"""`source` is where an edge begins in most of these formats; ours is the document that says it."""


def node_columns(subgraph: Subgraph) -> tuple[Property, ...]:
    """The columns that the nodes fill, in the order of the schema; the id is none of them."""
    declared = (p for t in NODE_TYPES for p in declared_of(t.label) if p.name != "id")
    return (LABEL, *_filled(declared, (node_values(node) for node in subgraph.nodes)))


def edge_columns(subgraph: Subgraph) -> tuple[Property, ...]:
    """The columns that the relationships fill, in the order of the schema."""
    declared = (
        _SOURCE if p.name in _RENAMED else p
        for t in RELATIONSHIP_TYPES
        for p in relationship_properties(t.name)
        if p.name not in {"id", "kind"}
    )
    return (TYPE, *_filled(declared, (edge_values(edge) for edge in subgraph.relationships)))


def node_values(node: NodeView) -> dict[str, Value]:
    """A node's values by column."""
    own = {name: value for name, value in node.properties.items() if name != "id"}
    return {"label": node.label, "name": node.name, **own}


def edge_values(edge: Edge) -> dict[str, Value]:
    """A relationship's values by column."""
    own = {_RENAMED.get(name, name): value for name, value in edge.properties.items()}
    return {"type": edge.type, **own}


def words(value: Value) -> str:
    """A value as text: lists as a JSON array, truth as `true` and `false`."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _filled(
    declared: Iterable[Property], rows: Iterable[Mapping[str, Value]]
) -> Sequence[Property]:
    by_name: dict[str, Property] = {}
    for prop in declared:
        by_name.setdefault(prop.name, prop)
    filled = {name for row in rows for name in row}
    return [prop for prop in by_name.values() if prop.name in filled]
