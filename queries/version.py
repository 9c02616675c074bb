"""The version of a graph: another one whenever a load has changed it."""

from __future__ import annotations

import hashlib

from graph.store import Reader


def graph_version(store: Reader) -> str:
    """Sixteen hex digits over the loads of a store: the same facts loaded alike on both stores.

    One read of the Load nodes, of which there is one for each source.
    """
    table = store.read(
        "MATCH (l:Load) RETURN l.id AS id, l.digest AS digest, l.loaded_at AS loaded_at, "
        "l.state AS state, l.run_id AS run_id"
    )
    loads = sorted(repr(row) for row in table.rows)
    return hashlib.sha256("\n".join(loads).encode()).hexdigest()[:16]
