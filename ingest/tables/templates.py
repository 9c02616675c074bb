"""Fill-in workbooks made from the ready mappings: Chinese headings, notes, drop-downs.

The sheet's title is the mapping's `table`, so that a filled workbook loads without naming one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.errors import SourceError
from ingest.gazetteer import countries, regions
from ingest.packaged import ready_mapping, ready_mappings
from ingest.tables.cells import FORMATS
from ingest.tables.mapping import TableMapping
from ingest.tables.workbook import sheets

ROWS = 5_000
"""Rows that drop-downs and formats reach."""

_CHOICES = "选项"
_NOTES = "填写说明"


def template_names() -> dict[str, str]:
    """The templates by name, with their Chinese titles: ready mappings that tell their columns."""
    return {
        name: str(mapping.table)
        for name in ready_mappings()
        if (mapping := ready_mapping(name)).notes
    }


def mapping_of_sheet(path: Path, sheet: str | None) -> tuple[str, str] | None:
    """The ready mapping that a workbook's sheet is a template of, with the sheet's name."""
    if FORMATS.get(path.suffix.lower()) != "xlsx" or not path.is_file():
        return None
    by_title = {title: name for name, title in template_names().items()}
    found = [s for s in ([sheet] if sheet else sheets(path)) if s in by_title]
    return (by_title[found[0]], found[0]) if found else None


def write_template(name: str, path: Path) -> None:
    """Write a template as XLSX. Raises SourceError when the file cannot be written."""
    from openpyxl import Workbook

    mapping = ready_mapping(name)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = mapping.table
    _headings(sheet, mapping)
    lists = book.create_sheet(_CHOICES)
    lists.sheet_state = "hidden"
    for place, (heading, words) in enumerate(_choices(mapping).items(), 1):
        _drop_down(sheet, lists, place, list(mapping.notes).index(heading) + 1, words)
    notes = book.create_sheet(_NOTES)
    notes.append(["列", "说明"])
    for heading, note in mapping.notes.items():
        notes.append([heading, note])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, 70
    try:
        book.save(path)
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(path)) from exc


def _headings(sheet: Any, mapping: TableMapping) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    needed = mapping.columns - mapping.optional
    for column, (heading, note) in enumerate(mapping.notes.items(), 1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="F4D9B0" if heading in needed else "E3ECEA")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = Comment(note, "InnoAtlas", width=260, height=90)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = max(14, 2 * len(heading) + 4)
        # As text, so that a code keeps its zeros and its last digits.
        for row in range(2, 202):
            sheet.cell(row, column).number_format = "@"
    sheet.freeze_panes = "B2"


def _choices(mapping: TableMapping) -> dict[str, list[str]]:
    """The words that a drop-down of a column offers."""
    found: dict[str, list[str]] = {}
    for node in mapping.nodes:
        for cell in (node.label_cell, *node.properties.values()):
            if cell and cell.column and cell.values:
                found[cell.column] = list(cell.values)
        if node.labels == ("Region",) and node.alias == "country" and node.name.column:
            found[node.name.column] = sorted(
                {p.name for p in countries().values() if p.code != "CN"}
            )
        for column in node.within:
            found[column] = [p.name for p in regions().values() if p.level == "province"]
    return {heading: words for heading, words in found.items() if heading in mapping.notes}


def _drop_down(sheet: Any, lists: Any, place: int, column: int, words: list[str]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for row, word in enumerate(words, 1):
        lists.cell(row, place, word)
    there, here = get_column_letter(place), get_column_letter(column)
    rule: Any = DataValidation(
        type="list", formula1=f"={_CHOICES}!${there}$1:${there}${len(words)}", allow_blank=True,
        showErrorMessage=True, errorTitle="不在列表中", error="从下拉列表选择",
    )  # fmt: skip
    sheet.add_data_validation(rule)
    rule.add(f"{here}2:{here}{ROWS}")
