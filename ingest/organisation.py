"""A Chinese organisation's name in its parts: whose, where, called what, doing what, being what.

A name reads 地区 + 字号 + 行业 + 组织形式 (沈阳 + 新松 + 机器人自动化 + 股份有限公司), or
地区 + 类别 (大连 + 高新区), after its parent's name (大连理工大学 + 盘锦校区) where it is a branch.
Words stand in `data/organisation_words.csv`; places come from the gazetteer.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ingest.gazetteer import owning_university, regions, universities
from ingest.locality import city_of, leading_region, lies_within, short_name_of
from ingest.spelling import latin_form, plain


@dataclass(frozen=True, slots=True)
class Organisation:
    """The parts of a name; what it does not tell is empty.

    `place` is the deepest region told and `city` the prefecture-level city (or municipality) it
    lies in, both as GB/T 2260 codes. `kind` and `form` are in their one spelling (高新区,
    有限公司). `parent` is the body that this one is a branch, college or unit of. `former` and
    `others` are the names in brackets. `normal` is equal where two spellings mean one name.
    """

    text: str
    normal: str
    place: str = ""
    city: str = ""
    parent: str = ""
    core: str = ""
    field: str = ""
    kind: str = ""
    form: str = ""
    former: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    latin: bool = False

    @property
    def is_full(self) -> bool:
        """Whether it is a name as registered, not a bare brand: it says what kind of body it is."""
        return bool(self.kind or self.form.endswith("公司") or self.form == "合伙企业")

    @property
    def where(self) -> str:
        """The short name of its own region, without the city that the region lies in."""
        place = regions().get(self.place)
        return place.short if place else ""

    @property
    def brand(self) -> str:
        """What tells this body from others: 字号 and 行业 together."""
        return self.core + self.field


@lru_cache(maxsize=8192)
def parse(name: str) -> Organisation:
    """The parts of a name, in time linear in its length."""
    text = _expanded(plain(name))
    if not _HAN.search(text):
        return Organisation(text, latin_form(name), latin=True, core=latin_form(name))
    text, inside = _brackets(text)
    former = tuple(_FORMER.sub("", i) for i in inside if _FORMER.match(i))
    places = [p[0] for i in inside if (p := leading_region(i)) and p[1] == len(i)]
    told = [i for i in inside if i not in _IGNORED and not _FORMER.match(i) and not _is_place(i)]
    # A short word in brackets is part of the name (华东); a long one is another name.
    marks = "".join(i for i in told if len(i) < 4)
    body, parent = _parent(text)
    place, end = leading_region(body) or (None, 0)
    lead = ""
    for written in places:
        if place is not None and not lies_within(written, place):
            lead = place.short
        place = written
    rest, form = _form(body[end:])
    rest, kind = _ending(rest, "kind")
    core, field = _fields(lead + rest)
    if not core:
        core, field = field, ""
    core += marks
    normal = "|".join((parent, short_name_of(place), core + field, kind, form))
    city = city_of(place) or (parse(parent).city if parent else "")
    others = tuple(i for i in told if len(i) >= 4)
    return Organisation(
        text, normal, place.code if place else "", city, parent, core, field, kind, form,
        former, others,
    )  # fmt: skip


def _is_place(text: str) -> bool:
    found = leading_region(text)
    return found is not None and found[1] == len(text)


_HAN = re.compile(r"[\u3400-\u9fff]")

_FORMER = re.compile(r"(?:原名称?为?|曾用名|前身为?|原称|原)")

_IGNORED = frozenset({"筹", "总部", "本部", "中国", "国家级", "省级", "民办", "china"})


def _brackets(text: str) -> tuple[str, list[str]]:
    """The text without its brackets, and what stood in them; 集团 and 控股 are part of the text."""
    if "(" not in text:
        return text.replace(")", ""), []
    outside: list[str] = []
    inside: list[str] = []
    depth = 0
    for c in text:
        if c == "(":
            depth += 1
            if depth == 1:
                inside.append("")
                continue
        if c == ")" and depth:
            depth -= 1
            if depth == 0:
                if inside[-1] in _INLINE:
                    outside.append(inside.pop())
                continue
        if depth:
            inside[-1] += c
        elif c != ")":
            outside.append(c)
    return "".join(outside), [i for i in inside if i]


_INLINE = frozenset({"集团", "控股", "股份", "有限合伙"})


@cache
def _words(part: str) -> Mapping[str, str]:
    text = (files("ingest") / "data" / "organisation_words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {r["word"]: r["means"] or r["word"] for r in rows if r["part"] == part}


@cache
def _lengths(part: str) -> Mapping[str, tuple[int, ...]]:
    """How long the words of a part are that end with a character, longest first."""
    found: dict[str, set[int]] = {}
    for word in _words(part):
        found.setdefault(word[-1], set()).add(len(word))
    return {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()}


def _expanded(text: str) -> str:
    """A name whose parent is written short (中科院) with the parent's full name."""
    for word, means in _words("same").items():
        if text.startswith(word):
            return means + text[len(word) :]
    return text


