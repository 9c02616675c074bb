"""Rejected rows as a file of the table's own format, to be corrected and loaded.

To the row's own columns come five: where it is from, its row, and the column, value and reason.
Loaded again under the same source, its rows join those that were loaded before.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import SourceError
from ingest.tables.cells import Row, TableFile
from ingest.tables.ledger import Rejected

if TYPE_CHECKING:
    from ingest.tables.loading import Prepared

REJECTED_SOURCE, REJECTED_ROW = "〔来源〕", "〔行〕"
COLUMNS = (REJECTED_SOURCE, REJECTED_ROW, "〔列〕", "〔值〕", "〔原因〕")
"""In brackets, so that no column of a table has these names."""


def original_row(row: Row) -> int:
    """The number that a row of a file of rejected rows had in its table."""
    told = row.cells.get(REJECTED_ROW, "")
    return int(told) if told.isdigit() else row.number


def write_rejects(prepared: Prepared, path: Path) -> Path:
    """Write the rejected rows of a table, only its owner may read the file (rows can be personal).

    Raises SourceError when the file cannot be written.
    """
    path = path.with_suffix(prepared.table.path.suffix)
    rows = _rejected(prepared)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        _WRITERS[prepared.table.format](prepared.table, rows, path)
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(path)) from exc
    return path


def _rejected(prepared: Prepared) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """The rows of the table again, those that were rejected, each with the five values."""
    rejections = prepared.ledger.rejections()
    wanted = next(rejections, None)
    for row in prepared.table.rows():
        if wanted is None:
            return
        number = original_row(row) if REJECTED_ROW in prepared.table.header else row.number
        if number == wanted.row:
            yield row, _told(prepared, wanted)
            wanted = next(rejections, None)


def _told(prepared: Prepared, r: Rejected) -> tuple[str, ...]:
    return (prepared.register.name, str(r.row), r.column, r.value, r.reason)


def _header(table: TableFile) -> list[str]:
    return [*(h for h in table.header if h not in COLUMNS), *COLUMNS]


def _cells(table: TableFile, row: Row, told: tuple[str, ...]) -> list[str]:
    return [*(row.cells.get(h, "") for h in table.header if h not in COLUMNS), *told]


Rows = Iterator[tuple[Row, tuple[str, ...]]]


def _csv(table: TableFile, rows: Rows, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=table.delimiter)
        writer.writerow(_header(table))
        writer.writerows(_cells(table, row, told) for row, told in rows)


def _xlsx(table: TableFile, rows: Rows, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.sheet or "Sheet1")
    sheet.append(_header(table))
    for row, told in rows:
        sheet.append(_cells(table, row, told))
    book.save(path)


def _parquet(table: TableFile, rows: Rows, path: Path) -> None:
    # Untyped: it has no stubs.
    pa: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    header = _header(table)
    schema = pa.schema([(name, pa.string()) for name in header])
    with parquet.ParquetWriter(path, schema) as writer:
        for row, told in rows:
            cells = _cells(table, row, told)
            writer.write_table(pa.table([[c] for c in cells], schema=schema))


def _jsonl(table: TableFile, rows: Rows, path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for row, told in rows:
            record: dict[str, Any] = dict(row.original or row.cells)
            record |= dict(zip(COLUMNS, told, strict=True))
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet, "jsonl": _jsonl}
