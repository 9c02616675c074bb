"""Why one partner stands above another, and which single fact would turn it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.errors import InvalidRequest
from graph.schema import RELATIONSHIPS, label_of
from graph.store import Reader
from queries.neighbourhood import Fact
from queries.partner_parts import Rated
from queries.partners import Partner, Search, named, partner, search
from queries.roles import CANDIDATES
from queries.scoring import WEIGHTS, PartName
from queries.whatif import Tie, WhatIf

MOST_TRIED = 24
"""Single facts that are tried; those that are likeliest to turn it come first."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one part adds to each, and by how much the first is ahead in it."""

    part: PartName
    first: float
    second: float
    ahead: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A single fact that would put the second level with the first, or above it.

    It is `added` (no source says it) or `removed` (`fact` has the words that say it now).
    """

    change: Literal["added", "removed"]
    kind: str
    start: str
    start_name: str
    end: str
    end_name: str
    fact: Fact | None
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two partners beside each other, the better one first; differences with the largest first.

    `turns` are the single facts that would turn the order, none if none of those tried does.
    """

    first: Partner
    second: Partner
    ahead: float
    differences: tuple[Difference, ...]
    turns: tuple[Turn, ...]
    tried: int


def contrast(
    store: Reader,
    *,
    node: str,
    a: str,
    b: str,
    industry: str | None = None,
    needs: Sequence[str] = (),
    plan: str | None = None,
) -> Contrast:
    """Why `a` stands above `b` (or the other way round) as a partner of a node.

    Counterfactual in the sense of Wachter, Mittelstadt and Russell (2018): each single fact that
    could turn the order is laid over the graph and both are rated anew. Raises NotFound and
    InvalidRequest as `partners` does, and InvalidRequest for one partner beside itself.
    """
    asked = search(store, node=node, industry=industry, needs=needs, plan=plan)
    one, other = named(store, a, *CANDIDATES), named(store, b, *CANDIDATES)
    if one == other:
        raise InvalidRequest(f"{a!r} and {b!r} are the same; name two", parameter="b")
    first, second = sorted(
        (asked.rating.rate(one), asked.rating.rate(other)), key=lambda r: (-r.score, r.id)
    )
    differences = sorted(
        (
            Difference(
                name, first.points[name], second.points[name],
                round(first.points[name] - second.points[name], 4),
            )
            for name in WEIGHTS
        ),
        key=lambda d: -abs(d.ahead),
    )  # fmt: skip
    names = asked.rating.near.names([first.id, second.id])
    turns: list[Turn] = []
    tried = 0
    for change in _changes(asked, first, second):
        if tried == MOST_TRIED or len(turns) == 3:
            break
        tried += 1
        laid = search(
            store, node=asked.rating.node, industry=industry, needs=needs, plan=plan, assumed=change
        )
        now, then = laid.rating.rate(first.id), laid.rating.rate(second.id)
        if then.score >= now.score:
            turns.append(_turn(asked, change, now, then))
    return Contrast(
        partner(asked, 1, first, names[first.id]),
        partner(asked, 1 if first.score == second.score else 2, second, names[second.id]),
        round(first.score - second.score, 4), tuple(differences), tuple(turns), tried,
    )  # fmt: skip


def _changes(asked: Search, first: Rated, second: Rated) -> Iterator[WhatIf]:
    """What the second lacks beside the first, then what the first alone rests on."""
    rating = asked.rating
    theirs = rating.near.around(second.id).ties
    wanted = [
        *(Tie("SUPPORTS", second.id, field) for field in rating.fields),
        *(Tie("FOCUSES_ON", second.id, field) for field in rating.fields),
        *(Tie("LOCATED_IN", second.id, s.place) for s in rating.places.of(rating.node)
          if s.level in ("city", "district")),
        Tie("PARTNERS_WITH", rating.node, second.id),
    ]  # fmt: skip
    for tie in wanted:
        ends = (label_of(tie.start), label_of(tie.end))
        if ends in RELATIONSHIPS[tie.kind].ends and tie not in theirs:
            yield WhatIf(added=(tie,))
    kept = {tie for said in second.ties.values() for tie in said}
    rests = dict.fromkeys(tie for name in WEIGHTS for tie in first.ties[name] if tie.end)
    for tie in rests:
        if first.id in (tie.start, tie.end) and tie not in kept:
            yield WhatIf(removed=(tie,))


def _turn(asked: Search, change: WhatIf, first: Rated, second: Rated) -> Turn:
    tie = (*change.added, *change.removed)[0]
    near = asked.rating.near
    names = near.names([tie.start, tie.end])
    facts = near.facts([tie]) if change.removed else ()
    return Turn(
        "removed" if change.removed else "added", tie.kind, tie.start, names[tie.start], tie.end,
        names[tie.end], facts[0] if facts else None, first.score, second.score,
    )  # fmt: skip
