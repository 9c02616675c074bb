"""Bodies that stand in running text under a verb that sets them up, runs or supports them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from graph.schema import Status
from graph.store import Value
from ingest import grammar
from ingest.draft import Span
from ingest.ends import park_before
from ingest.enumeration import looks_proper
from ingest.gazetteer import (
    KindWord,
    alternation,
    industry_words,
    is_general,
    kind_at_end,
    kind_of_word,
    kind_words,
    leading_university,
)
from ingest.operators import operators_after, speaker
from ingest.reader import marker_of
from ingest.reading import Reading, Subject

_SCANNED = {"Institute", "Incubator", "ServiceOrg", "Fund", "Event"}
_BORDER = "、，；：。！？\n（）“”《》|"
_SETS_UP = (
    r"自建|规划建设|募集|争创|创建|申报|新设|探索建立|筹建|新建|建设|设立|组建|成立|谋划|打造|建立"
)
_KEEPS = r"打理|现有的?|已设立的|已有的|管理运营|负责运营|牵头管理|做实|筹办|开办|委托|定期举办|管好用好|日常管理|合办|共建|合作建设|运营好|运营的|运营|支持|依托|推动|推进|办好|发挥好|服务好|管好|运行好|利用好|举办|创办|承办|建好|用好|做强|发挥|推广|培育|引导|鼓励|壮大|提升|升级|联合|参加|借助|加快|常态化|持续|继续|加强|完善|优化"
_GOVERN = re.compile(
    rf"(?P<sets>{_SETS_UP})|(?P<keeps>{_KEEPS})|[的在由]|(?:链主|龙头|骨干|领军)企业(?=.)|[万亿]元(?:以上)?|(?P<joint>[和与及])"
)
_GOVERNED = re.compile(rf"(?:(?P<sets>{_SETS_UP})|{_KEEPS}|实施)[^，。；、]{{0,14}}$")
_GOES_ON = re.compile(
    r"有限|股份|[会所城区群化型类级园院系网库站点馆群圈带]|成员|会员|企业|公司|管理(?:公司|人|委)|体系|集群|联盟|名单|数量|总数|总量|个数|总计|人才|从业|负责人|机构|载体|平台|基地|项目|用户|服务站|主?阵地|高地"
)
"""What may follow a word for a kind of body that is not the end of the name (研究院所, 协会会员)."""
_CITY_ROLE = re.compile(r"(?:国家|国际|全球|全国|区域性?)(?:产业)?科技创新中心$")
"""What a city wants to be, and no body: 武汉国家科技创新中心."""
_SLOGAN = re.compile(r"一站式|一网|一窗|一件事|互联网|揭榜|全生命|全链条|全周期|管家|智慧")
"""What is quoted before a kind and names none: “一站式”服务平台."""
_STANDING = {"Institute", "Incubator", "ServiceOrg"}
"""Kinds of which a name may stand alone as a heading."""
_FIRM = ("有限公司", "有限责任公司", "集团")
_RUNNING = ("运营", "运营好", "运营的", "管好用好", "管理", "做实", "筹办", "开办", "打理")
_IN_BUILDING = re.compile(r"(?:等)?建设")
_LABEL_END = re.compile(r"。*$|：")
_WITHIN = {"建设", "提升", "升级", "优化", "引导", "培育", "推广", "完善", "运营"}
_QUALIFIED = re.compile(r"[的了等]|\d|^(?:各|每|该|若干)")
_NATIONAL = re.compile(r"中国（[^（）]{2,6}）$")
_RUN_BY = re.compile(r"[^，；。：]{0,4}?由[^，；。]{2,24}?(?:运营|管理|筹建|建设|设立)")
_IN_NAME = re.compile(
    r"^(?:建强|建好|做强|做优|做大|夯实|强化|优化|构建|完善|健全|壮大|用好)|开展|结成|结为|建设|搭建|引进|组建|设立|举办|提供|推动|推进|加强|提升(?!基金)|打造|形成|完善|制定|落实|促进|鼓励|支持|发挥|达到|超过|新增|布局|重点(?!实验室|产业)|聚焦|[的了等]|\d|^(?:各|每|该|若干|[一二三四五六七八九十两]+[个家批支只次场类项座所届处])"
)
_SIZE = r"(?:(?:总|首期|目标|资金|基金)?规模|总额|出资|首期到位)(?:为|达到|达|不低于|不少于|约|超过)?(?P<value>\d+(?:\.\d+)?)(?P<unit>万亿|亿|万)元"
_SIZE_BEFORE = re.compile(
    r"(?:(?:总|首期|目标|资金|基金)?规模(?:为|达到|达|不低于|不少于|约|超过)?)?(?P<value>\d+(?:\.\d+)?)(?P<unit>万亿|亿|万)元(?:以上|左右)?的?$"
)
_SIZE_AFTER = re.compile(
    r"[”）]?(?:[，；]|（)?(?:该|此|这支|这只|其)?基?金?"
    + _SIZE
    + r"|[”）]?（?(?P<bare>\d+(?:\.\d+)?)(?P<of>万亿|亿|万)元"
)
_SCALE = {"万": 1e4, "亿": 1e8, "万亿": 1e12}


@dataclass(frozen=True, slots=True)
class Named:
    """A body in a sentence; `governed` tells that a verb before it vouches for the name."""

    span: Span
    kind: KindWord
    whole: Span
    planned: bool
    governed: bool
    runs: int | None


@cache
def _kind_ends() -> re.Pattern[str]:
    return re.compile(alternation(k.word for k in kind_words()))


def read_named_bodies(reading: Reading, sentence: Span, subject: Subject) -> None:
    """Add the bodies that a sentence names, a fund's size, and the park that runs a body."""
    for named in named_bodies(sentence):
        if not _is_name(reading, sentence, named):
            continue
        name, label = named.span.text, named.kind.label
        own = kind_at_end(name)
        if (reading.is_park(name) and own and own.label == "Park") or reading.draft.find(
            "Program", name
        ):
            continue
        rule = grammar.NAMED_BODY.name
        properties: dict[str, Value] = {}
        if label in {"Institute", "Incubator", "ServiceOrg"}:
            properties["kind"] = named.kind.kind or None
        if label == "Fund":
            properties |= _size(sentence, named)
        status = Status.PLANNED if named.planned else Status.EXISTS
        known = reading.draft.find(label, name)
        id = reading.body(label, named.span, id=known, rule=rule, status=status, **properties)
        if named.whole.text.strip("“”") != name:
            reading.draft.node(label, named.whole.text, id=id, status=status)
        reading.kinds.setdefault(id, set()).add(named.kind.word)
        reading.places.setdefault(id, named.span)
        if label in {"Incubator", "ServiceOrg", "Event"}:
            _runs(reading, sentence, named, id, subject)


