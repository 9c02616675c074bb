"""Documents: every format gives the same facts, and what cannot be read is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from graph.errors import SourceError
from ingest.documents import text_of
from ingest.facts import Facts
from ingest.plan import facts_of, read_plan

ROWS = (("园区", "级别", "主导产业"), ("南昌高新区", "国家级", "航空复材、移动终端"),
        ("赣州高新区", "国家级", "稀土永磁"))  # fmt: skip
SUPPORTS = {
    ("南昌高新区", "航空复材"), ("南昌高新区", "移动终端"), ("赣州高新区", "稀土永磁"),
    ("九江经开区", "电子信息"),
}  # fmt: skip


def supports(facts: Facts) -> set[tuple[str, str]]:
    names = {n.id: str(n.properties["name"]) for n in facts.nodes}
    return {(names[r.start], names[r.end]) for r in facts.relationships if r.type == "SUPPORTS"}


def assert_literal(facts: Facts, text: str) -> None:
    passages = {n.id: str(n.properties["text"]) for n in facts.nodes if n.label == "Passage"}
    for fact in facts.relationships:
        quote, cited = str(fact.properties["quote"]), cast("list[str]", fact.properties["passages"])
        assert any(quote in passages[p] for p in cited) and quote in text


def page(body: str) -> str:
    return (
        "<html><head><title>江西省方案</title><style>p{margin:0}</style></head>"
        f"<body><nav>首页 沈阳高新区重点发展钢铁产业</nav>{body}</body></html>"
    )


def html_table() -> str:
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    return f"<table>{cells}</table>"


def test_html_is_read_without_its_navigation(tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    body = (
        "<h1>江西省新兴产业方案</h1><h2>一、布局</h2><h3>（一）园区</h3>" + html_table()
        + "<ul><li>九江经开区<ul><li>重点发展<b>电子信息</b>产业</li></ul></li></ul>"
    )  # fmt: skip
    file.write_text(page(body), encoding="utf-8")
    facts = read_plan(file)
    assert supports(facts) == SUPPORTS
    assert_literal(facts, text_of(file))


def test_html_in_a_declared_chinese_encoding(tmp_path: Path) -> None:
    file = tmp_path / "plan.htm"
    text = page("<p>一、布局</p><p>（一）园区</p><p>九江经开区重点发展电子信息产业。</p>")
    file.write_bytes(text.replace("<head>", '<head><meta charset="gb2312">').encode("gb18030"))
    assert supports(read_plan(file)) == {("九江经开区", "电子信息")}


def test_a_cell_that_spans_rows_stands_in_each(tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(
        page(
            "<p>江西省方案</p><p>一、布局</p><table><tr><th>园区</th><th>主导产业</th></tr>"
            "<tr><td rowspan=2>南昌高新区</td><td>航空复材</td></tr><tr><td>移动终端</td></tr></table>"
        ),
        encoding="utf-8",
    )
    assert supports(read_plan(file)) == {("南昌高新区", "航空复材"), ("南昌高新区", "移动终端")}


def word(tmp_path: Path) -> Path:
    document = cast(Any, Document())
    document.add_paragraph("江西省新兴产业方案")
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    for level, words in ((0, "总体要求"), (0, "布局"), (1, "园区")):
        paragraph = document.add_paragraph(words)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
            )
        )
    table = document.add_table(rows=len(ROWS), cols=3)
    for i, row in enumerate(ROWS):
        for j, cell in enumerate(row):
            table.cell(i, j).text = cell
    document.add_paragraph("九江经开区", style="List Bullet")
    document.add_paragraph("重点发展电子信息产业", style="List Bullet 2")
    file = tmp_path / "plan.docx"
    document.save(str(file))
    return file


def test_word_with_its_own_numbers_tables_and_lists(tmp_path: Path) -> None:
    file = word(tmp_path)
    facts = read_plan(file)
    assert supports(facts) == SUPPORTS
    paths = {str(n.properties["path"]) for n in facts.nodes if n.label == "Passage"}
    assert paths == {"0", "一", "二", "二/（一）"}
    assert_literal(facts, text_of(file))


def test_deleted_words_of_a_tracked_change_are_not_read(tmp_path: Path) -> None:
    file = word(tmp_path)
    document = cast(Any, Document(str(file)))
    paragraph = document.add_paragraph("南昌高新区重点发展")
    paragraph._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>钢铁产业</w:delText></w:r></w:del>'
        )
    )
    paragraph._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t>锂电产业。</w:t></w:r></w:ins>'
        )
    )
    assert paragraph._p.find(qn("w:del")) is not None
    document.save(str(file))
    assert supports(read_plan(file)) == SUPPORTS | {("南昌高新区", "锂电")}


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.4 broken", "damaged PDF"),
        ("a.docx", b"PK\x03\x04broken", "damaged Word file"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        ("a.html", b"   ", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(SourceError, match=says) as error:
        text_of(file)
    assert name in str(error.value)


def test_a_heading_of_markdown_without_a_number_is_a_clause_of_its_own() -> None:
    facts = facts_of(
        "# 江西省新兴产业方案\n\n## 布局\n\n### 南昌高新区\n\n重点发展航空复材产业。\n\n## 保障\n",
        "a.md",
    )
    assert supports(facts) == {("南昌高新区", "航空复材")}
    paths = [str(n.properties["path"]) for n in facts.nodes if n.label == "Passage"]
    assert paths == ["0", "§1", "§1/§1", "§2"]


def test_traditional_characters_are_read_like_simplified_ones_and_quoted_as_written() -> None:
    text = "廣東省新興產業方案\n一、佈局\n（一）園區\n深圳高新區重點發展人工智能產業。"
    facts = facts_of(text, "a.txt")
    assert supports(facts) == {("深圳高新区", "人工智能")}
    fact = next(r for r in facts.relationships if r.type == "SUPPORTS")
    assert fact.properties["quote"] == "深圳高新區重點發展人工智能產業"
    park = next(n for n in facts.nodes if n.label == "Park")
    assert park.properties["aliases"] == ["深圳高新區"]
