"""Reading text: what is mended, what is refused, and where each character stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceError
from ingest.documents import text_of
from ingest.outline import clauses
from ingest.plan import facts_of, read_plan
from ingest.reader import normalise, paragraphs


def test_a_paragraph_cut_by_a_page_end_is_joined() -> None:
    text = "按照新时代高新区建设要求，全省高新\n\n区建设取得进展。\n\n第二段。"
    assert [p.text for p in paragraphs(text)] == [
        "按照新时代高新区建设要求，全省高新区建设取得进展。", "第二段。",
    ]  # fmt: skip


def test_a_bracket_that_a_line_end_leaves_open_is_closed_by_the_next_line() -> None:
    text = "2.甲高新区重点发展富硒食品（规划修编于年内完\n成）。\n3.乙高新区。"
    assert [p.text for p in paragraphs(text)] == [
        "2.甲高新区重点发展富硒食品（规划修编于年内完成）。", "3.乙高新区。",
    ]  # fmt: skip


def test_a_block_set_off_in_markdown_is_read_without_its_marks() -> None:
    text = "> 1. 甲高新区发展储能。\n> 2. 乙高新区发展氢能。"
    assert [p.text for p in paragraphs(text)] == ["1. 甲高新区发展储能。", "2. 乙高新区发展氢能。"]


def test_every_dash_of_a_font_parts_a_range() -> None:
    assert {normalise(f"9{dash}12家").text for dash in "—–―‒～"} == {"9—12家"}


def test_a_heading_is_not_joined_with_its_text() -> None:
    text = "一、总体要求\n（一）指导思想\n贯彻落实战略，把建设摆在更重要的位置。"
    assert [p.text for p in paragraphs(text)] == text.split("\n")


@given(st.text(alphabet="一二、（）1.。，产业园区 \n\u3000ＡＢ１２A-", max_size=200))
def test_every_character_keeps_its_place(text: str) -> None:
    for paragraph in paragraphs(text):
        assert len(paragraph.text) == len(paragraph.offsets)
        assert all(
            text[place] == char
            for char, place in zip(paragraph.text, paragraph.offsets, strict=True)
        )
    normal = normalise(text)
    assert len(normal.text) == len(normal.places)
    assert list(normal.places) == sorted(normal.places)


@given(st.text(alphabet="一二三、（）1234.。，依托达到年产业高新区沈阳大连 \n“”", max_size=300))
def test_any_text_is_read_and_every_quote_is_literal(text: str) -> None:
    if not text.strip():
        return
    facts = facts_of(text, "x.txt")
    passages = {n.id: str(n.properties["text"]) for n in facts.nodes if n.label == "Passage"}
    for fact in facts.relationships:
        quote = str(fact.properties["quote"])
        cited = fact.properties["passages"]
        assert isinstance(cited, list) and any(quote in passages[p] for p in cited)


def test_tasks_and_actions_that_bear_a_number_are_clauses() -> None:
    text = "一、布局\n任务1 做强极核\n甲高新区发展储能。\n任务2 壮大两翼\n乙高新区发展氢能。"
    assert [c.path for c in clauses(paragraphs(text)) if c.depth] == ["一", "一/任务1", "一/任务2"]


def test_outline_paths() -> None:
    text = "标题方案\n一、任务\n（一）甲\n1. 乙。内容。\n2. 丙。内容。\n（二）丁\n二、保障"
    assert [c.path for c in clauses(paragraphs(text))] == [
        "0", "一", "一/（一）", "一/（一）/1", "一/（一）/2", "一/（二）", "二",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no text"),
        (b"   \n", "no text"),
        (b"%PDF-1.7 \x00", "damaged PDF"),
        ("一、任务。".encode()[:-1], "half a UTF-8 character"),
        (b"abc\x00def", "NUL"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_name(
    tmp_path: Path, data: bytes, says: str
) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(data)
    with pytest.raises(SourceError, match=says) as error:
        text_of(file)
    assert "plan.txt" in str(error.value)


def test_gbk_is_read_like_utf8(tmp_path: Path) -> None:
    text = "某省实施方案\n一、任务\n人工智能产业重点依托沈阳高新区。"
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text(text, encoding="utf-8")
    b.write_bytes(text.encode("gb18030"))
    assert len(read_plan(a).relationships) == len(read_plan(b).relationships) > 0


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(SourceError, match=path.name):
            text_of(path)
