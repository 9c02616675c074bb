"""Partners in every door: page, API and command line say the same, and every reason has a link."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from tests.browser import Watched, chromium, served
from tests.explorer_site import load
from viz.words import catalogue

NODE = {"node": "甲园区", "industry": "新能源汽车"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return load(tmp_path_factory.mktemp("partners") / "atlas.db")


@pytest.fixture(scope="module")
def client(settings: Any) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


def run(settings: Any, *arguments: str) -> tuple[str, str]:
    done = CliRunner(env={"ATLAS_STORE": settings.store}).invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_command_line_api_question_and_page_give_the_same_scores(
    client: TestClient, settings: Any
) -> None:
    out, notes = run(settings, "partners", "甲园区", "--industry", "新能源汽车", "--format", "json")
    rows = json.loads(out)
    assert set(rows[0]) == {"rank", "id", "label", "name", "score", "parts", "paths"}
    assert set(rows[0]["parts"][0]) == {"name", "score", "share", "evidence"}
    for row in rows:
        assert row["score"] == pytest.approx(sum(p["score"] for p in row["parts"]), abs=1e-9)
    assert client.get("/api/v1/partners", params=NODE).json() == rows
    assert client.get("/api/v1/partners/answer", params=NODE).json()["rows"] == rows
    asked = client.get("/api/v1/questions/partners", params=NODE).json()["rows"]
    assert [(r["id"], r["score"]) for r in asked] == [(r["id"], r["score"]) for r in rows]
    page = client.get("/partners", params=NODE).text
    assert re.findall(r'<td class="number">(\d\.\d{4})</td>', page) == [
        f"{row['score']:.4f}" for row in rows
    ]
    assert "甲园区" in notes and "没有写明" in notes
    table = client.get("/api/v1/partners", params={**NODE, "format": "csv"}).text
    read = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [r["name"] for r in read] == [r["name"] for r in rows]


def test_every_quoted_reason_on_the_page_leads_to_words_that_hold_it(client: TestClient) -> None:
    page = client.get("/partners", params=NODE).text
    quoted = re.findall(r'<q lang="zh-CN">(.+?) <a href="(/sources/[^"]+)">', page)
    assert len(quoted) > 5 and page.count("<q ") == len(quoted)
    for words, href in set(quoted):
        path, _, rest = unquote(href).replace("&amp;", "&").partition("?")
        source = client.get(path).text
        assert f'id="{rest.partition("#")[2]}"' in source
        assert words in re.sub(r"<[^>]+>", "", source)


def test_an_industry_that_no_park_supports_is_answered_as_thin(client: TestClient) -> None:
    page = client.get("/partners", params={"node": "军民融合"}).text
    zh = catalogue("zh")
    assert zh["takers.thin_note"] in page and zh["takers.nobody"] in page
    assert "证据不足" in re.findall(r"<h1>(.+?)</h1>", page)[0]
    takers = client.get("/api/v1/takers", params={"industry": "军民融合"}).json()
    assert takers["rows"] and all(r["verdict"] == "thin_unrelated" for r in takers["rows"])


def test_two_partners_can_be_set_beside_each_other(client: TestClient) -> None:
    page = client.get("/partners", params=NODE).text
    (href, *_) = re.findall(r'href="(/partners\?[^"]+#contrast)"', page)
    beside = client.get(href.replace("&amp;", "&").partition("#")[0]).text
    assert 'id="contrast"' in beside and catalogue("zh")["partners.turn"] in beside
    answer = client.get(
        "/api/v1/partners/contrast", params={**NODE, "a": "乙园区", "b": "某市能源科技研究院"}
    ).json()
    assert answer["first"]["name"] == "乙园区" and answer["differences"]


def test_covers_are_the_same_in_api_command_line_and_page(
    client: TestClient, settings: Any
) -> None:
    with_ = "丙园区 SUPPORTS 军民融合"
    answer = client.get("/api/v1/cover", params={"with": with_}).json()
    assert answer["size"] == 2 and answer["assumed"] == [f"+ {with_}"]
    out, _ = run(settings, "cover", "--with", with_, "--format", "json")
    assert json.loads(out) == answer
    page = client.get("/cover", params={"with": with_}).text
    assert "覆盖 3 个产业最少需要 2 个园区" in page
    refused = client.get("/api/v1/cover", params={"with": with_, "without": with_})
    assert refused.status_code == 400 and "both assumed" in refused.json()["detail"]


def test_functions_show_what_is_stated_derived_and_missing(client: TestClient) -> None:
    page = client.get("/functions").text
    assert 'class="cell derived"' in page and 'class="cell stated"' in page
    assert "need=fund" in page, "a gap leads on to who could fill it"


def test_briefs_can_be_taken_away(client: TestClient, settings: Any, tmp_path: Path) -> None:
    got = client.get("/brief", params={**NODE, "format": "docx"})
    assert got.content.startswith(b"PK") and "attachment" in got.headers["content-disposition"]
    file = tmp_path / "brief.html"
    out, _ = run(settings, "brief", "甲园区", "--industry", "新能源汽车", "-o", str(file))
    assert "brief.html" in out and "合作伙伴简报" in file.read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8") == client.get(
        "/brief", params={**NODE, "format": "html"}
    ).text  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/v1/partners?node=无此园区", 404, "无此园区"),
        ("/api/v1/partners?node=甲园区&need=luck", 400, "neither a function"),
        ("/api/v1/partners?node=甲园区&limit=0", 400, "limit"),
        ("/api/v1/partners", 400, "node"),
        ("/api/v1/cover?with=x", 400, "no fact of the form"),
        ("/api/v1/takers?industry=无此产业", 404, "无此产业"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: TestClient, path: str, status: int, said: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status and said in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/partners", "/partners?limit=x", "/cover?industry=x", "/brief"])
def test_pages_without_a_sensible_question_are_pages_all_the_same(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code in (200, 400, 404) and "<h1>" in answer.text


def test_pages_ask_nothing_of_other_hosts_and_please_axe(settings: Any) -> None:
    with served(settings) as address, chromium() as browser:
        for path in (
            "/partners?node=甲园区&industry=新能源汽车", "/partners?node=军民融合&lang=en",
            "/partners", "/cover", "/functions",
        ):  # fmt: skip
            watched = Watched(browser, address)
            watched.tab.goto(address + path)
            assert watched.foreign == [] and watched.errors == []
            assert watched.violations() == []
            watched.context.close()
