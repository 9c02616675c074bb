"""A node's relationships as lanes: each type, direction and label counted, and the first of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from graph import schema
from graph.errors import NotFound
from graph.store import Reader
from queries.registry import clause_paths, statement, texts

Direction = Literal["in", "out"]

LANE_LIMIT = 20
"""Lines that a lane reads; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One relationship, seen from the node: the other end, how it is meant, and its words.

    `path` is the outline path of the first clause that says it; `source` the document.
    """

    id: str
    name: str
    name_en: str | None
    relationship_id: str
    status: str | None
    method: str | None
    rule: str | None
    role: str | None
    source: str | None
    quote: str | None
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Lane:
    """Relationships of one type and direction to nodes of one label. `count` is all of them."""

    kind: str
    direction: Direction
    label: str
    count: int
    lines: tuple[Line, ...]


LaneKey = tuple[str, Direction, str]
"""A relationship type, a direction and the label of the other end."""


def lane_counts(store: Reader, *, id: str) -> dict[LaneKey, int]:
    """How many relationships each lane of a node has.

    Raises NotFound when the id's prefix is no label.
    """
    text = statement("lane_counts").replace("(n {", f"(n:{_label(id)} {{")
    found: dict[LaneKey, int] = {}
    for direction, kind, prefix, count in store.read(text, {"id": id}).rows:
        label = schema.label_of(f"{prefix}:")
        if label is not None:
            found[str(kind), cast("Direction", direction), label] = int(cast("int", count))
    return found


def lanes(
    store: Reader, *, id: str, counts: dict[LaneKey, int], limit: int = LANE_LIMIT
) -> tuple[Lane, ...]:
    """The lanes that are counted, at most `limit` lines each, in one statement.

    Raises NotFound when the id's prefix is no label.
    """
    wanted = [key for key, count in counts.items() if count]
    if not wanted:
        return ()
    text = "\nUNION ALL\n".join(_statement(_label(id), *key, limit) for key in wanted)
    records = store.read(text, {"id": id}).records()
    paths = clause_paths(store, [p for r in records for p in texts(r["passages"])[:1]])
    lines: dict[LaneKey, list[Line]] = {key: [] for key in wanted}
    for record in records:
        label = schema.label_of(str(record["id"])) or ""
        key = (str(record["kind"]), cast("Direction", record["direction"]), label)
        lines[key].append(_line(record, paths))
    return tuple(Lane(*key, counts[key], tuple(lines[key])) for key in wanted)


def only(counts: dict[LaneKey, int], wanted: Iterable[LaneKey]) -> dict[LaneKey, int]:
    """The counts of these lanes, in their order; lanes that hold nothing are left out."""
    return {key: counts[key] for key in wanted if key in counts}


def _statement(label: str, kind: str, direction: Direction, other: str, limit: int) -> str:
    arrow = f"-[r:{kind}]->" if direction == "out" else f"<-[r:{kind}]-"
    text = (
        statement("lane")
        .replace("(n {id: $id})-[r]->(other)", f"(n:{label} {{id: $id}}){arrow}(other:{other})")
        .replace("'out'", f"'{direction}'")
        .replace("LIMIT 20", f"LIMIT {limit:d}")
    )
    if any(own.name == "role" for own in schema.RELATIONSHIPS[kind].properties):
        text = text.replace("'' AS role", "r.role AS role")
    return text


def _label(id: str) -> str:
    label = schema.label_of(id)
    if label is None:
        raise NotFound("node", id)
    return label


def _line(record: dict[str, object], paths: dict[str, str]) -> Line:
    def text(name: str) -> str | None:
        value = record[name]
        return None if value in (None, "") else str(value)

    passages = texts(record["passages"])
    return Line(
        id=str(record["id"]),
        name=str(record["name"] or record["id"]),
        name_en=text("name_en"),
        relationship_id=str(record["relationship_id"]),
        status=text("status"),
        method=text("method"),
        rule=text("rule"),
        role=text("role"),
        source=text("source"),
        quote=text("quote"),
        passages=passages,
        path=paths.get(passages[0]) if passages else None,
    )
