"""A node of several sources: what each says of it, and what follows for all.

A node that one source names has that source's properties. From the second on, `said` keeps what
each says as JSON by source, plans first, then registers, in the order of loading, and the node's properties follow from it:
the first that says anything wins, names become aliases, and what exists for one exists. So a
source that is withdrawn takes along what it said, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from graph.schema import Status, label_of, node_properties
from graph.store import Node, Reader, Value

_NOT_SAID = {"id", "sources", "said", "reading"}
Statement = Mapping[str, Value]


def known(reader: Reader, ids: Iterable[str]) -> dict[str, dict[str, Value]]:
    """The stored properties of those of `ids` that exist, by id."""
    by_label: dict[str, list[str]] = {}
    for id in dict.fromkeys(ids):
        if label := label_of(id):
            by_label.setdefault(label, []).append(id)
    found: dict[str, dict[str, Value]] = {}
    for label, members in by_label.items():
        columns = ", ".join(f"n.{p.name} AS {p.name}" for p in node_properties(label))
        table = reader.read(
            f"UNWIND $ids AS wanted MATCH (n:{label} {{id: wanted}}) RETURN {columns}",
            {"ids": members},
        )
        for record in table.records():
            found[str(record["id"])] = cast(dict[str, Value], record)
    return found


def statements(stored: Mapping[str, Value]) -> dict[str, Statement]:
    """What each source says of a stored node, in the order of loading."""
    if stored.get("said"):
        return cast("dict[str, Statement]", json.loads(str(stored["said"])))
    sources = strings(stored.get("sources"))
    own = {k: v for k, v in stored.items() if k not in _NOT_SAID and v not in (None, [])}
    # A store of an earlier version merged several sources without keeping them apart.
    return {source: own if i == 0 else {"name": own["name"]} for i, source in enumerate(sources)}


def with_statement(
    stored: Mapping[str, Value] | None, source: str, statement: Statement
) -> dict[str, Value]:
    """A node's properties once `source` says this of it (instead of what it said before)."""
    said = statements(stored) if stored else {}
    return _folded({**said, source: statement})


def without(stored: Mapping[str, Value], source: str) -> dict[str, Value] | None:
    """A node's properties once `source` says nothing of it, or None when nobody else does."""
    said = statements(stored)
    said.pop(source, None)
    return _folded(said) if said else None


def joined(first: Statement, second: Statement) -> dict[str, Value]:
    """Two statements of one source as one: the first wins, lists and names add up."""
    return {k: v for k, v in _folded({"a": first, "b": second}).items() if k not in _NOT_SAID}


def _folded(unordered: Mapping[str, Statement]) -> dict[str, Value]:
    # A plan's words come first, whenever it was loaded: they are what its readers look for.
    said = dict(sorted(unordered.items(), key=lambda item: not item[0].startswith("policy:")))
    every = list(said.values())
    properties: dict[str, Value] = {}
    for statement in every:
        for key, value in statement.items():
            if key in _NOT_SAID or value in (None, []):
                continue
            if isinstance(value, list) and isinstance(properties.get(key), list):
                before = cast("list[str]", properties[key])
                properties[key] = list(dict.fromkeys([*before, *value]))
            elif properties.get(key) is None:
                properties[key] = value
    names = [str(s["name"]) for s in every]
    aliases = [*names, *strings(properties.get("aliases"))]
    properties["aliases"] = list(dict.fromkeys(a for a in aliases if a != names[0]))
    if any(s.get("status") == Status.EXISTS for s in every):
        properties["status"] = str(Status.EXISTS)
    properties["sources"] = list(said)
    if len(said) > 1:
        kept = {
            source: {k: s[k] for k in sorted(s) if k not in _NOT_SAID and s[k] not in (None, [])}
            for source, s in said.items()
        }
        properties["said"] = json.dumps(kept, ensure_ascii=False)
    return properties


def only_of(reader: Reader, labels: Iterable[str], source: str) -> set[str]:
    """The ids that nobody but this source names: its own earlier word is not another's."""
    return {
        str(id)
        for label in labels
        for (id,) in reader.read(
            f"MATCH (n:{label}) WHERE size(n.sources) = 1 AND $source IN n.sources "
            "RETURN n.id AS id",
            {"source": source},
        ).rows
    }


def node(id: str, properties: Mapping[str, Value]) -> Node:
    """A node of an id that tells its label."""
    return Node(label_of(id) or "", id, {**properties, "id": id})


def strings(value: object) -> list[str]:
    """A list of texts as it came from a store, null as none."""
    return [str(v) for v in cast(Sequence[object], value)] if isinstance(value, list) else []
