"""Settings → an open store."""

from __future__ import annotations

from pathlib import Path

from graph.errors import ConfigError
from graph.settings import Settings
from graph.store import Store

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def open_store(settings: Settings, *, read_only: bool = False) -> Store:
    """The store that `settings.store` names.

    Raises ConfigError (unknown scheme, no password) and StoreUnavailable (cannot be reached, or
    held by another process).
    """
    if not settings.is_neo4j:
        from graph.embedded import EmbeddedStore

        return EmbeddedStore(
            Path(settings.store), memory_mb=settings.memory_mb, read_only=read_only
        )
    scheme = settings.store.partition("://")[0]
    if scheme not in _SCHEMES:
        raise ConfigError(
            f"ATLAS_STORE={settings.store!r}: unknown scheme {scheme!r}; "
            f"use a path or one of {', '.join(s + '://' for s in _SCHEMES)}"
        )
    from graph.neo4j_store import Neo4jStore

    return Neo4jStore(
        settings.store, settings.neo4j_user, settings.neo4j_secret(), read_only=read_only
    )
