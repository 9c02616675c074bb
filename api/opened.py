"""The store of a running server: opened when first needed, so that it may come later."""

from __future__ import annotations

import os
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from api import caching
from api.terminal import program_version
from graph.connection import open_store
from graph.settings import Settings
from graph.store import Store
from queries.version import graph_version


class OpenStore:
    """Opens the store of `settings` for reading with the first request that needs it.

    A store sees by itself what a load has written since, so it is opened once.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._store: Store | None = None
        self._seen: tuple[tuple[int, int, int], str] | None = None

    def current(self) -> Store:
        """The store.

        Raises StoreUnavailable when it cannot be opened; the next call tries again.
        """
        with self._lock:
            if self._store is None:
                self._store = open_store(self._settings, read_only=True)
            return self._store

    def version(self) -> str:
        """The graph's version. Of a file it is read once for each state of the file."""
        store = self.current()
        if self._settings.is_neo4j:
            return graph_version(store)
        try:
            found = os.stat(self._settings.store)
        except OSError:
            return graph_version(store)
        # Looked at before the store is read: a load in between is seen by the next request.
        mark = (found.st_ino, found.st_mtime_ns, found.st_size)
        seen = self._seen
        if seen is None or seen[0] != mark:
            self._seen = seen = (mark, graph_version(store))
        return seen[1]

    def close(self) -> None:
        """Close the store, if it was opened."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None


_PROGRAM = program_version()


def reader(request: Request) -> Store:
    """The store, whatever the client already has."""
    opened: OpenStore = request.app.state.opened
    return opened.current()


def _marking_reader(request: Request) -> Store:
    opened: OpenStore = request.app.state.opened
    if request.method in {"GET", "HEAD"}:
        caching.mark(request, opened.version(), _PROGRAM)
    return opened.current()


StoreOfServer = Annotated[Store, Depends(_marking_reader)]
"""The store, as a route's parameter. The answer gets an ETag of the graph's version, and is not
made at all (304) when the client has it."""

PlainStore = Annotated[Store, Depends(reader)]
"""The store, for an answer that is no content of the graph."""
