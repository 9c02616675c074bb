"""The packaged registers beside the plan: joined to its bodies, and its answers as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import queries
from graph.connection import open_store
from graph.settings import Settings
from graph.store import Store
from ingest.load import load_facts
from ingest.packaged import packaged_registers, packaged_sources, ready_mapping
from ingest.plan import read_plan
from ingest.tables.archive import Archive
from ingest.tables.loading import TableLoad, load_table
from ingest.tables.readers import open_table
from ingest.tables.register import register_of
from ingest.tables.undoing import roll_back

REGISTERS = packaged_registers()
ROWS = {
    "regions-gbt2260-2024-liaoning": 115, "national-zones-liaoning": 18,
    "universities-moe-2017-liaoning": 115, "key-little-giants-liaoning": 35,
    "national-enterprise-technology-centers-liaoning": 44, "listed-companies-liaoning": 83,
    "ror-liaoning": 74,
}  # fmt: skip


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Archive, dict[str, TableLoad], dict[str, object]]]:
    """The plan, its answers, and then every packaged register in one store."""
    folder = tmp_path_factory.mktemp("packaged")
    if request.param == "embedded":
        store = open_store(Settings(store=str(folder / "a.db")))
    else:
        settings: Settings = request.getfixturevalue("neo4j_settings")
        store = open_store(settings)
        while store.write(_wipe):
            pass
    store.prepare()
    load_facts(store, read_plan(next(iter(packaged_sources().values()))))
    before = answers(store)
    archive = Archive(folder / "archive")
    done = {
        name: load_table(
            store, archive, open_table(r.path), ready_mapping(r.mapping), r.register
        )
        for name, r in REGISTERS.items()
    }  # fmt: skip
    yield store, archive, done, before
    archive.close()
    store.close()


def _wipe(tx: Any) -> bool:
    rows = tx.read("MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS n").rows
    return rows[0][0] == 10_000


Whole = tuple[Store, Archive, dict[str, TableLoad], dict[str, object]]


def answers(store: Store) -> dict[str, object]:
    """What is asked of the plan, without what other sources may add to a node."""
    (plan,) = (str(id) for (id,) in store.read("MATCH (p:Policy) RETURN p.id AS id").rows)
    asked = ("matrix", "gaps", "unassigned_industries", "single_anchor_industries",
             "parks_without_industry", "smallest_cover", "elements", "allies", "cooperation",
             "offshore_centers", "targets", "institutes", "pilots")  # fmt: skip
    found: dict[str, object] = {
        name: queries.ask(store, name, {"plan": plan} if _takes_plan(name) else {})
        for name in asked
    }
    return found | {"without": [queries.ask(store, n) for n in ("matrix", "gaps", "elements")]}


def _takes_plan(name: str) -> bool:
    return any(p.name == "plan" for p in queries.find(name).params)


def test_every_row_is_accounted_for(whole: Whole) -> None:
    done = whole[2]
    assert {name: d.rows for name, d in done.items()} == ROWS
    assert all(d.loaded + d.merged + d.rejected == d.rows for d in done.values())
    rejected = {name: d.rejected for name, d in done.items() if d.rejected}
    assert set(rejected) == {"ror-liaoning"}
    assert {r.column for r in done["ror-liaoning"].rejections} == {"city", "status"}
    assert all(r.reason and r.row for r in done["ror-liaoning"].rejections)


def test_the_plans_own_cells_and_gaps_are_as_before(whole: Whole) -> None:
    store, _, _, before = whole
    assert answers(store) == before
    assert sum(c.state == "stated" for c in queries.ask(store, "matrix")) == 25
    assert len(store.read("MATCH (p:Policy) RETURN p.id AS id").rows) == 1


def named(store: Store, label: str, name: str) -> list[dict[str, Any]]:
    return store.read(
        f"MATCH (n:{label}) WHERE n.name = $name OR $name IN n.aliases "
        "RETURN n.id AS id, n.name AS name, n.sources AS sources, n.aliases AS aliases",
        {"name": name},
    ).records()


def test_one_body_of_several_sources_is_one_node(whole: Whole) -> None:
    store = whole[0]
    (dut,) = named(store, "University", "大连理工大学")
    kinds = Counter(s.partition(":")[0] for s in dut["sources"])
    assert kinds == {"policy": 1, "register": 2}
    (zone,) = named(store, "Park", "大连高新技术产业园区")
    assert zone["name"] == "大连高新区"
    assert len(zone["sources"]) == 2
    (shared,) = named(store, "Enterprise", "沈阳机床股份有限公司")
    assert len(shared["sources"]) == 2


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Park", "沈阳高新区", "沈阳经济技术开发区"),
        ("Enterprise", "北方华锦化学工业集团有限公司", "北方华锦化学工业股份有限公司"),
    ],
)
def test_what_is_two_stays_two(whole: Whole, label: str, one: str, other: str) -> None:
    (a,), (b,) = named(whole[0], label, one), named(whole[0], label, other)
    assert a["id"] != b["id"]


def test_a_field_is_derived_from_a_name_only_by_a_shown_rule(whole: Whole) -> None:
    rows = (
        whole[0]
        .read(
            "MATCH (e:Enterprise)-[r:FOCUSES_ON]->(i:Industry) WHERE r.source STARTS WITH 'register:' "
            "RETURN e.name AS firm, i.name AS field, r.method AS method, r.rule AS rule, r.quote AS q"
        )
        .rows
    )
    fields = {(firm, field) for firm, field, *_ in rows}
    assert {
        ("沈阳芯源微电子设备股份有限公司", "集成电路"),
        ("沈阳新松机器人自动化股份有限公司", "机器人"),
    } <= fields
    assert not {f for f, _ in fields} & {"圆通速递股份有限公司", "东软集团股份有限公司"}
    for firm, field, method, rule, quote in rows:
        word, _, industry = str(rule).removeprefix("field_in_name:").partition("→")
        assert method == "derived" and industry == field
        assert word in str(firm) and str(firm) in str(quote)


def test_every_quote_is_a_literal_part_of_its_row(whole: Whole) -> None:
    rows = (
        whole[0]
        .read(
            "MATCH (a)-[r]->(b) WHERE r.source STARTS WITH 'register:' UNWIND r.passages AS id "
            "MATCH (p:Passage {id: id}) RETURN r.id AS r, r.quote AS quote, p.text AS text"
        )
        .rows
    )
    assert len(rows) > 2_000
    assert {r for r, quote, text in rows if not quote or str(quote) not in str(text)} == set()


def test_a_register_keeps_its_origin_licence_date_and_caution(whole: Whole) -> None:
    rows = (
        whole[0]
        .read(
            "MATCH (r:Register) RETURN r.name AS name, r.license AS license, r.date AS date, "
            "r.version AS version, r.origin AS origin, r.caution AS caution"
        )
        .records()
    )
    assert len(rows) == len(REGISTERS)
    assert all(all(row.values()) for row in rows)


def test_the_actual_of_a_target_is_loaded_beside_it(whole: Whole, tmp_path: Path) -> None:
    store, archive, _, _ = whole
    path = tmp_path / "actuals.csv"
    path.write_text(
        "指标,期间,实际值,单位\n外资研发中心,2020,12,个\n没有这个指标,2020,1,个\n", encoding="utf-8"
    )
    register = register_of(source="完成情况", license="自有", date="2020-12")
    done = load_table(store, archive, open_table(path), ready_mapping("actuals"), register)
    assert [(r.row, r.column) for r in done.rejections] == [(3, "目标编号")]
    rows = store.read(
        "MATCH (a:Actual)-[:MEASURES]->(t:Target) RETURN a.value AS v, a.period AS p, t.value AS t"
    ).rows
    assert rows == ((12.0, "2020", 20.0),)
    roll_back(store, archive, "完成情况")
    assert store.read("MATCH (a:Actual) RETURN a.id AS id").rows == ()


def test_all_registers_can_be_undone(whole: Whole) -> None:
    store, archive, _, before = whole
    for r in reversed(REGISTERS.values()):
        roll_back(store, archive, r.register.name)
    assert answers(store) == before
    left = store.read("MATCH (n) RETURN n.sources AS sources").rows
    assert {s for (sources,) in left for s in sources or ()} == {  # type: ignore
        str(id) for (id,) in store.read("MATCH (p:Policy) RETURN p.id AS id").rows
    }
    assert store.read("MATCH (n:Redirect) RETURN n.id AS id").rows == ()
