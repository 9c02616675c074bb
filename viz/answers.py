"""What the first screen asks of the questions, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader


@dataclass(frozen=True, slots=True)
class Support:
    """A cell: a park, an industry, and whether the sources say that it supports it."""

    park: str
    park_name: str
    park_en: str | None
    industry: str
    industry_name: str
    industry_en: str | None
    state: str
    quote: str | None
    rule: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: `kind` names the reason; `other` is the lone anchor, or the role of the park."""

    kind: str
    id: str
    name: str
    name_en: str | None
    other: str | None
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A number asked for, beside the number named."""

    name: str
    name_en: str | None
    named: int
    value: str
    unit: str


def supports(store: Reader) -> tuple[Support, ...]:
    raise NotImplementedError


def gaps(store: Reader) -> tuple[Gap, ...]:
    raise NotImplementedError


def targets(store: Reader) -> tuple[Target, ...]:
    raise NotImplementedError
