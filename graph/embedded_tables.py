"""The embedded store's tables: what the schema asks for, and what comes back from them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import cast
from uuid import UUID

from graph.errors import StoreError
from graph.schema import (
    NODE_TYPES,
    NODES,
    RELATIONSHIP_TYPES,
    RELATIONSHIPS,
    node_properties,
    relationship_properties,
    shown_properties,
)

_COLUMN = {
    "string": "STRING", "number": "DOUBLE", "integer": "INT64", "boolean": "BOOLEAN",
    "date": "STRING", "strings": "STRING[]",
}  # fmt: skip

_MACROS = {
    "type": "(r) AS label(r)",
    "toString": "(x) AS CAST(x AS STRING)",
    # A cast from DOUBLE would round; Neo4j cuts.
    "toInteger": ("(x) AS CAST(list_element(string_split(CAST(x AS STRING), '.'), 1) AS INT64)"),
    "toFloat": "(x) AS CAST(x AS DOUBLE)",
    "head": "(l) AS list_element(l, 1)",
    "last": "(l) AS list_element(l, -1)",
    # An argument used twice would double with every nesting.
    "tail": "(l) AS l[2:]",
    # Not `size(x) = 0`: a file whose catalogue holds a comparison cannot be opened again.
    "isEmpty": "(x) AS equals(size(x), 0)",
    "split": "(s, d) AS string_split(s, d)",
}
"""Functions that Neo4j has under these names, so that one Cypher runs on both."""


def declared() -> set[str]:
    """The names of all tables."""
    return {t.label for t in NODE_TYPES} | {t.name for t in RELATIONSHIP_TYPES}


def missing_tables(have: Collection[str]) -> list[str]:
    """Statements that make the tables that are not there, nodes first."""
    statements: list[str] = []
    for node in NODE_TYPES:
        if node.label not in have:
            columns = ", ".join(
                f"{p.name} {_COLUMN[p.type]}" + (" PRIMARY KEY" if p.name == "id" else "")
                for p in node_properties(node.label)
            )
            statements.append(f"CREATE NODE TABLE {node.label}({columns})")
    for relation in RELATIONSHIP_TYPES:
        if relation.name not in have:
            pairs = ", ".join(f"FROM {start} TO {end}" for start, end in relation.ends)
            columns = ", ".join(
                f"{p.name} {_COLUMN[p.type]}" for p in relationship_properties(relation.name)
            )
            statements.append(f"CREATE REL TABLE {relation.name}({pairs}, {columns})")
    return statements


def missing_columns(have: Mapping[str, Collection[str]]) -> list[str]:
    """Statements that add the properties declared since a table was made."""
    return [
        f"ALTER TABLE {table} ADD {prop.name} {_COLUMN[prop.type]}"
        for table in sorted(declared() & set(have))
        for prop in (node_properties(table) if table in NODES else relationship_properties(table))
        if prop.name not in have[table]
    ]


def missing_pairs(have: Mapping[str, Collection[tuple[str, str]]]) -> list[str]:
    """Statements that add the ends declared since a table of relationships was made."""
    return [
        f"ALTER TABLE {relation.name} ADD FROM {start} TO {end}"
        for relation in RELATIONSHIP_TYPES
        if relation.name in have
        for start, end in relation.ends
        if (start, end) not in have[relation.name]
    ]


def missing_macros(have: Collection[str]) -> list[str]:
    """Statements that make the functions that are not there."""
    known = {name.lower() for name in have}
    return [
        f"CREATE MACRO {name}{body}" for name, body in _MACROS.items() if name.lower() not in known
    ]


def refuse_temporal(column: str, kind: str) -> None:
    """Raise StoreError for a column whose type (as the engine writes it) holds a date or a span.

    Ladybug 0.22 ends the whole process when such a value lies outside what Python can hold, as
    in `RETURN date('20000-01-01')`. The schema keeps dates as text, so no fact is lost.
    """
    if re.search(r"\b(DATE|TIMESTAMP|INTERVAL)", kind):
        raise StoreError(
            f"column {column!r} holds a {kind}, which the embedded store does not hand over; "
            "return toString(…) of it"
        )


def plain_value(value: object) -> object:
    """A value without the engine's own types and internal fields."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [plain_value(v) for v in cast(list[object], value)]
    if not isinstance(value, dict):
        return value
    record = cast(dict[str, object], value)
    if "_NODES" in record:
        return {
            "nodes": plain_value(record["_NODES"]),
            "relationships": plain_value(record["_RELS"]),
        }
    label = record.get("_LABEL")
    if label in NODES:
        own = shown_properties(str(label))
        return {"label": label} | {p.name: plain_value(record.get(p.name)) for p in own}
    if label in RELATIONSHIPS:
        own = relationship_properties(str(label))
        return {p.name: plain_value(record.get(p.name)) for p in own}
    return {key: plain_value(v) for key, v in record.items()}
