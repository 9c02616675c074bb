"""What a firm works in, from the distinctive words of its name: a rule that is shown.

`fields.csv` holds the words, the industry each means, and words inside which it does not count.
A name tells a field only where a distinctive word stands in it; most names tell none.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A word that means an industry, except as a part of the words of `not_in`."""

    word: str
    industry: str
    not_in: tuple[str, ...]


@cache
def field_words() -> tuple[FieldWord, ...]:
    """The words, longest first."""
    text = (files("ingest") / "tables" / "fields.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    words = [
        FieldWord(r["word"], r["industry"], tuple(r["not_in"].split("、")) if r["not_in"] else ())
        for r in rows
    ]
    return tuple(sorted(words, key=lambda w: (-len(w.word), w.word)))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w.word) for w in field_words()))


def fields_in(name: str) -> list[FieldWord]:
    """The words of a name that mean an industry; each industry once, in the order of the name."""
    by_word = {w.word: w for w in field_words()}
    found: dict[str, FieldWord] = {}
    for match in _pattern().finditer(name):
        word = by_word[match[0]]
        if not any(outer in name for outer in word.not_in):
            found.setdefault(word.industry, word)
    return list(found.values())


def rule_of(word: FieldWord) -> str:
    """The rule as a relationship shows it."""
    return f"field_in_name:{word.word}→{word.industry}"
