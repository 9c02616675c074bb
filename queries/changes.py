"""Plan against plan: what the later one keeps, drops, changes and adds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.errors import InvalidRequest
from graph.store import Reader
from queries.registry import Param, clause_paths, plans, question, statement, texts

Kept = Literal["kept", "changed", "dropped", "added"]
_ORDER: tuple[Kept, ...] = ("changed", "dropped", "added", "kept")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of two plans.

    `before` and `after` are what each plan says of it beyond its ends (status and role, or the
    figure of a target); None where that plan does not say it, which is no absence in the world.
    """

    kind: str
    change: Kept
    start_id: str | None
    start: str | None
    end_id: str | None
    end_name: str
    before: str | None
    after: str | None
    quote_before: str | None
    quote_after: str | None
    passages_before: tuple[str, ...]
    passages_after: tuple[str, ...]
    path_before: str | None
    path_after: str | None


@question(Change, Param("before", required=True), Param("after", required=True))
def plan_changes(store: Reader, *, before: str, after: str) -> list[Change]:
    """What a plan keeps, changes, drops and adds against an earlier one: changes first.

    Facts are compared by their ends, targets by indicator and unit (nearest year with nearest
    year). Only what the plans say themselves is compared, nothing derived.
    Raises NotFound for a plan that is not loaded, InvalidRequest when both are one.
    """
    old, new = (plans(store, plan)["plans"][0] for plan in (before, after))
    if old == new:
        raise InvalidRequest("before and after are one plan; name two", parameter="after")
    pair = {"pair": [old, new]}
    sides: dict[tuple[Any, ...], dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for record in store.read(statement("plan_changes"), pair).records():
        # A task belongs to its plan: two plans have one when its heading is the same.
        end = record["end_name"] if record["kind"] == "SELECTED_FOR" else record["end_id"]
        key = (record["kind"], record["start_id"], end)
        if record["kind"] == "NAMES":  # the plan itself is the start
            key = ("NAMES", None, record["end_id"])
        sides[key].setdefault(str(record["source"]), record)
    targets: dict[tuple[Any, ...], dict[str, list[Mapping[str, Any]]]] = defaultdict(dict)
    for record in store.read(statement("plan_targets"), pair).records():
        key = (record["indicator"], record["unit"])
        targets[key].setdefault(str(record["source"]), []).append(record)
    for key, by_plan in targets.items():
        first, second = by_plan.get(old, []), by_plan.get(new, [])
        for i in range(max(len(first), len(second))):
            at = sides["TARGET", *key, i]
            if i < len(first):
                at[old] = first[i]
            if i < len(second):
                at[new] = second[i]
    paths = clause_paths(
        store, [p for at in sides.values() for r in at.values() for p in texts(r["passages"])[:1]]
    )
    found = [_change(key[0], at.get(old), at.get(new), paths) for key, at in sides.items()]
    return sorted(found, key=lambda c: (c.kind, _ORDER.index(c.change), c.start or "", c.end_name))


def _change(
    kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, paths: dict[str, str]
) -> Change:
    said = [_said(kind, side) if side else None for side in (old, new)]
    change: Kept = (
        "added" if old is None else "dropped" if new is None
        else "kept" if said[0] == said[1] else "changed"
    )  # fmt: skip
    any_side = new or old
    assert any_side is not None
    named = kind not in {"TARGET", "NAMES"}
    cited = [texts(side["passages"]) if side else () for side in (old, new)]
    return Change(
        kind, change,
        str(any_side["start_id"]) if named else None, str(any_side["start"]) if named else None,
        None if kind == "TARGET" else str(any_side["end_id"]),
        str(any_side["indicator"] if kind == "TARGET" else any_side["end_name"]),
        said[0], said[1],
        str(old["quote"]) if old else None, str(new["quote"]) if new else None,
        cited[0], cited[1],
        *(paths.get(c[0]) if c else None for c in cited),
    )  # fmt: skip


def _said(kind: str, side: Mapping[str, Any]) -> str:
    """What a plan says of a fact beyond its ends."""
    if kind != "TARGET":
        return " ".join(str(side[k]) for k in ("status", "role") if side[k])
    sign = {">=": "≥", "=": "", "range": ""}.get(side["comparator"], side["comparator"])
    value = f"{side['value']:g}" + (f"—{side['value_max']:g}" if side["value_max"] else "")
    return f"{sign}{value}{side['unit'] or ''}（{side['period']}）"
