"""Which park supports which industry: in a sentence, under a subject of a line before, in entries."""

from __future__ import annotations

import re
from functools import cache

from graph.schema import Method
from ingest import grammar
from ingest.draft import Span
from ingest.enumeration import members, segments
from ingest.gazetteer import (
    alternation,
    cities,
    city_pattern,
    home_districts,
    kind_words,
    leading_city,
    park_pattern,
)
from ingest.grammar import Pattern
from ingest.outline import han_number
from ingest.reading import Reading, Subject

_PARK_HEAD = re.compile(
    r"^(?:深化|深入|其中|同时|此外|另外|对|将|把|由|在|以|依托|支持|推动|引导|鼓励|重点|优先|加快|强化|发挥|复制|推广|沿|并|[一二三四五六]是|—+|·)+"
)
_NESTED = re.compile(
    r"(?P<whole>[^，；。]+?)(?:范围内|境内|内设|下设|下辖|所辖|辖区内?|所属|代管|托管|规划建设|(?<=区)内)的?(?P<part>.+)"
)
_PLACED = re.compile(r"(?:位于|坐落于|坐落在|地处|设在)(?P<whole>[^，；。的]+?)的(?P<part>.+)")
_FIELD_TAIL = re.compile(
    r"(?:等)?(?:[\d一二三四五六七八九十两]+[大个条])?(?:战略性|新兴|未来|特色|优势|主导|重点|千亿级|百亿级|先进制造业|世界级)*"
    r"(?:产业集聚区|集聚区|产业集群|产业链|产业基地|产业园|产业高地|产业走廊|产业|领域|行业|集群|高地|方向|赛道|板块)?[：。]?$"
)
_IN_TURN = re.compile(r"分别|依次")
_COUNTED_TAIL = re.compile(
    r"“[\d一二三四五六七八九十两]+大[\u4e00-\u9fff]{0,4}(?:集群|基地|产业)”$"
)
_AND_THEN = re.compile(r"(?:并|同时|此外|另外|还|也|则|其|该区|该园区|全区|园区|有序|逐步)+")


def group(span: Span, match: re.Match[str], name: str) -> Span:
    """The part of `span` that a named group of a match over its text holds."""
    return Span(span.clause, span.start + match.start(name), span.start + match.end(name))


def parks_in(reading: Reading, span: Span, *, inside: bool = True) -> list[Span]:
    """The parks of an enumeration; empty when any member before the last is no park.

    Words after the last park (协同推动…) are passed over, words before the first are not. With
    `inside`, a park that is named with the park around it gives the inner one.
    """
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
    found: list[Span] = []
    parts = members(span, reading.is_park)
    for i, part in enumerate(parts):
        if not reading.is_park(part.text):
            cut = _park_prefix(reading, part) if i == len(parts) - 1 else None
            if cut is None:
                return elliptic(reading, span) if not found else []
            part = cut
        found.append(part)
    return found


def _without(span: Span, ends: str) -> Span:
    text = span.text.rstrip(ends)
    return Span(span.clause, span.start, span.start + len(text)) if span.reads is None else span


def nested_parks(reading: Reading, span: Span, match: re.Match[str]) -> list[Span]:
    """The parks inside a park (甲高新区内设的乙科创园), each made a part of it."""
    whole = parks_in(reading, group(span, match, "whole"), inside=False)
    parts = parks_in(reading, group(span, match, "part"), inside=False)
    if match["whole"] in {"其", "并"}:
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
    if leading_city(text):
        return span
    for cut in range(1, min(5, len(re.split(r"[、和与及（]", text)[0]))):
        city = leading_city(text[cut:])
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


def _park_prefix(reading: Reading, part: Span) -> Span | None:
    """The park that the last member of a list begins with."""
    text = part.text
    for short in reading.short:
        if text.startswith(short):
            return Span(part.clause, part.start, part.start + len(short))
    if park_pattern().search(text) is None:
        return None
    for kind in kind_words():
        if kind.label != "Park":
            continue
        at = text.find(kind.word)
        end = at + len(kind.word)
        if at > 0 and text.count("（", 0, end) > text.count("）", 0, end):
            end = text.find("）", end) + 1
        if at > 0 and end and (phase := re.match(r"[一二三四五六]期", text[end:])):
            end += phase.end()
        if at > 0 and end and reading.is_park(text[:end]):
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
    text = _FIELD_TAIL.sub("", _COUNTED_TAIL.sub("", span.text))
    if not text:
        return []
    closed = closed or len(text) < len(span.text)
    start = span.start
    # 具有竞争力的生物医药: what describes the first member is no part of its name.
    if lead := re.match(r"[^、“]*的(?=[^、]{2})", text):
        start += lead.end()
    tail = Span(span.clause, start, span.start + len(text))
    said = "产业" if "产业" in span.text[len(text) :] else ""

    def valid(name: str) -> bool:
        if f"{name}及{name}" in text:  # 钛及钛合金 is one industry
            return False
        return reading.is_industry(name + said, closed=closed)

    parts = members(tail, valid)
    return parts if parts and all(valid(p.text) for p in parts) else []


