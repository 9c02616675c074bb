"""The page of a search: its hits by label, where each is, and how many were left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import InvalidRequest
from graph.store import Reader
from queries.registry import statement
from queries.search import Facet, Hit, SearchPage, search
from viz.pages import Page

_EACH = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, and the places that it lies in."""

    hit: Hit
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A label among the hits. `href` narrows the search to it, or widens it again."""

    facet: Facet
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """A search as it is shown; `first` is the number of its first hit. `problem` says why it
    could not be made."""

    text: str
    found: tuple[Found, ...]
    facets: tuple[FacetLink, ...]
    total: int
    everywhere: int
    first: int
    next: str | None
    problem: str | None


def search_page(store: Reader, page: Page) -> SearchView:
    """What `q` finds, narrowed to `label`s; a text that cannot be searched is a problem in words.

    Raises InvalidRequest for an unknown label or a cursor of another search.
    """
    text = page.query.get("q", "").replace("\0", "").strip()
    labels = tuple(value for name, value in page.pairs if name == "label" and value)
    if not text:
        return SearchView("", (), (), 0, 0, 0, None, None)
    try:
        answer = search(
            store, text, labels=labels, limit=_EACH, cursor=page.query.get("cursor", "")
        )
    except InvalidRequest as error:
        if error.parameter != "q":
            raise
        return SearchView(text, (), (), 0, 0, 0, None, page.say("search.length"))
    after = int(after) if (after := page.query.get("after", "")).isdecimal() else 0
    return SearchView(
        text=text,
        found=_found(store, answer.hits),
        facets=tuple(_facet(page, text, labels, facet) for facet in answer.facets),
        total=answer.total,
        everywhere=sum(facet.count for facet in answer.facets),
        first=min(after, answer.total) + 1,
        next=_next(page, text, labels, answer, after),
        problem=None,
    )


def _found(store: Reader, hits: Sequence[Hit]) -> tuple[Found, ...]:
    places: dict[str, list[str]] = {}
    if hits:
        ids = [hit.id for hit in hits]
        labels = "|".join(sorted({hit.label for hit in hits}))
        text = statement("places").replace("(n)", f"(n:{labels})", 1)
        for id, place in store.read(text, {"ids": ids}).rows:
            places.setdefault(str(id), []).append(str(place))
    return tuple(Found(hit, tuple(dict.fromkeys(places.get(hit.id, ())))) for hit in hits)


def _facet(page: Page, text: str, labels: Sequence[str], facet: Facet) -> FacetLink:
    chosen = facet.label in labels
    wanted = [label for label in labels if label != facet.label] if chosen else [
        *labels, facet.label
    ]  # fmt: skip
    return FacetLink(facet, chosen, page.href("/search", q=text, label=wanted))


def _next(
    page: Page, text: str, labels: Sequence[str], answer: SearchPage, after: int
) -> str | None:
    if answer.next is None:
        return None
    return page.href(
        "/search", q=text, label=labels, cursor=answer.next, after=str(after + len(answer.hits))
    )
