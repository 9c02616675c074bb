"""Partners and covers: `partners`, `cover`, `brief`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import Format, check_format, reading_store
from graph.errors import InvalidRequest, SourceError

if TYPE_CHECKING:
    from queries.partners import Note

commands = typer.Typer()

Node = Annotated[str, typer.Argument(help="A park, enterprise or industry: id, name or alias.")]
Industry = Annotated[str | None, typer.Option("--industry", help="The industry that counts.")]
Plan = Annotated[str | None, typer.Option("--plan", help="One plan; without it, all.")]
With = Annotated[
    list[str] | None, typer.Option("--with", help="A fact to assume, as “A SUPPORTS B”.")
]
Without = Annotated[
    list[str] | None, typer.Option("--without", help="A fact to leave out, as “A SUPPORTS B”.")
]


@commands.command()
def partners(
    node: Node,
    industry: Industry = None,
    need: Annotated[
        list[str] | None, typer.Option("--need", help="A function or kind of node, repeatable.")
    ] = None,
    near: Annotated[str | None, typer.Option("--near", help="Only in this region or park.")] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", help="A node or kind to leave out.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="Partners at most.")] = 10,
    plan: Plan = None,
    with_: With = None,
    without: Without = None,
    format: Format = "table",
) -> None:
    """Find partners: ranked, each score the sum of its parts, each part with its words."""
    from api import render
    from queries.partners import partners as found
    from queries.whatif import what_if

    check_format(format)
    with reading_store() as store:
        answer = found(
            store, node=node, industry=industry, needs=need or (), near=near,
            exclude=exclude or (), limit=limit, plan=plan,
            assumed=what_if(store, with_ or (), without or ()),
        )  # fmt: skip
    if format == "json":
        print(json.dumps([asdict(row) for row in answer.rows], ensure_ascii=False, indent=1))
    else:
        rows = [
            {
                "rank": row.rank, "id": row.id, "label": row.label, "name": row.name,
                "score": row.score, **{part.name: part.score for part in row.parts},
                "because": next((f.quote for p in row.parts for f in p.evidence if f.quote), ""),
            }
            for row in answer.rows
        ]  # fmt: skip
        columns = list(rows[0]) if rows else ["rank", "id", "label", "name", "score"]
        shown = [c for c in columns if format == "csv" or c != "id"]
        render.rows(rows, shown, format)
    _tell([*answer.known, *answer.unknown])


def _tell(notes: list[Note]) -> None:
    """Say in both languages, beside the answer, what is known and not known."""
    from viz.notes import note_text

    for note in notes:
        print(f"{note_text('zh', note)} {note_text('en', note)}", file=sys.stderr)


@commands.command()
def cover(
    industry: Annotated[
        list[str] | None, typer.Option("--industry", help="An industry to cover, repeatable.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="What covers it: Park, Institute, …")
    ] = None,
    with_: With = None,
    without: Without = None,
    plan: Plan = None,
    format: Format = "table",
) -> None:
    """Find every smallest set of parks for some industries, and what breaks if one leaves."""
    from api import render
    from queries.covers import HOLDERS, covers
    from queries.whatif import what_if

    check_format(format)
    with reading_store() as store:
        assumed = what_if(store, with_ or (), without or ())
        answer = covers(
            store, industries=industry or (), labels=kind or HOLDERS, plan=plan, assumed=assumed
        )
    if format == "json":
        print(json.dumps(asdict(answer), ensure_ascii=False, indent=1))
        return
    sets = [
        {"set": n, "size": len(ids), "parks": tuple(answer.names[id] for id in ids)}
        for n, ids in enumerate(answer.sets, 1)
    ]
    render.rows(sets, ["set", "size", "parks"], format)
    if format == "table":
        members = [
            {
                "member": m.name, "in sets": m.in_sets, "industries": m.industries,
                "breaks without it": m.irreplaceable,
                "smallest set without it": m.size_without,
            }
            for m in answer.members
        ]  # fmt: skip
        if members:
            render.rows(members, list(members[0]), format)
    for name in answer.uncovered:
        print(f"没有依托园区 no holder: {name}", file=sys.stderr)
    for fact in answer.assumed:
        print(f"假设 assumed: {fact}", file=sys.stderr)


@commands.command()
def brief(
    node: Node,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    industry: Industry = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    format: Annotated[
        str | None, typer.Option("--format", help="docx or html; else as the file is called.")
    ] = None,
    plan: Plan = None,
) -> None:
    """Write a cited partner brief for a park, enterprise or industry, as Word or as one page."""
    from viz.brief import FORMATS, brief_file

    kind = format or output.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InvalidRequest(f"format {kind!r} is unknown", parameter="format", allowed=FORMATS)
    if language not in ("zh", "en"):
        raise InvalidRequest(
            f"language {language!r} is unknown", parameter="language", allowed=("zh", "en")
        )
    with reading_store() as store:
        made = brief_file(
            store, node=node, industry=industry, language=language, format=kind, plan=plan
        )
    try:
        output.write_bytes(made)
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(output)) from exc
    print(f"{output}: {len(made):,} bytes")
