"""The review of names in the explorer: read by whoever reads, decided by whoever may load."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.bodies import body_of
from api.keys import may_load
from api.opened import OpenStore, PlainStore
from api.routes.explorer import PageOfReader
from graph.connection import open_store
from graph.errors import InvalidRequest
from graph.settings import Settings
from graph.store import Store
from ingest.judgements import VERDICTS, Judgement, Judgements, judgements_path, read_log
from ingest.review import ask_row, judge, names_of, open_asks
from viz import pages
from viz.review import ask_views

router = APIRouter(default_response_class=HTMLResponse)

SHOWN = 50
"""Pairs on the page; `innoatlas review` lists all."""

_deciding = Lock()


@router.get("/review")
def review(request: Request, store: PlainStore, page: PageOfReader) -> str:
    """Pairs that may be one body, and what was judged."""
    settings: Settings = request.app.state.settings
    path = judgements_path(settings)
    log = Judgements(read_log(path))
    asks = [] if store.is_empty() else _asks(request, store, log, path)
    judged = tuple(log.standing_ones())
    return pages.render(
        page,
        "review.html",
        asks=ask_views(page, asks[:SHOWN]),
        more=max(0, len(asks) - SHOWN),
        judged=judged,
        names=names_of(store, (id for j in judged for id in (j.left, j.right))),
        may=may_load(request),
    )


def _asks(request: Request, store: Store, log: Judgements, path: Path) -> list[dict[str, Any]]:
    """The open questions, worked out once for each state of the graph and the log."""
    opened: OpenStore = request.app.state.opened
    size = path.stat().st_size if path.exists() else 0
    mark = (opened.version(), size)
    known = cast(
        "tuple[object, list[dict[str, Any]]] | None", getattr(request.app.state, "asks", None)
    )
    if known is None or known[0] != mark:
        known = (mark, [ask_row(ask) for ask in open_asks(store, log)])
        request.app.state.asks = known
    return known[1]


async def _form(request: Request) -> dict[str, str]:
    if not may_load(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this key may not judge; use one of scope admin")
    sent = (await body_of(request, 16_384)).decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(sent).items()}


@router.post("/review", response_model=None)
def decide(
    request: Request, page: PageOfReader, form: Annotated[dict[str, str], Depends(_form)]
) -> Response:
    """Keep a judgement, make the store follow, and go back to the list."""
    for name in ("left", "right", "verdict"):
        if not form.get(name):
            raise InvalidRequest(f"{name} is missing", parameter=name)
    if form["verdict"] not in VERDICTS:
        raise InvalidRequest(
            f"verdict {form['verdict'][:40]!r} is unknown", parameter="verdict", allowed=VERDICTS
        )
    judgement = Judgement(
        form["left"], form["right"], cast("Any", form["verdict"]), "explorer",
        datetime.now(UTC).isoformat(timespec="seconds"), form.get("why", "")[:500],
    )  # fmt: skip
    settings: Settings = request.app.state.settings
    with _deciding:
        store = open_store(settings)
        try:
            judge(store, judgements_path(settings), judgement)
        finally:
            store.close()
    return RedirectResponse(page.href("/review"), HTTPStatus.SEE_OTHER)
