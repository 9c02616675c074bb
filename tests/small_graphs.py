"""The smallest graphs that show something, written as lines: `park:a SUPPORTS industry:x`."""

from __future__ import annotations

from graph.schema import label_of, relationship_id
from graph.store import Node, Relationship, Store, Transaction, Value

PLAN = "policy:a"
CLAUSE = "passage:a:1"


def load(
    store: Store, *lines: str, nodes: tuple[str, ...] = (), method: str = "stated", **levels: str
) -> None:
    """Load facts; their ends are made as needed, with a region's level from `levels` by name."""
    facts = [_fact(line, method) for line in lines]
    ids = dict.fromkeys([PLAN, CLAUSE, *nodes, *(e for f in facts for e in (f.start, f.end))])

    def work(tx: Transaction) -> None:
        tx.put_nodes([_node(id, levels) for id in ids])
        tx.put_relationships(facts)

    store.write(work)


def _node(id: str, levels: dict[str, str]) -> Node:
    name = id.partition(":")[2]
    more: dict[str, Value] = {"level": levels[name]} if name in levels else {}
    if id == CLAUSE:
        more = {"policy_id": PLAN, "path": "一/1", "ordinal": 1, "text": "…"}
    return Node(label_of(id) or "", id, {"name": name, "status": "exists", **more})


def _fact(line: str, method: str) -> Relationship:
    start, kind, rest = line.split(" ", 2)
    end, _, role = rest.partition(" ")
    said: dict[str, Value] = {
        "kind": kind, "status": "designated", "method": method, "rule": "pattern",
        "quote": f"{start} {end}", "passages": [CLAUSE], "source": PLAN, "role": role or None,
    }  # fmt: skip
    if not role:
        del said["role"]
    return Relationship(
        kind, relationship_id(kind, start, end, PLAN, role or None), start, end, said
    )
