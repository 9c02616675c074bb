"""Targets: 力争到2021年…达到N家以上, several in one sentence, yearly ones, ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.schema import Status
from ingest.draft import Span
from ingest.enumeration import sentences
from ingest.naming import slug
from ingest.outline import Clause
from ingest.reading import Reading

_CUE = re.compile(
    r"力争|争取|到20\d\d年|20\d\d年(?:底|末)?[前，]|20\d\d年[^，。；已]{0,30}(?:达到|超过|突破)|每年|年均|目标|预期|确保|计划|累计"
)
_NUMBER = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)(?:[—-](?P<max>\d+(?:\.\d+)?))?"
    r"(?P<unit>(?:万|亿|万亿|千|百)?(?:个百分点|平方公里|万平方米|亿元|美元|元|家|个|名|人次|人|项|件|场|次|%|亩|支|只|所|座|款|种|倍|台|套|条|位|批|户|株|艘|辆|吨|公里|千瓦|天))"
    r"(?P<tail>左右|以上|以内|以下|以上的)?"
)
_YEAR = re.compile(
    r"(?:到|至)?(20\d\d)年(?:底|末)?(?:前)?|(每年|年均(?!增|下降|提高|递增|降)|逐年)"
)
_TURN = re.compile(
    r"(?P<done>已|目前|现有|截至|截止|累计(?:建成|认定)|上年|去年|同比|实现了|建成了|达到了)"
    r"|力争|争取|确保|到20\d\d年|目标"
)
_SCOPE_WORD = r"(?:各|全省|全市|全区|我省|我市)?[\u4e00-\u9fff]{0,8}?(?:自创区|示范区|高新区|开发区|园区|新区|经开区|片区)"
_SCOPE = re.compile(
    rf"^(?:(?:在)?{_SCOPE_WORD}(?:(?:和|及|、|与){_SCOPE_WORD})?(?:内|中(?![外小国试]))?|全省|全市|全区|我省|我市|全国|各市|区内|省内)"
    r"(?!总数|数量|个数|占)"
)
"""What a number is counted in (沈大自创区和全省高新区内); not the thing that is counted."""
_CUES_AT_START = re.compile(
    r"^(?:力争|争取|确保|预期|计划|目标(?:是|为)?|预计|实现|到|至|在|使|其中|同时|并|以及|和|及|、|，|：|每年|年均|20\d\d年(?:底|末)?(?:前)?|累计|新增|共|全面|进一步)+"
)
_VERB = (
    r"(?:达到|超过|突破|不少于|不低于|不低|保持在|提高到|提升到|提升至|提高至|增加到|增至|增长到|控制在|稳定在|扩大到|发展到"
    r"|达|至|到|为|有|约|超|近|低于|少于|大于|力争|累计|总数|各类|分别)"
)
_VERBS_AT_END = re.compile(rf"{_VERB}*$")
_MAKE = (
    r"(?:引进和培养|引进培养|新建|新增|培育|建成|建设|打造|形成|启动|引进|举办|承办|集聚|聚集|认定|孵化|设立|组建|布局|实施|培养|吸引|发展|获得|遴选|支持|选派|推出|建好|办好|新开工|引育|完成|招收|输出|转化"
    r"|攻克|突破|转化|推广|开展|实现|完成|创建|建立|争取|创办|有|推动|招引|落地|储备|开放|发布|带动)"
)
_ONLY_MAKES = re.compile(
    rf"^(?:{_MAKE}|、|和|并|力争|新|再|各|总|不少于|不低于|超过|突破|达到|至少|约|近|超)*$"
)
_MAKES_AT_START = re.compile(rf"^(?:{_MAKE}|[、和])+(?=[\u4e00-\u9fff“A-Za-z])")
_BAD = re.compile(r"^(?:年|月|日|号|期|级|强)")


@dataclass(frozen=True, slots=True)
class Found:
    """A target in a sentence: what is counted, how much, by when."""

    indicator: str
    value: float
    value_max: float | None
    unit: str
    comparator: str
    period: str | None
    span: Span


def targets_in(sentence: Span, issued: int | None = None) -> list[Found]:
    """The targets of a sentence; achieved figures and years up to `issued` are none."""
    text = sentence.text
    if not _CUE.search(text):
        return []
    found: list[Found] = []
    period: str | None = None
    achieved = False
    floor = 0
    for match in _NUMBER.finditer(text):
        if _quoted(text, match.start()) or _BAD.match(text, match.end()):
            continue
        before = text[floor : match.start()]
        start = floor + max((before.rfind(c) + 1 for c in "，；：。"), default=0)
        for year in _YEAR.finditer(text, floor, match.start()):
            period = year[1] or "annual"
        fragment = text[start : match.start()]
        # 截至… holds for what follows it, until 力争 or 到…年 turns to what shall be.
        for turn in _TURN.finditer(text, floor, match.start()):
            achieved = turn["done"] is not None
        if achieved or period is None:
            floor = match.end()
            continue
        if issued is not None and period.isdigit() and int(period) < issued:
            floor = match.end()
            continue
        end = _fragment_end(text, match.end())
        found_here = _target(sentence, match, fragment, start, end, period)
        if found_here is not None:
            found.append(found_here)
            floor = found_here.span.end - sentence.start
        else:
            floor = match.end()
    return found


def _target(
    sentence: Span, match: re.Match[str], fragment: str, start: int, end: int, period: str
) -> Found | None:
    text = sentence.text
    own = _stripped(fragment)
    verb = re.search(rf"{_VERB}+$", own)
    indicator = _VERBS_AT_END.sub("", own)
    until = match.end()
    if _ONLY_MAKES.match(own) or len(indicator) < 2:
        indicator = re.sub(r"^(?:的|以上|左右|、|，)+", "", text[match.end() : end])
        until = end
    else:
        indicator = _MAKES_AT_START.sub("", indicator) or indicator
    indicator = indicator.strip("、的“” ")
    if len(indicator) < 2 or not re.search(r"[\u4e00-\u9fff]", indicator):
        return None
    said = (verb[0] if verb else "") + own[-4:]
    start += re.match(r"[、和与及以]*", fragment).end()  # pyright: ignore[reportOptionalMemberAccess]
    span = Span(sentence.clause, sentence.start + start, sentence.start + until)
    value, upper = float(match["value"]), match["max"]
    return Found(
        indicator, value, float(upper) if upper else None, match["unit"],
        _comparator(said, match["tail"] or "", upper is not None), period, span,
    )  # fmt: skip


def _stripped(fragment: str) -> str:
    before = None
    while before != fragment:
        before = fragment
        fragment = _CUES_AT_START.sub("", fragment)
        scope = _SCOPE.match(fragment)
        if scope and not re.match(_VERB, fragment[scope.end() :]):
            fragment = fragment[scope.end() :]
    return fragment


def _comparator(said: str, tail: str, ranged: bool) -> str:
    if ranged:
        return "range"
    if re.search(r"超过|突破|大于|超$", said):
        return ">"
    if tail in {"以内", "以下"} or re.search(
        r"低于|少于|控制在", said.replace("不低于", "").replace("不少于", "")
    ):
        return "<="
    if tail.startswith("以上") or re.search(r"达到?|不少于|不低于|至少|提高|提升|增[加至长]", said):
        return ">="
    return "="


def _fragment_end(text: str, start: int) -> int:
    """Where the words after a number end: at the next comma, or before the next number's words."""
    match = re.search(r"[，；。、：\n]", text[start:])
    end = start + match.start() if match else len(text)
    if joint := re.search(rf"(?:和|及|以及)(?={_MAKE}?\d)", text[start:end]):
        end = start + joint.start()
    return end


