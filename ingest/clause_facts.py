"""One clause → its facts, by the patterns of the grammar."""

from __future__ import annotations

import re
from functools import cache

from graph.schema import Method, Status
from ingest import grammar
from ingest.draft import Span
from ingest.enumeration import (
    ClosedList,
    closed_lists,
    has_country,
    looks_proper,
    members,
    segments,
    sentences,
)
from ingest.gazetteer import (
    cities,
    city_pattern,
    countries,
    country_pattern,
    is_general,
    kind_at_end,
    kind_words,
    leading_city,
)
from ingest.grammar import Pattern
from ingest.outline import Clause, han_number
from ingest.reader import marker_of
from ingest.reading import Reading

_PARK_HEAD = re.compile(
    r"^(?:其中|同时|此外|另外|对|将|把|由|在|以|依托|支持|推动|引导|鼓励|重点|优先|加快|强化|发挥|复制|推广|沿|并|[一二三四五六]是|—+|·)+"
)
_VERB_IN_NAME = re.compile(
    r"开展|建设|搭建|引进|组建|设立|举办|提供|推动|加强|提升|打造|形成|完善|制定|落实|促进"
)


def read_clause(reading: Reading, clause: Clause) -> None:
    """Add every fact that a clause states."""
    for sentence in sentences(clause):
        read_roles(reading, sentence)
        read_candidates(reading, sentence)
        read_lists(reading, sentence)
        read_supports(reading, sentence)
        read_cooperation(reading, sentence)
        read_offshore(reading, sentence)
        read_quoted(reading, sentence)
    read_elements(reading, clause)


def _group(span: Span, match: re.Match[str], name: str) -> Span:
    return Span(span.clause, span.start + match.start(name), span.start + match.end(name))


def parks_in(reading: Reading, span: Span) -> list[Span]:
    """The parks of an enumeration; empty when any member before the last is no park.

    Words after the last park (协同推动…) are passed over, words before the first are not.
    """
    lead = _PARK_HEAD.match(span.text)
    start = span.start
    if lead and not reading.is_park(span.text[: lead.end() + 1]):
        if lead.end() < len(span.text) and not reading.is_park(span.text):
            start = span.start + lead.end()
    span = _from_city(reading, Span(span.clause, start, span.end))
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


def _from_city(reading: Reading, span: Span) -> Span:
    """Without a verb before the city that a park begins with (巩固成都高新区)."""
    text = span.text
    if leading_city(text):
        return span
    for cut in range(1, min(5, len(re.split(r"[、和与及]", text)[0]))):
        city = leading_city(text[cut:])
        if city and city[0].level == "city" and reading.draft.find("Park", text) is None:
            return Span(span.clause, span.start + cut, span.end)
    return span


@cache
def _elliptic_regex() -> re.Pattern[str]:
    city = f"(?:{city_pattern().pattern})市?"
    kinds = "|".join(re.escape(k.word) for k in kind_words() if k.label == "Park")
    return re.compile(
        rf"(?P<cities>{city}(?:、{city})*(?:(?:和|与|及|以及){city})?)(?:等)?"
        rf"(?P<count>[\d一二三四五六七八九十两]+)?[个家]?(?P<tier>国家级|国家|省级)?(?P<kind>{kinds})"
    )


def elliptic(reading: Reading, span: Span) -> list[Span]:
    """南京、无锡、常州3个国家级高新区: the cities, each a park of the kind that closes the list.

    A count that differs from the cities named yields nothing.
    """
    match = _elliptic_regex().match(span.text)
    if match is None:
        return []
    parts = members(_group(span, match, "cities"), lambda t: t.removesuffix("市") in cities())
    if len(parts) < 2 or (match["count"] and han_number(match["count"]) != len(parts)):
        return []
    kind = match["kind"]
    return [Span(p.clause, p.start, p.end, p.text.removesuffix("市") + kind) for p in parts]


def _park_prefix(reading: Reading, part: Span) -> Span | None:
    """The park that the last member of a list begins with."""
    text = part.text
    for kind in kind_words():
        if kind.label != "Park":
            continue
        at = text.find(kind.word)
        if at > 0 and reading.is_park(text[: at + len(kind.word)]):
            return Span(part.clause, part.start, part.start + at + len(kind.word))
    return None


