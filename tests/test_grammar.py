"""The grammar: every declared pattern reads its own example, and counter-examples yield nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest import grammar
from ingest.facts import Facts
from ingest.grammar import Pattern
from ingest.plan import facts_of
from viz.words import Language, catalogue

HEAD = "某某省新兴产业发展实施方案\n一、重点任务\n（一）{title}\n{body}"


def read(body: str, title: str = "任务") -> Facts:
    return facts_of(HEAD.format(title=title, body=body), "plan.txt")


def pairs(facts: Facts, type: str) -> set[tuple[str, str]]:
    names = {n.id: str(n.properties["name"]) for n in facts.nodes}
    return {(names[r.start], names[r.end]) for r in facts.relationships if r.type == type}


def names(facts: Facts, label: str) -> set[str]:
    return {str(n.properties["name"]) for n in facts.nodes if n.label == label}


def roles(facts: Facts) -> set[tuple[str, ...]]:
    known = {n.id: str(n.properties["name"]) for n in facts.nodes}
    return {
        (known[r.start], str(r.properties["role"]))
        for r in facts.relationships
        if r.type == "SELECTED_FOR"
    }


GIVES: dict[str, Callable[[Facts], set[tuple[str, ...]]]] = {
    "SUPPORTS": lambda f: set(pairs(f, "SUPPORTS")),
    "NAMES": lambda f: {(n,) for n in names(f, "Industry")},
    "COOPERATES_WITH": lambda f: set(pairs(f, "COOPERATES_WITH")),
    "OPERATES": lambda f: set(pairs(f, "OPERATES")),
    "PART_OF": lambda f: {p for p in pairs(f, "PART_OF") if p[0] in names(f, "Park")},
    "REQUIRES": lambda f: {(n,) for n in names(f, "Element")},
    "TalentProgram": lambda f: {(n,) for n in names(f, "TalentProgram")},
    "Brand": lambda f: {(n,) for n in names(f, "Brand")},
    "Institute": lambda f: {(n,) for n in names(f, "Institute")},
    "Park": lambda f: {(n,) for n in names(f, "Park")},
}


@pytest.mark.parametrize("pattern", grammar.ALL, ids=lambda p: p.name)
def test_a_pattern_reads_its_example(pattern: Pattern) -> None:
    closed = "" if "\n" in pattern.example else "。"
    facts = read(pattern.example + closed, title="集聚人才")
    if pattern is grammar.PILOT:
        found = {(n,) for n, role in roles(facts) if role == "试点"}
    elif pattern.yields == "SELECTED_FOR":
        found = roles(facts)
    else:
        found = GIVES[pattern.yields](facts)
    assert found == set(pattern.gives)


@pytest.mark.parametrize(
    "text",
    [
        "生物医药产业依托园区另行确定。",
        "支持有条件的园区发展人工智能产业。",
        "鼓励各高新区重点发展战略性新兴产业。",
        "依托沈阳高新区、大连高新区等国家级高新区，升级一批双创载体。",
        "重点项目布局在苏州工业园区。",
        "创新平台建设依托东湖高新区。",
        "济南高新区重点发展跨境贸易试点工作。",
    ],
)
def test_general_talk_yields_no_support(text: str) -> None:
    assert pairs(read(text), "SUPPORTS") == set()


def test_words_that_describe_a_kind_are_no_body() -> None:
    facts = read(
        "汇聚金融机构、科技服务机构、重点实验室等创新平台。引进检验检测、技术转移等类型服务机构。"
    )
    assert {n.label for n in facts.nodes} <= {"Policy", "Passage", "Task", "Region"}


def test_a_list_closed_by_its_kind_tells_the_type_of_every_member() -> None:
    facts = read("优先筛选甲乙科创谷、合肥丙丁、戊己加速器等一批基础较好的孵化载体，开展试点。")
    assert names(facts, "Incubator") == {"甲乙科创谷", "合肥丙丁", "戊己加速器"}


def test_an_elliptic_list_gives_a_park_for_every_city() -> None:
    facts = read("人工智能产业依托南京、无锡、常州3个国家级高新区。")
    assert pairs(facts, "SUPPORTS") == {
        ("南京高新区", "人工智能"), ("无锡高新区", "人工智能"), ("常州高新区", "人工智能"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("力争到2025年，高新技术企业达到2000家、新型研发机构达到30家。",
         {("高新技术企业", ">=", 2000, None, "家", "2025"), ("新型研发机构", ">=", 30, None, "家", "2025")}),
        ("力争到2025年，研发投入占比超过3.5%，每年引进50家以上服务机构。",
         {("研发投入占比", ">", 3.5, None, "%", "2025"), ("服务机构", ">=", 50, None, "家", "annual")}),
        ("到2027年，建成9—12家联合实验室。", {("联合实验室", "range", 9, 12, "家", "2027")}),
        ("目前已达到120家。截至2023年底，高新技术企业达到800家。", set()),
    ],
)  # fmt: skip
def test_targets(text: str, found: set[tuple[object, ...]]) -> None:
    facts = read(text)
    assert {
        tuple(
            n.properties.get(k)
            for k in ("indicator", "comparator", "value", "value_max", "unit", "period")
        )
        for n in facts.nodes
        if n.label == "Target"
    } == found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_pattern_has_words_for_people(language: Language) -> None:
    assert {p.name for p in grammar.ALL if f"pattern.{p.name}" not in catalogue(language)} == set()
