"""Taking a part of the graph, or all of it, to another tool: `export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import reading_store, working
from graph.errors import InvalidRequest, SourceError

if TYPE_CHECKING:
    from graph.store import Reader
    from queries.subgraph import Subgraph

commands = typer.Typer()

_HTML = "html"
_IMPORT = "neo4j-admin"
_BINARY = {"csv"}
"""Formats that would garble a terminal."""
_MOST_OF_ALL = 20_000
"""Nodes of the whole graph in one file."""


@commands.command()
def export(
    seed: Annotated[
        list[str] | None,
        typer.Option(help="Id, name or alias to begin at; repeatable. None: the whole graph."),
    ] = None,
    depth: Annotated[int, typer.Option(help="Steps from the seeds, 1 to 3.")] = 1,
    rel: Annotated[
        list[str] | None, typer.Option(help="Relationship type to follow; repeatable.")
    ] = None,
    label: Annotated[list[str] | None, typer.Option(help="Label to reach; repeatable.")] = None,
    direction: Annotated[str, typer.Option(help="both, in or out.")] = "both",
    limit: Annotated[int | None, typer.Option(help="Nodes at most, 1 to 5000.")] = None,
    format: Annotated[
        str,
        typer.Option(
            help="html, json, cytoscape, graphml, gexf, jsonld, turtle, csv; neo4j-admin: a folder."
        ),
    ] = "json",
    lang: Annotated[str, typer.Option(help="Of the html page: zh or en.")] = "zh",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")] = None,
) -> None:
    """Write what is around some nodes, or the whole graph, as a file that another tool opens."""
    from queries.formats import FORMATS

    known = (_HTML, *FORMATS, _IMPORT)
    if format not in known:
        raise InvalidRequest(f"format {format!r} is unknown", parameter="format", allowed=known)
    if format == _IMPORT:
        _write_import(output, narrowed=bool(seed or rel or label))
        return
    if output is None and format in _BINARY and sys.stdout.isatty():
        raise InvalidRequest(
            f"format {format!r} is no text for a terminal; name a file with -o", parameter="output"
        )
    with reading_store() as store, working("exporting 导出"):
        found = _found(store, seed or [], depth, rel or [], label or [], direction, limit, format)
        body = _page(store, found, lang) if format == _HTML else FORMATS[format].write(found)
    _write(body, output)
    if found.cut:
        print(f"cut: {found.cut.how}", file=sys.stderr)
    if output is not None:
        print(f"{output}: {len(found.nodes)} nodes, {len(found.relationships)} relationships")


def _found(
    store: Reader,
    seeds: list[str],
    depth: int,
    types: list[str],
    labels: list[str],
    direction: str,
    limit: int | None,
    format: str,
) -> Subgraph:
    from queries.pattern import pattern
    from queries.subgraph import everything, subgraph
    from viz.export import MOST_DRAWN

    way = pattern(direction=direction).direction
    most = MOST_DRAWN if format == _HTML else None
    if not seeds:
        return everything(store, types=types, labels=labels, limit=limit or most or _MOST_OF_ALL)
    limit = 500 if limit is None else limit
    return subgraph(
        store,
        seeds=seeds,
        depth=depth,
        types=types,
        labels=labels,
        direction=way,
        limit=min(limit, most or limit),
    )


def _write_import(output: Path | None, *, narrowed: bool) -> None:
    from graph.neo4j_import import write_import

    if output is None:
        raise InvalidRequest(
            f"format {_IMPORT!r} writes a folder; name it with -o", parameter="output"
        )
    if narrowed:
        raise InvalidRequest(
            f"format {_IMPORT!r} takes the whole graph; leave out --seed, --rel and --label",
            parameter="format",
        )
    with reading_store() as store, working("exporting 导出"):
        made = write_import(store, output)
    print(f"{output}: {made.nodes} nodes, {made.relationships} relationships; see its README.txt")


def _page(store: Reader, found: Subgraph, lang: str) -> bytes:
    from viz.export import graph_page
    from viz.words import language_of

    return graph_page(store, found, language_of(lang)).encode()


def _write(body: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(body)
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(output)) from exc
