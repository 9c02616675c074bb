"""Parquet and JSON Lines: records whose values become cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from graph.errors import SourceError
from ingest.tables.cells import Row, TableFile, header_of, shown
from ingest.tables.delimited import encoding_of
from ingest.tables.ror import is_ror, ror_cells


def _parquet(path: Path) -> Any:
    # Imported here, untyped: only Parquet needs it, and it has no stubs.
    return import_module("pyarrow.parquet").ParquetFile(path)


def open_parquet(path: Path) -> TableFile:
    """A Parquet file with its columns. Raises SourceError."""
    try:
        with _parquet(path) as file:
            names = [str(n) for n in file.schema_arrow.names]
    except ValueError as exc:  # what ArrowInvalid is
        raise SourceError(f"cannot be opened as Parquet: {exc}", file=path.name) from exc
    return TableFile(path, "parquet", header_of(names, path.name, 0), 0)


def parquet_rows(table: TableFile) -> Iterator[Row]:
    """The rows, counted from 1."""
    number = 0
    with _parquet(table.path) as file:
        for batch in file.iter_batches(batch_size=2_000):
            for record in cast(list[dict[str, object]], batch.to_pylist()):
                number += 1
                yield Row(number, {h: shown(record.get(h)) for h in table.header})


def _objects(path: Path) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Line numbers and records, or why a line is none."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding) as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                record: object = json.loads(line)
            except json.JSONDecodeError as exc:
                yield number, f"不是 JSON (is no JSON: column {exc.colno}, {exc.msg})"
                continue
            if isinstance(record, dict):
                yield number, cast(dict[str, object], record)
            else:
                yield number, "不是 JSON 对象 (is no JSON object; a line is {…})"


def keys_of(path: Path) -> tuple[str, ...]:
    """The dotted names of a file's values, from its first thousand records."""
    found: dict[str, None] = {}
    for number, record in _objects(path):
        if not isinstance(record, str):
            found |= dict.fromkeys(flat(record))
        if number >= 1_000:
            break
    return header_of(list(found), path.name, 1)


def flat(record: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """A record's values by dotted name; a list of plain values is one text.

    ROR records, of either version of its schema, get the columns of `ingest.tables.ror` instead.
    """
    if not prefix and is_ror(record):
        return ror_cells(record)
    cells: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            cells |= flat(cast(dict[str, object], value), f"{prefix}{key}.")
        elif isinstance(value, list) and any(isinstance(v, dict) for v in cast(list[Any], value)):
            cells[prefix + key] = json.dumps(value, ensure_ascii=False)
        else:
            cells[prefix + key] = shown(cast(object, value))
    return cells


def jsonl_rows(table: TableFile) -> Iterator[Row]:
    """The records by line; a line that is none is broken."""
    for number, record in _objects(table.path):
        if isinstance(record, str):
            yield Row(number, dict.fromkeys(table.header, ""), {"": record})
            continue
        cells = flat(record)
        yield Row(number, {h: cells.get(h, "") for h in table.header}, original=record)
