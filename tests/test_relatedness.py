"""Proximity, density and chance, each by hand; and the trap of an empty row."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.relatedness import (
    density,
    density_chance,
    holm,
    overlap_chance,
    proximities,
    proximity,
)

# Parks p, q, r; x is held by p and q, y by q and r, z by r alone.
HOLDERS = {"x": {"p", "q"}, "y": {"q", "r"}, "z": {"r"}}
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def test_proximity_is_the_smaller_conditional_chance() -> None:
    assert proximity({"p", "q"}, {"q", "r"}) == HALF
    assert proximity({"p", "q", "r"}, {"r"}) == THIRD


def test_an_industry_without_supporters_is_near_to_nothing() -> None:
    assert proximity(set(), {"p"}) == 0 == proximity(set(), set())
    assert proximities(HOLDERS, "new") == {"x": 0, "y": 0, "z": 0}


def test_density_is_the_part_of_the_proximity_that_is_held() -> None:
    near = proximities(HOLDERS, "y")
    assert near == {"x": HALF, "z": HALF}
    assert density({"x"}, near) == HALF
    assert density({"x", "z"}, near) == 1
    # The weights themselves, not only those of the nearest: (1/3) / (1/2 + 1/3) = 2/5.
    assert density({"z"}, {"x": HALF, "z": THIRD, "w": Fraction(0)}) == Fraction(2, 5)


def test_density_is_refused_where_nothing_is_related() -> None:
    assert density({"x"}, {"x": Fraction(0)}) is None
    assert density_chance({"x"}, {"x": Fraction(0), "y": Fraction(0)}) is None


def test_chance_counts_every_portfolio_of_the_same_size() -> None:
    near = {"x": HALF, "z": THIRD, "w": Fraction(0)}
    one = density_chance({"z"}, near)
    assert one is not None and (one.p, one.least, one.method) == (2 / 3, 1 / 3, "exact")
    two = density_chance({"x", "z"}, near)
    assert two is not None and (two.p, two.least) == (1 / 3, 1 / 3)


def test_a_portfolio_of_everything_leaves_chance_no_choice() -> None:
    assert density_chance({"x", "z"}, {"x": HALF, "z": HALF}) is None
    assert density_chance(set(), {"x": HALF, "z": HALF}) is None


def test_many_portfolios_are_drawn_with_a_seed_and_never_give_zero() -> None:
    near = {f"i{n:02}": Fraction(n, 40) for n in range(40)}
    best = {f"i{n:02}" for n in range(30, 40)}
    drawn = density_chance(best, near, draws=200)
    assert drawn is not None and drawn.method == "permutation" and drawn.p == 1 / 201
    assert drawn == density_chance(best, near, draws=200)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=7), st.integers(1, 6))
def test_exact_chance_is_what_trying_all_sets_gives(values: list[int], size: int) -> None:
    near = {f"i{n}": Fraction(v, 3) for n, v in enumerate(values)}
    held = set(sorted(near)[:size])
    found = density_chance(held, near)
    if not any(values) or size >= len(values):
        assert found is None
        return
    sums = [sum(near[i] for i in some) for some in combinations(sorted(near), size)]
    observed = sum(near[i] for i in held)
    assert found is not None
    assert found.p == sum(s >= observed for s in sums) / len(sums)
    assert found.least == sum(s == max(sums) for s in sums) / len(sums)


def test_overlap_of_two_industries_is_fishers_exact_test() -> None:
    # Of 4 parks 2 hold each: both the same two in 1 way of 6, at least one in common in 5 of 6.
    assert overlap_chance(4, 2, 2, 2) == pytest.approx(1 / 6)
    assert overlap_chance(4, 2, 2, 1) == pytest.approx(5 / 6)


def test_holm_corrects_each_by_how_many_are_left_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []
