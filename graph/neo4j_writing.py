"""Writing to Neo4j: batches of one label, or of one type and pair of labels, as statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graph.parameters import check_parameters
from graph.rows import (
    Ends,
    batches,
    check_type,
    missing_end,
    node_columns,
    nodes_by_label,
    relationship_columns,
    relationships_by_ends,
    rows_of,
)
from graph.schema import label_of
from graph.store import Node, Relationship, Table


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement over `$rows`, and what its answer is checked with."""

    cypher: str
    rows: Sequence[object]
    check: Callable[[list[object]], None] | None = None


Read = Callable[[str, Mapping[str, object] | None, int | None], Table]
Run = Callable[[Statement], list[object]]


class Writing:
    """A transaction: `read` and `run` say whether its statements land together or one by one."""

    def __init__(self, read: Read, run: Run | Ahead) -> None:
        self._read = read
        self._run = run if isinstance(run, Ahead) else _Now(run)

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """`timeout` has no effect here: Neo4j limits a whole unit, not one statement of it."""
        check_parameters(cypher, parameters or {})
        self._run.wait()
        return self._read(cypher, parameters, limit)

    def put_nodes(self, nodes: Iterable[Node]) -> None:
        for label, batch in nodes_by_label(nodes):
            rows = rows_of(node_columns(label, batch))
            self._run.send(
                Statement(f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n = row", rows)
            )

    def put_relationships(self, relationships: Iterable[Relationship]) -> None:
        for ends, batch in relationships_by_ends(relationships):
            self._run.send(_putting(ends, batch))

    def delete_nodes(self, ids: Sequence[str]) -> None:
        for label, members in groupby(sorted(ids), key=label_of):
            if label is not None:
                self._delete(f"(n:{label} {{id: row}}) DETACH DELETE n", list(members))

    def delete_relationships(self, type: str, ids: Sequence[str]) -> None:
        check_type(type)
        self._delete(f"()-[r:{type} {{id: row}}]->() DELETE r", list(ids))

    def _delete(self, pattern: str, ids: list[str]) -> None:
        for batch in batches(ids):
            self._run.send(Statement(f"UNWIND $rows AS row MATCH {pattern}", batch))


def _putting(ends: Ends, relationships: Sequence[Relationship]) -> Statement:
    kind, start, end = ends
    columns = relationship_columns(kind, relationships)
    starts, finishes = columns.pop("start_id"), columns.pop("end_id")
    rows: list[dict[str, Any]] = [
        {"start": a, "end": b, "id": row["id"], "all": row}
        for a, b, row in zip(starts, finishes, rows_of(columns), strict=True)
    ]

    def check(landed: list[object]) -> None:
        if len(landed) != len(relationships):
            there = set(landed)
            lost = next(r for r in relationships if r.id not in there)
            raise missing_end(kind, lost.start, lost.end)

    return Statement(
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) "
        f"MATCH (b:{end} {{id: row.end}}) MERGE (a)-[r:{kind} {{id: row.id}}]->(b) "
        "SET r = row.all RETURN row.id AS id",
        rows,
        check,
    )


class _Now:
    """Sends each statement and waits for it."""

    def __init__(self, run: Run) -> None:
        self._send = run

    def send(self, statement: Statement) -> None:
        answer = self._send(statement)
        if statement.check is not None:
            statement.check(answer)

    def wait(self) -> None:
        """Nothing is under way."""


class Ahead(_Now):
    """Sends one statement while the rows of the next are made.

    Never two at a time: batches that touch the same nodes would wait for each other's locks.
    """

    def __init__(self, run: Run, sender: Executor) -> None:
        super().__init__(run)
        self._sender = sender
        self._under_way: Future[None] | None = None

    def send(self, statement: Statement) -> None:
        self.wait()
        self._under_way = self._sender.submit(super().send, statement)

    def wait(self) -> None:
        """Wait for the statement that is under way. Raises what it raised."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()
