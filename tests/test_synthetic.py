"""The made-up graph that is measured with: the same every time, whole, and marked as made up."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from benchmarks.synthetic import MARK, Synthetic
from graph.store import Store, Transaction

SMALL = Synthetic(1_000, 5_000)


def test_the_same_seed_makes_the_same_graph_and_another_another() -> None:
    assert list(SMALL.nodes()) == list(Synthetic(1_000, 5_000).nodes())
    assert list(SMALL.relationships()) == list(Synthetic(1_000, 5_000).relationships())
    assert list(SMALL.nodes()) != list(Synthetic(1_000, 5_000, seed=2).nodes())


def test_sizes_are_those_asked_and_every_id_is_one() -> None:
    ids = {node.id for node in SMALL.nodes()}
    facts = {fact.id: (fact.start, fact.end) for fact in SMALL.relationships()}
    assert abs(len(ids) - 1_000) <= 1
    assert len(facts) == 5_000
    assert {end for ends in facts.values() for end in ends} <= ids


def test_everything_is_marked_as_made_up() -> None:
    assert {str(node.properties["name"])[:2] for node in SMALL.nodes()} == {MARK}
    assert {str(fact.properties["source"])[:17] for fact in SMALL.relationships()} == {
        "policy:synthetic-"
    }


def test_quotes_are_words_of_the_passage_that_is_cited() -> None:
    texts = {n.id: str(n.properties["text"]) for n in SMALL.nodes() if n.label == "Passage"}
    quoted = [f.properties for f in SMALL.relationships() if f.properties["quote"]]
    assert len(quoted) > 1_000
    for fact in quoted:
        (passage,) = fact["passages"]  # pyright: ignore[reportGeneralTypeIssues]
        assert str(fact["quote"]) in texts[passage]


def test_few_nodes_draw_most_lines() -> None:
    degrees = sorted(Counter(f.end for f in SMALL.relationships()).values(), reverse=True)
    assert sum(degrees[: len(degrees) // 20]) > 5_000 / 3


def test_registers_name_what_the_graph_names(tmp_path: Path) -> None:
    files = SMALL.registers(tmp_path)
    rows = {
        file.stem: list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        for file in files
    }
    names = {str(node.properties["name"]) for node in SMALL.nodes()}
    assert {row["企业名称"] for row in rows["synthetic-enterprises"]} <= names
    codes = [row["统一社会信用代码"] for row in rows["synthetic-enterprises"]]
    assert len(set(codes)) == len(codes) == SMALL.enterprises
    assert {len(code) for code in codes} == {18}
    assert {row["所在园区"] for row in rows["synthetic-enterprises"]} <= {
        row["园区名称"] for row in rows["synthetic-parks"]
    }


def test_a_store_takes_it_whole(embedded: Store) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes(SMALL.nodes())
        tx.put_relationships(SMALL.relationships())

    embedded.bulk(work)
    assert embedded.read("MATCH ()-[r]->() RETURN count(r) AS n").rows == ((5_000,),)