def _ending(text: str, part: str) -> tuple[str, str]:
    """The text without the longest word of a part that it ends with, and that word's meaning."""
    words = _words(part)
    for size in _lengths(part).get(text[-1:], ()):
        if (means := words.get(text[-size:])) and size <= len(text):
            return text[:-size], means
    return text, ""


def _form(text: str) -> tuple[str, str]:
    rest, form = _ending(text, "form")
    # 股份 ends a short name (华锦股份) and is nothing by itself.
    return (text, "") if not rest else (rest, form)


def _fields(text: str) -> tuple[str, str]:
    """What is left of a name as 字号 and the run of trade words that ends it."""
    field = ""
    while len(text) > 2:
        rest, word = _ending(text, "field")
        if not word or (len(rest) < 2 and rest):
            break
        text, field = rest, word + field
        if len(field) > 12:
            break
    return text, field


_UNIT = re.compile(r"(?:大学|科学院|学院)(?!城(?:$|[^市])|科[技学]城)")

_ENDS_UNIT = re.compile(
    r"(?:学院|医院|研究院|研究所|研究总院|科技园|研究中心|中心|实验室|校区|分校|工研院|中学|小学|附中|附小"
    r"|学校|校友会|基金会|图书馆|分院|部|系|所|台|站|园|公司|集团|出版社|基地|空间|天文台)$"
)

_AFTER_FIRM = re.compile(r"(?:有限责任公司|有限公司|股份公司|总公司|集团公司|银行|公司|集团)(?=.)")

_ENDS_BRANCH = re.compile(
    r"(?:分公司|子公司|分行|支行|办事处|代表处|营业部|分部|分厂|研究院|研究所|分院|分所|分中心|研发中心|技术中心"
    r"|研究中心|实验室|项目部|事业部|工厂|总厂|工会|党委|学院|医院|孵化器|众创空间|基地)$"
)


def _parent(text: str) -> tuple[str, str]:
    """What of a name is the body's own, and the parent's name before it, if there is one."""
    if lead := owning_university(text):
        full, end = lead
        if text[end:] and _ENDS_UNIT.search(text[end:]):
            return text[end:], full
    for match in _UNIT.finditer(text):
        rest = text[match.end() :]
        if len(rest) >= 2 and match.start() >= 1 and _ENDS_UNIT.search(rest):
            return rest, text[: match.end()]
        break
    if _ENDS_BRANCH.search(text):
        last = None
        for match in _AFTER_FIRM.finditer(text):
            if len(text) - match.end() >= 2:
                last = match
        if last and last.start() >= 2:
            return text[last.end() :], text[: last.end()]
    return text, ""


def university_name(text: str) -> str:
    """A university's full name, where a text is a known way to name one."""
    return universities().get(text, text)
