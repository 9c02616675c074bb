"""The explorer: pages for people, over the same questions as the API."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from api.opened import StoreOfServer
from queries import nodes as read
from viz import pages
from viz.nodes import node_page
from viz.overview import overview
from viz.pages import Page
from viz.questions import question_list, question_page
from viz.sources import source_page
from viz.words import language_of

router = APIRouter(default_response_class=HTMLResponse)

FIRST_GAPS = 3
"""Gaps that the first screen shows; the rest are a link away."""


def page_of(request: Request) -> Page:
    """Where the reader is."""
    query = dict(request.query_params)
    language = language_of(query.pop("lang", None))
    return Page(language, request.url.path, query)


PageOfReader = Annotated[Page, Depends(page_of)]
Id = Annotated[str, Path(max_length=300)]


def error_answer(request: Request, *, status: HTTPStatus, detail: str) -> HTMLResponse:
    """An error as a page."""
    return HTMLResponse(
        pages.render_error(page_of(request), status=status, detail=detail), status.value
    )


@router.get("/")
def first_screen(store: StoreOfServer, page: PageOfReader) -> str:
    """The matrix, the gaps, one proof, and targets against what is named."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    view = overview(store, page)
    return pages.render(page, "overview.html", view=view, gaps=view.gaps[:FIRST_GAPS])


@router.get("/matrix")
def matrix(store: StoreOfServer, page: PageOfReader) -> str:
    """The matrix and one proof."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    return pages.render(page, "overview.html", view=overview(store, page))


@router.get("/gaps")
def gaps(store: StoreOfServer, page: PageOfReader) -> str:
    """Every gap, each with its reason and a way onward."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    return pages.render(page, "gaps.html", view=overview(store, page))


@router.get("/nodes/{id}")
def node(store: StoreOfServer, page: PageOfReader, id: Id) -> str:
    """Any node, as lanes."""
    return pages.render(page, "node.html", view=node_page(store, id=id))


@router.get("/sources")
def sources(store: StoreOfServer, page: PageOfReader) -> str:
    """The documents the graph rests on."""
    return pages.render(page, "sources.html", sources=read.sources(store))


@router.get("/sources/{policy_id}")
def source(store: StoreOfServer, page: PageOfReader, policy_id: Id) -> str:
    """One document, its facts marked."""
    return pages.render(page, "source.html", view=source_page(store, policy_id=policy_id))


@router.get("/questions")
def questions(page: PageOfReader) -> str:
    """Every question that can be asked."""
    return pages.render(page, "questions.html", questions=question_list(page.language))


@router.get("/questions/{name}")
def question(store: StoreOfServer, page: PageOfReader, name: Id) -> str:
    """One question: its answer as a table, and the Cypher that gave it."""
    view = question_page(store, page, name=name)
    return pages.render(page, "question.html", view=view)
