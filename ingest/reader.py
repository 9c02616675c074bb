"""Bytes → text → paragraphs, mended, with each character's place in the original kept.

Extraction from PDF cuts paragraphs at page ends and scatters spaces and half- and full-width
forms. Cuts are mended here; spaces and widths stay as written and are only overlooked by
`normalise`, so that a quote is always a literal part of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from unicodedata import normalize

from graph.errors import SourceError
from ingest.spelling import simplified_characters

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read; the longest published five-year plan is below 1 MB."""

_TERMINAL = "。！？；：.!?;:”』」》）)…"
_PROSE = re.compile(r"[，。；、,;]")

MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(r"第[一二三四五六七八九十百零〇\d]+[章编篇部]")),
    ("section", re.compile(r"第[一二三四五六七八九十百零〇\d]+节")),
    ("article", re.compile(r"第[一二三四五六七八九十百零〇\d]+条")),
    ("formal", re.compile(r"[壹贰貳叁參参肆伍陆陸柒捌玖拾]+、")),
    ("han", re.compile(r"[一二三四五六七八九十]+、")),
    ("han_paren", re.compile(r"[（(][一二三四五六七八九十]+[）)]")),
    (
        "task",
        re.compile(
            r"(?:重点)?(?:任务|行动|举措|措施|工程|专题)[一二三四五六七八九十\d]{1,3}[\s：:.．—]+(?=\S)"
        ),
    ),
    ("number", re.compile(r"\d{1,2}\s*[.．、](?!\d)")),
    ("number_paren", re.compile(r"[（(]\d{1,2}[）)]|\d{1,2}[）)]")),
    ("circled", re.compile(r"[①-⑳]")),
)
"""How Chinese official documents number their clauses, outermost first (GB/T 9704-2012, 7.3.3)."""

_MARK = re.compile(r"[-—–•●○■◆▪*+·]{1,2}\s*(?=\S)")
_LABEL = re.compile(r"(?:[\u4e00-\u9fff]|[（(][\u4e00-\u9fff]{2,6}[）)]){2,24}[：:]")
_BULLET = re.compile(rf"{_MARK.pattern}|专栏|附件|表\s*\d|[|｜]|#|[（(](?:牵头|责任|配合)")


SHORT_HEADING = 24
"""Characters of a heading without marks that stands on a line of its own."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One mended paragraph.

    `offsets[i]` is the place of `text[i]` in the original; `cuts` are the places in `text`
    where a page end stood; `indent` counts the blanks before it; `page` is one where form feeds
    part the text into pages.
    """

    text: str
    offsets: tuple[int, ...]
    cuts: tuple[int, ...] = ()
    indent: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Normal:
    """A text as patterns see it: no stray spaces, one width; `places[i]` leads back."""

    text: str
    places: tuple[int, ...]


def bullet_of(text: str) -> int:
    """How many characters mark the entry of a list that has no numbers (— , - , •); 0 for none."""
    match = _MARK.match(text)
    return match.end() if match and not text.startswith("**") else 0


