"""What only a served store can get wrong: the address, the login, a lost connection."""

from __future__ import annotations

import threading

import pytest

from graph.connection import open_store
from graph.errors import AtlasError, ConfigError, StoreError, StoreUnavailable
from graph.neo4j_store import Neo4jStore
from graph.settings import Settings
from graph.store import Node, Store, Transaction
from tests.neo4j_server import free_port


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_nobody_listens_there(scheme: str, capfd: pytest.CaptureFixture[str]) -> None:
    uri = f"{scheme}://127.0.0.1:{free_port()}"
    with pytest.raises(StoreUnavailable) as caught:
        Neo4jStore(uri, "neo4j", "any password")
    told = str(caught.value)
    assert told.startswith(f"Neo4j at {uri} cannot be reached: ")
    assert told.endswith("; start it or set ATLAS_STORE")
    assert "\n" not in told
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:port", "bolt://127.0.0.1:1?policy=near"])
def test_an_address_that_cannot_be_read_names_the_setting(uri: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Neo4jStore(uri, "neo4j", "any password")
    assert str(caught.value).startswith(f"ATLAS_STORE={uri!r} cannot be read: ")


def test_a_wrong_password_names_the_settings_and_not_the_password(
    neo4j_settings: Settings,
) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        Neo4jStore(neo4j_settings.store, neo4j_settings.neo4j_user, "not the password")
    assert str(caught.value) == (
        f"Neo4j at {neo4j_settings.store} refuses user {neo4j_settings.neo4j_user!r}: "
        "set ATLAS_NEO4J_USER and ATLAS_NEO4J_PASSWORD"
    )


def test_engine_names_its_version(neo4j: Store) -> None:
    name, version = neo4j.engine.split(" ")
    assert name == "Neo4j"
    assert int(version.split(".")[0]) >= 5


def test_a_store_opened_for_reading_refuses_to_write(
    neo4j: Store, neo4j_settings: Settings
) -> None:
    reader = open_store(neo4j_settings, read_only=True)
    try:
        with pytest.raises(StoreError, match="for reading only"):
            reader.write(lambda tx: tx.put_nodes([Node("Park", "park:a", {})]))
        assert reader.is_empty()
    finally:
        reader.close()


def test_a_closed_store_says_so(neo4j_settings: Settings) -> None:
    store = open_store(neo4j_settings)
    store.close()
    with pytest.raises(StoreUnavailable, match="is closed"):
        store.read("RETURN 1 AS one")
    with pytest.raises(StoreUnavailable, match="is closed"):
        store.write(lambda tx: tx.put_nodes([Node("Park", "park:a", {})]))


def test_a_unit_that_meets_a_deadlock_is_run_again(neo4j: Store) -> None:
    both_hold_one = threading.Barrier(2, timeout=30)
    runs: list[str] = []
    failures: list[Exception] = []

    def put_in_order(first: str, second: str) -> None:
        met = False

        def work(tx: Transaction) -> None:
            nonlocal met
            runs.append(first)
            tx.put_nodes([Node("Park", f"park:{first}", {"summary": first})])
            if not met:
                met = True
                both_hold_one.wait()
            tx.put_nodes([Node("Park", f"park:{second}", {"summary": first})])

        try:
            neo4j.write(work)
        except Exception as exc:
            failures.append(exc)

    neo4j.write(lambda tx: tx.put_nodes([Node("Park", f"park:{name}", {}) for name in "ab"]))
    writers = [threading.Thread(target=put_in_order, args=order) for order in ("ab", "ba")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert len(runs) > 2
    ((summary,),) = neo4j.read("MATCH (n:Park) RETURN DISTINCT n.summary AS s").rows
    assert summary in {"a", "b"}


@pytest.mark.parametrize("value", [object(), 2**63, "\ud800"])
def test_a_value_that_bolt_cannot_carry_is_our_error(neo4j: Store, value: object) -> None:
    with pytest.raises(AtlasError):
        neo4j.read("RETURN $value AS value", {"value": value})
    assert neo4j.read("RETURN 1 AS one").rows == ((1,),)


def test_temporal_values_become_text_and_a_path_its_parts(neo4j: Store) -> None:
    table = neo4j.read(
        "RETURN date('2019-05-06') AS day, [datetime('2019-05-06T07:08:09Z')] AS moments, "
        "{span: duration('P1D')} AS map"
    )
    assert table.rows == (("2019-05-06", ["2019-05-06T07:08:09.000000000+00:00"], {"span": "P1D"}),)
