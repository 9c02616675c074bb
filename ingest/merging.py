"""Two nodes made one and parted again, each as one unit of writing.

The node that gives up its id leaves a `Redirect` (`redirect:<old id>`): where to look, and what
each source says of the node (`ingest.statements`), so that parting gives each its own again. A
relationship goes back when its source speaks only of the parted node, or made its id of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, cast

from graph.errors import InvalidRequest, NotFound
from graph.schema import RELATIONSHIPS, label_of, relationship_id
from graph.store import Node, Reader, Relationship, Store, Transaction, Value
from ingest.statements import Statement, joined, known, node, statements, with_statement

Properties = Mapping[str, Value]
Said = Mapping[str, Statement]


def redirect_id(old: str) -> str:
    """The id of the redirect from an id that is given up."""
    return f"redirect:{old}"


def stated_id(r: Relationship, start: str, end: str) -> str:
    """The id that a relationship has where its source states these ends."""
    key = RELATIONSHIPS[r.type].key
    own = str(r.properties.get(key) or "") if key else None
    return relationship_id(r.type, start, end, str(r.properties.get("source") or ""), own)


def heads(reader: Reader) -> dict[str, str]:
    """Every id that was given up, and the id of the node that stands for it now."""
    to = _targets(reader)
    return {old: _head(old, to) for old in to}


def _targets(reader: Reader) -> dict[str, str]:
    """Every id that was given up, and the id it was given up for."""
    table = reader.read("MATCH (r:Redirect) RETURN r.id AS id, r.target AS target")
    return {str(id).removeprefix("redirect:"): str(target) for id, target in table.rows}


def _head(id: str, to: Mapping[str, str]) -> str:
    while id in to:
        id = to[id]
    return id


def redirected(own: Properties, target: str, **more: object) -> Statement:
    """What a source says of a `Redirect`: the target, and what it said of the id given up.

    `more` is kept beside that.
    """
    said = {k: v for k, v in own.items() if k not in _OF_STORE and v not in (None, [])}
    extra = json.dumps({"said": said, **more}, ensure_ascii=False, sort_keys=True)
    return {"name": str(own["name"]), "status": "exists", "target": target, "extra": extra}


_OF_STORE = {"id", "sources", "said", "reading"}


def absorb(
    target: Node, own: Node, source: str, before: Properties | None = None
) -> tuple[Node, Node]:
    """The target once a source says of it what it said of `own`, and the `Redirect` from `own`.

    `before` is that redirect as the store has it, when other sources made it too.
    """
    properties = _taught(target.properties, {source: own.properties})
    redirect = with_statement(before, source, redirected(own.properties, target.id))
    return node(target.id, properties), node(redirect_id(own.id), redirect)


def _taught(properties: Properties, said: Said) -> Properties:
    """A node's properties once these sources say this of it, besides what they said before."""
    there = statements(properties)
    for source, statement in said.items():
        own = joined(there[source], statement) if source in there else statement
        properties = with_statement(properties, source, own)
    return properties


def _folded(said: Said) -> Properties:
    properties: Properties | None = None
    for source, statement in said.items():
        properties = with_statement(properties, source, statement)
    return properties or {}


def _kept(redirect: Properties) -> dict[str, dict[str, Any]]:
    """What a redirect keeps of each source that still makes it."""
    sources = redirect.get("sources")
    return {
        source: cast("dict[str, Any]", json.loads(str(statement["extra"])))
        for source, statement in statements(redirect).items()
        if isinstance(sources, list) and source in sources
    }


def _without(properties: Properties, redirects: Iterable[Properties]) -> dict[str, Statement]:
    """What the sources say of a node itself, without what redirects brought."""
    said = statements(properties)
    own = dict(said)
    for redirect in redirects:
        for source, kept in _kept(redirect).items():
            if "had" in kept:
                own[source] = kept["had"]
            else:
                own.pop(source, None)
    # A node that only redirects speak of keeps what they say: it stands for them.
    return own or said


def merge(store: Store, keep: str, gone: str) -> bool:
    """Make `gone` one with `keep`, whose id stands; False where it already is.

    Raises NotFound naming an id that no node has, InvalidRequest where the two are never one:
    two labels, or two registered codes.
    """
    return store.write(lambda tx: merge_in(tx, keep, gone))


def split(store: Store, gone: str) -> bool:
    """Give a merged node its own id again, with its relationships and what was said of it.

    False where the id stands for itself. Raises NotFound naming an id that no node ever had.
    """
    return store.write(lambda tx: split_in(tx, gone))


def merge_in(tx: Transaction, keep: str, gone: str) -> bool:
    """See `merge`; within a unit of writing."""
    to = _targets(tx)
    keep, gone = _head(keep, to), _head(gone, to)
    if keep == gone:
        return False
    nodes = known(tx, (keep, gone))
    for id in (keep, gone):
        if id not in nodes:
            raise NotFound("node", id)
    check_one(node(keep, nodes[keep]), node(gone, nodes[gone]))
    said = statements(nodes[gone])
    own = _without(nodes[keep], _redirects_to(tx, keep, to).values())
    moved = _relationships(tx, gone)
    # What joins the two would join a body to itself: it waits in the redirect.
    inner = [r for r in moved if {r.start, r.end} <= {keep, gone}]
    redirect: Properties | None = None
    for source, statement in said.items():
        more: dict[str, object] = {"had": own[source]} if source in own else {}
        held = [r for r in inner if r.properties.get("source") == source]
        if held:
            more["inner"] = [[r.type, r.id, r.start, r.end, dict(r.properties)] for r in held]
        redirect = with_statement(redirect, source, redirected(statement, keep, **more))
    tx.delete_nodes([gone])
    tx.put_nodes([node(keep, _taught(nodes[keep], said)), node(redirect_id(gone), redirect or {})])
    tx.put_relationships(
        Relationship(
            r.type, r.id, keep if r.start == gone else r.start, keep if r.end == gone else r.end,
            r.properties,
        )
        for r in moved
        if r not in inner
    )  # fmt: skip
    return True


