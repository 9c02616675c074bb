"""The embedded store: Ladybug, one file beside the program, nothing to install or start."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar, cast

import ladybug

from graph.errors import AtlasError, StoreError, StoreUnavailable
from graph.parameters import check_parameters
from graph.rows import batches, row_of
from graph.schema import (
    NODE_TYPES,
    NODES,
    RELATIONSHIP_TYPES,
    RELATIONSHIPS,
    Property,
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

_COLUMN = {
    "string": "STRING", "number": "DOUBLE", "integer": "INT64", "boolean": "BOOLEAN",
    "date": "STRING", "strings": "STRING[]",
}  # fmt: skip

_MACROS = (
    "CREATE MACRO type(r) AS label(r)",
    "CREATE MACRO toString(x) AS CAST(x AS STRING)",
    "CREATE MACRO toInteger(x) AS CAST(x AS INT64)",
    "CREATE MACRO toFloat(x) AS CAST(x AS DOUBLE)",
    "CREATE MACRO head(l) AS list_element(l, 1)",
    "CREATE MACRO last(l) AS list_element(l, -1)",
    "CREATE MACRO split(s, d) AS string_split(s, d)",
)
"""Functions that Neo4j has under these names, so that one Cypher runs on both."""


class EmbeddedStore:
    """A store in one file.

    A unit of writing works on a copy of the file and takes its place when it is whole, so a kill
    at any moment leaves the store as it was, readers are never held up, and every read sees the
    newest whole state, also what another process has written. One process writes at a time.
    Raises StoreUnavailable when the path is a directory or no store, when a store that is only
    read does not exist, or when another process is writing.
    """

    def __init__(self, path: Path, *, memory_mb: int = 256, read_only: bool = False) -> None:
        self._path = path.absolute()
        self._memory = memory_mb * 1024 * 1024
        self._read_only = read_only
        self._local = threading.local()
        self._writing = threading.Lock()
        self._opening = threading.Lock()
        self._opened: _Opened | None = None
        self._retired: list[_Opened] = []
        self._closed = False
        if self._path.is_dir():
            raise StoreUnavailable(f"store {path} is a folder; ATLAS_STORE must name a file")
        if read_only:
            self._current()
        elif self._path.exists():
            self._current()
            self._drop()

    @property
    def engine(self) -> str:
        """Engine and version."""
        return f"Ladybug {ladybug.__version__}"

    def prepare(self) -> None:
        """Create the tables and functions that are missing, as one unit."""
        if self._read_only:
            return
        have: dict[str, set[str]] = {}
        if self._path.exists():
            # Closed again if nobody reads yet: an open state takes 100 MB (its key indexes).
            idle = self._opened is None
            connection = self._connection()
            have = {table: self._columns(connection, table) for table in self._tables(connection)}
            if idle:
                self._drop()
        statements = [] if _declared() <= set(have) else _ddl()
        statements += _missing_columns(have)
        if "Policy" not in have:
            statements += _MACROS
        if statements:
            self._unit(lambda writing: writing.define(statements))

    def _tables(self, connection: ladybug.Connection) -> list[str]:
        return _firsts(self._run(connection, "CALL show_tables() RETURN name"))

    def _columns(self, connection: ladybug.Connection, table: str) -> set[str]:
        return set(_firsts(self._run(connection, f"CALL table_info('{table}') RETURN name")))

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """See `graph.store.Reader.read`. The database is open for reading only."""
        return self._table(self._connection(), cypher, parameters, limit, timeout)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.write`. Threads of this process wait for one another."""
        if self._read_only:
            raise StoreError(f"store {self._path} was opened for reading only")
        return self._unit(work)

    def is_empty(self) -> bool:
        """Whether the store holds no node."""
        if not self._path.exists():
            return True
        if "Policy" not in self._tables(self._connection()):
            return True
        return self.read("MATCH (n) RETURN count(n) AS n").rows[0][0] == 0

    def close(self) -> None:
        """Close connections and files."""
        with self._opening:
            self._closed = True
            for opened in (*self._retired, *([self._opened] if self._opened else [])):
                opened.close()
            self._retired, self._opened = [], None

    def _current(self) -> _Opened:
        """The newest whole state of the file, opened anew when a load has replaced it."""
        with self._opening:
            if self._closed:
                raise StoreUnavailable(f"store {self._path} is closed")
            try:
                found = self._path.stat()
            except OSError:
                raise StoreUnavailable(
                    f"store {self._path} does not exist yet; run `innoatlas load` first"
                ) from None
            mark = (found.st_ino, found.st_mtime_ns, found.st_size)
            if self._opened is None or self._opened.mark != mark:
                opened = _Opened(_database(self._path, self._memory, read_only=True), mark)
                if self._opened is not None:
                    # Another thread may still be reading from it.
                    self._retired.append(self._opened)
                    while len(self._retired) > _KEPT:
                        self._retired.pop(0).close()
                self._opened = opened
            return self._opened

    def _drop(self) -> None:
        """Close the state that is open for reading; the next read opens it anew."""
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
        self._local = threading.local()
        _give_back_memory()

    def _connection(self) -> ladybug.Connection:
        """This thread's connection to the newest state."""
        opened = self._current()
        held: tuple[_Opened, ladybug.Connection] | None = getattr(self._local, "held", None)
        if held is None or held[0] is not opened:
            held = (opened, opened.connect())
            self._local.held = held
        return held[1]

    def _unit(self, work: Callable[[_Writing], T]) -> T:
        with self._writing, _only_writer(self._path):
            copy = self._path.with_name(self._path.name + ".loading")
            _remove(copy)
            try:
                if self._path.exists():
                    shutil.copyfile(self._path, copy)
                writing = _Writing(self, copy, self._memory)
                try:
                    result = work(writing)
                finally:
                    writing.close()
                with copy.open("rb+") as stream:
                    os.fsync(stream.fileno())
                os.replace(copy, self._path)
            except OSError as exc:
                raise _error(exc, self._path) from exc
            finally:
                _remove(copy)
            return result

    def _run(
        self,
        connection: ladybug.Connection,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
    ) -> ladybug.QueryResult:
        try:
            result = connection.execute(cypher, dict(parameters or {}))
        except AtlasError:
            raise
        except Exception as exc:
            raise _error(exc, self._path) from exc
        return result[-1] if isinstance(result, list) else result

    def _table(
        self,
        connection: ladybug.Connection,
        cypher: str,
        parameters: Mapping[str, object] | None,
        limit: int | None,
        timeout: float | None,
    ) -> Table:
        check_parameters(cypher, parameters or {})
        if timeout is not None:
            connection.set_query_timeout(max(1, int(timeout * 1000)))
        try:
            result = self._run(connection, cypher, parameters)
            rows: list[tuple[object, ...]] = []
            truncated = False
            while result.has_next():
                row = cast(Sequence[object], result.get_next())
                if limit is not None and len(rows) >= limit:
                    truncated = True
                    break
                rows.append(tuple(_plain(value) for value in row))
            columns = tuple(str(name) for name in result.get_column_names())
            result.close()
            return Table(columns, tuple(rows), truncated)
        finally:
            if timeout is not None:
                connection.set_query_timeout(0)


