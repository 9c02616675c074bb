"""The page of functions: parks and industries down, functions across, each cell with its words."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.functions import FunctionState, functions
from queries.roles import FUNCTIONS
from viz.pages import Page


@dataclass(frozen=True, slots=True)
class Line:
    """A park, an industry, or an industry in a park, with a cell for each function."""

    park_id: str | None
    park: str | None
    industry_id: str | None
    industry: str | None
    cells: tuple[FunctionState, ...]
    sources: tuple[str | None, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class FunctionsPage:
    """Lines by industry, by park, and by both."""

    names: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]


def functions_page(store: Reader, page: Page) -> FunctionsPage:
    """The page that the query asks for. Raises as `queries.functions.functions` does."""
    found = functions(
        store, park=page.query.get("park") or None, industry=page.query.get("industry") or None,
        plan=page.query.get("plan") or None,
    )  # fmt: skip
    scopes: dict[tuple[str | None, str | None], list[FunctionState]] = {}
    for row in found:
        scopes.setdefault((row.park_id, row.industry_id), []).append(row)
    lines = [_line(page, tuple(cells)) for cells in scopes.values()]
    groups = (
        ("by_industry", tuple(line for line in lines if line.park_id is None)),
        ("by_park", tuple(line for line in lines if line.industry_id is None)),
        ("by_pair", tuple(line for line in lines if line.park_id and line.industry_id)),
    )
    return FunctionsPage(tuple(FUNCTIONS), tuple(group for group in groups if group[1]))


def _line(page: Page, cells: tuple[FunctionState, ...]) -> Line:
    first = cells[0]
    query = {"node": first.park_id or first.industry_id or ""}
    if first.park_id and first.industry_id:
        query["industry"] = first.industry_id
    missing = [cell.function for cell in cells if cell.state == "not_stated"]
    return Line(
        first.park_id, first.park, first.industry_id, first.industry, cells,
        tuple(
            page.words(cell.source, cell.passages, cell.quote) if cell.passages else None
            for cell in cells
        ),
        page.href("/partners", **query, need=missing),
    )  # fmt: skip
