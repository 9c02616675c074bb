"""Bytes → text → paragraphs, mended, with each character's place in the original kept.

Extraction from PDF cuts paragraphs at page ends and scatters spaces and half- and full-width
forms. Cuts are mended here; spaces and widths stay as written and are only overlooked by
`normalise`, so that a quote is always a literal part of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from graph.errors import SourceError

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read; the longest published five-year plan is below 1 MB."""

_TERMINAL = "。！？；：.!?;:”』」》）)…"
_PROSE = re.compile(r"[，。；、,;]")

MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(r"第[一二三四五六七八九十百零〇\d]+[章编篇部]")),
    ("section", re.compile(r"第[一二三四五六七八九十百零〇\d]+节")),
    ("article", re.compile(r"第[一二三四五六七八九十百零〇\d]+条")),
    ("han", re.compile(r"[一二三四五六七八九十]+、")),
    ("han_paren", re.compile(r"[（(][一二三四五六七八九十]+[）)]")),
    ("number", re.compile(r"\d{1,2}\s*[.．、](?!\d)")),
    ("number_paren", re.compile(r"[（(]\d{1,2}[）)]|\d{1,2}[）)]")),
    ("circled", re.compile(r"[①-⑳]")),
)
"""How Chinese official documents number their clauses, outermost first (GB/T 9704-2012, 7.3.3)."""

_BULLET = re.compile(r"[-—–•●○■◆*·]\s*\S|专栏|附件|表\s*\d|[|｜]|#")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One mended paragraph.

    `offsets[i]` is the place of `text[i]` in the original; `cuts` are the places in `text`
    where a page end stood.
    """

    text: str
    offsets: tuple[int, ...]
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Normal:
    """A text as patterns see it: no stray spaces, one width; `places[i]` leads back."""

    text: str
    places: tuple[int, ...]


def marker_of(text: str) -> tuple[str, re.Match[str]] | None:
    """The style and match of the outline marker that `text` begins with, or None."""
    for style, pattern in MARKERS:
        if match := pattern.match(text):
            return style, match
    return None


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or GB18030 (of which GBK is a part).

    Raises SourceError: no such file, empty, too large, a PDF or other binary file, or bytes that
    are no text in these encodings.
    """
    name = str(path)
    try:
        if path.is_dir():
            raise SourceError("is a folder; name a file", file=name)
        if (size := path.stat().st_size) > MAX_BYTES:
            raise SourceError(
                f"{size:,} bytes is more than {MAX_BYTES:,}; split the file", file=name
            )
        data = path.read_bytes()
    except OSError as exc:
        raise SourceError(f"cannot be read: {exc.strerror}", file=name) from exc
    text = decode(data, name)
    if not text.strip():
        raise SourceError("holds no text; nothing was read", file=name)
    return text


def decode(data: bytes, name: str) -> str:
    """The text of `data`; see `read_text`."""
    if data.startswith(b"%PDF"):
        raise SourceError(
            "is a PDF; save its text (or the recognised text of a scan) as .txt and load that",
            file=name,
        )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SourceError("is an Office or zip file; save it as .txt and load that", file=name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", name)
    if b"\x00" in data:
        raise SourceError(
            f"byte {data.index(0)} is NUL; this is no text file, save it as UTF-8 text", file=name
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as utf8:
        # Text with a single broken character is damaged UTF-8, not another encoding.
        mended = data.decode("utf-8", "replace")
        if mended.count("\ufffd") <= 1 + len(mended) // 100:
            raise SourceError(
                f"byte {utf8.start} is half a UTF-8 character; save the file again as UTF-8",
                file=name,
            ) from utf8
    return _decoded(data, "gb18030", name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise SourceError(
            f"byte {exc.start} is neither UTF-8 nor GB18030; save the file as UTF-8", file=name
        ) from exc


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text, those that a page end cut in two joined again."""
    lines = [
        (m.start() + len(m[0]) - len(m[0].lstrip()), m[0].strip())
        for m in re.finditer(r"[^\r\n\f\v\u2028\u2029]+", text)
        if m[0].strip()
    ]
    run_in = _run_in_styles([line for _, line in lines])
    wrap = _wrap_width([line for _, line in lines])
    joined: list[Paragraph] = []
    for start, line in lines:
        offsets = tuple(range(start, start + len(line)))
        if joined and _continues(joined[-1].text, line, run_in, wrap):
            last = joined[-1]
            joined[-1] = Paragraph(
                last.text + line, last.offsets + offsets, (*last.cuts, len(last.text))
            )
        else:
            joined.append(Paragraph(line, offsets))
    return joined


def _run_in_styles(lines: list[str]) -> set[str]:
    """Marker styles whose heading runs on into its text, by majority in this document."""
    total: Counter[str] = Counter()
    run_in: Counter[str] = Counter()
    for line in lines:
        if found := marker_of(line):
            total[found[0]] += 1
            run_in[found[0]] += "。" in line
    return {style for style, n in total.items() if run_in[style] * 2 > n}


def _wrap_width(lines: list[str]) -> int:
    """The width at which a hard-wrapped text is broken, or a width no line reaches."""
    lengths = sorted(len(line) for line in lines)
    if len(lengths) < 20 or lengths[-1] > 60:
        return 1 << 30
    return lengths[int(len(lengths) * 0.9)] - 2


def _continues(before: str, line: str, run_in: set[str], wrap: int) -> bool:
    """Whether `line` goes on with the sentence that `before` left open."""
    if before[-1] in _TERMINAL or marker_of(line) or _BULLET.match(line):
        return False
    if _BULLET.match(before) and before[0] in "|｜#":
        return False
    if found := marker_of(before):
        if found[0] in run_in and "。" not in before:
            return True
        return "。" in before
    if len(before) >= wrap:
        return True
    return _PROSE.search(before) is not None and len(before) >= 12


_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    {
        "（": "（", "）": "）", "，": "，", "；": "；", "：": "：", "！": "！", "？": "？",
        "(": "（", ")": "）", ";": "；", "％": "%", "﹪": "%", "～": "—", "~": "—", "–": "—",
        "−": "—", "─": "—", "﹣": "—", "｜": "|", "「": "“", "」": "”", "『": "“", "』": "”",
        "•": "·",
    }
)  # fmt: skip


def normalise(text: str) -> Normal:
    """`text` with stray spaces dropped and widths unified; line ends stay as sentence ends.

    A space between two Latin words or two numbers stays; `,` and `-` become Chinese marks unless
    they stand inside a number or a Latin word.
    """
    out: list[str] = []
    places: list[int] = []
    for i, char in enumerate(text):
        if char == "\n":
            out.append(char)
            places.append(i)
            continue
        if char.isspace() or char in "\u200b\ufeff\u3000":
            before = text[i - 1] if i else " "
            after = text[i + 1] if i + 1 < len(text) else " "
            if not (before.isascii() and before.isalpha() and after.isascii() and after.isalpha()):
                continue
            char = " "
        elif char in ",-:" and not _inside_ascii(text, i):
            char = {",": "，", "-": "—", ":": "："}[char]
        elif char == "," and _inside_ascii(text, i):
            continue  # a thousands mark
        else:
            char = char.translate(_WIDTH)
        out.append(char)
        places.append(i)
    return Normal("".join(out), tuple(places))


def _inside_ascii(text: str, i: int) -> bool:
    if not 0 < i < len(text) - 1:
        return False
    before, after = text[i - 1], text[i + 1]
    if text[i] == ",":
        return before.isdigit() and after.isdigit()
    if text[i] == "-":
        return before.isascii() and before.isalpha() and after.isascii() and after.isalnum()
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
