"""The region or country that a cell names, alone, within others, or at the start of an address."""

from __future__ import annotations

import re
from functools import cache

from ingest.gazetteer import Place, cities, countries, regions
from ingest.tables.values import Unreadable

_CHINA = {"CN", "中国", "China"}


def place_of(text: str, within: Place | None = None) -> Place:
    """The region or country of a name or a code, in Chinese or (of cities) in pinyin.

    Raises Unreadable: no such place, or several of that name and nothing tells which.
    """
    name = text.strip()
    if name in regions():
        return regions()[name]
    found = _candidates(name)
    if within is not None:
        inside = [p for p in found if _is_within(p, within)]
        if found and not inside:
            raise Unreadable(f"不在{within.name}", f"lies not in {within.name}")
        found = inside
    if not found:
        raise Unreadable(
            "没有这个行政区或国家",
            "no region or country of that name; write 沈阳市, a GB/T 2260 code, or within: its province",
        )
    upper = min(_RANK[p.level] for p in found)
    best = [p for p in found if _RANK[p.level] == upper]
    if len(best) > 1:
        where = "、".join(sorted(_full(p) for p in best)[:4])
        raise Unreadable(f"重名：{where}", "several have that name; give within: or a code")
    return best[0]


_RANK = {"country": 0, "province": 1, "city": 2, "district": 3}


@cache
def _candidates(name: str) -> list[Place]:
    if len(name) >= 2 and name in countries() and countries()[name].code != "CN":
        return [countries()[name]]
    return list(dict.fromkeys([*_named().get(name, ()), *_spelled().get(name.lower(), ())]))


@cache
def _named() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in regions().values():
        for key in {place.name, place.short}:
            found.setdefault(key, []).append(place)
    for place in countries().values():
        for key in (place.code, place.name_en):
            found.setdefault(key, []).append(place)
    return found


@cache
def _spelled() -> dict[str, list[Place]]:
    from pypinyin import lazy_pinyin

    found: dict[str, list[Place]] = {}
    for place in {p.code: p for p in cities().values()}.values():
        spelled = "".join(lazy_pinyin(place.short))
        for key in (spelled, f"{spelled} shi"):
            found.setdefault(key, []).append(place)
    return found


def _is_within(place: Place, outer: Place) -> bool:
    if outer.level == "country":
        return outer.code == "CN" and place.level != "country"
    cut = 2 if outer.level == "province" else 4 if outer.level == "city" else 6
    return place.level != "country" and place.code[:cut] == outer.code[:cut]


def _full(place: Place) -> str:
    return "".join(p.name for p in (*reversed(parents(place)), place))


def parents(place: Place) -> list[Place]:
    """The regions that a region lies in, the next one first."""
    found: list[Place] = []
    at = regions().get(place.parent)
    while at is not None and at not in found:
        found.append(at)
        at = regions().get(at.parent)
    return found


def place_in(address: str) -> Place:
    """The deepest region that an address begins with: 辽宁省沈阳市浑南区… → 浑南区.

    A district counts only below its city or province. Raises Unreadable.
    """
    text = re.sub(r"^\s*(?:中国|中华人民共和国)|\s", "", address)
    found: Place | None = None
    while text:
        step = _leading(text, found)
        if step is None:
            break
        found, length = step
        text = text[length:]
    if found is None:
        raise Unreadable("地址不以省市名开头", "the address begins with no province or city")
    return found


def _leading(text: str, within: Place | None) -> tuple[Place, int] | None:
    for length in range(min(len(text), 14), 1, -1):
        names = [p for p in _named().get(text[:length], ()) if p.level != "country"]
        if within is None:
            names = [p for p in names if p.level != "district"]
        else:
            names = [p for p in names if p != within and _is_within(p, within)]
            # 沈阳市沈河区: after a short form (沈阳) the rank that is left is no place.
        if names:
            best = min(names, key=lambda p: _RANK[p.level])
            if text[length : length + 1] in {"市", "省"} and best.short == text[:length]:
                length += 1
            return best, length
    return None
