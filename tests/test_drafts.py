"""Drafts: nothing is loaded before it is accepted, and decisions outlive the reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InvalidRequest, NotFound
from graph.schema import Method
from ingest.drafts import Drafts
from ingest.facts import Facts
from ingest.second_reader import propose

PLAN = """江西省新兴产业方案
赣府发〔2024〕3号
2024年1月1日
一、布局
（一）产业
航空产业依托南昌高新区、景德镇高新区。锂电产业布局在宜春经开区。
"""
SOURCE = "policy:ganfufa-2024-3"


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def written(tmp_path: Path, text: str = PLAN) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text(text, encoding="utf-8")
    return file


def supports(facts: Facts) -> set[tuple[str, str]]:
    names = {n.id: str(n.properties["name"]) for n in facts.nodes}
    return {(names[r.start], names[r.end]) for r in facts.relationships if r.type == "SUPPORTS"}


def fact_of(draft, start: str):  # pyright: ignore
    return next(
        f.fact for f in draft.facts() if f.fact.type == "SUPPORTS" and start in f.fact.start
    )


def test_a_rejected_fact_is_not_loaded_and_what_was_derived_from_it_falls(
    drafts: Drafts, tmp_path: Path
) -> None:
    draft = drafts.add(written(tmp_path))
    assert draft.source == SOURCE
    draft.decide([fact_of(draft, "yichun").id], "reject", why="另行确定")
    facts = draft.accepted()
    assert supports(facts) == {("南昌高新区", "航空"), ("景德镇高新区", "航空")}
    industries = {r.end for r in facts.relationships if r.type == "NAMES"}
    assert industries == {"industry:hangkong"}


def test_decisions_hold_when_the_source_is_read_again_in_a_newer_text(
    drafts: Drafts, tmp_path: Path
) -> None:
    draft = drafts.add(written(tmp_path))
    draft.decide([fact_of(draft, "yichun").id], "reject")
    again = drafts.add(written(tmp_path, PLAN.replace("景德镇高新区", "景德镇高新区和赣州高新区")))
    assert again.corrections.exists()
    assert supports(again.accepted()) == {
        ("南昌高新区", "航空"), ("景德镇高新区", "航空"), ("赣州高新区", "航空"),
    }  # fmt: skip


def test_a_decision_that_names_nothing_any_more_waits(drafts: Drafts, tmp_path: Path) -> None:
    draft = drafts.add(written(tmp_path))
    draft.decide([fact_of(draft, "yichun").id], "reject")
    gone = drafts.add(written(tmp_path, PLAN.replace("锂电产业布局在宜春经开区。", "")))
    assert len(supports(gone.accepted())) == 2
    back = drafts.add(written(tmp_path))
    assert ("宜春经开区", "锂电") not in supports(back.accepted())


def test_a_decision_can_be_taken_back(drafts: Drafts, tmp_path: Path) -> None:
    draft = drafts.add(written(tmp_path))
    id = fact_of(draft, "yichun").id
    draft.decide([id], "reject")
    draft.decide([id], "open")
    assert ("宜春经开区", "锂电") in supports(draft.accepted())
    assert {f.decision for f in draft.facts()} == {"open"}


def test_a_correction_by_hand_is_applied_and_kept(drafts: Drafts, tmp_path: Path) -> None:
    draft = drafts.add(written(tmp_path))
    fact = fact_of(draft, "yichun")
    line = f'{{"change": "SUPPORTS", "start": "{fact.start}", "end": "{fact.end}", "status": "planned"}}\n'
    draft.corrections.write_text(line, encoding="utf-8")
    changed = next(r for r in draft.accepted().relationships if r.id == fact.id)
    assert (changed.properties["status"], changed.properties["method"]) == ("planned", "manual")
    draft.decide([fact_of(draft, "nanchang").id], "accept")
    assert line in draft.corrections.read_text(encoding="utf-8")


def test_what_a_model_proposed_is_loaded_only_when_accepted(drafts: Drafts, tmp_path: Path) -> None:
    draft = drafts.add(written(tmp_path))
    answer = (
        '[{"type": "SUPPORTS", "start": {"label": "Park", "name": "南昌高新区"},'
        ' "end": {"label": "Industry", "name": "锂电"}, "quote": "南昌高新区、景德镇高新区。锂电"}]'
    )
    draft.propose(propose(draft.read(), lambda *_: answer, "small").facts)
    proposed = [f for f in draft.facts() if f.fact.properties["method"] == Method.PREDICTED]
    assert len(proposed) == 1
    assert ("南昌高新区", "锂电") not in supports(draft.accepted())
    draft.decide([proposed[0].fact.id], "accept")
    accepted = next(r for r in draft.accepted().relationships if r.id == proposed[0].fact.id)
    assert (accepted.properties["method"], accepted.properties["rule"]) == ("manual", "model:small")


def test_unknown_drafts_facts_and_decisions_are_named(drafts: Drafts, tmp_path: Path) -> None:
    draft = drafts.add(written(tmp_path))
    with pytest.raises(NotFound, match="policy:none"):
        drafts.find("policy:none")
    with pytest.raises(InvalidRequest, match="maybe"):
        draft.decide([], "maybe")
    with pytest.raises(InvalidRequest, match="no fact 'x'"):
        draft.decide(["x"], "accept")
    draft.discard()
    assert drafts.all() == []
