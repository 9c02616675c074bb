"""The one mapping from an error to an HTTP answer, in the one shape of RFC 9457."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.caching import NotModified, not_modified
from api.guard import is_local
from api.headers import headers
from api.opened import reader
from api.problems import problem
from api.routes.explorer import error_answer
from graph.errors import (
    AtlasError,
    ConfigError,
    InvalidRequest,
    NotFound,
    SourceError,
    StoreError,
    StoreUnavailable,
)
from queries.nodes import current_id

_log = logging.getLogger("innoatlas.api")

STATUS: Mapping[type[AtlasError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    InvalidRequest: HTTPStatus.BAD_REQUEST,
    SourceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.INTERNAL_SERVER_ERROR,
    ConfigError: HTTPStatus.INTERNAL_SERVER_ERROR,
    AtlasError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The nearest ancestor in the error tree decides."""


def status_of(error: AtlasError) -> HTTPStatus:
    """The HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _answer(request: Request, status: HTTPStatus, detail: str, **more: object) -> Response:
    path = request.url.path
    if not path.startswith("/api/") and request.method == "GET":
        return error_answer(request, status=status, detail=detail)
    return problem(path, status, detail, **more)


def _atlas(request: Request, error: Exception) -> Response:
    assert isinstance(error, AtlasError)
    status = status_of(error)
    detail = str(error)
    if isinstance(error, StoreError):
        request.app.state.metrics.store_errors.labels(type(error).__name__).inc()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s: %s", request.url.path, error)
        # It names files and addresses, which are nobody else's business.
        if not is_local(request.scope):
            detail = "the store does not answer now; the server's log says why, try again later"
    more: dict[str, object] = {}
    if isinstance(error, InvalidRequest):
        more = {"parameter": error.parameter, "allowed": list(error.allowed)}
    elif isinstance(error, NotFound):
        if moved := _moved(request, error):
            return moved
        more = {"near": list(error.near)}
    return _answer(request, status, detail, **more)


def _moved(request: Request, error: NotFound) -> Response | None:
    """The way to a node whose id was merged into another, when the path names it."""
    if request.method != "GET" or error.value not in request.path_params.values():
        return None
    try:
        current = current_id(reader(request), error.value)
    except AtlasError:
        return None
    if current is None:
        return None
    parts = request.url.path.split("/")
    path = "/".join(quote(current if p == error.value else p, safe=":") for p in parts)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, HTTPStatus.PERMANENT_REDIRECT)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    detail = error.detail
    if status is HTTPStatus.NOT_FOUND and detail == status.phrase:
        detail = f"no page {request.url.path!r}"
    answer = _answer(request, status, detail)
    answer.headers.update(error.headers or {})
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    parameter = str(first["loc"][-1])
    detail = f"{parameter}={str(first.get('input'))[:80]!r}: {first['msg']}"
    return _answer(request, HTTPStatus.BAD_REQUEST, detail, parameter=parameter)


def _unexpected(request: Request, error: Exception) -> Response:
    _log.exception("%s failed", request.url.path, exc_info=error)
    detail = "the server failed on this request; its log says why"
    answer = _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)
    # This answer is made outside every middleware, so it brings its own headers.
    answer.headers.update(headers(request.url.path))
    return answer


def install(app: FastAPI) -> None:
    """Answer every error of `app` in one shape: a problem under /api, a page elsewhere."""
    app.add_exception_handler(NotModified, not_modified)
    app.add_exception_handler(AtlasError, _atlas)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
