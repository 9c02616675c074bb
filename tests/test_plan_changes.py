"""Plan against plan: kept, changed, dropped, added, with the words of both."""

from __future__ import annotations

import pytest

from graph.errors import InvalidRequest, NotFound
from graph.store import Store
from ingest.load import load_facts
from ingest.plan import facts_of
from queries import ask

OLD = """浙江省新兴产业方案
浙政发〔2020〕1号
2020年1月1日
一、布局
（一）产业
人工智能产业依托杭州高新区、宁波高新区。新材料产业依托宁波高新区。
（二）目标
到2022年，高新技术企业达到1万家，孵化器达到50家。
"""
NEW = """浙江省新兴产业规划
浙政发〔2023〕2号
2023年1月1日
一、布局
（一）产业
人工智能产业依托杭州高新区和温州高新区。新材料产业以宁波高新区为核心承载区。
（二）目标
到2025年，高新技术企业达到3万家。
"""
PAIR = {"before": "浙政发〔2020〕1号", "after": "浙政发〔2023〕2号"}


@pytest.fixture
def two(store: Store) -> Store:
    for text in (OLD, NEW):
        load_facts(store, facts_of(text, "plan.txt"))
    return store


def test_every_fact_of_either_plan_stands_once_with_its_words(two: Store) -> None:
    found = {
        (c.kind, c.change, c.start, c.end_name): (c.quote_before, c.quote_after)
        for c in ask(two, "plan_changes", PAIR)
    }
    assert set(found) == {
        ("SUPPORTS", "kept", "杭州高新区", "人工智能"),
        ("SUPPORTS", "dropped", "宁波高新区", "人工智能"),
        ("SUPPORTS", "added", "温州高新区", "人工智能"),
        ("SUPPORTS", "changed", "宁波高新区", "新材料"),
        ("TARGET", "changed", None, "高新技术企业"),
        ("TARGET", "dropped", None, "孵化器"),
    }
    assert found["TARGET", "changed", None, "高新技术企业"] == (
        "高新技术企业达到1万家", "高新技术企业达到3万家",
    )  # fmt: skip
    assert found["SUPPORTS", "dropped", "宁波高新区", "人工智能"][1] is None


def test_one_plan_against_itself_and_an_unknown_plan_are_refused(two: Store) -> None:
    with pytest.raises(InvalidRequest, match="one plan"):
        ask(two, "plan_changes", {"before": PAIR["before"], "after": PAIR["before"]})
    with pytest.raises(NotFound, match="浙政发〔1999〕9号"):
        ask(two, "plan_changes", {"before": "浙政发〔1999〕9号", "after": PAIR["after"]})
