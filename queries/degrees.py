"""How many nodes each of some nodes is joined to."""

from __future__ import annotations

from collections.abc import Sequence

from graph.store import Reader
from queries.pattern import pattern
from queries.registry import statement
from queries.subgraph import labels_of


def degrees(
    store: Reader, *, ids: Sequence[str], types: Sequence[str] = (), labels: Sequence[str] = ()
) -> dict[str, int]:
    """The number of nodes next to each of these; `types` and `labels` filter as in a subgraph.

    Ids that no node has are left out. Raises InvalidRequest for a word the schema does not have.
    """
    text = pattern(types, labels).narrow(statement("degrees"), labels_of(ids))
    if text is None or not ids:
        return {}
    rows = store.read(text, {"ids": sorted(set(ids))}).rows
    return {str(id): int(str(adjacent)) for id, adjacent in rows}
