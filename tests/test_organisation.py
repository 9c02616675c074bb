"""A Chinese organisation's name in its parts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.organisation import parse, university_name
from ingest.spelling import latin_form, pinyin, plain, sound

SHENYANG, DALIAN = "210100", "210200"


@pytest.mark.parametrize(
    ("name", "place", "core", "field", "form"),
    [
        ("沈阳新松机器人自动化股份有限公司", SHENYANG, "新松", "机器人自动化", "股份有限公司"),
        ("冰山松洋生物科技（大连）有限公司", DALIAN, "冰山松洋", "生物科技", "有限公司"),
        ("沈阳机床股份有限公司", SHENYANG, "机床", "", "股份有限公司"),
        ("沈阳飞机工业（集团）有限公司", SHENYANG, "飞机工业", "", "集团有限公司"),
        ("瓦房店轴承集团有限责任公司", "210281", "轴承", "", "集团有限公司"),
        ("华锦股份", "", "华锦", "", "股份"),
        ("三一重型装备有限公司", "", "三一", "重型装备", "有限公司"),
    ],
)
def test_a_firm_is_place_brand_trade_and_form(
    name: str, place: str, core: str, field: str, form: str
) -> None:
    found = parse(name)
    assert (found.place, found.core, found.field, found.form) == (place, core, field, form)


@pytest.mark.parametrize(
    "names",
    [
        (
            "大连高新区",
            "大连高新技术产业园区",
            "大连高新技术产业开发区",
            "大连市高新区",
            "辽宁省大连市高新区",
        ),
        ("大连经开区", "大连经济技术开发区", "大连市经济技术开发区"),
        ("沈阳综合保税区", "沈阳综保区"),
        ("鞍山电磁阀有限责任公司", "鞍山电磁阀有限公司", "鞍山市电磁阀有限公司"),
        ("大连友谊(集团)股份有限公司", "大连友谊（集团）股份有限公司", "大连友谊集团股份有限公司"),
        (
            "沈阳新松机器人自动化股份有限公司",
            "瀋陽新松機器人自動化股份有限公司",
            "沈阳　新松机器人自动化股份有限公司",
        ),
        ("沈阳第一人民医院", "沈阳第1人民医院", "沈阳市第一人民医院"),
        ("中国科学院大连化学物理研究所", "中科院大连化学物理研究所"),
        ("中国华录集团有限公司", "中国华录集团有限责任公司"),
        ("奥维通信", "*ST奥维通信", "ST奥维通信"),
    ],
)
def test_spellings_of_one_name_have_one_normal_form(names: tuple[str, ...]) -> None:
    assert len({parse(name).normal for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("沈阳高新区", "沈阳经济技术开发区"),
        ("大连经济技术开发区", "大连长兴岛经济技术开发区"),
        ("北方华锦化学工业集团有限公司", "北方华锦化学工业股份有限公司"),
        ("大连理工大学", "大连理工大学城市学院"),
        ("中国石油大学（北京）", "中国石油大学（华东）"),
        ("上海电气有限公司", "上海电气（大连）有限公司"),
        ("沈阳市和平区医院", "天津市和平区医院"),
        ("第一研究所", "第二研究所"),
    ],
)
def test_names_of_two_bodies_have_two_normal_forms(one: str, other: str) -> None:
    assert parse(one).normal != parse(other).normal


@pytest.mark.parametrize(
    ("name", "parent", "city"),
    [
        ("大连理工大学盘锦校区", "大连理工大学", "211100"),
        ("大连理工大学城市学院", "大连理工大学", DALIAN),
        ("沈阳工大蓝金环保技术研究院", "沈阳工业大学", SHENYANG),
        ("中国工商银行股份有限公司大连分行", "中国工商银行股份有限公司", DALIAN),
        ("东软集团股份有限公司大连分公司", "东软集团股份有限公司", DALIAN),
        ("中国科学院沈阳自动化研究所", "中国科学院", SHENYANG),
        ("沈阳化工研究院有限公司", "", SHENYANG),
        ("沈阳大学科技城", "", SHENYANG),
        ("大连理工大学", "", DALIAN),
    ],
)
def test_a_branch_tells_its_parent_and_its_own_place(name: str, parent: str, city: str) -> None:
    found = parse(name)
    assert (found.parent, found.city) == (parent, city)


def test_names_in_brackets_are_other_names_and_former_ones() -> None:
    assert parse("辽宁警察学院（原辽宁警官高等专科学校）").former == ("辽宁警官高等专科学校",)
    assert parse("某某有限公司（曾用名某甲有限公司）").former == ("某甲有限公司",)
    assert parse("丹东新区创新创业学院（辽宁机电职业技术学院）").others == ("辽宁机电职业技术学院",)


@pytest.mark.parametrize("name", ["朝阳区", "铁西区"])
def test_a_district_whose_name_several_cities_have_tells_no_city(name: str) -> None:
    assert parse(f"{name}医院").city in {"", "211300"}
    assert parse("沈阳市铁西区医院").place == "210106"


def test_a_bare_brand_is_no_full_name() -> None:
    assert not parse("东软").is_full
    assert not parse("北方华锦化学工业集团").is_full
    assert parse("大连高新区").is_full
    assert parse("东软集团股份有限公司").is_full


def test_short_names_of_universities_are_known() -> None:
    assert university_name("大连理工") == "大连理工大学"
    assert university_name("某某公司") == "某某公司"


def test_an_english_name_is_compared_without_its_frame() -> None:
    assert (
        latin_form("The Dalian University of Technology (China)") == "dalian university technology"
    )
    assert latin_form("Neusoft Co., Ltd.") == "neusoft"
    assert parse("Dàlián Lǐgōng Dàxué").core == "dalian ligong daxue"


def test_readings() -> None:
    assert pinyin("新松") == "xinsong"
    assert sound("新松") == sound("新淞")
    assert sound("新松") != sound("新华")


@given(st.text(max_size=60))
def test_any_text_has_parts_and_a_stable_spelling(text: str) -> None:
    assert parse(text) == parse.__wrapped__(text)
    assert plain(plain(text)) == plain(plain(plain(text)))


@given(
    st.sampled_from(["沈阳", "大连市", "辽宁省鞍山市"]),
    st.text("甲乙丙丁戊", min_size=2, max_size=6),
    st.sampled_from(["科技", "机器人", "新材料"]),
    st.sampled_from(["有限公司", "股份有限公司", "集团有限公司"]),
)
def test_the_parts_of_a_regular_name_are_found_again(
    place: str, core: str, field: str, form: str
) -> None:
    found = parse(place + core + field + form)
    assert (found.core, found.field, found.form) == (core, field, form)
    assert found.city in {SHENYANG, DALIAN, "210300"}


@pytest.mark.parametrize(
    "word", ["大学", "公司", "（", "中国科学院", "大学学院", "子公司", "机器人", "第1"]
)
def test_a_long_name_takes_no_longer_than_its_length(word: str) -> None:
    parse("热身有限公司")
    started = time.process_time()
    parse(word * 20_000)
    assert time.process_time() - started < 1
