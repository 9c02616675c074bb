"""Parts of the graph: around nodes, and next to one node."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from starlette.datastructures import URL

from api.answers import Cut as CutOfList
from api.answers import json_answer
from api.opened import StoreOfServer
from api.problems import MEDIA_TYPE, Problem, problem
from graph.errors import InvalidRequest
from graph.schema import NODES, RELATIONSHIPS
from queries import neighbors as beside
from queries import subgraph as around
from queries.formats import FORMATS
from queries.nodes import NodeView
from queries.pattern import DIRECTIONS, Direction, pattern
from viz.export import MOST_DRAWN, graph_page
from viz.words import language_of

router = APIRouter(tags=["graph"])

_HTML = "html"
_NAMES = (*FORMATS, _HTML)


def _words(names: object) -> dict[str, Any]:
    return {"items": {"type": "string", "enum": list(cast("list[str]", names))}}


Types = Annotated[
    list[str],
    Query(
        description="Relationship types to follow; none: all.",
        json_schema_extra=_words(RELATIONSHIPS),
        examples=[["SUPPORTS"]],
    ),
]
Labels = Annotated[
    list[str],
    Query(
        description="Labels to reach; none: all but documents and clauses.",
        json_schema_extra=_words(NODES),
        examples=[["Park", "Industry"]],
    ),
]
Way = Annotated[
    str,
    Query(
        description="Whether relationships are followed along their arrows (`out`), against them "
        "(`in`), or both ways.",
        json_schema_extra={"enum": list(DIRECTIONS)},
    ),
]


@dataclass(frozen=True, slots=True)
class SubgraphAnswer:
    """Nodes by distance and id, all relationships between them, and what was cut."""

    seeds: tuple[str, ...]
    depth: int
    cut: around.Cut | None
    nodes: tuple[NodeView, ...]
    relationships: tuple[around.Edge, ...]


@dataclass(frozen=True, slots=True)
class NeighborsAnswer:
    """A page of a node's relationships; `next` is the cursor of the following one."""

    id: str
    neighbors: tuple[beside.Neighbor, ...]
    counts: tuple[beside.NeighborCount, ...]
    total: int
    next: str | None
    cut: CutOfList | None


_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "X-Atlas-Cut": {
                "description": "What was left out and how to get it; absent when nothing was.",
                "schema": {"type": "string"},
            },
            "Link": {
                "description": "The same with more of it (rel=related).",
                "schema": {"type": "string"},
            },
        },
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in (*(f.media_type for n, f in FORMATS.items() if n != "json"), "text/html")
        },
    },
    406: {
        "description": "Accept names no format there is.",
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    },
}


@router.get(
    "/subgraph",
    summary="What is around these nodes?",
    response_model=SubgraphAnswer,
    responses=_FILES,
)
def subgraph(
    store: StoreOfServer,
    request: Request,
    seed: Annotated[
        list[str],
        Query(
            min_length=1,
            max_length=around.MOST_SEEDS,
            description="Where to begin: ids, names or aliases.",
            examples=[["region:cn"]],
        ),
    ],
    depth: Annotated[int, Query(description="Steps from the seeds, 1 to 3.")] = 1,
    rel: Types = [],  # noqa: B006
    label: Labels = [],  # noqa: B006
    direction: Way = "both",
    limit: Annotated[int, Query(description="Nodes at most, 1 to 5000.")] = 500,
    format: Annotated[
        str | None,
        Query(
            description="A format; without it, `Accept` decides. `html` is a page in one file, "
            f"of {MOST_DRAWN} nodes at most.",
            json_schema_extra={"enum": list(_NAMES)},
        ),
    ] = None,
    lang: Annotated[str, Query(max_length=10, description="Of the page: zh or en.")] = "zh",
) -> Response:
    """The seeds and what lies within `depth` steps of them, nearest first, with every
    relationship between the nodes that are given. What was left out is counted."""
    name = format if format is not None else _accepted(request.headers.get("accept", ""))
    if name is None:
        return problem(
            request.url.path,
            HTTPStatus.NOT_ACCEPTABLE,
            "Accept names no format there is; name one with format=…",
            parameter="format",
            allowed=list(_NAMES),
        )
    if name not in _NAMES:
        raise InvalidRequest(f"format={name!r} is unknown", parameter="format", allowed=_NAMES)
    found = around.subgraph(
        store,
        seeds=seed,
        depth=depth,
        types=rel,
        labels=label,
        direction=_way(direction),
        limit=min(limit, MOST_DRAWN) if name == _HTML else limit,
    )
    headers = _cut_headers(found, request.url, drawn=name == _HTML)
    if name == _HTML:
        body, media, ending = graph_page(store, found, language_of(lang)), "text/html", "html"
    else:
        chosen = FORMATS[name]
        body, media, ending = chosen.write(found), chosen.media_type, chosen.ending
    if name != "json":
        headers["content-disposition"] = f'attachment; filename="{_file_name(found)}.{ending}"'
    return Response(body, media_type=media, headers=headers)


def _way(direction: str) -> Direction:
    return pattern(direction=direction).direction


def _accepted(accept: str) -> str | None:
    """The format that an Accept header likes best; JSON where it does not care.

    Not the page: a browser that follows a link to data would be given a file to save.
    """
    liked: list[tuple[float, int, str]] = []
    by_media = {format.media_type: name for name, format in FORMATS.items()}
    by_media |= {"*/*": "json", "application/*": "json", "text/*": "turtle"}
    for place, part in enumerate(accept.split(",") if accept.strip() else ["*/*"]):
        media, _, rest = part.partition(";")
        name = by_media.get(media.strip().lower())
        weight = re.search(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", rest)
        quality = float(weight[1]) if weight else 1.0
        if name and quality > 0:
            liked.append((-quality, place, name))
    return min(liked)[2] if liked else None


def _cut_headers(found: around.Subgraph, url: URL, *, drawn: bool) -> dict[str, str]:
    if found.cut is None:
        return {}
    headers = {"x-atlas-cut": found.cut.how}
    if not drawn and len(found.nodes) < around.MOST_NODES:
        more = url.include_query_params(limit=around.MOST_NODES)
        headers["link"] = f'<{more.path}?{more.query}>; rel="related"; title="more of it"'
    return headers


def _file_name(found: around.Subgraph) -> str:
    name = re.sub(r"[^A-Za-z0-9.]+", "-", found.seeds[0])[:80].strip("-.")
    return f"innoatlas-{name}{'-and-more' if len(found.seeds) > 1 else ''}"


@router.get(
    "/nodes/{id}/neighbors", summary="What is this node joined to?", response_model=NeighborsAnswer
)
def neighbors(
    store: StoreOfServer,
    id: Annotated[str, Path(max_length=300, examples=["region:cn"])],
    rel: Types = [],  # noqa: B006
    label: Labels = [],  # noqa: B006
    direction: Way = "both",
    limit: Annotated[int, Query(description="Relationships at most, 1 to 500.")] = 50,
    cursor: Annotated[str, Query(max_length=2000, description="`next` of the page before.")] = "",
) -> Response:
    """The relationships of a node with the nodes at their other ends, page by page, and how many
    there are of each type and direction."""
    page = beside.neighborhood(
        store, id, types=rel, labels=label, direction=_way(direction), limit=limit, cursor=cursor
    )
    how = f"pass cursor={page.after}, or narrow by rel, label or direction"
    return json_answer(
        {
            "id": page.id, "neighbors": page.neighbors, "counts": page.counts,
            "total": page.total, "next": page.after,
            "cut": {"left_out": page.left, "how": how} if page.after else None,
        }
    )  # fmt: skip
