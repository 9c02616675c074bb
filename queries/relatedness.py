"""Relatedness between industries that the same parks support, and what chance would give.

Proximity and density are those of Hidalgo, Klinger, Barabási and Hausmann, "The Product Space
Conditions the Development of Nations" (Science 2007). Every figure is an exact fraction, so that
two equal sums are equal and a permutation counts each tie.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Literal

MOST_SETS = 50_000
"""Sets that are all tried; beyond, DRAWS of them are drawn."""

DRAWS = 9_999
"""Draws of a permutation test: the smallest p-value they can show is 1 in 10,000."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How often chance does as well. `least` is the smallest value this case could have shown."""

    p: float
    least: float
    method: Literal["exact", "permutation"]
    tried: int


def proximity(first: Set[str], second: Set[str]) -> Fraction:
    """The smaller of the two chances that who supports one industry supports the other.

    Zero where an industry has no supporter: nothing is then known of what it goes with.
    """
    larger = max(len(first), len(second))
    return Fraction(len(first & second), larger) if larger else Fraction(0)


def proximities(holders: Mapping[str, Set[str]], industry: str) -> dict[str, Fraction]:
    """The proximity of each other industry to this one, by industry."""
    here = holders.get(industry, frozenset[str]())
    return {other: proximity(here, there) for other, there in holders.items() if other != industry}


def density(portfolio: Iterable[str], near: Mapping[str, Fraction]) -> Fraction | None:
    """The part of an industry's proximity that a park already has: 0 to 1.

    The sum of the proximities of the park's industries, divided by the sum of all. None where
    that sum is zero: the industry is related to nothing, and a ratio would be made up.
    """
    whole = sum(near.values(), Fraction(0))
    if not whole:
        return None
    return sum((near.get(i, Fraction(0)) for i in set(portfolio)), Fraction(0)) / whole


def density_chance(
    portfolio: Set[str], near: Mapping[str, Fraction], *, draws: int = DRAWS, seed: int = 0
) -> Chance | None:
    """How often a random portfolio of the same size is at least as related.

    Exact over all sets where these are few; otherwise `draws` seeded draws, with the observed one
    counted in (Phipson and Smyth 2010), so that p is never zero. None where nothing is related
    or the portfolio holds none or all of the industries: chance then has no choice.
    """
    held = portfolio & near.keys()
    values = [near[name] for name in sorted(near)]
    size = len(held)
    if not any(values) or not 0 < size < len(values):
        return None
    observed = sum((near[name] for name in held), Fraction(0))
    best = sum(sorted(values)[-size:], Fraction(0))
    sets = comb(len(values), size)
    if sets <= MOST_SETS:
        sums = [sum(chosen, Fraction(0)) for chosen in combinations(values, size)]
        reached = sum(value >= observed for value in sums)
        return Chance(reached / sets, sum(value == best for value in sums) / sets, "exact", sets)
    drawn = random.Random(seed)
    reached = sum(sum(drawn.sample(values, size), Fraction(0)) >= observed for _ in range(draws))
    return Chance((reached + 1) / (draws + 1), 1 / (draws + 1), "permutation", draws)


def overlap_chance(everyone: int, first: int, second: int, both: int) -> float:
    """How often chance gives two industries at least `both` common supporters.

    The upper tail of the hypergeometric distribution, that is Fisher's exact test: of `everyone`
    parks, `first` support the one and `second` the other.
    """
    sets = comb(everyone, second)
    tail = range(both, min(first, second) + 1)
    return sum(comb(first, k) * comb(everyone - first, second - k) for k in tail) / sets


def holm(values: Sequence[float]) -> list[float]:
    """P-values corrected for their number, in the same order (Holm 1979)."""
    corrected = [0.0] * len(values)
    highest = 0.0
    for place, n in enumerate(sorted(range(len(values)), key=lambda n: values[n])):
        highest = max(highest, min(1.0, (len(values) - place) * values[n]))
        corrected[n] = highest
    return corrected
