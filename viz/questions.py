"""The question library: every question, its form, its answer as a table, and its Cypher."""

from __future__ import annotations

from dataclasses import dataclass

import queries
from graph.schema import label_of
from graph.store import Reader
from queries.registry import Param
from viz.pages import Page
from viz.words import Language

_HIDDEN = {"passages", "source", "method", "body_quotes", "other_quotes"}
"""Columns that the table leaves out: the path stands for the passages, the rule for the method."""


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A question in the reader's language."""

    name: str
    words: str
    params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row, with the id of the node it names where it names one."""

    text: str
    node: str | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it is shown. `rows` is None until its parameters are given."""

    name: str
    words: str
    params: tuple[Param, ...]
    given: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[Field, ...], ...] | None
    cypher: str


def question_list(language: Language) -> tuple[QuestionLink, ...]:
    """Every question that can be asked."""
    return tuple(
        QuestionLink(q.name, q.zh if language == "zh" else q.en, tuple(p.name for p in q.params))
        for q in queries.QUESTIONS.values()
    )


def question_page(store: Reader, page: Page, *, name: str) -> QuestionView:
    """A question and, when what it needs is given, its rows.

    Raises NotFound and InvalidRequest as `queries.ask` does.
    """
    asked = queries.find(name)
    given = {k: v for k, v in page.query.items() if v != ""}
    needed = [p.name for p in asked.params if p.required]
    columns = tuple(
        f for f in asked.row.__dataclass_fields__
        if f not in _HIDDEN and not (f.endswith("_id") or f.endswith("_ids") or f == "id")
    )  # fmt: skip
    rows = None
    if all(name in given for name in needed):
        answer = queries.ask(store, name, given)
        rows = tuple(tuple(_field(row, column) for column in columns) for row in answer)
    words = asked.zh if page.language == "zh" else asked.en
    return QuestionView(name, words, asked.params, given, columns, rows, asked.cypher)


def _field(row: object, column: str) -> Field:
    value = getattr(row, column)
    text = "、".join(map(str, value)) if isinstance(value, tuple) else str(  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        "" if value is None else f"{value:g}" if isinstance(value, float) else value
    )  # fmt: skip
    key = "id" if column == "name" else f"{column.removesuffix('_name')}_id"
    id = getattr(row, key, None)
    return Field(text, id if isinstance(id, str) and label_of(id) else None)
