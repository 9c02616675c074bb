"""Partners, takers and covers: each score the sum of its parts, each part with its words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers import TableFormat, csv_answer, json_answer, wants_csv
from api.opened import StoreOfServer
from queries.contrast import Contrast
from queries.contrast import contrast as contrasted
from queries.covers import HOLDERS, CoverAnswer, covers
from queries.partners import MOST, Partner, PartnerAnswer, partners
from queries.scoring import WEIGHTS
from queries.takers import TakerAnswer, recommended
from queries.whatif import what_if

router = APIRouter(tags=["partners"])

Node = Annotated[str, Query(min_length=1, max_length=300, description="An id, a name or an alias.")]
Industry = Annotated[str | None, Query(max_length=300, description="An id, a name or an alias.")]
Some = Annotated[list[str] | None, Query(max_length=20)]
Needs = Annotated[
    list[str] | None,
    Query(max_length=20, description="A function or a kind of node.", examples=[["rd"]]),
]
Plan = Annotated[str | None, Query(max_length=300, description="One plan; without it, all.")]
With = Annotated[
    list[str] | None,
    Query(alias="with", max_length=20, description="A fact to assume: A KIND B.", examples=[[]]),
]
Without = Annotated[
    list[str] | None,
    Query(max_length=20, description="A fact to leave out: A KIND B.", examples=[[]]),
]


@router.get("/partners", summary="Who could be a partner, and why?")
def list_partners(
    store: StoreOfServer,
    request: Request,
    node: Node,
    industry: Industry = None,
    need: Needs = None,
    near: Industry = None,
    exclude: Some = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 10,
    plan: Plan = None,
    with_: With = None,
    without: Without = None,
    format: TableFormat | None = None,
) -> list[Partner]:
    """Partners, best first; parts sum to the score. `/partners/answer` adds what is not known."""
    answer = partners(
        store, node=node, industry=industry, needs=need or (), near=near, exclude=exclude or (),
        limit=limit, plan=plan, assumed=what_if(store, with_ or (), without or ()),
    )  # fmt: skip
    if wants_csv(request, format):
        columns = ("rank", "id", "label", "name", "score", *WEIGHTS)
        rows = [
            (r.rank, r.id, r.label, r.name, r.score, *(p.score for p in r.parts))
            for r in answer.rows
        ]
        return csv_answer("partners", columns, rows)  # pyright: ignore[reportReturnType]
    return json_answer(answer.rows)  # pyright: ignore[reportReturnType]


@router.get(
    "/partners/answer", summary="Partners, with what is known and not known beyond them",
    response_model=PartnerAnswer,
)  # fmt: skip
def partner_answer(
    store: StoreOfServer,
    node: Node,
    industry: Industry = None,
    need: Needs = None,
    near: Industry = None,
    exclude: Some = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 10,
    plan: Plan = None,
) -> Response:
    """The same rows as `/partners`, and notes: each a code and the values its words take."""
    return json_answer(
        partners(
            store, node=node, industry=industry, needs=need or (), near=near,
            exclude=exclude or (), limit=limit, plan=plan,
        )
    )  # fmt: skip


@router.get(
    "/partners/contrast", summary="Why does one partner stand above another?",
    response_model=Contrast,
)  # fmt: skip
def contrast(
    store: StoreOfServer,
    node: Node,
    a: Node,
    b: Node,
    industry: Industry = None,
    need: Needs = None,
    plan: Plan = None,
) -> Response:
    """Part by part, and the single facts that would turn the order."""
    return json_answer(
        contrasted(store, node=node, a=a, b=b, industry=industry, needs=need or (), plan=plan)
    )


@router.get(
    "/takers", summary="Which park could take on an industry?", response_model=TakerAnswer
)  # fmt: skip
def takers(store: StoreOfServer, industry: Node, plan: Plan = None) -> Response:
    """Parks best first; the verdict says whether the evidence stands above chance."""
    return json_answer(recommended(store, industry=industry, plan=plan))


@router.get(
    "/cover", summary="Which smallest sets of parks cover some industries?",
    response_model=CoverAnswer,
)  # fmt: skip
def cover(
    store: StoreOfServer,
    industry: Some = None,
    kind: Annotated[list[str], Query(max_length=10)] = list(HOLDERS),  # noqa: B006
    with_: With = None,
    without: Without = None,
    plan: Plan = None,
) -> Response:
    """Every smallest set, what breaks if a member leaves, with facts assumed or left out."""
    assumed = what_if(store, with_ or (), without or ())
    return json_answer(
        covers(store, industries=industry or (), labels=kind, plan=plan, assumed=assumed)
    )
