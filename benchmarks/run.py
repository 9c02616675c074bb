"""Measure loading, questions, pages and readers; every figure stands beside its yardstick.

Yardsticks are taken in the same run: an empty Python process, the engine's own COPY, the bare
driver's UNWIND, the engine's own time for the same Cypher. A machine that is busy shows in both.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import queries
from benchmarks import loading, serving
from benchmarks.synthetic import Synthetic
from graph.connection import open_store
from graph.embedded import EmbeddedStore
from graph.errors import AtlasError
from graph.neo4j_store import Neo4jStore
from graph.settings import Settings
from graph.store import Reader
from ingest.packaged import packaged_sources
from queries.registry import plans, statement
from queries.subgraph import subgraph

RUNS = 15
READERS = 50
PARK = "park:synthetic-0"
LEVEL = """
MATCH (n:Park {id: $id})-[r]-(m)
WHERE r.kind <> 'MENTIONED_IN'
RETURN DISTINCT m.id AS id LIMIT 500
"""
BETWEEN = """
UNWIND $ids AS wanted
MATCH (a:Enterprise {id: wanted})-[r]->(b)
RETURN a.id AS a, b.id AS b, r AS r
"""


def seconds(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """The median and the 95th percentile of `work` over `runs` runs after one warm-up."""
    work()
    times = sorted(loading.timed(work) for _ in range(runs))
    return statistics.median(times), times[int(len(times) * 0.95)]


# What a process says of itself: the system would count its parent's memory before the exec.
_TELL = """
import atexit, sys
@atexit.register
def tell():
    status = open("/proc/self/status").read() if sys.platform == "linux" else ""
    print("VmHWM:", status.partition("VmHWM:")[2].split()[0] if status else 0, file=sys.stderr)
"""


def process(code: str, *arguments: str, store: Path | None = None) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a whole process that runs `code`."""
    environment = {**os.environ, "ATLAS_STORE": str(store)} if store else dict(os.environ)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _TELL + code, *arguments],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{arguments} failed: {done.stderr}")
    held = int(done.stderr.rpartition("VmHWM:")[2])
    return time.perf_counter() - start, held / 1024


def the_plan(folder: Path) -> None:
    """The load of the packaged plan, and its questions."""
    bare, bare_mb = process("pass")
    store = folder / "plan.db"
    load = ("from api.cli import main; main()", "load", "--packaged", *packaged_sources())
    loads: list[tuple[float, float]] = []
    for _ in range(3):
        store.unlink(missing_ok=True)
        loads.append(process(*load, store=store))
    took, held = statistics.median(t for t, _ in loads), max(m for _, m in loads)
    print(f"load the plan, whole process: {took:.2f} s, {held:.0f} MB")
    print(f"  yardstick, an empty Python process: {bare:.2f} s, {bare_mb:.0f} MB")
    opened = open_store(Settings(store=str(store)), read_only=True)
    the_questions(opened, "the plan")
    opened.close()


def the_questions(store: Reader, of: str, most: float = 3.0) -> None:
    """Every question that needs no parameter: ours beside the engine's run of the same Cypher."""
    print(f"questions of {of}: p50, p95; the engine's own p50 for the same Cypher; ratio")
    wanted = plans(store, None)
    for name, asked in queries.QUESTIONS.items():
        if any(p.required for p in asked.params):
            continue
        try:
            once = loading.timed(lambda name=name: queries.ask(store, name))
        except AtlasError as exc:
            print(f"  {name:26} {exc}")
            continue
        runs = max(1, min(RUNS, int(most / (once or 1e-3))))
        ours, p95 = seconds(lambda name=name: queries.ask(store, name), runs)
        try:
            engine, _ = seconds(lambda name=name: store.read(statement(name), wanted), runs)
        except AtlasError:  # a question of several statements, or one with parameters of its own
            print(f"  {name:26} {ours * 1e3:8.1f} {p95 * 1e3:8.1f} ms")
            continue
        print(
            f"  {name:26} {ours * 1e3:8.1f} {p95 * 1e3:8.1f} ms {engine * 1e3:8.1f} ms "
            f"{ours / engine:5.2f}"
        )


def bulk(folder: Path, graph: Synthetic) -> Path:
    """The synthetic graph into the embedded store, beside the engine's bare COPY."""
    store = folder / "synthetic.db"
    ours = loading.load(EmbeddedStore(store), graph)
    copied = loading.copy(folder / "bare.db", graph)
    size = (graph.nodes_wanted + graph.relationships_wanted) / 1e3
    print(
        f"embedded bulk load of {graph.nodes_wanted:,} nodes, {graph.relationships_wanted:,} "
        f"relationships: {ours:.1f} s ({size / ours:.0f}k rows/s); "
        f"yardstick, bare COPY of ready rows: {copied:.1f} s; ratio {ours / copied:.2f} (asked 2)"
    )
    (folder / "bare.db").unlink()
    return store


