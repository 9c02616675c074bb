"""Degree-weighted path counts by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from queries.connections import connections, total
from queries.neighbourhood import Surroundings
from queries.whatif import Tie


def near(*lines: str, crowded: str = ""):
    """What is around each node of a graph written as lines; one may be crowded."""
    ties = [Tie(kind, start, end) for start, kind, end in (line.split() for line in lines)]

    def surroundings(ids: Sequence[str]) -> dict[str, Surroundings]:
        return {id: _around(ties, id, 1000 if id == crowded else 0) for id in ids}

    return surroundings


def _around(ties: Sequence[Tie], id: str, crowd: int) -> Surroundings:
    mine = sorted(tie for tie in ties if id in (tie.start, tie.end))
    counts = Counter((t.kind, "out" if t.start == id else "in") for t in mine)
    return Surroundings(tuple(mine), {} if crowd else counts, max(crowd, len(mine)))  # type: ignore[arg-type]


def test_a_path_weighs_its_steps_at_both_ends() -> None:
    # Steps 1 of 1 at a, 1 of 2 at x, 1 of 2 at x again, 1 of 1 at b: (1·2·2·1)^-0.4.
    graph = near("park:a SUPPORTS industry:x", "park:b SUPPORTS industry:x")
    (path,) = connections("park:a", graph)["park:b"]
    assert path.nodes == ("park:a", "industry:x", "park:b")
    assert path.weight == pytest.approx(4**-0.4)


def test_paths_of_different_kinds_add_up() -> None:
    graph = near(
        "park:a SUPPORTS industry:x", "park:b SUPPORTS industry:x", "park:c SUPPORTS industry:x",
        "park:a SELECTED_FOR task:t", "park:b SELECTED_FOR task:t",
    )  # fmt: skip
    paths = connections("park:a", graph)["park:b"]
    by_task, by_industry = 4**-0.4, 9**-0.4
    assert total([p for p in paths if len(p.ties) == 2]) == pytest.approx(by_task + by_industry)
    assert paths[0].nodes[1] == "task:t", "the more specific path comes first"


def test_steps_of_different_kinds_at_one_node_do_not_dilute_each_other() -> None:
    graph = near("park:a SUPPORTS industry:x", "park:a OPERATES incubator:k")
    assert connections("park:a", graph)["incubator:k"][0].weight == 1.0


def test_a_path_through_a_crowd_weighs_next_to_nothing() -> None:
    lines = ("park:a SUPPORTS industry:x", "park:b SUPPORTS industry:x")
    (path,) = connections("park:a", near(*lines, crowded="industry:x"), least=0)["park:b"]
    assert path.weight == pytest.approx(1000**-0.8)


def test_no_path_visits_a_node_twice_and_none_is_longer_than_asked() -> None:
    graph = near(*(f"park:{p} SUPPORTS industry:{i}" for p in "abc" for i in "xyz"))
    for paths in connections("park:a", graph, longest=3, least=0).values():
        assert all(len(set(p.nodes)) == len(p.nodes) and len(p.ties) <= 3 for p in paths)


def test_only_so_many_new_nodes_are_looked_at_for_each_length() -> None:
    graph = near(*(f"park:a PARTNERS_WITH enterprise:e{n:02}" for n in range(20)))
    looked: list[str] = []

    def watched(ids: Sequence[str]) -> dict[str, Surroundings]:
        looked.extend(ids)
        return graph(ids)

    connections("park:a", watched, most_new=3)
    assert looked == ["park:a", "enterprise:e00", "enterprise:e01", "enterprise:e02"]
