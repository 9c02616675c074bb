"""What all tables are made of: rows of cells with the number people see, under one header."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Literal, cast

from graph.errors import SourceError

Format = Literal["csv", "xlsx", "parquet", "jsonl"]
FORMATS: dict[str, Format] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip

LIST_MARK = "；"
"""What parts the items of a list that a file holds as a list (JSON Lines, Parquet)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is what an editor or a spreadsheet shows for it, the header being 1.

    `broken` names cells that cannot be trusted, with the reason; `original` is the record of a
    JSON Lines file as it was read.
    """

    number: int
    cells: Mapping[str, str]
    broken: Mapping[str, str] = field(default_factory=dict[str, str])
    original: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that can be read again and again: `rows()` streams it."""

    path: Path
    format: Format
    header: tuple[str, ...]
    header_row: int = 1
    sheet: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","

    @property
    def name(self) -> str:
        """The file's name, as errors cite it."""
        return self.path.name

    def rows(self) -> Iterator[Row]:
        """The rows below the header, empty ones left out. Raises SourceError naming the row."""
        from ingest.tables.readers import rows_of

        return rows_of(self)

    def estimate(self) -> int:
        """About how many rows there are, for a progress bar; 0 where it cannot be told cheaply."""
        if self.format == "parquet":
            with import_module("pyarrow.parquet").ParquetFile(self.path) as file:
                return int(file.metadata.num_rows)
        if self.format == "xlsx":
            return 0
        with self.path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))

    def digest(self) -> str:
        """SHA-256 of the file's bytes."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def shown(value: object) -> str:
    """A cell's value as text: dates as ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list):
        return LIST_MARK.join(shown(v) for v in cast(list[object], value))
    return str(value).strip()


def header_of(cells: list[str], file: str, row: int) -> tuple[str, ...]:
    names = [c.strip().replace("\n", "") for c in cells]
    if not any(names):
        raise SourceError("the header is empty; it names the columns", file=file, row=row)
    if "" in names:
        raise SourceError(
            f"column {names.index('') + 1} has no heading; merged heading cells must be unmerged, "
            "an empty column removed",
            file=file, row=row,
        )  # fmt: skip
    for name in names:
        if names.count(name) > 1:
            raise SourceError(
                f"heading {name!r} stands over two columns; rename one", file=file, row=row
            )
    return tuple(names)
