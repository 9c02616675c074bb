"""Paragraphs → clauses: the tree of 一、（一） 1. and one clause for each of its entries."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from functools import cached_property

from ingest.reader import Normal, Paragraph, marker_of, normalise

_ORDER = (
    "chapter", "section", "article", "formal", "han", "han_paren", "task",
    "number", "number_paren", "circled",
)  # fmt: skip
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
FORMAL = str.maketrans("壹贰貳叁參参肆伍陆陸柒捌玖拾", "一二二三三三四五六六七八九十")
_MARKDOWN = re.compile(r"#{1,6}\s*")


@dataclass(frozen=True)
class Clause:
    """One entry of the outline with the text that stands directly under it.

    `path` is the way down in the document's own marks (二/（三）/3; §2 for the second heading that
    has none), `text` the words from its
    marker to the next marker, paragraphs parted by line feeds; the front matter has path 0.
    `indents` has the blanks before each paragraph, `page` is where the clause begins.
    """

    path: str
    ordinal: int
    title: str
    text: str
    number: int
    styles: tuple[str, ...]
    cuts: tuple[int, ...] = field(repr=False, default=())
    offsets: tuple[int, ...] = field(repr=False, default=())
    indents: tuple[int, ...] = field(repr=False, default=())
    page: int | None = None

    @cached_property
    def normal(self) -> Normal:
        """The text as patterns see it."""
        return normalise(self.text)

    @property
    def depth(self) -> int:
        """How deep the entry stands: 1 for 一、, 0 for the front matter."""
        return 0 if self.path == "0" else self.path.count("/") + 1

    def quote(self, start: int, end: int, focus: tuple[int, int] | None = None) -> str:
        """The literal words behind `normal.text[start:end]`.

        A page end inside would break the words in the file, so the longest unbroken part is
        taken, or the part that holds `focus`.
        """
        places = self.normal.places
        first, last = places[start], places[end - 1] + 1
        edges = [first, *(c for c in self.cuts if first < c < last), last]
        parts = list(itertools.pairwise(edges))
        if focus is not None and len(parts) > 1:
            f0, f1 = places[focus[0]], places[focus[1] - 1] + 1
            parts.sort(key=lambda p: min(p[1], f1) - max(p[0], f0), reverse=True)
            if min(parts[0][1], f1) > max(parts[0][0], f0):
                return self.text[parts[0][0] : parts[0][1]]
        a, b = max(parts, key=lambda p: p[1] - p[0])
        return self.text[a:b]


def han_number(text: str) -> int:
    """The value of a Chinese or Arabic numeral below one hundred; 0 when it is none."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)
    return _HAN.get(text, 0)


def clauses(paragraphs: list[Paragraph]) -> list[Clause]:
    """The clauses of a document in order. Every paragraph stands in exactly one."""
    found: list[Clause] = []
    stack: list[tuple[int, str, str]] = []
    styles_seen: set[str] = set()
    seen: dict[str, int] = {}
    counted: dict[str, int] = {}
    current: list[Paragraph] = []
    head: tuple[str, str, int, tuple[str, ...]] = ("0", "", 0, ())

    def close() -> None:
        if not current:
            return
        path, title, number, styles = head
        count = seen[path] = seen.get(path, 0) + 1
        text, cuts, offsets = _together(current)
        found.append(
            Clause(
                path if count == 1 else f"{path}~{count}",
                len(found), title, text, number, styles, cuts, offsets,
                tuple(p.indent for p in current), current[0].page,
            )
        )  # fmt: skip

    for paragraph in paragraphs:
        bare = _MARKDOWN.sub("", paragraph.text)
        marker = marker_of(bare) or _unnumbered(paragraph.text)
        if marker is None or not _is_heading(marker[0], stack, styles_seen):
            current.append(paragraph)
            continue
        close()
        style, match = marker
        styles_seen.add(style)
        order = _order(style, paragraph.text)
        while stack and stack[-1][0] >= order:
            stack.pop()
        if style[0] == "#":
            above = "/".join(s for _, _, s in stack)
            counted[above] = counted.get(above, 0) + 1
            sign = f"§{counted[above]}"
        else:
            sign = _sign(style, match[0])
        stack.append((order, style, sign))
        rest = bare if style[0] == "#" else bare[match.end() :].strip()
        title = re.split(r"[。\n]", rest, maxsplit=1)[0].strip()
        digits = re.sub(r"[^一二三四五六七八九十百零〇\d①-⑳]", "", sign.translate(FORMAL))
        number = ord(digits) - 0x245F if style == "circled" else han_number(digits)
        head = (
            "/".join(s for _, _, s in stack), title, number, tuple(s for _, s, _ in stack),
        )  # fmt: skip
        current = [paragraph]
    close()
    return found


def _order(style: str, text: str) -> int:
    """How deep a heading stands: by its marks in Markdown, else by the style of its number."""
    marks = len(text) - len(text.lstrip("#"))
    return marks if 0 < marks <= 6 else 7 + _ORDER.index(style)


def _unnumbered(text: str) -> tuple[str, re.Match[str]] | None:
    """A heading of Markdown that has no number; the first level is the document's own title."""
    match = re.match(r"(#{2,6})\s*", text)
    return (f"#{len(match[1])}", match) if match and match.end() < len(text) else None


def _is_heading(style: str, stack: list[tuple[int, str, str]], seen: set[str]) -> bool:
    # A list that is numbered 1) or ① before any heading is text of the front matter.
    return bool(stack) or style not in {"number_paren", "circled"} or style in seen


def _sign(style: str, mark: str) -> str:
    mark = re.sub(r"\s", "", mark)
    if style in {"formal", "han", "number", "task"}:
        return re.sub(r"[、.．：:—]", "", mark)
    return mark.replace("(", "（").replace(")", "）")


def _together(parts: list[Paragraph]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    text: list[str] = []
    cuts: list[int] = []
    offsets: list[int] = []
    length = 0
    for paragraph in parts:
        if text:
            text.append("\n")
            offsets.append(offsets[-1] + 1)
            length += 1
        cuts += [length + c for c in paragraph.cuts]
        text.append(paragraph.text)
        offsets += paragraph.offsets
        length += len(paragraph.text)
    return "".join(text), tuple(cuts), tuple(offsets)
