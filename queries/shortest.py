"""What connects two nodes: all shortest paths, searched from both ends, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import cast

from graph import schema
from graph.errors import InvalidRequest
from graph.store import Reader
from queries.nodes import NodeView
from queries.pattern import Direction, Pattern, pattern, within
from queries.registry import clause_paths, statement
from queries.subgraph import Edge, edges_between, labels_of, nodes_of, seed_id

MOST_STEPS = 6
"""Longest connection that is looked for; a longer one tells nothing about two nodes."""
MOST_PATHS = 1_000
MOST_READ = 200_000
"""Relationships looked at in one search: about two seconds, and memory that any machine has."""

# A document names all of its industries and sets all of its targets: that connects nothing.
_NO_CONNECTION = {"MENTIONED_IN", "NAMES", "SETS", "REQUIRES", "MEASURES", "ISSUED_BY"}


@dataclass(frozen=True, slots=True)
class Walk:
    """One path: its nodes in order, and the relationship of each step."""

    nodes: tuple[NodeView, ...]
    steps: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """The shortest paths between two nodes, in a stable order; `count` is how many there are.

    `clauses` gives the outline path (二/（三）/3) of the clauses that the steps cite, by id.
    """

    start: str
    end: str
    walks: tuple[Walk, ...]
    count: int
    clauses: Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class _Step:
    """A step to a node along a relationship, which is known by type and ends."""

    to: str
    kind: str
    start: str
    end: str


_Steps = dict[str, list[_Step]]


def connection(
    store: Reader,
    *,
    start: str,
    end: str,
    types: Sequence[str] = (),
    labels: Sequence[str] = (),
    most_steps: int = MOST_STEPS,
    limit: int = 100,
) -> Connection:
    """Every shortest path of at most `most_steps` (1–6) between two nodes (ids, names, aliases).

    `types` and `labels` filter what is walked and walked through; documents and clauses are not
    unless asked for. `limit` (1–1000) paths are given. Sources that say the same are one step,
    shown by one that states it.
    Raises NotFound with near matches, and InvalidRequest naming the parameter, also when more
    than MOST_READ relationships would have to be looked at.
    """
    within("max", most_steps, MOST_STEPS)
    within("limit", limit, MOST_PATHS)
    walked = types or [name for name in schema.RELATIONSHIPS if name not in _NO_CONNECTION]
    followed = pattern(walked, labels)
    first, last = seed_id(store, start), seed_id(store, end)
    onward = _Search(store, followed, first, last).onward(most_steps) if first != last else {}
    if not onward:
        return Connection(first, last, (), 0, {})
    routes = list(islice(_routes(onward, first, last), limit))
    ids = sorted({first, *(step.to for route in routes for step in route)})
    edges = _one_each(edges_between(store, followed, ids))
    nodes = {node.id: node for node in nodes_of(store, ids)}
    walks = tuple(
        Walk(
            tuple(nodes[id] for id in (first, *(step.to for step in route))),
            tuple(edges[step.kind, step.start, step.end] for step in route),
        )
        for route in routes
    )
    cited = {passage for edge in edges.values() for passage in passages_of(edge)}
    return Connection(
        first, last, walks, _count(onward, first, last, {}), clause_paths(store, sorted(cited))
    )


def passages_of(edge: Edge) -> tuple[str, ...]:
    """The clauses that a relationship cites."""
    return tuple(cast("list[str]", edge.properties.get("passages", [])))


class _Search:
    """A search from both ends: the side with fewer nodes takes the next level."""

    def __init__(self, store: Reader, followed: Pattern, first: str, last: str) -> None:
        self._store = store
        self._labels = followed.labels
        # The two ends may be reached whatever their label.
        self._followed = replace(followed, labels=followed.labels | labels_of((first, last)))
        self._ends = (first, last)
        self._read = 0

    def onward(self, most_steps: int) -> _Steps:
        """For each node on a shortest path, the steps from it towards the end; {} when none."""
        first, last = self._ends
        frontiers = ([first], [last])
        seen = ({first}, {last})
        back: tuple[_Steps, _Steps] = ({}, {})
        for _ in range(most_steps):
            side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
            reached = self._level(frontiers[side], seen[side])
            met = sorted(set(reached) & seen[1 - side])
            back[side].update(reached)
            if met:
                return self._joined(back, met)
            if not reached:
                return {}
            seen[side].update(reached)
            frontiers = (
                (list(reached), frontiers[1]) if side == 0 else (frontiers[0], list(reached))
            )
        return {}

    def _level(self, frontier: Sequence[str], seen: set[str]) -> _Steps:
        """The nodes next to the frontier, each with its steps back to it."""
        reached: _Steps = {}
        ways: tuple[Direction, ...] = ("out", "in")
        for way in ways:
            text = replace(self._followed, direction=way).narrow(
                statement("paths"), labels_of(frontier)
            )
            if text is None:
                continue
            found = self._store.read(
                text, {"ids": list(frontier)}, limit=max(1, MOST_READ - self._read)
            )
            self._read += len(found.rows)
            if found.truncated:
                raise InvalidRequest(
                    f"more than {MOST_READ} relationships lie between {self._ends[0]!r} and "
                    f"{self._ends[1]!r}; narrow by rel or label, or lower max",
                    parameter="max",
                )
            for row in found.rows:
                near, other, kind = (str(value) for value in row)
                if row[1] is None or other in seen:
                    continue
                if schema.label_of(other) in self._labels or other in self._ends:
                    ends = (near, other) if way == "out" else (other, near)
                    reached.setdefault(other, []).append(_Step(near, kind, *ends))
        return reached

    def _joined(self, back: tuple[_Steps, _Steps], met: Sequence[str]) -> _Steps:
        """The steps of both sides from where they met, all turned towards the end."""
        onward: _Steps = {}
        for side, steps in enumerate(back):
            here = set(met)
            while here:
                there: set[str] = set()
                for id in here:
                    for step in steps.get(id, []):
                        there.add(step.to)
                        if side == 0:
                            onward.setdefault(step.to, []).append(replace(step, to=id))
                        else:
                            onward.setdefault(id, []).append(step)
                here = there
        return {id: sorted(set(steps)) for id, steps in onward.items()}


def _routes(onward: _Steps, at: str, last: str) -> Iterator[tuple[_Step, ...]]:
    if at == last:
        yield ()
        return
    for step in onward.get(at, []):
        for rest in _routes(onward, step.to, last):
            yield (step, *rest)


def _count(onward: _Steps, at: str, last: str, known: dict[str, int]) -> int:
    if at == last:
        return 1
    if at not in known:
        known[at] = sum(_count(onward, step.to, last, known) for step in onward.get(at, []))
    return known[at]


def _one_each(edges: Sequence[Edge]) -> dict[tuple[str, str, str], Edge]:
    """One relationship for each type and ends, a stated one first."""
    kept: dict[tuple[str, str, str], Edge] = {}
    for edge in edges:
        key = (edge.type, edge.start, edge.end)
        stated = edge.properties.get("method") == "stated"
        if key not in kept or (stated and kept[key].properties.get("method") != "stated"):
            kept[key] = edge
    return kept
