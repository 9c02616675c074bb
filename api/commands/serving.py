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
) -> None:
    """Serve the explorer and the API; beyond this machine only to those who have a key."""
    from api.keys import Keys, keys_file

    settings = settings_from_environment()
    if host not in {"127.0.0.1", "localhost", "::1"} and not Keys(keys_file(settings)).all():
        raise InvalidRequest(
            f"--host {host} is reachable by others, who need a key each, and none was made; "
            "run `innoatlas key create NAME` first",
            parameter="host", allowed=("127.0.0.1", "localhost", "::1"),
        )  # fmt: skip
    import uvicorn

    from api.app import create_app

    shown = f"[{host}]" if ":" in host else host
    print(f"InnoAtlas: http://{shown}:{port}/", file=sys.stderr)
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning")
