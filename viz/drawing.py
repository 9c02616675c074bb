"""Drawings as SVG: shapes with names, lines with words, and a legend that explains both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from graph import schema
from viz.layout import (
    FONT,
    ICON,
    LINE,
    Box,
    Label,
    Point,
    columns,
    extent,
    half_size,
    meets,
)

INK, SOFT, PAPER, EDGE = "#17201f", "#55605e", "#ffffff", "#7d8985"
_FACE = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"
_MARGIN = 24.0
_WORDS_UP_TO = 45
"""Lines up to which each carries its word; more of them would hide the names."""
_KEY = 28.0
"""Height of a row of the legend."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A node: its type tells shape and colour; `hollow` where it is planned and not yet there."""

    id: str
    type: str
    name: str
    label: Label
    place: Point
    hollow: bool = False
    opened: bool = False
    more: int = 0
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two nodes: dashed where no source states it."""

    start: str
    end: str
    words: str
    dashed: bool


@dataclass(frozen=True, slots=True)
class Key:
    """The legend of a drawing that stands alone: its heading, labels in words, and the lines."""

    title: str
    labels: Sequence[tuple[str, str]]
    stated: str
    derived: str
    hollow: str
    note: str = ""


def svg(
    marks: Sequence[Mark], lines: Sequence[Line], *, title: str, key: Key | None = None
) -> Markup:
    """The drawing as an SVG element, or with `key` as one that stands alone.

    Colours are attributes, which a page's style may overrule and its policy allows.
    """
    left, top, right, bottom = _extent(marks)
    rows = _key_rows(key, right - left) if key else []
    head = _KEY + 8 if key else 0.0
    high = bottom - top + head + _KEY * len(rows) + (_KEY if key else 0)
    frame = (left, top - head, right - left, high)
    at = {mark.id: mark for mark in marks}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(map(_n, frame))}"'
        f' width="{_n(right - left)}" height="{_n(high)}" role="group"'
        f' aria-label="{_clean(title)}" font-family="{_FACE}" font-size="{FONT}">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path class="arrow" d="M0 0.5 8 4 0 7.5z"'
        f' fill="{EDGE}"/></marker></defs>'
    ]
    if key:
        parts.append(_rect(frame, f'fill="{PAPER}"'))
        parts.append(_text(left + _MARGIN, top - head + 28, key.title, INK, size=17, weight=700))
    parts += [_line(line, at[line.start], at[line.end]) for line in lines]
    parts += [_mark(mark) for mark in marks]
    # Words last, so that no later line crosses them.
    if len(lines) <= _WORDS_UP_TO:
        parts += _words(lines, at)
    for number, row in enumerate(rows):
        parts += _key_row(row, left + _MARGIN, bottom + (number + 0.5) * _KEY)
    if key:
        foot = bottom + (len(rows) + 0.5) * _KEY + 4
        parts.append(_text(left + _MARGIN, foot, key.note, SOFT, size=12))
    return Markup("".join([*parts, "</svg>"]))


@cache
def icon(type: str, *, size: int = 16, hollow: bool = False) -> Markup:
    """The shape of a label, as it stands in a legend beside its name."""
    shape = _shape(type, (0.0, 0.0), (12.0, 8.0), hollow=hollow, opened=_boxed(type))
    return Markup(
        f'<svg class="icon" width="{size}" height="{size}" viewBox="-14 -14 28 28"'
        f' aria-hidden="true">{shape}</svg>'
    )


def stroke(dashed: bool) -> Markup:
    """A line as it stands in a legend: solid where stated, dashed where derived."""
    line = _stroke((0.0, 6.0), (28.0, 6.0), dashed, ' class="link"')
    return Markup(f'<svg class="icon" width="28" height="12" aria-hidden="true">{line}</svg>')


# XML has no place for control characters, not even escaped.
_UNPRINTED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def _clean(text: str) -> str:
    return str(escape(text.translate(_UNPRINTED)))


def _rect(frame: Sequence[float], paint: str) -> str:
    x, y, width, height = map(_n, frame)
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint}/>'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _boxed(type: str) -> bool:
    return schema.NODES[type].shape == "box"


def _box(mark: Mark) -> Box:
    left, top, right, bottom = extent(mark.place, mark.label)
    aside = 14 if mark.more else 0
    return (left - aside, top, right + aside, bottom)


def _extent(marks: Sequence[Mark]) -> Box:
    if not marks:
        return (0.0, 0.0, 320.0, 60.0)
    lefts, tops, rights, bottoms = zip(*map(_box, marks), strict=True)
    return (
        min(lefts) - _MARGIN,
        min(tops) - _MARGIN,
        max(rights) + _MARGIN,
        max(bottoms) + _MARGIN,
    )


def _corners(shape: str, r: float) -> list[Point]:
    """A shape's corners about its middle, none for a circle."""
    ring = {
        "square": (4, 1.2, math.pi / 4),
        "diamond": (4, 1.15, 0.0),
        "hexagon": (6, 1.08, 0.0),
        "triangle": (3, 1.25, -math.pi / 2),
        "triangleDown": (3, 1.25, math.pi / 2),
    }
    if shape == "star":
        return [
            (
                r * (1.25 if i % 2 == 0 else 0.55) * math.sin(i * math.pi / 5),
                -r * (1.25 if i % 2 == 0 else 0.55) * math.cos(i * math.pi / 5),
            )
            for i in range(10)
        ]
    if shape not in ring:
        return []
    sides, size, turn = ring[shape]
    down = {"triangle": 0.2, "triangleDown": -0.2}.get(shape, 0.0) * r
    return [
        (
            r * size * math.cos(turn + i * 2 * math.pi / sides),
            r * size * math.sin(turn + i * 2 * math.pi / sides) + down,
        )
        for i in range(sides)
    ]


