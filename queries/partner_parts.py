"""The parts of a partner's score: what each is worth for a candidate, and on which ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from graph.schema import label_of
from queries.connections import Path, connections, total
from queries.neighbourhood import Neighbourhood
from queries.places import NEARNESS, Places
from queries.push import walked
from queries.relatedness import proximity
from queries.roles import FUNCTIONS, FunctionName, Need, functions_of
from queries.scoring import PLACES, Part, PartName, half_at, points_of
from queries.whatif import Tie

PATHS_HALF = 0.10
"""Degree-weighted path count that is worth half of its part: about three specific paths."""

WALK_HALF = 0.02
"""Share of the walk that is worth half of its part: one visit in fifty."""

FUNCTIONS_HALF = 1.0
"""Missing functions that are worth half of their part, where no need was named."""

COMMON = {"SELECTED_FOR": 0.5, "COOPERATES_WITH": 0.5}
"""Kinds whose common end is a standing tie of a sort: the same task, the same country."""

EVIDENCE = 3
"""Paths that are shown with a candidate, and facts with a function."""

_FIELDS = ("SUPPORTS", "FOCUSES_ON")


@dataclass(frozen=True, slots=True)
class Rated:
    """A candidate with its score, what each part adds, and the ties that each rests on.

    Where a part rests on what the candidate is, the clause that names it stands for a tie.
    """

    id: str
    score: float
    points: Mapping[PartName, float]
    ties: Mapping[PartName, tuple[Tie, ...]]
    paths: tuple[Path, ...]


class Rating:
    """What one search knows: rates any candidate, each alike and by itself.

    `fields` are the industries that count, `asked` whether the reader named them; `wanted` are
    the functions that count, from the reader's `needs` or else what the node lacks.
    """

    def __init__(
        self,
        near: Neighbourhood,
        node: str,
        *,
        field: str | None = None,
        needs: Sequence[Need] = (),
    ) -> None:
        self.near = near
        self.node = node
        self.places = Places(near)
        self.needs = tuple(needs)
        self.asked = field is not None
        self._related: dict[tuple[str, str], Fraction] = {}
        self._own = near.around(node).ties
        self.fields = (field,) if field else tuple(self.fields_of(node))
        asked: dict[FunctionName, None] = dict.fromkeys(
            name for need in self.needs for name in need.functions
        )
        self.wanted: tuple[FunctionName, ...] = tuple(asked) if self.needs else self._missing()
        self.paths: Mapping[str, Sequence[Path]] = {}
        self.mass: Mapping[str, float] = {}

    def _missing(self) -> tuple[FunctionName, ...]:
        """The functions that no source gives the node."""
        has = set(self.functions(self.node))
        if label_of(self.node) == "Industry":
            has |= {f for tie in self._own for f in functions_of(label_of(tie.start))}
        return tuple(name for name in FUNCTIONS if name not in has)

    def walk(self) -> None:
        """Follow paths and walks from the node, and from the industry that was asked for.

        Paths start at the industry too only where the node is not in it: otherwise they would
        count a second time the paths that pass through it.
        """
        own = self.fields_of(self.node)
        starts = [self.node, *(self.fields if self.asked else ())]
        found: dict[str, list[Path]] = {}
        budget = self.near.budget
        for start in dict.fromkeys(s for s in starts if s == self.node or s not in own):
            leading = connections(start, self.near.surroundings, most_new=budget.paths)
            for end, paths in leading.items():
                found.setdefault(end, []).extend(p for p in paths if self.node not in p.nodes[1:])
        self.paths = {
            end: sorted(paths, key=lambda p: (-p.weight, p.nodes, p.ties))
            for end, paths in found.items()
        }
        self.mass = walked(
            tuple(dict.fromkeys(starts)),
            self.near.neighbours,
            most_read=budget.walk,
            share=self.near.share,
        ).mass

    def rate(self, candidate: str) -> Rated:
        """One candidate's score and what it rests on."""
        paths = tuple(self.paths.get(candidate, ())[:EVIDENCE])
        worth: dict[PartName, tuple[float, Sequence[Tie]]] = {
            "industry": self._industry(candidate),
            "paths": (
                half_at(total(self.paths.get(candidate, ())), PATHS_HALF),
                [tie for path in paths for tie in path.ties],
            ),
            "functions": self._functions(candidate),
            "walk": (
                half_at(self.mass.get(candidate, 0.0), WALK_HALF),
                paths[0].ties if paths else (),
            ),
            "place": self._place(candidate),
            "ties": self._ties(candidate),
        }
        score, points = points_of({name: value for name, (value, _) in worth.items()})
        ties: dict[PartName, tuple[Tie, ...]] = {
            name: tuple(dict.fromkeys(said)) if value else ()
            for name, (value, said) in worth.items()
        }
        return Rated(candidate, score, points, ties, paths)

    def parts(self, rated: Rated) -> tuple[Part, ...]:
        """The parts of a score with the words of what each rests on."""
        return tuple(
            Part(
                name, points, round(points / rated.score, PLACES) if rated.score else 0.0,
                tuple(
                    fact
                    for tie in rated.ties[name]
                    for fact in (self.near.facts([tie]) if tie.end else self.near.named(tie.start))
                ),
            )
            for name, points in rated.points.items()
        )  # fmt: skip

    def fields_of(self, node: str) -> dict[str, Tie]:
        """The industries that a node supports or works in, each with the tie that says so."""
        if label_of(node) == "Industry":
            return {node: Tie("SUPPORTS", node, node)}
        ties = [t for t in self.near.around(node).ties if t.kind in _FIELDS and t.start == node]
        return {tie.end: tie for tie in ties}

    def related(self, one: str, other: str) -> Fraction:
        """How far two industries go together, by the parks that support them."""
        key = (min(one, other), max(one, other))
        if key not in self._related:
            self._related[key] = proximity(self.near.supporters(one), self.near.supporters(other))
        return self._related[key]

    def _industry(self, candidate: str) -> tuple[float, list[Tie]]:
        """The mean, over the industries that count, of the most related one of the candidate."""
        theirs = self.fields_of(candidate)
        if not self.fields or not theirs:
            return 0.0, []
        own = self.fields_of(self.node)
        value, ties = Fraction(0), list[Tie]()
        for wanted in self.fields:
            best = min(
                theirs,
                key=lambda f: (-(Fraction(1) if f == wanted else self.related(wanted, f)), f),
            )
            worth = Fraction(1) if best == wanted else self.related(wanted, best)
            if not worth:
                continue
            value += worth
            ties += [t for t in (theirs[best], own.get(wanted)) if t and t.start != t.end]
            if best != wanted:
                both = sorted(self.near.supporters(wanted) & self.near.supporters(best))[:1]
                ties += [Tie("SUPPORTS", park, f) for park in both for f in (wanted, best)]
        return float(value / len(self.fields)), ties

    def _place(self, candidate: str) -> tuple[float, list[Tie]]:
        common = self.places.common(self.node, candidate)
        if common is None:
            return 0.0, []
        ours, theirs = common
        return NEARNESS.get(ours.level, 0.0), [*theirs.ties, *ours.ties]

    def _ties(self, candidate: str) -> tuple[float, list[Tie]]:
        direct = [tie for tie in self._own if tie.other(self.node) == candidate]
        if direct:
            return 1.0, direct
        theirs = {
            (tie.kind, tie.end): tie
            for tie in self.near.around(candidate).ties
            if tie.kind in COMMON and tie.start == candidate
        }
        shared = [
            (tie, theirs[tie.kind, tie.end])
            for tie in self._own
            if tie.start == self.node and (tie.kind, tie.end) in theirs
        ]
        best, value = list[Tie](), 0.0
        for ours, other in shared:
            worth = COMMON[ours.kind]
            if ours.kind == "SELECTED_FOR" and self._role(ours) != self._role(other):
                worth /= 2
            if worth > value:
                best, value = [other, ours], worth
        return value, best

    def _role(self, tie: Tie) -> str | None:
        facts = self.near.facts([tie])
        return facts[0].role if facts else None

    def functions(self, node: str) -> dict[FunctionName, tuple[Tie, ...]]:
        """The functions that a node has: by what it is, or through a body near it.

        Through a body that it operates or that stands in it, and for a park through one in its
        city; the ties say which. They are none where the node itself is such a body.
        """
        found: dict[FunctionName, tuple[Tie, ...]] = dict.fromkeys(functions_of(label_of(node)), ())
        for body, ties in self.bodies(node):
            for name in functions_of(label_of(body)):
                found.setdefault(name, ties)
        return found

    def bodies(self, node: str) -> list[tuple[str, tuple[Tie, ...]]]:
        """The bodies that a node operates and, for a park, those in it or in its city."""
        bodies = [
            (tie.end, (tie,))
            for tie in self.near.around(node).ties
            if (tie.kind, tie.start) == ("OPERATES", node)
        ]
        if label_of(node) == "Park":
            for here in self.places.of(node):
                if here.level in ("park", "city", "district"):
                    standing = self.near.standing_in(here.place)
                    bodies += [(tie.start, (tie, *here.ties)) for tie in standing]
        return bodies

    def meets(self, need: Need, node: str) -> bool:
        """Whether a node meets a need, by what it is or through a body near it."""
        return label_of(node) in need.labels or any(
            f in self.functions(node) for f in need.functions
        )

    def _functions(self, candidate: str) -> tuple[float, list[Tie]]:
        has = self.functions(candidate)
        itself = Tie("MENTIONED_IN", candidate, "")
        met = [ways for name, ways in has.items() if name in self.wanted]
        ties = [tie for ways in met[:EVIDENCE] for tie in ways or (itself,)]
        if not self.needs:
            return half_at(len(met), FUNCTIONS_HALF), ties
        answered = [need for need in self.needs if self.meets(need, candidate)]
        return len(answered) / len(self.needs), ties or [itself]
