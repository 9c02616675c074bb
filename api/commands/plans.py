"""Reading plans and loading them: `extract`, `load`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands import tables
from api.terminal import Format, check_format, working
from graph.errors import InvalidRequest, SourceError
from graph.settings import settings_from_environment

if TYPE_CHECKING:
    from ingest.packaged import PackagedRegister

commands = typer.Typer()


@commands.command()
def extract(
    file: Annotated[Path, typer.Argument(help="A plan's text.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Facts file.")] = None,
    corrections: Annotated[Path | None, typer.Option(help="Corrections file.")] = None,
) -> None:
    """Read a plan and write its facts as JSON Lines, without touching a store."""
    from ingest.facts import write_facts

    facts = _facts(file, corrections)
    if output is None:
        write_facts(facts, sys.stdout)
        return
    try:
        with output.open("w", encoding="utf-8") as stream:
            write_facts(facts, stream)
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(output)) from exc
    print(f"{output}: {len(facts.nodes)} nodes, {len(facts.relationships)} relationships")


def _facts(file: Path, corrections: Path | None) -> Any:
    from ingest.corrections import apply_corrections
    from ingest.plan import open_source

    facts = open_source(file)
    return apply_corrections(facts, corrections) if corrections else facts


@commands.command()
def load(
    files: Annotated[
        list[str] | None, typer.Argument(help="Plans, facts files or a table.")
    ] = None,
    corrections: Annotated[Path | None, typer.Option(help="Corrections file.")] = None,
    packaged: Annotated[
        bool, typer.Option("--packaged", help="Load the packaged sources, all or those named.")
    ] = False,
    mapping: tables.Mapping = None,
    source: tables.Source = None,
    license: tables.License = None,
    date: tables.Date = None,
    version: tables.Version = None,
    sheet: tables.Sheet = None,
    strict: Annotated[bool, typer.Option("--strict", help="All rows of a table, or none.")] = False,
    rejected: Annotated[Path | None, typer.Option(help="File for rejected rows.")] = None,
    format: Format = "table",
) -> None:
    """Load plans, facts or a table, each whole or not at all; a second time changes nothing."""
    check_format(format)
    paths, registers = _packaged(files or []) if packaged else ([Path(f) for f in files or []], [])
    if not paths and not registers:
        raise InvalidRequest("nothing to load; name a file, or pass --packaged", parameter="FILE")
    table = [p for p in paths if mapping or tables.is_table(p)]
    plans = [p for p in paths if p not in table]
    done = _load_plans(plans, corrections, format) if plans else []
    loads = tables.load_tables(
        table, mapping=mapping, source=source, license=license, date=date, version=version,
        sheet=sheet, strict=strict, rejected=rejected,
    )  # fmt: skip
    if registers:
        loads += tables.load_registers(registers, strict=strict)
    if format == "table":
        tables.tell(loads)
    else:
        from api import render

        rows: list[dict[str, Any]] = [*done, *(asdict(load) for load in loads)]
        render.rows(rows, list(dict.fromkeys(key for row in rows for key in row)), format)


def _load_plans(paths: list[Path], corrections: Path | None, format: str) -> list[dict[str, Any]]:
    """Load plans and files of facts, and say so; what was done, as rows."""
    from graph.connection import open_store
    from ingest.load import load_facts

    rows: list[dict[str, Any]] = []
    with working("reading 读取"):
        read = [_facts(path, corrections) for path in paths]
    with working("opening the store 打开"):
        store = open_store(settings_from_environment())
    try:
        for facts in read:
            with working(f"loading 载入 {facts.policy.properties['name']}"):
                done = load_facts(store, facts, tables.judgements())
            state = "unchanged 未变" if done.unchanged else "loaded 已载入"
            if format == "table":
                counts = f"{done.nodes} nodes, {done.relationships} relationships"
                print(f"{state}: {done.name}（{counts}）")
            rows.append({
                "source": done.source, "name": done.name, "state": state.partition(" ")[0],
                "nodes": done.nodes, "relationships": done.relationships,
            })  # fmt: skip
    finally:
        store.close()
    return rows


def _packaged(names: list[str]) -> tuple[list[Path], list[PackagedRegister]]:
    """The packaged plans and registers of these names, or all; files may be named beside them."""
    from ingest.packaged import packaged_registers, packaged_sources

    plans, registers = packaged_sources(), packaged_registers()
    files = {
        name: Path(name)
        for name in names
        if name not in plans and name not in registers and Path(name).is_file()
    }
    for name in names:
        if name not in plans and name not in registers and name not in files:
            raise InvalidRequest(
                f"no packaged source {name!r}", parameter="NAME", allowed=(*plans, *registers)
            )
    wanted = names or [*plans, *registers]
    return (
        [(plans | files)[name] for name in wanted if name not in registers],
        [registers[name] for name in wanted if name in registers],
    )
