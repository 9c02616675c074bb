"""Bodies: pilots, institutes, universities, and who is named for which task."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidRequest
from graph.schema import label_of
from graph.store import Reader
from queries.registry import PLAN, Param, State, plans, question, resolve, rows, state_of

PILOT_LABELS = ("Park", "Institute", "Incubator", "Enterprise", "University")


@dataclass(frozen=True, slots=True)
class Pilot:
    """A body that is picked for a task, with its role there."""

    id: str
    name: str
    role: str | None
    task_id: str
    task: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    source: str
    path: str | None


@dataclass(frozen=True, slots=True)
class FieldInstitute:
    """An industry and an institute that works in it; none is said where `institute` is null."""

    industry_id: str
    industry: str
    state: State
    institute_id: str | None
    institute: str | None
    status: str | None
    method: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    industry_id: str
    industry: str
    institute_id: str | None
    institute: str | None
    status: str | None
    method: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...] | None
    path: str | None


@dataclass(frozen=True, slots=True)
class Affiliate:
    """A university and a body that belongs to it."""

    university_id: str
    university: str
    body_id: str
    body: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class TaskBody:
    """A task and a body that its clause names; the task stands alone where it names none."""

    task_id: str
    task: str
    ordinal: int
    path: str
    body_id: str | None
    body: str | None
    status: str | None
    method: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...] | None


@question(Pilot, Param("label"), PLAN)
def pilots(store: Reader, *, label: str | None = None, plan: str | None = None) -> list[Pilot]:
    """Bodies picked for a task, all or of one label (Institute, Incubator, Enterprise, Park …)."""
    if label is not None and label not in PILOT_LABELS:
        raise InvalidRequest(
            f"label {label!r} is no label of pilots", parameter="label", allowed=PILOT_LABELS
        )
    found = rows(store, Pilot, "pilots", plans(store, plan))
    return [p for p in found if label is None or label_of(p.id) == label]


@question(FieldInstitute, PLAN)
def institutes(store: Reader, *, plan: str | None = None) -> list[FieldInstitute]:
    """For each assigned industry its named institutes, or `not_stated`."""

    return [
        FieldInstitute(
            r.industry_id, r.industry,
            state_of(r.method),
            r.institute_id, r.institute, r.status, r.method, r.rule, r.quote, r.passages or (),
            r.path,
        )
        for r in rows(store, _Found, "institutes", plans(store, plan))
    ]  # fmt: skip


@question(Affiliate, PLAN)
def universities(store: Reader, *, plan: str | None = None) -> list[Affiliate]:
    """Universities and what hangs on each."""
    return rows(store, Affiliate, "universities", plans(store, plan))


@question(TaskBody, Param("program", required=True))
def tasks(store: Reader, *, program: str) -> list[TaskBody]:
    """The tasks of a programme (or of a policy without programmes) and the bodies each names."""
    id = resolve(store, program, "Program", "Policy")
    return rows(store, TaskBody, "tasks", {"program": id})
