"""Undoing a load: back to the version before it, or out of the store."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import NotFound
from graph.store import Store
from ingest.judgements import Judgements
from ingest.tables.archive import Archive
from ingest.tables.identifying import identified
from ingest.tables.ledger import Ledger
from ingest.tables.withdrawing import withdraw_source
from ingest.tables.writing import Counts, Progress, write_version


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What a rollback did: the version that the source is back to, or None when it is out."""

    source: str
    name: str
    version: str | None
    nodes: int = 0
    relationships: int = 0


def roll_back(
    store: Store, archive: Archive, source: str, *, out: bool = False,
    judgements: Judgements | None = None, progress: Progress | None = None,
) -> RolledBack:  # fmt: skip
    """Undo the last load of a source: back to the version before it, or out of the store.

    `source` is an id or a name. Raises NotFound, StoreError, StoreUnavailable.
    """
    loads = store.read(
        "MATCH (l:Load) RETURN l.source AS id, l.name AS name, l.digest AS digest ORDER BY id"
    ).rows
    found = [row for row in loads if source in (row[0], row[1])]
    if not found:
        raise NotFound("loaded source (来源)", source, tuple(str(r[1]) for r in loads[:3]))
    id, name, digest = (str(v) for v in found[0])
    versions = archive.versions(id)
    at = next((i for i, v in enumerate(versions) if v.digest == digest), 0)
    if out or at == 0:
        withdraw_source(store, id)
        archive.settle(id, None)
        return RolledBack(id, name, None)
    before = versions[at - 1]
    ledger = Ledger(())
    try:
        rows = sum(len(ledger.admit(batch, reject=False)) for _, batch in archive.batches(before))
        known = identified(store, archive, before, judgements)
        written = write_version(
            store, archive, before, repeated=ledger.repeated,
            file=str(before.register["file"]), file_digest="", mapping=str(before.register["mapping"]),
            counts=Counts(rows, 0), others=known, progress=progress,
        )  # fmt: skip
    finally:
        ledger.close()
    archive.settle(id, before.digest)
    return RolledBack(
        id, name, str(before.register["version"]), written.nodes, written.relationships
    )
