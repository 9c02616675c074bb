"""Personal fields of talent: with the key that allows it, and nowhere else at all."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import create_app
from api.keys import Keys, keys_file
from graph.connection import open_store
from graph.errors import SourceError
from graph.schema import NODES, node_properties, restricted_properties
from graph.settings import Settings
from graph.store import Store
from ingest.packaged import ready_mapping
from ingest.tables.archive import Archive, archive_path
from ingest.tables.drafting import draft_mapping
from ingest.tables.loading import load_table
from ingest.tables.mapping import mapping_of
from ingest.tables.readers import open_table
from ingest.tables.register import register_of
from ingest.tables.undoing import roll_back

SECRETS = ("13900001111", "zhang@example.cn", "210102198001011234", "1980-01-01", "秘密路9号", "女")
HEADER = "姓名,类别,职称,工作单位,单位类型,研究方向,电话,邮箱,证件号码,出生日期,住址,性别,备注"
ROW = "张三丰,个人,教授,大连理工大学,高校,精细化工,13900001111,zhang@example.cn,210102198001011234,1980年1月1日,秘密路9号,女,私人号码 13900001111"
REGISTER = register_of(source="某省人才名录", license="内部", date="2024")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=str(tmp_path / "atlas.db"))


@pytest.fixture
def loaded(settings: Settings, tmp_path: Path) -> Iterator[tuple[Store, Archive]]:
    store = open_store(settings)
    archive = Archive(archive_path(settings))
    load(store, archive, tmp_path, ROW)
    yield store, archive
    archive.close()
    store.close()


def load(store: Store, archive: Archive, tmp_path: Path, *rows: str) -> None:
    path = tmp_path / "talent.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    done = load_table(store, archive, open_table(path), ready_mapping("talent"), REGISTER)
    assert done.rejected == 0


def talent(store: Store) -> str:
    ((id,),) = store.read("MATCH (n:Talent) RETURN n.id AS id").rows
    return str(id)


def test_the_schema_keeps_personal_fields_out_of_what_a_graph_holds() -> None:
    held = {p.name for p in node_properties("Talent")}
    assert {p.name for p in restricted_properties("Talent")} == {
        "phone", "email", "id_number", "birth", "gender", "address",
    }  # fmt: skip
    assert not held & {p.name for p in NODES["Talent"].properties if p.restricted}


def test_no_byte_of_the_store_and_no_read_holds_them(
    loaded: tuple[Store, Archive], settings: Settings
) -> None:
    store, _ = loaded
    whole = str(store.read("MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m").rows)
    assert "张三丰" in whole and "教授" in whole
    raw = b"".join(p.read_bytes() for p in Path(settings.store).parent.glob("atlas.db*")
                   if not p.name.endswith(".restricted"))  # fmt: skip
    assert "张三丰".encode() in raw
    for secret in SECRETS:
        assert secret not in whole
        assert len(secret) < 2 or secret.encode() not in raw


def test_a_key_of_scope_restricted_reads_them_and_no_other_does(
    loaded: tuple[Store, Archive], settings: Settings
) -> None:
    keys = Keys(keys_file(settings))
    tokens = {scope: keys.create(scope, scope) for scope in ("read", "admin", "restricted")}
    url = f"/api/v1/nodes/{talent(loaded[0])}/restricted"
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        answers = {
            scope: client.get(url, headers={"authorization": f"Bearer {token}"})
            for scope, token in tokens.items()
        }
        assert client.get(url).status_code == 401
    assert {scope: a.status_code for scope, a in answers.items()} == {
        "read": 403, "admin": 403, "restricted": 200,
    }  # fmt: skip
    allowed = answers["restricted"]
    assert allowed.json()["sources"] == {
        REGISTER.id: {
            "phone": "13900001111", "email": "zhang@example.cn", "gender": "女",
            "id_number": "210102198001011234", "birth": "1980-01-01", "address": "秘密路9号",
        }
    }  # fmt: skip
    assert allowed.headers["cache-control"] == "no-store"


def test_no_other_address_gives_them_out_even_with_that_key(
    loaded: tuple[Store, Archive], settings: Settings
) -> None:
    token = Keys(keys_file(settings)).create("hr", "restricted")
    id = talent(loaded[0])
    values = {"id": id, "name": "matrix", "policy_id": REGISTER.id, "path": "x", "start": id}
    app = create_app(settings)
    seen = 0
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        client.headers["authorization"] = f"Bearer {token}"
        routes = {
            r.path for r in app.routes if isinstance(r, APIRoute) and "GET" in (r.methods or ())
        }
        paths = set(client.get("/api/v1/openapi.json").json()["paths"]) | routes
        for path in sorted(paths - {"/api/v1/nodes/{id}/restricted"}):
            url = path
            for name, value in values.items():
                url = url.replace("{" + name + "}", value).replace("{" + name + ":path}", value)
            for query in ("", "?q=13900001111", f"?name={id}"):
                answer = client.get(url + query)
                body = answer.text.replace("13900001111", "", query.count("1390") * 50)
                seen += "张三丰" in answer.text
                assert not [s for s in SECRETS[:-1] if s in body], url + query
        text = {"text": "MATCH (n:Talent) RETURN n.phone AS phone"}
        assert SECRETS[0] not in client.post("/api/v1/cypher", json=text).text
    assert seen > 3


def test_they_go_with_their_source_and_come_back_with_a_rollback(
    loaded: tuple[Store, Archive], settings: Settings, tmp_path: Path
) -> None:
    from ingest.tables.archive import restricted_values

    store, archive = loaded
    id = talent(store)
    load(store, archive, tmp_path, ROW.replace("13900001111", "13800002222"))
    assert restricted_values(settings, store, id)[REGISTER.id]["phone"] == "13800002222"
    roll_back(store, archive, REGISTER.name)
    assert restricted_values(settings, store, id)[REGISTER.id]["phone"] == "13900001111"
    roll_back(store, archive, REGISTER.name)
    assert restricted_values(settings, store, id) == {}
    assert b"zhang@example.cn" not in archive_path(settings).read_bytes()


def test_values_of_a_load_that_never_landed_are_not_given_out(
    loaded: tuple[Store, Archive], settings: Settings
) -> None:
    from ingest.tables.archive import restricted_values

    store, archive = loaded
    id = talent(store)
    cut_off = archive.begin(REGISTER.id, "another digest", {})
    archive.restrict(cut_off, {id: {"phone": "000"}})
    assert restricted_values(settings, store, id)[REGISTER.id]["phone"] == "13900001111"


def test_the_file_beside_the_store_is_its_owners_alone(
    loaded: tuple[Store, Archive], settings: Settings
) -> None:
    assert stat.S_IMODE(archive_path(settings).stat().st_mode) == 0o600


def test_a_message_masks_a_restricted_value(embedded: Store, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{HEADER}\n{ROW.replace('1980年1月1日', '13900001111')}\n", encoding="utf-8")
    target = tmp_path / "bad.csv"
    with pytest.raises(SourceError) as raised:
        load_table(
            embedded, Archive(None), open_table(path), ready_mapping("talent"), REGISTER,
            strict=True, rejects=target,
        )  # fmt: skip
    assert "***" in str(raised.value) and "1390" not in str(raised.value)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "139" not in target.read_text("utf-8-sig").splitlines()[1].split(",")[-2]


def test_a_draft_takes_personal_columns_for_restricted_and_leaves_unknown_ones_out(
    embedded: Store, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{HEADER},手机2\n{ROW},13700003333\n", encoding="utf-8")
    table = open_table(path)
    mapping = mapping_of(draft_mapping(table), "draft.yaml")
    assert {"电话", "邮箱", "证件号码", "出生日期", "住址", "性别"} <= mapping.restricted
    load_table(embedded, Archive(None), table, mapping, REGISTER)
    whole = str(embedded.read("MATCH (n) RETURN n").rows)
    assert "张三丰" in whole
    assert not [s for s in (*SECRETS, "13700003333") if s in whole]


def test_no_export_holds_them(loaded: tuple[Store, Archive]) -> None:
    from io import BytesIO
    from zipfile import ZipFile, is_zipfile

    from queries.formats import FORMATS
    from queries.subgraph import everything

    store, _ = loaded
    for name, format in FORMATS.items():
        body = format.write(everything(store, types=[], labels=[], limit=1_000))
        if is_zipfile(BytesIO(body)):
            with ZipFile(BytesIO(body)) as packed:
                body = b"".join(packed.read(part) for part in packed.namelist())
        text = body.decode()
        assert "张三丰" in text or "\\u5f20" in text, name
        assert not [s for s in SECRETS[:-1] if s in text], name
