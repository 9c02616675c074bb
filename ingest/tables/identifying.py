"""Which nodes of a version stand in the store already: `ingest.identity`, asked row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.schema import label_of
from graph.store import Reader
from ingest.identity import LABELS, identify_records, known_records, record_of
from ingest.judgements import Judgements
from ingest.matching import Comparison, Record
from ingest.statements import only_of
from ingest.tables.archive import Archive, Version


@dataclass(frozen=True, slots=True)
class Known:
    """The ids under which the store has (`same`) or must have (`apart`) nodes of a version."""

    same: Mapping[str, str] = field(default_factory=dict[str, str])
    apart: Mapping[str, str] = field(default_factory=dict[str, str])
    asks: tuple[Comparison, ...] = ()


def identified(
    store: Reader, archive: Archive, version: Version, judgements: Judgements | None
) -> Known:
    """Who of a version is known from other sources. Raises StoreError."""
    own = only_of(store, LABELS, version.source)
    others = [record for record in known_records(store) if record.id not in own]
    # Of a label that nobody else names, nothing can be known.
    labels = {record.label for record in others}
    found = identify_records(_records(archive, version, labels), others, judgements)
    return Known(found.renamed, found.parted, found.asks)


def _records(archive: Archive, version: Version, labels: set[str]) -> Iterator[Record]:
    if not labels:
        return
    seen: set[str] = set()
    for _, rows in archive.batches(version):
        for said in rows:
            places: dict[str, list[str]] = {}
            for edge in said.edges:
                if edge.type == "LOCATED_IN" and label_of(edge.end) == "Region":
                    places.setdefault(edge.start, []).append(edge.end.partition(":")[2])
            for id, properties in said.nodes.items():
                label = label_of(id)
                if label in labels and id not in seen:
                    seen.add(id)
                    yield record_of(label or "", id, properties, places.get(id, ()))
