"""Cooperation: countries, and offshore centres."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.registry import PLAN, plans, question, rows


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A park and its country of cooperation."""

    park_id: str
    park: str
    country_id: str
    country: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class OffshoreCenter:
    """An offshore centre, where it is and who runs it; what is not stated is null."""

    center_id: str
    center: str
    country: str | None
    operator_id: str | None
    operator: str | None
    status: str
    method: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...] | None
    path: str | None


@question(Cooperation, PLAN)
def cooperation(store: Reader, *, plan: str | None = None) -> list[Cooperation]:
    """Parks and the countries they cooperate with."""
    return rows(store, Cooperation, "cooperation", plans(store, plan))


@question(OffshoreCenter, PLAN)
def offshore_centers(store: Reader, *, plan: str | None = None) -> list[OffshoreCenter]:
    """Offshore centres, their country and operator."""
    return rows(store, OffshoreCenter, "offshore_centers", plans(store, plan))
