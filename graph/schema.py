"""The ontology, declared once: labels, relationships, properties, display names.

Both stores' DDL, validation, the schema page, the legend and the formats are derived from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

VERSION = "1"
"""Goes up when a store made by an earlier schema must be migrated."""


class Status(StrEnum):
    """How a source means a thing."""

    EXISTS = "exists"
    DESIGNATED = "designated"
    PLANNED = "planned"
    ENCOURAGED = "encouraged"
    TARGET = "target"


class Method(StrEnum):
    """How a fact came to be known."""

    STATED = "stated"
    DERIVED = "derived"
    TABLE = "table"
    MANUAL = "manual"
    PREDICTED = "predicted"


PropertyType = Literal["string", "number", "integer", "boolean", "date", "strings"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its type (a `date` is an ISO string) and names for people.

    An `internal` one is for queries alone: a node that is read does not show it.
    """

    name: str
    type: PropertyType
    zh: str
    en: str
    values: tuple[str, ...] = ()
    restricted: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class NodeType:
    """A node label. `group` collects labels that read alike in lanes and legends."""

    label: str
    zh: str
    en: str
    description: str
    color: str
    shape: str
    properties: tuple[Property, ...] = ()

    @property
    def prefix(self) -> str:
        """What ids of this label begin with."""
        return self.label.lower()


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """A relationship type, the pairs of labels it may join, and its own properties.

    `key` names the own property that tells two relationships between the same ends apart.
    """

    name: str
    zh: str
    en: str
    description: str
    ends: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...] = ()
    key: str | None = None


STATUS = Property("status", "string", "状态", "status", tuple(Status))

READING = Property("reading", "string", "拼音", "Reading", internal=True)
"""What a search looks in, made of the names by `graph.reading` whenever a node is written."""

NODE_PROPERTIES = (
    Property("id", "string", "编号", "id"),
    Property("name", "string", "名称", "name"),
    Property("name_en", "string", "英文名", "English name"),
    Property("aliases", "strings", "别名", "aliases"),
    Property("summary", "string", "简介", "summary"),
    STATUS,
    Property("sources", "strings", "来源", "sources"),
    Property("extra", "string", "其他属性（JSON）", "other properties (JSON)"),
    Property("said", "string", "各来源所述（JSON）", "what each source says (JSON)", internal=True),
    READING,
)
"""What every node has. `sources` lists the sources (ids of policies and registers) that name it.

`said` keeps what each of several sources says, so that one can be withdrawn without the others.
"""

RELATIONSHIP_PROPERTIES = (
    Property("id", "string", "编号", "id"),
    Property("kind", "string", "类型", "type"),
    STATUS,
    Property("confidence", "number", "置信度", "confidence"),
    Property("method", "string", "依据", "method", tuple(Method)),
    Property("passages", "strings", "条款", "passages"),
    Property("quote", "string", "原文", "quote"),
    Property("rule", "string", "规则", "rule"),
    Property("since", "string", "起始", "since"),
    Property("until", "string", "截止", "until"),
    Property("source", "string", "来源", "source"),
    Property("run_id", "string", "载入批次", "load"),
)
"""What every relationship has. `rule` names the pattern or derivation that produced it."""

_KIND = Property("kind", "string", "类别", "kind")
_ROR = Property("ror", "string", "ROR 编号", "ROR id")

