"""The command line: `innoatlas extract | load | ask | cypher | schema | status | serve`."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from graph.errors import AtlasError, InvalidRequest, SourceError
from graph.settings import settings_from_environment

if TYPE_CHECKING:
    from graph.store import Store

app = typer.Typer(
    name="innoatlas",
    help="The knowledge graph of a regional innovation ecosystem: 读规划，成图谱，答问题，附原文。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Format = Annotated[str, typer.Option("--format", help="table, json or csv.")]
Params = Annotated[list[str] | None, typer.Option("--param", "-p", help="NAME=VALUE, repeatable.")]
FORMATS = ("table", "json", "csv")

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


@contextmanager
def _reading() -> Generator[Store]:
    from graph.connection import open_store

    store = open_store(settings_from_environment(), read_only=True)
    try:
        yield store
    finally:
        store.close()


def _app_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("innoatlas")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"


def _version(value: bool) -> None:
    if value:
        print(_app_version())
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a trace with an error.")] = False,
) -> None:
    """Settings come from ATLAS_* variables; ATLAS_STORE names the store."""


@app.command()
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


@app.command()
def load(
    files: Annotated[list[str] | None, typer.Argument(help="Plans or facts files.")] = None,
    corrections: Annotated[Path | None, typer.Option(help="Corrections file.")] = None,
    packaged: Annotated[
        bool, typer.Option("--packaged", help="Load the packaged sources, all or those named.")
    ] = False,
) -> None:
    """Load plans or facts files; each lands whole or not at all, a second time changes nothing."""
    from graph.connection import open_store
    from ingest.load import load_facts

    paths = _packaged(files or []) if packaged else [Path(f) for f in files or []]
    if not paths:
        raise InvalidRequest("nothing to load; name a file, or pass --packaged", parameter="FILE")
    with _working("reading 读取"):
        read = [_facts(path, corrections) for path in paths]
    with _working("opening the store 打开"):
        store = open_store(settings_from_environment())
    try:
        for facts in read:
            with _working(f"loading 载入 {facts.policy.properties['name']}"):
                done = load_facts(store, facts)
            state = "unchanged 未变" if done.unchanged else "loaded 已载入"
            print(f"{state}: {done.name}（{done.nodes} nodes, {done.relationships} relationships）")
    finally:
        store.close()


@contextmanager
def _working(what: str) -> Generator[None]:
    """A spinner on a terminal; nothing in a pipe, where it would only be noise."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(escape(what)):
        yield


def _packaged(names: list[str]) -> list[Path]:
    """The packaged sources of these names, or all; a name that is a file's stands for the file."""
    from ingest.packaged import packaged_sources

    known = packaged_sources()
    files = {name: Path(name) for name in names if name not in known and Path(name).is_file()}
    for name in names:
        if name not in known and name not in files:
            raise InvalidRequest(
                f"no packaged source {name!r}", parameter="NAME", allowed=tuple(known)
            )
    return [(known | files)[name] for name in names or known]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="A question; none lists them.")] = None,
    param: Params = None,
    format: Format = "table",
) -> None:
    """Ask a question by name, or list the questions."""
    import queries
    from api import render

    _check_format(format)
    if question is None:
        render.questions(list(queries.QUESTIONS.values()), format)
        return
    queries.find(question)
    with _reading() as store:
        rows = queries.ask(store, question, _pairs(param))
    columns = list(queries.find(question).row.__dataclass_fields__)
    if question == "matrix" and format == "table":
        render.matrix(rows)
    else:
        render.rows([asdict(row) for row in rows], columns, format, brief=True)


@app.command()
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

    _check_format(format)
    check_read_only(text)
    with _reading() as store:
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


def _check_format(format: str) -> None:
    if format not in FORMATS:
        raise InvalidRequest(f"format {format!r} is unknown", parameter="format", allowed=FORMATS)


@app.command()
def schema(format: Format = "table") -> None:
    """Show labels and relationships with their Chinese names and allowed ends."""
    from api import render
    from graph.schema import NODE_TYPES, RELATIONSHIP_TYPES, node_properties

    _check_format(format)
    rows: list[dict[str, Any]] = [
        {
            "type": "node", "name": t.label, "zh": t.zh, "en": t.en,
            "detail": ", ".join(p.name for p in node_properties(t.label)),
        }
        for t in NODE_TYPES
    ] + [
        {
            "type": "relationship", "name": t.name, "zh": t.zh, "en": t.en,
            "detail": ", ".join(f"{a}→{b}" for a, b in t.ends),
        }
        for t in RELATIONSHIP_TYPES
    ]  # fmt: skip
    render.rows(rows, ["type", "name", "zh", "en", "detail"], format)


@app.command()
def status(format: Format = "table") -> None:
    """Show the store, its engine, what it holds and which loads made it."""
    from api import render
    from graph.schema import NODES, VERSION

    _check_format(format)
    settings = settings_from_environment()
    with _reading() as store:
        rows: list[dict[str, Any]] = [
            {"what": "innoatlas", "value": _app_version()},
            {"what": "store", "value": settings.store},
            {"what": "engine", "value": store.engine},
            {"what": "schema", "value": VERSION},
        ]
        if not store.is_empty():
            for t in NODES.values():
                n = store.read(f"MATCH (n:{t.label}) RETURN count(n) AS n").rows[0][0]
                if n:
                    rows.append({"what": f"nodes {t.label} {t.zh}", "value": n})
            table = store.read(
                "MATCH (a)-[r]->(b) RETURN r.kind AS kind, count(r) AS n ORDER BY kind"
            )
            rows += [{"what": f"relationships {kind}", "value": n} for kind, n in table.rows]
            loads = store.read(
                "MATCH (l:Load) RETURN l.source AS source, l.file AS file, "
                "l.loaded_at AS loaded_at, l.digest AS digest ORDER BY source"
            )
            rows += [
                {"what": f"load {source}", "value": f"{file} {at} {str(digest)[:12]}"}
                for source, file, at, digest in loads.rows
            ]
    render.rows(rows, ["what", "value"], format)


@app.command()
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
