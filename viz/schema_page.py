"""The schema as a page: every label and relationship type, and how many this graph has."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast
from weakref import WeakKeyDictionary

from graph import schema
from graph.store import Reader
from queries.registry import statement
from queries.version import graph_version
from viz.words import Language


@dataclass(frozen=True, slots=True)
class LabelEntry:
    """A label, the number of its nodes, and what it is in the reader's language."""

    type: schema.NodeType
    about: str
    count: int


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A relationship type, what it means, the number of it, and the labels that it may join."""

    type: schema.RelationshipType
    about: str
    ends: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    count: int


@dataclass(frozen=True, slots=True)
class SchemaPage:
    """The ontology with this graph's counts. `common` names the properties that every node has,
    `carried` those that every relationship has."""

    labels: tuple[LabelEntry, ...]
    types: tuple[TypeEntry, ...]
    nodes: int
    relationships: int
    common: tuple[str, ...]
    carried: tuple[str, ...]


def schema_page(store: Reader, language: Language) -> SchemaPage:
    """Every declared label and type; those that this graph lacks count 0."""
    nodes, relationships = _counts(store)
    about: Mapping[str, str] = _about() if language == "zh" else {}
    return SchemaPage(
        labels=tuple(
            LabelEntry(t, about.get(t.label, t.description), nodes.get(t.prefix, 0))
            for t in schema.NODE_TYPES
        ),
        types=tuple(
            TypeEntry(
                t, about.get(t.name, t.description), _ends(t.ends), relationships.get(t.name, 0)
            )
            for t in schema.RELATIONSHIP_TYPES
        ),
        nodes=sum(nodes.values()),
        relationships=sum(relationships.values()),
        common=_names(schema.NODE_PROPERTIES, language),
        carried=_names(schema.RELATIONSHIP_PROPERTIES, language),
    )


def _names(properties: Iterable[schema.Property], language: Language) -> tuple[str, ...]:
    return tuple(p.zh if language == "zh" else p.en for p in properties if not p.internal)


@cache
def _about() -> Mapping[str, str]:
    text = (files("viz") / "catalogue" / "about.zh.toml").read_text(encoding="utf-8")
    tables = cast("dict[str, dict[str, str]]", tomllib.loads(text))
    return {name: words for table in tables.values() for name, words in table.items()}


Counts = tuple[Mapping[str, int], Mapping[str, int]]
_counted: WeakKeyDictionary[Reader, tuple[str, Counts]] = WeakKeyDictionary()


def _counts(store: Reader) -> Counts:
    """Nodes by the prefix of their label, and relationships by type.

    Counting looks at the whole graph, so it is done once for each of its versions.
    """
    version = graph_version(store)
    known, counts = _counted.get(store, ("", ({}, {})))
    if known != version:
        counts = (_count(store, "label_counts"), _count(store, "type_counts"))
        _counted[store] = (version, counts)
    return counts


def _count(store: Reader, question: str) -> dict[str, int]:
    return {str(name): int(str(count)) for name, count in store.read(statement(question)).rows}


def _ends(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Starts that lead to the same ends stand together."""
    ends: dict[str, list[str]] = {}
    for start, end in pairs:
        ends.setdefault(start, []).append(end)
    starts: dict[tuple[str, ...], list[str]] = {}
    for start, found in ends.items():
        starts.setdefault(tuple(found), []).append(start)
    return tuple((tuple(from_), to) for to, from_ in starts.items())
