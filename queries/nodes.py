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
class SourceFact:
    """A fact with the words of one document that say it."""

    id: str
    kind: str
    quote: str
    passages: tuple[str, ...]
    method: str | None
    start: str
    start_name: str
    target: str
    target_name: str


@dataclass(frozen=True, slots=True)
class NodePage:
    """Some nodes in the order of their ids; `after` is the id to go on from, or None at the end."""

    nodes: tuple[NodeView, ...]
    after: str | None


@cache
def _cypher(name: str) -> str:
    return (files("queries") / "cypher" / f"{name}.cypher").read_text(encoding="utf-8")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in cast("Iterable[object]", value or ()))


def _node(value: object) -> NodeView:
    fields = cast("dict[str, Value]", value)
    label = str(fields.get("label") or schema.label_of(str(fields["id"])) or "")
    known = {prop.name for prop in schema.node_properties(label)}
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


def node(store: Reader, *, id: str) -> NodeView:
    """The node with this id.

    Raises NotFound naming the id.
    """
    text = _cypher("node").replace("(n {", f"(n:{_label(id)} {{")
    rows = store.read(text, {"id": id}).rows
    if not rows:
        raise NotFound("node", id)
    return _node(rows[0][0])


def neighbors(store: Reader, *, id: str, limit: int | None = None) -> tuple[Neighbor, ...]:
    """Every relationship of a node, in and out, ordered by type and the other node's id.

    Raises NotFound when the id's prefix is no label.
    """
    text = _cypher("neighbors").replace("(n {", f"(n:{_label(id)} {{")
    found = [_neighbor(record) for record in store.read(text, {"id": id}, limit=limit).records()]
    return tuple(sorted(found, key=lambda n: (n.kind, n.direction, n.other.id, n.relationship_id)))


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
    cypher = _cypher("nodes")
    if label is not None:
        if label not in schema.NODES:
            raise InvalidRequest(
                f"label {label!r} is unknown", parameter="label", allowed=tuple(schema.NODES)
            )
        cypher = cypher.replace("MATCH (n)", f"MATCH (n:{label})")
    rows = store.read(cypher, {"text": text, "after": after}, limit=limit + 1).rows
    found = tuple(_node(row[0]) for row in rows[:limit])
    return NodePage(found, found[-1].id if len(rows) > limit else None)


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


def source_facts(store: Reader, *, policy_id: str) -> tuple[SourceFact, ...]:
    """Every fact whose words stand in this document."""
    return tuple(
        SourceFact(
            id=str(r["id"]),
            kind=str(r["kind"]),
            quote=str(r["quote"]),
            passages=_strings(r["passages"]),
            method=_text(r["method"]),
            start=str(r["start"]),
            start_name=str(r["start_name"]),
            target=str(r["target"]),
            target_name=str(r["target_name"]),
        )
        for r in store.read(_cypher("source_facts"), {"policy_id": policy_id}).records()
    )


def english_names(store: Reader, *, ids: Iterable[str]) -> dict[str, str]:
    """The English names of those nodes that have one, by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = store.read(_cypher("english_names"), {"ids": wanted}).rows
    return {str(id): str(name) for id, name in rows}
