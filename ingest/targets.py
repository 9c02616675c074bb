"""Targets: 力争到2021年…达到N家以上, several in one sentence, yearly ones, ranges, table cells."""

from __future__ import annotations

import re

from graph.schema import Status
from ingest.blocks import Grid, blocks
from ingest.draft import Span
from ingest.enumeration import sentences_of
from ingest.figures import (
    AIMS,
    NUMBER,
    OF_CHANGE,
    VERB,
    Figure,
    Found,
    figure_said,
    fragment_end,
    stripped,
)
from ingest.naming import slug
from ingest.outline import Clause
from ingest.reading import Reading

_CUE = re.compile(
    r"力争|争取|末，|到20\d\d年|20\d\d年(?:底|末)?[前，]|20\d\d年[^，。；已]{0,30}(?:达到|超过|突破)|每年|年均|目标|预期|确保|计划|累计"
)
_YEAR = re.compile(
    r"(?:到|至)?(20\d\d)年(?:底|末)?(?:前)?|(每年|年均(?!增|下降|提高|递增|降)|逐年)"
    r"|“?(十[三四五六七]五)”?(?:规划)?(?:时期|期)?(?:末|间)"
)
_PLAN_END = {"十三五": "2020", "十四五": "2025", "十五五": "2030", "十六五": "2035"}
"""The last year of each national five-year plan."""
_BASE = re.compile(r"[由从][^，；。\d]{0,6}(?:20\d\d年)?[^，；。\d]{0,4}$")
_RISES = re.compile(
    r"[^，；。]{0,4}(?:(?:提高|增加|增长|提升|上升|下降|降低|扩大|扩充|发展|压减|扩展)[到至为]|(?:增|降|升|提)[至到])"
)
_LISTED_YEARS = re.compile(r"20\d\d年?(?:底|末)?(?:[、和与]20\d\d年(?:底|末)?)+[^；。]{0,30}分别")
_HEADED = re.compile(
    r"^[^，。；]{0,8}(20\d\d)年(?:度)?(?:重点|主要|工作|推进|目标|任务)[^，。；\d]{0,12}$"
)
_GRANT = re.compile(
    r"补助|补贴|奖励|资助|给予|奖补|贴息|安排[^，]*资金|每个项目|单个|每家|每项|最高|末位|排名|约谈|摘牌|罚款|处以|不超过总"
)
_TURN = re.compile(
    r"(?P<done>已|取得[^，；。]{0,6}(?:进展|成效|成绩)|近[一两三四五几]?年|[一两三四五]年来|目前|现有|截至|截止|累计(?:建成|认定)|上年|去年|同比|实现了|建成了|达到了)"
    r"|力争|争取|确保|到20\d\d年|目标"
)
_AIMED = re.compile(r"力争|争取|确保|到20\d\d年|目标|每年|计划|预期")
_SO_FAR = re.compile(
    r"已|近[一两三四五几]?年|年来|目前|现有|截至|截止|累计(?:建成|认定)|上年|去年|实现了|建成了|达到了"
)
_FROM_THERE = re.compile(r"基础上|提高到|增加到|提升到|扩大到|增至|增长到|再(?=[新增])|较[^，；]*$")
_LABELLED = re.compile(
    r"[—·\-①-⑳\d.、（）]*(?P<of>[^，；。：\d]{2,24})：(?=[^，；。：]{0,3}20\d\d年)"
)
_BARE_YEAR = re.compile(r"(?<![较比于与从由自])(20\d\d)年")
_ON_THAT = re.compile(r"的?(?:基础上|之后)|(?=(?:增加|提高|提升|增长|扩大|上升|发展)[到至])")
_UP_TO_NOW = re.compile(
    rf"(?:[在由从继](?=20)|[在由从继](?=目前|现有|上年|去年))?"
    rf"(?:(?<!较)20\d\d年(?:底|末)?|{_SO_FAR.pattern}).*$"
)
_BESIDE = re.compile(r"（[^（）]*?(?:20\d\d年|目前|现有|上年|去年)[^（）]*$")
_GROWTH = re.compile(rf"(?:近[一二三四五]年)?(?:{OF_CHANGE.pattern[1:]})$|占.*$")
_COMPARED_WITH = re.compile(r"[较比](?:20\d\d年(?:底|末)?|目前|上年|现有)的$")
_OPENS_WITH = re.compile(r"(?:力争)?[到至](20\d\d)年")
"""A sentence whose year the sentences after it in its paragraph inherit."""
_OF_THOSE = re.compile(r"(?!的|增|提|扩|升|之后|发展|左右|以上|[和与及以])[\u4e00-\u9fff]")
_LOOKS_BACK = re.compile(
    r"(?!夯实|强化|筑牢|优化|加强|巩固|打牢|厚植|完善|提升)(?!.*目标)[^，。]{0,10}?"
    r"(?:发展基础|工作基础|现实基础|建设基础|产业基础|基础条件|现状|回顾|成就|成效|发展环境|形势|背景)[^，。]{0,8}"
)
"""Headings under which a plan tells what is, and sets nothing."""
_BAD = re.compile(r"^(?:年|月|日|号|期|级|强)")


