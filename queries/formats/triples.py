"""A subgraph as RDF: what both RDF formats write.

Terms are `urn:innoatlas:term:…` (a label, a relationship type or a property by its name in
`graph.schema`), nodes `urn:innoatlas:node:…`, relationships `urn:innoatlas:relationship:…`: names
that no one needs to look up on another host.

Each relationship is an `rdf:Statement` with its quote, clauses, status and method: a reified
statement is read by every tool, where RDF-star is not. It asserts nothing by itself, so the plain
triple stands beside it only for what a source says exists or is designated: what is planned,
encouraged, aimed at or predicted is said without being claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from graph.schema import (
    NODES,
    RELATIONSHIPS,
    Property,
    label_of,
    node_properties,
    relationship_properties,
)
from graph.store import Value
from queries.nodes import NodeView
from queries.subgraph import Edge, Subgraph

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "term": "urn:innoatlas:term:",
}
TYPE = "rdf:type"
_NAMED = {"name": "rdfs:label", "name_en": "rdfs:label", "aliases": "skos:altLabel",
          "summary": "rdfs:comment"}  # fmt: skip
_POINTERS = {"passages", "source", "sources", "policy_id", "industry_id"}
_CLAIMED = {None, "exists", "designated"}
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PARTIAL = {r"\d{4}": "xsd:gYear", r"\d{4}-(?:0[1-9]|1[0-2])": "xsd:gYearMonth"}


@dataclass(frozen=True, slots=True)
class Iri:
    """A resource: an absolute name, or one with a prefix of `PREFIXES`."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text with its language, or a value with its datatype."""

    text: str
    datatype: str | None = None
    language: str | None = None


Triple = tuple[Iri, Iri, Iri | Literal]


def triples(subgraph: Subgraph) -> list[Triple]:
    """All triples, each once: nodes, then relationships, then the terms that they use."""
    found = [
        *(t for node in subgraph.nodes for t in _of_node(node)),
        *(t for edge in subgraph.relationships for t in _of_edge(edge)),
        *_of_terms(subgraph),
    ]
    return list(dict.fromkeys(found))


def node_iri(id: str) -> Iri:
    """The name of a node."""
    return Iri("urn:innoatlas:node:" + quote(id, safe=":"))


def _term(name: str) -> Iri:
    return Iri(f"term:{name}")


def _of_node(node: NodeView) -> Iterator[Triple]:
    subject = node_iri(node.id)
    yield subject, Iri(TYPE), _term(node.label)
    values = {"name": node.name, **node.properties}
    yield from _of_values(subject, values, node_properties(node.label))


def _of_edge(edge: Edge) -> Iterator[Triple]:
    start, relation, end = node_iri(edge.start), _term(edge.type), node_iri(edge.end)
    properties = edge.properties
    if properties.get("status") in _CLAIMED and properties.get("method") != "predicted":
        yield start, relation, end
    subject = Iri("urn:innoatlas:relationship:" + quote(edge.id, safe=":"))
    yield subject, Iri(TYPE), Iri("rdf:Statement")
    yield subject, Iri("rdf:subject"), start
    yield subject, Iri("rdf:predicate"), relation
    yield subject, Iri("rdf:object"), end
    yield from _of_values(subject, properties, relationship_properties(edge.type))


def _of_values(
    subject: Iri, values: Mapping[str, Value], declared: Iterable[Property]
) -> Iterator[Triple]:
    for prop in declared:
        value = values.get(prop.name)
        if prop.name == "id" or value is None:
            continue
        predicate = Iri(_NAMED.get(prop.name, f"term:{prop.name}"))
        for item in value if isinstance(value, list) else [value]:
            yield subject, predicate, _object(prop, item)


def _object(prop: Property, value: str | float | bool) -> Iri | Literal:
    if isinstance(value, bool):
        return Literal("true" if value else "false", "xsd:boolean")
    if isinstance(value, int):
        return Literal(str(value), "xsd:integer")
    if isinstance(value, float):
        return Literal(repr(value), "xsd:double")
    if prop.name in _POINTERS and label_of(value):
        return node_iri(value)
    if prop.type == "date":
        return Literal(value, _date_type(value))
    if prop.name == "name_en":
        return Literal(value, language="en")
    return Literal(value, language="zh" if _HAN.search(value) else None)


def _date_type(value: str) -> str | None:
    for pattern, datatype in _PARTIAL.items():
        if re.fullmatch(pattern, value, re.ASCII):
            return datatype
    try:
        date.fromisoformat(value)
    except ValueError:
        return None
    return "xsd:date" if len(value) == 10 and value[4] == "-" else None


def _of_terms(subgraph: Subgraph) -> Iterator[Triple]:
    labels = sorted({node.label for node in subgraph.nodes})
    types = sorted({edge.type for edge in subgraph.relationships})
    declared = {
        p.name: p
        for properties in (
            *(node_properties(label) for label in labels),
            *(relationship_properties(type) for type in types),
        )
        for p in properties
    }
    used = {name for node in subgraph.nodes for name in node.properties}
    used |= {name for edge in subgraph.relationships for name in edge.properties}
    for label in labels:
        yield from _declared(label, "rdfs:Class", NODES[label].zh, NODES[label].en)
    for type in types:
        yield from _declared(type, "rdf:Property", RELATIONSHIPS[type].zh, RELATIONSHIPS[type].en)
    for name in sorted(used & set(declared) - set(_NAMED) - {"id"}):
        yield from _declared(name, "rdf:Property", declared[name].zh, declared[name].en)


def _declared(name: str, kind: str, zh: str, en: str) -> Iterator[Triple]:
    yield _term(name), Iri(TYPE), Iri(kind)
    yield _term(name), Iri("rdfs:label"), Literal(zh, language="zh")
    yield _term(name), Iri("rdfs:label"), Literal(en, language="en")
