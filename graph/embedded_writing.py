"""A unit of writing on the embedded store: rows wait, sorted by table, and land as a whole.

The engine rewrites a pair of labels' relationships (131,072 nodes at a time) whenever some land in
it, so they wait in arrow tables, past a bound in a file without a name, until a read asks for them
or the unit ends. For the same reason relationships are replaced and deleted by writing the pair
anew: its own DELETE takes nine times as long.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import ladybug

from graph.embedded_file import (
    abandon,
    file_errors,
    give_back_memory,
    open_database,
    rows_file,
    unwritten,
)
from graph.embedded_reading import run, table
from graph.embedded_spool import Column, Rows, Schema, Spool, arrow_schema, pa, pc
from graph.errors import StoreError
from graph.rows import (
    Ends,
    check_type,
    missing_end,
    node_columns,
    nodes_by_label,
    relationship_columns,
    relationships_by_ends,
)
from graph.schema import label_of, node_properties, relationship_properties
from graph.store import Node, Relationship, Table

parquet: Any = import_module("pyarrow.parquet")

NODES_AT_ONCE = 20_000
"""Nodes of a label that wait, and land by one statement."""

COPIED_NODES = 5_000
"""From so many new nodes on COPY is the faster way; for each label it takes 20 MB."""

HELD_BYTES = 64 * 1024 * 1024
"""Relationships that wait in memory; more wait on the disk."""

LANDED_BYTES = 128 * 1024 * 1024
"""Relationships of a pair that land by one COPY; the engine takes about six times the memory."""

ENDS = ("start_id", "end_id")
"""Columns of a relationship's ends, before its properties."""

WRITING_MB = 1024
"""Page cache while writing; no more of it is taken than a COPY needs."""


