"""Bodies that stand in running text under a verb that sets them up, runs or supports them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
_STANDING = {"Institute", "Incubator", "ServiceOrg"}
"""Kinds of which a name may stand alone as a heading."""
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


def named_bodies(sentence: Span) -> Iterator[Named]:
    """The phrases of a sentence that end in a kind of body and may be names, left to right."""
    text = sentence.text
    last: Named | None = None
    for match in _kind_ends().finditer(text):
        kind = kind_of_word()[match[0]]
        if (
            kind.label not in _SCANNED
            and not kind.word.endswith(("有限公司", "有限责任公司", "集团"))
        ) or _GOES_ON.match(text, match.end()):
            continue
        quoted = text[match.start() - 1 : match.start()] == "”"
        opening = text.rfind("“", 0, match.start()) if quoted else -1
        limit = opening if quoted else match.start()
        if quoted and opening < 0:
            continue
        left = max((i + 1 for i in range(limit) if text[i] in _BORDER), default=0)
        start, planned, governed, runs = left, False, False, None
        for verb in _GOVERN.finditer(text, left, limit):
            before = kind_at_end(text[start : verb.start()]) if verb["joint"] else None
            two = (before is not None and before.label in _SCANNED) or (
                verb["joint"]
                and (lead := leading_university(text[start : verb.start()]))
                and lead[1] == verb.start() - start
            )
            if verb["joint"] and not two and not looks_proper(text[verb.end() : limit]):
                continue  # 碳中和 has no joint in it
            if verb[0] in _WITHIN and verb.end() == limit and start > left and not quoted:
                continue  # 提质升级基金: the verb is a part of the name
            start = verb.end()
            if verb["sets"] or verb["keeps"]:
                governed = True
                planned = verb["sets"] is not None
                runs = (
                    verb.start()
                    if verb[0].endswith(
                        (
                            "运营",
                            "运营好",
                            "运营的",
                            "管好用好",
                            "日常管理",
                            "牵头管理",
                            "做实",
                            "筹办",
                            "开办",
                        )
                    )
                    else runs
                )
        if left and text[left - 1] == "“" and text.startswith("”", match.end()):
            vouched = _GOVERNED.search(text[: left - 1])
            governed, planned = vouched is not None, bool(vouched and vouched["sets"])
            if vouched and re.search(r"运营|管理", vouched[0]):
                runs = vouched.start()
            start = left
        if text[start - 1 : start] == "）" and (national := _NATIONAL.search(text[:start])):
            start = national.start()
        inherits = (
            last is not None
            and not governed
            and left == last.whole.end - sentence.start + 1
            and text[left - 1] == "、"
        )
        if inherits and last is not None:
            governed, planned, runs = last.governed, last.planned, last.runs
        end = match.end()
        whole = Span(
            sentence.clause, sentence.start + (opening if quoted else start), sentence.start + end
        )
        span = (
            Span(sentence.clause, sentence.start + opening + 1, sentence.start + match.start() - 1)
            if quoted
            else whole
        )
        alone = (
            kind.label in _STANDING
            and start == 0
            and not text[end:].strip("。")
            and named_alone_at(sentence)
        )
        if not governed and (alone or _RUN_BY.match(text, end)):
            governed = True
        if text.startswith("（筹建）", end) or re.match(r"(?:等)?建设", text[end:]):
            planned = True
        last = Named(span, kind, whole, planned, governed, runs)
        yield last


def named_alone_at(sentence: Span) -> bool:
    """Whether a sentence stands first in its clause or line, as a heading that is a name does."""
    before = sentence.clause.normal.text[: sentence.start]
    return not before.strip() or before[-1] in "\n.、）)．0123456789" or bool(marker_of(before))


def _is_name(reading: Reading, sentence: Span, named: Named) -> bool:
    """Whether a phrase names one body: a proper beginning, or a part of its own under a verb."""
    name = named.span.text
    if not 2 <= len(name) <= 30 or is_general(name, named.kind):
        return False
    funded = named.kind.label == "Fund" and named.governed and _size(sentence, named)
    if (_QUALIFIED if funded else _IN_NAME).search(name):
        return False
    if named.span is not named.whole:
        return True
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
