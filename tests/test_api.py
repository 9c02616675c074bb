"""The API: answers with their words, and errors in one shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.answers import csv_answer
from api.app import create_app
from api.errors import STATUS, status_of
from api.keys import Keys
from api.problems import MEDIA_TYPE
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


def test_a_store_that_goes_away_and_comes_back_is_served_again(tmp_path: Path) -> None:
    path = tmp_path / "atlas.db"
    settings = Settings(store=str(path))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: t.put_nodes(NODES))
    store.close()
    with TestClient(create_app(settings)) as client:
        asked = ("/api/v1/nodes/park:a", "/api/v1/matrix", "/sources")
        assert [client.get(p).status_code for p in asked] == [200, 200, 200]
        path.rename(tmp_path / "away")
        assert [client.get(p).status_code for p in asked] == [503, 503, 503]
        (tmp_path / "away").rename(path)
        assert [client.get(p).status_code for p in asked] == [200, 200, 200]


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


def test_search_answers_with_facets_and_tells_what_it_left_out(client: TestClient) -> None:
    answer = client.get("/api/v1/search", params={"q": "园区", "limit": "1"}).json()
    assert [hit["id"] for hit in answer["hits"]] == ["park:a"]
    assert answer["facets"] == [{"label": "Park", "count": 2}]
    assert (answer["total"], answer["cut"]["left_out"]) == (2, 1)
    assert answer["next"] in answer["cut"]["how"]
    rest = client.get("/api/v1/search", params={"q": "园区", "cursor": answer["next"]}).json()
    assert [hit["id"] for hit in rest["hits"]] == ["park:b"]
    assert rest["next"] is None and rest["cut"] is None


def test_a_cut_answer_says_what_was_left_out_and_how_to_get_it(client: TestClient) -> None:
    nodes = client.get("/api/v1/nodes", params={"limit": "2"}).json()
    assert nodes["cut"]["left_out"] == len(NODES) - 2
    listed = client.get("/api/v1/questions/pilots").json()
    assert listed["cut"] is None and listed["total"] == len(listed["rows"])


def test_rows_come_page_by_page(tmp_path: Path) -> None:
    parks = [Node("Park", f"park:{n}", {"name": f"第{n}园"}) for n in range(5)]
    said = [
        Relationship(
            "SUPPORTS", str(n), f"park:{n}", "industry:en", {**RELATIONSHIPS[0].properties}
        )
        for n in range(5)
    ]
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: (t.put_nodes([*NODES, *parks]), t.put_relationships(said)))
    store.close()
    with TestClient(create_app(settings)) as client:
        whole = client.get("/api/v1/matrix").json()
        seen: list[object] = []
        params = {"limit": "2"}
        while True:
            part = client.get("/api/v1/matrix", params=params).json()
            seen += part["rows"]
            assert part["total"] == 5
            if part["next"] is None:
                break
            assert part["cut"]["left_out"] == 5 - len(seen)
            params["cursor"] = part["next"]
        assert seen == whole["rows"]
        node = client.get("/api/v1/nodes/industry:en", params={"limit": "2"}).json()
        assert (len(node["relationships"]), node["total"]) == (2, 5)
        assert node["cut"]["left_out"] == 3
        foreign = client.get("/api/v1/gaps", params={"cursor": params["cursor"]})
        assert foreign.status_code == 400


@pytest.mark.parametrize("name", ["matrix", "gaps", "targets", "elements"])
def test_four_questions_have_an_address_of_their_own(client: TestClient, name: str) -> None:
    own, asked = (client.get(path) for path in (f"/api/v1/{name}", f"/api/v1/questions/{name}"))
    assert own.status_code == 200 and own.json() == asked.json()
    one = client.get(f"/api/v1/{name}", params={"plan": "policy:plan-1"})
    assert one.status_code == 200 and one.json()["params"] == {"plan": "policy:plan-1"}
    assert client.get(f"/api/v1/{name}", params={"plan": "policy:zzz"}).status_code == 404


def test_rows_come_as_csv_for_a_spreadsheet(client: TestClient) -> None:
    by_name = client.get("/api/v1/matrix", params={"format": "csv"})
    by_accept = client.get("/api/v1/matrix", headers={"accept": "text/csv"})
    assert by_name.content == by_accept.content
    assert by_name.headers["content-type"] == "text/csv; charset=utf-8"
    assert by_name.content.startswith(b"\xef\xbb\xbfpark_id,park,")
    assert QUOTE in by_name.content.decode("utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    body = csv_answer("x", ["a"], [[text], [-1.0]]).body
    assert bytes(body).decode("utf-8-sig").splitlines()[1:] in (
        [f"'{text}", "-1"],
        [f'"\'{text}"', "-1"],
    )


def test_clauses_of_a_document_and_the_documents(client: TestClient) -> None:
    answer = client.get("/api/v1/passages", params={"source": "policy:plan-1"}).json()
    assert [p["text"] for p in answer["passages"]] == [f"{QUOTE}。"]
    missing = client.get("/api/v1/passages", params={"source": "policy:zzz"})
    assert missing.status_code == 404 and "policy:zzz" in missing.json()["detail"]


def test_an_unknown_id_is_told_what_is_like_it(client: TestClient) -> None:
    answer = client.get("/api/v1/nodes/industry:em").json()
    assert answer["near"] == ["industry:en"]


def test_a_merged_id_leads_on(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    moved = Node("Redirect", "redirect:park:old", {"name": "旧", "target": "park:a"})
    store.write(lambda t: t.put_nodes([*NODES, moved]))
    store.close()
    with TestClient(create_app(settings)) as client:
        for path in ("/api/v1/nodes/park:old?limit=7", "/nodes/park:old?lang=en"):
            answer = client.get(path, follow_redirects=False)
            assert answer.status_code == 308
            assert answer.headers["location"] == path.replace("park:old", "park:a")
        assert client.get("/api/v1/nodes/park:old").json()["node"]["id"] == "park:a"


def test_what_is_counted_names_no_id(client: TestClient) -> None:
    client.get("/api/v1/nodes/park:a")
    client.get("/api/v1/nodes/park:zzz")
    client.get("/nowhere/park:zzz")
    text = client.get("/api/v1/metrics").text
    assert 'innoatlas_requests_total{method="GET",route="/api/v1/nodes/{id}",status="404"}' in text
    assert 'route="none"' in text and "innoatlas_request_seconds_bucket" in text
    assert "park:" not in text


def test_errors_of_the_store_are_counted_and_told_to_nobody_else(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "secret" / "atlas.db"), keys=tmp_path / "keys")
    token = Keys(tmp_path / "keys").create("office", "read")
    headers = {"authorization": f"Bearer {token}"}
    app = create_app(settings)
    for path in ("/api/v1/matrix", "/", "/api/v1/ready"):
        with TestClient(app, client=("203.0.113.5", 1), headers=headers) as far:
            answer = far.get(path)
            assert answer.status_code == 503
            assert "secret" not in answer.text
    with TestClient(app, headers=headers) as near:
        assert "secret" in near.get("/api/v1/matrix").text
        text = near.get("/api/v1/metrics").text
        assert 'innoatlas_store_errors_total{kind="StoreUnavailable"} 4.0' in text


def test_a_failure_leaves_no_trace(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("queries.ask", fail)
    for path in ("/api/v1/matrix", "/api/v1/questions/gaps"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert answer.json()["status"] == 500
        assert "secret" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=1000000000", 400), ("limit=-1", 400), ("limit=x", 400), ("cursor=-1", 400),
        ("cursor=Li4vLi4v", 400), ("format=xml", 400), ("plan=%00", 404), ("plan=../../etc", 404),
        ("plan=%E2%80%AE", 404), ("plan=%F0%A0%80%80", 404), ("plan=" + "a" * 301, 400),
        ("plan=" + "a" * 60_000, 414), ("zzz=1", 400), ("plan=%ED%A0%80", 404),
    ],
)  # fmt: skip
def test_bad_input_is_a_problem(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/api/v1/questions/matrix?{query}")
    assert answer.status_code == status, answer.text[:200]
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.text) < 1000


def test_every_route_is_described_with_its_errors(client: TestClient) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert "HTTPValidationError" not in told["components"]["schemas"]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"].strip().endswith("?") or operation["description"], path
            assert "422" not in operation["responses"] or method == "post", path
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == [MEDIA_TYPE], (path, status)
