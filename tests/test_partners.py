"""Who is proposed, why, and what is said where little is known; on both stores."""

from __future__ import annotations

import pytest

import queries
from graph.errors import InvalidRequest, NotFound
from graph.store import Store
from queries.contrast import contrast
from queries.functions import functions
from queries.neighbourhood import Neighbourhood
from queries.partners import PartnerAnswer, partners
from queries.scoring import half_at, places
from queries.takers import recommended
from queries.whatif import what_if
from tests.small_graphs import load

PAIR = ("park:a SUPPORTS industry:x", "park:b SUPPORTS industry:x")


def points(answer: PartnerAnswer, name: str) -> dict[str, float]:
    (row,) = [row for row in answer.rows if row.name == name]
    return {str(part.name): part.score for part in row.parts}


def codes(answer: PartnerAnswer) -> set[str]:
    return {note.code for note in (*answer.known, *answer.unknown)}


def test_a_score_by_hand(store: Store) -> None:
    load(store, *PAIR)
    answer = partners(store, node="a")
    # Industry: the one industry is shared. Paths: one of weight 4^-0.4. Walk along a–x–b from a:
    # x = 0.85 (a + b), b = 0.425 x, a = 0.15 + 0.425 x, so b = 0.195270.
    assert points(answer, "b") == {
        "industry": 0.30,
        "paths": round(0.25 * 4**-0.4 / (4**-0.4 + 0.10), 4),
        "functions": 0.0,
        "walk": round(0.10 * 0.195270 / 0.215270, 4),
        "place": 0.0,
        "ties": 0.0,
    }
    assert answer.rows[0].score == 0.6036


def test_a_related_industry_counts_by_its_proximity(store: Store) -> None:
    load(
        store, "park:a SUPPORTS industry:x", "park:c SUPPORTS industry:x",
        "park:c SUPPORTS industry:y", "park:b SUPPORTS industry:y",
    )  # fmt: skip
    # x is held by a and c, y by c and b: one in common of two, so b is worth half.
    assert points(partners(store, node="a"), "b")["industry"] == 0.15


def test_place_function_and_standing_tie_each_add_by_hand(store: Store) -> None:
    load(
        store, "park:a LOCATED_IN region:r", "institute:i LOCATED_IN region:r",
        "park:b LOCATED_IN region:s", "region:r PART_OF region:p", "region:s PART_OF region:p",
        "park:a SELECTED_FOR task:t pilot", "park:b SELECTED_FOR task:t pilot",
        "park:c SELECTED_FOR task:t other",
        r="city", s="city", p="province",
    )  # fmt: skip
    answer = partners(store, node="a", needs=["rd", "fund"])
    assert [row.name for row in answer.rows] == ["i"]
    here = points(answer, "i")
    assert (here["place"], here["functions"]) == (0.075, 0.075), "one need of two, the same city"
    everyone = partners(store, node="a")
    assert points(everyone, "b")["place"] == 0.04
    assert points(everyone, "b")["ties"] == 0.05 and points(everyone, "c")["ties"] == 0.025


def test_parts_sum_to_the_score_and_shares_to_one(store: Store) -> None:
    load(store, *PAIR, "institute:i FOCUSES_ON industry:x", "park:a COOPERATES_WITH region:k",
         "park:b COOPERATES_WITH region:k")  # fmt: skip
    for row in partners(store, node="a").rows:
        assert row.score == round(sum(part.score for part in row.parts), 4)
        assert sum(part.share for part in row.parts) == pytest.approx(1, abs=4e-4)


def test_every_part_that_adds_has_words_and_every_step_of_a_path(store: Store) -> None:
    load(store, *PAIR, "institute:i FOCUSES_ON industry:x", "institute:i MENTIONED_IN passage:a:1")
    for row in partners(store, node="a").rows:
        assert all(part.evidence for part in row.parts if part.score)
        for path in row.paths:
            assert len(path.steps) == len(path.nodes) - 1
            assert all(fact.quote and fact.passages and fact.path == "一/1" for fact in path.steps)


def test_a_score_does_not_depend_on_who_else_is_there(store: Store) -> None:
    load(store, *PAIR, "park:c SUPPORTS industry:x")
    alone = {r.id: r.score for r in partners(store, node="a", exclude=["c"]).rows}
    assert alone == {"park:b": partners(store, node="a").rows[0].score}


