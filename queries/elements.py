"""Elements: what a plan asks of every industry, and for which there is evidence."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.registry import PLAN, Param, State, plans, question, resolve, rows, state_of


@dataclass(frozen=True, slots=True)
class ElementState:
    """One element for one industry: stated, derived (by a shown rule), or not stated."""

    industry_id: str
    industry: str
    element_id: str
    ordinal: int
    element: str
    state: State
    body_id: str | None
    body: str | None
    status: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...]
    path: str | None
    asked: str


@dataclass(frozen=True, slots=True)
class _Found:
    industry_id: str
    industry: str
    element_id: str
    ordinal: int
    element: str
    body_id: str | None
    body: str | None
    status: str | None
    method: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...] | None
    asked: str
    path: str | None


@question(ElementState, Param("industry"), PLAN)
def elements(
    store: Reader, *, industry: str | None = None, plan: str | None = None
) -> list[ElementState]:
    """Industry × element, for all assigned industries or for one."""
    only = resolve(store, industry, "Industry") if industry else None
    return [
        ElementState(
            r.industry_id, r.industry, r.element_id, r.ordinal, r.element,
            state_of(r.method),
            r.body_id, r.body, r.status, r.rule, r.quote, r.passages or (), r.path, r.asked,
        )
        for r in rows(store, _Found, "elements", plans(store, plan))
        if only is None or r.industry_id == only
    ]  # fmt: skip
