"""What a store is: the few calls that everything above is written on.

Plain values cross this line (str, float, int, bool, None, lists of str), never a driver's object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Value = str | float | int | bool | None | list[str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """A node as it is written: `id` begins with the label in lower case (`park:…`)."""

    label: str
    id: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship as it is written.

    `id` is its identity in the store: one per type, ends, source and the type's own key
    (see `graph.schema.relationship_id`). `start` and `end` are node ids.
    """

    type: str
    id: str
    start: str
    end: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A query's answer: column names in order, and one tuple a row.

    `truncated` is true when the row limit cut the answer.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    truncated: bool = False

    def records(self) -> list[dict[str, object]]:
        """The rows as dictionaries keyed by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Reader(Protocol):
    """Anything that answers a read: a store, or a transaction that has not yet landed."""

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """Run one reading statement.

        `limit` is a number of rows, `timeout` seconds. Nodes and relationships come back as
        dictionaries of their properties with `label` (nodes) added.
        Raises StoreError (the statement is wrong, or took too long), StoreUnavailable.
        """
        ...


class Transaction(Reader, Protocol):
    """One unit of writing: lands whole or not at all."""

    def put_nodes(self, nodes: Iterable[Node]) -> None:
        """Insert or overwrite nodes by id; every property of the schema is set, missing → null."""
        ...

    def put_relationships(self, relationships: Iterable[Relationship]) -> None:
        """Insert or overwrite relationships by id; both ends must exist.

        Raises StoreError naming the relationship whose end is missing.
        """
        ...

    def delete_nodes(self, ids: Sequence[str]) -> None:
        """Delete nodes and whatever hangs on them; unknown ids are ignored."""
        ...

    def delete_relationships(self, type: str, ids: Sequence[str]) -> None:
        """Delete relationships of one type by id; unknown ids are ignored."""
        ...


class Store(Reader, Protocol):
    """A graph store. Both engines pass one test body, `tests/test_store_contract.py`."""

    @property
    def engine(self) -> str:
        """Engine and version for people, e.g. `Ladybug 0.22.0`."""
        ...

    def prepare(self) -> None:
        """Create what the schema asks for and is not there yet; safe to repeat."""
        ...

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` as one unit and return its value.

        `work` may be called again after a transient failure, so it must not have side effects
        outside the transaction.
        """
        ...

    def bulk(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` once, for a load of any size, and return its value.

        Memory is bounded by the batch: hand iterators to `put_nodes` and `put_relationships`, all
        nodes before the relationships that join them. The embedded store lands it whole or not at
        all, as `write` does. A server's transaction is bounded by its memory, so there each batch
        lands by itself, and reads in `work` see those before. What was cut off in the middle stays
        until the next run: `work` therefore puts its Load node with `state` "begun" first and
        "done" last, and the next run of the same source finishes it (putting by id again changes
        nothing) or undoes it.
        """
        ...

    def is_empty(self) -> bool:
        """Whether the store holds no node (or was never prepared)."""
        ...

    def close(self) -> None:
        """Release files and connections; the store cannot be used afterwards."""
        ...
