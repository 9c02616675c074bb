"""Whether what a source names stands in the store already; merging, and parting again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

import pytest

from graph.errors import InvalidRequest, NotFound
from graph.schema import NODES, RELATIONSHIPS, label_of, node_properties, relationship_id
from graph.store import Node, Reader, Relationship, Store, Transaction, Value
from ingest.facts import Facts
from ingest.identity import identify, identify_records, known_records, records_of, resolve
from ingest.judgements import Judgement, Judgements
from ingest.matching import Record
from ingest.merging import heads, merge, merge_in, split, split_in
from ingest.statements import known, node, with_statement

PLAN, REGISTER = "policy:plan", "register:list"
DALIAN, SHENYANG = "region:210200", "region:210100"


def _node(id: str, name: str, source: str = PLAN, **more: Value) -> Node:
    values = {"id": id, "name": name, "aliases": [], "sources": [source], "status": "exists"}
    return Node(label_of(id) or "", id, {**values, **more})


def _rel(type: str, start: str, end: str, source: str = PLAN, **more: Value) -> Relationship:
    key = RELATIONSHIPS[type].key
    id = relationship_id(type, start, end, source, str(more.get(key) or "") if key else None)
    return Relationship(type, id, start, end, {"id": id, "kind": type, "source": source, **more})


REGIONS = (
    _node(DALIAN, "大连市", code="210200", level="city"),
    _node(SHENYANG, "沈阳市", code="210100", level="city"),
)


def _facts(
    nodes: Iterable[Node], relationships: Iterable[Relationship] = (), source: str = PLAN
) -> Facts:
    head = _node(source, "来源", source)
    return Facts(head, (head, *REGIONS, *nodes), tuple(relationships))


def _put(
    tx: Transaction, nodes: Iterable[Node], relationships: Iterable[Relationship] = ()
) -> None:
    tx.put_nodes([*REGIONS, *nodes])
    tx.put_relationships(relationships)


def _load(tx: Transaction, facts: Facts, log: Iterable[Judgement] = ()) -> None:
    """Load as a loader does: identify, resolve, say."""
    after = resolve(facts, identify(facts, known_records(tx), Judgements(log)))
    there = known(tx, (n.id for n in after.nodes))
    tx.put_nodes(
        node(n.id, with_statement(there.get(n.id), facts.source, n.properties)) for n in after.nodes
    )
    tx.put_relationships(after.relationships)


def one_unit(test: Callable[[Transaction], None]) -> Callable[[Store], None]:
    """A test of many steps as one unit of writing: an embedded store writes its file once."""

    def run(embedded: Store) -> None:
        embedded.write(test)

    return run


def _graph(reader: Reader) -> tuple[set[str], set[str]]:
    """Everything in the store, in a form to compare."""
    nodes: set[str] = set()
    for label in NODES:
        columns = ", ".join(f"n.{p.name} AS {p.name}" for p in node_properties(label))
        nodes |= {
            json.dumps(
                {k: v for k, v in row.items() if v not in (None, [])},
                sort_keys=True,
                ensure_ascii=False,
            )
            for row in reader.read(f"MATCH (n:{label}) RETURN {columns}").records()
        }
    rows = reader.read(
        "MATCH (a)-[r]->(b) RETURN a.id AS a, r.id AS r, r.kind AS k, r.source AS s, b.id AS b"
    ).rows
    return nodes, {" ".join(map(str, row)) for row in rows}


def _ends(reader: Reader) -> set[tuple[object, object, object]]:
    rows = reader.read("MATCH (a)-[r]->(b) RETURN a.id AS a, r.kind AS k, b.id AS b").rows
    return {(a, k, b) for a, k, b in rows}


def _identified(
    incoming: Iterable[Record], known: Iterable[Record], log: Iterable[Judgement] = ()
) -> Mapping[str, str]:
    return identify_records(incoming, known, Judgements(log)).renamed


def _judged(left: str, right: str, verdict: str) -> Judgement:
    return Judgement(left, right, verdict, "王", "2026-01-01T00:00:00Z")  # pyright: ignore[reportArgumentType]


# Who is who


def test_a_university_of_plan_table_and_ror_is_one() -> None:
    plan = Record("university:dlut", "University", "大连理工大学")
    table = Record("university:4121010141", "University", "大连理工大学", city="210200")
    ror = Record(
        "university:ror-023hj5876", "University", "Dalian University of Technology",
        aliases=("大连理工大学", "DUT"), city="210200", ids=("ror:023hj5876",),
    )  # fmt: skip
    assert _identified([table, ror], [plan]) == {table.id: plan.id, ror.id: plan.id}


@pytest.mark.parametrize("name", ["大连高新技术产业园区", "大连高新技术产业开发区", "大连市高新区"])
def test_a_zone_by_any_of_its_names_is_the_plans_zone(name: str) -> None:
    plan = Record("park:dalian-gaoxinqu", "Park", "大连高新区")
    assert _identified([Record("park:x", "Park", name, city="210200")], [plan]) == {
        "park:x": plan.id
    }


def test_two_zones_of_one_city_stay_two() -> None:
    plan = Record("park:shenyang-gaoxinqu", "Park", "沈阳高新区")
    zone = Record("park:x", "Park", "沈阳经济技术开发区", city="沈阳市")
    found = identify_records([zone], [plan])
    assert (found.renamed, found.asks) == ({}, ())


def test_weak_evidence_is_asked_about_and_not_followed() -> None:
    known = Record("enterprise:a", "Enterprise", "沈阳新松机器人自动化股份有限公司")
    found = identify_records([Record("enterprise:b", "Enterprise", "新松机器人")], [known])
    assert found.renamed == {}
    assert [(c.left.id, c.right.id, c.verdict) for c in found.asks] == [
        ("enterprise:b", "enterprise:a", "ask")
    ]


def test_one_name_for_two_known_bodies_is_asked_about() -> None:
    known = [
        Record("enterprise:a", "Enterprise", "恒力石化有限公司", city="210200"),
        Record("enterprise:b", "Enterprise", "恒力石化有限公司", city="210100"),
    ]
    found = identify_records([Record("enterprise:c", "Enterprise", "恒力石化有限公司")], known)
    assert found.renamed == {}
    assert {c.right.id for c in found.asks} == {"enterprise:a", "enterprise:b"}


def test_a_judgement_decides_before_any_rule() -> None:
    known = Record("enterprise:a", "Enterprise", "东软集团股份有限公司")
    short = Record("enterprise:b", "Enterprise", "东软")
    full = Record("enterprise:c", "Enterprise", "东软集团股份有限公司")
    log = [_judged(known.id, short.id, "same"), _judged(known.id, full.id, "different")]
    found = identify_records([short, full], [known], Judgements(log))
    assert found.renamed == {short.id: known.id}
    assert found.asks == ()


def test_one_id_for_two_cities_is_parted_the_same_way_every_time() -> None:
    known = Record("institute:yi", "Institute", "第一研究所", city="210100")
    other = Record("institute:yi", "Institute", "第一研究所", city="210200")
    found = [identify_records([other], [known]) for _ in range(2)]
    assert found[0].parted == found[1].parted
    assert set(found[0].parted) == {"institute:yi"}
    assert found[0].parted["institute:yi"].startswith("institute:yi-")
    assert found[0].renamed == {}


def test_a_city_is_told_by_the_region_or_by_the_park_that_a_body_lies_in() -> None:
    facts = _facts(
        [
            _node("park:p", "某园区"),
            _node("enterprise:a", "甲公司"),
            _node("enterprise:b", "乙公司"),
        ],
        [
            _rel("LOCATED_IN", "park:p", DALIAN),
            _rel("LOCATED_IN", "enterprise:a", "park:p"),
            _rel("LOCATED_IN", "enterprise:b", SHENYANG),
        ],
    )
    cities = {r.id: r.city for r in records_of(facts)}
    assert cities == {"park:p": "210200", "enterprise:a": "210200", "enterprise:b": "210100"}


@one_unit
def test_records_of_the_store_are_those_of_its_facts(tx: Transaction) -> None:
    nodes = [
        _node("park:p", "某园区", aliases=["某高新区"]),
        _node("enterprise:a", "甲公司", uscc="91210200A", name_en="A Co"),
        _node("university:u", "某大学", ror="https://ror.org/023hj5876"),
    ]
    relationships = [
        _rel("LOCATED_IN", "park:p", DALIAN), _rel("LOCATED_IN", "enterprise:a", "park:p"),
    ]  # fmt: skip
    _put(tx, nodes, relationships)
    assert set(known_records(tx)) == set(records_of(_facts(nodes, relationships)))


# Loading


@one_unit
def test_a_load_under_the_ids_of_the_store_leaves_a_redirect(tx: Transaction) -> None:
    _load(tx, _facts([_node("enterprise:neusoft", "东软集团股份有限公司")]))
    row = _node(
        "enterprise:91x", "东软集团股份有限公司", REGISTER, uscc="91x", aliases=["东软集团"]
    )
    _load(tx, _facts([row], [_rel("LOCATED_IN", row.id, SHENYANG, REGISTER)], REGISTER))
    (firm,) = (r for r in known_records(tx) if r.label == "Enterprise")
    assert (firm.id, firm.uscc, firm.aliases) == ("enterprise:neusoft", "91x", ("东软集团",))
    assert firm.also == ("enterprise:91x",)
    assert _ends(tx) == {("enterprise:neusoft", "LOCATED_IN", SHENYANG)}


def test_a_load_that_found_the_same_body_is_taken_back_by_split(store: Store) -> None:
    plan = _node("enterprise:a", "甲集团有限公司", aliases=["甲集团"])
    row = _node("enterprise:b", "甲集团有限责任公司", REGISTER, uscc="91x", aliases=["甲集团"])
    plans = _facts([plan], [_rel("LOCATED_IN", plan.id, SHENYANG)])
    store.write(lambda tx: _load(tx, plans))
    store.write(
        lambda tx: _load(
            tx, _facts([row], [_rel("LOCATED_IN", row.id, SHENYANG, REGISTER)], REGISTER)
        )
    )
    assert {r.id for r in known_records(store)} == {plan.id}
    assert split(store, row.id)
    assert {r.id: (r.name, r.aliases, r.uscc) for r in known_records(store)} == {
        plan.id: ("甲集团有限公司", ("甲集团",), None),
        row.id: ("甲集团有限责任公司", ("甲集团",), "91x"),
    }
    assert _ends(store) == {(plan.id, "LOCATED_IN", SHENYANG), (row.id, "LOCATED_IN", SHENYANG)}


@one_unit
def test_a_relationship_of_a_source_that_speaks_of_one_of_them_goes_back_with_it(
    tx: Transaction,
) -> None:
    _put(tx, [_node("enterprise:a", "甲"), _node("enterprise:b", "乙", REGISTER)])
    merge_in(tx, "enterprise:a", "enterprise:b")
    # A table's loader makes the id of the ends that the store has.
    _put(tx, [], [_rel("LOCATED_IN", "enterprise:a", SHENYANG, REGISTER)])
    split_in(tx, "enterprise:b")
    assert _ends(tx) == {("enterprise:b", "LOCATED_IN", SHENYANG)}


@one_unit
def test_what_a_source_said_of_the_parted_one_alone_goes_back_with_its_relationships(
    tx: Transaction,
) -> None:
    _put(tx, [_node("enterprise:a", "甲集团有限公司", founded="1990-01-01")])
    said = (
        _rel("LOCATED_IN", "enterprise:b", SHENYANG, source) for source in (REGISTER, "register:2")
    )
    for r, more in zip(said, ({"uscc": "91x"}, {"name_en": "Jia"}), strict=True):
        source = str(r.properties["source"])
        row = _node("enterprise:b", "甲集团有限责任公司", source, **more)
        facts = _facts([row], [r], source)
        # A loader that writes a redirect over the one of another source.
        way = resolve(facts, identify(facts, known_records(tx)))
        _load(tx, facts)
        tx.put_nodes(n for n in way.nodes if n.label == "Redirect")
    split_in(tx, "enterprise:b")
    firms = {r.id: (r.uscc, r.name_en) for r in known_records(tx) if r.label == "Enterprise"}
    assert firms == {"enterprise:a": (None, None), "enterprise:b": ("91x", "Jia")}
    assert {(a, b) for a, _, b in _ends(tx)} == {("enterprise:b", SHENYANG)}


@one_unit
def test_a_second_load_of_the_same_register_changes_nothing(tx: Transaction) -> None:
    _load(tx, _facts([_node("enterprise:a", "甲集团有限公司")]))
    row = _node("enterprise:b", "甲集团有限责任公司", REGISTER, uscc="91x")
    facts = _facts([row], [_rel("LOCATED_IN", row.id, SHENYANG, REGISTER)], REGISTER)
    _load(tx, facts)
    before = _graph(tx)
    _load(tx, facts)
    assert _graph(tx) == before


@one_unit
def test_what_is_judged_different_is_loaded_as_two(tx: Transaction) -> None:
    _load(tx, _facts([_node("enterprise:a", "甲集团有限公司")]))
    row = _node("enterprise:b", "甲集团有限责任公司", REGISTER)
    _load(
        tx,
        _facts([row], (), REGISTER),
        [_judged("enterprise:a", "enterprise:b", "different")],
    )
    assert {r.id for r in known_records(tx)} == {"enterprise:a", "enterprise:b"}


# Merging and parting


def _two_firms(tx: Transaction) -> None:
    _put(
        tx,
        [
            _node("enterprise:a", "甲集团有限公司", status="planned", aliases=["甲集团"]),
            _node("enterprise:b", "甲集团", REGISTER, uscc="91x", aliases=["老甲"], name_en="Jia"),
            _node("industry:i", "机床"),
            _node("park:p", "某园区"),
        ],
        [
            _rel("LOCATED_IN", "enterprise:a", SHENYANG),
            _rel("LOCATED_IN", "enterprise:b", SHENYANG, REGISTER),
            _rel("FOCUSES_ON", "enterprise:b", "industry:i", REGISTER),
            _rel("SUPPLIES", "enterprise:b", "enterprise:a", REGISTER),
            _rel("PARTNERS_WITH", "park:p", "enterprise:b", REGISTER),
        ],
    )


def test_merged_nodes_are_one_with_the_facts_of_both_and_part_into_what_they_were(
    store: Store,
) -> None:
    store.write(_two_firms)
    before = _graph(store)
    assert merge(store, "enterprise:a", "enterprise:b")
    (firm,) = (r for r in known_records(store) if r.label == "Enterprise")
    assert (firm.id, firm.name, firm.uscc, firm.name_en) == (
        "enterprise:a", "甲集团有限公司", "91x", "Jia",
    )  # fmt: skip
    assert firm.aliases == ("甲集团", "老甲")
    assert firm.also == ("enterprise:b",)
    assert _ends(store) == {
        ("enterprise:a", "LOCATED_IN", SHENYANG),
        ("enterprise:a", "FOCUSES_ON", "industry:i"),
        ("park:p", "PARTNERS_WITH", "enterprise:a"),
    }
    assert split(store, "enterprise:b")
    assert _graph(store) == before


@one_unit
def test_merging_and_parting_a_second_time_change_nothing(tx: Transaction) -> None:
    _two_firms(tx)
    merge_in(tx, "enterprise:a", "enterprise:b")
    merged = _graph(tx)
    assert not merge_in(tx, "enterprise:b", "enterprise:a")
    assert _graph(tx) == merged
    split_in(tx, "enterprise:b")
    parted = _graph(tx)
    assert not split_in(tx, "enterprise:b")
    assert _graph(tx) == parted


@one_unit
def test_two_merges_are_taken_back_in_any_order(tx: Transaction) -> None:
    third = "register:third"
    said = _node("enterprise:c", "甲股份", third, aliases=["老甲", "新甲"], founded="1990-01-01")
    _two_firms(tx)
    _put(tx, [said], [_rel("FOCUSES_ON", said.id, "industry:i", third)])
    before = _graph(tx)
    for order in ("bc", "cb"):
        merge_in(tx, "enterprise:a", "enterprise:b")
        merge_in(tx, "enterprise:a", "enterprise:c")
        for one in order:
            split_in(tx, f"enterprise:{one}")
        assert _graph(tx) == before


@one_unit
def test_a_merged_node_that_was_merged_again_comes_out_alone(tx: Transaction) -> None:
    _two_firms(tx)
    _put(tx, [_node("enterprise:0", "零集团", uscc=None)])
    before = _graph(tx)
    merge_in(tx, "enterprise:a", "enterprise:b")
    merge_in(tx, "enterprise:0", "enterprise:a")
    assert heads(tx) == {"enterprise:a": "enterprise:0", "enterprise:b": "enterprise:0"}
    split_in(tx, "enterprise:b")
    assert heads(tx) == {"enterprise:a": "enterprise:0"}
    assert ("enterprise:b", "FOCUSES_ON", "industry:i") in _ends(tx)
    assert ("enterprise:0", "LOCATED_IN", SHENYANG) in _ends(tx)
    split_in(tx, "enterprise:a")
    assert _graph(tx) == before


@one_unit
def test_what_another_source_added_meanwhile_survives_a_split(tx: Transaction) -> None:
    _two_firms(tx)
    merge_in(tx, "enterprise:a", "enterprise:b")
    _load(
        tx,
        _facts(
            [_node("enterprise:a", "甲集团有限公司", "register:new", founded="1999-01-01")],
            (),
            "register:new",
        ),
    )
    split_in(tx, "enterprise:b")
    rows = tx.read("MATCH (n:Enterprise) RETURN n.id AS id, n.founded AS f, n.uscc AS c").rows
    assert set(rows) == {("enterprise:a", "1999-01-01", None), ("enterprise:b", None, "91x")}


@one_unit
def test_two_codes_or_two_labels_are_never_merged(tx: Transaction) -> None:
    _put(
        tx,
        [
            _node("enterprise:a", "甲", uscc="1"),
            _node("enterprise:b", "甲", uscc="2"),
            _node("park:a", "甲"),
        ],
    )
    before = _graph(tx)
    with pytest.raises(InvalidRequest, match="enterprise:a has uscc 1 and enterprise:b 2"):
        merge_in(tx, "enterprise:a", "enterprise:b")
    with pytest.raises(InvalidRequest, match="enterprise:a is Enterprise and park:a is Park"):
        merge_in(tx, "enterprise:a", "park:a")
    assert _graph(tx) == before


@one_unit
def test_an_unknown_id_is_named(tx: Transaction) -> None:
    _put(tx, [_node("enterprise:a", "甲")])
    with pytest.raises(NotFound, match="enterprise:none"):
        merge_in(tx, "enterprise:a", "enterprise:none")
    with pytest.raises(NotFound, match="enterprise:none"):
        split_in(tx, "enterprise:none")
