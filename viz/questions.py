"""The question library: every question, its form, its answer as a table, and its Cypher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import queries
from graph.schema import label_of
from graph.store import Reader
from queries.nodes import passages
from queries.registry import Param
from viz.pages import Page
from viz.words import Language

_HIDDEN = {"passages", "source", "method", "body_quotes", "other_quotes"}
"""Columns that the table leaves out: the path stands for the passages, the rule for the method."""

_CODED = {"state", "status", "kind", "effect", "direction"}
"""Columns whose values are codes that the catalogue puts in words."""

_WORDS = {"quote", "quotes", "asked"}
"""Columns that hold a source's own words."""

_SHORT = 14
"""Characters that stay on one line."""


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A question in the reader's language."""

    name: str
    words: str
    params: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row: its words, where they lead, and how they are set (`words`, `short`)."""

    text: str
    href: str | None
    look: str


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
    api: str


def question_list(language: Language) -> tuple[QuestionLink, ...]:
    """Every question that can be asked."""
    return tuple(
        QuestionLink(q.name, q.zh if language == "zh" else q.en, tuple(p.name for p in q.params))
        for q in queries.QUESTIONS.values()
    )


def question_page(store: Reader, page: Page, *, name: str) -> QuestionView:
    """A question and, when what it needs is given, its rows; columns without a value are left out.

    Raises NotFound and InvalidRequest as `queries.ask` does.
    """
    asked = queries.find(name)
    given = {key: value for key, value in page.query.items() if value != ""}
    columns: tuple[str, ...] = ()
    rows = None
    if all(param.name in given for param in asked.params if param.required):
        answer = queries.ask(store, name, given)
        columns = tuple(
            column
            for column in asked.row.__dataclass_fields__
            if column not in _HIDDEN
            and not column.endswith(("_id", "_ids"))
            and column != "id"
            and any(getattr(row, column) not in (None, "", ()) for row in answer)
        )
        policies = _policies(store, answer)
        rows = tuple(
            tuple(_field(page, row, column, policies) for column in columns) for row in answer
        )
    tail = f"?{urlencode(given)}" if given else ""
    return QuestionView(
        name=name,
        words=asked.zh if page.language == "zh" else asked.en,
        params=asked.params,
        given=given,
        columns=columns,
        rows=rows,
        cypher=asked.cypher,
        api=f"/api/v1/questions/{name}{tail}",
    )


def _passages(row: object) -> tuple[str, ...]:
    return tuple(getattr(row, "passages", ()))


def _policies(store: Reader, answer: Sequence[object]) -> Mapping[str, str]:
    ids = (passage for row in answer for passage in _passages(row)[:1])
    return {passage.id: passage.policy_id for passage in passages(store, ids=ids)}


def _field(page: Page, row: object, column: str, policies: Mapping[str, str]) -> Field:
    value = getattr(row, column)
    text = page.term(column, value) if column in _CODED else page.value(value)
    href = None
    if column == "path" and (passage := next(iter(_passages(row)), "")) in policies:
        href = page.href(f"/sources/{policies[passage]}", fragment=passage)
    else:
        key = "id" if column == "name" else f"{column.removesuffix('_name')}_id"
        id = getattr(row, key, None)
        if isinstance(id, str) and label_of(id):
            href = page.href(f"/nodes/{id}")
    look = "words" if column in _WORDS else "short" if len(text) <= _SHORT else ""
    return Field(text, href, look)
