"""What any node is, what it is joined to, and the clauses that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from graph import schema
from graph.errors import InvalidRequest, NotFound
from graph.store import Reader, Value

Direction = Literal["in", "out"]

LOOKED_AT = 2_000
"""Ids that are looked at for those most like an unknown one."""


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node as it is read: its label and every property that is set."""

    id: str
    label: str
    name: str
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause of a source. `path` reads like 二/（三）/3; `ordinal` counts clauses."""

    id: str
    policy_id: str
    path: str
    ordinal: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Neighbor:
    """One relationship of a node, seen from that node, with the words that say it."""

    direction: Direction
    kind: str
    relationship_id: str
    other: NodeView
    status: str | None
    method: str | None
    rule: str | None
    role: str | None
    source: str | None
    quote: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that has clauses in the graph. `issued` is an ISO date."""

    id: str
    name: str
    number: str | None
    issued: str | None


@dataclass(frozen=True, slots=True)
class NodePage:
    """Some nodes in the order of their ids.

    `after` is the id to go on from, or None at the end; `left` is how many come after this page.
    """

    nodes: tuple[NodeView, ...]
    after: str | None
    left: int


@cache
def _cypher(name: str) -> str:
    return (files("queries") / "cypher" / f"{name}.cypher").read_text(encoding="utf-8")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("Iterable[object]", value or ()))


@cache
def _shown(label: str) -> frozenset[str]:
    return frozenset(prop.name for prop in schema.shown_properties(label))


def _node(value: object) -> NodeView:
    fields = cast("dict[str, Value]", value)
    label = str(fields.get("label") or schema.label_of(str(fields["id"])) or "")
    known = _shown(label)
    properties = {
        name: item
        for name, item in fields.items()
        if name in known and item is not None and item != []
    }
    return NodeView(
        id=str(fields["id"]),
        label=label,
        name=str(fields.get("name") or fields["id"]),
        properties=properties,
    )


def _label(id: str) -> str:
    label = schema.label_of(id)
    if label is None:
        raise NotFound("node", id)
    return label


def _narrowed(name: str, label: str) -> str:
    """A statement whose `n` has this label, which makes it a look-up by key."""
    return _cypher(name).replace("MATCH (n", f"MATCH (n:{label}")


def node(store: Reader, *, id: str) -> NodeView:
    """The node with this id.

    Raises NotFound naming the id and the ids most like it.
    """
    label = _label(id)
    rows = store.read(_narrowed("node", label), {"id": id}).rows
    if not rows:
        raise NotFound("node", id, _alike(store, label, id))
    return _node(rows[0][0])


def _alike(store: Reader, label: str, id: str) -> tuple[str, ...]:
    # Imported here: only an answer that fails needs it.
    from rapidfuzz import process

    start = id[: len(label) + 2]
    rows = store.read(_narrowed("ids_alike", label), {"start": start}, limit=LOOKED_AT).rows
    found = process.extract(id, sorted(str(row[0]) for row in rows), limit=3, score_cutoff=60)
    return tuple(name for name, _, _ in found)


def current_id(store: Reader, id: str) -> str | None:
    """The id that stands for an id which is no longer in use, or None when that was never merged.

    A merge into a node that was itself merged is followed to its end.
    """
    current, seen = id, {id}
    while True:
        rows = store.read(_cypher("redirect"), {"id": f"redirect:{current}"}).rows
        if not rows or not rows[0][0]:
            return None if current == id else current
        current = str(rows[0][0])
        if current in seen:
            return None
        seen.add(current)


def neighbors(store: Reader, *, id: str, limit: int = 500) -> tuple[Neighbor, ...]:
    """The first relationships of a node, ordered by type, direction and the other node's id.

    Raises NotFound when the id's prefix is no label.
    """
    text = _narrowed("relationships", _label(id))
    found = [_neighbor(r) for r in store.read(text, {"id": id, "limit": limit}).records()]
    found.sort(key=lambda n: (n.kind, n.direction, n.other.id, n.relationship_id))
    return tuple(found[:limit])


def relationship_count(store: Reader, *, id: str) -> int:
    """How many relationships a node has. Raises NotFound when the id's prefix is no label."""
    text = _narrowed("relationship_count", _label(id))
    return int(cast("int", store.read(text, {"id": id}).rows[0][0]))


def _neighbor(record: Mapping[str, object]) -> Neighbor:
    fields = cast("dict[str, object]", record["relationship"])
    return Neighbor(
        direction=cast("Direction", record["direction"]),
        kind=str(fields["kind"]),
        relationship_id=str(fields["id"]),
        other=_node(record["node"]),
        status=_text(fields.get("status")),
        method=_text(fields.get("method")),
        rule=_text(fields.get("rule")),
        role=_text(fields.get("role")),
        source=_text(fields.get("source")),
        quote=_text(fields.get("quote")),
        passages=_strings(fields.get("passages")),
    )


def nodes(
    store: Reader, *, label: str | None = None, text: str = "", after: str = "", limit: int = 50
) -> NodePage:
    """Nodes whose name, English name or an alias carries `text`, from the id `after` on.

    `limit` is a number of nodes. Raises InvalidRequest for an unknown label.
    """
    if label is not None and label not in schema.NODES:
        raise InvalidRequest(
            f"label {label!r} is unknown", parameter="label", allowed=tuple(schema.NODES)
        )
    given = {"text": text, "after": after}
    rows = store.read(_of_label("nodes", label), given, limit=limit + 1).rows
    found = tuple(_node(row[0]) for row in rows[:limit])
    if len(rows) <= limit:
        return NodePage(found, None, 0)
    given["after"] = found[-1].id
    ((left,),) = store.read(_of_label("nodes_left", label), given).rows
    return NodePage(found, found[-1].id, int(cast("int", left)))


def _of_label(name: str, label: str | None) -> str:
    return _cypher(name) if label is None else _narrowed(name, label)


def _passage(record: Mapping[str, object]) -> Passage:
    page = record["page"]
    return Passage(
        id=str(record["id"]),
        policy_id=str(record["policy_id"]),
        path=str(record["path"] or ""),
        ordinal=int(cast("int", record["ordinal"] or 0)),
        page=None if page is None else int(cast("int", page)),
        text=str(record["text"] or ""),
    )


def passages(store: Reader, *, ids: Iterable[str]) -> tuple[Passage, ...]:
    """The clauses with these ids, in the order of their documents; unknown ids are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return ()
    return tuple(_passage(r) for r in store.read(_cypher("passages"), {"ids": wanted}).records())


def clauses(store: Reader, *, policy_id: str) -> tuple[Passage, ...]:
    """The clauses of one document, in order."""
    answer = store.read(_cypher("clauses"), {"policy_id": policy_id})
    return tuple(_passage(record) for record in answer.records())


def sources(store: Reader) -> tuple[Source, ...]:
    """The documents that have clauses in the graph, oldest first."""
    return tuple(
        Source(str(r["id"]), str(r["name"]), _text(r["number"]), _text(r["issued"]))
        for r in store.read(_cypher("sources")).records()
    )


def english_names(store: Reader, *, ids: Iterable[str]) -> dict[str, str]:
    """The English names of those nodes that have one, by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    labels = sorted({label for id in wanted if (label := schema.label_of(id))})
    if not labels:
        return {}
    text = _cypher("english_names").replace("(n {", f"(n:{'|'.join(labels)} {{")
    rows = store.read(text, {"ids": wanted}).rows
    return {str(id): str(name) for id, name in rows}
