"""Facts laid over the graph, or taken from it, for one answer; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import InvalidRequest
from graph.schema import RELATIONSHIPS, label_of
from graph.store import Reader
from queries.registry import resolve


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """That one node is joined to another, by a kind of relationship, whoever says so."""

    kind: str
    start: str
    end: str

    def other(self, node: str) -> str:
        """The end that is not `node`."""
        return self.end if node == self.start else self.start


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is assumed beyond the graph (`added`) and against it (`removed`)."""

    added: tuple[Tie, ...] = ()
    removed: tuple[Tie, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


NOTHING = WhatIf()


def what_if(store: Reader, added: Sequence[str] = (), removed: Sequence[str] = ()) -> WhatIf:
    """The assumptions that are written as `A SUPPORTS B`, their ends named by id, name or alias.

    Raises NotFound (no such node) and InvalidRequest: a text of another form, a kind that does
    not join such nodes, a fact both added and removed, added though it is there, or removed
    though it is not.
    """
    more = tuple(dict.fromkeys(_tie(store, text, "with") for text in added))
    less = tuple(dict.fromkeys(_tie(store, text, "without") for text in removed))
    for tie in more:
        if tie in less:
            raise InvalidRequest(
                f"{tie.start} {tie.kind} {tie.end} is both assumed (--with) and taken away "
                "(--without); drop one of the two",
                parameter="with",
            )
    for tie in more:
        if _said(store, tie):
            raise InvalidRequest(
                f"{tie.start} {tie.kind} {tie.end} is in the graph already; leave it out of --with",
                parameter="with",
            )
    for tie in less:
        if not _said(store, tie):
            raise InvalidRequest(
                f"{tie.start} {tie.kind} {tie.end} is not in the graph; leave it out of --without",
                parameter="without",
            )
    return WhatIf(more, less)


def _said(store: Reader, tie: Tie) -> bool:
    start, end = label_of(tie.start), label_of(tie.end)
    table = store.read(
        f"MATCH (a:{start} {{id: $a}})-[r:{tie.kind}]->(b:{end} {{id: $b}}) RETURN count(r) AS n",
        {"a": tie.start, "b": tie.end},
    )
    return table.rows[0][0] != 0


def _tie(store: Reader, text: str, parameter: str) -> Tie:
    words = text.split()
    at = next((n for n, word in enumerate(words) if word.upper() in RELATIONSHIPS), 0)
    if not 0 < at < len(words) - 1:
        raise InvalidRequest(
            f"{parameter} {text!r} is no fact of the form A KIND B, as in “A SUPPORTS B”",
            parameter=parameter,
        )
    kind = words[at].upper()
    ends = RELATIONSHIPS[kind].ends
    start = resolve(store, " ".join(words[:at]), *dict.fromkeys(a for a, _ in ends))
    end = resolve(store, " ".join(words[at + 1 :]), *dict.fromkeys(b for _, b in ends))
    if (label_of(start), label_of(end)) not in ends:
        raise InvalidRequest(
            f"{parameter} {text!r}: {kind} joins no {label_of(start)} to a {label_of(end)}",
            parameter=parameter,
            allowed=tuple(f"{a} {kind} {b}" for a, b in ends[:6]),
        )
    return Tie(kind, start, end)
