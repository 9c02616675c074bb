"""The facts of one source while it is being read: each node once, each fact with its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from graph.schema import NODES, RELATIONSHIPS, Method, Status, relationship_id
from graph.store import Node, Relationship, Value
from ingest.facts import Facts
from ingest.naming import identity, node_id, path_slug
from ingest.outline import Clause
from ingest.reader import simplified


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a clause: places in its normalised text.

    `reads` is what the words stand for where they are elliptic (南京 in 南京、无锡2个高新区).
    """

    clause: Clause
    start: int
    end: int
    reads: str | None = None

    @property
    def text(self) -> str:
        """The words, normalised, or what they stand for."""
        return self.reads or self.clause.normal.text[self.start : self.end]

    @property
    def written(self) -> str:
        """The words as the document has them."""
        places = self.clause.normal.places
        return self.clause.text[places[self.start] : places[self.end - 1] + 1]


def group(span: Span, match: re.Match[str], name: str) -> Span:
    """The part of `span` that a named group of a match over its text holds."""
    return Span(span.clause, span.start + match.start(name), span.start + match.end(name))


@dataclass
class Draft:
    """Nodes and relationships of one source, merged by id as they are found."""

    policy: str
    nodes: dict[str, dict[str, Value]] = field(default_factory=dict[str, dict[str, Value]])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    facts: dict[str, Relationship] = field(default_factory=dict[str, Relationship])
    first_mention: dict[str, Relationship] = field(default_factory=dict[str, Relationship])
    _named: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def passage(self, clause: Clause) -> str:
        """The id of a clause's passage."""
        return f"passage:{self.policy.partition(':')[2]}:{path_slug(clause.path)}"

    def node(
        self, label: str, name: str, *, id: str | None = None, status: str = Status.EXISTS,
        **properties: Value,
    ) -> str:  # fmt: skip
        """Add a node, or fill what an earlier mention left open; return its id.

        A second way to write the name becomes an alias. Something that is said to exist anywhere
        in the source exists.
        """
        key = id or node_id(label, name)
        known = self.nodes.get(key)
        if id is None and known is not None and not self._is(label, known, name):
            # Two names that are spelled alike in pinyin.
            key = f"{key}-{hashlib.sha256(identity(label, name).encode()).hexdigest()[:6]}"
            known = self.nodes.get(key)
        if known is None:
            self.labels[key] = label
            known = self.nodes[key] = {"id": key, "name": name, "aliases": [], "status": status}
        elif name != known["name"]:
            aliases = known["aliases"]
            if isinstance(aliases, list) and name not in aliases:
                aliases.append(name)
        self._named.setdefault((label, identity(label, name)), key)
        if status == Status.EXISTS:
            known["status"] = status
        for prop, value in properties.items():
            if value is not None and known.get(prop) is None:
                known[prop] = value
        return key

    def find(self, label: str, name: str) -> str | None:
        """The id of a node of this label and name, if the source has named it so far."""
        return self._named.get((label, identity(label, name)))

    @staticmethod
    def _is(label: str, known: dict[str, Value], name: str) -> bool:
        aliases = known["aliases"]
        names = [str(known["name"]), *(aliases if isinstance(aliases, list) else [])]
        return identity(label, name) in {identity(label, n) for n in names}

    def relate(
        self, type: str, start: str, end: str, span: Span, *, rule: str,
        focus: Span | None = None, status: str = Status.EXISTS, method: str = Method.STATED,
        confidence: float = 1.0, **properties: Value,
    ) -> None:  # fmt: skip
        """Add a relationship with the words of `span`; a second mention adds its passage.

        Stated facts win over derived ones. `focus` are the words a broken quote must keep.
        """
        assert (self.labels[start], self.labels[end]) in RELATIONSHIPS[type].ends, (
            type,
            start,
            end,
        )
        key = RELATIONSHIPS[type].key
        id = relationship_id(
            type, start, end, self.policy, str(properties.get(key) or "") if key else None
        )
        passage = self.passage(span.clause)
        earlier = self.facts.get(id)
        if earlier is not None and not (
            earlier.properties["method"] == Method.DERIVED and method == Method.STATED
        ):
            passages = earlier.properties["passages"]
            if isinstance(passages, list) and passage not in passages:
                passages.append(passage)
            return
        places = (focus.start, focus.end) if focus else None
        self.facts[id] = fact = Relationship(
            type, id, start, end,
            {
                "id": id, "kind": type, "status": status, "confidence": confidence,
                "method": method, "passages": [passage],
                "quote": span.clause.quote(span.start, span.end, places), "rule": rule,
                "source": self.policy, **properties,
            },
        )  # fmt: skip
        if type == "MENTIONED_IN":
            self.first_mention.setdefault(start, fact)

    def mention(self, id: str, span: Span, *, rule: str, **how: Any) -> None:
        """Record that a clause names a node; a name in traditional characters becomes an alias."""
        self.relate("MENTIONED_IN", id, self.passage(span.clause), span, rule=rule, **how)
        name, written = self.name(id), "".join(span.written.split())
        if written != name and simplified(written).strip("“”") == name:
            aliases = self.nodes[id]["aliases"]
            if isinstance(aliases, list) and written.strip("「」“”") not in (name, *aliases):
                aliases.append(written.strip("「」“”"))

    def ids(self, *labels: str) -> list[str]:
        """Ids of the nodes of some labels, in the order they were found."""
        return [id for id, label in self.labels.items() if label in labels]

    def name(self, id: str) -> str:
        """A node's name."""
        return str(self.nodes[id]["name"])

    def finished(self) -> Facts:
        """The facts, nodes by label as the schema orders them, then as they were found."""
        order = {label: i for i, label in enumerate(NODES)}
        nodes = [
            Node(self.labels[id], id, {**properties, "sources": [self.policy]})
            for id, properties in self.nodes.items()
        ]
        nodes.sort(key=lambda n: order[n.label])
        policy = next(n for n in nodes if n.id == self.policy)
        kinds = {name: i for i, name in enumerate(RELATIONSHIPS)}
        facts = sorted(self.facts.values(), key=lambda f: kinds[f.type])
        return Facts(policy, tuple(nodes), tuple(facts))
