"""The command line `innoatlas`: its commands put together, and its errors in one line."""

from __future__ import annotations

import sys
from typing import Annotated, cast

import typer

from api.commands import (
    drafts,
    exporting,
    identity,
    keys,
    partners,
    plans,
    questions,
    serving,
    system,
    tables,
)
from api.terminal import program_version
from graph.errors import AtlasError

app = typer.Typer(
    name="innoatlas",
    help="The knowledge graph of a regional innovation ecosystem: 读规划，成图谱，答问题，附原文。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for module in (
    plans, drafts, tables, questions, partners, exporting, system, serving, keys, identity,
):  # fmt: skip
    app.add_typer(module.commands)

# Typer keeps the base of its usage errors private; this one has its text.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__base__)


def main() -> None:
    """Run the command line: exit code 1 and one clear line on an error."""
    debug = "--debug" in sys.argv[1:]
    arguments = [a for a in sys.argv[1:] if a != "--debug"]
    try:
        if code := app(arguments, standalone_mode=False):
            sys.exit(code)
    except AtlasError as exc:
        if debug:
            raise
        sys.exit(_complain(str(exc)))
    except _UsageError as exc:
        if debug:
            raise
        # Without a command the help is the message, and it has been printed.
        message = exc.format_message()
        sys.exit(_complain(message.rstrip(".") + "; see innoatlas --help") if message else 2)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _complain(message: str) -> int:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    return 1


def _version(value: bool) -> None:
    if value:
        print(program_version())
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a trace with an error.")] = False,
) -> None:
    """Settings come from ATLAS_* variables; ATLAS_STORE names the store."""