def marker_of(text: str) -> tuple[str, re.Match[str]] | None:
    """The style and match of the outline marker that `text` begins with, or None."""
    for style, pattern in MARKERS:
        if match := pattern.match(text):
            return style, match
    return None


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises SourceError: no such file, a folder, or too large."""
    name = str(path)
    try:
        if path.is_dir():
            raise SourceError("is a folder; name a file", file=name)
        if (size := path.stat().st_size) > MAX_BYTES:
            raise SourceError(
                f"{size:,} bytes is more than {MAX_BYTES:,}; split the file", file=name
            )
        return path.read_bytes()
    except OSError as exc:
        raise SourceError(f"cannot be read: {exc.strerror}", file=name) from exc


def decode(data: bytes, name: str) -> str:
    """The text of bytes in UTF-8, UTF-16 with a mark, or GB18030 (of which GBK is a part).

    Raises SourceError where they are no text in these encodings.
    """
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
    lines = [_line(m, text) for m in re.finditer(r"[^\r\n\f\v\u2028\u2029]+", text) if m[0].strip()]
    if "\f" in text:
        pages = [m.start() for m in re.finditer("\f", text)]
        lines = [replace(p, page=1 + bisect_right(pages, p.offsets[0])) for p in lines]
    run_in = _run_in_styles([line.text for line in lines])
    wrap = _wrap_width([line.text for line in lines])
    groups: list[list[Paragraph]] = []
    before = ""
    for line in lines:
        if groups and _continues(before, line.text, run_in, wrap):
            groups[-1].append(line)
            # What decides is how a paragraph begins and how its last line ends.
            before = before[:_HEAD] + line.text
        else:
            groups.append([line])
            before = line.text
    return [_joined(group) for group in groups]


_HEAD = 500


def _joined(group: list[Paragraph]) -> Paragraph:
    if len(group) == 1:
        return group[0]
    ends = list(accumulate(len(part.text) for part in group))
    return replace(
        group[0], text="".join(part.text for part in group), cuts=tuple(ends[:-1]),
        offsets=tuple(o for part in group for o in part.offsets),
    )  # fmt: skip


_QUOTED = re.compile(r"(?:\s*>\s+)+")
"""How Markdown sets off a block, as a box of a plan (专栏) is written."""


def _line(match: re.Match[str], text: str) -> Paragraph:
    quoted = _QUOTED.match(match[0])
    indent = quoted.end() if quoted else len(match[0]) - len(match[0].lstrip())
    body = match[0][indent:].rstrip()
    start = match.start() + indent
    blank = match[0][:indent]
    width = indent + 3 * blank.count("\t") + blank.count("\u3000")
    return Paragraph(body, tuple(range(start, start + len(body))), indent=width)


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
    if before.count("（") > before.count("）") or before.count("(") > before.count(")"):
        return True
    if "\t" in line or (_LABEL.match(line) and _LABEL.match(before)):
        return False
    if found := marker_of(before):
        if found[0] in run_in and "。" not in before:
            # A heading that a page cuts fills its line; a short one only stands alone.
            rest = before[found[1].end() :]
            return re.search(r"[，；,;]", rest) is not None or len(rest) > SHORT_HEADING
        return "。" in before
    if len(before) >= wrap:
        return True
    return _PROSE.search(before) is not None and len(before) >= 12


_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    {
        "（": "（", "）": "）", "，": "，", "；": "；", "：": "：", "！": "！", "？": "？",
        "(": "（", ")": "）", ";": "；", "％": "%", "﹪": "%", "～": "—", "~": "—", "–": "—", "―": "—", "‒": "—", "∼": "—", "〜": "—",
        "−": "—", "─": "—", "﹣": "—", "｜": "|", "「": "“", "」": "”", "『": "“", "』": "”",
        "•": "·",
    }
)  # fmt: skip


_RADICALS = (
    "⺁厂⺇几⺌小⺎兀⺗心⺘手⺙攵⺝月⺟母⺠民⺡水⺢水⺣火⺤爪⺧牛⺨犬⺩王⺫目⺬示⺭示⺮竹⺯糸⺰纟⺱网⺲罒⺶羊⺷羊⺸羊⺹老⺼肉⺾艹⻁虎⻂衣⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝"
    "⻊足⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻳龟"
)
"""Radicals that a PDF's fonts put for whole characters, each before the character it stands for
(Unicode, EquivalentUnifiedIdeograph)."""


@cache
def _radicals() -> dict[int, str]:
    pairs = {ord(a): b for a, b in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    return pairs | {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}


def without_radicals(text: str) -> str:
    """A text with whole characters for the radicals that a PDF's fonts put in their place."""
    return text.translate(_radicals())


@cache
def _forms() -> dict[int, str]:
    """Widths, and traditional characters as simplified ones.

    Characters that a region, a country or a university is registered with stay as they are (乾安).
    """
    from ingest.gazetteer import registered_characters

    kept = registered_characters()
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simple = simplified_characters()("\n".join(han)).split("\n")
    folded = _radicals() | {
        ord(a): b
        for a, b in zip(han, simple, strict=True)
        if a != b and len(b) == 1 and a not in kept
    }
    return folded | {code: chr(to) if isinstance(to, int) else to for code, to in _WIDTH.items()}


def simplified(text: str) -> str:
    """A text in simplified characters and one width, character by character."""
    return text.translate(_forms())


def normalise(text: str) -> Normal:
    """`text` as patterns see it: stray spaces and emphasis marks dropped, widths and characters
    unified; line ends stay as sentence ends.

    A space between two Latin words or two numbers stays; `,` and `-` become Chinese marks unless
    they stand inside a number or a Latin word.
    """
    forms = _forms()
    out: list[str] = []
    places: list[int] = []
    heading = False
    for i, char in enumerate(text):
        if char == "\n":
            heading = False
            out.append(char)
            places.append(i)
            continue
        if char == "#" and (heading or i == 0 or text[i - 1] == "\n"):
            heading = True
            continue
        heading = False
        if char.isspace() or char in "\u200b\ufeff\u3000":
            before = text[i - 1] if i else " "
            after = text[i + 1] if i + 1 < len(text) else " "
            if not (before.isascii() and before.isalpha() and after.isascii() and after.isalpha()):
                continue
            char = " "
        elif char in "*`":
            continue
        elif char in ",-:" and not _inside_ascii(text, i):
            char = {",": "，", "-": "—", ":": "："}[char]
        elif char == "," and _inside_ascii(text, i):
            continue  # a thousands mark
        else:
            char = forms.get(ord(char), char)
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
