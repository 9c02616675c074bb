"""A cell's text → a value of the schema, or a reason why not and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from graph.store import Value


class Unreadable(Exception):
    """A cell that cannot be read; the text is the reason in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} ({en})")


@dataclass(frozen=True, slots=True)
class How:
    """How a cell is read: the converter, the unit of bare numbers, the digits of a code."""

    converter: str
    unit: str | None = None
    digits: int | None = None


_SCALE = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "千万元": 1e7, "亿元": 1e8, "万": 1e4,
          "亿": 1e8, "千": 1e3, "百万": 1e6, "人民币": 1.0, "万人民币": 1e4}  # fmt: skip
UNITS = tuple(_SCALE)
"""Units that scale a number; the value is in the unit itself (元)."""

_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(.*)")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_FULL = str.maketrans("０１２３４５６７８９．，－／％", "0123456789.,-/%")


def _text(text: str, how: How) -> Value:
    return text


def _number(text: str, how: How) -> float:
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3})", "", text.translate(_FULL)).strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise Unreadable("不是数字", "is no number; write digits")
    unit = re.sub(r"^人民币|人民币$", "", match[2].strip()) or how.unit or ""
    if unit == "%":
        return float(match[1])
    if unit and unit not in _SCALE:
        if unit == how.unit:
            return float(match[1])
        raise Unreadable(f"单位“{unit}”不认识", f"unknown unit; known: {' '.join(UNITS)}")
    # Through text: 1.2 亿 is 120000000 and not 119999999.99999999.
    return float(f"{float(match[1]) * _SCALE.get(unit, 1.0):.12g}")


def _integer(text: str, how: How) -> int:
    value = _number(text, how)
    if not value.is_integer():
        raise Unreadable("不是整数", "is no whole number")
    return int(value)


_DATES = (
    re.compile(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    ),
    re.compile(r"(\d{4})[-/.年](\d{1,2})月?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"((?:19|20)\d{2})(\d{2})"),
    re.compile(r"((?:18|19|20)\d{2})年?"),
)
_EXCEL = re.compile(r"\d{5}(?:\.0)?")
_EXCEL_FIRST = date(1899, 12, 30)


def _date(text: str, how: How) -> str:
    plain = re.sub(r"\s+", " ", text.translate(_FULL)).strip()
    if _EXCEL.fullmatch(plain):
        return (_EXCEL_FIRST + timedelta(days=int(float(plain)))).isoformat()
    for pattern in _DATES:
        if match := pattern.fullmatch(plain):
            year, month, day = ([int(g) for g in match.groups()] + [0, 0])[:3]
            try:
                date(year, month or 1, day or 1)
            except ValueError:
                break
            return "-".join([f"{year:04}", *(f"{p:02}" for p in (month, day) if p)])
    raise Unreadable("不是日期", "is no date; write 2019-05-01, 2019-05 or 2019年5月")


_SPLIT = re.compile(r"[、;；,，|\n]")


def _list(text: str, how: How) -> list[str]:
    return list(dict.fromkeys(item.strip() for item in _SPLIT.split(text) if item.strip()))


_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_check_digit(body: str) -> str:
    """The 18th character of a unified social credit code, from its first 17.

    Source: GB 32100-2015, weights 3^i mod 31.
    """
    total = sum(_CODE_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return _CODE_ALPHABET[(31 - total % 31) % 31]


def _uscc(text: str, how: How) -> str:
    code = text.translate(_FULL).replace(" ", "").upper()
    if _SCIENTIFIC.fullmatch(text.strip()):
        raise Unreadable(
            "代码被电子表格变成科学计数法，末位已丢失；按文本格式重填",
            "scientific notation has lost its last digits; enter it again as text",
        )
    if len(code) != 18:
        raise Unreadable(
            f"统一社会信用代码应为18位，此处{len(code)}位", f"has {len(code)} characters, not 18"
        )
    if any(c not in _CODE_ALPHABET for c in code):
        raise Unreadable("含不允许的字符（不用 I O S V Z）", "has a letter that codes never have")
    if uscc_check_digit(code[:17]) != code[17]:
        spoilt = code.endswith("000")
        raise Unreadable(
            "校验位不符" + ("；可能被电子表格截成15位，按文本格式重填" if spoilt else ""),
            "its check digit is wrong" + ("; a spreadsheet may have cut it" if spoilt else ""),
        )
    return code


def _code(text: str, how: How) -> str:
    code = re.sub(r"\.0$", "", text.translate(_FULL).replace(" ", ""))
    if _SCIENTIFIC.fullmatch(code):
        raise Unreadable("科学计数法，数位已丢失", "scientific notation has lost digits")
    if how.digits and len(code) != how.digits:
        lost = "；可能丢了前导零" if code.isdigit() and len(code) < how.digits else ""
        raise Unreadable(
            f"应为{how.digits}位，此处{len(code)}位{lost}",
            f"has {len(code)} characters, not {how.digits}"
            + ("; leading zeros lost" if lost else ""),
        )
    return code


_YES = {"是", "有", "true", "yes", "y", "1", "√"}
_NO = {"否", "无", "false", "no", "n", "0", "×"}


def _boolean(text: str, how: How) -> bool:
    word = text.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable("应为“是”或“否”", "is neither 是 nor 否")


CONVERTERS: dict[str, tuple[Callable[[str, How], Value], tuple[str, ...]]] = {
    "text": (_text, ("string",)),
    "number": (_number, ("number",)),
    "integer": (_integer, ("integer", "number")),
    "date": (_date, ("date", "string")),
    "list": (_list, ("strings",)),
    "uscc": (_uscc, ("string",)),
    "code": (_code, ("string",)),
    "boolean": (_boolean, ("boolean",)),
}
"""Converters by name, each with the types of property that it can fill, the usual one first."""

DEFAULT = {
    "string": "text", "number": "number", "integer": "integer", "date": "date",
    "strings": "list", "boolean": "boolean",
}  # fmt: skip
"""The converter of a property's type where a mapping names none."""


def read_value(text: str, how: How) -> Value:
    """The value of a filled cell. Raises Unreadable."""
    return CONVERTERS[how.converter][0](text, how)
