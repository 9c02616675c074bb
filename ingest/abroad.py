"""Ties to other countries: cooperation, and centres abroad with the park that runs them."""

from __future__ import annotations

import re
from functools import cache

from graph.schema import Method, Status
from ingest import grammar
from ingest.draft import Span, group
from ingest.ends import park_before, parks_in
from ingest.enumeration import has_country, members, segments
from ingest.gazetteer import countries, country_pattern
from ingest.operators import operators_after, speaker
from ingest.reading import Reading, Subject

_JOINT = re.compile(r"联络|往来|互访|机制|结对|结好|友好|签约|合作|共建|交流|伙伴|对接|协作")
_BETWEEN = re.compile(
    r"(?:并|还|也|同时|持续|深化|加强|推进|推动|拓展|开展|扩大|积极|进一步|务实|全面|要|将|应|分别|继续|巩固|密切|加快|率先|主动)+$"
)


@cache
def _partner_regex() -> re.Pattern[str]:
    return re.compile(
        rf"(?:与|同|和|对|跟)(?P<country>{country_pattern().pattern})[\u4e00-\u9fff·]{{0,10}}?(?=[、的共开深加建分合等进科经产创结签互往联]|之间|$)"
    )


def _with_countries(reading: Reading, segment: Span, subject: Subject) -> None:
    """甲高新区与某国…合作, several of them in one segment, the subject from before if left out."""
    text = segment.text
    floor = 0
    for match in _partner_regex().finditer(text):
        if not _JOINT.search(text, match.end("country")):
            break
        piece = text[floor : match.start()]
        bare = _BETWEEN.sub("", piece).strip("、")
        at = floor + piece.find(bare) if bare else floor
        named = Span(segment.clause, segment.start + at, segment.start + at + len(bare))
        parks = parks_in(reading, named) if bare else subject.parks
        floor = match.end()
        rule = grammar.COOPERATION[1].name
        words = Span(segment.clause, named.start if bare else segment.start, segment.end)
        for name in [
            group(segment, match, "country"),
            *_more_countries(segment, match.end("country")),
        ]:
            country = countries()[name.text]
            place = reading.region(country, name, rule=rule, method=Method.STATED)
            for park in parks:
                id = reading.park(park, rule=rule)
                reading.draft.relate("COOPERATES_WITH", id, place, words, rule=rule)


def _more_countries(segment: Span, at: int) -> list[Span]:
    """The countries that follow one in a list (德国、法国和以色列等)."""
    text = segment.text
    found: list[Span] = []
    while at < len(text) - 1 and text[at] in "、和与及":
        match = country_pattern().match(text, at + 1)
        if match is None:
            break
        found.append(
            Span(segment.clause, segment.start + match.start(), segment.start + match.end())
        )
        at = match.end()
    return found


@cache
def _headed_regex() -> re.Pattern[str]:
    return re.compile(rf"^[与同和对](?P<country>{country_pattern().pattern})：(?P<rest>.+)")


def _headed_by_country(reading: Reading, sentence: Span) -> None:
    """与某国：甲高新区…: an entry that begins with the country."""
    match = _headed_regex().match(sentence.text)
    if match is None:
        return
    first = next(segments(group(sentence, match, "rest")))
    rule = grammar.COOPERATION[1].name
    for park in parks_in(reading, first):
        place = reading.region(
            countries()[match["country"]], group(sentence, match, "country"), rule=rule,
            method=Method.STATED,
        )  # fmt: skip
        words = Span(sentence.clause, sentence.start, first.end)
        reading.draft.relate(
            "COOPERATES_WITH", reading.park(park, rule=rule), place, words, rule=rule
        )


def read_cooperation(reading: Reading, sentence: Span, subject: Subject) -> None:
    """Parks that cooperate with a country, and parks that rely on a park within them."""
    _headed_by_country(reading, sentence)
    abroad = country_pattern().search(sentence.text) is not None
    for segment in segments(sentence, "，；：。\n"):
        _with_countries(reading, segment, subject)
        if abroad and (parks := parks_in(reading, segment)):
            subject = Subject(parks=parks)
    for segment in segments(sentence, "，；：。、\n"):
        for pattern in grammar.COOPERATION:
            match = pattern.regex.match(segment.text)
            country = countries().get(match["country"]) if match else None
            if match is None or country is None:
                continue
            for park in parks_in(reading, group(segment, match, "park")):
                id = reading.park(park, rule=pattern.name)
                place = reading.region(
                    country, group(segment, match, "country"), rule=pattern.name,
                    method=Method.STATED,
                )  # fmt: skip
                reading.draft.relate("COOPERATES_WITH", id, place, segment, rule=pattern.name)
            break
        nested = grammar.NESTED_PARK.regex.match(segment.text)
        if nested:
            whole = parks_in(reading, group(segment, nested, "park"))
            part = parks_in(reading, group(segment, nested, "part"))
            if len(whole) == 1 and len(part) == 1:
                reading.draft.relate(
                    "PART_OF", reading.park(part[0], rule=grammar.NESTED_PARK.name),
                    reading.park(whole[0], rule=grammar.NESTED_PARK.name), segment,
                    rule=grammar.NESTED_PARK.name, method=Method.DERIVED, confidence=0.7,
                )  # fmt: skip


