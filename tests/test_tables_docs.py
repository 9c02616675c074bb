"""docs/tables.md: its example loads, and it names every key that a mapping may have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.store import Store
from ingest.tables.archive import Archive
from ingest.tables.cells import FORMATS
from ingest.tables.loading import load_table
from ingest.tables.mapping import MISSING, mapping_of
from ingest.tables.readers import open_table
from ingest.tables.register import register_of
from ingest.tables.rejects import COLUMNS
from ingest.tables.values import CONVERTERS

TEXT = (Path(__file__).parent.parent / "docs" / "tables.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    (block,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(block)


def test_the_example_loads(embedded: Store, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(_block("csv"), encoding="utf-8")
    register = register_of(source="例", license="CC0", date="2024-06")
    archive = Archive(None)
    done = load_table(
        embedded, archive, open_table(path), mapping_of(_block("yaml"), "firms.yaml"), register
    )
    archive.close()
    assert (done.loaded, done.rejections) == (2, ())
    rows = embedded.read(
        "MATCH (n:Enterprise) RETURN n.name AS n, n.tier AS t, n.founded AS f, n.capital AS c"
    ).rows
    assert {*rows} == {
        ("沈阳甲机床有限公司", "high_tech", "2019-05", 50_000_000.0),
        ("大连乙微电子有限公司", None, "2020-01-02", 120_000_000.0),
    }
    joined = embedded.read(
        "MATCH (a:Enterprise)-[:PARTNERS_WITH]->(b) RETURN a.name AS a, b.name AS b"
    ).rows
    assert joined == (("大连乙微电子有限公司", "沈阳甲机床有限公司"),)
    text = str(embedded.read("MATCH (p:Passage) RETURN p.text AS t").rows)
    assert "张三" not in text and "024" not in text


@pytest.mark.parametrize(
    "word", [*CONVERTERS, *MISSING, *(c.strip("〔〕") for c in COLUMNS), *set(FORMATS) - {".txt"}]
)
def test_every_word_is_explained(word: str) -> None:
    if word in {".ndjson", ".xlsm"}:
        return
    assert word in TEXT


def test_every_key_is_explained() -> None:
    source = (Path(__file__).parent.parent / "ingest/tables/mapping.py").read_text("utf-8")
    keys = {
        k
        for call in re.findall(r"keys\.only\((.*?)\)", source, re.DOTALL)
        for k in re.findall(r'"(\w+)"', call)
    }
    assert {"nodes", "within", "digits", "quote"} <= keys
    assert {k for k in keys if not re.search(rf"\b{k}\b", TEXT)} == set()
