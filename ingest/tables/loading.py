"""A table's file → the store: read whole, checked whole, then written; every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.errors import NotFound, SourceError
from graph.store import Store
from ingest.judgements import Judgements
from ingest.tables.archive import Archive, Version
from ingest.tables.cells import TableFile
from ingest.tables.fields import field_words
from ingest.tables.identifying import identified
from ingest.tables.ledger import Ledger, Rejected
from ingest.tables.mapping import TableMapping
from ingest.tables.references import resolve_references
from ingest.tables.register import Register
from ingest.tables.rejects import COLUMNS, REJECTED_ROW, original_row, write_rejects
from ingest.tables.rows import Rejection, RowReader, Said
from ingest.tables.withdrawing import load_id
from ingest.tables.writing import (
    Counts,
    Progress,
    loaded_digest,
    write_version,
)

BATCH = 2_000
"""Rows that are held in memory at once."""

READING = "1"
"""Goes up when the same table comes to say something else, so that it is loaded again."""

SHOWN = 20
"""Rejected rows that a result carries; all of them go to the file."""


@dataclass(frozen=True, slots=True)
class TableLoad:
    """What a load did; `rows` = `loaded` + `merged` + `rejected`.

    `merged` rows are about something that another source or an earlier row names too. `file` is
    where the rejected rows were written. `asks` are pairs of names that a person must judge.
    """

    source: str
    name: str
    state: str
    rows: int
    loaded: int
    merged: int
    rejected: int
    nodes: int
    relationships: int
    rejections: tuple[Rejected, ...] = ()
    file: str | None = None
    notes: tuple[str, ...] = ()
    asks: int = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version that is read and checked but not written."""

    version: Version
    ledger: Ledger
    counts: Counts
    table: TableFile
    mapping: TableMapping
    register: Register
    notes: tuple[str, ...]


def load_table(
    store: Store, archive: Archive, table: TableFile, mapping: TableMapping, register: Register,
    *, strict: bool = False, rejects: Path | None = None, judgements: Judgements | None = None,
    progress: Progress | None = None,
) -> TableLoad:  # fmt: skip
    """Load a table as a register, in place of its earlier version; the same again changes nothing.

    Rows that cannot be loaded go to `rejects` in the table's own format. Raises SourceError (the
    table or, with `strict`, any row cannot be used), StoreError, StoreUnavailable.
    """
    store.prepare()
    digest = table_digest(store, archive, table, mapping, register)
    if loaded_digest(store, register.id) == (digest, "done"):
        return _unchanged(store, register)
    try:
        return _loaded(
            store, archive, table, mapping, register, digest, strict, rejects, judgements, progress
        )
    except BaseException:
        # What was read for a load that did not land is not kept: it may be personal.
        current = loaded_digest(store, register.id)
        archive.settle(register.id, current[0] if current else None)
        raise


def _loaded(
    store: Store, archive: Archive, table: TableFile, mapping: TableMapping, register: Register,
    digest: str, strict: bool, rejects: Path | None, judgements: Judgements | None,
    progress: Progress | None,
) -> TableLoad:  # fmt: skip
    prepared = prepare(store, archive, table, mapping, register, digest=digest, progress=progress)
    try:
        rejected = prepared.ledger.rejected()
        written_to = write_rejects(prepared, rejects) if rejected and rejects else None
        if strict and rejected:
            first = next(prepared.ledger.rejections(1))
            raise SourceError(
                f"{rejected} of {prepared.counts.rows} rows cannot be loaded, and --strict loads all "
                f"or none; column {first.column!r}, value {first.value!r}: {first.reason}",
                file=table.name, row=first.row,
            )  # fmt: skip
        known = identified(store, archive, prepared.version, judgements)
        written = write_version(
            store, archive, prepared.version, repeated=prepared.ledger.repeated,
            file=table.name, file_digest=table.digest(), mapping=mapping.file,
            counts=prepared.counts, others=known, progress=progress,
        )  # fmt: skip
        archive.settle(register.id, digest)
        return TableLoad(
            register.id, register.name, "loaded", prepared.counts.rows, written.loaded,
            written.merged, rejected, written.nodes, written.relationships,
            tuple(prepared.ledger.rejections(SHOWN)), str(written_to) if written_to else None,
            prepared.notes, len(known.asks),
        )  # fmt: skip
    finally:
        prepared.ledger.close()


