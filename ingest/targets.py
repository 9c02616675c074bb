"""Targets: 力争到2021年…达到N家以上, several in one sentence, yearly ones, ranges, table cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.schema import Status
from ingest.blocks import Grid, blocks
from ingest.draft import Span
from ingest.enumeration import sentences_of
from ingest.gazetteer import kind_at_end, leading_city
from ingest.naming import slug
from ingest.outline import Clause
from ingest.reading import Reading

_CUE = re.compile(
    r"力争|争取|末，|到20\d\d年|20\d\d年(?:底|末)?[前，]|20\d\d年[^，。；已]{0,30}(?:达到|超过|突破)|每年|年均|目标|预期|确保|计划|累计"
)
_NUMBER = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)(?:(?:%|家|个|亿元)?[—-](?P<max>\d+(?:\.\d+)?))?"
    r"(?P<unit>(?:万亿|万|亿|千|百)?(?:个百分点|平方公里|万平方米|亿元|美元|元|家|个|名|人次|人年|人|项|件|场|次|%|亩|支|只|所|座|款|种|倍|台|套|条|位|批|户|株|艘|辆|吨|公里|千瓦|天))"
    r"(?P<tail>左右|以上|以内|以下|以上的)?"
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
_DOUBLED = re.compile(
    r"(?:^|[，；：])([^，；：]{2,24}?)(?:实现|再)?(?:翻[一两]?番|倍增|翻倍)，[^，；：]{0,6}$"
)
_GRANT = re.compile(
    r"补助|补贴|奖励|资助|给予|奖补|贴息|安排[^，]*资金|每个项目|单个|每家|每项|最高|末位|排名|约谈|摘牌|罚款|处以|不超过总"
)
_COMPARED = re.compile(r"^(?:高于|低于|快于|优于|领先)")
_TURN = re.compile(
    r"(?P<done>已|近[一两三四五几]?年|[一两三四五]年来|目前|现有|截至|截止|累计(?:建成|认定)|上年|去年|同比|实现了|建成了|达到了)"
    r"|力争|争取|确保|到20\d\d年|目标"
)
_SCOPE_WORD = r"(?:各|全省|全市|全区|我省|我市)?[\u4e00-\u9fff]{0,8}?(?:自创区|示范区|高新区|开发区|园区|新区|经开区|片区)"
_SCOPE = re.compile(
    rf"^(?!园区(?![内中]))(?:(?:在)?{_SCOPE_WORD}(?:(?:和|及|、|与){_SCOPE_WORD})?(?:内|中(?![外小国试]))?|全省|全市|全区|我省|我市|全国|各市|区内|省内)"
    r"(?!总数|数量|个数|占)"
)
"""What a number is counted in (沈大自创区和全省高新区内); not the thing that is counted."""
_PLACED = re.compile(
    r"^(?:各|全|我|本|省|市|在)|自创区|示范区|[内中]$|^[\u4e00-\u9fff]{2,4}(?:高新区|经开区|新区)"
)
"""What makes a scope one: all of them, or within them; 低效园区整合 has none."""
_NAMED_SCOPE = re.compile(_SCOPE_WORD)
_CUES_AT_START = re.compile(
    r"^(?:为(?:园区|企业|全省|全市)|启动首批|首批|力争|争取|确保|预期|计划|目标(?:是|为)?|预计|实现|到|至|在(?![孵研建校岗库])|使|其中|同时|并|以及|和|及|、|，|：|每年|年均(?!增|下|提|递)|20\d\d年(?:底|末)?(?:前)?|共|全面|进一步|分别)+"
)
_VERB = (
    r"(?:达到|不超过|不高于|超过|突破|不少于|不低于|不低|保持在|提高到|提升到|提升至|提高至|增加到|增至|增长到|控制在|稳定在|扩大到|发展到|突破到|扩大至|扩展至|扩展到"
    r"|分别|达|至|到|为|有|约|超|近|低于|少于|大于|力争|累计|各类|分别|保持)"
)
_VERBS_AT_END = re.compile(rf"{_VERB}*$")
_MAKE = (
    r"(?:(?:柔性|精准|大力|常态化)?(?:引进和培养|引进培养)|柔性引进|累计(?:引进|培育|建成|认定|培养|建设)|新建|培育|建成投用|投用|建成|建设|打造|形成|启动|引进|举办|承办|集聚|聚集|认定|孵化|设立|组建|布局|实施|培养|吸引|发展|获得|组织|遴选|支持|选派|推出|建好|办好|新开工|引育|完成|招收|输出|转化"
    r"|攻克|突破|转化|推广|开展|实现|完成|创建|建立|争取|创办|有|输送|推动|招引|落地|储备|开放|发布|带动)"
)
_ONLY_MAKES = re.compile(
    rf"^(?:{_MAKE}|、|和|并|力争|新增|新|再|各|总|不少于|不低于|超过|突破|达到|至少|约|近|超)*$"
)
_MAKES_AT_START = re.compile(rf"^(?:{_MAKE}|[、和])+(?=[\u4e00-\u9fff“A-Za-z])")
_BAD = re.compile(r"^(?:年|月|日|号|期|级|强)")


_MEETING = re.compile(r"召开|会商|调度|通报|督查|报送|开会|例会")
_AIMS = re.compile(
    rf"{_VERB}|{_MAKE}|不少|不低|以上|增长|下降|降低|提高|提升|新增|≥|比重|占比|占[^，]{{1,20}}的"
)
_OF_CHANGE = re.compile(r"^(?:年均|同比|累计|平均)?(?:增长|增速|递增|下降|降低|提高|提升|增幅)")
_WORK_AT_END = re.compile(r"的?(?:培育|建设|认定|培养|引进|申报|创建)(?:工作|任务)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A target: what is counted, how much, by when."""

    indicator: str
    value: float
    value_max: float | None
    unit: str
    comparator: str
    period: str


