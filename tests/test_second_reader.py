"""A model as a second reader: what it says badly never enters, what it says well waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from graph.errors import ConfigError, StoreUnavailable
from graph.schema import Method
from graph.settings import Settings
from ingest.plan import facts_of
from ingest.second_reader import completer, propose

CLAUSE = "南昌高新区与华东交通大学共建轨道交通研究院，航空产业依托南昌高新区。"
FACTS = facts_of(f"江西省方案\n一、布局\n（一）产业\n{CLAUSE}", "plan.txt")
GOOD = {
    "type": "PARTNERS_WITH", "start": {"label": "Park", "name": "南昌高新区"},
    "end": {"label": "University", "name": "华东交通大学"}, "quote": "南昌高新区与华东交通大学共建",
}  # fmt: skip


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server that speaks the protocol as `answer` does, on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/v1"
        running.shutdown()


def says(content: object, status: int = 200) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(int(handler.headers["content-length"]))
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        handler.send_response(status)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def chat(text: str) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", "content": text}}]}


def asked(address: str, seconds: int = 5) -> Settings:
    return Settings(model_url=address, model_name="small", model_seconds=seconds)


def test_a_fact_whose_quote_stands_in_the_clause_is_proposed_as_predicted() -> None:
    with server(says(chat("Here: " + json.dumps([GOOD], ensure_ascii=False)))) as address:
        found = propose(FACTS, *completer(asked(address)))
    facts = [r for r in found.facts.relationships if r.type == "PARTNERS_WITH"]
    assert [(r.properties["method"], r.properties["rule"]) for r in facts] == [
        (Method.PREDICTED, "model:small")
    ]
    assert str(facts[0].properties["quote"]) in CLAUSE


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quote": "南昌高新区与华东交通大学联合建设"}, "does not stand in the clause"),
        ({"quote": "南昌高新区与华东"}, "does not stand in the quote"),
        ({"type": "SUPPORTS"}, "cannot join Park to University"),
        ({"type": "MENTIONED_IN"}, "may not be proposed"),
        ({"end": {"label": "Nothing", "name": "华东交通大学"}}, "no known label"),
        ({"end": "华东交通大学"}, "no known label"),
        ({"end": {"label": "University", "name": ["x"]}}, "no known label or no name"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_reason(change: dict[str, Any], why: str) -> None:
    answer = json.dumps([GOOD | change], ensure_ascii=False)
    found = propose(FACTS, lambda *_: answer, "small")
    assert found.facts.relationships == ()
    assert any(why in line for line in found.refused)


@pytest.mark.parametrize("answer", ["I cannot.", "[{", "{}", "[1, 2]", "[" * 5000])
def test_broken_json_is_told_and_nothing_enters(answer: str) -> None:
    found = propose(FACTS, lambda *_: answer, "small")
    assert found.facts.relationships == () and found.refused


@pytest.mark.parametrize(
    "answer",
    [says({"choices": []}), says(b"<html>"), says({"error": "x"}, 500), says(chat("x") | {"choices": 1})],
)  # fmt: skip
def test_a_server_that_speaks_badly_is_named(
    answer: Callable[[BaseHTTPRequestHandler], None],
) -> None:
    with server(answer) as address:
        complete, _ = completer(asked(address))
        with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1"):
            complete("read", CLAUSE)


def test_a_server_that_hangs_is_left_after_its_seconds() -> None:
    release = threading.Event()

    def hangs(_: BaseHTTPRequestHandler) -> None:
        release.wait(20)

    with server(hangs) as address:
        complete, _ = completer(asked(address, seconds=1))
        with pytest.raises(StoreUnavailable, match="timed out"):
            complete("read", CLAUSE)
        release.set()


def test_after_three_failures_the_rest_is_not_asked() -> None:
    calls: list[str] = []

    def fails(_: str, clause: str) -> str:
        calls.append(clause)
        raise StoreUnavailable("down")

    text = "江西省方案\n一、布局\n" + "".join(
        f"（{n}）任务很多很多很多很多。\n" for n in "一二三四五六"
    )
    found = propose(facts_of(text, "plan.txt"), fails, "small")
    assert len(calls) == 3 and "not asked" in found.refused[-1]


def test_without_an_address_nothing_is_asked() -> None:
    with pytest.raises(ConfigError, match="ATLAS_MODEL_URL"):
        completer(Settings(model_url=None))
    with pytest.raises(ConfigError, match="no http address"):
        completer(Settings(model_url="file:///etc/passwd"))
