"""CSV in any common encoding, with any common delimiter."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from graph.errors import SourceError
from ingest.tables.cells import Row, TableFile, header_of

_SAMPLE = 1 << 16
_LONGEST_CELL = 100_000
_BROKEN = "\x00broken"


def open_csv(path: Path, header_row: int) -> TableFile:
    """A CSV file with its header, encoding and delimiter. Raises SourceError."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(_SAMPLE)
    if sample.startswith(("PK\x03\x04", "%PDF")):
        raise SourceError("is no text; a workbook ends in .xlsx", file=path.name)
    delimiter = _delimiter(sample)
    table = TableFile(path, "csv", (), header_row, None, encoding, delimiter)
    for number, cells in _records(table):
        if number == header_row:
            return TableFile(
                path, "csv", header_of(cells, path.name, number), header_row, None, encoding,
                delimiter,
            )  # fmt: skip
    raise SourceError(f"has no row {header_row}; the header stands there", file=path.name)


def encoding_of(path: Path) -> str:
    """The encoding of a text file: a mark decides, else UTF-8 if all of it is, else GB18030.

    Raises SourceError naming the byte that is neither.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    utf8 = _first_broken(path, "utf-8-sig")
    if utf8 is None:
        return "utf-8-sig"
    other = _first_broken(path, "gb18030")
    if other is None and 0 not in head:
        return "gb18030"
    raise SourceError(
        f"line {utf8[1]} (byte {utf8[0]}) is not UTF-8, and the file is not GB18030 either; save "
        "it as CSV UTF-8",
        file=path.name,
    )


def _first_broken(path: Path, encoding: str) -> tuple[int, int] | None:
    """The byte and line where a file stops being text of an encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    at, line = 0, 1
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as exc:
                return at + exc.start, line + block[: exc.start].count(b"\n")
            if "\x00" in text:
                return at + block.find(b"\x00"), line
            at += len(block)
            line += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return at, line
    return None


def _delimiter(sample: str) -> str:
    """The mark that parts the header's cells: the one that it has most of."""
    first = next((line for line in sample.splitlines() if line.strip()), "")
    counts = {mark: first.count(mark) for mark in (",", "\t", ";", "|", "，")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _records(table: TableFile) -> Iterator[tuple[int, list[str]]]:
    """Line numbers (where a record begins) and cells."""
    with table.path.open(encoding=table.encoding, newline="") as stream:
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(stream, delimiter=table.delimiter, strict=True)
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as exc:
                # The reader stands behind the broken record and goes on with the next.
                yield before + 1, [_BROKEN, str(exc)]
                before = reader.line_num
                continue
            yield before + 1, cells
            before = reader.line_num


def csv_rows(table: TableFile) -> Iterator[Row]:
    """The rows below the header; one that cannot be cut into its cells is broken."""
    width = len(table.header)
    for number, cells in _records(table):
        if number <= table.header_row or not any(c.strip() for c in cells):
            continue
        values = dict(zip(table.header, (c.strip() for c in cells), strict=False))
        broken: dict[str, str] = {}
        if cells[0] == _BROKEN:
            values = {}
            broken[""] = (
                f"不能分成单元格，可能缺一个引号 (cannot be cut into cells: {cells[1]}; a quotation "
                "mark may be left open)"
            )
        elif len(cells) != width:
            rest = [c for c in cells[width:] if c.strip()]
            if len(cells) < width or rest:
                broken[""] = (
                    f"有 {len(cells)} 个单元格，表头有 {width} 个；检查引号和分隔符 "
                    f"(has {len(cells)} cells, the header {width}; check quotation and delimiter)"
                )
        yield Row(number, {h: values.get(h, "") for h in table.header}, broken)
