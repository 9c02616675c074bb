"""Names → ids, and what a name itself tells: where a thing is, whose it is, what field it has."""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache

from graph.schema import NODES
from ingest.gazetteer import Place, leading_city

_MARKS = re.compile(r"[“”\"'《》〈〉\s]")
_SAME_KIND = (
    ("高新技术产业开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
)
"""Two ways to write one kind of zone; the short one is the identity."""


@lru_cache(maxsize=65_536)
def identity(label: str, name: str) -> str:
    """The form of a name that decides whether two are one: marks dropped, kinds unified."""
    plain = _MARKS.sub("", name).replace("(", "（").replace(")", "）")
    if label == "Park":
        for long, short in _SAME_KIND:
            if plain.endswith(long):
                plain = plain.removesuffix(long) + short
        if (city := leading_city(plain)) and city[0].level == "city":
            plain = city[0].short + plain[city[1] :]
    return plain


@cache
def slug(text: str) -> str:
    """ASCII for an id: pinyin without tones, a leading region parted by a hyphen."""
    head = ""
    if city := leading_city(text):
        if 0 < city[1] < len(text):
            head, text = text[: city[1]], text[city[1] :]
    parts = [p for p in (_pinyin(head), _pinyin(text)) if p]
    if not parts:
        return hashlib.sha256(text.encode()).hexdigest()[:10]
    return "-".join(parts)


def _pinyin(text: str) -> str:
    if not text:
        return ""
    from pypinyin import lazy_pinyin

    runs = re.findall(r"[\u3400-\u9fff]+|[A-Za-z0-9]+", text)
    spelled = ("".join(lazy_pinyin(r)) if ord(r[0]) > 0x3000 else r.lower() for r in runs)
    return "-".join(re.sub(r"[^a-z0-9]", "", s.replace("ü", "v")) for s in spelled if s)


def node_id(label: str, name: str) -> str:
    """The id of a thing by its label and name; the same name gives the same id everywhere."""
    return f"{NODES[label].prefix}:{slug(identity(label, name))}"


def region_id(place: Place) -> str:
    """The id of a region or country: by its registered code, since names repeat."""
    return f"region:{place.code.lower()}"


def policy_id(number: str | None, name: str) -> str:
    """The id of a policy: by its document number, else by its name."""
    if number and (match := re.match(r"(.*?)[〔\[(（]?(\d{4})[〕\])）]?\s*第?(\d+)号", number)):
        return f"policy:{_pinyin(match[1])}-{match[2]}-{match[3]}"
    return f"policy:{slug(name)[:80]}"


@lru_cache(maxsize=65_536)
def path_slug(path: str) -> str:
    """A clause path in ASCII: 二/（三）/3 → 2.3.3, 第二章/第一节 → 2.1."""
    from ingest.outline import FORMAL, han_number

    path = path.translate(FORMAL)
    parts: list[str] = []
    for step in path.split("/"):
        base, _, again = step.partition("~")
        digits = re.sub(r"[^一二三四五六七八九十百零〇\d]", "", base)
        if re.fullmatch(r"[①-⑳]", base):
            digits = str(ord(base) - 0x245F)
        parts.append(str(han_number(digits)) + (f"~{again}" if again else ""))
    return ".".join(parts)