class _Writing:
    """A transaction on one connection."""

    def __init__(self, store: EmbeddedStore, copy: Path, memory: int) -> None:
        self._store = store
        self._copy = copy
        self._memory = memory
        self._groups = 0
        self._open()

    def _open(self) -> None:
        self._database = _database(self._copy, self._memory, read_only=False)
        self._connection = ladybug.Connection(self._database)

    def close(self) -> None:
        """Close the copy; what was written to it is on the disk then."""
        self._connection.close()
        self._database.close()
        _give_back_memory()

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        return self._store._table(self._connection, cypher, parameters, limit, timeout)  # pyright: ignore[reportPrivateUsage]

    def define(self, statements: Iterable[str]) -> None:
        """Run statements that define tables and functions."""
        for statement in statements:
            self._store._run(self._connection, statement)  # pyright: ignore[reportPrivateUsage]

    def _settle(self) -> None:
        """Give back the memory that a label or a pair of labels takes when it is written.

        It is 8 MB until a checkpoint (one node group of adjacency offsets, both ways) and 3 MB
        until the file is closed, however few the rows. The copy is not yet the store, so no
        state that is half done can be seen.
        """
        self._groups += 1
        if self._groups % GROUPS_BEFORE_CHECKPOINT == 0:
            self.define(["CHECKPOINT"])
        if self._groups % GROUPS_BEFORE_REOPENING == 0:
            self.close()
            self._open()

    def _run(self, cypher: str, rows: list[Any]) -> Sequence[object]:
        return self._store._run(self._connection, cypher, {"rows": rows}).get_all()  # pyright: ignore[reportPrivateUsage]

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
                    sets = ", ".join(f"n.{p.name} = {_cast(p)}" for p in assigned)
                    self._run(
                        f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET {sets}", old
                    )
                if new:
                    values = ", ".join(f"{p.name}: {_cast(p)}" for p in properties)
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
            sets = ", ".join(f"r.{p.name} = {_cast(p)}" for p in properties if p.name != "id")
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


def _ddl() -> list[str]:
    """The tables that the schema asks for."""
    statements: list[str] = []
    for node in NODE_TYPES:
        columns = ", ".join(
            f"{p.name} {_COLUMN[p.type]}" + (" PRIMARY KEY" if p.name == "id" else "")
            for p in node_properties(node.label)
        )
        statements.append(f"CREATE NODE TABLE IF NOT EXISTS {node.label}({columns})")
    for relation in RELATIONSHIP_TYPES:
        pairs = ", ".join(f"FROM {start} TO {end}" for start, end in relation.ends)
        columns = ", ".join(
            f"{p.name} {_COLUMN[p.type]}" for p in relationship_properties(relation.name)
        )
        statements.append(f"CREATE REL TABLE IF NOT EXISTS {relation.name}({pairs}, {columns})")
    return statements