def cities_in(span: Span) -> list[Span]:
    """The cities of an enumeration that names nothing else; empty otherwise."""

    def is_whole(text: str) -> bool:
        city = leading_city(text)
        return city is not None and city[1] == len(text)

    parts = members(_without(span, "："), is_whole)
    return parts if parts and all(is_whole(p.text) for p in parts) else []


def _names_a_place(reading: Reading, text: str) -> bool:
    """Whether a park or a city can stand in a text at all; most segments name neither."""
    return (
        park_pattern().search(text) is not None
        or city_pattern().search(text) is not None
        or any(short in text for short in reading.short)
    )


_SAID_OF_CITIES = {
    "parks_leading_direction", "parks_take_industry_as_focus", "parks_make_industry_their_focus",
    "parks_build_clusters", "parks_focus_on_industries",
}  # fmt: skip
"""Phrasings of a park that say as much of a city where a source names no park."""


def read_supports(reading: Reading, sentence: Span, subject: Subject) -> Subject:
    """Add the park–industry facts of a sentence; return what the next one may speak of."""
    here = subject
    industries: list[str] = []
    for segment in segments(sentence):
        if grammar.NEGATED.search(segment.text):
            here = _subject_of(reading, segment) or here
            continue
        if industries and (match := grammar.WINGS.regex.match(segment.text)):
            for park in parks_in(reading, group(segment, match, "park")):
                for industry in industries:
                    _support(reading, park, industry, segment, grammar.WINGS,
                             match["role"] or match["part"])  # fmt: skip
            continue
        if not here.industries and (match := grammar.CORE_AND_WINGS.match(segment.text)):
            core = parks_in(reading, group(segment, match, "park"))
            if core and (wings := parks_in(reading, group(segment, match, "more"))):
                here = Subject(parks=[*core, *wings])
                continue
        if here.parks and (match := grammar.WINGS.regex.match(segment.text)):
            # 以甲为核心，以乙、丙为两翼，发展丁: all of them, and what they develop comes after.
            if wings := parks_in(reading, group(segment, match, "park")):
                here = Subject(parks=[*here.parks, *wings])
                continue
        for pattern in grammar.SUPPORTS if _names_a_place(reading, segment.text) else ():
            if found := _supports(reading, segment, pattern):
                industries = found
                if pattern.name.startswith("industry_"):
                    here = Subject()  # what follows speaks of the industry, not of a park
                break
        else:
            industries = _goes_on(reading, segment, here, sentence) or industries
            core = grammar.CORE.regex.match(segment.text) if here.industries else None
            if core and (parks := parks_in(reading, group(segment, core, "park"))):
                industries = add_supports(
                    reading, here.industries, parks, None, segment, grammar.CORE, core
                )
        found = _subject_of(reading, segment)
        after = segment.clause.normal.text[segment.end : segment.end + 1]
        if found is None and after == "：" and not grammar.LABEL.search(segment.text):
            found = Subject()  # a name that is not known is no reason to speak of another
        here = here if found is None else found
    for part in segments(sentence, "，；。\n") if "：" in sentence.text else ():
        if "：" in part.text and not grammar.NEGATED.search(part.text):
            for pattern in grammar.SUPPORTS:
                if pattern.name in _ACROSS_COLON and _supports(reading, part, pattern):
                    break
            else:
                _goes_on(reading, part, subject, sentence)
    _read_marked(reading, sentence)
    for segment in segments(sentence):
        _read_compounds(reading, segment)
    return here


_GROWS = re.compile(
    r"(?:做强做优|做优做强|做大做强|培育壮大|做强|做大|做优|培育|壮大|打造|发展|支持|推动|提升)+"
)


def _read_compounds(reading: Reading, segment: Span) -> None:
    """做强甲高新区集成电路产业、乙高新区钛产业: under one verb, each park before its industry."""
    verb = _GROWS.match(segment.text)
    if verb is None or grammar.NEGATED.search(segment.text):
        return
    rest = Span(segment.clause, segment.start + verb.end(), segment.end)
    pattern = grammar.COMPOUND
    found: list[tuple[Span, list[Span]]] = []
    for part in members(rest, lambda t: pattern.regex.fullmatch(t) is not None):
        match = pattern.regex.fullmatch(part.text)
        park = _park_prefix(reading, part) if match else None
        if match is None or park is None:
            return
        start = park.end + part.text.startswith("的", park.end - part.start)
        fields = industries_in(reading, Span(part.clause, start, part.end), closed=True)
        if not fields:
            return
        found.append((park, fields))
    for park, fields in found:
        add_supports(reading, fields, [park], None, segment, pattern)


