"""Personalised PageRank by local push: what a walk from one node comes back to, read nearby only.

Andersen, Chung and Lang, "Local Graph Partitioning using PageRank Vectors" (FOCS 2006), in the
form without the lazy step, so that it approximates the usual PageRank with damping
1 - TELEPORT.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

TELEPORT = 0.15
"""Chance that a step of the walk starts anew: the usual value, damping 0.85."""

EPSILON = 2e-5
"""A node is settled when less than this much, a neighbour, is left on it."""

MOST_READ = 600
"""Nodes whose neighbours are read; those with most left on them come first."""

_BATCH = 150

Neighbours = Callable[[Sequence[str]], Mapping[str, tuple[Sequence[str], int]]]
"""The neighbours of each of some nodes in a fixed order, one a tie, and how many ties there are.

Where there are more ties than neighbours, what the rest would carry away is left out.
"""

Share = Callable[[Sequence[str]], Mapping[str, float]]
"""The share of all ties that each of some nodes has; a node that has few may be left out."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk leaves where. `mass` is the estimate by node, `read` the nodes looked at.

    Unless the rest is spread, no estimate exceeds the true value. It falls short by at most
    `epsilon` a neighbour where all nodes above that were read, and by more where `most_read` or
    a node of too many ties ended it.
    """

    mass: Mapping[str, float]
    read: int


def walked(
    starts: Sequence[str],
    neighbours: Neighbours,
    *,
    teleport: float = TELEPORT,
    epsilon: float = EPSILON,
    most_read: int = MOST_READ,
    share: Share | None = None,
) -> Walked:
    """Where a walk that starts anew with chance `teleport`, at any of `starts`, spends its time.

    Settles what is known, then reads the nodes on which most is left, and so on. Nodes are taken
    in the order of their ids, so the same graph gives the same figures on every store.

    With `share`, what was not settled is spread as a walk without end would spread it: by the
    share of all ties that a node has. Crowded nodes far away come into sight that way.
    """
    mass: dict[str, float] = {}
    left: dict[str, float] = dict.fromkeys(starts, 1 / len(starts))
    known: dict[str, tuple[Sequence[str], int]] = {}
    while True:
        _settle(mass, left, known, teleport, epsilon)
        unread = [n for n, rest in left.items() if n not in known and rest >= epsilon]
        unread.sort(key=lambda n: (-left[n], n))
        batch = unread[: min(_BATCH, most_read - len(known))]
        if not batch:
            break
        known.update(neighbours(sorted(batch)))
    # What is left on a node stays there with at least the chance of starting anew.
    for node, rest in left.items():
        mass[node] = mass.get(node, 0.0) + teleport * rest
    if share is not None:
        lost = 1 - sum(mass.values())
        for node, part in share(sorted(mass)).items():
            mass[node] += lost * part
    return Walked(mass, len(known))


def _settle(
    mass: dict[str, float],
    left: dict[str, float],
    known: Mapping[str, tuple[Sequence[str], int]],
    teleport: float,
    epsilon: float,
) -> None:
    """Push from every known node until each has less than `epsilon` a neighbour left."""
    active = sorted(n for n in left if n in known)
    while active:
        touched: set[str] = set()
        for node in active:
            (near, ties), rest = known[node], left[node]
            # A node without neighbours keeps what it has: the walk ends there.
            if not near or rest <= epsilon * ties:
                continue
            mass[node] = mass.get(node, 0.0) + teleport * rest
            left[node] = 0.0
            share = (1 - teleport) * rest / ties
            for other in near:
                left[other] = left.get(other, 0.0) + share
            touched.add(node)
            touched.update(other for other in near if other in known)
        active = sorted(touched)
