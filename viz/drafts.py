"""Sources under review: each fact beside the words that say it, and what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from graph.schema import Status
from graph.store import Node, Relationship
from viz.marks import Segment, marked
from viz.pages import Page

SHOWN = 200
"""Facts on one page; filters and the patterns above lead to the rest."""


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """A draft in the list, with its facts by decision."""

    source: str
    name: str
    open: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact to decide on."""

    id: str
    kind: str
    start: str
    end: str
    status: str
    method: str
    rule: str
    decision: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause with the words of its facts marked, and the facts."""

    path: str
    segments: tuple[Segment, ...]
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class PatternView:
    """A pattern of the grammar, and how many facts it read."""

    rule: str
    count: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft under review; `left` facts match the filter beyond those shown."""

    source: str
    name: str
    rule: str
    state: str
    patterns: tuple[PatternView, ...]
    clauses: tuple[ClauseView, ...]
    counts: dict[str, int]
    left: int
    statuses: tuple[str, ...]


Decided = Sequence[tuple[Relationship, str]]
"""Facts, each with `accept`, `reject` or `open`."""


def draft_entry(source: str, name: str, decided: Decided) -> DraftEntry:
    """A draft as a line of the list."""
    count = Counter(decision for _, decision in decided)
    return DraftEntry(source, name, count["open"], count["accept"], count["reject"])


def _runs(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Segments with neighbours that are both marked, or both not, joined."""
    return tuple(
        Segment("".join(s.text for s in run), ("marked",) if said else ())
        for said, group in groupby(segments, key=lambda s: bool(s.facts))
        for run in [list(group)]
    )


def draft_view(
    page: Page, source: str, name: str, decided: Decided, nodes: Sequence[Node]
) -> DraftView:
    """A draft, filtered by the page's `rule` and `state`; `nodes` are all that it read."""
    rule, state = page.query.get("rule", ""), page.query.get("state", "")
    names = {n.id: str(n.properties["name"]) for n in nodes}
    chosen = [
        (fact, decision)
        for fact, decision in decided
        if rule in {"", str(fact.properties.get("rule"))} and state in {"", decision}
    ]
    by_clause: dict[str, list[FactView]] = {}
    quotes: dict[str, list[tuple[str, str]]] = {}
    for fact, decision in chosen[:SHOWN]:
        cited = cast("list[str]", fact.properties.get("passages") or [""])[0]
        by_clause.setdefault(cited, []).append(
            FactView(
                fact.id, page.kind(fact.type), names.get(fact.start, fact.start),
                names.get(fact.end, fact.end), str(fact.properties["status"]),
                str(fact.properties["method"]), str(fact.properties.get("rule") or ""), decision,
            )
        )  # fmt: skip
        quotes.setdefault(cited, []).append((fact.id, str(fact.properties.get("quote") or "")))
    clauses = tuple(
        ClauseView(
            str(n.properties["path"]),
            _runs(marked(str(n.properties["text"]), quotes[n.id])),
            tuple(by_clause[n.id]),
        )
        for n in nodes
        if n.label == "Passage" and n.id in by_clause
    )
    patterns = Counter(str(fact.properties.get("rule") or "") for fact, _ in decided)
    return DraftView(
        source, name, rule, state,
        tuple(PatternView(r, n) for r, n in patterns.most_common() if r),
        clauses, dict(Counter(decision for _, decision in decided)),
        max(0, len(chosen) - SHOWN), tuple(Status),
    )  # fmt: skip
