"""Gaps in words: what is missing, why that is one, what the plan asks, and who could fill it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader
from queries import coverage
from queries import nodes as read
from queries.coverage import Gap as GapRow
from queries.documents import source_of
from queries.plans import Ask, asks
from viz.pages import Page

MOST_GAPS = 60
"""Gaps that are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap. `source` holds its words, `onward` leads to who could fill it.

    `effect` leads to what follows if nothing is done; `ask` is the plan's own task for it.
    """

    kind: str
    id: str
    name: str
    name_en: str | None
    role: str | None
    badge: str
    why: str
    quote: str
    path: str | None
    source: str | None
    onward: str
    effect: str | None
    ask: Ask | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps that are shown, at most MOST_GAPS of `count`."""

    shown: tuple[Gap, ...]
    count: int


def gaps(store: Reader, page: Page, *, plan: str, asked: bool = True) -> Gaps:
    """The gaps of a plan, industries first; `asked` adds what the plan asks for each."""
    every = coverage.gaps(store, plan=plan)
    found = every[:MOST_GAPS]
    english = read.english_names(store, ids=(gap.id for gap in found))
    first = [gap.passages[0] for gap in found if gap.passages]
    policies = source_of(store, passages=first)
    tasks = asks(store, passages=first if asked else ())
    shown = tuple(_gap(page, gap, english.get(gap.id), policies, tasks) for gap in found)
    return Gaps(shown, len(every))


def _gap(
    page: Page,
    gap: GapRow,
    name_en: str | None,
    policies: Mapping[str, str],
    tasks: Mapping[str, Ask],
) -> Gap:
    passage = gap.passages[0] if gap.passages else ""
    return Gap(
        kind=gap.kind,
        id=gap.id,
        name=gap.name,
        name_en=name_en,
        role=gap.other if gap.kind == "park_without_industry" else None,
        badge=page.term("kind", gap.kind),
        why=page.say(f"gaps.why_{gap.kind}", other=gap.other or ""),
        quote=gap.quote,
        path=gap.path,
        source=page.words(policies.get(passage), gap.passages, gap.quote),
        onward=partners(page, gap.id),
        effect=page.href("/questions/dropout", park=gap.other)
        if gap.kind == "single_anchor" and gap.other
        else None,
        ask=tasks.get(passage),
    )


def partners(page: Page, id: str, industry: str | None = None) -> str:
    """The partner search for a node, in an industry; for an industry, in itself."""
    field = industry or (id if id.startswith("industry:") else None)
    return page.href("/partners", node=id, **({"industry": field} if field else {}))


def open_industries(found: Sequence[Gap], *, held: set[str]) -> tuple[Gap, ...]:
    """The industries among the gaps that are not held already: what a park could take on."""
    return tuple(g for g in found if g.kind != "park_without_industry" and g.id not in held)
