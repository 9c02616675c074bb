"""Takers: which parks could take on an industry, how sure that is, and where it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from graph.schema import label_of
from graph.store import Reader
from queries.neighbourhood import Fact, Neighbourhood
from queries.partner_parts import Rating
from queries.partners import named
from queries.registry import PLAN, Param, plans, question, statement
from queries.relatedness import Chance, density, density_chance, holm, proximities
from queries.roles import FunctionName
from queries.scoring import half_at, places
from queries.whatif import NOTHING, Tie, WhatIf

LEVEL = 0.05
"""A p-value, corrected for the number of parks, above which the evidence is called thin."""

WEIGHTS = {"relatedness": 0.5, "bodies": 0.2, "functions": 0.2, "role": 0.1}
"""The most that each part can add; together 1. Fixed by judgement, not fitted to any data."""

Verdict = Literal["supported", "thin_unrelated", "thin_few", "thin_chance"]


@dataclass(frozen=True, slots=True)
class TakerPart:
    """One part of a taker's score, and the facts it rests on."""

    name: str
    score: float
    evidence: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """A park that does not support the industry yet, and what speaks for it.

    `density` is null where nothing is known of what the industry goes with. `chance` is how often
    chance does as well, `adjusted` the same corrected for the number of parks (Holm). A verdict
    other than `supported` says why the evidence is thin: the industry is related to nothing, the
    case is too small to show anything, or chance does as well too often.
    """

    rank: int
    park_id: str
    park: str
    score: float
    parts: tuple[TakerPart, ...]
    verdict: Verdict
    density: float | None
    chance: Chance | None
    adjusted: float | None
    functions: tuple[FunctionName, ...]


