"""Whether what a source names stands in the store already.

A loader asks who is who, and then writes the facts under the ids of the store:

    found = identify(facts, known_records(transaction), judgements)
    facts = resolve(facts, found)

A node that is one of the store's gives up its id: a `Redirect` (`redirect:<old id>`) keeps the
way to the other and all that is needed to part them again (`ingest.merging.split`). A relationship
keeps the id that the ends of its own source give it, so that what belongs to whom can be told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from graph.schema import label_of, shown_properties
from graph.store import Node, Reader, Relationship, Value
from ingest.facts import Facts
from ingest.judgements import Judgements
from ingest.locality import city_code
from ingest.matching import Comparison, Record, compare, match
from ingest.merging import heads, redirect_id, redirected, stated_id
from ingest.statements import joined

LABELS = (
    "Park", "Enterprise", "Institute", "Incubator", "University", "OffshoreCenter", "ServiceOrg",
    "Fund", "TalentProgram", "Event", "Brand", "Agency",
)  # fmt: skip
"""Labels whose nodes can be one. A region is told by its code, an industry by its name, and talent
is personal."""

_REGISTERS = ("ror",)
"""Properties that are ids of other registers."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Who is who. `asks` are pairs that a person must decide; until then they stay two.

    `renamed` maps an id of the source to the id of the same body in the store; `parted` maps one
    that the store gives to another body (another code, another city) to an id of its own.
    """

    renamed: Mapping[str, str]
    parted: Mapping[str, str]
    asks: tuple[Comparison, ...]


def identify(
    facts: Facts, known: Iterable[Record], judgements: Judgements | None = None
) -> Identified:
    """Which nodes of a source are nodes that are known already: see `identify_records`."""
    return identify_records(records_of(facts), known, judgements)


def identify_records(
    records: Iterable[Record], known: Iterable[Record], judgements: Judgements | None = None
) -> Identified:
    """Which records, read as a stream, are known already.

    A judgement decides before any rule does. Two known bodies that a record could be equally are
    both asked about. Records of one source are not compared with each other (the review does).
    """
    judged = judgements or Judgements()
    held = {record.id: record for record in known}
    if not held:
        return Identified({}, {}, ())
    ids = {old: record.id for record in held.values() for old in record.also}
    ids |= {id: id for id in held}
    renamed: dict[str, str] = {}
    parted: dict[str, str] = {}
    asks: list[Comparison] = []

    def unsure() -> Iterator[Record]:
        """Those that only a comparison of names can place; the sure ones are noted."""
        for record in records:
            there = _known_id(record, ids, judged)
            if there is None:
                yield record
            elif there != record.id:
                renamed[record.id] = there
            elif _is_another(record, held[there]):
                parted[record.id] = own_id(record)

    for _, found in groupby(match(unsure(), held.values()), key=lambda c: c.left.id):
        open_ = [c for c in found if judged.verdict(c.left.id, c.right.id) != "different"]
        same = [c for c in open_ if c.verdict == "same"]
        if len(same) == 1:
            renamed[same[0].left.id] = same[0].right.id
        else:
            asks += open_
    return Identified(renamed, parted, tuple(asks))


def _known_id(record: Record, ids: Mapping[str, str], judged: Judgements) -> str | None:
    """The id that its own id or a judgement leads to; None where neither does."""
    for id in (record.id, *judged.cluster(record.id)):
        if id in ids and judged.verdict(record.id, ids[id]) != "different":
            return ids[id]
    return None


def _is_another(record: Record, held: Record) -> bool:
    """Whether one id stands for two bodies: their codes or their cities differ."""
    found = compare(record, held)
    return found.verdict == "different" and found.parts[0].name in {"code", "city", *_REGISTERS}


def own_id(record: Record) -> str:
    """The id of a body whose name's id another has: with a mark of its code, or of its city."""
    mark = record.uscc or record.place or next(iter(record.ids), record.name)
    return f"{record.id}-{hashlib.sha256(mark.encode()).hexdigest()[:6]}"


def records_of(facts: Facts) -> Iterator[Record]:
    """The nodes of a source that can be one with others, as records."""
    places: dict[str, set[str]] = {}
    for r in facts.relationships:
        if r.type == "LOCATED_IN":
            places.setdefault(r.start, set()).add(r.end)
    for node in facts.nodes:
        if node.label in LABELS:
            beyond = places.get(node.id, set())
            beyond = beyond.union(*(places.get(end, ()) for end in beyond))
            codes = {end.partition(":")[2] for end in beyond if label_of(end) == "Region"}
            yield record_of(node.label, node.id, node.properties, codes)


