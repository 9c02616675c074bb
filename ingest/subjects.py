"""What a line speaks of: the parks or the industries that the words after it may leave out."""

from __future__ import annotations

import re

from ingest import grammar, wording
from ingest.draft import Span
from ingest.ends import industries_in, parks_in
from ingest.enumeration import members, segments
from ingest.reading import Reading, Subject

AND_THEN = re.compile(
    r"(?:[两二三四五]个?(?:园?区|园|地)(?=共同|联合|协同|联动|错位|分别)|要|在此基础上|进而|下一步|并|同时|此外|另外|还|也|则|其|该区|该园区|全区|园区|有序|逐步)+"
)
"""What a segment may begin with before it goes on with the subject of the one before."""


def speaks_on(sentence: Span) -> bool:
    """Whether a sentence begins without a subject of its own (重点发展…)."""
    first = next(segments(sentence)).text
    lead = AND_THEN.match(first)
    rest = first[lead.end() if lead else 0 :]
    return rest.startswith("运营") or any(p.tail and p.tail.match(rest) for p in grammar.SUPPORTS)


def subject_of(reading: Reading, segment: Span) -> Subject | None:
    """The parks that a segment begins with, or the industries that it is."""
    parks = parks_in(reading, segment)
    if parks:
        return Subject(parks=parks)
    if match := _OF_INDUSTRY.match(segment.text):
        field = Span(segment.clause, segment.start, segment.start + match.end("field"))
        if fields := industries_in(reading, field, closed=True):
            return Subject(industries=fields, passing=match["led"] is not None)
    return None


_OF_INDUSTRY = re.compile(
    rf"(?:围绕|聚焦|瞄准|针对|在|对于?|就|关于|突出|(?P<led>(?:{wording.ADVERB})*(?:建设|推进|{wording.GROWING})))?(?P<field>.+?(?:产业集聚区|产业集群|产业|产业链|集群|领域|赛道))"
    r"(?:$|(?:方面|上|布局|发展|培育|建设)$|(?:实行|采取|构建|形成|呈现)“)"
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


def industry_alone(reading: Reading, sentence: Span, after: Span) -> Subject | None:
    """量子科技。以甲高新区为核心承载区: an industry that what is said of it next makes one."""
    text = sentence.text
    if not 2 <= len(text) <= 12 or re.search(r"[，；：]", text):
        return None
    if re.search(r"产业(?![园城港新])|领域|集群|方向", after.text):
        return None
    first = next(segments(after), after)
    said = any(
        p.regex.pattern.startswith("(?P<industry>") and p.tail and p.tail.match(first.text)
        for p in grammar.SUPPORTS
    )
    if not said:
        return None
    fields = industries_in(reading, sentence, closed=True)
    return Subject(industries=fields) if fields else None
