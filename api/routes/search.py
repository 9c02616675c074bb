"""Search over every name in the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.answers import Cut, json_answer
from api.opened import StoreOfServer
from queries.search import LONGEST, MOST_HITS, SHORTEST, Facet, Hit, search

router = APIRouter(tags=["graph"])


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """Hits, best first. `facets` counts by label whatever labels were asked for."""

    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    total: int
    next: str | None
    cut: Cut | None


@router.get("/search", summary="Which nodes have this in a name?", response_model=SearchAnswer)
def find(
    store: StoreOfServer,
    q: Annotated[
        str,
        Query(
            min_length=SHORTEST,
            max_length=LONGEST,
            description="Two characters or more of a name, an alias, an English name, pinyin "
            "(shenyanggaoxin) or initials (sygxq).",
            examples=["高新区"],
        ),
    ],
    label: Annotated[
        list[str] | None,
        Query(max_length=40, description="Only these labels.", examples=[["Park"]]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 20,
    cursor: Annotated[str, Query(max_length=1000, description="`next` of the page before.")] = "",
) -> Response:
    """Nodes by a piece of a name: the whole name first, then its start, an alias, a part of a
    name, a reading. Clauses are found, by their text, with `label=Passage` only."""
    page = search(store, q, labels=label or (), limit=limit, cursor=cursor)
    how = f"pass cursor={page.next}, or a label"
    cut = {"left_out": page.left, "how": how} if page.next else None
    return json_answer(
        {
            "hits": page.hits, "facets": page.facets, "total": page.total, "next": page.next,
            "cut": cut,
        }
    )  # fmt: skip