def known_records(reader: Reader, labels: Iterable[str] = LABELS) -> Iterator[Record]:
    """The nodes of the store that can be one with others, as records."""
    also: dict[str, list[str]] = {}
    for old, head in heads(reader).items():
        also.setdefault(head, []).append(old)
    for label in labels:
        codes = codes_of(reader, label)
        declared = {p.name for p in shown_properties(label)}
        names = [n for n in _READ if n in declared]
        columns = ", ".join(f"n.{name} AS {name}" for name in names)
        for row in reader.read(f"MATCH (n:{label}) RETURN {columns}").records():
            id = str(row["id"])
            values = cast("Mapping[str, Value]", row)
            yield record_of(label, id, values, codes.get(id, ()), sorted(also.get(id, ())))


_READ = ("id", "name", "name_en", "aliases", "extra", "uscc", *_REGISTERS)


def codes_of(reader: Reader, label: str, id: str | None = None) -> dict[str, set[str]]:
    """The codes of the regions that nodes (or this one) lie in, themselves or by their park."""
    found: dict[str, set[str]] = {}
    one = " {id: $id}" if id else ""
    for way in ("-[:LOCATED_IN]->", "-[:LOCATED_IN]->(:Park)-[:LOCATED_IN]->"):
        for node, code in reader.read(
            f"MATCH (n:{label}{one}){way}(r:Region) RETURN n.id AS id, r.code AS code",
            {"id": id} if id else {},
        ).rows:
            found.setdefault(str(node), set()).add(str(code or ""))
    return found


def record_of(
    label: str,
    id: str,
    properties: Mapping[str, Value],
    codes: Iterable[str] = (),
    also: Iterable[str] = (),
) -> Record:
    """A node as a record. `codes` are GB/T 2260 codes of where it is; two cities tell none."""
    more = _extra(properties.get("extra"))
    places = {city for code in codes if (city := city_code(code))}
    aliases = properties.get("aliases")
    name_en = properties.get("name_en")
    uscc = properties.get("uscc") or more.get("uscc")
    return Record(
        id, label, str(properties["name"]),
        aliases=tuple(aliases) if isinstance(aliases, list) else (),
        name_en=str(name_en) if name_en else None,
        uscc=str(uscc) if uscc else None,
        city=places.pop() if len(places) == 1 else "",
        ids=tuple(
            f"{register}:{str(value).rpartition('/')[2]}"
            for register in _REGISTERS
            if (value := properties.get(register) or more.get(register))
        ),
        also=tuple(also),
    )  # fmt: skip


def _extra(value: Value) -> Mapping[str, object]:
    if not isinstance(value, str) or not value.startswith("{"):
        return {}
    return cast("Mapping[str, object]", json.loads(value))


def resolve(facts: Facts, found: Identified) -> Facts:
    """The facts under the ids of the store, with a `Redirect` for every id given up.

    What would join a body to itself is left out.
    """
    if not found.renamed and not found.parted:
        return facts
    to = {**found.renamed, **found.parted}
    nodes: dict[str, Node] = {n.id: n for n in facts.nodes if n.id not in to}
    for own in facts.nodes:
        if own.id not in to:
            continue
        id = to[own.id]
        said: Mapping[str, Value] = own.properties
        if id in nodes:
            said = joined(nodes[id].properties, said)
        nodes[id] = Node(own.label, id, {**said, "id": id, "sources": [facts.source]})
        if own.id in found.renamed:
            way = redirected(own.properties, id)
            old = redirect_id(own.id)
            nodes[old] = Node("Redirect", old, {**way, "id": old, "sources": [facts.source]})
    moved = tuple(
        Relationship(r.type, r.id, to.get(r.start, r.start), to.get(r.end, r.end), r.properties)
        for r in (_reidentified(r, found.parted) for r in facts.relationships)
        if to.get(r.start, r.start) != to.get(r.end, r.end)
    )
    return Facts(nodes[facts.source], tuple(nodes.values()), moved)


def _reidentified(r: Relationship, parted: Mapping[str, str]) -> Relationship:
    """A relationship whose id is made of the ids that its bodies have for themselves."""
    start, end = parted.get(r.start, r.start), parted.get(r.end, r.end)
    if (start, end) == (r.start, r.end):
        return r
    id = stated_id(r, start, end)
    return Relationship(r.type, id, start, end, {**r.properties, "id": id})
