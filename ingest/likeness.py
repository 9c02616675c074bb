"""How alike two names are, part by part, and what forbids that they are one.

`same` needs proof: one full name, with nothing against it. Likeness alone is never more than
`ask`, however high it scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from ingest import organisation
from ingest.gazetteer import regions
from ingest.locality import short_name_of
from ingest.organisation import Organisation
from ingest.spelling import pinyin, sound

Verdict = Literal["same", "ask", "different"]

ASK = 0.75
"""The score from which a person is asked."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was compared. `score` is 0 to 1, `weight` its share, `why` the two values."""

    name: str
    score: float
    weight: float
    why: str


def part_of(name: str, score: float, weight: float, left: str, right: str) -> Part:
    why = left if left == right else f"{left or '–'} / {right or '–'}"
    return Part(name, float(score), weight, why)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two names say. `forbidden` tells that they cannot be one, whatever else is alike."""

    score: float
    parts: tuple[Part, ...]
    verdict: Verdict
    forbidden: bool = False


def likeness(a: Organisation, b: Organisation, same_city: bool) -> Likeness:
    if a.normal == b.normal:
        verdict: Verdict = "same" if _proves(a, same_city) else "ask"
        return Likeness(1.0, (part_of("name", 1, 1, a.text, b.text),), verdict)
    if a.latin or b.latin:
        return _latin(a, b)
    parts = (
        part_of("brand", _brand(a, b), 0.5, a.brand, b.brand),
        part_of("place", _place(a, b, same_city), 0.2, _named(a), _named(b)),
        part_of("kind", _kind(a, b), 0.15, a.kind, b.kind),
        part_of("form", _form(a, b), 0.1, a.form, b.form),
        part_of("branch", _branch(a, b), 0.05, a.parent, b.parent),
    )
    score = sum(p.score * p.weight for p in parts)
    if any(p.score == 0 for p in parts):
        return Likeness(min(score, 0.5), parts, "different", forbidden=True)
    return Likeness(score, parts, "ask" if score >= ASK else "different")


def is_forbidden(a: Organisation, b: Organisation, same_city: bool) -> bool:
    """Whether `_pair` would forbid it, without the parts; the cheapest question first."""
    return not (a.latin or b.latin) and not (
        _place(a, b, same_city) and _kind(a, b) and _form(a, b) and _brand(a, b)
    )


def _proves(name: Organisation, same_city: bool) -> bool:
    """Whether two bodies of this one name are one body.

    A bare brand or an English name is shared by many, and so is a kind without a place or brand.
    """
    if name.latin:
        return False
    if not name.is_full:
        return same_city and len(name.brand) >= 2
    return bool(name.place or name.parent or same_city or len(name.brand) >= 2) and bool(
        name.brand or name.place or name.parent
    )


def _latin(a: Organisation, b: Organisation) -> Likeness:
    """An English name with another, or with the reading of a Chinese one."""
    if a.latin and b.latin:
        score = fuzz.token_sort_ratio(a.core, b.core) / 100
        part = part_of("english", score, 1, a.core, b.core)
        # A shared frame (university of technology) is most of an English name.
        return Likeness(score, (part,), "ask" if score >= 0.92 else "different")
    latin, han = (a, b) if a.latin else (b, a)
    reading = pinyin(han.core or han.brand)
    letters = latin.core.replace(" ", "")
    score = fuzz.partial_ratio(reading, letters) / 100 if 4 <= len(reading) <= len(letters) else 0.0
    part = part_of("pinyin", score, 1, latin.core, reading)
    return Likeness(score, (part,), "ask" if score == 1 and len(reading) >= 6 else "different")


def _brand(a: Organisation, b: Organisation) -> float:
    """字号 and 行业: equal, one short for the other, or near (a slip of the pen)."""
    if a.brand == b.brand:
        return 1.0
    if a.parent != b.parent and not (a.parent and b.parent):
        # A unit's own name is common (创新创业学院): only the very same one may be it.
        return 0.0
    if not a.brand or not b.brand:
        # 大连高新区 and 大连双D港高新区 are two zones of one city.
        return 0.0
    if a.is_full and b.is_full:
        return _full_score(a, b)
    order = (len(a.brand) <= len(b.brand)) if a.is_full == b.is_full else b.is_full
    short, long = (a, b) if order else (b, a)
    if len(short.brand) >= 2 and _abbreviates(short.brand, long.brand):
        # A bare trade (机床) is no brand, unless the place makes it one (沈阳机床).
        return 0.9 if long.brand.startswith(short.brand) else 0.75
    if not short.place and long.where[:1] == short.brand[:1] and long.where:
        # 沈飞 for 沈阳飞机工业: the place gives the first character.
        return 0.8 if _abbreviates(short.brand[1:], long.brand) else 0.0
    return _near(a.brand, b.brand)


def _full_score(a: Organisation, b: Organisation) -> float:
    """Two names that both say what body they are: the brand must be one but for a slip."""
    if a.core == b.core:
        # 新松机器人 and 新松医疗 are two firms of one brand.
        return fuzz.ratio(a.field, b.field) / 100 * 0.8 if a.field and b.field else 0.0
    if sorted(a.brand) == sorted(b.brand):
        return 0.9
    return _near(a.brand, b.brand)


def _near(a: str, b: str) -> float:
    """A slip of the pen: one character of five or more, or another one of the same reading."""
    ratio = fuzz.ratio(a, b) / 100
    if ratio >= 0.5 and len(a) == len(b) and sound(a) == sound(b):
        return 0.9
    return ratio if ratio >= 0.8 else 0.0


def _abbreviates(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other in their order (特钢, 特殊钢)."""
    rest = iter(long)
    return all(c in rest for c in short)


