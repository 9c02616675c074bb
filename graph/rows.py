"""Nodes and relationships as rows of a statement, the same for every store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from graph.errors import StoreError
from graph.reading import reading_of
from graph.schema import (
    NODES,
    READING,
    RELATIONSHIPS,
    Property,
    label_of,
    node_properties,
    relationship_properties,
)
from graph.store import Node, Relationship

T = TypeVar("T")
Ends = tuple[str, str, str]
"""A relationship's type, and the labels of its start and its end."""

BATCH = 5_000
"""Rows in one statement; larger batches were no faster on either engine and took more memory."""


def nodes_by_label(nodes: Iterable[Node], size: int = BATCH) -> Iterator[tuple[str, list[Node]]]:
    """Nodes in batches of one label; of two with one id in a batch the later stays.

    At most `size` nodes wait. Raises StoreError for a label that the schema lacks.
    """
    waiting: dict[str, dict[str, Node]] = {}
    count = 0
    for node in nodes:
        if node.label not in waiting:
            if node.label not in NODES:
                raise StoreError(f"unknown label {node.label!r}; allowed: {', '.join(NODES)}")
            waiting[node.label] = {}
        waiting[node.label][node.id] = node
        count += 1
        if count == size:
            yield from ((label, list(found.values())) for label, found in waiting.items())
            waiting, count = {}, 0
    yield from ((label, list(found.values())) for label, found in waiting.items())


def relationships_by_ends(
    relationships: Iterable[Relationship], size: int = BATCH
) -> Iterator[tuple[Ends, list[Relationship]]]:
    """Relationships in batches of one type and pair of labels; of two with one id the later stays.

    At most `size` wait. Raises StoreError for a type that the schema lacks, or ends that it does
    not join.
    """
    waiting: dict[Ends, dict[str, Relationship]] = {}
    count = 0
    for relationship in relationships:
        ends = (
            relationship.type,
            label_of(relationship.start) or "",
            label_of(relationship.end) or "",
        )
        if ends not in waiting:
            _check_ends(*ends)
            waiting[ends] = {}
        waiting[ends][relationship.id] = relationship
        count += 1
        if count == size:
            yield from ((ends, list(found.values())) for ends, found in waiting.items())
            waiting, count = {}, 0
    yield from ((ends, list(found.values())) for ends, found in waiting.items())


def _check_ends(kind: str, start: str, end: str) -> None:
    check_type(kind)
    if (start, end) not in RELATIONSHIPS[kind].ends:
        raise StoreError(f"{kind} cannot join {start or 'nothing'} to {end or 'nothing'}")


def check_type(kind: str) -> None:
    """Raise StoreError for a type of relationship that the schema lacks."""
    if kind not in RELATIONSHIPS:
        raise StoreError(f"unknown relationship type {kind!r}; allowed: {', '.join(RELATIONSHIPS)}")


def missing_end(kind: str, start: str, end: str) -> StoreError:
    """The error of a relationship one of whose ends is no node."""
    return StoreError(f"{kind} from {start!r} to {end!r}: an end does not exist")


def node_columns(label: str, nodes: Sequence[Node]) -> dict[str, list[Any]]:
    """Every property of a label with its values in the declared type, one a node."""
    fixed = {"id": [n.id for n in nodes]}
    return _columns([n.properties for n in nodes], node_properties(label), fixed)


def relationship_columns(kind: str, relationships: Sequence[Relationship]) -> dict[str, list[Any]]:
    """`start_id` and `end_id`, then every property of a type, one value a relationship."""
    fixed = {"id": [r.id for r in relationships], "kind": [kind] * len(relationships)}
    return {
        "start_id": [r.start for r in relationships],
        "end_id": [r.end for r in relationships],
    } | _columns([r.properties for r in relationships], relationship_properties(kind), fixed)


def _columns(
    values: Sequence[Mapping[str, Any]],
    properties: Iterable[Property],
    fixed: Mapping[str, list[Any]],
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    # Most rows leave most properties out: what none of them has is not looked up in each.
    given = set[str]().union(*values)
    for prop in properties:
        name = prop.name
        if prop is READING:
            columns[name] = [_reading(v) for v in values]
        elif name in fixed:
            columns[name] = fixed[name]
        elif name not in given:
            columns[name] = [[] if prop.type == "strings" else None for _ in values]
        else:
            columns[name] = _typed(prop, [v.get(name) for v in values])
    return columns


def _typed(prop: Property, column: list[Any]) -> list[Any]:
    if prop.type == "strings":
        return [list(v) if v else [] for v in column]
    if prop.type == "number":
        return [None if v is None else float(v) for v in column]
    if prop.type in {"string", "date"}:
        return [v if v is None or type(v) is str else str(v) for v in column]
    return column


def _reading(values: Mapping[str, object]) -> str:
    """How the names of a node are read; its English name counts among the aliases."""
    aliases = cast(Iterable[str], values.get("aliases") or ())
    return reading_of(str(values.get("name") or ""), [*aliases, str(values.get("name_en") or "")])


def rows_of(columns: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Columns as one dictionary a row."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def batches(rows: list[T]) -> Iterator[list[T]]:
    """The rows in parts of BATCH."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
