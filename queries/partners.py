"""Partners: who could work with a park, an enterprise or an industry, why, and through whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.errors import InvalidRequest, NotFound
from graph.schema import label_of
from graph.store import Reader
from queries.neighbourhood import Fact, Neighbourhood
from queries.partner_parts import Rated, Rating
from queries.registry import plans, resolve
from queries.roles import CANDIDATES, FunctionName, Need, needed
from queries.scoring import Part, half_at, places
from queries.whatif import NOTHING, WhatIf

SUBJECTS = ("Park", "Enterprise", "Industry", "Institute", "University", "Incubator")
"""Labels of what partners can be searched for."""

MOST = 100
"""Partners in one answer."""

NoteCode = Literal[
    "considered", "own_facts", "no_ties", "not_in_industry", "no_park", "single_park",
    "need_unmet", "need_unknown", "place_unknown", "no_place", "missing_functions", "more", "tie",
    "none", "assumed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """Something known, or not known, about an answer: a code and the values its words take."""

    code: NoteCode
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A path from the node to a partner, one fact a step, and what it weighs."""

    weight: float
    nodes: tuple[str, ...]
    steps: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """A candidate with its place, its score, what that is the sum of, and the best paths to it.

    Equal scores have equal ranks.
    """

    rank: int
    id: str
    label: str
    name: str
    score: float
    parts: tuple[Part, ...]
    paths: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class PartnerAnswer:
    """The partners, and what is known and not known beyond them.

    `missing` are the functions that the node is not known to have.
    """

    node: str
    label: str
    name: str
    industry: str | None
    industry_name: str | None
    rows: tuple[Partner, ...]
    known: tuple[Note, ...]
    unknown: tuple[Note, ...]
    missing: tuple[FunctionName, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A question after partners, its names made ids."""

    rating: Rating
    name: str
    industry: str | None
    within: str | None
    excluded: frozenset[str]
    excluded_labels: frozenset[str]


def named(store: Reader, text: str, *labels: str) -> str:
    """The id of a node by id, name or alias; an id is looked up by its key.

    Raises NotFound and InvalidRequest as `queries.registry.resolve` does.
    """
    if (label := label_of(text)) in labels:
        if store.read(f"MATCH (n:{label} {{id: $id}}) RETURN n.id AS id", {"id": text}).rows:
            return text
    if not text.strip():
        raise InvalidRequest("no node is named; pass an id or a name", parameter="node")
    return resolve(store, text, *labels)


def search(
    store: Reader,
    *,
    node: str,
    industry: str | None = None,
    needs: Sequence[str] = (),
    near: str | None = None,
    exclude: Sequence[str] = (),
    plan: str | None = None,
    assumed: WhatIf = NOTHING,
) -> Search:
    """A search made ready: names found, paths and walks followed. Raises as `partners` does."""
    id = named(store, node, *SUBJECTS)
    field = named(store, industry, "Industry") if industry else None
    place = named(store, near, "Region", "Park") if near else None
    asked = tuple(needed(text) for text in needs)
    ids, labels = _excluded(store, exclude)
    sources = plans(store, plan)["plans"] if plan else None
    around = Neighbourhood(store, sources=sources, assumed=assumed)
    rating = Rating(around, id, field=field, needs=asked)
    rating.walk()
    name = around.names([id])[id]
    return Search(rating, name, field, place, frozenset(ids), frozenset(labels))


def _excluded(store: Reader, exclude: Sequence[str]) -> tuple[set[str], set[str]]:
    ids, labels = set[str](), set[str]()
    for text in exclude:
        try:
            labels |= set(needed(text).labels)
        except InvalidRequest:
            ids.add(named(store, text, *CANDIDATES))
    return ids, labels


def partners(
    store: Reader,
    *,
    node: str,
    industry: str | None = None,
    needs: Sequence[str] = (),
    near: str | None = None,
    exclude: Sequence[str] = (),
    limit: int = 10,
    plan: str | None = None,
    assumed: WhatIf = NOTHING,
) -> PartnerAnswer:
    """Who could be a partner of a node, best first, each score the sum of its parts.

    `needs` are functions or kinds of node, of which a partner meets at least one; `near` keeps
    those in a region or park; `exclude` leaves out nodes or kinds, which may still be on a path.
    A candidate is rated by itself: its score does not depend on who else is there. Predictions
    are no evidence, here as everywhere.

    The parts: industries that are shared or related (proximity, Hidalgo and others 2007), paths
    by how specific they are (DWPC, Himmelstein and Baranzini 2015), where a walk from the node
    comes back to (personalised PageRank by local push, Andersen, Chung and Lang 2006), functions
    that the node lacks, nearness, and standing ties.
    Raises NotFound (no such node) and InvalidRequest (an ambiguous name, an unknown need).
    """
    if not 1 <= limit <= MOST:
        raise InvalidRequest(
            f"limit={limit} is out of range", parameter="limit", allowed=(f"1 to {MOST}",)
        )
    asked = search(
        store, node=node, industry=industry, needs=needs, near=near, exclude=exclude, plan=plan,
        assumed=assumed,
    )  # fmt: skip
    pool, unplaced = _pool(asked)
    rated = [r for r in (asked.rating.rate(c) for c in pool) if r.score > 0]
    rated.sort(key=lambda r: (-r.score, r.id))
    ranks = places([r.score for r in rated])
    names = asked.rating.near.names(r.id for r in rated[:limit])
    rows = tuple(
        partner(asked, rank, r, names[r.id])
        for rank, r in zip(ranks[:limit], rated[:limit], strict=True)
    )
    known, unknown = _notes(asked, rows, rated, unplaced, needs)
    if assumed:
        known = (*known, Note("assumed"))
    rating = asked.rating
    return PartnerAnswer(
        rating.node, label_of(rating.node) or "", asked.name, asked.industry,
        rating.near.names([asked.industry])[asked.industry] if asked.industry else None,
        rows, known, unknown, () if needs else rating.wanted,
    )  # fmt: skip


def partner(asked: Search, rank: int, rated: Rated, name: str) -> Partner:
    """A rated candidate with its paths in words."""
    rating = asked.rating
    routes = tuple(
        Route(round(p.weight, 6), p.nodes, rating.near.facts(p.ties)) for p in rated.paths
    )
    return Partner(
        rank, rated.id, label_of(rated.id) or "", name, rated.score, rating.parts(rated), routes
    )


def _pool(asked: Search) -> tuple[list[str], int]:
    """The candidates to be rated, and how many are left out for want of a stated place."""
    rating = asked.rating
    reached = set(rating.mass) | set(rating.paths)
    parks = {
        tie.start
        for field in rating.fields
        for tie in rating.near.around(field).ties
        if tie.kind == "SUPPORTS"
    }
    if label_of(rating.node) == "Industry" and not parks:
        # An industry without a park: any park may take it on.
        rows = rating.near.store.read("MATCH (p:Park) RETURN p.id AS id ORDER BY id LIMIT 200").rows
        parks = {str(id) for (id,) in rows}
    rough = {
        id: half_at(sum(p.weight for p in rating.paths.get(id, ())), 0.1) + rating.mass.get(id, 0.0)
        for id in reached | parks
        if label_of(id) in CANDIDATES
        and id != rating.node
        and id not in asked.excluded
        and label_of(id) not in asked.excluded_labels
    }
    best = sorted(rough, key=lambda id: (-rough[id], id))
    budget = rating.near.budget
    kin = [id for id in best if id in parks]
    pool = sorted({*best[: budget.pool], *kin[: budget.parks]})
    if asked.rating.needs:
        pool = [id for id in pool if any(rating.meets(need, id) for need in rating.needs)]
    if asked.within is None:
        return pool, 0
    inside = [id for id in pool if any(s.place == asked.within for s in rating.places.of(id))]
    # A park is a place itself; what counts is whether a source says where it is.
    return inside, sum(not any(s.ties for s in rating.places.of(id)) for id in pool)


def _notes(
    asked: Search,
    rows: Sequence[Partner],
    rated: Sequence[Rated],
    unplaced: int,
    needs: Sequence[str],
) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    rating = asked.rating
    near, name = rating.near, asked.name
    own = near.around(rating.node)
    known = [
        Note("own_facts", (("name", name), ("count", str(own.total)))),
        Note("considered", (("count", str(len(rated))), ("read", str(near.read)))),
    ]
    unknown: list[Note] = []
    if not own.total:
        unknown.append(Note("no_ties", (("name", name),)))
    fields = near.names(rating.fields)
    if asked.industry and asked.industry not in rating.fields_of(rating.node):
        unknown.append(
            Note("not_in_industry", (("name", name), ("industry", fields[asked.industry])))
        )
    for field in rating.fields:
        parks = [tie.start for tie in near.around(field).ties if tie.kind == "SUPPORTS"]
        if not parks:
            unknown.append(Note("no_park", (("industry", fields[field]),)))
        elif len(parks) == 1:
            park = near.names(parks)[parks[0]]
            unknown.append(Note("single_park", (("industry", fields[field]), ("park", park))))
    for need in rating.needs:
        if not any(rating.meets(need, r.id) for r in rated):
            number = _number(near.store, need)
            code: NoteCode = "need_unmet" if number else "need_unknown"
            unknown.append(Note(code, (("need", need.text), ("count", str(number)))))
    if not needs and rating.wanted:
        unknown.append(
            Note("missing_functions", (("name", name), ("functions", " ".join(rating.wanted))))
        )
    if label_of(rating.node) != "Industry" and not rating.places.of(rating.node)[1:]:
        unknown.append(Note("no_place", (("name", name),)))
    if unplaced:
        unknown.append(Note("place_unknown", (("count", str(unplaced)),)))
    if len(rated) > len(rows):
        known.append(Note("more", (("count", str(len(rated) - len(rows))),)))
    alike = [row for row in rows if sum(r.score == row.score for r in rated) > 1]
    if alike:
        known.append(Note("tie", (("names", "、".join(row.name for row in alike)),)))
    if not rows:
        unknown.append(Note("none", (("name", name),)))
    return tuple(known), tuple(unknown)


def _number(store: Reader, need: Need) -> int:
    """How many nodes there are that meet a need by what they are."""
    texts = [f"MATCH (n:{label}) RETURN count(n) AS n" for label in need.labels]
    return sum(int(str(store.read(text).rows[0][0])) for text in texts)


def found(answer: PartnerAnswer, name: str) -> Partner:
    """The partner of an answer by id or name. Raises NotFound with the names there are."""
    for row in answer.rows:
        if name in (row.id, row.name):
            return row
    raise NotFound("partner in this list (伙伴)", name, tuple(r.name for r in answer.rows[:3]))
