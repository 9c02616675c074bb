"""A document as its clauses, with the words of every fact marked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader
from queries import nodes as read
from queries.nodes import SourceFact
from viz.marks import Segment, marked


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause cut at its marks, and the facts that it states."""

    id: str
    path: str
    ordinal: int
    segments: tuple[Segment, ...]
    facts: tuple[SourceFact, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A document: how it is called, its clauses, and the number of facts marked in them."""

    id: str
    name: str
    number: str | None
    issued: str | None
    clauses: tuple[Clause, ...]
    count: int


def source_page(store: Reader, *, policy_id: str) -> SourcePage:
    """The page of one document.

    Raises NotFound naming the id.
    """
    known = {source.id: source for source in read.sources(store)}
    if policy_id not in known:
        raise NotFound("source", policy_id, tuple(known))
    source = known[policy_id]
    by_passage: dict[str, list[SourceFact]] = defaultdict(list)
    facts = read.source_facts(store, policy_id=policy_id)
    for fact in facts:
        for passage in fact.passages:
            by_passage[passage].append(fact)
    clauses = tuple(
        Clause(
            id=clause.id,
            path=clause.path,
            ordinal=clause.ordinal,
            segments=marked(clause.text, ((f.id, f.quote) for f in by_passage[clause.id])),
            facts=tuple(by_passage[clause.id]),
        )
        for clause in read.clauses(store, policy_id=policy_id)
    )
    return SourcePage(source.id, source.name, source.number, source.issued, clauses, len(facts))
