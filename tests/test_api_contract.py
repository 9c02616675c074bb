"""Whatever is asked, the API answers as its own description says: no 5xx, no other shape."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from graph.connection import open_store
from graph.settings import Settings
from tests.test_api import NODES, RELATIONSHIPS

CASES = int(os.environ.get("API_CASES", "8"))
"""Cases of a route and mode; set API_CASES for a long run."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROUTES = [
    (path, method, mode)
    for path, methods in create_app(Settings()).openapi()["paths"].items()
    for method, route in methods.items()
    for mode in GenerationMode
    # A route that takes nothing can be asked nothing wrong.
    if mode is GenerationMode.POSITIVE or route.get("parameters") or "requestBody" in route
]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    path = tmp_path_factory.mktemp("contract") / "atlas.db"
    served = Settings(store=str(path), cypher=True)
    store = open_store(served)
    store.prepare()
    store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
    store.close()
    app = create_app(served)
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize(("path", "method", "mode"), ROUTES, ids=lambda part: str(part))
def test_every_answer_is_as_described(
    described: BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    route = described[path][method]

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
        ],
    )
    @given(case=route.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()
