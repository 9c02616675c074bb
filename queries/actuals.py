"""Actuals: what the indicators of targets came to, as registers report it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.store import Reader
from queries.registry import clause_paths, statement, texts


@dataclass(frozen=True, slots=True)
class Actual:
    """A reported number, with the row that reports it. `period` is a year or a date."""

    target_id: str
    id: str
    value: float | None
    unit: str | None
    period: str | None
    source: str | None
    quote: str | None
    passages: tuple[str, ...]
    path: str | None


def actuals(store: Reader, *, targets: Iterable[str]) -> dict[str, tuple[Actual, ...]]:
    """The reported numbers of each target, the latest period first."""
    wanted = sorted(set(targets))
    if not wanted:
        return {}
    records = store.read(statement("actuals"), {"targets": wanted}).records()
    paths = clause_paths(store, [p for r in records for p in texts(r["passages"])[:1]])
    found: dict[str, list[Actual]] = defaultdict(list)
    for r in records:
        passages = texts(r["passages"])
        found[str(r["target_id"])].append(
            Actual(
                str(r["target_id"]), str(r["id"]),
                None if r["value"] is None else float(str(r["value"])), _text(r["unit"]),
                _text(r["period"]), _text(r["source"]), _text(r["quote"]), passages,
                paths.get(passages[0]) if passages else None,
            )
        )  # fmt: skip
    return {id: tuple(rows) for id, rows in found.items()}


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