def targets_in(sentence: Span, issued: int | None = None, due: str | None = None) -> list[Found]:
    """The targets of a sentence; achieved figures and years before `issued` are none.

    `due` is the period that the words above set for figures that name none.
    """
    text = sentence.text
    if not due and not _CUE.search(text):
        return []
    found: list[Found] = []
    period = due
    achieved = False
    label = _LABELLED.match(text)
    earlier = label["of"] if label else ""
    counted = ""
    due_in_turn: list[str] = []
    floor = 0
    matches = list(NUMBER.finditer(text))
    for match, after in zip(matches, [*matches[1:], None], strict=False):
        if _quoted(text, match.start()) or _BAD.match(text, match.end()):
            continue
        if after is not None and _qualifies(text, match, after):
            continue
        before = text[floor : match.start()]
        start = floor + max((before.rfind(c) + 1 for c in "，；：。"), default=0)
        if _only_describes(text, floor, start, match.start()):
            floor = match.end()
            continue
        if _is_aside(text, start, match.start(), issued):
            counted = _UP_TO_NOW.sub("", text[start : match.start()])
            period = _period_said(text, floor, start) or period
            floor = match.end()
            continue
        period = _period_said(text, floor, match.start()) or period
        if listed := _LISTED_YEARS.search(text, floor, match.start()):
            due_in_turn = re.findall(r"20\d\d", listed[0])
        if due_in_turn:
            period = due_in_turn.pop(0)
        if _COMPARED_WITH.search(text, floor, match.start()):
            floor = match.end()
            continue  # 达到65万件，较2025年的48万件明显提升
        if _BASE.search(text, floor, match.start()) and _RISES.match(text, match.end()):
            continue  # 由2020年的59.6%提高到63%: the first number is where it begins
        fragment = text[start : match.start()]
        if from_there := _ON_THAT.match(fragment):  # 甲在2024年已达N家的基础上突破M家
            fragment = counted + fragment[from_there.end() :]
        # 截至… holds for what follows it, until 力争 or 到…年 turns to what shall be.
        for turn in _TURN.finditer(text, floor, match.start()):
            if turn["done"] is None or not _is_aimed(text, start, issued):
                achieved = turn["done"] is not None
        years = 0 if issued is None or period is None else _years_ahead(period, issued)
        if years > 0 and not _SO_FAR.search(text, start, match.start()):
            achieved = False  # 目前已达到13万吨，2026年达到20万吨
        past = years < 0
        said = AIMS.search(fragment + (match["tail"] or "")) or period != due or bool(found)
        if period is None and not earlier:
            earlier = _UP_TO_NOW.sub("", stripped(fragment))
        if period is None or not said or _is_size(fragment) or _GRANT.search(fragment):
            floor = match.end()
            continue
        end = fragment_end(text, match.end())
        here = figure_said(sentence, match, fragment, start, end, period, earlier)
        if here and not re.search(rf"{OF_CHANGE.pattern[1:]}$|占", here.figure.indicator):
            earlier = here.figure.indicator
        elif here and len(head := _GROWTH.sub("", here.figure.indicator)) > 1:
            earlier = head
        floor = match.end()
        if here is not None and not achieved and not past:
            found.append(here)
            floor = here.span.end - sentence.start
    return found


def _years_ahead(period: str, issued: int) -> int:
    """How many years a period ends after the document's; 0 for one that is no year."""
    return int(period) - issued if period.isdigit() else 0


def _only_describes(text: str, floor: int, start: int, at: int) -> bool:
    """Whether a number tells how many were named (生物医药等3个集群), or what makes the ones just
    counted (其中3个营业收入超2000亿元); `floor` is where the number before ends."""
    named = text[start:at].endswith("等")
    of_those = start == floor and text[start - 1 : start] in {"个", "家"}
    return named or (of_those and _OF_THOSE.match(text, start) is not None)


def _period_said(text: str, start: int, end: int) -> str | None:
    """The last year that a part of a text sets for figures; one that they are compared with not."""
    period = None
    for year in _YEAR.finditer(text, start, end):
        if text[year.start() - 1 : year.start()] not in {"由", "从", "较", "比"}:
            period = year[1] or _PLAN_END.get(year[3] or "") or "annual"
    return period