def _read_marked(reading: Reading, sentence: Span) -> None:
    """Parks and industries that only a colon, a dash or brackets join."""
    for part in segments(sentence, "，；。\n"):
        if "——" in part.text and (cut := part.text.rfind("：", 0, part.text.find("——"))) >= 0:
            part = Span(part.clause, part.start + cut + 1, part.end)
        match = grammar.PARK_COLON.regex.match(part.text)
        if match and speaks_on(group(part, match, "industry")):
            continue
        if match and not grammar.NEGATED.search(part.text):
            fields = industries_in(reading, group(part, match, "industry"), closed=True)
            spoken = "产业" in sentence.clause.normal.text + reading.titles_of(sentence.clause)
            if spoken or any(reading.is_industry(f.text) for f in fields):
                _supports(reading, part, grammar.PARK_COLON)
    pattern = grammar.BRACKETED
    matches = list(pattern.regex.finditer(sentence.text))
    # Two parks or more with something in brackets make a list of what each has.
    listed = sum(bool(parks_in(reading, group(sentence, m, "first"))) for m in matches) > 1
    for match in matches:
        first, second = group(sentence, match, "first"), group(sentence, match, "second")
        words = Span(sentence.clause, first.start, second.end + 1)
        if parks := parks_in(reading, first):
            if lead := re.match(
                r"(?:主攻|主导|产业|发展)*(?:方向|产业|领域)(?:为|是|：)", second.text
            ):
                second = Span(second.clause, second.start + lead.end(), second.end)
            fields = [
                field
                for piece in segments(second, "；")
                for field in industries_in(reading, piece, closed=True)
            ]
            vouched = listed or len(fields) > 1 or (fields and reading.is_industry(fields[0].text))
            if vouched:
                add_supports(reading, fields, parks[-1:], None, words, pattern)
        elif "产业" in sentence.text and (parks := parks_in(reading, second)):
            add_supports(
                reading, industries_in(reading, first, closed=True), parks, None, words, pattern
            )


_ACROSS_COLON = ("industry_colon_parks", "parks_leading_direction")


def speaks_on(sentence: Span) -> bool:
    """Whether a sentence begins without a subject of its own (重点发展…)."""
    lead = _AND_THEN.match(sentence.text)
    rest = sentence.text[lead.end() if lead else 0 :]
    return rest.startswith("运营") or any(p.tail and p.tail.match(rest) for p in grammar.SUPPORTS)


def _supports(reading: Reading, segment: Span, pattern: Pattern) -> list[str]:
    match = pattern.regex.match(segment.text)
    if match is None:
        return []
    fields = _fields(reading, group(segment, match, "industry"), pattern)
    if not fields:
        return []
    where = group(segment, match, "park")
    parks = parks_in(reading, where)
    if match.groupdict().get("more"):
        parks += parks_in(reading, group(segment, match, "more"))
    if _IN_TURN.search(segment.text) and len(fields) > 1:
        return _add_in_turn(reading, fields, parks, segment, pattern, match)
    return add_supports(reading, fields, parks, where, segment, pattern, match)


def _fields(reading: Reading, field: Span, pattern: Pattern) -> list[Span]:
    closed = pattern.closed or bool(re.search(r"(?:产业|领域|集群|行业)", field.text[-8:]))
    return industries_in(reading, field, closed=closed)


def add_supports(
    reading: Reading, fields: list[Span], parks: list[Span], where: Span | None, words: Span,
    pattern: Pattern, match: re.Match[str] | None = None,
) -> list[str]:  # fmt: skip
    """Every park with every industry; cities stand for themselves where an industry is placed."""
    placing = pattern.name.startswith("industry_") or pattern.name in _SAID_OF_CITIES
    towns = cities_in(where) if where is not None and not parks and placing else []
    if not parks and not towns:
        return []
    role = match.groupdict().get("role") if match else None
    found: list[str] = []
    for span in fields:
        industry = reading.industry(span, rule=pattern.name, emerging=True)
        found.append(industry)
        for town in towns:
            place = leading_city(town.text)
            assert place is not None
            region = reading.region(place[0], town, rule=pattern.name, method=Method.STATED)
            reading.draft.relate(
                "SUPPORTS", region, industry, words, focus=town, rule=pattern.name,
                status=pattern.status, role=role,
            )  # fmt: skip
        for park in parks:
            _support(reading, park, industry, words, pattern, role)
    return found


