"""GraphML: opened by Gephi, yEd, networkx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.schema import Property
from graph.store import Value
from queries.formats.columns import edge_columns, edge_values, node_columns, node_values, words
from queries.formats.xml import escaped
from queries.subgraph import Subgraph

_TYPE = {"number": "double", "integer": "long", "boolean": "boolean"}
"""Everything else is a string; a list is a JSON array, as its key's `desc` says."""


def write(subgraph: Subgraph) -> bytes:
    """The subgraph with typed keys, one for each property that is set."""
    return "".join(_lines(subgraph)).encode()


def _lines(subgraph: Subgraph) -> Iterator[str]:
    of_nodes, of_edges = node_columns(subgraph), edge_columns(subgraph)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield from _keys("node", of_nodes)
    yield from _keys("edge", of_edges)
    if subgraph.cut:
        yield '<key id="g-cut" for="graph" attr.name="cut" attr.type="string"/>\n'
    yield '<graph id="innoatlas" edgedefault="directed">\n'
    if subgraph.cut:
        yield f'<data key="g-cut">{escaped(subgraph.cut.how)}</data>\n'
    for node in subgraph.nodes:
        yield f'<node id="{escaped(node.id)}">'
        yield from _data("node", of_nodes, node_values(node))
        yield "</node>\n"
    for edge in subgraph.relationships:
        ends = f'source="{escaped(edge.start)}" target="{escaped(edge.end)}"'
        yield f'<edge id="{escaped(edge.id)}" {ends}>'
        yield from _data("edge", of_edges, edge_values(edge))
        yield "</edge>\n"
    yield "</graph>\n</graphml>\n"


def _keys(kind: str, columns: Sequence[Property]) -> Iterator[str]:
    for column in columns:
        known = _TYPE.get(column.type, "string")
        list_of = "; a JSON array of strings" if column.type == "strings" else ""
        yield (
            f'<key id="{kind}-{column.name}" for="{kind}" attr.name="{column.name}" '
            f'attr.type="{known}"><desc>{escaped(column.zh + list_of)}</desc></key>\n'
        )


def _data(kind: str, columns: Sequence[Property], values: Mapping[str, Value]) -> Iterator[str]:
    for column in columns:
        if column.name in values:
            text = escaped(words(values[column.name]))
            yield f'<data key="{kind}-{column.name}">{text}</data>'
