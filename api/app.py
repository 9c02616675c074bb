"""The HTTP front door: the API under /api/v1 and the explorer beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from api import errors, openapi
from api.caching import Marked
from api.guard import Guard
from api.headers import SecurityHeaders
from api.keys import Keys, keys_file
from api.metrics import Measured, Metrics
from api.opened import OpenStore
from api.routes import (
    cypher,
    drafts,
    explorer,
    graph_pages,
    loads,
    login,
    nodes,
    partner_pages,
    partners,
    paths,
    questions,
    restricted,
    review,
    search,
    subgraph,
    system,
)
from api.sessions import Sessions
from api.terminal import program_version
from graph.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application over the store that `settings` names.

    The store opens with the first request that needs it, and its errors are answers: a server
    that starts before its database does recovers by itself.
    """
    opened = OpenStore(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        opened.close()

    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title="InnoAtlas",
        version=program_version(),
        summary="The knowledge graph of a regional innovation ecosystem, with its proofs.",
        openapi_url="/api/v1/openapi.json",
        favicon_url="/static/favicon.svg",
        lifespan=lifespan,
    )
    app.state.opened = opened
    app.state.settings = settings
    app.state.metrics = metrics = Metrics()
    # A served store needs ATLAS_KEYS to have any; without it only this machine is served.
    named = settings.keys is not None or not settings.is_neo4j
    app.state.keys = keys = Keys(keys_file(settings) if named else None)
    app.state.sessions = sessions = Sessions()
    for module in (
        search, nodes, subgraph, paths, restricted, questions, partners, cypher, loads, system,
    ):  # fmt: skip
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(login.router, include_in_schema=False)
    app.include_router(explorer.router, include_in_schema=False)
    app.include_router(graph_pages.router, include_in_schema=False)
    app.include_router(partner_pages.router, include_in_schema=False)
    app.include_router(review.router, include_in_schema=False)
    app.include_router(drafts.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=Path(str(files("viz") / "static"))), name="static")
    errors.install(app)
    openapi.describe(app)
    # The last one added sees a request first.
    app.add_middleware(Marked)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Guard, keys=keys, sessions=sessions, rate=settings.rate)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Measured, metrics=metrics)
    return app
