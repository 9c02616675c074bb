"""Partners as rows of a table: one line each, its parts as columns and its reasons in words."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.covers import listed
from queries.partners import partners
from queries.registry import PLAN, Param, question


@dataclass(frozen=True, slots=True)
class Proposal:
    """A partner with its score, what each part adds, and the words that speak for it."""

    rank: int
    id: str
    label: str
    name: str
    score: float
    by_industry: float
    by_paths: float
    by_functions: float
    by_walk: float
    by_place: float
    by_ties: float
    quotes: tuple[str, ...]
    passages: tuple[str, ...]
    path: str | None


@question(
    Proposal, Param("node", required=True), Param("industry"), Param("need"), Param("near"),
    Param("exclude"), Param("limit", "integer", default=10), PLAN, name="partners",
)  # fmt: skip
def proposals(
    store: Reader,
    *,
    node: str,
    industry: str | None = None,
    need: str | None = None,
    near: str | None = None,
    exclude: str | None = None,
    limit: int = 10,
    plan: str | None = None,
) -> list[Proposal]:
    """The partners of a node, best first; several needs or exclusions stand between commas.

    `queries.partners.partners` has the paths, the evidence of each part, and what is not known.
    """
    answer = partners(
        store, node=node, industry=industry, needs=listed(need, "、，,"), near=near,
        exclude=listed(exclude, "、，,"), limit=limit, plan=plan,
    )  # fmt: skip
    rows: list[Proposal] = []
    for row in answer.rows:
        points = {part.name: part.score for part in row.parts}
        facts = [fact for part in row.parts for fact in part.evidence if fact.quote]
        rows.append(
            Proposal(
                row.rank, row.id, row.label, row.name, row.score,
                points["industry"], points["paths"], points["functions"], points["walk"],
                points["place"], points["ties"],
                tuple(dict.fromkeys(fact.quote or "" for fact in facts)),
                tuple(dict.fromkeys(p for fact in facts for p in fact.passages)),
                facts[0].path if facts else None,
            )
        )  # fmt: skip
    return rows
