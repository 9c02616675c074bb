"""The page in one file: offline, with its words; and the command that writes every format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from api.app import create_app
from graph.connection import open_store
from graph.schema import label_of, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship, Store, Value
from queries.formats import FORMATS
from queries.subgraph import everything, subgraph
from tests.browser import Watched, chromium
from viz.export import MOST_DRAWN, graph_page
from viz.words import LANGUAGES, Language

PLAN, CLAUSE = "policy:a", "passage:a:1"
SCRIPT = "<script>document.title='broken'</script><img src=x onerror=alert(1)>"


def node(id: str, name: str, **properties: Value) -> Node:
    return Node(label_of(id) or "", id, {"name": name, "sources": [PLAN], **properties})


def tie(type: str, start: str, end: str, quote: str, **more: Value) -> Relationship:
    said: dict[str, Value] = {
        "kind": type, "status": "designated", "method": "stated", "quote": quote,
        "passages": [CLAUSE], "source": PLAN,
    }  # fmt: skip
    return Relationship(type, relationship_id(type, start, end, PLAN), start, end, said | more)


NODES = [
    Node("Policy", PLAN, {"name": "某省实施方案", "number": "某办发〔2020〕1号", "issued": "2020-01-02"}),
    Node("Passage", CLAUSE, {"name": "二", "policy_id": PLAN, "path": "二/（三）", "ordinal": 1, "text": "…"}),
    node("park:p", "甲园区", name_en="Park P", aliases=["甲"], status="exists"),
    node("industry:x", "能源科技", status="exists"), node("industry:y", SCRIPT),
    node("brand:b", "某科学城", status="planned"), node("region:r", "某市", status="exists"),
]  # fmt: skip
TIES = [
    tie("SUPPORTS", "park:p", "industry:x", "能源科技重点依托甲园区"),
    tie("SUPPORTS", "park:p", "industry:y", SCRIPT),
    tie("BRANDED_AS", "park:p", "brand:b", "探索建立某科学城", status="planned"),
    tie("LOCATED_IN", "park:p", "region:r", "甲园区", method="derived", rule="place_in_name"),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(store=str(tmp_path_factory.mktemp("export") / "atlas.db"))


@pytest.fixture(scope="module")
def filled(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    store.prepare()
    store.write(lambda tx: (tx.put_nodes(NODES), tx.put_relationships(TIES)))
    yield store
    store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, filled: Store, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Opens the page of the park from the disk, as a user without a network does."""
    tabs: list[Watched] = []

    def open_page(language: Language = "zh", **options: Any) -> Watched:
        file = tmp_path / f"{language}.html"
        file.write_text(graph_page(filled, subgraph(filled, seeds=["park:p"]), language), "utf-8")
        watched = Watched(browser, file.as_uri(), **options)
        tabs.append(watched)
        watched.tab.goto(file.as_uri())
        return watched

    yield open_page
    for watched in tabs:
        watched.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_no_host_and_says_no_error(
    opened: Callable[..., Watched], language: Language
) -> None:
    page = opened(language, offline=True)
    drawn = page.tab.evaluate(
        "() => { const c = document.querySelector('#drawing canvas');"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " return d.some((v, i) => i % 4 === 3 && v > 0); }"
    )
    assert drawn is True
    assert (page.foreign, page.errors) == ([], [])
    assert page.violations() == []


def test_a_node_and_a_line_show_the_words_that_say_them(opened: Callable[..., Watched]) -> None:
    page = opened()
    page.tab.get_by_role("button", name="甲园区").click()
    panel = page.tab.locator("#panel")
    assert "能源科技重点依托甲园区" in panel.inner_text()
    assert "二/（三）" in panel.inner_text() and "某办发〔2020〕1号" in panel.inner_text()
    middle = page.tab.evaluate(
        "() => { const p = network.getPositions(['park:p', 'industry:x']);"
        " const at = { x: (p['park:p'].x + p['industry:x'].x) / 2,"
        "              y: (p['park:p'].y + p['industry:x'].y) / 2 };"
        " return network.canvasToDOM(at); }"
    )
    page.tab.locator("#drawing").click(position=middle)
    assert panel.locator("li").count() == 1
    assert "甲园区 → 支撑 → 能源科技" in panel.inner_text()


def test_script_in_a_name_is_text(opened: Callable[..., Watched]) -> None:
    page = opened()
    assert "broken" not in page.tab.title()
    page.tab.get_by_role("button", name="script").click()
    assert SCRIPT in page.tab.locator("#panel").inner_text()
    assert page.errors == [] and page.tab.locator("img").count() == 0


def test_on_paper_the_drawing_and_the_tables_stay(opened: Callable[..., Watched]) -> None:
    page = opened()
    page.tab.emulate_media(media="print")
    assert page.tab.locator("#drawing").is_visible() and page.tab.locator("#facts").is_visible()
    assert not page.tab.locator("#panel").is_visible()


def test_a_picture_is_saved(opened: Callable[..., Watched]) -> None:
    page = opened()
    with page.tab.expect_download() as saved:
        page.tab.locator("#picture").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_stated_is_solid_derived_dashed_and_planned_hollow(filled: Store) -> None:
    html = graph_page(filled, subgraph(filled, seeds=["park:p"]))
    (data,) = re.findall(r'id="graph">(.*?)</script>', html)
    graph = json.loads(data)
    assert {e["to"]: bool(e["dashes"]) for e in graph["edges"]} == {
        "industry:x": False, "industry:y": False, "brand:b": False, "region:r": True,
    }  # fmt: skip
    assert [n["id"] for n in graph["nodes"] if n["color"]["background"] == "#ffffff"] == ["brand:b"]
    assert graph["options"]["physics"] == {"enabled": False}
    assert "名称以地名开头" in html


