"""A version of a register → the store, batch by batch; and out of it again.

A small one is one unit. A large one lands in batches where the store cannot take it whole
(`Store.bulk`): its Load says `begun` until the last batch, and the next run of the same source
ends it, whatever was cut off, in the same graph.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.schema import NODES, label_of
from graph.store import Node, Reader, Relationship, Store, Transaction, Value
from ingest.load import apart, is_same
from ingest.merging import absorb, redirect_id
from ingest.statements import joined, known, node, with_statement, without
from ingest.tables.archive import Archive, Version
from ingest.tables.identifying import Known
from ingest.tables.ledger import renamed
from ingest.tables.register import register_from
from ingest.tables.rows import PASSAGE, Edge, Said, edge_id
from ingest.tables.withdrawing import load_id, sweep

ONE_UNIT = 20_000
"""Rows that are written as one transaction on every store; more go through `Store.bulk`."""

Progress = Callable[[str, int, int], None]
"""Told the phase, the rows done and the rows in all."""


@dataclass(slots=True)
class Written:
    """What a version came to in the store. `merged` rows are about things known before them."""

    nodes: int = 0
    relationships: int = 0
    loaded: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows of a version: all that were read, and those that were rejected."""

    rows: int
    rejected: int


def loaded_digest(reader: Store | Transaction, source: str) -> tuple[str, str] | None:
    """The digest and the state of the version of a source that a store holds."""
    found = reader.read(
        "MATCH (l:Load {id: $id}) RETURN l.digest AS digest, l.state AS state",
        {"id": load_id(source)},
    ).rows
    return (str(found[0][0]), str(found[0][1] or "done")) if found else None


def write_version(
    store: Store, archive: Archive, version: Version, *, repeated: set[str], file: str,
    file_digest: str, mapping: str, counts: Counts, others: Known,
    progress: Progress | None = None,
) -> Written:  # fmt: skip
    """Write a version that the archive holds, in place of what its source said before.

    `repeated` are the nodes that several batches name, `others` those of other sources. Raises StoreError, StoreUnavailable.
    """
    register = register_from(version.register)
    run = f"run:{version.digest[:12]}"
    at = datetime.now(UTC).isoformat(timespec="seconds")

    def record(state: str, written: Written) -> Node:
        return Node("Load", load_id(register.id), {
            "id": load_id(register.id), "name": register.name, "aliases": [], "sources": [],
            "status": "exists", "source": register.id, "file": file, "digest": version.digest,
            "loaded_at": at, "state": state, "nodes": written.nodes,
            "relationships": written.relationships, "run_id": run, "loaded_by": _user(),
            "license": register.license, "date": register.date, "version": register.version,
            "mapping": mapping, "rows": counts.rows, "loaded": written.loaded,
            "merged": written.merged, "rejected": counts.rejected,
        })  # fmt: skip

    def work(transaction: Transaction) -> Written:
        written = Written()
        earlier = loaded_digest(transaction, register.id) is not None
        writer = VersionWriter(transaction, archive, version, run, repeated, others)
        transaction.put_nodes(
            [record("begun", written), register.node(file, file_digest, counts.rows)]
        )
        for batch in writer.nodes(written):
            transaction.put_nodes(batch)
            _told(progress, "writing nodes 写入节点", written, counts)
        rows = 0
        for taken, batch in writer.relationships():
            transaction.put_relationships(batch)
            written.relationships += len(batch)
            rows += taken
            if progress:
                progress("writing relationships 写入关系", rows, counts.rows - counts.rejected)
        if earlier:
            sweep(transaction, register.id, run, writer.redirects)
        transaction.put_nodes([record("done", written)])
        return written

    small = counts.rows <= ONE_UNIT
    return store.write(work) if small else store.bulk(work)


def _told(progress: Progress | None, what: str, written: Written, counts: Counts) -> None:
    if progress:
        progress(what, written.loaded + written.merged, counts.rows - counts.rejected)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


