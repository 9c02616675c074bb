"""Reading from the embedded store: a state of its file, its connections, plain answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import ladybug

from graph.embedded_file import statement_error
from graph.embedded_tables import plain_value, refuse_temporal
from graph.parameters import check_parameters
from graph.store import Table


class State:
    """One state of the file, with the connections that read from it. The store locks it."""

    def __init__(self, database: ladybug.Database, mark: tuple[int, int, int]) -> None:
        self.mark = mark
        self._database = database
        self._idle: list[ladybug.Connection] = []
        self._lent = 0

    def lend(self) -> ladybug.Connection:
        connection = self._idle.pop() if self._idle else ladybug.Connection(self._database)
        self._lent += 1
        return connection

    def take_back(self, connection: ladybug.Connection) -> None:
        self._lent -= 1
        self._idle.append(connection)

    def close_if_unused(self) -> None:
        if self._lent == 0:
            for connection in self._idle:
                connection.close()
            self._database.close()


def run(
    connection: ladybug.Connection,
    cypher: str,
    path: Path,
    parameters: Mapping[str, object] | None = None,
) -> ladybug.QueryResult:
    """Run a statement; of several the last one's answer. Raises StoreError that names `path`."""
    try:
        result = connection.execute(cypher, dict(parameters or {}))
    except Exception as exc:
        raise statement_error(exc, path) from exc
    return result[-1] if isinstance(result, list) else result


def table(
    connection: ladybug.Connection,
    cypher: str,
    parameters: Mapping[str, object] | None,
    limit: int | None,
    timeout: float | None,
    path: Path,
) -> Table:
    """The answer of a reading statement (see `graph.store.Reader.read`)."""
    check_parameters(cypher, parameters or {})
    if timeout is not None:
        connection.set_query_timeout(max(1, int(timeout * 1000)))
    try:
        result = run(connection, cypher, path, parameters)
        try:
            return _rows(result, limit)
        finally:
            result.close()
    finally:
        if timeout is not None:
            connection.set_query_timeout(0)


def _rows(result: ladybug.QueryResult, limit: int | None) -> Table:
    columns = tuple(str(name) for name in result.get_column_names())
    for name, kind in zip(columns, result.get_column_data_types(), strict=True):
        refuse_temporal(name, str(kind))
    rows: list[tuple[object, ...]] = []
    while result.has_next():
        row = cast(Sequence[object], result.get_next())
        if limit is not None and len(rows) >= limit:
            return Table(columns, tuple(rows), truncated=True)
        rows.append(tuple(plain_value(value) for value in row))
    return Table(columns, tuple(rows))