@dataclass(frozen=True, slots=True)
class TakerAnswer:
    """The parks that could take on an industry, and who supports it already."""

    industry_id: str
    industry: str
    supporters: tuple[str, ...]
    rows: tuple[Recommended, ...]

    @property
    def thin(self) -> bool:
        """Whether no row stands above chance."""
        return not any(row.verdict == "supported" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Taker:
    """A park that could take on an industry, as a row: the verdict before the number."""

    rank: int
    park_id: str
    park: str
    verdict: Verdict
    score: float
    density: float | None
    p_value: float | None
    p_adjusted: float | None
    p_least: float | None
    functions: tuple[str, ...]
    quotes: tuple[str, ...]
    passages: tuple[str, ...]
    path: str | None


@question(Taker, Param("industry", required=True), PLAN)
def takers(store: Reader, *, industry: str, plan: str | None = None) -> list[Taker]:
    """The parks that could take on an industry, best first; `recommended` has the parts."""
    rows: list[Taker] = []
    for r in recommended(store, industry=industry, plan=plan).rows:
        facts = list(dict.fromkeys(fact for part in r.parts for fact in part.evidence))
        said = [fact for fact in facts if fact.quote]
        rows.append(
            Taker(
                r.rank, r.park_id, r.park, r.verdict, r.score, r.density,
                r.chance.p if r.chance else None, r.adjusted, r.chance.least if r.chance else None,
                r.functions, tuple(dict.fromkeys(f.quote or "" for f in said)),
                tuple(dict.fromkeys(p for f in said for p in f.passages)),
                said[0].path if said else None,
            )
        )  # fmt: skip
    return rows


def recommended(
    store: Reader, *, industry: str, plan: str | None = None, assumed: WhatIf = NOTHING
) -> TakerAnswer:
    """Which parks could take on an industry, each score the sum of its parts.

    Relatedness density (Hidalgo and others 2007) with an exact or permutation p-value, corrected
    by Holm's method for the parks that are compared; bodies of the field in the park or its city;
    functions at hand there; and a role that a source gives the park. Parks of which nothing
    speaks for them are left out. Raises NotFound and InvalidRequest as names are found.
    """
    id = named(store, industry, "Industry")
    near = Neighbourhood(
        store, sources=plans(store, plan)["plans"] if plan else None, assumed=assumed
    )
    holders = supports(store, plan, assumed)
    rating = Rating(near, id)
    related = proximities(holders, id)
    have = holders.get(id, set[str]())
    rows = [str(p) for (p,) in store.read("MATCH (p:Park) RETURN p.id AS id ORDER BY id").rows]
    wholes = {park for parks in holders.values() for park in parks}
    parks = sorted({*rows, *wholes} - have)
    found: list[tuple[str, float, tuple[TakerPart, ...], Fraction | None, Chance | None]] = []
    tested: dict[str, float] = {}
    for park in parks:
        held = {i for i, some in holders.items() if park in some}
        share, chance = density(held, related), density_chance(held, related)
        parts = _parts(rating, park, held, related, share)
        if chance:
            tested[park] = chance.p
        score = round(sum(part.score for part in parts), 4)
        if score:
            found.append((park, score, parts, share, chance))
    found.sort(key=lambda row: (-row[1], row[0]))
    corrected = dict(zip(tested, holm(list(tested.values())), strict=True))
    names = near.names([id, *have, *(row[0] for row in found)])
    return TakerAnswer(
        id, names[id], tuple(names[p] for p in sorted(have)),
        tuple(
            Recommended(
                rank, park, names[park], score, parts, _verdict(chance, corrected.get(park)),
                None if share is None else round(float(share), 4), chance,
                corrected.get(park), tuple(rating.functions(park)),
            )
            for rank, (park, score, parts, share, chance) in zip(
                places([row[1] for row in found]), found, strict=True
            )
        ),
    )  # fmt: skip


def supports(store: Reader, plan: str | None, assumed: WhatIf = NOTHING) -> dict[str, set[str]]:
    """Who supports each industry, by industry; assumptions are laid over it."""
    holders: dict[str, set[str]] = defaultdict(set)
    for park, industry in store.read(statement("takers"), plans(store, plan)).rows:
        holders[str(industry)].add(str(park))
    for tie in assumed.added:
        if tie.kind == "SUPPORTS":
            holders[tie.end].add(tie.start)
    for tie in assumed.removed:
        if tie.kind == "SUPPORTS":
            holders[tie.end].discard(tie.start)
    return {industry: parks for industry, parks in sorted(holders.items()) if parks}


def _verdict(chance: Chance | None, adjusted: float | None) -> Verdict:
    if chance is None or adjusted is None:
        return "thin_unrelated"
    if adjusted <= LEVEL:
        return "supported"
    return "thin_few" if chance.least > LEVEL else "thin_chance"


def _parts(
    rating: Rating,
    park: str,
    held: set[str],
    related: Mapping[str, Fraction],
    share: Fraction | None,
) -> tuple[TakerPart, ...]:
    near = rating.near
    kin = sorted((i for i in held if related.get(i)), key=lambda i: (-related[i], i))[:3]
    industry = rating.node
    ties = [Tie("SUPPORTS", park, i) for i in kin]
    for i in kin[:1]:
        both = sorted(near.supporters(i) & near.supporters(industry))[:1]
        ties += [Tie("SUPPORTS", other, field) for other in both for field in (i, industry)]
    bodies = [
        (body, way, field)
        for body, way in rating.bodies(park)
        for i, field in rating.fields_of(body).items()
        if i == industry
    ]
    ways = rating.functions(park) if label_of(park) == "Park" else {}
    roles = [t for t in near.around(park).ties if (t.kind, t.start) == ("SELECTED_FOR", park)]
    values = {
        "relatedness": (float(share or 0), ties if share else []),
        "bodies": (half_at(len(bodies), 1), [t for _, way, f in bodies[:2] for t in (f, *way)]),
        "functions": (half_at(len(ways), 2), [t for way in ways.values() for t in way]),
        "role": (float(bool(roles)), roles[:1]),
    }
    return tuple(
        TakerPart(name, round(WEIGHTS[name] * value, 4), near.facts(said))
        for name, (value, said) in values.items()
    )
