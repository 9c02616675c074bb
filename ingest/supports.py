"""Which park supports which industry: in a sentence, under a subject of a line before, in entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.schema import Method
from ingest import grammar, wording
from ingest.draft import Span, group
from ingest.ends import (
    cities_in,
    industries_in,
    leading_park,
    names_a_place,
    park_before,
    parks_in,
)
from ingest.enumeration import members, segments
from ingest.grammar import Pattern
from ingest.reading import Reading, Subject
from ingest.subjects import AND_THEN, speaks_on, subject_of

_PARK_REST = re.compile(r"[”）]?(?:（[^）]*）)?等?(?:[\d一二三四五六七八九十两]+[个家])?")
_IN_TURN = re.compile(r"分别|依次")
_TWO_IN_ONE = re.compile(
    rf"——(?=.{{3}})|(?:(?<=产业)|(?<=领域)|(?<=集群)|(?<=方向))(?:并|和)(?=(?:{wording.ADVERB})*(?:{wording.GROWING}|{wording.STRONG}))"
)


def _clauses_of(sentence: Span) -> Iterator[Span]:
    """The segments of a sentence; one that says two things of a park in turn (…产业并培育…) is two."""
    for segment in segments(sentence):
        start = segment.start
        for joint in _TWO_IN_ONE.finditer(segment.text):
            yield Span(segment.clause, start, segment.start + joint.start())
            start = segment.start + joint.end()
        yield Span(segment.clause, start, segment.end)


_SAID_OF_CITIES = {
    "parks_leading_direction", "parks_take_industry_as_focus", "parks_make_industry_their_focus",
    "parks_build_clusters", "parks_focus_on_industries",
}  # fmt: skip
"""Phrasings of a park that say as much of a city where a source names no park."""


def read_supports(reading: Reading, sentence: Span, subject: Subject) -> Subject:
    """Add the park–industry facts of a sentence; return what the next one may speak of."""
    here = subject
    industries: list[str] = []
    opened = sentence
    for segment in _clauses_of(sentence):
        if grammar.NEGATED.search(segment.text):
            here = subject_of(reading, segment) or here
            continue
        if industries and _read_wings(reading, segment, industries, opened):
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
        for pattern in grammar.SUPPORTS if names_a_place(reading, segment.text) else ():
            if found := _supports(reading, segment, pattern):
                industries, opened = found, segment
                if pattern.name.startswith("industry_"):
                    here = Subject()  # what follows speaks of the industry, not of a park
                break
        else:
            went_on = _goes_on(reading, segment, here, sentence)
            if went_on:
                industries, opened = went_on, segment
            if went_on and here.parks:
                continue  # the industry that is its object is no subject of what follows
            if here.industries and not industries:
                industries = _said_of_parks_alone(reading, segment, here, sentence)
            core = grammar.CORE.regex.match(segment.text) if here.industries else None
            if core and (parks := parks_in(reading, group(segment, core, "park"))):
                industries = add_supports(
                    reading, here.industries, parks, None, segment, grammar.CORE, core
                )
        found = subject_of(reading, segment)
        after = segment.clause.normal.text[segment.end : segment.end + 1]
        if (
            found is None
            and here is subject
            and after == "："
            and not grammar.LABEL.search(segment.text)
        ):
            found = Subject()  # a name that is not known is no reason to speak of another
        here = here if found is None else found
    if "：" in sentence.text:
        _read_labelled(reading, sentence, subject)
    _read_marked(reading, sentence)
    for segment in segments(sentence):
        _read_compounds(reading, segment)
    return subject if here.passing else here


def _read_wings(reading: Reading, segment: Span, industries: list[str], opened: Span) -> bool:
    """Add the wings of industries whose core `opened` names; the words reach from there on."""
    match = grammar.WINGS.regex.match(segment.text)
    if match is None:
        return False
    words = Span(segment.clause, opened.start, segment.end)
    for park in parks_in(reading, group(segment, match, "park")):
        for industry in industries:
            _support(reading, park, industry, words, grammar.WINGS, match["role"] or match["part"])
    return True


def _read_labelled(reading: Reading, sentence: Span, subject: Subject) -> None:
    """What stands behind a label: 储能：以甲为核心承载区，以乙为两翼."""
    industries: list[str] = []
    opened = sentence
    for part in segments(sentence, "，；。\n"):
        if industries and _read_wings(reading, part, industries, opened):
            continue
        industries = []
        if "：" not in part.text or grammar.NEGATED.search(part.text):
            continue
        for pattern in grammar.SUPPORTS:
            if pattern.name in _ACROSS_COLON and (found := _supports(reading, part, pattern)):
                industries = found if pattern.name.startswith("industry_") else []
                opened = part
                break
        else:
            _goes_on(reading, part, subject, sentence)


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
        park = leading_park(reading, part) if match else None
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
        if re.search(r"[区县市州旗]$", second.text) and not parks_in(reading, second):
            continue  # a park with the district it lies in
        words = Span(sentence.clause, first.start, second.end + 1)
        if parks := parks_in(reading, first) or park_before(reading, first):
            if lead := re.match(
                r"(?:主攻|主导|产业|发展)*(?:方向|产业|领域)(?:为|是|：)|(?:重点|主要)*(?:主攻|侧重|聚焦|发展|布局|培育|做强|承载)",
                second.text,
            ):
                second = Span(second.clause, second.start + lead.end(), second.end)
            fields = [
                field
                for piece in segments(second, "；")
                for field in industries_in(reading, piece, closed=True)
            ]
            vouched = (
                listed
                or lead
                or len(fields) > 1
                or (fields and reading.is_industry(fields[0].text))
            )
            if vouched:
                add_supports(reading, fields, parks[-1:], None, words, pattern)
        elif "产业" in sentence.text and (parks := parks_in(reading, second)):
            add_supports(
                reading, industries_in(reading, first, closed=True), parks, None, words, pattern
            )


_ACROSS_COLON = ("industry_colon_parks", "parks_leading_direction")


def _supports(reading: Reading, segment: Span, pattern: Pattern) -> list[str]:
    match = pattern.regex.match(segment.text)
    if match is None:
        return []
    fields = _fields(reading, group(segment, match, "industry"), pattern)
    if not fields:
        return []
    where = group(segment, match, "park")
    parks = parks_in(reading, where)
    if (
        pattern.strict
        and parks
        and _PARK_REST.fullmatch(where.text[parks[-1].end - where.start :]) is None
    ):
        return []
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
    towns = cities_in(reading, where) if where is not None and not parks and placing else []
    if not parks and not towns:
        return []
    role = match.groupdict().get("role") if match else None
    found: list[str] = []
    for span in fields:
        industry = reading.industry(span, rule=pattern.name, emerging=True)
        found.append(industry)
        for town in towns:
            place = reading.place(town.text)
            assert place is not None
            region = reading.region(place, town, rule=pattern.name, method=Method.STATED)
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
    lead = AND_THEN.match(segment.text)
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


def _said_of_parks_alone(
    reading: Reading, segment: Span, subject: Subject, sentence: Span
) -> list[str]:
    """围绕丁产业，支持甲、乙率先突破: parks, and of them nothing but that they shall do it."""
    parks = parks_in(reading, segment)
    if (
        not parks
        or grammar.OWN_PART.regex.fullmatch(segment.text[parks[-1].end - segment.start :]) is None
    ):
        return []
    words = _from_subject(subject, segment, sentence)
    return add_supports(reading, subject.industries, parks, None, words, grammar.OWN_PART)


def _from_subject(subject: Subject, rest: Span, sentence: Span) -> Span:
    """The words from the subject on where it stands in the same sentence, else the rest alone."""
    first = (subject.parks or subject.industries)[0]
    if first.clause is rest.clause and sentence.start <= first.start < rest.start:
        return Span(rest.clause, first.start, rest.end)
    return rest


_ANNOUNCES = re.compile(
    r"[两三四五六七八][个条大类][^，；。：]{0,6}：$|(?:以下|下列|如下|包括|分别)[^，；。：]{0,12}：$|(?:产业|方向|领域)(?:为|是)?：$"
)
"""Words after which every entry begins with one thing of the announced kind."""


def read_entry(reading: Reading, entry: Span, subject: Subject, intro: str) -> None:
    """An entry of a list that is all industries under a park, or all parks under an industry."""
    text = entry.text.rstrip("；。，")
    if _ANNOUNCES.search(intro):
        text = re.split("[，；]", text)[0]  # what follows says how, and not what
    whole = Span(entry.clause, entry.start, entry.start + len(text))
    if not text or re.search(r"[：，；]", text) or grammar.NEGATED.search(text):
        return
    if subject.parks and grammar.ENTRY_OF_PARK.regex.search(intro):
        if fields := industries_in(reading, whole, closed=True):
            add_supports(reading, fields, subject.parks, None, whole, grammar.ENTRY_OF_PARK)
    elif subject.industries and grammar.ENTRY_OF_INDUSTRY.regex.search(intro):
        parks = parks_in(reading, whole)
        add_supports(reading, subject.industries, parks, whole, whole, grammar.ENTRY_OF_INDUSTRY)
