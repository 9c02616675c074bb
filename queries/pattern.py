"""Which relationships are followed, which way, and to which labels: words of the schema only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from graph.errors import InvalidRequest
from graph.schema import NODES, RELATIONSHIPS

Direction = Literal["both", "in", "out"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

PLUMBING = frozenset({"Policy", "Register", "Passage", "Load", "Redirect"})
"""Labels of the documents behind the facts: joined to everything, so left out unless asked for."""

_ARROW = {"both": "-[r:{}]-", "in": "<-[r:{}]-", "out": "-[r:{}]->"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Relationships of `types` are followed along `direction` to nodes of `labels`."""

    types: frozenset[str]
    labels: frozenset[str]
    direction: Direction = "both"

    def narrow(self, cypher: str, starts: Collection[str]) -> str | None:
        """The statement with this pattern put in for `(n`, `-[r]-` and `(other)`.

        Only what can join a label of `starts` is named, since a store looks into every table that
        is; None when nothing can.
        """
        joins = [
            (relation.name, other)
            for relation in RELATIONSHIPS.values()
            if relation.name in self.types
            for start, end in relation.ends
            for near, other, way in ((start, end, "out"), (end, start, "in"))
            if near in starts and other in self.labels and self.direction in {way, "both"}
        ]
        if not joins:
            return None
        arrow = _ARROW[self.direction].format(_any_of(RELATIONSHIPS, {name for name, _ in joins}))
        return (
            cypher.replace("(n {", f"(n:{_any_of(NODES, starts)} {{")
            .replace("-[r]-", arrow)
            .replace("(other)", f"(other:{_any_of(NODES, {label for _, label in joins})})")
        )


def pattern(
    types: Sequence[str] = (), labels: Sequence[str] = (), direction: str = "both"
) -> Pattern:
    """The pattern of these filters; an empty one stands for all but the document plumbing.

    A type that only plumbing has (MENTIONED_IN) asks for the plumbing at its ends.
    Raises InvalidRequest for a word that the schema does not have.
    """
    for name, given, known in (("rel", types, RELATIONSHIPS), ("label", labels, NODES)):
        for word in given:
            if word not in known:
                raise InvalidRequest(
                    f"{name}={word!r} is unknown", parameter=name, allowed=tuple(known)
                )
    for known in DIRECTIONS:
        if direction == known:
            return Pattern(
                frozenset(types or RELATIONSHIPS),
                frozenset(labels or (set(NODES) - PLUMBING | _asked_by(types))),
                known,
            )
    raise InvalidRequest(
        f"direction={direction!r} is unknown", parameter="direction", allowed=DIRECTIONS
    )


def within(name: str, value: int, most: int) -> int:
    """The value of a parameter that lies from 1 to `most`, or InvalidRequest."""
    if not 1 <= value <= most:
        raise InvalidRequest(
            f"{name}={value} is out of range", parameter=name, allowed=(f"1 to {most}",)
        )
    return value


def _asked_by(types: Iterable[str]) -> set[str]:
    return {
        label
        for name in types
        for label in PLUMBING
        if all(label in pair for pair in RELATIONSHIPS[name].ends)
    }


def _any_of(order: Iterable[str], words: Collection[str]) -> str:
    return "|".join(word for word in order if word in words)
