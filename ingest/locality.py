"""The region that a name begins with, as deep as it goes, and the city of a code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ingest.gazetteer import Place, cities, regions


def leading_region(text: str) -> tuple[Place, int] | None:
    """The region that a text begins with, as deep as it goes, and where that ends."""
    found: Place | None = None
    end = 0
    for name, place in _starts().get(text[:2], ()):
        if text.startswith(name):
            found, end = place, len(name)
            break
    if found is None:
        for size in (6, 5, 4, 3):
            if place := _alone().get(text[:size]):
                return place, size
        return None
    end += _rank(text, end, found)
    for _ in range(2):
        for name, place in _below().get(found.code, {}).get(text[end : end + 2], ()):
            # 大连 | 长海 needs something after it; 沈阳 | 机床 is no district.
            if text.startswith(name, end) and (len(text) > end + len(name) or end == 0):
                found, end = place, end + len(name)
                end += _rank(text, end, found)
                break
            if text[end:] == name:
                return place, len(text)
        else:
            break
    return found, end


def _rank(text: str, end: int, place: Place) -> int:
    """1 where the rank of a region follows its short name (沈阳|市)."""
    return int(text[end : end + 1] in {"市", "省"} and place.name[-1] in {"市", "省"}
               and not text[:end].endswith(place.name[-1]))  # fmt: skip


@cache
def _starts() -> Mapping[str, tuple[tuple[str, Place], ...]]:
    """Provinces and cities by their first two characters, longest name first."""
    found: dict[str, list[tuple[str, Place]]] = {}
    for name, place in cities().items():
        if len(name) >= 2:
            found.setdefault(name[:2], []).append((name, place))
    return {k: tuple(sorted(v, key=lambda n: (-len(n[0]), n[0]))) for k, v in found.items()}


@cache
def _below() -> Mapping[str, Mapping[str, tuple[tuple[str, Place], ...]]]:
    """Cities and districts by the code of what they lie in, then by their first two characters."""
    found: dict[str, dict[str, list[tuple[str, Place]]]] = {}
    for place in regions().values():
        for above in {place.parent, place.code[:2] + "0000"} - {"", place.code}:
            names = found.setdefault(above, {})
            for name in {place.name, place.short}:
                if len(name) >= 2:
                    names.setdefault(name[:2], []).append((name, place))
    return {
        above: {k: tuple(sorted(v, key=lambda n: (-len(n[0]), n[0]))) for k, v in names.items()}
        for above, names in found.items()
    }


@cache
def _alone() -> Mapping[str, Place]:
    """Districts and counties whose name stands for itself: it is long enough and given once."""
    found: dict[str, list[Place]] = {}
    for place in regions().values():
        if place.level == "district":
            for name in {place.name, place.short}:
                if len(name) >= 3:
                    found.setdefault(name, []).append(place)
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def lies_within(inner: Place, outer: Place) -> bool:
    return inner.code != outer.code and inner.code.startswith(
        outer.code[:2] if outer.code.endswith("0000") else outer.code[:4]
    )


def city_of(place: Place | None) -> str:
    """The code of the prefecture-level city that a place is or lies in, else nothing."""
    if place is None:
        return ""
    return city_code(place.code)


def city_code(code: str) -> str:
    """The city of a GB/T 2260 code: itself for one under no city, nothing for a province."""
    place = regions().get(code)
    if place is None:
        return ""
    if place.level == "district":
        above = regions().get(place.parent)
        return (
            place.parent if above and (above.level == "city" or above.name.endswith("市")) else code
        )
    if place.level == "province" and not place.name.endswith("市"):
        return ""
    return code


def short_name_of(place: Place | None) -> str:
    """A region in its short form; a district with its city before it."""
    if place is None:
        return ""
    if place.level == "district" and (city := regions().get(city_of(place))) and city is not place:
        return city.short + place.short
    return place.short
