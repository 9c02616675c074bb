"""A subgraph for Python: as networkx for computing, as py2neo for scripts written for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.errors import AtlasError
from queries.subgraph import Subgraph

if TYPE_CHECKING:
    import networkx


def to_networkx(subgraph: Subgraph) -> networkx.MultiDiGraph[str]:
    """Nodes by id with `label`, `name` and their properties; edges keyed by relationship id.

    Values keep their types, lists stay lists, what is not set is not there. The graph's own
    attributes are `seeds`, `depth` and `cut`.
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(
        seeds=subgraph.seeds,
        depth=subgraph.depth,
        cut=asdict(subgraph.cut) if subgraph.cut else None,
    )
    for node in subgraph.nodes:
        graph.add_node(node.id, **{"label": node.label, "name": node.name, **node.properties})
    for edge in subgraph.relationships:
        graph.add_edge(edge.start, edge.end, edge.id, **{"type": edge.type, **edge.properties})
    return graph


def to_py2neo(subgraph: Subgraph) -> Any:
    """A `py2neo.Subgraph` whose nodes merge by label and id.

    Relationships carry their `id`, which tells apart two sources that say the same; py2neo's own
    `create` and `merge` write one for each type and pair of ends.
    Raises AtlasError when py2neo is not installed.
    """
    try:
        from py2neo import Node, Relationship  # pyright: ignore
        from py2neo import Subgraph as Collected  # pyright: ignore
    except ImportError as exc:
        raise AtlasError(
            "py2neo is not installed; install it with: pip install 'innoatlas[py2neo]'"
        ) from exc
    nodes: dict[str, Any] = {}
    for view in subgraph.nodes:
        node: Any = Node(view.label, **{"name": view.name, **view.properties, "id": view.id})
        node.__primarylabel__ = view.label
        node.__primarykey__ = "id"
        nodes[view.id] = node
    relationships = [
        Relationship(
            nodes[edge.start], edge.type, nodes[edge.end], **{**edge.properties, "id": edge.id}
        )
        for edge in subgraph.relationships
    ]
    return Collected(nodes.values(), relationships)