@dataclass(frozen=True, slots=True)
class Found:
    """A figure and the words that say it."""

    span: Span
    figure: Figure


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
    earlier = ""
    due_in_turn: list[str] = []
    floor = 0
    matches = list(_NUMBER.finditer(text))
    for match, after in zip(matches, [*matches[1:], None], strict=False):
        if _quoted(text, match.start()) or _BAD.match(text, match.end()):
            continue
        if after is not None and _qualifies(text, match, after):
            continue
        before = text[floor : match.start()]
        start = floor + max((before.rfind(c) + 1 for c in "，；：。"), default=0)
        for year in _YEAR.finditer(text, floor, match.start()):
            if text[year.start() - 1 : year.start()] not in {"由", "从", "较", "比"}:
                period = year[1] or _PLAN_END.get(year[3] or "") or "annual"
        if listed := _LISTED_YEARS.search(text, floor, match.start()):
            due_in_turn = re.findall(r"20\d\d", listed[0])
        if due_in_turn:
            period = due_in_turn.pop(0)
        if _BASE.search(text, floor, match.start()) and _RISES.match(text, match.end()):
            continue  # 由2020年的59.6%提高到63%: the first number is where it begins
        fragment = text[start : match.start()]
        # 截至… holds for what follows it, until 力争 or 到…年 turns to what shall be.
        for turn in _TURN.finditer(text, floor, match.start()):
            achieved = turn["done"] is not None
        past = (
            issued is not None and period is not None and period.isdigit() and int(period) < issued
        )
        said = _AIMS.search(fragment + (match["tail"] or "")) or period != due
        if period is None or not said or _is_size(fragment) or _GRANT.search(fragment):
            floor = match.end()
            continue
        end = _fragment_end(text, match.end())
        here = _target(sentence, match, fragment, start, end, period, earlier)
        if here and not re.search(rf"{_OF_CHANGE.pattern[1:]}$|占", here.figure.indicator):
            earlier = here.figure.indicator
        if achieved or past:
            floor = match.end()
        elif here is not None:
            found.append(here)
            floor = here.span.end - sentence.start
        else:
            floor = match.end()
    return found


