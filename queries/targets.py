"""Targets: the numbers a plan sets, and how many of the counted kind the source names."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.registry import (
    PLAN,
    Param,
    clause_paths,
    plans,
    question,
    resolve,
    rows,
    statement,
    texts,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A number that is to be reached; `period` is a year or `annual`."""

    target_id: str
    name: str
    indicator: str
    comparator: str
    value: float
    value_max: float | None
    unit: str
    period: str | None
    set_by_id: str
    set_by: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A target beside the bodies of its kind that the source names; naming is not achieving."""

    target_id: str
    name: str
    indicator: str
    comparator: str
    value: float
    unit: str
    period: str | None
    named: int
    bodies: tuple[str, ...]
    body_quotes: tuple[str, ...]
    quote: str
    passages: tuple[str, ...]
    path: str | None


@question(Target, Param("program"), PLAN)
def targets(store: Reader, *, program: str | None = None, plan: str | None = None) -> list[Target]:
    """All targets, or those that one programme sets."""
    found = rows(store, Target, "targets", plans(store, plan))
    if program is None:
        return found
    id = resolve(store, program, "Program", "Policy")
    return [t for t in found if t.set_by_id == id]


@question(Progress, Param("indicator"), PLAN)
def target_progress(
    store: Reader, *, indicator: str | None = None, plan: str | None = None
) -> list[Progress]:
    """Targets against what is named, most named first; `indicator` is a part of its words."""
    table = store.read(statement("target_progress"), plans(store, plan))
    grouped: dict[str, list[dict[str, object]]] = {}
    for record in table.records():
        if indicator is None or indicator in str(record["indicator"]):
            grouped.setdefault(str(record["target_id"]), []).append(record)
    paths = clause_paths(store, [p for g in grouped.values() for p in texts(g[0]["passages"])])
    found: list[Progress] = []
    for id, group in grouped.items():
        first = group[0]
        bodies = {str(r["body_id"]): r for r in group if r["body_id"] is not None}
        passages = texts(first["passages"])
        found.append(
            Progress(
                id, str(first["name"]), str(first["indicator"]), str(first["comparator"]),
                float(first["value"]), str(first["unit"]),  # pyright: ignore
                None if first["period"] is None else str(first["period"]), len(bodies),
                tuple(str(r["body"]) for r in bodies.values()),
                tuple(str(r["body_quote"]) for r in bodies.values()),
                str(first["quote"]), passages, paths.get(passages[0]) if passages else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda p: (-p.named, p.target_id))
