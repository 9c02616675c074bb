"""Word (.docx) → text: headings, the numbers that Word counts itself, lists, tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, cast

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from graph.errors import SourceError
from ingest.documents.rows import table_lines
from ingest.reader import MARKERS, MAX_BYTES

_HAN = "零一二三四五六七八九"


def word_text(data: bytes, name: str) -> str:
    """The text of a Word file. Raises SourceError when it is none, or too large unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if "word/document.xml" not in archive.namelist():
                raise SourceError("is a zip file that is no Word document", file=name)
        if size > 8 * MAX_BYTES:
            raise SourceError(f"unpacks to {size:,} bytes; split the file", file=name)
        document = cast(Any, Document(io.BytesIO(data)))
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError) as exc:
        raise SourceError(f"is a damaged Word file: {exc}", file=name) from exc
    numbers = _Numbers(document)
    lines: list[str] = []
    for block in document.element.body:
        if block.tag == qn("w:p"):
            lines += _paragraph(block, numbers)
        elif block.tag == qn("w:tbl"):
            lines += _table(block)
    return "\n".join(lines)


def _words(element: Any) -> str:
    """The words of an element, deleted ones left out, inserted ones kept."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in {qn("w:tab"), qn("w:br"), qn("w:cr")}:
            parts.append("\n" if node.tag != qn("w:tab") else " ")
    return "".join(parts)


def _paragraph(paragraph: Any, numbers: _Numbers) -> Iterator[str]:
    words = _words(paragraph).strip()
    if not words:
        return
    counted = numbers.before(paragraph)
    level = numbers.heading(paragraph)
    numbered = any(pattern.match(counted.strip() + words) for _, pattern in MARKERS)
    if level and not numbered:
        yield "#" * level + " " + words.replace("\n", " ")
        return
    first, *rest = words.split("\n")
    yield counted + first
    yield from rest


def _table(table: Any) -> list[str]:
    """The rows of a table, cells repeated over the rows and columns that they span."""
    rows: list[list[str]] = []
    heads = 0
    above: dict[int, str] = {}
    for row in table.iterchildren(qn("w:tr")):
        line: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            properties = cell.find(qn("w:tcPr"))
            span, merge = 1, None
            if properties is not None:
                if (grid := properties.find(qn("w:gridSpan"))) is not None:
                    span = int(grid.get(qn("w:val")) or 1)
                merge = properties.find(qn("w:vMerge"))
            goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
            words = above.get(len(line), "") if goes_on else _words(cell).strip()
            for _ in range(min(span, 100)):
                above[len(line)] = words
                line.append(words)
        marked = row.find(qn("w:trPr"))
        if marked is not None and marked.find(qn("w:tblHeader")) is not None and heads == len(rows):
            heads += 1
        rows.append(line)
    return table_lines(rows, heads or 1)


class _Numbers:
    """What Word counts before a paragraph (一、, （一）, 1., •) and which heading it is."""

    def __init__(self, document: Any) -> None:
        self._styles: dict[str, Any] = {
            style.get(qn("w:styleId")): style
            for style in document.styles.element.iterchildren(qn("w:style"))
        }
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._lists: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iterchildren(qn("w:abstractNum")):
            levels: dict[int, tuple[str, str, int]] = {}
            for level in abstract.iterchildren(qn("w:lvl")):
                levels[int(level.get(qn("w:ilvl")) or 0)] = (
                    _value(level, "w:numFmt") or "decimal",
                    _value(level, "w:lvlText") or "",
                    int(_value(level, "w:start") or 1),
                )
            self._levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.iterchildren(qn("w:num")):
            self._lists[number.get(qn("w:numId"))] = _value(number, "w:abstractNumId") or ""

    def before(self, paragraph: Any) -> str:
        """The mark that Word writes before a paragraph, or nothing."""
        found = self._numbering(paragraph)
        if found is None:
            return ""
        list_id, depth = found
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        if depth not in levels:
            return ""
        shape, pattern, start = levels[depth]
        if shape == "bullet":
            return "  " * max(depth, self._list_depth(paragraph)) + "- "
        counts = self._counts.setdefault(self._lists[list_id], [])
        while len(counts) <= depth:
            counts.append(levels.get(len(counts), ("", "", 1))[2] - 1)
        counts[depth] = max(counts[depth] + 1, start)
        del counts[depth + 1 :]
        mark = pattern
        for i in range(depth + 1):
            mark = mark.replace(f"%{i + 1}", _spelled(counts[i], levels.get(i, ("decimal",))[0]))
        return mark

    def heading(self, paragraph: Any) -> int:
        """The level of a heading, 1 to 6; 0 for running text."""
        style: str | None = self._style(paragraph)
        for _ in range(10):
            element = self._styles.get(style or "")
            if element is None:
                return 0
            name = (_value(element, "w:name") or "").lower()
            if name.startswith("heading ") and name[8:].isdigit():
                return min(int(name[8:]), 6)
            if name == "title":
                return 0
            style = _value(element, "w:basedOn")
        return 0

    def _list_depth(self, paragraph: Any) -> int:
        """The depth that a list style has in its name (List Bullet 2)."""
        element = self._styles.get(self._style(paragraph) or "")
        name = (_value(element, "w:name") or "") if element is not None else ""
        return int(name[-1]) - 1 if name.startswith("List ") and name[-1:].isdigit() else 0

    def _style(self, paragraph: Any) -> str | None:
        properties = paragraph.find(qn("w:pPr"))
        return _value(properties, "w:pStyle") if properties is not None else None

    def _numbering(self, paragraph: Any) -> tuple[str, int] | None:
        owner: Any = paragraph
        style = self._style(paragraph)
        for _ in range(10):
            properties = owner.find(qn("w:pPr"))
            number = properties.find(qn("w:numPr")) if properties is not None else None
            if number is not None and (list_id := _value(number, "w:numId")):
                return None if list_id == "0" else (list_id, int(_value(number, "w:ilvl") or 0))
            owner = self._styles.get(style or "")
            if owner is None:
                return None
            style = _value(owner, "w:basedOn")
        return None


def _value(element: Any, tag: str) -> str | None:
    found = element.find(qn(tag))
    return None if found is None else found.get(qn("w:val"))


def _spelled(number: int, shape: str) -> str:
    if shape in {
        "chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographTraditional",
        "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital",
    }:  # fmt: skip
        return _han(number)
    if shape == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x245F + number)
    if shape in {"lowerLetter", "upperLetter"} and 1 <= number <= 26:
        return chr((97 if shape == "lowerLetter" else 65) + number - 1)
    return str(number)


def _han(number: int) -> str:
    """A number below one hundred in Chinese."""
    if number < 10:
        return _HAN[max(number, 0)]
    tens, ones = divmod(min(number, 99), 10)
    return (_HAN[tens] if tens > 1 else "") + "十" + (_HAN[ones] if ones else "")
