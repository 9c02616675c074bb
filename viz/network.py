"""The network: opened nodes with what they are joined to, as a drawing and as its table twin.

The address is the state. Each `seed` opens a node, in order; the same seed again opens the next
neighbours of that node. Nothing else is ever drawn, so the whole graph never is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph import schema
from graph.store import Reader
from queries.degrees import degrees
from queries.nodes import NodeView
from queries.pattern import PLUMBING
from queries.registry import clause_paths, state_of, texts
from queries.subgraph import Edge, subgraph
from viz.layout import Label, Point, label, positions
from viz.meant import english
from viz.network_state import Asked
from viz.pages import Page

EACH = 30
"""Neighbours that one opening of a node adds."""
MOST = 150
"""Nodes of a drawing; more of them cannot be read."""
_READ = MOST
"""Neighbours that are read to choose from."""

DOCUMENTS = tuple(label for label in schema.NODES if label in PLUMBING - {"Load", "Redirect"})
"""Labels that are drawn only when asked for: joined to everything, they say least."""

_LABEL_ORDER = {t.label: i for i, t in enumerate(schema.NODE_TYPES)}
_TYPE_ORDER = {t.name: i for i, t in enumerate(schema.RELATIONSHIP_TYPES)}
_NOT_YET = {"planned", "encouraged", "target"}


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the drawing. `adjacent` counts its neighbours, `shown` those in the drawing."""

    node: NodeView
    place: Point
    label: Label
    opened: bool
    hollow: bool
    adjacent: int
    shown: int

    @property
    def more(self) -> int:
        """Neighbours that are not in the drawing."""
        return max(0, self.adjacent - self.shown)


@dataclass(frozen=True, slots=True)
class Fact:
    """A relationship of the drawing with the words that say it, and their clause."""

    id: str
    type: str
    start: NodeView
    end: NodeView
    status: str | None
    method: str | None
    role: str | None
    rule: str | None
    quote: str | None
    source: str | None
    passages: tuple[str, ...]
    path: str | None

    @property
    def line(self) -> str:
        """The line that draws it: all relationships between the same two ends share one."""
        return f"{self.start.id}|{self.end.id}"

    @property
    def derived(self) -> bool:
        """Whether no source states it."""
        return state_of(self.method) != "stated"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that the drawing can be narrowed to, and whether it is.

    `count` is None for what is not read unless asked for.
    """

    value: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The drawing and its twin.

    `adjacent` counts all neighbours of what is opened, `shown` those in the drawing; `unread` is
    the part of them that was not looked at. `full`: the drawing holds no more.
    """

    asked: Asked
    items: tuple[Item, ...]
    facts: tuple[Fact, ...]
    labels: tuple[Choice, ...]
    types: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    hidden: tuple[NodeView, ...]
    adjacent: int
    shown: int
    full: bool
    unread: int


def network(store: Reader, page: Page, asked: Asked) -> Network:
    """The drawing of a state, with names in the reader's language.

    Raises NotFound naming a seed that is no node.
    """
    opened = tuple(dict.fromkeys(asked.seeds))
    room = _READ + len(opened)
    around = subgraph(store, seeds=opened, limit=room)
    heard = [e for e in around.relationships if _said(e, asked)]
    if asked.types or asked.labels:
        around = subgraph(store, seeds=opened, types=asked.types, labels=asked.labels, limit=room)
    known = {node.id: node for node in around.nodes}
    kept = [
        e
        for e in around.relationships
        if _said(e, asked) and (not asked.statuses or e.properties.get("status") in asked.statuses)
    ]
    near = _neighbours(kept)
    expansions, full = _open(asked.seeds, near)
    inside = dict.fromkeys(id for hub, added in expansions for id in (hub, *added))
    labels = {id: _label(page, known[id]) for id in inside}
    links = {id: tuple(near.get(id, ())) for id in inside}
    places = _placed(expansions, tuple(links.items()), tuple(labels.items()))
    shown = {id for id in inside if id not in asked.hidden}
    adjacent = _adjacent(store, asked, inside, links)
    unread = around.cut.left_out if around.cut else 0
    return Network(
        asked=asked,
        items=tuple(
            Item(
                node=known[id],
                place=places[id],
                label=labels[id],
                opened=id in opened,
                hollow=not labels[id].boxed and known[id].properties.get("status") in _NOT_YET,
                adjacent=adjacent.get(id, 0),
                shown=sum(other in shown for other in links[id]),
            )
            for id in inside
            if id in shown
        ),
        facts=_facts(store, [e for e in kept if e.start in shown and e.end in shown], known),
        labels=_choices(_label_counts(heard, opened), asked.labels, list(schema.NODES))
        + _unasked(asked),
        types=_choices(Counter(e.type for e in heard), asked.types, list(schema.RELATIONSHIPS)),
        statuses=_choices(
            Counter(str(e.properties["status"]) for e in heard if "status" in e.properties),
            asked.statuses,
            list(schema.Status),
        ),
        hidden=tuple(known[id] for id in asked.hidden if id in inside),
        adjacent=len({o for id in opened for o in links[id]} - set(opened)) + unread,
        shown=len(shown - set(opened)),
        full=full,
        unread=unread,
    )


