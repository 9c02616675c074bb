"""Where the nodes of a drawing stand: no two names overlap, and what stands stays.

A drawing grows by expansions. Each puts the new nodes on rings about the expanded node, kinds
side by side, and moves nothing that was there: a reader keeps the map in mind. The same
expansions give the same places on every machine, without a random number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from unicodedata import east_asian_width

Point = tuple[float, float]

FONT = 13
"""Size of a name, in units of the drawing (CSS pixels at scale 1)."""
LINE = 16
ICON = 12
"""Half the height of a node's shape."""
_LINES = 3
_ROW = 16
"""Half-width characters of a line of a name: eight Chinese characters."""
_GAP_X, _GAP_Y = 16, 10
_SHAPE = 1.8
"""Width to height that a drawing grows to."""
_FIRST, _RING = (190.0, 104.0), (128.0, 74.0)
"""Half-axes of the first ring, and what each further ring adds: names are wider than high."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name cut into lines, and its size. `boxed`: the name stands within its shape."""

    lines: tuple[str, ...]
    width: float
    height: float
    boxed: bool = False


def columns(text: str) -> int:
    """How many half-width characters a text takes; a Chinese character takes two."""
    return sum(2 if _wide(c) else 1 for c in text)


def label(name: str, *, boxed: bool = False) -> Label:
    """A name in at most three lines; one that is longer ends in an ellipsis."""
    lines = list(_lines(name))
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][:-1] + "…"]
    width = max(map(columns, lines), default=0) * FONT / 2
    return Label(tuple(lines), width, len(lines) * LINE, boxed)


def _lines(name: str) -> Iterator[str]:
    rows = max(1, math.ceil(columns(name) / _ROW))
    # Lines of like length: seven characters and two would leave a widow.
    room = _ROW if rows > _LINES else max(6, 2 * math.ceil(columns(name) / rows / 2))
    line = ""
    for word in _words(name):
        if line and columns((line + word).rstrip()) > room:
            yield line.strip()
            line = ""
        line += word
    if line.strip():
        yield line.strip()


_OPENING, _CLOSING = "（《“‘【(", "）》”’】)、，。：；"


def _words(name: str) -> Iterator[str]:
    """Where a line may end: after a Chinese character or a word of letters, not within a bracket's
    reach: none ends with an opening one or begins with a closing one."""
    word = ""
    for character in name:
        last = word[-1:]
        bound = character in _CLOSING or (last and last in _OPENING)
        ended = last in {" ", "-", "/"} or _wide(last) or _wide(character)
        if word and (columns(word) >= _ROW or (ended and not bound)):
            yield word
            word = ""
        word += character
    if word:
        yield word


def _wide(character: str) -> bool:
    return bool(character) and east_asian_width(character) in "WF"


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def half_size(label: Label) -> Point:
    """Half the width and half the height of a node's shape."""
    return (label.width / 2 + 8, label.height / 2 + 5) if label.boxed else (ICON, ICON)


def extent(place: Point, label: Label) -> Box:
    """What a node takes up: its shape, with its name below or within."""
    (x, y), (half, high) = place, half_size(label)
    wide = max(half, label.width / 2)
    return x - wide, y - high, x + wide, y + high + (0 if label.boxed else label.height + 4)


def meets(box: Box, others: Iterable[Box]) -> bool:
    """Whether a box covers part of another."""
    left, top, right, bottom = box
    return any(
        left < far and near < right and top < low and high < bottom
        for near, high, far, low in others
    )


def positions(
    expansions: Sequence[tuple[str, Sequence[str]]],
    links: Mapping[str, Sequence[str]],
    labels: Mapping[str, Label],
) -> dict[str, Point]:
    """The place of every node, with y growing downwards.

    `expansions` are the opened nodes in order, each with the nodes it added in the order they
    are to stand around it; `links` gives what each node is joined to.
    """
    sheet = _Sheet(links, labels)
    for hub, added in expansions:
        new = [id for id in added if id != hub and id not in sheet.at]
        if hub not in sheet.at:
            sheet.put(hub, list(sheet.seats(hub, len(new))))
        middle = sheet.at[hub]
        for id, (angle, ring) in zip(new, sheet.ring(hub, len(new)), strict=True):
            sheet.put(id, list(_about(middle, angle, ring)))
    return sheet.at


