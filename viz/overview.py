"""The first screen: the matrix, its gaps, one proof, the industries at a glance, the targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader
from queries import elements as ten
from queries import nodes as read
from queries import targets as numbers
from queries.nodes import Source
from queries.plans import NamedIndustry, field_counts, kept_counts, named_industries
from queries.targets import Progress
from viz.gaps import Gaps, gaps
from viz.matrix import Matrix, matrix
from viz.pages import Page
from viz.plan import Choice

STATES = ("stated", "derived", "not_stated")


@dataclass(frozen=True, slots=True)
class ElementMark:
    """One of the things asked of an industry, and whether there is evidence."""

    id: str
    ordinal: int
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Glance:
    """An industry in one line: its parks, its elements in order, and the bodies of its field.

    `role` is `assigned` or `candidate`; `parks` are (id, name, English name).
    """

    id: str
    name: str
    name_en: str | None
    role: str | None
    parks: tuple[tuple[str, str, str | None], ...]
    elements: tuple[ElementMark, ...]
    bodies: int

    def count(self, state: str) -> int:
        """How many elements are in this state."""
        return sum(mark.state == state for mark in self.elements)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the first screen shows."""

    choice: Choice
    matrix: Matrix
    gaps: Gaps
    industries: tuple[Glance, ...]
    targets: tuple[Progress, ...]
    sources: tuple[Source, ...]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The matrix, with the parks that are under no industry among the gaps."""

    choice: Choice
    matrix: Matrix
    gaps: Gaps


@dataclass(frozen=True, slots=True)
class GapsPage:
    """The gaps with what the plan asks, the elements of each industry, and the targets."""

    choice: Choice
    gaps: Gaps
    industries: tuple[Glance, ...]
    targets: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class IndustriesPage:
    """Every industry of a plan in one line."""

    choice: Choice
    industries: tuple[Glance, ...]


def overview(store: Reader, page: Page, choice: Choice) -> Overview:
    """The first screen for where the reader is, of one plan."""
    plan = choice.plan.id
    drawn = matrix(store, page, plan=plan)
    return Overview(
        choice=choice,
        matrix=drawn,
        gaps=gaps(store, page, plan=plan, asked=False),
        industries=glances(store, drawn, plan=plan),
        targets=_named(store, plan),
        sources=read.sources(store),
        counts=kept_counts(store),
    )


def matrix_page(store: Reader, page: Page, choice: Choice) -> MatrixPage:
    """The matrix of one plan and one proof."""
    plan = choice.plan.id
    return MatrixPage(
        choice, matrix(store, page, plan=plan), gaps(store, page, plan=plan, asked=False)
    )


def gaps_page(store: Reader, page: Page, choice: Choice) -> GapsPage:
    """The gaps of one plan."""
    plan = choice.plan.id
    drawn = matrix(store, page, plan=plan)
    return GapsPage(
        choice, gaps(store, page, plan=plan), glances(store, drawn, plan=plan), _named(store, plan)
    )


def industries_page(store: Reader, page: Page, choice: Choice) -> IndustriesPage:
    """The industries of one plan."""
    plan = choice.plan.id
    return IndustriesPage(choice, glances(store, matrix(store, page, plan=plan), plan=plan))


def _named(store: Reader, plan: str) -> tuple[Progress, ...]:
    """The targets of whose kind the sources name at least one, most named first."""
    return tuple(t for t in numbers.target_progress(store, plan=plan) if t.named)


def glances(store: Reader, drawn: Matrix, *, plan: str) -> tuple[Glance, ...]:
    """Every industry that a plan names, in the order of its naming."""
    named = _in_order(named_industries(store, plan=plan))
    counts = field_counts(store, industries=(i.id for i in named))
    marks = element_marks(store, plan=plan)
    parks: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
    for row in drawn.rows:
        for head, cell in zip(drawn.industries, row.cells, strict=True):
            if cell.state != "not_stated":
                parks[head.id].append((row.id, row.name, row.name_en))
    return tuple(
        Glance(
            i.id, i.name, i.name_en, i.role, tuple(parks[i.id]), marks.get(i.id, ()),
            counts.get(i.id, 0),
        )
        for i in named
    )  # fmt: skip


def element_marks(
    store: Reader, *, plan: str, industry: str | None = None
) -> Mapping[str, tuple[ElementMark, ...]]:
    """The elements of each industry in their order, the best evidence of each."""
    best: dict[str, dict[str, ElementMark]] = defaultdict(dict)
    for row in ten.elements(store, industry=industry, plan=plan):
        known = best[row.industry_id].get(row.element_id)
        if known is None or STATES.index(row.state) < STATES.index(known.state):
            mark = ElementMark(row.element_id, row.ordinal, row.element, row.state)
            best[row.industry_id][row.element_id] = mark
    return {
        id: tuple(sorted(marks.values(), key=lambda mark: (mark.ordinal or 0, mark.id)))
        for id, marks in best.items()
    }


def _in_order(named: Sequence[NamedIndustry]) -> list[NamedIndustry]:
    def place(industry: NamedIndustry) -> tuple[str, int, str]:
        first = industry.passages[0] if industry.passages else ""
        return (first, (industry.quote or "").find(industry.name), industry.id)

    return sorted(named, key=place)
