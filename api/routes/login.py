"""The login of the explorer: a browser's way to hold a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.bodies import body_of
from api.guard import cookie_of
from api.keys import Keys
from api.routes.explorer import PageOfReader
from api.sessions import COOKIE, SECONDS, Sessions
from viz import pages

router = APIRouter(default_response_class=HTMLResponse)


async def _form(request: Request) -> dict[str, str]:
    sent = (await body_of(request, 4096)).decode("utf-8", "replace")
    return {name: values[-1] for name, values in parse_qs(sent).items()}


@router.get("/login")
def login_page(page: PageOfReader) -> str:
    """The page that takes a key."""
    return pages.render(page, "login.html", next=_own(page.query.get("next", "")), wrong=False)


@router.post("/login", response_model=None)
def login(
    request: Request, page: PageOfReader, form: Annotated[dict[str, str], Depends(_form)]
) -> Response:
    """Begin a session of the key that was sent, and go where the reader was going."""
    keys: Keys = request.app.state.keys
    sessions: Sessions = request.app.state.sessions
    onward = _own(form.get("next", ""))
    key = keys.of(form.get("key", "").strip()) if keys.asked() else None
    if key is None:
        text = pages.render(page, "login.html", next=onward, wrong=True)
        return HTMLResponse(text, HTTPStatus.UNAUTHORIZED)
    answer = RedirectResponse(onward, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        COOKIE, sessions.begin(key.digest), max_age=SECONDS, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


@router.post("/logout", response_model=None)
def logout(request: Request) -> Response:
    """End the session."""
    sessions: Sessions = request.app.state.sessions
    if cookie := cookie_of(request.headers):
        sessions.end(cookie)
    answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _own(path: str) -> str:
    """A path of this site, or its first page: never an address elsewhere."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\", "/login"))
    return path if plain and path.isprintable() else "/"