def _named(name: Organisation) -> str:
    return short_name_of(regions().get(name.place or name.city))


def _place(a: Organisation, b: Organisation, same_city: bool) -> float:
    if a.place == b.place and a.city == b.city:
        return 1.0
    if a.city and b.city:
        if a.city != b.city:
            return 0.0
        # Two districts of one city; a city and its district may be one.
        return (
            0.7
            if a.city in {a.place, ""} or b.city in {b.place, ""} or not (a.place and b.place)
            else 0.0
        )
    if a.place and b.place:
        # One of them names the province only: 辽宁大学 and 沈阳大学 have nothing else in common.
        return 0.6 if a.brand and a.place[:2] == b.place[:2] else 0.0
    return 0.9 if same_city else 0.6


_FAMILY = (
    frozenset({"研究院", "研究所", "科学研究院", "科学研究所", "设计研究院", "设计研究所", "设计院", "研究总院",
               "产业技术研究院", "工研院", "研究中心"}),
    frozenset({"经开区", "经济开发区", "开发区"}),
    frozenset({"高新区", "开发区", "园区"}),
    frozenset({"科技园", "大学科技园"}),
    frozenset({"孵化器", "孵化基地", "创业基地"}),
    frozenset({"产业园", "工业园区", "园区"}),
    frozenset({"医院", "人民医院", "中心医院", "总医院"}),
)  # fmt: skip
"""Kinds that one body may be called by, so that a person is asked."""


def _kind(a: Organisation, b: Organisation) -> float:
    if a.kind == b.kind:
        return 1.0
    if not a.kind or not b.kind:
        # 沈阳化工股份有限公司 and 沈阳化工研究院有限公司 are two firms.
        return 0.0 if a.form.endswith("公司") and b.form.endswith("公司") else 0.5
    return 0.6 if any(a.kind in family and b.kind in family for family in _FAMILY) else 0.0


_LISTED = frozenset({"股份有限公司", "股份"})

_GROUPS = frozenset({"集团", "集团有限公司", "集团公司"})


def _form(a: Organisation, b: Organisation) -> float:
    if a.form == b.form:
        return 1.0
    if (a.form in _GROUPS and b.form in _LISTED) or (b.form in _GROUPS and a.form in _LISTED):
        # A group and its listed subsidiary carry one brand.
        return 0.0
    return 0.8 if not a.form or not b.form or {a.form, b.form} <= _LISTED else 0.5


def _branch(a: Organisation, b: Organisation) -> float:
    """Whose they are: a branch is not its parent, nor a branch of another."""
    if a.parent == b.parent:
        return 1.0
    if a.parent and b.parent:
        return 0.6 if _near(a.parent, b.parent) else 0.0
    whole, branch = (a, b) if b.parent else (b, a)
    above = organisation.parse(branch.parent)
    if above.normal == whole.normal:
        return 0.0
    return 0.0 if above.brand and (above.brand, above.place) == (whole.brand, whole.place) else 0.5
