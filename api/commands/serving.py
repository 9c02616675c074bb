"""Serving the explorer and the API: `serve`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from graph.errors import InvalidRequest
from graph.settings import settings_from_environment

commands = typer.Typer()


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    others: Annotated[
        bool, typer.Option("--others", help="Let others reach it: nothing asks for a key yet.")
    ] = False,
) -> None:
    """Serve the explorer and the API."""
    if not others and host not in {"127.0.0.1", "localhost", "::1"}:
        raise InvalidRequest(
            f"--host {host} is reachable by others, and nothing asks them for a key yet; "
            "pass --others to accept that",
            parameter="host", allowed=("127.0.0.1", "localhost", "::1"),
        )  # fmt: skip
    import uvicorn

    from api.app import create_app

    shown = f"[{host}]" if ":" in host else host
    print(f"InnoAtlas: http://{shown}:{port}/", file=sys.stderr)
    uvicorn.run(create_app(settings_from_environment()), host=host, port=port, log_level="warning")
