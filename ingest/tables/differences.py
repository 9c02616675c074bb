"""What a load would change in the store, told before it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.schema import NODES, RELATIONSHIPS, node_properties, relationship_properties
from graph.store import Node, Reader, Relationship, Store, Value
from ingest.judgements import Judgements
from ingest.statements import known
from ingest.tables.archive import Archive
from ingest.tables.cells import TableFile
from ingest.tables.identifying import identified
from ingest.tables.loading import prepare, table_digest
from ingest.tables.mapping import TableMapping
from ingest.tables.register import Register
from ingest.tables.writing import Progress, VersionWriter, Written

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of change: how many, and some of them by name."""

    change: str
    what: str
    count: int
    examples: tuple[str, ...]


class _Counts:
    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], list[str]] = {}

    def add(self, change: str, what: str, name: str) -> None:
        key = (change, what)
        self._counts[key] = self._counts.get(key, 0) + 1
        examples = self._examples.setdefault(key, [])
        if len(examples) < EXAMPLES and name not in examples:
            examples.append(name)

    def told(self) -> list[Difference]:
        order = {"added": 0, "changed": 1, "removed": 2, "unchanged": 3, "rejected": 4}
        keys = sorted(self._counts, key=lambda k: (order[k[0]], k[1]))
        return [Difference(*k, self._counts[k], tuple(self._examples[k])) for k in keys]


def differences(
    store: Store, table: TableFile, mapping: TableMapping, register: Register,
    judgements: Judgements | None = None, progress: Progress | None = None,
) -> list[Difference]:  # fmt: skip
    """What loading a table would add, change, remove and reject, by label and type.

    Nothing is written. Unlike a load it holds the ids of the register's facts in memory. Raises
    SourceError, StoreError.
    """
    archive = Archive(None)
    counts = _Counts()
    try:
        digest = table_digest(store, archive, table, mapping, register)
        prepared = prepare(
            store, archive, table, mapping, register, digest=digest, progress=progress
        )
        try:
            others = identified(store, archive, prepared.version, judgements)
            writer = VersionWriter(
                store, archive, prepared.version, "", prepared.ledger.repeated, others
            )
            kept: set[str] = set()
            for nodes in writer.nodes(Written()):
                _nodes(store, nodes, kept, counts)
            for _, relationships in writer.relationships():
                _relationships(store, relationships, kept, counts)
            for rejected in prepared.ledger.rejections():
                counts.add("rejected", "row", f"{rejected.row} {rejected.column} {rejected.reason}")
        finally:
            prepared.ledger.close()
    finally:
        archive.close()
    _gone(store, register.id, kept, counts)
    return counts.told()


def _nodes(store: Reader, nodes: list[Node], kept: set[str], counts: _Counts) -> None:
    stored = known(store, (n.id for n in nodes))
    for node in nodes:
        if node.id in kept or node.label == "Redirect":
            continue
        kept.add(node.id)
        there = stored.get(node.id)
        names = [p.name for p in node_properties(node.label) if not p.internal]
        if there is None:
            change = "added"
        else:
            change = "unchanged" if _same(node.properties, there, names) else "changed"
        counts.add(change, node.label, str(node.properties["name"]))


def _relationships(
    store: Reader, relationships: list[Relationship], kept: set[str], counts: _Counts
) -> None:
    by_type: dict[str, list[Relationship]] = {}
    for r in relationships:
        if r.id not in kept:
            kept.add(r.id)
            by_type.setdefault(r.type, []).append(r)
    for type, members in by_type.items():
        names = [p.name for p in relationship_properties(type) if p.name != "run_id"]
        columns = ", ".join(f"r.{name} AS {name}" for name in names)
        found = store.read(
            f"MATCH (a)-[r:{type}]->(b) WHERE r.id IN $ids RETURN {columns}",
            {"ids": [r.id for r in members]},
        )
        stored = {str(record["id"]): record for record in found.records()}
        for r in members:
            there = stored.get(r.id)
            if there is None:
                change = "added"
            else:
                change = "unchanged" if _same(r.properties, there, names) else "changed"
            counts.add(change, type, str(r.properties["quote"])[:40])


def _same(new: Mapping[str, Value], old: Mapping[str, object], names: list[str]) -> bool:
    return all((new.get(n) or None) == (old.get(n) or None) for n in names)


def _gone(store: Reader, source: str, kept: set[str], counts: _Counts) -> None:
    for type in RELATIONSHIPS:
        table = store.read(
            f"MATCH (a)-[r:{type}]->(b) WHERE r.source = $source RETURN r.id AS id, r.quote AS quote",
            {"source": source},
        )
        for id, quote in table.rows:
            if id not in kept:
                counts.add("removed", type, str(quote)[:40])
    for label in NODES:
        if label in {"Load", "Register", "Redirect"}:
            continue
        table = store.read(
            f"MATCH (n:{label}) WHERE $source IN n.sources RETURN n.id AS id, n.name AS name, "
            "size(n.sources) AS sources",
            {"source": source},
        )
        for id, name, sources in table.rows:
            if id not in kept:
                counts.add("removed" if sources == 1 else "changed", label, str(name))
