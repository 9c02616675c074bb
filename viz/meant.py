"""The node that a text in a form means, or what it may mean."""

from __future__ import annotations

from dataclasses import dataclass

from graph import schema
from graph.errors import InvalidRequest, NotFound
from graph.store import Reader
from queries import nodes as read
from queries.nodes import NodeView
from queries.pattern import PLUMBING
from queries.search import search
from queries.subgraph import seed_id
from viz.pages import Page

_LABELS = tuple(label for label in schema.NODES if label not in PLUMBING)
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node that a text may mean. `href` is the page with it chosen."""

    id: str
    label: str
    name: str
    name_en: str | None
    href: str


@dataclass(frozen=True, slots=True)
class Meant:
    """What a field of a form names: the node, or why there is none and what may be meant.

    `problem` is `unknown` or `ambiguous`.
    """

    field: str
    text: str
    node: NodeView | None = None
    problem: str | None = None
    candidates: tuple[Candidate, ...] = ()


def meant(store: Reader, page: Page, field: str) -> Meant:
    """What the field of the page's address names, by id, name or alias."""
    text = page.query.get(field, "").replace("\0", "").strip()
    if not text:
        return Meant(field, "")
    try:
        return Meant(field, text, read.node(store, id=seed_id(store, text)))
    except NotFound:
        return Meant(field, text, None, "unknown", _near(store, page, field, text))
    except InvalidRequest as error:
        nodes = [read.node(store, id=id) for id in error.allowed]
        found = tuple(
            Candidate(n.id, n.label, n.name, english(n), _choose(page, field, n.id)) for n in nodes
        )
        return Meant(field, text, None, "ambiguous", found)


def english(node: NodeView) -> str | None:
    """The English name of a node that has one."""
    return str(node.properties["name_en"]) if "name_en" in node.properties else None


def _near(store: Reader, page: Page, field: str, text: str) -> tuple[Candidate, ...]:
    try:
        found = search(store, text[:200], labels=_LABELS, limit=_NEAR).hits
    except InvalidRequest:
        return ()
    return tuple(
        Candidate(h.id, h.label, h.name, h.name_en, _choose(page, field, h.id)) for h in found
    )


def _choose(page: Page, field: str, id: str) -> str:
    kept = {name: value for name, value in page.query.items() if name != "select"}
    return page.href(page.path, "", **{**kept, field: id})
