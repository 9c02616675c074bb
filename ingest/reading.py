"""What reading one plan carries from clause to clause: the draft, the programmes, the known names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.schema import Status
from graph.store import Value
from ingest.draft import Draft, Span
from ingest.gazetteer import (
    Place,
    alternation,
    districts,
    industry_words,
    is_city,
    is_general,
    kind_at_end,
    kind_of_word,
    kind_pattern,
    leading_city,
    leading_country,
    leading_university,
    park_ends,
    towns,
)
from ingest.naming import region_id
from ingest.outline import Clause
from ingest.wording import ADVERB, GROWING, WORKING

_NO_INDUSTRY = re.compile(
    r"实际|选择|空间$|升级版|主要是|明确|^(?:依次|分别|统一)$|[为把将放立]$|^(?:主担|协担|牵头|承办|运营|选址|驻地|地点|承接|配合|协同|参与|依托|承载|首批|次批|核心|两翼|其他|其余)$|(?:主体|地点|名单|批次|打头|跟进|次之|领衔|退场|进场|主角|配角)$|现状|突出$|清晰|一批|单位|[的了“”《》：；，。？！（）()]|\d(?![DG])|园区|高新区|企业|机构|人才|平台(?!经济)|项目|建设(?!机械)|工作|体系|能力|水平|(?<!再生)资源(?!循环|综合|回收|再生)|资金|政策|工程$|任务|(?<!数据)(?<!智算)(?<!算力)中心"
    r"|载体|总部|试点|活动|会议(?!展|会展)|品牌|规模|方案|规划(?!设计)|合作|创新创业|每个|各个|支持|鼓励|推动|推进(?!器|剂|系统)|加快|加强|形成|实现|开展|优先|围绕|聚焦|培育(?!钻石)|重点"
    r"|提升|提高|促进|完善|落实|强化|优化|深化|扩大|吸引|引进|增强(?!现实|材料|塑料|纤维)|打造|营造|探索"
    r"|生态(?!软件|修复|环保|农业|治理|旅游|康养|纤维|纺织)|环境(?!监测|治理|服务|修复|仪器|保护)|氛围|标杆|样板|名片|地标|枢纽|窗口|格局|机制|制度|模式|改革|(?<!数字)(?<!服务)贸易|能级|成果|主责|主业|短板|问题|难题|需求|目标|攻关"
    r"|生产力|环节|^方向$|产业$|(?:民营|外向型|开放型|县域|实体|区域|国有|市场)经济|待定|另行|市场主体|新动能|增长极|增长点|招商|走廊|小微|孵化|培训|联盟|协会|学会|公司|厂房|公寓|计划|行动|办法|基地$|专项|阵地|^整机$|主责|转移|功能$|引领|^配套$|优势$|成效|明显|显著|态势|^(?:[与和及]|同(?!位|步|轴)|对(?!苯|硝|位))|两面旗帜|两翼|^[以如]?下|不再|不得|不宜|禁止|^[一二两三四五六七八九十\d]+[个大条项]|产业(?:布局|在|落|由|向|依托)|业态|链条|创新体|园中园|列入|候选|备选|纳入|^产业(?!互联网|大数据)|^(?:方向|领域|[一二三四五两]年)|机遇|完整"
)
_NO_TRADE = re.compile(
    r"(?:市场|公平|效率|效益|效能|质量|质效|制高点|使命|保障|通道|设施|转型|牌|负责|监测|机会|秩序|权益|义务|职责|责任|稳定|增长|协同|(?<!军民)融合|联动|互动|共享|格局"
    r"|结构|速度|力度|步伐|面积|层次|档次|品质|形象|精神|作风|纪律|思想|民生|就业|投资|出口|外贸|财政|税收|人口|用地|空间|地位|区位|政务|审批|监管|执法|法治|党建"
    r"|普查|动力|活力|潜力|实力|影响力|竞争力|引擎|支点|主动|方式|理念|思路|举措|路径|体制|生活|社区|城市|乡村|县城|街区|专班|队伍|班子|干部|群众|职工|学生|教师|名单|清单|台账"
    r"|(?:集体|总部|楼宇|块状|飞地|园区)经济)$"
    r"|^(?:东北亚|东盟|欧洲|亚太|海外|全球)$|^(?:方式|民生|产城)"
)
"""How what a park also does, and no trade, ends or begins: 拓展市场, 抓好要素保障."""
_INDUSTRY_TAIL = re.compile(
    r"(?:等)?(?:战略性|新兴|未来|特色|优势|主导|重点)*(?:产业(?:集群|链|发展|高地)?|领域|行业|集群)$"
)
_INDUSTRY_LEAD = re.compile(
    r"^(?:其中|推动|加快|大力|积极|着力|重点|优先|支持|做强|做大|做优|做大做强|培育|壮大|发展|聚焦|围绕|布局|把|将|对于|以|在|促进|全面|突出|打造|建设"
    r"|全省|全市|全区|我省|我市|成为|形成|建成|全国性?|国内|国际|国家级?|世界级?|领先|一流|重要|知名"
    r"|一是|二是|三是|四是|五是|六是|[①-⑳]|—+)+"
)
_MATERIAL = re.compile(r"[钛镁铝铜钢锂钒镍钼煤盐酒茶药竹]")
"""Industries that one character names: 钛产业."""
_FOREIGN_PARK = re.compile(r"中[德日美俄法英韩以意新加澳荷瑞][\u4e00-\u9fff（）]{0,8}?园")
_GOVERNS = re.compile(
    r"与|及|(?<=.)和(?!林|平|田|静|政|顺|龙|县|布)|鼓励|支持|推动|引导|推进|加快|打造|依托|第.{1,3}条|[把将]|在(?!线)|(?<!自)由|(?<![中、])以(?!色列)|有基础|作为|产业落|[区园]内的|所辖的|下辖的"
)
_NOT_A_NAME = re.compile(
    r"[与和同跟及]|布局|培育|位于|坐落|地处|深化|深入|推进|巩固|强化|各|全|每|该|本|我|其他|所有|在|从|把|对|由|以|按|用|据|有|无|未|若干|部分|有条件|一批|建设|打造|支持|依托|推动|加快|鼓励|推进|重点|成为|作为|[一二三四五六七八九十\d]+[个家]"
)


_NO_PARK = re.compile(
    r"^[^（]*）|[\d一二三四五六七八九十两][个家](?:园区|开发区|高新区|经开区)|[，。；：、\n“”]|自创区和|[区园]内?的|作为|[区园]属|隶属|等(?!离子)|[《》]|全[省市区县国]|明显|显著|^(?:辐射|覆盖|带动|联合|对接|毗邻|邻近|包括|涵盖)|^(?:不|未(?!央|来)|无(?!锡|为|棣|极)|落|但|其中|同时|此外|另外)|^(?:表|专栏|附件)\d|的(?:园区|高新区|开发区|经开区)$|(?:[区园城谷港市县]|基地)[和及与].*(?:区|园)$"
)
_ACTS = re.compile(r"[区园城谷港](?:建设|打造|推进|推动|加快|支持|发展|培育|布局|要|将)")
_VERBS = re.compile(rf"^(?:{ADVERB}|{WORKING}|{GROWING})+(?=.{{4}})")
_IN_BRACKETS = re.compile(r"（[^）]*）$|[一二三四五六]期$")
_PHASE = re.compile(r"[一二三四五六]期$")
BRANDED = re.compile(
    r"(?!.*(?:公园|校园|花园|田园|乐园|家园|庄园|果园|茶园|菜园|陵园|游园|香港|空港|海港|商港|河港|渔港|长城|商城|古城|省城|县城|全城|京城|新城|进城|山谷|河谷|低谷|海湾|港湾|入园|出园|在园|进园|退城|主城|老城))"
    r"[\u4e00-\u9fff]{3,6}[谷港湾园城]"
)
"""Names that parks give themselves (生命蓝湾): four characters or more, ending in a kind of place."""
_LEADS = re.compile(r"落户|落子|落地|位于|内的|区的|依托|支持|推动|建设|设立|[由在于是把将以为含]")
_LEAD = re.compile(rf"^.*?(?:{_LEADS.pattern})")
_REMARK = re.compile(
    r"（(?:[^（）]{2,6}[区县市州旗](?=）)|[^（）]*“?[区园]中园”?|不含|主攻|主导|重点|侧重|聚焦|[^（）]{0,6}方向|主业|规划|面积|筹建|在建|[^（）]*(?:亿元|20\d\d)|以下|下称|简称|又称|亦称|国家级|省级|市级|含|包括|核心区|拓展区|辐射区|联动区|主区|示范区)[^）]*）"
)


_TWICE = re.compile(r"(?P<short>[^（）]{2,12})（(?P<full>[^（）]{5,30})）")
LONGEST_NAME = 80
"""Characters of a name with its remark in brackets."""


@dataclass
class Subject:
    """What the words at hand speak of where they do not say it again: parks, or industries.

    One that is `passing` (发展甲产业) holds within its sentence.
    """

    parks: list[Span] = field(default_factory=list[Span])
    industries: list[Span] = field(default_factory=list[Span])
    passing: bool = False

    def __bool__(self) -> bool:
        return bool(self.parks or self.industries)


@dataclass
class Reading:
    """The state of reading one plan.

    `home` is the province the plan is about; `tasks` and `programs` map a clause path to its
    node; `short` maps a defined short name (以下简称) to the full one; `kinds` holds the kind words
    that a list or a name gave a body, `places` the words where a body was first named; `tiers`
    the level that a list or a table gives a park (国家级); `subjects` what a clause leaves its
    entries to speak of, with the words that announce them; `due` the year that it sets for the figures below it.
    A `guarded` reading, of a statute or a report, takes only proper names for bodies.
    """

    draft: Draft
    home: Place | None = None
    tasks: dict[str, str] = field(default_factory=dict[str, str])
    programs: dict[str, str] = field(default_factory=dict[str, str])
    titles: dict[str, str] = field(default_factory=dict[str, str])
    short: dict[str, str] = field(default_factory=dict[str, str])
    industries: set[str] = field(default_factory=set[str])
    kinds: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    places: dict[str, Span] = field(default_factory=dict[str, Span])
    clauses: dict[str, Clause] = field(default_factory=dict[str, Clause])
    tiers: dict[str, str] = field(default_factory=dict[str, str])
    subjects: dict[str, tuple[Subject, str]] = field(default_factory=dict[str, tuple[Subject, str]])

    guarded: bool = False
    due: dict[str, str | None] = field(default_factory=dict[str, str | None])

    _shorts: tuple[int, re.Pattern[str]] = field(default=(0, re.compile("(?!)")), init=False)

    def due_above(self, clause: Clause, issued: int | None) -> str | None:
        """The year that the headings above, or the words that announce a clause, set for figures."""
        steps = clause.path.split("/")
        for size in range(len(steps), 0, -1):
            path = "/".join(steps[:size])
            title = self.titles.get(path, "")
            years = [y for y in re.findall(r"20\d\d", title) if issued is None or int(y) >= issued]
            aimed = title if size == len(steps) else ""
            above = self.titles_of(clause) if "（20" in title or title.startswith("20") else aimed
            if years and re.search(r"目标|指标|到20\d\d年|^20\d\d年[^，。]*：$", title + above):
                return years[-1]
            if size < len(steps) and self.due.get(path):
                return self.due[path]
        return None

    def task_named(self, title: str) -> str | None:
        """The task or programme whose heading holds a title, or is held by it."""
        bare = title.strip("：、。 ")
        for path, heading in self.titles.items():
            if len(bare) >= 2 and heading and (bare in heading or heading in bare):
                if found := self.tasks.get(path) or self.programs.get(path):
                    return found
        return self.draft.policy

    def defined(self, text: str) -> str | None:
        """The park that a phrase ends with, as it is defined before （以下简称…）."""
        for lead in _LEADS.finditer(text):
            rest = text[lead.end() :]
            if (leading_city(rest) or len(lead[0]) > 1) and self.is_park(rest):
                return rest
        text = re.sub(r"^[和与及]", "", text)
        text = _VERBS.sub("", text)
        return next((r for r in (text, _LEAD.sub("", text)) if self.is_park(r)), None)

    def subject_above(self, clause: Clause) -> tuple[Subject, str]:
        """What the clause above leaves its entries to speak of."""
        return self.subjects.get(clause.path.rpartition("/")[0], (Subject(), ""))

    def task_of(self, clause: Clause) -> str | None:
        """The task that a clause stands in, itself or the nearest above."""
        return self._nearest(self.tasks, clause.path)

    def program_of(self, clause: Clause) -> str | None:
        """The programme that a clause stands in."""
        return self._nearest(self.programs, clause.path)

    @staticmethod
    def _nearest(known: dict[str, str], path: str) -> str | None:
        while path:
            if path in known:
                return known[path]
            path = path.rpartition("/")[0]
        return None

    def titles_down_to(self, clause: Clause) -> list[str]:
        """The headings above a clause and its own."""
        steps = clause.path.split("/")
        return [self.titles.get("/".join(steps[: i + 1]), "") for i in range(len(steps))]

    def titles_of(self, clause: Clause) -> str:
        """The headings above and of a clause, joined."""
        return " ".join(self.titles_down_to(clause))

    def is_park(self, name: str) -> bool:
        """Whether a phrase names one park: by its ending and a part that is its own."""
        if not name or len(name) > LONGEST_NAME:
            return False
        if name[-1] not in park_ends() and name[-1] not in "）”期":
            return name in self.short or self.draft.find("Park", name) is not None
        name = _REMARK.sub("", name).strip("“”")
        name = self.short.get(name, name)
        if (twice := _TWICE.fullmatch(name)) and self.is_park(twice["full"]):
            return True
        if self.draft.find("Park", name):
            return True
        if not 3 <= len(name) <= 24 or _NO_PARK.search(name):
            return False
        if _FOREIGN_PARK.fullmatch(name):
            return True
        kind = kind_at_end(_IN_BRACKETS.sub("", name))
        if kind is None and self.guarded:
            return False  # a statute speaks of kinds of places, not of brands
        if kind is None and BRANDED.fullmatch(name):
            return not (
                _NOT_A_NAME.match(name) or _GOVERNS.search(name) or is_general(name[:-1], None)
            )
        if kind is None or kind.label != "Park" or is_general(name.rpartition("的")[2], kind):
            return False
        rest = _PHASE.sub("", name).removesuffix(kind.word)
        if len(rest) < 2:
            return False
        city = leading_city(rest)
        if city is None and (_NOT_A_NAME.match(rest) or _GOVERNS.search(rest)):
            return False
        if _ACTS.search(rest):
            return False  # 荆门高新区建设专业园区
        whole = city is not None and city[1] == len(rest)
        return not (whole and city and not is_city(city[0]))

    def park(
        self, span: Span, *, rule: str, status: str = Status.EXISTS, tier: str | None = None
    ) -> str:
        """The node of a park that is named at `span`, with its mention."""
        written = _REMARK.sub("", span.text).strip("“”")
        name = self.short.get(written, written)
        if self.home and name.startswith(self.home.name):
            # 甘肃省定西高新区 is 定西高新区 within its own province's plan.
            rest = name.removeprefix(self.home.name)
            if (city := leading_city(rest)) and city[1] < len(rest) and self.is_park(rest):
                name = rest
        if (twice := _TWICE.fullmatch(name)) and self.is_park(twice["full"]):
            # 航天基地（西安国家民用航天产业基地）: the full name stands in brackets.
            name = self.short[twice["short"]] = twice["full"]
        known = self.draft.find("Park", name)
        tier = tier or self.tiers.get(name)
        id = self.draft.node("Park", name, id=known, status=status, tier=tier)
        if written != name and written != self.draft.name(id):
            self.draft.node("Park", written, id=id, status=status)
        self.draft.mention(id, span, rule=rule, status=status)
        return id

    def industry_name(self, text: str) -> str:
        """An industry without the words around it: 人工智能产业 → 人工智能."""
        name = _INDUSTRY_LEAD.sub("", text.strip("“” "))
        name = _INDUSTRY_TAIL.sub("", name).strip("“”")
        name = re.sub(r"（[^（）]*）$", "", name) or name
        if city := leading_city(name):
            rest = name[city[1] :]  # 石家庄生物医药产业集群
            if rest in self.industries or rest in industry_words():
                return rest
        return name

    def is_industry(self, text: str, *, closed: bool = False) -> bool:
        """Whether a phrase names an industry.

        Known words do; others have the shape of a short noun phrase that is no body, place or
        general phrase, when `closed` (a word such as 产业 or a pattern of assignment vouches).
        """
        name = self.industry_name(text)
        if name in self.industries or name in industry_words():
            return True
        told = _INDUSTRY_TAIL.search(text) is not None
        if not closed and not told:
            return False
        return bool(
            (2 <= len(name) <= 12 or (_MATERIAL.fullmatch(name) and text.endswith("产业")))
            and not _NO_INDUSTRY.search(name)
            and (told or not _NO_TRADE.search(name))
            and not re.search(r"[千百万]亿?级|[、]", name)
            and kind_pattern().search(name) is None
            and not name.endswith(("要", "将", "应"))
            and not is_general(name, None)
            and not ((city := leading_city(name)) and city[1] == len(name))
            and leading_university(name) is None
            and leading_country(name) is None
            and not self.is_park(name)
        )

    def industry(self, span: Span, *, rule: str, emerging: bool | None = None) -> str:
        """The node of an industry that is named at `span`, with its mention."""
        name = self.industry_name(span.text)
        self.industries.add(name)
        id = self.draft.node("Industry", name, emerging=emerging)
        at = span.text.find(name)
        place = Span(span.clause, span.start + at, span.start + at + len(name)) if at >= 0 else span
        self.draft.mention(id, place, rule=rule)
        return id

    def region(self, place: Place, span: Span, *, rule: str, method: str) -> str:
        """The node of a region or country with its mention."""
        id = self.draft.node(
            "Region", place.name, id=region_id(place), name_en=place.name_en or None,
            level=place.level, code=place.code,
        )  # fmt: skip
        self.draft.mention(id, span, rule=rule, method=method)
        return id

    def shorts(self) -> re.Pattern[str]:
        """Matches the short names that are defined so far."""
        if self._shorts[0] != len(self.short):
            self._shorts = (len(self.short), re.compile(alternation(self.short)))
        return self._shorts[1]

    def place(self, text: str) -> Place | None:
        """The province or city that a text is, or the district of the home province."""
        city = leading_city(text)
        if city is not None and city[1] == len(text):
            return city[0]
        return towns(self.home.code).get(text) if self.home else None

    def district(self, text: str) -> tuple[str, tuple[Place, ...]] | None:
        """A district of the home province named anywhere in `text`, with all it can mean."""
        if self.home is None:
            return None
        for size in (4, 3, 2):
            for at in range(len(text) - size + 1):
                if places := districts(text[at : at + size], self.home.code):
                    return text[at : at + size], places
        return None

    def body(
        self, label: str, span: Span, *, rule: str, id: str | None = None,
        status: str = Status.EXISTS, **properties: Value,
    ) -> str:  # fmt: skip
        """The node of a body that is named at `span`, with its mention."""
        name = span.text.strip("“”")
        id = self.draft.node(label, name, id=id, status=status, **properties)
        self.draft.mention(id, span, rule=rule, status=status)
        return id

    def elements(self, parts: list[Span], rule: str) -> None:
        """The elements that the policy requires, one for each of `parts`."""
        draft = self.draft
        for ordinal, part in enumerate(parts, 1):
            id = draft.node(
                "Element", part.text, id=f"element:{draft.policy.partition(':')[2]}:{ordinal}",
                status=Status.PLANNED, ordinal=ordinal, labels=_labels_in(part.text),
            )  # fmt: skip
            draft.mention(id, part, rule=rule)
            draft.relate("REQUIRES", draft.policy, id, part, rule=rule, status=Status.PLANNED)


def _labels_in(text: str) -> list[str]:
    """The labels of the kinds of bodies that a phrase names."""
    labels = [kind_of_word()[m[0]].label for m in kind_pattern().finditer(text)]
    if "人才" in text:
        labels += ["Talent", "TalentProgram"]
    if "政策" in text:
        labels.append("Policy")
    return list(dict.fromkeys(labels))
