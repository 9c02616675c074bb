"""The review of names: what is open, what a judgement does, on the command line and as a page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import cli
from api.app import create_app
from api.keys import Keys, keys_file
from graph.connection import open_store
from graph.errors import InvalidRequest, NotFound
from graph.schema import label_of
from graph.settings import Settings
from graph.store import Node, Store, Transaction, Value
from ingest.identity import known_records
from ingest.judgements import Judgement, Judgements, Verdict, append, read_log
from ingest.review import judge, open_asks

AT = "2026-01-01T00:00:00Z"
PLAN, REGISTER, LIST = "policy:plan", "register:one", "register:two"
SHORT, FULL, OTHER = "enterprise:short", "enterprise:full", "enterprise:other"


def _node(id: str, name: str, source: str, **more: Value) -> Node:
    values = {"id": id, "name": name, "sources": [source], "status": "exists", **more}
    return Node(label_of(id) or "", id, values)


NODES = (
    _node(SHORT, "东软", PLAN),
    _node(FULL, "东软集团股份有限公司", REGISTER),
    _node(OTHER, "东软公司", LIST),
    _node("enterprise:else", "獐子岛集团股份有限公司", REGISTER),
    _node("park:a", "东软", PLAN),
)


def _put(store: Store, *nodes: Node) -> None:
    def work(tx: Transaction) -> None:
        tx.put_nodes(nodes)

    store.write(work)


def _said(left: str, right: str, verdict: Verdict, why: str = "") -> Judgement:
    return Judgement(left, right, verdict, "王", AT, why)


def _alive(store: Store) -> set[str]:
    return {record.id for record in known_records(store)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled embedded store, to be copied."""
    path = tmp_path_factory.mktemp("made") / "atlas.db"
    store = open_store(Settings(store=str(path)))
    store.prepare()
    _put(store, *NODES)
    store.close()
    return path


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a filled embedded store that the environment names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATLAS_STORE", "atlas.db")
    shutil.copy(made, "atlas.db")
    return tmp_path


@pytest.fixture
def filled(home: Path) -> Iterator[Store]:
    """Three names of one firm, one firm of another name, and a park."""
    store = open_store(Settings(store=str(home / "atlas.db")))
    yield store
    store.close()


ALL = {node.id for node in NODES}


def test_open_asks_are_pairs_of_the_store_of_which_nobody_judged(filled: Store) -> None:
    pairs = {(SHORT, FULL), (FULL, OTHER), (OTHER, SHORT)}
    asked = {frozenset((a.left.id, a.right.id)) for a in open_asks(filled, Judgements())}
    assert asked == {frozenset(pair) for pair in pairs}
    judged = Judgements([_said(SHORT, FULL, "different")])
    asked = {frozenset((a.left.id, a.right.id)) for a in open_asks(filled, judged)}
    assert asked == {frozenset(pair) for pair in pairs - {(SHORT, FULL)}}
    assert list(open_asks(filled, Judgements(), ["Park"])) == []


def test_same_makes_the_plans_node_stand_for_both(store: Store, tmp_path: Path) -> None:
    _put(store, *NODES)
    assert judge(store, tmp_path / "log", _said(FULL, SHORT, "same"))
    assert _alive(store) == ALL - {FULL}
    (firm,) = (r for r in known_records(store) if r.id == SHORT)
    assert (firm.aliases, firm.also) == (("东软集团股份有限公司",), (FULL,))
    assert judge(store, tmp_path / "log", _said(FULL, SHORT, "undo"))
    assert _alive(store) == ALL


