"""ETag and 304: an answer is sent again only when a load has changed the graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.connection import open_store
from graph.settings import Settings
from graph.store import Node, Store
from queries.version import graph_version
from tests.test_api import NODES, RELATIONSHIPS


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(store=str(tmp_path_factory.mktemp("marks") / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
    store.close()
    with TestClient(create_app(settings)) as client:
        yield client


def test_an_answer_is_marked_by_the_graph_and_not_sent_twice(client: TestClient) -> None:
    for path in ("/api/v1/matrix", "/api/v1/nodes/park:a", "/api/v1/search?q=甲园", "/sources"):
        first = client.get(path)
        etag = first.headers["etag"]
        assert "no-cache" in first.headers["cache-control"]
        again = client.get(path, headers={"if-none-match": f'"x", {etag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert client.get(path, headers={"if-none-match": '"x"'}).status_code == 200


def test_the_mark_differs_by_form_and_language(client: TestClient) -> None:
    marks = {
        client.get("/api/v1/matrix", headers=headers).headers["etag"]
        for headers in ({}, {"accept": "text/csv"}, {"accept-language": "en"})
    }
    assert len(marks) == 3


def test_an_error_has_no_mark(client: TestClient) -> None:
    assert "etag" not in client.get("/api/v1/nodes/park:zzz").headers


def test_a_load_changes_the_mark(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    with TestClient(create_app(settings)) as client:
        marks: list[str] = []
        for digest in ("a", "b"):
            load = Node("Load", "load:p", {"digest": digest, "loaded_at": "2020-01-01"})
            store.write(lambda t, load=load: t.put_nodes([load, *NODES]))
            marks.append(client.get("/api/v1/matrix").headers["etag"])
        assert marks[0] != marks[1]
        old = client.get("/api/v1/matrix", headers={"if-none-match": marks[0]})
        assert old.status_code == 200
    store.close()


def test_the_version_of_a_graph_is_the_same_on_both_stores(both: tuple[Store, Store]) -> None:
    def put(*loads: Node) -> set[str]:
        for store in both:
            store.write(lambda t: t.put_nodes(loads))
        return {graph_version(store) for store in both}

    first = put(Node("Load", "load:p", {"digest": "a", "loaded_at": "2020-01-01"}))
    second = put(Node("Load", "load:q", {"digest": "b", "loaded_at": "2020-01-01"}))
    assert len(first) == len(second) == 1 and first != second
