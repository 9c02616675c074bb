"""The review of names: pairs that may be one body, why, and the two answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from viz.pages import Page


@dataclass(frozen=True, slots=True)
class PartView:
    """One thing that was compared, in words; `score` is a percentage."""

    name: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class AskView:
    """A pair to judge. `sure` tells that the rules would take the two for one."""

    left: str
    left_name: str
    right: str
    right_name: str
    kind: str
    score: int
    sure: bool
    parts: tuple[PartView, ...]


def ask_views(page: Page, asks: Iterable[Mapping[str, Any]]) -> tuple[AskView, ...]:
    """The rows of `ingest.review.ask_row` as they are shown."""
    return tuple(
        AskView(
            left=ask["left"],
            left_name=ask["left_name"],
            right=ask["right"],
            right_name=ask["right_name"],
            kind=page.kind(ask["label"]),
            score=round(100 * ask["score"]),
            sure=ask["verdict"] == "same",
            parts=tuple(
                PartView(page.say(f"review.part_{p['name']}"), round(100 * p["score"]), p["why"])
                for p in ask["parts"]
            ),
        )
        for ask in asks
    )