def _cast(prop: Property) -> str:
    # Without it a batch whose values are all null, or whole numbers, would be typed otherwise.
    return f"CAST(row.{prop.name} AS {_COLUMN[prop.type]})"


def _plain(value: object) -> object:
    """A value without the engine's own types and internal fields."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(v) for v in cast(list[object], value)]
    if not isinstance(value, dict):
        return value
    record = cast(dict[str, object], value)
    if "_NODES" in record:
        return {
            "nodes": _plain(record["_NODES"]),
            "relationships": _plain(record["_RELS"]),
        }
    plain = {k: _plain(v) for k, v in record.items() if not k.startswith("_")}
    label = record.get("_LABEL")
    if label in NODES:
        own = {p.name for p in node_properties(str(label))}
        return {"label": label} | {k: v for k, v in plain.items() if k in own}
    if label in RELATIONSHIPS:
        own = {p.name for p in relationship_properties(str(label))}
        return {k: v for k, v in plain.items() if k in own}
    return plain


_KEPT = 2
"""Replaced states that stay open for threads that are still reading from them."""


class _Opened:
    """One state of the file, with the connections that read from it."""

    def __init__(self, database: ladybug.Database, mark: tuple[int, int, int]) -> None:
        self.mark = mark
        self._database = database
        self._connections: list[ladybug.Connection] = []

    def connect(self) -> ladybug.Connection:
        connection = ladybug.Connection(self._database)
        self._connections.append(connection)
        return connection

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._database.close()


def _give_back_memory() -> None:
    """Let the C library return what the engine freed to the system (glibc keeps 80 MB of it)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _firsts(result: ladybug.QueryResult) -> list[str]:
    return [str(cast(Sequence[object], row)[0]) for row in result.get_all()]


def _declared() -> set[str]:
    return {t.label for t in NODE_TYPES} | {t.name for t in RELATIONSHIP_TYPES}


def _missing_columns(have: Mapping[str, set[str]]) -> list[str]:
    """Statements that add the properties declared since the store was made."""
    return [
        f"ALTER TABLE {table} ADD IF NOT EXISTS {prop.name} {_COLUMN[prop.type]}"
        for table in sorted(_declared() & set(have))
        for prop in (node_properties(table) if table in NODES else relationship_properties(table))
        if prop.name not in have[table]
    ]


def _database(path: Path, memory: int, *, read_only: bool) -> ladybug.Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = ladybug.Database(str(path), buffer_pool_size=memory, read_only=read_only)
        database.init_database()
    except Exception as exc:
        raise _error(exc, path) from exc
    return database


def _remove(path: Path) -> None:
    """Remove a half-written copy and its log, as a killed load leaves them."""
    for leftover in (
        path,
        path.with_name(path.name + ".wal"),
        path.with_name(path.name + ".shadow"),
    ):
        leftover.unlink(missing_ok=True)


@contextmanager
def _only_writer(path: Path) -> Generator[None]:
    """Hold the lock of the one process that writes; the system frees it when a process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(path.name + ".lock")
    with lock.open("a+") as stream:
        try:
            _lock(stream.fileno())
        except OSError:
            stream.seek(0)
            holder = stream.read().strip() or "another process"
            raise StoreUnavailable(
                f"store {path} is being written by process {holder}; wait for it, "
                "or set another ATLAS_STORE"
            ) from None
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield
        stream.truncate(0)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _error(exc: Exception, path: Path) -> StoreError:
    """The one place where the engine's errors become ours."""
    text = " ".join(str(exc).split())
    if "lock" in text.lower() and "file" in text.lower():
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder[1]}" if holder else "another process"
        return StoreUnavailable(
            f"store {path} is in use by {who}; stop it or set another ATLAS_STORE"
        )
    if isinstance(exc, OSError):
        return StoreUnavailable(f"store {path} cannot be opened: {exc.strerror}")
    if "not a valid" in text or "magic" in text.lower() or "corrupt" in text.lower():
        return StoreUnavailable(
            f"{path} is no InnoAtlas store, or a damaged one: {text[:120]}; set another ATLAS_STORE"
        )
    if "Unable to allocate memory" in text:
        return StoreError("the engine ran out of page cache; raise ATLAS_MEMORY_MB")
    if "No space left" in text:
        return StoreUnavailable(f"the disk that holds {path} is full")
    if "nterrupted" in text:
        return StoreError("the statement took longer than its time limit and was stopped")
    return StoreError(text[:300])
