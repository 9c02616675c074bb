"""The store of a running server: opened when first needed, so that it may come later."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from graph.connection import open_store
from graph.settings import Settings
from graph.store import Store


class OpenStore:
    """Opens the store of `settings` for reading, and again when its file was replaced.

    A read-only opening of the embedded store sees the file as it was then, so a file that a
    load has changed since is opened anew. Retired stores close with the server: a request may
    still be reading from them.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._store: Store | None = None
        self._seen: tuple[int, int] | None = None
        self._retired: list[Store] = []

    def current(self) -> Store:
        """The store as it is now.

        Raises StoreUnavailable when it cannot be opened.
        """
        with self._lock:
            mark = self._mark()
            if self._store is None or mark != self._seen:
                opened = open_store(self._settings, read_only=True)
                if self._store is not None:
                    self._retired.append(self._store)
                self._store, self._seen = opened, mark
            return self._store

    def close(self) -> None:
        """Close whatever was opened."""
        with self._lock:
            for store in (*self._retired, *([self._store] if self._store else [])):
                store.close()
            self._retired, self._store = [], None

    def _mark(self) -> tuple[int, int] | None:
        if self._settings.is_neo4j:
            return None
        try:
            found = Path(self._settings.store).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


def _reader(request: Request) -> Store:
    opened: OpenStore = request.app.state.opened
    return opened.current()


StoreOfServer = Annotated[Store, Depends(_reader)]
"""The store, as a route's parameter."""