# Colours: Okabe–Ito and Tol "muted", both made for colour-blind readers; shape tells the rest.
NODE_TYPES: tuple[NodeType, ...] = (
    NodeType(
        "Park",
        "园区",
        "Park",
        "High-tech zone, new area, Sino-foreign park",
        "#0b5d57",
        "square",
        (Property("tier", "string", "级别", "tier"),),
    ),
    NodeType(
        "Industry",
        "产业",
        "Industry",
        "Industry",
        "#b35900",
        "hexagon",
        (Property("emerging", "boolean", "新兴产业", "emerging"),),
    ),
    NodeType(
        "Enterprise",
        "企业",
        "Enterprise",
        "Enterprise",
        "#0072b2",
        "dot",
        (
            Property(
                "tier",
                "string",
                "梯度",
                "tier",
                ("tech_sme", "high_tech", "gazelle", "unicorn", "platform", "foreign", "other"),
            ),
            Property("uscc", "string", "统一社会信用代码", "unified social credit code"),
            Property("founded", "date", "成立日期", "founded"),
            Property("capital", "number", "注册资本（元）", "registered capital (CNY)"),
            Property("stock_code", "string", "证券代码", "stock code"),
            Property("honours", "strings", "荣誉", "honours"),
            Property("address", "string", "地址", "address"),
            _ROR,
        ),
    ),
    NodeType(
        "Institute",
        "研发机构",
        "R&D institute",
        "New-type R&D body, national laboratory, foreign or enterprise R&D centre",
        "#332288",
        "diamond",
        (_KIND, Property("founded", "date", "成立日期", "founded"), _ROR),
    ),
    NodeType(
        "Incubator",
        "孵化载体",
        "Incubator",
        "Maker space, incubator, university science park",
        "#117733",
        "triangle",
        (_KIND,),
    ),
    NodeType(
        "University",
        "高校",
        "University",
        "University, and its colleges",
        "#882255",
        "star",
        (
            _ROR,
            Property("code", "string", "学校标识码", "code of the Ministry of Education"),
            _KIND,
        ),
    ),
    NodeType(
        "OffshoreCenter",
        "离岸创新中心",
        "Offshore centre",
        "Offshore innovation centre, overseas R&D centre",
        "#56b4e9",
        "diamond",
        (_KIND,),
    ),
    NodeType(
        "Talent",
        "人才",
        "Talent",
        "A person, a team, or a category of talent",
        "#aa4499",
        "dot",
        (
            Property("kind", "string", "类别", "kind", ("person", "team", "category")),
            Property("title", "string", "职称", "title"),
            Property("phone", "string", "电话", "phone", restricted=True),
            Property("email", "string", "邮箱", "email", restricted=True),
            Property("id_number", "string", "证件号码", "identity number", restricted=True),
            Property("birth", "date", "出生日期", "date of birth", restricted=True),
            Property("gender", "string", "性别", "gender", restricted=True),
            Property("address", "string", "住址", "home address", restricted=True),
        ),
    ),
    NodeType(
        "TalentProgram",
        "人才计划",
        "Talent programme",
        "Talent programme",
        "#cc79a7",
        "triangleDown",
    ),
    NodeType(
        "ServiceOrg",
        "科技服务机构",
        "Service organisation",
        "Technology market, IP centre, fund town, bank acting as a service",
        "#44aa99",
        "dot",
        (_KIND,),
    ),
    NodeType(
        "Fund",
        "产业基金",
        "Fund",
        "Industry fund",
        "#999933",
        "square",
        (
            Property("amount", "number", "规模", "amount"),
            Property("currency", "string", "币种", "currency"),
        ),
    ),
    NodeType(
        "Event",
        "活动",
        "Event",
        "Contest, forum, conference",
        "#cc6677",
        "star",
        (Property("date", "date", "日期", "date"),),
    ),
    NodeType("Brand", "品牌", "Brand", "Brand or spirit landmark", "#7a5c00", "hexagon", (_KIND,)),
    NodeType(
        "Region",
        "区域",
        "Region",
        "Country, province, city or district",
        "#5b6770",
        "box",
        (
            Property(
                "level", "string", "层级", "level", ("country", "province", "city", "district")
            ),
            Property("code", "string", "代码", "code"),
        ),
    ),
    NodeType("Agency", "机关", "Agency", "Government body", "#40474d", "box", (_ROR,)),
    NodeType(
        "Policy",
        "政策",
        "Policy",
        "A policy document",
        "#1f2933",
        "box",
        (
            Property("number", "string", "文号", "number"),
            Property("issued", "date", "印发日期", "issued"),
            Property("period_start", "integer", "起始年", "period start"),
            Property("period_end", "integer", "截止年", "period end"),
            Property("file", "string", "文件", "file"),
            Property("digest", "string", "摘要值（SHA-256）", "digest (SHA-256)"),
        ),
    ),
    NodeType(
        "Register",
        "登记表",
        "Register",
        "A table of facts: a list, a register, a data set. It plans nothing",
        "#52606d",
        "box",
        (
            Property("license", "string", "许可", "licence"),
            Property("date", "date", "日期", "date"),
            Property("version", "string", "版本", "version"),
            Property("publisher", "string", "发布者", "publisher"),
            Property("origin", "string", "取自", "taken from"),
            Property("caution", "string", "注意", "caution"),
            Property("file", "string", "文件", "file"),
            Property("digest", "string", "摘要值（SHA-256）", "digest (SHA-256)"),
            Property("rows", "integer", "行数", "rows"),
        ),
    ),
    NodeType(
        "Program",
        "工程",
        "Programme",
        "A programme of the policy",
        "#664400",
        "box",
        (Property("ordinal", "integer", "序号", "ordinal"),),
    ),
    NodeType(
        "Task",
        "任务",
        "Task",
        "A numbered task below a programme",
        "#8a6d3b",
        "box",
        (Property("ordinal", "integer", "序号", "ordinal"),),
    ),
    NodeType(
        "Element",
        "要素",
        "Element",
        "One of the things a plan asks of every emerging industry",
        "#6b705c",
        "box",
        (
            Property("ordinal", "integer", "序号", "ordinal"),
            Property("labels", "strings", "可证明的类型", "labels that can prove it"),
        ),
    ),
    NodeType(
        "Target",
        "目标",
        "Target",
        "An indicator with a number",
        "#a33b20",
        "box",
        (
            Property("indicator", "string", "指标", "indicator"),
            Property("value", "number", "数值", "value"),
            Property("value_max", "number", "上限", "upper value"),
            Property("unit", "string", "单位", "unit"),
            Property(
                "comparator", "string", "比较", "comparator", (">=", ">", "<=", "<", "=", "range")
            ),
            Property("period", "string", "期限", "period"),
        ),
    ),
    NodeType(
        "Actual",
        "实际值",
        "Actual",
        "What a target's indicator came to, at a date",
        "#a33b20",
        "box",
        (
            Property("indicator", "string", "指标", "indicator"),
            Property("value", "number", "数值", "value"),
            Property("unit", "string", "单位", "unit"),
            Property("period", "string", "期间", "period"),
        ),
    ),
    NodeType(
        "Passage",
        "条款",
        "Passage",
        "A clause of a source: the text that proves a fact",
        "#9aa5a0",
        "box",
        (
            Property("policy_id", "string", "政策编号", "policy id"),
            Property("path", "string", "条款路径", "path"),
            Property("ordinal", "integer", "序号", "ordinal"),
            Property("text", "string", "原文", "text"),
            Property("page", "integer", "页码", "page"),
        ),
    ),
    NodeType(
        "Load",
        "载入记录",
        "Load",
        "A load of one source into this store",
        "#9aa5a0",
        "box",
        (
            Property("source", "string", "来源", "source"),
            Property("file", "string", "文件", "file"),
            Property("digest", "string", "摘要值（SHA-256）", "digest (SHA-256)"),
            Property("loaded_at", "string", "载入时间", "loaded at"),
            Property("state", "string", "进度", "state", ("begun", "done")),
            Property("nodes", "integer", "节点数", "nodes"),
            Property("relationships", "integer", "关系数", "relationships"),
            Property("run_id", "string", "批次", "run"),
            Property("loaded_by", "string", "载入者", "loaded by"),
            Property("license", "string", "许可", "licence"),
            Property("date", "date", "日期", "date"),
            Property("version", "string", "版本", "version"),
            Property("mapping", "string", "映射", "mapping"),
            Property("rows", "integer", "行数", "rows"),
            Property("loaded", "integer", "新载行", "rows loaded"),
            Property("merged", "integer", "合并行", "rows merged"),
            Property("rejected", "integer", "退回行", "rows rejected"),
        ),
    ),
    NodeType(
        "Redirect",
        "转向",
        "Redirect",
        "An id that is no longer in use, and the one that stands in its place",
        "#9aa5a0",
        "box",
        (Property("target", "string", "现编号", "current id"),),
    ),
)

