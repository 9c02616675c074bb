"""The questions: listed, and asked by name with their parameters in the query string."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

import queries
from api.opened import StoreOfServer
from queries.registry import Param

router = APIRouter(tags=["questions"])


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question that can be asked, with what it takes."""

    name: str
    question: str
    question_en: str
    params: tuple[Param, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a question, and the Cypher that gave them."""

    name: str
    question: str
    question_en: str
    params: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    cypher: str


@router.get("/questions", summary="Which questions can be asked?")
def list_questions() -> tuple[QuestionEntry, ...]:
    """Every question with its parameters."""
    return tuple(QuestionEntry(q.name, q.zh, q.en, q.params) for q in queries.QUESTIONS.values())


@router.get("/questions/{name}", summary="Ask one question")
def ask_question(
    store: StoreOfServer,
    request: Request,
    name: Annotated[str, Path(max_length=100, examples=["matrix"])],
) -> Answer:
    """The answer of one question; its parameters are those that the list names."""
    given = dict(request.query_params)
    asked = queries.find(name)
    rows = tuple(asdict(row) for row in queries.ask(store, name, given))
    columns = tuple(asked.row.__dataclass_fields__)
    return Answer(name, asked.zh, asked.en, given, columns, rows, asked.cypher)
