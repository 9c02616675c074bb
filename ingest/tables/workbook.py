"""XLSX, read as a stream: values as they are shown, and what a spreadsheet did to them told."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from graph.errors import SourceError
from ingest.tables.cells import Row, TableFile, header_of, shown


@contextmanager
def _workbook(path: Path, *, formulas: bool) -> Generator[Any]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=not formulas)
    except (BadZipFile, KeyError, ValueError, OSError) as exc:
        raise SourceError(
            f"cannot be opened as a workbook ({exc}); open it in a spreadsheet and save it again",
            file=path.name,
        ) from exc
    try:
        yield book
    finally:
        book.close()


def sheets(path: Path) -> tuple[str, ...]:
    """The names of a workbook's visible sheets."""
    with _workbook(path, formulas=False) as book:
        return tuple(s.title for s in book.worksheets if s.sheet_state == "visible")


def open_xlsx(path: Path, sheet: str | None, header_row: int | None) -> TableFile:
    """A workbook's sheet with its header. Raises SourceError."""
    with _workbook(path, formulas=False) as book:
        names = [s.title for s in book.worksheets if s.sheet_state == "visible"]
        if sheet is not None and sheet not in book.sheetnames:
            raise SourceError(
                f"has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}", file=path.name
            )
        chosen = sheet or names[0]
        rows = [
            [shown(v) for v in values]
            for values in book[chosen].iter_rows(max_row=20, values_only=True)
        ]
    number = header_row or _header_row(rows)
    if number is None or number > len(rows):
        raise SourceError(f"sheet {chosen!r} is empty; nothing was read", file=path.name)
    _refuse_merged(path, chosen, number)
    header = rows[number - 1]
    while header and not header[-1]:
        header.pop()
    return TableFile(path, "xlsx", header_of(header, path.name, number), number, chosen)


def _header_row(rows: list[list[str]]) -> int | None:
    """The first row with at least two filled cells that has as many as any of the next three.

    A title over the table fills one cell and is passed over.
    """
    filled = [sum(bool(c) for c in row) for row in rows]
    return next(
        (i + 1 for i, n in enumerate(filled) if n and (n >= 2 or n == max(filled[i : i + 4]))),
        None,
    )


def _refuse_merged(path: Path, sheet: str, header_row: int) -> None:
    """Merged cells in the header hide which column a value belongs to."""
    with _workbook(path, formulas=False) as book:
        part = getattr(book[sheet], "_worksheet_path", "")
    with ZipFile(path) as archive:
        if part not in archive.namelist():
            return
        with archive.open(part) as stream:
            tail = b""
            while block := stream.read(1 << 20):
                tail = (tail + block)[-(1 << 22) :]
    for ref in re.findall(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', tail):
        first, top, last, bottom = (x.decode() for x in ref)
        if int(top) <= header_row <= int(bottom):
            raise SourceError(
                f"header cells {first}{top}:{last}{bottom} of sheet {sheet!r} are merged; unmerge "
                "them and give each column one heading in one row",
                file=path.name, row=header_row,
            )  # fmt: skip


def xlsx_rows(table: TableFile) -> Iterator[Row]:
    """The rows below the header; a formula counts by its stored result, or its cell is broken."""
    with (
        _workbook(table.path, formulas=False) as values,
        _workbook(table.path, formulas=True) as texts,
    ):
        start = table.header_row + 1
        width = len(table.header)
        cached = values[table.sheet].iter_rows(min_row=start, max_col=width, values_only=True)
        written = texts[table.sheet].iter_rows(min_row=start, max_col=width, values_only=True)
        for number, (row, formulas) in enumerate(zip(cached, written, strict=False), start):
            if not any(shown(v) for v in formulas):
                continue
            cells: dict[str, str] = {}
            broken: dict[str, str] = {}
            for heading, value, formula in zip(table.header, row, formulas, strict=False):
                cells[heading] = shown(value)
                if isinstance(formula, str) and formula.startswith("="):
                    if value is None:
                        cells[heading] = formula
                        broken[heading] = (
                            "公式没有保存结果；在电子表格中打开并保存，或粘贴为数值 (a formula without "
                            "a stored result; open and save the file in a spreadsheet, or paste values)"
                        )
                    elif str(value).startswith("#"):
                        broken[heading] = "公式出错，改为数值 (a formula in error; write the value)"
            yield Row(number, {h: cells.get(h, "") for h in table.header}, broken)
