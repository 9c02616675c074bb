"""The explorer: pages for people, over the same questions as the API."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from api.kept import KeptPages
from api.opened import OpenStore, StoreOfServer
from graph.store import Store
from viz import pages
from viz.industries import industry_page
from viz.nodes import node_page
from viz.overview import gaps_page, industries_page, matrix_page, overview
from viz.pages import Page
from viz.parks import park_page, parks_page
from viz.plan import Choice, plan_choice
from viz.questions import ONWARD, question_list, question_page
from viz.sources import register_list, source_list, source_page
from viz.targets import ledger
from viz.words import language_of

router = APIRouter(default_response_class=HTMLResponse)


def page_of(request: Request) -> Page:
    """Where the reader is."""
    query = dict(request.query_params)
    language = language_of(query.pop("lang", None))
    pairs = tuple(p for p in request.query_params.multi_items() if p[0] != "lang")
    return Page(language, request.url.path, query, pairs)


Keep = Callable[[Callable[[], str]], str]
"""Gives the page that is kept, or makes it."""

PageOfReader = Annotated[Page, Depends(page_of)]
Id = Annotated[str, Path(max_length=300)]


_kept = KeptPages()


def _keeper(request: Request, page: PageOfReader) -> Keep:
    opened: OpenStore = request.app.state.opened

    def keep(make: Callable[[], str]) -> str:
        # Two applications of one process, as tests have them, must not share their pages.
        key = (id(opened), opened.version(), page.language, page.path, page.pairs)
        return _kept.get(key, make)

    return keep


Kept = Annotated[Keep, Depends(_keeper)]


def error_answer(request: Request, *, status: HTTPStatus, detail: str) -> HTMLResponse:
    """An error as a page."""
    return HTMLResponse(
        pages.render_error(page_of(request), status=status, detail=detail), status.value
    )


@router.get("/")
def first_screen(store: StoreOfServer, page: PageOfReader, kept: Kept) -> str:
    """The matrix, the gaps, one proof, the industries, and targets against what is named."""
    return _coverage(store, page, kept, "overview.html", overview)


@router.get("/matrix")
def matrix(store: StoreOfServer, page: PageOfReader, kept: Kept) -> str:
    """The matrix and one proof."""
    return _coverage(store, page, kept, "matrix.html", matrix_page)


@router.get("/gaps")
def gaps(store: StoreOfServer, page: PageOfReader, kept: Kept) -> str:
    """Every gap, each with its reason, what the plan asks, and a way onward."""
    return _coverage(store, page, kept, "gaps.html", gaps_page)


@router.get("/industries")
def industries(store: StoreOfServer, page: PageOfReader, kept: Kept) -> str:
    """Every industry of a plan, and which of the things it asks have evidence."""
    return _coverage(store, page, kept, "industries.html", industries_page)


def _coverage(
    store: Store,
    page: Page,
    kept: Keep,
    template: str,
    view_of: Callable[[Store, Page, Choice], object],
) -> str:
    def make() -> str:
        choice = plan_choice(store, page)
        if choice is None:
            return pages.render(page, "no_plan.html", sources=source_list(store))
        onward = question_list(page.language, *ONWARD)
        return pages.render(page, template, view=view_of(store, page, choice), onward=onward)

    return pages.render(page, "empty.html") if store.is_empty() else kept(make)


@router.get("/industries/{id}")
def industry(store: StoreOfServer, page: PageOfReader, kept: Kept, id: Id) -> str:
    """One industry: its ecosystem, its partners abroad, and what the plan asks of it."""

    def make() -> str:
        view = industry_page(store, page, plan_choice(store, page), id=id)
        return pages.render(page, "industry.html", view=view)

    return kept(make)


@router.get("/parks")
def parks(store: StoreOfServer, page: PageOfReader, kept: Kept) -> str:
    """Every park, with what it is known for."""

    def make() -> str:
        choice = plan_choice(store, page)
        view = parks_page(store, page, choice)
        return pages.render(page, "parks.html", view=view, choice=choice)

    return pages.render(page, "empty.html") if store.is_empty() else kept(make)


@router.get("/parks/{id}")
def park(store: StoreOfServer, page: PageOfReader, kept: Kept, id: Id) -> str:
    """One park: what it supports, what is in it, and what would be lost without it."""

    def make() -> str:
        view = park_page(store, page, plan_choice(store, page), id=id)
        return pages.render(page, "park.html", view=view)

    return kept(make)


@router.get("/targets")
def targets(store: StoreOfServer, page: PageOfReader, kept: Kept) -> str:
    """The targets of a plan beside what its sources name."""

    def make() -> str:
        choice = plan_choice(store, page)
        view = ledger(store, page, choice)
        return pages.render(page, "targets.html", view=view, choice=choice)

    return pages.render(page, "empty.html") if store.is_empty() else kept(make)


@router.get("/nodes/{id}")
def node(store: StoreOfServer, page: PageOfReader, kept: Kept, id: Id) -> str:
    """Any node, as lanes."""

    def make() -> str:
        view = node_page(store, id=id, lane=page.query.get("lane"))
        return pages.render(page, "node.html", view=view)

    return kept(make)


@router.get("/sources")
def sources(store: StoreOfServer, page: PageOfReader) -> str:
    """The documents the graph rests on."""
    return pages.render(
        page, "sources.html", sources=source_list(store), registers=register_list(store)
    )


@router.get("/sources/{policy_id}")
def source(store: StoreOfServer, page: PageOfReader, kept: Kept, policy_id: Id) -> str:
    """One document, its facts marked, or with `view=coverage` what no fact rests on."""

    def make() -> str:
        view = source_page(store, policy_id=policy_id, quote=page.query.get("quote", ""))
        template = "coverage.html" if page.query.get("view") == "coverage" else "source.html"
        return pages.render(page, template, view=view)

    return kept(make)


@router.get("/questions")
def questions(page: PageOfReader) -> str:
    """Every question that can be asked."""
    return pages.render(page, "questions.html", questions=question_list(page.language))


@router.get("/questions/{name}")
def question(store: StoreOfServer, page: PageOfReader, kept: Kept, name: Id) -> str:
    """One question: its answer as a table, and the Cypher that gave it."""

    def make() -> str:
        return pages.render(page, "question.html", view=question_page(store, page, name=name))

    return kept(make)
