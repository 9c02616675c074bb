"""Deciding who is who: `review`, `judge`."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, cast

import typer

from api.terminal import Format, check_format, reading_store, working
from graph.errors import InvalidRequest
from graph.settings import settings_from_environment

commands = typer.Typer()


@commands.command()
def review(
    label: Annotated[str | None, typer.Option(help="Only nodes of this label.")] = None,
    judged: Annotated[
        bool, typer.Option("--judged", help="What was judged and stands, instead.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Pairs at most.")] = 100,
    format: Format = "table",
) -> None:
    """List pairs of names that may be one body, with the parts of their score; the likest first."""
    from api import render
    from ingest.identity import LABELS
    from ingest.judgements import Judgements, judgements_path, read_log
    from ingest.review import ask_row, open_asks

    check_format(format)
    if label is not None and label not in LABELS:
        raise InvalidRequest(f"label {label!r} has no review", parameter="label", allowed=LABELS)
    log = Judgements(read_log(judgements_path(settings_from_environment())))
    if judged:
        rows = [
            {key: getattr(j, key) for key in ("left", "right", "verdict", "by", "at", "why")}
            for j in log.standing_ones()
        ]
        render.rows(rows, ["left", "right", "verdict", "by", "at", "why"], format)
        return
    with reading_store() as store, working("comparing names 比对名称"):
        asks = open_asks(store, log, LABELS if label is None else (label,))
        found = [ask_row(ask) for ask in islice(asks, limit)]
    if format != "json":
        for row in found:
            row["parts"] = _parts(cast("list[dict[str, Any]]", row["parts"]))
    columns = ["left_name", "right_name", "verdict", "score", "parts", "left", "right"]
    render.rows(found, columns, format)


def _parts(parts: list[dict[str, Any]]) -> str:
    from viz.words import catalogue

    zh, en = catalogue("zh"), catalogue("en")
    named = ((f"review.part_{p['name']}", p) for p in parts)
    return "; ".join(f"{zh[key]} {en[key]} {p['score']:g} {p['why']}" for key, p in named)


@commands.command()
def judge(
    left: Annotated[str, typer.Argument(help="An id, as review shows it.")],
    right: Annotated[str, typer.Argument(help="The other id.")],
    verdict: Annotated[str | None, typer.Argument(help="same or different.")] = None,
    why: Annotated[str, typer.Option(help="The reason, kept with it.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the judgement back.")] = False,
) -> None:
    """Say that two ids are one body or two; the log keeps it, and it can be undone."""
    import getpass

    from graph.connection import open_store
    from ingest.judgements import Judgement, judgements_path
    from ingest.review import judge as decide

    if undo == (verdict is not None) or (not undo and verdict not in {"same", "different"}):
        raise InvalidRequest(
            f"verdict {verdict!r} is unknown; give one of these, or --undo alone"
            if not undo
            else "--undo takes no verdict",
            parameter="verdict", allowed=("same", "different"),
        )  # fmt: skip
    at = datetime.now(UTC).isoformat(timespec="seconds")
    said = cast("Any", verdict or "undo")
    settings = settings_from_environment()
    path = judgements_path(settings)
    store = open_store(settings)
    try:
        with working("deciding 判定"):
            new = decide(store, path, Judgement(left, right, said, getpass.getuser(), at, why))
    finally:
        store.close()
    state = "kept 已记录" if new else "stood already 早已如此"
    print(f"{state}: {left} {said} {right}（{path}）")
