"""What follows from the stated facts by shown rules: places, owners, fields, proofs, counts.

Every fact made here has method `derived` and names its rule; `RULES` says each in words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from graph.schema import RELATIONSHIPS, Method, Status
from graph.store import Relationship, Value
from ingest.draft import Span
from ingest.enumeration import sentences
from ingest.gazetteer import (
    KindWord,
    Place,
    alternation,
    kind_at_end,
    kind_of_word,
    kind_pattern,
    leading_city,
    leading_country,
    owning_university,
    regions,
    universities,
)
from ingest.naming import region_id, slug
from ingest.outline import Clause
from ingest.reading import Reading

RULES: dict[str, tuple[str, str]] = {
    "place_in_name": ("名称以地名开头", "the name begins with the place"),
    "place_in_brackets": ("名称中括号内为地名", "the name has the place in brackets"),
    "place_after_owner": ("名称在所属单位之后写有地名", "the place follows the owner in the name"),
    "district_in_name": ("名称含省内区县名", "the name holds a district of the province"),
    "region_code": ("行政区划代码的上级", "the parent in the table of region codes"),
    "university_in_name": ("名称以高校全称或简称开头", "the name begins with a university"),
    "enterprise_before_place": ("外资研发中心名称中地名之前为企业", "a firm stands before the place in the name of a foreign R&D centre"),
    "field_in_name": ("名称含方案所列产业", "the name holds an industry that the plan names"),
    "body_proves_element": ("该类主体的领域为此产业", "a body of that kind works in the industry"),
    "kind_of_target": ("同一工程中点名的同类主体", "a named body of the kind that the target counts, in the same programme"),
    "brand_of_place": ("品牌以地名开头", "the brand begins with the place"),
    "assigned_by_support": ("方案为其指定了依托园区", "the plan names a park for it"),
}  # fmt: skip
"""Derivation rules by name, in Chinese and English."""

_LOCATED = {start for start, end in RELATIONSHIPS["LOCATED_IN"].ends if end == "Region"}
_FOCUSED = {start for start, _ in RELATIONSHIPS["FOCUSES_ON"].ends} - {"Policy"}
_OWNED = ("Institute", "Incubator", "University")


def derive(reading: Reading, clauses: list[Clause]) -> None:
    """Add all derived facts; the stated ones must be there."""
    find_universities(reading, clauses)
    find_parks(reading, clauses)
    industries = {reading.draft.name(id): id for id in reading.draft.ids("Industry")}
    for id in list(reading.draft.nodes):
        label = reading.draft.labels[id]
        if label in _OWNED:
            _owner(reading, id)
        if label in _LOCATED:
            _place(reading, id)
        if label == "Brand":
            _brand(reading, id)
        if label in _FOCUSED:
            _field(reading, id, industries)
    _assigned(reading)
    _proofs(reading)
    _counts(reading)
    _mentions(reading, clauses)


def _first_mention(reading: Reading, id: str) -> Relationship | None:
    return reading.draft.first_mention.get(id)


def _relate(
    reading: Reading, type: str, start: str, end: str, rule: str, *,
    words: Relationship | None = None, confidence: float = 0.9, **properties: Value,
) -> None:  # fmt: skip
    """A derived fact with the words of another fact, by default the first mention of its start."""
    proof = words or _first_mention(reading, start)
    if proof is not None:
        reading.draft.relate(
            type, start, end, _words(reading, proof), rule=rule, method=Method.DERIVED,
            confidence=confidence, status=str(proof.properties["status"]), focus=None, **properties,
        )  # fmt: skip


def _words(reading: Reading, proof: Relationship) -> Span:
    """The span of a fact's quote in the first clause that it cites."""
    passages = proof.properties["passages"]
    assert isinstance(passages, list)
    clause = reading.clauses[passages[0]]
    quote = str(proof.properties["quote"])
    at = clause.text.find(quote)
    places = clause.normal.places
    return Span(clause, bisect_left(places, at), bisect_left(places, at + len(quote)))


def _span_of(reading: Reading, id: str) -> Span:
    """The words that first name a node."""
    proof = _first_mention(reading, id)
    assert proof is not None
    return _words(reading, proof)


