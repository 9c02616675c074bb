"""Answers for a terminal: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cells import cell
from queries.registry import Question

_HIDDEN = {"passages", "source", "method", "body_quotes", "other_quotes"}
_MARK = {"stated": "据", "derived": "推", "not_stated": "·"}


def _console() -> Console:
    # Without a terminal there is no width to fit into: a file or a pipe gets whole lines.
    return Console(width=None if sys.stdout.isatty() else 160)


def rows(
    records: Sequence[dict[str, Any]], columns: Sequence[str], format: str, *, brief: bool = False
) -> None:
    """Print records as a table, as a JSON array of objects, or as CSV with a header.

    `brief` leaves ids and empty columns out of the table: for answers whose columns nobody chose.
    """
    if format == "json":
        print(json.dumps(list(records), ensure_ascii=False, indent=1, default=str))
        return
    if format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(r[c]) for c in columns] for r in records)
        return
    shown = list(columns)
    if brief:
        shown = [
            c for c in shown if c not in _HIDDEN and not c.endswith(("_id", "_ids")) and c != "id"
        ] or shown
        shown = [c for c in shown if any(r[c] not in (None, "", ()) for r in records)] or shown
    table = Table(header_style="bold", pad_edge=False, show_edge=False)
    for column in shown:
        # Folded, never cut: a quote is shown whole. A column's name is no markup.
        table.add_column(Text(column), overflow="fold")
    for record in records:
        table.add_row(*(Text(cell(record[c])) for c in shown))
    console = _console()
    console.print(table)
    console.print(f"{len(records)} rows 行", style="dim")


def questions(asked: Sequence[Question], format: str) -> None:
    """Print what can be asked, with the parameters of each."""
    if format == "json":
        listed = [
            {
                "name": q.name,
                "question": q.zh,
                "params": [
                    {"name": p.name, "type": p.type, "required": p.required, "default": p.default}
                    for p in q.params
                ],
            }
            for q in asked
        ]
        print(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    records = [
        {
            "name": q.name,
            "question": q.zh,
            "in English": q.en,
            "params": " ".join(p.name + ("*" if p.required else "") for p in q.params),
        }
        for q in asked
    ]
    rows(records, ["name", "question", "in English", "params"], format)


def matrix(cells: Sequence[Any]) -> None:
    """Print the matrix: parks down, industries across, with totals and a legend.

    Industries that do not fit side by side follow in further bands, each with the parks that it
    has a mark for; parks without any mark stand in the first.
    """
    console = _console()
    if not cells:
        console.print("库中没有园区与产业的组合 no park and industry in the store", style="dim")
        return
    industries = list(dict.fromkeys((c.industry_id, c.industry) for c in cells))
    parks = list(dict.fromkeys((c.park_id, c.park) for c in cells))
    state = {(c.park_id, c.industry_id): c.state for c in cells}
    counts = {p: sum(state[p, i] != "not_stated" for i, _ in industries) for p, _ in parks}
    heads = {id: _in_two(name) for id, name in industries}
    widths = [max(map(cell_len, heads[id])) for id, _ in industries]
    longest = f"{_CORNER} {len(industries)}—{len(industries)} / {len(industries)}"
    names = max(cell_len(name) for name in (longest, *(name for _, name in parks)))
    bands = list(_bands(widths, console.width - names - cell_len(_COUNT) - _GAP))
    for first, after in bands:
        shown = industries[first:after]
        part = f" {first + 1}—{after} / {len(industries)}" if len(bands) > 1 else ""
        table = Table(pad_edge=False, show_edge=False, header_style="bold")
        table.add_column(f"{_CORNER}{part}", no_wrap=True)
        for id, _ in shown:
            table.add_column(Text("\n".join(heads[id])), justify="center", no_wrap=True)
        table.add_column(_COUNT, justify="right")
        for park, name in parks:
            states = [state[park, id] for id, _ in shown]
            marked = any(s != "not_stated" for s in states)
            if not marked and len(bands) > 1 and (first or counts[park]):
                continue
            marks = (_MARK[s] for s in states)
            table.add_row(Text(name), *marks, str(counts[park]))
        table.add_section()
        totals = [sum(state[p, id] != "not_stated" for p, _ in parks) for id, _ in shown]
        table.add_row("园区数", *map(str, totals), str(sum(counts.values())))
        console.print(table)
        console.print()
    if len(bands) > 1:
        console.print("各段只列在该段有记载的园区 each band lists the parks it has a mark for",
                      style="dim")  # fmt: skip
    console.print("据 原文写明 stated   推 规则推导 derived   · 原文未提 not stated（不等于没有）",
                  style="dim")  # fmt: skip


_CORNER, _COUNT = "园区 × 产业", "产业数"
_GAP = 3
"""Columns between two cells of a table without edges."""


def _in_two(name: str) -> tuple[str, str]:
    half = (len(name) + 1) // 2
    return name[:half], name[half:]


def _bands(widths: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Runs of columns, first and after last, that each fit into `room`; one column at the least."""
    first, used = 0, 0
    for i, width in enumerate(widths):
        if used + width + _GAP > room and i > first:
            yield first, i
            first, used = i, 0
        used += width + _GAP
    if widths:
        yield first, len(widths)