def _qualifies(text: str, match: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a number only describes what a later one counts (10亿元以上项目不少于40个)."""
    between = text[match.end() : after.start()]
    return bool(
        (match["tail"] or "").startswith("以上")
        and 2 <= len(between) <= 24
        and not re.search(r"[，；。、]", between)
        and re.search(rf"{_VERB}$", between)
    )


def _is_size(fragment: str) -> bool:
    """Whether a number is the size of a fund or of one investment, which is no target."""
    return re.search(
        r"(?:总?规模|首期|资本|投资额?|总投资)(?:为|达|达到|不低于|不少于|超过|约)?$", fragment
    ) is not None and (
        "增加值" not in fragment and "产业规模" not in fragment and "经济规模" not in fragment
    )


def _target(
    sentence: Span, match: re.Match[str], fragment: str, start: int, end: int, period: str,
    earlier: str,
) -> Found | None:  # fmt: skip
    text = sentence.text
    own = _stripped(fragment)
    verb = re.search(rf"{_VERB}+$", own)
    indicator = _VERBS_AT_END.sub("", own)
    until = match.end()
    new = "新增" if re.match(r"(?:每年)?新增", own) else ""
    if _ONLY_MAKES.match(own) or len(indicator) < 2:
        indicator = re.sub(r"^(?:的|以上|左右|大关|关口|、|，)+", "", text[match.end() : end])
        indicator = new + _WORK_AT_END.sub("", indicator) if indicator else earlier
        if not indicator and (doubled := _DOUBLED.search(text[: match.start()])):
            indicator = _stripped(doubled[1])  # 甲数量翻一番，达到N家
        until = end
        if _MEETING.search(own) or _NUMBER.search(indicator):
            return None
    else:
        made = _MAKES_AT_START.sub("", indicator)
        # 孵化器 begins with no verb.
        if len(made) >= 2 and not ((kind := kind_at_end(indicator)) and kind.word == indicator):
            indicator = made
    indicator = re.sub(r"(?:力争|每年|净增|年均|预期|预计|20\d\d年(?:底|末)?)+$", "", indicator)
    indicator = re.sub(
        r"^(?:当年|今后|届时)|较20\d\d年(?:实现)?(?:翻[一两]?番|增长)?$|实现翻番$", "", indicator
    )
    indicator = re.sub(r"[由从][^，]*\d[^，]*$", "", indicator).strip("、的“” ")
    if _COMPARED.match(indicator):
        return None
    if earlier and leading_city(indicator) and re.fullmatch(_SCOPE_WORD, indicator):
        indicator += (
            earlier.removeprefix(scope[0]) if (scope := _NAMED_SCOPE.match(earlier)) else earlier
        )
    if earlier and (_OF_CHANGE.match(indicator) or indicator.startswith("占")):
        indicator = _OF_CHANGE.sub("", re.sub(r"年均增长$", "", earlier)) + indicator
    if len(indicator) < 2 or not re.search(r"[\u4e00-\u9fff]", indicator) or _MEETING.search(own):
        return None
    said = (verb[0] if verb else "") + own[-4:]
    start += re.match(r"[、和与及以]*", fragment).end()  # pyright: ignore[reportOptionalMemberAccess]
    if until <= start:
        return None
    span = Span(sentence.clause, sentence.start + start, sentence.start + until)
    value, upper = float(match["value"]), match["max"]
    sign = _comparator(said, match["tail"] or "", upper is not None)
    return Found(
        span,
        Figure(indicator, value, float(upper) if upper else None, match["unit"], sign, period),
    )


_SIGNS = {"≥": ">=", ">": ">", "≤": "<=", "<": "<", "": "="}
_CELL = re.compile(
    r"(?P<sign>[≥>≤<]?)(?P<value>\d+(?:\.\d+)?)(?:[—-](?P<max>\d+(?:\.\d+)?))?(?P<unit>[^\d左以]{0,6}?)(?P<tail>左右|以上|以内|以下)?"
)


def cell_figure(indicator: str, cell: str, unit: str, period: str) -> Figure | None:
    """The target that a cell of an indicator table gives, or None where it holds no figure.

    The unit is the cell's own, the table's, or what the indicator has in brackets.
    """
    match = _CELL.fullmatch(cell.removeprefix("达到").removeprefix("不少于"))
    if match is None:
        return None
    bracket = re.search(r"（([^（）]{1,8})）$", indicator)
    name = indicator[: bracket.start()] if bracket else indicator
    unit = match["unit"] or unit or (bracket[1] if bracket else "")
    upper = match["max"]
    sign = "range" if upper else _SIGNS[match["sign"]]
    if match["tail"] and match["tail"].startswith("以上"):
        sign = ">="
    elif match["tail"] in {"以内", "以下"}:
        sign = "<="
    if cell.startswith("不少于"):
        sign = ">="
    return Figure(name, float(match["value"]), float(upper) if upper else None, unit, sign, period)


def _stripped(fragment: str) -> str:
    fragment = fragment.rpartition("每年")[2]
    before = None
    while before != fragment:
        before = fragment
        fragment = _CUES_AT_START.sub("", fragment)
        scope = _SCOPE.match(fragment)
        if (
            scope is None
            or not _PLACED.search(scope[0])
            or (rest := fragment[scope.end() :]) == ""
            or re.match(_VERB, rest)
        ):
            continue
        city = leading_city(fragment)
        if city and city[0].level == "city" and kind_at_end(scope[0]):
            # The figure of one park keeps its name: 杭州高新区2025年营业收入.
            fragment = scope[0] + re.sub(r"^20\d\d年(?:底|末)?", "", rest)
        else:
            fragment = rest
    return fragment


def _comparator(said: str, tail: str, ranged: bool) -> str:
    if ranged:
        return "range"
    if tail == "左右":
        return "="
    if re.search(r"不超过|不高于|不多于|不大于", said):
        return "<="
    if re.search(r"超过|突破|大于|超$", said):
        return ">"
    if tail in {"以内", "以下"} or re.search(
        r"低于|少于|控制在", said.replace("不低于", "").replace("不少于", "")
    ):
        return "<="
    if tail.startswith("以上") or re.search(
        r"达到?|不少于|不低于|至少|提高|提升|增至|增[加长][到至]", said
    ):
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
    due = reading.due_above(clause, issued)
    own = due
    for block in blocks(clause):
        if isinstance(block, Grid):
            continue
        for sentence in sentences_of(block.span):
            for found in targets_in(sentence, issued, own):
                add_target(reading, found)
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
