"""The page of covers: every smallest set of parks, and what breaks if one leaves."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.covers import CoverAnswer, covers
from queries.whatif import what_if
from viz.pages import Page
from viz.partners import values


@dataclass(frozen=True, slots=True)
class CoverPage:
    """The answer, the industries there are to choose from, and those that are chosen."""

    answer: CoverAnswer
    industries: tuple[tuple[str, str], ...]
    chosen: frozenset[str]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def cover_page(store: Reader, page: Page) -> CoverPage:
    """The page that the query asks for. Raises as `queries.covers.covers` does."""
    chosen = values(page, "industry")
    added, removed = values(page, "with"), values(page, "without")
    answer = covers(
        store, industries=chosen, plan=page.query.get("plan") or None,
        assumed=what_if(store, added, removed),
    )  # fmt: skip
    rows = store.read("MATCH (i:Industry) RETURN i.id AS id, i.name AS name ORDER BY id").rows
    return CoverPage(
        answer, tuple((str(id), str(name)) for id, name in rows), frozenset(chosen),
        tuple(added), tuple(removed),
    )  # fmt: skip
