"""The questions: listed, asked by name, and four of them at an address of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

import queries
from api.answers import MOST_ROWS, Answer, TableFormat, csv_answer, json_answer, part_of, wants_csv
from api.opened import StoreOfServer
from graph.store import Store
from queries.coverage import Cell, Gap
from queries.elements import ElementState
from queries.registry import Param
from queries.targets import Target

router = APIRouter(tags=["questions"])

_OWN = ("format", "limit", "cursor")

Format = Annotated[
    TableFormat | None, Query(description="`csv` gives the rows as a table.", examples=["json"])
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows at most.", examples=[100])]
Cursor = Annotated[str, Query(max_length=400, description="`next` of the page before.")]
Plan = Annotated[
    str | None,
    Query(max_length=300, description="One plan (id, name or number); without it, all together."),
]
Named = Annotated[str | None, Query(max_length=300, description="An id, a name or an alias.")]
TABLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""What a table answers besides JSON."""


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question that can be asked, with what it takes."""

    name: str
    question: str
    question_en: str
    params: tuple[Param, ...]


@router.get("/questions", summary="Which questions can be asked?")
def list_questions() -> tuple[QuestionEntry, ...]:
    """Every question with its parameters."""
    return tuple(QuestionEntry(q.name, q.zh, q.en, q.params) for q in queries.QUESTIONS.values())


@router.get(
    "/questions/{name}",
    summary="Ask one question",
    response_model=Answer[dict[str, Any]],
    responses=TABLE,
)
def ask_question(
    store: StoreOfServer,
    request: Request,
    name: Annotated[str, Path(max_length=100, examples=["matrix"])],
    format: Format = None,
    limit: Limit = 1000,
    cursor: Cursor = "",
) -> Response:
    """The answer of one question. Its own parameters are those that the list names; they stand
    in the query string beside these."""
    given = {name: value for name, value in request.query_params.items() if name not in _OWN}
    return _answer(store, request, name, given, format, limit, cursor)


@router.get(
    "/matrix",
    summary="Which park supports which industry?",
    response_model=Answer[Cell],
    responses=TABLE,
)
def matrix(
    store: StoreOfServer,
    request: Request,
    plan: Plan = None,
    format: Format = None,
    limit: Limit = 1000,
    cursor: Cursor = "",
) -> Response:
    """Park × industry: every cell stated, derived or not stated (which is not: not so)."""
    return _answer(store, request, "matrix", {"plan": plan}, format, limit, cursor)


@router.get(
    "/gaps", summary="Where are the gaps?", response_model=Answer[Gap], responses=TABLE
)  # fmt: skip
def gaps(
    store: StoreOfServer,
    request: Request,
    plan: Plan = None,
    format: Format = None,
    limit: Limit = 1000,
    cursor: Cursor = "",
) -> Response:
    """Industries without a park or with a single one, and parks without an industry."""
    return _answer(store, request, "gaps", {"plan": plan}, format, limit, cursor)


@router.get(
    "/targets",
    summary="Which numbers does a plan set?",
    response_model=Answer[Target],
    responses=TABLE,
)
def targets(
    store: StoreOfServer,
    request: Request,
    program: Named = None,
    plan: Plan = None,
    format: Format = None,
    limit: Limit = 1000,
    cursor: Cursor = "",
) -> Response:
    """All targets, or those of one programme."""
    given = {"program": program, "plan": plan}
    return _answer(store, request, "targets", given, format, limit, cursor)


@router.get(
    "/elements",
    summary="Which of the things that a plan asks of every industry has evidence?",
    response_model=Answer[ElementState],
    responses=TABLE,
)
def elements(
    store: StoreOfServer,
    request: Request,
    industry: Named = None,
    plan: Plan = None,
    format: Format = None,
    limit: Limit = 1000,
    cursor: Cursor = "",
) -> Response:
    """Industry × element: stated, derived (with its rule) or not stated."""
    given = {"industry": industry, "plan": plan}
    return _answer(store, request, "elements", given, format, limit, cursor)


def _answer(
    store: Store,
    request: Request,
    name: str,
    given: Mapping[str, object],
    format: TableFormat | None,
    limit: int,
    cursor: str,
) -> Response:
    asked = queries.find(name)
    params = {key: value for key, value in given.items() if value not in (None, "")}
    rows = queries.ask(store, name, params)
    columns = tuple(asked.row.__dataclass_fields__)
    part = part_of(rows, limit=limit, cursor=cursor, of=(name, sorted(params.items())))
    if wants_csv(request, format):
        cells = map(attrgetter(*columns), part.rows)
        return csv_answer(name, columns, cells, len(rows) - len(part.rows))
    return json_answer(
        {
            "name": name, "question": asked.zh, "question_en": asked.en, "params": params,
            "columns": columns, "rows": part.rows, "total": part.total, "next": part.next,
            "cut": part.cut, "cypher": asked.cypher,
        }
    )  # fmt: skip
