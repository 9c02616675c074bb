"""Tables of a plan: rows of parks and their industries, indicators by year, who leads what."""

from __future__ import annotations

import re

from graph.schema import Status
from ingest import grammar
from ingest.blocks import Grid
from ingest.draft import Span
from ingest.ends import industries_in, parks_in
from ingest.figures import Found, cell_figure
from ingest.gazetteer import kind_at_end, leading_city
from ingest.reading import Reading
from ingest.responsible import ROLES, read_lead
from ingest.supports import add_supports
from ingest.targets import add_target

_TIER = re.compile(r"级别|等级|层级|类型")
_REFUSED = re.compile(r"禁止|退出|限制|淘汰|负面|不得|严控")
_NAMED = re.compile(r"(?:平台|机构|载体|中心|基金|活动)名称")
_STATE = re.compile(r"状态|进展|建设情况")
_BODIES = {"Institute", "Incubator", "ServiceOrg", "Fund", "Event", "OffshoreCenter"}
_EMPTY = re.compile(r"[—/\-无\s]*|待定|另行.{0,4}|暂无|同上")
_INDICATOR = re.compile(r"指标|目标名称|项目名称")
_UNIT = re.compile(r"单位|计量")
_YEAR = re.compile(r"(20\d\d)年?")
_ACHIEVED = re.compile(r"实际|完成|现状|基期|基数|已")
_AIMED = re.compile(r"目标|规划|预期|预计|计划")
_TASK = re.compile(r"任务|事项|工作|举措|内容")


def read_grid(reading: Reading, grid: Grid, issued: int | None, due: str | None) -> None:
    """Add the facts of a table.

    `issued` is the year of the document; `due` the year of its figures where no column says one.
    """
    width = max((len(row) for row in grid.rows), default=0)
    heads = [grid.head(column) for column in range(width)]
    if any(_INDICATOR.search(h) for h in heads):
        _read_indicators(reading, grid, heads, issued, due)
        return
    roles = {c: role for c, h in enumerate(heads) for role in [_role(h)] if role}
    if roles:
        _read_leads(reading, grid, heads, roles)
        return
    if any(_NAMED.search(h) for h in heads):
        _read_bodies(reading, grid, heads)
    named = [h for h in heads[1:] if reading.is_park(h)]
    if len(named) > 1 and len(named) == len(heads) - 1 and any(leading_city(h) for h in named):
        _read_columns(reading, grid)
        return
    _read_parks(reading, grid, heads)


def _read_columns(reading: Reading, grid: Grid) -> None:
    """Columns that are parks, over rows of which some say their industries."""
    parks = grid.rows[0][1:]
    first = grid.lines[0]
    for park in parks:
        reading.park(park, rule=grammar.TABLE_ROW.name)
    for line, (label, *cells) in grid.body:
        match = grammar.TABLE_ROW.regex.search(label.text)
        if match is None or not match["industry"] or _REFUSED.search(label.text):
            continue
        words = Span(line.clause, first.start, line.end)  # the parks stand in the first row
        for park, cell in zip(parks, cells, strict=False):
            if not _EMPTY.fullmatch(cell.text):
                found = _industries_of(reading, cell)
                add_supports(reading, found, [park], None, words, grammar.TABLE_ROW)


def _read_bodies(reading: Reading, grid: Grid, heads: list[str]) -> None:
    """Rows that name bodies, with their kind and whether they are there."""
    named = next(c for c, h in enumerate(heads) if _NAMED.search(h))
    kinds = [c for c, h in enumerate(heads) if _TIER.search(h)]
    states = [c for c, h in enumerate(heads) if _STATE.search(h)]
    for _, cells in grid.body:
        if named >= len(cells) or not cells[named].text:
            continue
        words = [cells[named].text, *(cells[c].text for c in kinds if c < len(cells))]
        kind = next((k for w in words if (k := kind_at_end(w)) and k.label in _BODIES), None)
        if kind is None:
            continue
        planned = any(
            re.search(r"拟|筹|规划|在建|待", cells[c].text) for c in states if c < len(cells)
        )
        reading.body(
            kind.label, cells[named], rule=grammar.TABLE_ROW.name,
            status=Status.PLANNED if planned else Status.EXISTS,
        )  # fmt: skip