def _quoted(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at)


def read_targets(reading: Reading, clause: Clause, issued: int | None) -> None:
    """Add the targets of a clause, set by its programme or by the policy."""
    draft = reading.draft
    program = reading.programs.get(clause.path) or reading.program_of(clause)
    for sentence in sentences(clause):
        for found in targets_in(sentence, issued):
            stem = f"target:{draft.policy.partition(':')[2]}:{draft.passage(clause).rpartition(':')[2]}"
            id = f"{stem}:{slug(found.indicator)[:60]}-{found.period}"
            if id in draft.nodes:
                continue
            draft.node(
                "Target", _title(found), id=id, status=Status.TARGET, indicator=found.indicator,
                value=found.value, value_max=found.value_max, unit=found.unit,
                comparator=found.comparator, period=found.period,
            )  # fmt: skip
            draft.mention(id, found.span, rule="target", status=Status.TARGET)
            setter = program or draft.policy
            draft.relate("SETS", setter, id, found.span, rule="target", status=Status.TARGET)
            if program:
                draft.relate("MEASURES", id, program, found.span, rule="target",
                             status=Status.TARGET)  # fmt: skip


def _title(found: Found) -> str:
    sign = {">=": "≥", ">": ">", "<=": "≤", "=": "", "<": "<", "range": ""}[found.comparator]
    value = f"{found.value:g}" + (f"—{found.value_max:g}" if found.value_max else "")
    period = "每年" if found.period == "annual" else f"{found.period}年"
    return f"{found.indicator} {sign}{value}{found.unit}（{period}）"
