"""Coverage: which park supports which industry, and where the gaps are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from graph.errors import InvalidRequest
from graph.store import Reader
from queries.registry import PLAN, Param, clause_paths, plans, question, resolve, rows, statement

State = Literal["stated", "derived", "not_stated"]


@dataclass(frozen=True, slots=True)
class Support:
    """A park (or a city) is an anchor of an industry, with the words that say it."""

    park_id: str
    park: str
    industry_id: str
    industry: str
    role: str | None
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    source: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One park and one industry. `not_stated`: no source says it; it may be so all the same."""

    park_id: str
    park: str
    industry_id: str
    industry: str
    state: State
    status: str | None = None
    rule: str | None = None
    quote: str | None = None
    passages: tuple[str, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True)
class NamedIndustry:
    """An industry that a plan names, with the words that name it."""

    industry_id: str
    industry: str
    role: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    source: str
    path: str | None


@dataclass(frozen=True, slots=True)
class ParkWithout:
    """A park without an industry, the words that name it, and its role elsewhere if it has one."""

    park_id: str
    park: str
    role: str | None
    task: str | None
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    source: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Loss:
    """An industry of a park that drops out: how many other parks remain, and which."""

    industry_id: str
    industry: str
    others: tuple[str, ...]
    remaining: int
    effect: Literal["none_left", "one_left", "two_or_more_left"]
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    source: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Cover:
    """One optimal set of parks that covers every industry."""

    size: int
    park_ids: tuple[str, ...]
    parks: tuple[str, ...]
    industries: int