def _owner(reading: Reading, id: str) -> None:
    """The university that a body's name begins with; a firm before the place of a foreign centre."""
    draft, name = reading.draft, reading.draft.name(id)
    text, cut = name, leading_city(name)
    owner = owning_university(text)
    if owner is None and cut and cut[0].level == "city":
        owner = owning_university(text[cut[1] :])
    if owner is not None:
        if draft.labels[id] == "University" and owner[0] == universities().get(name):
            return
        span = _span_of(reading, id)
        university = draft.node("University", owner[0])
        if _first_mention(reading, university) is None:
            draft.mention(university, span, rule="university_in_name", method=Method.DERIVED)
        if university == id:
            return
        kind = "PART_OF" if draft.labels[id] == "University" else "AFFILIATED_WITH"
        _relate(reading, kind, id, university, "university_in_name")
        if kind == "PART_OF":
            _relate(reading, "AFFILIATED_WITH", id, university, "university_in_name")
        return
    if draft.nodes[id].get("kind") == "foreign" and not leading_country(name):
        if (found := reading.district(name)) and (at := name.find(found[0])) >= 2:
            span = _span_of(reading, id)
            firm = draft.node("Enterprise", name[:at], tier="foreign")
            draft.mention(firm, span, rule="enterprise_before_place", method=Method.DERIVED)
            _relate(reading, "AFFILIATED_WITH", id, firm, "enterprise_before_place", confidence=0.7)


def _place(reading: Reading, id: str) -> None:
    """Where the name says a thing is: at its start, in brackets, or after its owner."""
    draft, name = reading.draft, reading.draft.name(id)
    if country := leading_country(name):
        return _located(reading, id, country[0], "place_in_name")
    owner = owning_university(name)
    if owner and owner[1] < len(name) and draft.labels[id] != "Region":
        rest = name[owner[1] :]
        if draft.labels[id] == "University" or rest.startswith(("学", "大")):
            rest = "" if owner[0] == name else rest
        if city := leading_city(rest):
            return _located(reading, id, city[0], "place_after_owner")
        return None
    inner = re.search(r"[（(·]([\u4e00-\u9fff]{2,6})[）)]?", name)
    if inner and (city := leading_city(inner[1])) and city[1] == len(inner[1]):
        return _located(reading, id, city[0], "place_in_brackets")
    if city := leading_city(name):
        if city[1] < len(name) or draft.labels[id] == "Park":
            return _located(reading, id, city[0], "place_in_name")
        return None
    if draft.labels[id] in {"Institute", "Incubator"}:
        if (found := reading.district(name)) and name.find(found[0]) >= 2:
            _in_district(reading, id, *found)
    return None


def _located(reading: Reading, id: str, place: Place, rule: str) -> None:
    region = _region(reading, place, _span_of(reading, id))
    _relate(reading, "LOCATED_IN", id, region, rule)


def _region(reading: Reading, place: Place, span: Span) -> str:
    """The node of a region, and of those above it."""
    known = region_id(place) in reading.draft.nodes
    id = reading.region(place, span, rule="place_in_name", method=Method.DERIVED)
    if not known and place.parent in regions():
        above = _region(reading, regions()[place.parent], span)
        reading.draft.relate("PART_OF", id, above, span, rule="region_code", method=Method.DERIVED)
    return id


def _in_district(reading: Reading, id: str, name: str, places: tuple[Place, ...]) -> None:
    """A district by name; where several have it, one node that says so and has no code."""
    if len(places) == 1:
        _located(reading, id, places[0], "district_in_name")
        return
    span = _span_of(reading, id)
    which = "、".join(
        sorted(regions()[p.parent].name + p.name for p in places if p.parent in regions())
    )
    region = reading.draft.node(
        "Region",
        places[0].name,
        id=f"region:{slug(places[0].name)}",
        level="district",
        summary=f"省内同名，未能区分：{which}",
    )
    reading.draft.mention(region, span, rule="district_in_name", method=Method.DERIVED)
    _relate(reading, "LOCATED_IN", id, region, "district_in_name", confidence=0.5)


def _brand(reading: Reading, id: str) -> None:
    city = leading_city(reading.draft.name(id))
    if city and city[1] < len(reading.draft.name(id)):
        region = _region(reading, city[0], _span_of(reading, id))
        proof = _first_mention(reading, id)
        if proof is not None:
            _relate(reading, "BRANDED_AS", region, id, "brand_of_place", words=proof)


def _field(reading: Reading, id: str, industries: Mapping[str, str]) -> None:
    """The industries that a name holds; `industries` are ids by name."""
    name = reading.draft.name(id)
    parts = {name[i:j] for i in range(len(name)) for j in range(i + 1, len(name) + 1)}
    for part in sorted(parts & industries.keys()):
        _relate(reading, "FOCUSES_ON", id, industries[part], "field_in_name", confidence=0.8)


def _assigned(reading: Reading) -> None:
    """An industry that has a park is assigned; the stated candidate list stays its proof."""
    draft = reading.draft
    named = {f.end: f.id for f in draft.facts.values() if f.type == "NAMES"}
    for fact in [f for f in draft.facts.values() if f.type == "SUPPORTS"]:
        id = named.get(fact.end)
        if id is None:
            _relate(reading, "NAMES", draft.policy, fact.end, "assigned_by_support", words=fact,
                    role="assigned")  # fmt: skip
            named |= {f.end: f.id for f in [next(reversed(draft.facts.values()))]}
        elif (known := draft.facts[id]).properties["role"] != "assigned":
            draft.facts[id] = Relationship(
                known.type, known.id, known.start, known.end,
                {**known.properties, "role": "assigned", "status": Status.DESIGNATED},
            )  # fmt: skip


