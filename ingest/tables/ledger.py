"""What the rows of one file have named so far, kept on disk so that a file of any size fits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.schema import label_of
from graph.store import Value
from ingest.load import apart, is_same
from ingest.naming import node_id
from ingest.statements import joined
from ingest.tables.rows import Reference, Rejection, Said

_TABLES = """
CREATE TABLE node (id TEXT PRIMARY KEY, row INTEGER, body TEXT) WITHOUT ROWID;
CREATE TABLE code (
    label TEXT, property TEXT, value TEXT, id TEXT, PRIMARY KEY (label, property, value)
) WITHOUT ROWID;
CREATE TABLE rejected (row INTEGER PRIMARY KEY, col TEXT, value TEXT, reason TEXT);
"""
_SOFT = {"name", "name_en", "aliases", "status", "summary"}
CODES = {("Enterprise", "uscc")}
"""Properties of which no two nodes may share a value."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not loaded: where, which value, and why."""

    row: int
    column: str
    value: str
    reason: str


class Ledger:
    """The nodes, codes and rejections of one file.

    `wanted` are the properties by which other rows refer to a node, `columns` the columns that
    the properties of a row's node are read from. `repeated` are nodes that several batches name.
    """

    def __init__(
        self, wanted: Iterable[tuple[str, str]], columns: Mapping[str, str] | None = None
    ) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;" + _TABLES)
        self._wanted = sorted({*wanted, *CODES})
        self._columns = columns or {}
        self.repeated: set[str] = set()

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def admit(self, batch: Iterable[Said], reject: bool = True) -> list[Said]:
        """The rows of a batch that agree with those before them, under ids that are theirs.

        A second row of the same thing is taken if it contradicts nothing. Two names that are
        spelled alike in pinyin, or one name with two registered codes, get an id each.
        """
        rows = list(batch)
        known = self._known([id for said in rows for id in said.nodes])
        codes = self._codes(rows)
        before = set(known)
        admitted: list[Said] = []
        for said in rows:
            try:
                said = self._own_ids(said, known)
                self._check(said, known, codes)
            except Rejection as exc:
                if reject:
                    column = self._columns.get(exc.column, exc.column)
                    self.reject(Rejected(said.row, column, exc.value, exc.reason))
                    continue
            for id, properties in said.nodes.items():
                if id in known:
                    row, body = known[id]
                    if body != properties:
                        known[id] = (row, joined(body, properties))
                else:
                    known[id] = (said.row, properties)
                for label, prop in self._wanted:
                    if label_of(id) == label and properties.get(prop) is not None:
                        codes[(label, prop, str(properties[prop]))] = id
            admitted.append(said)
        self.repeated |= before & {id for said in admitted for id in said.nodes}
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT OR REPLACE INTO node VALUES (?, ?, ?)",
            [(id, row, json.dumps(body, ensure_ascii=False)) for id, (row, body) in known.items()],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO code VALUES (?, ?, ?, ?)",
            [(*key, id) for key, id in codes.items()],
        )
        self._db.execute("COMMIT")
        return admitted

    def _known(self, ids: list[str]) -> dict[str, tuple[int, dict[str, Value]]]:
        rows = self._db.execute(
            "SELECT id, row, body FROM node WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        return {id: (row, json.loads(body)) for id, row, body in rows}

    def _codes(self, rows: list[Said]) -> dict[tuple[str, str, str], str]:
        found: dict[tuple[str, str, str], str] = {}
        for label, prop in self._wanted:
            values = [
                str(p[prop])
                for said in rows
                for id, p in said.nodes.items()
                if label_of(id) == label and p.get(prop) is not None
            ]
            found |= {(label, prop, v): id for v, id in self._held(label, prop, values)}
        return found

    def _held(self, label: str, prop: str, values: list[str]) -> Iterator[tuple[str, str]]:
        if values:
            yield from self._db.execute(
                "SELECT value, id FROM code WHERE label = ? AND property = ? "
                "AND value IN (SELECT value FROM json_each(?))",
                (label, prop, json.dumps(values)),
            )

    @staticmethod
    def _own_ids(said: Said, known: Mapping[str, tuple[int, dict[str, Value]]]) -> Said:
        moved: dict[str, str] = {}
        for id, properties in said.nodes.items():
            label = label_of(id) or ""
            if id in known and not is_same(label, properties, known[id][1]):
                code = str(properties.get("uscc") or "")
                same_name = is_same(label, {**properties, "uscc": None}, known[id][1])
                other = f"{id}-{code.lower()}" if code and same_name else None
                moved[id] = other or apart(id, str(properties["name"]))
        return renamed(said, moved) if moved else said

    @staticmethod
    def _check(
        said: Said, known: Mapping[str, tuple[int, dict[str, Value]]],
        codes: Mapping[tuple[str, str, str], str],
    ) -> None:  # fmt: skip
        id = said.subject
        properties = said.nodes[id]
        for label, prop in CODES:
            value = properties.get(prop)
            holder = codes.get((label, prop, str(value))) if label_of(id) == label else None
            if value is not None and holder not in (None, id):
                assert holder is not None
                row, other = known.get(holder, (0, {"name": holder}))
                raise Rejection(
                    prop, str(value),
                    f"已在{f'第 {row} 行' if row else '前面'}属于“{other['name']}” (already the code "
                    f"of another name{f' in row {row}' if row else ''}; correct one of them)",
                )  # fmt: skip
        if id not in known:
            return
        row, before = known[id]
        for prop, value in properties.items():
            other = before.get(prop)
            if prop in _SOFT or value is None or other is None or isinstance(value, list):
                continue
            if value != other:
                raise Rejection(
                    prop, str(value),
                    f"第 {row} 行对“{before['name']}”写的是 {other} (row {row} says {other} of the "
                    "same thing; keep one)",
                )  # fmt: skip

    def find(self, references: Iterable[Reference]) -> dict[str, str]:
        """Ids of this file's nodes by the id that stands for them in a reference."""
        found: dict[str, str] = {}
        groups: dict[tuple[str, str], dict[str, str]] = {}
        for reference in references:
            if reference.property == "name":
                id = node_id(reference.label, reference.value)
                if id in self._known([id]):
                    found[reference.id] = id
            else:
                group = groups.setdefault((reference.label, reference.property), {})
                group[reference.value] = reference.id
        for (label, prop), group in groups.items():
            found |= {group[v]: id for v, id in self._held(label, prop, list(group))}
        return found

    def nodes(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """Every node of the file with what all its rows say of it."""
        for id, body in self._db.execute("SELECT id, body FROM node ORDER BY id"):
            yield id, json.loads(body)

    def reject(self, rejected: Rejected) -> None:
        """Keep a rejection; of a row with several, the first."""
        self._db.execute(
            "INSERT OR IGNORE INTO rejected VALUES (?, ?, ?, ?)",
            (rejected.row, rejected.column, rejected.value, rejected.reason),
        )

    def rejections(self, limit: int = -1) -> Iterator[Rejected]:
        """The rejections in the order of the rows."""
        for row in self._db.execute("SELECT * FROM rejected ORDER BY row LIMIT ?", (limit,)):
            yield Rejected(*row)

    def rejected(self) -> int:
        """How many rows are rejected."""
        return int(self._db.execute("SELECT count(*) FROM rejected").fetchone()[0])


def renamed(said: Said, moved: Mapping[str, str]) -> Said:
    """A row under other ids."""

    def to(id: str) -> str:
        return moved.get(id, id)

    for edge in said.edges:
        edge.start, edge.end = to(edge.start), to(edge.end)
        if edge.properties.get("industry_id") in moved:
            edge.properties["industry_id"] = moved[str(edge.properties["industry_id"])]
    return Said(
        said.row, said.text, {to(k): v for k, v in said.nodes.items()}, said.edges,
        said.references, {to(k): v for k, v in said.restricted.items()},
    )  # fmt: skip
