"""What is near a node: its ties, read one node at a time, and the words that say each.

A node is read by its key: that costs the same in a graph of a thousand nodes and of a million,
where a list of ids would be a scan of its label. What was read is kept for one answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from graph.schema import RELATIONSHIPS, label_of
from graph.store import Reader
from queries.registry import State, state_of, statement, texts
from queries.whatif import NOTHING, Tie, WhatIf

Direction = Literal["out", "in"]

MOST_ALIKE = 200
"""Ties of a node that is walked through; more of them say nothing of any one."""

MOST_WHOLE = 5_000
"""Nodes of a graph that is read whole."""

TIES_A_NODE = 10
"""Ties of a node of a large graph, seen from either end, about."""

_NOT_WALKED = {
    "MENTIONED_IN", "NAMES", "SETS", "REQUIRES", "MEASURES", "ISSUED_BY", "COUNTS_TOWARD",
    "PROVIDES",
}  # fmt: skip
_NOT_REACHED = {"Passage", "Policy", "Load", "Register", "Target", "Element", "Agency"}
_PLACES = {"Region"}
_OFTEN_CROWDED = {"Industry", "Park", "Region"}
_FEW = "Institute|Incubator|OffshoreCenter|University|TalentProgram|Fund|Event"
"""Labels of bodies of which a place holds few, unlike its enterprises."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A tie with the words that say it. `state` is `assumed` for what only a what-if says.

    `others` counts further sources that say the same.
    """

    id: str
    kind: str
    start: str
    start_name: str
    end: str
    end_name: str
    state: State | Literal["assumed"]
    status: str | None
    role: str | None
    rule: str | None
    quote: str | None
    passages: tuple[str, ...]
    source: str | None
    path: str | None
    others: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The ties of a node that can be walked, sorted; how many of each kind; how many in all.

    A crowded node has more ties than are walked: `ties` then holds those that say something.
    """

    ties: tuple[Tie, ...]
    counts: Mapping[tuple[str, Direction], int]
    total: int

    @property
    def crowded(self) -> bool:
        """Whether there are ties that are not walked."""
        return self.total > len(self.ties)

    def count(self, tie: Tie, node: str) -> int:
        """How many ties the node has that are like this one; in a crowd, how many at all."""
        return self.counts.get((tie.kind, _direction(tie, node)), 0) or max(1, self.total)


def _direction(tie: Tie, node: str) -> Direction:
    return "out" if tie.start == node else "in"


