"""The explorer in a browser: the answer, its proof, and nothing from another host."""

from __future__ import annotations

import os
import socket
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Error, sync_playwright
from playwright.sync_api import Page as Tab

from api.app import create_app
from graph.connection import open_store
from graph.schema import label_of, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship
from viz.marks import marked
from viz.words import LANGUAGES, catalogue, column_parts

POLICY = "policy:plan-1"
CLAUSE = "passage:plan-1:2.3.3"
TEXT = (
    "针对每个新兴产业筛选依托主体。新能源汽车产业重点依托甲园区和乙园区，"
    "能源科技重点依托甲园区。依托丙园区打造双创载体。军民融合可优先选取。"
    "力争到2021年新型研发机构达到30家以上。"
)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def _node(id: str, name: str, **more: Any) -> Node:
    return Node(label_of(id) or "", id, {"name": name, "sources": [POLICY], **more})


def _said(type: str, start: str, end: str, quote: str, **more: Any) -> Relationship:
    said = {"status": "designated", "method": "stated", "confidence": 1.0, "source": POLICY}
    return Relationship(
        type,
        relationship_id(type, start, end, POLICY),
        start,
        end,
        {"kind": type, "quote": quote, "passages": [CLAUSE], **said, **more},
    )


NODES = [
    _node(POLICY, "某省新兴产业实施方案", number="某办发〔2020〕1号", issued="2020-01-02"),
    _node(CLAUSE, "二/（三）/3", policy_id=POLICY, path="二/（三）/3", ordinal=3, text=TEXT),
    _node("program:p", "新兴产业培育工程", ordinal=1),
    _node("task:t", "打造双创载体", ordinal=1),
    _node("park:a", "甲园区"),
    _node("park:b", "乙园区"),
    _node("park:c", "丙园区", status="exists"),
    _node("industry:ev", "新能源汽车", emerging=True),
    _node("industry:en", "能源科技", emerging=True, name_en="Energy technology"),
    _node("industry:cm", "军民融合", emerging=False),
    _node("institute:i", "某研究院"),
    _node(
        "target:t",
        "新型研发机构",
        indicator="新型研发机构",
        value=30.0,
        unit="家",
        comparator=">=",
        period="2021",
    ),
]
EV = "新能源汽车产业重点依托甲园区和乙园区"
EN = "能源科技重点依托甲园区"
RELATIONSHIPS = [
    Relationship(
        "PART_OF",
        relationship_id("PART_OF", CLAUSE, POLICY, POLICY),
        CLAUSE,
        POLICY,
        {"kind": "PART_OF", "source": POLICY, "method": "stated"},
    ),
    _said("SUPPORTS", "park:a", "industry:ev", EV),
    _said("SUPPORTS", "park:b", "industry:ev", EV),
    _said("SUPPORTS", "park:a", "industry:en", EN),
    _said("SELECTED_FOR", "park:c", "task:t", "依托丙园区打造双创载体", role="双创载体"),
    _said("MENTIONED_IN", "park:c", CLAUSE, "丙园区"),
    _said("NAMES", POLICY, "industry:ev", EV, role="assigned"),
    _said("NAMES", POLICY, "industry:en", EN, role="assigned"),
    _said("NAMES", POLICY, "industry:cm", "军民融合可优先选取", role="candidate"),
    _said("SETS", POLICY, "target:t", "力争到2021年新型研发机构达到30家以上"),
    _said("COUNTS_TOWARD", "institute:i", "target:t", "新型研发机构"),
]


def _load(path: Path) -> Settings:
    settings = Settings(store=str(path))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
    store.close()
    return settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return _load(tmp_path_factory.mktemp("explorer") / "atlas.db")


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as exc:
            reason = f"no browser at {CHROMIUM}: install chromium and fonts-noto-cjk"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{reason} ({exc.message.splitlines()[0]})")
            warnings.warn(f"EXPLORER NOT TESTED IN A BROWSER: {reason}", stacklevel=1)
            pytest.skip(reason)
        yield browser
        browser.close()


