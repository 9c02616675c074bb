"""A document as its clauses, with the words of every fact marked, or what was passed over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Reader
from queries import nodes as read
from queries.documents import NAMING, Said, said_in
from queries.nodes import Passage
from queries.registry import statement
from viz.marks import marked

ASKED = "asked"
"""Stands for the words that a link asked to see, among the facts of a mark."""

MOST_FACTS = 60
"""Facts that a clause lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a clause's text.

    `facts` are the facts it is part of, `begins` those whose words begin here, `names` the node
    that it names where it says no more than that.
    """

    text: str
    facts: tuple[str, ...]
    begins: tuple[str, ...]
    names: str | None
    asked: bool

    @property
    def read(self) -> bool:
        """Whether anything in the graph rests on these words."""
        return bool(self.facts or self.names)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause cut at its marks: its facts, at most MOST_FACTS of `count`, and `names` in it."""

    id: str
    path: str
    ordinal: int
    parts: tuple[Part, ...]
    facts: tuple[Said, ...]
    count: int
    names: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A document: how it is called, its clauses, and how much of it facts rest on.

    `unread` are the clauses that nothing rests on; `share` is the part of the text, from 0 to 1,
    that something rests on.
    """

    id: str
    name: str
    number: str | None
    issued: str | None
    clauses: tuple[Clause, ...]
    count: int
    unread: tuple[Clause, ...]
    share: float


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A register in the list: a table of facts, with its date, licence and number of rows."""

    id: str
    name: str
    date: str | None
    license: str | None
    publisher: str | None
    rows: int | None


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A document in the list, with the number of its clauses."""

    id: str
    name: str
    number: str | None
    issued: str | None
    clauses: int


def source_list(store: Reader) -> tuple[SourceEntry, ...]:
    """The documents of the graph, oldest first."""
    counts = {str(id): int(str(n)) for id, n in store.read(statement("source_counts")).rows}
    return tuple(
        SourceEntry(s.id, s.name, s.number, s.issued, counts.get(s.id, 0))
        for s in read.sources(store)
    )


def register_list(store: Reader) -> tuple[RegisterEntry, ...]:
    """The registers of the graph, at most 200."""

    def text(value: object) -> str | None:
        return None if value in (None, "") else str(value)

    return tuple(
        RegisterEntry(
            str(r["id"]), str(r["name"]), text(r["date"]), text(r["license"]),
            text(r["publisher"]), None if r["rows"] is None else int(str(r["rows"])),
        )
        for r in store.read(statement("registers")).records()
    )  # fmt: skip


def source_page(store: Reader, *, policy_id: str, quote: str = "") -> SourcePage:
    """The page of one document; `quote` are words to be shown above all others.

    Raises NotFound naming the id.
    """
    known = {source.id: source for source in read.sources(store)}
    if policy_id not in known:
        raise NotFound("source", policy_id, tuple(known)[:3])
    source = known[policy_id]
    by_passage: dict[str, list[Said]] = defaultdict(list)
    facts = said_in(store, policy_id=policy_id)
    for fact in facts:
        for passage in fact.passages:
            by_passage[passage].append(fact)
    clauses = tuple(
        _clause(clause, by_passage[clause.id], quote)
        for clause in read.clauses(store, policy_id=policy_id)
    )
    parts = [part for clause in clauses for part in clause.parts]
    length = sum(len(part.text) for part in parts)
    return SourcePage(
        source.id,
        source.name,
        source.number,
        source.issued,
        clauses,
        sum(fact.kind != NAMING for fact in facts),
        tuple(clause for clause in clauses if not clause.count and not clause.names),
        sum(len(part.text) for part in parts if part.read) / length if length else 0.0,
    )


def _clause(clause: Passage, said: list[Said], quote: str) -> Clause:
    facts = {fact.id: fact for fact in said if fact.kind != NAMING}
    names = {fact.id: fact for fact in said if fact.kind == NAMING}
    begun: set[str] = set()
    parts: list[Part] = []
    for segment in marked(clause.text, [*((f.id, f.quote) for f in said), (ASKED, quote)]):
        own = tuple(id for id in segment.facts if id in facts)
        named = next((names[id].start for id in segment.facts if id in names), None)
        begins = tuple(id for id in own if id not in begun)
        asked = ASKED in segment.facts
        parts.append(Part(segment.text, own, begins, None if own else named, asked))
        begun.update(own)
    shown = tuple(facts.values())[:MOST_FACTS]
    return Clause(
        clause.id, clause.path, clause.ordinal, tuple(parts), shown, len(facts), len(names)
    )
