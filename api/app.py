"""The HTTP front door: the API under /api/v1 and the explorer beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

from api import errors
from api.headers import SecurityHeaders
from api.opened import OpenStore
from api.routes import explorer, nodes, questions, system
from graph.settings import Settings


def _version() -> str:
    try:
        return version("innoatlas")
    except PackageNotFoundError:
        return "0"


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
        version=_version(),
        summary="The knowledge graph of a regional innovation ecosystem, with its proofs.",
        openapi_url="/api/v1/openapi.json",
        favicon_url="/static/favicon.svg",
        lifespan=lifespan,
    )
    app.state.opened = opened
    for router in (system.router, nodes.router, questions.router):
        app.include_router(router, prefix="/api/v1")
    app.include_router(explorer.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=Path(str(files("viz") / "static"))), name="static")
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(SecurityHeaders)
    return app