def read_supports(reading: Reading, sentence: Span) -> None:
    """Park → industry facts of a sentence."""
    industries: list[str] = []
    for segment in segments(sentence):
        if industries and (match := grammar.WINGS.regex.match(segment.text)):
            for park in parks_in(reading, _group(segment, match, "park")):
                for industry in industries:
                    _support(reading, park, industry, segment, grammar.WINGS, match["role"])
            continue
        for pattern in grammar.SUPPORTS:
            found = _supports(reading, segment, pattern)
            if found:
                industries = found
                break
    if "：" in sentence.text:
        for part in segments(sentence, "，；。\n"):
            if "：" in part.text:
                _supports(reading, part, grammar.SUPPORTS[4])


def _supports(reading: Reading, segment: Span, pattern: Pattern) -> list[str]:
    match = pattern.regex.match(segment.text)
    if match is None:
        return []
    field = _group(segment, match, "industry")
    closed = pattern.closed or bool(re.search(r"(?:产业|领域|集群|行业)", field.text[-8:]))
    fields = industries_in(reading, field, closed=closed)
    if not fields:
        return []
    parks = parks_in(reading, _group(segment, match, "park"))
    towns = [] if parks else cities_in(_group(segment, match, "park"))
    if not parks and not (towns and pattern.name.startswith("industry_")):
        return []
    role = match.groupdict().get("role")
    found: list[str] = []
    for span in fields:
        industry = reading.industry(span, rule=pattern.name, emerging=True)
        found.append(industry)
        for town in towns:
            place = leading_city(town.text)
            assert place is not None
            region = reading.region(place[0], town, rule=pattern.name, method=Method.STATED)
            reading.draft.relate(
                "SUPPORTS", region, industry, segment, focus=town, rule=pattern.name,
                status=pattern.status, role=role,
            )  # fmt: skip
        for park in parks:
            _support(reading, park, industry, segment, pattern, role)
    return found


def cities_in(span: Span) -> list[Span]:
    """The cities of an enumeration that names nothing else; empty otherwise."""

    def is_whole(text: str) -> bool:
        city = leading_city(text)
        return city is not None and city[1] == len(text)

    parts = members(span, is_whole)
    return parts if parts and all(is_whole(p.text) for p in parts) else []


def _support(
    reading: Reading, park: Span, industry: str, segment: Span, pattern: Pattern, role: str | None
) -> None:
    id = reading.park(park, rule=pattern.name)
    reading.draft.relate(
        "SUPPORTS", id, industry, segment, focus=park, rule=pattern.name, status=pattern.status,
        role=role,
    )  # fmt: skip


def industries_in(reading: Reading, span: Span, *, closed: bool) -> list[Span]:
    """The industries of an enumeration; empty when any member is none."""
    text = re.sub(
        r"(?:等)?(?:[\d一二三四五六七八九十]+[大个条])?(?:战略性|新兴|未来|特色|优势|主导|重点|千亿级|百亿级|先进制造业|世界级)*(?:产业集聚区|集聚区|产业集群|产业链|产业基地|产业园|产业高地|产业走廊|产业|领域|行业|集群|高地)?$",
        "", span.text,
    )  # fmt: skip
    if not text:
        return []
    closed = closed or len(text) < len(span.text)
    tail = Span(span.clause, span.start, span.start + len(text))
    parts = members(tail, lambda t: reading.is_industry(t, closed=closed))
    if parts and all(reading.is_industry(p.text, closed=closed) for p in parts):
        return parts
    return []


def read_candidates(reading: Reading, sentence: Span) -> None:
    """Industries that the plan may take up."""
    for pattern in grammar.CANDIDATES:
        match = pattern.regex.search(sentence.text)
        if match is None:
            continue
        parts = industries_in(reading, _group(sentence, match, "industry"), closed=True)
        if len(parts) < 2:
            continue
        span = Span(sentence.clause, sentence.start + match.start(), sentence.start + match.end())
        for part in parts:
            id = reading.industry(part, rule=pattern.name, emerging=True)
            reading.draft.relate(
                "NAMES", reading.draft.policy, id, span, focus=part, rule=pattern.name,
                status=Status.ENCOURAGED, role="candidate",
            )  # fmt: skip
        return


def read_roles(reading: Reading, sentence: Span) -> None:
    """Parks that a task gives a role."""
    task = reading.task_of(sentence.clause)
    for pattern in grammar.ROLES:
        match = pattern.regex.search(sentence.text)
        if match is None or task is None:
            continue
        for park in parks_in(reading, _group(sentence, match, "park")):
            id = reading.park(park, rule=pattern.name)
            reading.draft.relate(
                "SELECTED_FOR", id, task, sentence, focus=park, rule=pattern.name,
                status=Status.DESIGNATED, role=match["role"],
            )  # fmt: skip