def _adjacent(
    store: Reader, asked: Asked, inside: Iterable[str], links: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """How many neighbours each node has, where what is asked can be counted without reading it."""
    opened = {id: len(links[id]) for id in asked.seeds}
    if asked.plan or asked.statuses:
        return opened
    counted = degrees(store, ids=list(inside), types=asked.types, labels=asked.labels)
    return counted | {id: max(count, counted.get(id, 0)) for id, count in opened.items()}


def _said(edge: Edge, asked: Asked) -> bool:
    return not asked.plan or edge.properties.get("source") == asked.plan


def _neighbours(edges: Sequence[Edge]) -> dict[str, dict[str, None]]:
    """What each node is joined to, the ontology's first relationships first, stated ones first."""
    order = sorted(edges, key=lambda e: (_TYPE_ORDER[e.type], _derived(e), e.start, e.end))
    near: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for edge in order:
        if edge.start != edge.end:
            near[edge.start][edge.end] = None
            near[edge.end][edge.start] = None
    return dict(near)


def _derived(edge: Edge) -> bool:
    return state_of(_text(edge, "method")) != "stated"


def _text(edge: Edge, name: str) -> str | None:
    value = edge.properties.get(name)
    return None if value is None else str(value)


def _open(
    seeds: Sequence[str], near: Mapping[str, Mapping[str, None]]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], bool]:
    """Each opening with the neighbours that it adds, and whether the drawing is full."""
    inside = dict.fromkeys(seeds)
    there: set[str] = set()
    times: Counter[str] = Counter()
    expansions: list[tuple[str, tuple[str, ...]]] = []
    full = False
    for id in seeds:
        there.add(id)
        wanted = list(near.get(id, ()))[times[id] * EACH : (times[id] + 1) * EACH]
        times[id] += 1
        new = [other for other in wanted if other not in inside]
        full = full or len(inside) + len(new) > MOST
        new = new[: max(0, MOST - len(inside))]
        inside |= dict.fromkeys(new)
        # One that is opened later stands where it stood before it was.
        added = {*new, *(other for other in wanted if other in seeds and other not in there)}
        there |= added
        expansions.append((id, tuple(sorted(added, key=_side))))
    return tuple(expansions), full


def _side(id: str) -> tuple[int, str]:
    """Kinds stand side by side."""
    return (_LABEL_ORDER.get(schema.label_of(id) or "", 99), id)


def _label(page: Page, node: NodeView) -> Label:
    name = page.plain(node.name, english(node))
    return label(name, boxed=schema.NODES[node.label].shape == "box")


@lru_cache(maxsize=256)
def _placed(
    expansions: tuple[tuple[str, tuple[str, ...]], ...],
    links: tuple[tuple[str, tuple[str, ...]], ...],
    labels: tuple[tuple[str, Label], ...],
) -> Mapping[str, Point]:
    return positions(expansions, dict(links), dict(labels))


def _facts(store: Reader, edges: Sequence[Edge], known: Mapping[str, NodeView]) -> tuple[Fact, ...]:
    passages = {e.id: texts(e.properties.get("passages")) for e in edges}
    paths = clause_paths(store, [ids[0] for ids in passages.values() if ids])
    order = sorted(edges, key=lambda e: (_TYPE_ORDER[e.type], e.start, e.end, e.id))
    return tuple(
        Fact(
            id=e.id, type=e.type, start=known[e.start], end=known[e.end],
            status=_text(e, "status"), method=_text(e, "method"), role=_text(e, "role"),
            rule=_text(e, "rule"), quote=_text(e, "quote"), source=_text(e, "source"),
            passages=passages[e.id],
            path=paths.get(next(iter(passages[e.id]), "")),
        )
        for e in order
    )  # fmt: skip


def _label_counts(edges: Sequence[Edge], opened: Sequence[str]) -> Counter[str]:
    ends = {id for e in edges for id in (e.start, e.end)} - set(opened)
    return Counter(schema.label_of(id) or "" for id in ends)


def _choices(
    counts: Counter[str], chosen: Sequence[str], order: Sequence[str]
) -> tuple[Choice, ...]:
    return tuple(
        Choice(value, counts[value], value in chosen)
        for value in order
        if counts[value] or (value in chosen and value not in DOCUMENTS)
    )


def _unasked(asked: Asked) -> tuple[Choice, ...]:
    return tuple(Choice(label, None, label in asked.labels) for label in DOCUMENTS)
