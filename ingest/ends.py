"""The ends of a park–industry fact as a phrase names them: parks, cities, industries."""

from __future__ import annotations

import re
from functools import cache

from ingest import wording
from ingest.draft import Span, group
from ingest.enumeration import members
from ingest.gazetteer import (
    alternation,
    cities,
    city_pattern,
    home_districts,
    kind_at_end,
    kind_words,
    leading_city,
    park_ends,
    park_pattern,
    town_pattern,
)
from ingest.outline import han_number
from ingest.reading import BRANDED, Reading

_PARK_HEAD = re.compile(
    r"^(?:(?:其?该?园?区内|其?该?园内|所辖|下辖|辖区内|辖内|其中|其)的(?=.{3})|深化|深入|其中|同时|此外|另外|对|将|把|由|在|以|依托|支持|推动|引导|鼓励|重点|优先|加快|强化|发挥|复制|推广|沿|并|[一二三四五六]是|—+|·)+"
)
_NESTED = re.compile(
    r"(?P<whole>[^，；。]+?)(?:范围内|境内|内设|下设|下辖|所辖|辖区内?|所属|代管|托管|规划建设|(?<=区)内|(?<=区)(?=的))的?(?P<part>.+)"
)
_WITHIN_IT = {
    "其", "并", "区", "园", "园区", "该区", "该园区", "区内", "园内", "园区内", "该区内", "辖区内",
}  # fmt: skip
"""What stands for the park that the words before speak of."""
_PLACED = re.compile(
    r"(?:同样|同)?(?:位于|处于|同处|同在|坐落于|坐落在|地处|设在)(?P<whole>[^，；。的]+?)的(?P<part>.+)"
)
_TAKES_UP = re.compile(
    rf"(?:{wording.ADVERB}|{wording.WORKING}|{wording.GROWING}|落[籍户子地在]|支持|推动|引导|鼓励|依托|深化|发挥|把|将|以|在|由|对|从|和|与|及|是)+"
)
_PLACE_END = re.compile(r"等?(?:发展|建设|布局|集聚|落地|推进|等地|率先|先行)+$")
_FIELD_TAIL = re.compile(rf"(?:{wording.FIELD_END}|项目)?[：。]?$")
_FIELD_LEAD = re.compile(
    rf"(?:{wording.ADVERB}|{wording.WORKING}|{wording.GROWING}|引导|鼓励|支持)++"
)
_COUNTED_TAIL = re.compile(
    r"“[\d一二三四五六七八九十两]+大[\u4e00-\u9fff]{0,4}(?:集群|基地|产业)”$"
)


def parks_in(reading: Reading, span: Span, *, inside: bool = True) -> list[Span]:
    """The parks of an enumeration; empty when any member before the last is no park.

    Words after the last park (协同推动…) are passed over, words before the first are not. With
    `inside`, a park that is named with the park around it gives the inner one.
    """
    if not may_name_a_park(reading, span.text):
        return []
    span = _without(span, "：")
    lead = _PARK_HEAD.match(span.text)
    start = span.start
    if lead and not reading.is_park(span.text[: lead.end() + 1]):
        if lead.end() < len(span.text) and not reading.is_park(span.text):
            start = span.start + lead.end()
    span = _from_city(reading, Span(span.clause, start, span.end))
    if inside and (placed := _PLACED.match(span.text)):
        if parts := nested_parks(reading, span, placed):
            return parts
    if inside and (nested := _NESTED.match(span.text)):
        if parts := nested_parks(reading, span, nested):
            return parts
        inner = kind_at_end(re.sub(r"（[^（）]*）$", "", nested["part"]))
        if inner is not None and inner.label == "Park":
            return []  # 甲高新区的科技创新城: what is said is not said of the outer one
    if (end := _PLACE_END.search(span.text)) and span.text[end.start() - 1] in park_ends():
        span = Span(span.clause, span.start, span.start + end.start())
    found: list[Span] = []
    parts = members(span, reading.is_park)
    for i, part in enumerate(parts):
        if not reading.is_park(part.text):
            cut = leading_park(reading, part) if i == len(parts) - 1 else None
            if cut is None:
                return elliptic(reading, span) if not found else []
            part = cut
        found.append(part)
    return found


def may_name_a_park(reading: Reading, text: str) -> bool:
    """Whether a text has what every park's name has; most have not, and need no closer look."""
    return _park_ends().search(text) is not None or reading.shorts().search(text) is not None


@cache
def _park_ends() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(park_ends()))}]")


def _without(span: Span, ends: str) -> Span:
    text = span.text.rstrip(ends)
    return Span(span.clause, span.start, span.start + len(text)) if span.reads is None else span


def nested_parks(reading: Reading, span: Span, match: re.Match[str]) -> list[Span]:
    """The parks inside a park (甲高新区内设的乙科创园), each made a part of it."""
    whole = parks_in(reading, group(span, match, "whole"), inside=False)
    parts = parks_in(reading, group(span, match, "part"), inside=False)
    if match["whole"] in _WITHIN_IT:
        return parts
    if reading.place(match["whole"]) is not None:
        return parts
    if len(whole) != 1 or not parts:
        return []
    outer = reading.park(whole[0], rule="part_within_park")
    for part in parts:
        inner = reading.park(part, rule="part_within_park")
        if inner != outer:
            reading.draft.relate("PART_OF", inner, outer, span, focus=part, rule="part_within_park")
    return parts