_BODIES = ("Enterprise", "Institute", "Incubator", "University", "OffshoreCenter", "ServiceOrg")
_PLACED = ("Park", *_BODIES, "Talent", "TalentProgram", "Fund", "Event", "Brand", "Agency")
_FOCUSED = (
    "Enterprise", "Institute", "Incubator", "OffshoreCenter", "Talent", "TalentProgram",
    "ServiceOrg", "Fund", "Event", "Brand", "Policy",
)  # fmt: skip
_PARTNERS = ("Enterprise", "Institute", "University", "Park")
_NEVER_MENTIONED = {"Passage", "Load", "Register", "Redirect"}
_MENTIONED = tuple(t.label for t in NODE_TYPES if t.label not in _NEVER_MENTIONED)


def _pairs(starts: Iterable[str], ends: Iterable[str]) -> tuple[tuple[str, str], ...]:
    ends = tuple(ends)
    return tuple((start, end) for start in starts for end in ends)


_ROLE = Property("role", "string", "角色", "role")

RELATIONSHIP_TYPES: tuple[RelationshipType, ...] = (
    RelationshipType(
        "SUPPORTS", "支撑", "supports", "A park (or a place) is an anchor of an industry",
        _pairs(("Park", "Region"), ("Industry",)), (_ROLE,),
    ),
    RelationshipType(
        "LOCATED_IN", "位于", "located in", "Where something is",
        _pairs(_PLACED, ("Region", "Park")),
    ),
    RelationshipType(
        "PART_OF", "属于", "part of", "A part and its whole",
        (
            ("Region", "Region"), ("Park", "Park"), ("Task", "Program"), ("Task", "Policy"),
            ("Program", "Policy"), ("Passage", "Policy"), ("Passage", "Register"),
            ("University", "University"),
        ),
    ),
    RelationshipType(
        "COOPERATES_WITH", "对外合作", "cooperates with", "A park's country of cooperation",
        (("Park", "Region"),),
    ),
    RelationshipType(
        "OPERATES", "运营", "operates", "Who runs a centre, a carrier, an event or a service",
        _pairs(("Park", "Enterprise"), ("OffshoreCenter", "Incubator", "Event", "ServiceOrg")),
    ),
    RelationshipType(
        "AFFILIATED_WITH", "隶属", "affiliated with", "A body and the university or firm behind it",
        (
            *_pairs(("Institute", "Incubator", "University"), ("University", "Enterprise")),
            ("Institute", "Institute"),
        ),
    ),
    RelationshipType(
        "FOCUSES_ON", "专注", "focuses on", "The field a body works in",
        _pairs(_FOCUSED, ("Industry",)),
    ),
    RelationshipType(
        "SELECTED_FOR", "入选", "selected for", "Named as a pilot or anchor of a task",
        _pairs(("Park", "Institute", "Incubator", "Enterprise", "University"), ("Task",)),
        (_ROLE,), "role",
    ),
    RelationshipType(
        "RESPONSIBLE_FOR", "负责", "responsible for", "Who is to carry out a task",
        _pairs(("Agency",), ("Task", "Program", "Policy")),
        (Property("role", "string", "分工", "part", ("lead", "responsible", "support")),), "role",
    ),
    RelationshipType(
        "SETS", "设定", "sets", "Who sets a target",
        _pairs(("Policy", "Program"), ("Target",)),
    ),
    RelationshipType(
        "MEASURES", "衡量", "measures", "What a target measures",
        (*_pairs(("Target",), ("Program", "Industry")), ("Actual", "Target")),
    ),
    RelationshipType(
        "COUNTS_TOWARD", "计入", "counts toward", "A named body of the kind that a target counts",
        _pairs((*_BODIES, "Park", "Event", "Fund", "Brand"), ("Target",)),
    ),
    RelationshipType(
        "ISSUED_BY", "发布机构", "issued by", "Who issued a policy", (("Policy", "Agency"),),
    ),
    RelationshipType(
        "NAMES", "列入", "names", "An industry that a policy names",
        (("Policy", "Industry"),),
        (Property("role", "string", "角色", "role", ("candidate", "assigned")),),
    ),
    RelationshipType(
        "REQUIRES", "要求", "requires", "What a policy asks of every emerging industry",
        (("Policy", "Element"),),
    ),
    RelationshipType(
        "PROVIDES", "提供", "provides", "Evidence that an element exists for an industry",
        _pairs(tuple(label for label in _MENTIONED if label != "Element"), ("Element",)),
        (Property("industry_id", "string", "产业", "industry"),), "industry_id",
    ),
    RelationshipType(
        "WORKS_AT", "任职", "works at", "Where talent works",
        _pairs(("Talent",), ("Institute", "Enterprise", "University", "Park")),
    ),
    RelationshipType(
        "FUNDED_BY", "资助", "funded by", "Programme or fund behind it",
        _pairs(("Talent", "Enterprise", "Institute"), ("TalentProgram", "Fund")),
    ),
    RelationshipType(
        "PARTNERS_WITH", "合作", "partners with", "A standing partnership",
        _pairs(_PARTNERS, _PARTNERS),
    ),
    RelationshipType(
        "SUPPLIES", "供应", "supplies", "Upstream to downstream",
        (("Enterprise", "Enterprise"), ("Industry", "Industry")),
    ),
    RelationshipType(
        "HELD_BY", "主办", "held by", "Who holds an event",
        _pairs(("Event",), ("Park", "Agency", "Region")),
    ),
    RelationshipType(
        "BRANDED_AS", "品牌", "branded as", "The brand of a park or place",
        _pairs(("Park", "Region"), ("Brand",)),
    ),
    RelationshipType(
        "MENTIONED_IN", "见于", "mentioned in", "The clause that names it",
        _pairs(_MENTIONED, ("Passage",)),
    ),
)  # fmt: skip

