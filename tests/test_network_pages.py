"""The explorer's drawings: the network grows and shrinks by its address, paths, schema, search."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from api.app import create_app
from api.routes.graph_pages import VIS
from graph import schema
from graph.connection import open_store
from graph.schema import label_of, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship, Store
from tests.browser import Watched, chromium, served
from viz import layout
from viz.network import EACH, Network, network
from viz.network_page import network_page
from viz.network_state import asked_of
from viz.pages import Page
from viz.paths import paths_page
from viz.schema_page import schema_page
from viz.search import search_page
from viz.words import catalogue

POLICY = "policy:plan-1"
CLAUSE = "passage:plan-1:1"
EV = "新能源汽车产业重点依托甲园区和乙园区"
SCRIPT = "<script>alert(1)</script>&研究院"
MANY = EACH + 5


def _node(id: str, name: str, **more: Any) -> Node:
    return Node(label_of(id) or "", id, {"name": name, "sources": [POLICY], **more})


def _said(type: str, start: str, end: str, quote: str, **more: Any) -> Relationship:
    said = {"status": "designated", "method": "stated", "source": POLICY, "passages": [CLAUSE]}
    return Relationship(
        type,
        relationship_id(type, start, end, POLICY),
        start,
        end,
        {"kind": type, "quote": quote, **said, **more},
    )


NODES = [
    _node(POLICY, "某省方案"),
    _node(CLAUSE, "一", policy_id=POLICY, path="一", ordinal=1, text=f"{EV}。"),
    _node("park:a", "甲园区", aliases=["甲高新区"]),
    _node("park:b", "乙园区"),
    _node("industry:ev", "新能源汽车", name_en="Electric vehicles"),
    _node("industry:lone", "孤立产业"),
    _node("institute:script", SCRIPT, status="planned"),
    _node("region:city", "某市"),
    _node("redirect:park:old", "park:old", target="park:a"),
    _node("event:1", "同名大会"),
    _node("event:2", "同名大会"),
    *(_node(f"incubator:{i:02}", f"第{i}众创空间") for i in range(MANY)),
]
RELATIONSHIPS = [
    _said("SUPPORTS", "park:a", "industry:ev", EV),
    _said("SUPPORTS", "park:b", "industry:ev", EV),
    _said("LOCATED_IN", "park:a", "region:city", "甲园区", method="derived", rule="place_in_name"),
    _said("LOCATED_IN", "institute:script", "region:city", SCRIPT, status="planned"),
    _said("MENTIONED_IN", "park:a", CLAUSE, "甲园区"),
    *(
        _said("LOCATED_IN", f"incubator:{i:02}", "region:city", f"第{i}众创空间")
        for i in range(MANY)
    ),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(store=str(tmp_path_factory.mktemp("network") / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
    store.close()
    return settings


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


def _drawn(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def _nodes(page: str) -> set[str]:
    return {node["id"] for node in _drawn(page)["nodes"]}


def _lines(page: str) -> set[str]:
    return {line["id"] for line in _drawn(page)["lines"]}


PAGES = (
    "/network",
    "/network?seed=park:a&seed=region:city",
    "/paths",
    "/paths?from=甲园区&to=乙园区",
    "/paths?from=同名大会&to=甲",
    "/schema",
    "/search",
    "/search?q=园区",
    "/search?q=无此名",
)


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_every_page_stays_with_its_host_and_is_accessible(
    browser: Browser, address: str, language: str, scheme: str
) -> None:
    watched = Watched(browser, address, color_scheme=scheme)
    for path in PAGES:
        answer = watched.tab.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        assert answer is not None and answer.status == 200, path
        assert (path, watched.violations()) == (path, [])
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


# The network: what is drawn


def test_without_a_seed_parks_and_industries_are_offered_and_nothing_is_drawn(
    client: TestClient,
) -> None:
    page = client.get("/network").text
    assert 'href="/network?seed=park:a"' in page
    assert 'href="/network?seed=industry:ev"' in page
    assert "<canvas" not in page and "application/json" not in page


def test_a_seed_shows_what_it_is_joined_to_without_the_documents(client: TestClient) -> None:
    page = client.get("/network?seed=park:a").text
    assert _nodes(page) == {"park:a", "industry:ev", "region:city"}
    assert _lines(page) == {"park:a|industry:ev", "park:a|region:city"}


def test_a_seed_may_be_a_name_or_an_alias(client: TestClient) -> None:
    assert _nodes(client.get("/network?seed=甲高新区").text) == _nodes(
        client.get("/network?seed=park:a").text
    )


def test_an_id_that_was_merged_stands_for_the_one_that_is_left(client: TestClient) -> None:
    assert _nodes(client.get("/network?seed=park:old").text) == {
        "park:a",
        "industry:ev",
        "region:city",
    }


def test_the_table_and_the_drawing_say_the_same(client: TestClient) -> None:
    page = client.get("/network?seed=park:a&seed=region:city").text
    assert set(re.findall(r'<tr data-node="([^"]+)"', page)) == _nodes(page)
    assert set(re.findall(r'<tr data-line="([^"]+)"', page)) == _lines(page)


def test_each_fact_of_the_table_has_its_words_and_its_clause(client: TestClient) -> None:
    page = client.get("/network?seed=industry:ev").text
    assert page.count(EV) == 2
    assert page.count(f'href="/sources/{POLICY}?quote={quote(EV)}#{CLAUSE}"') == 2


def test_an_opening_adds_so_many_and_says_how_many_are_left(client: TestClient) -> None:
    page = client.get("/network?seed=region:city").text
    count = MANY + 2
    assert len(_nodes(page)) == EACH + 1
    counts = catalogue("zh")["network.counts"]
    assert counts.format(adjacent=count, shown=EACH, relationships=EACH) in page
    assert f"+{count - EACH}" in page
    again = client.get("/network?seed=region:city&seed=region:city").text
    assert len(_nodes(again)) == count + 1


def test_what_stands_does_not_move_when_another_node_is_opened(client: TestClient) -> None:
    def places(address: str) -> dict[str, tuple[float, float]]:
        drawn = _drawn(client.get(address).text)["nodes"]
        return {node["id"]: (node["x"], node["y"]) for node in drawn}

    before = places("/network?seed=park:a")
    after = places("/network?seed=park:a&seed=region:city&seed=industry:ev")
    assert len(after) > len(before)
    assert {id: after[id] for id in before} == before


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("rel=SUPPORTS", {"park:a", "industry:ev"}),
        ("label=Region", {"park:a", "region:city"}),
        ("label=Passage", {"park:a", CLAUSE}),
        ("status=planned", {"park:a"}),
        ("hide=region:city", {"park:a", "industry:ev"}),
        (f"plan={POLICY}", {"park:a", "industry:ev", "region:city"}),
    ],
)
def test_filters_narrow_the_drawing(client: TestClient, filter: str, expected: set[str]) -> None:
    assert _nodes(client.get(f"/network?seed=park:a&{filter}").text) == expected


def test_a_node_taken_out_can_be_put_back(client: TestClient) -> None:
    page = client.get("/network?seed=park:a&hide=region:city").text
    assert '<a data-step href="/network?seed=park:a">某市</a>' in page


def test_a_node_joined_to_documents_alone_leads_to_them(client: TestClient) -> None:
    page = client.get("/network?seed=industry:lone").text
    assert catalogue("zh")["network.alone"] in page


def test_every_format_is_a_link_that_keeps_seeds_and_filters(client: TestClient) -> None:
    page = client.get("/network?seed=park:a&seed=park:a&seed=park:b&rel=SUPPORTS").text
    links = set(re.findall(r'href="/api/v1/subgraph\?([^"]+)"', page))
    forms = ("html", "json", "cytoscape", "graphml", "gexf", "jsonld", "turtle", "csv")
    query = "seed=park:a&amp;seed=park:b&amp;rel=SUPPORTS"
    assert links == {f"{query}&amp;format={form}" for form in forms}
    answers = [client.get(f"/api/v1/subgraph?{link}".replace("&amp;", "&")) for link in links]
    assert {answer.status_code for answer in answers} == {200}


def test_the_language_link_keeps_every_seed(client: TestClient) -> None:
    page = client.get("/network?seed=park:a&seed=park:b").text
    assert 'href="/network?seed=park:a&amp;seed=park:b&amp;lang=en"' in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("seed=park:zzz", 404, "park:zzz"),
        ("seed=park:a&seed=没有的名字", 404, "没有的名字"),
        ("seed=park:a&seed=同名大会", 400, "event:1, event:2"),
        ("seed=park:a&rel=KNOWS", 400, "SUPPORTS"),
        ("seed=park:a&label=Planet", 400, "Industry"),
        ("seed=park:a&status=maybe", 400, "planned"),
        ("seed=park:a&plan=policy:none", 404, "policy:none"),
        ("&".join(["seed=park:a"] * 41), 400, "at most 40"),
        ("seed=park:a%00", 404, "no node"),
    ],
)
@pytest.mark.parametrize("path", ["/network", "/network.svg"])
def test_what_cannot_be_drawn_is_named(
    client: TestClient, path: str, query: str, status: int, words: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert (answer.status_code, words in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("text", "problem", "offered"),
    [
        ("同名大会", "ambiguous", {"event:1", "event:2"}),
        ("高新区", "unknown", {"park:a"}),
        ("没有的", "unknown", set[str]()),
    ],
)
def test_a_typed_name_that_is_not_one_node_offers_what_it_may_mean(
    client: TestClient, text: str, problem: str, offered: set[str]
) -> None:
    page = client.get(f"/network?seed={text}").text
    assert catalogue("zh")[f"paths.{problem}"].format(text=text) in page
    chips = page.partition('id="problem-seed"')[2].partition("</section>")[0]
    assert set(re.findall(r'href="/network\?seed=([^"]+)"', chips)) == offered


# The drawing as SVG


def _svg(client: TestClient, query: str) -> ElementTree.Element:
    answer = client.get(f"/network.svg?{query}")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    return ElementTree.fromstring(answer.content)


def test_a_script_in_a_name_is_text_in_the_drawing(client: TestClient) -> None:
    root = _svg(client, "seed=institute:script")
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in tags
    assert SCRIPT in "".join(root.itertext())
    page = client.get("/network?seed=institute:script").text
    assert "<script>alert" not in page


def test_a_control_character_in_a_name_leaves_the_drawing_well_formed(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: t.put_nodes([_node("park:x", "甲\x08园\x0c区")]))
    store.close()
    with TestClient(create_app(settings)) as client:
        assert "甲园区" in "".join(_svg(client, "seed=park:x").itertext())


def test_derived_lines_are_dashed_and_stated_ones_are_not(client: TestClient) -> None:
    page = client.get("/network?seed=park:a").text
    assert {line["id"]: line["dashes"] for line in _drawn(page)["lines"]} == {
        "park:a|industry:ev": False,
        "park:a|region:city": True,
    }
    links = re.findall(r"<line [^>]*marker-end[^>]*>", page)
    assert sorted("stroke-dasharray" in link for link in links) == [False, True]


def test_a_planned_node_is_hollow(client: TestClient) -> None:
    drawn = _drawn(client.get("/network?seed=region:city&seed=region:city").text)["nodes"]
    assert {node["id"] for node in drawn if node["hollow"]} == {"institute:script"}


def test_the_file_explains_its_signs(client: TestClient) -> None:
    words = "".join(_svg(client, "seed=park:a&lang=en").itertext())
    keys = ("network.stated", "network.derived", "network.hollow", "network.note")
    assert all(catalogue("en")[key] in words for key in keys)
    assert "R&D institute" not in words, "the legend has what is drawn"


def test_the_page_is_whole_without_script(browser: Browser, address: str) -> None:
    watched = Watched(browser, address, java_script_enabled=False)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=park:a")
    tab.locator(".paper svg a", has_text="新能源汽车").click()
    tab.wait_for_url("**/network?seed=park:a&seed=industry:ev")
    assert tab.locator("tr[data-node]").count() == 4
    watched.context.close()


# The network in a browser


def test_opening_is_in_place_and_undo_takes_it_back(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=park:a")
    undo = tab.get_by_role("button", name="撤销")
    assert undo.is_disabled()
    tab.evaluate("window.stayed = true")
    opener = tab.locator('tr[data-node="industry:ev"] a[data-act="open"]')
    opener.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/network?seed=park:a&seed=industry:ev")
    tab.locator('tr[data-node="park:b"]').wait_for()
    assert tab.evaluate("document.activeElement.closest('tr')?.dataset.node") == "industry:ev"
    undo.click()
    tab.locator('tr[data-node="park:b"]').wait_for(state="detached")
    assert tab.url == f"{address}/network?seed=park:a"
    assert tab.evaluate("window.stayed"), "the page was loaded anew"
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


def test_a_node_is_added_by_its_name(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=region:city&rel=SUPPORTS")
    for name, id in (("孤立产业", "industry:lone"), ("乙园区", "park:b")):
        tab.get_by_placeholder("添加节点").fill(name)
        tab.get_by_role("option", name=name).click()
        tab.locator(f'tr[data-node="{id}"]').wait_for()
    assert tab.url.endswith("?seed=region:city&seed=industry:lone&rel=SUPPORTS&seed=park:b")
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


def test_a_click_on_a_node_says_what_it_is(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=industry:lone")
    box = tab.locator("#canvas").bounding_box()
    assert box
    tab.wait_for_timeout(100)
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.locator("#chosen h3", has_text="孤立产业").wait_for()
    assert "select=industry" in tab.url
    watched.context.close()


def test_a_selected_line_shows_its_words_and_their_clause(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=park:a&select=park:a|industry:ev")
    chosen = tab.locator("#chosen")
    assert chosen.locator("blockquote").inner_text() == EV
    chosen.get_by_role("link", name="一").click()
    tab.wait_for_url(f"**/sources/{POLICY}?quote=*#{CLAUSE}")
    watched.context.close()


def test_a_tick_narrows_the_drawing_in_place(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=park:a")
    tab.locator('.narrow input[value="Industry"]').check()
    tab.locator('tr[data-node="region:city"]').wait_for(state="detached")
    assert tab.url.endswith("?seed=park:a&label=Industry")
    assert tab.locator('.narrow input[value="Industry"]').is_checked()
    watched.context.close()


def test_the_drawing_downloads_as_png_and_svg(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=park:a")
    with tab.expect_download() as png:
        tab.get_by_role("button", name="PNG").click()
    assert Path(png.value.path()).read_bytes().startswith(b"\x89PNG")
    with tab.expect_download() as svg:
        tab.get_by_role("link", name="SVG").click()
    assert svg.value.suggested_filename == "innoatlas-network.svg"
    ElementTree.parse(svg.value.path())
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


def test_the_print_has_the_drawing_and_not_the_canvas(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/network?seed=park:a")
    tab.emulate_media(media="print")
    assert tab.locator(".paper svg").first.is_visible()
    assert not tab.locator("#canvas").is_visible()
    watched.context.close()


def test_the_heaviest_page_is_small_compressed(client: TestClient) -> None:
    page = client.get("/network?seed=region:city&seed=region:city").text
    own = set(re.findall(r'(?:src|href)="(/(?:static|vis)/[^"]+)"', page))
    assert VIS in own
    sizes = [len(gzip.compress(client.get(path).content)) for path in own]
    assert sum(sizes) + len(gzip.compress(page.encode())) < 150_000


# Paths


def test_paths_show_each_step_with_its_words(client: TestClient) -> None:
    page = client.get("/paths?from=甲园区&to=乙园区").text
    assert catalogue("zh")["paths.count"].format(count=1, steps=2) in page
    assert page.count(EV) == 2
    assert page.count(f'href="/sources/{POLICY}?quote={quote(EV)}#{CLAUSE}"') == 2
    assert 'href="/paths?from=park:b&amp;to=park:a"' in page


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("甲园区", "孤立产业", catalogue("zh")["paths.none"].format(most=6)),
        ("甲园区", "甲高新区", catalogue("zh")["paths.same"]),
        ("甲园区", "没有的", catalogue("zh")["paths.unknown"].format(text="没有的")),
        ("同名大会", "甲园区", catalogue("zh")["paths.ambiguous"].format(text="同名大会")),
        ("<b>x", "甲园区", "没有叫“&lt;b&gt;x”的节点"),
    ],
)
def test_paths_that_cannot_be_shown_say_why(
    client: TestClient, first: str, last: str, words: str
) -> None:
    answer = client.get(f"/paths?from={quote(first)}&to={quote(last)}")
    assert (answer.status_code, words in answer.text) == (200, True)


def test_an_end_that_is_not_a_name_offers_what_it_may_mean(client: TestClient) -> None:
    page = client.get("/paths?from=园区&to=新能源汽车").text
    chosen = quote("新能源汽车")
    assert f'href="/paths?from=park:a&amp;to={chosen}"' in page
    assert f'href="/paths?from=park:b&amp;to={chosen}"' in page
    page = client.get("/paths?from=同名大会&to=甲园区").text
    assert "event:1" in page and "event:2" in page


# The schema


def test_the_schema_lists_everything_that_is_declared(client: TestClient) -> None:
    page = client.get("/schema").text
    rows = dict(re.findall(r'<tr id="(\w+)">.*?<td class="number">(\d+)</td></tr>', page, re.S))
    assert rows.keys() == schema.NODES.keys() | schema.RELATIONSHIPS.keys()
    assert (rows["Park"], rows["SUPPORTS"], rows["Talent"]) == ("2", "2", "0")


def test_every_declared_word_is_described_in_chinese(settings: Settings) -> None:
    store = open_store(settings, read_only=True)
    view = schema_page(store, "zh")
    store.close()
    plain = [e.type for e in (*view.labels, *view.types) if e.about == e.type.description]
    assert plain == []


def test_restricted_properties_are_marked(client: TestClient) -> None:
    row = client.get("/schema?lang=en").text.partition('<tr id="Talent">')[2].partition("</tr>")[0]
    restricted = {p.en for p in schema.NODES["Talent"].properties if p.restricted}
    assert restricted
    assert row.count(catalogue("en")["schema_page.restricted"]) == len(restricted)


# Search


def test_a_hit_tells_the_alias_that_matched_and_where_it_is(client: TestClient) -> None:
    page = client.get("/search?q=甲高新").text
    hits = page.partition("<ol")[2].partition("</ol>")[0]
    assert re.findall(r'href="/parks/([^"]+)"', hits) == ["park:a"]
    assert "甲高新区" in hits and "某市" in hits


def test_results_narrow_to_a_label_and_go_on_to_the_next_page(client: TestClient) -> None:
    page = client.get("/search?q=众创空间&label=Incubator").text
    found = re.findall(r'href="/nodes/(incubator:[^"]+)"', page)
    following = re.search(r'<p class="rows"><a href="([^"]+)"', page)
    assert following
    rest = client.get(following[1].replace("&amp;", "&")).text
    found += re.findall(r'href="/nodes/(incubator:[^"]+)"', rest)
    assert sorted(found) == [f"incubator:{i:02}" for i in range(MANY)]
    assert catalogue("zh")["search.shown"].format(first=21, last=MANY, total=MANY) in rest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", catalogue("zh")["search.how"]),
        ("甲", catalogue("zh")["search.length"]),
        ("无此名", catalogue("zh")["search.nothing"].format(text="无此名")),
        ("<b>x</b>", "没有找到“&lt;b&gt;x&lt;/b&gt;”"),
        ("甲\0园", catalogue("zh")["search.shown"].format(first=1, last=1, total=1)),
    ],
)
def test_a_search_that_finds_nothing_says_so(client: TestClient, text: str, words: str) -> None:
    answer = client.get(f"/search?q={quote(text)}")
    assert (answer.status_code, words in answer.text) == (200, True)


def test_search_is_done_from_the_keyboard_on_every_page(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/schema")
    tab.keyboard.press("/")
    tab.keyboard.type("园区")
    box = tab.get_by_role("combobox")
    tab.get_by_role("option").nth(1).wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert watched.violations() == []
    tab.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "园区"
    tab.keyboard.type(" ")
    tab.keyboard.press("Backspace")
    tab.get_by_role("option").nth(1).wait_for()
    tab.keyboard.press("ArrowUp")
    chosen = tab.locator('[role=option][aria-selected="true"]')
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    name = chosen.locator("span").first.inner_text()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/parks/park:*")
    assert name in tab.locator("h1").inner_text()
    assert (watched.foreign, watched.errors) == ([], [])
    watched.context.close()


def test_enter_without_a_choice_opens_the_page_of_results(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    tab = watched.tab
    tab.goto(f"{address}/?lang=en")
    tab.keyboard.press("/")
    tab.keyboard.type("园区")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?lang=en&q=*")
    watched.context.close()


# Both stores


def test_both_stores_give_the_same_pages(both: tuple[Store, Store]) -> None:
    def page(path: str, *pairs: tuple[str, str]) -> Page:
        return Page("zh", path, dict(pairs), pairs)

    def pages(store: Store) -> tuple[Network, tuple[object, ...]]:
        store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
        opened = page("/network", ("seed", "park:a"), ("seed", "region:city"))
        drawn = network(store, opened, asked_of(store, opened))
        return drawn, (
            network_page(opened, drawn),
            paths_page(store, page("/paths", ("from", "甲园区"), ("to", "乙园区"))),
            search_page(store, page("/search", ("q", "园区"))),
            schema_page(store, "zh"),
        )

    embedded, neo4j = (pages(store) for store in both)
    assert embedded == neo4j
    assert {item.node.id: item.more for item in embedded[0].items if item.more} == {
        "industry:ev": 1,
        "region:city": MANY + 2 - EACH - 1,
    }  # fmt: skip


# An empty graph


@pytest.mark.parametrize("path", ["/network", "/paths?from=甲&to=乙", "/schema", "/search?q=甲园"])
def test_an_empty_graph_is_answered(tmp_path: Path, path: str) -> None:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.close()
    with TestClient(create_app(settings)) as client:
        assert client.get(path).status_code == 200


# The layout

names = st.text("沈阳大连高新区 abc（）·", min_size=1, max_size=40)
expansions = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.integers(0, 30), max_size=12, unique=True)),
    min_size=1,
    max_size=4,
)


@given(expansions, st.lists(names, min_size=31, max_size=31), st.lists(st.booleans(), min_size=31))
def test_no_two_nodes_overlap_and_none_moves_when_more_are_opened(
    drawn: list[tuple[int, list[int]]], called: list[str], boxed: list[bool]
) -> None:
    labels = {str(i): layout.label(name, boxed=boxed[i]) for i, name in enumerate(called)}
    links: dict[str, list[str]] = {id: [] for id in labels}
    for hub, added in drawn:
        for other in added:
            links[str(hub)].append(str(other))
            links[str(other)].append(str(hub))
    steps = [(str(hub), [str(i) for i in added]) for hub, added in drawn]
    places = [layout.positions(steps[:n], links, labels) for n in range(1, len(steps) + 1)]
    for before, after in pairwise(places):
        assert {id: after[id] for id in before} == before
    boxes = [layout.extent(place, labels[id]) for id, place in places[-1].items()]
    for i, box in enumerate(boxes):
        assert not layout.meets(box, boxes[:i])


def test_a_line_of_a_name_does_not_begin_with_a_closing_bracket() -> None:
    assert layout.label("某移动联合创新中心某省（某市）开放实验室").lines == (
        "某移动联合创新",
        "中心某省（某",
        "市）开放实验室",
    )


@given(names)
def test_a_name_is_whole_or_ends_in_an_ellipsis(name: str) -> None:
    lines = layout.label(name).lines
    said = "".join(lines).replace(" ", "")
    whole = name.replace(" ", "")
    assert len(lines) <= 3
    assert said == whole or (said.endswith("…") and whole.startswith(said[:-1]))


def test_vis_network_is_the_one_of_pyvis_packed_and_kept(client: TestClient) -> None:
    file = files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js"
    plain = client.get(VIS, headers={"accept-encoding": "identity"})
    packed = client.get(VIS, headers={"accept-encoding": "gzip"})
    assert plain.content == packed.content == file.read_bytes()
    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (
        None,
        "gzip",
    )
    assert "immutable" in packed.headers["cache-control"]