class _Sheet:
    """What has its place: boxes that may not meet, and lines that should cross none of them."""

    def __init__(self, links: Mapping[str, Sequence[str]], labels: Mapping[str, Label]) -> None:
        self.at: dict[str, Point] = {}
        self._links = links
        self._labels = labels
        self._boxes: dict[str, Box] = {}
        self._lines: list[tuple[Point, Point]] = []

    def put(self, id: str, wanted: Sequence[Point]) -> None:
        """Put a node at the first place that costs nothing, else at the one that costs least."""
        label = self._labels[id]
        ends = {other: self.at[other] for other in self._links.get(id, ()) if other in self.at}
        best: tuple[int, Point] | None = None
        for place in wanted:
            if self._taken(place, label):
                continue
            cost = self._cost(place, label, ends)
            if best is None or cost < best[0]:
                best = (cost, place)
            if not cost:
                break
        place = best[1] if best else self._nearest(wanted[0], label)
        self.at[id] = place
        self._boxes[id] = extent(place, label)
        self._lines += [(place, end) for end in ends.values()]

    def seats(self, hub: str, size: int) -> Iterator[Point]:
        """Where an opened node may go that nothing has put in the drawing yet."""
        if not self.at:
            yield (0.0, 0.0)
            return
        boxes = self._boxes.values()
        left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
        right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
        joined = [self.at[id] for id in self._links.get(hub, ()) if id in self.at]
        wide, high = _half_axes(len(_ring_sizes(size)))
        across, down = right - left, bottom - top
        # The drawing grows to the shape of a screen.
        if max(across + 2 * wide, _SHAPE * max(down, 2 * high)) > max(
            across, 2 * wide, _SHAPE * (down + 2 * high)
        ):
            middle = sum(x for x, _ in joined) / len(joined) if joined else (left + right) / 2
            for aside in (0, 120, -120, 240, -240, 360, -360):
                yield (middle + aside, bottom + high * 0.7 + 70)
        else:
            middle = sum(y for _, y in joined) / len(joined) if joined else (top + bottom) / 2
            for aside in (0, 70, -70, 140, -140, 210, -210):
                yield (right + wide * 0.7 + 80, middle + aside)

    def ring(self, hub: str, size: int) -> Iterator[tuple[float, int]]:
        """Angle and ring of places about a node: all round the first, later ones outward."""
        if not size:
            return
        x, y = self.at[hub]
        others = [self.at[id] for id in self._links.get(hub, ()) if id in self.at]
        dx, dy = sum(x - a for a, _ in others), sum(y - b for _, b in others)
        first = len(self.at) == 1 or abs(dx) + abs(dy) < 1
        share = 1.0 if first else 0.5
        start = -math.pi / 2 if first else math.atan2(dy, dx) - math.pi / 2
        for place, ring in enumerate(_dealt(_ring_sizes(size, share))):
            yield start + (place + 0.5) / size * 2 * math.pi * share, ring + 1

    def _taken(self, place: Point, label: Label) -> bool:
        left, top, right, bottom = extent(place, label)
        room = (left - _GAP_X, top - _GAP_Y, right + _GAP_X, bottom + _GAP_Y)
        return meets(room, self._boxes.values())

    def _nearest(self, place: Point, label: Label) -> Point:
        """The nearest free place."""
        x, y = place
        for radius in accumulate(range(0, 4000, 4)):
            around = max(1, round(radius / 12))
            for turn in range(around):
                angle = turn / around * 2 * math.pi
                at = (x + 1.5 * radius * math.cos(angle), y + radius * math.sin(angle))
                if not self._taken(at, label):
                    return (round(at[0], 1), round(at[1], 1))
        return place

    def _cost(self, place: Point, label: Label, ends: Mapping[str, Point]) -> int:
        """How many names its lines would run through, and how many lines through its own."""
        others = [box for id, box in self._boxes.items() if id not in ends]
        own = extent(place, label)
        return 2 * sum(_cuts(place, end, box) for end in ends.values() for box in others) + sum(
            _cuts(a, b, own) for a, b in self._lines
        )


def _cuts(a: Point, b: Point, box: Box) -> bool:
    """Whether a line runs through a box."""
    left, top, right, bottom = box
    (ax, ay), (bx, by) = a, b
    if max(ax, bx) < left or min(ax, bx) > right or max(ay, by) < top or min(ay, by) > bottom:
        return False
    dx, dy = bx - ax, by - ay
    corners = ((left, top), (right, top), (left, bottom), (right, bottom))
    sides = [dx * (y - ay) - dy * (x - ax) > 0 for x, y in corners]
    return any(sides) and not all(sides)


def _about(middle: Point, angle: float, ring: int) -> Iterator[Point]:
    """A place on a ring, then those beside it and beyond it."""
    x, y = middle
    a, b = _half_axes(ring)
    for further, turn in _BESIDE:
        far = 1 + 0.3 * further
        yield (
            round(x + a * far * math.cos(angle + turn), 1),
            round(y + b * far * math.sin(angle + turn), 1),
        )


_BESIDE = [
    (0, 0.0),
    (0, 0.15),
    (0, -0.15),
    (1, 0.0),
    (1, 0.2),
    (1, -0.2),
    (2, 0.0),
    (0, 0.4),
    (0, -0.4),
]


def _half_axes(rings: int) -> Point:
    return (_FIRST[0] + (rings - 1) * _RING[0], _FIRST[1] + (rings - 1) * _RING[1])


def _ring_sizes(size: int, share: float = 1.0) -> list[int]:
    """How many nodes each ring takes; `share` is the part of the circle that is used."""
    sizes: list[int] = []
    for ring in count(1):
        a, b = _half_axes(ring)
        # Names side by side above and below, one under the other at the sides.
        room = max(1, int(share * 2 * math.pi * min(a / 124, b / 60)))
        sizes.append(min(room, size))
        size -= sizes[-1]
        if size <= 0:
            break
    return sizes


def _dealt(sizes: Sequence[int]) -> Iterator[int]:
    """The rings in turn, each as often as its size, so that neighbours differ in distance."""
    due = [0.0] * len(sizes)
    total = sum(sizes)
    for _ in range(total):
        due = [have + size for have, size in zip(due, sizes, strict=True)]
        ring = max(range(len(sizes)), key=lambda r: due[r])
        due[ring] -= total
        yield ring
