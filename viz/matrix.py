"""The park × industry matrix, and the proof of one of its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader
from queries import coverage
from queries import nodes as read
from queries.coverage import Cell as CellRow
from viz.marks import Segment, marked
from viz.pages import Page

MOST_ROWS = 40
MOST_COLUMNS = 24
"""Parks and industries that a matrix draws; what is left out is counted below it."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: an industry and the number of parks that support it."""

    id: str
    name: str
    name_en: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One park and one industry: stated, derived, or not stated. `key` is its place in a link."""

    key: str
    state: str
    industry: str
    industry_en: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A park, its cells in the order of the columns, and the number that is not blank."""

    id: str
    name: str
    name_en: str | None
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the proof's words marked in it."""

    id: str
    policy_id: str
    path: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a cell is not blank: the words, or the rule, and the clauses they stand in."""

    park: str
    park_en: str | None
    industry: str
    industry_en: str | None
    state: str
    quote: str | None
    rule: str | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What is drawn. `parks`, `fields` and `supports` count all of it, drawn or not."""

    industries: tuple[Head, ...]
    rows: tuple[Row, ...]
    parks: int
    fields: int
    supports: int
    selected: str
    proof: Proof | None


Found = Mapping[tuple[str, str], CellRow]


def matrix(store: Reader, page: Page, *, plan: str) -> Matrix:
    """The matrix of a plan; `page.query["cell"]` chooses the proof.

    Without a choice the proof is that of the weakest column, for its gap says most.
    """
    asked = coverage.matrix(store, plan=plan)
    found = {(c.park_id, c.industry_id): c for c in asked if c.state != "not_stated"}
    parks = list(dict.fromkeys(c.park_id for c in asked))
    fields = list(dict.fromkeys(c.industry_id for c in asked))
    english = read.english_names(store, ids=(*parks[:MOST_ROWS], *fields[:MOST_COLUMNS]))
    names = {c.industry_id: c.industry for c in asked} | {c.park_id: c.park for c in asked}
    totals = Counter(industry for _, industry in found)
    heads = tuple(Head(f, names[f], english.get(f), totals[f]) for f in fields[:MOST_COLUMNS])
    selected = page.query.get("cell") or _weakest(totals, found)
    park, _, industry = selected.partition("|")
    chosen = found.get((park, industry))
    return Matrix(
        industries=heads,
        rows=_rows(parks[:MOST_ROWS], names, english, heads, found),
        parks=len(parks),
        fields=len(fields),
        supports=len(found),
        selected=selected,
        proof=_proof(store, chosen, english) if chosen else None,
    )


def _rows(
    parks: Sequence[str],
    names: Mapping[str, str],
    english: Mapping[str, str],
    heads: Sequence[Head],
    found: Found,
) -> tuple[Row, ...]:
    totals = Counter(park for park, _ in found)

    def cell(park: str, head: Head) -> Cell:
        fact = found.get((park, head.id))
        state = fact.state if fact else "not_stated"
        return Cell(f"{park}|{head.id}", state, head.name, head.name_en)

    return tuple(
        Row(p, names[p], english.get(p), tuple(cell(p, head) for head in heads), totals[p])
        for p in parks
    )


def _weakest(totals: Mapping[str, int], found: Found) -> str:
    key = min(found, key=lambda cell: totals[cell[1]], default=None)
    return "|".join(key) if key else ""


def _proof(store: Reader, cell: CellRow, english: Mapping[str, str]) -> Proof:
    return Proof(
        park=cell.park,
        park_en=english.get(cell.park_id),
        industry=cell.industry,
        industry_en=english.get(cell.industry_id),
        state=cell.state,
        quote=cell.quote,
        rule=cell.rule,
        clauses=tuple(
            Clause(p.id, p.policy_id, p.path, marked(p.text, [("proof", cell.quote or "")]))
            for p in read.passages(store, ids=cell.passages)
        ),
    )
