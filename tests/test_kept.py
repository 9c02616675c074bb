"""Pages are kept while the graph is the same, for a minute, and not too many of them."""

from __future__ import annotations

import pytest

from api.kept import MOST_PAGES, MOST_SECONDS, KeptPages


class Maker:
    """Makes a page and counts how often it did."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"page {self.made}"


def test_a_page_is_made_once_for_one_key() -> None:
    kept, make = KeptPages(lambda: 0.0), Maker()
    assert [kept.get(("version", "/"), make) for _ in range(3)] == ["page 1"] * 3
    assert kept.get(("another version", "/"), make) == "page 2"


def test_a_page_is_made_again_after_its_time() -> None:
    now = [0.0]
    kept, make = KeptPages(lambda: now[0]), Maker()
    kept.get(("/",), make)
    now[0] = MOST_SECONDS - 1
    assert kept.get(("/",), make) == "page 1"
    now[0] = MOST_SECONDS
    assert kept.get(("/",), make) == "page 2"


def test_the_page_asked_longest_ago_leaves_first() -> None:
    kept, make = KeptPages(lambda: 0.0), Maker()
    for number in range(MOST_PAGES):
        kept.get((number,), make)
    kept.get((0,), make)
    kept.get(("one more",), make)
    assert kept.get((0,), make) == "page 1"
    assert kept.get((1,), make) == f"page {MOST_PAGES + 2}"


def test_a_failure_is_not_kept() -> None:
    kept = KeptPages(lambda: 0.0)

    def fail() -> str:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        kept.get(("/",), fail)
    assert kept.get(("/",), lambda: "back") == "back"
