"""The explorer in a browser: the answer, its proof, and nothing from another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from api.app import create_app
from graph.connection import open_store
from graph.settings import Settings
from ingest.derivation import RULES
from ingest.load import load_facts
from ingest.plan import facts_of
from tests.browser import Watched, chromium, served
from tests.explorer_site import CLAUSE, EN, EV, POLICY, TEXT, load
from viz.marks import marked
from viz.words import LANGUAGES, catalogue, column_parts


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load(tmp_path_factory.mktemp("explorer") / "atlas.db")


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with served(settings) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


PAGES = (
    "/",
    "/matrix",
    "/gaps",
    "/industries",
    "/industries/industry:en",
    "/industries/industry:cm",
    "/parks",
    "/parks/park:a",
    "/parks/park:c",
    "/targets",
    "/questions",
    "/questions/matrix",
    "/questions/supporters",
    "/sources",
    f"/sources/{POLICY}",
    f"/sources/{POLICY}?view=coverage",
    "/nodes/park:a",
    f"/nodes/{POLICY}",
    "/nodes/park:unknown",
)


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_every_page_stays_with_its_host_and_is_accessible(
    browser: Browser, address: str, language: str, scheme: str
) -> None:
    watched = Watched(browser, address, color_scheme=scheme)
    for path in PAGES:
        mark = "&" if "?" in path else "?"
        answer = watched.tab.goto(f"{address}{path}{mark}lang={language}")
        assert answer is not None and answer.status == (404 if "unknown" in path else 200), path
        assert (path, watched.violations()) == (path, [])
        wider = watched.tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (path, wider) == (path, 0)
    assert [e for e in watched.errors if "404" not in e] == []
    assert watched.foreign == []
    watched.context.close()


def test_the_heads_of_many_industries_stand_clear_of_each_other(
    browser: Browser, tmp_path: Path
) -> None:
    said = "".join(
        f"荆门高新区重点发展先进储能材料{c}。" for c in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
    )
    settings = Settings(store=str(tmp_path / "many.db"))
    store = open_store(settings)
    load_facts(store, facts_of(f"某省方案\n一、任务\n（一）产业\n{said}", "plan.txt"))
    store.close()
    with served(settings) as address:
        watched = Watched(browser, address)
        watched.tab.goto(f"{address}/matrix")
        edges = watched.tab.evaluate(
            "[...document.querySelectorAll('.matrix thead th a')]"
            ".map(a => a.getBoundingClientRect()).map(r => [r.left, r.right])"
        )
        assert len(edges) == 16
        assert all(right <= left for (_, right), (left, _) in pairwise(edges))
        assert watched.tab.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
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
    tab.wait_for_url(f"**/sources/{POLICY}?quote=*#{CLAUSE}")
    assert tab.locator("li:target .asked").all_inner_texts() == [EN]
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


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [("能源科技", catalogue("zh")["kind.single_anchor"], EN),
     ("军民融合", catalogue("zh")["kind.unassigned_industry"], "军民融合可优先选取")],
)  # fmt: skip
def test_a_newcomer_finds_the_words_behind_a_gap_in_three_clicks(
    browser: Browser, address: str, name: str, reason: str, words: str
) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(address)
    tab.get_by_role("navigation").get_by_role("link", name="缺口").click()
    gap = tab.locator(".hole", has=tab.get_by_role("heading", name=name))
    expect(gap).to_contain_text(reason)
    expect(gap).to_contain_text(words)
    gap.locator("q a").first.click()
    expect(tab.locator("li:target .asked")).to_have_text(words)
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


def test_a_click_on_marked_words_opens_their_fact(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/sources/{POLICY}")
    tab.get_by_role("link", name=EN, exact=True).click()
    fact = tab.locator("details li:target")
    expect(fact).to_be_visible()
    expect(fact).to_contain_text("能源科技")
    watched.context.close()


def test_the_keyboard_reaches_the_content_and_opens_a_proof(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(address)
    tab.keyboard.press("Tab")
    expect(tab.locator(":focus")).to_have_text(catalogue("zh")["site.skip"])
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()
    tab.get_by_role("link", name="乙园区支撑新能源汽车").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/?cell=park:b*#proof")
    expect(tab.locator("#proof")).to_be_focused()
    expect(tab.locator("#proof blockquote")).to_have_text(EV)
    watched.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_header_is_one_line_at_1280(browser: Browser, address: str, language: str) -> None:
    watched = Watched(browser, address)
    watched.tab.goto(f"{address}/?lang={language}")
    box = watched.tab.locator("header.top").bounding_box()
    assert box is not None and box["height"] < 64
    watched.context.close()


def test_the_headline_states_the_answer(client: TestClient) -> None:
    page = client.get("/").text
    assert "<h1>2 个园区支撑 2 个新兴产业" in page
    assert "某办发〔2020〕1号" in page


def test_every_gap_leads_to_its_words(client: TestClient) -> None:
    page = client.get("/gaps").text
    gaps = page.partition('<ul class="gaps">')[2].split('<li class="card hole"')[1:]
    assert [re.findall(r'id="([^"]+)"', gap)[0] for gap in gaps] == [
        "industry:cm",
        "industry:en",
        "park:c",
    ]
    assert all(re.search(rf'href="/sources/{POLICY}\?quote=[^"]+#{CLAUSE}"', gap) for gap in gaps)


def test_a_park_without_an_industry_has_its_own_row_with_its_words(client: TestClient) -> None:
    row = client.get("/").text.partition('<tr class="none">')[2].partition("</tr>")[0]
    assert "丙园区" in row
    assert catalogue("zh")["matrix.none"].format(role="双创载体") in row
    assert re.search(rf'href="/sources/{POLICY}\?quote=[^"]+#{CLAUSE}"', row)


def test_a_source_marks_stated_words_and_lists_their_facts(client: TestClient) -> None:
    page = client.get(f"/sources/{POLICY}").text
    assert re.search(rf'<a class="mark" href="#f-\w+">{EN}</a>', page)
    assert '<a href="/parks/park:a">甲园区</a> <span class="soft">支撑</span>' in page


def test_a_blank_cell_says_not_stated_and_links_nowhere(client: TestClient) -> None:
    page = client.get("/").text
    assert "cell=park:b%7Cindustry:en" not in page
    assert '<td class="dot"><span class="hidden">未提及</span></td>' in page


def test_links_keep_the_language(client: TestClient) -> None:
    page = client.get("/?lang=en&cell=park:a%7Cindustry:en").text
    assert 'href="/parks/park:a?lang=en"' in page
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
        load(path)
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


@pytest.mark.parametrize("place", [0, 1], ids=["zh", "en"])
def test_every_rule_of_derivation_is_in_words(place: int) -> None:
    words = catalogue(LANGUAGES[place])
    assert {rule: words[f"rule.{rule}"] for rule in RULES} == {
        rule: said[place] for rule, said in RULES.items()
    }


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
