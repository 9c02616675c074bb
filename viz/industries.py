"""An industry: its ecosystem as lanes, its partners abroad, and what the plan asks of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader
from queries import coverage
from queries import elements as ten
from queries import nodes as read
from queries.coverage import Support
from queries.elements import ElementState
from queries.lanes import Lane, LaneKey, lane_counts, lanes, only
from queries.nodes import NodeView
from queries.plans import Ask, Asked, NamedIndustry, asks, elements_asked, named_industries
from queries.surroundings import Abroad, NearbyLane, abroad, nearby
from viz.gaps import Gap, gaps, partners
from viz.pages import Page
from viz.plan import Choice

_FIELDS = (
    "Institute", "Enterprise", "Incubator", "University", "Talent", "TalentProgram", "Fund",
    "Event", "ServiceOrg", "OffshoreCenter", "Brand",
)  # fmt: skip
"""Labels of the ecosystem, in the order of its lanes; universities have no field of their own."""


@dataclass(frozen=True, slots=True)
class EcoLane:
    """One label of an ecosystem: bodies of the field, and bodies within reach of its parks."""

    label: str
    field: Lane | None
    near: NearbyLane | None


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One thing that is asked: in which words, and the evidence for it, best first."""

    asked: Asked
    state: str
    evidence: tuple[ElementState, ...]


@dataclass(frozen=True, slots=True)
class IndustryPage:
    """An industry of a plan. `named` is None where the plan does not name it."""

    node: NodeView
    choice: Choice | None
    named: NamedIndustry | None
    gap: Gap | None
    anchors: tuple[Support, ...]
    names: dict[str, str]
    lanes: tuple[EcoLane, ...]
    abroad: tuple[Abroad, ...]
    elements: tuple[ElementRow, ...]
    targets: Lane | None
    ask: Ask | None
    partners: str

    @property
    def blank(self) -> tuple[str, ...]:
        """The labels of which nothing is said."""
        return tuple(lane.label for lane in self.lanes if not lane.field and not lane.near)

    def count(self, state: str) -> int:
        """How many elements are in this state."""
        return sum(row.state == state for row in self.elements)


def industry_page(store: Reader, page: Page, choice: Choice | None, *, id: str) -> IndustryPage:
    """The page of one industry, of one plan.

    Raises NotFound naming the id.
    """
    if not id.startswith("industry:"):
        raise NotFound("industry (产业)", id)
    node = read.node(store, id=id)
    plan = choice.plan.id if choice else ""
    anchors = coverage.supporters(store, industry=id, plan=plan) if choice else []
    named = {i.id: i for i in named_industries(store, plan=plan)}.get(id)
    parks = list(dict.fromkeys(a.park_id for a in anchors if a.park_id.startswith("park:")))
    counts = lane_counts(store, id=id)
    fields: list[LaneKey] = [("FOCUSES_ON", "in", label) for label in _FIELDS]
    found = lanes(store, id=id, counts=only(counts, [*fields, ("MEASURES", "in", "Target")]))
    words = [*(anchors[0].passages[:1] if anchors else ()), *(named.passages[:1] if named else ())]
    asked = asks(store, passages=words[:1])
    return IndustryPage(
        node=node,
        choice=choice,
        named=named,
        gap=_gap(store, page, id, plan) if choice and len(parks) < 2 else None,
        anchors=_one_each(anchors),
        names=read.english_names(store, ids=parks),
        lanes=_ecosystem(found, nearby(store, parks=parks)),
        abroad=abroad(store, parks=parks),
        elements=_elements(store, industry=id, plan=plan, assigned=named is not None)
        if choice
        else (),
        targets=next((lane for lane in found if lane.kind == "MEASURES"), None),
        ask=next(iter(asked.values()), None),
        partners=partners(page, id),
    )


def _gap(store: Reader, page: Page, id: str, plan: str) -> Gap | None:
    found = gaps(store, page, plan=plan, asked=False).shown
    return next((gap for gap in found if gap.id == id), None)


def _one_each(anchors: list[Support]) -> tuple[Support, ...]:
    """One anchor a park, a stated one before a derived one."""
    kept: dict[str, Support] = {}
    for anchor in anchors:
        if anchor.park_id not in kept or anchor.method == "stated":
            kept[anchor.park_id] = anchor
    return tuple(kept.values())


def _ecosystem(found: tuple[Lane, ...], near: tuple[NearbyLane, ...]) -> tuple[EcoLane, ...]:
    fields = {lane.label: lane for lane in found if lane.kind == "FOCUSES_ON"}
    reach = {lane.label: lane for lane in near}
    return tuple(EcoLane(label, fields.get(label), reach.get(label)) for label in _FIELDS)


def _elements(store: Reader, *, industry: str, plan: str, assigned: bool) -> tuple[ElementRow, ...]:
    evidence: dict[str, list[ElementState]] = defaultdict(list)
    if assigned:
        for row in ten.elements(store, industry=industry, plan=plan):
            if row.state != "not_stated":
                evidence[row.element_id].append(row)
    rows: list[ElementRow] = []
    for asked in elements_asked(store, plan=plan):
        proofs = sorted(evidence[asked.id], key=lambda row: row.state != "stated")
        rows.append(
            ElementRow(asked, proofs[0].state if proofs else "not_stated", tuple(proofs[:20]))
        )
    return tuple(rows)
