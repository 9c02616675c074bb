"""Evidence: what rests on a clause, and what connects two nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from graph.errors import NotFound
from graph.store import Reader
from queries.registry import Param, question, rows
from queries.shortest import MOST_PATHS, MOST_STEPS, Connection, Walk, connection, passages_of


@dataclass(frozen=True, slots=True)
class PassageFact:
    """A fact whose words stand in a clause."""

    kind: str
    start_id: str
    start: str
    end_id: str
    end_name: str
    role: str | None
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `direction`: the relationship is walked along its arrow, or against.

    `path_count` is how many shortest paths there are, also those that are not listed.
    """

    path_number: int
    step: int
    from_id: str
    from_name: str
    kind: str
    direction: Literal["along", "against"]
    to_id: str
    to_name: str
    status: str
    method: str
    rule: str
    quote: str
    passages: tuple[str, ...]
    path: str | None
    path_count: int


_SAID = ("status", "method", "rule", "quote")


@question(PassageFact, Param("passage", required=True), Param("derived", "integer", default=0))
def passage_facts(store: Reader, *, passage: str, derived: int = 0) -> list[PassageFact]:
    """The facts that a clause states, given by id or by its path (二/（三）/3).

    `derived=1` adds what follows from its words by a rule. The outline itself is left out.
    """
    table = store.read(
        "MATCH (p:Passage) WHERE p.id = $passage OR p.path = $passage "
        "RETURN p.id AS id ORDER BY id",
        {
            "passage": passage.replace("(", "（").replace(")", "）")
            if ":" not in passage
            else passage
        },
    )
    if not table.rows:
        raise NotFound("passage (条款)", passage)
    found: list[PassageFact] = []
    for (id,) in table.rows:
        found += rows(store, PassageFact, "passage_facts", {"passage": id})
    return [f for f in found if f.rule != "outline" and (derived or f.method != "derived")]


@question(
    Step,
    Param("start", required=True),
    Param("end", required=True),
    Param("rel"),
    Param("label"),
    Param("max", "integer", default=MOST_STEPS),
)
def paths(
    store: Reader, *, start: str, end: str, rel: str = "", label: str = "", max: int = MOST_STEPS
) -> list[Step]:
    """Every shortest path between two nodes (id, name or alias), step by step with its words.

    `rel` and `label` take names of the schema with commas between them, `max` is a number of
    steps. At most MOST_PATHS are listed; each step's `path_count` says how many there are.
    """
    found = connection(
        store,
        start=start,
        end=end,
        types=_named(rel),
        labels=_named(label),
        most_steps=max,
        limit=MOST_PATHS,
    )
    return [
        step for number, walk in enumerate(found.walks, 1) for step in _steps(number, walk, found)
    ]


def _named(text: str | None) -> list[str]:
    return [name for name in re.split(r"[\s,，、]+", text or "") if name]


def _steps(number: int, walk: Walk, found: Connection) -> list[Step]:
    steps: list[Step] = []
    for place, (edge, (here, there)) in enumerate(
        zip(walk.steps, pairwise(walk.nodes), strict=True), 1
    ):
        said = {name: str(edge.properties.get(name) or "") for name in _SAID}
        passages = passages_of(edge)
        steps.append(
            Step(
                path_number=number,
                step=place,
                from_id=here.id,
                from_name=here.name,
                kind=edge.type,
                direction="along" if edge.start == here.id else "against",
                to_id=there.id,
                to_name=there.name,
                passages=passages,
                path=found.clauses.get(passages[0]) if passages else None,
                path_count=found.count,
                **said,
            )
        )
    return steps
