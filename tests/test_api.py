"""The API: answers with their words, and errors in one shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import STATUS, status_of
from graph import errors
from graph.connection import open_store
from graph.schema import NODE_TYPES, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship

QUOTE = "能源科技重点依托甲园区"
CLAUSE = "passage:plan-1:2"
SUPPORTS = relationship_id("SUPPORTS", "park:a", "industry:en", "policy:plan-1")
NODES = [
    Node(
        "Passage",
        CLAUSE,
        {
            "name": "二",
            "policy_id": "policy:plan-1",
            "path": "二",
            "ordinal": 1,
            "text": f"{QUOTE}。",
        },
    ),
    Node("Policy", "policy:plan-1", {"name": "某省方案"}),
    Node("Park", "park:a", {"name": "甲园区", "name_en": "Park A", "aliases": ["甲"]}),
    Node("Park", "park:b", {"name": "乙园区"}),
    Node("Industry", "industry:en", {"name": "能源科技", "emerging": True}),
]
RELATIONSHIPS = [
    Relationship(
        "SUPPORTS",
        SUPPORTS,
        "park:a",
        "industry:en",
        {
            "kind": "SUPPORTS",
            "status": "designated",
            "method": "stated",
            "passages": [CLAUSE],
            "quote": QUOTE,
            "source": "policy:plan-1",
        },
    )
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(store=str(tmp_path_factory.mktemp("api") / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
    store.close()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_a_node_carries_its_relationships_with_words_and_clause(client: TestClient) -> None:
    answer = client.get("/api/v1/nodes/park:a").json()
    assert answer["node"]["name"] == "甲园区"
    assert answer["node"]["properties"]["aliases"] == ["甲"]
    (said,) = answer["relationships"]
    assert (said["direction"], said["kind"], said["other"]["id"]) == (
        "out",
        "SUPPORTS",
        "industry:en",
    )
    assert said["quote"] == QUOTE
    assert QUOTE in {p["id"]: p["text"] for p in answer["passages"]}[CLAUSE]


def test_a_relationship_is_seen_from_both_ends(client: TestClient) -> None:
    (said,) = client.get("/api/v1/nodes/industry:en").json()["relationships"]
    assert (said["direction"], said["other"]["id"]) == ("in", "park:a")


def test_nodes_are_listed_by_label_and_text(client: TestClient) -> None:
    def ids(**query: str) -> list[str]:
        found = client.get("/api/v1/nodes", params=query).json()["nodes"]
        return [node["id"] for node in found]

    assert ids(label="Park") == ["park:a", "park:b"]
    assert ids(q="甲园") == ["park:a"]
    assert ids(q="Park A") == ["park:a"]
    assert ids(q="甲") == ["park:a"]


def test_cursors_walk_every_node_once(client: TestClient) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get("/api/v1/nodes", params={"limit": "1", "cursor": cursor}).json()
        seen += [node["id"] for node in page["nodes"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == sorted(node.id for node in NODES)


def test_a_passage_is_answered_in_its_own_words(client: TestClient) -> None:
    answer = client.get(f"/api/v1/passages/{CLAUSE}").json()
    assert (answer["path"], answer["text"]) == ("二", f"{QUOTE}。")


def test_the_schema_is_the_declared_one(client: TestClient) -> None:
    answer = client.get("/api/v1/schema").json()
    assert [t["label"] for t in answer["nodes"]] == [t.label for t in NODE_TYPES]


def test_a_question_answers_with_the_cypher_that_ran(client: TestClient) -> None:
    answer = client.get("/api/v1/questions/supporters", params={"industry": "能源科技"}).json()
    assert answer["cypher"].startswith("//")
    assert answer["params"] == {"industry": "能源科技"}
    assert len(answer["rows"]) == 1
    assert set(answer["columns"]) == set(answer["rows"][0])
    assert QUOTE in str(answer["rows"][0])


def test_every_question_is_listed_with_its_parameters(client: TestClient) -> None:
    listed = {q["name"]: q for q in client.get("/api/v1/questions").json()}
    assert {"matrix", "gaps", "supporters"} <= listed.keys()
    assert [p["name"] for p in listed["supporters"]["params"]] == ["industry", "plan"]


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/api/v1/health").json() == {"status": "ok"}
    ready = client.get("/api/v1/ready").json()
    assert (ready["status"], ready["empty"]) == ("ok", False)


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("/api/v1/nodes/park:zzz", 404, "park:zzz"),
        ("/api/v1/nodes/zzz", 404, "zzz"),
        ("/api/v1/passages/passage:zzz", 404, "passage:zzz"),
        ("/api/v1/questions/zzz", 404, "zzz"),
        ("/api/v1/zzz", 404, "/api/v1/zzz"),
        ("/api/v1/nodes?label=Zzz", 400, "Zzz"),
        ("/api/v1/nodes?limit=1000000000", 400, "limit"),
        ("/api/v1/nodes?limit=-1", 400, "limit"),
        ("/api/v1/nodes?cursor=%00", 400, "cursor"),
        ("/api/v1/questions/supporters", 400, "industry"),
        ("/api/v1/questions/supporters?zzz=1&industry=x", 400, "zzz"),
    ],
)
def test_an_error_is_a_problem_that_names_what_failed(
    client: TestClient, path: str, status: int, named: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert named in problem["detail"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("text", ["\x00", "‮", "𠀀", "../", "'", '"', "\\", "%", "a" * 200])
def test_odd_text_finds_nothing_and_breaks_nothing(client: TestClient, text: str) -> None:
    answer = client.get("/api/v1/nodes", params={"q": text})
    assert answer.status_code == 200
    assert answer.json()["nodes"] == []


def test_a_store_that_is_not_there_is_503_and_heals(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "missing" / "atlas.db"))
    with TestClient(create_app(settings)) as client:
        assert client.get("/api/v1/health").status_code == 200
        down = client.get("/api/v1/ready")
        assert down.status_code == 503
        assert down.headers["content-type"] == "application/problem+json"
        (tmp_path / "missing").mkdir()
        store = open_store(settings)
        store.prepare()
        store.close()
        assert client.get("/api/v1/ready").json()["empty"] is True


def test_every_error_has_a_status() -> None:
    tree = {
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.AtlasError)
    }
    assert tree == set(STATUS)


def test_a_new_kind_of_error_takes_the_status_of_its_ancestor() -> None:
    class Torn(errors.StoreUnavailable):
        pass

    assert status_of(Torn("x")) == STATUS[errors.StoreUnavailable]


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/docs", "/zzz", "/static/explorer.css"])
def test_every_answer_is_kept_to_this_host(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_only_the_docs_page_may_run_inline_script(client: TestClient) -> None:
    assert "unsafe-inline" not in client.get("/").headers["content-security-policy"]
    docs = client.get("/docs")
    assert docs.status_code == 200
    assert "https://" not in docs.text
