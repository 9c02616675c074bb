"""A subgraph as one HTML file that needs nothing else: made with pyvis, opened without a network.

pyvis's own templates load from other hosts in every mode, so the page is our template with the
drawing library of the pyvis package put in. Its policy lets nothing run but the two scripts whose
hashes it names, and nothing be fetched at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graph import schema
from graph.store import Reader
from queries.nodes import NodeView
from queries.registry import clause_paths, state_of
from queries.subgraph import Edge, Subgraph, nodes_of
from viz.drawing import icon
from viz.layout import Label, Point, label, positions
from viz.pages import Page
from viz.words import Language

MOST_DRAWN = 300
"""Nodes of one file: pyvis takes long for more, and no one reads them."""
_WORDS_UP_TO = 60
"""Lines up to which each carries the name of its type."""
_NOT_YET = {"planned", "encouraged", "target"}
_FACE = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"

_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "keyboard": False,
        "multiselect": False,
        "tooltipDelay": 1_000_000,
    },
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "edges": {
        "smooth": False,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "color": {"color": "#7d8985", "highlight": "#0b5d57", "hover": "#0b5d57"},
        "font": {
            "size": 12,
            "face": _FACE,
            "color": "#55605e",
            "strokeWidth": 4,
            "strokeColor": "#ffffff",
        },
        "labelHighlightBold": False,
        "width": 1.2,
        "selectionWidth": 2,
    },
    "nodes": {"size": 12, "borderWidth": 2, "font": {"size": 13, "face": _FACE}},
}


@dataclass(frozen=True, slots=True)
class Row:
    """A relationship in the table below the drawing."""

    edge: Edge
    start: NodeView
    end: NodeView
    stated: bool
    clause: str | None
    source: NodeView | None

    def said(self, name: str) -> str | None:
        """One of its words: status, method, quote, rule, source, role."""
        value = self.edge.properties.get(name)
        return None if value is None else str(value)


def graph_page(
    store: Reader, subgraph: Subgraph, language: Language = "zh", *, title: str = ""
) -> str:
    """The page: the drawing, its legend, a table of every relationship with its words, sources.

    At most MOST_DRAWN nodes are drawn, nearest first; the page says how many are not.
    """
    page = Page(language, "", {})
    nodes = subgraph.nodes[:MOST_DRAWN]
    by_id = {node.id: node for node in nodes}
    edges = [e for e in subgraph.relationships if e.start in by_id and e.end in by_id]
    cited = [passage for edge in edges for passage in _texts(edge.properties.get("passages"))[:1]]
    clauses = clause_paths(store, cited)
    sources = _sources(store, nodes, edges)
    rows = [_row(edge, by_id, clauses, sources) for edge in edges]
    seeds = [by_id[id] for id in subgraph.seeds if id in by_id]
    beyond = subgraph.cut.left_out if subgraph.cut else 0
    values: dict[str, object] = {
        "page": page,
        "say": page.say,
        "title": title or _title(page, seeds),
        "rows": rows,
        "shown": nodes,
        "left": len(subgraph.nodes) - len(nodes) + beyond,
        "depth": subgraph.depth,
        "seed": seeds[0].id if seeds else "",
        "labels": [t for t in schema.NODE_TYPES if any(n.label == t.label for n in nodes)],
        "hollow": any(_hollow(node) for node in nodes),
        "derived": any(not row.stated for row in rows),
        "sources": sources,
        "date": max((found for source in sources if (found := date_of(source))), default=None),
        "date_of": date_of,
        "icon": icon,
    }
    return _drawn(page, nodes, rows, values)


def date_of(source: NodeView) -> str | None:
    """The day that a document or a register is of."""
    found = source.properties.get("issued") or source.properties.get("date")
    return None if found is None else str(found)


def _row(
    edge: Edge,
    nodes: Mapping[str, NodeView],
    clauses: Mapping[str, str],
    sources: Sequence[NodeView],
) -> Row:
    passages = _texts(edge.properties.get("passages"))
    method = edge.properties.get("method")
    stated = state_of(None if method is None else str(method)) == "stated"
    clause = clauses.get(passages[0]) if passages else None
    source = next((s for s in sources if s.id == edge.properties.get("source")), None)
    return Row(edge, nodes[edge.start], nodes[edge.end], stated, clause, source)


def _texts(value: object) -> list[str]:
    return [str(item) for item in cast("Iterable[object]", value or ())]


def _hollow(node: NodeView) -> bool:
    return node.properties.get("status") in _NOT_YET


def _name(page: Page, node: NodeView) -> str:
    english = node.properties.get("name_en")
    return page.plain(node.name, str(english) if english else None)


def _title(page: Page, seeds: Sequence[NodeView]) -> str:
    if not seeds:
        return page.say("export.whole")
    names = [_name(page, seed) for seed in seeds]
    if len(names) > 3:
        return page.say("export.many", names=page.value(names[:3]), count=len(names))
    return page.say("export.around", names=page.value(names))


def _sources(
    store: Reader, nodes: Sequence[NodeView], edges: Sequence[Edge]
) -> tuple[NodeView, ...]:
    """The documents and registers that the nodes and relationships come from."""
    ids = {str(edge.properties["source"]) for edge in edges if edge.properties.get("source")}
    ids |= {id for node in nodes for id in _texts(node.properties.get("sources"))}
    return nodes_of(store, sorted(id for id in ids if schema.label_of(id)))


def _drawn(
    page: Page, nodes: Sequence[NodeView], rows: Sequence[Row], values: Mapping[str, object]
) -> str:
    # Imported here: pyvis brings IPython, which no other page needs.
    from pyvis.network import Network  # pyright: ignore[reportMissingTypeStubs]

    network: Any = Network(directed=True)
    labels = {node.id: _label(page, node) for node in nodes}
    places = _places(nodes, rows, labels)
    for node in nodes:
        shown = schema.NODES[node.label]
        hollow = _hollow(node)
        boxed = shown.shape == "box"
        network.add_node(
            node.id,
            label="\n".join(labels[node.id].lines) or node.id,
            shape=shown.shape,
            color={
                "border": shown.color,
                "background": "#ffffff" if hollow else shown.color,
                "highlight": {"border": "#17201f", "background": shown.color},
                "hover": {"border": "#17201f", "background": shown.color},
            },
            font={"color": "#ffffff" if boxed and not hollow else "#17201f"},
            shapeProperties={"borderDashes": [4, 3] if hollow else False},
            x=places[node.id][0],
            y=places[node.id][1],
        )
    joined: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        joined[row.edge.start, row.edge.end].append(row)
    for (start, end), some in joined.items():
        kinds = dict.fromkeys(page.kind(row.edge.type) for row in some)
        network.add_edge(
            start,
            end,
            label=page.value(list(kinds)) if len(joined) <= _WORDS_UP_TO else "",
            dashes=[6, 5] if not any(row.stated for row in some) else False,
            rows=[row.edge.id for row in some],
        )
    network.options = _OPTIONS
    network.path = "export.html"
    network.templateEnv = _environment(values)
    return str(network.generate_html())


def _label(page: Page, node: NodeView) -> Label:
    return label(_name(page, node), boxed=schema.NODES[node.label].shape == "box")


def _places(
    nodes: Sequence[NodeView], rows: Sequence[Row], labels: Mapping[str, Label]
) -> dict[str, Point]:
    """Each node with those that it is the first to reach around it."""
    links: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.edge.start != row.edge.end:
            links[row.edge.start].append(row.edge.end)
            links[row.edge.end].append(row.edge.start)
    placed = set[str]()
    expansions: list[tuple[str, list[str]]] = []
    for node in nodes:
        around = [id for id in sorted(set(links[node.id])) if id not in placed and id != node.id]
        if around or node.id not in placed:
            placed |= {node.id, *around}
            expansions.append((node.id, around))
    return positions(expansions, links, labels)


def _environment(values: Mapping[str, object]) -> Environment:
    """One of its own for each page, since pyvis hands no values of ours to the template."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("viz"), PackageLoader("pyvis", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    scripts, style = _inlined()
    policy = (
        "default-src 'none'",
        f"script-src {' '.join(map(_hash, scripts))}",
        f"style-src {_hash(style)}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    known = cast("Any", environment).globals
    known |= {**values, "scripts": scripts, "style": style, "policy": "; ".join(policy)}
    return environment


@cache
def _inlined() -> tuple[tuple[Markup, Markup], Markup]:
    def text(package: str, folder: str, name: str) -> Markup:
        source = files(package) / folder / name
        return Markup(source.read_text(encoding="utf-8").replace("\r\n", "\n"))

    library = text("pyvis", "templates", "lib/vis-9.1.2/vis-network.min.js")
    ours = text("viz", "templates", "export.js")
    return (library, ours), text("viz", "templates", "export.css")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