class Writing:
    """A transaction: the copy of a store's file, open for writing."""

    def __init__(self, path: Path, copy: Path, memory: int) -> None:
        self._path = path
        self._copy = copy
        self._memory = max(memory, WRITING_MB * 1024 * 1024)
        self._nodes: dict[str, dict[str, Node]] = {}
        self._waiting: dict[Ends, Spool] = {}
        self._gone: dict[str, set[str]] = {}
        self._unwritten = False
        self._database = open_database(self._copy, self._memory, read_only=False)
        self._connection = ladybug.Connection(self._database)
        # Written where an error can be caught, and not at all when the unit is undone.
        self.define(["CALL force_checkpoint_on_close = false"])

    def finish(self) -> None:
        """Write what still waits; the copy is whole on the disk after it."""
        self._land()
        self.define(["CHECKPOINT"])

    def close(self) -> None:
        """Close the copy; what was written is on the disk only after `finish`."""
        for spool in self._waiting.values():
            spool.close()
        if self._unwritten:
            abandon(self._database, self._connection, self._copy)
        else:
            self._connection.close()
            self._database.close()
        give_back_memory()

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Table:
        # Without a hyphen no statement walks a relationship.
        self._land(relationships="-" in cypher)
        with self._watched():
            return table(self._connection, cypher, parameters, limit, timeout, self._path)

    def define(self, statements: Iterable[str]) -> None:
        """Run statements that need no rows."""
        for statement in statements:
            self._run(statement)

    def _run(self, cypher: str, rows: Rows | None = None) -> ladybug.QueryResult:
        with self._watched():
            parameters = {} if rows is None else {"rows": rows}
            return run(self._connection, cypher, self._path, parameters)

    def _column(self, cypher: str, rows: Rows | None = None) -> Column:
        """The first column of an answer."""
        result: Any = self._run(cypher, rows)
        return result.get_as_arrow(NODES_AT_ONCE).column(0).combine_chunks()

    @contextmanager
    def _watched(self) -> Generator[None]:
        try:
            yield
        except StoreError as exc:
            self._unwritten = self._unwritten or unwritten(exc.__cause__)
            raise

    def put_nodes(self, nodes: Iterable[Node]) -> None:
        for label, batch in nodes_by_label(nodes, NODES_AT_ONCE):
            waiting = self._nodes.setdefault(label, {})
            waiting |= {node.id: node for node in batch}
            if len(waiting) >= NODES_AT_ONCE:
                self._land_nodes(label)

    def _land_nodes(self, label: str) -> None:
        properties = node_properties(label)
        waiting = list(self._nodes.pop(label).values())
        rows = _arrow(node_columns(label, waiting), arrow_schema(properties))
        known = self._column(
            f"LOAD FROM $rows MATCH (n:{label}) WHERE n.id = given RETURN n.id AS id",
            rows.select(["id"]).rename_columns(["given"]),
        )
        # Columns are variables in LOAD FROM, where a bare `date` or `order` would be a word of it.
        if len(known):
            old = pc.is_in(rows["id"], known)
            sets = ", ".join(f"n.{p.name} = _{p.name}" for p in properties if p.name != "id")
            self._run(
                f"LOAD FROM $rows MATCH (n:{label}) WHERE n.id = _id SET {sets}",
                _underlined(rows.filter(old)),
            )
            rows = rows.filter(pc.invert(old))
        if rows.num_rows >= COPIED_NODES:
            self._run(f"COPY {label} ({', '.join(rows.column_names)}) FROM $rows", rows)
        elif rows.num_rows:
            values = ", ".join(f"{p.name}: _{p.name}" for p in properties)
            self._run(f"LOAD FROM $rows CREATE (:{label} {{{values}}})", _underlined(rows))

    def put_relationships(self, relationships: Iterable[Relationship]) -> None:
        for ends, batch in relationships_by_ends(relationships, NODES_AT_ONCE):
            if ends not in self._waiting:
                self._waiting[ends] = self._spool(ends[0])
            spool = self._waiting[ends]
            with file_errors(self._path):
                spool.add(_arrow(relationship_columns(ends[0], batch), spool.schema))
                if sum(s.held for s in self._waiting.values()) > HELD_BYTES:
                    max(self._waiting.values(), key=lambda s: s.held).spill()

    def delete_nodes(self, ids: Sequence[str]) -> None:
        for label, members in groupby(sorted(ids), key=label_of):
            if label is None:
                continue
            self._land()
            rows = pa.table({"given": list(members)})
            for direction in ("-[r]->", "<-[r]-"):
                hanging = self._run(
                    f"LOAD FROM $rows MATCH (n:{label}){direction}(m) WHERE n.id = given "
                    "RETURN DISTINCT label(r) AS kind, r.id AS id",
                    rows,
                ).get_all()
                for kind, id in cast("list[tuple[str, str]]", hanging):
                    self._gone.setdefault(kind, set()).add(id)
            self._land()
            self._run(f"LOAD FROM $rows MATCH (n:{label}) WHERE n.id = given DELETE n", rows)

    def delete_relationships(self, type: str, ids: Sequence[str]) -> None:
        check_type(type)
        if any(ends[0] == type for ends in self._waiting):
            self._land()
        if ids:
            self._gone.setdefault(type, set()).update(ids)

    def _land(self, *, relationships: bool = True) -> None:
        """Write what waits: the nodes, and with them the relationships."""
        for label in list(self._nodes):
            self._land_nodes(label)
        if not relationships:
            return
        waiting, self._waiting = self._waiting, {}
        gone, self._gone = self._gone, {}
        leaving: dict[Ends, Column] = {}
        for kind, ids in gone.items():
            given = pa.array(sorted(ids), pa.string())
            holding = self._run(
                f"LOAD FROM $rows MATCH (a)-[r:{kind}]->(b) WHERE r.id = given "
                "RETURN DISTINCT label(a) AS a, label(b) AS b",
                pa.table({"given": given}),
            ).get_all()
            for start, end in cast("list[tuple[str, str]]", holding):
                leaving[kind, start, end] = given
                waiting.setdefault((kind, start, end), self._spool(kind))
        try:
            for ends, spool in waiting.items():
                with file_errors(self._path):
                    self._land_pair(ends, spool, leaving.get(ends))
                    spool.close()
        finally:
            for spool in waiting.values():
                spool.close()

    def _land_pair(self, ends: Ends, spool: Spool, leaving: Column | None) -> None:
        kind, start, end = ends
        pattern = f"(a:{start})-[r:{kind}]->(b:{end})"
        out = [] if leaving is None else [leaving]
        if self._column(f"MATCH {pattern} RETURN r.id AS id LIMIT 1"):
            out += [
                self._column(
                    f"LOAD FROM $rows MATCH {pattern} WHERE r.id = given RETURN r.id AS id",
                    pa.table({"given": ids}),
                )
                for ids in spool.ids()
            ]
        if any(len(ids) for ids in out):
            self._take_out(ends, spool, pa.concat_arrays(out))
        columns = ", ".join(p.name for p in relationship_properties(kind))
        for rows in spool.tables(LANDED_BYTES):
            try:
                self._run(f"COPY {kind} ({columns}) FROM $rows (from='{start}', to='{end}')", rows)
            except StoreError as exc:
                raise self._lost_end(ends, rows) or exc from exc.__cause__

    def _take_out(self, ends: Ends, spool: Spool, leaving: Column) -> None:
        """Empty a pair into the spool, all but the relationships that leave."""
        kind, start, end = ends
        columns = ", ".join(
            ["a.id AS start_id", "b.id AS end_id"]
            + [f"r.{p.name} AS {p.name}" for p in relationship_properties(kind)]
        )
        with rows_file(self._copy) as (file, quoted):
            self._run(
                f"COPY (MATCH (a:{start})-[r:{kind}]->(b:{end}) RETURN {columns}) TO {quoted}"
            )
            with parquet.ParquetFile(file) as stored:
                for batch in stored.iter_batches(NODES_AT_ONCE):
                    rows = pa.Table.from_batches([batch]).cast(spool.schema)
                    spool.add(rows.filter(pc.invert(pc.is_in(rows["id"], leaving))))
        self.define(
            f"ALTER TABLE {kind} {change} FROM {start} TO {end}" for change in ("DROP", "ADD")
        )

    def _lost_end(self, ends: Ends, rows: Rows) -> StoreError | None:
        """The error of the first relationship of which an end is no node, if there is one."""
        kind, *labels = ends
        for side, label in zip(("start_id", "end_id"), labels, strict=True):
            there = self._column(
                f"LOAD FROM $rows MATCH (n:{label}) WHERE n.id = given RETURN n.id AS id",
                pa.table({"given": pc.unique(rows[side])}),
            )
            lost = rows.filter(pc.invert(pc.is_in(rows[side], there)))
            if lost.num_rows:
                return missing_end(kind, lost["start_id"][0].as_py(), lost["end_id"][0].as_py())
        return None

    def _spool(self, kind: str) -> Spool:
        return Spool(arrow_schema(relationship_properties(kind), ENDS), self._path.parent)


def _underlined(rows: Rows) -> Rows:
    return rows.rename_columns([f"_{name}" for name in rows.column_names])


def _arrow(columns: Mapping[str, list[Any]], schema: Schema) -> Rows:
    try:
        return pa.table(dict(columns), schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError) as exc:
        raise StoreError(f"a property has a value of another type: {exc}") from exc
