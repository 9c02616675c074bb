"""Tables: `map`, `template`, `diff`, `rollback`, `loads`, and the part of `load` that is theirs."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from api.terminal import Format, check_format, reading_store
from graph.errors import InvalidRequest, SourceError
from graph.settings import settings_from_environment

if TYPE_CHECKING:
    from graph.store import Store
    from ingest.packaged import PackagedRegister
    from ingest.tables.archive import Archive
    from ingest.tables.cells import TableFile
    from ingest.tables.loading import TableLoad
    from ingest.tables.mapping import TableMapping
    from ingest.tables.register import Register
    from ingest.tables.writing import Progress

commands = typer.Typer()

_TOLD = "--source NAME --license LICENCE --date DATE"

Mapping = Annotated[
    str | None, typer.Option("--mapping", help="A mapping's file, or the name of a ready one.")
]
Source = Annotated[str | None, typer.Option("--source", help="Name of the register.")]
License = Annotated[str | None, typer.Option("--license", help="Its licence.")]
Date = Annotated[str | None, typer.Option("--date", help="The date of its state.")]
Version = Annotated[str | None, typer.Option("--version", help="Its version (default: the date).")]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook.")]


@commands.command(name="map")
def map_(
    file: Annotated[Path, typer.Argument(help="A table.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Mapping file.")] = None,
    sheet: Sheet = None,
) -> None:
    """Draft a mapping from a table's header and its first rows."""
    from ingest.tables.drafting import draft_mapping
    from ingest.tables.readers import open_table

    text = draft_mapping(open_table(file, sheet=sheet))
    if output is None:
        print(text, end="")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(output)) from exc
    print(f"{output}: check it, then: innoatlas load {file} --mapping {output} {_TOLD}")


