"""A mapping: how a row of a table becomes nodes and relationships, checked before a row is read.

docs/tables.md describes the format with examples. Everything is checked against `graph.schema`;
an error names the file, the line, the key, the value and what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import SourceError
from graph.schema import (
    NODES,
    RELATIONSHIPS,
    Property,
    Status,
    node_properties,
    relationship_properties,
    restricted_properties,
)
from ingest.tables.keys import Keys, read_keys
from ingest.tables.values import CONVERTERS, DEFAULT, UNITS, How

NOT_FROM_TABLES = {"Policy", "Passage", "Load", "Register", "Redirect"}
LABELS = tuple(label for label in NODES if label not in NOT_FROM_TABLES)
MISSING = ("create", "skip", "reject")
RULES = ("field_in_name",)
_OWN = {"id", "name", "aliases", "sources", "status", "extra", "said"}
_GIVEN = {"id", "kind", "source", "run_id", "passages", "quote", "rule", "method", "status",
          "confidence"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A value from a column: how to read it, words it stands for, or a constant.

    `also` are columns whose text follows (a name made of an indicator and a year), `instead` is
    the column that is read where this one is empty.
    """

    column: str | None
    how: How
    values: Mapping[str, object] | None = None
    otherwise: str | None = None
    constant: object = None
    also: tuple[str, ...] = ()
    instead: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it reads."""
        return tuple(c for c in (self.column, *self.also, self.instead) if c)


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """A node that a row names. `labels` has one entry, or several told apart by `label_cell`."""

    alias: str
    labels: tuple[str, ...]
    label_cell: Cell | None
    name: Cell
    find: str | None
    within: tuple[str, ...]
    address: bool
    aliases: tuple[str, ...]
    properties: Mapping[str, Cell]
    missing: str
    status: str

    @property
    def columns(self) -> set[str]:
        """The columns that it reads."""
        cells = [self.label_cell, self.name, *self.properties.values()]
        found = {column for cell in cells if cell for column in cell.columns}
        return found | {*self.within, *self.aliases}


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A relationship between two nodes of a row, by the columns that say it."""

    type: str
    start: str
    end: str
    quote: tuple[str, ...]
    status: str
    confidence: float
    properties: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A rule that makes relationships from a node's name."""

    rule: str
    of: str


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A whole mapping. The first of `nodes` is what the row is about."""

    file: str
    table: str | None
    sheet: str | None
    header: int | None
    nodes: tuple[NodeSpec, ...]
    relationships: tuple[RelationSpec, ...]
    derive: tuple[Derivation, ...]
    ignore: frozenset[str]
    when: tuple[tuple[str, tuple[str, ...], str], ...]
    notes: Mapping[str, str]
    optional: frozenset[str]
    text: str

    @property
    def subject(self) -> NodeSpec:
        """The node that a row is about."""
        return self.nodes[0]

    @property
    def restricted(self) -> set[str]:
        """The columns whose values only a key of that scope may read."""
        return {
            cell.column
            for node in self.nodes
            for label in node.labels
            for prop in restricted_properties(label)
            if (cell := node.properties.get(prop.name)) and cell.column
        }

    @property
    def columns(self) -> set[str]:
        """Every column that the mapping reads."""
        found = {c for node in self.nodes for c in node.columns}
        for relation in self.relationships:
            found |= {*relation.quote} | {
                c.column for c in relation.properties.values() if c.column
            }
        return found | {column for column, _, _ in self.when}

    def shown(self, header: Iterable[str]) -> tuple[str, ...]:
        """The columns that stand in a row's passage: none that is restricted or ignored.

        Of a register of talent, only those that the mapping reads: what is personal is not told
        from what is not by looking at it.
        """
        hidden = self.restricted | self.ignore
        if any("Talent" in node.labels for node in self.nodes):
            hidden |= set(header) - self.columns
        return tuple(h for h in header if h not in hidden)

    def check_header(self, header: Iterable[str], table: str) -> None:
        """Raises SourceError when the mapping reads a column that the table does not have."""
        have = list(header)
        lacking = sorted(self.columns - self.optional - set(have))
        if lacking:
            raise SourceError(
                f"has no column {', '.join(repr(c) for c in lacking)}, which mapping {self.file} "
                f"reads; its columns: {', '.join(have)}",
                file=table,
            )


def read_mapping(path: Path) -> TableMapping:
    """The mapping of a file. Raises SourceError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as exc:
        raise SourceError(f"byte {exc.start} is not UTF-8; save as UTF-8", file=str(path)) from exc
    except OSError as exc:
        raise SourceError(f"cannot be read: {exc.strerror}", file=str(path)) from exc
    return mapping_of(text, path.name)


