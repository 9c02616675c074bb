"""Functions: what each park and each industry has bodies for, and what no source gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.schema import label_of
from graph.store import Reader
from queries.neighbourhood import Fact, Neighbourhood
from queries.partner_parts import Rating
from queries.partners import named
from queries.registry import PLAN, Param, State, plans, question, statement
from queries.roles import FUNCTIONS, FunctionName, functions_of
from queries.whatif import Tie


@dataclass(frozen=True, slots=True)
class FunctionState:
    """A function of a park, of an industry, or of an industry in a park that supports it.

    `not_stated` says that no source names such a body: the gap to look into, not an absence.
    `bodies` counts the bodies found; the row shows the first, a stated one before a derived one.
    """

    park_id: str | None
    park: str | None
    industry_id: str | None
    industry: str | None
    function: FunctionName
    state: State
    bodies: int
    body_id: str | None
    body: str | None
    status: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...]
    source: str | None
    path: str | None


Way = tuple[str, tuple[Tie, ...]]
"""A body, and the ties that lead to it."""


@question(FunctionState, Param("park"), Param("industry"), PLAN)
def functions(
    store: Reader, *, park: str | None = None, industry: str | None = None, plan: str | None = None
) -> list[FunctionState]:
    """Every function of every park, every industry, and every industry in its parks, or of some.

    A body is a park's when the park operates it, when it stands in the park, or (derived) in the
    park's city; it is an industry's when a source or a rule says that it works in it. Raises
    NotFound and InvalidRequest as names are found.
    """
    only_park = named(store, park, "Park") if park else None
    only_field = named(store, industry, "Industry") if industry else None
    wanted = plans(store, plan)
    near = Neighbourhood(store, sources=wanted["plans"] if plan else None)
    pairs = [
        (str(p), str(i))
        for p, _, i, _ in store.read(statement("functions"), wanted).rows
        if only_park in (None, p) and only_field in (None, i)
    ]
    # What only a register names is no gap of a plan; asked by name, it is answered all the same.
    parks = (
        {only_park}
        if only_park
        else {*_listed(store, "functions_parks", wanted), *(p for p, _ in pairs)}
    )
    fields = (
        {only_field}
        if only_field
        else {*_listed(store, "functions_industries", wanted), *(i for _, i in pairs)}
    )
    scopes: list[tuple[str | None, str | None]] = [
        *((None, i) for i in sorted(fields) if not only_park),
        *((p, None) for p in sorted(parks) if not only_field), *pairs,
    ]  # fmt: skip
    names = near.names(id for scope in scopes for id in scope if id)
    return [row for scope in scopes for row in _rows(near, scope, names)]


def _listed(store: Reader, name: str, wanted: dict[str, list[str]]) -> list[str]:
    return [str(id) for (id,) in store.read(statement(name), wanted).rows]


def _rows(
    near: Neighbourhood, scope: tuple[str | None, str | None], names: dict[str, str]
) -> Iterator[FunctionState]:
    park, industry = scope
    ways = list(_ways(near, park, industry))
    for name in FUNCTIONS:
        mine = [way for way in ways if name in functions_of(label_of(way[0]))]
        yield _row(near, scope, names, name, mine)


def _ways(near: Neighbourhood, park: str | None, industry: str | None) -> Iterator[Way]:
    rating = Rating(near, park or industry or "")
    if park is None:
        for tie in near.around(industry or "").ties:
            if tie.kind == "FOCUSES_ON" and tie.end == industry:
                yield tie.start, (tie,)
        return
    for body, ties in rating.bodies(park):
        field = rating.fields_of(body).get(industry) if industry else None
        if industry is None or field:
            yield body, (*((field,) if field else ()), *ties)


def _row(
    near: Neighbourhood,
    scope: tuple[str | None, str | None],
    names: dict[str, str],
    name: FunctionName,
    ways: Sequence[Way],
) -> FunctionState:
    park, industry = scope
    head = (park, names[park] if park else None, industry, names[industry] if industry else None)
    told = [(body, near.facts(ties)) for body, ties in ways[:8]]
    if not told:
        return FunctionState(
            *head, name, "not_stated", 0, None, None, None, None, None, (), None, None
        )
    body, facts = min(told, key=lambda way: not _stated(way[1]))
    first = facts[0]
    rules = dict.fromkeys(f.rule for f in facts if f.rule and f.state == "derived")
    return FunctionState(
        *head, name, "stated" if _stated(facts) else "derived", len({b for b, _ in ways}), body,
        near.names([body])[body], first.status, " + ".join(rules) or first.rule, first.quote,
        tuple(dict.fromkeys(p for f in facts for p in f.passages)), first.source, first.path,
    )  # fmt: skip


def _stated(facts: Sequence[Fact]) -> bool:
    return (
        all(fact.state == "stated" for fact in facts)
        and all(fact.kind != "PART_OF" for fact in facts)
        and sum(fact.kind == "LOCATED_IN" for fact in facts) < 2
    )
