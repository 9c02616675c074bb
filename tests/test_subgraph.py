"""Parts of the graph: around nodes, beside one node, between two; cuts are counted and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.connection import open_store
from graph.errors import InvalidRequest, NotFound
from graph.schema import NODES, RELATIONSHIPS, label_of, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship, Store, Transaction, Value
from queries.neighbors import neighborhood
from queries.pattern import PLUMBING, pattern
from queries.shortest import connection
from queries.subgraph import Subgraph, everything, subgraph

PLAN, CLAUSE = "policy:a", "passage:a:1"


def node(id: str, **properties: Value) -> Node:
    return Node(label_of(id) or "", id, {"name": id.partition(":")[2], **properties})


def tie(type: str, start: str, end: str, source: str = PLAN, **more: Value) -> Relationship:
    said: dict[str, Value] = {
        "kind": type, "status": "designated", "method": "stated", "confidence": 1.0,
        "quote": f"{start}与{end}", "passages": [CLAUSE], "source": source, "rule": "pattern",
    }  # fmt: skip
    return Relationship(type, relationship_id(type, start, end, source), start, end, said | more)


def load(store: Store, nodes: Sequence[Node], ties: Sequence[Relationship]) -> Store:
    def work(tx: Transaction) -> None:
        tx.put_nodes(nodes)
        tx.put_relationships(ties)

    store.write(work)
    return store


NODES_OF_GRAPH = [
    node(PLAN), node(CLAUSE, policy_id=PLAN, path="一/（一）", ordinal=1, text="…"),
    node("park:p", name="甲园区", aliases=["甲"], name_en="Park P"), node("park:q"),
    node("industry:x", emerging=True), node("industry:y"), node("region:r"),
    node("institute:i"),
]  # fmt: skip
TIES = [
    tie("SUPPORTS", "park:p", "industry:x"), tie("SUPPORTS", "park:q", "industry:x"),
    tie("SUPPORTS", "park:q", "industry:y"), tie("LOCATED_IN", "park:p", "region:r"),
    tie("LOCATED_IN", "institute:i", "region:r", method="derived"),
    tie("MENTIONED_IN", "park:p", CLAUSE), tie("NAMES", PLAN, "industry:x"),
    tie("PART_OF", CLAUSE, PLAN),
]  # fmt: skip


@pytest.fixture
def graph(store: Store) -> Store:
    """Two parks with an industry in common, and the document that says so."""
    return load(store, NODES_OF_GRAPH, TIES)


def ids(found: Subgraph) -> list[str]:
    return [n.id for n in found.nodes]


def ties(found: Subgraph) -> set[tuple[str, str, str]]:
    return {(e.type, e.start, e.end) for e in found.relationships}


def test_nodes_come_by_distance_and_then_by_id_with_all_between_them(graph: Store) -> None:
    found = subgraph(graph, seeds=["park:p"], depth=2)
    assert ids(found) == ["park:p", "industry:x", "region:r", "institute:i", "park:q"]
    assert ties(found) == {
        ("SUPPORTS", "park:p", "industry:x"), ("SUPPORTS", "park:q", "industry:x"),
        ("LOCATED_IN", "park:p", "region:r"), ("LOCATED_IN", "institute:i", "region:r"),
    }  # fmt: skip
    assert found.cut is None


def test_a_relationship_carries_everything_that_proves_it(graph: Store) -> None:
    (edge,) = subgraph(graph, seeds=["park:p"], labels=["Industry"]).relationships
    assert (edge.type, edge.start, edge.end) == ("SUPPORTS", "park:p", "industry:x")
    assert edge.properties == {
        "status": "designated", "method": "stated", "confidence": 1.0, "rule": "pattern",
        "quote": "park:p与industry:x", "passages": [CLAUSE], "source": PLAN,
    }  # fmt: skip


def test_a_node_carries_the_properties_that_are_set(graph: Store) -> None:
    (seed, *_) = subgraph(graph, seeds=["甲"]).nodes
    assert (seed.id, seed.label, seed.name) == ("park:p", "Park", "甲园区")
    assert seed.properties["aliases"] == ["甲"] and seed.properties["name_en"] == "Park P"
    assert "summary" not in seed.properties and "said" not in seed.properties


def test_documents_are_left_out_unless_asked_for(graph: Store) -> None:
    assert not PLUMBING & {n.label for n in subgraph(graph, seeds=["park:p"], depth=3).nodes}
    by_label = subgraph(graph, seeds=["park:p"], labels=["Passage"])
    by_type = subgraph(graph, seeds=["park:p"], types=["MENTIONED_IN"])
    assert ids(by_label) == ids(by_type) == ["park:p", CLAUSE]


def test_a_document_can_be_a_seed(graph: Store) -> None:
    found = subgraph(graph, seeds=[PLAN])
    assert ids(found) == [PLAN, "industry:x"]
    assert ties(found) == {("NAMES", PLAN, "industry:x")}


@pytest.mark.parametrize(
    ("direction", "reached"),
    [("out", {"industry:x", "region:r"}), ("in", set()), ("both", {"industry:x", "region:r"})],
)
def test_direction_says_which_way_arrows_are_followed(
    graph: Store, direction: str, reached: set[str]
) -> None:
    found = subgraph(graph, seeds=["park:p"], direction=pattern(direction=direction).direction)
    assert set(ids(found)) - {"park:p"} == reached


def test_types_and_labels_filter_what_is_followed_and_reached(graph: Store) -> None:
    assert ids(subgraph(graph, seeds=["park:p"], types=["LOCATED_IN"], depth=2)) == [
        "park:p", "region:r", "institute:i",
    ]  # fmt: skip
    assert ids(subgraph(graph, seeds=["park:p"], labels=["Industry", "Park"], depth=3)) == [
        "park:p", "industry:x", "park:q", "industry:y",
    ]  # fmt: skip
    assert ids(subgraph(graph, seeds=["park:p"], types=["WORKS_AT"])) == ["park:p"]


def test_several_seeds_are_one_answer(graph: Store) -> None:
    found = subgraph(graph, seeds=["industry:y", "institute:i", "industry:y"])
    assert found.seeds == ("industry:y", "institute:i")
    assert ids(found) == ["industry:y", "institute:i", "park:q", "region:r"]


@pytest.mark.parametrize(
    ("limit", "given", "left", "depth", "deeper"),
    [(1, 1, 2, 1, True), (2, 2, 1, 1, True), (3, 3, 2, 2, True), (4, 4, 1, 2, True), (5, 5, 1, 3, False)],
)  # fmt: skip
def test_what_is_cut_is_counted(
    graph: Store, limit: int, given: int, left: int, depth: int, deeper: bool
) -> None:
    found = subgraph(graph, seeds=["park:p"], depth=3, limit=limit)
    whole = ids(subgraph(graph, seeds=["park:p"], depth=3))
    assert ids(found) == whole[:given]
    assert found.cut is not None
    assert (found.cut.left_out, found.cut.depth, found.cut.deeper) == (left, depth, deeper)
    assert f"{left} nodes at depth {depth}" in found.cut.how and "raise limit" in found.cut.how


def test_nothing_is_cut_at_the_limit(graph: Store) -> None:
    assert subgraph(graph, seeds=["park:p"], depth=3, limit=6).cut is None


def test_a_hub_is_cut_by_the_store_and_counted(store: Store) -> None:
    firms = [node(f"enterprise:{i:04d}") for i in range(700)]
    ties = [tie("LOCATED_IN", f.id, "region:r") for f in firms]
    load(store, [node("region:r"), *firms], [*ties, *(tie("SUPPLIES", firms[0].id, f.id) for f in firms[1:9])])  # fmt: skip
    found = subgraph(store, seeds=["region:r"], depth=2, limit=50)
    assert ids(found) == ["region:r", *(f.id for f in firms[:49])]
    assert found.cut is not None and found.cut.left_out == 651
    assert len(found.relationships) == 49 + 8


def test_a_loop_and_two_sources_are_told_apart(store: Store) -> None:
    load(
        store,
        [node("enterprise:a"), node("enterprise:b")],
        [tie("SUPPLIES", "enterprise:a", "enterprise:a"),
         tie("SUPPLIES", "enterprise:a", "enterprise:b"),
         tie("SUPPLIES", "enterprise:a", "enterprise:b", "policy:b")],
    )  # fmt: skip
    found = subgraph(store, seeds=["enterprise:a"], limit=2)
    assert ids(found) == ["enterprise:a", "enterprise:b"] and found.cut is None
    assert len({e.id for e in found.relationships}) == 3
    page = neighborhood(store, "enterprise:a", types=["SUPPLIES"])
    assert [(c.direction, c.count) for c in page.counts] == [("in", 1), ("out", 3)]
    assert len(page.neighbors) == page.total == 4


def test_the_whole_graph_is_given_or_refused_never_cut(graph: Store) -> None:
    found = everything(graph)
    assert {n.label for n in found.nodes}.isdisjoint(PLUMBING)
    assert len(found.nodes) == 6 and len(found.relationships) == 5
    assert ids(everything(graph, labels=["Park"])) == ["park:p", "park:q"]
    with pytest.raises(InvalidRequest, match="has 6 nodes, and one file takes 5; name seeds"):
        everything(graph, limit=5)


def test_an_unknown_seed_is_named_with_what_is_near(graph: Store) -> None:
    with pytest.raises(NotFound, match="'park:pp'; near: park:p"):
        subgraph(graph, seeds=["park:pp"])
    with pytest.raises(NotFound, match="'甲园'; near: 甲园区"):
        subgraph(graph, seeds=["甲园"])


def test_a_name_of_several_nodes_is_asked_by_id(store: Store) -> None:
    load(store, [node("park:p", name="甲"), node("industry:p", name="甲")], [])
    with pytest.raises(InvalidRequest, match="several") as refused:
        subgraph(store, seeds=["甲"])
    assert refused.value.allowed == ("industry:p", "park:p")


def test_what_is_no_number_is_not_set(store: Store) -> None:
    load(store, [node("fund:f", amount=float("inf"), currency="CNY")], [])
    (found,) = subgraph(store, seeds=["fund:f"]).nodes
    assert "amount" not in found.properties and found.properties["currency"] == "CNY"


def test_a_merged_id_stands_for_the_one_in_its_place(store: Store) -> None:
    load(store, [node("park:p"), node("redirect:park:old", target="park:p")], [])
    assert subgraph(store, seeds=["park:old"]).seeds == ("park:p",)


BAD = [
    ({"depth": 0}, "depth"), ({"depth": 4}, "depth"), ({"limit": 0}, "limit"),
    ({"limit": 5001}, "limit"), ({"types": ["LOVES"]}, "rel"), ({"labels": ["Zoo"]}, "label"),
    ({"direction": "up"}, "direction"), ({"seeds": []}, "seed"),
    ({"seeds": ["park:p", "park:q"], "limit": 1}, "limit"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "parameter"), BAD)
def test_a_bad_parameter_is_named_with_what_is_allowed(
    embedded: Store, asked: dict[str, Any], parameter: str
) -> None:
    load(embedded, NODES_OF_GRAPH, TIES)
    with pytest.raises(InvalidRequest) as refused:
        subgraph(embedded, **{"seeds": ["park:p"], **asked})
    assert refused.value.parameter == parameter
    assert refused.value.allowed or parameter == "limit"


def test_only_words_of_the_schema_enter_a_statement() -> None:
    text = "MATCH (n {id: $id})-[r]-(other) RETURN n"
    made = pattern(["SUPPORTS"], ["Industry"], "out").narrow(text, {"Park"})
    assert made == "MATCH (n:Park {id: $id})-[r:SUPPORTS]->(other:Industry) RETURN n"
    with pytest.raises(InvalidRequest):
        pattern(["SUPPORTS]->() DETACH DELETE n //"])
    assert pattern().narrow(text, {"Load"}) is None
    assert pattern().types == set(RELATIONSHIPS) and pattern().labels == set(NODES) - PLUMBING


# Beside one node


def test_neighbors_come_page_by_page_in_a_stable_order(graph: Store) -> None:
    whole = neighborhood(graph, "甲园区", limit=500)
    assert [(n.relationship.type, n.direction, n.node.id) for n in whole.neighbors] == [
        ("LOCATED_IN", "out", "region:r"), ("SUPPORTS", "out", "industry:x"),
    ]  # fmt: skip
    seen: list[str] = []
    cursor, left = "", [2, 1, 0]
    while True:
        page = neighborhood(graph, "industry:x", types=["SUPPORTS", "NAMES"], labels=["Park", "Policy"], limit=1, cursor=cursor)  # fmt: skip
        seen += [n.node.id for n in page.neighbors]
        assert page.left == left.pop(0) and page.total == 3
        if page.after is None:
            break
        cursor = page.after
    assert seen == [PLAN, "park:p", "park:q"]


def test_neighbors_are_counted_by_type_and_direction(graph: Store) -> None:
    page = neighborhood(graph, "industry:x", limit=1)
    assert [(c.type, c.direction, c.count) for c in page.counts] == [("SUPPORTS", "in", 2)]
    assert neighborhood(graph, "industry:x", direction="out").total == 0


def test_a_cursor_that_is_none_of_ours_is_refused(embedded: Store) -> None:
    load(embedded, NODES_OF_GRAPH, TIES)
    for cursor in ("!", "eHg=", "YQ", "一"):
        with pytest.raises(InvalidRequest, match="none of ours"):
            neighborhood(embedded, "park:p", cursor=cursor)


# Between two


def test_shortest_paths_are_filtered_and_counted(graph: Store) -> None:
    load(graph, [], [tie("SUPPORTS", "park:p", "industry:y"), tie("PARTNERS_WITH", "park:p", "institute:i")])  # fmt: skip
    found = connection(graph, start="甲园区", end="park:q")
    assert [[n.id for n in w.nodes] for w in found.walks] == [
        ["park:p", "industry:x", "park:q"], ["park:p", "industry:y", "park:q"],
    ]  # fmt: skip
    assert found.count == 2 and found.clauses == {CLAUSE: "一/（一）"}
    cut = connection(graph, start="park:p", end="park:q", limit=1)
    assert (len(cut.walks), cut.count) == (1, 2)
    assert connection(graph, start="park:p", end="park:q", most_steps=1).count == 0
    assert connection(graph, start="park:p", end="park:q", types=["LOCATED_IN"]).count == 0
    assert connection(graph, start="park:q", end="institute:i", labels=["Industry"]).count == 0
    through = connection(graph, start="park:q", end="institute:i", labels=["Industry", "Park"])
    assert {len(w.steps) for w in through.walks} == {3} and through.count == 2


def test_a_document_connects_only_when_it_is_asked_for(graph: Store) -> None:
    load(graph, [], [tie("NAMES", PLAN, "industry:y")])
    asked: dict[str, Any] = {"start": "industry:x", "end": "industry:y"}
    assert {n.label for w in connection(graph, **asked).walks for n in w.nodes} == {"Industry", "Park"}  # fmt: skip
    (walk,) = connection(graph, **asked, types=["NAMES"], labels=["Policy"]).walks
    assert [n.id for n in walk.nodes] == ["industry:x", PLAN, "industry:y"]


def test_both_stores_give_the_same_parts(both: tuple[Store, Store]) -> None:
    one, other = (load(store, NODES_OF_GRAPH, TIES) for store in both)
    for limit in (2, 4, 500):
        asked: dict[str, Any] = {"seeds": ["park:p"], "depth": 3, "limit": limit}
        assert subgraph(one, **asked) == subgraph(other, **asked)
    assert everything(one) == everything(other)
    assert neighborhood(one, "industry:x") == neighborhood(other, "industry:x")
    ends: dict[str, Any] = {"start": "institute:i", "end": "industry:y"}
    assert connection(one, **ends) == connection(other, **ends)


# The API


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(store=str(tmp_path_factory.mktemp("subgraph") / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    load(store, NODES_OF_GRAPH, TIES).close()
    with TestClient(
        create_app(settings), base_url="http://localhost", raise_server_exceptions=False,
        client=("127.0.0.1", 1),
    ) as client:  # fmt: skip
        yield client


URL = "/api/v1/subgraph?seed=park:p"


def test_the_answer_says_what_was_cut_in_its_body_and_its_headers(client: TestClient) -> None:
    answer = client.get(f"{URL}&depth=2&limit=2&label=Industry&label=Region&label=Park")
    assert answer.json()["cut"]["left_out"] == 1
    assert answer.headers["x-atlas-cut"] == answer.json()["cut"]["how"]
    link = answer.headers["link"]
    assert "limit=5000" in link and link.count("label=") == 3 and 'rel="related"' in link
    more = client.get(link[1 : link.index(">")])
    assert more.json()["cut"] is None and "x-atlas-cut" not in more.headers


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"), ("*/*", "application/json"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/turtle", "text/turtle"), ("application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("application/json;q=0.1, application/gexf+xml", "application/gexf+xml"),
    ],
)  # fmt: skip
def test_accept_chooses_the_format(client: TestClient, accept: str, media: str) -> None:
    answer = client.get(URL, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media


def test_a_format_in_the_address_wins_over_accept(client: TestClient) -> None:
    answer = client.get(f"{URL}&format=csv", headers={"accept": "text/turtle"})
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="innoatlas-park-p.zip"'


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("subgraph?seed=park:p&format=zzz", 400, "format"), ("subgraph?seed=park:p&depth=99", 400, "depth"),
        ("subgraph?seed=park:p&limit=1000000000", 400, "limit"), ("subgraph", 400, "seed"),
        ("subgraph?seed=park:p&rel=X", 400, "rel"), ("subgraph?seed=park:p&direction=up", 400, "direction"),
        ("subgraph?seed=park:p&depth=x", 400, "depth"), ("subgraph?seed=park:zz", 404, None),
        ("subgraph?seed=", 404, None), ("subgraph?seed=%00", 404, None), ("subgraph?seed=../../etc", 404, None),
        ("nodes/park:zz/neighbors", 404, None), ("nodes/park:p/neighbors?limit=-1", 400, "limit"),
        ("nodes/park:p/neighbors?cursor=-1", 400, "cursor"), ("paths?from=park:p", 400, "to"),
        ("paths?from=park:p&to=nowhere", 404, None), ("paths?from=park:p&to=park:q&max=7", 400, "max"),
    ],
)  # fmt: skip
def test_bad_input_is_answered_with_what_is_allowed(
    client: TestClient, path: str, status: int, parameter: str | None
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().get("parameter") == parameter


def test_accept_of_no_format_is_refused_with_those_there_are(client: TestClient) -> None:
    answer = client.get(URL, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert {"json", "turtle", "html"} <= set(answer.json()["allowed"])


def test_the_api_pages_neighbors(client: TestClient) -> None:
    first = client.get("/api/v1/nodes/industry:x/neighbors?limit=1").json()
    assert (first["total"], first["cut"]["left_out"]) == (2, 1)
    assert first["neighbors"][0]["relationship"]["properties"]["quote"] == "park:p与industry:x"
    rest = client.get("/api/v1/nodes/industry:x/neighbors", params={"cursor": first["next"]}).json()
    assert [n["node"]["id"] for n in rest["neighbors"]] == ["park:q"] and rest["next"] is None


def test_the_api_gives_paths_with_their_words(client: TestClient) -> None:
    answer = client.get("/api/v1/paths?from=甲园区&to=park:q").json()
    (path,) = answer["paths"]
    assert [n["id"] for n in path["nodes"]] == ["park:p", "industry:x", "park:q"]
    assert [(s["quote"], s["clause"]) for s in path["steps"]] == [
        ("park:p与industry:x", "一/（一）"), ("park:q与industry:x", "一/（一）"),
    ]  # fmt: skip
    assert answer["total"] == 1 and answer["cut"] is None


def test_a_store_with_nothing_in_it_knows_no_seed(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.close()
    with TestClient(create_app(settings), base_url="http://localhost", client=("127.0.0.1", 1)) as client:  # fmt: skip
        assert client.get(URL).status_code == 404
