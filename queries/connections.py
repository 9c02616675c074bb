"""Paths between two nodes, weighted by how specific they are.

The degree-weighted path count (DWPC) of Himmelstein and Baranzini, "Heterogeneous Network Edge
Prediction" (PLOS Computational Biology 2015): a path counts for the product, over its steps, of
the number of such steps at either end, to the power of -DAMPING; paths add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from queries.neighbourhood import Surroundings
from queries.whatif import Tie

DAMPING = 0.4
"""The exponent that its authors found best; 0 would count paths, 1 would let few of them weigh."""

LONGEST = 4
"""Steps of the longest path that is looked for."""

LEAST = 0.004
"""Weight below which a path is not followed: it passes through too much to say anything."""

MOST_NEW = 40
"""Nodes that are newly looked at for each length, those on the most specific paths first."""

Reading = Callable[[Sequence[str]], Mapping[str, Surroundings]]


@dataclass(frozen=True, slots=True)
class Path:
    """Ties from the start to a node, in order, and what they weigh together."""

    weight: float
    nodes: tuple[str, ...]
    ties: tuple[Tie, ...]


def connections(
    start: str,
    surroundings: Reading,
    *,
    damping: float = DAMPING,
    longest: int = LONGEST,
    least: float = LEAST,
    most_new: int = MOST_NEW,
) -> dict[str, list[Path]]:
    """Every path of at most `longest` steps that weighs at least `least`, by the node it ends at.

    A path visits no node twice. Paths of a node come heaviest first.
    """
    found: dict[str, list[Path]] = {}
    open_paths = [Path(1.0, (start,), ())]
    known = dict(surroundings([start]))
    for _ in range(longest):
        steps = [
            (path, tie, tie.other(path.nodes[-1]))
            for path in open_paths
            for tie in known[path.nodes[-1]].ties
        ]
        # The number of such steps at the near end alone already bounds the weight from above.
        steps = [
            (
                path,
                tie,
                end,
                path.weight * known[path.nodes[-1]].count(tie, path.nodes[-1]) ** -damping,
            )
            for path, tie, end in steps
            if end not in path.nodes
        ]
        steps = [step for step in steps if step[3] >= least]
        steps.sort(key=lambda step: (-step[3], step[2], step[1]))
        new = [end for end in dict.fromkeys(step[2] for step in steps) if end not in known]
        known.update(surroundings(new[:most_new]))
        steps = [step for step in steps if step[2] in known]
        grown = [
            Path(
                weight * known[end].count(tie, end) ** -damping,
                (*path.nodes, end),
                (*path.ties, tie),
            )
            for path, tie, end, weight in steps
        ]
        grown = [path for path in grown if path.weight >= least]
        grown.sort(key=lambda path: (-path.weight, path.nodes, path.ties))
        for path in grown:
            found.setdefault(path.nodes[-1], []).append(path)
        open_paths = grown
    return {
        node: sorted(paths, key=lambda p: (-p.weight, p.nodes, p.ties))
        for node, paths in found.items()
    }


def total(paths: Sequence[Path]) -> float:
    """The degree-weighted path count: the weights of the paths together."""
    return sum(path.weight for path in paths)
