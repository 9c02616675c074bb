"""References of rows to nodes that must be there: in the same table, or in the store."""

from __future__ import annotations

from collections.abc import Iterable

from graph.schema import label_of
from graph.store import Store
from ingest.tables.archive import Archive, Version
from ingest.tables.ledger import Ledger, Rejected
from ingest.tables.rows import Reference, Said


def resolve_references(
    store: Store, archive: Archive, version: Version, ledger: Ledger, pending: Iterable[int]
) -> None:
    """Put the nodes that rows refer to in place of the references; reject rows whose are not."""
    wanted = set(pending)
    for seq, rows in archive.batches(version) if wanted else ():
        if seq not in wanted:
            continue
        references = {r.id: r for said in rows for r in said.references}
        found = ledger.find(references.values())
        lacking = [r for r in references.values() if r.id not in found]
        several: dict[str, list[str]] = {}
        for reference in lacking:
            ids = _stored(store, reference)
            if len(ids) == 1:
                found[reference.id] = ids[0]
            several[reference.id] = ids
        archive.put(
            version, seq, [s for said in rows if (s := _placed(said, found, several, ledger))]
        )


def _stored(store: Store, reference: Reference) -> list[str]:
    if label_of(reference.value) == reference.label:
        where = "n.id = $value"
    elif reference.property == "name":
        where = "n.name = $value OR $value IN n.aliases"
    else:
        where = f"n.{reference.property} = $value"
    value = reference.value
    rows = store.read(
        f"MATCH (n:{reference.label}) WHERE {where} RETURN n.id AS id ORDER BY id LIMIT 4",
        {"value": value},
    ).rows
    return [str(id) for (id,) in rows]


def _placed(
    said: Said, found: dict[str, str], several: dict[str, list[str]], ledger: Ledger
) -> Said | None:
    gone: set[str] = set()
    for reference in said.references:
        if reference.id in found:
            continue
        ids = several.get(reference.id, [])
        if reference.missing == "reject":
            reason = (
                f"有多个：{'、'.join(ids)}；写明编号 (several; write the id)"
                if ids
                else "表中和库中都没有；先载入它，或改正 (is neither in the table nor in the store; "
                "load it first or correct it)"
            )
            ledger.reject(Rejected(said.row, reference.column, reference.value[:60], reason))
            return None
        gone.add(reference.id)
    edges = [e for e in said.edges if e.start not in gone and e.end not in gone]
    for edge in edges:
        edge.start, edge.end = found.get(edge.start, edge.start), found.get(edge.end, edge.end)
    return Said(said.row, said.text, said.nodes, edges, [], said.restricted)
