"""API keys: `key create`, `key list`, `key revoke`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal import Format, check_format
from graph.settings import settings_from_environment

commands = typer.Typer()
_key = typer.Typer(no_args_is_help=True, help="Keys for a server that others reach.")
commands.add_typer(_key, name="key")


@_key.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Annotated[str, typer.Option(help="read, admin or restricted.")] = "read",
) -> None:
    """Make a key and print it; it is shown this once and kept nowhere."""
    from api.keys import Keys, keys_file

    print(Keys(keys_file(settings_from_environment())).create(name, scope))


@_key.command(name="list")
def show(format: Format = "table") -> None:
    """List the keys by name, never the keys themselves."""
    from api import render
    from api.keys import Keys, keys_file

    check_format(format)
    keys = Keys(keys_file(settings_from_environment())).all()
    rows = [{"name": k.name, "scope": k.scope, "created": k.created} for k in keys]
    render.rows(rows, ["name", "scope", "created"], format)


@_key.command()
def revoke(name: Annotated[str, typer.Argument(help="Whose key it is.")]) -> None:
    """Forget a key; a running server refuses it from now on."""
    from api.keys import Keys, keys_file

    Keys(keys_file(settings_from_environment())).revoke(name)
    print(f"revoked 已吊销: {name}")
