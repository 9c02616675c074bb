"""Facts: what a source says, as nodes and relationships, and as JSON Lines for people.

One line a fact: {"node": LABEL, "id": …, …} or {"relationship": TYPE, "start": …, "end": …, …};
the first line is the policy. Properties that are null are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

from graph.errors import SourceError
from graph.schema import (
    NODES,
    RELATIONSHIPS,
    Property,
    label_of,
    node_properties,
    relationship_id,
    relationship_properties,
)
from graph.store import Node, Relationship, Value


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one source says. `policy` stands among `nodes` too."""

    policy: Node
    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]

    @property
    def source(self) -> str:
        """The id of the source, the policy's id."""
        return self.policy.id


def write_facts(facts: Facts, stream: TextIO) -> None:
    """Write facts as JSON Lines, the policy first, then nodes, then relationships, by id."""
    for node in (facts.policy, *(n for n in facts.nodes if n.id != facts.source)):
        record = {
            "node": node.label,
            "id": node.id,
            **_present(node.properties, hidden={"id", "sources"}),
        }
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    names = {n.id: n.properties.get("name") for n in facts.nodes}
    for fact in facts.relationships:
        record = {
            "relationship": fact.type,
            "start": fact.start,
            "end": fact.end,
            "reads": f"{names.get(fact.start)} → {names.get(fact.end)}",
            **_present(fact.properties, hidden={"id", "source", "kind"}),
        }
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def _present(properties: Mapping[str, Value], hidden: set[str]) -> dict[str, Value]:
    return {k: v for k, v in properties.items() if v not in (None, []) and k not in hidden}