def _add_in_turn(
    reading: Reading, fields: list[Span], parks: list[Span], words: Span, pattern: Pattern,
    match: re.Match[str],
) -> list[str]:  # fmt: skip
    """甲、乙分别发展丙、丁: one each, and nothing where the numbers differ."""
    pairs = zip(fields, parks, strict=True) if len(fields) == len(parks) else ()
    return [
        industry
        for field, park in pairs
        for industry in add_supports(reading, [field], [park], None, words, pattern, match)
    ]


def _support(
    reading: Reading, park: Span, industry: str, words: Span, pattern: Pattern, role: str | None
) -> None:
    """One fact; a park that was named in another clause makes that clause a second proof."""
    id = reading.park(park, rule=pattern.name)
    for proof in (words, park) if park.clause is not words.clause else (words,):
        reading.draft.relate(
            "SUPPORTS", id, industry, proof, focus=park if proof is park else None,
            rule=pattern.name, status=pattern.status, role=role,
        )  # fmt: skip


def _goes_on(reading: Reading, segment: Span, subject: Subject, sentence: Span) -> list[str]:
    """The facts of a segment that leaves out its subject."""
    lead = _AND_THEN.match(segment.text)
    rest = Span(segment.clause, segment.start + (lead.end() if lead else 0), segment.end)
    for pattern in grammar.SUPPORTS if subject else ():
        match = pattern.tail.match(rest.text) if pattern.tail else None
        if match is None:
            continue
        if "industry" in match.groupdict() and subject.parks:
            fields = _fields(reading, group(rest, match, "industry"), pattern)
            parks, where = subject.parks, None
        elif "park" in match.groupdict() and subject.industries:
            fields, where = subject.industries, group(rest, match, "park")
            parks = parks_in(reading, where)
        else:
            continue
        words = _from_subject(subject, rest, sentence)
        if _IN_TURN.search(rest.text) and len(parks) > 1 and len(fields) > 1:
            return _add_in_turn(reading, fields, parks, words, pattern, match)
        if fields and (found := add_supports(reading, fields, parks, where, words, pattern, match)):
            return found
    return []


def _from_subject(subject: Subject, rest: Span, sentence: Span) -> Span:
    """The words from the subject on where it stands in the same sentence, else the rest alone."""
    first = (subject.parks or subject.industries)[0]
    if first.clause is rest.clause and sentence.start <= first.start < rest.start:
        return Span(rest.clause, first.start, rest.end)
    return rest


def _subject_of(reading: Reading, segment: Span) -> Subject | None:
    """The parks that a segment begins with, or the industries that it is."""
    parks = parks_in(reading, segment)
    if parks:
        return Subject(parks=parks)
    if match := _OF_INDUSTRY.match(segment.text):
        field = Span(segment.clause, segment.start, segment.start + match.end("field"))
        if fields := industries_in(reading, field, closed=True):
            return Subject(industries=fields)
    return None


_OF_INDUSTRY = re.compile(
    r"(?P<field>.+?(?:产业|产业链|集群|领域))(?:$|(?:实行|采取|构建|形成|呈现)“)"
)


def named_alone(reading: Reading, line: Span) -> Subject | None:
    """The subject that a line names and says nothing else of: 甲高新区, or 乙产业：."""
    text = line.text.strip("：:。；")
    if text.endswith("片区"):
        return None  # a part of a region, under which parks are listed
    at = line.text.find(text)
    whole = Span(line.clause, line.start + at, line.start + at + len(text))
    if not text or re.search(r"[，；。]", text):
        return None
    parts = members(whole, reading.is_park)
    if parts and all(reading.is_park(p.text) for p in parts):
        return Subject(parks=parts)
    if re.search(r"(?:产业|产业链|集群|领域|行业)$", text) or text in reading.industries:
        if fields := industries_in(reading, whole, closed=True):
            return Subject(industries=fields)
    return None


def read_entry(reading: Reading, entry: Span, subject: Subject, intro: str) -> None:
    """An entry of a list that is all industries under a park, or all parks under an industry."""
    text = entry.text.rstrip("；。，")
    whole = Span(entry.clause, entry.start, entry.start + len(text))
    if not text or re.search(r"[：，；]", text):
        return
    if subject.parks and grammar.ENTRY_OF_PARK.regex.search(intro):
        if fields := industries_in(reading, whole, closed=True):
            add_supports(reading, fields, subject.parks, None, whole, grammar.ENTRY_OF_PARK)
    elif subject.industries and grammar.ENTRY_OF_INDUSTRY.regex.search(intro):
        parks = parks_in(reading, whole)
        add_supports(reading, subject.industries, parks, whole, whole, grammar.ENTRY_OF_INDUSTRY)
