"""The server, asked over loopback: every page and route, its overhead, and many readers at once."""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.routing import APIRoute

from api.app import create_app
from graph.settings import Settings

_QUERIES = {
    "search": "?q={text}", "paths": "?from={parks}&to={industries}", "network": "?seed={parks}",
    "network.svg": "?seed={parks}", "subgraph": "?seed={parks}&depth=2&limit=500",
    "partners": "?industry={industries}",
}  # fmt: skip
"""What an address without which it answers nothing of interest is asked."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How an address was answered: status, seconds at the median and the 95th centile, bytes."""

    path: str
    status: int
    p50: float
    p95: float
    size: int


@contextmanager
def server(store: Path) -> Generator[tuple[int, int]]:
    """A server of a store: its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {**os.environ, "ATLAS_STORE": str(store), "ATLAS_RATE": "0"}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", f"--port={port}"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def addresses(store: Path, values: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Every address that the app answers with GET and whose parameters `values` can fill.

    `names` are questions; `{id}` takes the value of the folder before it (`/parks/{id}`).
    """
    found: set[str] = set()
    for path in _paths(create_app(Settings(store=str(store))).routes, ""):
        wanted = re.findall(r"{(\w+)", path)
        folder = path.split("/{")[0].rpartition("/")[2]
        value = values.get(folder)
        if wanted == ["name"] and folder == "questions":
            found |= {path.replace("{name}", name) for name in names}
        elif not wanted:
            query = _QUERIES.get(path.rpartition("/")[2], "")
            found.add(path + query.format_map({k: quote(v) for k, v in values.items()}))
        elif len(wanted) == 1 and value:
            found.add(re.sub(r"{[^}]*}", quote(value, safe=":"), path))
    return sorted(found)


def _paths(routes: Iterable[Any], prefix: str) -> Generator[str]:
    for route in routes:
        if inner := getattr(route, "original_router", None):
            context = getattr(route, "include_context", None)
            yield from _paths(inner.routes, prefix + getattr(context, "prefix", ""))
        elif isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            yield prefix + route.path


def asked(port: int, path: str, runs: int = 20, seconds: float = 4.0) -> Answered:
    """Ask one address again and again, up to `runs` times or for `seconds`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: list[float] = []
    status, size = 0, 0
    end = time.perf_counter() + seconds
    for run in range(runs + 1):
        start = time.perf_counter()
        try:
            status, size = _get(connection, path)
        except (OSError, http.client.HTTPException):  # shown as status 0
            connection.close()
            status, size = 0, 0
        if run:  # the first one warms up
            times.append(time.perf_counter() - start)
        if time.perf_counter() > end and times:
            break
    connection.close()
    return Answered(path, status, statistics.median(times), _p95(times), size)


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, int]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    return response.status, len(response.read())


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many readers met: answers, failures, and seconds at the 95th percentile."""

    answers: int
    failures: int
    p95: float


def crowd(port: int, paths: list[str], readers: int, seconds: float) -> Crowd:
    """Let `readers` threads ask in turn for `seconds`; each keeps its connection."""
    times: list[list[float]] = [[] for _ in range(readers)]
    failures = [0] * readers
    end = time.perf_counter() + seconds

    def read(reader: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        turn = reader
        while time.perf_counter() < end:
            start = time.perf_counter()
            try:
                status, _ = _get(connection, paths[turn % len(paths)])
                failures[reader] += status >= 400
            except (OSError, http.client.HTTPException):
                failures[reader] += 1
                connection.close()
            times[reader].append(time.perf_counter() - start)
            turn += 1
        connection.close()

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [t for found in times for t in found]
    return Crowd(len(every), sum(failures), _p95(every))


def memory(process: int) -> float:
    """The most memory (MB) that a process has held; 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+)", text)
    return int(found[1]) / 1024 if found else 0.0