@commands.command()
def template(
    name: Annotated[str | None, typer.Argument(help="A template; none lists them.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="XLSX file.")] = None,
) -> None:
    """Write a fill-in workbook with headings, notes and drop-downs; it loads without a mapping."""
    from ingest.tables.templates import template_names, write_template

    names = template_names()
    if name is None:
        for key, title in names.items():
            print(f"{key}\t{title}")
        return
    if name not in names:
        raise InvalidRequest(f"no template {name!r}", parameter="NAME", allowed=tuple(names))
    path = output or Path(f"{name}.xlsx")
    write_template(name, path)
    print(f"{path}: fill it in, then: innoatlas load {path} {_TOLD}")


@commands.command()
def diff(
    file: Annotated[Path, typer.Argument(help="A table; or the earlier of two plans.")],
    later: Annotated[
        str | None, typer.Argument(help="The later plan: a file, or one that is loaded.")
    ] = None,
    mapping: Mapping = None,
    source: Source = None,
    license: License = None,
    date: Date = None,
    version: Version = None,
    sheet: Sheet = None,
    format: Format = "table",
) -> None:
    """Tell what loading a table would add, remove and change; or hold two plans together."""
    from api import render
    from ingest.tables.differences import differences

    check_format(format)
    if later is not None:
        from api.comparing import plan_rows

        rows, columns = plan_rows(str(file), later)
        kept = [row for row in rows if row["change"] == "kept"]
        if format == "table":
            rows = [_shortened(row) for row in rows if row["change"] != "kept"]
            columns = ["change", "kind", "start", "end_name", "before", "after", "quote_before",
                       "quote_after"]  # fmt: skip
        render.rows(rows, columns, format)
        if format == "table":
            print(f"kept 保留: {len(kept)}")
        return
    table, how = table_and_mapping(file, mapping, sheet)
    register = _register(source, license, date, version)
    with reading_store() as store, progress_bar() as progress:
        found = differences(store, table, how, register, judgements(), progress=progress)
    render.rows([asdict(d) for d in found], ["change", "what", "count", "examples"], format)


def _shortened(row: dict[str, object]) -> dict[str, object]:
    """A row whose quotes fit a terminal; the other formats have them whole."""
    return {
        key: f"{value[:48]}…" if isinstance(value, str) and len(value) > 50 else value
        for key, value in row.items()
    }


@commands.command()
def rollback(
    source: Annotated[str, typer.Argument(help="A loaded source: its name or id.")],
    out: Annotated[bool, typer.Option("--out", help="Take it out, whatever came before.")] = False,
) -> None:
    """Undo the last load of a source: back to the version before it, or out of the store."""
    from ingest.tables.undoing import roll_back

    with writing() as (store, archive), progress_bar() as progress:
        done = roll_back(
            store, archive, source, out=out, judgements=judgements(), progress=progress
        )
    if done.version is None:
        print(f"out 已撤出: {done.name}")
    else:
        print(f"back 已恢复: {done.name} {done.version}（{done.nodes} nodes, "
              f"{done.relationships} relationships）")  # fmt: skip


@commands.command()
def loads(format: Format = "table") -> None:
    """List what was loaded: when, by whom, under which licence, with counts and digest."""
    from api import render

    check_format(format)
    columns = [
        "source", "name", "version", "date", "license", "state", "rows", "loaded", "merged",
        "rejected", "nodes", "relationships", "loaded_at", "loaded_by", "file", "digest",
    ]  # fmt: skip
    returned = ", ".join(f"l.{c} AS {c}" for c in columns)
    with reading_store() as store:
        rows = store.read(f"MATCH (l:Load) RETURN {returned} ORDER BY loaded_at, source").records()
    for row in rows:
        row["digest"] = str(row["digest"])[:12]
    render.rows(rows, columns, format)


# What `load` asks of this module


def is_table(path: Path) -> bool:
    """Whether a file is a table rather than a plan or a file of facts."""
    from ingest.tables.cells import FORMATS

    return path.suffix.lower() in set(FORMATS) - {".txt", ".jsonl", ".ndjson"}


def load_tables(
    files: Iterable[Path], *, mapping: str | None, source: str | None, license: str | None,
    date: str | None, version: str | None, sheet: str | None, strict: bool,
    rejected: Path | None,
) -> list[TableLoad]:  # fmt: skip
    """Load files as one register each."""
    from ingest.tables.loading import load_table

    paths = list(files)
    if len(paths) > 1:
        raise InvalidRequest(
            "load one table at a time: each is a register with a source of its own"
        )
    done: list[TableLoad] = []
    for path in paths:
        table, how = table_and_mapping(path, mapping, sheet)
        register = _register(source, license, date, version)
        target = rejected or path.with_name(f"{path.stem}.rejected{path.suffix}")
        with writing() as (store, archive), progress_bar() as progress:
            done.append(
                load_table(
                    store, archive, table, how, register, strict=strict, rejects=target,
                    judgements=judgements(), progress=progress,
                )
            )  # fmt: skip
    return done


def load_registers(
    registers: Iterable[PackagedRegister], *, strict: bool = False
) -> list[TableLoad]:
    """Load packaged registers."""
    from ingest.packaged import ready_mapping
    from ingest.tables.loading import load_table
    from ingest.tables.readers import open_table

    with writing() as (store, archive), progress_bar() as progress:
        return [
            load_table(
                store, archive, open_table(r.path), ready_mapping(r.mapping), r.register,
                strict=strict, judgements=judgements(), progress=progress,
            )
            for r in registers
        ]  # fmt: skip


def tell(done: Iterable[TableLoad]) -> None:
    """Say what loads did: every row accounted for, the first rejected rows with their reasons."""
    for load in done:
        state = "unchanged 未变" if load.state == "unchanged" else "loaded 已载入"
        print(
            f"{state}: {load.name}（{load.rows} rows = {load.loaded} loaded + {load.merged} merged "
            f"+ {load.rejected} rejected; {load.nodes} nodes, {load.relationships} relationships）"
        )
        for r in load.rejections:
            where = f"  rejected 退回 row {r.row}" + (
                f", {r.column} = {r.value!r}" if r.column else ""
            )
            print(f"{where}: {r.reason}", file=sys.stderr)
        if load.rejected > len(load.rejections) and load.rejections:
            print(f"  … {load.rejected - len(load.rejections)} more", file=sys.stderr)
        if load.file:
            print(f"  rejected rows 退回的行: {load.file} (correct and load it)", file=sys.stderr)
        if load.asks:
            print(
                f"  {load.asks} pairs of names to judge 待判定: innoatlas review", file=sys.stderr
            )
        for note in load.notes:
            print(f"  {note}", file=sys.stderr)


def table_and_mapping(
    path: Path, mapping: str | None, sheet: str | None
) -> tuple[TableFile, TableMapping]:
    """A table and the mapping that is named, or that its sheet's title tells."""
    from ingest.packaged import ready_mapping, ready_mappings
    from ingest.tables.mapping import read_mapping
    from ingest.tables.readers import open_table
    from ingest.tables.templates import mapping_of_sheet

    if mapping is None:
        found = mapping_of_sheet(path, sheet)
        if found is None:
            raise InvalidRequest(
                f"--mapping is missing: name a mapping's file or a ready mapping, or draft one "
                f"with innoatlas map {path} -o M.yaml",
                parameter="mapping", allowed=tuple(ready_mappings()),
            )  # fmt: skip
        mapping, sheet = found
    ready = mapping in ready_mappings() and not Path(mapping).is_file()
    if not ready and not Path(mapping).is_file():
        raise InvalidRequest(
            f"no mapping {mapping!r}", parameter="mapping", allowed=tuple(ready_mappings())
        )
    how = ready_mapping(mapping) if ready else read_mapping(Path(mapping))
    return open_table(path, sheet=sheet or how.sheet, header_row=how.header), how


def _register(
    source: str | None, license: str | None, date: str | None, version: str | None
) -> Register:
    from ingest.tables.register import register_of

    return register_of(source=source, license=license, date=date, version=version)


def judgements() -> Any:
    """The judgements on names that stand."""
    from ingest.judgements import judgements_of

    return judgements_of(settings_from_environment())


@contextmanager
def writing() -> Generator[tuple[Store, Archive]]:
    """The store, open for writing, and its archive."""
    from graph.connection import open_store
    from ingest.tables.archive import Archive, archive_path

    settings = settings_from_environment()
    store = open_store(settings)
    try:
        archive = Archive(archive_path(settings))
        try:
            yield store, archive
        finally:
            archive.close()
    finally:
        store.close()


@contextmanager
def progress_bar() -> Generator[Progress | None]:
    """A bar with rate and time left on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,} rows"),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total or None, rate="")
            speed = cast(Any, bar).tasks[tasks[what]].speed
            bar.update(
                tasks[what], completed=done, total=total or None,
                rate=f"{speed:,.0f}/s" if speed else "",
            )  # fmt: skip

        yield told
