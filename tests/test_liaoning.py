"""The packaged plan: counts and answers read from its text by hand, equal on both stores."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

import queries
from graph.store import Store
from ingest.facts import Facts
from ingest.load import load_facts
from ingest.packaged import packaged_sources
from ingest.plan import read_plan

PLAN = packaged_sources()["liaoning-six-projects-2019"]


@pytest.fixture(scope="module")
def facts() -> Facts:
    return read_plan(PLAN)


def test_counts(facts: Facts) -> None:
    labels = Counter(n.label for n in facts.nodes)
    types = Counter(r.type for r in facts.relationships)
    assert (labels["Industry"], labels["Institute"], labels["Incubator"]) == (11, 13, 12)
    assert (labels["Target"], labels["OffshoreCenter"], labels["Program"]) == (26, 2, 6)
    assert (types["SUPPORTS"], types["COOPERATES_WITH"], types["REQUIRES"]) == (25, 5, 10)


def test_every_quote_stands_in_its_passage_and_in_the_file(facts: Facts) -> None:
    raw = PLAN.read_text(encoding="utf-8")
    passages = {n.id: str(n.properties["text"]) for n in facts.nodes if n.label == "Passage"}
    for fact in facts.relationships:
        quote = str(fact.properties["quote"])
        cited = fact.properties["passages"]
        assert quote in raw
        assert isinstance(cited, list) and any(quote in passages[p] for p in cited)


def test_the_document_itself(facts: Facts) -> None:
    policy = facts.policy.properties
    assert policy["number"] == "辽自创办发〔2019〕1号"
    assert policy["issued"] == "2019-01-18"
    assert (policy["period_start"], policy["period_end"]) == (2019, 2021)


def _names(rows: list[Any], field: str) -> set[str]:
    return {str(getattr(row, field)) for row in rows}


def test_answers_read_by_hand(store: Store, facts: Facts) -> None:
    assert not load_facts(store, facts).unchanged
    assert load_facts(store, facts).unchanged

    def ask(name: str, **params: object) -> list[Any]:
        return queries.ask(store, name, params)

    assert _names(ask("supporters", industry="集成电路"), "park") == {
        "沈阳高新区", "大连高新区", "金普新区",
    }  # fmt: skip
    assert _names(ask("industries", park="大连高新区"), "industry") == {
        "人工智能", "智慧医疗", "集成电路", "海洋科技", "能源科技", "数字文创",
    }  # fmt: skip
    cells = ask("matrix")
    assert (len(cells), sum(c.state == "stated" for c in cells)) == (110, 25)
    assert _names(ask("unassigned_industries"), "industry") == {"军民融合"}
    assert [(s.industry, s.park) for s in ask("single_anchor_industries")] == [
        ("能源科技", "大连高新区")
    ]
    assert _names(ask("parks_without_industry"), "park") == {"盘锦高新区"}
    lost = {x.industry: x.remaining for x in ask("dropout", park="大连高新区")}
    assert {i for i, n in lost.items() if n == 0} == {"能源科技"}
    assert {i for i, n in lost.items() if n == 1} == {"智慧医疗", "海洋科技", "数字文创"}
    assert {frozenset(c.parks) for c in ask("smallest_cover")} == {
        frozenset({"大连高新区", "金普新区", third})
        for third in ("辽阳高新区", "鞍山高新区", "锦州高新区")
    }
    assert {(i.industry, i.institute) for i in ask("institutes") if i.institute} == {
        ("人工智能", "大连理工人工智能研究院"), ("精细化工", "抚顺精细化工研究院"),
    }  # fmt: skip
    assert len(ask("pilots", label="Institute")) == 11
    assert len(ask("pilots", label="Incubator")) == 12
    assert _names(ask("pilots", label="Enterprise"), "name") == {"东软", "忠旺", "华信"}
    assert {(p.name, p.role) for p in ask("pilots", label="Park")} == {
        ("沈阳高新区", "科技资源支撑型"), ("本溪高新区", "科技资源支撑型"),
        ("大连高新区", "高端人才引领型"), ("抚顺高新区", "大中小企业融通型"),
        ("盘锦高新区", "专业资本集聚型"),
    }  # fmt: skip
    assert {(c.park, c.country) for c in ask("cooperation")} == {
        ("中德园", "德国"), ("金普新区", "日本"), ("沈阳高新区", "美国"),
        ("大连高新区", "以色列"), ("三好街园区", "俄罗斯"),
    }  # fmt: skip
    assert {(o.operator, o.country) for o in ask("offshore_centers")} == {
        ("中德园", "德国"), ("中德园", "瑞典"),
    }  # fmt: skip
    (offshore,) = ask("target_progress", indicator="离岸创新中心")
    assert (offshore.value, offshore.comparator, offshore.named) == (10, ">=", 2)
    assert {(t.indicator, t.value, t.period) for t in ask("targets", program="国际科技合作促进工程")} == {
        ("中外合作园", 5, "2021"), ("外资研发中心", 20, "2021"), ("中外联合办学", 10, "2021"),
        ("政府建设的海外离岸创新中心", 10, "2021"), ("企业建设的海外研发中心", 30, "2021"),
        ("国际科创活动", 5, "annual"),
    }  # fmt: skip
    elements = ask("elements")
    assert len({(e.industry, e.ordinal) for e in elements}) == 100
    assert {e.industry for e in elements if e.state == "derived"} == {"人工智能", "精细化工"}
    steps = ask("paths", start="辽阳高新区", end="沈阳高新区")
    assert {s.step for s in steps} == {1, 2, 3, 4}
    assert any(
        {a.park, a.other} == {"沈阳高新区", "大连高新区"} and a.shared == 3 for a in ask("allies")
    )
    assert Counter(f.kind for f in ask("passage_facts", passage="二/（三）/3")) == {"SUPPORTS": 25}
    second = [t for t in ask("tasks", program="高端人才集聚工程") if t.ordinal == 2]
    assert "兴辽英才行动计划" in _names(second, "body")
    assert sum(str(t.body).endswith(("创新创业学院", "创业学院", "）")) for t in second) == 5
    assert {u.body for u in ask("universities") if u.university == "大连理工大学"} == {
        "大连理工人工智能研究院", "大连理工大学盘锦产业技术研究院", "大连理工大学创新创业学院",
    }  # fmt: skip


def test_both_stores_give_the_same_rows(both: tuple[Store, Store], facts: Facts) -> None:
    params = {
        "supporters": {"industry": "集成电路"}, "industries": {"park": "大连高新区"},
        "dropout": {"park": "大连高新区"}, "tasks": {"program": "高端人才集聚工程"},
        "passage_facts": {"passage": "二/（三）/3", "derived": 1},
        "paths": {"start": "辽阳高新区", "end": "沈阳高新区"},
        "partners": {"node": "本溪高新区", "industry": "生物医药"},
        "takers": {"industry": "军民融合"},
    }  # fmt: skip
    for store in both:
        load_facts(store, facts)
    for name in set(queries.QUESTIONS) - {"plan_changes"}:  # needs two plans
        one, other = (queries.ask(store, name, params.get(name, {})) for store in both)
        assert [astuple(r) for r in one] == [astuple(r) for r in other], name


def test_every_question_on_an_empty_graph(store: Store) -> None:
    for name, asked in queries.QUESTIONS.items():
        if not any(p.required for p in asked.params):
            assert queries.ask(store, name) == []


def test_every_cypher_file_is_a_question_or_named_in_code() -> None:
    root = Path(__file__).resolve().parent.parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in ("queries", "viz", "api")
        for path in (root / package).rglob("*.py")
    )
    on_disk = {path.stem for path in (root / "queries" / "cypher").glob("*.cypher")}
    assert on_disk >= set(queries.QUESTIONS)
    # A name may end in a direction that code fills in.
    named = {n for n in on_disk if f'"{n}"' in code or f'f"{n.rpartition("_")[0]}_' in code}
    assert on_disk - named - set(queries.QUESTIONS) == set()
