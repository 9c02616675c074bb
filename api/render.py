"""Answers for a terminal: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

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
    """Print the matrix as a grid: parks down, industries across, with totals and a legend."""
    industries = list(dict.fromkeys((c.industry_id, c.industry) for c in cells))
    parks = list(dict.fromkeys((c.park_id, c.park) for c in cells))
    state = {(c.park_id, c.industry_id): c.state for c in cells}
    table = Table("园区 × 产业", pad_edge=False, show_edge=False, header_style="bold")
    for _, name in industries:
        half = (len(name) + 1) // 2
        table.add_column(Text(f"{name[:half]}\n{name[half:]}"), justify="center")
    table.add_column("产业数", justify="right")
    for park, name in parks:
        states = [state[park, i] for i, _ in industries]
        total = sum(s != "not_stated" for s in states)
        table.add_row(Text(name), *(_MARK[s] for s in states), str(total))
    table.add_section()
    totals = [sum(state[p, i] != "not_stated" for p, _ in parks) for i, _ in industries]
    table.add_row("园区数", *map(str, totals), str(sum(totals)))
    console = _console()
    console.print(table)
    console.print("据 原文写明 stated   推 规则推导 derived   · 原文未提 not stated（不等于没有）",
                  style="dim")  # fmt: skip
