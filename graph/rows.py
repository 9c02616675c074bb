"""Nodes and relationships as rows of a statement, the same for every store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

from graph.schema import Property

T = TypeVar("T")

BATCH = 5_000
"""Rows in one statement; larger batches were no faster on either engine and took more memory."""


def row_of(
    values: Mapping[str, object], properties: Iterable[Property], fixed: Mapping[str, object]
) -> dict[str, Any]:
    """A row with every property of the schema in its declared type; `fixed` wins over `values`."""
    row: dict[str, Any] = {}
    for prop in properties:
        value = fixed.get(prop.name, values.get(prop.name))
        if prop.type == "strings":
            value = list(cast(Iterable[str], value or []))
        elif prop.type == "number" and value is not None:
            value = float(cast(float, value))
        elif prop.type in {"string", "date"} and value is not None:
            value = str(value)
        row[prop.name] = value
    return row


def batches(rows: list[T]) -> Iterator[list[T]]:
    """The rows in parts of BATCH."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