def _role(head: str) -> str | None:
    return next((role for word, role in ROLES.items() if word in head), None)


def _read_parks(reading: Reading, grid: Grid, heads: list[str]) -> None:
    """Rows that join parks with industries."""
    found = {c: grammar.TABLE_ROW.regex.search(h) for c, h in enumerate(heads)}
    fields = [c for c, m in found.items() if (m and m["industry"]) or (m and "产业" in heads[c])]
    places = [c for c, m in found.items() if m and m["park"] and c not in fields]
    tiers = [c for c, h in enumerate(heads) if _TIER.search(h)]
    if not fields or not places:
        return
    before: list[Span] = []
    for line, cells in grid.body:
        parks: list[Span] = []
        for column in places:
            if column < len(cells):
                parks += _parks_of(reading, cells[column], heads[column])
        if not parks and all(c >= len(cells) or not cells[c].text for c in places):
            parks = before
        before = parks
        for column in tiers:
            if column < len(cells) and cells[column].text.endswith("级"):
                for park in parks:
                    reading.tiers.setdefault(park.text, cells[column].text)
        for park in parks:
            reading.park(park, rule=grammar.TABLE_ROW.name)
        for column in fields:
            if column < len(cells) and not _EMPTY.fullmatch(cells[column].text):
                industries = _industries_of(reading, cells[column])
                add_supports(reading, industries, parks, None, line, grammar.TABLE_ROW)


def _parks_of(reading: Reading, cell: Span, head: str) -> list[Span]:
    """The parks of a cell; under a head that is a kind of park, a city is its park."""
    if _EMPTY.fullmatch(cell.text):
        return []
    if parks := parks_in(reading, cell):
        return parks
    kind = kind_at_end(head)
    city = leading_city(cell.text)
    if kind and kind.label == "Park" and city and city[1] == len(cell.text):
        return [Span(cell.clause, cell.start, cell.end, cell.text.removesuffix("市") + kind.word)]
    return []


def _industries_of(reading: Reading, cell: Span) -> list[Span]:
    parts: list[Span] = []
    start = cell.start
    for piece in re.split(r"([，；。])", cell.text):
        if piece and piece not in "，；。":
            parts += industries_in(
                reading, Span(cell.clause, start, start + len(piece)), closed=True
            )
        start += len(piece)
    return parts


def _read_indicators(
    reading: Reading, grid: Grid, heads: list[str], issued: int | None, due: str | None
) -> None:
    """Rows of an indicator with figures by year; what is or was is no target."""
    named = next(c for c, h in enumerate(heads) if _INDICATOR.search(h))
    units = [c for c, h in enumerate(heads) if _UNIT.search(h)]
    years = {c: year for c, h in enumerate(heads) if (year := _due_year(h, issued, due))}
    for line, cells in grid.body:
        if named >= len(cells) or not cells[named].text:
            continue
        unit = next((cells[c].text for c in units if c < len(cells)), "")
        for column, year in years.items():
            if column < len(cells) and column != named and column not in units:
                figure = cell_figure(cells[named].text, cells[column].text, unit, year)
                if figure is not None:
                    add_target(reading, Found(line, figure))


def _due_year(head: str, issued: int | None, due: str | None) -> str | None:
    """The year that a column's figures are to be reached in, or None when they are no targets."""
    year = _YEAR.search(head)
    if _ACHIEVED.search(head):
        return None
    if year:
        return year[1] if _AIMED.search(head) or issued is None or int(year[1]) > issued else None
    return due if _AIMED.search(head) else None


def _read_leads(reading: Reading, grid: Grid, heads: list[str], roles: dict[int, str]) -> None:
    """Rows that say which body leads or supports which task."""
    tasks = [c for c, h in enumerate(heads) if c not in roles and _TASK.search(h)]
    for line, cells in grid.body:
        for column, role in roles.items():
            if column < len(cells) and tasks and tasks[0] < len(cells):
                task = reading.task_named(cells[tasks[0]].text)
                read_lead(reading, cells[column], role, task, line)
