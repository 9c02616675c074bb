"""Stores for the tests: every test that takes `store` runs on both engines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.connection import open_store
from graph.settings import Settings
from graph.store import Store, Transaction
from tests.neo4j_server import NoServer, running_server

_WIPED_AT_ONCE = 10_000


@pytest.fixture(scope="session")
def neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a running Neo4j; its content belongs to the tests and is wiped."""
    try:
        with running_server(tmp_path_factory.mktemp("neo4j")) as server:
            yield Settings(
                store=server.uri,
                neo4j_user=server.user,
                neo4j_password=SecretStr(server.password),
            )
    except NoServer as exc:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must test on Neo4j, and none can be had: {exc}")
        pytest.skip(f"NOT TESTED ON NEO4J: {exc}")


@pytest.fixture(scope="session")
def neo4j_store(neo4j_settings: Settings) -> Iterator[Store]:
    """The tests' one connection to Neo4j, prepared but not emptied: take `neo4j` instead."""
    store = open_store(neo4j_settings)
    store.prepare()
    yield store
    store.close()


@pytest.fixture
def neo4j(neo4j_store: Store) -> Store:
    """An empty store on Neo4j."""
    while neo4j_store.write(_wipe_some):
        pass
    return neo4j_store


def _wipe_some(tx: Transaction) -> bool:
    """Delete a batch of nodes; whether there may be more."""
    (wiped,) = tx.read(
        "MATCH (n) WITH n LIMIT $size DETACH DELETE n RETURN count(*) AS wiped",
        {"size": _WIPED_AT_ONCE},
    ).rows[0]
    return wiped == _WIPED_AT_ONCE


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    """An empty embedded store."""
    store = open_store(Settings(store=str(tmp_path / "atlas.db"), memory_mb=256))
    store.prepare()
    yield store
    store.close()


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store, on each engine in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def both(embedded: Store, neo4j: Store) -> tuple[Store, Store]:
    """An empty store on each engine, side by side."""
    return embedded, neo4j
