"""Smallest sets, what breaks without a member, and facts that are only assumed; on both stores."""

from __future__ import annotations

import pytest

import queries
from graph.errors import InvalidRequest, NotFound
from graph.store import Store
from queries.covers import covers
from queries.whatif import what_if
from tests.small_graphs import load

FOUR = ("park:a SUPPORTS industry:x", "park:a SUPPORTS industry:y", "park:b SUPPORTS industry:y",
        "park:b SUPPORTS industry:z", "park:c SUPPORTS industry:z")  # fmt: skip


def test_every_smallest_set_is_found_for_all_industries_and_for_some(store: Store) -> None:
    load(store, *FOUR)
    assert covers(store).sets == (("park:a", "park:b"), ("park:a", "park:c"))
    assert covers(store, industries=["y"]).sets == (("park:a",), ("park:b",))


def test_what_breaks_without_a_member_is_told(store: Store) -> None:
    load(store, *FOUR)
    told = {m.name: (m.in_sets, m.irreplaceable, m.size_without) for m in covers(store).members}
    assert told == {"a": (2, ("x",), None), "b": (1, (), 2), "c": (1, (), 2)}
    assert all(m.evidence and all(f.quote for f in m.evidence) for m in covers(store).members)


def test_an_industry_that_nobody_holds_is_named_and_the_rest_is_covered(store: Store) -> None:
    load(store, *FOUR, nodes=("industry:new",))
    answer = covers(store, industries=["new", "x"])
    assert answer.uncovered == ("new",) and answer.sets == (("park:a",),)
    assert covers(store, industries=["new"]).sets == ()


def test_an_assumed_fact_is_laid_over_the_graph_and_not_written(store: Store) -> None:
    load(store, *FOUR)
    more = covers(store, assumed=what_if(store, ["c SUPPORTS y", "c SUPPORTS x"]))
    assert more.sets == (("park:c",),)
    assert {f.state for m in more.members for f in m.evidence} == {"assumed", "stated"}
    assert len(covers(store).sets) == 2
    less = covers(store, assumed=what_if(store, (), ["a SUPPORTS x"]))
    assert less.sets == (("park:b",),) and less.assumed == ("- a SUPPORTS x",)


def test_contradictory_and_empty_assumptions_are_refused(store: Store) -> None:
    load(store, *FOUR)
    for added, removed, said in (
        (["c SUPPORTS x"], ["c SUPPORTS x"], "both assumed"),
        (["a SUPPORTS x"], [], "in the graph already"),
        ([], ["c SUPPORTS x"], "is not in the graph"),
        (["a LIKES x"], [], "no fact of the form"),
        (["SUPPORTS x"], [], "no fact of the form"),
    ):
        with pytest.raises(InvalidRequest, match=said):
            what_if(store, added, removed)
    with pytest.raises(NotFound, match="nowhere"):
        what_if(store, ["nowhere SUPPORTS x"])


def test_other_kinds_can_cover_too(store: Store) -> None:
    load(store, *FOUR, "institute:i FOCUSES_ON industry:z")
    assert covers(store, industries=["z"], labels=["Institute"]).sets == (("institute:i",),)
    with pytest.raises(InvalidRequest, match="holds no industry"):
        covers(store, labels=["Passage"])


def test_the_question_takes_lists_and_assumptions_as_text(store: Store) -> None:
    load(store, *FOUR)
    (row,) = queries.ask(store, "cover", {"industries": "x、y"})
    assert (row.parks, row.size, row.industries) == (("a",), 1, 2)
    assert [
        r.parks for r in queries.ask(store, "cover", {"with": "c SUPPORTS x；c SUPPORTS y"})
    ] == [("c",)]
