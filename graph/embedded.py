"""The embedded store: Ladybug, one file beside the program, nothing to install or start."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar, cast

import ladybug

from graph.embedded_file import (
    abandon,
    copy_file,
    file_errors,
    give_back_memory,
    only_writer,
    open_database,
    regular_file,
    remove_copy,
    statement_error,
    unwritten,
)
from graph.embedded_tables import (
    column_value,
    declared,
    missing_columns,
    missing_macros,
    missing_pairs,
    missing_tables,
    plain_value,
    refuse_temporal,
)
from graph.errors import StoreError, StoreUnavailable
from graph.parameters import check_parameters
from graph.rows import batches, row_of
from graph.schema import (
    NODES,
    RELATIONSHIPS,
    label_of,
    node_properties,
    relationship_properties,
)
from graph.store import Node, Relationship, Table, Transaction

T = TypeVar("T")

GROUPS_BEFORE_CHECKPOINT = 8
"""Labels or pairs of labels written before a checkpoint; fewer take less memory and more time."""

GROUPS_BEFORE_REOPENING = 48
"""Pairs of labels written before the file is closed and opened anew to free memory."""


class EmbeddedStore:
    """A store in one file.

    A unit of writing works on a copy of the file and takes its place when it is whole, so a kill
    at any moment leaves the store as it was, readers are never held up, and every read sees the
    newest whole state, also what another process has written. One process writes at a time.
    Raises StoreUnavailable when the path names no regular file or no store, when a store that is
    only read does not exist, or when another process is writing.
    """

    def __init__(self, path: Path, *, memory_mb: int = 256, read_only: bool = False) -> None:
        self._path = regular_file(path.absolute())
        self._memory = memory_mb * 1024 * 1024
        self._read_only = read_only
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._opening = threading.Lock()
        self._state: _State | None = None
        self._closed = False
        if read_only or self._path.exists():
            with self._reading():
                pass
        if not read_only:
            self._drop()

    @property
    def engine(self) -> str:
        """Engine and version."""
        return f"Ladybug {ladybug.__version__}"

    def prepare(self) -> None:
        """Create the tables and functions that are missing, as one unit."""
        if self._read_only:
            return
        if statements := self._missing():
            self._unit(lambda writing: writing.define(statements))

    def _missing(self) -> list[str]:
        if not self._path.exists():
            return [*missing_tables(()), *missing_macros(())]
        # Closed again if nobody reads yet: an open state takes 100 MB (its key indexes).
        idle = self._state is None
        with self._reading() as connection:

            def ask(cypher: str) -> list[Sequence[str]]:
                found = _run(connection, cypher, self._path)
                return cast(list[Sequence[str]], found.get_all())

            tables = {name for (name,) in ask("CALL show_tables() RETURN name")} & declared()
            columns = {
                table: {name for (name,) in ask(f"CALL table_info('{table}') RETURN name")}
                for table in tables
            }
            pairs = {
                table: {
                    (start, end)
                    for start, end in ask(
                        f"CALL show_connection('{table}') "
                        "RETURN `source table name`, `destination table name`"
                    )
                }
                for table in tables
                if table in RELATIONSHIPS
            }
            macros = {name for name, *_ in ask("CALL show_macros() RETURN *")}
        if idle:
            self._drop()
        return [
            *missing_tables(tables),
            *missing_columns(columns),
            *missing_pairs(pairs),
            *missing_macros(macros),
        ]

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """See `graph.store.Reader.read`. The database is open for reading only."""
        with self._reading() as connection:
            return _table(connection, cypher, parameters, limit, timeout, self._path)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.write`. Threads of this process wait for one another."""
        if self._read_only:
            raise StoreError(f"store {self._path} was opened for reading only")
        return self._unit(work)

    def is_empty(self) -> bool:
        """Whether the store holds no node."""
        if not self._path.exists():
            return True
        if not self.read("CALL show_tables() RETURN name", limit=1).rows:
            return True
        return self.read("MATCH (n) RETURN count(n) AS n").rows[0][0] == 0

    def close(self) -> None:
        """Close connections and files; reads that are under way end first."""
        with self._opening:
            self._closed = True
            self._replace(None)

    @contextmanager
    def _reading(self) -> Generator[ladybug.Connection]:
        """A connection to the newest whole state, which stays open until it is given back."""
        with self._opening:
            state = self._newest()
            connection = state.lend()
        try:
            yield connection
        finally:
            with self._opening:
                state.take_back(connection)
                if state is not self._state:
                    state.close_if_unused()

    def _newest(self) -> _State:
        """The state of the file, opened anew when a load has replaced it."""
        self._refuse_if_closed()
        with file_errors(self._path):
            if not self._path.exists():
                raise StoreUnavailable(
                    f"store {self._path} does not exist yet; run `innoatlas load` first"
                )
            found = self._path.stat()
        mark = (found.st_ino, found.st_mtime_ns, found.st_size)
        state = self._state
        if state is None or state.mark != mark:
            state = _State(open_database(self._path, self._memory, read_only=True), mark)
            self._replace(state)
        return state

    def _replace(self, state: _State | None) -> None:
        old, self._state = self._state, state
        if old is not None:
            old.close_if_unused()

    def _drop(self) -> None:
        """Close the state that is open for reading; the next read opens it anew."""
        with self._opening:
            self._replace(None)
        give_back_memory()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"store {self._path} is closed")

    def _unit(self, work: Callable[[_Writing], T]) -> T:
        self._refuse_if_closed()
        if self._writer == threading.get_ident():
            raise StoreError("a unit of writing cannot begin inside another one")
        with self._writing, only_writer(self._path):
            self._writer = threading.get_ident()
            copy = self._path.with_name(self._path.name + ".loading")
            try:
                with file_errors(self._path):
                    remove_copy(copy)
                    if self._path.exists():
                        copy_file(self._path, copy)
                writing = _Writing(self._path, copy, self._memory)
                try:
                    result = work(writing)
                    writing.define(["CHECKPOINT"])
                finally:
                    writing.close()
                with file_errors(self._path):
                    with copy.open("rb+") as stream:
                        os.fsync(stream.fileno())
                    os.replace(copy, self._path)
            finally:
                self._writer = None
                # What cannot be removed now is removed by the next unit.
                with suppress(OSError):
                    remove_copy(copy)
            return result


