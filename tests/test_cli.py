"""The command line, as a process: what it prints, and one clear line for every error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUN = [sys.executable, "-c", "from api.cli import main; main()"]
PLAN = "liaoning-six-projects-2019"


def run(store: Path, *arguments: str, ok: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*RUN, *arguments], capture_output=True, text=True, check=False, encoding="utf-8",
        env={**os.environ, "ATLAS_STORE": str(store), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert (done.returncode == 0) == ok, done.stderr
    return done


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "atlas.db"
    run(path, "load", "--packaged", PLAN)
    return path


def test_a_second_load_says_unchanged(store: Path) -> None:
    assert "unchanged" in run(store, "load", "--packaged", PLAN).stdout


def test_a_matrix_of_more_industries_than_fit_goes_on_below(tmp_path: Path) -> None:
    names = [f"储能材料{c}号" for c in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"]
    said = "".join(f"荆门高新区重点发展{name}。" for name in names) + "黄石高新区重点发展氢能。"
    plan = tmp_path / "plan.txt"
    plan.write_text(f"某省方案\n一、任务\n（一）产业\n{said}", "utf-8")
    path = tmp_path / "atlas.db"
    run(path, "load", str(plan))
    grid = run(path, "ask", "matrix").stdout
    assert grid.count("据") == len(names) + 1 + 1  # each fact once, and the legend
    assert "…" not in grid
    assert grid.count("黄石高新区") == 1
    assert "/ 21" in grid


def test_the_matrix_as_a_grid_and_as_json(store: Path) -> None:
    grid = run(store, "ask", "matrix").stdout
    assert grid.count("据") == 25 + 1
    cells = json.loads(run(store, "ask", "matrix", "--format", "json").stdout)
    assert sum(cell["state"] == "stated" for cell in cells) == 25


def test_questions_are_listed_in_the_promised_shape(store: Path) -> None:
    listed = json.loads(run(store, "ask", "--format", "json").stdout)
    assert all(set(q) == {"name", "question", "params"} for q in listed)
    assert all(
        set(p) == {"name", "type", "required", "default"} for q in listed for p in q["params"]
    )


def test_cypher_as_json_is_an_array_of_objects_by_column(store: Path) -> None:
    text = "MATCH (p:Park {name: $name})-[:SUPPORTS]->(i) RETURN count(i) AS n"
    done = run(store, "cypher", text, "--param", "name=大连高新区", "--format", "json")
    assert json.loads(done.stdout) == [{"n": 6}]


def test_a_table_keeps_every_column_that_was_asked_for(store: Path) -> None:
    text = "MATCH (p:Park) RETURN p.id AS id, p.name AS source, null AS nothing LIMIT 1"
    header = run(store, "cypher", text).stdout.splitlines()[0]
    assert {"id", "source", "nothing"} <= set(header.replace("┃", " ").split())


def test_csv_keeps_every_digit_of_a_number(store: Path) -> None:
    done = run(store, "cypher", "RETURN 1234567.0 AS a, 0.12345678 AS b", "--format", "csv")
    assert done.stdout == "a,b\n1234567,0.12345678\n"


def test_status_counts_what_the_store_holds(store: Path) -> None:
    rows = json.loads(run(store, "status", "--format", "json").stdout)
    values = {row["what"]: row["value"] for row in rows}
    assert values["store"] == str(store)
    assert values["relationships SUPPORTS"] == 25
    assert any(what.startswith("load policy:") for what in values)


def test_debug_shows_a_trace_and_the_line_without_it(store: Path) -> None:
    assert "Traceback" in run(store, "--debug", "ask", "nothing", ok=False).stderr
    assert "Traceback" not in run(store, "ask", "nothing", ok=False).stderr


def test_without_a_command_it_shows_its_help(store: Path) -> None:
    assert "Usage" in run(store, ok=False).stdout
    assert "Usage" in run(store, "--help").stdout


def test_packaged_names_and_files_load_together(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("某省方案\n一、任务\n（一）产业\n氢能产业依托合肥高新区。", "utf-8")
    done = run(tmp_path / "a.db", "load", "--packaged", str(plan))
    assert done.stdout.count("loaded") == 1 and "某省方案" in done.stdout


def test_a_cut_answer_says_so(store: Path) -> None:
    done = run(store, "cypher", "MATCH (p:Park) RETURN p.name AS name", "--limit", "2")
    assert "cut at 2 rows" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("cypher", "MATCH (n) DELETE n"), "DELETE"),
        (("cypher", "MATCH (n) RETURN n; CREATE (m:Park)"), "one statement"),
        (("cypher", "MATCH (n RETURN n"), "error:"),
        (("cypher", "MATCH (n {id: $x}) RETURN n"), "$x"),
        (("ask", "supporter"), "supporters"),
        (("ask", "supporters"), "industry"),
        (("ask", "supporters", "-p", "industry=火星"), "火星"),
        (("ask", "matrix", "-p", "x=1"), "x"),
        (("ask", "matrix", "--format", "xml"), "xml"),
        (("load", "none.txt"), "none.txt"),
        (("load",), "nothing to load"),
        (("load", "--packaged", "nowhere"), "nowhere"),
        (("serve", "--host", "0.0.0.0"), "0.0.0.0"),
        (("cypher", "MATCH (n) RETURN n", "-p", "x"), "NAME=VALUE"),
        (("nosuch",), "nosuch"),
        (("cypher",), "text"),
        (("ask", "matrix", "--format"), "--format"),
        (("serve", "--port", "many"), "--port"),
        (("ask", "matrix", "--colour"), "--colour"),
    ],
)
def test_an_error_is_one_line_that_names_what_failed(
    store: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = run(store, *arguments, ok=False)
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{broken", "line 2"),
        ('{"node": "Castle", "id": "castle:a", "name": "x"}', "Castle"),
        ('{"node": "Park", "id": "industry:a", "name": "x"}', "industry:a"),
        ('{"node": "Park", "id": "park:a", "name": "x", "emerging": true}', "emerging"),
        ('{"relationship": "SUPPORTS", "start": "park:a", "end": "industry:b"}', "park:a"),
    ],
)
def test_a_facts_file_with_a_bad_line_names_it_and_leaves_the_store(
    store: Path, tmp_path: Path, line: str, says: str
) -> None:
    before = store.read_bytes()
    file = tmp_path / "facts.jsonl"
    file.write_text('{"node": "Policy", "id": "policy:x", "name": "x"}\n' + line, "utf-8")
    done = run(store, "load", str(file), ok=False)
    assert says in done.stderr and "line 2" in done.stderr
    assert store.read_bytes() == before


def test_extracted_facts_load_to_the_same_graph(store: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("某省方案\n一、任务\n（一）产业\n氢能产业依托合肥高新区。", "utf-8")
    facts = tmp_path / "facts.jsonl"
    run(store, "extract", str(plan), "-o", str(facts))
    a, b = tmp_path / "a.db", tmp_path / "b.db"
    run(a, "load", str(plan))
    run(b, "load", str(facts))
    text = "MATCH (a)-[r]->(b) RETURN r.id AS id, r.quote AS quote ORDER BY id"
    assert (
        run(a, "cypher", text, "--format", "json").stdout
        == run(b, "cypher", text, "--format", "json").stdout
    )


def test_corrections_add_change_and_reject(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("某省方案\n一、任务\n（一）产业\n氢能产业依托合肥高新区、芜湖高新区。", "utf-8")
    corrections = tmp_path / "c.jsonl"
    corrections.write_text(
        '{"reject": "SUPPORTS", "start": "park:hefei-gaoxinqu", "end": "industry:qingneng"}\n'
        '{"change": "park:wuhu-gaoxinqu", "tier": "国家级"}\n',
        "utf-8",
    )
    path = tmp_path / "a.db"
    run(path, "load", str(plan), "--corrections", str(corrections))
    rows = json.loads(
        run(path, "ask", "supporters", "-p", "industry=氢能", "--format", "json").stdout
    )
    assert [r["park"] for r in rows] == ["芜湖高新区"]
    stale = tmp_path / "stale.jsonl"
    stale.write_text('{"reject": "park:nobody"}\n', "utf-8")
    assert "line 1" in run(path, "load", str(plan), "--corrections", str(stale), ok=False).stderr


def test_a_store_that_is_a_folder_or_missing_is_refused_clearly(tmp_path: Path) -> None:
    assert "folder" in run(tmp_path, "ask", "matrix", ok=False).stderr
    assert "innoatlas load" in run(tmp_path / "no.db", "ask", "matrix", ok=False).stderr
    other = tmp_path / "text.db"
    other.write_text("this is no store" * 1000)
    assert "text.db" in run(other, "ask", "matrix", ok=False).stderr


def test_neo4j_that_is_down_is_one_clear_line(tmp_path: Path) -> None:
    env = {**os.environ, "ATLAS_STORE": "bolt://127.0.0.1:1", "ATLAS_NEO4J_PASSWORD": "x"}
    done = subprocess.run(
        [*RUN, "ask", "matrix"], capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 1
    assert "127.0.0.1:1" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("delay", [0.8, 1.5])
def test_a_kill_in_mid_load_leaves_the_store_as_it_was(tmp_path: Path, delay: float) -> None:
    path = tmp_path / "atlas.db"
    first = tmp_path / "first.txt"
    first.write_text("某省方案\n一、任务\n（一）产业\n氢能产业依托合肥高新区。", "utf-8")
    run(path, "load", str(first))
    before = path.read_bytes()
    load = subprocess.Popen(
        [*RUN, "load", "--packaged", PLAN], env={**os.environ, "ATLAS_STORE": str(path)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(delay)
    load.send_signal(signal.SIGKILL)
    landed = load.wait() == 0
    whole = '[\n {\n  "n": 26\n }\n]\n'
    assert landed or path.read_bytes() == before or _supports(path) == whole
    run(path, "load", "--packaged", PLAN)
    assert _supports(path) == whole


def _supports(path: Path) -> str:
    text = "MATCH ()-[r:SUPPORTS]->() RETURN count(r) AS n"
    return run(path, "cypher", text, "--format", "json").stdout
