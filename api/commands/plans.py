"""Reading plans and loading them: `extract`, `load`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from api.terminal import working
from graph.errors import InvalidRequest, SourceError
from graph.settings import settings_from_environment

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
    with working("reading 读取"):
        read = [_facts(path, corrections) for path in paths]
    with working("opening the store 打开"):
        store = open_store(settings_from_environment())
    try:
        for facts in read:
            with working(f"loading 载入 {facts.policy.properties['name']}"):
                done = load_facts(store, facts)
            state = "unchanged 未变" if done.unchanged else "loaded 已载入"
            print(f"{state}: {done.name}（{done.nodes} nodes, {done.relationships} relationships）")
    finally:
        store.close()


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
