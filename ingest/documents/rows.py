"""Rows of a table as lines of text, the same for every format."""

from __future__ import annotations

from collections.abc import Sequence


def table_lines(rows: Sequence[Sequence[str]], heads: int = 1) -> list[str]:
    """`| a | b |` for each row, with a rule below the heads; empty tables give nothing.

    A bar inside a cell becomes a full-width one, a line end a space.
    """
    kept = [[_cell(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        return []
    width = max(len(row) for row in kept)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in kept]
    heads = max(1, min(heads, len(lines)))
    return [*lines[:heads], "| " + " | ".join(["---"] * width) + " |", *lines[heads:]]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "｜").split())