def test_equal_scores_share_a_rank_and_it_is_said(store: Store) -> None:
    load(store, *PAIR, "park:c SUPPORTS industry:x")
    answer = partners(store, node="a")
    assert [(row.name, row.rank) for row in answer.rows] == [("b", 1), ("c", 1)]
    assert "tie" in codes(answer)


def test_a_prediction_is_no_evidence(store: Store) -> None:
    load(store, *PAIR, method="predicted")
    answer = partners(store, node="a")
    assert answer.rows == () and {"no_ties", "none"} <= codes(answer)


def test_a_derived_fact_is_never_shown_as_stated(store: Store) -> None:
    load(store, *PAIR, method="derived")
    facts = [f for p in partners(store, node="a").rows[0].parts for f in p.evidence]
    assert {fact.state for fact in facts} == {"derived"}


def test_a_node_that_nothing_joins_says_so(store: Store) -> None:
    load(store, *PAIR, nodes=("industry:new", "park:lone"))
    assert {"no_ties", "no_park", "none"} <= codes(partners(store, node="new"))
    assert "no_ties" in codes(partners(store, node="lone"))


def test_an_industry_of_one_park_says_how_thin_that_is(store: Store) -> None:
    load(store, "park:a SUPPORTS industry:x", "institute:i FOCUSES_ON industry:x")
    assert "single_park" in codes(partners(store, node="a"))


def test_a_need_that_nothing_meets_says_whether_there_are_any(store: Store) -> None:
    load(store, *PAIR, nodes=("fund:far",))
    unmet, unknown = (partners(store, node="a", needs=[n]) for n in ("基金", "event"))
    assert unmet.rows == () and "need_unmet" in codes(unmet)
    assert unknown.rows == () and "need_unknown" in codes(unknown)
    with pytest.raises(InvalidRequest, match="neither a function nor a kind"):
        partners(store, node="a", needs=["luck"])


def test_near_keeps_what_is_there_and_counts_what_has_no_place(store: Store) -> None:
    load(store, *PAIR, "park:c SUPPORTS industry:x", "park:b LOCATED_IN region:r", r="city")
    answer = partners(store, node="a", near="r")
    assert [row.name for row in answer.rows] == ["b"]
    assert dict(next(n for n in answer.unknown if n.code == "place_unknown").values)["count"] == "1"


def test_kinds_and_nodes_can_be_left_out(store: Store) -> None:
    load(store, *PAIR, "institute:i FOCUSES_ON industry:x")
    assert {r.name for r in partners(store, node="a", exclude=["Park"]).rows} == {"i"}
    assert {r.name for r in partners(store, node="a", exclude=["i"]).rows} == {"b"}


def test_unknown_names_and_limits_are_refused(store: Store) -> None:
    load(store, *PAIR)
    with pytest.raises(NotFound, match="nowhere"):
        partners(store, node="nowhere")
    with pytest.raises(InvalidRequest, match="limit=0"):
        partners(store, node="a", limit=0)
    with pytest.raises(InvalidRequest, match="no node is named"):
        partners(store, node=" ")


def test_an_assumed_fact_counts_and_is_marked(store: Store) -> None:
    load(store, *PAIR, nodes=("park:c",))
    answer = partners(store, node="a", assumed=what_if(store, ["c SUPPORTS x"]))
    assert {row.name for row in answer.rows} == {"b", "c"} and "assumed" in codes(answer)
    facts = {f.start: f.state for r in answer.rows for p in r.parts for f in p.evidence}
    assert facts["park:c"] == "assumed" and facts["park:b"] == "stated"
    assert {r.name for r in partners(store, node="a").rows} == {"b"}, "nothing was written"


def test_a_contrast_says_where_one_is_ahead_and_what_would_turn_it(store: Store) -> None:
    load(store, *PAIR, "park:c SELECTED_FOR task:t pilot", "park:a SELECTED_FOR task:t pilot")
    found = contrast(store, node="a", a="c", b="b")
    assert found.first.name == "b" and found.differences[0].part == "industry"
    assert found.ahead == round(sum(d.ahead for d in found.differences), 4)
    turns = {(t.change, t.start_name, t.kind, t.end_name) for t in found.turns}
    assert ("added", "c", "SUPPORTS", "x") in turns
    for turn in found.turns:
        assert turn.second >= turn.first
    with pytest.raises(InvalidRequest, match="are the same"):
        contrast(store, node="a", a="b", b="park:b")


