"""The open questions on names, and what follows in the store when a person judges one.

Open questions are worked out from the store whenever they are asked for, so they need no keeping.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from graph.errors import InvalidRequest, NotFound
from graph.schema import label_of
from graph.store import Reader, Store, Transaction
from ingest.identity import LABELS, codes_of, known_records, record_of
from ingest.judgements import Judgement, Judgements, append, check, read_log
from ingest.matching import Comparison, compare, match
from ingest.merging import check_one, heads, members, merge_in, redirect_id, split_in
from ingest.statements import known, node


def open_asks(
    reader: Reader, judgements: Judgements, labels: Iterable[str] = LABELS
) -> Iterator[Comparison]:
    """Pairs of stored nodes that may be one body and of which nobody judged, the likest first."""
    records = list(known_records(reader, labels))
    pairs: dict[tuple[str, str], Comparison] = {}
    for found in match(records, records):
        left, right = found.left.id, found.right.id
        pair = (left, right) if left < right else (right, left)
        if pair not in pairs and judgements.verdict(left, right) is None:
            pairs[pair] = found if pair == (left, right) else compare(found.right, found.left)
    return iter(sorted(pairs.values(), key=lambda c: (-c.score, c.left.id, c.right.id)))


def ask_row(ask: Comparison) -> dict[str, object]:
    """A comparison in plain values, for a table, JSON or a page; parts that neither has are left out."""
    return {
        "label": ask.left.label,
        "left": ask.left.id, "left_name": ask.left.name,
        "right": ask.right.id, "right_name": ask.right.name,
        "score": round(ask.score, 2), "verdict": ask.verdict,
        "parts": [
            {"name": p.name, "score": round(p.score, 2), "weight": p.weight, "why": p.why}
            for p in ask.parts
            if p.why
        ],
    }  # fmt: skip


def names_of(reader: Reader, ids: Iterable[str]) -> dict[str, str]:
    """The names of nodes by id, of those too that were merged into others."""
    ways = {way: id for id in ids for way in (redirect_id(id), id)}
    return {ways[way]: str(own["name"]) for way, own in known(reader, ways).items()}


def judge(store: Store, path: Path, judgement: Judgement) -> bool:
    """Add a judgement to the log, and make the store follow; False where it already stood.

    Raises NotFound naming an id that the store does not know; InvalidRequest where it contradicts
    judgements that stand (their lines are named), joins two codes or labels, or undoes nothing;
    SourceError where the log cannot be read or written.
    """
    check(judgement)
    log = read_log(path)
    before = Judgements(log).standing(judgement.left, judgement.right)
    if judgement.verdict == "undo":
        if before is None:
            raise InvalidRequest(
                f"nothing is judged of {judgement.left} and {judgement.right}; "
                "innoatlas review --judged lists what is",
                parameter="undo",
            )
    else:
        _check_known(store, judgement)
    new = before is None or before.verdict != judgement.verdict
    line = max((j.line for j in log), default=0) + 1
    judged = Judgements([*log, replace(judgement, line=line)])
    if new and (contradicted := [c for c in judged.conflicts if line in c.lines]):
        raise InvalidRequest(str(contradicted[0]), parameter="verdict")
    ids = (judgement.left, judgement.right)
    _check_cluster(store, judged, ids)
    if new:
        append(path, judgement)
    store.write(lambda tx: settle_in(tx, judged, ids))
    return new


def _check_known(reader: Reader, judgement: Judgement) -> None:
    ids = (judgement.left, judgement.right)
    there = {*known(reader, ids), *heads(reader)}
    for id in ids:
        if id not in there:
            raise NotFound(label_of(id) or "node", id)


def _check_cluster(reader: Reader, judged: Judgements, ids: Collection[str]) -> None:
    """Raise InvalidRequest where a cluster holds two codes."""
    for cluster in {judged.cluster(id) for id in ids}:
        nodes = [node(id, properties) for id, properties in known(reader, cluster).items()]
        for i, left in enumerate(nodes):
            for right in nodes[i + 1 :]:
                check_one(left, right)


def settle_in(tx: Transaction, judged: Judgements, ids: Iterable[str]) -> None:
    """Part and join the nodes that these ids concern, as the judgements and the rules now say."""
    concerned = sorted({member for id in ids for member in judged.cluster(id)})
    to = heads(tx)
    for head in sorted({to.get(id, id) for id in concerned}):
        here = members(tx, head)
        label = label_of(head) or ""
        # What was merged stands where the one that stands for it stands.
        codes = codes_of(tx, label, head).get(head, set[str]())
        records = {id: record_of(label, id, said, codes) for id, (_, said) in here.items()}
        for old, (target, _) in here.items():
            verdict = judged.verdict(old, target) if target else "same"
            if verdict is None:
                verdict = compare(records[old], records[target]).verdict
            if verdict != "same":
                split_in(tx, old)
    for cluster in sorted({judged.cluster(id) for id in concerned}):
        to = heads(tx)
        live = known(tx, {to.get(id, id) for id in cluster})
        if len(live) > 1:
            plans = [id for id, own in live.items() if _is_plans(own.get("sources"))]
            keep = min(live, key=lambda id: (id not in plans, id))
            for gone in sorted(live.keys() - {keep}):
                merge_in(tx, keep, gone)


def _is_plans(sources: object) -> bool:
    return isinstance(sources, list) and any(str(s).startswith("policy:") for s in sources)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
