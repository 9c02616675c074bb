"""What the first screen asks of the questions, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries import coverage
from queries import targets as numbers
from queries.nodes import english_names


@dataclass(frozen=True, slots=True)
class Support:
    """A cell: a park, an industry, and whether the sources say that it supports it."""

    park: str
    park_name: str
    park_en: str | None
    industry: str
    industry_name: str
    industry_en: str | None
    state: str
    quote: str | None
    rule: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: `kind` names the reason; `other` is the lone anchor, or the role of the park."""

    kind: str
    id: str
    name: str
    name_en: str | None
    other: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A number asked for, beside the number named."""

    name: str
    name_en: str | None
    named: int
    value: str
    unit: str


def supports(store: Reader) -> tuple[Support, ...]:
    """Every cell of the matrix, parks with most industries first."""
    cells = coverage.matrix(store)
    english = english_names(store, ids=(id for c in cells for id in (c.park_id, c.industry_id)))
    return tuple(
        Support(
            c.park_id, c.park, english.get(c.park_id), c.industry_id, c.industry,
            english.get(c.industry_id), c.state, c.quote, c.rule,
            c.passages,
        )
        for c in cells
    )  # fmt: skip


def gaps(store: Reader) -> tuple[Gap, ...]:
    """Every gap, industries first."""
    found = coverage.gaps(store)
    english = english_names(store, ids=(g.id for g in found))
    return tuple(Gap(g.kind, g.id, g.name, english.get(g.id), g.other, g.passages) for g in found)


def targets(store: Reader) -> tuple[Target, ...]:
    """Targets of whose kind the sources name at least one, most named first."""
    return tuple(
        Target(t.indicator, None, t.named, f"{t.value:g}", t.unit)
        for t in numbers.target_progress(store)
        if t.named
    )
