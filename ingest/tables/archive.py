"""Beside the store: what each version of a register said, and the values that no graph may hold.

One SQLite file, readable by its owner only (ATLAS_RESTRICTED). It has the rows of each loaded
version, so that a load can be undone, and the restricted values by node, source and version. A
value counts only while the store's own record of loads names its version: whatever a load that
was cut off left here is never served.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import StoreError
from graph.settings import Settings
from graph.store import Reader, Value
from ingest.tables.rows import Edge, Reference, Said

_TABLES = """
CREATE TABLE IF NOT EXISTS version (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL, register TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS batch (
    version INTEGER NOT NULL REFERENCES version ON DELETE CASCADE, seq INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (version, seq)
);
CREATE TABLE IF NOT EXISTS restricted (
    node TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL, properties TEXT NOT NULL,
    PRIMARY KEY (node, source, digest)
);
CREATE INDEX IF NOT EXISTS restricted_of ON restricted (source, digest);
"""

KEPT = 2
"""Versions of a source that are kept: the one that is loaded and the one before."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a source: `register` is what was told of it."""

    id: int
    source: str
    digest: str
    register: Mapping[str, Any]


def archive_path(settings: Settings) -> Path:
    """Where the archive of a store stands."""
    if settings.restricted is not None:
        return settings.restricted
    if settings.is_neo4j:
        return Path("atlas.restricted")
    store = Path(settings.store)
    return store.with_name(store.name + ".restricted")


class Archive:
    """The archive of one store. Every change is committed at once; a cut-off load is harmless."""

    def __init__(self, path: Path | None) -> None:
        """Open or create it; None keeps it in a file that goes away when it is closed.

        Raises StoreError.
        """
        self._path = path
        try:
            if path is not None and not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            # "" is SQLite's name for a temporary file.
            self._db = sqlite3.connect(str(path or ""), check_same_thread=False)
            if path is not None:
                path.chmod(0o600)
            # Deleted values are overwritten: they may be personal.
            self._db.executescript("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;" + _TABLES)
        except (OSError, sqlite3.Error) as exc:
            raise StoreError(
                f"archive {path} cannot be opened ({exc}); ATLAS_RESTRICTED names it"
            ) from exc

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _changing(self) -> Generator[None]:
        try:
            with self._db:
                yield
        except sqlite3.Error as exc:
            raise StoreError(f"archive {self._path} cannot be written: {exc}") from exc

    def begin(self, source: str, digest: str, register: Mapping[str, Any]) -> Version:
        """Begin a version, in place of what a cut-off load left of it."""
        with self._changing():
            self._db.execute(
                "DELETE FROM version WHERE source = ? AND digest = ?", (source, digest)
            )
            told = json.dumps(dict(register), ensure_ascii=False)
            done = self._db.execute(
                "INSERT INTO version (source, digest, register) VALUES (?, ?, ?)",
                (source, digest, told),
            )
        return Version(int(done.lastrowid or 0), source, digest, register)

    def put(self, version: Version, seq: int, rows: Sequence[Said]) -> None:
        """Keep a batch of rows under its number."""
        text = json.dumps([_plain(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
        with self._changing():
            self._db.execute(
                "INSERT OR REPLACE INTO batch VALUES (?, ?, ?)",
                (version.id, seq, zlib.compress(text.encode(), 1)),
            )

    def batches(self, version: Version) -> Iterator[tuple[int, list[Said]]]:
        """The batches of a version with their numbers, in order."""
        after = -1
        while True:
            found = self._db.execute(
                "SELECT seq, body FROM batch WHERE version = ? AND seq > ? ORDER BY seq LIMIT 1",
                (version.id, after),
            ).fetchone()
            if found is None:
                return
            after = int(found[0])
            yield after, [_said(row) for row in json.loads(zlib.decompress(found[1]))]

    def versions(self, source: str) -> list[Version]:
        """The versions of a source, the oldest first."""
        rows = self._db.execute(
            "SELECT id, source, digest, register FROM version WHERE source = ? ORDER BY id",
            (source,),
        )
        return [Version(id, of, digest, json.loads(told)) for id, of, digest, told in rows]

    def restrict(self, version: Version, values: Mapping[str, Mapping[str, Value]]) -> None:
        """Keep restricted values by node."""
        with self._changing():
            self._db.executemany(
                "INSERT OR REPLACE INTO restricted VALUES (?, ?, ?, ?)",
                [
                    (node, version.source, version.digest, json.dumps(dict(v), ensure_ascii=False))
                    for node, v in values.items()
                ],
            )

    def settle(self, source: str, digest: str | None) -> None:
        """Forget what is neither the version that is loaded nor the one before; None forgets all."""
        known = self.versions(source)
        at = next((i for i, v in enumerate(known) if v.digest == digest), None)
        kept = known[max(0, at + 1 - KEPT) : at + 1] if at is not None else []
        with self._changing():
            self._db.executemany(
                "DELETE FROM version WHERE id = ?",
                [(v.id,) for v in known if v not in kept],
            )
            self._db.execute(
                "DELETE FROM restricted WHERE source = ? AND digest IS NOT ?", (source, digest)
            )

    def restricted(self, node: str, current: Mapping[str, str]) -> dict[str, dict[str, Value]]:
        """Restricted values of a node by source; `current` is the loaded digest of each source."""
        rows = self._db.execute(
            "SELECT source, digest, properties FROM restricted WHERE node = ? ORDER BY source",
            (node,),
        )
        return {
            source: json.loads(properties)
            for source, digest, properties in rows
            if current.get(source) == digest
        }


def restricted_values(settings: Settings, reader: Reader, node: str) -> dict[str, dict[str, Value]]:
    """The restricted values of a node by source, of the versions that the store holds.

    Whoever asks must have been allowed to. Raises StoreError.
    """
    path = archive_path(settings)
    if not path.exists():
        return {}
    loads = reader.read(
        "MATCH (l:Load) WHERE l.state = 'done' RETURN l.source AS source, l.digest AS digest"
    )
    archive = Archive(path)
    try:
        return archive.restricted(node, {str(s): str(d) for s, d in loads.rows})
    finally:
        archive.close()


def _plain(said: Said) -> list[Any]:
    return [
        said.row, said.text, said.nodes,
        [
            (e.type, e.start, e.end, e.quote, e.status, e.method, e.rule, e.confidence,
             e.properties)
            for e in said.edges
        ],
        [(r.id, r.label, r.property, r.value, r.column, r.missing) for r in said.references],
        said.restricted,
    ]  # fmt: skip


def _said(plain: list[Any]) -> Said:
    row, text, nodes, edges, references, restricted = plain
    return Said(
        row, text, nodes, [Edge(*e) for e in edges], [Reference(*r) for r in references],
        restricted,
    )  # fmt: skip
