"""The served store: Neo4j 5 or later, reached over bolt with the official driver."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, LiteralString, TypeVar, cast

from neo4j import GraphDatabase, ManagedTransaction, Session, unit_of_work
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)
from neo4j.graph import Node as GraphNode
from neo4j.graph import Path
from neo4j.graph import Relationship as GraphRelationship
from neo4j.time import Date, DateTime, Duration, Time

from graph.errors import ConfigError, StoreError, StoreUnavailable
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


CONNECT_SECONDS = 5.0
RETRY_SECONDS = 15.0
"""How long a unit is tried again after a deadlock or a lost connection."""

# What the driver logs, our errors say; without a handler Python would print it a second time.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_REFUSED_LOGIN = {
    "Neo.ClientError.Security.Unauthorized",
    "Neo.ClientError.Security.AuthenticationRateLimit",
    "Neo.ClientError.Security.CredentialsExpired",
}


class Neo4jStore:
    """A store on a Neo4j server; safe to share between threads.

    The server is spoken to at once, so that a wrong address or password is told here.
    Raises ConfigError (the address cannot be read) and StoreUnavailable.
    """

    def __init__(self, uri: str, user: str, password: str, read_only: bool = False) -> None:
        self._uri = uri
        self._user = user
        self._read_only = read_only
        # One manager for all sessions: every read sees what this process wrote, in a cluster too.
        self._bookmarks = GraphDatabase.bookmark_manager()
        try:
            self._driver = GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]
                uri,
                auth=(user, password),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=RETRY_SECONDS,
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="innoatlas",
            )
        except (ConfigurationError, ValueError) as exc:
            raise ConfigError(f"ATLAS_STORE={uri!r} cannot be read: {_first_line(exc)}") from exc
        try:
            with self._errors():
                self._agent = self._driver.get_server_info().agent  # pyright: ignore[reportUnknownMemberType]
        except BaseException as exc:
            self._driver.close()
            if isinstance(exc, ValueError):  # a port that is no number is met only here
                raise ConfigError(
                    f"ATLAS_STORE={uri!r} cannot be read: {_first_line(exc)}"
                ) from exc
            raise

    @property
    def engine(self) -> str:
        """Engine and version."""
        return self._agent.replace("/", " ")

    def prepare(self) -> None:
        """Create the constraints and indexes that are missing, as one unit."""
        if self._read_only:
            return
        wanted = dict(_ddl())
        have = {name for (name,) in self.read("SHOW INDEXES YIELD name").rows}
        missing = [statement for name, statement in wanted.items() if name not in have]
        if missing:
            self._execute(lambda tx: [_run(tx, statement).consume() for statement in missing])

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        """See `graph.store.Reader.read`. The server refuses writes in it."""
        check_parameters(cypher, parameters or {})

        @unit_of_work(timeout=timeout)
        def work(tx: ManagedTransaction) -> Table:
            return _table(tx, cypher, parameters, limit)

        with self._errors(), self._session() as session:
            return session.execute_read(work)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.write`. The server keeps writers apart by its own locks."""
        if self._read_only:
            raise StoreError(f"Neo4j at {self._uri} was opened for reading only")
        return self._execute(lambda tx: work(_Writing(self, tx)))

    def is_empty(self) -> bool:
        """Whether the store holds no node."""
        return self.read("MATCH (n) RETURN count(n) AS n").rows[0][0] == 0

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def _execute(self, work: Callable[[ManagedTransaction], T]) -> T:
        with self._errors(), self._session() as session:
            return session.execute_write(work)

    def _session(self) -> Session:
        return self._driver.session(bookmark_manager=self._bookmarks)  # pyright: ignore[reportUnknownMemberType]

    @contextmanager
    def _errors(self, *, in_unit: bool = False) -> Generator[None]:
        """The one place where the driver's errors become ours.

        Inside a unit what may be tried again passes as it is: the driver catches it and repeats.
        """
        try:
            yield
        except (DriverError, Neo4jError) as exc:
            if in_unit and exc.is_retryable():
                raise
            raise self._error(exc) from exc

    def _error(self, exc: DriverError | Neo4jError) -> StoreError:
        code = exc.code or "" if isinstance(exc, Neo4jError) else ""
        text = _first_line(exc)
        if isinstance(exc, AuthError) or code in _REFUSED_LOGIN:
            return StoreUnavailable(
                f"Neo4j at {self._uri} refuses user {self._user!r}: "
                "set ATLAS_NEO4J_USER and ATLAS_NEO4J_PASSWORD"
            )
        if isinstance(exc, ServiceUnavailable | SessionExpired):
            return StoreUnavailable(
                f"Neo4j at {self._uri} cannot be reached: {text}; start it or set ATLAS_STORE"
            )
        if isinstance(exc, DriverError) and "closed" in text.lower():
            return StoreUnavailable(f"store {self._uri} is closed")
        if "TransactionTimedOut" in code:
            return StoreError("the statement took longer than its time limit and was stopped")
        return StoreError(text)