def _from_city(reading: Reading, span: Span) -> Span:
    """Without a verb before the city that a park begins with (巩固成都高新区)."""
    text = span.text
    if leading_city(text) or reading.shorts().match(text):
        return span
    for cut in range(1, min(5, len(re.split(r"[、和与及（]", text)[0]))):
        city = leading_city(text[cut:])
        if not _TAKES_UP.fullmatch(text[:cut]):
            continue  # 五大连池 holds 大连, and no verb stands before it
        if "（" in text[:cut] or re.match(r"中[\u4e00-\u9fff]$", text[:cut]):
            break
        if city and city[0].level == "city" and reading.draft.find("Park", text) is None:
            return Span(span.clause, span.start + cut, span.end)
    return span


@cache
def _elliptic_regex(province: str) -> re.Pattern[str]:
    places = [*cities(), *home_districts(province)]
    city = f"(?:{alternation(places)})市?"
    kinds = "|".join(re.escape(k.word) for k in kind_words() if k.label == "Park")
    return re.compile(
        rf"(?P<cities>{city}(?:、{city})*(?:(?:和|与|及|以及){city})?)(?:等)?"
        rf"(?P<count>[\d一二三四五六七八九十两]+)?[个家]?(?P<tier>国家级|国家|省级|市级|自治区级)?(?P<kind>{kinds})"
    )


def elliptic(reading: Reading, span: Span) -> list[Span]:
    """南京、无锡、常州3个国家级高新区: the cities, each a park of the kind that closes the list.

    A count that differs from the cities named yields nothing.
    """
    province = reading.home.code if reading.home else ""
    match = _elliptic_regex(province).match(span.text)
    if match is None:
        return []
    known = home_districts(province)

    def is_place(text: str) -> bool:
        return text.removesuffix("市") in cities() or text in known

    parts = members(group(span, match, "cities"), is_place)
    if len(parts) < 2 or (match["count"] and han_number(match["count"]) != len(parts)):
        return []
    kind = match["kind"]
    named = [Span(p.clause, p.start, p.end, p.text.removesuffix("市") + kind) for p in parts]
    if match["tier"]:
        for part in named:
            reading.tiers[part.text] = match["tier"].removesuffix("级") + "级"
    return named


_PHASE = re.compile(r"[一二三四五六]期")


@cache
def _any_kind() -> re.Pattern[str]:
    """Matches before every word for a kind of park, those within another one too."""
    return re.compile(f"(?=({park_pattern().pattern}))")


def leading_park(reading: Reading, part: Span) -> Span | None:
    """The park that a text begins with, as the last member of a list may."""
    text = part.text
    if short := reading.shorts().match(text):
        return Span(part.clause, part.start, part.start + short.end())
    ends = sorted((m.span(1) for m in _any_kind().finditer(text, 1)), key=lambda s: s[0] - s[1])
    for _, end in ends:  # by the longest word first
        if text.count("（", 0, end) > text.count("）", 0, end):
            end = text.find("）", end) + 1
        if text[end : end + 1] == "区" and reading.is_park(text[: end + 1]):
            end += 1  # 高科技园区
        if end and (phase := _PHASE.match(text, end)):
            end = phase.end()
        if end and reading.is_park(text[:end]):
            return Span(part.clause, part.start, part.start + end)
    return None


def park_before(reading: Reading, before: Span) -> list[Span]:
    """The park that stands right before a place in a text: one named elsewhere, or by its city."""
    text = before.text.removesuffix("管委会")
    end = before.start + len(text)
    spans = [Span(before.clause, end - size, end) for size in range(min(20, len(text)), 1, -1)]
    known = [s for s in spans if s.text in reading.short or reading.draft.find("Park", s.text)]
    named = [
        s
        for s in spans
        if (city := leading_city(s.text)) and city[0].level == "city" and reading.is_park(s.text)
    ]
    return (known or named)[:1]


def industries_in(reading: Reading, span: Span, *, closed: bool) -> list[Span]:
    """The industries of an enumeration; empty when any member is none."""
    aside = re.search(r"（[^（）]*(?:\d|规划|其中)[^（）]*）$", span.text)
    if aside and aside.start():
        span = Span(span.clause, span.start, span.start + aside.start())
    text = _FIELD_TAIL.sub("", _COUNTED_TAIL.sub("", span.text))
    if not text:
        return []
    closed = closed or len(text) < len(span.text)
    end = span.start + len(text)
    said = "产业" if "产业" in span.text[len(text) :] else ""
    start = span.start
    if (led := _FIELD_LEAD.match(text)) and len(text) - led.end() > 1:
        start += led.end()
        text = text[led.end() :]
    # 具有竞争力的生物医药: what describes the first member is no part of its name.
    if lead := re.match(r"[^、“]*的(?=[^、]{2})", text):
        start += lead.end()
    tail = Span(span.clause, start, end)

    def valid(name: str) -> bool:
        if f"{name}及{name}" in text:  # 钛及钛合金 is one industry
            return False
        return reading.is_industry(name + said, closed=closed)

    parts = members(tail, valid)
    return parts if parts and all(valid(p.text) for p in parts) else []


def cities_in(reading: Reading, span: Span) -> list[Span]:
    """The cities and districts of an enumeration that names nothing else; empty otherwise."""

    def is_whole(text: str) -> bool:
        return reading.place(text) is not None

    span = _without(span, "：")
    if (end := _PLACE_END.search(span.text)) and end.start():
        span = Span(span.clause, span.start, span.start + end.start())
    parts = members(span, is_whole)
    return parts if parts and all(is_whole(p.text) for p in parts) else []


def names_a_place(reading: Reading, text: str) -> bool:
    """Whether a park or a city can stand in a text at all; most segments name neither."""
    return (
        park_pattern().search(text) is not None
        or BRANDED.match(text) is not None
        or city_pattern().search(text) is not None
        or (reading.home is not None and town_pattern(reading.home.code).search(text) is not None)
        or reading.shorts().search(text) is not None
    )
