"""A brief as a Word document: Chinese faces are named, so that no office falls back on another."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor

from viz.brief import Brief
from viz.pages import Page

_HEADING, _TEXT, _LATIN = "黑体", "宋体", "Times New Roman"
_ACCENT, _SOFT = RGBColor(0x0B, 0x5D, 0x57), RGBColor(0x55, 0x60, 0x5E)
_COLORS = {
    "industry": "0B5D57", "paths": "44AA99", "functions": "DDCC77", "walk": "88CCEE",
    "place": "CC6677", "ties": "882255",
}  # fmt: skip
_CELLS = 25
"""Pieces of a bar: one is four hundredths of a score."""


def word_document(page: Page, view: Brief) -> bytes:
    """The brief as the bytes of a .docx; the same brief gives the same bytes."""
    document = Document()
    _faces(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    document.core_properties.title = view.title
    document.core_properties.author = "InnoAtlas"
    document.core_properties.created = document.core_properties.modified = datetime(
        2000, 1, 1, tzinfo=UTC
    )
    document.add_heading(view.title, 0)
    for text in view.headline:
        run = document.add_paragraph().add_run(text)
        run.bold, run.font.size = True, Pt(13)
    if view.lines:
        document.add_heading(page.say("brief.drawing"), 1)
        _drawing(document, page, view)
        document.add_heading(page.say("brief.table"), 1)
        _table(
            document,
            [page.say(f"partners.{key}") for key in ("rank", "name", "label", "score", "why")],
            [
                [str(line.partner.rank), line.name, page.kind(line.partner.label),
                 f"{line.partner.score:.4f}", why]
                for line, why in zip(view.lines, view.whys, strict=True)
            ],
        )  # fmt: skip
        document.add_heading(page.say("brief.reasons"), 1)
        for one in view.reasons:
            document.add_heading(f"{one.partner.rank}. {one.name}", 2)
            for fact in one.facts:
                end = page.clause(fact.path) if fact.kind == "MENTIONED_IN" else fact.end_name
                line = document.add_paragraph(style="List Bullet")
                line.add_run(f"{fact.start_name} {page.kind(fact.kind)} {end} ")
                _soft(line, f"（{page.term('state', fact.state)}）")
                said = document.add_paragraph(style="Quote")
                said.add_run(f"“{fact.quote}” ")
                _soft(said, page.clause(fact.path))
    if view.takers and view.takers.rows:
        document.add_heading(page.say("takers.title", industry=view.takers.industry), 1)
        if view.takers.thin:
            document.add_paragraph(page.say("takers.thin_note"))
        heads = [page.say("partners.rank"), page.say("cover.member"), page.say("partners.score"),
                 page.say("takers.verdict")]  # fmt: skip
        _table(
            document, heads,
            [
                [str(row.rank), row.park, f"{row.score:.4f}", page.say(f"takers.{row.verdict}")]
                for row in view.takers.rows[:5]
            ],
        )  # fmt: skip
    document.add_heading(page.say("brief.unknown"), 1)
    for text in view.unknown:
        document.add_paragraph(text, style="List Bullet")
    document.add_heading(page.say("brief.sources"), 1)
    for text in view.sources:
        document.add_paragraph(text, style="List Number")
    _soft(document.add_paragraph(), page.say("brief.graph"))
    document.add_heading(page.say("brief.method"), 1)
    _soft(document.add_paragraph(), page.say("partners.method"))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _faces(document: Any) -> None:
    """Name a Latin and a Chinese face in every style that is used."""
    for name in (
        "Normal",
        "Title",
        "Heading 1",
        "Heading 2",
        "Quote",
        "List Bullet",
        "List Number",
    ):
        style = document.styles[name]
        heading = name.startswith(("Heading", "Title"))
        style.font.name = _LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _HEADING if heading else _TEXT)
        if heading:
            style.font.color.rgb = _ACCENT
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(20)
    document.styles["Quote"].font.italic = False


def _drawing(document: Any, page: Page, view: Brief) -> None:
    """A bar for every partner in shaded cells: Word shows them everywhere, and prints them."""
    table = document.add_table(rows=0, cols=2 + _CELLS)
    table.autofit = False
    for line in view.lines:
        cells = table.add_row().cells
        name = f"{line.partner.rank}. {line.name}"
        _fill(cells[0], name if not line.through else f"{name}\n", Cm(5.2))
        if line.through:
            _soft(cells[0].paragraphs[0], f"{view.answer.name} → {line.through}")
        for n in range(_CELLS):
            middle = (n + 0.5) * 100 / _CELLS
            part = next(
                (p for p, start, width in line.bars if start <= middle < start + width), None
            )
            _fill(cells[1 + n], "", Cm(0.38))
            _shade(cells[1 + n], _COLORS[part] if part else "F0EDE4")
        _fill(cells[-1], f"{line.partner.score:.4f}", Cm(1.6))
    legend = document.add_paragraph()
    for part, color in _COLORS.items():
        run = legend.add_run("■ ")
        run.font.color.rgb = RGBColor.from_string(color)
        _soft(legend, page.say(f"partners.part_{part}") + "  ")


def _fill(cell: Any, text: str, width: Any) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(text).font.size = Pt(9)


def _shade(cell: Any, color: str) -> None:
    names = qn("w:shd").partition("}")[0].lstrip("{")
    shade = f'<w:shd xmlns:w="{names}" w:val="clear" w:color="auto" w:fill="{color}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(shade))


def _table(document: Any, heads: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            if text.replace(".", "").isdecimal():
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _soft(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _SOFT