def _is_aside(text: str, start: int, at: int, issued: int | None) -> bool:
    """Whether a number only tells, amid targets, what is reached so far.

    Such are 不低于1200亿元（2024年为1086亿元）, 在2024年已达7860家的基础上突破9000家, 较目前的386家增加.
    """
    if beside := _BESIDE.search(text, 0, at):
        years = [int(y) for y in re.findall(r"20\d\d", beside[0])]
        return not years or issued is None or max(years) < issued
    if issued is not None and _is_aimed(text, start, issued):
        here = text[start:at]
        years = [int(y) for y in _BARE_YEAR.findall(here)]
        if years and max(years) < issued and not _FROM_THERE.search(here):
            return True  # 突破4000家，而2024年末为2700家
    said = [m.end() for m in _SO_FAR.finditer(text, start, at)]
    if not said or not _is_aimed(text, start, issued):
        return False
    return _FROM_THERE.search(text, said[-1], at) is None


def _is_aimed(text: str, start: int, issued: int | None) -> bool:
    """Whether the words before `start` already speak of what shall be."""
    if _AIMED.search(text, 0, start):
        return True
    years = re.findall(r"20\d\d(?=年)", text[:start])
    return issued is not None and any(int(y) >= issued for y in years)


def _qualifies(text: str, match: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a number only describes what a later one counts (10亿元以上项目不少于40个)."""
    between = text[match.end() : after.start()]
    return bool(
        (match["tail"] or "").startswith("以上")
        and 2 <= len(between) <= 24
        and not re.search(r"[，；。、]", between)
        and re.search(rf"{VERB}$", between)
    )


def _is_size(fragment: str) -> bool:
    """Whether a number is the size of a fund or of one investment, which is no target."""
    return re.search(
        r"(?:(?:(?<![\u4e00-\u9fff])|总|基金|资金|首期|目标|其)规模|首期|资本|(?<![业产造改])投资额?|总投资)(?:为|达|达到|不低于|不少于|超过|约)?$",
        fragment,
    ) is not None and (
        "增加值" not in fragment and "产业规模" not in fragment and "经济规模" not in fragment
    )


def _quoted(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at)


def read_targets(reading: Reading, clause: Clause, issued: int | None) -> None:
    """Add the targets of a clause, set by its programme or by the policy."""
    due = reading.due_above(clause, issued)
    own = due
    if any(_LOOKS_BACK.fullmatch(title) for title in reading.titles_down_to(clause)):
        return
    for block in blocks(clause):
        if isinstance(block, Grid):
            continue
        said = None
        for sentence in sentences_of(block.span):
            for found in targets_in(sentence, issued, own or said):
                add_target(reading, found)
            if opens := _OPENS_WITH.match(sentence.text):
                said = opens[1] if issued is None or int(opens[1]) >= issued else None
            if year := _announced(sentence, issued, reading.titles_of(clause)):
                own = year
    reading.due[clause.path] = own


def _announced(sentence: Span, issued: int | None, titles: str) -> str | None:
    """The year that a sentence sets for the lines below it: 到2027年，…实现以下目标："""
    year = re.search(r"(?:到|至|力争|争取)+(20\d\d)年", sentence.text)
    if headed := _HEADED.search(sentence.text):
        return headed[1] if issued is None or int(headed[1]) >= issued else None
    if year is None or (issued is not None and int(year[1]) < issued):
        return None
    if sentence.text.endswith("：") or re.search(r"目标|指标", titles):
        return year[1]
    return None


def add_target(reading: Reading, found: Found) -> None:
    """Add a target with its words; the same indicator of one clause and year stands once."""
    draft, span, figure = reading.draft, found.span, found.figure
    clause = span.clause
    program = reading.programs.get(clause.path) or reading.program_of(clause)
    stem = f"target:{draft.policy.partition(':')[2]}:{draft.passage(clause).rpartition(':')[2]}"
    id = f"{stem}:{slug(figure.indicator)[:60]}-{figure.period}"
    if id in draft.nodes:
        return
    draft.node(
        "Target", _title(figure), id=id, status=Status.TARGET, indicator=figure.indicator,
        value=figure.value, value_max=figure.value_max, unit=figure.unit,
        comparator=figure.comparator, period=figure.period,
    )  # fmt: skip
    draft.mention(id, span, rule="target", status=Status.TARGET)
    setter = program or draft.policy
    draft.relate("SETS", setter, id, span, rule="target", status=Status.TARGET)
    if program:
        draft.relate("MEASURES", id, program, span, rule="target", status=Status.TARGET)


def _title(found: Figure) -> str:
    sign = {">=": "≥", ">": ">", "<=": "≤", "=": "", "<": "<", "range": ""}[found.comparator]
    value = f"{found.value:g}" + (f"—{found.value_max:g}" if found.value_max else "")
    period = "每年" if found.period == "annual" else f"{found.period}年"
    return f"{found.indicator} {sign}{value}{found.unit}（{period}）"
