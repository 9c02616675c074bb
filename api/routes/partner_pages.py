"""The explorer's pages of partners, covers and functions, and briefs to take away."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.opened import StoreOfServer
from api.routes.explorer import PageOfReader
from graph.errors import InvalidRequest
from viz import pages
from viz.brief import TYPES, brief_file
from viz.covers import cover_page
from viz.functions import functions_page
from viz.partners import partners_page

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/partners")
def partners(store: StoreOfServer, page: PageOfReader) -> str:
    """Partners for a node, each with its reasons."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    view = partners_page(store, page)
    kept = [(key, value) for key, value in page.pairs if value and key not in ("a", "b")]
    data = "/api/v1/partners?" + urlencode(kept)
    asked = {k: v for k, v in kept if k in ("node", "industry", "plan")}
    brief = "/brief?" + urlencode({**asked, "language": page.language})
    return pages.render(page, "partners.html", view=view, data=data, brief=brief)


@router.get("/cover")
def cover(store: StoreOfServer, page: PageOfReader) -> str:
    """Every smallest set of parks, and what breaks if one leaves."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    return pages.render(page, "cover.html", view=cover_page(store, page))


@router.get("/functions")
def functions(store: StoreOfServer, page: PageOfReader) -> str:
    """Parks and industries by function."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    return pages.render(page, "functions.html", view=functions_page(store, page))


@router.get("/brief")
def brief(
    store: StoreOfServer,
    node: Annotated[str, Query(max_length=300)] = "",
    industry: Annotated[str | None, Query(max_length=300)] = None,
    language: Literal["zh", "en"] = "zh",
    format: Literal["docx", "html"] = "docx",
    plan: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """A brief as a file."""
    if not node:
        raise InvalidRequest("no node is named; pass node=…", parameter="node")
    made = brief_file(
        store, node=node, industry=industry, language=language, format=format, plan=plan
    )
    name = quote(f"{node}{'-' + industry if industry else ''}.{format}".replace("/", "-"))
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(made, media_type=TYPES[format], headers=headers)
