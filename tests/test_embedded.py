"""What only a store in a file can get wrong: the path, the disk, a kill, other processes."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import ladybug
import pytest

import graph.embedded_tables
from graph.embedded import EmbeddedStore
from graph.errors import StoreError, StoreUnavailable
from graph.schema import RELATIONSHIP_TYPES, RELATIONSHIPS, node_properties, relationship_id
from graph.store import Node, Relationship, Store, Transaction

PUT = "store.write(lambda tx: tx.put_nodes([Node('Park', 'park:b', {})]))"

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and file modes of Unix")


def prepared(path: Path) -> EmbeddedStore:
    store = EmbeddedStore(path)
    store.prepare()
    return store


def put(store: Store, *ids: str) -> None:
    store.write(lambda tx: tx.put_nodes([Node("Park", id, {"name": id}) for id in ids]))


def parks(store: Store) -> set[object]:
    return {id for (id,) in store.read("MATCH (n:Park) RETURN n.id AS id").rows}


def program(path: Path, *lines: str) -> list[str]:
    """A command that runs `lines` in another process, with `store` open at the path."""
    head = (
        "import sys",
        "from pathlib import Path",
        "from graph.embedded import EmbeddedStore",
        "from graph.errors import AtlasError",
        "from graph.store import Node",
        f"store = EmbeddedStore(Path({str(path)!r}))",
    )
    return [sys.executable, "-c", "\n".join((*head, *lines))]


def test_the_folder_of_a_store_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "atlas.db"
    put(prepared(path), "park:a")
    assert path.is_file()


def test_asking_whether_a_store_is_empty_makes_no_file(tmp_path: Path) -> None:
    assert EmbeddedStore(tmp_path / "deep" / "atlas.db").is_empty()
    assert list(tmp_path.iterdir()) == []


def _folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("no store at all\n" * 500, encoding="utf-8")


def _cut(path: Path) -> None:
    prepared(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _other_version(path: Path) -> None:
    prepared(path).close()
    raw = bytearray(path.read_bytes())
    raw[4] ^= 0x7F  # behind the magic word stands the version of the storage
    path.write_bytes(raw)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_folder, "is a folder; ATLAS_STORE must name a file"),
        (_text, "is no InnoAtlas store, or a damaged one"),
        (_cut, "is no InnoAtlas store, or a damaged one"),
        (_other_version, "has storage version"),
    ],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_store_is_refused_in_one_line_that_names_it(
    tmp_path: Path, make: Callable[[Path], None], told: str, read_only: bool
) -> None:
    path = tmp_path / "atlas.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreUnavailable) as caught:
        EmbeddedStore(path, read_only=read_only)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


@unix
@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_regular_file_is_refused_and_not_replaced(
    tmp_path: Path, read_only: bool
) -> None:
    path = tmp_path / "atlas.db"
    os.mkfifo(path)
    with pytest.raises(StoreUnavailable, match="no regular file"):
        EmbeddedStore(path, read_only=read_only)
    assert path.is_fifo()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["file/atlas.db", "n" * 300 + ".db"])
def test_a_place_where_no_file_can_be_made_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        prepared(tmp_path / place)


@pytest.mark.parametrize("beside", [".lock", ".loading"])
def test_a_folder_in_the_way_of_a_unit_is_our_error(tmp_path: Path, beside: str) -> None:
    (tmp_path / f"atlas.db{beside}").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        prepared(tmp_path / "atlas.db")
    assert not (tmp_path / "atlas.db").exists()


def test_reading_a_store_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist yet; run `innoatlas load` first"):
        EmbeddedStore(tmp_path / "atlas.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_store_opened_for_reading_refuses_to_write_and_sees_what_others_load(
    tmp_path: Path,
) -> None:
    path = tmp_path / "atlas.db"
    writer = prepared(path)
    reader = EmbeddedStore(path, read_only=True)
    with pytest.raises(StoreError, match="for reading only"):
        put(reader, "park:a")
    put(writer, "park:a")
    assert parks(reader) == {"park:a"}
    subprocess.run(program(path, PUT), check=True)
    assert parks(reader) == parks(writer) == {"park:a", "park:b"}


def test_a_second_process_that_writes_is_refused_and_the_first_is_named(tmp_path: Path) -> None:
    path = tmp_path / "atlas.db"
    prepared(path)
    other = program(
        path, "try:", f"    {PUT}", "except AtlasError as exc:", "    sys.exit(str(exc))"
    )

    def work(_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(other, capture_output=True, text=True)

    refused = EmbeddedStore(path).write(work)
    assert refused.returncode == 1
    assert f"is being written by process {os.getpid()}" in refused.stderr
    assert subprocess.run(other).returncode == 0


def test_a_unit_inside_a_unit_is_refused_and_not_waited_for(embedded: Store) -> None:
    with pytest.raises(StoreError, match="cannot begin inside another"):
        embedded.write(lambda _: put(embedded, "park:a"))
    put(embedded, "park:b")
    assert parks(embedded) == {"park:b"}


@unix
@pytest.mark.parametrize(
    "moment",
    [
        "store.write(lambda tx: (say(), tx.put_nodes(parks)))",
        "store.write(lambda tx: (tx.put_nodes(parks), say()))",
        "store.write(lambda tx: (tx.put_nodes(parks), tx.delete_nodes(['park:a']), say()))",
        "store.write(lambda tx: (tx.put_nodes(parks), tx.define(['CHECKPOINT']), say()))",
        "import os; os.replace = lambda *_: say(); store.write(lambda tx: tx.put_nodes(parks))",
    ],
    ids=["at the start", "after nodes", "after deleting", "on the disk", "before the rename"],
)
def test_a_kill_leaves_the_store_as_it_was(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "atlas.db"
    store = prepared(path)
    put(store, "park:a")
    before = path.read_bytes()
    killed = subprocess.Popen(
        program(
            path,
            "parks = [Node('Park', f'park:{n}', {'summary': 'x' * 500}) for n in range(6000)]",
            "def say():",
            "    print('here', flush=True)",
            "    sys.stdin.read()",
            moment,
        ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdin is not None
    assert killed.stdout is not None
    assert killed.stdout.readline() == "here\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdin.close()
    killed.stdout.close()
    assert path.read_bytes() == before
    assert path.with_name("atlas.db.loading").exists()
    put(store, "park:b")
    assert parks(store) == parks(EmbeddedStore(path)) == {"park:a", "park:b"}
    assert {file.name for file in tmp_path.iterdir()} == {"atlas.db", "atlas.db.lock"}


@pytest.mark.parametrize("ending", [".wal", ".wal.checkpoint"])
def test_a_log_that_a_killed_load_left_is_not_replayed_into_the_next(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / "atlas.db"
    store = prepared(path)
    copy = shutil.copy(path, tmp_path / "elsewhere.db")
    database = ladybug.Database(str(copy))
    connection = ladybug.Connection(database)
    connection.execute("CALL force_checkpoint_on_close = false")
    connection.execute("CREATE (:Park {id: 'park:of-the-killed'})")
    shutil.copy(f"{copy}.wal", f"{path}.loading{ending}")
    connection.close()
    database.close()
    put(store, "park:a")
    assert parks(store) == {"park:a"}


BULK = (
    "from graph.store import Relationship",
    "def nodes():",
    "    yield Node('Industry', 'industry:x', {'name': '产业'})",
    "    for n in range(12_000):",
    "        yield Node('Park', f'park:{n}', {'name': f'园区{n}'})",
    "def facts():",
    "    for n in range(12_000):",
    "        yield Relationship('SUPPORTS', f'r{n}', f'park:{n}', 'industry:x', {'quote': 'q' * 99})",
    "def work(tx):",
    "    tx.put_nodes(nodes())",
    "    tx.put_relationships(facts())",
)


@unix
@pytest.mark.parametrize("moment", [0.0, 0.3, 0.6, 0.9])
def test_a_bulk_load_that_was_killed_ends_in_the_same_graph_after_a_re_run(
    tmp_path: Path, moment: float
) -> None:
    path = tmp_path / "atlas.db"
    put(prepared(path), "park:before")
    begun = "print('begun', flush=True)"
    whole = program(path, *BULK, begun, "store.bulk(work)")
    with subprocess.Popen(whole, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            killed.wait(timeout=3 * moment)
        killed.kill()
    store = EmbeddedStore(path)
    assert len(parks(store)) in {1, 12_001}
    subprocess.run(program(path, *BULK, "store.bulk(work)"), check=True)
    assert len(parks(store)) == 12_001
    ((count, ids),) = store.read(
        "MATCH (:Park)-[r:SUPPORTS]->(:Industry) RETURN count(r) AS n, count(DISTINCT r.id) AS ids"
    ).rows
    assert (count, ids) == (12_000, 12_000)
    assert {file.name for file in tmp_path.iterdir()} == {"atlas.db", "atlas.db.lock"}


def test_relationships_that_wait_on_the_disk_all_land(
    embedded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.embedded_writing.HELD_BYTES", 0)
    monkeypatch.setattr("graph.embedded_writing.LANDED_BYTES", 1)
    ids = [f"park:{n}" for n in range(12)]
    industries = [Node("Industry", "industry:x", {}), Node("Industry", "industry:y", {})]

    def facts(quote: str) -> list[Relationship]:
        return [
            Relationship("SUPPORTS", f"{id} {end.id}", id, end.id, {"quote": quote})
            for id in ids
            for end in industries
        ]

    def work(tx: Transaction) -> None:
        tx.put_nodes([*industries, *(Node("Park", id, {}) for id in ids)])
        for quote in ("first", "last"):
            for fact in facts(quote):
                tx.put_relationships([fact])

    embedded.bulk(work)
    assert embedded.read(
        "MATCH ()-[r:SUPPORTS]->() RETURN count(r) AS n, count(DISTINCT r.id) AS ids, "
        "collect(DISTINCT r.quote) AS quotes"
    ).rows == ((24, 24, ["last"]),)


@unix
@pytest.mark.parametrize("room", [-4096, 0, 4096, 400_000, 1_600_000])
def test_a_disk_that_is_full_is_one_line_and_the_process_lives_on(
    tmp_path: Path, room: int
) -> None:
    path = tmp_path / "atlas.db"
    store = prepared(path)
    put(store, "park:a")
    before = path.read_bytes()
    done = subprocess.run(
        program(
            path,
            "import resource, signal",
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
            f"room = {len(before) + room}, resource.RLIM_INFINITY",
            "parks = [Node('Park', f'park:{n}', {'summary': str(n) * 100}) for n in range(9000)]",
            "resource.setrlimit(resource.RLIMIT_FSIZE, room)",
            "try:",
            "    store.write(lambda tx: tx.put_nodes(parks))",
            "except AtlasError as exc:",
            "    print(exc)",
            "print(store.read('MATCH (n:Park) RETURN n.id AS id').rows)",
        ),
        capture_output=True,
        text=True,
    )
    told, read = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert str(path) in told
    assert "cannot be" in told
    assert read == "(('park:a',),)"
    assert path.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"atlas.db", "atlas.db.lock"}


@unix
def test_a_load_keeps_who_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "atlas.db"
    store = prepared(path)
    path.chmod(0o640)
    put(store, "park:a")
    assert path.stat().st_mode & 0o777 == 0o640


@unix
def test_a_copy_under_way_is_readable_by_no_more_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "atlas.db"
    store = prepared(path)
    path.chmod(0o600)
    seen: list[int] = []
    copyfile = shutil.copyfile

    def watched(source: Path, copy: Path) -> None:
        copyfile(source, copy)
        seen.append(copy.stat().st_mode & 0o777)

    monkeypatch.setattr("shutil.copyfile", watched)
    put(store, "park:a")
    assert seen == [0o600]


@unix
def test_a_link_to_a_store_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.db", tmp_path / "link.db"
    put(prepared(real), "park:a")
    link.symlink_to(real)
    put(EmbeddedStore(link), "park:b")
    assert link.is_symlink()
    assert parks(EmbeddedStore(real)) == {"park:a", "park:b"}


def test_a_long_read_is_answered_however_many_loads_land_meanwhile(embedded: Store) -> None:
    put(embedded, *(f"park:{n}" for n in range(450)))
    answers: list[object] = []

    def look() -> None:
        try:
            table = embedded.read(
                "MATCH (a:Park), (b:Park), (c:Park) "
                "WHERE (a.id + b.id + c.id) STARTS WITH 'park:7' RETURN count(*) AS n"
            )
            answers.append(table.rows)
        except Exception as exc:
            answers.append(exc)

    reader = threading.Thread(target=look)
    reader.start()
    for n in range(6):
        embedded.write(lambda tx, n=n: tx.put_nodes([Node("Region", f"region:{n}", {})]))
        ((count,),) = embedded.read("MATCH (r:Region) RETURN count(r) AS n").rows
        assert count == n + 1
    reader.join()
    assert answers == [((11 * 450 * 450,),)]


def test_closing_waits_for_no_one_and_breaks_no_read_under_way(embedded: Store) -> None:
    put(embedded, *(f"park:{n}" for n in range(300)))
    answers: list[object] = []
    begun = threading.Event()

    def look() -> None:
        begun.set()
        try:
            answers.append(
                embedded.read(
                    "MATCH (a:Park), (b:Park), (c:Park) "
                    "WHERE (a.id + b.id + c.id) STARTS WITH 'x' RETURN count(*) AS n"
                ).rows
            )
        except Exception as exc:
            answers.append(exc)

    reader = threading.Thread(target=look)
    reader.start()
    begun.wait()
    embedded.close()
    reader.join()
    # Which of the two came first is left to the machine; neither is an error of the engine.
    (answer,) = answers
    assert answer == ((0,),) or isinstance(answer, StoreUnavailable)


def test_preparing_a_store_that_is_prepared_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "atlas.db"
    prepared(path).close()
    before = path.stat()
    prepared(path)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_the_schema_gained_is_added_to_an_older_store(tmp_path: Path) -> None:
    path = tmp_path / "atlas.db"
    tables = graph.embedded_tables
    supports = RELATIONSHIPS["SUPPORTS"]
    fewer_ends = dataclasses.replace(supports, ends=supports.ends[:1])
    older = tuple(
        fewer_ends if t is supports else t for t in RELATIONSHIP_TYPES if t.name != "NAMES"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "RELATIONSHIP_TYPES", older)
        patch.setattr(tables, "node_properties", lambda label: node_properties(label)[:1])
        patch.delitem(tables._MACROS, "isEmpty")  # pyright: ignore[reportPrivateUsage]
        store = prepared(path)
    store.close()
    store = prepared(path)
    start, end = supports.ends[-1]
    nodes = [
        Node(start, f"{start.lower()}:a", {"summary": "一"}),
        Node(end, f"{end.lower()}:x", {}),
    ]
    nodes.append(Node("Policy", "policy:p", {}))
    new = [
        Relationship(name, relationship_id(name, a.id, b.id, "policy:p"), a.id, b.id, {})
        for name, a, b in (("SUPPORTS", nodes[0], nodes[1]), ("NAMES", nodes[2], nodes[1]))
    ]
    store.write(lambda tx: (tx.put_nodes(nodes), tx.put_relationships(new)))
    assert store.read(f"MATCH (n:{start}) RETURN n.summary AS s, isEmpty(n.id) AS e").rows == (
        ("一", False),
    )
    assert {kind for (kind,) in store.read("MATCH ()-[r]->() RETURN r.kind AS k").rows} == {
        "SUPPORTS",
        "NAMES",
    }


@pytest.mark.parametrize(
    "cypher",
    ["MATCH (n:LockFile) RETURN n", "MATCH (n:Magic) RETURN n", "MATCH (n:Interrupted) RETURN n",
     "MATCH (n:Park) RETURN n.corrupt AS x", "RETURN 'No space left' AS 'lock file' x"],
)  # fmt: skip
def test_a_word_of_the_user_is_not_taken_for_a_trouble_of_the_store(
    embedded: Store, cypher: str
) -> None:
    with pytest.raises(StoreError) as caught:
        embedded.read(cypher)
    assert not isinstance(caught.value, StoreUnavailable)
    assert "time limit" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    ["date('20000-01-01')", "timestamp('20000-01-01 00:00:00')", "[date('2019-05-06')]",
     "{day: date('2019-05-06')}", "interval('1 day')"],
)  # fmt: skip
def test_a_date_that_would_end_the_process_is_refused(embedded: Store, value: str) -> None:
    with pytest.raises(StoreError, match=r"return toString\(…\)"):
        embedded.read(f"RETURN {value} AS v")
    assert embedded.read("RETURN toString(date('20000-01-01')) AS v").rows == (("20000-01-01",),)


def test_a_page_cache_that_is_too_small_names_its_setting(embedded: Store) -> None:
    heavy = "UNWIND range(1, 9000000) AS x WITH collect(toString(x) + '0123456789') AS l RETURN size(l) AS n"
    with pytest.raises(StoreError, match="raise ATLAS_MEMORY_MB"):
        embedded.read(heavy)
    assert embedded.is_empty()


def test_a_closed_store_says_so(embedded: Store) -> None:
    embedded.close()
    with pytest.raises(StoreUnavailable, match="is closed"):
        embedded.read("RETURN 1 AS one")
    with pytest.raises(StoreUnavailable, match="is closed"):
        put(embedded, "park:a")


def test_engine_names_its_version(embedded: Store) -> None:
    assert embedded.engine == f"Ladybug {ladybug.__version__}"
