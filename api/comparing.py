"""Two plans held together, loaded or read from their files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import queries
from api.terminal import reading_store, working
from graph.embedded import EmbeddedStore
from queries.changes import Change


def plan_rows(before: str, after: str) -> tuple[list[dict[str, Any]], list[str]]:
    """What the later plan keeps, changes, drops and adds, and the columns of these rows.

    Two files are read aside, without touching the store; else both are plans of the store, by id,
    number or name. Raises SourceError, NotFound, InvalidRequest.
    """
    columns = list(Change.__dataclass_fields__)
    if not (Path(before).is_file() and Path(after).is_file()):
        with reading_store() as store:
            found = queries.ask(store, "plan_changes", {"before": before, "after": after})
            return [asdict(row) for row in found], columns
    from ingest.load import load_facts
    from ingest.plan import open_source

    with TemporaryDirectory() as folder, working("reading 读取"):
        aside = EmbeddedStore(Path(folder) / "plans.db")
        try:
            ids = [load_facts(aside, open_source(Path(f))).source for f in (before, after)]
            found = queries.ask(aside, "plan_changes", {"before": ids[0], "after": ids[1]})
        finally:
            aside.close()
    return [asdict(row) for row in found], columns