class VersionWriter:
    """The nodes and relationships of a version as the store shall hold them."""

    def __init__(
        self, transaction: Reader, archive: Archive, version: Version, run: str,
        repeated: set[str], others: Known,
    ) -> None:  # fmt: skip
        self._tx, self._archive, self._version = transaction, archive, version
        self._source, self._run = version.source, run
        self._ids: dict[str, str] = {**others.same, **others.apart}
        self._repeated = repeated | {self._ids.get(id, id) for id in repeated}
        self._apart_ids = dict(others.apart)
        self._same = set(others.same.values())
        self.redirects: set[str] = set()
        self._said: dict[str, dict[str, Value]] = {}
        self._own: set[str] = set()
        self._holding = {
            label
            for label in NODES
            if transaction.read(f"MATCH (n:{label}) RETURN n.id AS id LIMIT 1").rows
        }

    def nodes(self, written: Written) -> Iterator[list[Node]]:
        """The nodes, batch by batch; counts the rows that are loaded and merged."""
        for _, rows in self._archive.batches(self._version):
            statements, given_up = self._statements(rows)
            stored = known(self._tx, (i for i in statements if label_of(i) in self._holding))
            for id in [i for i in statements if i in stored and i not in self._same]:
                others = without(stored[id], self._source)
                if others and not is_same(label_of(id) or "", statements[id], others):
                    to = self._apart(id, statements[id], others)
                    statements[to] = statements.pop(id)
                    stored |= known(self._tx, [to])
            rows = [renamed(said, self._ids) for said in rows]
            self._count(rows, stored, written)
            out = [self._merged(id, said, stored.get(id)) for id, said in statements.items()]
            ways = known(self._tx, map(redirect_id, given_up)) if given_up else {}
            redirects = [
                self._redirect(old, own, stored[self._ids[old]], ways.get(redirect_id(old)))
                for old, own in given_up.items()
                if self._ids[old] in stored
            ]
            self.redirects |= {n.id for n in redirects}
            self._archive.restrict(
                self._version, {k: v for said in rows for k, v in said.restricted.items()}
            )
            passages = [self._passage(said) for said in rows]
            written.nodes += len({n.id for n in out} - self._own) + len(passages)
            self._own |= self._repeated & {n.id for n in out}
            yield [*out, *redirects, *passages]

    def _statements(
        self, rows: list[Said]
    ) -> tuple[dict[str, dict[str, Value]], dict[str, dict[str, Value]]]:
        """What a batch says of each node by the store's ids, and by the ids that give way."""
        statements: dict[str, dict[str, Value]] = {}
        given_up: dict[str, dict[str, Value]] = {}
        for said in rows:
            for id, properties in said.nodes.items():
                to = self._ids.get(id, id)
                if to in self._same and to != id:
                    given_up[id] = properties
                before = statements.get(to)
                if before is None:
                    statements[to] = properties
                elif before != properties:
                    statements[to] = joined(before, properties)
        return statements, given_up

    def _redirect(
        self, old: str, own: Mapping[str, Value], stored: Mapping[str, Value],
        before: Mapping[str, Value] | None,
    ) -> Node:  # fmt: skip
        """The way from an id that gives way, with what is needed to part the two again.

        `before` is that way as other sources have made it.
        """
        others = without(stored, self._source) or stored
        return absorb(node(self._ids[old], others), node(old, own), self._source, before)[1]

    def _apart(self, id: str, said: Mapping[str, Value], stored: Mapping[str, Value]) -> str:
        """An id of its own for what only looks like a stored node: another code, another name."""
        code = str(said.get("uscc") or "").lower()
        named_alike = is_same(label_of(id) or "", {**said, "uscc": None}, stored)
        to = f"{id}-{code}" if code and named_alike else apart(id, str(said["name"]))
        self._ids[id] = self._apart_ids[id] = to
        return to

    def _count(
        self, rows: list[Said], stored: Mapping[str, Mapping[str, Value]], written: Written
    ) -> None:
        before: set[str] = set()
        for said in rows:
            id = said.subject
            sources = stored.get(id, {}).get("sources")
            others = isinstance(sources, list) and bool(set(sources) - {self._source})
            if others or id in before or id in self._own:
                written.merged += 1
            else:
                written.loaded += 1
            before.add(id)

    def _merged(self, id: str, said: dict[str, Value], stored: Mapping[str, Value] | None) -> Node:
        if id in self._repeated:
            before = self._said.get(id, said)
            said = said if before == said else joined(before, said)
            self._said[id] = said
        return node(id, with_statement(stored, self._source, said))

    def _passage(self, said: Said) -> Node:
        id = self._passage_id(said)
        return Node("Passage", id, {
            "id": id, "name": f"第{said.row}行", "aliases": [], "status": "exists",
            "sources": [self._source], "policy_id": self._source, "path": f"第{said.row}行",
            "ordinal": said.row, "text": said.text,
        })  # fmt: skip

    def _passage_id(self, said: Said) -> str:
        return f"passage:{self._source.partition(':')[2]}:{said.row}"

    def relationships(self) -> Iterator[tuple[int, list[Relationship]]]:
        """Rows taken and their relationships; two rows that say it in the same words are cited."""
        for _, rows in self._archive.batches(self._version):
            found: dict[str, Relationship] = {}
            for said in rows:
                passage = self._passage_id(said)
                whole = Edge("PART_OF", passage, self._source, said.quote, "exists")
                for edge in (whole, *renamed(said, self._apart_ids).edges):
                    if edge.end == PASSAGE:
                        edge.end = passage
                    # The ends that the source states make the id, whatever they are called now.
                    id = edge_id(edge, self._source)
                    edge.start = self._ids.get(edge.start, edge.start)
                    edge.end = self._ids.get(edge.end, edge.end)
                    if edge.start == edge.end:
                        continue
                    if id in found:
                        cited = found[id].properties["passages"]
                        literal = str(found[id].properties["quote"]) in said.text
                        if isinstance(cited, list) and passage not in cited and literal:
                            cited.append(passage)
                        continue
                    found[id] = Relationship(edge.type, id, edge.start, edge.end, {
                        "id": id, "kind": edge.type, "status": edge.status,
                        "confidence": edge.confidence, "method": edge.method,
                        "passages": [passage], "quote": edge.quote, "rule": edge.rule,
                        "source": self._source, "run_id": self._run, **edge.properties,
                    })  # fmt: skip
            yield len(rows), list(found.values())