def mapping_of(text: str, file: str) -> TableMapping:
    """The mapping of a YAML text; `file` is the name that errors cite. Raises SourceError."""
    keys = read_keys(text, file)
    keys.only(
        "table", "sheet", "header", "columns", "optional", "nodes", "relationships", "derive",
        "ignore", "when",
    )  # fmt: skip
    nodes = tuple(_node(alias, keys.map("nodes").map(alias)) for alias in keys.map("nodes"))
    if not nodes:
        raise keys.error("nodes", "names no node; the first is what a row is about")
    if nodes[0].find is not None:
        raise keys.error("nodes", f"{nodes[0].alias!r} is what a row is about; it cannot be found")
    by_alias = {n.alias: n for n in nodes}
    relations = tuple(_relation(item, by_alias) for item in keys.items("relationships"))
    derive = tuple(_derivation(item, by_alias) for item in keys.items("derive"))
    header, notes = keys.integer("header"), keys.map("columns")
    when = tuple(_condition(item) for item in keys.items("when"))
    return TableMapping(
        file, keys.text("table"), keys.text("sheet"), header, nodes, relations, derive,
        frozenset(keys.texts("ignore")), when, {c: notes.needed(c) for c in notes},
        frozenset(keys.texts("optional")), text,
    )  # fmt: skip


def _condition(keys: Keys) -> tuple[str, tuple[str, ...], str]:
    keys.only("column", "is", "why")
    return keys.needed("column"), keys.texts("is"), keys.text("why") or ""


def _node(alias: str, keys: Keys) -> NodeSpec:
    keys.only(
        "label", "name", "name_en", "find", "within", "address", "aliases", "properties", "set",
        "missing", "status",
    )  # fmt: skip
    label_cell = None
    if keys.is_map("label"):
        label_cell = _cell(keys.map("label"), None)
        labels = tuple(dict.fromkeys(str(v) for v in (label_cell.values or {}).values()))
    else:
        labels = (keys.needed("label"),)
    for label in labels:
        keys.one_of("label", label, LABELS)
    allowed = {
        p.name: p
        for label in labels
        for p in (*node_properties(label), *restricted_properties(label))
        if p.name not in _OWN
    }
    properties: dict[str, Cell] = {}
    given = keys.map("properties")
    for prop in given:
        given.one_of(prop, prop, tuple(allowed))
        properties[prop] = _cell_of(given, prop, allowed[prop])
    if keys.has("name_en"):
        properties["name_en"] = _cell_of(keys, "name_en", allowed["name_en"])
    constants = keys.map("set")
    for prop in constants:
        constants.one_of(prop, prop, tuple(allowed))
        value = constants.value(prop)
        if allowed[prop].values:
            constants.one_of(prop, str(value), allowed[prop].values)
        properties[prop] = Cell(None, How("text"), constant=value)
    find = keys.text("find")
    if find is not None:
        keys.one_of("find", find, (*allowed, "name"))
    name_prop = Property("name", "string", "名称", "name")
    name = _cell_of(keys, "name", name_prop, lists=True)
    regional = labels == ("Region",)
    if (keys.has("within") or keys.has("address")) and not regional:
        raise keys.error("within", "is for Region only")
    missing = keys.text("missing") or ("reject" if find or regional else "create")
    keys.one_of("missing", missing, MISSING[1:] if find or regional else MISSING)
    if missing != "create" and not regional:
        find = find or "name"
    status = keys.text("status") or Status.EXISTS
    keys.one_of("status", status, tuple(Status))
    return NodeSpec(
        alias, labels, label_cell, name, find, keys.texts("within"), keys.flag("address"),
        keys.texts("aliases"), properties, missing, status,
    )  # fmt: skip