@dataclass(frozen=True, slots=True)
class _Governed:
    """Where a name begins after the verbs before it, and what they tell of it."""

    start: int
    governed: bool = False
    planned: bool = False
    runs: int | None = None


def named_bodies(sentence: Span) -> Iterator[Named]:
    """The phrases of a sentence that end in a kind of body and may be names, left to right."""
    text = sentence.text
    last: Named | None = None
    for match in _kind_ends().finditer(text):
        kind, end = kind_of_word()[match[0]], match.end()
        scanned = kind.label in _SCANNED or kind.word.endswith(_FIRM)
        if not scanned or _GOES_ON.match(text, end):
            continue
        quoted = text[match.start() - 1 : match.start()] == "”"
        opening = text.rfind("“", 0, match.start()) if quoted else -1
        limit = opening if quoted else match.start()
        if quoted and opening < 0:
            continue
        left = max((i + 1 for i in range(limit) if text[i] in _BORDER), default=0)
        verbs = _governed(text, left, limit, quoted=quoted)
        if left and text[left - 1] == "“" and text.startswith("”", end):
            verbs = _governed_before_quotes(text, left)
        start, planned = verbs.start, verbs.planned
        if text[start - 1 : start] == "）" and (national := _NATIONAL.search(text[:start])):
            start = national.start()
        governed, runs = verbs.governed, verbs.runs
        # A list goes on under the verb of its first member.
        goes_on = last is not None and left == last.whole.end - sentence.start + 1
        if last is not None and goes_on and not governed and text[left - 1] == "、":
            governed, planned, runs = last.governed, last.planned, last.runs
        if not governed and (_stands_alone(sentence, kind, start, end) or _RUN_BY.match(text, end)):
            governed = True
        if text.startswith("（筹建）", end) or _IN_BUILDING.match(text, end):
            planned = True
        at = sentence.start
        whole = Span(sentence.clause, at + (opening if quoted else start), at + end)
        span = Span(sentence.clause, at + opening + 1, at + match.start() - 1) if quoted else whole
        last = Named(span, kind, whole, planned, governed, runs)
        yield last


def _governed(text: str, left: int, limit: int, *, quoted: bool) -> _Governed:
    """What the words between a border and the kind of a body say before its name."""
    found = _Governed(left)
    for verb in _GOVERN.finditer(text, left, limit):
        if verb["joint"] and not _parts_names(text, found.start, verb, limit):
            continue  # 碳中和 has no joint in it
        within = verb[0] in _WITHIN and verb.end() == limit and found.start > left
        if within and not quoted:
            continue  # 提质升级基金: the verb is a part of the name
        found = replace(found, start=verb.end())
        if verb["sets"] or verb["keeps"]:
            runs = verb.start() if verb[0].endswith(_RUNNING) else found.runs
            found = replace(found, governed=True, planned=verb["sets"] is not None, runs=runs)
    return found


