"""Documents: which names stand in one, and what it states of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph import schema
from graph.store import Reader
from queries.registry import statement, texts

NAMING = "MENTIONED_IN"
"""The relationship type of a name in a clause."""


@dataclass(frozen=True, slots=True)
class Said:
    """A fact and the words that say it; of kind MENTIONED_IN, a name, which has no target."""

    id: str
    kind: str
    quote: str
    passages: tuple[str, ...]
    start: str
    start_name: str
    target: str
    target_name: str


def said_in(store: Reader, *, policy_id: str) -> tuple[Said, ...]:
    """Every fact and name that a document states; what follows by a rule is left out."""
    named = store.read(statement("source_mentions"), {"policy_id": policy_id}).records()
    ids: dict[str, list[str]] = defaultdict(list, {"Policy": [policy_id]})
    for start in dict.fromkeys(str(r["start"]) for r in named):
        if (label := schema.label_of(start)) is not None:
            ids[label].append(start)
    said = {label: types for label in ids if (types := _types(label))}
    text = "\nUNION ALL\n".join(_statement(label, types) for label, types in said.items())
    wanted = {f"{label.lower()}_ids": ids[label] for label in said}
    facts = store.read(text, {"policy_id": policy_id, **wanted}).records()
    facts.sort(key=lambda r: (str(r["kind"]), str(r["start"]), str(r["target"]), str(r["id"])))
    names = [r for r in named if r["rule"] != "outline" and r["method"] != "derived"]
    found = [*facts, *(r | {"kind": NAMING, "target": ""} for r in names)]
    return tuple(_said(r) for r in found)


def _types(label: str) -> str:
    """The types that may begin at a label and say more than its name, as Cypher joins them."""
    return "|".join(
        type.name
        for type in schema.RELATIONSHIP_TYPES
        if type.name != NAMING and any(start == label for start, _ in type.ends)
    )


def _statement(label: str, types: str) -> str:
    return (
        statement("source_statements")
        .replace("$ids", f"${label.lower()}_ids")
        .replace("(a {id: id})-[r]->", f"(a:{label} {{id: id}})-[r:{types}]->")
    )


def source_of(store: Reader, *, passages: Iterable[str]) -> dict[str, str]:
    """The document of each clause, by the clause's id."""
    wanted = sorted(set(passages))
    if not wanted:
        return {}
    rows = store.read(statement("passage_sources"), {"ids": wanted}).rows
    return {str(id): str(source) for id, source in rows}


def _said(record: dict[str, object]) -> Said:
    return Said(
        str(record["id"]), str(record["kind"]), str(record["quote"] or ""),
        texts(record["passages"]), str(record["start"]), str(record["start_name"]),
        str(record["target"]), str(record.get("target_name") or ""),
    )  # fmt: skip