def _cell_of(keys: Keys, key: str, prop: Property, *, lists: bool = False) -> Cell:
    if keys.is_map(key):
        return _cell(keys.map(key), prop, lists=lists)
    return Cell(keys.needed(key), How(DEFAULT[prop.type]))


def _cell(keys: Keys, prop: Property | None, *, lists: bool = False) -> Cell:
    keys.only("column", "also", "or", "as", "unit", "digits", "values", "else")
    fitting = tuple(
        name
        for name, (_, types) in CONVERTERS.items()
        if prop is None or prop.type in types or (lists and name == "list")
    )
    converter = keys.text("as") or (DEFAULT[prop.type] if prop else "text")
    keys.one_of("as", converter, fitting)
    unit = keys.text("unit")
    if unit is not None and converter not in {"number", "integer"}:
        raise keys.error("unit", f"goes with as: number, not {converter}; units: {' '.join(UNITS)}")
    words = keys.map("values")
    values = {word: words.value(word) for word in words} if keys.has("values") else None
    if values is not None and prop is not None and prop.values:
        for word in values:
            words.one_of(word, str(values[word]), prop.values)
    otherwise = keys.text("else")
    if otherwise is not None:
        if prop is not None and prop.values:
            keys.one_of("else", otherwise, (*prop.values, "skip", "reject"))
    return Cell(
        keys.needed("column"), How(converter, unit, keys.integer("digits")), values, otherwise,
        also=keys.texts("also"), instead=keys.text("or"),
    )  # fmt: skip


def _relation(keys: Keys, nodes: Mapping[str, NodeSpec]) -> RelationSpec:
    keys.only("type", "from", "to", "quote", "status", "confidence", "properties")
    kind = keys.needed("type")
    keys.one_of("type", kind, tuple(t for t in RELATIONSHIPS if t != "MENTIONED_IN"))
    start, end = keys.needed("from"), keys.needed("to")
    keys.one_of("from", start, tuple(nodes))
    keys.one_of("to", end, tuple(nodes))
    pairs = {(a, b) for a in nodes[start].labels for b in nodes[end].labels}
    if not pairs & set(RELATIONSHIPS[kind].ends):
        joined = sorted({b for a, b in RELATIONSHIPS[kind].ends if a in nodes[start].labels})
        raise keys.error(
            "type",
            f"{kind} cannot join {'|'.join(nodes[start].labels)} to {'|'.join(nodes[end].labels)}; "
            f"from there it joins to: {', '.join(joined) or 'nothing'}",
        )
    allowed = {p.name: p for p in relationship_properties(kind) if p.name not in _GIVEN}
    given = keys.map("properties")
    properties: dict[str, Cell] = {}
    for prop in given:
        given.one_of(prop, prop, tuple(allowed))
        properties[prop] = _cell_of(given, prop, allowed[prop])
    status = keys.text("status") or Status.EXISTS
    keys.one_of("status", status, tuple(Status))
    confidence = keys.value("confidence")
    if confidence is not None and not (isinstance(confidence, int | float) and 0 < confidence <= 1):
        raise keys.error("confidence", f"is {confidence!r}; allowed: above 0, at most 1")
    sure = 1.0 if confidence is None else float(confidence)
    return RelationSpec(kind, start, end, keys.texts("quote"), status, sure, properties)


def _derivation(keys: Keys, nodes: Mapping[str, NodeSpec]) -> Derivation:
    keys.only("rule", "of")
    rule, of = keys.needed("rule"), keys.needed("of")
    keys.one_of("rule", rule, RULES)
    keys.one_of("of", of, tuple(nodes))
    return Derivation(rule, of)