class _Writing:
    """A transaction on the server."""

    def __init__(self, store: Neo4jStore, tx: ManagedTransaction) -> None:
        self._store = store
        self._tx = tx

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
        with self._store._errors(in_unit=True):  # pyright: ignore[reportPrivateUsage]
            return _table(self._tx, cypher, parameters, limit)

    def _run(self, cypher: str, rows: Sequence[object]) -> list[object]:
        with self._store._errors(in_unit=True):  # pyright: ignore[reportPrivateUsage]
            return list(_run(self._tx, cypher, {"rows": rows}).value())

    def put_nodes(self, nodes: Iterable[Node]) -> None:
        ordered = sorted(nodes, key=lambda n: n.label)
        for label, members in groupby(ordered, key=lambda n: n.label):
            if label not in NODES:
                raise StoreError(f"unknown label {label!r}")
            properties = node_properties(label)
            for batch in batches(list({n.id: n for n in members}.values())):
                self._run(
                    f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) "
                    f"SET {_assignments('n', properties)}",
                    [row_of(n.properties, properties, {"id": n.id}) for n in batch],
                )

    def put_relationships(self, relationships: Iterable[Relationship]) -> None:
        def group(r: Relationship) -> tuple[str, str, str]:
            return r.type, label_of(r.start) or "", label_of(r.end) or ""

        for (kind, start, end), members in groupby(sorted(relationships, key=group), key=group):
            if kind not in RELATIONSHIPS:
                raise StoreError(f"unknown relationship type {kind!r}")
            if (start, end) not in RELATIONSHIPS[kind].ends:
                raise StoreError(f"{kind} cannot join {start or 'nothing'} to {end or 'nothing'}")
            properties = relationship_properties(kind)
            for batch in batches(list({r.id: r for r in members}.values())):
                done = self._run(
                    f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start_id}}) "
                    f"MATCH (b:{end} {{id: row.end_id}}) MERGE (a)-[r:{kind} {{id: row.id}}]->(b) "
                    f"SET {_assignments('r', properties)} RETURN row.id AS id",
                    [
                        row_of(r.properties, properties, {"id": r.id, "kind": kind})
                        | {"start_id": r.start, "end_id": r.end}
                        for r in batch
                    ],
                )
                if len(done) != len(batch):
                    landed = set(done)
                    lost = next(r for r in batch if r.id not in landed)
                    raise StoreError(
                        f"{kind} from {lost.start!r} to {lost.end!r}: an end does not exist"
                    )

    def delete_nodes(self, ids: Sequence[str]) -> None:
        for label, members in groupby(sorted(ids), key=label_of):
            if label is not None:
                for batch in batches(list(members)):
                    self._run(
                        f"UNWIND $rows AS row MATCH (n:{label} {{id: row}}) DETACH DELETE n", batch
                    )

    def delete_relationships(self, type: str, ids: Sequence[str]) -> None:
        if type not in RELATIONSHIPS:
            raise StoreError(f"unknown relationship type {type!r}")
        for batch in batches(list(ids)):
            self._run(f"UNWIND $rows AS row MATCH ()-[r:{type} {{id: row}}]->() DELETE r", batch)


def _ddl() -> Iterator[tuple[str, str]]:
    """What the schema asks for, as (name of the index, statement)."""
    for node in NODE_TYPES:
        name = f"atlas_{node.prefix}_id"
        yield (
            name,
            f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{node.label}) REQUIRE n.id IS UNIQUE",
        )
    # Without it a relationship is found by its id only by reading all of its type.
    for relation in RELATIONSHIP_TYPES:
        name = f"atlas_{relation.name.lower()}_id"
        yield name, f"CREATE INDEX {name} IF NOT EXISTS FOR ()-[r:{relation.name}]-() ON (r.id)"


def _assignments(variable: str, properties: Iterable[Property]) -> str:
    return ", ".join(f"{variable}.{p.name} = row.{p.name}" for p in properties if p.name != "id")


def _run(
    tx: ManagedTransaction, cypher: str, parameters: Mapping[str, object] | None = None
) -> Any:
    try:
        return tx.run(cast(LiteralString, cypher), dict(parameters or {}))
    except (TypeError, ValueError, OverflowError) as exc:
        # A parameter that bolt cannot carry; nothing has been sent.
        raise StoreError(f"a parameter cannot be sent to Neo4j: {_first_line(exc)}") from exc


def _table(
    tx: ManagedTransaction,
    cypher: str,
    parameters: Mapping[str, object] | None,
    limit: int | None,
) -> Table:
    result = _run(tx, cypher, parameters)
    columns = tuple(cast(Iterable[str], result.keys()))
    records = cast(
        "Iterable[Iterable[object]]", result if limit is None else result.fetch(limit + 1)
    )
    rows = tuple(tuple(_plain(value) for value in record) for record in records)
    result.consume()
    truncated = limit is not None and len(rows) > limit
    return Table(columns, rows[:limit] if truncated else rows, truncated)


def _plain(value: object) -> object:
    """A value without the driver's own types; nodes and relationships as the schema declares."""
    if isinstance(value, GraphNode):
        label = next(iter(value.labels), "")
        known = node_properties(label) if label in NODES else ()
        return {"label": label} | _properties(value, known)
    if isinstance(value, GraphRelationship):
        known = relationship_properties(value.type) if value.type in RELATIONSHIPS else ()
        return _properties(value, known)
    if isinstance(value, Path):
        return {
            "nodes": [_plain(node) for node in value.nodes],
            "relationships": [_plain(relation) for relation in value.relationships],
        }
    if isinstance(value, Date | DateTime | Time | Duration):
        return value.iso_format()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast(Iterable[object], value)]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in cast(dict[str, object], value).items()}
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return value


def _properties(
    entity: GraphNode | GraphRelationship, known: Sequence[Property]
) -> dict[str, object]:
    # Neo4j does not keep a null; the embedded store answers with it, and readers rely on the key.
    own = {key: _plain(item) for key, item in entity.items()}
    return {p.name: own.get(p.name) for p in known} if known else own


def _first_line(exc: Exception) -> str:
    text = (exc.message if isinstance(exc, Neo4jError) else None) or str(exc) or type(exc).__name__
    return text.strip().splitlines()[0].strip().rstrip(":")[:300]
