"""A walk's shares by hand, beside networkx, and what a bound on reading may cost."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.push import EPSILON, walked


def near(*edges: str):
    graph = nx.Graph([(a, b) for a, _, b in (edge.partition("-") for edge in edges)])

    def neighbours(ids: Sequence[str]) -> dict[str, tuple[Sequence[str], int]]:
        return {id: (sorted(graph[id]), len(graph[id])) for id in ids}

    return neighbours


def test_on_a_pair_the_start_keeps_the_larger_share() -> None:
    # a = 0.15 + 0.85 b and b = 0.85 a, so a = 0.15 / (1 - 0.85²) = 20/37.
    mass = walked(["a"], near("a-b"), epsilon=1e-9).mass
    assert mass["a"] == pytest.approx(20 / 37, abs=1e-6)
    assert mass["b"] == pytest.approx(17 / 37, abs=1e-6)


def test_on_a_star_the_leaves_share_what_the_middle_passes_on() -> None:
    mass = walked(["m"], near("m-x", "m-y"), epsilon=1e-9).mass
    assert mass["m"] == pytest.approx(20 / 37, abs=1e-6)
    assert mass["x"] == mass["y"] == pytest.approx(17 / 74, abs=1e-6)


def test_two_starts_share_the_walk() -> None:
    mass = walked(["a", "b"], near("a-b"), epsilon=1e-9).mass
    assert mass["a"] == pytest.approx(mass["b"])


def test_a_lone_node_keeps_only_what_it_is_sure_of() -> None:
    assert walked(["a"], lambda ids: dict.fromkeys(ids, ((), 0))).mass == {"a": pytest.approx(0.15)}


def test_a_crowd_swallows_what_its_unseen_ties_carry_away() -> None:
    open_, crowded = near("a-b", "b-c"), near("a-b", "b-c")

    def with_crowd(ids: Sequence[str]) -> dict[str, tuple[Sequence[str], int]]:
        return {id: (seen, 1000 if id == "b" else n) for id, (seen, n) in crowded(ids).items()}

    assert walked(["a"], with_crowd).mass["c"] < walked(["a"], open_).mass["c"] / 100


def test_reading_stops_at_its_bound() -> None:
    chain = near(*(f"n{n:02}-n{n + 1:02}" for n in range(40)))
    assert walked(["n00"], chain, most_read=5).read == 5


@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=25))
def test_estimates_stay_below_the_true_values_and_close_to_them(
    pairs: set[tuple[int, int]],
) -> None:
    edges = {(min(p), max(p)) for p in pairs if p[0] != p[1]} or {(0, 1)}
    graph = nx.Graph((str(a), str(b)) for a, b in edges)
    start = min(graph)
    true = nx.pagerank(graph, alpha=0.85, personalization={start: 1}, tol=1e-12, max_iter=1000)
    mass = walked([start], near(*(f"{a}-{b}" for a, b in edges))).mass
    # What is left on a node within the bound could still end on any other.
    slack = EPSILON * 2 * len(edges) + 1e-9
    assert all(-1e-9 <= true[n] - mass.get(n, 0.0) <= slack for n in graph)
