"""Sources under review in the explorer: read by whoever reads, decided by whoever may load."""

from __future__ import annotations

from http import HTTPStatus
from threading import Lock
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.bodies import body_of
from api.keys import may_load
from api.routes.explorer import PageOfReader
from graph.connection import open_store
from graph.errors import InvalidRequest
from graph.settings import Settings
from ingest.drafts import Draft, Drafts, drafts_folder
from ingest.judgements import judgements_of
from ingest.load import load_facts
from viz import pages
from viz.drafts import Decided, draft_entry, draft_view

router = APIRouter(default_response_class=HTMLResponse)

_deciding = Lock()
Source = Annotated[str, Path(max_length=300)]
Form = dict[str, list[str]]


def _drafts(request: Request) -> Drafts:
    settings: Settings = request.app.state.settings
    return Drafts(drafts_folder(settings))


@router.get("/drafts")
def drafts(request: Request, page: PageOfReader) -> str:
    """The sources that wait for a review."""
    entries = [draft_entry(d.source, d.name, _decided(d)) for d in _drafts(request).all()]
    return pages.render(page, "drafts.html", drafts=entries)


def _decided(draft: Draft) -> Decided:
    return [(f.fact, f.decision) for f in draft.facts()]


@router.get("/drafts/{source}")
def draft(request: Request, page: PageOfReader, source: Source) -> str:
    """One source: its facts beside their words."""
    found = _drafts(request).find(source)
    view = draft_view(page, found.source, found.name, _decided(found), found.read().nodes)
    return pages.render(page, "draft.html", view=view, may=may_load(request))


async def _form(request: Request) -> Form:
    if not may_load(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this key may not decide; use one of scope admin")
    sent = (await body_of(request, 262_144)).decode("utf-8", "replace")
    return parse_qs(sent)


@router.post("/drafts/{source}", response_model=None)
def decide(
    request: Request, page: PageOfReader, source: Source, form: Annotated[Form, Depends(_form)]
) -> Response:
    """Keep decisions on the chosen facts, or load the draft, and go back to it."""
    decision = form.get("decision", [""])[-1]
    chosen = form.get("fact", [])
    rule = page.query.get("rule", "")
    with _deciding:
        found = _drafts(request).find(source)
        if decision == "load":
            settings: Settings = request.app.state.settings
            facts = found.accepted()
            store = open_store(settings)
            try:
                load_facts(store, facts, judgements_of(settings))
            finally:
                store.close()
            return RedirectResponse(page.href(f"/sources/{source}"), HTTPStatus.SEE_OTHER)
        if decision == "change":
            for id in chosen:
                found.change(id, form.get("status", [""])[-1])
        elif decision.endswith("_pattern"):
            if not rule:
                raise InvalidRequest("choose a pattern first", parameter="rule")
            ids = [f.fact.id for f in found.facts() if f.fact.properties.get("rule") == rule]
            found.decide(ids, decision.removesuffix("_pattern"))
        else:
            found.decide(chosen, decision)
    back = {k: v for k, v in page.query.items() if k in {"rule", "state"} and v}
    return RedirectResponse(page.href(f"/drafts/{source}", **back), HTTPStatus.SEE_OTHER)
