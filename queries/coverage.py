"""Coverage: which park supports which industry, and where the gaps are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any, Literal

from graph.store import Reader
from queries.cover import smallest_covers
from queries.registry import (
    PLAN,
    Param,
    State,
    clause_paths,
    plans,
    question,
    resolve,
    rows,
    state_of,
    statement,
    texts,
)


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
            cells.append(
                Cell(park, parks[park], field, fields[field], state_of(fact.method), fact.status,
                     fact.rule, fact.quote, fact.passages, fact.path)
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
            first = next(iter(texts(passages)), "")
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
        passages = texts(r["role_passages"] or r["mention_passages"])
        row = ParkWithout(
            park_id=str(r["park_id"]), park=str(r["park"]), role=_text(r["role"]),
            task=_text(r["task"]), status=str(r["status"]), method=str(r["method"]),
            rule=str(r["rule"]), quote=str(quote),
            passages=passages, source=str(r["source"]), path=None,
        )  # fmt: skip
        found.setdefault(key, row)
    paths = clause_paths(store, [p for r in found.values() for p in r.passages[:1]])
    return [replace(r, path=_path(paths, r.passages)) for r in found.values()]


def _path(paths: dict[str, str], passages: tuple[str, ...]) -> str | None:
    return paths.get(passages[0]) if passages else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@question(Loss, Param("park", required=True), PLAN)
def dropout(store: Reader, *, park: str, plan: str | None = None) -> list[Loss]:
    """What each industry of a park would keep without it, the weakest first."""
    id = resolve(store, park, "Park", "Region")
    wanted = {"park": id} | plans(store, plan)
    table = store.read(statement("dropout"), wanted)
    records = table.records()
    paths = clause_paths(store, [p for r in records for p in texts(r["passages"])])
    losses: list[Loss] = []
    for r in records:
        passages = texts(r.pop("passages"))
        others = tuple(sorted(texts(r.pop("others"))))
        remaining = int(r.pop("remaining"))  # pyright: ignore
        losses.append(
            Loss(
                **r, others=others, remaining=remaining, passages=passages,  # pyright: ignore
                effect=("none_left", "one_left", "two_or_more_left")[min(remaining, 2)],
                path=_path(paths, passages),
            )
        )  # fmt: skip
    return losses


@question(Cover, PLAN)
def smallest_cover(store: Reader, *, plan: str | None = None) -> list[Cover]:
    """Every smallest set of parks that covers all industries: exact, in the order of their ids.

    Raises InvalidRequest when the search would not end in reasonable time.
    """
    facts = rows(store, Support, "smallest_cover", plans(store, plan))
    fields = sorted({f.industry_id for f in facts})
    names = {f.park_id: f.park for f in facts}
    masks: dict[str, int] = defaultdict(int)
    for fact in facts:
        masks[fact.park_id] |= 1 << fields.index(fact.industry_id)
    return [
        Cover(len(c), c, tuple(names[p] for p in c), len(fields))
        for c in smallest_covers(masks, len(fields))
    ]


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
            tuple(sorted({str(p) for r in shared.values() for p in texts(r["passages"])})),
        )
        for (a, b), shared in pairs.items()
        if len(shared) >= minimum
    ]  # fmt: skip
    return sorted(found, key=lambda x: (-x.shared, x.park_id, x.other_id))


@question(Gap, PLAN)
def gaps(store: Reader, *, plan: str | None = None) -> list[Gap]:
    """All gaps: industries without a park, with a single one, and parks without an industry.

    A gap that several sources leave open is one gap, with the words of the first.
    """
    records = store.read(statement("gaps"), plans(store, plan)).records()
    records.sort(key=lambda r: (r["place"], r["id"], r["source"], r["ordinal"], str(r["quote"])))
    first: dict[tuple[object, object], dict[str, Any]] = {}
    for record in records:
        first.setdefault((record["kind"], record["id"]), record)
    paths = clause_paths(store, [p for r in first.values() for p in texts(r["passages"])[:1]])
    return [
        Gap(
            r["kind"], r["id"], r["name"], r["other"] or None, r["quote"], texts(r["passages"]),
            _path(paths, texts(r["passages"])),
        )
        for r in first.values()
    ]  # fmt: skip
