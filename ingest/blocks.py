"""A clause as its reader sees it: lines, entries of lists under their subject, and grids of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.draft import Span
from ingest.enumeration import trimmed
from ingest.outline import Clause
from ingest.reader import bullet_of, marker_of, normalise

_ROW = re.compile(r"[|｜].*[|｜]\s*$")
_RULE = re.compile(r"[|｜:：\-—–\s]+$")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a clause without its marker or bullet.

    `level` is 0 for running text and grows with the indent of an entry; `heading` tells the line
    that carries the clause's own marker.
    """

    span: Span
    level: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a document: its rows of cells, and how many of the first ones are heads.

    A cell that covers several rows or columns stands in each of them.
    """

    rows: tuple[tuple[Span, ...], ...]
    heads: int
    lines: tuple[Span, ...]

    def head(self, column: int) -> str:
        """The words above a column, those of merged heads joined."""
        words = [row[column].text for row in self.rows[: self.heads] if column < len(row)]
        return "".join(dict.fromkeys(words))

    @property
    def body(self) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        """Each row below the heads: the whole line and its cells."""
        yield from zip(self.lines[self.heads :], self.rows[self.heads :], strict=True)


def blocks(clause: Clause) -> Iterator[Line | Grid]:
    """The lines and grids of a clause in order; every line stands in exactly one."""
    pending: list[Span] = []
    indents: list[int] = []
    for i, line in enumerate(_paragraphs(clause)):
        raw = _raw(line)
        if _ROW.match(raw) or (raw.count("\t") and not bullet_of(raw)):
            pending.append(line)
            continue
        yield from _grid(pending)
        pending = []
        yield _line(line, raw, clause.indents[i] if i < len(clause.indents) else 0, i, indents)
    yield from _grid(pending)


def _paragraphs(clause: Clause) -> Iterator[Span]:
    text = clause.normal.text
    start = 0
    for end in [i for i, c in enumerate(text) if c == "\n"] + [len(text)]:
        yield Span(clause, start, end)
        start = end + 1


def _raw(line: Span) -> str:
    """The literal text of a paragraph."""
    places = line.clause.normal.places
    if line.end <= line.start:
        return ""
    raw = line.clause.text
    start = places[line.start]
    while start and raw[start - 1] != "\n":
        start -= 1
    end = places[line.end - 1] + 1
    while end < len(raw) and raw[end] != "\n":
        end += 1
    return raw[start:end]


def _line(line: Span, raw: str, indent: int, index: int, indents: list[int]) -> Line:
    text = line.text
    if index == 0 and line.clause.depth and (marker := marker_of(text)):
        return Line(Span(line.clause, line.start + marker[1].end(), line.end), 0, heading=True)
    mark = bullet_of(raw)
    if not mark:
        indents.clear()
        return Line(line, 0)
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    cut = len(normalise(raw[:mark]).text)
    return Line(Span(line.clause, line.start + cut, line.end), len(indents))


def _grid(lines: list[Span]) -> Iterator[Line | Grid]:
    if len(lines) < 2:
        yield from (Line(line, 0) for line in lines)
        return
    rows: list[tuple[Span, ...]] = []
    kept: list[Span] = []
    heads = 0
    for line in lines:
        if _RULE.match(_raw(line)) and "|" in line.text:
            heads = heads or len(rows)
            continue
        rows.append(tuple(_cells(line)))
        kept.append(line)
    heads = heads or 1
    while heads < len(rows) - 1 and _goes_on(rows[heads]):
        heads += 1
    yield Grid(tuple(rows), heads, tuple(kept))


def _goes_on(row: tuple[Span, ...]) -> bool:
    """Whether a row below the heads is one more head: years and kinds of figures, no figures."""
    words = [cell.text for cell in row if cell.text]
    heads = [w for w in words if re.search(r"20\d\d年?|目标|实际|现状|基期|指标|单位|园区|产业", w)]
    figures = [
        w for w in words if re.fullmatch(r"[≥>≤<]?\d[\d.]*%?", w) and not re.match(r"20\d\d$", w)
    ]
    return bool(heads) and not figures and any(re.match(r"20\d\d", w) for w in words)


def _cells(line: Span) -> Iterator[Span]:
    """The cells of a row: between bars, or between tab characters."""
    text = line.text
    if "|" in text:
        first = 1 if text.startswith("|") else 0
        last = len(text) - 1 if text.endswith("|") and len(text) > 1 else len(text)
        edges = [i for i, c in enumerate(text) if c == "|" and first <= i < last]
    else:
        first, last = 0, len(text)
        edges = []
    start = first
    if not edges and "|" not in text:
        yield from _tabbed(line)
        return
    for edge in [*edges, last]:
        yield trimmed(Span(line.clause, line.start + start, line.start + edge))
        start = edge + 1


def _tabbed(line: Span) -> Iterator[Span]:
    """Cells parted by tab characters, which the normalised text has dropped."""
    places, raw = line.clause.normal.places, line.clause.text
    start = line.start
    for i in range(line.start, line.end):
        after = places[i + 1] if i + 1 < line.end else places[i] + 1
        if i + 1 < line.end and "\t" in raw[places[i] + 1 : after]:
            yield trimmed(Span(line.clause, start, i + 1))
            start = i + 1
    yield trimmed(Span(line.clause, start, line.end))
