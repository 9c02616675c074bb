"""A model as a second reader: it proposes, the text decides, a person accepts.

Off unless an address is set. Any server that speaks the OpenAI chat protocol will do, such as one
in the office. A proposal enters a draft only when its quote stands literally in the clause, the
quote names both ends, and the ends may be joined by the schema; it is marked as predicted.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from graph.errors import ConfigError, StoreUnavailable
from graph.schema import NODES, RELATIONSHIPS, Method, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship
from ingest.facts import Facts
from ingest.naming import node_id

TYPES = ("SUPPORTS", "COOPERATES_WITH", "OPERATES", "FOCUSES_ON", "LOCATED_IN", "PARTNERS_WITH")
"""Relationships that a model may propose: those whose both ends a sentence names."""

LONGEST_CLAUSE = 6_000
"""Characters of a clause that are sent at once."""

FAILURES_BEFORE_GIVING_UP = 3

Complete = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a model proposed: the facts that hold, and why each of the others does not."""

    facts: Facts
    refused: tuple[str, ...]


def propose(facts: Facts, complete: Complete, model: str) -> Proposals:
    """Ask for facts of each clause that the grammar may have missed, and keep those that hold.

    `complete` takes the instructions and the clause and returns the answer's text; when it raises
    StoreUnavailable several times in a row the rest is not asked.
    """
    nodes = {n.id: n for n in facts.nodes}
    names = _names(facts)
    known = {(r.type, r.start, r.end) for r in facts.relationships}
    found: dict[str, Relationship] = {}
    refused: list[str] = []
    failures = 0
    for passage in (n for n in facts.nodes if n.label == "Passage"):
        text = str(passage.properties["text"] or "")[:LONGEST_CLAUSE]
        if len(text) < 12:
            continue
        path = passage.properties["path"]
        try:
            answer = complete(_instructions(), text)
            failures = 0
        except StoreUnavailable as exc:
            refused.append(f"{path}: {exc}")
            failures += 1
            if failures == FAILURES_BEFORE_GIVING_UP:
                refused.append("the model failed three times in a row; the rest was not asked")
                break
            continue
        for item in _items(answer):
            if isinstance(item, str):
                refused.append(f"{path}: {item}")
                continue
            fact = _fact(item, passage, text, facts.source, nodes, names, model)
            if isinstance(fact, str):
                refused.append(f"{path}: {fact}")
            elif (fact.type, fact.start, fact.end) not in known:
                found.setdefault(fact.id, fact)
    ends = {end for r in found.values() for end in (r.start, r.end)}
    cited = {p for r in found.values() for p in cast("list[str]", r.properties["passages"])}
    kept = tuple(n for n in nodes.values() if n.id in ends | cited | {facts.source})
    return Proposals(Facts(facts.policy, kept, tuple(found.values())), tuple(refused))


def _names(facts: Facts) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for node in facts.nodes:
        aliases = node.properties.get("aliases")
        for name in (node.properties["name"], *(aliases if isinstance(aliases, list) else ())):
            names.setdefault((node.label, str(name)), node.id)
    return names


def _instructions() -> str:
    lines = [
        "You read one clause of a Chinese policy document. Answer with a JSON array and nothing "
        "else. Each item is a fact that the clause states about named bodies: "
        '{"type": T, "start": {"label": L, "name": N}, "end": {"label": L, "name": N}, "quote": Q}.',
        "Q is copied literally from the clause and holds both names as the clause writes them. "
        "Only what is stated: no general phrases, nothing negated or still to be decided.",
        "Types with their ends:",
    ]
    for type in TYPES:
        ends = sorted({f"{a} → {b}" for a, b in RELATIONSHIPS[type].ends})
        lines.append(f"{type} ({RELATIONSHIPS[type].zh}): {', '.join(ends[:12])}")
    return "\n".join(lines)


