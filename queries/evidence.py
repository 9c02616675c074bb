"""Evidence: what rests on a clause, and what connects two nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.errors import NotFound
from graph.schema import NODES
from graph.store import Reader
from queries.registry import Param, question, resolve, rows

MOST_STEPS = 6
"""Longest connection that is looked for; a longer one tells nothing about two nodes."""


@dataclass(frozen=True, slots=True)
class PassageFact:
    """A fact whose words stand in a clause."""

    kind: str
    start_id: str
    start: str
    end_id: str
    end_name: str
    role: str | None
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `direction`: the relationship is walked along its arrow, or against."""

    path_number: int
    step: int
    from_id: str
    from_name: str
    kind: str
    direction: Literal["along", "against"]
    to_id: str
    to_name: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class _Edge:
    kind: str
    start_id: str
    start: str
    end_id: str
    end_name: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@question(PassageFact, Param("passage", required=True), Param("derived", "integer", default=0))
def passage_facts(store: Reader, *, passage: str, derived: int = 0) -> list[PassageFact]:
    """The facts that a clause states, given by id or by its path (二/（三）/3).

    `derived=1` adds what follows from its words by a rule. The outline itself is left out.
    """
    table = store.read(
        "MATCH (p:Passage) WHERE p.id = $passage OR p.path = $passage "
        "RETURN p.id AS id ORDER BY id",
        {
            "passage": passage.replace("(", "（").replace(")", "）")
            if ":" not in passage
            else passage
        },
    )
    if not table.rows:
        raise NotFound("passage (条款)", passage)
    found: list[PassageFact] = []
    for (id,) in table.rows:
        found += rows(store, PassageFact, "passage_facts", {"passage": id})
    return [f for f in found if f.rule != "outline" and (derived or f.method != "derived")]


@question(Step, Param("start", required=True), Param("end", required=True))
def paths(store: Reader, *, start: str, end: str) -> list[Step]:
    """Every shortest path between two nodes (id, name or alias), step by step with its words.

    Breadth first, one query a level; documents and clauses are not walked through.
    """
    labels = [label for label in NODES if label not in {"Passage", "Policy", "Load"}]
    first, last = resolve(store, start, *labels), resolve(store, end, *labels)
    if first == last:
        return []
    into: dict[str, list[tuple[str, _Edge]]] = {}
    frontier, seen = [first], {first}
    for _ in range(MOST_STEPS):
        reached: dict[str, list[tuple[str, _Edge]]] = {}
        here = set(frontier)
        for edge in _one_each(rows(store, _Edge, "paths", {"ids": frontier})):
            for a, b in ((edge.start_id, edge.end_id), (edge.end_id, edge.start_id)):
                if a in here and b not in seen and not b.startswith(("policy:", "passage:")):
                    reached.setdefault(b, []).append((a, edge))
        into |= reached
        if last in reached or not reached:
            break
        seen |= set(reached)
        frontier = sorted(reached)
    if last not in into:
        return []
    return [
        step
        for number, walk in enumerate(_walks(into, first, last), 1)
        for step in _steps(number, walk, first)
    ]


def _one_each(edges: list[_Edge]) -> list[_Edge]:
    """One edge for each type and ends, a stated one first: sources that agree are no new path."""
    kept: dict[tuple[str, str, str], _Edge] = {}
    for edge in edges:
        key = (edge.kind, edge.start_id, edge.end_id)
        if key not in kept or (kept[key].method != "stated" and edge.method == "stated"):
            kept[key] = edge
    return list(kept.values())


def _walks(into: dict[str, list[tuple[str, _Edge]]], first: str, last: str) -> list[list[_Edge]]:
    if last == first:
        return [[]]
    found: list[list[_Edge]] = []
    for before, edge in sorted(into[last], key=lambda e: (e[0], e[1].kind, e[1].start_id)):
        found += [[*walk, edge] for walk in _walks(into, first, before)]
    return found


def _steps(number: int, walk: list[_Edge], first: str) -> list[Step]:
    steps: list[Step] = []
    at = first
    for place, edge in enumerate(walk, 1):
        along = edge.start_id == at
        here, there = (
            ((edge.start_id, edge.start), (edge.end_id, edge.end_name))
            if along
            else ((edge.end_id, edge.end_name), (edge.start_id, edge.start))
        )
        steps.append(
            Step(
                number, place, *here, edge.kind, "along" if along else "against", *there,
                edge.status, edge.method, edge.rule, edge.quote, edge.passages, edge.path,
            )
        )  # fmt: skip
        at = there[0]
    return steps
