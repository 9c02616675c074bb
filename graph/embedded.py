"""The embedded store: Ladybug, one file beside the program, nothing to install or start."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar, cast

import ladybug

from graph.errors import AtlasError, StoreError, StoreUnavailable
from graph.parameters import check_parameters
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

BATCH = 5_000
"""Rows in one statement; larger batches were no faster and took more memory."""

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

_open: dict[Path, tuple[ladybug.Database, int, bool]] = {}
_open_lock = threading.Lock()


class EmbeddedStore:
    """A store in one file. One process may write; others may read what stood when they opened.

    Raises StoreUnavailable when another process writes to it, the path is a directory or no
    store, or a store that is only read does not exist.
    """

    def __init__(self, path: Path, *, memory_mb: int = 256, read_only: bool = False) -> None:
        self._path = path.absolute()
        self._read_only = read_only
        self._local = threading.local()
        self._writing = threading.Lock()
        self._connections: list[ladybug.Connection] = []
        self._closed = False
        self._database = _acquire(self._path, memory_mb, read_only)

    @property
    def engine(self) -> str:
        """Engine and version."""
        return f"Ladybug {ladybug.__version__}"

    def prepare(self) -> None:
        """Create the tables and functions that are missing, as one unit."""
        if self._read_only:
            return
        with self._writing:
            connection = self._connection()
            tables = self._tables(connection)
            wanted = {t.label for t in NODE_TYPES} | {t.name for t in RELATIONSHIP_TYPES}
            missing_columns = list(self._missing_columns(connection, tables & wanted))
            if wanted <= tables and not missing_columns:
                return
            statements = [*_ddl(), *missing_columns]
            if "Policy" not in tables:
                statements += _MACROS
            with self._unit(connection):
                for statement in statements:
                    self._run(connection, statement)

    def _tables(self, connection: ladybug.Connection) -> set[str]:
        rows = self._run(connection, "CALL show_tables() RETURN name").get_all()
        return {str(cast(Sequence[object], row)[0]) for row in rows}

    def _missing_columns(
        self, connection: ladybug.Connection, tables: Iterable[str]
    ) -> Iterator[str]:
        for name in sorted(tables):
            rows = self._run(connection, f"CALL table_info('{name}') RETURN name").get_all()
            have = {str(cast(Sequence[object], row)[0]) for row in rows}
            declared = node_properties(name) if name in NODES else relationship_properties(name)
            for prop in declared:
                if prop.name not in have:
                    yield f"ALTER TABLE {name} ADD IF NOT EXISTS {prop.name} {_COLUMN[prop.type]}"

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """See `graph.store.Reader.read`. Runs in a read-only transaction."""
        connection = self._connection()
        with self._unit(connection, "BEGIN TRANSACTION READ ONLY"):
            return self._table(connection, cypher, parameters, limit, timeout)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.write`. Writers wait for one another."""
        if self._read_only:
            raise StoreError(f"store {self._path} was opened for reading only")
        with self._writing:
            connection = self._connection()
            with self._unit(connection):
                result = work(_Writing(self, connection))
            # What was committed holds some 8 MB a touched pair of tables until it is checkpointed.
            with suppress(Exception):
                connection.execute("CHECKPOINT")
            return result

    def is_empty(self) -> bool:
        """Whether the store holds no node."""
        connection = self._connection()
        if "Policy" not in self._tables(connection):
            return True
        return self.read("MATCH (n) RETURN count(n) AS n").rows[0][0] == 0

    def close(self) -> None:
        """Close this store's connections, and the file when nobody else has it open."""
        if self._closed:
            return
        self._closed = True
        for connection in self._connections:
            connection.close()
        _release(self._path)

    def _connection(self) -> ladybug.Connection:
        if self._closed:
            raise StoreUnavailable(f"store {self._path} is closed")
        connection: ladybug.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = ladybug.Connection(self._database)
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    @contextmanager
    def _unit(
        self, connection: ladybug.Connection, begin: str = "BEGIN TRANSACTION"
    ) -> Iterator[None]:
        self._run(connection, begin)
        try:
            yield
        except BaseException:
            # A statement that fails has already rolled the transaction back.
            with suppress(Exception):
                connection.execute("ROLLBACK")
            raise
        self._run(connection, "COMMIT")

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

    def __init__(self, store: EmbeddedStore, connection: ladybug.Connection) -> None:
        self._store = store
        self._connection = connection

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        return self._store._table(self._connection, cypher, parameters, limit, timeout)  # pyright: ignore[reportPrivateUsage]

    def _run(self, cypher: str, rows: list[Any]) -> Sequence[object]:
        return self._store._run(self._connection, cypher, {"rows": rows}).get_all()  # pyright: ignore[reportPrivateUsage]

    def put_nodes(self, nodes: Iterable[Node]) -> None:
        ordered = sorted(nodes, key=lambda n: n.label)
        for label, members in groupby(ordered, key=lambda n: n.label):
            properties = node_properties(label)
            for batch in _batches(list({n.id: n for n in members}.values())):
                rows = [_row(n.properties, properties, {"id": n.id}) for n in batch]
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

    def put_relationships(self, relationships: Iterable[Relationship]) -> None:
        def group(r: Relationship) -> tuple[str, str, str]:
            return r.type, label_of(r.start) or "", label_of(r.end) or ""

        for (kind, start, end), members in groupby(sorted(relationships, key=group), key=group):
            if (start, end) not in RELATIONSHIPS[kind].ends:
                raise StoreError(f"{kind} cannot join {start or 'nothing'} to {end or 'nothing'}")
            properties = relationship_properties(kind)
            sets = ", ".join(f"r.{p.name} = {_cast(p)}" for p in properties if p.name != "id")
            for batch in _batches(list({r.id: r for r in members}.values())):
                rows = [
                    _row(r.properties, properties, {"id": r.id, "kind": kind})
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

    def delete_nodes(self, ids: Sequence[str]) -> None:
        for label, members in groupby(sorted(ids), key=label_of):
            if label is not None:
                for batch in _batches(list(members)):
                    self._run(
                        f"UNWIND $rows AS row MATCH (n:{label} {{id: row}}) DETACH DELETE n", batch
                    )

    def delete_relationships(self, type: str, ids: Sequence[str]) -> None:
        for batch in _batches(list(ids)):
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


def _row(
    values: Mapping[str, object], properties: Iterable[Property], fixed: Mapping[str, object]
) -> dict[str, Any]:
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


def _batches(rows: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


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


def _acquire(path: Path, memory_mb: int, read_only: bool) -> ladybug.Database:
    """The one database object of this process for a path."""
    if path.is_dir():
        raise StoreUnavailable(f"store {path} is a folder; ATLAS_STORE must name a file")
    if read_only and not path.exists():
        raise StoreUnavailable(f"store {path} does not exist yet; run `innoatlas load` first")
    with _open_lock:
        if path in _open:
            database, users, only = _open[path]
            if only and not read_only:
                raise StoreUnavailable(f"store {path} is open for reading in this process")
            _open[path] = (database, users + 1, only)
            return database
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            database = ladybug.Database(
                str(path), buffer_pool_size=memory_mb * 1024 * 1024, read_only=read_only
            )
            database.init_database()
        except Exception as exc:
            raise _error(exc, path) from exc
        _open[path] = (database, 1, read_only)
        return database


def _release(path: Path) -> None:
    with _open_lock:
        database, users, only = _open[path]
        if users > 1:
            _open[path] = (database, users - 1, only)
            return
        del _open[path]
        database.close()


def _error(exc: Exception, path: Path) -> StoreError:
    """The one place where the engine's errors become ours."""
    text = " ".join(str(exc).split())
    if "lock" in text.lower() and "file" in text.lower():
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder[1]}" if holder else "another process"
        return StoreUnavailable(
            f"store {path} is in use by {who}; stop it (innoatlas serve?) or set another ATLAS_STORE"
        )
    if isinstance(exc, OSError):
        return StoreUnavailable(f"store {path} cannot be opened: {exc.strerror}")
    if "not a valid" in text or "magic" in text.lower() or "corrupt" in text.lower():
        return StoreUnavailable(
            f"{path} is no InnoAtlas store, or a damaged one: {text[:120]}; set another ATLAS_STORE"
        )
    if "No space left" in text:
        return StoreUnavailable(f"the disk that holds {path} is full")
    if "nterrupted" in text:
        return StoreError("the statement took longer than its time limit and was stopped")
    return StoreError(text[:300])
