"""Cytoscape JSON: opened by Cytoscape (as .cyjs) and by Cytoscape.js."""

from __future__ import annotations

import json
from dataclasses import asdict

from queries.formats.columns import edge_values, node_values
from queries.subgraph import Subgraph


def write(subgraph: Subgraph) -> bytes:
    """The subgraph as `elements`; `data` of the whole says what was cut.

    A relationship's own `source` (the document) is `source_id`, beside Cytoscape's `source`.
    """
    answer = {
        "data": {
            "name": "InnoAtlas",
            "seeds": subgraph.seeds,
            "depth": subgraph.depth,
            "cut": asdict(subgraph.cut) if subgraph.cut else None,
        },
        "directed": True,
        "multigraph": True,
        "elements": {
            "nodes": [{"data": {"id": n.id, **node_values(n)}} for n in subgraph.nodes],
            "edges": [
                {
                    "data": {
                        "id": e.id,
                        "source": e.start,
                        "target": e.end,
                        "interaction": e.type,
                        **edge_values(e),
                    }
                }
                for e in subgraph.relationships
            ],
        },
    }
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