class _State:
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


class _Writing:
    """A transaction: the copy of a store's file, open for writing."""

    def __init__(self, path: Path, copy: Path, memory: int) -> None:
        self._path = path
        self._copy = copy
        self._memory = memory
        self._groups = 0
        self._unwritten = False
        self._open()

    def _open(self) -> None:
        self._database = open_database(self._copy, self._memory, read_only=False)
        self._connection = ladybug.Connection(self._database)
        # Written where an error can be caught, and not at all when the unit is undone.
        self.define(["CALL force_checkpoint_on_close = false"])

    def close(self) -> None:
        """Close the copy; what was written is on the disk only after a checkpoint."""
        if self._unwritten:
            abandon(self._database, self._connection, self._copy)
        else:
            self._connection.close()
            self._database.close()
        give_back_memory()

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        with self._watched():
            return _table(self._connection, cypher, parameters, limit, timeout, self._path)

    def define(self, statements: Iterable[str]) -> None:
        """Run statements that need no rows."""
        for statement in statements:
            with self._watched():
                _run(self._connection, statement, self._path)

    def _run(self, cypher: str, rows: list[Any]) -> Sequence[object]:
        with self._watched():
            return _run(self._connection, cypher, self._path, {"rows": rows}).get_all()

    @contextmanager
    def _watched(self) -> Generator[None]:
        try:
            yield
        except StoreError as exc:
            self._unwritten = self._unwritten or unwritten(exc.__cause__)
            raise

    def _settle(self) -> None:
        """Give back the memory that a label or a pair of labels takes when it is written.

        It is 8 MB until a checkpoint (one node group of adjacency offsets, both ways) and 3 MB
        until the file is closed, however few the rows. The copy is not yet the store, so no
        state that is half done can be seen.
        """
        self._groups += 1
        reopening = self._groups % GROUPS_BEFORE_REOPENING == 0
        if reopening or self._groups % GROUPS_BEFORE_CHECKPOINT == 0:
            self.define(["CHECKPOINT"])
        if reopening:
            self.close()
            self._open()

    def put_nodes(self, nodes: Iterable[Node]) -> None:
        ordered = sorted(nodes, key=lambda n: n.label)
        for label, members in groupby(ordered, key=lambda n: n.label):
            if label not in NODES:
                raise StoreError(f"unknown label {label!r}; allowed: {', '.join(NODES)}")
            properties = node_properties(label)
            for batch in batches(list({n.id: n for n in members}.values())):
                rows = [row_of(n.properties, properties, {"id": n.id}) for n in batch]
                found = self._run(
                    f"UNWIND $rows AS row MATCH (n:{label} {{id: row}}) RETURN n.id AS id",
                    [row["id"] for row in rows],
                )
                known = {cast(Sequence[object], row)[0] for row in found}
                old = [row for row in rows if row["id"] in known]
                new = [row for row in rows if row["id"] not in known]
                assigned = [p for p in properties if p.name != "id"]
                if old:
                    sets = ", ".join(f"n.{p.name} = {column_value(p)}" for p in assigned)
                    self._run(
                        f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET {sets}", old
                    )
                if new:
                    values = ", ".join(f"{p.name}: {column_value(p)}" for p in properties)
                    self._run(f"UNWIND $rows AS row CREATE (:{label} {{{values}}})", new)
            self._settle()

    def put_relationships(self, relationships: Iterable[Relationship]) -> None:
        def group(r: Relationship) -> tuple[str, str, str]:
            return r.type, label_of(r.start) or "", label_of(r.end) or ""

        for (kind, start, end), members in groupby(sorted(relationships, key=group), key=group):
            if kind not in RELATIONSHIPS:
                raise StoreError(f"unknown relationship {kind!r}")
            if (start, end) not in RELATIONSHIPS[kind].ends:
                raise StoreError(f"{kind} cannot join {start or 'nothing'} to {end or 'nothing'}")
            properties = relationship_properties(kind)
            sets = ", ".join(
                f"r.{p.name} = {column_value(p)}" for p in properties if p.name != "id"
            )
            for batch in batches(list({r.id: r for r in members}.values())):
                rows = [
                    row_of(r.properties, properties, {"id": r.id, "kind": kind})
                    | {"start_id": r.start, "end_id": r.end}
                    for r in batch
                ]
                done = self._run(
                    f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start_id}}), "
                    f"(b:{end} {{id: row.end_id}}) MERGE (a)-[r:{kind} {{id: row.id}}]->(b) "
                    f"SET {sets} RETURN row.id AS id",
                    rows,
                )
                if len(done) != len(rows):
                    landed = {cast(Sequence[object], row)[0] for row in done}
                    lost = next(r for r in batch if r.id not in landed)
                    raise StoreError(
                        f"{kind} from {lost.start!r} to {lost.end!r}: an end does not exist"
                    )
            self._settle()

    def delete_nodes(self, ids: Sequence[str]) -> None:
        for label, members in groupby(sorted(ids), key=label_of):
            if label is not None:
                for batch in batches(list(members)):
                    self._run(
                        f"UNWIND $rows AS row MATCH (n:{label} {{id: row}}) DETACH DELETE n", batch
                    )

    def delete_relationships(self, type: str, ids: Sequence[str]) -> None:
        if type not in RELATIONSHIPS:
            raise StoreError(f"unknown relationship {type!r}")
        for batch in batches(list(ids)):
            self._run(f"UNWIND $rows AS row MATCH ()-[r:{type} {{id: row}}]->() DELETE r", batch)


def _run(
    connection: ladybug.Connection,
    cypher: str,
    path: Path,
    parameters: Mapping[str, object] | None = None,
) -> ladybug.QueryResult:
    try:
        result = connection.execute(cypher, dict(parameters or {}))
    except Exception as exc:
        raise statement_error(exc, path) from exc
    return result[-1] if isinstance(result, list) else result


def _table(
    connection: ladybug.Connection,
    cypher: str,
    parameters: Mapping[str, object] | None,
    limit: int | None,
    timeout: float | None,
    path: Path,
) -> Table:
    check_parameters(cypher, parameters or {})
    if timeout is not None:
        connection.set_query_timeout(max(1, int(timeout * 1000)))
    try:
        result = _run(connection, cypher, path, parameters)
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
