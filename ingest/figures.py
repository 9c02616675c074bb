"""Figures that a plan sets: what is counted, how much, by when; from words and from a table's cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.draft import Span
from ingest.gazetteer import kind_at_end, leading_city

NUMBER = re.compile(
    r"(?P<value>\d+(?:\.\d+)?)(?:(?:%|家|个|亿元)?[—-](?P<max>\d+(?:\.\d+)?))?"
    r"(?P<unit>(?:万亿|万|亿|千|百)?(?:个百分点|平方公里|万平方米|亿元|美元|元|家|个|名|人次|人年|人|项|件|场|次|%|亩|支|只|所|座|款|种|倍|台套|台|套|条|位|批|户|株|艘|辆|吨|公里|千瓦时|千瓦|兆瓦|架|机架|立方米|平方米|公顷|标箱|副|枚|颗|孔|班|册|P(?![A-Za-z])|PFlops|EFlops|天)(?:/(?:平方公里|万人|万元|亿元|人|亩|户|年|天|平方米|公顷|家|日))?)"
    r"(?P<tail>左右|以上|以内|以下|以上的)?"
)
_DOUBLED = re.compile(
    r"(?:^|[，；：])([^，；：]{2,24}?)(?:实现|再)?(?:翻[一两]?番|倍增|翻倍)，[^，；：]{0,6}$"
)
_COMPARED = re.compile(r"^(?:高于|低于|快于|优于|领先)")
_BARE = {"产值", "规模", "产量", "营业收入", "销售收入", "产业规模", "总产值", "主营业务收入"}
_ENTRY_HEAD = re.compile(r"[—·①-⑳]*\s*(?P<of>(?![到至力争在])[\u4e00-\u9fff]{2,8})，")
_SCOPE_WORD = r"(?:各|全省|全市|全区|我省|我市)?[\u4e00-\u9fff]{0,8}?(?:自创区|示范区|高新区|开发区|园区|新区|经开区|片区)"
_SCOPE = re.compile(
    rf"^(?!园区(?![内中]))(?:(?:在)?{_SCOPE_WORD}(?:(?:和|及|、|与){_SCOPE_WORD})?(?:内|中(?![外小国试]))?|全省|全市|全区|我省|我市|全国|各市)"
    r"(?!总数|数量|个数|占)"
)
"""What a number is counted in (沈大自创区和全省高新区内); not the thing that is counted."""
_PLACED = re.compile(
    r"^(?:各|全|我|本|省|市|在)|自创区|示范区|[内中]$|^[\u4e00-\u9fff]{2,4}(?:高新区|经开区|新区)"
)
"""What makes a scope one: all of them, or within them; 低效园区整合 has none."""
_PART_OF_WHOLE = re.compile(
    r"(?!.*(?:自创区|示范区))(?:粤东西北|珠三角|长三角|[皖苏鲁豫冀晋陕川鄂湘赣浙闽黔滇][东南西北中]+|[东西南北中]部|沿海|沿江|沿边|环京|市区|县域)[\u4e00-\u9fff]{0,4}$"
)
"""A scope that is a part of what the plan is about; its figure is not the whole's."""
_NAMED_SCOPE = re.compile(_SCOPE_WORD)
_CUES_AT_START = re.compile(
    r"^(?:[一二三四五两]年(?:内|间)?(?=累计|新增|共)|为(?:园区|企业|全省|全市)|启动首批|首批|力争|争取|确保|预期|计划|目标(?:是|为)?|预计|实现|到|至|在(?![孵研建校岗库轨线读册营产役用])|使|其中|同时|并|以及|和|及|、|，|：|每年|年均(?!增|下|提|递)|20\d\d年(?:底|末)?(?:前)?|共|全面|进一步|分别)+"
)
VERB = (
    r"(?:达到|不超过|不高于|超过|突破|不少于|不低于|不低|保持在|提高到|提升到|提升至|提高至|增加到|增至|增长到|控制在|稳定在|扩大到|发展到|突破到|扩大至|扩展至|扩展到"
    r"|分别|达|至|到|为|有|约|超|近|低于|少于|大于|力争|累计|各类|分别|保持)"
)
_VERBS_AT_END = re.compile(rf"{VERB}*$")
_MAKE = (
    r"(?:加快推进|推进|搭建|谋划|(?:柔性|精准|大力|常态化)?(?:引进和培养|引进培养)|柔性引进|累计(?:引进|培育|建成|认定|培养|建设)|新建|培育|建成投用|投用|建成|建设|打造|形成|启动|引进|举办|承办|集聚|聚集|认定|孵化|设立|组建|布局|实施|培养|吸引|发展|获得|组织|遴选|支持|选派|推出|建好|办好|新开工|引育|完成|招收|输出|转化"
    r"|攻克|突破|转化|推广|开展|实现|完成|创建|建立|争取|创办|有|输送|推动|招引|落地|储备|开放|发布|带动)"
)
_ONLY_MAKES = re.compile(
    rf"^(?:{_MAKE}|、|和|并|力争|新增|新|再|各|总|不少于|不低于|超过|突破|达到|至少|约|近|超)*$"
)
_MAKES_AT_START = re.compile(rf"^(?!新建|新开工)(?:{_MAKE}|[、和])+(?=[\u4e00-\u9fff“A-Za-z])")
_MEETING = re.compile(r"召开|会商|调度|通报|督查|报送|开会|例会")
_REVIEW = re.compile(r"评价|考核|评估|检查|督查|会商|调度|通报|巡查|督导|盘点")
AIMS = re.compile(
    rf"{VERB}|{_MAKE}|不少|不低|以上|增长|下降|降低|提高|提升|新增|≥|左右|比重|占比|占[^，]{{1,20}}的"
)
OF_CHANGE = re.compile(r"^(?:年均|同比|累计|平均)?(?:增长|增速|递增|下降|降低|提高|提升|增幅)")
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


