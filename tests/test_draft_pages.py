"""Drafts in the explorer: beside the text, decided in bulk, loaded at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.embedded import EmbeddedStore
from graph.settings import Settings
from ingest.drafts import Drafts
from tests.browser import Watched, chromium, served

PLAN = """江西省新兴产业方案
赣府发〔2024〕3号
2024年1月1日
一、布局
（一）产业
航空产业依托南昌高新区、景德镇高新区。锂电产业布局在宜春经开区。<script>alert(1)</script>
"""
SOURCE = "policy:ganfufa-2024-3"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "atlas.db"))


@pytest.fixture
def drafts(settings: Settings, tmp_path: Path) -> Drafts:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    made = Drafts(Path(settings.store + ".drafts"))
    made.add(file)
    return made


@pytest.fixture
def client(settings: Settings, drafts: Drafts) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


def test_a_draft_is_shown_beside_its_words_in_both_languages(client: TestClient) -> None:
    assert SOURCE in client.get("/drafts").text
    for query in ("", "?lang=en"):
        page = client.get(f"/drafts/{SOURCE}{query}").text
        assert "<mark>航空产业依托南昌高新区、景德镇高新区</mark>" in page
        assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert client.get("/drafts/policy:none").status_code == 404


def test_a_whole_pattern_is_rejected_at_once_and_the_rest_is_loaded(
    client: TestClient, drafts: Drafts, settings: Settings
) -> None:
    address = f"/drafts/{SOURCE}?rule=industry_placed_in_parks"
    sent = client.post(address, data={"decision": "reject_pattern"})
    assert sent.status_code == 200 and sent.url.query
    draft = drafts.find(SOURCE)
    rejected = {f.fact.start for f in draft.facts() if f.decision == "reject"}
    assert "park:yichun-jingkaiqu" in rejected
    assert client.post(f"/drafts/{SOURCE}", data={"decision": "load"}).status_code == 200
    store = EmbeddedStore(Path(settings.store), read_only=True)
    try:
        rows = store.read("MATCH (p:Park)-[r:SUPPORTS]->(i) RETURN p.name AS n ORDER BY n").rows
    finally:
        store.close()
    assert [n for (n,) in rows] == ["南昌高新区", "景德镇高新区"]


def test_a_status_is_corrected_and_wrong_requests_are_named(
    client: TestClient, drafts: Drafts
) -> None:
    draft = drafts.find(SOURCE)
    id = next(f.fact.id for f in draft.facts() if f.fact.type == "SUPPORTS")
    data = {"decision": "change", "fact": id, "status": "planned"}
    assert client.post(f"/drafts/{SOURCE}", data=data).status_code == 200
    changed = next(r for r in draft.accepted().relationships if r.id == id)
    assert changed.properties["status"] == "planned"
    wrong = client.post(f"/drafts/{SOURCE}", data=data | {"status": "sure"})
    assert wrong.status_code == 422 or wrong.status_code == 400
    foreign = client.post(
        f"/drafts/{SOURCE}", data=data, headers={"origin": "http://elsewhere.example"}
    )
    assert foreign.status_code == 403


@pytest.mark.parametrize(("query", "scheme"), [("", "light"), ("?lang=en", "dark")])
def test_the_pages_stay_with_their_host_and_are_accessible(
    settings: Settings, drafts: Drafts, query: str, scheme: str
) -> None:
    with served(settings) as address, chromium() as browser:
        for path in ("/drafts", f"/drafts/{SOURCE}"):
            watched = Watched(browser, address, color_scheme=scheme)
            watched.tab.goto(address + path + query)
            assert watched.violations() == []
            assert (watched.foreign, watched.errors) == ([], [])
            watched.context.close()
