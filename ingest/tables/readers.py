"""A table's file → its header and its rows, one at a time, each with the number people see.

CSV in UTF-8, UTF-16 or GB18030 with any common delimiter, XLSX, Parquet, JSON Lines. A cell is
text, stripped; an empty one is "". What a spreadsheet has done to a value is told, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.errors import SourceError
from ingest.tables.cells import FORMATS, Row, TableFile
from ingest.tables.delimited import csv_rows, open_csv
from ingest.tables.records import jsonl_rows, keys_of, open_parquet, parquet_rows
from ingest.tables.workbook import open_xlsx, xlsx_rows


def open_table(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> TableFile:
    """Find out what a table's file is and read its header.

    Raises SourceError: no such file, not a table, no header, a header cell that is empty or
    doubled, merged or two-storeyed header cells, an encoding that is neither of the known ones.
    """
    name = path.name
    if path.is_dir():
        raise SourceError("is a folder; name a file", file=name)
    if not path.is_file():
        raise SourceError("does not exist; name a table's file", file=str(path))
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise SourceError(
            f"ends in {path.suffix!r}; a table ends in {', '.join(sorted(FORMATS))}"
            + (" (save .xls as .xlsx)" if path.suffix.lower() == ".xls" else ""),
            file=name,
        )
    if path.stat().st_size == 0:
        raise SourceError("is empty; nothing was read", file=name)
    try:
        if format == "csv":
            return open_csv(path, header_row or 1)
        if format == "xlsx":
            return open_xlsx(path, sheet, header_row)
        if format == "parquet":
            return open_parquet(path)
        return TableFile(path, "jsonl", keys_of(path))
    except OSError as exc:
        raise SourceError(f"cannot be read: {exc.strerror or exc}", file=name) from exc


def rows_of(table: TableFile) -> Iterator[Row]:
    """The rows of a table; see `TableFile.rows`."""
    return _ROWS[table.format](table)


_ROWS = {
    "csv": csv_rows, "xlsx": xlsx_rows, "parquet": parquet_rows, "jsonl": jsonl_rows,
}  # fmt: skip
