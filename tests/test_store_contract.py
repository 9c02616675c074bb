"""What every store promises: one test body, run on each engine."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import AtlasError, StoreError
from graph.schema import (
    NODE_TYPES,
    RELATIONSHIP_TYPES,
    relationship_id,
    relationship_properties,
    shown_properties,
)
from graph.store import Node, Reader, Relationship, Store, Transaction, Value

PLAN = "policy:plan"
FOUR_BYTES = "𠮷林🏞"


def park(name: str, **properties: Value) -> Node:
    return Node("Park", f"park:{name}", {"name": name, **properties})


def industry(name: str) -> Node:
    return Node("Industry", f"industry:{name}", {"name": name})


def supports(start: str, end: str, source: str = PLAN, **properties: Value) -> Relationship:
    id = relationship_id("SUPPORTS", start, end, source)
    return Relationship("SUPPORTS", id, start, end, {"source": source, **properties})


def put(
    store: Store, nodes: Sequence[Node] = (), relationships: Sequence[Relationship] = ()
) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes(nodes)
        tx.put_relationships(relationships)

    store.write(work)


def parks(reader: Reader) -> set[object]:
    return {row[0] for row in reader.read("MATCH (n:Park) RETURN n.id AS id").rows}


def relationship_ids(reader: Reader) -> list[object]:
    return sorted(
        (row[0] for row in reader.read("MATCH ()-[r:SUPPORTS]->() RETURN r.id AS id").rows), key=str
    )


def only_node(reader: Reader) -> Mapping[str, object]:
    ((node,),) = reader.read("MATCH (n) RETURN n").rows
    assert isinstance(node, dict)
    return node


def test_prepare_may_be_repeated_and_keeps_what_is_there(store: Store) -> None:
    put(store, [park("a")])
    store.prepare()
    store.prepare()
    assert parks(store) == {"park:a"}


def test_a_new_store_is_empty_until_a_node_is_put(store: Store) -> None:
    assert store.is_empty()
    put(store, [park("a")])
    assert not store.is_empty()


def test_putting_twice_is_putting_once(store: Store) -> None:
    nodes = [park("a"), industry("x")]
    relationships = [supports("park:a", "industry:x")]
    put(store, nodes, relationships)
    put(store, nodes + nodes, relationships + relationships)
    assert store.read("MATCH (n) RETURN count(n) AS n").rows == ((2,),)
    assert relationship_ids(store) == [relationships[0].id]


def test_overwriting_sets_what_is_missing_to_null(store: Store) -> None:
    put(store, [park("a", summary="old", aliases=["甲"])])
    put(store, [park("a", tier="national")])
    node = only_node(store)
    assert (node["summary"], node["aliases"], node["tier"]) == (None, [], "national")


def test_overwriting_a_relationship_sets_what_is_missing_to_null(store: Store) -> None:
    ends = [park("a"), industry("x")]
    put(store, ends, [supports("park:a", "industry:x", quote="old", confidence=0.5)])
    put(store, ends, [supports("park:a", "industry:x", status="planned")])
    assert store.read(
        "MATCH ()-[r:SUPPORTS]->() RETURN r.quote AS q, r.confidence AS c, r.status AS s"
    ).rows == ((None, None, "planned"),)


def test_a_node_comes_back_with_its_label_and_every_property_of_the_schema(store: Store) -> None:
    put(store, [park("甲", aliases=["一", FOUR_BYTES])])
    expected = dict.fromkeys(p.name for p in shown_properties("Park")) | {
        "label": "Park",
        "id": "park:甲",
        "name": "甲",
        "aliases": ["一", FOUR_BYTES],
        "sources": [],
    }
    assert only_node(store) == expected


def test_a_relationship_comes_back_with_every_property_of_the_schema(store: Store) -> None:
    relationship = supports("park:a", "industry:x", confidence=0.25, passages=["passage:1"])
    put(store, [park("a"), industry("x")], [relationship])
    ((found,),) = store.read("MATCH ()-[r:SUPPORTS]->() RETURN r").rows
    assert found == dict.fromkeys(p.name for p in relationship_properties("SUPPORTS")) | {
        "id": relationship.id,
        "kind": "SUPPORTS",
        "source": PLAN,
        "confidence": 0.25,
        "passages": ["passage:1"],
    }


def test_a_path_comes_back_as_its_nodes_and_relationships(store: Store) -> None:
    put(store, [park("a"), industry("x")], [supports("park:a", "industry:x")])
    ((path,),) = store.read("MATCH p = (:Park)-[:SUPPORTS]->(:Industry) RETURN p").rows
    assert isinstance(path, dict)
    assert [node["id"] for node in path["nodes"]] == ["park:a", "industry:x"]
    assert [r["kind"] for r in path["relationships"]] == ["SUPPORTS"]


@pytest.mark.parametrize(
    ("label", "name", "value"),
    [
        ("Target", "value", 12.5),
        ("Target", "value", 12.0),
        ("Target", "value", 1e-300),
        ("Program", "ordinal", 0),
        ("Program", "ordinal", -(2**53) - 1),
        ("Industry", "emerging", True),
        ("Industry", "emerging", False),
        ("Enterprise", "founded", "2019-05-06"),
        ("Enterprise", "uscc", "0012"),
        ("Park", "aliases", ["甲", "乙"]),
        ("Park", "aliases", []),
        ("Park", "summary", ""),
        ("Park", "summary", f"“引号”'\"\\\n$name {FOUR_BYTES}"),
        ("Park", "summary", None),
    ],
)
def test_a_value_survives_with_its_type(store: Store, label: str, name: str, value: Value) -> None:
    put(store, [Node(label, f"{label.lower()}:1", {"name": "一", name: value})])
    found = only_node(store)[name]
    assert found == value
    assert type(found) is type(value)


def test_a_whole_number_in_a_number_property_is_read_as_a_float(store: Store) -> None:
    put(store, [Node("Target", "target:1", {"value": 12}), Node("Target", "target:2", {})])
    rows = store.read("MATCH (n:Target) RETURN n.id AS id, n.value AS value").rows
    assert {id: (type(value), value) for id, value in rows} == {
        "target:1": (float, 12.0),
        "target:2": (type(None), None),
    }


def test_counts_and_sums_of_integers_are_integers(store: Store) -> None:
    put(store, [Node("Program", f"program:{n}", {"ordinal": n}) for n in (1, 2)])
    ((count, total),) = store.read(
        "MATCH (n:Program) RETURN count(n) AS count, sum(n.ordinal) AS total"
    ).rows
    assert (type(count), count, type(total), total) == (int, 2, int, 3)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "summary": st.none() | TEXTS,
        "aliases": st.lists(TEXTS, max_size=4),
        "indicator": TEXTS,
        "value": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
        "value_max": st.none(),
    },
)


# The store is emptied by each example itself: every one writes the same two nodes anew.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(properties=st.lists(PROPERTIES, min_size=2, max_size=2))
def test_whatever_is_put_is_what_is_read(store: Store, properties: list[dict[str, Value]]) -> None:
    put(store, [Node("Target", f"target:{n}", values) for n, values in enumerate(properties)])
    declared = {p.name: p for p in shown_properties("Target")}
    for n, values in enumerate(properties):
        ((found,),) = store.read("MATCH (t:Target {id: $id}) RETURN t", {"id": f"target:{n}"}).rows
        assert found == {"label": "Target"} | {
            name: values.get(name, [] if p.type == "strings" else None)
            for name, p in declared.items()
        } | {"id": f"target:{n}"}


def test_nodes_are_matched_without_a_label_and_by_several(store: Store) -> None:
    put(store, [park("a"), park("b"), industry("x"), Node("Region", "region:r", {})])

    def ids(pattern: str) -> set[object]:
        return {id for (id,) in store.read(f"MATCH {pattern} RETURN n.id AS id").rows}

    assert ids("(n {id: 'park:a'})") == {"park:a"}
    assert ids("(n:Park|Industry)") == {"park:a", "park:b", "industry:x"}
    assert ids("(n:Region|Industry {id: 'region:r'})") == {"region:r"}


def test_relationships_are_matched_by_several_types_and_without_one(store: Store) -> None:
    located = Relationship("LOCATED_IN", "1", "park:a", "region:r", {})
    held = Relationship("MENTIONED_IN", "2", "park:a", "passage:p", {})
    nodes = [
        park("a"),
        industry("x"),
        Node("Region", "region:r", {}),
        Node("Passage", "passage:p", {}),
    ]
    put(store, nodes, [supports("park:a", "industry:x"), located, held])

    def kinds(pattern: str) -> list[object]:
        rows = store.read(f"MATCH (:Park){pattern}(other) RETURN r.kind AS k ORDER BY k").rows
        return [kind for (kind,) in rows]

    assert kinds("-[r:SUPPORTS|LOCATED_IN]->") == ["LOCATED_IN", "SUPPORTS"]
    assert kinds("-[r]-") == ["LOCATED_IN", "MENTIONED_IN", "SUPPORTS"]
    assert kinds("<-[r]-") == []


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("toInteger(1.7)", 1),
        ("toInteger(-1.7)", -1),
        ("toInteger('9007199254740993')", 2**53 + 1),
        ("toInteger(null)", None),
        ("toFloat('1.5')", 1.5),
        ("toString(12)", "12"),
        ("head(['甲', '乙'])", "甲"),
        ("last(['甲', '乙'])", "乙"),
        ("tail(['甲', '乙'])", ["乙"]),
        ("tail(['甲'])", []),
        ("split('甲、乙', '、')", ["甲", "乙"]),
        ("isEmpty('')", True),
        ("isEmpty([1])", False),
        ("{_private: 1}", {"_private": 1}),
    ],
)
def test_a_function_answers_alike_on_every_store(
    store: Store, expression: str, value: object
) -> None:
    assert store.read(f"RETURN {expression} AS v").rows == ((value,),)


def test_two_sources_keep_a_relationship_each_between_the_same_ends(store: Store) -> None:
    ends = "park:a", "industry:x"
    both = [supports(*ends, source="policy:one"), supports(*ends, source="policy:two")]
    put(store, [park("a"), industry("x")], both)
    assert relationship_ids(store) == sorted(r.id for r in both)


def test_every_type_that_the_schema_declares_can_be_put(store: Store) -> None:
    nodes = [
        Node(t.label, f"{t.prefix}:{side}", {"name": side}) for t in NODE_TYPES for side in "ab"
    ]
    relationships: list[Relationship] = []
    for declared in RELATIONSHIP_TYPES:
        start, end = (label.lower() for label in declared.ends[-1])
        id = relationship_id(declared.name, f"{start}:a", f"{end}:b", PLAN)
        relationships.append(Relationship(declared.name, id, f"{start}:a", f"{end}:b", {}))
    put(store, nodes)
    for relationship in relationships:
        put(store, [], [relationship])
    found = store.read("MATCH (a)-[r]->(b) RETURN r.kind AS t, r.id AS r, a.id AS a, b.id AS b")
    assert set(found.rows) == {(r.type, r.id, r.start, r.end) for r in relationships}


@pytest.mark.parametrize(
    ("start", "end"), [("park:a", "industry:none"), ("park:none", "industry:x")]
)
def test_a_missing_end_is_named_and_undoes_the_unit(store: Store, start: str, end: str) -> None:
    relationships = [supports("park:a", "industry:x"), supports(start, end)]
    with pytest.raises(StoreError) as caught:
        put(store, [park("a"), industry("x")], relationships)
    assert str(caught.value) == f"SUPPORTS from {start!r} to {end!r}: an end does not exist"
    assert store.is_empty()


@pytest.mark.parametrize("end", ["park:a", "nothing known:a"])
def test_ends_that_the_schema_does_not_join_are_refused(store: Store, end: str) -> None:
    with pytest.raises(StoreError, match="SUPPORTS cannot join"):
        put(store, [park("a")], [supports("park:a", end)])
    assert store.is_empty()


def test_a_label_or_type_that_the_schema_lacks_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="Castle"):
        put(store, [Node("Castle", "castle:a", {})])
    with pytest.raises(StoreError, match="OWNS"):
        put(store, [park("a")], [Relationship("OWNS", "1", "park:a", "park:a", {})])
    with pytest.raises(StoreError, match="OWNS"):
        store.write(lambda tx: tx.delete_relationships("OWNS", ["1"]))
    assert store.is_empty()


def test_an_exception_undoes_the_unit_and_passes_as_it_is(store: Store) -> None:
    put(store, [park("a")])

    def work(tx: Transaction) -> None:
        tx.put_nodes([park("b")])
        tx.delete_nodes(["park:a"])
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        store.write(work)
    assert parks(store) == {"park:a"}


def test_an_error_of_the_system_in_a_unit_is_not_taken_for_one_of_the_store(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes([park("a")])
        raise FileNotFoundError("facts.jsonl")

    with pytest.raises(FileNotFoundError, match=r"facts\.jsonl"):
        store.write(work)
    assert store.is_empty()


def test_a_statement_that_fails_undoes_the_unit(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes([park("a")])
        tx.read("no Cypher at all")

    with pytest.raises(StoreError):
        store.write(work)
    assert store.is_empty()
    put(store, [park("b")])
    assert parks(store) == {"park:b"}


def test_a_unit_reads_what_it_wrote_and_returns_its_value(store: Store) -> None:
    def work(tx: Transaction) -> set[object]:
        tx.put_nodes([park("a")])
        return parks(tx)

    assert store.write(work) == {"park:a"}


def test_a_write_is_seen_by_the_next_read_in_any_thread(store: Store) -> None:
    seen: list[bool] = []
    for n in range(20):
        put(store, [park(str(n))])
        reader = threading.Thread(target=lambda n=n: seen.append(f"park:{n}" in parks(store)))
        reader.start()
        reader.join()
    assert seen == [True] * 20


def test_deleting_a_node_takes_its_relationships_along(store: Store) -> None:
    kept = supports("park:b", "industry:x")
    nodes = [park("a"), park("b"), industry("x")]
    put(store, nodes, [supports("park:a", "industry:x"), kept])
    store.write(lambda tx: tx.delete_nodes(["park:a", "park:none", "no label:1"]))
    assert parks(store) == {"park:b"}
    assert relationship_ids(store) == [kept.id]


def test_deleting_a_relationship_leaves_its_ends(store: Store) -> None:
    ends = "park:a", "industry:x"
    gone, kept = supports(*ends, source="policy:one"), supports(*ends, source="policy:two")
    put(store, [park("a"), industry("x")], [gone, kept])
    store.write(lambda tx: tx.delete_relationships("SUPPORTS", [gone.id, "none"]))
    assert relationship_ids(store) == [kept.id]
    assert parks(store) == {"park:a"}


def test_nothing_to_put_or_delete_is_no_error(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes([])
        tx.put_relationships([])
        tx.delete_nodes([])
        tx.delete_relationships("SUPPORTS", [])

    store.write(work)
    assert store.is_empty()


def test_more_rows_than_a_statement_takes_all_land(store: Store) -> None:
    count = 5_001
    nodes = [park(str(n)) for n in range(count)]
    put(store, [*nodes, industry("x")], [supports(n.id, "industry:x") for n in nodes])
    assert store.read("MATCH (:Park)-[r:SUPPORTS]->() RETURN count(r) AS n").rows == ((count,),)
    store.write(lambda tx: tx.delete_nodes([n.id for n in nodes]))
    assert store.read("MATCH (n) RETURN n.id AS id").rows == (("industry:x",),)


@pytest.mark.parametrize(
    ("limit", "rows", "truncated"),
    [(None, 3, False), (4, 3, False), (3, 3, False), (2, 2, True), (0, 0, True)],
)
def test_a_limit_cuts_and_says_so(
    store: Store, limit: int | None, rows: int, truncated: bool
) -> None:
    put(store, [park(name) for name in "abc"])
    table = store.read("MATCH (n:Park) RETURN n.id AS id, n.name AS name", limit=limit)
    assert table.columns == ("id", "name")
    assert (len(table.rows), table.truncated) == (rows, truncated)


def test_an_answer_without_rows_keeps_its_columns(store: Store) -> None:
    table = store.read("MATCH (n:Park) RETURN n.id AS id, n.name AS name")
    assert (table.columns, table.rows, table.truncated) == (("id", "name"), (), False)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n:Park) SET n.name = 'b' RETURN n.id AS id",
        "MATCH (n:Park) DELETE n",
        "CREATE (n:Park {id: 'park:b'})",
    ],
)
def test_a_read_does_not_write(store: Store, cypher: str) -> None:
    put(store, [park("a")])
    with pytest.raises(StoreError):
        store.read(cypher)
    assert (parks(store), only_node(store)["name"]) == ({"park:a"}, "a")


@pytest.mark.parametrize(
    "cypher",
    ["", "MATCH (n:Park RETURN n", "MATCH (n:Park)\nRETURN m.id\nAS id", "RETURN nothing(1)"],
)
def test_wrong_cypher_is_one_line(store: Store, cypher: str) -> None:
    with pytest.raises(StoreError) as caught:
        store.read(cypher)
    assert len(str(caught.value).splitlines()) == 1
    assert store.is_empty()


def test_a_missing_parameter_is_named(store: Store) -> None:
    cypher = "MATCH (n:Park) WHERE n.id = $id RETURN n.id AS id"
    with pytest.raises(StoreError, match=r"\$id\b"):
        store.read(cypher)
    with pytest.raises(StoreError, match=r"\$id\b"):
        store.write(lambda tx: tx.read(cypher, {"name": "a"}))


def test_parameters_are_values_and_never_text(store: Store) -> None:
    put(store, [park("a"), park("b")])
    cypher = "MATCH (n:Park) WHERE n.id IN $ids RETURN n.id AS id"
    ids = ["park:a", "park:b'] RETURN 1 //"]
    assert store.read(cypher, {"ids": ids}).rows == (("park:a",),)


def test_a_read_that_takes_too_long_is_stopped(store: Store) -> None:
    put(store, [park(str(n)) for n in range(2_000)])
    endless = (
        "MATCH (a:Park), (b:Park), (c:Park), (d:Park) "
        "WHERE a.name + b.name + c.name = d.name + 'x' RETURN count(*) AS n"
    )
    with pytest.raises(StoreError, match="longer than its time limit"):
        store.read(endless, timeout=0.2)
    assert len(parks(store)) == 2_000


def test_readers_go_on_beside_a_writer_and_see_only_what_landed(store: Store) -> None:
    put(store, [park("a", summary="landed")])
    stop = threading.Event()
    seen: set[object] = set()
    failures: list[Exception] = []

    def look() -> None:
        try:
            while not stop.is_set():
                seen.update(store.read("MATCH (n:Park) RETURN n.id AS id, n.summary AS s").rows)
        except Exception as exc:
            failures.append(exc)

    def undone(tx: Transaction) -> None:
        tx.put_nodes([park("a", summary="undone"), park("b", summary="undone")])
        raise LookupError

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(10):
            with pytest.raises(LookupError):
                store.write(undone)
            put(store, [park("a", summary="landed")])
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert seen == {("park:a", "landed")}


def test_writers_do_not_lose_one_another(store: Store) -> None:
    failures: list[Exception] = []

    def add(name: str) -> None:
        try:
            for n in range(5):
                put(store, [park(f"{name}{n}"), industry("x")])
        except Exception as exc:
            failures.append(exc)

    writers = [threading.Thread(target=add, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert parks(store) == {f"park:{name}{n}" for name in "abc" for n in range(5)}


@pytest.mark.parametrize("value", [object(), {"a": object()}, 2**64, "\ud800"])
def test_a_parameter_that_cannot_be_carried_is_our_error(store: Store, value: object) -> None:
    with pytest.raises(AtlasError):
        store.read("MATCH (n:Park) WHERE n.name = $value RETURN n.id AS id", {"value": value})
    assert store.read("MATCH (n:Park) RETURN n.id AS id").rows == ()


def test_a_bulk_load_reads_what_it_wrote_and_returns_its_value(store: Store) -> None:
    nodes = [*(park(str(n)) for n in range(300)), industry("x"), industry("y")]
    facts = [supports(f"park:{n}", "industry:x", status="planned") for n in range(300)]

    def work(tx: Transaction) -> object:
        tx.put_nodes(iter(nodes))
        tx.put_relationships(iter(facts[:200]))
        tx.put_relationships(iter(facts[100:]))
        return tx.read("MATCH (:Park)-[r:SUPPORTS]->() RETURN count(r) AS n").rows

    assert store.bulk(work) == ((300,),)
    assert set(relationship_ids(store)) == {r.id for r in facts}


def test_bulk_loads_replace_and_delete_as_units_do(store: Store) -> None:
    def first(tx: Transaction) -> None:
        tx.put_nodes([park("a", summary="old"), park("b"), park("c"), industry("x")])
        tx.put_relationships(
            [supports(f"park:{name}", "industry:x", quote="old") for name in "abc"]
        )

    def second(tx: Transaction) -> None:
        tx.put_nodes([park("a", tier="national"), park("d")])
        tx.delete_relationships("SUPPORTS", [supports("park:b", "industry:x").id])
        tx.put_relationships(
            [
                supports("park:a", "industry:x", quote="first"),
                supports("park:d", "industry:x", quote="new"),
                supports("park:a", "industry:x", quote="last"),
            ]
        )
        tx.delete_nodes(["park:c"])

    store.bulk(first)
    store.bulk(second)
    assert store.read(
        "MATCH (p:Park)-[r:SUPPORTS]->() RETURN p.id AS id, r.quote AS quote ORDER BY id"
    ).rows == (("park:a", "last"), ("park:d", "new"))
    assert store.read(
        "MATCH (n:Park) RETURN n.id AS id, n.summary AS summary, n.tier AS tier ORDER BY id"
    ).rows == (("park:a", None, "national"), ("park:b", None, None), ("park:d", None, None))


def test_a_relationship_deleted_and_put_again_in_a_unit_is_there(store: Store) -> None:
    fact = supports("park:a", "industry:x")
    put(store, [park("a"), industry("x")], [fact])

    def work(tx: Transaction) -> None:
        tx.delete_relationships("SUPPORTS", [fact.id])
        tx.put_relationships([fact])

    store.write(work)
    assert relationship_ids(store) == [fact.id]
    store.write(
        lambda tx: (tx.put_relationships([fact]), tx.delete_relationships("SUPPORTS", [fact.id]))
    )
    assert relationship_ids(store) == []


def test_a_missing_end_in_a_bulk_load_is_named(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes([park("a"), industry("x")])
        tx.put_relationships(
            [supports("park:a", "industry:x"), supports("park:a", "industry:none")]
        )

    with pytest.raises(StoreError) as caught:
        store.bulk(work)
    assert str(caught.value) == "SUPPORTS from 'park:a' to 'industry:none': an end does not exist"


def test_every_node_is_put_with_its_reading_and_a_value_in_its_type(store: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes(Node("Enterprise", f"enterprise:{n}", {"name": "甲", "uscc": n}) for n in "12")

    store.bulk(work)
    rows = store.read("MATCH (n:Enterprise) RETURN n.reading AS reading, n.uscc AS uscc").rows
    assert {(bool(reading), uscc) for reading, uscc in rows} == {(True, "1"), (True, "2")}
