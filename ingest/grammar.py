"""The grammar: every way to say a fact, declared as data.

A pattern has a name (which becomes the fact's `rule`), the fact it yields, a regular expression
over one segment (between commas) or sentence of normalised text, an example, and what the example
yields. `tests/test_grammar.py` reads every example. To add a phrasing, add an entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from graph.schema import Status
from ingest.wording import (
    ADVERB,
    BEARER,
    CLUSTER,
    COUNTED,
    EAGER,
    FIELD_END,
    FOCUS,
    GROW,
    GROWING,
    MODAL,
    STRONG,
    WORKING,
)  # fmt: skip

Scope = Literal["segment", "sentence"]

_VERBS = r"(?:主要|重点|优先|集中|统筹|全力)*"
_FIELD = r"(?:产业集群|产业链|产业|领域|行业|集群)"


@dataclass(frozen=True)
class Pattern:
    """One phrasing.

    Named groups: `industry` and `park` are enumerations, `role` a role. `closed` tells that the
    words around vouch for what stands in `industry` even when no word such as 产业 closes it;
    `strict` that nothing but parks may stand in `park`; `least` how many industries make a list.
    """

    name: str
    yields: str
    regex: re.Pattern[str]
    example: str
    gives: tuple[tuple[str, ...], ...]
    scope: Scope = "segment"
    status: str = Status.DESIGNATED
    closed: bool = False
    strict: bool = False
    least: int = 1

    @cached_property
    def tail(self) -> re.Pattern[str] | None:
        """The same phrasing without the subject that it begins with, or None."""
        for subject in ("(?P<park>.+?)", "(?P<industry>.+?)"):
            if self.regex.pattern.startswith(subject):
                return re.compile(self.regex.pattern.removeprefix(subject))
        return None


def _p(text: str) -> re.Pattern[str]:
    return re.compile(text)


LABEL = re.compile(rf"{FOCUS}|其中|包括|如下|布局|方向|产业|目标|任务|分工")
"""Words that end in a colon and name no subject."""

NEGATED = re.compile(
    r"严禁|禁止|不得|不再|不宜|不新增|不新建|不发展|不布局|退出|淘汰|限制|压减|腾退|关停|搬迁|迁出|不予|不作|不是|而非|避免|防止|暂不|尚未|没有|缺乏|另行|待定|论证后|未定|暂未|未确定|未明确|尚待|待明确|待批复|不够|不足|不强|不优|偏低|偏短|偏少"
)
"""Words that make a segment say the contrary, or nothing yet."""

SUPPORTS: tuple[Pattern, ...] = (
    Pattern(
        "industry_core_and_wings", "SUPPORTS",
        _p(r"(?P<industry>.+?)(?:主要)?是?(?:以|形成以)(?P<park>.+?)为(?P<role>核心承载[区地]|主要承载[区地]|重点承载[区地]|承载[区地]|核心区?|主阵地|主承载区|龙头|引领|依托主体|载体|主体|主)(?:、(?:以)?(?P<more>[^，]+?)为(?:支撑|[两多]?翼|协同|辅助?|补充|配套|拓展))?$"),
        "生物医药产业以杭州高新区为核心承载区", (("杭州高新区", "生物医药"),), closed=True,
    ),
    Pattern(
        "industry_relies_on_parks", "SUPPORTS",
        _p(rf"(?P<industry>.+?){_VERBS}依托(?P<park>.+)"),
        "集成电路产业重点依托合肥高新区、芜湖高新区和蚌埠高新区",
        (("合肥高新区", "集成电路"), ("芜湖高新区", "集成电路"), ("蚌埠高新区", "集成电路")), closed=True,
    ),
    Pattern(
        "industry_placed_in_parks", "SUPPORTS",
        _p(rf"(?P<industry>.+?){_VERBS}(?:布局|摆放|落户|落地|落子|集聚|集中|分布|布点|安排|安放|投放|放|部署|落位|重点支持|优先支持)(?:建设|发展)?(?:在|于|到)?(?P<park>.+)"),
        "新能源汽车产业主要布局在常州高新区和盐城高新区",
        (("常州高新区", "新能源汽车"), ("盐城高新区", "新能源汽车")), closed=True,
    ),
    Pattern(
        "industry_first_in_parks", "SUPPORTS",
        _p(rf"(?P<industry>.+?{_FIELD})(?:率先|先行|优先)?在(?P<park>.+?)(?:先行|率先|优先)(?:布局|落地|发展|集聚|试点)"),
        "固态电池产业在合肥高新区率先布局", (("合肥高新区", "固态电池"),), closed=True,
    ),
    Pattern(
        "industry_moves_to_parks", "SUPPORTS",
        _p(rf"(?:推动|引导|促进|支持|鼓励)?(?P<industry>.+?{_FIELD}(?:企业|项目)?){_VERBS}[向往](?P<park>.+?)(?:集聚|集中|布局|转移|靠拢|汇聚|落户)"),
        "引导新材料产业向包头稀土高新区、鄂尔多斯高新区集聚",
        (("包头稀土高新区", "新材料"), ("鄂尔多斯高新区", "新材料")), closed=True,
    ),
    Pattern(
        "industry_made_focus_of_parks", "SUPPORTS",
        _p(rf"(?:将|把)(?P<industry>.+?)(?:产业)?(?:作为|列为|确定为|定为|列入)(?P<park>.+?)的?(?:{FOCUS}|首位|主攻)"),
        "将光伏材料作为保定高新区的主导产业", (("保定高新区", "光伏材料"),), closed=True,
    ),
    Pattern(
        "industry_borne_by_parks", "SUPPORTS",
        _p(rf"(?P<industry>.+?){ADVERB}*由(?P<park>.+?)(?:共同|分别|联合)?(?:承担|承载|牵头|承接|负责|领衔|主导|支撑|推进|率先|协同|领跑|布局|发展)"),
        "人工智能产业由成都高新区承担", (("成都高新区", "人工智能"),), closed=True,
    ),
    Pattern(
        "parks_bear_industries", "SUPPORTS",
        _p(rf"由(?P<park>.+?)(?:共同|分别|联合)*(?:牵头|承担|负责|承接)(?:发展|建设|布局)?(?P<industry>.+?{_FIELD})"),
        "由宜昌高新区、荆门高新区分别牵头精细磷化、循环经济产业",
        (("宜昌高新区", "精细磷化"), ("荆门高新区", "循环经济")), closed=True,
    ),
    Pattern(
        "parks_at_core_of_industry", "SUPPORTS",
        _p(r"(?:形成|构建|打造|建立)?以(?P<park>.+?)为(?:核心|龙头|引领|主体|重点|支撑)(?:[、，](?:以)?(?P<more>[^，]+?)为(?:支撑|两翼|翼|协同|辅助|补充|配套|拓展))?的(?P<industry>.+?)(?:产业)?(?:空间)?(?:布局|格局|发展格局|集群|体系|走廊|带|高地)$"),
        "形成以宜昌高新区为核心、荆门高新区和襄阳高新区为支撑的精细磷化产业布局",
        (("宜昌高新区", "精细磷化"), ("荆门高新区", "精细磷化"), ("襄阳高新区", "精细磷化")), closed=True,
    ),
    Pattern(
        "industry_colon_parks", "SUPPORTS",
        _p(rf"(?P<industry>[^：]+?{_FIELD}?)：(?:重点|主要)?(?:依托|布局在)?(?P<park>.+)"),
        "数字创意产业：长沙高新区、株洲高新区",
        (("长沙高新区", "数字创意"), ("株洲高新区", "数字创意")), closed=True,
    ),
    Pattern(
        "parks_leading_direction", "SUPPORTS",
        _p(rf"(?P<park>.+?)(?:的)?(?:以)?(?:{FOCUS}(?:(?:由[^，；]+?)?(?:调整|转型|转换|升级|变更|明确|优化)为|为|是|：|确定为|定位为|聚焦|定为|包括)|(?:产业|功能|发展)*定位(?:为|于|是))(?P<industry>.+)"),
        "武汉东湖高新区主攻方向为光电子信息和生命健康",
        (("武汉东湖高新区", "光电子信息"), ("武汉东湖高新区", "生命健康")), closed=True,
    ),
    Pattern(
        "parks_take_industry_as_focus", "SUPPORTS",
        _p(rf"(?P<park>.+?)以(?!下)(?:发展|培育)?(?P<industry>.+?)(?:产业)?(?:为(?:{FOCUS}|主攻|主导|重点|特色|首位|主(?=$))|见长|著称)"),
        "西安高新区以集成电路、人工智能为主攻方向",
        (("西安高新区", "集成电路"), ("西安高新区", "人工智能")), closed=True,
    ),
    Pattern(
        "parks_make_industry_their_focus", "SUPPORTS",
        _p(rf"(?P<park>.+?)(?:将|把)(?P<industry>.+?)(?:产业)?(?:(?:作为|列为|确定为|确立为|定为|立为|明确为|选为)(?:园区|全区|本区|区域|最)?(?:{FOCUS}|主攻|首位)|[摆放]在(?:首位|突出位置))"),
        "洛阳高新区把高端轴承、光电材料作为主攻方向",
        (("洛阳高新区", "高端轴承"), ("洛阳高新区", "光电材料")), closed=True,
    ),
    Pattern(
        "industry_in_parks", "SUPPORTS",
        _p(rf"(?:在|依托|支持|以|推动|引导)(?P<park>.+?)(?:内|率先|重点|优先|集中|主要|要|应|积极|大力|加快|着力)*(?:布局|发展|打造|培育|建设|做优|做强|做大做强|壮大|聚焦|集聚)(?P<industry>.+?{_FIELD}(?:集聚区|基地|园|高地|走廊)?)$"),
        "支持济南高新区、青岛高新区发展人工智能产业",
        (("济南高新区", "人工智能"), ("青岛高新区", "人工智能")),
    ),
    Pattern(
        "parks_build_clusters", "SUPPORTS",
        _p(rf"(?P<park>.+?){MODAL}{EAGER}*(?:打造|建设|形成|培育|壮大|做强|发展|建成|创建|构建|共享共建|共建|共育)(?:成为?)?(?P<industry>.+?){COUNTED}{CLUSTER}$"),
        "南昌高新区着力打造虚拟现实、航空复材、移动终端3大产业集聚区",
        (("南昌高新区", "虚拟现实"), ("南昌高新区", "航空复材"), ("南昌高新区", "移动终端")), closed=True,
    ),
    Pattern(
        "parks_are_seat_of_industry", "SUPPORTS",
        _p(r"(?P<park>.+?)[则既又也]?是(?P<industry>.+?产业)的?[\u4e00-\u9fff]{0,6}?(?:策源地|基地|高地|集聚区|集聚地|承载地|主阵地|核心区|样板)$"),
        "株洲高新区是轨道交通装备产业的主阵地",
        (("株洲高新区", "轨道交通装备"),), closed=True,
    ),
    Pattern(
        "parks_go_the_way_of_industry", "SUPPORTS",
        _p(r"(?P<park>.+?)(?:坚持)?走(?P<industry>.+?)(?:产业)?(?:特色|专业|差异|集群)化?(?:发展)?(?:路子|道路|之路|路线)"),
        "醴陵经开区走电瓷电器特色化路子",
        (("醴陵经开区", "电瓷电器"),), closed=True,
    ),
    Pattern(
        "parks_made_seat_of_industry", "SUPPORTS",
        _p(r"(?:将|把|推动|支持)?(?P<park>.+?)(?:建设|打造|培育|建|做)(?:成为?|为)(?P<industry>.+?)(?:产业|领域)?的?(?:核心|重要|主要|特色)?(?:主阵地|核心区|承载地|承载区|集聚区|集聚地|高地|产业基地|基地|样板区|示范区|产业园|之都)$"),
        "将株洲高新区建设成为全国轨道交通装备产业的主阵地",
        (("株洲高新区", "轨道交通装备"),), closed=True,
    ),
    Pattern(
        "parks_focus_on_industries", "SUPPORTS",
        _p(rf"(?P<park>.+?){MODAL}(?:{EAGER}+{GROW}|{EAGER}*{STRONG}|侧重(?:于|发展)?|偏重|专攻|锚定|瞄准|(?:主要|专业)从事|主营|聚焦(?:发展|布局)?|聚力(?:发展|打造)?|专注(?:于|发展)?|深耕|主打)(?P<industry>.+)"),
        "郑州高新区重点发展智能传感、超硬材料",
        (("郑州高新区", "智能传感"), ("郑州高新区", "超硬材料")), closed=True,
    ),
    Pattern(
        "parks_work_around_industries", "SUPPORTS",
        _p(rf"(?P<park>.+?){MODAL}{EAGER}*(?:围绕|立足)(?P<industry>.+?)(?:产业链|产业|领域)?(?:做精做强|做强做优|做大做强|做优做强|做强|做精|建链|延链|补链|强链|强化配套|提供配套|发力|错位发展|集群发展|加快发展|特色发展|(?:打造|建设|培育|形成){COUNTED}(?:产业集群|集群|产业链|产业园|产业基地|基地)$)"),
        "赣州高新区围绕稀土永磁做强配套",
        (("赣州高新区", "稀土永磁"),), closed=True,
    ),
    Pattern(
        "parks_are_carriers_of_industry", "SUPPORTS",
        _p(r"(?P<park>.+?)(?:是|作为|为)(?:我省|全省|全市|本省|全国|区域)?(?:重点|主要)?(?:发展|承载|布局|承接|培育)(?P<industry>.+?)的(?:主要|重点|核心|重要)*(?:载体|园区|承载地|承载区|主?阵地|基地)"),
        "保定高新区、邯郸经开区是发展新能源装备产业的主要载体",
        (("保定高新区", "新能源装备"), ("邯郸经开区", "新能源装备")), closed=True,
    ),
    Pattern(
        "parks_lead_in_field", "SUPPORTS",
        _p(rf"(?P<park>.+?){MODAL}{EAGER}*在(?P<industry>.+?(?:产业|领域|赛道))(?:等)?(?:方面|上)?(?:率先突破|率先发展|实现突破|发力|领跑|争先|形成优势|打造)"),
        "石家庄高新区要在生物医药、电子信息领域率先突破",
        (("石家庄高新区", "生物医药"), ("石家庄高新区", "电子信息")), closed=True,
    ),
    Pattern(
        "parks_develop_industries", "SUPPORTS",
        _p(rf"(?P<park>.+?){MODAL}{EAGER}*(?:{GROW}|打造|聚焦|主攻|突出|建设)(?P<industry>.+)"),
        "长春高新区发展生物医药、光电信息等产业",
        (("长春高新区", "生物医药"), ("长春高新区", "光电信息")),
    ),
    Pattern(
        "parks_bear_industry", "SUPPORTS",
        _p(rf"(?P<park>.+?)(?:是|为|作为)(?P<industry>.+?{FIELD_END})的?(?:发展)?{BEARER}$"),
        "黄石高新区、荆门高新区为特种铜材产业主要承载区",
        (("黄石高新区", "特种铜材"), ("荆门高新区", "特种铜材")), closed=True,
    ),
    Pattern(
        "industry_has_bearing_parks", "SUPPORTS",
        _p(rf"(?P<industry>.+?)的?{BEARER}(?:分别)?(?:为|是|：|包括|有|确定为|设在|放在)(?P<park>.+)"),
        "特种铜材产业的承载园区为黄石高新区、荆门高新区",
        (("黄石高新区", "特种铜材"), ("荆门高新区", "特种铜材")), closed=True,
    ),
    Pattern(
        "industry_given_to_parks", "SUPPORTS",
        _p(rf"(?P<industry>.+?{FIELD_END})(?:企业|项目)?的?(?:发展|建设|培育)?(?:任务|重任|工作)?(?:{ADVERB}|形成|由|向|往|在|到|至|归|交由|交给|纳入|列入|落户|落子|落地|选址|花落|支持|依托|鼓励|引导|推动|以|进入|布局|摆放?|放|于|集聚|集中|安排|部署|发展|建设|培育|打造)++(?P<park>.+)"),
        "推进特种铜材产业在黄石高新区集聚发展", (("黄石高新区", "特种铜材"),), closed=True,
    ),
    Pattern(
        "parks_grow_industries", "SUPPORTS",
        _p(rf"(?P<park>.+?)(?:{ADVERB}|{WORKING}|[向在往以])*?(?:{GROWING}(?:{ADVERB}|{GROWING}|于|了)*+|向(?=.+?(?:方向|领域|赛道)(?:发力|转型|迈进|延伸|拓展|升级)$))(?P<industry>.+?)(?:方向|领域|赛道)?(?:发力|转型|迈进|拓展|升级)?$"),
        "黄石高新区前瞻谋划量子信息", (("黄石高新区", "量子信息"),), closed=True, strict=True,
    ),
    Pattern(
        "parks_work_on_industries", "SUPPORTS",
        _p(rf"(?P<park>.+?)(?:{ADVERB}|{WORKING}|{GROWING})++(?P<industry>.+?{FIELD_END})(?:成链|成群|成势|集聚|集群|发展|壮大|升级|提质|扩容|倍增|规模化|高端化|化|{ADVERB})*+$"),
        "黄石高新区持续巩固提升模具钢产业", (("黄石高新区", "模具钢"),), strict=True,
    ),
)  # fmt: skip
"""Park → industry, both directions. The first pattern that yields a fact reads the segment."""

PARK_COLON = Pattern(
    "park_colon_industries", "SUPPORTS",
    _p(r"(?P<park>[^：]+?)(?:：|——)(?P<industry>[^：—]+)$"),
    "各园区产业分工如下：黄石高新区——高端装备、电子基材",
    (("黄石高新区", "高端装备"), ("黄石高新区", "电子基材")), closed=True,
)  # fmt: skip
"""A park, a mark, and its industries, in a clause that speaks of 产业."""

BRACKETED = Pattern(
    "park_with_industries_in_brackets", "SUPPORTS",
    _p(r"(?P<first>[^、，；：。（）和与及]+)（(?P<second>[^（）]+)）"),
    "优化产业布局：黄石高新区（高端装备、电子基材）、储能产业（荆门高新区）",
    (("黄石高新区", "高端装备"), ("黄石高新区", "电子基材"), ("荆门高新区", "储能")), closed=True,
)  # fmt: skip
"""A park with its industries in brackets, or an industry with its parks."""

COMPOUND = Pattern(
    "park_before_its_industry", "SUPPORTS",
    _p(rf"[^，；：、]+?{_FIELD}"),
    "做强黄石高新区高端装备产业、荆门高新区储能产业",
    (("黄石高新区", "高端装备"), ("荆门高新区", "储能")), closed=True,
)  # fmt: skip
"""Under one verb, members that are a park and its industry."""

ENTRY_OF_PARK = Pattern(
    "entry_under_park", "SUPPORTS",
    _p(r"主攻|主导|首位|特色|重点|优势|支柱|发展方向|产业方向|产业定位|产业布局|(?:聚焦|发展|布局|培育|打造|突出|承接|承担|做[大强优])[^。]*(?:以下|下列|如下|[两三四五六七八][个条大类])|(?:以下|下列|[两三四五六七八]个)[^，。]*(?:方向|领域|产业|赛道)"),
    "各园区主导产业如下：\n南昌高新区\n— 航空复材\n— 移动终端",
    (("南昌高新区", "航空复材"), ("南昌高新区", "移动终端")), closed=True,
)  # fmt: skip
"""Entries that are industries, under a park, below words that say what such entries are."""

ENTRY_OF_INDUSTRY = Pattern(
    "entry_under_industry", "SUPPORTS",
    _p(r"依托|承载|布局|落地|园区|载体"),
    "各产业的承载园区如下：\n航空复材产业\n— 南昌高新区\n— 景德镇高新区",
    (("南昌高新区", "航空复材"), ("景德镇高新区", "航空复材")), closed=True,
)  # fmt: skip
"""Entries that are parks, under an industry, below words that say what such entries are."""

TABLE_ROW = Pattern(
    "row_of_parks_and_industries", "SUPPORTS",
    _p(r"(?P<park>园区|高新区|开发区|经开区|功能区|承载|载体|片区|布局)|(?P<industry>产业|主攻|主导|首位|巩固|培育|方向|领域|赛道)"),
    "| 园区 | 主导产业 |\n| --- | --- |\n| 南昌高新区 | 航空复材、移动终端 |",
    (("南昌高新区", "航空复材"), ("南昌高新区", "移动终端")), closed=True,
)  # fmt: skip
"""Heads of a table whose rows say which industries a park has."""

WINGS = Pattern(
    "industry_wings", "SUPPORTS",
    _p(r"(?:以|由)?(?P<park>.+?)(?:为(?P<role>[东西南北]{0,2}[一两三四多]?翼|支点|支撑点|节点|补充|支撑|协同区|拓展区|配套区|辐射区|重要支撑|延伸区|联动区)|(?:共同|分别|协同)*(?P<part>协同配套|配套协作|协同发展|配套|协同|支撑|联动|跟进|参与))$"),
    "生物医药产业以杭州高新区为核心承载区，以宁波高新区、温州高新区为两翼",
    (("杭州高新区", "生物医药"), ("宁波高新区", "生物医药"), ("温州高新区", "生物医药")), closed=True,
)  # fmt: skip
"""A segment that goes on with the industry of the segment before it."""

OWN_PART = Pattern(
    "parks_in_field", "SUPPORTS",
    _p(rf"(?:等)?(?:{ADVERB}|{WORKING}|{GROWING}|{BEARER}|发挥|承担|产业|当好|专业|特色|园区|龙头|引领|带动|示范|支撑|骨干|主力|作用|先行先试|先行区|任务)+"),
    "围绕储能产业，支持荆门高新区、宜昌高新区率先突破",
    (("荆门高新区", "储能"), ("宜昌高新区", "储能")), closed=True,
)  # fmt: skip
"""What may stand after parks that only take up the industry of the words before."""

CORE = Pattern(
    "park_at_core", "SUPPORTS",
    _p(r"以?(?P<park>.+?)为(?P<role>核|核心|主体|龙头|引领|中心)$"),
    "储能产业实行“一核两翼”：荆门高新区为核，宜昌高新区、襄阳高新区为翼",
    (("荆门高新区", "储能"), ("宜昌高新区", "储能"), ("襄阳高新区", "储能")), closed=True,
)  # fmt: skip
"""A park as the core of the industry that the words before speak of."""

CORE_AND_WINGS = re.compile(
    r"以?(?P<park>[^，；]+?)为(?:核心|主体|龙头|引领|中心|核)[、，](?:以)?(?P<more>[^，；]+?)为(?:[东西南北]{0,2}[一两三四多]?翼|支撑|支点|补充|配套|拓展)$"
)
"""Parks that what follows speaks of: 以甲为核心、乙和丙为两翼，构建丁产业带."""

CANDIDATES: tuple[Pattern, ...] = (
    Pattern(
        "candidate_industries", "NAMES",
        _p(r"(?:选取|选择|选定|遴选|确定|培育|发展|壮大|聚焦|围绕|布局|瞄准|列入|包括|涵盖|将|把|为)(?P<industry>[^，。；：]+?)等(?:[\d一二三四五六七八九十]+[个大类]?)?(?:重点|优先|战略性)*(?:新兴|未来|战略性新兴)(?:产业|领域)"),
        "优先选取人工智能、氢能、低空经济等新兴产业重点培育",
        (("人工智能",), ("氢能",), ("低空经济",)), scope="sentence", closed=True, least=2,
    ),
    Pattern(
        "candidates_picked_from",
        "NAMES",
        _p(
            r"从(?P<industry>[^，。；：]+?)等(?:[\d一二三四五六七八九十]+[个大类]?)?(?:重点|优先|战略性|新兴|未来)*(?:产业|领域)(?:当)?中(?:优先|择优)?(?:选取|遴选|选择|筛选)"
        ),
        "可优先从人工智能、氢能、低空经济等产业中选取培育对象",
        (("人工智能",), ("氢能",), ("低空经济",)),
        scope="sentence",
        closed=True,
        least=2,
    ),
    Pattern(
        "candidate_named", "NAMES",
        _p(rf"(?:^|[，；。])(?:同时)?(?:将|把)?(?P<industry>[^，；。：]+?)(?:(?:列为|列入|纳入|作为|确定为|是)[^，；。]{{0,8}}?(?:候选|备选|后备)(?:产业|名录|清单|目录|方向|领域)|(?:的|主要|核心)*{BEARER}[^，；。]{{0,10}}?(?:另行|再行|待))"),
        "将低空经济列为候选产业", (("低空经济",),), scope="sentence", closed=True,
    ),
    Pattern(
        "candidate_list", "NAMES",
        _p(r"(?:候选|备选|拟重点培育的|重点培育的|可选)(?:的)?(?:新兴|未来|战略性新兴|重点)?产业(?:领域|名录|清单)?(?:包括|有|为|：|如下：|确定为)(?P<industry>[^。；：]+)"),
        "候选产业包括人工智能、氢能和低空经济",
        (("人工智能",), ("氢能",), ("低空经济",)), scope="sentence", closed=True, least=2,
    ),
)  # fmt: skip
"""Industries that a plan may take up; those it gives to a park are assigned."""

ROLES: tuple[Pattern, ...] = (
    Pattern(
        "parks_given_a_role", "SELECTED_FOR",
        _p(r"依托(?P<park>.+?)(?:打造|建设|开展|推进|引导)(?:.*?[，等的、造设成])??(?P<role>[^等的、，造设成为]{2,14}型)(?:特色|示范|创新创业)*(?:载体|园区|基地|示范区|高新区)"),
        "重点依托苏州高新区和无锡高新区打造新型研发机构等科技资源支撑型载体",
        (("苏州高新区", "科技资源支撑型"), ("无锡高新区", "科技资源支撑型")), scope="sentence",
    ),
)  # fmt: skip

PILOT = Pattern(
    "list_picked_for_pilot", "SELECTED_FOR",
    _p(r"(?:开展|作为|列为|列入|纳入|承担|启动|实施|推进|先行)[^，。；]{0,24}?试点"),
    "优先筛选之江实验室、苏州纳米所等一批研发机构，开展新型研发机构建设试点",
    (("之江实验室",), ("苏州纳米所",)), scope="sentence",
)  # fmt: skip
"""Members of a list that stands before these words in one sentence are pilots of the task."""

COOPERATION: tuple[Pattern, ...] = (
    Pattern(
        "cooperation_short_country", "COOPERATES_WITH",
        _p(r"(?P<park>[^、，；。]+?)对(?P<country>[\u4e00-\u9fff])(?:科技|经贸|产业|创新|开放)*合作"),
        "依托苏州高新区对日合作等基础", (("苏州高新区", "日本"),),
    ),
    Pattern(
        "cooperation_named_country", "COOPERATES_WITH",
        _p(r"(?P<park>[^、，；。]+?)(?:与|同|和|对)(?P<country>[\u4e00-\u9fff]{2,8}?)(?:的|开展|深化|加强|在)*(?:国际|科技|经贸|产业|创新|研发|技术|双向|务实|开放)*合作"),
        "太仓高新区与德国开展科技合作", (("太仓高新区", "德国"),),
    ),
)  # fmt: skip

OFFSHORE = Pattern(
    "offshore_shared_head", "OPERATES",
    _p(r"(?P<centers>COUNTRY(?:(?!建设|设立|布局|运营|建立|筹建|新设|开设|筹设|布点|投运|建成|挂牌|启用|的)[\u4e00-\u9fff·]){0,10}?(?:[、和与]COUNTRY(?:(?!建设|设立|布局|运营|建立|筹建|新设|开设|筹设|布点|投运|建成|挂牌|启用|的)[\u4e00-\u9fff·]){0,10}?)*)(?P<head>(?:海外)?离岸(?:科技)?(?:创新|孵化|研发)(?:创业)?(?:中心|基地|器)|海外(?:研发|创新)中心)"),
    "推广苏州高新区德国慕尼黑、法国里昂离岸创新中心建设经验",
    (("苏州高新区", "德国慕尼黑离岸创新中心"), ("苏州高新区", "法国里昂离岸创新中心")), scope="sentence",
)  # fmt: skip
"""COUNTRY stands for the names of countries; the head belongs to every member of the list."""

NAMED_BODY = Pattern(
    "body_under_verb", "Institute",
    _p(r"建设|筹建|支持|运营|办好"),
    "筹建洞庭湖湿地修复研究院，支持长沙高新区智能装备研究院做大做强",
    (("洞庭湖湿地修复研究院",), ("长沙高新区智能装备研究院",)), scope="sentence",
)  # fmt: skip
"""A body named under a verb that sets it up, runs or supports it."""

RUNS = Pattern(
    "park_runs_body", "OPERATES",
    _p(r"运营"),
    "由长沙高新区运营的湘江创客工场要向周边输出服务",
    (("长沙高新区", "湘江创客工场"),), scope="sentence",
)  # fmt: skip
"""A body whose operator stands before 运营."""

QUOTED_PROGRAM = Pattern(
    "quoted_talent_program", "TalentProgram",
    _p(r"“(?P<name>[^“”]{2,20}(?:计划|工程|行动))”|(?P<long>“[^“”]{2,12}”[\u4e00-\u9fff]{1,10}(?:计划|工程|行动))"),
    "申报浙江省“鲲鹏人才计划”", (("鲲鹏人才计划",),), scope="sentence",
)  # fmt: skip
"""A quoted programme is one of talent where it, its sentence or the heading above says so."""

TALENT_PROGRAM = Pattern(
    "talent_program", "TalentProgram",
    _p(r"(?:实施|启动|落实|推进|推行|用好|升级|申报|依托|出台|开展|执行)+(?:“[^”]+”)?(?P<name>(?![^，。；]*(?:实施|启动|落实|推进|开展))[^，。；、“”（）\d]{2,14}(?:人才|英才|学者|工匠|院士|博士|专家|引才|育才|引育|才俊|青年)[^，。；、“”（）\d]{0,6}(?:计划|工程|行动))"),
    "启动实施皖江英才引育计划", (("皖江英才引育计划",),), scope="sentence",
)  # fmt: skip
"""A programme of talent named without quotation marks."""

QUOTED_POLICIES = Pattern(
    "quoted_talent_policies", "TalentProgram",
    _p(r"(?P<names>“[^“”]+”(?:[、和]“[^“”]+”)+)等(?:人才)?政策"),
    "借助“海创英才”、“甬江引才”等政策契机", (("海创英才",), ("甬江引才",)), scope="sentence",
)  # fmt: skip
"""Quoted policies are talent programmes where the heading above speaks of 人才."""

MAIN_BRAND = Pattern(
    "main_brand", "Brand",
    _p(r"(?:(?<=叫响)|(?<=唱响)|(?<=擦亮)|(?<=打响))“(?P<sung>[^“”]{2,12})”|“(?P<name>[^“”]{2,12})”(?:主|总|区域)?品牌(?!活动|赛事|项目)"),
    "叫响“光谷”主品牌", (("光谷",),), scope="sentence",
)  # fmt: skip

NESTED_PARK = Pattern(
    "park_relies_on_its_part", "PART_OF",
    _p(r"(?P<park>.+?)要?依托(?P<part>[^，]+)$"),
    "太仓高新区要依托中德合作园", (("中德合作园", "太仓高新区"),),
)  # fmt: skip

PLANNED_PARK = Pattern(
    "planned_place", "Park",
    _p(r"(?:探索|谋划|规划|启动|推进)+(?:建立|建设|打造|设立)“(?P<name>[^“”]{2,14}(?:城|园|区|谷|港))”"),
    "探索建立“中以创新园”", (("中以创新园",),), scope="sentence", status=Status.PLANNED,
)  # fmt: skip

ELEMENTS = Pattern(
    "numbered_elements", "REQUIRES",
    _p(r"“(?P<count>[二三四五六七八九十]+)个一”"),
    "每个产业按“三个一”部署。建设一个园区。设立一支基金。举办一场大会。",
    (("建设一个园区",), ("设立一支基金",), ("举办一场大会",)), scope="sentence",
    status=Status.PLANNED,
)  # fmt: skip

DEFINED_NAME = re.compile(
    r"(?P<name>(?:[\u4e00-\u9fffA-Za-z0-9—·]|（[\u4e00-\u9fff]{2,6}）){4,40})（(?:(?:以下|下)?(?:统)?(?:简)?称|又称|亦称|又名|也称)(?:为|：)?“?(?P<short>[^”（），。]{2,16})”?）"
)
"""A short name that the document itself defines."""

ALL: tuple[Pattern, ...] = (
    *SUPPORTS, PARK_COLON, BRACKETED, COMPOUND, ENTRY_OF_PARK, ENTRY_OF_INDUSTRY, TABLE_ROW, OWN_PART, CORE, WINGS, *CANDIDATES, *ROLES, PILOT, *COOPERATION, OFFSHORE, NAMED_BODY, RUNS, QUOTED_PROGRAM, TALENT_PROGRAM,
    QUOTED_POLICIES, MAIN_BRAND, NESTED_PARK, PLANNED_PARK, ELEMENTS,
)  # fmt: skip
