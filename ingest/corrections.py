"""Corrections: a person's additions, changes and rejections, laid over what was read.

A corrections file is JSON Lines. It names facts by their ends, not by their place in an
extraction, so it holds when the plan is read again.

    {"reject": "SUPPORTS", "start": "park:…", "end": "industry:…", "why": "…"}
    {"reject": "park:…", "why": "…"}                        a node and all that hangs on it
    {"change": "park:…", "tier": "国家级"}                   properties of a node
    {"change": "SUPPORTS", "start": …, "end": …, "status": "planned"}
    {"node": "Park", "id": …, "name": …}                    add, as in a facts file
    {"relationship": "SUPPORTS", "start": …, "end": …, "quote": …, "passages": […]}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from graph.errors import SourceError
from graph.schema import NODES, Method, node_properties, relationship_properties
from graph.store import Node, Relationship, Value
from ingest.facts import Facts, check_values, node_from, relationship_from

_HOW = {"reject", "change", "start", "end", "why", "role", "industry_id"}


def apply_corrections(facts: Facts, path: Path) -> Facts:
    """Facts with the corrections of a file applied in order.

    Raises SourceError naming the line: broken JSON, an unknown action, or a fact or node that
    the facts do not hold (so that a stale correction is seen, not skipped).
    """
    file = str(path)
    nodes = {n.id: n for n in facts.nodes}
    relations = {r.id: r for r in facts.relationships}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise SourceError(f"cannot be read as UTF-8: {exc}", file=file) from exc
    for row, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            parsed: object = json.loads(line)
        except json.JSONDecodeError as exc:
            raise SourceError(f"is no JSON: {exc.msg}", file=file, row=row) from exc
        if not isinstance(parsed, dict):
            raise SourceError("is no JSON object", file=file, row=row)
        record = cast(dict[str, object], parsed)
        if "node" in record:
            node = node_from(record, file, row)
            nodes[node.id] = Node(
                node.label, node.id, {**node.properties, "sources": [facts.source]}
            )
        elif "relationship" in record:
            record.setdefault("method", Method.MANUAL)
            record.setdefault("rule", "correction")
            record.setdefault("confidence", 1.0)
            fact = relationship_from(record, facts.source, nodes, file, row)
            relations[fact.id] = fact
        elif "reject" in record:
            _reject(record, nodes, relations, file, row)
        elif "change" in record:
            _change(record, nodes, relations, file, row)
        else:
            raise SourceError(
                'has none of "reject", "change", "node", "relationship"', file=file, row=row
            )
    return Facts(nodes[facts.source], tuple(nodes.values()), tuple(relations.values()))


def _matching(
    record: dict[str, object], type: str, relations: dict[str, Relationship], file: str, row: int
) -> list[Relationship]:
    found = [
        r
        for r in relations.values()
        if r.type == type
        and r.start == record.get("start")
        and r.end == record.get("end")
        and all(r.properties.get(k) == record[k] for k in ("industry_id",) if k in record)
    ]
    if not found:
        raise SourceError(
            f"no {type} from {record.get('start')!r} to {record.get('end')!r} was read; "
            "correct the ids or remove the line",
            file=file, row=row,
        )  # fmt: skip
    return found


def _reject(
    record: dict[str, object], nodes: dict[str, Node], relations: dict[str, Relationship],
    file: str, row: int,
) -> None:  # fmt: skip
    what = str(record["reject"])
    if what in nodes:
        if nodes[what].label in {"Policy", "Passage"}:
            raise SourceError(f"{what!r} is the source itself", file=file, row=row)
        del nodes[what]
        for id in [r.id for r in relations.values() if what in (r.start, r.end)]:
            del relations[id]
        return
    for fact in _matching(record, what, relations, file, row):
        del relations[fact.id]


def _change(
    record: dict[str, object], nodes: dict[str, Node], relations: dict[str, Relationship],
    file: str, row: int,
) -> None:  # fmt: skip
    what = str(record["change"])
    if what in nodes:
        node = nodes[what]
        given = {k: v for k, v in record.items() if k not in {"change", "why"}}
        values = check_values(given, node_properties(NODES[node.label].label), file, row)
        nodes[what] = Node(node.label, what, {**node.properties, **values})
        return
    given = {k: v for k, v in record.items() if k not in _HOW - {"role"}}
    for fact in _matching(record, what, relations, file, row):
        values: dict[str, Value] = check_values(given, relationship_properties(what), file, row)
        relations[fact.id] = Relationship(
            fact.type, fact.id, fact.start, fact.end,
            {**fact.properties, **values, "method": Method.MANUAL},
        )  # fmt: skip
