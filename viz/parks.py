"""A park: what it supports, what is in it, its allies, and what would be lost without it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidRequest, NotFound
from graph.store import Reader
from queries import coverage
from queries import nodes as read
from queries.coverage import Alliance, Loss
from queries.lanes import Lane, LaneKey, lane_counts, lanes
from queries.nodes import NodeView
from queries.parks import ParkEntry, park_list
from queries.plans import Ask, asks
from queries.surroundings import Abroad, Nearby, NearbyLane, abroad, city_brands, nearby
from viz.gaps import Gap, gaps, open_industries
from viz.pages import Page
from viz.plan import Choice

PAGE_SIZE = 50
"""Parks on one page of the list."""

MOST_PAGES = 10_000

_ELSEWHERE = {"SUPPORTS", "COOPERATES_WITH", "SELECTED_FOR", "MENTIONED_IN"}
"""Types that the page shows in their own places, not as lanes."""


@dataclass(frozen=True, slots=True)
class ParkList:
    """One page of parks, counted from 1; `more` is whether another follows."""

    parks: tuple[ParkEntry, ...]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class ParkPage:
    """A park of a plan. `losses` are its industries with what is left without it."""

    node: NodeView
    choice: Choice | None
    losses: tuple[Loss, ...]
    english: dict[str, str]
    roles: Lane | None
    lanes: tuple[Lane, ...]
    near: tuple[NearbyLane, ...]
    abroad: tuple[Abroad, ...]
    brands: tuple[Nearby, ...]
    tasks: tuple[Ask, ...]
    allies: tuple[Alliance, ...]
    fillable: tuple[Gap, ...]
    gap: Gap | None


def parks_page(store: Reader, page: Page, choice: Choice | None) -> ParkList:
    """The page of the list that `page.query["page"]` asks for.

    Raises InvalidRequest when it is no number from 1 on.
    """
    asked = page.query.get("page") or "1"
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    if not 1 <= number <= MOST_PAGES:
        raise InvalidRequest(
            f"page={asked!r} is no page", parameter="page", allowed=(f"1 to {MOST_PAGES}",)
        )
    plan = choice.plan.id if choice else ""
    found = park_list(store, plan=plan, skip=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    return ParkList(tuple(found[:PAGE_SIZE]), number, len(found) > PAGE_SIZE)


def park_page(store: Reader, page: Page, choice: Choice | None, *, id: str) -> ParkPage:
    """The page of one park, of one plan.

    Raises NotFound naming the id.
    """
    if not id.startswith("park:"):
        raise NotFound("park (园区)", id)
    node = read.node(store, id=id)
    plan = choice.plan.id if choice else ""
    found = lanes(store, id=id, counts=lane_counts(store, id=id))
    losses = coverage.dropout(store, park=id, plan=plan) if choice else []
    missing = gaps(store, page, plan=plan, asked=False).shown if choice else ()
    mentions = _lane(found, ("MENTIONED_IN", "out", "Passage"))
    said = asks(store, passages=(p for m in mentions.lines for p in m.passages)) if mentions else {}
    roles = _lane(found, ("SELECTED_FOR", "out", "Task"))
    return ParkPage(
        node=node,
        choice=choice,
        losses=_one_each(losses),
        english=read.english_names(store, ids=(loss.industry_id for loss in losses)),
        roles=roles,
        lanes=tuple(lane for lane in found if lane.kind not in _ELSEWHERE and not _shown(lane)),
        near=nearby(store, parks=[id]),
        abroad=abroad(store, parks=[id]),
        brands=city_brands(store, park=id),
        tasks=tuple(said.values()),
        allies=_allies(store, id, plan) if choice else (),
        fillable=open_industries(missing, held={loss.industry_id for loss in losses}),
        gap=next((gap for gap in missing if gap.id == id), None),
    )


def _shown(lane: Lane) -> bool:
    """Offshore centres have their place beside the countries."""
    return lane.kind == "OPERATES" and lane.label == "OffshoreCenter"


def _lane(found: tuple[Lane, ...], key: LaneKey) -> Lane | None:
    return next((x for x in found if (x.kind, x.direction, x.label) == key), None)


def _one_each(losses: list[Loss]) -> tuple[Loss, ...]:
    """One row an industry, a stated one before a derived one, the weakest first."""
    kept: dict[str, Loss] = {}
    for loss in losses:
        if loss.industry_id not in kept or loss.method == "stated":
            kept[loss.industry_id] = loss
    return tuple(kept.values())


def _allies(store: Reader, id: str, plan: str) -> tuple[Alliance, ...]:
    """The parks that share an industry with this one, each seen from it."""
    found = [
        a for a in coverage.allies(store, minimum=1, plan=plan) if id in (a.park_id, a.other_id)
    ]
    return tuple(
        a
        if a.park_id == id
        else Alliance(
            a.other_id, a.other, a.park_id, a.park, a.shared, a.industries, a.other_quotes,
            a.quotes, a.passages,
        )
        for a in found
    )  # fmt: skip