def table_digest(
    store: Store, archive: Archive, table: TableFile, mapping: TableMapping, register: Register
) -> str:
    """What decides what a load says, as SHA-256."""
    parts = [READING, table.digest(), mapping.text, table.sheet or ""]
    if mapping.derive:
        parts.append(repr(field_words()))
    if REJECTED_ROW in table.header:
        # Corrected rows join the version that is loaded.
        current = loaded_digest(store, register.id)
        parts.append(current[0] if current else "")
        if current and any(v.digest == current[0] for v in archive.versions(register.id)):
            version = next(v for v in archive.versions(register.id) if v.digest == current[0])
            if version.register.get("joined") == table.digest():
                return current[0]
    return register.digest(*parts)


def prepare(
    store: Store, archive: Archive, table: TableFile, mapping: TableMapping, register: Register,
    *, digest: str, progress: Progress | None = None,
) -> Prepared:  # fmt: skip
    """Read and check a whole table into the archive; the store is only read.

    Raises SourceError when a column is missing or no row can be loaded.
    """
    mapping.check_header(table.header, table.name)
    header = tuple(h for h in table.header if h not in COLUMNS)
    reader = RowReader(mapping, header)
    wanted = {
        (label, spec.find)
        for spec in mapping.nodes
        if spec.find not in (None, "name")
        for label in spec.labels
    }
    columns = {p: c.column for p, c in mapping.subject.properties.items() if c.column}
    ledger = Ledger(((label, prop) for label, prop in wanted if prop), columns)
    told = {k: getattr(register, k) for k in Register.__dataclass_fields__}
    told["mapping"], told["file"] = mapping.file, table.name
    joins = REJECTED_ROW in table.header
    version = archive.begin(
        register.id, digest, told | ({"joined": table.digest()} if joins else {})
    )
    seq = 0
    rows = 0
    if joins:
        earlier = _current(store, archive, register)
        for seq, batch in archive.batches(earlier):
            archive.put(version, seq, ledger.admit(batch))
            rows += len(batch)
        seq += 1
    pending: list[int] = []
    batch: list[Said] = []
    total = table.estimate()
    for row in table.rows():
        rows += 1
        number = original_row(row) if joins else row.number
        try:
            said = reader.said(row)
            said.row = number
            batch.append(said)
        except Rejection as exc:
            ledger.reject(Rejected(number, exc.column, exc.value, exc.reason))
        if len(batch) == BATCH:
            _keep(archive, version, seq, ledger.admit(batch), pending)
            batch, seq = [], seq + 1
            if progress:
                progress("reading 读取", rows, max(total, rows))
    _keep(archive, version, seq, ledger.admit(batch), pending)
    resolve_references(store, archive, version, ledger, pending)
    shown = mapping.shown(header)
    left_out = [c for c in header if c not in shown]
    unused = [c for c in shown if c not in mapping.columns]
    notes = [f"columns that no fact is read from 只作原文：{'、'.join(unused)}"] if unused else []
    if left_out:
        notes.append(f"columns kept out of the text 不入原文：{'、'.join(left_out)}")
    if rows == 0:
        raise SourceError("has no row below its header; nothing was read", file=table.name)
    return Prepared(
        version, ledger, Counts(rows, ledger.rejected()), table, mapping, register, tuple(notes)
    )


def _keep(
    archive: Archive, version: Version, seq: int, batch: list[Said], pending: list[int]
) -> None:
    archive.put(version, seq, batch)
    if any(said.references for said in batch):
        pending.append(seq)


def _current(store: Store, archive: Archive, register: Register) -> Version:
    current = loaded_digest(store, register.id)
    found = [v for v in archive.versions(register.id) if current and v.digest == current[0]]
    if not found:
        raise NotFound("loaded version of the register (登记表)", register.name)
    return found[0]


def _unchanged(store: Store, register: Register) -> TableLoad:
    row = store.read(
        "MATCH (l:Load {id: $id}) RETURN l.rows AS rows, l.loaded AS loaded, l.merged AS merged, "
        "l.rejected AS rejected, l.nodes AS nodes, l.relationships AS relationships",
        {"id": load_id(register.id)},
    ).records()[0]

    def count(name: str) -> int:
        return int(str(row[name] or 0))

    return TableLoad(
        register.id, register.name, "unchanged", count("rows"), count("loaded"), count("merged"),
        count("rejected"), count("nodes"), count("relationships"),
    )  # fmt: skip
