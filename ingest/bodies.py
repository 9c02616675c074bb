"""Bodies that a plan names: in lists, in quotation marks, under a verb that sets them up."""

from __future__ import annotations

import re

from graph.schema import Status
from ingest import grammar
from ingest.draft import Span, group
from ingest.enumeration import ClosedList, closed_lists, has_country, looks_proper, members
from ingest.gazetteer import cities, is_general, kind_at_end, leading_city
from ingest.reading import Reading

_VERB_IN_NAME = re.compile(
    r"开展|建设|搭建|引进|组建|设立|举办|提供|推动|加强|提升|打造|形成|完善|制定|落实|促进"
)


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
        if (
            not picked and reading.is_industry(name) and not leading_city(name)
        ) or name in reading.industries:
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


_TALENT = re.compile(
    r"[\u4e00-\u9fff]才(?:计划|工程|行动)|人才|英才|千人|万人|学者|工匠|引才|工程师|科学家|团队|院士|博士|青年|青创"
)


_PROGRAM_TAIL = re.compile(
    r"(?:引进|培养|培育|引育|集聚|支持|专项|创新|创业|计划|工程|行动|人才|青年|引才|育才|学者|专家|博士|院士|倍增|强基|提升)+$"
)


def read_quoted(reading: Reading, sentence: Span) -> None:
    """Names in quotation marks that say what they are: programmes, brands, planned places."""
    for match in grammar.QUOTED_PROGRAM.regex.finditer(sentence.text):
        which = "name" if match["name"] else "long"
        about = match[which] + sentence.text + reading.titles_of(sentence.clause)
        counted = re.match(r"[\d一二三四五六七八九十两]+[大项个]", match[which])
        if (
            not counted
            and _TALENT.search(about)
            and reading.draft.find("Program", match[which]) is None
        ):
            reading.body(
                "TalentProgram", group(sentence, match, which), rule=grammar.QUOTED_PROGRAM.name
            )
    for match in grammar.TALENT_PROGRAM.regex.finditer(sentence.text):
        own = group(sentence, match, "name")
        if (
            not is_general(_PROGRAM_TAIL.sub("", own.text), None)
            and reading.draft.find("Program", own.text) is None
        ):
            reading.body("TalentProgram", own, rule=grammar.TALENT_PROGRAM.name)
    if "人才" in reading.titles_of(sentence.clause):
        for match in grammar.QUOTED_POLICIES.regex.finditer(sentence.text):
            for part in members(group(sentence, match, "names"), lambda t: t.startswith("“")):
                reading.body("TalentProgram", part, rule=grammar.QUOTED_POLICIES.name)
    for match in grammar.MAIN_BRAND.regex.finditer(sentence.text):
        reading.body(
            "Brand", group(sentence, match, "name" if match["name"] else "sung"), rule=grammar.MAIN_BRAND.name,
            status=Status.PLANNED, kind="main",
        )  # fmt: skip
    for match in grammar.PLANNED_PARK.regex.finditer(sentence.text):
        reading.park(
            group(sentence, match, "name"), rule=grammar.PLANNED_PARK.name,
            status=Status.PLANNED,
        )  # fmt: skip