def _items(answer: str) -> Iterator[dict[str, Any] | str]:
    """The items of an answer, or a line that says why there are none."""
    start, end = answer.find("["), answer.rfind("]")
    try:
        parsed: object = json.loads(answer[start : end + 1]) if 0 <= start < end else None
    except (json.JSONDecodeError, RecursionError):
        parsed = None
    if not isinstance(parsed, list):
        if answer.strip() not in {"", "[]"}:
            yield f"the answer is no JSON array: {' '.join(answer.split())[:60]!r}"
        return
    for item in cast("list[object]", parsed)[:100]:
        if isinstance(item, dict):
            yield cast("dict[str, Any]", item)
        else:
            yield f"{str(item)[:60]!r} is no JSON object"


def _fact(
    item: dict[str, Any], passage: Node, text: str, source: str, nodes: dict[str, Node],
    names: dict[tuple[str, str], str], model: str,
) -> Relationship | str:  # fmt: skip
    """A proposal as a relationship, or why it does not hold."""
    type, quote = item.get("type"), item.get("quote")
    if type not in TYPES:
        return f"type {str(type)[:40]!r} may not be proposed"
    if not isinstance(quote, str) or len(quote) < 4 or quote not in text:
        return f"quote {str(quote)[:40]!r} does not stand in the clause"
    ends: list[tuple[str, str]] = []
    for side in ("start", "end"):
        end: Any = item.get(side)
        named = cast("dict[str, Any]", end) if isinstance(end, dict) else {}
        label, name = named.get("label"), named.get("name")
        if label not in NODES or not isinstance(name, str) or not 2 <= len(name) <= 60:
            return f"{side} {json.dumps(named)[:60]} has no known label or no name"
        if name not in quote:
            return f"{side} {name!r} does not stand in the quote"
        ends.append((str(label), name))
    pair = (ends[0][0], ends[1][0])
    if pair not in RELATIONSHIPS[str(type)].ends:
        return f"{type} cannot join {pair[0]} to {pair[1]}"
    ids: list[str] = []
    for label, name in ends:
        id = names.get((label, name))
        if id is None:
            if label in {"Region", "Policy", "Passage"}:
                return f"{label} {name!r} is not among those that were read"
            id = node_id(label, name)
            nodes.setdefault(id, Node(label, id, {
                "id": id, "name": name, "aliases": [], "status": "exists", "sources": [source],
            }))  # fmt: skip
            names[label, name] = id
        ids.append(id)
    key = relationship_id(str(type), ids[0], ids[1], source, None)
    return Relationship(
        str(type), key, ids[0], ids[1],
        {
            "id": key, "kind": str(type), "status": "exists", "confidence": 0.5,
            "method": Method.PREDICTED, "passages": [passage.id], "quote": quote,
            "rule": f"model:{model}"[:80], "source": source,
        },
    )  # fmt: skip


def completer(settings: Settings) -> tuple[Complete, str]:
    """The model that the settings name, as a function, and its name.

    Raises ConfigError when no address is set or it is no http address.
    """
    base = settings.model_url
    if not base:
        raise ConfigError("no model is set: set ATLAS_MODEL_URL to an OpenAI-compatible address")
    if not base.startswith(("http://", "https://")):
        raise ConfigError(f"ATLAS_MODEL_URL={base!r} is no http address")
    address = base.rstrip("/") + "/chat/completions"
    key = settings.model_key.get_secret_value() if settings.model_key else ""

    def complete(instructions: str, clause: str) -> str:
        body = {
            "model": settings.model_name, "temperature": 0,
            "messages": [
                {"role": "system", "content": instructions}, {"role": "user", "content": clause},
            ],
        }  # fmt: skip
        headers = {"content-type": "application/json"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=settings.model_seconds) as answer:
                data: object = json.loads(answer.read(4_000_000))
            content: object = cast("Any", data)["choices"][0]["message"]["content"]
        except (OSError, ValueError, KeyError, IndexError, TypeError) as exc:
            reason = getattr(exc, "reason", None) or exc
            raise StoreUnavailable(f"the model at {base} gave no answer: {reason}") from exc
        if not isinstance(content, str):
            raise StoreUnavailable(f"the model at {base} answered without text")
        return content

    return complete, settings.model_name or "unnamed"
