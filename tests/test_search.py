"""Search: what a text finds, in which order, page by page, alike on both stores."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidRequest
from graph.reading import folded, initials, reading_of, spellings
from graph.schema import label_of, shown_properties
from graph.store import Node, Store, Value
from queries.nodes import current_id
from queries.search import SearchPage, search


def node(id: str, name: str, *aliases: str, **more: Value) -> Node:
    return Node(label_of(id) or "", id, {"name": name, "aliases": list(aliases), **more})


def load(store: Store, *nodes: Node) -> None:
    store.write(lambda tx: tx.put_nodes(nodes))


def found(store: Store, text: str, labels: Sequence[str] = ()) -> list[str]:
    return [hit.id for hit in search(store, text, labels=labels).hits]


ZONE = node("park:a", "沈阳高新区", "沈阳高新技术产业开发区", name_en="Shenyang High-tech Zone")
OTHERS = (node("park:b", "大连高新区"), node("institute:c", "重庆BMW研究院"))


@pytest.mark.parametrize(
    "text", ["沈阳", "高新技术", "shenyang HIGH", "shenyanggaoxin", "shenya", "sygxq", "ＳＹＧＸＱ"]
)
def test_a_node_is_found_by_name_alias_english_pinyin_and_initials(store: Store, text: str) -> None:
    load(store, ZONE, *OTHERS)
    assert found(store, text) == ["park:a"]


@pytest.mark.parametrize(("text", "is_found"), [("chongqing", True), ("zhongqing", False)])
def test_a_word_is_read_as_its_phrase(store: Store, text: str, is_found: bool) -> None:
    load(store, *OTHERS)
    assert found(store, text) == ["institute:c"] * is_found


def test_pinyin_is_met_from_the_start_of_a_syllable_only(store: Store) -> None:
    load(store, ZONE, *OTHERS)
    assert found(store, "gaoxin") == ["park:a", "park:b"]
    assert found(store, "aoxin") == []


def test_the_whole_name_stands_before_its_start_an_alias_a_part_and_a_reading(
    store: Store,
) -> None:
    load(
        store,
        node("park:reading", "高欣"),
        node("park:part", "大高新"),
        node("park:alias", "某园", "高新园"),
        node("park:start", "高新园区"),
        node("park:whole", "高新"),
    )
    order = ["whole", "start", "alias", "part"]
    assert found(store, "高新") == [f"park:{name}" for name in order]
    assert found(store, "gaoxin") == [
        "park:alias", "park:reading", "park:whole", "park:part", "park:start",
    ]  # fmt: skip
    matches = {hit.id: hit.match for hit in search(store, "高新").hits}
    assert matches == {
        "park:whole": "name", "park:start": "start", "park:alias": "alias", "park:part": "part",
    }  # fmt: skip


def test_a_hit_names_the_alias_that_holds_the_text(store: Store) -> None:
    load(store, ZONE)
    (hit,) = search(store, "开发区").hits
    assert (hit.alias, hit.match) == ("沈阳高新技术产业开发区", "part")


def test_facets_count_by_label_whatever_label_was_asked(store: Store) -> None:
    load(store, ZONE, *OTHERS, node("institute:d", "沈阳研究院"))
    page = search(store, "沈阳", labels=["Institute"])
    assert [hit.id for hit in page.hits] == ["institute:d"]
    assert {f.label: f.count for f in page.facets} == {"Park": 1, "Institute": 1}
    assert (page.total, page.left, page.next) == (1, 0, None)


def test_clauses_and_records_are_found_only_when_asked_for(store: Store) -> None:
    load(
        store,
        node("passage:p:1", "一", text="依托沈阳高新区"),
        node("load:p", "沈阳方案"),
        node("redirect:park:z", "沈阳园", target="park:a"),
    )
    assert found(store, "沈阳") == []
    assert found(store, "沈阳", ["Passage"]) == ["passage:p:1"]
    assert found(store, "沈阳", ["Load", "Redirect"]) == ["redirect:park:z", "load:p"]


def test_pages_go_on_to_the_end_and_miss_nothing(store: Store) -> None:
    names = [f"园区{'东西南北中'[: n % 5]}" for n in range(12)]
    load(store, *(node(f"park:{n:02}", name) for n, name in enumerate(names)))
    whole = found(store, "园区")
    seen: list[str] = []
    cursor = ""
    while True:
        page = search(store, "园区", limit=5, cursor=cursor)
        seen += [hit.id for hit in page.hits]
        assert page.total == 12 and page.left == 12 - len(seen)
        if page.next is None:
            break
        cursor = page.next
    assert seen == whole and len(seen) == 12


def test_both_stores_find_the_same_in_the_same_order(both: tuple[Store, Store]) -> None:
    nodes = [ZONE, *OTHERS, node("fund:f", "沈阳基金𠮷"), node("event:e", "高新大赛", "沈大")]
    for store in both:
        load(store, *nodes)
    for text in ("沈阳", "高新", "sy", "gaoxin", "bmw", "基金𠮷", "zone", "zz"):
        one, other = (search(store, text, limit=2) for store in both)
        assert one == other


def test_many_hits_are_sorted_by_the_store_as_few_are_here(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(
        store,
        *(node(f"park:{n:02}", f"园区{'东西南北中'[: n % 5]}", "高新") for n in range(12)),
        *(node(f"fund:{n:02}", f"新园区{n}") for n in range(3)),
    )

    def pages(text: str, labels: Sequence[str]) -> list[SearchPage]:
        cursor, pages = "", list[SearchPage]()
        while True:
            pages.append(search(store, text, labels=labels, limit=4, cursor=cursor))
            if not (cursor := pages[-1].next or ""):
                return pages

    asked = [("园区", []), ("园区", ["Fund"]), ("gaoxin", []), ("yq", ["Park"]), ("zz", [])]
    few = [pages(*one) for one in asked]
    monkeypatch.setattr("queries.search.FEW", 0)
    assert [pages(*one) for one in asked] == few


@pytest.mark.parametrize("text", ["", " ", "沈", "a", "\x00\x00", "x" * 201])
def test_a_text_too_short_or_long_is_refused(embedded: Store, text: str) -> None:
    with pytest.raises(InvalidRequest, match="q"):
        search(embedded, text)


@pytest.mark.parametrize("cursor", ["x", "-1", "W10=", "\U00020000", "WyJhIiwxLDEsImEiLDFd"])
def test_a_foreign_cursor_is_refused(embedded: Store, cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="cursor"):
        search(embedded, "沈阳", cursor=cursor)


def test_a_cursor_of_another_search_is_refused(embedded: Store) -> None:
    load(embedded, ZONE, *OTHERS)
    cursor = search(embedded, "高新", limit=1).next
    assert cursor
    with pytest.raises(InvalidRequest, match="cursor"):
        search(embedded, "沈阳", cursor=cursor)


def test_an_unknown_label_is_refused(embedded: Store) -> None:
    with pytest.raises(InvalidRequest, match="Castle"):
        search(embedded, "沈阳", labels=["Castle"])


def test_a_node_does_not_show_its_reading(store: Store) -> None:
    load(store, ZONE)
    ((shown,),) = store.read("MATCH (n:Park) RETURN n").rows
    assert isinstance(shown, dict)
    assert set(shown) == {"label", *(p.name for p in shown_properties("Park"))}
    assert "reading" not in shown


def test_what_is_written_anew_is_read_anew(store: Store) -> None:
    load(store, ZONE)
    load(store, node("park:a", "大连高新区"))
    assert found(store, "dalian") == ["park:a"]
    assert found(store, "shenyang") == []


def test_a_merged_id_leads_to_the_one_that_stands(store: Store) -> None:
    load(
        store,
        ZONE,
        node("redirect:park:x", "甲", target="park:y"),
        node("redirect:park:y", "乙", target="park:a"),
        node("redirect:park:m", "丙", target="park:n"),
        node("redirect:park:n", "丁", target="park:m"),
    )
    assert current_id(store, "park:x") == "park:a"
    assert current_id(store, "park:a") is None
    assert current_id(store, "park:m") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xian", ("'XIAN", "'XI'AN")),
        ("shenya", ("'SHEN'YA",)),
        ("sheny", ("'SHEN'Y",)),
        ("lv", ("'LV",)),
        ("sygxq", ()),
        ("沈阳", ()),
    ],
)
def test_typed_letters_are_divided_into_syllables(typed: str, meant: tuple[str, ...]) -> None:
    assert spellings(typed) == meant


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_name_has_a_reading_that_holds_it_whole(name: str, aliases: list[str]) -> None:
    read = reading_of(name, aliases)
    assert read == reading_of(name, aliases)
    lines = read.split("\n")
    for form in (name[:200], *(alias[:200] for alias in aliases)):
        if folded(form):
            assert folded(form) in lines


@given(st.text(max_size=250))
def test_any_text_can_be_typed(text: str) -> None:
    typed = folded(text)
    assert len(spellings(typed)) <= 4
    assert all(s.startswith("'") for s in spellings(typed))
    assert (initials(typed) or ".").startswith(".")
