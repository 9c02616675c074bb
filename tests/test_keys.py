"""Keys, sessions and the rate: who is let in, and what is kept of a key."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as commands
from api.keys import Keys, keys_file
from api.rate import RateLimit
from api.sessions import COOKIE, SECONDS, Sessions
from graph.connection import open_store
from graph.errors import ConfigError, InvalidRequest, NotFound
from graph.settings import Settings

FAR = ("203.0.113.5", 4000)
PLAN = "某省方案\n一、任务\n（一）产业\n氢能产业依托合肥高新区。"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(store=str(tmp_path / "atlas.db"))
    store = open_store(settings)
    store.prepare()
    store.close()
    return settings


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return Keys(keys_file(settings))


@pytest.fixture
def near(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def far(settings: Settings) -> Iterator[TestClient]:
    """A client on another machine."""
    app = create_app(settings)
    with TestClient(app, base_url="http://atlas.example", client=FAR) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_without_keys_this_machine_is_served_and_no_other(
    near: TestClient, far: TestClient
) -> None:
    assert near.get("/api/v1/nodes").status_code == 200
    refused = far.get("/api/v1/nodes")
    assert refused.status_code == 403 and "key create" in refused.json()["detail"]


def test_a_name_that_points_here_is_not_served_without_keys(near: TestClient) -> None:
    answer = near.get("/api/v1/nodes", headers={"host": "evil.example"})
    assert answer.status_code == 403
    assert near.get("/api/v1/nodes", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert near.get("/api/v1/nodes", headers={"host": "[::1]:8000"}).status_code == 200


def test_with_keys_everyone_needs_one(keys: Keys, near: TestClient, far: TestClient) -> None:
    token = keys.create("office", "read")
    for client in (near, far):
        refused = client.get("/api/v1/nodes")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.get("/api/v1/nodes", headers=bearer(token)).status_code == 200
        assert client.get("/api/v1/nodes", headers=bearer(token + "x")).status_code == 401
        assert client.get("/api/v1/health").status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/openapi.json", "/api/v1/metrics"])
def test_nothing_is_told_without_a_key(keys: Keys, far: TestClient, path: str) -> None:
    keys.create("office", "read")
    answer = far.get(path, follow_redirects=False)
    assert answer.status_code in {303, 401}


def test_a_revoked_key_is_refused_at_once(keys: Keys, far: TestClient) -> None:
    token = keys.create("office", "read")
    assert far.get("/api/v1/nodes", headers=bearer(token)).status_code == 200
    keys.revoke("office")
    assert far.get("/api/v1/nodes", headers=bearer(token)).status_code == 401


def test_a_key_is_kept_as_a_salted_hash_that_only_the_owner_reads(
    keys: Keys, settings: Settings
) -> None:
    tokens = [keys.create(name, "read") for name in ("a", "b")]
    text = keys_file(settings).read_text("utf-8")
    assert not any(token in text or token[6:] in text for token in tokens)
    salts = {entry["salt"] for entry in json.loads(text)["keys"]}
    assert len(salts) == 2
    assert stat.S_IMODE(os.stat(keys_file(settings)).st_mode) == 0o600


def test_a_key_is_of_its_own_token_alone(keys: Keys) -> None:
    a, b = keys.create("a", "read"), keys.create("b", "admin")
    assert [key.name for t in (a, b) if (key := keys.of(t))] == ["a", "b"]
    assert keys.of("") is None and keys.of("\ud800") is None


@pytest.mark.parametrize(
    ("name", "scope", "says"),
    [
        ("a", "write", "write"),
        ("", "read", "name"),
        ("a b", "read", "a b"),
        ("x" * 65, "read", "name"),
    ],
)
def test_a_key_that_cannot_be_is_refused(keys: Keys, name: str, scope: str, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        keys.create(name, scope)


def test_a_name_is_given_once(keys: Keys) -> None:
    keys.create("a", "read")
    with pytest.raises(InvalidRequest, match="revoke it first"):
        keys.create("a", "read")
    with pytest.raises(NotFound, match="near: a"):
        keys.revoke("b")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": [{}]}', '{"keys": 1}'])
def test_a_file_that_holds_no_keys_is_refused_and_lets_nobody_in(
    keys: Keys, settings: Settings, far: TestClient, text: str
) -> None:
    keys_file(settings).write_text(text)
    with pytest.raises(ConfigError, match="no file of keys"):
        keys.all()
    with TestClient(far.app, client=FAR, raise_server_exceptions=False) as client:
        assert client.get("/api/v1/nodes").status_code == 500


def test_a_browser_logs_in_and_goes_where_it_was_going(keys: Keys, far: TestClient) -> None:
    token = keys.create("office", "read")
    sent = far.get("/sources?lang=en", follow_redirects=False)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/login?next=%2Fsources%3Flang%3Den"
    assert far.get(sent.headers["location"]).status_code == 200
    done = far.post(
        "/login", data={"key": token, "next": "/sources?lang=en"}, follow_redirects=False
    )
    assert (done.status_code, done.headers["location"]) == (303, "/sources?lang=en")
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and token not in cookie
    assert far.get("/sources", follow_redirects=False).status_code == 200
    keys.revoke("office")
    assert far.get("/sources", follow_redirects=False).status_code == 303


def test_a_wrong_key_begins_no_session(keys: Keys, far: TestClient) -> None:
    keys.create("office", "read")
    refused = far.post("/login", data={"key": "atlas_x", "next": "/"})
    assert refused.status_code == 401
    assert COOKIE not in refused.headers.get("set-cookie", "")
    assert "default-src 'self'" in refused.headers["content-security-policy"]


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "/\\evil.example", ""]
)
def test_a_login_leads_nowhere_else(keys: Keys, far: TestClient, onward: str) -> None:
    token = keys.create("office", "read")
    done = far.post("/login", data={"key": token, "next": onward}, follow_redirects=False)
    assert done.headers["location"] == "/"


def test_a_session_ends_by_time_and_by_logout() -> None:
    now = 0.0
    sessions = Sessions(clock=lambda: now)
    first, second = sessions.begin("a"), sessions.begin("b")
    assert sessions.digest_of(first) == "a"
    sessions.end(second)
    assert sessions.digest_of(second) is None
    now = SECONDS + 1.0
    assert sessions.digest_of(first) is None


def test_another_site_can_post_nothing(near: TestClient) -> None:
    answer = near.post(
        "/api/v1/loads?name=plan.txt", content=PLAN, headers={"origin": "http://evil.example"}
    )
    assert answer.status_code == 403


def test_only_an_admin_key_loads(keys: Keys, far: TestClient) -> None:
    reading, admin = keys.create("r", "read"), keys.create("a", "admin")
    refused = far.post("/api/v1/loads?name=plan.txt", content=PLAN, headers=bearer(reading))
    assert refused.status_code == 403
    done = far.post("/api/v1/loads?name=plan.txt", content=PLAN, headers=bearer(admin))
    assert done.status_code == 200, done.text
    assert done.json()["name"] == "某省方案"
    found = far.get("/api/v1/search?q=合肥高新", headers=bearer(reading)).json()
    assert [hit["id"] for hit in found["hits"]] == ["park:hefei-gaoxinqu"]
    again = far.post("/api/v1/loads?name=plan.txt", content=PLAN, headers=bearer(admin))
    assert again.json()["unchanged"] is True


@pytest.mark.parametrize(
    ("name", "body", "status", "says"),
    [
        ("../x.txt", b"x", 400, "../x.txt"),
        ("..", b"x", 400, ".."),
        ("a.txt", b"", 400, "empty"),
        ("facts.jsonl", b"{broken", 422, "facts.jsonl, line 1"),
        ("a.txt", b"\xff\xfe\xff", 422, "a.txt"),
        ("a.txt", b"x" * (10 * 1024 * 1024 + 1), 413, "bytes"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named(
    near: TestClient, name: str, body: bytes, status: int, says: str
) -> None:
    answer = near.post("/api/v1/loads", params={"name": name}, content=body)
    assert answer.status_code == status
    assert says in answer.json()["detail"]
    assert "/tmp" not in answer.text and "innoatlas-" not in answer.text


def test_too_many_requests_are_told_to_wait(settings: Settings, keys: Keys) -> None:
    tokens = [keys.create(name, "read") for name in ("a", "b")]
    limited = Settings(store=settings.store, rate=3)
    with TestClient(create_app(limited), client=FAR) as client:
        answers = [client.get("/api/v1/questions", headers=bearer(tokens[0])) for _ in range(4)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429]
        assert [a.headers["ratelimit-remaining"] for a in answers] == ["2", "1", "0", "0"]
        assert int(answers[3].headers["retry-after"]) >= 1
        assert answers[3].headers["content-type"] == "application/problem+json"
        assert client.get("/api/v1/questions", headers=bearer(tokens[1])).status_code == 200
        assert client.get("/static/explorer.css").status_code == 200


def test_a_bucket_fills_again_and_never_over() -> None:
    now = 0.0
    limit = RateLimit(60, clock=lambda: now)
    assert [limit.take("a").granted for _ in range(61)].count(True) == 60
    now = 1.0
    assert [limit.take("a").granted for _ in range(2)] == [True, False]
    now = 1000.0
    assert limit.take("a").remaining == 59


def test_buckets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.rate.MOST_BUCKETS", 2)
    limit = RateLimit(1, clock=lambda: 0.0)
    for who in ("a", "b", "c"):
        limit.take(who)
    assert not limit.take("c").granted
    assert limit.take("a").granted


def run(store: str, *arguments: str, **env: str) -> tuple[int, str, BaseException | None]:
    done = CliRunner().invoke(commands, list(arguments), env={"ATLAS_STORE": store, **env})
    return done.exit_code, done.output, done.exception


def test_a_key_is_made_shown_once_listed_and_revoked(settings: Settings) -> None:
    code, token, _ = run(settings.store, "key", "create", "office", "--scope", "admin")
    assert code == 0 and token.startswith("atlas_")
    assert Keys(keys_file(settings)).of(token.strip())
    _, listed, _ = run(settings.store, "key", "list", "--format", "json")
    assert [(k["name"], k["scope"]) for k in json.loads(listed)] == [("office", "admin")]
    assert token.strip() not in listed
    run(settings.store, "key", "revoke", "office")
    assert Keys(keys_file(settings)).all() == ()


def test_serving_others_needs_a_key(settings: Settings) -> None:
    _, _, error = run(settings.store, "serve", "--host", "0.0.0.0")
    assert isinstance(error, InvalidRequest) and "key create" in str(error)


def test_a_served_store_needs_a_file_for_its_keys() -> None:
    _, _, error = run("bolt://127.0.0.1:1", "key", "list")
    assert isinstance(error, ConfigError) and "ATLAS_KEYS" in str(error)
