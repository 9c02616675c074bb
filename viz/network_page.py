"""The network as a page, as an SVG file and as what the browser draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from markupsafe import Markup

from graph import schema
from graph.store import Reader
from queries import nodes as read
from queries.nodes import NodeView
from viz.drawing import Key, Line, Mark, document, icon, stroke, svg
from viz.meant import Meant, english
from viz.network import DOCUMENTS, MOST, Fact, Item, Network
from viz.network_state import Asked
from viz.pages import Page, render

START = 40
"""Nodes of a label to begin with; a search finds the others."""


def lines(page: Page, view: Network) -> tuple[Line, ...]:
    """One line for all that joins the same two ends; dashed when no source states any of it."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in view.facts:
        groups[fact.line].append(fact)
    return tuple(
        Line(
            start=facts[0].start.id,
            end=facts[0].end.id,
            words=page.value(tuple(dict.fromkeys(page.kind(fact.type) for fact in facts))),
            dashed=all(fact.derived for fact in facts),
        )
        for facts in groups.values()
    )


def drawing(page: Page, view: Network, *, alone: bool = False) -> Markup:
    """The state as SVG: within the page, or with a legend to stand `alone`."""
    marks = [_mark(page, view.asked, item, alone) for item in view.items]
    title = heading(page, view)
    key = None
    if alone:
        present = {item.node.label for item in view.items}
        key = Key(
            title,
            [(t.label, page.kind(t.label)) for t in schema.NODE_TYPES if t.label in present],
            page.say("network.stated"),
            page.say("network.derived"),
            page.say("network.hollow"),
            page.say("network.note"),
        )
    return svg(marks, lines(page, view), title=title, key=key)


def heading(page: Page, view: Network) -> str:
    """The names of what is opened, the first three of them."""
    names = [page.plain(item.node.name, english(item.node)) for item in view.items if item.opened]
    comma = "、" if page.language == "zh" else ", "
    some = comma.join(names[:3])
    key = "network.heading_many" if len(names) > 3 else "network.heading"
    return page.say(key, names=some, count=len(names))


def _mark(page: Page, asked: Asked, item: Item, alone: bool) -> Mark:
    node = item.node
    name = page.plain(node.name, english(node))
    to = asked if item.opened and not item.more else asked.opening(node.id)
    return Mark(
        id=node.id,
        type=node.label,
        name=name,
        label=item.label,
        place=item.place,
        hollow=item.hollow,
        opened=item.opened,
        more=item.more,
        href="" if alone else to.href(page),
        hint=_hint(page, item),
    )


def start_page(store: Reader, page: Page, asked: Meant) -> str:
    """Where to begin: the parks and industries, and what a name that was typed may mean."""
    groups: list[tuple[str, tuple[NodeView, ...], bool]] = []
    for label in ("Park", "Industry"):
        found = read.nodes(store, label=label, limit=START)
        if found.nodes:
            groups.append((label, found.nodes, found.after is not None))
    return render(page, "network_start.html", groups=groups, ends=(asked,), icon=icon)


def network_svg(page: Page, view: Network) -> str:
    """The drawing as a file that stands alone."""
    return document(drawing(page, view, alone=True))


def network_page(page: Page, view: Network) -> str:
    """The page of a state."""
    asked = view.asked

    def link(state: Asked) -> str:
        return state.href(page)

    def back(id: str) -> str:
        return link(replace(asked, hidden=tuple(h for h in asked.hidden if h != id)))

    def acts(item: Item) -> list[tuple[str, str]]:
        """What can be done with a node, each with the state it leads to."""
        id = item.node.id
        found: list[tuple[str, str]] = []
        if item.more or (not item.opened and (asked.plan or asked.statuses)):
            found.append(("open_more" if item.opened else "open", link(asked.opening(id))))
        if item.opened and len(set(asked.seeds)) > 1:
            found.append(("close", link(asked.closing(id))))
        if len(view.items) > 1 and set(asked.seeds) != {id}:
            found.append(("hide", link(asked.without(id))))
        return found

    exports = [(words, _export(page, asked, form)) for form, words in _EXPORTS]
    return render(
        page,
        "network.html",
        view=view,
        title=heading(page, view),
        most=MOST,
        drawing=drawing(page, view),
        icon=icon,
        stroke=stroke,
        acts=acts,
        back=back,
        all_href=link(replace(asked, labels=(), types=(), statuses=())),
        documents_href=link(replace(asked, labels=DOCUMENTS)),
        svg_href=asked.href(page, "/network.svg"),
        exports=exports,
        data=_data(page, view),
    )


_EXPORTS = (
    ("html", "network.page_of_one_file"), ("json", "JSON"), ("cytoscape", "Cytoscape"),
    ("graphml", "GraphML"),
    ("gexf", "GEXF"), ("jsonld", "JSON-LD"), ("turtle", "Turtle"), ("csv", "CSV"),
)  # fmt: skip


def _export(page: Page, asked: Asked, form: str) -> str:
    query: dict[str, str | Sequence[str]] = {
        "seed": tuple(dict.fromkeys(asked.seeds)),
        "rel": asked.types,
        "label": asked.labels,
        "format": form,
        "lang": page.language if form == "html" and page.language != "zh" else "",
    }
    return "/api/v1/subgraph?" + urlencode(
        {name: value for name, value in query.items() if value}, doseq=True, safe=":"
    )


def _data(page: Page, view: Network) -> dict[str, object]:
    """What the browser draws: shapes and lines; their words stand in the tables."""
    return {
        "nodes": [
            {
                "id": item.node.id,
                "label": "\n".join(item.label.lines) + (f"  +{item.more}" if item.more else ""),
                "shape": schema.NODES[item.node.label].shape,
                "color": schema.NODES[item.node.label].color,
                "x": item.place[0],
                "y": item.place[1],
                "opened": item.opened,
                "hollow": item.hollow,
                "title": _hint(page, item),
            }
            for item in view.items
        ],
        "lines": [
            {"id": f"{line.start}|{line.end}", "from": line.start, "to": line.end,
             "label": line.words, "dashes": line.dashed}
            for line in lines(page, view)
        ],
    }  # fmt: skip


def _hint(page: Page, item: Item) -> str:
    return f"{page.plain(item.node.name, english(item.node))} · {page.kind(item.node.label)}"
