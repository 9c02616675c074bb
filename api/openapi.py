"""The description of the API: every route's errors in their one shape, and how to bring a key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from pydantic import BaseModel

from api.problems import MEDIA_TYPE, Problem
from api.routes.cypher import Statement

_ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_WITH_BODY = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
_REF = "#/components/schemas/"


def describe(app: FastAPI) -> None:
    """Complete what `app` says of itself at /api/v1/openapi.json."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(made())
        return cast(dict[str, Any], app.openapi_schema)

    app.openapi = openapi


def _complete(told: dict[str, Any]) -> None:
    components = told.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for model in (Problem, Statement):
        schemas[model.__name__] = _schema(model)
    components["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of `innoatlas key create`; asked for when the server has keys.",
        }
    }
    # The empty one: a server without keys, on this machine, asks for none.
    told["security"] = [{}, {"key": []}]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            responses: dict[str, Any] = operation["responses"]
            # Ours are 400, told below; FastAPI writes this one by itself.
            responses.pop("422", None)
            errors = [*_ALWAYS, *(_WITH_BODY if method == "post" else ())]
            if "{" in path or "parameters" in operation:
                errors.append(HTTPStatus.NOT_FOUND)
            for status in errors:
                told_of = responses.setdefault(str(status.value), {})
                responses[str(status.value)] = _problem(status) | told_of
            if method == "get":
                responses.setdefault("304", {"description": "What the client has is current."})
            if "{id}" in path:
                responses.setdefault("308", {"description": "The id was merged; see Location."})


def _problem(status: HTTPStatus) -> dict[str, Any]:
    return {
        "description": status.phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF + Problem.__name__}}},
    }


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(ref_template=_REF + "{model}")