def test_the_page_names_its_sources_and_their_date(filled: Store) -> None:
    html = graph_page(filled, subgraph(filled, seeds=["park:p"]))
    assert "数据截至 2020-01-02" in html and "某省实施方案" in html
    assert "Park P: what is around" in graph_page(filled, subgraph(filled, seeds=["甲"]), "en")
    assert "整个图谱" in graph_page(filled, everything(filled))


def test_the_policy_names_the_hash_of_all_that_runs(filled: Store) -> None:
    html = graph_page(filled, subgraph(filled, seeds=["park:p"]))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy.startswith("default-src &#39;none&#39;") and policy.count("sha256-") == 3
    assert "unsafe" not in policy
    assert SCRIPT not in html and "<script>document" not in html


def test_what_is_not_drawn_is_said(embedded: Store) -> None:
    firms = [node(f"enterprise:{i:04d}", f"企业{i}") for i in range(MOST_DRAWN + 60)]
    ties = [tie("LOCATED_IN", f.id, "region:r", "…") for f in firms]
    embedded.write(lambda tx: (tx.put_nodes([node("region:r", "某市"), *firms]), tx.put_relationships(ties)))  # fmt: skip
    html = graph_page(embedded, subgraph(embedded, seeds=["region:r"], limit=MOST_DRAWN + 20))
    assert "另有 61 个节点没有画出" in html
    assert html.count('<tr id="n-enterprise') == MOST_DRAWN - 1


def test_the_api_gives_the_page_to_save(settings: Settings, filled: Store) -> None:
    with TestClient(create_app(settings), base_url="http://localhost", client=("127.0.0.1", 1)) as client:  # fmt: skip
        answer = client.get("/api/v1/subgraph?seed=park:p&format=html&lang=en&limit=5000")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="innoatlas-park-p.html"'
    assert answer.headers["content-type"].startswith("text/html") and "Park P" in answer.text


# The command


def run(settings: Settings, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "export", *arguments],
        capture_output=True, check=False,
        env={**os.environ, "ATLAS_STORE": settings.store, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode == 0) == ok, done.stderr
    return done


def test_the_command_writes_what_the_api_gives(
    settings: Settings, filled: Store, tmp_path: Path
) -> None:
    asked = subgraph(filled, seeds=["park:p"])
    for name in ("json", "turtle", "csv"):
        file = tmp_path / f"x.{FORMATS[name].ending}"
        said = run(settings, "--seed", "甲园区", "--format", name, "-o", str(file)).stdout
        assert file.read_bytes() == FORMATS[name].write(asked)
        assert b"5 nodes, 4 relationships" in said
    assert zipfile.is_zipfile(tmp_path / "x.zip")


def test_the_command_writes_the_page_and_to_a_pipe(
    settings: Settings, filled: Store, tmp_path: Path
) -> None:
    page = tmp_path / "x.html"
    run(settings, "--seed", "park:p", "--format", "html", "-o", str(page))
    assert page.read_text("utf-8") == graph_page(filled, subgraph(filled, seeds=["park:p"]))
    piped = run(settings, "--format", "graphml")
    assert piped.stdout == FORMATS["graphml"].write(everything(filled))


def test_the_command_writes_the_folder_of_the_neo4j_importer(
    settings: Settings, filled: Store, tmp_path: Path
) -> None:
    said = run(settings, "--format", "neo4j-admin", "-o", str(tmp_path / "out")).stdout
    assert f"{len(NODES)} nodes, {len(TIES)} relationships".encode() in said
    assert (tmp_path / "out" / "import.args").is_file()


def test_the_command_says_what_was_cut(settings: Settings, filled: Store) -> None:
    told = run(settings, "--seed", "park:p", "--limit", "2").stderr.decode()
    assert "cut: 3 nodes at depth 1 left out; raise limit (now 2, at most 5000)" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--format", "xls"), "'xls' is unknown; allowed: html, json"),
        (("--seed", "甲园"), "no node '甲园'; near: 甲园区"),
        (("--seed", "park:p", "--depth", "9"), "depth=9 is out of range; allowed: 1 to 3"),
        (("--rel", "LOVES"), "rel='LOVES' is unknown; allowed: SUPPORTS"),
        (("--direction", "up", "--seed", "park:p"), "direction='up' is unknown; allowed: both"),
        (("--limit", "2"), "the graph has 5 nodes, and one file takes 2; name seeds"),
        (("--format", "neo4j-admin"), "'neo4j-admin' writes a folder; name it with -o"),
        (("--format", "neo4j-admin", "--rel", "SUPPORTS", "-o", "x"), "takes the whole graph"),
        (("--seed", "park:p", "-o", "no/such/folder"), "no/such/folder: cannot be written"),
    ],
)
def test_the_command_refuses_in_one_line(
    settings: Settings, filled: Store, arguments: tuple[str, ...], told: str
) -> None:
    error = run(settings, *arguments, ok=False).stderr.decode()
    assert told in error and error.count("\n") == 1