def _proofs(reading: Reading) -> None:
    """A body of a kind that an element asks for, in the industry's field, proves the element."""
    draft = reading.draft
    fields = [f for f in draft.facts.values() if f.type == "FOCUSES_ON"]
    for element in draft.ids("Element"):
        text = draft.name(element)
        kinds = [kind_of_word()[m[0]] for m in kind_pattern().finditer(text)]
        for fact in fields:
            if any(_is_of_kind(reading, fact.start, kind) for kind in kinds):
                _relate(reading, "PROVIDES", fact.start, element, "body_proves_element",
                        words=fact, confidence=0.6, industry_id=fact.end)  # fmt: skip


def _is_of_kind(reading: Reading, body: str, kind: KindWord) -> bool:
    """Whether a body is of a kind: by its label, and by its own kind or the task that names it."""
    if reading.draft.labels[body] != kind.label:
        return False
    title = reading.titles.get(_span_of(reading, body).clause.path, "")
    return not kind.kind or reading.draft.nodes[body].get("kind") == kind.kind or kind.word in title


def _counts(reading: Reading) -> None:
    """Named bodies of the kind that a target of the same programme counts."""
    draft = reading.draft
    ends = {start for start, _ in RELATIONSHIPS["COUNTS_TOWARD"].ends}
    named: dict[tuple[str | None, str], list[tuple[str, Clause]]] = {}
    for body in reading.kinds:
        if draft.labels[body] in ends and draft.nodes[body]["status"] == Status.EXISTS:
            clause = _span_of(reading, body).clause
            key = (reading.program_of(clause), draft.labels[body])
            named.setdefault(key, []).append((body, clause))
    for target in draft.ids("Target"):
        indicator = str(draft.nodes[target]["indicator"])
        kind = kind_at_end(indicator)
        proof = _first_mention(reading, target)
        if kind is None or proof is None or draft.nodes[target]["period"] == "annual":
            continue  # what is named once says nothing about a number for every year
        program = reading.program_of(_span_of(reading, target).clause)
        for body, clause in named.get((program, kind.label), ()) if program else ():
            heads = any(indicator.endswith(word) for word in reading.kinds[body])
            titled = kind.word in reading.titles.get(clause.path, "") and kind.kind
            if heads or titled:
                _relate(reading, "COUNTS_TOWARD", body, target, "kind_of_target", confidence=0.8)


def find_universities(reading: Reading, clauses: list[Clause]) -> None:
    """Universities that are named in full anywhere in the text."""
    for clause in clauses:
        if not clause.depth:
            continue
        for sentence in sentences(clause):
            for match in re.finditer(r"大学|学院", sentence.text):
                for start in range(max(0, match.end() - 14), match.start()):
                    name = sentence.text[start : match.end()]
                    if universities().get(name) == name and not sentence.text.startswith(
                        ("科技城", "科技园"), match.end()
                    ):
                        span = Span(clause, sentence.start + start, sentence.start + match.end())
                        id = reading.draft.node("University", name)
                        reading.draft.mention(id, span, rule="known_university")
                        break


def find_parks(reading: Reading, clauses: list[Clause]) -> None:
    """Parks that are named by city and kind anywhere in the text (大连高新区)."""
    from ingest.gazetteer import city_pattern, kind_words

    kinds = [k.word for k in kind_words() if k.label == "Park"]
    pattern = re.compile(
        rf"(?:{city_pattern().pattern})市?(?:国家(?:级)?)?(?:{alternation(kinds)})"
    )
    for clause in clauses:
        if not clause.depth:
            continue
        text = clause.normal.text
        for match in pattern.finditer(text):
            rest = re.split(r"[、，。；：（“\n]", text[match.end() : match.end() + 20])[0]
            inside = kind_at_end(rest)
            if reading.is_park(match[0]) and (inside is None or inside.label == "Park"):
                reading.park(Span(clause, match.start(), match.end()), rule="park_by_city")


def _mentions(reading: Reading, clauses: list[Clause]) -> None:
    """Every other clause that writes a known name in full."""
    draft = reading.draft
    labels = {"Region", "Passage", "Policy", "Program", "Task", "Element", "Target", "Agency"}
    names = {
        draft.name(id): id for id, label in draft.labels.items()
        if label not in labels and len(draft.name(id)) >= 3
        and draft.nodes[id].get("kind") != "main"
    }  # fmt: skip
    if not names:
        return
    pattern = re.compile(alternation(names))
    for clause in clauses:
        for match in pattern.finditer(clause.normal.text):
            span = Span(clause, match.start(), match.end())
            draft.mention(names[match[0]], span, rule="name_again")
