"""JSON: nodes, relationships with their words, and what was cut."""

from __future__ import annotations

import json
from dataclasses import asdict

from queries.subgraph import Subgraph


def write(subgraph: Subgraph) -> bytes:
    """The subgraph as one object: `seeds`, `depth`, `cut`, `nodes`, `relationships`."""
    answer = {
        "seeds": subgraph.seeds,
        "depth": subgraph.depth,
        "cut": asdict(subgraph.cut) if subgraph.cut else None,
        "nodes": [
            {"id": n.id, "label": n.label, "name": n.name, "properties": n.properties}
            for n in subgraph.nodes
        ],
        "relationships": [
            {"id": e.id, "type": e.type, "start": e.start, "end": e.end, "properties": e.properties}
            for e in subgraph.relationships
        ],
    }
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
