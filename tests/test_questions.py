"""What each kind of question answers, on the smallest graph that shows it, on both stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import queries
from graph.errors import InvalidRequest, NotFound
from graph.schema import relationship_id
from graph.store import Node, Relationship, Store, Transaction, Value
from queries.cover import smallest_covers
from queries.registry import statement

A, B = "policy:a", "policy:b"


def node(id: str, **properties: Value) -> Node:
    label = {"park": "Park", "industry": "Industry", "policy": "Policy", "passage": "Passage",
             "region": "Region", "offshorecenter": "OffshoreCenter", "institute": "Institute",
             "element": "Element", "target": "Target", "task": "Task"}[id.partition(":")[0]]  # fmt: skip
    return Node(label, id, {"name": id.partition(":")[2], "status": "exists", **properties})


def fact(type: str, start: str, end: str, source: str = A, **properties: Value) -> Relationship:
    key = properties.get("role") if type == "SELECTED_FOR" else properties.get("industry_id")
    id = relationship_id(type, start, end, source, None if key is None else str(key))
    said: dict[str, Value] = {
        "kind": type, "status": "designated", "method": "stated", "rule": "pattern",
        "quote": f"{start} {end}", "passages": [f"passage:{source[-1]}:1"], "source": source,
    }  # fmt: skip
    return Relationship(type, id, start, end, said | properties)


PLANS = [
    node(A), node(B),
    node("passage:a:1", policy_id=A, path="一/（一）", ordinal=1, text="…"),
    node("passage:b:1", policy_id=B, path="一/（一）", ordinal=1, text="…"),
]  # fmt: skip


def load(store: Store, nodes: Sequence[Node], facts: Sequence[Relationship]) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes([*PLANS, *nodes])
        tx.put_relationships(facts)

    store.write(work)


def ask(store: Store, name: str, **params: object) -> list[Any]:
    return queries.ask(store, name, params)


def anchors(*pairs: str, source: str = A, **properties: Value) -> list[Relationship]:
    """`anchors("p-x")`: the park p supports the industry x."""
    return [
        fact("SUPPORTS", f"park:{park}", f"industry:{field}", source, **properties)
        for park, field in (pair.split("-") for pair in pairs)
    ]


PQXY = [node("park:p"), node("park:q"), node("industry:x"), node("industry:y")]


def test_a_cell_is_stated_derived_or_not_stated(store: Store) -> None:
    load(store, PQXY, [*anchors("p-x"), *anchors("q-y", method="derived")])
    cells = {(c.park, c.industry): c for c in ask(store, "matrix")}
    assert {key: cell.state for key, cell in cells.items()} == {
        ("p", "x"): "stated", ("p", "y"): "not_stated",
        ("q", "x"): "not_stated", ("q", "y"): "derived",
    }  # fmt: skip
    assert cells["p", "x"].quote == "park:p industry:x" and cells["p", "x"].path == "一/（一）"
    assert cells["p", "y"].quote is None and cells["p", "y"].passages == ()


def test_a_prediction_is_never_shown_as_stated(store: Store) -> None:
    load(store, PQXY, anchors("p-x", method="predicted"))
    assert [c.state for c in ask(store, "matrix")] == ["derived"]


def test_a_stated_fact_stands_before_a_derived_one_in_a_cell(store: Store) -> None:
    load(store, PQXY, [*anchors("p-x", method="derived"), *anchors("p-x", source=B)])
    assert [c.state for c in ask(store, "matrix")] == ["stated"]


def test_two_plans_that_say_the_same_are_still_one_park(store: Store) -> None:
    load(store, PQXY, [*anchors("p-x", "q-x"), *anchors("p-x", source=B)])
    assert ask(store, "single_anchor_industries") == []
    assert {(x.industry, x.remaining) for x in ask(store, "dropout", park="q")} == {("x", 1)}
    assert [a.shared for a in ask(store, "allies", minimum=1)] == [1]


def test_a_plan_is_asked_alone(store: Store) -> None:
    load(store, PQXY, [*anchors("p-x"), *anchors("q-x", source=B)])
    assert ask(store, "single_anchor_industries") == []
    assert [s.park for s in ask(store, "single_anchor_industries", plan=A)] == ["p"]
    assert [s.park for s in ask(store, "supporters", industry="x", plan=B)] == ["q"]
    with pytest.raises(NotFound, match="policy:c"):
        ask(store, "matrix", plan="policy:c")


def test_gaps_are_of_three_kinds_and_each_has_its_words(store: Store) -> None:
    parks = [node("park:lone"), node("park:part"), node("park:idea", status="planned")]
    load(
        store,
        [*PQXY, *parks],
        [
            *anchors("p-x"),
            fact("NAMES", A, "industry:y", role="candidate"),
            fact("NAMES", A, "industry:x", role="assigned"),
            fact("PART_OF", "park:part", "park:p"),
            *(
                fact("MENTIONED_IN", f"park:{p}", "passage:a:1")
                for p in ("p", "lone", "part", "idea")
            ),
        ],
    )
    assert [(g.kind, g.name, g.other) for g in ask(store, "gaps")] == [
        ("unassigned_industry", "y", None),
        ("single_anchor", "x", "p"),
        ("park_without_industry", "lone", None),
    ]
    assert all(g.quote and g.path == "一/（一）" for g in ask(store, "gaps"))


def test_gaps_agree_with_the_questions_of_each_kind(store: Store) -> None:
    load(
        store,
        [*PQXY, node("task:t")],
        [
            *anchors("p-x"),
            *anchors("p-x", source=B),
            fact("NAMES", A, "industry:y", role="candidate"),
            fact("NAMES", B, "industry:y", role="candidate"),
            fact("MENTIONED_IN", "park:q", "passage:a:1"),
            fact("SELECTED_FOR", "park:q", "task:t", role="pilot"),
        ],
    )
    for plan in (A, B, None):
        found = ask(store, "gaps", plan=plan)
        assert {g.id for g in found if g.kind == "unassigned_industry"} == {
            u.industry_id for u in ask(store, "unassigned_industries", plan=plan)
        }
        assert {g.id for g in found if g.kind == "single_anchor"} == {
            s.industry_id for s in ask(store, "single_anchor_industries", plan=plan)
        }
        assert {(g.id, g.other, g.quote) for g in found if g.kind == "park_without_industry"} == {
            (p.park_id, p.role, p.quote) for p in ask(store, "parks_without_industry", plan=plan)
        }
        assert len({(g.kind, g.id) for g in found}) == len(found)


def test_what_drops_out_leaves_none_one_or_more(store: Store) -> None:
    nodes = [*PQXY, node("park:r"), node("industry:z")]
    load(store, nodes, anchors("p-x", "p-y", "q-y", "p-z", "q-z", "r-z"))
    assert [(x.industry, x.others, x.effect) for x in ask(store, "dropout", park="p")] == [
        ("x", (), "none_left"), ("y", ("q",), "one_left"), ("z", ("q", "r"), "two_or_more_left"),
    ]  # fmt: skip


def test_every_smallest_cover_is_listed(store: Store) -> None:
    load(store, [*PQXY, node("park:r")], anchors("p-x", "q-y", "r-y"))
    assert [(c.size, c.parks) for c in ask(store, "smallest_cover")] == [
        (2, ("p", "q")),
        (2, ("p", "r")),
    ]


@given(st.lists(st.integers(0, 63), max_size=7))
def test_smallest_covers_are_those_that_trying_all_sets_finds(masks: list[int]) -> None:
    named = {f"p{n}": mask for n, mask in enumerate(masks)}
    expected: list[tuple[str, ...]] = []
    for size in range(1, len(named) + 1):
        for chosen in combinations(sorted(named), size):
            union = 0
            for key in chosen:
                union |= named[key]
            if union == 63:
                expected.append(chosen)
        if expected:
            break
    assert smallest_covers(named, 6) == expected


def test_a_cover_search_without_end_is_refused() -> None:
    # Thirty industries with four parks each: 4^30 smallest covers.
    named = {f"p{n:03}": 1 << (n // 4) for n in range(120)}
    with pytest.raises(InvalidRequest, match="120 parks"):
        smallest_covers(named, 30)


def test_an_institute_and_an_element_of_another_plan_are_no_evidence_here(store: Store) -> None:
    load(
        store,
        [*PQXY, node("institute:i"), node("element:e", ordinal=1)],
        [
            fact("NAMES", A, "industry:x", role="assigned"),
            fact("REQUIRES", A, "element:e"),
            fact("PROVIDES", "institute:i", "element:e", B, industry_id="industry:x"),
            fact("FOCUSES_ON", "institute:i", "industry:x", B, method="derived"),
        ],
    )
    assert [(e.state, e.body) for e in ask(store, "elements")] == [("stated", "i")]
    assert [(e.state, e.body) for e in ask(store, "elements", plan=A)] == [("not_stated", None)]
    assert [(i.state, i.institute) for i in ask(store, "institutes")] == [("derived", "i")]
    assert [(i.state, i.institute) for i in ask(store, "institutes", plan=A)] == [
        ("not_stated", None)
    ]


def test_an_institute_is_listed_once_however_many_plans_name_its_industry(store: Store) -> None:
    load(
        store,
        [*PQXY, node("institute:i")],
        [
            fact("NAMES", A, "industry:x", A, role="assigned"),
            fact("NAMES", B, "industry:x", B, role="assigned"),
            fact("FOCUSES_ON", "institute:i", "industry:x", method="derived"),
        ],
    )
    assert [(i.industry, i.institute) for i in ask(store, "institutes")] == [("x", "i")]


def test_an_offshore_centre_whose_operator_is_not_named_is_still_listed(store: Store) -> None:
    centers = [node("offshorecenter:m"), node("offshorecenter:n")]
    places = [node("region:de", level="country"), node("region:town", level="city")]
    load(
        store,
        [*PQXY, *centers, *places],
        [
            fact("MENTIONED_IN", "offshorecenter:m", "passage:a:1"),
            fact("MENTIONED_IN", "offshorecenter:n", "passage:a:1"),
            fact("OPERATES", "park:p", "offshorecenter:m"),
            fact("LOCATED_IN", "offshorecenter:m", "region:de"),
            fact("LOCATED_IN", "offshorecenter:m", "region:town"),
        ],
    )
    assert [(o.center, o.operator, o.country) for o in ask(store, "offshore_centers")] == [
        ("m", "p", "de"), ("n", None, None),
    ]  # fmt: skip


def test_a_target_stands_beside_what_is_named(store: Store) -> None:
    target = node(
        "target:t", indicator="中心", value=10.0, unit="家", comparator=">=", period="2021"
    )
    load(
        store,
        [target, node("offshorecenter:m"), node("offshorecenter:n")],
        [
            fact("MENTIONED_IN", "target:t", "passage:a:1"),
            fact("SETS", A, "target:t"),
            fact("COUNTS_TOWARD", "offshorecenter:m", "target:t", method="derived"),
            fact("COUNTS_TOWARD", "offshorecenter:m", "target:t", B, method="derived"),
            fact("COUNTS_TOWARD", "offshorecenter:n", "target:t", method="derived"),
        ],
    )
    (row,) = ask(store, "target_progress", indicator="中心")
    assert (row.named, row.value, row.bodies) == (2, 10, ("m", "n"))
    assert ask(store, "target_progress", indicator="人才") == []


def test_paths_are_all_shortest_ones_and_each_step_has_its_words(store: Store) -> None:
    load(
        store,
        PQXY,
        [*anchors("p-x", "q-x", "p-y", "q-y"), *anchors("p-x", source=B),
         fact("MENTIONED_IN", "park:p", "passage:a:1"), fact("MENTIONED_IN", "park:q", "passage:a:1")],
    )  # fmt: skip
    steps = ask(store, "paths", start="p", end="q")
    assert [(s.path_number, s.step, s.from_name, s.direction, s.to_name) for s in steps] == [
        (1, 1, "p", "along", "x"), (1, 2, "x", "against", "q"),
        (2, 1, "p", "along", "y"), (2, 2, "y", "against", "q"),
    ]  # fmt: skip
    assert all(s.quote and s.path == "一/（一）" for s in steps)


def test_two_nodes_that_nothing_joins_have_no_path(store: Store) -> None:
    load(store, PQXY, anchors("p-x"))
    assert ask(store, "paths", start="p", end="q") == []
    assert ask(store, "paths", start="p", end="p") == []


@pytest.mark.parametrize("passage", ["passage:a:1", "一/（一）", "一/(一)"])
def test_a_clause_is_asked_by_id_or_by_its_path(store: Store, passage: str) -> None:
    load(store, PQXY, [*anchors("p-x"), *anchors("q-x", method="derived")])
    assert [(f.start, f.end_name) for f in ask(store, "passage_facts", passage=passage)] == [
        ("p", "x")
    ]
    both = ask(store, "passage_facts", passage=passage, derived=1)
    assert [f.start for f in both] == ["p", "q"]


def test_a_fact_without_a_clause_is_an_answer_all_the_same(store: Store) -> None:
    load(
        store,
        PQXY,
        [
            *anchors("p-x", "q-x", method="manual", passages=[]),
            *anchors("p-y", method="manual", passages=[]),
        ],
    )
    assert {c.path for c in ask(store, "matrix")} == {None}
    assert {x.path for x in ask(store, "dropout", park="p")} == {None}
    assert [(g.kind, g.path) for g in ask(store, "gaps")] == [("single_anchor", None)]
    assert [a.passages for a in ask(store, "allies", minimum=1)] == [()]


def test_a_name_is_an_id_before_a_name_before_an_alias(store: Store) -> None:
    parks = [node("park:p", aliases=["q"]), node("park:q"), node("industry:x")]
    load(store, parks, anchors("p-x", "q-x"))
    assert {s.park_id for s in ask(store, "industries", park="q")} == {"park:q"}
    assert {s.park_id for s in ask(store, "industries", park="park:p")} == {"park:p"}


def test_a_name_of_several_nodes_is_not_guessed_at(store: Store) -> None:
    load(store, [node("park:p", aliases=["西区"]), node("park:q", aliases=["西区"])], [])
    with pytest.raises(InvalidRequest, match="西区") as error:
        ask(store, "industries", park="西区")
    assert error.value.allowed == ("park:p", "park:q")


def test_an_unknown_name_is_answered_with_near_ones(store: Store) -> None:
    load(store, [node("industry:集成电路"), node("industry:人工智能")], [])
    with pytest.raises(NotFound) as error:
        ask(store, "supporters", industry="集成电器")
    assert error.value.near == ("集成电路",)


def test_parameters_are_checked_before_the_store_is_asked(store: Store) -> None:
    with pytest.raises(InvalidRequest, match="'x'") as unknown:
        ask(store, "supporters", industry="x", x="1")
    assert (unknown.value.parameter, unknown.value.allowed) == ("x", ("industry", "plan"))
    with pytest.raises(InvalidRequest) as missing:
        ask(store, "supporters")
    assert missing.value.parameter == "industry"
    with pytest.raises(InvalidRequest, match="whole number") as wrong:
        ask(store, "allies", minimum="two")
    assert wrong.value.parameter == "minimum"
    with pytest.raises(NotFound, match="supporters"):
        ask(store, "suporters")


def test_both_stores_give_equal_rows_where_sources_repeat_each_other(
    both: tuple[Store, Store],
) -> None:
    nodes = [*PQXY, node("institute:i"), node("element:e", ordinal=1), node("task:t"),
             node("target:t", indicator="n", value=1.0, unit="家", comparator=">=")]  # fmt: skip
    facts = [
        f
        for source in (B, A)
        for f in (
            *anchors("p-x", "q-x", "p-y", "q-y", source=source),
            fact("NAMES", source, "industry:x", source, role="assigned"),
            fact("REQUIRES", source, "element:e", source),
            fact("PROVIDES", "institute:i", "element:e", source, industry_id="industry:x"),
            fact("FOCUSES_ON", "institute:i", "industry:x", source, method="derived"),
            fact("SELECTED_FOR", "park:p", "task:t", source, role="b"),
            fact("SELECTED_FOR", "park:p", "task:t", source, role="a"),
            fact("SETS", source, "target:t", source),
            fact("MENTIONED_IN", "target:t", f"passage:{source[-1]}:1", source),
            fact("COUNTS_TOWARD", "institute:i", "target:t", source, method="derived"),
        )
    ]
    for store in both:
        load(store, nodes, facts)
    asked = {"supporters": {"industry": "x"}, "industries": {"park": "p"}, "dropout": {"park": "p"},
             "passage_facts": {"passage": "一/（一）"}, "paths": {"start": "p", "end": "q"}}  # fmt: skip
    for name, question in queries.QUESTIONS.items():
        if name in asked or not any(p.required for p in question.params):
            one, other = (queries.ask(store, name, asked.get(name)) for store in both)
            assert one == other, name
            assert one or name in {"universities", "cooperation", "offshore_centers", "gaps",
                "unassigned_industries", "single_anchor_industries", "parks_without_industry"}, name  # fmt: skip


GIVEN = {"plans": [A], "park": "park:p", "industry": "industry:x", "program": "program:p",
         "passage": "passage:a:1", "ids": ["park:p"], "pair": [A]}  # fmt: skip
SHAPED = {"matrix", "dropout", "smallest_cover", "allies", "gaps", "institutes", "elements",
          "parks_without_industry", "target_progress", "paths", "partners", "takers", "functions", "cover",
          "plan_changes"}  # fmt: skip
"""Questions whose rows are made of the Cypher's rows in Python."""


@pytest.mark.parametrize("name", list(queries.QUESTIONS))
def test_the_cypher_of_a_question_runs_and_gives_the_columns_of_its_row(
    store: Store, name: str
) -> None:
    table = store.read(statement(name), GIVEN)
    assert table.rows == ()
    expected = {f.name for f in fields(queries.find(name).row)}
    # A task's row carries its clause's path from its own Cypher; others get it afterwards.
    if name not in SHAPED:
        assert set(table.columns) | {"path"} == expected | {"path"}


def test_every_question_has_words_in_both_languages() -> None:
    for asked in queries.QUESTIONS.values():
        first, second, *_ = asked.cypher.splitlines()
        assert first.startswith("// ") and first.isascii(), asked.name
        assert second.startswith("// ") and not second.isascii(), asked.name
