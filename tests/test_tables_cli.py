"""Tables on the command line: what it prints, one clear line for an error, and nothing half done."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.test_cli import RUN, run

TEXT = (
    "企业名称,统一社会信用代码,所在园区,所属产业,成立日期\n"
    "沈阳甲机床有限公司,91210100MA0P4GE35D,沈阳高新区,数控机床、机器人,2019年5月\n"
    "沈阳丙有限公司,,,,昨天\n"
    "大连乙芯片有限公司,,大连高新区,集成电路,20190501\n"
)
TOLD = ("--source", "某省企业名录", "--license", "CC0", "--date", "2024-06")


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "firms.csv"
    path.write_text(TEXT, encoding="utf-8")
    run(path, "map", str(path), "-o", str(path.with_suffix(".yaml")))
    return path


def test_a_register_from_draft_to_rollback(firms: Path) -> None:
    store = firms.with_name("a.db")
    how = ("--mapping", str(firms.with_suffix(".yaml")), *TOLD)
    run(store, "load", "--packaged", "national-zones-liaoning")
    told = json.loads(run(store, "diff", str(firms), *how, "--format", "json").stdout)
    counts = {(d["change"], d["what"]): d["count"] for d in told}
    assert counts["added", "Enterprise"] == 2 and counts["rejected", "row"] == 1
    done = run(store, "load", str(firms), *how, "--format", "json")
    (load,) = json.loads(done.stdout)
    assert (load["rows"], load["loaded"], load["merged"], load["rejected"]) == (3, 2, 0, 1)
    assert load["rejections"][0]["row"] == 3 and "昨天" in load["rejections"][0]["value"]
    assert Path(load["file"]).read_text("utf-8-sig").splitlines()[1].startswith("沈阳丙有限公司")
    again = run(store, "load", str(firms), *how).stdout
    assert "unchanged" in again and "3 rows = 2 loaded + 0 merged + 1 rejected" in again
    rows = json.loads(run(store, "loads", "--format", "json").stdout)
    assert [(r["name"], r["license"], r["state"], r["rows"]) for r in rows][-1] == (
        "某省企业名录", "CC0", "done", 3,
    )  # fmt: skip
    assert "某省企业名录" in run(store, "rollback", "某省企业名录").stdout
    assert len(json.loads(run(store, "loads", "--format", "json").stdout)) == 1


def test_a_template_is_written(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert str(path) in run(tmp_path / "a.db", "template", "funds", "-o", str(path)).stdout
    assert path.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("load", "FIRMS", *TOLD), "innoatlas map"),
        (("load", "FIRMS", "--mapping", "nowhere", *TOLD), "nowhere"),
        (("load", "FIRMS", "--mapping", "enterprises"), "--source"),
        (("load", "FIRMS", "--mapping", "enterprises", *TOLD[:-1], "soon"), "soon"),
        (("load", "FIRMS", "--mapping", "funds", *TOLD), "基金名称"),
        (("load", "FIRMS", "--mapping", "enterprises", *TOLD, "--strict"), "line 3"),
        (("load", "none.csv", "--mapping", "enterprises", *TOLD), "none.csv"),
        (("template", "castles"), "castles"),
        (("rollback", "某省企业名录"), "innoatlas load"),
        (("map", "none.csv"), "none.csv"),
    ],
)
def test_an_error_is_one_line_that_names_what_failed(
    firms: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    given = [str(firms) if a == "FIRMS" else a for a in arguments]
    done = run(tmp_path / "a.db", *given, ok=False)
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_kills_at_random_moments_end_in_the_same_graph_after_a_re_run(tmp_path: Path) -> None:
    from graph.connection import open_store
    from graph.settings import Settings

    table, mapping = tmp_path / "many.csv", tmp_path / "m.yaml"
    lines = [f"沈阳第{i}机床有限公司,,沈阳高新区,数控机床,2019" for i in range(3_000)]
    table.write_text("\n".join([TEXT.splitlines()[0], *lines]), encoding="utf-8")
    run(tmp_path / "x", "map", str(table), "-o", str(mapping))
    arguments = ["load", str(table), "--mapping", str(mapping), *TOLD]

    def content(path: Path) -> list[object]:
        store = open_store(Settings(store=str(path)), read_only=True)
        nodes = store.read("MATCH (n:Enterprise|Passage) RETURN n.id AS id, n.name AS n").rows
        edges = store.read("MATCH (a)-[r]->(b) RETURN r.id AS id, r.quote AS q").rows
        store.close()
        return [{*nodes}, {*edges}]

    whole = tmp_path / "whole.db"
    begun = time.monotonic()
    run(whole, *arguments)
    lasts = time.monotonic() - begun
    wanted = content(whole)
    assert len(wanted[0]) == 6_000  # type: ignore
    moments = random.Random(6)
    path = tmp_path / "killed.db"
    for _ in range(4):
        load = subprocess.Popen(
            [*RUN, *arguments], env={**os.environ, "ATLAS_STORE": str(path)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(moments.uniform(0.3, lasts))
        load.send_signal(signal.SIGKILL)
        if load.wait() == 0:
            break
    run(path, *arguments)
    assert content(path) == wanted