def check_one(left: Node, right: Node) -> None:
    """Raise InvalidRequest where two nodes are never one: two labels, two registered codes."""
    if left.label != right.label:
        raise InvalidRequest(
            f"{left.id} is {left.label} and {right.id} is {right.label}; two labels are never one",
            parameter="verdict",
        )
    for code in ("uscc", "ror"):
        ours, theirs = left.properties.get(code), right.properties.get(code)
        if ours and theirs and ours != theirs:
            raise InvalidRequest(
                f"{left.id} has {code} {ours} and {right.id} {theirs}; two codes are never one",
                parameter="verdict",
            )


def split_in(tx: Transaction, gone: str) -> bool:
    """See `split`; within a unit of writing."""
    to = _targets(tx)
    if gone not in to:
        if not known(tx, [gone]):
            raise NotFound("node", gone)
        return False
    target = to[gone]
    if target in to:
        # The other was merged in its turn: it comes out first, and goes back after.
        split_in(tx, target)
        split_in(tx, gone)
        merge_in(tx, to[target], target)
        return True
    redirects = _redirects_to(tx, target, to)
    here = known(tx, [target])[target]
    own = _without(here, redirects.values())
    kept = _kept(redirects.pop(gone))
    said = {source: k["said"] for source, k in kept.items()}
    others = [{s: k["said"] for s, k in _kept(other).items()} for other in redirects.values()]
    beside = {source for other in others for source in other}
    there = _relationships(tx, target)
    mine = _parted(there, gone, target, to, alone=said.keys() - own.keys() - beside)
    going = {r.id for r, _ in mine}
    # A source all of whose relationships go back spoke of the parted node alone.
    goes = {_source(r) for r, _ in mine} - {_source(r) for r in there if r.id not in going}
    for source in sorted((goes & own.keys()) - said.keys() - beside):
        if len(own) > 1:
            said[source] = own.pop(source)
    properties = _folded(own)
    for other in others:
        properties = _taught(properties, other)
    for type in sorted({r.type for r, _ in mine}):
        tx.delete_relationships(type, [r.id for r, _ in mine if r.type == type])
    tx.delete_nodes([redirect_id(gone)])
    tx.put_nodes([node(target, properties), node(gone, _folded(said))])
    inner = [Relationship(*held) for k in kept.values() for held in k.get("inner", ())]
    tx.put_relationships([*(after for _, after in mine), *inner])
    return True


def members(reader: Reader, head: str) -> dict[str, tuple[str, Properties]]:
    """Every id that a node stands for, with the id it was given up for and what was said of it.

    The node itself stands first, given up for none.
    """
    to = _targets(reader)
    here = known(reader, [head])
    if head not in here:
        return {}
    olds = {old: redirect_id(old) for old in sorted(to) if _head(old, to) == head}
    redirects = known(reader, olds.values())

    def own(id: str, properties: Properties) -> Properties:
        brought = [redirects[way] for old, way in olds.items() if to[old] == id]
        return _folded(_without(properties, brought))

    found = {head: ("", own(head, here[head]))}
    for old, way in olds.items():
        said = _folded({source: kept["said"] for source, kept in _kept(redirects[way]).items()})
        found[old] = (to[old], own(old, said))
    return found


def _redirects_to(tx: Reader, target: str, to: Mapping[str, str]) -> dict[str, Properties]:
    """The redirects that point at a node itself, by the id that was given up."""
    olds = {redirect_id(old): old for old, next in to.items() if next == target}
    found = known(tx, olds)
    return {old: found[id] for id, old in olds.items() if id in found}


def _source(r: Relationship) -> str:
    return str(r.properties.get("source") or "")


def _parted(
    held: Iterable[Relationship], gone: str, target: str, to: Mapping[str, str], alone: set[str]
) -> list[tuple[Relationship, Relationship]]:
    """The target's relationships that go back to `gone`, each as it is and as it will be.

    `alone` are the sources that speak of `gone` and not of the target.
    """

    def names(id: str) -> list[str]:
        """An id, and those that were given up for it."""
        return [id, *(name for old, next in to.items() if next == id for name in names(old))]

    mine = names(gone)
    found: list[tuple[Relationship, Relationship]] = []
    for r in held:
        other = r.end if r.start == target else r.start
        ends = (gone, other) if r.start == target else (other, gone)
        stated = ((a, b) if r.start == target else (b, a) for a, b in product(mine, names(other)))
        id = r.id
        if not any(stated_id(r, *pair) == id for pair in stated):
            if _source(r) not in alone:
                continue
            id = stated_id(r, *ends)
        found.append((r, Relationship(r.type, id, *ends, {**r.properties, "id": id})))
    return found


def _relationships(tx: Reader, id: str) -> list[Relationship]:
    """All relationships of a node, each once, in order."""
    found: dict[tuple[str, str], Relationship] = {}
    for side, arrow in ((0, "-[r]->"), (1, "<-[r]-")):
        for r, other in tx.read(
            f"MATCH (n:{label_of(id)} {{id: $id}}){arrow}(m) RETURN r AS r, m.id AS other",
            {"id": id},
        ).rows:
            own = cast("Mapping[str, Value]", r)
            type, known_as = str(own["kind"]), str(own["id"])
            ends = (str(other), id) if side else (id, str(other))
            found[type, known_as] = Relationship(type, known_as, *ends, own)
    return [found[key] for key in sorted(found)]
