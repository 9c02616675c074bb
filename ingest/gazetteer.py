"""General knowledge that reading leans on: regions, countries, universities, kinds of bodies.

Every table stands under `ingest/data/` with its origin in the README there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A country (ISO 3166 code) or an administrative region (GB/T 2260 code)."""

    code: str
    name: str
    short: str
    level: str
    parent: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class KindWord:
    """A word for a kind of body, the label it means, and the finer kind where it tells one."""

    word: str
    label: str
    kind: str


_MACRO = ("东北", "华北", "华东", "华南", "华中", "西北", "西南", "长三角", "粤港澳", "京津冀")
_PEOPLES = re.compile(
    r"(?:蒙古族?|回族?|藏族?|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族"
    r"|黎族|傈僳族|羌族|柯尔克孜|景颇族|锡伯|各族)+自治[州县]$"
)
_SUFFIX = re.compile(
    r"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|(?:省|市|地区|盟|自治州|林区|特区|县|区|旗)$"
)


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("ingest") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _words(name: str) -> list[str]:
    text = (files("ingest") / "data" / name).read_text(encoding="utf-8")
    return [w for line in text.splitlines() if not line.startswith("#") for w in line.split()]


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest first: a trie, so that its time does
    not grow with their number."""
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def expression(node: dict[str, Any]) -> str:
        parts = sorted(re.escape(c) + expression(below) for c, below in node.items() if c)
        if not parts:
            return ""
        inner = parts[0] if len(parts) == 1 and "" not in node else f"(?:{'|'.join(parts)})"
        return f"{inner}?" if "" in node else inner

    return expression(trie) or "(?!)"


def short_name(name: str) -> str:
    """A region without its rank: 沈阳市 → 沈阳, 延边朝鲜族自治州 → 延边."""
    short = _PEOPLES.sub("", name)
    if short == name:
        short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@cache
def regions() -> dict[str, Place]:
    """All administrative regions by code; level is province, city or district."""
    found: dict[str, Place] = {}
    for row in _rows("regions.csv"):
        code = row["code"]
        level = (
            "province" if code.endswith("0000") else "city" if code.endswith("00") else "district"
        )
        found[code] = Place(code, row["name"], short_name(row["name"]), level, row["parent"])
    return found


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place in regions().values():
        for key in {place.name, place.short}:
            found.setdefault(key, []).append(place)
    return {key: tuple(value) for key, value in found.items()}


@cache
def cities() -> dict[str, Place]:
    """Provinces and prefecture-level cities by full and short name; provinces win."""
    found: dict[str, Place] = {}
    for key, places in _by_name().items():
        upper = [p for p in places if p.level != "district"]
        if upper:
            found[key] = min(upper, key=lambda p: p.level != "province")
    return found


@cache
def city_pattern() -> re.Pattern[str]:
    """Matches the name of a province or prefecture-level city, longest first."""
    return re.compile(alternation(cities()))


def leading_city(text: str) -> tuple[Place, int] | None:
    """The province or city that `text` begins with, and how many characters name it."""
    match = city_pattern().match(text)
    if match is None:
        return None
    name, end = match[0], match.end()
    place, rank = cities()[name], text[end : end + 1]
    if len(name) < 2 or rank not in {"市", "省", "州", "盟"}:
        return place, end
    if not place.name.endswith(rank):
        # The rank decides between namesakes: 玉树市 and 玉树州, 海南州 and 海南省.
        ranked = next((p for p in _by_name()[name] if p.name.endswith(rank)), None)
        if ranked is None and rank in {"州", "盟"}:
            return place, end
        place = ranked or place
    return place, end + 1


def is_city(place: Place) -> bool:
    """Whether a place is a city: a municipality, a prefecture, or a province named like one (吉林)."""
    if place.level != "province" or place.name.endswith("市"):
        return True
    return any(p.level == "city" and p.name.endswith("市") for p in _by_name()[place.short])


def districts(name: str, province: str) -> tuple[Place, ...]:
    """Districts and counties of a province (its code) by full or short name."""
    return tuple(
        p for p in _by_name().get(name, ()) if p.level == "district" and p.code[:2] == province[:2]
    )


@cache
def towns(province: str) -> dict[str, Place]:
    """Districts and counties of a province (its code) by full name, those that are named once."""
    found: dict[str, list[Place]] = {}
    for place in regions().values():
        if place.level == "district" and province and place.code[:2] == province[:2]:
            found.setdefault(place.name, []).append(place)
    return {name: places[0] for name, places in found.items() if len(places) == 1}


@cache
def town_pattern(province: str) -> re.Pattern[str]:
    """Matches what `towns` has."""
    return re.compile(alternation(towns(province)))


@cache
def home_districts(province: str) -> frozenset[str]:
    """The short names of the districts and counties of a province (its code)."""
    return frozenset(
        p.short for p in regions().values()
        if p.level == "district" and province and p.code[:2] == province[:2] and len(p.short) >= 2
    )  # fmt: skip


def leading_macro(text: str) -> str | None:
    """The part of the country (东北 …) that `text` begins with."""
    return next((m for m in _MACRO if text.startswith(m)), None)


@cache
def countries() -> dict[str, Place]:
    """Countries by Chinese name, by another in use (阿联酋) and by one-character form (德, 以)."""
    found: dict[str, Place] = {}
    for row in _rows("countries.csv"):
        place = Place(row["code"], row["name"], row["short"] or row["name"], "country",
                      name_en=row["name_en"])  # fmt: skip
        found[row["name"]] = place
        for other in (row["short"], row["also"]):
            if other:
                found[other] = place
    return found


@cache
def country_pattern() -> re.Pattern[str]:
    """Matches the full Chinese name of a country other than China, longest first."""
    names = [n for n in countries() if len(n) >= 2 and not n.startswith("中国")]
    return re.compile(alternation(names))


def leading_country(text: str) -> tuple[Place, int] | None:
    """The country that `text` begins with by its full name."""
    match = country_pattern().match(text)
    return (countries()[match[0]], match.end()) if match else None


@cache
def universities() -> dict[str, str]:
    """Every way to name a university → its full name.

    Full names; well-known short forms; 大连理工 and 沈阳工大 for 大连理工大学 and 沈阳工业大学;
    a name without its city where what is left is long enough and belongs to one university only.
    """
    full = {row["name"] for row in _rows("universities.csv")}
    found: dict[str, set[str]] = {name: {name} for name in full}
    for name in full:
        for form in _short_forms(name):
            if form not in full:
                found.setdefault(form, set()).add(name)
    for row in _rows("university_short_names.csv"):
        found[row["short"]] = {row["name"]}
    return {form: next(iter(names)) for form, names in found.items() if len(names) == 1}


def _short_forms(name: str) -> set[str]:
    forms: set[str] = set()
    if name.endswith("大学"):
        stem = name[:-2]
        if len(stem) >= 4:
            forms.add(stem)
        for long, short in (("工业", "工大"), ("科技", "科大"), ("农业", "农大"), ("师范", "师大"),
                            ("医科", "医大")):  # fmt: skip
            if stem.endswith(long) and len(stem) >= 4:
                forms.add(stem[: -len(long)] + short)
    if (city := leading_city(name)) and len(name) - city[1] >= 6:
        forms.add(name[city[1] :])
    return {f for f in forms if f not in cities() and len(f) >= 3}


@cache
def _university_starts() -> dict[str, tuple[str, ...]]:
    starts: dict[str, list[str]] = {}
    for form in universities():
        starts.setdefault(form[:2], []).append(form)
    return {k: tuple(sorted(v, key=lambda f: (-len(f), f))) for k, v in starts.items()}


def leading_university(text: str) -> tuple[str, int] | None:
    """The full name of the university that `text` begins with, and the length it takes there."""
    for form in _university_starts().get(text[:2], ()):
        if text.startswith(form):
            return universities()[form], len(form)
    return None


_SURELY = ("大学", "学院", "理工", "工大", "科大", "农大", "师大", "医大", "交大", "海大")
_ALSO_WORDS = {"重大", "中大", "东大", "华工", "大工", "天大", "山大"}
_UNITS = ("研究院", "研究所", "科技园", "附属", "校区", "分校")


def owning_university(text: str) -> tuple[str, int] | None:
    """The university that a body's name begins with beyond doubt.

    沈阳工大 is nothing else; 大连海洋 is short for a university, and a place with its trade
    (大连海洋工程装备研究院).
    """
    found = leading_university(text)
    if found is None:
        return None
    written, rest = text[: found[1]], text[found[1] :]
    # 中国科学院 is not short for its university.
    stem = written.endswith("学院") and found[0] == written + "大学"
    if written == found[0] or (written.endswith(_SURELY) and not stem):
        return found
    # 重大 begins 重大装备研究院 too: such need a place or a unit after them.
    told = written not in _ALSO_WORDS or rest.startswith(_UNITS) or leading_city(rest) is not None
    return found if written in _coined_shorts() and told else None


@cache
def _coined_shorts() -> frozenset[str]:
    return frozenset(row["short"] for row in _rows("university_short_names.csv"))


@cache
def registered_characters() -> frozenset[str]:
    """Every character of the names of regions, countries and universities."""
    tables = ("regions.csv", "countries.csv", "universities.csv")
    return frozenset(c for table in tables for row in _rows(table) for c in row["name"])


@cache
def kind_words() -> tuple[KindWord, ...]:
    """The words for kinds of bodies, longest first."""
    rows = [KindWord(r["word"], r["label"], r["kind"]) for r in _rows("kinds.csv")]
    return tuple(sorted(rows, key=lambda k: (-len(k.word), k.word)))


@cache
def _kinds_by_ending() -> dict[str, tuple[KindWord, ...]]:
    found: dict[str, list[KindWord]] = {}
    for kind in kind_words():
        found.setdefault(kind.word[-1], []).append(kind)
    return {char: tuple(kinds) for char, kinds in found.items()}


def kind_at_end(text: str) -> KindWord | None:
    """The longest kind word that `text` ends with."""
    return next((k for k in _kinds_by_ending().get(text[-1:], ()) if text.endswith(k.word)), None)


@cache
def kind_pattern() -> re.Pattern[str]:
    """Matches any kind word, longest first."""
    return re.compile(alternation(k.word for k in kind_words()))


@cache
def park_pattern() -> re.Pattern[str]:
    """Matches a word for a kind of park, longest first."""
    return re.compile(alternation(k.word for k in kind_words() if k.label == "Park"))


@cache
def park_ends() -> frozenset[str]:
    """The characters that the names of parks end with, those they give themselves too."""
    return frozenset(k.word[-1] for k in kind_words() if k.label == "Park") | set("谷港湾园城")


@cache
def kind_of_word() -> dict[str, KindWord]:
    """Kind words by the word."""
    return {k.word: k for k in kind_words()}


@cache
def _modifiers() -> re.Pattern[str]:
    words = sorted(set(_words("modifiers.txt")), key=lambda w: (-len(w), w))
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})*")


def is_general(text: str, kind: KindWord | None) -> bool:
    """Whether a phrase only describes a kind of thing (国家级高新区) and names none."""
    rest = text.removesuffix(kind.word) if kind else text
    rest = re.sub(r"[\d一二三四五六七八九十]+[家个所批类支]?", "", rest)
    return _modifiers().fullmatch(rest) is not None


@cache
def industry_words() -> frozenset[str]:
    """Names of industries in general use."""
    return frozenset(_words("industries.txt"))