def _shape(type: str, place: Point, half: Point, *, hollow: bool, opened: bool) -> str:
    declared = schema.NODES[type]
    (x, y), boxed = place, _boxed(type)
    # `color` is for the page's dark style, which lightens what it names.
    paint = (
        f'class="shape{" boxed" if boxed else " hollow" if hollow else ""}"'
        f' color="{declared.color}" fill="{PAPER if boxed or hollow else declared.color}"'
        f' stroke="{declared.color}" stroke-width="{3 if opened else 2}"'
        + (' stroke-dasharray="4 3"' if hollow else "")
    )
    if boxed:
        return _rect((x - half[0], y - half[1], 2 * half[0], 2 * half[1]), f'rx="4" {paint}')
    corners = _corners(declared.shape, ICON)
    if not corners:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{ICON}" {paint}/>'
    points = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in corners)
    return f'<polygon points="{points}" {paint}/>'


def _text(
    x: float, y: float, text: str, fill: str, *, size: int = FONT, weight: int = 400,
    anchor: str = "start", halo: bool = False,
) -> str:  # fmt: skip
    around = f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" class="{"soft" if fill == SOFT else "ink"}" fill="{fill}"'
        f' font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
        f"{around if halo else ''}>{_clean(text)}</text>"
    )


def _mark(mark: Mark) -> str:
    (x, y), half = mark.place, half_size(mark.label)
    boxed = mark.label.boxed
    first = y - mark.label.height / 2 + 12.5 if boxed else y + ICON + LINE
    drawn = [
        f"<title>{_clean(mark.hint or mark.name)}</title>",
        _shape(mark.type, mark.place, half, hollow=mark.hollow, opened=mark.opened),
        *(
            _text(
                x, first + i * LINE, line, INK, weight=700 if mark.opened else 400,
                anchor="middle", halo=not boxed,
            )
            for i, line in enumerate(mark.label.lines)
        ),
    ]  # fmt: skip
    if mark.more:
        drawn.append(_text(x + half[0] + 3, y - half[1] + 6, f"+{mark.more}", SOFT, size=11))
    if mark.href:
        return f'<a class="mark" href="{escape(mark.href)}">{"".join(drawn)}</a>'
    return f'<g class="mark">{"".join(drawn)}</g>'


def _edge_of(mark: Mark, toward: Point) -> Point:
    """Where a line from the middle of a node leaves its shape."""
    (x, y), (half, high) = mark.place, half_size(mark.label)
    dx, dy = toward[0] - x, toward[1] - y
    far = math.hypot(dx, dy) or 1.0
    if mark.label.boxed:
        scale = min(half / abs(dx) if dx else math.inf, high / abs(dy) if dy else math.inf)
        scale = scale + 4 / far
    else:
        scale = (ICON + 5) / far
    return (x + dx * scale, y + dy * scale)


def _line(line: Line, start: Mark, end: Mark) -> str:
    ends = _edge_of(start, end.place), _edge_of(end, start.place)
    return _stroke(*ends, line.dashed, ' class="link" marker-end="url(#arrow)"')


def _stroke(a: Point, b: Point, dashed: bool, more: str = "") -> str:
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<line x1="{_n(a[0])}" y1="{_n(a[1])}" x2="{_n(b[0])}" y2="{_n(b[1])}"'
        f' stroke="{EDGE}" stroke-width="1.3"{dashes}{more}/>'
    )


def _words(lines: Sequence[Line], at: Mapping[str, Mark]) -> Iterator[str]:
    """Each line's word at the place on it, from the middle outwards, that covers nothing."""
    taken = [_box(mark) for mark in at.values()]
    for line in lines:
        start, end = at[line.start], at[line.end]
        (x1, y1), (x2, y2) = _edge_of(start, end.place), _edge_of(end, start.place)
        half = columns(line.words) * 2.75 + 2
        spots = [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in (0.5, 0.4, 0.6, 0.3, 0.7)]
        boxes: list[Box] = [(x - half, y - 8, x + half, y + 8) for x, y in spots]
        place = next((i for i, box in enumerate(boxes) if not meets(box, taken)), 0)
        taken.append(boxes[place])
        x, y = spots[place]
        yield _text(x, y + 4, line.words, SOFT, size=11, anchor="middle", halo=True)


_Row = list[tuple[str, str]]


def _key_rows(key: Key, width: float) -> list[_Row]:
    items = [*key.labels, ("—", key.stated), ("- -", key.derived), ("○", key.hollow)]
    rows: list[_Row] = [[]]
    used = 0.0
    for item in items:
        room = 44 + columns(item[1]) * 6.5
        if rows[-1] and used + room > max(width - 2 * _MARGIN, 280):
            rows.append([])
            used = 0.0
        rows[-1].append(item)
        used += room
    return rows


def _key_row(row: _Row, x: float, y: float) -> Iterator[str]:
    for sign, words in row:
        if sign in schema.NODES:
            shape = _shape(sign, (0.0, 0.0), (16.0, 10.0), hollow=False, opened=False)
            yield f'<g transform="translate({_n(x + 10)} {_n(y)}) scale(0.65)">{shape}</g>'
        elif sign == "○":
            yield (
                f'<circle cx="{_n(x + 10)}" cy="{_n(y)}" r="7" fill="{PAPER}" stroke="{SOFT}"'
                ' stroke-width="1.5" stroke-dasharray="4 3"/>'
            )
        else:
            yield _stroke((x, y), (x + 22, y), sign == "- -")
        yield _text(x + 28, y + 4, words, INK, size=12)
        x += 44 + columns(words) * 6.5


def document(drawing: Markup) -> str:
    """A drawing as a file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing}\n'