def test_a_partner_is_the_same_as_a_row_of_the_question(store: Store) -> None:
    load(store, *PAIR, "institute:i FOCUSES_ON industry:x")
    rows = queries.ask(store, "partners", {"node": "a"})
    assert [(r.rank, r.id, r.score) for r in rows] == [
        (r.rank, r.id, r.score) for r in partners(store, node="a").rows
    ]


def test_both_stores_propose_the_same(both: tuple[Store, Store]) -> None:
    lines = [f"park:p{n} SUPPORTS industry:i{m}" for n in range(6) for m in range(5) if n * m % 3]
    lines += [f"institute:t{n} FOCUSES_ON industry:i{n}" for n in range(5)]
    lines += [f"park:p{n} LOCATED_IN region:r{n % 2}" for n in range(6)]
    for store in both:
        load(store, *lines, r0="city", r1="city")
    one, other = (partners(store, node="p1", limit=20) for store in both)
    assert one == other and len(one.rows) > 5


def test_a_graph_too_large_to_be_read_whole_gives_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, *PAIR, "park:c SUPPORTS industry:x", "institute:i LOCATED_IN park:b",
         "park:a PARTNERS_WITH park:c")  # fmt: skip
    whole = partners(store, node="a")
    monkeypatch.setattr("queries.neighbourhood.MOST_WHOLE", 1)
    assert Neighbourhood(store).budget.walk < 100
    by_key = partners(store, node="a")
    assert by_key.rows == whole.rows and by_key.unknown == whole.unknown


def test_a_taker_is_ranked_by_relatedness_with_an_exact_chance(store: Store) -> None:
    load(
        store, "park:a SUPPORTS industry:x", "park:a SUPPORTS industry:y",
        "park:b SUPPORTS industry:x", "park:c SUPPORTS industry:z",
    )  # fmt: skip
    # x is held by a and b, y by a, z by c: near y stand x (1/2) and z (0). b holds all of it,
    # and one portfolio of two does as well: p = 1/2, corrected for two parks 1.
    answer = recommended(store, industry="y")
    (best, *_) = answer.rows
    assert (best.park, best.density, best.score) == ("b", 1.0, 0.5)
    assert best.chance is not None and (best.chance.p, best.chance.method) == (0.5, "exact")
    assert best.adjusted == 1.0 and best.verdict == "thin_few" and answer.thin


def test_an_industry_that_nobody_supports_gets_reasons_but_no_number_of_relatedness(
    store: Store,
) -> None:
    load(store, *PAIR, "park:b OPERATES incubator:k", nodes=("industry:new",))
    (row,) = recommended(store, industry="new").rows
    assert (row.park, row.verdict) == ("b", "thin_unrelated")
    assert row.density is None and row.chance is None and row.adjusted is None
    assert row.score == round(0.2 * half_at(1, 2), 4) and row.functions == ("carrier",)


def test_strong_evidence_stands_above_chance(store: Store) -> None:
    near = [f"park:p{n} SUPPORTS industry:{i}" for n in range(6) for i in ("t", "u", "v", "w")]
    far = [f"park:f{n} SUPPORTS industry:g{n}" for n in range(20)]
    load(store, *near, *far, *(f"park:q SUPPORTS industry:{i}" for i in ("u", "v", "w")))
    (first, *_) = recommended(store, industry="t").rows
    assert first.park == "q" and first.verdict == "supported"
    assert first.adjusted is not None and first.adjusted <= 0.05


def test_functions_are_stated_derived_or_not_stated(store: Store) -> None:
    load(
        store, "park:a SUPPORTS industry:x", "park:a OPERATES offshorecenter:o",
        "park:a LOCATED_IN region:r", "institute:i LOCATED_IN region:r",
        "institute:i FOCUSES_ON industry:x", r="city",
    )  # fmt: skip
    found = {(f.park, f.industry, f.function): f for f in functions(store)}
    assert found["a", None, "offshore"].state == "stated"
    assert found["a", None, "rd"].state == "derived", "a body in the same city: a rule, no source"
    assert found["a", "x", "rd"].body == "i" and found["a", "x", "rd"].state == "derived"
    assert found[None, "x", "rd"].state == "stated"
    assert found["a", "x", "fund"].state == "not_stated" and found["a", "x", "fund"].quote is None
    assert {f.park for f in functions(store, park="a")} == {"a"}


def test_places_of_equal_scores_are_equal_and_the_next_is_skipped() -> None:
    assert places([3.0, 2.0, 2.0, 1.0]) == [1, 2, 2, 4] and places([]) == []
