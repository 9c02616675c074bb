"""What a source no longer says, taken out of the store, and nothing that others say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graph.schema import NODES, RELATIONSHIPS
from graph.store import Store, Transaction
from ingest.statements import known, node, strings, without

_SWEPT_AT_ONCE = 5_000


def load_id(source: str) -> str:
    """The id of a source's record of loading."""
    return f"load:{source.partition(':')[2]}"


def sweep(
    transaction: Transaction, source: str, run: str | None, redirects: Collection[str] = ()
) -> None:
    """Delete what a source said before this run (or ever said), and nothing of others."""
    stale = _column(
        transaction,
        "MATCH (n:Redirect) WHERE $source IN n.sources RETURN n.id AS id",
        {"source": source},
    )
    kept = known(transaction, (id for id in stale if id not in redirects))
    rest = {id: [s for s in strings(said["sources"]) if s != source] for id, said in kept.items()}
    transaction.delete_nodes([id for id, sources in rest.items() if not sources])
    transaction.put_nodes(
        [node(id, {**kept[id], "sources": sources}) for id, sources in rest.items() if sources]
    )
    of_run = "" if run is None else " AND (r.run_id IS NULL OR r.run_id <> $run)"
    parameters = {"source": source} | ({} if run is None else {"run": run})
    for type in RELATIONSHIPS:
        while ids := _column(
            transaction,
            f"MATCH (a)-[r:{type}]->(b) WHERE r.source = $source{of_run} "
            f"RETURN r.id AS id LIMIT {_SWEPT_AT_ONCE}",
            parameters,
        ):
            transaction.delete_relationships(type, ids)
    for label in NODES:
        if label in {"Load", "Redirect"} or (label == "Register" and run is not None):
            continue
        while ids := _column(
            transaction,
            f"MATCH (n:{label}) WHERE $source IN n.sources "
            "AND NOT EXISTS { MATCH (n)-[r]-(m) WHERE r.source = $source } "
            f"RETURN n.id AS id LIMIT {_SWEPT_AT_ONCE}",
            {"source": source},
        ):
            rest = {id: without(said, source) for id, said in known(transaction, ids).items()}
            transaction.delete_nodes([id for id, said in rest.items() if said is None])
            transaction.put_nodes([node(id, said) for id, said in rest.items() if said is not None])


def _column(transaction: Transaction, cypher: str, parameters: Mapping[str, object]) -> list[str]:
    return [str(id) for (id,) in transaction.read(cypher, parameters).rows]


def withdraw_source(store: Store, source: str) -> None:
    """Take a source out of the store, with its record. Raises StoreError, StoreUnavailable."""

    def work(transaction: Transaction) -> None:
        sweep(transaction, source, None)
        transaction.delete_nodes([load_id(source)])

    store.bulk(work)