def read_facts(path: Path) -> Facts:
    """Read a facts file.

    Raises SourceError naming the line: broken JSON, an unknown label, type or property, a value
    of another type, an end that no line declares, a quote that is not in its passage.
    """
    name = str(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as exc:
        raise SourceError(f"byte {exc.start} is not UTF-8; save as UTF-8", file=name) from exc
    except OSError as exc:
        raise SourceError(f"cannot be read: {exc.strerror}", file=name) from exc
    nodes: dict[str, Node] = {}
    relations: list[tuple[int, dict[str, object]]] = []
    policy: Node | None = None
    for row, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _record(line, name, row)
        if "node" in record:
            node = node_from(record, name, row)
            nodes[node.id] = node
            if policy is None and node.label == "Policy":
                policy = node
        elif "relationship" in record:
            relations.append((row, record))
        else:
            raise SourceError(
                'neither "node" nor "relationship" is given; a line is one of the two',
                file=name, row=row,
            )  # fmt: skip
    if policy is None:
        raise SourceError('no line declares the source ({"node": "Policy", …})', file=name)
    facts = {
        fact.id: fact
        for row, record in relations
        for fact in [relationship_from(record, policy.id, nodes, name, row)]
    }
    named = [Node(n.label, n.id, {**n.properties, "sources": [policy.id]}) for n in nodes.values()]
    return Facts(next(n for n in named if n.id == policy.id), tuple(named), tuple(facts.values()))


def _record(line: str, file: str, row: int) -> dict[str, object]:
    try:
        record: object = json.loads(line)
    except json.JSONDecodeError as exc:
        raise SourceError(
            f"is no JSON (column {exc.colno}: {exc.msg}); mend or remove the line",
            file=file, row=row,
        ) from exc  # fmt: skip
    if not isinstance(record, dict):
        raise SourceError("is no JSON object; a line is {…}", file=file, row=row)
    return cast(dict[str, object], record)


def node_from(record: Mapping[str, object], file: str, row: int) -> Node:
    """A node from a line of a facts or corrections file; raises SourceError."""
    label = record["node"]
    if label not in NODES:
        raise SourceError(
            f"unknown label {label!r}; allowed: {', '.join(NODES)}", file=file, row=row
        )
    label = str(label)
    id = record.get("id")
    if not isinstance(id, str) or label_of(id) != label:
        raise SourceError(
            f"id {id!r} does not begin with {NODES[label].prefix + ':'!r}", file=file, row=row
        )
    values = {k: v for k, v in record.items() if k != "node"}
    properties = check_values(values, node_properties(label), file, row)
    if not properties.get("name"):
        raise SourceError(f"{label} {id!r} has no name (名称)", file=file, row=row)
    return Node(label, id, properties)


def relationship_from(
    record: Mapping[str, object],
    source: str,
    nodes: Mapping[str, Node],
    file: str,
    row: int,
) -> Relationship:
    """A relationship from a line of a facts or corrections file; raises SourceError."""
    kind = str(record["relationship"])
    if kind not in RELATIONSHIPS:
        raise SourceError(
            f"unknown relationship {kind!r}; allowed: {', '.join(RELATIONSHIPS)}",
            file=file, row=row,
        )  # fmt: skip
    ends: list[str] = []
    for side in ("start", "end"):
        id = record.get(side)
        if not isinstance(id, str) or id not in nodes:
            raise SourceError(f"{side} {id!r} is declared on no line", file=file, row=row)
        ends.append(id)
    pair = (nodes[ends[0]].label, nodes[ends[1]].label)
    if pair not in RELATIONSHIPS[kind].ends:
        raise SourceError(f"{kind} cannot join {pair[0]} to {pair[1]}", file=file, row=row)
    given = {k: v for k, v in record.items() if k not in {"relationship", "start", "end", "reads"}}
    properties = dict(check_values(given, relationship_properties(kind), file, row))
    key = RELATIONSHIPS[kind].key
    identity = relationship_id(
        kind, ends[0], ends[1], source, str(properties.get(key) or "") if key else None
    )
    properties |= {"id": identity, "kind": kind, "source": source}
    _check_quote(properties, nodes, file, row)
    return Relationship(kind, identity, ends[0], ends[1], properties)


def _check_quote(
    properties: Mapping[str, Value], nodes: Mapping[str, Node], file: str, row: int
) -> None:
    quote, passages = properties.get("quote"), properties.get("passages")
    if not quote or not isinstance(passages, list) or not passages:
        raise SourceError(
            "has no quote or no passages; every relationship carries the words that say it",
            file=file, row=row,
        )  # fmt: skip
    texts: list[str] = []
    for id in passages:
        if id not in nodes:
            raise SourceError(f"passage {id!r} is declared on no line", file=file, row=row)
        texts.append(str(nodes[id].properties.get("text") or ""))
    if not any(str(quote) in text for text in texts):
        raise SourceError(
            f"quote {str(quote)[:40]!r} does not stand in {', '.join(passages)}",
            file=file, row=row,
        )  # fmt: skip


_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,), "date": (str,), "number": (int, float), "integer": (int,),
    "boolean": (bool,), "strings": (list,),
}  # fmt: skip


def check_values(
    values: Mapping[str, object], allowed: Iterable[Property], file: str, row: int
) -> dict[str, Value]:
    """Values checked against declared properties; raises SourceError naming the property."""
    known = {p.name: p for p in allowed}
    out: dict[str, Value] = {}
    for key, value in values.items():
        if key not in known:
            raise SourceError(
                f"unknown property {key!r}; allowed: {', '.join(known)}", file=file, row=row
            )
        declared = known[key]
        fits = isinstance(value, _PYTHON[declared.type]) and (
            declared.type == "boolean" or not isinstance(value, bool)
        )
        if value is not None and not fits:
            raise SourceError(
                f"{key} ({declared.zh}) is {value!r}, not a {declared.type}", file=file, row=row
            )
        if value is not None and declared.values and value not in declared.values:
            raise SourceError(
                f"{key} ({declared.zh}) is {value!r}; allowed: {', '.join(declared.values)}",
                file=file, row=row,
            )  # fmt: skip
        out[key] = cast(Value, value)
    return out
