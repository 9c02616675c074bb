"""The log of judgements: the latest wins, chains close, contradictions are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidRequest, SourceError
from graph.settings import Settings
from ingest.judgements import Judgement, Judgements, Verdict, append, judgements_path, read_log

AT = "2026-01-01T00:00:00Z"


def _log(*lines: tuple[str, str, Verdict]) -> list[Judgement]:
    return [
        Judgement(f"park:{left}", f"park:{right}", verdict, "王", AT, line=number)
        for number, (left, right, verdict) in enumerate(lines, 1)
    ]


def test_what_is_judged_the_same_is_one_cluster() -> None:
    judged = Judgements(_log(("a", "b", "same"), ("b", "c", "same"), ("x", "y", "same")))
    assert judged.cluster("park:c") == ("park:a", "park:b", "park:c")
    assert judged.verdict("park:a", "park:c") == "same"
    assert judged.verdict("park:a", "park:x") is None
    assert judged.cluster("park:z") == ("park:z",)


def test_the_latest_judgement_of_a_pair_wins() -> None:
    judged = Judgements(_log(("a", "b", "same"), ("b", "a", "different")))
    assert judged.verdict("park:a", "park:b") == "different"
    assert judged.conflicts == ()


def test_undo_takes_back_what_stands() -> None:
    judged = Judgements(_log(("a", "b", "same"), ("b", "a", "undo")))
    assert judged.verdict("park:a", "park:b") is None
    assert list(judged.standing_ones()) == []


def test_a_canonical_id_is_a_plans_and_then_the_lowest() -> None:
    log = _log(("c", "b", "same"), ("b", "d", "same"))
    assert Judgements(log).canonical("park:d") == "park:b"
    assert Judgements(log, first={"park:d"}).canonical("park:b") == "park:d"
    assert Judgements(log).canonical("park:other") == "park:other"


@pytest.mark.parametrize("chain", [[("a", "b"), ("b", "c")], [("b", "c"), ("a", "b")]])
def test_a_contradiction_names_its_lines_and_keeps_apart_what_was_told_apart(
    chain: list[tuple[str, str]],
) -> None:
    (a, b), (c, d) = chain
    judged = Judgements(_log((a, b, "same"), (c, d, "same"), ("a", "c", "different")))
    (conflict,) = judged.conflicts
    assert conflict.lines == (1, 2, 3)
    assert "lines 1, 2, 3" in str(conflict)
    assert judged.verdict("park:a", "park:c") == "different"


def test_what_is_told_apart_from_one_is_told_apart_from_its_cluster() -> None:
    judged = Judgements(_log(("a", "b", "same"), ("c", "d", "same"), ("a", "c", "different")))
    assert judged.verdict("park:b", "park:d") == "different"


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"), st.sampled_from("abcdef"),
            st.sampled_from(["same", "different", "undo"]),
        ).filter(lambda line: line[0] != line[1])
    )
)  # fmt: skip
def test_clusters_part_all_ids_and_never_join_what_stands_apart(
    lines: list[tuple[str, str, Verdict]],
) -> None:
    judged = Judgements(_log(*lines))
    clusters = {judged.cluster(f"park:{c}") for c in "abcdef"}
    assert sorted(id for cluster in clusters for id in cluster) == [f"park:{c}" for c in "abcdef"]
    for cluster in clusters:
        assert {judged.canonical(id) for id in cluster} == {cluster[0]}
    joined = [j for j in judged.standing_ones() if judged.verdict(j.left, j.right) != j.verdict]
    assert all(j.verdict == "same" for j in joined)
    assert bool(joined) == bool(judged.conflicts)


def test_the_log_is_kept_as_lines_that_people_read(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    judgement = Judgement("park:a", "park:b", "same", "王", AT, "同一管委会")
    append(path, judgement)
    append(path, Judgement("park:a", "park:b", "undo", "李", AT))
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0]) == {
        "left": "park:a", "right": "park:b", "verdict": "same", "by": "王", "at": AT,
        "why": "同一管委会",
    }  # fmt: skip
    assert "同一管委会" in path.read_text(encoding="utf-8")
    assert [j.verdict for j in read_log(path)] == ["same", "undo"]
    assert [j.line for j in read_log(path)] == [1, 2]


def test_a_line_left_open_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    path.write_text('{"left": "park:a"', encoding="utf-8")
    append(path, Judgement("park:a", "park:b", "same", "王", AT))
    with pytest.raises(SourceError, match=r"line 1: is no JSON; mend or remove the line"):
        read_log(path)
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    assert len(read_log(path)) == 1


def test_no_file_is_no_judgement(tmp_path: Path) -> None:
    assert read_log(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[]", "no JSON object"),
        ('{"left": "park:a"}', "'right' is None, not a text"),
        (
            '{"left":"park:a","right":"park:b","verdict":"maybe","by":"x","at":"y"}',
            "'maybe' is unknown",
        ),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "judgements.jsonl"
    path.write_text("\n" + line + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=rf"judgements.jsonl, line 2: .*{message}"):
        read_log(path)


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ("park:a", "park:a", "given twice"),
        ("park:a", "enterprise:a", "two labels are never one"),
        ("nothing", "park:a", "'nothing' is no id"),
    ],
)
def test_a_pair_that_cannot_be_judged_is_refused(
    tmp_path: Path, left: str, right: str, message: str
) -> None:
    path = tmp_path / "judgements.jsonl"
    with pytest.raises(InvalidRequest, match=message):
        append(path, Judgement(left, right, "same", "王", AT))
    assert not path.exists()


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        append(tmp_path / "none" / "log", Judgement("park:a", "park:b", "same", "王", AT))


def test_the_log_lies_beside_an_embedded_store_or_where_it_is_told() -> None:
    assert judgements_path(Settings(store="x/a.db")) == Path("x/a.db.judgements.jsonl")
    assert judgements_path(Settings(store="bolt://h:1")) == Path("judgements.jsonl")
    assert judgements_path(Settings(store="a.db", judgements=Path("j"))) == Path("j")
