"""A row → the nodes and relationships that it says, each with the cells that say it; or why not.

A `Said` is plain data, so that it can be kept on disk between reading and writing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from graph.schema import (
    NODES,
    RELATIONSHIPS,
    Method,
    label_of,
    relationship_id,
    restricted_properties,
)
from graph.store import Value
from ingest.gazetteer import Place
from ingest.naming import node_id, region_id
from ingest.tables.cells import Row
from ingest.tables.fields import fields_in, rule_of
from ingest.tables.mapping import Cell, NodeSpec, RelationSpec, TableMapping
from ingest.tables.places import parents, place_in, place_of
from ingest.tables.values import Unreadable, read_value

PASSAGE = "passage:"
"""Stands for the row's own passage as the end of an edge."""

MASK = "***"
"""Stands for the value of a restricted cell in every message."""


class Rejection(Exception):
    """A row that is not loaded: the column and value at fault, and the reason."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


@dataclass(slots=True)
class Edge:
    """A relationship of a row, without what its source adds."""

    type: str
    start: str
    end: str
    quote: str
    status: str
    method: str = Method.TABLE
    rule: str = "table"
    confidence: float = 1.0
    properties: dict[str, Value] = field(default_factory=dict[str, Value])


@dataclass(slots=True)
class Reference:
    """A node that must be there already: `id` stands for it until it is found."""

    id: str
    label: str
    property: str
    value: str
    column: str
    missing: str


@dataclass(slots=True)
class Said:
    """What a row says. `nodes` maps ids to properties (the first is the row's own)."""

    row: int
    text: str
    nodes: dict[str, dict[str, Value]]
    edges: list[Edge]
    references: list[Reference]
    restricted: dict[str, dict[str, Value]]

    @property
    def subject(self) -> str:
        """The id of the node that the row is about."""
        return next(iter(self.nodes))

    @property
    def quote(self) -> str:
        """The cell that names what the row is about."""
        return self.edges[0].quote


class RowReader:
    """Reads the rows of one table by its mapping."""

    def __init__(self, mapping: TableMapping, header: tuple[str, ...]) -> None:
        self.mapping = mapping
        self._shown = mapping.shown(header)
        self._restricted = mapping.restricted
        self._specs = {spec.alias: spec for spec in mapping.nodes}

    def masked(self, column: str, value: str) -> str:
        """A cell's value as a message may show it."""
        return MASK if column in self._restricted else value[:60]

    def said(self, row: Row) -> Said:
        """What a row says. Raises Rejection."""
        if "" in row.broken:
            raise Rejection("", "", row.broken[""])
        for column, allowed, why in self.mapping.when:
            if row.cells.get(column, "") not in allowed:
                raise Rejection(
                    column, row.cells.get(column, ""),
                    f"{why or '不在所取范围'} (not among {', '.join(allowed)})",
                )  # fmt: skip
        text = "；".join(f"{c}：{row.cells[c]}" for c in self._shown if row.cells.get(c))
        said = Said(row.number, text, {}, [], [], {})
        subject = self.mapping.subject
        ids: dict[str, list[str]] = {}
        for spec in self.mapping.nodes:
            ids[spec.alias] = self._nodes(spec, row, said)
            if spec is subject and not said.nodes:
                column = subject.name.column or ""
                if subject.label_cell and row.cells.get(column, ""):
                    column = subject.label_cell.column or ""
                raise Rejection(
                    column, row.cells.get(column, ""),
                    "每行必须说明是什么 (names nothing that is loaded; every row needs it)",
                )  # fmt: skip
        self._mentions(said)
        for relation in self.mapping.relationships:
            self._relate(relation, ids, row, said)
        for derivation in self.mapping.derive:
            self._derive(ids[derivation.of], derivation.of, said, row)
        return said

    @staticmethod
    def _mentions(said: Said) -> None:
        """Leave a mention to the row's own node, first, and to nodes that nothing else cites."""
        cited = {id for e in said.edges if e.type != "MENTIONED_IN" for id in (e.start, e.end)}
        mentions = {e.start: e for e in said.edges if e.type == "MENTIONED_IN"}
        own = mentions.pop(said.subject)
        others = [e for e in said.edges if e.type != "MENTIONED_IN"]
        said.edges = [own, *others, *(e for id, e in mentions.items() if id not in cited)]

    def _nodes(self, spec: NodeSpec, row: Row, said: Said) -> list[str]:
        """The ids of the nodes that a spec makes of a row: none, one, or one an item of a list."""
        label = self._label(spec, row)
        if label is None:
            return []
        if spec.find is not None:
            return self._references(spec, label, row, said)
        value = self._value(spec.name, row)
        names = value if isinstance(value, list) else [str(value)] if value is not None else []
        quote = self._quote(self._columns(spec), row)
        found: list[str] = []
        for name in names:
            if (id := self._node(spec, label, name, row, said)) is not None:
                found.append(id)
                said.edges.append(Edge("MENTIONED_IN", id, PASSAGE, quote, spec.status))
        return found

    def _label(self, spec: NodeSpec, row: Row) -> str | None:
        if spec.label_cell is None:
            return spec.labels[0]
        value = self._value(spec.label_cell, row)
        return None if value is None else str(value)

    def _references(self, spec: NodeSpec, label: str, row: Row, said: Said) -> list[str]:
        assert spec.find is not None
        value = self._value(spec.name, row)
        values = value if isinstance(value, list) else [str(value)] if value is not None else []
        found: list[str] = []
        for item in values:
            id = f"{NODES[label].prefix}:?{spec.find}={item}"
            said.references.append(
                Reference(id, label, spec.find, item, spec.name.column or "", spec.missing)
            )
            said.edges.append(
                Edge(
                    "MENTIONED_IN", id, PASSAGE, self._quote(self._columns(spec), row), spec.status
                )
            )
            found.append(id)
        return found

    def _node(self, spec: NodeSpec, label: str, name: str, row: Row, said: Said) -> str | None:
        properties: dict[str, Value] = {}
        secret: dict[str, Value] = {}
        hidden = {p.name for p in restricted_properties(label)}
        fitting = {p.name for p in NODES[label].properties} | {"name_en", "summary"}
        for prop, cell in spec.properties.items():
            if prop in fitting:
                value = self._value(cell, row)
                if value not in (None, []):
                    (secret if prop in hidden else properties)[prop] = value
        if label == "Region":
            try:
                place = self._place(spec, name, row, properties)
            except Unreadable as exc:
                if spec.missing == "skip":
                    return None
                raise self._rejection(spec.name, name, str(exc)) from exc
            if place is not None:
                return self._region(place, self._quote(self._columns(spec), row), said)
        code = properties.get("code") if label == "Region" else None
        id = f"region:{str(code).lower()}" if code else node_id(label, name)
        aliases = [a for c in spec.aliases for a in self._aliases(row, c) if a != name]
        known = said.nodes.setdefault(
            id, {"name": name, "aliases": list(dict.fromkeys(aliases)), "status": spec.status}
        )
        known |= {k: v for k, v in properties.items() if known.get(k) is None}
        if secret:
            said.restricted[id] = secret
        return id

    @staticmethod
    def _aliases(row: Row, column: str) -> list[str]:
        return [a.strip() for a in re.split(r"[；;\n]", row.cells.get(column, "")) if a.strip()]

    def _place(
        self, spec: NodeSpec, name: str, row: Row, properties: dict[str, Value]
    ) -> Place | None:
        """The place of a Region's cell; None where the row brings its code along."""
        if "code" in properties:
            return None
        if spec.address:
            return place_in(name)
        within: Place | None = None
        for column in spec.within:
            if row.cells.get(column, ""):
                within = place_of(row.cells.get(column, ""), within)
        return place_of(name, within)

    def _region(self, place: Place, quote: str, said: Said) -> str:
        """A region and those that it lies in, by their codes."""
        line = [place, *parents(place)]
        for p, upper in pairwise(line):
            said.edges.append(
                Edge("PART_OF", region_id(p), region_id(upper), quote, "exists", Method.DERIVED,
                     "region_code")
            )  # fmt: skip
        for p in line:
            said.nodes.setdefault(
                region_id(p),
                {"name": p.name, "name_en": p.name_en or None, "aliases": [], "level": p.level,
                 "code": p.code, "status": "exists"},
            )  # fmt: skip
        return region_id(place)

    def _value(self, cell: Cell, row: Row) -> Value:
        """The value of a cell, None where it is empty. Raises Rejection."""
        if cell.column is None:
            constant = cell.constant
            return constant if isinstance(constant, str | int | float | bool) else None
        column = cell.column
        if cell.instead and not row.cells.get(column):
            column = cell.instead
        text = " ".join(t for c in (column, *cell.also) if (t := row.cells.get(c)))
        if cell.column in row.broken:
            raise self._rejection(cell, text, row.broken[cell.column])
        if not text:
            return None
        if cell.values is not None:
            return self._word(cell, text)
        try:
            return read_value(text, cell.how)
        except Unreadable as exc:
            raise self._rejection(cell, text, str(exc)) from exc

    def _word(self, cell: Cell, text: str) -> Value:
        """A value by the words of the mapping; of a list, the first word that it knows."""
        assert cell.values is not None
        for word in (text, *(w.strip() for w in text.split("；"))):
            if word in cell.values:
                value = cell.values[word]
                return value if isinstance(value, str | int | float | bool) else None
        if cell.otherwise == "skip":
            return None
        if cell.otherwise not in (None, "reject"):
            return cell.otherwise
        raise self._rejection(cell, text, f"不在映射所列词中 (none of: {', '.join(cell.values)})")

    def _rejection(self, cell: Cell | None, value: str, reason: str) -> Rejection:
        column = (cell.column if cell else None) or ""
        return Rejection(column, self.masked(column, value), reason)

    def _quote(self, columns: tuple[str | None, ...], row: Row) -> str:
        """The cells of some columns as they stand together in the row's text.

        From the first to the last of them, so that the quote is one literal part of the text.
        """
        wanted = {c for c in columns if c and c in self._shown and row.cells.get(c)}
        shown = [c for c in self._shown if row.cells.get(c)]
        places = [i for i, c in enumerate(shown) if c in wanted] or [0]
        part = shown[places[0] : places[-1] + 1]
        return "；".join(f"{c}：{row.cells[c]}" for c in part)

    @staticmethod
    def _columns(spec: NodeSpec) -> tuple[str | None, ...]:
        return spec.name.columns

    def _relate(
        self, relation: RelationSpec, ids: dict[str, list[str]], row: Row, said: Said
    ) -> None:
        start, end = self._specs[relation.start], self._specs[relation.end]
        columns = relation.quote or (*self._columns(start), *self._columns(end))
        properties: dict[str, Value] = {
            k: v for k, c in relation.properties.items() if (v := self._value(c, row)) is not None
        }
        columns = (*columns, *(c.column for c in relation.properties.values()))
        quote = self._quote(columns, row)
        for a in ids[relation.start]:
            for b in ids[relation.end]:
                if a != b and (label_of(a), label_of(b)) in RELATIONSHIPS[relation.type].ends:
                    said.edges.append(
                        Edge(
                            relation.type, a, b, quote, relation.status,
                            confidence=relation.confidence, properties=dict(properties),
                        )
                    )  # fmt: skip

    def _derive(self, ids: list[str], alias: str, said: Said, row: Row) -> None:
        """Fields from the words of names, by the rule that each fact shows."""
        quote = self._quote(self._columns(self._specs[alias]), row)
        for id in ids:
            if id not in said.nodes:
                continue
            for word in fields_in(str(said.nodes[id]["name"])):
                industry = node_id("Industry", word.industry)
                said.nodes.setdefault(
                    industry, {"name": word.industry, "aliases": [], "status": "exists"}
                )
                said.edges.append(
                    Edge("FOCUSES_ON", id, industry, quote, "exists", Method.DERIVED,
                         rule_of(word), 0.7)
                )  # fmt: skip


def edge_id(edge: Edge, source: str) -> str:
    """The identity of a row's relationship."""
    key = RELATIONSHIPS[edge.type].key
    value = str(edge.properties.get(key) or "") if key else None
    return relationship_id(edge.type, edge.start, edge.end, source, value)
