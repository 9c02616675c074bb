"""Which plan a page of coverage is asked of."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.plans import Plan, chosen_plan, loaded_plans
from viz.pages import Page


@dataclass(frozen=True, slots=True)
class Choice:
    """The plans that are loaded, newest first, and the one that is asked."""

    plans: tuple[Plan, ...]
    plan: Plan


def plan_choice(store: Reader, page: Page) -> Choice | None:
    """The plan of `page.query["plan"]`, else the newest; None where no plan is loaded.

    Raises NotFound naming the id.
    """
    plans = loaded_plans(store)
    plan = chosen_plan(plans, page.query.get("plan"))
    return Choice(plans, plan) if plan else None