def neo4j(folder: Path, graph: Synthetic) -> None:
    """The same into Neo4j, beside the bare driver's UNWIND; each into an empty server."""
    from tests.neo4j_server import NoServer, running_server

    took: dict[str, float] = {}
    for name in ("ours", "bare"):
        try:
            with running_server(folder / name) as server:
                store = Neo4jStore(server.uri, server.user, server.password)
                store.prepare()
                took[name] = (
                    loading.load(store, graph) if name == "ours" else loading.unwind(store, graph)
                )
                store.close()
        except NoServer as exc:
            print(f"Neo4j not measured: {exc}")
            return
    print(
        f"Neo4j bulk load of {graph.nodes_wanted:,} nodes, {graph.relationships_wanted:,} "
        f"relationships: {took['ours']:.1f} s; yardstick, the bare driver's UNWIND of ready rows: "
        f"{took['bare']:.1f} s; rate {took['bare'] / took['ours']:.2f} of it (asked 0.8)"
    )


def subgraphs(store: Reader) -> None:
    """A subgraph of 500 nodes, beside the bare Cypher of its steps."""
    ours, p95 = seconds(lambda: subgraph(store, seeds=[PARK], depth=2, limit=500))

    def bare() -> None:
        ids = [row[0] for row in store.read(LEVEL, {"id": PARK}).rows]
        store.read(BETWEEN, {"ids": ids}, limit=5_000)

    engine, _ = seconds(bare)
    print(
        f"subgraph of 500 nodes round a hub: {ours * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms (asked "
        f"100); yardstick, bare Cypher of its steps: {engine * 1e3:.0f} ms"
    )


def plan_values(store: Path) -> dict[str, str]:
    """One node of each kind that a page is about: what most lines meet."""
    opened = open_store(Settings(store=str(store)), read_only=True)
    found: dict[str, str] = {"text": "高新"}
    for folder, label in (("parks", "Park"), ("industries", "Industry"), ("sources", "Policy")):
        rows = opened.read(
            f"MATCH (n:{label})-[r]-(m) RETURN n.id AS id, count(r) AS c ORDER BY c DESC LIMIT 1"
        ).rows
        found[folder] = str(rows[0][0]) if rows else ""
    opened.close()
    return found | {"nodes": found["parks"]}


def pages(store: Path, of: str, minutes: float, values: dict[str, str]) -> None:
    """Every page and route over loopback, the API's overhead, and 50 readers at once."""
    names = [n for n, q in queries.QUESTIONS.items() if not any(p.required for p in q.params)]
    with serving.server(store) as (port, pid):
        answered = [serving.asked(port, p) for p in serving.addresses(store, values, names)]
        print(f"addresses over {of}: p50, p95, bytes; slowest first")
        for a in sorted(answered, key=lambda a: -a.p95):
            shown = "" if a.status == 200 else f" ({a.status})"
            print(f"  {a.path:60} {a.p50 * 1e3:8.1f} {a.p95 * 1e3:8.1f} ms {a.size:9,}{shown}")
        opened = open_store(Settings(store=str(store)), read_only=True)
        wanted = plans(opened, None)
        for name in ("matrix", "pilots", "targets"):
            engine, _ = seconds(lambda name=name: opened.read(statement(name), wanted))
            api = serving.asked(port, f"/api/v1/questions/{name}")
            print(
                f"  API overhead of {name}: {api.p50 * 1e3:.1f} ms, {engine * 1e3:.1f} ms for the "
                f"same Cypher run directly; ratio {api.p50 / engine:.2f} (asked 1.5)"
            )
        opened.close()
        quick = [a.path for a in answered if a.status == 200 and a.p95 < 0.5]
        met = serving.crowd(port, quick, READERS, minutes * 60)
        print(
            f"  {READERS} readers for {minutes:g} min: {met.answers} answers, {met.failures} "
            f"failures, p95 {met.p95 * 1e3:.0f} ms; server {serving.memory(pid):.0f} MB"
        )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--nodes", type=int, default=100_000, help="of the synthetic graph")
    options.add_argument("--large", action="store_true", help="1,000,000 nodes")
    options.add_argument("--minutes", type=float, default=0.25, help="of 50 readers at once")
    options.add_argument("--neo4j", type=int, default=20_000, help="nodes for Neo4j; 0 for none")
    chosen = options.parse_args()
    nodes = 1_000_000 if chosen.large else chosen.nodes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        the_plan(folder)
        values = plan_values(folder / "plan.db")
        pages(folder / "plan.db", "the plan", chosen.minutes, values)
        store = bulk(folder, Synthetic(nodes, nodes * 5))
        opened = open_store(Settings(store=str(store)), read_only=True)
        the_questions(opened, f"{nodes:,} nodes")
        subgraphs(opened)
        opened.close()
        values = plan_values(store) | {"text": "合成华"}
        pages(store, f"{nodes:,} nodes", chosen.minutes, values)
        if chosen.neo4j:
            neo4j(folder, Synthetic(chosen.neo4j, chosen.neo4j * 5))
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
