"""Facts → store: one source, one unit; what the source no longer says goes, the rest stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.schema import NODES, RELATIONSHIPS, label_of, relationship_id
from graph.store import Node, Relationship, Store, Transaction, Value
from ingest.facts import Facts
from ingest.identity import LABELS, Identified, identify, known_records
from ingest.judgements import Judgements
from ingest.merging import absorb, redirect_id
from ingest.naming import identity
from ingest.statements import (
    joined,
    known,
    node,
    only_of,
    statements,
    strings,
    with_statement,
    without,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `unchanged` tells that the store already held exactly these facts."""

    source: str
    name: str
    nodes: int
    relationships: int
    unchanged: bool


def load_facts(store: Store, facts: Facts, judgements: Judgements | None = None) -> Loaded:
    """Write the facts of one source as one unit; a second time changes nothing.

    Nodes that other sources name too are merged, under one id where `ingest.identity` knows them, and relationships belong to their source: what
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
        nodes, facts_ = _under_known_ids(transaction, facts, judgements)
        _withdraw(transaction, facts.source, nodes, facts_)
        run = f"run:{digest[:12]}"
        transaction.put_nodes(nodes)
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
                    "loaded_at": now, "state": "done", "nodes": len(nodes),
                    "relationships": len(facts_), "run_id": run,
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


def _under_known_ids(
    transaction: Transaction, facts: Facts, judgements: Judgements | None
) -> tuple[list[Node], list[Relationship]]:
    """The nodes as the store shall hold them, and the relationships between them.

    A node that is another source's too takes that one's id and leaves a `Redirect`; its
    relationships keep the ids that its own ends give them.
    """
    source = facts.source
    own = only_of(transaction, LABELS, source)
    others = (record for record in known_records(transaction) if record.id not in own)
    found = identify(facts, others, judgements)
    said, relationships = _without_collisions(transaction, facts, found)
    to = found.renamed
    stored = known(transaction, (to.get(n.id, n.id) for n in said))
    ways = known(transaction, (redirect_id(n.id) for n in said if n.id in to))
    nodes: dict[str, Node] = {}
    for n in said:
        id = to.get(n.id, n.id)
        statement = n.properties
        if id in nodes:
            statement = joined(statements(nodes[id].properties)[source], statement)
        before = nodes[id].properties if id in nodes else stored.get(id)
        if id != n.id and before is not None:
            target = node(id, without(before, source) or before)
            redirect = absorb(target, n, source, ways.get(redirect_id(n.id)))[1]
            nodes[redirect.id] = redirect
        nodes[id] = node(id, with_statement(before, source, statement))
    moved = [
        Relationship(r.type, r.id, to.get(r.start, r.start), to.get(r.end, r.end), r.properties)
        for r in relationships
        if to.get(r.start, r.start) != to.get(r.end, r.end)
    ]
    return list(nodes.values()), moved


def _without_collisions(
    transaction: Transaction, facts: Facts, found: Identified
) -> tuple[list[Node], list[Relationship]]:
    """Facts in which no id that the store gives to another body is used.

    Two names can be spelled alike in pinyin (台州, 泰州). The later one gets a suffix made of its
    own name, so that a repeated load finds it again.
    """
    there = known(transaction, (n.id for n in facts.nodes))
    renamed = dict(found.parted)
    for n in facts.nodes:
        stored = there.get(n.id)
        if stored is None or n.id in renamed or n.id in found.renamed:
            continue
        others = without(stored, facts.source)
        if others and not is_same(n.label, n.properties, others):
            renamed[n.id] = apart(n.id, str(n.properties["name"]))
    if not renamed:
        return list(facts.nodes), list(facts.relationships)
    nodes = [
        Node(n.label, renamed.get(n.id, n.id), {**n.properties, "id": renamed.get(n.id, n.id)})
        for n in facts.nodes
    ]
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


_BY_CODE = set("Region Policy Passage Program Task Element Target Load Register".split())


def is_same(label: str, said: Mapping[str, Value], stored: Mapping[str, Value]) -> bool:
    """Whether a node and a stored one of the same id are one thing: never with two codes."""
    if label in _BY_CODE:
        return True
    ours, theirs = said.get("uscc"), stored.get("uscc")
    if ours and theirs and ours != theirs:
        return False
    return bool(_identities(label, said) & _identities(label, stored))


def _identities(label: str, properties: Mapping[str, Value]) -> set[str]:
    names = [str(properties["name"]), *strings(properties.get("aliases"))]
    return {identity(label, name) for name in names}


def apart(id: str, name: str) -> str:
    """The id of a thing whose name is spelled like another's: its own name marks it."""
    mark = identity(label_of(id) or "", name)
    return f"{id}-{hashlib.sha256(mark.encode()).hexdigest()[:6]}"


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
        transaction.put_nodes(
            node(id, rest)
            for id, stored in known(transaction, shared).items()
            if (rest := without(stored, source)) is not None
        )