def test_a_judgement_closes_a_chain_and_undo_opens_only_its_own_link(
    filled: Store, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    judge(filled, log, _said(FULL, OTHER, "same"))
    judge(filled, log, _said(OTHER, SHORT, "same"))
    assert _alive(filled) == ALL - {FULL, OTHER}
    judge(filled, log, _said(FULL, OTHER, "undo"))
    assert _alive(filled) == ALL - {OTHER}
    (firm,) = (r for r in known_records(filled) if r.id == SHORT)
    assert firm.also == (OTHER,)
    judge(filled, log, _said(SHORT, OTHER, "different"))
    assert _alive(filled) == ALL


def test_a_repeated_judgement_adds_no_line(filled: Store, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert judge(filled, log, _said(SHORT, FULL, "same"))
    assert not judge(filled, log, _said(FULL, SHORT, "same"))
    assert len(read_log(log)) == 1


def test_a_contradiction_is_refused_with_its_lines(filled: Store, tmp_path: Path) -> None:
    log = tmp_path / "log"
    judge(filled, log, _said(SHORT, FULL, "same"))
    judge(filled, log, _said(FULL, OTHER, "same"))
    with pytest.raises(InvalidRequest, match=r"judged one and two: lines 1, 2, 3; undo one"):
        judge(filled, log, _said(SHORT, OTHER, "different"))
    assert len(read_log(log)) == 2
    assert _alive(filled) == ALL - {FULL, OTHER}


def test_what_cannot_be_judged_is_refused_and_not_kept(filled: Store, tmp_path: Path) -> None:
    log = tmp_path / "log"
    _put(
        filled,
        _node("enterprise:x", "甲", LIST, uscc="1"),
        _node("enterprise:y", "甲", LIST, uscc="2"),
    )
    with pytest.raises(InvalidRequest, match="two codes are never one"):
        judge(filled, log, _said("enterprise:x", "enterprise:y", "same"))
    with pytest.raises(InvalidRequest, match="two labels are never one"):
        judge(filled, log, _said(SHORT, "park:a", "same"))
    with pytest.raises(NotFound, match="enterprise:none"):
        judge(filled, log, _said(SHORT, "enterprise:none", "same"))
    with pytest.raises(InvalidRequest, match="nothing is judged of"):
        judge(filled, log, _said(SHORT, FULL, "undo"))
    assert read_log(log) == []
    assert _alive(filled) == ALL | {"enterprise:x", "enterprise:y"}


def test_a_store_that_lags_behind_the_log_follows_at_the_next_judgement(
    filled: Store, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    append(log, _said(SHORT, FULL, "same"))  # the process ended before the store was written
    assert not judge(filled, log, _said(SHORT, FULL, "same"))
    assert _alive(filled) == ALL - {FULL}


# The command line


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["innoatlas", *arguments])
    try:
        cli.main()
    except SystemExit as exc:
        return int(exc.code or 0)
    return 0


def test_the_command_line_lists_judges_and_undoes(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def listed(*options: str) -> list[dict[str, object]]:
        assert _run(monkeypatch, "review", "--format", "json", *options) == 0
        return json.loads(capsys.readouterr().out)

    first = listed()[0]
    assert {first["left"], first["right"]} <= {SHORT, FULL, OTHER}
    assert first["verdict"] == "ask"
    assert {"name", "score", "weight", "why"} == set(first["parts"][0])  # pyright: ignore[reportIndexIssue, reportUnknownArgumentType]
    assert len(listed("--limit", "1")) == 1
    assert _run(monkeypatch, "judge", SHORT, FULL, "same", "--why", "简称") == 0
    assert "kept 已记录" in capsys.readouterr().out
    (line,) = read_log(home / "atlas.db.judgements.jsonl")
    assert (line.left, line.right, line.verdict, line.why) == (SHORT, FULL, "same", "简称")
    assert [(row["left"], row["verdict"]) for row in listed("--judged")] == [(SHORT, "same")]
    assert _run(monkeypatch, "judge", SHORT, FULL, "--undo") == 0
    capsys.readouterr()
    assert listed("--judged") == []
    assert _run(monkeypatch, "review") == 0
    assert "字号与行业 brand and trade" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("judge", SHORT, FULL, "maybe"), "verdict 'maybe' is unknown"),
        (("judge", SHORT, FULL), "give one of these, or --undo alone"),
        (("judge", SHORT, FULL, "same", "--undo"), "--undo takes no verdict"),
        (("judge", SHORT, "enterprise:none", "same"), "no Enterprise 'enterprise:none'"),
        (("review", "--label", "Region"), "label 'Region' has no review; allowed: Park"),
    ],
)
def test_the_command_line_says_in_one_line_what_is_wrong(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert _run(monkeypatch, *arguments) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


# The explorer


def _client(settings: Settings, key: str | None = None) -> TestClient:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    address = ("127.0.0.1", 1) if key is None else ("10.0.0.9", 1)
    return TestClient(create_app(settings), headers=headers, client=address, follow_redirects=False)


@pytest.mark.parametrize(("lang", "title"), [("zh", "名称核对"), ("en", "Names to check")])
def test_the_page_lists_pairs_with_their_parts(home: Path, lang: str, title: str) -> None:
    with _client(Settings(store=str(home / "atlas.db"))) as client:
        page = client.get(f"/review?lang={lang}").text
    assert title in page
    assert "东软集团股份有限公司" in page
    assert f'value="{FULL}"' in page
    assert ("字号与行业" if lang == "zh" else "brand and trade") in page


def test_the_page_decides_and_shows_what_was_decided(home: Path) -> None:
    settings = Settings(store=str(home / "atlas.db"))
    with _client(settings) as client:
        form = {"left": SHORT, "right": FULL, "verdict": "same", "why": "简称"}
        answer = client.post("/review", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/review")
        page = client.get("/review").text
        assert "已判定" in page
        assert "简称" in page
        assert page.count("东软集团股份有限公司") == 1  # by its name, though it was merged
        undone = client.post("/review", data={**form, "verdict": "undo"})
        assert undone.status_code == 303
        assert "已判定" not in client.get("/review").text
    assert [j.verdict for j in read_log(home / "atlas.db.judgements.jsonl")] == ["same", "undo"]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"left": SHORT, "right": FULL}, 400),
        ({"left": SHORT, "right": FULL, "verdict": "maybe"}, 400),
        ({"left": SHORT, "right": "enterprise:none", "verdict": "same"}, 404),
    ],
)
def test_a_wrong_form_is_refused(home: Path, form: dict[str, str], status: int) -> None:
    with _client(Settings(store=str(home / "atlas.db"))) as client:
        assert client.post("/review", data=form).status_code == status
    assert read_log(home / "atlas.db.judgements.jsonl") == []


def test_only_who_may_load_may_judge(home: Path) -> None:
    settings = Settings(store=str(home / "atlas.db"))
    keys = Keys(keys_file(settings))
    reader, admin = keys.create("reader", "read"), keys.create("admin", "admin")
    form = {"left": SHORT, "right": FULL, "verdict": "different"}
    with _client(settings, reader) as client:
        assert '<form class="form" method="post"' not in client.get("/review").text
        assert client.post("/review", data=form).status_code == 403
    with _client(settings, admin) as client:
        assert client.post("/review", data=form).status_code == 303
    assert len(read_log(home / "atlas.db.judgements.jsonl")) == 1