@dataclass(frozen=True, slots=True)
class Alliance:
    """Two parks and the industries that both support."""

    park_id: str
    park: str
    other_id: str
    other: str
    shared: int
    industries: tuple[str, ...]
    quotes: tuple[str, ...]
    other_quotes: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a plan leaves open: no park, a single park, or a park without an industry.

    `other` is the lone anchor, or the role that the park has elsewhere.
    """

    kind: Literal["unassigned_industry", "single_anchor", "park_without_industry"]
    id: str
    name: str
    other: str | None
    quote: str
    passages: tuple[str, ...]
    path: str | None


@question(Support, Param("industry", required=True), PLAN)
def supporters(store: Reader, *, industry: str, plan: str | None = None) -> list[Support]:
    """The parks that support an industry (id, name or alias)."""
    id = resolve(store, industry, "Industry")
    return rows(store, Support, "supporters", {"industry": id} | plans(store, plan))


@question(Support, Param("park", required=True), PLAN)
def industries(store: Reader, *, park: str, plan: str | None = None) -> list[Support]:
    """The industries that a park (id, name or alias) supports."""
    id = resolve(store, park, "Park", "Region")
    return rows(store, Support, "industries", {"park": id} | plans(store, plan))


@question(Cell, PLAN)
def matrix(store: Reader, *, plan: str | None = None) -> list[Cell]:
    """Every park that supports an industry × every industry that has a park.

    Parks come with most industries first, industries in the order in which the plan names them.
    """
    wanted = plans(store, plan)
    facts = rows(store, Support, "matrix", wanted)
    found: dict[tuple[str, str], Support] = {}
    for fact in facts:
        key = (fact.park_id, fact.industry_id)
        if key not in found or (found[key].method != "stated" and fact.method == "stated"):
            found[key] = fact
    parks = {f.park_id: f.park for f in facts}
    fields = {f.industry_id: f.industry for f in facts}
    count = {p: sum(1 for key in found if key[0] == p) for p in parks}
    place = _order_of_naming(store, wanted, fields)
    cells: list[Cell] = []
    for park in sorted(parks, key=lambda p: (-count[p], p)):
        for field in sorted(fields, key=lambda f: (place[f], f)):
            fact = found.get((park, field))
            if fact is None:
                cells.append(Cell(park, parks[park], field, fields[field], "not_stated"))
                continue
            state: State = "derived" if fact.method == "derived" else "stated"
            cells.append(
                Cell(park, parks[park], field, fields[field], state, fact.status, fact.rule,
                     fact.quote, fact.passages, fact.path)
            )  # fmt: skip
    return cells


def _order_of_naming(
    store: Reader, wanted: dict[str, list[str]], fields: dict[str, str]
) -> dict[str, tuple[str, int]]:
    table = store.read(
        "MATCH (y:Policy)-[r:NAMES]->(i:Industry) WHERE r.source IN $plans "
        "RETURN i.id AS id, r.source AS source, r.quote AS quote, r.passages AS passages",
        wanted,
    )
    place: dict[str, tuple[str, int]] = dict.fromkeys(fields, ("~", 0))
    for id, source, quote, passages in table.rows:
        key = str(id)
        if key in fields:
            at = max(0, str(quote).find(fields[key]))
            first = str(passages[0]) if isinstance(passages, list) and passages else ""  # pyright: ignore[reportUnknownArgumentType]
            place[key] = min(place[key], (f"{source}{first}", at))
    return place


@question(NamedIndustry, PLAN)
def unassigned_industries(store: Reader, *, plan: str | None = None) -> list[NamedIndustry]:
    """Industries that a plan names but gives to no park."""
    return rows(store, NamedIndustry, "unassigned_industries", plans(store, plan))


@question(Support, PLAN)
def single_anchor_industries(store: Reader, *, plan: str | None = None) -> list[Support]:
    """Industries that hang on a single park."""
    return rows(store, Support, "single_anchor_industries", plans(store, plan))


@question(ParkWithout, PLAN)
def parks_without_industry(store: Reader, *, plan: str | None = None) -> list[ParkWithout]:
    """Parks that a plan names without an industry; parts of another park and plans are left out.

    The words are those that give the park another role, else those that first name it.
    """
    table = store.read(statement("parks_without_industry"), plans(store, plan))
    found: dict[tuple[str, str], ParkWithout] = {}
    for r in table.records():
        key = (str(r["park_id"]), str(r["source"]))
        quote = r["role_quote"] or r["mention"]
        passages = r["role_passages"] or r["mention_passages"]
        row = ParkWithout(
            park_id=str(r["park_id"]), park=str(r["park"]), role=_text(r["role"]),
            task=_text(r["task"]), status=str(r["status"]), method=str(r["method"]),
            rule=str(r["rule"]), quote=str(quote),
            passages=tuple(str(p) for p in passages),  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType, reportUnknownArgumentType]
            source=str(r["source"]), path=None,
        )  # fmt: skip
        found.setdefault(key, row)
    paths = clause_paths(store, [r.passages[0] for r in found.values()])
    return [_with_path(r, paths) for r in found.values()]


def _with_path(row: ParkWithout, paths: dict[str, str]) -> ParkWithout:
    from dataclasses import replace

    return replace(row, path=paths.get(row.passages[0]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@question(Loss, Param("park", required=True), PLAN)
def dropout(store: Reader, *, park: str, plan: str | None = None) -> list[Loss]:
    """What each industry of a park would keep without it, the weakest first."""
    id = resolve(store, park, "Park", "Region")
    wanted = {"park": id} | plans(store, plan)
    table = store.read(statement("dropout"), wanted)
    records = table.records()
    paths = clause_paths(store, [p for r in records for p in r["passages"]])  # pyright: ignore
    losses: list[Loss] = []
    for r in records:
        passages = tuple(str(p) for p in r.pop("passages"))  # pyright: ignore
        others = tuple(sorted(str(o) for o in r.pop("others")))  # pyright: ignore
        remaining = int(r.pop("remaining"))  # pyright: ignore
        losses.append(
            Loss(
                **r, others=others, remaining=remaining, passages=passages,  # pyright: ignore
                effect=("none_left", "one_left", "two_or_more_left")[min(remaining, 2)],
                path=paths.get(passages[0]),
            )
        )  # fmt: skip
    return losses


MOST_PARKS = 40
"""Largest number of parks for which every optimum is searched; beyond, the search is refused."""


@question(Cover, PLAN)
def smallest_cover(store: Reader, *, plan: str | None = None) -> list[Cover]:
    """Every smallest set of parks that covers all industries: exact, by increasing size.

    Raises InvalidRequest beyond 40 parks.
    """
    facts = rows(store, Support, "smallest_cover", plans(store, plan))
    fields = sorted({f.industry_id for f in facts})
    if not fields:
        return []
    names = {f.park_id: f.park for f in facts}
    masks: dict[str, int] = defaultdict(int)
    for fact in facts:
        masks[fact.park_id] |= 1 << fields.index(fact.industry_id)
    if len(masks) > MOST_PARKS:
        raise InvalidRequest(
            f"{len(masks)} parks are too many to search exactly; ask one plan with plan=…",
            parameter="plan",
        )
    full = (1 << len(fields)) - 1
    parks = sorted(masks)
    for size in range(1, len(parks) + 1):
        covers = [c for c in combinations(parks, size) if _union(masks, c) == full]
        if covers:
            return [Cover(size, c, tuple(names[p] for p in c), len(fields)) for c in covers]
    return []


def _union(masks: dict[str, int], parks: tuple[str, ...]) -> int:
    union = 0
    for park in parks:
        union |= masks[park]
    return union


@question(Alliance, Param("minimum", "integer", default=2), PLAN)
def allies(store: Reader, *, minimum: int = 2, plan: str | None = None) -> list[Alliance]:
    """Pairs of parks that share at least `minimum` industries, most shared first."""
    table = store.read(statement("allies"), plans(store, plan))
    pairs: dict[tuple[str, str], dict[str, dict[str, object]]] = {}
    for r in table.records():
        pair = pairs.setdefault((str(r["park_id"]), str(r["other_id"])), {})
        pair.setdefault(str(r["industry_id"]), r)
    found = [
        Alliance(
            a, str(next(iter(shared.values()))["park"]), b,
            str(next(iter(shared.values()))["other"]), len(shared),
            tuple(str(r["industry"]) for r in shared.values()),
            tuple(str(r["quote"]) for r in shared.values()),
            tuple(str(r["other_quote"]) for r in shared.values()),
            tuple(sorted({str(p) for r in shared.values() for p in r["passages"]})),  # pyright: ignore
        )
        for (a, b), shared in pairs.items()
        if len(shared) >= minimum
    ]  # fmt: skip
    return sorted(found, key=lambda x: (-x.shared, x.park_id, x.other_id))


@question(Gap, PLAN)
def gaps(store: Reader, *, plan: str | None = None) -> list[Gap]:
    """All gaps: industries without a park, with a single one, and parks without an industry."""
    found = [
        Gap("unassigned_industry", g.industry_id, g.industry, None, g.quote, g.passages, g.path)
        for g in unassigned_industries(store, plan=plan)
    ]
    found += [
        Gap("single_anchor", g.industry_id, g.industry, g.park, g.quote, g.passages, g.path)
        for g in single_anchor_industries(store, plan=plan)
    ]
    found += [
        Gap("park_without_industry", g.park_id, g.park, g.role, g.quote, g.passages, g.path)
        for g in parks_without_industry(store, plan=plan)
    ]
    return found
