"""A subgraph as a file that another tool opens: one module a format, all in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.errors import InvalidRequest
from queries.formats import csv_zip, cytoscape, gexf, graphml, json_graph, jsonld, turtle
from queries.subgraph import Subgraph


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, the ending of its files, and how it is written.

    The same subgraph gives the same bytes. `tool` names what opens it.
    """

    name: str
    media_type: str
    ending: str
    tool: str
    write: Callable[[Subgraph], bytes]


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("json", "application/json", "json", "any program", json_graph.write),
        Format(
            "cytoscape",
            "application/vnd.cytoscape.cyjs+json",
            "cyjs",
            "Cytoscape, Cytoscape.js",
            cytoscape.write,
        ),
        Format(
            "graphml", "application/graphml+xml", "graphml", "Gephi, yEd, networkx", graphml.write
        ),
        Format("gexf", "application/gexf+xml", "gexf", "Gephi", gexf.write),
        Format("jsonld", "application/ld+json", "jsonld", "any RDF store", jsonld.write),
        Format("turtle", "text/turtle", "ttl", "any RDF store", turtle.write),
        Format("csv", "application/zip", "zip", "Excel, WPS, any table program", csv_zip.write),
    )
}
"""Every format by name."""


def format_named(name: str) -> Format:
    """The format of this name. Raises InvalidRequest with the names there are."""
    if name not in FORMATS:
        raise InvalidRequest(
            f"format {name!r} is unknown", parameter="format", allowed=tuple(FORMATS)
        )
    return FORMATS[name]


__all__ = ["FORMATS", "Format", "format_named"]
