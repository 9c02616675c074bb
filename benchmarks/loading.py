"""Bulk loading through a store, beside the engine's own fastest way with the same rows."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, LiteralString, cast

import ladybug

from benchmarks.synthetic import Synthetic
from graph.embedded_spool import arrow_schema
from graph.embedded_tables import missing_tables
from graph.neo4j_store import Neo4jStore
from graph.rows import (
    node_columns,
    nodes_by_label,
    relationship_columns,
    relationships_by_ends,
    rows_of,
)
from graph.schema import node_properties, relationship_properties
from graph.store import Store, Transaction

pa: Any = import_module("pyarrow")


def load(store: Store, graph: Synthetic) -> float:
    """Seconds to load a synthetic graph through a store, its generation left out."""
    waited = 0.0

    def given(rows: Any) -> Any:
        nonlocal waited
        rows = iter(rows)
        while True:
            start = time.perf_counter()
            part = [row for _, row in zip(range(5_000), rows, strict=False)]
            waited += time.perf_counter() - start
            if not part:
                return
            yield from part

    def work(transaction: Transaction) -> None:
        transaction.put_nodes(given(graph.nodes()))
        transaction.put_relationships(given(graph.relationships()))

    store.prepare()
    start = time.perf_counter()
    store.bulk(work)
    return time.perf_counter() - start - waited


def copy(path: Path, graph: Synthetic) -> float:
    """Seconds of the bare engine's COPY of the same rows from arrow tables that are ready."""
    tables: dict[str, list[Any]] = defaultdict(list)
    for label, nodes in nodes_by_label(graph.nodes(), 50_000):
        properties = node_properties(label)
        names = ", ".join(p.name for p in properties)
        tables[f"COPY {label} ({names}) FROM $rows"].append(
            pa.table(node_columns(label, nodes), arrow_schema(properties))
        )
    for (kind, start, end), members in relationships_by_ends(graph.relationships(), 50_000):
        properties = relationship_properties(kind)
        names = ", ".join(p.name for p in properties)
        tables[f"COPY {kind} ({names}) FROM $rows (from='{start}', to='{end}')"].append(
            pa.table(
                relationship_columns(kind, members),
                arrow_schema(properties, ("start_id", "end_id")),
            )
        )
    database = ladybug.Database(str(path), buffer_pool_size=4 << 30)
    connection = ladybug.Connection(database)
    for statement in missing_tables(()):
        connection.execute(statement)
    begin = time.perf_counter()
    for statement, parts in tables.items():
        connection.execute(statement, {"rows": pa.concat_tables(parts)})
    connection.execute("CHECKPOINT")
    took = time.perf_counter() - begin
    connection.close()
    database.close()
    return took


def unwind(store: Neo4jStore, graph: Synthetic, batch: int = 10_000) -> float:
    """Seconds of the bare driver's UNWIND of the same rows, ready in memory, without a store."""
    statements: list[tuple[str, list[dict[str, Any]]]] = []
    for label, nodes in nodes_by_label(graph.nodes(), batch):
        statements.append(
            (
                f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n = row",
                rows_of(node_columns(label, nodes)),
            )
        )
    for (kind, start, end), members in relationships_by_ends(graph.relationships(), batch):
        rows = rows_of(relationship_columns(kind, members))
        ends = [{"start": row.pop("start_id"), "end": row.pop("end_id")} for row in rows]
        statements.append(
            (
                f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) "
                f"MATCH (b:{end} {{id: row.end}}) MERGE (a)-[r:{kind} {{id: row.id}}]->(b) "
                "SET r = row.all",
                [{**end, "id": row["id"], "all": row} for end, row in zip(ends, rows, strict=True)],
            )
        )
    begin = time.perf_counter()
    with store._driver.session() as session:  # pyright: ignore[reportPrivateUsage]
        for statement, rows in statements:
            session.run(cast(LiteralString, statement), {"rows": rows}).consume()
    return time.perf_counter() - begin


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
