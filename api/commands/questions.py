"""Asking: `ask`, `cypher`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from api.terminal import Format, Params, check_format, reading_store
from graph.errors import InvalidRequest

commands = typer.Typer()


@commands.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="A question; none lists them.")] = None,
    param: Params = None,
    format: Format = "table",
) -> None:
    """Ask a question by name, or list the questions."""
    import queries
    from api import render

    check_format(format)
    if question is None:
        render.questions(list(queries.QUESTIONS.values()), format)
        return
    queries.find(question)
    with reading_store() as store:
        rows = queries.ask(store, question, _pairs(param))
    columns = list(queries.find(question).row.__dataclass_fields__)
    if question == "matrix" and format == "table":
        render.matrix(rows)
    else:
        render.rows([asdict(row) for row in rows], columns, format, brief=True)


@commands.command()
def cypher(
    text: Annotated[str, typer.Argument(help="One reading statement.")],
    param: Params = None,
    format: Format = "table",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="Rows at most.")] = 1000,
    timeout: Annotated[float, typer.Option(min=0.001, max=3600, help="Seconds.")] = 10.0,
) -> None:
    """Run one reading Cypher statement; anything that could write is refused."""
    from api import render
    from graph.readonly import check_read_only

    check_format(format)
    check_read_only(text)
    with reading_store() as store:
        table = store.read(text, _pairs(param), limit=limit, timeout=timeout)
    render.rows(table.records(), list(table.columns), format)
    if table.truncated:
        print(f"cut at {limit} rows; more with --limit", file=sys.stderr)


def _pairs(params: list[str] | None) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for param in params or []:
        name, sign, value = param.partition("=")
        if not sign or not name:
            raise InvalidRequest(f"--param {param!r} is not NAME=VALUE", parameter="param")
        pairs[name] = value
    return pairs
