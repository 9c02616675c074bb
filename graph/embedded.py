"""The embedded store: Ladybug, one file beside the program, nothing to install or start."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import ladybug

from graph.embedded_file import (
    copy_file,
    file_errors,
    give_back_memory,
    only_writer,
    open_database,
    regular_file,
    remove_copy,
)
from graph.embedded_reading import State, run, table
from graph.embedded_tables import (
    declared,
    missing_columns,
    missing_macros,
    missing_pairs,
    missing_tables,
)
from graph.errors import StoreError, StoreUnavailable
from graph.schema import RELATIONSHIPS
from graph.store import Table, Transaction

if TYPE_CHECKING:
    from graph.embedded_writing import Writing

T = TypeVar("T")

MB_FOR_A_READ = 512
"""Page cache, in MB, that lets one more statement read at the same time; others wait.

Walking a node's every relationship took 300 MB, and when the cache was empty under several such
statements the engine ended the process. More at once are no faster: one runs on every core.
"""


class EmbeddedStore:
    """A store in one file.

    A unit of writing works on a copy of the file and takes its place when it is whole, so a kill
    at any moment leaves the store as it was, readers are never held up, and every read sees the
    newest whole state, also what another process has written. One process writes at a time.
    Raises StoreUnavailable when the path names no regular file or no store, when a store that is
    only read does not exist, or when another process is writing.
    """

    def __init__(self, path: Path, *, memory_mb: int = 1024, read_only: bool = False) -> None:
        self._path = regular_file(path.absolute())
        self._memory = memory_mb * 1024 * 1024
        self._read_only = read_only
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._opening = threading.Lock()
        self._turns = threading.BoundedSemaphore(max(1, memory_mb // MB_FOR_A_READ))
        self._state: State | None = None
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
                found = run(connection, cypher, self._path)
                return cast(list[Sequence[str]], found.get_all())

            tables = {name for (name,) in ask("CALL show_tables() RETURN name")} & declared()
            columns = {
                kind: {name for (name,) in ask(f"CALL table_info('{kind}') RETURN name")}
                for kind in tables
            }
            pairs = {
                kind: {
                    (start, end)
                    for start, end in ask(
                        f"CALL show_connection('{kind}') "
                        "RETURN `source table name`, `destination table name`"
                    )
                }
                for kind in tables
                if kind in RELATIONSHIPS
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
            return table(connection, cypher, parameters, limit, timeout, self._path)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.write`. Threads of this process wait for one another."""
        if self._read_only:
            raise StoreError(f"store {self._path} was opened for reading only")
        return self._unit(work)

    def bulk(self, work: Callable[[Transaction], T]) -> T:
        """See `graph.store.Store.bulk`."""
        return self.write(work)

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
        with self._turns:
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

    def _newest(self) -> State:
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
            state = State(open_database(self._path, self._memory, read_only=True), mark)
            self._replace(state)
        return state

    def _replace(self, state: State | None) -> None:
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

    def _unit(self, work: Callable[[Writing], T]) -> T:
        # Imported here: who only reads needs no arrow tables (40 MB).
        from graph.embedded_writing import Writing

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
                writing = Writing(self._path, copy, self._memory)
                try:
                    result = work(writing)
                    writing.finish()
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
