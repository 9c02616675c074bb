"""POST cypher: one reading statement, where the server allows it, within its limits."""

from __future__ import annotations

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.connection import open_store
from graph.settings import Settings
from tests.test_api import NODES


def post(settings: Settings, **statement: object) -> httpx.Response:
    with TestClient(create_app(settings)) as client:
        return client.post("/api/v1/cypher", json=statement)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(store=str(tmp_path_factory.mktemp("cypher") / "atlas.db"), cypher=True)
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: t.put_nodes(NODES))
    store.close()
    return settings


def test_a_statement_runs_only_where_the_server_allows_it(reading: Settings) -> None:
    refused = post(Settings(store=reading.store), cypher="RETURN 1 AS x")
    assert refused.status_code == 403 and "ATLAS_CYPHER" in refused.json()["detail"]
    text = "MATCH (p:Park) WHERE p.name = $name RETURN p.id AS id"
    answer = post(reading, cypher=text, params={"name": "甲园区"})
    assert answer.json() == {"columns": ["id"], "rows": [["park:a"]], "cut": None}


def test_a_statement_is_cut_at_its_limit(reading: Settings) -> None:
    answer = post(reading, cypher="MATCH (p:Park) RETURN p.id AS id ORDER BY id", limit=1).json()
    assert answer["rows"] == [["park:a"]]
    assert "limit" in answer["cut"]["how"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ({"cypher": "MATCH (p:Park) DELETE p"}, "DELETE"),
        ({"cypher": "CALL show_tables() RETURN name"}, "CALL"),
        ({"cypher": "RETURN 1 AS x; CREATE (p:Park)"}, "one statement"),
        ({"cypher": "MATCH (p:Park RETURN p"}, "arser"),
        ({"cypher": "MATCH (p:Park {id: $id}) RETURN p"}, "$id"),
        ({"cypher": ""}, "cypher"),
        ({}, "cypher"),
        ({"cypher": "RETURN 1 AS x", "limit": 10_001}, "limit"),
        ({"cypher": "RETURN 1 AS x", "limit": -1}, "limit"),
        ({"cypher": "RETURN 1 AS x", "timeout": 31}, "timeout"),
        ({"cypher": "RETURN 1 AS x", "params": {"x": {"y": 1}}}, "params"),
        ({"cypher": "RETURN 1 AS x", "more": 1}, "more"),
        ({"cypher": "UNWIND range(1, 10000000) AS x UNWIND range(1, 10000000) AS y "
                    "RETURN count(*) AS n", "timeout": 0.05}, "time limit"),
    ],
)  # fmt: skip
def test_a_statement_that_cannot_be_run_is_told_why(
    reading: Settings, statement: dict[str, object], says: str
) -> None:
    answer = post(reading, **statement)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_a_body_too_large_is_not_read(reading: Settings) -> None:
    with TestClient(create_app(reading)) as client:
        for body in (b"x" * 70_000, iter([b"x" * 40_000] * 3)):
            assert client.post("/api/v1/cypher", content=body).status_code == 413