def read_lists(reading: Reading, sentence: Span) -> None:
    """Bodies that are enumerated: typed by the kind that closes the list, or by their own ending."""
    text = sentence.text
    pilot = grammar.PILOT.regex.search(text)
    task = reading.task_of(sentence.clause)
    for found in closed_lists(sentence):
        picked = pilot is not None and found.names.end <= sentence.start + pilot.start()
        parts = members(found.names, lambda t: kind_at_end(t) is not None or looks_proper(t))
        head = found.kind.label if found.kind else None
        for part in parts:
            id = _member(reading, part, found, picked=picked)
            label = reading.draft.labels[id] if id else None
            if id and picked and task and label in _PICKABLE and head == label:
                reading.draft.relate(
                    "SELECTED_FOR", id, task, sentence, focus=part, rule=grammar.PILOT.name,
                    status=Status.DESIGNATED, role="试点",
                )  # fmt: skip


_PICKABLE = {"Park", "Institute", "Incubator", "Enterprise", "University"}
_OWN_EVENT = re.compile(r"[\u4e00-\u9fff]{2,}(?:周|大赛|论坛|节|博览会|峰会)")
_LOOSE = {"Event", "ServiceOrg", "Fund", "TalentProgram"}


def _member(reading: Reading, part: Span, found: ClosedList, *, picked: bool) -> str | None:
    name = part.text.strip("“”")
    own = kind_at_end(re.sub(r"（[^）]*）$", "", name))
    if not 2 <= len(name) <= 30 or _VERB_IN_NAME.search(name) or re.search(r"[，；：]", name):
        return None
    if reading.is_park(name) and (found.kind is None or found.kind.label in {"Park"}):
        return reading.park(part, rule="named_in_list")
    if found.kind is None or (found.kind.label == "Park"):
        if own is None or own.label == "Park" or is_general(name, own):
            return None
        if not (looks_proper(part.text) or own.kind == "bank"):
            return None
        kind, rule = own, "typed_by_name"
    else:
        kind, rule = found.kind, "typed_by_list_head"
        if is_general(name, own) or name in cities() or (has_country(name) and len(name) <= 4):
            return None
        if (not picked and reading.is_industry(name)) or name in reading.industries:
            return None
        if kind.label in _LOOSE and not looks_proper(part.text) and "品牌" not in kind.word:
            if not (kind.label == "Event" and _OWN_EVENT.fullmatch(name)):
                return None
        if kind.label == "Enterprise" and not picked and len(name) > 12 and own is None:
            return None
    planned = re.search(r"建设|新建|打造|筹建|谋划|设立", found.lead) or (
        found.kind is None and found.head.text.startswith(("建设", "筹建"))
    )
    status = Status.PLANNED if planned and not picked else Status.EXISTS
    properties: dict[str, str | None] = {}
    if kind.label in {"Institute", "Incubator", "OffshoreCenter", "ServiceOrg", "Brand"}:
        fine = own if own and own.label == kind.label and own.kind else kind
        properties["kind"] = kind.kind or fine.kind or None
    if kind.label == "Enterprise" and kind.kind:
        properties["tier"] = kind.kind
    id = reading.body(kind.label, part, rule=rule, status=status, **properties)
    reading.kinds.setdefault(id, set()).add(kind.word)
    if own:
        reading.kinds[id].add(own.word)
    reading.places.setdefault(id, part)
    return id


def read_cooperation(reading: Reading, sentence: Span) -> None:
    """Parks that cooperate with a country, and parks that rely on a park within them."""
    for segment in segments(sentence, "，；：。、\n"):
        for pattern in grammar.COOPERATION:
            match = pattern.regex.match(segment.text)
            country = countries().get(match["country"]) if match else None
            if match is None or country is None:
                continue
            for park in parks_in(reading, _group(segment, match, "park")):
                id = reading.park(park, rule=pattern.name)
                place = reading.region(
                    country, _group(segment, match, "country"), rule=pattern.name,
                    method=Method.STATED,
                )  # fmt: skip
                reading.draft.relate("COOPERATES_WITH", id, place, segment, rule=pattern.name)
            break
        nested = grammar.NESTED_PARK.regex.match(segment.text)
        if nested:
            whole = parks_in(reading, _group(segment, nested, "park"))
            part = parks_in(reading, _group(segment, nested, "part"))
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


