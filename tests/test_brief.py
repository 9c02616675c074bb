"""A brief in both languages and both forms: whole, cited, and bound to nothing outside."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from graph.connection import open_store
from graph.errors import InvalidRequest, NotFound
from graph.settings import Settings
from graph.store import Store
from queries.partners import partners
from tests.small_graphs import load
from viz.brief import brief, brief_file
from viz.pages import Page

LINES = (
    "park:a SUPPORTS industry:x", "park:b SUPPORTS industry:x", "park:b SUPPORTS industry:y",
    "institute:i FOCUSES_ON industry:x", "park:a SELECTED_FOR task:t pilot",
)  # fmt: skip


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(
        Settings(store=str(tmp_path_factory.mktemp("brief") / "a.db"), memory_mb=256)
    )
    store.prepare()
    load(store, *LINES, nodes=("industry:new", "park:lone"))
    return store


def test_the_brief_has_the_scores_of_the_search_and_cites_each_clause(atlas: Store) -> None:
    made = brief(atlas, Page("zh", "/brief", {}), node="a", industry="x")
    found = partners(atlas, node="a", industry="x", limit=8)
    assert made.answer.rows == found.rows
    assert (
        found.rows[0].name in made.headline[0] and f"{found.rows[0].score:.4f}" in made.headline[0]
    )
    assert all(fact.quote and fact.path for one in made.reasons for fact in one.facts)
    assert made.sources == ("《a》：一/1",)


@pytest.mark.parametrize(("language", "word"), [("zh", "尚不知道"), ("en", "Not known")])
def test_the_page_stands_alone(atlas: Store, language: str, word: str) -> None:
    text = brief_file(atlas, node="a", industry="x", language=language, format="html").decode()
    assert word in text and "<svg" in text and "park:a industry:x" in text
    assert re.findall(r"(?:src|href)=|url\(|https?://|<script", text) == []


def test_the_word_document_has_everything_and_names_chinese_faces(atlas: Store) -> None:
    made = Document(BytesIO(brief_file(atlas, node="a", industry="x", format="docx")))
    text = "\n".join(p.text for p in made.paragraphs)
    assert (
        "a（x）合作伙伴简报" in text and "“park:b industry:x” 一/1" in text and "尚不知道" in text
    )
    assert [cell.text for cell in made.tables[1].rows[1].cells][:2] == ["1", "i"]
    for style, face in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Title", "黑体")):
        fonts = made.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == face


def test_a_gap_brief_says_that_the_evidence_is_thin(atlas: Store) -> None:
    text = brief_file(atlas, node="new", language="zh", format="html").decode()
    assert "证据不足" in text and "没有依托园区" in text


def test_a_node_of_which_nothing_is_known_gets_a_brief_that_says_so(atlas: Store) -> None:
    made = brief(atlas, Page("en", "/brief", {}), node="lone")
    assert made.answer.rows == () and "do not carry a recommendation" in made.headline[0]
    for form in ("docx", "html"):
        assert brief_file(atlas, node="lone", format=form)


def test_what_cannot_be_written_is_refused(atlas: Store) -> None:
    with pytest.raises(InvalidRequest, match="format 'pdf' is unknown; allowed: docx, html"):
        brief_file(atlas, node="a", format="pdf")
    with pytest.raises(NotFound, match="nowhere"):
        brief_file(atlas, node="nowhere")


def test_the_same_brief_is_the_same_file(atlas: Store, tmp_path: Path) -> None:
    one, other = (brief_file(atlas, node="a", format="html") for _ in range(2))
    assert one == other
