"""JSON-LD: RDF as JSON, with its context inside (see `queries.formats.triples`)."""

from __future__ import annotations

import json
from collections import defaultdict

from queries.formats.triples import PREFIXES, TYPE, Iri, Literal, triples
from queries.subgraph import Subgraph


def write(subgraph: Subgraph) -> bytes:
    """The subgraph as a graph of subjects; nothing has to be fetched to read it."""
    subjects: defaultdict[str, defaultdict[str, list[object]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for subject, predicate, value in triples(subgraph):
        if predicate.name == TYPE and isinstance(value, Iri):
            subjects[subject.name]["@type"].append(value.name)
        else:
            subjects[subject.name][predicate.name].append(_value(value))
    answer = {
        "@context": PREFIXES,
        "@graph": [{"@id": name, **said} for name, said in subjects.items()],
    }
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _value(value: Iri | Literal) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": value.name}
    if value.language:
        return {"@value": value.text, "@language": value.language}
    return {"@value": value.text} | ({"@type": value.datatype} if value.datatype else {})
