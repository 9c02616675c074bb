"""Paths between two nodes: step by step with their words, and as a drawing in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from graph import schema
from graph.store import Reader
from queries.nodes import NodeView
from queries.registry import state_of
from queries.shortest import MOST_STEPS, Walk, connection, passages_of
from queries.subgraph import Edge
from viz.drawing import Line, Mark, svg
from viz.layout import label
from viz.meant import Meant, english, meant
from viz.pages import Page

MOST_SHOWN = 20
"""Paths that a page writes out; the rest is counted."""
_COLUMN, _LINE = 240.0, 76.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One step: two nodes in the direction of reading, what joins them, and who says so."""

    start: NodeView
    end: NodeView
    type: str
    along: bool
    status: str | None
    method: str | None
    derived: bool
    rule: str | None
    quote: str | None
    clause: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class PathsPage:
    """The answer. `count` is all that were found, of `steps` steps; `paths` are written out."""

    ends: tuple[Meant, Meant]
    types: tuple[str, ...]
    same: bool
    steps: int
    count: int
    paths: tuple[tuple[Leg, ...], ...]
    drawing: Markup | None


def paths_page(store: Reader, page: Page) -> PathsPage:
    """What connects `from` and `to`; ends that name no node, or several, come with candidates.

    Raises InvalidRequest for a `rel` that the schema does not have.
    """
    ends = (meant(store, page, "from"), meant(store, page, "to"))
    types = tuple(value for name, value in page.pairs if name == "rel" and value)
    first, last = (end.node for end in ends)
    if first is None or last is None or first.id == last.id:
        same = first is not None and last is not None
        return PathsPage(ends, types, same, 0, 0, (), None)
    found = connection(store, start=first.id, end=last.id, types=types, limit=MOST_SHOWN)
    return PathsPage(
        ends=ends,
        types=types,
        same=False,
        steps=len(found.walks[0].steps) if found.walks else 0,
        count=found.count,
        paths=tuple(_legs(page, walk, found.clauses) for walk in found.walks),
        drawing=_drawing(page, found.walks) if found.walks else None,
    )


def _legs(page: Page, walk: Walk, clauses: Mapping[str, str]) -> tuple[Leg, ...]:
    return tuple(
        Leg(
            start=here,
            end=there,
            type=edge.type,
            along=edge.start == here.id,
            status=_text(edge, "status"),
            method=_text(edge, "method"),
            derived=_derived(edge),
            rule=_text(edge, "rule"),
            quote=_text(edge, "quote"),
            clause=clauses.get(next(iter(passages_of(edge)), "")),
            href=page.words(_text(edge, "source"), passages_of(edge), _text(edge, "quote")),
        )
        for edge, (here, there) in zip(walk.steps, pairwise(walk.nodes), strict=True)
    )


def _text(edge: Edge, name: str) -> str | None:
    value = edge.properties.get(name)
    return None if value is None else str(value)


def _derived(edge: Edge) -> bool:
    return state_of(_text(edge, "method")) != "stated"


def _drawing(page: Page, walks: Sequence[Walk]) -> Markup:
    """One column a step; all ways are shortest, so a node has one column."""
    nodes = {node.id: node for walk in walks for node in walk.nodes}
    columns: dict[int, dict[str, None]] = defaultdict(dict)
    edges: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    near: dict[str, set[str]] = defaultdict(set)
    for walk in walks:
        for place, node in enumerate(walk.nodes):
            columns[place][node.id] = None
        for edge in walk.steps:
            edges[edge.start, edge.end].append(edge)
            near[edge.start].add(edge.end)
            near[edge.end].add(edge.start)
    places: dict[str, tuple[float, float]] = {}

    def height(id: str) -> tuple[float, str]:
        before = [places[other][1] for other in near[id] if other in places]
        return (sum(before) / len(before) if before else 0.0, id)

    for place in sorted(columns):
        # Each column in the order of what it is joined to in the one before: fewer lines cross.
        ids = sorted(columns[place], key=height)
        for row, id in enumerate(ids):
            places[id] = (place * _COLUMN, (row - (len(ids) - 1) / 2) * _LINE)
    ends = (walks[0].nodes[0].id, walks[0].nodes[-1].id)
    marks = [
        Mark(
            id=id,
            type=node.label,
            name=(name := page.plain(node.name, english(node))),
            label=label(name, boxed=schema.NODES[node.label].shape == "box"),
            place=places[id],
            opened=id in ends,
            href=page.home(id),
        )
        for id, node in nodes.items()
    ]
    lines = [
        Line(
            *pair,
            words=page.value(tuple(dict.fromkeys(page.kind(edge.type) for edge in joined))),
            dashed=all(_derived(edge) for edge in joined),
        )
        for pair, joined in edges.items()
    ]
    return svg(marks, lines, title=page.say("paths.drawing"))


__all__ = ["MOST_STEPS", "PathsPage", "paths_page"]