@cache
def _offshore_regex() -> re.Pattern[str]:
    return re.compile(
        grammar.OFFSHORE.regex.pattern.replace("COUNTRY", f"(?:{country_pattern().pattern})")
    )


_OPENS = re.compile(r"(?:规划建设|新建|建设|设立|布局|谋划|筹建|拓展|打造|建立)$")
_RUNS = re.compile(
    r"(?:管委会)?(?:并|和|共同|要|拟|已|将|计划|负责|牵头|20\d\d年(?:底)?前?|运营好|运营的?|建设的?|设立的?|布局的?|规划建设|筹建的?"
    r"|新建|打造|建立的?|办好|经营|所办的?|开办的?|管理|日常|建成|已[\u4e00-\u9fff]{2,6}的|已?建成的|现有的|已有的|继续|持续|好)+$"
)


@cache
def _single_regex() -> re.Pattern[str]:
    head = grammar.OFFSHORE.regex.pattern.partition("(?P<head>")[2]
    place = (
        rf"(?:{country_pattern().pattern})"
        r"(?:(?!建设|设立|布局|运营|建立|筹建|新设|投运|布点|建成|开设|筹设|设有|建有|的)[\u4e00-\u9fff·]){0,10}?"
    )
    return re.compile(
        rf"(?P<opened>设在|设于|位于|建在|在)(?P<place>{place}(?:[、和与]{place})*)"
        rf"(?P<verb>的|并|建设|设立|布局|运营|建立|筹建|规划建设|新设|投运|布点|建成|开设|筹设|设有|建有)+(?P<head>{head}"
    )


def read_offshore(reading: Reading, sentence: Span, subject: Subject) -> None:
    """Offshore centres that share one head, or stand abroad, and the park that runs them."""
    for match in _single_regex().finditer(sentence.text):
        before = _until(sentence, match.start())
        planned = match["verb"] not in {"的", "运营", "设有", "建有"}
        places = members(group(sentence, match, "place"), has_country)
        _centers(reading, sentence, places, match, before, subject, planned=planned)
    for match in _offshore_regex().finditer(sentence.text):
        before = _until(sentence, match.start())
        planned = _OPENS.search(before.text) is not None
        centers = members(group(sentence, match, "centers"), has_country)
        _centers(reading, sentence, centers, match, before, subject, planned=planned)


def _centers(
    reading: Reading, sentence: Span, places: list[Span], match: re.Match[str], before: Span,
    subject: Subject, *, planned: bool,
) -> None:  # fmt: skip
    """Centres that one head closes; 分别由甲、乙运营 gives each its own park."""
    parks, last = operators_after(reading, sentence, match.end(), subject)
    in_turn = "分别" in sentence.text[match.end() : last] and len(parks) == len(places)
    end = last if parks else match.end()
    for i, place in enumerate(places):
        _center(reading, sentence, place, match["head"], before, end, subject,
                planned=planned, named=[parks[i]] if in_turn else parks)  # fmt: skip


def _until(sentence: Span, end: int) -> Span:
    return Span(sentence.clause, sentence.start, sentence.start + end)


def _center(
    reading: Reading, sentence: Span, part: Span, head: str, before: Span, end: int,
    subject: Subject, *, planned: bool, named: list[Span],
) -> None:  # fmt: skip
    """One centre, the country it stands in, and the park that runs or opens it.

    `named` are the parks that the words after it, up to `end`, name as its operators.
    """
    rule = grammar.OFFSHORE.name
    status = Status.PLANNED if planned else Status.EXISTS
    place = next(iter(country_pattern().finditer(part.text)))
    name = part.text.removesuffix(head) + head
    id = reading.draft.node("OffshoreCenter", name, status=status, kind="offshore")
    reading.draft.mention(id, part, rule=rule, status=status)
    reading.kinds.setdefault(id, set()).add(head)
    country = reading.region(countries()[place[0]], part, rule=rule, method=Method.STATED)
    reading.draft.relate("LOCATED_IN", id, country, part, rule=rule)
    bare = _RUNS.sub("", before.text)
    parks = named or park_before(
        reading, Span(before.clause, before.start, before.start + len(bare))
    )
    if not parks and bare != before.text and not bare.strip("，、要应还则"):
        parks = subject.parks[:1]
    if not parks and re.search(r"运营|管理|经营", before.text[len(bare) :]):
        parks = speaker(reading, sentence, len(bare), subject)
    for park in parks:
        operator = reading.park(park, rule=rule)
        first = park.start if park.clause is sentence.clause else part.start
        words = Span(sentence.clause, min(first, part.start), sentence.start + end)
        reading.draft.relate("OPERATES", operator, id, words, focus=part, rule=rule, status=status)
