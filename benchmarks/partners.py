"""Measure partner search, and local push beside networkx, on a made-up graph.

    python -m benchmarks.partners [NODES]     # 100,000 nodes unless told otherwise

Times are of whole answers (names, paths, evidence), warm, over nodes drawn by a seed; the first
one is told apart. networkx runs its own personalised PageRank on the same ties in the same run;
the overlap is of the first 20 nodes, where those that networkx puts level count as equal.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx

from benchmarks.loading import load
from benchmarks.synthetic import Synthetic
from graph.connection import open_store
from graph.settings import Settings
from graph.store import Store
from queries.neighbourhood import Neighbourhood
from queries.partners import partners
from queries.push import walked

RUNS = 60
WALKS = 5
TOP = 20


def answers(store: Store, made: Synthetic) -> None:
    """Print the times of partner searches by kind of node."""
    drawn = random.Random(1)
    for label, size in (("Enterprise", made.enterprises), ("Park", made.parks)):
        asked = [made.id(label, drawn.randrange(size)) for _ in range(RUNS + 1)]
        times: list[float] = []
        for node in asked:
            start = time.perf_counter()
            partners(store, node=node)
            times.append((time.perf_counter() - start) * 1000)
        first, *rest = times
        rest.sort()
        print(
            f"{label}: first {first:.0f} ms, p50 {statistics.median(rest):.0f} ms, "
            f"p95 {rest[int(len(rest) * 0.95) - 1]:.0f} ms",
            flush=True,
        )


def walks(store: Store, made: Synthetic) -> None:
    """Print local push beside networkx on the same ties."""
    graph = nx.Graph()
    table = store.read(
        "MATCH (a)-[r]->(b) WHERE r.kind IN ['SUPPORTS', 'LOCATED_IN', 'AFFILIATED_WITH', "
        "'FOCUSES_ON', 'SUPPLIES'] RETURN a.id AS a, b.id AS b"
    )
    graph.add_edges_from((str(a), str(b)) for a, b in table.rows)
    drawn = random.Random(2)
    for _ in range(WALKS):
        node = made.id("Enterprise", drawn.randrange(made.enterprises))
        start = time.perf_counter()
        true = nx.pagerank(graph, alpha=0.85, personalization={node: 1})
        theirs = time.perf_counter() - start
        start = time.perf_counter()
        near = Neighbourhood(store)
        most = near.budget.walk
        mass = walked([node], near.neighbours, most_read=most, share=near.share).mass
        ours = time.perf_counter() - start
        level = sorted(true.values(), reverse=True)[TOP - 1] * (1 - 1e-9)
        best = sorted(mass, key=lambda n: (-mass[n], n))[:TOP]
        overlap = sum(true[n] >= level for n in best) / TOP
        print(
            f"networkx {theirs:.2f} s, local push {ours * 1000:.0f} ms "
            f"({theirs / ours:.0f} times faster), top-{TOP} overlap {overlap:.2f}",
            flush=True,
        )


def main() -> None:
    """Make the graph, load it, measure."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    made = Synthetic(size, size * 5)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atlas.db"
        store = open_store(Settings(store=str(path), memory_mb=4096))
        load(store, made)
        store.close()
        store = open_store(Settings(store=str(path), memory_mb=1024), read_only=True)
        print(f"{size:,} nodes, {size * 5:,} relationships")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers(store, made)
        used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"memory: {used:.0f} MB more than before the first answer, the engine's included")
        walks(store, made)
        store.close()


if __name__ == "__main__":
    main()
