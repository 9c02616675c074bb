"""One spelling of a name: marks, widths, characters, ordinals; and how it sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Protocol, cast

MAX_LENGTH = 200
"""Characters of a name that are read; a longer one is no name."""

_DROPPED = re.compile(r"[\s\"'“”‘’《》〈〉「」『』·•・.,，。、:：;；\-—–_/*★]+")

_LISTING = re.compile(r"^(?:s\*?t|xd|xr|dr)(?=[\u3400-\u9fff])")

_ORDINAL = re.compile(r"第(\d{1,2})(?=\D)")

_DIGITS = "零一二三四五六七八九"

_BRACKETS = str.maketrans("[]{}【】〔〕", "()()()()")


def plain(name: str) -> str:
    """A name without marks, in simplified characters, half width, lower case, 第1 as 第一.

    Brackets stay, as ( and ). What an exchange puts before a short name (*ST, XD) goes.
    """
    text = unicodedata.normalize("NFKC", name[:MAX_LENGTH]).casefold()
    text = text.translate(_BRACKETS)
    if not text.isascii():
        text = simplified_characters()(text)
        text = _LISTING.sub("", _DROPPED.sub("", text))
        text = _ORDINAL.sub(lambda m: "第" + _han_ordinal(int(m[1])), text)
    return text


class _Converter(Protocol):
    """What of OpenCC is used; it declares no types."""

    def convert(self, text: str) -> str: ...


@cache
def simplified_characters() -> Callable[[str], str]:
    """What turns a text's traditional characters into simplified ones; made once."""
    from opencc import OpenCC

    converter = cast("_Converter", OpenCC("t2s"))
    return converter.convert


def _han_ordinal(n: int) -> str:
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


_LATIN_NOISE = frozenset(
    "the of and for at in co ltd limited inc incorporated corp corporation company llc plc prc p r".split()
)


@lru_cache(maxsize=8192)
def latin_form(name: str) -> str:
    """An English name to compare: no accents, no legal form, no (China), words in their order."""
    text = unicodedata.normalize("NFKD", name[: MAX_LENGTH * 2]).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", re.sub(r"\(china\)\s*$", "", text))
    return " ".join(w for w in words if w not in _LATIN_NOISE)


@lru_cache(maxsize=8192)
def pinyin(text: str) -> str:
    """A Chinese text in Latin letters without tones or gaps."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.NORMAL)).replace("ü", "v").casefold()


def sounds(text: str) -> list[str]:
    """The readings of a text's Chinese characters, one by one; other characters are passed over."""
    return [heard for c in text if (heard := _READINGS[c])]


def sound(text: str) -> str:
    """How a text sounds: equal for a slip to a character of the same reading."""
    return " ".join(sounds(text))


class _Readings(dict[str, str]):
    """The reading of a character, found when it is first asked for."""

    def __missing__(self, character: str) -> str:
        self[character] = heard = pinyin(character) if "\u3400" <= character <= "\u9fff" else ""
        return heard


_READINGS = _Readings()
