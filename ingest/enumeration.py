"""Enumerations: A、B和C, and lists closed by their kind (A、B、C等一批…的研发机构)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from ingest.draft import Span
from ingest.gazetteer import (
    KindWord,
    country_pattern,
    is_general,
    kind_of_word,
    kind_pattern,
    leading_city,
    leading_country,
    leading_macro,
    leading_university,
)
from ingest.outline import Clause

_OPEN, _CLOSE = "（“《", "）”》"
_SENTENCE_END = re.compile(r"[。！？\n]")
_SEGMENT_END = "，；：。！？\n"
_JOINTS = re.compile(r"以及|和|与|及|暨")
_NOT_ETC = re.compile(r"[高中平同对优初何均上下劣]等|等[级待候同于额距分效次离]")
_NO_HEAD = re.compile(
    r"(?:类型|领域|方面|行业|产业(?!品牌)|地区|城市|国家|形式|方式|环节|方向|重点领域|关键)"
)
_MAKES = re.compile(
    r"建设|打造|设立|开展|引进|举办|组建|搭建|新建|推进|加强|推动|提供|参与|联合|合作|培育|创新贷款|共建|支持|引导"
)
LEAD = re.compile(
    r"(?:(?:进一步|优先|择优|重点|率先|首批|加快|积极|大力|着力|加强|全面|持续|深入|充分|统筹|有序|推动|要|将|应|并|再)*"
    r"(?:筛选|遴选|选取|选择|选定|确定|推荐|支持|依托|引导|鼓励|打造|推进|推动|提升|建设|新建|筹建|组建|培育|发展|举办|承办"
    r"|组织|联合|借助|利用|发挥|复制推广|推广复制|推广|复制|叫响|瞄准|做强|做优|做大|办好|常态化办好|引育|招引|引进|集聚|围绕|聚焦|现有|包括|以及|如|在|对|由|和|把"
    r"|用好|学习|纳入|认定|谋划|布局|壮大|重点|策划|参加|加入|争取|创建|申报))+"
)
"""What may stand before the first member of a list: adverbs and the verb that governs it."""


LONGEST_SENTENCE = 1_200
"""Characters; three times the longest sentence of the plans at hand. It bounds what patterns see."""

_EAGERLY = re.compile(r"(?:进一步|加快|积极|大力|着力|持续|深入|常态化|充分|统筹)+")


def sentences(clause: Clause) -> Iterator[Span]:
    """The sentences of a clause; a line end closes one too."""
    yield from sentences_of(Span(clause, 0, len(clause.normal.text)))


def sentences_of(span: Span) -> Iterator[Span]:
    """The sentences of a part of a clause; one without an end is cut where a list allows it."""
    text = span.text
    start = 0
    for end in [m.start() for m in _SENTENCE_END.finditer(text)] + [len(text)]:
        while end - start > LONGEST_SENTENCE:
            last = start + LONGEST_SENTENCE
            cut = max(text.rfind(mark, start + 1, last) for mark in "；，、")
            cut = cut if cut > start else last
            yield Span(span.clause, span.start + start, span.start + cut)
            start = cut + (text[cut] in "；，、")
        if end > start:
            yield Span(span.clause, span.start + start, span.start + end)
        start = end + 1


_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")


def depths(text: str) -> list[int]:
    """How many brackets or quotation marks are open at each character."""
    out: list[int] = []
    depth = 0
    for mark in _MARKS.finditer(text):
        out += [depth] * (mark.start() - len(out))
        if mark[0] in _CLOSE:
            depth = max(0, depth - 1)
            out.append(depth)
        else:
            out.append(depth)
            depth += 1
    out += [depth] * (len(text) - len(out))
    return out


@cache
def _one_of(ends: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(ends)}]")


def segments(span: Span, ends: str = _SEGMENT_END) -> Iterator[Span]:
    """The parts of a sentence between commas, outside brackets and quotation marks."""
    text = span.text
    depth = depths(text) if _MARKS.search(text) else None
    start = 0
    for match in _one_of(ends).finditer(text):
        i = match.start()
        if depth is None or not depth[i]:
            if i > start:
                yield Span(span.clause, span.start + start, span.start + i)
            start = i + 1
    if start < len(text):
        yield Span(span.clause, span.start + start, span.end)


def members(span: Span, valid: Callable[[str], bool]) -> list[Span]:
    """The members of an enumeration.

    `、` always parts two members; 和, 与 and 及 only where both sides are `valid` names, since they
    also stand inside names.
    """
    text = span.text
    depth = depths(text)
    found: list[Span] = []
    start = 0
    for i in [*_borders(text, depth), len(text)]:
        part = Span(span.clause, span.start + start, span.start + i)
        found += _at_joints(part, valid)
        start = i + (text[i : i + 1] == "、")
    return [m for m in map(trimmed, found) if m.end > m.start]


def _borders(text: str, depth: list[int]) -> Iterator[int]:
    """Where members part: at 、, and between two that are quoted one after the other (“甲”“乙”)."""
    for i, char in enumerate(text):
        if not depth[i] and (char == "、" or (char == "“" and i and text[i - 1] == "”")):
            yield i


def _at_joints(part: Span, valid: Callable[[str], bool]) -> list[Span]:
    text = part.text
    if lead := _JOINTS.match(text):
        rest = Span(part.clause, part.start + lead.end(), part.end)
        if valid(trimmed(rest).text):
            return [rest]
    if valid(trimmed(part).text) and not any(
        valid(text[: j.start()]) and valid(text[j.end() :]) for j in _JOINTS.finditer(text)
    ):
        return [part]
    depth = depths(text)
    for joint in _JOINTS.finditer(text):
        if depth[joint.start()]:
            continue
        left = Span(part.clause, part.start, part.start + joint.start())
        right = Span(part.clause, part.start + joint.end(), part.end)
        if valid(trimmed(left).text) and valid(trimmed(right).text.removesuffix("等")):
            return [left, *_at_joints(right, valid)]
    return [part]


def trimmed(span: Span) -> Span:
    """Without surrounding quotation marks, dashes, and a closing 等."""
    text, start, end = span.text, span.start, span.end
    while text and text[-1] in "等” ":
        if text[-1] == "”" and text[0] != "“" and "“" in text:
            break
        text, end = text[:-1], end - 1
    while text and text[0] in "“—· " and (text[0] != "“" or "”" not in text):
        text, start = text[1:], start + 1
    return Span(span.clause, start, end)


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A、B等…HEAD: `names` are the words of the list, `head` the kind that closes it, if any."""

    names: Span
    lead: str
    kind: KindWord | None
    head: Span
    sentence: Span


