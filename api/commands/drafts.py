"""Sources under review: `draft`, `drafts`, `accept`, `discard`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.terminal import Format, check_format, working
from graph.settings import settings_from_environment

if TYPE_CHECKING:
    from ingest.drafts import Drafts

commands = typer.Typer()

Name = Annotated[str, typer.Argument(help="A draft's id, as `innoatlas drafts` lists it.")]


def _drafts() -> Drafts:
    from ingest.drafts import Drafts, drafts_folder

    return Drafts(drafts_folder(settings_from_environment()))


@commands.command()
def draft(
    file: Annotated[Path, typer.Argument(help="A plan.")],
    model: Annotated[
        bool, typer.Option("--model", help="Let the model of ATLAS_MODEL_URL propose facts too.")
    ] = False,
) -> None:
    """Read a plan and keep its facts for review; nothing is loaded."""
    made = _drafts().add(file)
    if model:
        from ingest.second_reader import completer, propose

        complete, name = completer(settings_from_environment())
        with working("asking the model 请模型复读"):
            proposals = propose(made.read(), complete, name)
        made.propose(proposals.facts)
        print(f"the model proposed {len(proposals.facts.relationships)} facts that hold")
        for line in proposals.refused:
            print(f"refused: {line}")
    print(f"{made.source}: {made.name}, {len(made.facts())} facts to review at /drafts")


@commands.command()
def drafts(format: Format = "table") -> None:
    """List the sources under review."""
    from api import render

    check_format(format)
    rows: list[dict[str, Any]] = []
    for one in _drafts().all():
        decided = [f.decision for f in one.facts()]
        rows.append(
            {
                "draft": one.source, "name": one.name, "facts": len(decided),
                "accepted": decided.count("accept"), "rejected": decided.count("reject"),
                "open": decided.count("open"),
            }
        )  # fmt: skip
    render.rows(rows, ["draft", "name", "facts", "accepted", "rejected", "open"], format)


@commands.command()
def accept(name: Name) -> None:
    """Load a draft less what was rejected; its decisions stay for the next reading."""
    from graph.connection import open_store
    from ingest.judgements import judgements_of
    from ingest.load import load_facts

    one = _drafts().find(name)
    facts = one.accepted()
    settings = settings_from_environment()
    store = open_store(settings)
    try:
        with working(f"loading 载入 {one.name}"):
            done = load_facts(store, facts, judgements_of(settings))
    finally:
        store.close()
    state = "unchanged 未变" if done.unchanged else "loaded 已载入"
    print(f"{state}: {done.name}（{done.nodes} nodes, {done.relationships} relationships）")


@commands.command()
def discard(name: Name) -> None:
    """Remove a draft with its decisions; what was loaded stays."""
    one = _drafts().find(name)
    one.discard()
    print(f"discarded: {one.source}")
