"""The served store: Neo4j 5 or later, reached over bolt with the official driver."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
from graph.neo4j_writing import Ahead, Statement, Writing
from graph.parameters import check_parameters
from graph.schema import (
    NODE_TYPES,
    NODES,
    RELATIONSHIP_TYPES,
    RELATIONSHIPS,
    Property,
    relationship_properties,
    shown_properties,
)
from graph.store import Table, Transaction

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

        def unit(tx: ManagedTransaction) -> T:
            def read(
                cypher: str, parameters: Mapping[str, object] | None, limit: int | None
            ) -> Table:
                with self._errors(in_unit=True):
                    return _table(tx, cypher, parameters, limit)

            def run(statement: Statement) -> list[object]:
                with self._errors(in_unit=True):
                    return list(_run(tx, statement.cypher, {"rows": statement.rows}).value())

            return work(Writing(read, run))

        return self._execute(unit)

    def bulk(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.bulk`. A batch that fails for the moment is sent again."""
        if self._read_only:
            raise StoreError(f"Neo4j at {self._uri} was opened for reading only")

        def read(cypher: str, parameters: Mapping[str, object] | None, limit: int | None) -> Table:
            return self.read(cypher, parameters, limit=limit)

        def run(statement: Statement) -> list[object]:
            return self._execute(
                lambda tx: list(_run(tx, statement.cypher, {"rows": statement.rows}).value())
            )

        with ThreadPoolExecutor(1) as sender:
            ahead = Ahead(run, sender)
            done = work(Writing(read, ahead))
            ahead.wait()
            return done

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
        known = shown_properties(label) if label in NODES else ()
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
    # Neo4j keeps no null, and its importer no empty list; the embedded store answers with both.
    own = {key: _plain(item) for key, item in entity.items()}
    if not known:
        return own
    return {p.name: own.get(p.name, [] if p.type == "strings" else None) for p in known}


def _first_line(exc: Exception) -> str:
    text = (exc.message if isinstance(exc, Neo4jError) else None) or str(exc) or type(exc).__name__
    return text.strip().splitlines()[0].strip().rstrip(":")[:300]