def _parts_names(text: str, start: int, joint: re.Match[str], limit: int) -> bool:
    """Whether 和, 与 or 及 stands between two names: after a whole one, or before a proper one."""
    before = text[start : joint.start()]
    kind, university = kind_at_end(before), leading_university(before)
    return (
        (kind is not None and kind.label in _SCANNED)
        or (university is not None and university[1] == len(before))
        or looks_proper(text[joint.end() : limit])
    )


def _governed_before_quotes(text: str, left: int) -> _Governed:
    """What stands before a name that is quoted with its kind (运营“甲孵化器”)."""
    verb = _GOVERNED.search(text[: left - 1])
    if verb is None:
        return _Governed(left)
    runs = verb.start() if re.search(r"运营|管理", verb[0]) else None
    return _Governed(left, governed=True, planned=verb["sets"] is not None, runs=runs)


def _stands_alone(sentence: Span, kind: KindWord, start: int, end: int) -> bool:
    """Whether a name is a heading or the label of an entry: nothing before it, and a mark after."""
    if kind.label not in _STANDING or start or not _LABEL_END.match(sentence.text, end):
        return False
    before = sentence.clause.normal.text[: sentence.start]
    return not before.strip() or before[-1] in "\n.、）)．0123456789—" or bool(marker_of(before))


def _is_name(reading: Reading, sentence: Span, named: Named) -> bool:
    """Whether a phrase names one body: a proper beginning, or a part of its own under a verb."""
    name = named.span.text
    if not 2 <= len(name) <= 30 or is_general(name, named.kind):
        return False
    funded = named.kind.label == "Fund" and named.governed and _size(sentence, named)
    if (_QUALIFIED if funded else _IN_NAME).search(name):
        return False
    if named.span is not named.whole:
        return _SLOGAN.search(name) is None
    if _CITY_ROLE.search(name):
        return False
    if named.kind.word == "集团":
        rest = name.removesuffix("集团")
        return 2 <= len(rest) <= 6 and not is_general(rest, None) and kind_at_end(rest) is None
    rest = name.removesuffix(named.kind.word)
    if len(rest) < 2 or is_general(rest, None):
        return False
    if looks_proper(name):
        return len(rest) >= 3 or named.governed or named.kind.label != "Institute"
    if not named.governed or reading.guarded:
        return False
    own = next((rest.removeprefix(w) for w in sorted(industry_words() | reading.industries, key=len, reverse=True) if rest.startswith(w)), rest)  # fmt: skip
    if named.kind.label == "Fund":
        return len(rest) >= 2 and bool(_size(sentence, named))
    run = _RUN_BY.match(sentence.text, named.whole.end - sentence.start) is not None
    return len(own) >= 2 and (own == rest or run) and not is_general(own, None)


def _size(sentence: Span, named: Named) -> dict[str, Value]:
    """The size of a fund in yuan, said before or right after its name."""
    text = sentence.text
    at, end = named.whole.start - sentence.start, named.whole.end - sentence.start
    if end < len(text) and text[end] == "”":
        end += 1
    before = text[max(0, at - 30) : at].rstrip("“")
    found = _SIZE_BEFORE.search(before) or _SIZE_AFTER.match(text, end)
    if found is None:
        return {}
    groups = found.groupdict()
    value, unit = groups["value"] or groups["bare"], groups["unit"] or groups["of"]
    return {"amount": float(value) * _SCALE[unit], "currency": "CNY"}


def _runs(reading: Reading, sentence: Span, named: Named, id: str, subject: Subject) -> None:
    """The park that runs a body: the one before 运营, the one the line speaks of, or one after."""
    at_end = named.whole.end - sentence.start
    parks, last = operators_after(reading, sentence, at_end, subject)
    if not parks and named.runs is not None:
        last = at_end
        before = Span(sentence.clause, sentence.start, sentence.start + named.runs)
        parks = park_before(reading, before)
        if not parks and not before.text.strip("，、要应还则"):
            parks = subject.parks[:1]
        last_word = kind_at_end(before.text)
        if not parks and (last_word is None or last_word.label != "Park"):
            parks = speaker(reading, sentence, named.runs, subject)
    for park in parks:
        operator = reading.park(park, rule=grammar.RUNS.name)
        first = park.start if park.clause is sentence.clause else named.whole.start
        words = Span(sentence.clause, min(first, named.whole.start), sentence.start + last)
        reading.draft.relate(
            "OPERATES", operator, id, words, focus=named.whole, rule=grammar.RUNS.name
        )
