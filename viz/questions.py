"""The question library: every question, its form, its answer as a table, and its Cypher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import queries
from graph.schema import label_of
from graph.store import Reader
from queries import nodes as read
from queries.bodies import PILOT_LABELS
from queries.nodes import NodeView, passages
from queries.registry import Param
from viz.pages import Page
from viz.words import Language

_HIDDEN = {"passages", "source", "method", "body_quotes", "other_quotes"}
"""Columns that the table leaves out: the path stands for the passages, the rule for the method."""

_CODED = {"state", "status", "kind", "effect", "direction", "verdict", "function"}
"""Columns whose values are codes that the catalogue puts in words."""

_WORDS = {"quote", "quotes", "asked"}
"""Columns that hold a source's own words."""

MOST_ROWS = 500
"""Rows that the page shows; the CSV has them all."""

MOST_CHOICES = 200
"""Choices that a parameter lists; whatever else is typed is looked up all the same."""

_PICKED = {
    "industry": "Industry",
    "park": "Park",
    "plan": "Policy",
    "program": "Program",
    "passage": "Passage",
}
"""Parameters that name a node, and its label."""

ONWARD = (
    "single_anchor_industries", "unassigned_industries", "parks_without_industry",
    "smallest_cover", "allies", "dropout",
)  # fmt: skip
"""What a reader of the matrix asks next."""

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
class Input:
    """A parameter in a form: its value, and what can be picked.

    `closed` is whether nothing but a listed choice is an answer; a choice is (value, name).
    """

    name: str
    required: bool
    value: str
    choices: tuple[tuple[str, str], ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it is shown. `rows` is None until its parameters are given.

    `count` is the number of rows of the answer, of which MOST_ROWS are shown.
    """

    name: str
    words: str
    inputs: tuple[Input, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Field, ...], ...] | None
    count: int
    cypher: str
    api: str
    csv: str


def question_list(language: Language, *names: str) -> tuple[QuestionLink, ...]:
    """Every question that can be asked, or those of these names."""
    return tuple(
        QuestionLink(q.name, q.zh if language == "zh" else q.en, tuple(p.name for p in q.params))
        for q in queries.QUESTIONS.values()
        if not names or q.name in names
    )


def question_page(store: Reader, page: Page, *, name: str) -> QuestionView:
    """A question and, when what it needs is given, its rows; columns without a value are left out.

    Raises NotFound and InvalidRequest as `queries.ask` does.
    """
    asked = queries.find(name)
    given = {key: value for key, value in page.query.items() if value != ""}
    if not any(param.name == "plan" for param in asked.params):
        # Every link keeps the reader's plan, but not every question is asked of one.
        given.pop("plan", None)
    columns: tuple[str, ...] = ()
    rows, count = None, 0
    if all(param.name in given for param in asked.params if param.required):
        answer = queries.ask(store, name, given)
        columns = tuple(
            column
            for column in asked.row.__dataclass_fields__
            if column not in _HIDDEN
            and not column.endswith(("_id", "_ids"))
            and column != "id"
            and any(_text(page, column, getattr(row, column)) for row in answer)
        )
        policies = _policies(store, answer)
        rows = tuple(
            tuple(_field(page, row, column, policies) for column in columns)
            for row in answer[:MOST_ROWS]
        )
        count = len(answer)
    tail = f"?{urlencode(given)}" if given else ""
    csv = f"?{urlencode(given | {'format': 'csv'})}"
    return QuestionView(
        name=name,
        words=asked.zh if page.language == "zh" else asked.en,
        inputs=tuple(_input(store, page, param, given) for param in asked.params),
        columns=columns,
        rows=rows,
        count=count,
        cypher=asked.cypher,
        api=f"/api/v1/questions/{name}{tail}",
        csv=f"/api/v1/questions/{name}{csv}",
    )


def _input(store: Reader, page: Page, param: Param, given: Mapping[str, str]) -> Input:
    default = "" if param.default is None else str(param.default)
    value = given.get(param.name, default)
    label = _PICKED.get(param.name)
    if label is None:
        kinds = tuple((kind, page.kind(kind)) for kind in PILOT_LABELS)
        return Input(
            param.name, param.required, value, kinds if param.name == "label" else (),
            param.name == "label",
        )  # fmt: skip
    found = read.nodes(store, label=label, limit=MOST_CHOICES)
    choices = tuple((n.id, page.plain(n.name, _english(n))) for n in found.nodes)
    # What is typed may be a name: then the list is no closed one.
    closed = found.after is None and (not value or any(value == id for id, _ in choices))
    return Input(param.name, param.required, value, choices, closed)


def _english(node: NodeView) -> str | None:
    name = node.properties.get("name_en")
    return name if isinstance(name, str) else None


def _passages(row: object) -> tuple[str, ...]:
    return tuple(getattr(row, "passages", ()))


def _policies(store: Reader, answer: Sequence[object]) -> Mapping[str, str]:
    ids = (passage for row in answer for passage in _passages(row)[:1])
    return {passage.id: passage.policy_id for passage in passages(store, ids=ids)}


def _text(page: Page, column: str, value: object) -> str:
    if column == "rule":
        return page.rule(value if isinstance(value, str) else None)
    if column in _CODED and isinstance(value, str):
        return page.term(column, value)
    return page.value(value)


def _field(page: Page, row: object, column: str, policies: Mapping[str, str]) -> Field:
    value = getattr(row, column)
    text = _text(page, column, value)
    href = None
    if column == "path" and (passage := next(iter(_passages(row)), "")) in policies:
        words = getattr(row, "quote", None)
        href = page.words(policies[passage], [passage], words if isinstance(words, str) else None)
    else:
        key = "id" if column == "name" else f"{column.removesuffix('_name')}_id"
        id = getattr(row, key, None)
        if isinstance(id, str) and label_of(id):
            href = page.home(id)
    look = "words" if column in _WORDS else "short" if len(text) <= _SHORT else ""
    return Field(text, href, look)