def _walkable(tie: Tie) -> bool:
    if tie.kind in _NOT_WALKED:
        return False
    ends = {label_of(tie.start), label_of(tie.end)}
    # That two cities lie in one province is what their place says, not a path between them.
    return not ends & _NOT_REACHED and not (tie.kind == "PART_OF" and ends == _PLACES)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of the graph one answer looks at: nodes for the walk, new nodes for each length of
    path, candidates that are rated for being near, and parks rated for their industry alone."""

    walk: int
    paths: int
    pool: int
    parks: int


SMALL = Budget(100_000, 100_000, 100_000, 100_000)
LARGE = Budget(40, 8, 16, 6)


class Neighbourhood:
    """The graph around some nodes, as one answer sees it: plans, what-if facts, no predictions.

    A small graph is read whole, in one statement; of a large one only what is near, by key.
    `sources` limits the facts to those of some sources; None takes all.
    """

    def __init__(
        self, store: Reader, *, sources: Sequence[str] | None = None, assumed: WhatIf = NOTHING
    ) -> None:
        self.store = store
        self._sources = None if sources is None else frozenset(sources)
        self._assumed = assumed
        self._read: dict[str, Surroundings] = {}
        self._facts: dict[Tie, tuple[Fact, ...]] = {}
        self._paths: dict[str, str] = {}
        self._supporters: dict[str, frozenset[str]] = {}
        self._standing: dict[str, tuple[Tie, ...]] = {}
        count = store.read("MATCH (n) RETURN count(*) AS n")
        self._nodes = int(cast(int, count.rows[0][0]))
        self._whole = self._all_ties()
        self.budget = LARGE if self._whole is None else SMALL

    def _all_ties(self) -> dict[str, set[Tie]] | None:
        """Every tie by either end, or None where the graph is too large to be read whole."""
        if self._nodes > MOST_WHOLE:
            return None
        table = self.store.read(statement("partners"), limit=4 * MOST_WHOLE)
        if table.truncated:
            return None
        found: dict[str, set[Tie]] = defaultdict(set)
        for kind, start, other, source in table.rows:
            if self._sources is None or source in self._sources:
                tie = Tie(str(kind), str(start), str(other))
                found[tie.start].add(tie)
                found[tie.end].add(tie)
        return found

    @property
    def read(self) -> int:
        """How many nodes have been read."""
        return len(self._read)

    def surroundings(self, ids: Iterable[str]) -> dict[str, Surroundings]:
        """What is around each of these nodes; an unknown id has nothing around it."""
        return {id: self.around(id) for id in ids}

    def around(self, id: str) -> Surroundings:
        """What is around one node."""
        if id not in self._read:
            self._read[id] = self._look(id)
        return self._read[id]

    def neighbours(self, ids: Sequence[str]) -> dict[str, tuple[Sequence[str], int]]:
        """The other ends of each node's ties in the order of the ties, and its number of ties."""
        near: dict[str, tuple[Sequence[str], int]] = {}
        for id in ids:
            here = self.around(id)
            near[id] = ([tie.other(id) for tie in here.ties], here.total)
        return near

    def share(self, ids: Iterable[str]) -> dict[str, float]:
        """The share of all ties that each node has, of those read or likely to have many.

        How many ties there are in a large graph is put at TIES_A_NODE a node: a count would read
        every one, and the order of nodes hardly depends on it.
        """
        totals: dict[str, int] = {}
        for id in ids:
            if id in self._read:
                totals[id] = self._read[id].total
            elif label_of(id) in _OFTEN_CROWDED:
                totals[id] = self._count(id)
        whole = sum(map(len, self._whole.values())) if self._whole is not None else None
        return {id: n / (whole or self._nodes * TIES_A_NODE) for id, n in totals.items()}

    def _look(self, id: str) -> Surroundings:
        label = label_of(id)
        if label is None or label in _NOT_REACHED:
            return Surroundings((), {}, 0)
        total = self._count(id)
        if total <= MOST_ALIKE:
            found = self._ties(id, "out") | self._ties(id, "in")
            total = 0
        else:
            # A crowd points to it; what it points to itself, and who supports it, still says much.
            found = self._ties(id, "out") if self._count(id, "out") <= MOST_ALIKE else set[Tie]()
            if label == "Industry":
                found |= {Tie("SUPPORTS", park, id) for park in self.supporters(id)}
        found = {tie for tie in found if _walkable(tie)} - set(self._assumed.removed)
        found |= {tie for tie in self._assumed.added if id in (tie.start, tie.end)}
        found = {tie for tie in found if tie.start != tie.end}
        counts: Counter[tuple[str, Direction]] = Counter()
        counts.update((tie.kind, _direction(tie, id)) for tie in found)
        return Surroundings(tuple(sorted(found)), counts, max(total, len(found)))

    def supporters(self, industry: str) -> frozenset[str]:
        """The parks (and regions) that support an industry."""
        if industry not in self._supporters:
            if industry in self._read and not self._read[industry].crowded:
                ties: Iterable[Tie] = self._read[industry].ties
            else:
                ties = self._ties(industry, "in", "SUPPORTS") - set(self._assumed.removed)
                ties |= set(self._assumed.added)
            self._supporters[industry] = frozenset(
                t.start for t in ties if (t.kind, t.end) == ("SUPPORTS", industry)
            )
        return self._supporters[industry]

    def standing_in(self, place: str) -> tuple[Tie, ...]:
        """The bodies that stand in a place: each, or of a crowd one of every kind at least."""
        around = self.around(place)
        if not around.crowded:
            return tuple(t for t in around.ties if (t.kind, t.end) == ("LOCATED_IN", place))
        if place not in self._standing:
            label = label_of(place) or ""
            few = statement_of("located", label, "LOCATED_IN").replace("(b)", f"(b:{_FEW})", 1)
            bodies = [str(body) for (body,) in self.store.read(few, {"id": place}).rows]
            first = statement_of("located_first", label, "LOCATED_IN")
            first = first.replace("(b)", "(b:Enterprise)", 1)
            bodies += [str(b) for (b,) in self.store.read(first, {"id": place}).rows if b]
            self._standing[place] = tuple(Tie("LOCATED_IN", body, place) for body in bodies)
        return self._standing[place]

    def _count(self, id: str, direction: Direction | None = None) -> int:
        if self._whole is not None:
            ties = self._whole.get(id, ())
            return sum(direction in (None, _direction(tie, id)) for tie in ties)
        text = statement_of("tie_count", label_of(id) or "", "")
        if direction == "out":
            text = text.replace("]-(b)", "]->(b)")
        return int(cast(int, self.store.read(text, {"id": id}).rows[0][0]))

    def _ties(self, id: str, direction: Direction, kind: str = "") -> set[Tie]:
        if self._whole is not None:
            ties = self._whole.get(id, ())
            return {t for t in ties if _direction(t, id) == direction and kind in ("", t.kind)}
        text = statement_of(f"ties_{direction}", label_of(id) or "", kind)
        found: set[Tie] = set()
        for k, other, source in self.store.read(text, {"id": id}).rows:
            if self._sources is None or source in self._sources:
                ends = (id, str(other)) if direction == "out" else (str(other), id)
                found.add(Tie(str(k), *ends))
        return found

    def facts(self, ties: Iterable[Tie]) -> tuple[Fact, ...]:
        """Each tie with the words of one source, a stated one before a derived one."""
        wanted = list(dict.fromkeys(ties))
        for tie in wanted:
            if tie not in self._facts:
                self._facts[tie] = self._words(tie)
        return tuple(fact for tie in wanted for fact in self._facts[tie])

    def named(self, id: str) -> tuple[Fact, ...]:
        """The first clause that names a node, as a fact; none where no clause does."""
        text = statement_of("named", label_of(id) or "", "MENTIONED_IN")
        rows = self.store.read(text, {"id": id}).rows
        return self.facts([Tie("MENTIONED_IN", id, str(rows[0][0]))]) if rows else ()

    def _words(self, tie: Tie) -> tuple[Fact, ...]:
        text = statement_of("fact", label_of(tie.start) or "", tie.kind)
        text = text.replace("(b {", f"(b:{label_of(tie.end)} {{")
        if not RELATIONSHIPS[tie.kind].properties or tie.kind not in _WITH_ROLE:
            text = text.replace("r.role AS role", "null AS role")
        records = [
            r
            for r in self.store.read(text, {"start": tie.start, "target": tie.end}).records()
            if self._sources is None or r["source"] in self._sources
        ]
        if not records:
            if tie not in self._assumed.added:
                return ()
            names = self.names([tie.start, tie.end])
            return (
                Fact("", tie.kind, tie.start, names[tie.start], tie.end, names[tie.end],
                     "assumed", None, None, None, None, (), None, None),
            )  # fmt: skip
        records.sort(key=lambda r: state_of(_text(r["method"])) != "stated")
        first = records[0]
        passages = texts(first["passages"])
        return (
            Fact(
                str(first["id"]), tie.kind, tie.start, str(first["start_name"]), tie.end,
                str(first["end_name"]), state_of(_text(first["method"])), _text(first["status"]),
                _text(first["role"]), _text(first["rule"]), _text(first["quote"]), passages,
                _text(first["source"]), self._path(passages), len(records) - 1,
            ),
        )  # fmt: skip

    def _path(self, passages: tuple[str, ...]) -> str | None:
        first = passages[0] if passages else ""
        if first and first not in self._paths:
            text = "MATCH (p:Passage {id: $id}) RETURN p.path AS path"
            rows = self.store.read(text, {"id": first}).rows
            self._paths[first] = str(rows[0][0] or "") if rows else ""
        return self._paths.get(first) or None

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of nodes; one that is not there is called by its id."""
        found: dict[str, str] = {}
        for id in dict.fromkeys(ids):
            label = label_of(id)
            rows = (
                self.store.read(
                    f"MATCH (n:{label} {{id: $id}}) RETURN n.name AS name", {"id": id}
                ).rows
                if label
                else ()
            )
            found[id] = str(rows[0][0]) if rows else id
        return found


_WITH_ROLE = {k for k, t in RELATIONSHIPS.items() if any(p.name == "role" for p in t.properties)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@cache
def statement_of(name: str, label: str, kind: str) -> str:
    """A statement narrowed to a label, which makes it a key look-up, and to a kind if given."""
    text = statement(name).replace("(a {", f"(a:{label} {{")
    return text.replace("[r]", f"[r:{kind}]") if kind else text
