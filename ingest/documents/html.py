"""HTML → text: what a reader of the page sees, without its navigation."""

# lxml ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree
from lxml import html as lxml_html

from graph.errors import SourceError
from ingest.documents.rows import table_lines
from ingest.reader import MARKERS, decode

_DROPPED = {
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form",
    "button", "select", "iframe", "svg", "head",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "main", "body", "html", "blockquote", "li", "ul", "ol",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "br", "hr", "dl", "dt", "dd", "center", "figure",
}  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
DEEPEST = 200
"""Levels of nested elements that are read; no page of an office comes near."""


def html_text(data: bytes, name: str) -> str:
    """The text of an HTML page. Raises SourceError when it cannot be parsed."""
    declared = _CHARSET.search(data[:2048])
    if declared and declared[1].lower() in {b"gb2312", b"gbk", b"gb18030"}:
        text = data.decode("gb18030", "replace")
    else:
        text = decode(data, name)
    if not text.strip():
        return ""
    try:
        root = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, etree.ParseError, ValueError) as exc:
        raise SourceError(f"cannot be parsed as HTML: {exc}", file=name) from exc
    lines: list[str] = []
    for line in _lines(cast(Any, root), 0, 0):
        bare = re.sub(r"[ \t\r\n\xa0]+", " ", line[1]).strip()
        if bare:
            lines.append(line[0] + bare)
    return "\n".join(lines)


def _lines(element: Any, depth: int, listed: int) -> Iterator[tuple[str, str]]:
    """The lines of an element: what stands before each, and its words."""
    if depth > DEEPEST:
        return
    held = element.text or ""
    number = 0
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _DROPPED:
            held += child.tail or ""
            continue
        if tag not in _BLOCKS:
            parts = list(_lines(child, depth + 1, listed))
            if len(parts) == 1 and not parts[0][0]:
                held += parts[0][1]
            elif parts:
                yield "", held
                held = ""
                yield from parts
            held += child.tail or ""
            continue
        yield "", held
        held = child.tail or ""
        if tag == "table":
            yield from (("", line) for line in _table(child))
        elif tag == "li":
            number += 1
            yield from _entry(child, element.tag, number, depth, listed)
        elif re.fullmatch(r"h[1-6]", tag):
            words = _words(child)
            numbered = any(pattern.match(words) for _, pattern in MARKERS)
            yield ("" if numbered or not words else "#" * int(tag[1]) + " "), words
        else:
            yield from _lines(child, depth + 1, listed + (tag in {"ul", "ol"}))
    yield "", held


def _entry(
    child: Any, parent: str, number: int, depth: int, listed: int
) -> Iterator[tuple[str, str]]:
    parts = [part for part in _lines(child, depth + 1, listed) if part[1].strip()]
    for i, (before, words) in enumerate(parts):
        if i or before:
            yield before, words
        elif parent == "ol" and listed <= 1:
            yield f"{number}. ", words
        else:
            yield "  " * max(0, listed - 1) + "- ", words


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _table(table: Any) -> list[str]:
    """The rows of a table, cells repeated over the rows and columns that they span."""
    grid: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    heads = 0
    for row in table.iter("tr"):
        cells = [c for c in row if isinstance(c.tag, str) and c.tag in {"td", "th"}]
        line: list[str] = []
        queue = iter(cells)
        while True:
            if len(line) in carried:
                left, words = carried.pop(len(line))
                if left > 1:
                    carried[len(line)] = (left - 1, words)
                line.append(words)
                continue
            cell = next(queue, None)
            if cell is None:
                break
            words = _words(cell)
            for _ in range(_span(cell, "colspan")):
                if (down := _span(cell, "rowspan")) > 1:
                    carried[len(line)] = (down - 1, words)
                line.append(words)
        if cells and all(c.tag == "th" for c in cells) and heads == len(grid):
            heads += 1
        grid.append(line)
    return table_lines(grid, heads or 1)


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(int(value), 100) if value.isdigit() and int(value) > 0 else 1
