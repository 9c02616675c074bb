"""Plans: which documents are plans, what they name, and what they ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader
from queries.registry import clause_paths, statement, texts


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that names industries or sets out programmes. `issued` is an ISO date."""

    id: str
    name: str
    number: str | None
    issued: str | None


@dataclass(frozen=True, slots=True)
class NamedIndustry:
    """An industry of a plan with the words that name it. `role` is `assigned` or `candidate`."""

    id: str
    name: str
    name_en: str | None
    role: str | None
    quote: str | None
    source: str | None
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the things that a plan asks of every industry, in its words."""

    id: str
    name: str
    name_en: str | None
    ordinal: int | None
    quote: str | None
    source: str | None
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class TargetWords:
    """A target that a programme sets, in its words."""

    id: str
    name: str
    quote: str | None
    source: str | None
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A task whose clause it is, and the targets of its programme."""

    passage: str
    path: str
    source: str
    task_id: str
    task: str
    program_id: str | None
    program: str | None
    targets: tuple[TargetWords, ...]


def kept_counts(store: Reader) -> dict[str, int]:
    """How many nodes of each telling label the graph holds; labels without one are left out."""
    table = store.read(statement("kept_counts"))
    return {str(label): n for label, count in table.rows if (n := int(str(count)))}


def source_names(store: Reader, *, ids: Iterable[str]) -> dict[str, str]:
    """The names of plans and registers by id; unknown ids are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = store.read(statement("source_names"), {"ids": wanted}).rows
    return {str(id): str(name) for id, name in rows}


def loaded_plans(store: Reader) -> tuple[Plan, ...]:
    """The plans of the graph, newest first; a register is none of them."""
    return tuple(
        Plan(str(r["id"]), str(r["name"]), _text(r["number"]), _text(r["issued"]))
        for r in store.read(statement("loaded_plans")).records()
    )


def chosen_plan(plans: Sequence[Plan], id: str | None) -> Plan | None:
    """The plan with this id; without one, the newest, or None where no plan is loaded.

    Raises NotFound naming the id.
    """
    if not id:
        return plans[0] if plans else None
    for plan in plans:
        if plan.id == id:
            return plan
    raise NotFound("plan (规划)", id, tuple(plan.id for plan in plans[:3]))


def named_industries(store: Reader, *, plan: str) -> tuple[NamedIndustry, ...]:
    """The industries that a plan names, one row each, an assigned role before a candidate's."""
    records = store.read(statement("named_industries"), {"plans": [plan]}).records()
    first: dict[str, dict[str, object]] = {}
    for record in records:
        first.setdefault(str(record["id"]), record)
    paths = clause_paths(store, [p for r in first.values() for p in texts(r["passages"])[:1]])
    return tuple(
        NamedIndustry(
            str(r["id"]), str(r["name"]), _text(r["name_en"]), _text(r["role"]),
            *_words(r, paths),
        )
        for r in first.values()
    )  # fmt: skip


def field_counts(store: Reader, *, industries: Iterable[str]) -> dict[str, int]:
    """How many bodies work in each industry, by its id."""
    wanted = sorted(set(industries))
    if not wanted:
        return {}
    table = store.read(statement("field_counts"), {"industries": wanted})
    return {str(id): int(str(count)) for id, count in table.rows}


def elements_asked(store: Reader, *, plan: str) -> tuple[Asked, ...]:
    """What a plan asks of every industry, in its order."""
    records = store.read(statement("elements_asked"), {"plans": [plan]}).records()
    paths = clause_paths(store, [p for r in records for p in texts(r["passages"])[:1]])
    return tuple(
        Asked(
            str(r["id"]), str(r["name"]), _text(r["name_en"]),
            None if r["ordinal"] is None else int(str(r["ordinal"])), *_words(r, paths),
        )
        for r in records
    )  # fmt: skip


def asks(store: Reader, *, passages: Iterable[str]) -> dict[str, Ask]:
    """The task that each clause belongs to, with the targets of its programme, by clause id."""
    wanted = sorted(set(passages))
    if not wanted:
        return {}
    records = store.read(statement("asks"), {"passages": wanted}).records()
    programs = sorted({str(r["program_id"]) for r in records if r["program_id"]})
    targets = _targets(store, programs)
    found: dict[str, Ask] = {}
    for r in records:
        ask = Ask(
            str(r["passage"]), str(r["path"] or ""), str(r["source"]), str(r["task_id"]),
            str(r["task"]), _text(r["program_id"]), _text(r["program"]),
            tuple(targets.get(str(r["program_id"]), ())),
        )  # fmt: skip
        found.setdefault(ask.passage, ask)
    return found


def _targets(store: Reader, programs: Sequence[str]) -> dict[str, list[TargetWords]]:
    if not programs:
        return {}
    records = store.read(statement("program_targets"), {"programs": programs}).records()
    paths = clause_paths(store, [p for r in records for p in texts(r["passages"])[:1]])
    found: dict[str, list[TargetWords]] = {}
    for r in records:
        words = TargetWords(str(r["target_id"]), str(r["target"]), *_words(r, paths))
        found.setdefault(str(r["program_id"]), []).append(words)
    return found


def _words(
    record: dict[str, object], paths: dict[str, str]
) -> tuple[str | None, str | None, tuple[str, ...], str | None]:
    """A record's quote, source, clauses, and the path of the first of them."""
    passages = texts(record["passages"])
    path = paths.get(passages[0]) if passages else None
    return _text(record["quote"]), _text(record["source"]), passages, path


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
