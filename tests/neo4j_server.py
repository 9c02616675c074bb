"""A real Neo4j for the tests: one that is named, else Docker, else its own jars from Maven."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_POM = Path(__file__).with_name("pom.xml")
_USER = "neo4j"
_PASSWORD = "atlas-tests"
_START_SECONDS = 120.0
_OPENED = ("java.nio", "java.io", "sun.nio.ch")


class NoServer(Exception):
    """No Neo4j can be had on this machine; the text says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its bolt address and how to log in."""

    uri: str
    user: str
    password: str


@contextmanager
def running_server(scratch: Path) -> Generator[Server]:
    """A running server, stopped at the end unless it was running before.

    `scratch` is an empty folder for its files. Raises NoServer.
    """
    if uri := os.environ.get("ATLAS_TEST_NEO4J"):
        yield Server(
            uri,
            os.environ.get("ATLAS_TEST_NEO4J_USER", _USER),
            os.environ.get("ATLAS_TEST_NEO4J_PASSWORD", ""),
        )
    elif _docker_answers():
        with _container() as server:
            yield server
    else:
        with _process(_jars(), scratch) as server:
            yield server


@contextmanager
def server_of_import(scratch: Path, arguments: Path) -> Generator[Server]:
    """A server that starts on what its offline importer made of a file of arguments.

    Raises NoServer when its own jars cannot be had.
    """
    with _process(_jars(), scratch, arguments) as server:
        yield server


def _version() -> str:
    found = re.search(r"<neo4j\.version>(.+?)</", _POM.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _docker_answers() -> bool:
    if shutil.which("docker") is None:
        return False
    try:
        asked = subprocess.run(["docker", "info"], capture_output=True, timeout=10)
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


@contextmanager
def _container() -> Generator[Server]:
    port = free_port()
    command = ["docker", "run", "--rm", "--detach", "--publish", f"127.0.0.1:{port}:7687"]
    for name, value in {
        "NEO4J_AUTH": f"{_USER}/{_PASSWORD}",
        "NEO4J_server_memory_heap_max__size": "512m",
        "NEO4J_server_memory_pagecache_size": "64m",
        "NEO4J_dbms_usage__report_enabled": "false",
    }.items():
        command += ["--env", f"{name}={value}"]
    started = subprocess.run(
        [*command, f"neo4j:{_version()}-community"], capture_output=True, text=True
    )
    if started.returncode != 0:
        raise NoServer(f"Docker does not run neo4j:{_version()}-community: {started.stderr}")
    container = started.stdout.strip()
    try:
        _wait(lambda: _docker_log(container))
        yield Server(f"bolt://127.0.0.1:{port}", _USER, _PASSWORD)
    finally:
        subprocess.run(["docker", "stop", container], capture_output=True)


def _docker_log(container: str) -> str:
    shown = subprocess.run(["docker", "logs", container], capture_output=True, text=True)
    if shown.returncode != 0:
        raise NoServer(f"the container of Neo4j has ended: {shown.stderr}")
    return shown.stdout


def _jars() -> Path:
    """The folder with the server's jars, fetched by Maven the first time."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None and (program == "java" or not _cached().exists()):
            raise NoServer(f"no Docker engine answers and there is no `{program}`")
    if not _cached().exists():
        # Into a folder of this process and then renamed, so that a broken download is never used.
        home = _cached().parent
        home.parent.mkdir(parents=True, exist_ok=True)
        partial = home.with_name(f"{home.name}.{os.getpid()}")
        maven = ["mvn", "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies"]
        maven += ["-DincludeScope=runtime", f"-DoutputDirectory={partial / 'lib'}"]
        fetched = subprocess.run(maven, capture_output=True, text=True)
        if fetched.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise NoServer(f"Maven cannot fetch Neo4j {_version()}: {fetched.stdout[:500]}")
        (partial / _cached().name).touch()
        try:
            partial.rename(home)
        except OSError:
            # Another run was first; its jars may be in use and stay.
            shutil.rmtree(partial, ignore_errors=True)
            if not _cached().exists():
                raise NoServer(f"{home} is in the way: remove it") from None
    return _cached().with_name("lib")


def _cached() -> Path:
    """The file that says that the jars beside it are complete."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "innoatlas" / f"neo4j-{_version()}" / "complete"


@contextmanager
def _process(jars: Path, home: Path, imported: Path | None = None) -> Generator[Server]:
    port = free_port()
    settings = home / "conf" / "neo4j.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        "server.default_listen_address=127.0.0.1\n"
        f"server.bolt.listen_address=127.0.0.1:{port}\n"
        f"server.bolt.advertised_address=127.0.0.1:{port}\n"
        "server.http.enabled=false\n"
        "server.memory.pagecache.size=64m\n"
        "dbms.usage_report.enabled=false\n",
        encoding="utf-8",
    )
    java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", str(jars / "*")]
    java += [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    environment = os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(settings.parent)}
    admin = "org.neo4j.server.startup.Neo4jAdminCommand"
    login = subprocess.run(
        [*java, admin, "dbms", "set-initial-password", _PASSWORD],
        env=environment,
        capture_output=True,
        text=True,
    )
    if login.returncode != 0:
        raise NoServer(
            f"Neo4j {_version()} does not run here: {(login.stderr or login.stdout)[:500]}"
        )
    if imported is not None:
        brought = subprocess.run(
            [*java, admin, "database", "import", "full", "neo4j", f"@{imported}"],
            env=environment, capture_output=True, text=True, cwd=home,
        )  # fmt: skip
        assert brought.returncode == 0, brought.stdout[-2000:] + brought.stderr[-2000:]
    output = home / "output.txt"
    java.append("org.neo4j.server.CommunityEntryPoint")
    with output.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [*java, f"--home-dir={home}", f"--config-dir={settings.parent}"],
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )

    def log() -> str:
        if process.poll() is not None:
            raise NoServer(f"Neo4j has ended while starting: {_text(output)[-500:]}")
        return _text(home / "logs" / "neo4j.log")

    try:
        _wait(log)
        yield Server(f"bolt://127.0.0.1:{port}", _USER, _PASSWORD)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""


def _wait(log: Callable[[], str]) -> None:
    """Wait until the server's log says that it has started."""
    end = time.monotonic() + _START_SECONDS
    while "Started." not in log():
        if time.monotonic() > end:
            raise NoServer(f"Neo4j has not started in {_START_SECONDS:.0f} s: {log()[-500:]}")
        time.sleep(0.2)
