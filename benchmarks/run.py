"""Measure loading and questions; every figure stands beside its yardstick from the same run.

Loading is the whole process, beside a process that only imports Python. A question is the median
of its function, beside the median of the engine's own run of the same Cypher.
"""

from __future__ import annotations

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
from graph.connection import open_store
from graph.settings import Settings
from queries.registry import plans, statement

RUNS = 15


def seconds(work: Callable[[], object]) -> float:
    """The median time of `work` over RUNS runs after one warm-up."""
    work()
    times: list[float] = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def process(*arguments: str, store: Path | None = None) -> tuple[float, float]:
    """Seconds and peak memory (MB) of a whole process."""
    environment = {**os.environ, "ATLAS_STORE": str(store)} if store else dict(os.environ)
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL
    )
    _, code, usage = os.wait4(child.pid, 0)
    if code:
        raise SystemExit(f"{arguments} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    cli = ("-c", "from api.cli import main; main()")
    with tempfile.TemporaryDirectory() as folder:
        bare, bare_mb = process("-c", "pass")
        store = Path(folder) / "atlas.db"
        loads = []
        for _ in range(5):
            store.unlink(missing_ok=True)
            loads.append(process(*cli, "load", "--packaged", store=store))
        took, memory = statistics.median(t for t, _ in loads), max(m for _, m in loads)
        print(f"load the plan, whole process: {took:.2f} s, {memory:.0f} MB")
        print(f"  yardstick, an empty Python process: {bare:.2f} s, {bare_mb:.0f} MB")
        opened = open_store(Settings(store=str(store)), read_only=True)
        print("question: ours, engine's own time for the same Cypher, ratio")
        wanted = plans(opened, None)
        for name, asked in queries.QUESTIONS.items():
            if any(p.required for p in asked.params):
                continue
            ours = seconds(lambda name=name: queries.ask(opened, name))
            engine = seconds(lambda name=name: opened.read(statement(name), wanted))
            print(f"  {name:26} {ours * 1e3:7.2f} ms {engine * 1e3:7.2f} ms {ours / engine:5.2f}")
        opened.close()
    print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
