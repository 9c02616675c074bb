"""A score as the sum of its parts, and places in a ranking where equals stay equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

from queries.neighbourhood import Fact

PartName = Literal["industry", "paths", "walk", "functions", "place", "ties"]

WEIGHTS: dict[PartName, float] = {
    "industry": 0.30,
    "paths": 0.25,
    "functions": 0.15,
    "walk": 0.10,
    "place": 0.10,
    "ties": 0.10,
}
"""The most that each part can add; together 1. Fixed by judgement, not fitted to any data."""

PLACES = 4
"""Decimals of a part. Parts are rounded first and then added, so that they sum to the score."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: what it adds, which share of the whole that is, and why."""

    name: PartName
    score: float
    share: float
    evidence: tuple[Fact, ...]


def half_at(value: float, half: float) -> float:
    """From 0 on towards 1, and 0.5 where `value` is `half`: more counts, and ever less so.

    Unlike a ratio to the best of a list it does not depend on who else is in the list.
    """
    return value / (value + half) if value > 0 else 0.0


def points_of(values: Mapping[PartName, float]) -> tuple[float, dict[PartName, float]]:
    """The score and what each part adds to it, from each part's value between 0 and 1."""
    points: dict[PartName, float] = {
        name: round(weight * values[name], PLACES) for name, weight in WEIGHTS.items()
    }
    return round(fsum(points.values()), PLACES), points


def places(scores: Sequence[float]) -> list[int]:
    """The place of each of some falling scores: equal ones share the better one (1, 2, 2, 4)."""
    found: list[int] = []
    for n, score in enumerate(scores):
        found.append(found[-1] if n and score == scores[n - 1] else n + 1)
    return found