def read_offshore(reading: Reading, sentence: Span) -> None:
    """Offshore centres that share one head, and the park that runs them."""
    rule = grammar.OFFSHORE.name
    for match in _offshore_regex().finditer(sentence.text):
        centers = members(_group(sentence, match, "centers"), has_country)
        before = Span(sentence.clause, sentence.start, sentence.start + match.start())
        parks = _park_before(reading, before)
        planned = re.search(r"(?:新建|建设|设立|布局|谋划|筹建|拓展)(?:[^，]{0,6})?$", before.text)
        status = Status.PLANNED if planned and not parks else Status.EXISTS
        for part in centers:
            place = next(iter(country_pattern().finditer(part.text)))
            name = part.text.removesuffix(match["head"]) + match["head"]
            id = reading.draft.node("OffshoreCenter", name, status=status, kind="offshore")
            reading.draft.mention(id, part, rule=rule, status=status)
            reading.kinds.setdefault(id, set()).add(match["head"])
            country = reading.region(countries()[place[0]], part, rule=rule, method=Method.STATED)
            reading.draft.relate("LOCATED_IN", id, country, part, rule=rule)
            for park in parks:
                operator = reading.park(park, rule=rule)
                words = Span(sentence.clause, park.start, sentence.start + match.end())
                reading.draft.relate("OPERATES", operator, id, words, focus=part, rule=rule)


def _park_before(reading: Reading, before: Span) -> list[Span]:
    """The park that stands right before a place in a text: one named elsewhere, or by its city."""
    spans = [
        Span(before.clause, before.end - size, before.end)
        for size in range(min(20, len(before.text)), 2, -1)
    ]
    known = [s for s in spans if reading.draft.find("Park", s.text)]
    named = [
        s
        for s in spans
        if (city := leading_city(s.text)) and city[0].level == "city" and reading.is_park(s.text)
    ]
    return (known or named)[:1]


def read_quoted(reading: Reading, sentence: Span) -> None:
    """Names in quotation marks that say what they are: programmes, brands, planned places."""
    for match in grammar.QUOTED_PROGRAM.regex.finditer(sentence.text):
        if reading.draft.find("Program", match["name"]) is None:
            reading.body(
                "TalentProgram", _group(sentence, match, "name"), rule=grammar.QUOTED_PROGRAM.name
            )
    if "人才" in reading.titles_of(sentence.clause):
        for match in grammar.QUOTED_POLICIES.regex.finditer(sentence.text):
            for part in members(_group(sentence, match, "names"), lambda t: t.startswith("“")):
                reading.body("TalentProgram", part, rule=grammar.QUOTED_POLICIES.name)
    for match in grammar.MAIN_BRAND.regex.finditer(sentence.text):
        reading.body(
            "Brand", _group(sentence, match, "name"), rule=grammar.MAIN_BRAND.name,
            status=Status.PLANNED, kind="main",
        )  # fmt: skip
    for match in grammar.PLANNED_PARK.regex.finditer(sentence.text):
        reading.park(
            _group(sentence, match, "name"), rule=grammar.PLANNED_PARK.name,
            status=Status.PLANNED,
        )  # fmt: skip


_ONE = re.compile(r"一[份个支批场家套项张所条只座名处位本台次门间]")


def read_elements(reading: Reading, clause: Clause) -> None:
    """The things that a plan asks of every industry: “十个一” and what lists them.

    They stand in the sentences after these words, or each in an entry below; anything but the
    announced number of them is no such list.
    """
    match = grammar.ELEMENTS.regex.search(clause.normal.text)
    if match is None:
        return
    count = han_number(match["count"])
    after = Span(clause, match.end(), len(clause.normal.text))
    below = [_heading(c) for c in reading.clauses.values() if c.path.startswith(clause.path + "/")]
    lists = [
        list(segments(after, ends)) for ends in ("。：\n", "。；：\n", "。；，：\n", "。；，、：\n")
    ]
    for parts in (*lists, below):
        named = [s for s in parts if _ONE.search(s.text)]
        if len(named) == count:
            reading.elements(named, grammar.ELEMENTS.name)
            return


def _heading(clause: Clause) -> Span:
    """The first sentence of a clause without its marker."""
    text = clause.normal.text
    marker = marker_of(text)
    start = marker[1].end() if marker else 0
    closed = re.search(r"[。；\n]", text[start:])
    end = start + closed.start() if closed else len(text)
    return Span(clause, start, max(end, start + 1))
