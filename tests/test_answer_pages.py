"""What each page of the explorer answers, with its proof, its limits and its ways onward."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.store import Store
from queries import lanes, parks, plans, surroundings
from tests.explorer_site import (
    CLAUSE,
    EN,
    EV,
    NODES,
    POLICY,
    RELATIONSHIPS,
    UNREAD,
    load,
    node,
    said,
)
from viz.words import catalogue

ZH = catalogue("zh")
Site = Callable[..., TestClient]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = load(tmp_path_factory.mktemp("pages") / "atlas.db")
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Makes a site of the small plan and more nodes and relationships."""
    opened: list[TestClient] = []

    def make(*more: object, plain: bool = False) -> TestClient:
        nodes = [n for n in more if hasattr(n, "label")]
        facts = [r for r in more if hasattr(r, "start")]
        base = ([], []) if plain else (NODES, RELATIONSHIPS)
        settings = load(tmp_path / "atlas.db", [*base[0], *nodes], [*base[1], *facts])  # pyright: ignore
        client = TestClient(create_app(settings))
        client.__enter__()
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


def text(page: str) -> str:
    """A page's words without its tags, one space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def card(page: str, title: str) -> str:
    """The card that has this title."""
    return next(c for c in page.split('<section class="card')[1:] if f">{title}" in c)


def test_each_element_of_an_industry_is_stated_derived_or_not_stated(client: TestClient) -> None:
    rows = {
        industry: re.findall(
            r'<li id="element:(\d)" class="(\w+)">',
            client.get(f"/industries/industry:{industry}").text,
        )
        for industry in ("ev", "en")
    }
    assert rows == {
        "ev": [("1", "not_stated"), ("2", "stated")],
        "en": [("1", "derived"), ("2", "not_stated")],
    }


def test_a_derived_element_shows_its_rule_and_its_words(client: TestClient) -> None:
    page = client.get("/industries/industry:en").text
    row = page.partition('<li id="element:1"')[2].partition('<li id="element:2"')[0]
    assert ZH["rule.body_proves_element"] in row
    assert '<q lang="zh-CN">某市能源科技研究院' in row


def test_a_body_of_the_field_is_told_from_one_that_is_merely_near(client: TestClient) -> None:
    page = client.get("/industries/industry:en").text
    field, near = card(page, "研发机构"), card(page, "高校")
    assert ZH["rule.field_in_name"] in field and "同城" not in field
    assert "某市大学" in near and ZH["nearby.in"].format(place="某市") in near
    assert "企业" in page.partition(ZH["industry.blanks"])[2].partition("</p>")[0]


def test_a_body_of_another_field_is_not_near(client: TestClient) -> None:
    assert "某市能源科技研究院" not in client.get("/industries/industry:ev").text


def test_an_industry_names_the_countries_and_centres_of_its_parks(client: TestClient) -> None:
    abroad = card(client.get("/industries/industry:en").text, ZH["industry.abroad"])
    assert {"德国", "柏林离岸中心"} <= set(re.findall(r">([^<>]+)</a>", abroad))


def test_an_industry_without_a_park_shows_its_words_and_who_could_take_it_on(
    client: TestClient,
) -> None:
    page = client.get("/industries/industry:cm").text
    assert "军民融合可优先选取" in page
    assert 'href="/partners?node=industry:cm&amp;industry=industry:cm"' in page


def test_the_industries_table_links_each_mark_to_its_evidence(client: TestClient) -> None:
    page = client.get("/industries").text
    assert 'class="cell stated" href="/industries/industry:ev#element:2"' in page
    assert 'class="cell derived" href="/industries/industry:en#element:1"' in page
    assert ZH["industries.not_asked"] in page


def test_a_park_shows_what_would_be_lost_without_it(client: TestClient) -> None:
    rows = client.get("/parks/park:a").text.partition("<tbody>")[2].partition("</tbody>")[0]
    shown = [text(row) for row in rows.split("<tr")[1:]]
    assert ["再无依托" in row for row in shown] == [True, False]
    assert EN in shown[0] and "乙园区" in shown[1] and "只剩一个" in shown[1]


def test_a_park_shows_allies_brands_tasks_and_gaps_that_it_could_fill(client: TestClient) -> None:
    page = client.get("/parks/park:a").text
    assert "乙园区" in card(page, ZH["park.allies"])
    assert "某市智造" in card(page, ZH["park.brands"])
    assert "打造双创载体" in card(page, ZH["park.tasks"])
    fill = card(page, ZH["park.fillable"])
    assert 'href="/partners?node=park:a&amp;industry=industry:cm"' in fill
    assert "能源科技" not in fill


def test_the_park_list_puts_those_with_most_industries_first(client: TestClient) -> None:
    page = client.get("/parks").text
    assert re.findall(r'<th scope="row"><a href="/parks/(park:\w)"', page) == [
        "park:a", "park:b", "park:c",
    ]  # fmt: skip
    assert "双创载体" in page and "德国" in page


@pytest.mark.parametrize("number", ["0", "-1", "x", "1" * 30, "٣"])
def test_a_page_that_is_no_number_is_refused(client: TestClient, number: str) -> None:
    answer = client.get("/parks", params={"page": number})
    assert answer.status_code == 400
    assert "1 to 10000" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/parks/park:zzz", "/parks/industry:en", "/industries/park:a", "/industries/industry:zzz",
     "/nodes/nothing", "/sources/policy:zzz", "/gaps?plan=policy:zzz", "/parks?plan=park:a"],
)  # fmt: skip
def test_an_unknown_id_is_a_page_that_names_it(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert re.split(r"[/=]", path)[-1] in answer.text


def test_a_gap_says_why_what_the_plan_asks_and_who_could_fill_it(client: TestClient) -> None:
    page = client.get("/gaps").text
    lone = page.partition('id="industry:en"')[2].partition("</li>\n<li class=")[0]
    assert EN in lone and ZH["gaps.rule_single_anchor"] in lone
    assert "打造双创载体" in lone and "力争到2021年新型研发机构达到30家以上" in lone
    assert 'href="/partners?node=industry:en&amp;industry=industry:en"' in lone
    assert 'href="/questions/dropout?park=' in lone


def test_the_ledger_says_what_is_named_and_never_calls_it_done(client: TestClient) -> None:
    page = client.get("/targets").text
    assert [text(t) for t in re.findall(r"<h2 id=.*?</h2>", page)] == [
        "某省新兴产业实施方案", "新兴产业培育工程",
    ]  # fmt: skip
    counted = page.partition('id="target:t"')[2].partition("</tr>")[0]
    assert "≥30家" in counted and ZH["ledger.points"].format(count=1) in counted
    assert ZH["ledger.open"].format(count=29) in counted
    ratio = page.partition('id="target:r"')[2].partition("</tr>")[0]
    assert ">3.5%".replace(">", "&gt;") in ratio and ZH["ledger.share"] in ratio


@pytest.mark.parametrize(
    ("value", "unit", "verdict"),
    [(31.0, "家", "met"), (30.0, "家", "met"), (29.0, "家", "behind"), (31.0, "个", None)],
)
def test_only_an_actual_in_the_same_unit_says_whether_a_target_is_met(
    site: Site, value: float, unit: str, verdict: str | None
) -> None:
    client = site(
        node("actual:a", "2021年新型研发机构", value=value, unit=unit, period="2021"),
        said("MEASURES", "actual:a", "target:t", "31家", source="register:r"),
        node("register:r", "统计表"),
    )  # fmt: skip
    row = client.get("/targets").text.partition('id="target:t"')[2].partition("</tr>")[0]
    shown = {word for word in ("met", "behind") if f">{ZH[f'ledger.{word}']}<" in row}
    assert shown == ({verdict} if verdict else set())
    assert f"<b>{value:g}{unit}</b>" in row


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", {"t", "r"}), ("text=研发机构", {"t"}), ("period=annual", {"r"}),
     ("text=研发&period=2021", {"t"}), ("text=没有的", set())],
)  # fmt: skip
def test_the_ledger_is_narrowed_by_words_and_year(
    client: TestClient, query: str, shown: set[str]
) -> None:
    page = client.get(f"/targets?{query}").text
    assert set(re.findall(r'<tr id="target:(\w)"', page)) == shown
    assert bool(shown) != (ZH["ledger.empty"] in page)


def test_a_lane_shows_twenty_and_says_how_many_more(site: Site) -> None:
    bodies = [node(f"enterprise:{n:03}", f"企业{n:03}") for n in range(57)]
    facts = [said("FOCUSES_ON", b.id, "industry:en", EN) for b in bodies]
    client = site(*bodies, *facts)
    page = client.get("/nodes/industry:en").text
    lane = card(page, "← 专注 · 企业")
    assert lane.count("企业0") == 20 and ZH["node.more"].format(count=37) in lane
    more = "/nodes/industry:en?lane=FOCUSES_ON.in.Enterprise"
    assert f'href="{more}"' in lane
    assert client.get(more).text.count('href="/nodes/enterprise:') == 57
    assert client.get("/industries/industry:en").text.count('href="/nodes/enterprise:') == 20


def test_a_node_leads_to_the_network_to_paths_and_to_every_format(client: TestClient) -> None:
    page = client.get("/nodes/park:a").text
    assert 'href="/network?seed=park:a"' in page
    assert 'href="/paths?from=park:a"' in page
    formats = re.findall(
        r'href="/api/v1/subgraph\?seed=park%3Aa&amp;depth=1&amp;format=(\w+)"', page
    )
    assert set(formats) == {
        "json", "cytoscape", "graphml", "gexf", "jsonld", "turtle", "csv", "html",
    }  # fmt: skip


def test_lines_to_derived_facts_alone_are_dashed(client: TestClient) -> None:
    page = client.get("/nodes/region:city").text
    fan = page.partition('<svg class="fan"')[2].partition("</svg>")[0]
    assert fan.count("<path") == fan.count('class="derived"') > 0
    assert 'class="derived"' not in client.get(f"/nodes/{POLICY}").text.partition("</svg>")[0]


def test_what_is_personal_is_on_no_page(site: Site) -> None:
    client = site(node("talent:t", "某人", phone="13800000000", title="研究员"))
    page = client.get("/nodes/talent:t").text
    assert "研究员" in page and "13800000000" not in page


def test_script_in_a_name_is_shown_as_text(site: Site) -> None:
    evil = "<script>alert(1)</script>"
    client = site(
        node("park:e", evil), said("SUPPORTS", "park:e", "industry:en", EN),
        said("MENTIONED_IN", "park:e", CLAUSE, "甲园区"),
    )  # fmt: skip
    for path in ("/", "/parks", "/parks/park:e", "/nodes/park:e", "/industries/industry:en"):
        page = client.get(path).text
        assert evil not in page and "&lt;script&gt;alert(1)" in page, path


SECOND = "policy:plan-2"
OTHER = [
    node(SECOND, "某省后一份方案", issued="2024-05-06"),
    node("passage:plan-2:1", "一", policy_id=SECOND, path="一", ordinal=1, text="能源科技依托乙园区"),
    said("NAMES", SECOND, "industry:en", "能源科技", role="assigned", source=SECOND,
         passages=["passage:plan-2:1"]),
    said("SUPPORTS", "park:b", "industry:en", "能源科技依托乙园区", source=SECOND,
         passages=["passage:plan-2:1"]),
    said("PART_OF", "passage:plan-2:1", SECOND, "", rule="outline", source=SECOND),
]  # fmt: skip


def test_coverage_is_asked_of_one_plan_which_links_keep(site: Site) -> None:
    client = site(*OTHER)
    newest = client.get("/gaps").text
    assert f'<option value="{SECOND}" selected>' in newest
    assert "军民融合" not in card(newest, ZH["gaps.ten"])
    older = client.get(f"/gaps?plan={POLICY}").text
    assert 'id="industry:cm"' in older and 'id="industry:cm"' not in newest
    assert f'href="/matrix?plan={POLICY}"' in older
    assert f'href="/industries/industry:cm?plan={POLICY}"' in older
    assert client.get(f"/questions/paths?plan={POLICY}").status_code == 200


def test_one_plan_needs_no_choice(client: TestClient) -> None:
    assert 'name="plan"' not in client.get("/gaps").text


def test_a_register_is_no_plan(site: Site) -> None:
    client = site(
        node("register:r", "企业名录", license="公开", date="2024-01-01", rows=2),
        node("park:a", "甲园区"), plain=True,
    )  # fmt: skip
    for path in ("/", "/matrix", "/gaps", "/industries"):
        assert ZH["plan.none"] in client.get(path).text, path
    assert client.get("/parks").status_code == client.get("/targets").status_code == 200
    assert "甲园区" in client.get("/parks").text
    assert "企业名录" in client.get("/sources").text


@pytest.mark.parametrize("path", ["/", "/matrix", "/gaps", "/industries", "/parks", "/targets"])
def test_an_empty_graph_has_a_clear_page(site: Site, path: str) -> None:
    assert ZH["empty.title"] in site(plain=True).get(path).text


def test_a_large_matrix_says_what_it_leaves_out(site: Site) -> None:
    many = [node(f"park:x{n:03}", f"园区{n:03}") for n in range(60)]
    client = site(*many, *(said("SUPPORTS", p.id, "industry:ev", EV) for p in many))
    page = client.get("/matrix").text
    assert page.count('class="cell stated"') <= 40 * 2
    assert ZH["matrix.cut"].format(parks=62, rows=40, industries=2, columns=2) in page


def test_a_question_offers_what_can_be_picked_and_its_csv(client: TestClient) -> None:
    page = client.get("/questions/supporters?industry=industry:en").text
    assert '<option value="industry:en" selected>能源科技</option>' in page
    assert 'href="/api/v1/questions/supporters?industry=industry%3Aen&amp;format=csv"' in page
    assert EN in page and "MATCH (p:Park|Region)" in page
    typed = client.get("/questions/supporters?industry=能源科技").text
    assert '<input name="industry" value="能源科技"' in typed and EN in typed


def test_a_source_shows_what_was_asked_and_leads_back_to_its_facts(client: TestClient) -> None:
    page = client.get(f"/sources/{POLICY}", params={"quote": EN}).text
    asked = re.findall(r'<a class="mark asked" href="#f-(\w+)">([^<]+)</a>', page)
    assert [words for _, words in asked] == [EN]
    assert f'id="f-{asked[0][0]}"' in page and f'id="w-{asked[0][0]}"' in page


def test_a_name_in_a_source_leads_to_what_is_named(client: TestClient) -> None:
    page = client.get(f"/sources/{POLICY}").text
    assert '<a class="mark named" href="/nodes/university:u">某市大学</a>' in page


def test_the_coverage_view_marks_what_was_passed_over(client: TestClient) -> None:
    page = client.get(f"/sources/{POLICY}?view=coverage").text
    listed = page.partition('class="card toc"')[2].partition("</nav>")[0]
    assert re.findall(r'href="#([^"]+)"', listed) == [UNREAD]
    assert re.findall(r'<li id="([^"]+)" class="unread">', page) == [UNREAD]
    assert '<span class="over-read">针对每个新兴产业筛选依托主体。</span>' in page


def test_every_page_of_a_plan_is_small(client: TestClient) -> None:
    shared = sum(
        len(gzip.compress(client.get(f"/static/{name}").content))
        for name in ("explorer.css", "explorer.js", "favicon.svg")
    )
    for path in ("/", "/matrix", "/gaps", "/industries", "/parks", "/targets", f"/sources/{POLICY}",
                 f"/nodes/{POLICY}", "/industries/industry:en", "/parks/park:a"):  # fmt: skip
        assert len(gzip.compress(client.get(path).content)) + shared < 150_000, path


def test_both_stores_answer_alike(both: tuple[Store, Store]) -> None:
    def answers(store: Store) -> list[object]:
        store.write(lambda t: (t.put_nodes(NODES), t.put_relationships(RELATIONSHIPS)))
        ids = ("park:a", "industry:en", "region:city", POLICY)
        counts = {id: lanes.lane_counts(store, id=id) for id in ids}
        shown = [lanes.lanes(store, id=id, counts=counts[id], limit=2) for id in ids]
        return [
            counts, [sorted(found, key=str) for found in shown], plans.loaded_plans(store),
            plans.kept_counts(store), plans.named_industries(store, plan=POLICY),
            plans.elements_asked(store, plan=POLICY), plans.asks(store, passages=[CLAUSE]),
            plans.field_counts(store, industries=["industry:en"]),
            parks.park_list(store, plan=POLICY), surroundings.nearby(store, parks=["park:a"]),
            surroundings.abroad(store, parks=["park:a"]),
            surroundings.city_brands(store, park="park:a"),
        ]  # fmt: skip

    embedded, served = (answers(store) for store in both)
    assert embedded == served
    assert all(embedded)
