"""A mapping drafted from a table's header and its first rows, with its doubts as comments.

Headings are known by their words; what a column holds is checked in a sample, so that a draft
loads as it stands and says what it left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from graph.errors import SourceError
from graph.schema import NODES, RELATIONSHIPS, restricted_properties
from ingest.tables.cells import TableFile
from ingest.tables.places import place_in, place_of
from ingest.tables.values import How, Unreadable, read_value

SAMPLE = 200
"""Rows that a draft looks at."""

_SUBJECTS: tuple[tuple[str, str, str], ...] = (
    # label, alias, headings of the column that names it; the first that fits wins
    ("Talent", "talent", r"姓名|人才姓名|人才名称|团队名称|专家姓名"),
    ("Enterprise", "enterprise", r"企业(?:名称|全称)|公司(?:名称|全称)?|单位名称（企业）|企业|company(?: name)?|enterprise"),
    ("Institute", "institute", r"(?:研发|科研)?机构(?:名称|全称)|研究院(?:所)?(?:名称)?|研发机构|实验室(?:名称)?|institute"),
    ("OffshoreCenter", "center", r"(?:离岸(?:创新)?)?中心名称|离岸创新中心"),
    ("Incubator", "incubator", r"(?:孵化器|众创空间|载体)(?:名称)?"),
    ("Fund", "fund", r"基金(?:名称)?|fund"),
    ("Event", "event", r"(?:活动|大赛|论坛|会议)(?:名称)?|event"),
    ("University", "university", r"(?:学校|高校|院校|大学)(?:名称)?|university"),
    ("Park", "park", r"(?:园区|开发区|高新区)(?:名称)?|park"),
    ("Region", "region", r"(?:地区|区划|行政区)(?:名称)?"),
    ("ServiceOrg", "service", r"(?:服务)?机构|单位名称|名称|name"),
)  # fmt: skip

_PROPERTIES: tuple[tuple[str, str, str], ...] = (
    # property, converter, headings
    ("uscc", "uscc", r"统一社会信用代码|社会信用代码|信用代码|uscc"),
    ("founded", "date", r"成立(?:日期|时间|年份)|注册(?:日期|时间)|设立(?:日期|时间)|founded"),
    ("capital", "number", r"注册资[本金](?:[（(](?P<unit>\w+)[)）])?"),
    ("amount", "number", r"(?:基金)?规模(?:[（(](?P<unit>\w+)[)）])?"),
    ("currency", "text", r"币种"),
    ("stock_code", "text", r"(?:证券|股票)代码"),
    ("honours", "list", r"荣誉|称号|资质|入选名单"),
    ("ror", "text", r"ror(?: ?id|编号)?"),
    ("code", "text", r"学校(?:标识)?代码|标识码|区划代码|代码"),
    ("tier", "text", r"级别|等级"),
    ("kind", "text", r"(?:机构|中心|载体|人才|服务)?(?:类别|类型|性质)"),
    ("date", "date", r"(?:举办|活动)?(?:日期|时间)"),
    ("title", "text", r"职称|职务"),
    ("phone", "code", r"(?:联系)?(?:电话|手机)(?:号码?)?|手机号|phone"),
    ("email", "text", r"(?:电子)?邮箱|邮件|e-?mail"),
    ("id_number", "code", r"身份证号?码?|证件号码?|护照号"),
    ("birth", "date", r"出生(?:日期|年月)|生日"),
    ("gender", "text", r"性别"),
    ("address", "text", r"(?:家庭)?住址|(?:注册|办公|详细|通讯|企业)?地址|address"),
)

_ADDRESS = next(headings for name, _, headings in _PROPERTIES if name == "address")

_LINKED: tuple[tuple[str, str, str, bool], ...] = (
    # alias, label, headings, whether a cell can hold several
    ("park", "Park", r"所[在属](?:园区|开发区|高新区)|园区(?:名称)?|(?:开发区|高新区)(?:名称)?|运营园区|主办园区", True),
    ("industry", "Industry", r"(?:所属|主营|主导|重点|投向|主题|涉及)?(?:产业|行业|领域)(?:领域|方向|名称)?|研究(?:方向|领域)|技术领域|industry", True),
    ("university", "University", r"依托(?:高校|单位|学校)|共建高校|合作高校|所属(?:高校|学校)", True),
    ("employer", "University", r"(?:工作|任职|所在)单位", False),
    ("program", "TalentProgram", r"(?:入选)?人才(?:计划|工程|项目)", True),
    ("agency", "Agency", r"主办(?:单位|机关)", True),
    ("country", "Region", r"(?:所在)?国家(?:/地区|或地区)?|国别|country", False),
    ("province", "Region", r"(?:所[在属])?省[份区]?|省（区、市）|province", False),
    ("city", "Region", r"(?:所[在属])?(?:城市|市|地市|地级市)|注册地|city", False),
    ("district", "Region", r"(?:所[在属])?(?:区县|县区|区|县)(?:（市、区）)?", False),
)  # fmt: skip

_TYPES = {
    "Park": ("LOCATED_IN", "OPERATES", "HELD_BY", "WORKS_AT"), "Industry": ("FOCUSES_ON",),
    "University": ("WORKS_AT", "AFFILIATED_WITH", "PARTNERS_WITH"),
    "TalentProgram": ("FUNDED_BY",), "Agency": ("HELD_BY",), "Region": ("LOCATED_IN", "PART_OF"),
}  # fmt: skip
_ENGLISH = r"英文名称?|外文名称?|name[_ ]en|english name"
_ALIASES = r"简称|曾用名|别名|英文简称|缩写|原名"
_PERSONAL = r"联系人|法定代表人|法人代表|法人|负责人|联系电话|联系方式|手机|电话|传真|邮箱"
_NUMBER = r"序号|编号|no\.?|id"


@dataclass
class _Draft:
    nodes: list[str] = field(default_factory=list[str])
    relations: list[str] = field(default_factory=list[str])
    ignored: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])


def draft_mapping(table: TableFile) -> str:
    """A mapping as YAML that loads the table as it stands.

    Raises SourceError when no column names what a row is about.
    """
    rows = [dict(row.cells) for row in islice(table.rows(), SAMPLE)]
    samples = {h: [r[h] for r in rows if r.get(h)] for h in table.header}
    subject = _subject(table.header)
    if subject is None:
        raise SourceError(
            f"no heading names what a row is about ({', '.join(table.header)}); rename one, for "
            "example 企业名称, 机构名称, 姓名, or write a mapping by hand (docs/tables.md)",
            file=table.name, row=table.header_row,
        )  # fmt: skip
    label, alias, name = subject
    draft = _Draft()
    taken = {name}
    lines = [f"  {alias}:", f"    label: {label}", f"    name: {_quoted(name)}"]
    if english := _first(table.header, taken, _ENGLISH):
        lines.append(f"    name_en: {_quoted(english)}")
    if others := [h for h in table.header if h not in taken and _is(_ALIASES, h)]:
        taken |= {*others}
        lines.append(f"    aliases: [{', '.join(map(_quoted, others))}]")
    properties = list(_properties(label, table, samples, taken))
    if properties:
        lines += ["    properties:", *properties]
    draft.nodes += lines
    _links(label, alias, table, samples, taken, draft)
    for heading in table.header:
        if heading not in taken:
            personal = label != "Talent" and _is(_PERSONAL, heading)
            (draft.ignored if personal or _is(_NUMBER, heading) else draft.left).append(heading)
    return _text(table, draft)


def _subject(header: Iterable[str]) -> tuple[str, str, str] | None:
    for label, alias, headings in _SUBJECTS:
        for heading in header:
            if _is(headings, heading):
                return label, alias, heading
    return None


def _is(headings: str, heading: str) -> bool:
    plain = re.sub(r"[\s*＊]|（必填）|\(必填\)", "", heading)
    return re.fullmatch(headings, plain, re.IGNORECASE) is not None or (
        re.fullmatch(headings, heading.strip(), re.IGNORECASE) is not None
    )


def _first(header: Iterable[str], taken: set[str], headings: str) -> str | None:
    found = next((h for h in header if h not in taken and _is(headings, h)), None)
    if found:
        taken.add(found)
    return found


def _properties(
    label: str, table: TableFile, samples: dict[str, list[str]], taken: set[str]
) -> Iterable[str]:
    allowed = {p.name: p for p in NODES[label].properties}
    hidden = {p.name for p in restricted_properties(label)}
    for name, converter, headings in _PROPERTIES:
        if name not in allowed:
            continue
        heading = next((h for h in table.header if h not in taken and _is(headings, h)), None)
        if heading is None:
            continue
        unit = _unit(headings, heading)
        note = "  # 受限：不入图谱" if name in hidden else ""
        if name != "address" or label == "Talent":
            taken.add(heading)
        elif label == "Enterprise":
            # Also where the firm is: `_links` reads the place that it begins with.
            pass
        if converter == "uscc" and not _reads(samples[heading], How(converter, unit)):
            if _share(samples[heading], _shaped_as_code) >= 0.5:
                # Codes of the right form whose check digits are wrong are kept as the table says.
                yield f"      {name}: {{column: {_quoted(heading)}, as: text}}  # 多数校验位不符，按原样保留"
                continue
        if converter != "text" and not _reads(samples[heading], How(converter, unit)):
            yield f"      # {name}: {_quoted(heading)}  样本读不成{converter}，核对后启用"
            continue
        if allowed[name].values:
            words = dict.fromkeys(samples[heading])
            known = {w: w for w in words if w in allowed[name].values}
            if known:
                yield f"      {name}: {{column: {_quoted(heading)}, values: {{{', '.join(f'{w}: {w}' for w in known)}}}, else: skip}}"
            continue
        extra = f", unit: {unit}" if unit else ""
        plain = converter in {"text", "date", "list"} or (converter == "number" and not unit)
        yield (
            f"      {name}: {_quoted(heading)}{note}"
            if plain
            else f"      {name}: {{column: {_quoted(heading)}, as: {converter}{extra}}}{note}"
        )


def _unit(headings: str, heading: str) -> str | None:
    match = re.fullmatch(headings, heading.strip())
    unit = match.groupdict().get("unit") if match else None
    if unit is None:
        return None
    try:
        read_value("1", How("number", unit))
    except Unreadable:
        return None
    return unit


def _reads(sample: list[str], how: How) -> bool:
    """Whether most of a sample can be read so; the rest is rejected row by row."""
    return _share(sample, lambda text: read_value(text, how)) >= 0.5


def _shaped_as_code(text: str) -> None:
    if not re.fullmatch(r"[0-9A-Za-z]{18}", text.strip()):
        raise Unreadable("不是18位代码", "is no code of 18 characters")


def _share(sample: list[str], read: Callable[[str], object]) -> float:
    good = 0
    for text in sample:
        try:
            read(text)
        except Unreadable:
            continue
        good += 1
    return good / len(sample) if sample else 1.0


def _links(
    label: str, alias: str, table: TableFile, samples: dict[str, list[str]], taken: set[str],
    draft: _Draft,
) -> None:  # fmt: skip
    regional: list[str] = []
    for name, other, headings, several in _LINKED:
        type = _type(label, other)
        heading = next((h for h in table.header if h not in taken and _is(headings, h)), None)
        if heading is None or type is None or (name == "employer" and label != "Talent"):
            continue
        own = name if name != alias else f"{name}_of"
        cell = f"{{column: {_quoted(heading)}, as: list}}" if several else _quoted(heading)
        within = ""
        if other == "Region":
            if _share(samples[heading], place_of) < 0.5 and name != "district":
                continue
            within = f", within: [{', '.join(map(_quoted, regional))}]" if regional else ""
            if name != "country":
                regional.append(heading)
            # A name that is no region is told in the row's text and makes no fact.
            within += ", missing: skip"
        if name == "employer":
            _employer(heading, table, draft)
            taken.add(heading)
            continue
        if name == "university" and label == "Institute":
            sample = samples[heading]
            schools = sum(bool(re.search(r"大学|学院|学校", s)) for s in sample)
            if sample and schools * 2 < len(sample):
                other, own = "Enterprise", "enterprise"
        taken.add(heading)
        draft.nodes.append(f"  {own}: {{label: {other}, name: {cell}{within}}}")
        ends = (own, alias) if type == "OPERATES" else (alias, own)
        draft.relations.append(f"  - {{type: {type}, from: {ends[0]}, to: {ends[1]}}}")
    address = next(
        (h for h in table.header if _is(_ADDRESS, h)),
        None,
    )
    placed = any("city" in line for line in draft.nodes[1:] if "label: Region" in line)
    if address and label not in {"Talent", "Region"} and not placed:
        if _type(label, "Region") and _share(samples[address], place_in) >= 0.5:
            draft.nodes.append(
                f"  place: {{label: Region, name: {_quoted(address)}, address: true, missing: skip}}"
            )
            draft.relations.append(f"  - {{type: LOCATED_IN, from: {alias}, to: place}}")
            taken.add(address)
    if address:
        taken.add(address)


def _employer(heading: str, table: TableFile, draft: _Draft) -> None:
    draft.nodes.append(
        f"  employer: {{label: University, name: {_quoted(heading)}, missing: skip}}"
    )
    draft.relations.append("  - {type: WORKS_AT, from: talent, to: employer}")


def _type(label: str, other: str) -> str | None:
    """How a row's node is joined to another, in the direction that the schema allows."""
    for name in _TYPES[other]:
        ends = RELATIONSHIPS[name].ends
        if (label, other) in ends or (name == "OPERATES" and (other, label) in ends):
            if not (name == "LOCATED_IN" and other == "Park" and label == "Park"):
                return name
    return None


def _text(table: TableFile, draft: _Draft) -> str:
    lines = [
        f"# 由 {table.name} 起草；载入前核对。格式见 docs/tables.md。",
        f"table: {_quoted(table.path.stem)}",
    ]
    if table.sheet:
        lines.append(f"sheet: {_quoted(table.sheet)}")
    if table.format in {"csv", "xlsx"} and table.header_row != 1:
        lines.append(f"header: {table.header_row}")
    lines += ["nodes:", *draft.nodes]
    if draft.relations:
        lines += ["relationships:", *draft.relations]
    if draft.ignored:
        lines.append(f"ignore: [{', '.join(map(_quoted, draft.ignored))}]")
    if draft.left:
        lines.append(f"# 只作原文，不成事实：{'、'.join(draft.left)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A heading as YAML writes it."""
    if re.fullmatch(r"[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z0-9_（）、]*", text):
        if text.lower() not in {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}:
            return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
