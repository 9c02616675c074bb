"""The store of a running server: opened when first needed, so that it may come later."""

from __future__ import annotations

from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from graph.connection import open_store
from graph.settings import Settings
from graph.store import Store


class OpenStore:
    """Opens the store of `settings` for reading with the first request that needs it.

    A store sees by itself what a load has written since, so it is opened once.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._store: Store | None = None

    def current(self) -> Store:
        """The store.

        Raises StoreUnavailable when it cannot be opened; the next call tries again.
        """
        with self._lock:
            if self._store is None:
                self._store = open_store(self._settings, read_only=True)
            return self._store

    def close(self) -> None:
        """Close the store, if it was opened."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None


def _reader(request: Request) -> Store:
    opened: OpenStore = request.app.state.opened
    return opened.current()


StoreOfServer = Annotated[Store, Depends(_reader)]
"""The store, as a route's parameter."""
