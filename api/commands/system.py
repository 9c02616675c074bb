"""What there is: `schema`, `status`."""

from __future__ import annotations

from typing import Any

import typer

from api.terminal import Format, check_format, program_version, reading_store
from graph.settings import settings_from_environment

commands = typer.Typer()


@commands.command()
def schema(format: Format = "table") -> None:
    """Show labels and relationships with their Chinese names and allowed ends."""
    from api import render
    from graph.schema import NODE_TYPES, RELATIONSHIP_TYPES, shown_properties

    check_format(format)
    rows: list[dict[str, Any]] = [
        {
            "type": "node", "name": t.label, "zh": t.zh, "en": t.en,
            "detail": ", ".join(p.name for p in shown_properties(t.label)),
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


@commands.command()
def status(format: Format = "table") -> None:
    """Show the store, its engine, what it holds and which loads made it."""
    from api import render
    from graph.schema import NODES, VERSION

    check_format(format)
    settings = settings_from_environment()
    with reading_store() as store:
        rows: list[dict[str, Any]] = [
            {"what": "innoatlas", "value": program_version()},
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