def closed_lists(sentence: Span) -> list[ClosedList]:
    """The lists of a sentence that end in 等, left to right."""
    text = sentence.text
    depth = depths(text)
    found: list[ClosedList] = []
    floor = 0
    lead = ""
    for match in re.finditer("等", text):
        at = match.start()
        if depth[at] or _NOT_ETC.match(text, max(0, at - 1), at + 1) or _NOT_ETC.match(text, at):
            continue
        left = max((i + 1 for i in range(floor, at) if text[i] in _SEGMENT_END and not depth[i]),
                   default=floor)  # fmt: skip
        if joint := _JOINTS.match(text, left):
            left = joint.end()
        right = at + 1
        while right < len(text) and (text[right] not in _SEGMENT_END or depth[right]):
            right += 1
        kind, head_end = _head(text[at + 1 : right])
        first = _first_member(text[left:at])
        names = Span(sentence.clause, sentence.start + left + first, sentence.start + at)
        head = Span(sentence.clause, sentence.start + at + 1, sentence.start + at + 1 + head_end)
        # A list that has no verb of its own goes on under the verb of the list before it.
        lead = text[left : left + first] or lead
        found.append(ClosedList(names, lead, kind, head, sentence))
        floor = at + 1 + (head_end if kind else 0)
    return found


def _head(text: str) -> tuple[KindWord | None, int]:
    """The kind that the words after 等 name, and where it ends."""
    text = text.split("等", 1)[0] if "的" not in text else text
    base = text.rfind("的") + 1
    counted = re.sub(r"^(?:[\d一二三四五六七八九十两]+[个大家类]|一批|各类|重点|若干)*", "", text)
    if not base and _NO_HEAD.match(counted):
        return None, len(text)
    match = kind_pattern().search(text, base)
    if match is None or _MAKES.match(text) or not is_general(text[base : match.start()], None):
        return None, len(text)
    return kind_of_word()[match[0]], match.end()


def _first_member(text: str) -> int:
    """Where the first member of a list begins, after the verb that governs it."""
    lead = LEAD.match(text)
    at = lead.end() if lead and lead.end() < len(text) else 0
    first = text.split("、", 1)[0]
    if looks_proper(text[at:]):
        return at
    if (eager := _EAGERLY.match(text)) and looks_proper(text[eager.end() :]):
        return eager.end()
    for match in LEAD.finditer(first):
        if match.end() < len(first) and looks_proper(first[match.end() :]):
            return match.end()
    return at


def looks_proper(text: str) -> bool:
    """Whether a phrase begins as a proper name does: a place, a university, a mark, a Latin word."""
    if not text:
        return False
    return bool(
        text[0] in "“《"
        or (text[0].isascii() and text[0].isalpha())
        or text.startswith(("中国", "中科", "中外") if not text.startswith("中外") else "中国")
        or leading_city(text)
        or leading_university(text)
        or leading_country(text)
        or leading_macro(text)
        or re.match(r"中[德日美俄法英韩以意新加澳]", text)
    )


def has_country(text: str) -> bool:
    """Whether a phrase names a country in full."""
    return country_pattern().search(text) is not None
