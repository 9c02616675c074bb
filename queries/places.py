"""Where something is, and which place two things have in common."""

from __future__ import annotations

from dataclasses import dataclass

from graph.schema import label_of
from queries.neighbourhood import Neighbourhood
from queries.registry import statement
from queries.whatif import Tie

NEARNESS = {"park": 1.0, "district": 1.0, "city": 0.75, "province": 0.4, "country": 0.0}
"""What a common place counts for, by its level; a common country says nothing within a country."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A place that something is in, its level, and the ties that lead there, in order."""

    place: str
    level: str
    ties: tuple[Tie, ...]


class Places:
    """Places of nodes, as the graph around them says."""

    def __init__(self, near: Neighbourhood) -> None:
        self._near = near
        self._regions: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._found: dict[str, tuple[Standing, ...]] = {}

    def of(self, node: str) -> tuple[Standing, ...]:
        """Every place that a node is in, from the nearest to the widest; a place is in itself.

        Empty where no source says where the node is.
        """
        if node not in self._found:
            self._found[node] = tuple(self._standings(node))
        return self._found[node]

    def common(self, one: str, other: str) -> tuple[Standing, Standing] | None:
        """The place nearest to both, as each gets there; None where there is none to be told."""
        theirs = {standing.place: standing for standing in self.of(other)}
        shared = [(s, theirs[s.place]) for s in self.of(one) if s.place in theirs]
        return max(
            shared,
            key=lambda pair: (NEARNESS.get(pair[0].level, 0.0), -len(pair[0].ties), pair[0].place),
            default=None,
        )

    def _standings(self, node: str) -> list[Standing]:
        found: dict[str, Standing] = {}
        open_places = [Standing(node, "", ())]
        while open_places:
            here = open_places.pop(0)
            label = label_of(here.place)
            if label == "Region":
                level, wholes = self._region(here.place)
                found[here.place] = Standing(here.place, level, here.ties)
                onward = [Tie("PART_OF", here.place, whole) for whole in wholes]
            else:
                if label == "Park":
                    found[here.place] = Standing(here.place, "park", here.ties)
                onward = [
                    tie
                    for tie in self._near.around(here.place).ties
                    if tie.start == here.place
                    and (tie.kind == "LOCATED_IN" or (tie.kind == "PART_OF" and label == "Park"))
                ]
            open_places += [
                Standing(tie.end, "", (*here.ties, tie)) for tie in onward if tie.end not in found
            ]
        return list(found.values())

    def _region(self, id: str) -> tuple[str, tuple[str, ...]]:
        if id not in self._regions:
            rows = self._near.store.read(statement("place"), {"id": id}).rows
            level = str(rows[0][0] or "") if rows else ""
            self._regions[id] = level, tuple(str(w) for _, w in rows if w is not None)
        return self._regions[id]
