"""Facts → store: one source, one unit; what the source no longer says goes, the rest stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.schema import NODES, RELATIONSHIPS, label_of, node_properties
from graph.store import Node, Relationship, Store, Transaction, Value
from ingest.facts import Facts
from ingest.naming import identity


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `unchanged` tells that the store already held exactly these facts."""

    source: str
    name: str
    nodes: int
    relationships: int
    unchanged: bool


def load_facts(store: Store, facts: Facts) -> Loaded:
    """Write the facts of one source as one unit; a second time changes nothing.

    Nodes that other sources name too are merged, and relationships belong to their source: what
    this source said before and says no more is deleted, with the nodes that nobody else names.
    Raises StoreError, StoreUnavailable.
    """
    store.prepare()
    digest = _digest(facts)
    result = Loaded(
        facts.source, str(facts.policy.properties["name"]), len(facts.nodes),
        len(facts.relationships), False,
    )  # fmt: skip
    now = datetime.now(UTC).isoformat(timespec="seconds")

    def work(transaction: Transaction) -> Loaded:
        load_id = f"load:{facts.source.partition(':')[2]}"
        earlier = transaction.read(
            "MATCH (l:Load {id: $id}) RETURN l.digest AS digest", {"id": load_id}
        )
        if earlier.rows and earlier.rows[0][0] == digest:
            return Loaded(result.source, result.name, result.nodes, result.relationships, True)
        nodes, facts_ = _without_collisions(transaction, facts)
        _withdraw(transaction, facts.source, nodes, facts_)
        run = f"run:{digest[:12]}"
        transaction.put_nodes(_merged(transaction, facts.source, nodes))
        transaction.put_relationships(
            Relationship(r.type, r.id, r.start, r.end, {**r.properties, "run_id": run})
            for r in facts_
        )
        transaction.put_nodes(
            [
                Node("Load", load_id, {
                    "id": load_id, "name": result.name, "aliases": [], "sources": [],
                    "status": "exists", "source": facts.source,
                    "file": facts.policy.properties.get("file"), "digest": digest,
                    "loaded_at": now, "nodes": len(nodes), "relationships": len(facts_),
                }),
            ]
        )  # fmt: skip
        return result

    return store.write(work)


def _digest(facts: Facts) -> str:
    content = [
        [[n.label, n.id, dict(sorted(n.properties.items()))] for n in facts.nodes],
        [[r.type, r.start, r.end, dict(sorted(r.properties.items()))] for r in facts.relationships],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _known(transaction: Transaction, ids: Iterable[str]) -> dict[str, dict[str, Value]]:
    """The stored properties of those of `ids` that exist, by id."""
    by_label: dict[str, list[str]] = {}
    for id in ids:
        by_label.setdefault(label_of(id) or "", []).append(id)
    found: dict[str, dict[str, Value]] = {}
    for label, members in by_label.items():
        names = [p.name for p in node_properties(label)]
        columns = ", ".join(f"n.{name} AS {name}" for name in names)
        table = transaction.read(
            f"MATCH (n:{label}) WHERE n.id IN $ids RETURN {columns}", {"ids": members}
        )
        for record in table.records():
            found[str(record["id"])] = record  # pyright: ignore[reportArgumentType]
    return found


def _without_collisions(
    transaction: Transaction, facts: Facts
) -> tuple[list[Node], list[Relationship]]:
    """Facts in which no id that the store gives to another name is used.

    Two names can be spelled alike in pinyin (台州, 泰州). The later one gets a suffix made of its
    own name, so that a repeated load finds it again.
    """
    known = _known(transaction, (n.id for n in facts.nodes))
    renamed: dict[str, str] = {}
    for node in facts.nodes:
        stored = known.get(node.id)
        if stored and not _same(node, stored):
            name = identity(node.label, str(node.properties["name"]))
            renamed[node.id] = f"{node.id}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    if not renamed:
        return list(facts.nodes), list(facts.relationships)
    nodes = [
        Node(n.label, renamed.get(n.id, n.id), {**n.properties, "id": renamed.get(n.id, n.id)})
        for n in facts.nodes
    ]
    from graph.schema import relationship_id

    moved: list[Relationship] = []
    for r in facts.relationships:
        start, end = renamed.get(r.start, r.start), renamed.get(r.end, r.end)
        properties = dict(r.properties)
        if properties.get("industry_id") in renamed:
            properties["industry_id"] = renamed[str(properties["industry_id"])]
        key = RELATIONSHIPS[r.type].key
        id = relationship_id(
            r.type, start, end, facts.source, str(properties.get(key) or "") if key else None
        )
        moved.append(Relationship(r.type, id, start, end, {**properties, "id": id}))
    return nodes, moved


_BY_CODE = {"Region", "Policy", "Passage", "Program", "Task", "Element", "Target", "Load"}


def _same(node: Node, stored: Mapping[str, Value]) -> bool:
    """Whether a node and a stored one of the same id are one thing."""
    if node.label in _BY_CODE:
        return True
    names = {identity(node.label, str(node.properties["name"]))}
    names |= {identity(node.label, a) for a in _strings(node.properties.get("aliases"))}
    there = {identity(node.label, str(stored["name"]))}
    there |= {identity(node.label, a) for a in _strings(stored.get("aliases"))}
    return bool(names & there)


def _strings(value: Value) -> list[str]:
    return list(value) if isinstance(value, list) else []


def _merged(transaction: Transaction, source: str, nodes: list[Node]) -> list[Node]:
    """Nodes with what other sources know of them kept."""
    known = _known(transaction, (n.id for n in nodes))
    merged: list[Node] = []
    for node in nodes:
        stored = known.get(node.id, {})
        others = [s for s in _strings(stored.get("sources")) if s != source]
        if not others:
            merged.append(node)
            continue
        name = stored["name"]
        properties: dict[str, Value] = dict(stored)
        properties |= {
            k: v
            for k, v in node.properties.items()
            if v not in (None, []) and stored.get(k) in (None, [])
        }
        aliases = [*_strings(stored.get("aliases")), str(node.properties["name"]),
                   *_strings(node.properties.get("aliases"))]  # fmt: skip
        properties["aliases"] = [a for a in dict.fromkeys(aliases) if a != name]
        properties["sources"] = [*others, source]
        if "exists" in (stored.get("status"), node.properties.get("status")):
            properties["status"] = "exists"
        merged.append(Node(node.label, node.id, properties))
    return merged


def _withdraw(
    transaction: Transaction, source: str, nodes: list[Node], facts: list[Relationship]
) -> None:
    """Delete what the source said before and does not say now."""
    kept = {r.id for r in facts}
    for type in RELATIONSHIPS:
        table = transaction.read(
            f"MATCH (a)-[r:{type}]->(b) WHERE r.source = $source RETURN r.id AS id",
            {"source": source},
        )
        gone = [str(row[0]) for row in table.rows if row[0] not in kept]
        if gone:
            transaction.delete_relationships(type, gone)
    named = {n.id for n in nodes}
    for label in NODES:
        if label == "Load":
            continue
        table = transaction.read(
            f"MATCH (n:{label}) WHERE $source IN n.sources RETURN n.id AS id, n.sources AS sources",
            {"source": source},
        )
        gone = [str(id) for id, sources in table.rows if id not in named and sources == [source]]
        if gone:
            transaction.delete_nodes(gone)
        shared = [str(id) for id, sources in table.rows if id not in named and sources != [source]]
        for id, stored in _known(transaction, shared).items():
            rest = [s for s in _strings(stored["sources"]) if s != source]
            transaction.put_nodes([Node(label, id, {**stored, "sources": rest})])