def figure_said(
    sentence: Span, match: re.Match[str], fragment: str, start: int, end: int, period: str,
    earlier: str,
) -> Found | None:  # fmt: skip
    """The target that a number and the words around it make, or None where they make none.

    `fragment` are the words before the number, `end` is where those after it end, and `earlier` is
    the indicator that the sentence spoke of last.
    """
    text = sentence.text
    own = stripped(fragment)
    verb = re.search(rf"{VERB}+$", own)
    indicator = _VERBS_AT_END.sub("", own)
    until = match.end()
    new = made[1] if (made := re.match(r"(?:每年)?(新增|新建|新开工)", own)) else ""
    if _ONLY_MAKES.match(own) or len(indicator) < 2:
        indicator = re.sub(r"^(?:的|以上|左右|大关|关口|、|，)+", "", text[match.end() : end])
        indicator = new + _WORK_AT_END.sub("", indicator) if indicator else earlier
        if not indicator and (doubled := _DOUBLED.search(text[: match.start()])):
            indicator = stripped(doubled[1])  # 甲数量翻一番，达到N家
        until = end
        if _MEETING.search(own) or NUMBER.search(indicator):
            return None
    elif fragment.startswith("其中") and indicator.endswith("的") and earlier:
        indicator += earlier  # 其中面向东盟开展业务的不少于600家
    else:
        made = _MAKES_AT_START.sub("", indicator)
        # 孵化器 begins with no verb.
        if len(made) >= 2 and not ((kind := kind_at_end(indicator)) and kind.word == indicator):
            indicator = made
    indicator = re.sub(
        r"(?:力争|每年|净增|年均|预期|预计|目前|现已|现有|已经?|实现|完成|建成|要|提前在?|在|20\d\d年(?:底|末)?)+$",
        "",
        indicator,
    )
    indicator = re.sub(
        r"^(?:当年|今后|届时)|较20\d\d年(?:实现)?(?:翻[一两]?番|增长)?$|实现翻番$", "", indicator
    )
    if indicator in _BARE and (head := _ENTRY_HEAD.match(text)):
        indicator = head["of"] + indicator  # ①生物医药，到2026年产值达到150亿元
    indicator = re.sub(r"[由从][^，]*\d[^，]*$", "", indicator).strip("、的“” ")
    if _COMPARED.match(indicator):
        return None
    if earlier and leading_city(indicator) and re.fullmatch(_SCOPE_WORD, indicator):
        indicator += (
            earlier.removeprefix(scope[0]) if (scope := _NAMED_SCOPE.match(earlier)) else earlier
        )
    if earlier and (OF_CHANGE.match(indicator) or indicator.startswith("占")):
        indicator = OF_CHANGE.sub("", re.sub(r"年均增长$", "", earlier)) + indicator
    indicator = re.sub(r"(?:预计|力争|确保)(?:实现|达到|完成)?", "", indicator)
    if match["unit"] == "次" and _REVIEW.search(indicator):
        return None
    if indicator.startswith(("该", "上述")):
        return None
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


def stripped(fragment: str) -> str:
    """The words before a number without their cues and the scope that it is counted in."""
    counted, _, rest = fragment.rpartition("每年")
    fragment = counted + rest if counted and re.fullmatch(rf"{VERB}*", rest) else rest
    before = None
    while before != fragment:
        before = fragment
        fragment = _CUES_AT_START.sub("", fragment)
        scope = _SCOPE.match(fragment)
        if (
            scope is None
            or not _PLACED.search(scope[0])
            or _PART_OF_WHOLE.match(scope[0])
            or (rest := fragment[scope.end() :]) == ""
            or re.match(VERB, rest)
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


def fragment_end(text: str, start: int) -> int:
    """Where the words after a number end: at the next comma, or before the next number's words."""
    match = re.search(r"[，；。、：\n]", text[start:])
    end = start + match.start() if match else len(text)
    if joint := re.search(rf"(?:和|及|以及)(?={_MAKE}?\d)", text[start:end]):
        end = start + joint.start()
    return end
