"""PDF with a text layer → text: lines joined by where they stand, running heads dropped."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from graph.errors import SourceError
from ingest.documents.rows import table_lines
from ingest.reader import without_radicals

MOST_PAGES = 3_000
_PAGE_NUMBER = re.compile(r"[-—–－·第\s]*\d{1,4}[-—–－·页\s]*(?:/\s*\d{1,4})?|[ivxIVX]{1,6}")
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a page. Places are points from the left and the top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


def pdf_text(data: bytes, name: str) -> str:
    """The text of a PDF, a form feed between two pages.

    Raises SourceError: damaged, locked by a password, or a scan without a text layer.
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise SourceError(
                    f"{len(document.pages):,} pages are more than {MOST_PAGES:,}; split the file",
                    file=name,
                )
            pages = [_page(cast(Any, page)) for page in document.pages]
    except (PDFPasswordIncorrect, PdfminerException) as exc:
        locked = "Password" in repr(exc)
        raise SourceError(
            "is locked by a password; save a copy without it" if locked else "is a damaged PDF",
            file=name,
        ) from exc
    if not any(rows or tables for rows, tables in pages):
        raise SourceError(
            f"is a PDF of {len(pages)} pages without text, most likely a scan; run text "
            "recognition (OCR) on it and load the text",
            file=name,
        )
    running = _running_heads([rows for rows, _ in pages])
    text = "\f".join("\n".join(_lines(rows, tables, running)) for rows, tables in pages)
    return without_radicals(text)


def _page(page: Any) -> tuple[list[_Row], list[tuple[float, list[str]]]]:
    """The lines of a page outside its tables, column by column, and its tables with their tops."""
    tables: list[tuple[float, list[str]]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for table in page.find_tables():
        cells = [[cell or "" for cell in row] for row in table.extract()]
        if len(cells) >= 2 and max(len(row) for row in cells) >= 2:
            tables.append((table.bbox[1], table_lines(_filled(cells))))
            boxes.append(table.bbox)
    words = [
        w
        for w in page.extract_words(keep_blank_chars=True, use_text_flow=False, x_tolerance=2)
        if not any(
            b[0] <= (w["x0"] + w["x1"]) / 2 <= b[2] and b[1] <= (w["top"] + w["bottom"]) / 2 <= b[3]
            for b in boxes
        )
    ]
    rows: list[_Row] = []
    for column in _columns(words, float(page.width)):
        rows += _rows(column)
    page.close()
    return rows, tables


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """Heads that span columns repeat to the right; the first column repeats downwards."""
    first = rows[0]
    for i in range(1, len(first)):
        if not first[i] and len(rows) > 1 and rows[1][i : i + 1] != [""]:
            first[i] = first[i - 1]
    return rows


def _columns(words: list[Any], width: float) -> Iterator[list[Any]]:
    """The words of each column: two where an empty band parts the middle of the page."""
    middle = [w for w in words if w["x0"] < width * 0.55 and w["x1"] > width * 0.45]
    left = [w for w in words if w["x1"] <= width * 0.52]
    right = [w for w in words if w["x0"] >= width * 0.48]
    lines = len({round(w["top"] / 4) for w in words})
    two = (
        len(left) > 8
        and len(right) > 8
        and len({round(w["top"] / 4) for w in left}) > lines * 0.4
        and len({round(w["top"] / 4) for w in right}) > lines * 0.4
        and len([w for w in middle if w["x0"] < width * 0.48 and w["x1"] > width * 0.52])
        <= max(2, lines * 0.1)
    )
    if not two:
        yield words
        return
    yield [w for w in words if w["x0"] < width / 2]
    yield [w for w in words if w["x0"] >= width / 2]


def _rows(words: list[Any]) -> list[_Row]:
    """Words that stand side by side, joined."""
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda w: (w["top"], w["x0"])):
        last = rows[-1] if rows else None
        height = word["bottom"] - word["top"]
        if (
            last
            and abs((last[0]["top"] + last[0]["bottom"]) / 2 - (word["top"] + word["bottom"]) / 2)
            < height * 0.5
        ):
            last.append(word)
        else:
            rows.append([word])
    found: list[_Row] = []
    for row in rows:
        row.sort(key=lambda w: w["x0"])
        text = ""
        for before, word in zip([None, *row], row, strict=False):
            apart = (
                before is not None
                and word["x0"] - before["x1"] > (word["bottom"] - word["top"]) * 0.3
            )
            text += (" " if apart else "") + word["text"]
        found.append(
            _Row(
                text.strip(), row[0]["x0"], row[-1]["x1"], row[0]["top"],
                max(w["bottom"] for w in row), row[0]["bottom"] - row[0]["top"],
            )
        )  # fmt: skip
    return [row for row in found if row.text]


def _running_heads(pages: list[list[_Row]]) -> set[str]:
    """Lines at the top or the bottom that stand on most pages."""
    seen: Counter[str] = Counter()
    for rows in pages:
        edges = sorted(rows, key=lambda r: r.top)
        seen.update({_shape(r.text) for r in (*edges[:2], *edges[-2:])})
    return {text for text, n in seen.items() if n >= 3 and n * 2 > len(pages)}


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _lines(
    rows: list[_Row], tables: list[tuple[float, list[str]]], running: set[str]
) -> Iterator[str]:
    """The paragraphs and table rows of a page from top to bottom."""
    edges = {
        id(r)
        for r in (*sorted(rows, key=lambda r: r.top)[:2], *sorted(rows, key=lambda r: r.top)[-2:])
    }
    kept = [
        row
        for row in rows
        if not (
            id(row) in edges and (_shape(row.text) in running or _PAGE_NUMBER.fullmatch(row.text))
        )
    ]
    right = max((row.right for row in kept), default=0.0)
    left = min((row.left for row in kept), default=0.0)
    waiting = sorted(tables)
    held = ""
    last: _Row | None = None
    for row in kept:
        while waiting and waiting[0][0] < row.top:
            if held:
                yield held
                held, last = "", None
            yield from waiting.pop(0)[1]
        if last is not None and _goes_on(last, row, left, right):
            held += row.text
        else:
            if held:
                yield held
            held = row.text
        last = row
    if held:
        yield held
    for _, lines in waiting:
        yield from lines


def _goes_on(last: _Row, row: _Row, left: float, right: float) -> bool:
    """Whether a line fills its width and the next one is not indented."""
    full = last.right > right - 1.6 * last.size
    indented = row.left > left + 1.2 * row.size
    near = 0 <= row.top - last.bottom < 2.2 * last.size or row.top < last.top
    return full and not indented and near and abs(row.size - last.size) < 1.5
