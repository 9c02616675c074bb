"""Words marked within the clause that says them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a clause's text. `facts` are the facts whose words it is part of."""

    text: str
    facts: tuple[str, ...] = ()


def marked(text: str, quotes: Iterable[tuple[str, str]]) -> tuple[Segment, ...]:
    """The text cut where a quote begins or ends.

    `quotes` pairs a fact's id with its words; words that are not part of the text mark nothing,
    words that occur twice are marked at their first place. The segments join to the text.
    """
    spans: list[tuple[int, int, str]] = []
    for fact, quote in quotes:
        start = text.find(quote) if quote else -1
        if start >= 0:
            spans.append((start, start + len(quote), fact))
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    return tuple(
        Segment(text[a:b], tuple(fact for s, e, fact in spans if s <= a and b <= e))
        for a, b in itertools.pairwise(cuts)
    )