class Watched:
    """A tab that remembers what it asked of other hosts and what its console said."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 720}, **options)
        self.tab: Tab = self.context.new_page()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.tab.on(
            "request",
            lambda r: None if r.url.startswith(address) else self.foreign.append(r.url),
        )
        self.tab.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.tab.on("pageerror", lambda e: self.errors.append(str(e)))

    def violations(self) -> list[str]:
        found = cast("dict[str, Any]", Axe().run(self.tab).response)
        return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]


PAGES = (
    "/",
    "/matrix",
    "/gaps",
    "/questions",
    "/questions/matrix",
    "/sources",
    f"/sources/{POLICY}",
    "/nodes/park:a",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_stays_with_its_host_and_is_accessible(
    browser: Browser, address: str, language: str, scheme: str
) -> None:
    watched = Watched(browser, address, color_scheme=scheme)
    for path in PAGES:
        answer = watched.tab.goto(f"{address}{path}?lang={language}")
        assert answer is not None and answer.status == 200, path
        assert (path, watched.violations()) == (path, [])
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_filled_cell_opens_its_words_within_their_clause(
    browser: Browser, address: str, script: bool
) -> None:
    watched = Watched(browser, address, java_script_enabled=script)
    tab = watched.tab
    tab.goto(address)
    tab.get_by_role("link", name="乙园区支撑新能源汽车").click()
    tab.wait_for_url("**/?cell=park:b*#proof")
    proof = tab.locator("#proof")
    proof.get_by_role("heading", name="乙园区 → 新能源汽车").wait_for()
    assert proof.locator("blockquote mark").inner_text() == EV
    assert proof.locator(".clause mark").inner_text() == EV
    assert proof.locator(".clause").inner_text() == TEXT
    assert tab.locator("a.cell[aria-current]").count() == 1
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


def test_a_proof_leads_to_its_place_in_the_source(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/?cell=park:a%7Cindustry:en")
    tab.locator("#proof").get_by_role("link", name="在原文中打开").click()
    tab.wait_for_url(f"**/sources/{POLICY}#{CLAUSE}")
    assert EN in tab.locator("li:target mark").all_inner_texts()
    watched.context.close()


def test_the_side_column_stays_at_1280_and_goes_under_at_800(
    browser: Browser, address: str
) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(address)

    def tops() -> tuple[float, float]:
        boxes = [tab.locator(s).bounding_box() for s in (".split > div:first-child", ".side")]
        return tuple(box["y"] for box in boxes if box)  # pyright: ignore[reportReturnType]

    wide = tops()
    tab.set_viewport_size({"width": 800, "height": 720})
    narrow = tops()
    assert wide[0] == wide[1]
    assert narrow[0] < narrow[1]
    watched.context.close()


def test_the_headline_states_the_answer(client: TestClient) -> None:
    page = client.get("/").text
    assert "<h1>2 个园区支撑 2 个新兴产业" in page
    assert "某办发〔2020〕1号" in page


def test_every_gap_says_why_and_leads_to_its_words(client: TestClient) -> None:
    page = client.get("/gaps").text
    gaps = page.partition('<ul class="list">')[2].partition("</ul>")[0].split("<li>")[1:]
    assert {gap.partition("<h3>")[2].partition("<")[0] for gap in gaps} == {
        "军民融合",
        "能源科技",
        "丙园区",
    }
    assert all(f'href="/sources/{POLICY}#{CLAUSE}"' in gap for gap in gaps)
    assert 'href="/questions/dropout?park=' in page


def test_a_park_without_an_industry_has_its_own_row_with_its_words(client: TestClient) -> None:
    row = client.get("/").text.partition('<tr class="none">')[2].partition("</tr>")[0]
    assert "丙园区" in row
    assert catalogue("zh")["matrix.none"].format(role="双创载体") in row
    assert f'href="/sources/{POLICY}#{CLAUSE}"' in row


def test_a_source_marks_stated_words_and_lists_their_facts(client: TestClient) -> None:
    page = client.get(f"/sources/{POLICY}").text
    assert f"<mark>{EN}</mark>" in page
    assert '<a href="/nodes/park:a">甲园区</a> <span class="soft">支撑</span>' in page


def test_a_blank_cell_says_not_stated_and_links_nowhere(client: TestClient) -> None:
    page = client.get("/").text
    assert "cell=park:b%7Cindustry:en" not in page
    assert '<td class="dot"><span class="hidden">未提及</span></td>' in page


def test_links_keep_the_language(client: TestClient) -> None:
    page = client.get("/?lang=en&cell=park:a%7Cindustry:en").text
    assert 'href="/nodes/park:a?lang=en"' in page
    assert 'href="/?cell=park:a%7Cindustry:en"' in page
    assert "Energy technology" in page


def test_an_unknown_cell_shows_how_to_choose_one(client: TestClient) -> None:
    answer = client.get("/?cell=park:zzz%7Cindustry:en")
    assert answer.status_code == 200
    assert catalogue("zh")["proof.choose"] in answer.text


def test_script_in_an_address_is_shown_as_text(client: TestClient) -> None:
    answer = client.get("/nodes/park:<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.close()
    with TestClient(create_app(settings)) as client:
        page = client.get("/")
    assert page.status_code == 200
    assert "innoatlas load" in page.text


def test_a_load_beside_the_server_is_seen_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "atlas.db"
    settings = Settings(store=str(path))
    store = open_store(settings)
    store.prepare()
    store.close()
    with TestClient(create_app(settings)) as client:
        assert catalogue("zh")["empty.title"] in client.get("/").text
        _load(path)
        assert "甲园区" in client.get("/").text


def test_the_first_screen_is_small(client: TestClient) -> None:
    paths = ("/", "/static/explorer.css", "/static/explorer.js", "/static/favicon.svg")
    assert sum(len(client.get(path).content) for path in paths) < 150_000


def test_both_catalogues_have_the_same_keys_and_values() -> None:
    def slots(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    assert {key: slots(zh[key]) for key in zh} == {key: slots(en[key]) for key in en}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("新能源汽车", ("新能源", "汽车")),
        ("生物医药", ("生物", "医药")),
        ("金属新材料", ("金属", "新材料")),
        ("汽车", ("汽车",)),
        ("Energy technology", ("Energy technology",)),
    ],
)
def test_a_column_head_breaks_where_a_word_ends(name: str, parts: tuple[str, ...]) -> None:
    assert column_parts(name) == parts


@given(st.text("甲乙丙丁", max_size=12), st.lists(st.text("甲乙丙丁", max_size=4), max_size=4))
def test_marks_never_change_a_clause(text: str, quotes: list[str]) -> None:
    segments = marked(text, [(str(i), quote) for i, quote in enumerate(quotes)])
    assert "".join(segment.text for segment in segments) == text
    for i, quote in enumerate(quotes):
        words = "".join(s.text for s in segments if str(i) in s.facts)
        assert words == (quote if quote in text else "")
