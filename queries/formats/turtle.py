"""Turtle: RDF that people can read (see `queries.formats.triples` for what it says)."""

from __future__ import annotations

import re
from itertools import groupby

from queries.formats.triples import PREFIXES, TYPE, Iri, Literal, triples
from queries.subgraph import Subgraph

_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def write(subgraph: Subgraph) -> bytes:
    """The subgraph, one block a subject; what was cut is a comment at the head."""
    head = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    if subgraph.cut:
        head.insert(0, f"# {subgraph.cut.how}")
    # A node's block may come twice: its facts about itself, and those of its relationships.
    blocks = [
        f"{_name(subject)}\n    "
        + " ;\n    ".join(f"{_name(predicate)} {_object(obj)}" for _, predicate, obj in some)
        + " ."
        for subject, some in groupby(triples(subgraph), key=lambda t: t[0])
    ]
    return ("\n".join([*head, "", *blocks]) + "\n").encode()


def _name(iri: Iri) -> str:
    if iri.name == TYPE:
        return "a"
    return f"<{iri.name}>" if iri.name.startswith("urn:") else iri.name


def _object(value: Iri | Literal) -> str:
    if isinstance(value, Iri):
        return _name(value)
    text = _SPECIAL.sub(lambda m: _SHORT.get(m[0], f"\\u{ord(m[0]):04X}"), value.text)
    if value.language:
        return f'"{text}"@{value.language}'
    return f'"{text}"^^{value.datatype}' if value.datatype else f'"{text}"'
