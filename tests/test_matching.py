"""Whether two records are one body: proof for `same`, a person for `ask`, and the traps."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.identity.run import names, quality
from ingest.matching import CANDIDATES, Comparison, Record, compare, match

DALIAN, SHENYANG = "210200", "210100"


def _firm(name: str, id: str = "", **more: object) -> Record:
    return Record(id or f"enterprise:{name}", "Enterprise", name, **more)  # pyright: ignore[reportArgumentType]


def _verdict(label: str, left: str, right: str) -> str:
    return compare(Record("l", label, left), Record("r", label, right)).verdict


@pytest.mark.parametrize(
    ("label", "left", "right"),
    [
        ("Park", "大连高新区", "大连高新技术产业园区"),
        ("Park", "大连高新区", "大连高新技术产业开发区"),
        ("University", "大连理工", "大连理工大学"),
        ("University", "同濟大學", "同济大学"),
        ("Enterprise", "沈阳铁路信号有限责任公司", "沈阳铁路信号有限公司"),
        ("Enterprise", "东软集团股份有限公司", "东软集团股份有限公司"),
        ("Institute", "中科院大连化学物理研究所", "中国科学院大连化学物理研究所"),
    ],
)
def test_one_full_name_is_one_body(label: str, left: str, right: str) -> None:
    assert _verdict(label, left, right) == "same"


@pytest.mark.parametrize(
    ("label", "left", "right"),
    [
        ("Enterprise", "东软", "东软集团股份有限公司"),
        ("Enterprise", "抚顺特钢", "抚顺特殊钢股份有限公司"),
        ("Enterprise", "沈飞", "沈阳飞机工业（集团）有限公司"),
        ("Enterprise", "北方华锦化学工业集团", "北方华锦化学工业集团有限公司"),
        ("Enterprise", "沈阳新松机器人自动化股份有限公司", "沈阳新淞机器人自动化股份有限公司"),
        ("Institute", "大连化学物理研究所", "中国科学院大连化学物理研究所"),
        ("Park", "沈阳高新区", "沈阳浑南高新区"),
        ("Park", "大连开发区", "大连经济技术开发区"),
        ("Institute", "研究中心", "研究中心"),
        ("Enterprise", "东软", "东软"),
    ],
)
def test_likeness_alone_is_asked_about(label: str, left: str, right: str) -> None:
    assert _verdict(label, left, right) == "ask"


@pytest.mark.parametrize(
    ("label", "left", "right"),
    [
        ("Park", "沈阳高新区", "沈阳经济技术开发区"),
        ("Park", "大连经济技术开发区", "大连长兴岛经济技术开发区"),
        ("Park", "锦州高新区", "沈阳高新区"),
        ("Enterprise", "北方华锦化学工业集团", "北方华锦化学工业股份有限公司"),
        ("Enterprise", "瓦房店轴承集团有限责任公司", "瓦房店轴承股份有限公司"),
        ("Enterprise", "东软集团股份有限公司", "东软医疗系统股份有限公司"),
        ("Enterprise", "三一重型装备有限公司", "三一重工股份有限公司"),
        ("Enterprise", "东软集团股份有限公司", "东软集团股份有限公司大连分公司"),
        ("Enterprise", "沈阳化工股份有限公司", "沈阳化工研究院有限公司"),
        ("University", "大连理工大学", "大连理工大学城市学院"),
        ("University", "大连理工大学", "大连理工大学盘锦校区"),
        ("University", "辽宁科技大学", "辽宁科技学院"),
        ("University", "辽宁大学", "沈阳大学"),
        ("University", "丹东新区创新创业学院", "东软信息学院创新创业学院"),
        ("Incubator", "沈阳大学", "沈阳大学科技园"),
        ("Institute", "北京大学", "北京大学第一医院"),
        ("Institute", "第一研究所", "第二研究所"),
    ],
)
def test_a_trap_is_two_bodies(label: str, left: str, right: str) -> None:
    assert _verdict(label, left, right) == "different"


def test_a_firm_is_no_industry_of_its_name() -> None:
    industry = Record("industry:jichuang", "Industry", "沈阳机床")
    assert compare(_firm("沈阳机床"), industry).verdict == "different"


def test_one_registered_code_is_one_body_whatever_the_names() -> None:
    found = compare(_firm("甲公司", uscc="91x"), _firm("乙公司", uscc="91X"))
    assert (found.verdict, found.score, found.parts[0].name) == ("same", 1.0, "code")


def test_two_registered_codes_are_two_bodies_under_one_name() -> None:
    found = compare(_firm("甲乙有限公司", "a", uscc="1"), _firm("甲乙有限公司", "b", uscc="2"))
    assert (found.verdict, found.parts[0].why) == ("different", "1 / 2")


def test_ids_of_one_register_decide_and_those_of_two_do_not() -> None:
    one = Record("u:1", "University", "甲乙大学", ids=("ror:x",))
    assert compare(one, Record("u:2", "University", "丙丁大学", ids=("ror:x",))).verdict == "same"
    assert (
        compare(one, Record("u:2", "University", "甲乙大学", ids=("ror:y",))).verdict == "different"
    )
    assert compare(one, Record("u:2", "University", "甲乙大学", ids=("isni:y",))).verdict == "same"


@pytest.mark.parametrize(("label", "name"), [("Institute", "第一人民医院"), ("Park", "高新区")])
def test_two_cities_are_two_bodies_under_one_name(label: str, name: str) -> None:
    left = Record("l", label, name, city=DALIAN)
    assert compare(left, Record("r", label, name, city="沈阳市")).verdict == "different"


def test_a_firms_registered_name_in_two_cities_is_asked_about() -> None:
    left, right = (
        _firm("圆通速递股份有限公司", "a", city=DALIAN),
        _firm("圆通速递股份有限公司", "b", city="310000"),
    )
    assert compare(left, right).verdict == "ask"


def test_a_city_in_a_name_is_no_evidence_against_where_the_body_is() -> None:
    table = Record("l", "University", "中山大学", city="440100")
    assert compare(table, Record("r", "University", "中山大学")).verdict == "same"


def test_one_city_makes_a_bare_name_enough() -> None:
    left, right = _firm("东软", "a", city=SHENYANG), _firm("东软", "b", city=SHENYANG)
    assert compare(left, right).verdict == "same"


def test_an_alias_that_is_the_others_name_proves_and_two_aliases_do_not() -> None:
    ror = Record("r", "University", "Dalian University of Technology", aliases=("大连理工大学",))
    assert compare(Record("l", "University", "大连理工大学"), ror).verdict == "same"
    third = Record("t", "University", "DUT", aliases=("大连理工大学",))
    assert compare(ror, third).verdict == "ask"


def test_an_alias_that_the_names_speak_against_is_asked_about() -> None:
    left = Record("l", "University", "辽宁警官高等专科学校")
    right = Record("r", "University", "辽宁警察学院", aliases=("辽宁警官高等专科学校",))
    assert compare(left, right).verdict == "ask"


def test_english_names_and_pinyin_are_weak_evidence() -> None:
    one = Record("l", "University", "Dalian University of Technology")
    same = Record(
        "r", "University", "大连理工大学", name_en="The Dalian University of Technology (China)"
    )
    assert compare(one, same).verdict == "ask"
    latin, han = _firm("Jidongyiyao Group"), _firm("吉东医药有限公司")
    assert [(p.name, p.score) for p in compare(latin, han).parts] == [("pinyin", 1.0)]
    assert compare(latin, han).verdict == "ask"


def test_the_score_is_the_sum_of_its_parts() -> None:
    found = compare(_firm("芯源微"), _firm("沈阳芯源微电子设备股份有限公司"))
    assert found.verdict == "ask"
    assert {p.name for p in found.parts} == {"brand", "place", "kind", "form", "branch"}
    assert sum(p.weight for p in found.parts) == pytest.approx(1)
    assert sum(p.score * p.weight for p in found.parts) == pytest.approx(found.score)


_PIECES = st.tuples(
    st.sampled_from(["", "大连", "沈阳", "辽宁"]),
    st.sampled_from(["新松", "新淞", "东软", "北方华锦"]),
    st.sampled_from(["", "机器人", "医疗", "化学工业"]),
    st.sampled_from(
        ["", "有限公司", "股份有限公司", "集团", "集团有限公司", "研究院", "有限公司大连分公司"]
    ),
).map("".join)


@given(_PIECES, _PIECES, st.sampled_from(["", DALIAN, SHENYANG]), st.sampled_from(["", DALIAN]))
def test_a_comparison_does_not_depend_on_the_side(left: str, right: str, a: str, b: str) -> None:
    one, other = _firm(left, "a", city=a), _firm(right, "b", city=b)
    there, back = compare(one, other), compare(other, one)
    assert (there.verdict, there.score) == (back.verdict, back.score)
    if there.verdict == "same":
        assert not (a and b) or a == b


@given(st.lists(_PIECES, max_size=12), st.lists(_PIECES, max_size=12))
def test_blocks_lose_no_pair_that_is_the_same(left: list[str], right: list[str]) -> None:
    ours = [_firm(name, f"a{i}") for i, name in enumerate(left)]
    theirs = [_firm(name, f"b{i}") for i, name in enumerate(right)]
    every = {(a.id, b.id) for a in ours for b in theirs if compare(a, b).verdict == "same"}
    found = [c for c in match(ours, theirs) if c.verdict == "same"]
    best = {c.left.id for c in found}
    assert {a for a, _ in every} == best
    assert {(c.left.id, c.right.id) for c in found} <= every


def test_matches_come_record_by_record_the_best_first() -> None:
    known = [_firm("东软集团股份有限公司", "b1"), _firm("东软医疗系统股份有限公司", "b2")]
    found = list(match([_firm("东软", "a"), _firm("东软集团股份有限公司", "c")], known))
    assert [(c.left.id, c.right.id, c.verdict) for c in found] == [
        ("a", "b1", "ask"), ("a", "b2", "ask"), ("c", "b1", "same"),
    ]  # fmt: skip


def test_a_record_is_not_compared_with_itself() -> None:
    records = [_firm("东软集团股份有限公司", "a")]
    assert list(match(records, records)) == []


def test_names_that_all_look_alike_do_not_compare_all_with_all() -> None:
    # One brand for all: without a bound every record would meet every other.
    known = [_firm(f"大连华信{'甲乙丙丁'[i % 4]}{i}有限公司", f"b{i}") for i in range(4_000)]
    started = time.process_time()
    found: list[Comparison] = list(match(known[:400], known))
    assert time.process_time() - started < 5
    assert len(found) <= 400 * CANDIDATES


def test_matching_a_name_takes_a_fraction_of_a_millisecond() -> None:
    known = [_firm(name, f"b{i}") for i, name in enumerate(names(2_000, 1))]
    draw = random.Random(2)
    incoming = [_firm(draw.choice(known).name, f"a{i}") for i in range(2_000)]
    started = time.process_time()
    same = {c.left.id for c in match(incoming, known) if c.verdict == "same"}
    assert same == {r.id for r in incoming}
    assert time.process_time() - started < 0.6 * 4


@pytest.mark.parametrize("half", ["tune", "held"])
def test_real_names_are_told_apart_as_they_are_labelled(half: str) -> None:
    measured = quality(half)
    assert measured.precision >= 0.99
    assert measured.recall >= 0.9
    assert measured.found_by_blocks >= 0.9
    assert measured.asked_in_vain <= 0.05
