"""The one mapping from an error to an HTTP answer, in the one shape of RFC 9457."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.headers import headers
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
    if not request.url.path.startswith("/api/") and request.method == "GET":
        return error_answer(request, status=status, detail=detail)
    problem = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.url.path,
        **{name: value for name, value in more.items() if value},
    }
    return JSONResponse(problem, status.value, media_type="application/problem+json")


def _atlas(request: Request, error: Exception) -> Response:
    assert isinstance(error, AtlasError)
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s: %s", request.url.path, error)
    more: dict[str, object] = {}
    if isinstance(error, InvalidRequest):
        more = {"parameter": error.parameter, "allowed": list(error.allowed)}
    elif isinstance(error, NotFound):
        more = {"near": list(error.near)}
    return _answer(request, status, str(error), **more)


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
    detail = f"{parameter}={first.get('input')!r}: {first['msg']}"
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
    app.add_exception_handler(AtlasError, _atlas)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
