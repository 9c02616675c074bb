"""GEXF 1.3: opened by Gephi with the types of all properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.schema import RELATIONSHIPS, Property
from graph.store import Value
from queries.formats.columns import edge_columns, edge_values, node_columns, node_values, words
from queries.formats.xml import escaped
from queries.subgraph import Subgraph

_TYPE = {"number": "double", "integer": "long", "boolean": "boolean", "strings": "liststring"}


def write(subgraph: Subgraph) -> bytes:
    """The subgraph; what Gephi shows as labels are names and the types' Chinese names.

    The node's own label is the attribute `type`, since `label` is what GEXF calls the name.
    """
    return "".join(_lines(subgraph)).encode()


def _lines(subgraph: Subgraph) -> Iterator[str]:
    of_nodes, of_edges = node_columns(subgraph), edge_columns(subgraph)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    said = escaped(subgraph.cut.how) if subgraph.cut else ""
    yield f"<meta><creator>InnoAtlas</creator><description>{said}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n'
    yield from _attributes("node", of_nodes)
    yield from _attributes("edge", of_edges)
    yield "<nodes>\n"
    for node in subgraph.nodes:
        yield f'<node id="{escaped(node.id)}" label="{escaped(node.name)}">'
        yield from _values(of_nodes, node_values(node))
        yield "</node>\n"
    yield "</nodes>\n<edges>\n"
    for edge in subgraph.relationships:
        yield (
            f'<edge id="{escaped(edge.id)}" source="{escaped(edge.start)}" '
            f'target="{escaped(edge.end)}" kind="{edge.type}" '
            f'label="{escaped(RELATIONSHIPS[edge.type].zh)}">'
        )
        yield from _values(of_edges, edge_values(edge))
        yield "</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _attributes(kind: str, columns: Sequence[Property]) -> Iterator[str]:
    yield f'<attributes class="{kind}" mode="static">\n'
    for column in columns:
        title = "type" if column.name == "label" else column.name
        known = _TYPE.get(column.type, "string")
        yield f'<attribute id="{column.name}" title="{title}" type="{known}"/>\n'
    yield "</attributes>\n"


def _values(columns: Sequence[Property], values: Mapping[str, Value]) -> Iterator[str]:
    yield "<attvalues>"
    for column in columns:
        if column.name in values:
            yield f'<attvalue for="{column.name}" value="{escaped(words(values[column.name]))}"/>'
    yield "</attvalues>"