NODES = {t.label: t for t in NODE_TYPES}
RELATIONSHIPS = {t.name: t for t in RELATIONSHIP_TYPES}
_BY_PREFIX = {t.prefix: t for t in NODE_TYPES}


@cache
def node_properties(label: str) -> tuple[Property, ...]:
    """All properties of a label that a graph holds, common ones first; none is restricted."""
    return NODE_PROPERTIES + tuple(p for p in NODES[label].properties if not p.restricted)


@cache
def shown_properties(label: str) -> tuple[Property, ...]:
    """The properties that a node of this label shows when it is read, common ones first."""
    return tuple(p for p in node_properties(label) if not p.internal)


@cache
def restricted_properties(label: str) -> tuple[Property, ...]:
    """The personal properties of a label, which no graph holds (see `ingest.tables.archive`)."""
    return tuple(p for p in NODES[label].properties if p.restricted)


def relationship_properties(type: str) -> tuple[Property, ...]:
    """All properties of a relationship type, common ones first."""
    return RELATIONSHIP_PROPERTIES + RELATIONSHIPS[type].properties


def label_of(id: str) -> str | None:
    """The label that an id's prefix names, or None."""
    node_type = _BY_PREFIX.get(id.partition(":")[0])
    return node_type.label if node_type else None


def relationship_id(type: str, start: str, end: str, source: str, key: str | None = None) -> str:
    """The identity of a relationship: 16 hex digits of a SHA-256 over its type, ends, source, key.

    A source asserts a relationship once; two sources that say the same keep one each, so that
    each can be cited, replaced and withdrawn on its own.
    """
    parts = "\x1f".join((type, start, end, source, key or ""))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]
