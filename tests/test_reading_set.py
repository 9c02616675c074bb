"""Reading plans of other provinces: the set of `benchmarks/reading/`, held to its floors."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.reading.run import Result, scored, texts, total
from ingest.plan import read_plan


@cache
def results() -> list[Result]:
    return [scored(path) for path in texts()]


@pytest.mark.parametrize("kind", ["supports", "targets", "bodies", "cooperates"])
def test_what_is_read_is_true_and_most_of_the_truth_is_read(kind: str) -> None:
    score = total(results(), "kinds")[kind]
    assert score.true > 20
    assert score.precision >= 0.95 and score.recall >= 0.85


@pytest.mark.parametrize("path", texts(), ids=lambda p: p.stem)
def test_every_quote_is_literal(path) -> None:  # pyright: ignore
    text = path.read_text(encoding="utf-8")
    facts = read_plan(path)
    passages = {n.id: str(n.properties["text"]) for n in facts.nodes if n.label == "Passage"}
    for fact in facts.relationships:
        quote, cited = str(fact.properties["quote"]), fact.properties["passages"]
        assert isinstance(cited, list) and any(quote in passages[p] for p in cited)
        if fact.type not in {"PART_OF"} and "\n" not in quote:
            assert quote in text


def test_statutes_and_reports_yield_no_park_and_industry() -> None:
    for result in results():
        if result.name.startswith(("09", "10", "17", "18", "51", "52")):
            score = result.kinds["supports"]
            assert (score.true, score.false) == (0, 0)
