"""What the explorer says, in each language, from one catalogue a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Every text of a language, keyed `page.text`."""
    text = (files("viz") / "catalogue" / f"{language}.toml").read_text(encoding="utf-8")
    return {
        f"{table}.{key}": value
        for table, entries in cast("dict[str, dict[str, str]]", tomllib.loads(text)).items()
        for key, value in entries.items()
    }


def language_of(value: str | None) -> Language:
    """The language that a `lang` parameter asks for: Chinese unless it says English."""
    return "en" if value == "en" else "zh"


@cache
def _endings() -> tuple[str, ...]:
    lines = (files("viz") / "catalogue" / "endings.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]
    return tuple(sorted(words, key=len, reverse=True))


def column_parts(name: str) -> tuple[str, ...]:
    """A column head cut where a word ends, so that a narrow column breaks it there.

    A Chinese name is cut before the longest known word that ends it, else in its middle; a name
    of three characters or fewer, or one that is not Chinese, stays whole.
    """
    if len(name) <= 3 or name.isascii():
        return (name,)
    for ending in _endings():
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return (name[: -len(ending)], ending)
    middle = (len(name) + 1) // 2
    return (name[:middle], name[middle:])
