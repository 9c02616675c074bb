"""Covers: the smallest sets that hold chosen industries, and what breaks if one leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import InvalidRequest
from graph.store import Reader
from queries.cover import smallest_covers
from queries.neighbourhood import Fact, Neighbourhood
from queries.partners import named
from queries.registry import PLAN, Param, plans, question, statement
from queries.roles import CANDIDATES
from queries.whatif import NOTHING, Tie, WhatIf, what_if

HOLDERS = ("Park", "Region")
"""What holds an industry where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a smallest set: what it holds, and what breaks if it leaves.

    `irreplaceable` are chosen industries that nobody else holds. `size_without` is the size of
    the smallest sets without it, null where the rest cannot hold them all.
    """

    id: str
    name: str
    in_sets: int
    industries: tuple[str, ...]
    irreplaceable: tuple[str, ...]
    size_without: int | None
    evidence: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """Every smallest set for the chosen industries; `uncovered` are those that nobody holds."""

    industries: tuple[str, ...]
    uncovered: tuple[str, ...]
    size: int
    sets: tuple[tuple[str, ...], ...]
    names: Mapping[str, str]
    members: tuple[Member, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverSet:
    """One smallest set, as a row, with the chosen industries that nobody holds."""

    size: int
    parks: tuple[str, ...]
    park_ids: tuple[str, ...]
    industries: int
    uncovered: tuple[str, ...]


@question(CoverSet, Param("industries"), Param("with"), Param("without"), PLAN, name="cover")
def cover_sets(
    store: Reader, *, industries: str | None = None, plan: str | None = None, **facts: str | None
) -> list[CoverSet]:
    """Every smallest set of parks for some industries (names with commas between) or for all.

    `with` and `without` are facts such as “A SUPPORTS B”, with semicolons between.
    """
    assumed = what_if(store, listed(facts.get("with"), "；;"), listed(facts.get("without"), "；;"))
    answer = covers(store, industries=listed(industries, "、，,"), plan=plan, assumed=assumed)
    return [
        CoverSet(answer.size, tuple(answer.names[id] for id in ids), ids,
                 len(answer.industries) - len(answer.uncovered), answer.uncovered)
        for ids in answer.sets
    ]  # fmt: skip


def listed(text: str | None, marks: str) -> tuple[str, ...]:
    """The parts of a text between any of some marks."""
    for mark in marks[1:]:
        text = (text or "").replace(mark, marks[0])
    return tuple(part.strip() for part in (text or "").split(marks[0]) if part.strip())


def covers(
    store: Reader,
    *,
    industries: Sequence[str] = (),
    labels: Sequence[str] = HOLDERS,
    plan: str | None = None,
    assumed: WhatIf = NOTHING,
) -> CoverAnswer:
    """Every smallest set of parks (or of other `labels`) that holds every chosen industry; exact.

    Without `industries`, all that somebody holds. Raises NotFound and InvalidRequest as names are
    found, and InvalidRequest where the search would not end in reasonable time.
    """
    for label in labels:
        if label not in (*HOLDERS, *CANDIDATES):
            raise InvalidRequest(
                f"kind {label!r} holds no industry", parameter="kind", allowed=CANDIDATES
            )
    held: dict[str, set[str]] = defaultdict(set)
    text = statement("cover").replace("(p)", f"(p:{'|'.join(labels)})")
    for holder, field in store.read(text, plans(store, plan)).rows:
        held[str(holder)].add(str(field))
    near = Neighbourhood(
        store, sources=plans(store, plan)["plans"] if plan else None, assumed=assumed
    )
    for tie in assumed.added:
        held[tie.start].add(tie.end)
    for tie in assumed.removed:
        held[tie.start].discard(tie.end)
    anyone = {field for fields in held.values() for field in fields}
    chosen = sorted({named(store, i, "Industry") for i in industries} or anyone)
    open_fields = [field for field in chosen if field in anyone]
    sets = _sets(held, open_fields)
    changed = [("+", tie) for tie in assumed.added] + [("-", tie) for tie in assumed.removed]
    names = near.names(
        [
            *chosen,
            *(id for ids in sets for id in ids),
            *(e for _, t in changed for e in (t.start, t.end)),
        ]
    )
    members = tuple(
        _member(near, names, held, open_fields, id, sets)
        for id in sorted({id for ids in sets for id in ids})
    )
    return CoverAnswer(
        tuple(names[i] for i in chosen), tuple(names[i] for i in chosen if i not in anyone),
        len(sets[0]) if sets else 0, tuple(sets), names, members,
        tuple(f"{sign} {names[t.start]} {t.kind} {names[t.end]}" for sign, t in changed),
    )  # fmt: skip


def _sets(held: Mapping[str, set[str]], fields: Sequence[str]) -> list[tuple[str, ...]]:
    masks = {
        holder: sum(1 << n for n, field in enumerate(fields) if field in mine)
        for holder, mine in held.items()
    }
    return smallest_covers({h: mask for h, mask in masks.items() if mask}, len(fields))


def _member(
    near: Neighbourhood,
    names: Mapping[str, str],
    held: Mapping[str, set[str]],
    fields: Sequence[str],
    id: str,
    sets: Sequence[tuple[str, ...]],
) -> Member:
    mine = [field for field in fields if field in held[id]]
    rest = {holder: some for holder, some in held.items() if holder != id}
    lost = [field for field in mine if not any(field in some for some in rest.values())]
    without = [] if lost else _sets(rest, fields)
    ties = [
        Tie(kind, id, field)
        for field in mine
        for kind in ("SUPPORTS", "FOCUSES_ON")
        if Tie(kind, id, field) in near.around(id).ties
    ]
    return Member(
        id, names[id], sum(id in ids for ids in sets), tuple(names[f] for f in mine),
        tuple(names[f] for f in lost), len(without[0]) if without else None, near.facts(ties),
    )  # fmt: skip
