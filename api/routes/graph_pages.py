"""The explorer's drawings: the network, paths, the schema, and search from every page."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.opened import StoreOfServer
from api.routes.explorer import PageOfReader
from graph.schema import RELATIONSHIPS, label_of
from viz import pages
from viz.drawing import icon, stroke
from viz.meant import meant
from viz.network import network
from viz.network_page import network_page, network_svg, start_page
from viz.network_state import asked_of
from viz.paths import MOST_STEPS, paths_page
from viz.schema_page import schema_page
from viz.search import search_page

router = APIRouter(default_response_class=HTMLResponse)

VIS = "/vis/9.1.2/vis-network.min.js"
"""Where pages find vis-network. The version is part of the address, so that it may be kept."""

_VIS_FILE = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"


@cache
def _packed() -> bytes:
    # Once and as small as it gets: it is most of what a first view transfers.
    return gzip.compress(_VIS_FILE.read_bytes(), mtime=0)


@router.get(VIS)
def vis_network(request: Request) -> Response:
    """vis-network as the pyvis package brings it."""
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(_packed(), media_type="text/javascript", headers=headers)
    return Response(_VIS_FILE.read_bytes(), media_type="text/javascript", headers=headers)


@router.get("/network")
def network_(store: StoreOfServer, page: PageOfReader) -> str:
    """Opened nodes with their neighbours, as a drawing and as tables."""
    if store.is_empty():
        return pages.render(page, "empty.html")
    if len([name for name, _ in page.pairs if name == "seed"]) < 2:
        first = meant(store, page, "seed")
        if first.node is None and not label_of(first.text):
            return start_page(store, page, first)
    return network_page(page, network(store, page, asked_of(store, page)))


@router.get("/network.svg")
def network_drawing(store: StoreOfServer, page: PageOfReader) -> Response:
    """The same drawing as a file, with its legend."""
    drawn = network_svg(page, network(store, page, asked_of(store, page)))
    return Response(drawn, media_type="image/svg+xml")


@router.get("/paths")
def paths(store: StoreOfServer, page: PageOfReader) -> str:
    """What connects two nodes, every shortest way."""
    return pages.render(
        page,
        "paths.html",
        view=paths_page(store, page),
        icon=icon,
        stroke=stroke,
        most=MOST_STEPS,
        relationships=tuple(RELATIONSHIPS),
    )


@router.get("/schema")
def schema(store: StoreOfServer, page: PageOfReader) -> str:
    """Labels and relationship types: what they mean, and how many this graph has."""
    return pages.render(page, "schema.html", view=schema_page(store, page.language), icon=icon)


@router.get("/search")
def search(store: StoreOfServer, page: PageOfReader) -> str:
    """Nodes by a piece of a name."""
    return pages.render(page, "search.html", view=search_page(store, page), icon=icon)
