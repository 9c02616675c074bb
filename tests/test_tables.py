"""Tables of any format, a mapping, and the graph: what a row says is there, with its cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from graph.errors import InvalidRequest, NotFound, SourceError
from graph.store import Store
from ingest.packaged import ready_mapping, ready_mappings
from ingest.tables.archive import Archive
from ingest.tables.cells import TableFile
from ingest.tables.differences import differences
from ingest.tables.drafting import draft_mapping
from ingest.tables.loading import TableLoad, load_table
from ingest.tables.mapping import TableMapping, mapping_of
from ingest.tables.readers import open_table
from ingest.tables.register import Register, register_of
from ingest.tables.templates import mapping_of_sheet, template_names, write_template
from ingest.tables.undoing import roll_back

FIRMS = """table: 企业
nodes:
  firm:
    label: Enterprise
    name: 企业名称
    properties:
      uscc: {column: 代码, as: uscc}
      founded: 成立日期
  city: {label: Region, name: 城市}
  park: {label: Park, name: 园区}
  field: {label: Industry, name: {column: 产业, as: list}}
relationships:
  - {type: LOCATED_IN, from: firm, to: city}
  - {type: LOCATED_IN, from: firm, to: park}
  - {type: FOCUSES_ON, from: firm, to: field}
"""
HEADER = "企业名称,代码,成立日期,城市,园区,产业,备注\n"
ONE = "沈阳甲机床有限公司,91210100MA0P4GE35D,2019年5月,沈阳市,沈阳高新区,数控机床、机器人,好\n"
TWO = "大连乙芯片有限公司,,20190501,大连,大连高新区,集成电路,\n"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def register(name: str = "某省企业名录", version: str = "") -> Register:
    return register_of(source=name, license="CC0", date="2024-06", version=version)


def table(tmp_path: Path, text: str, name: str = "firms.csv") -> TableFile:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return open_table(path)


def load(
    store: Store, archive: Archive, file: TableFile, mapping: str | TableMapping = FIRMS,
    name: str = "某省企业名录", **options: object,
) -> TableLoad:  # fmt: skip
    how = mapping_of(mapping, "m.yaml") if isinstance(mapping, str) else mapping
    return load_table(store, archive, file, how, register(name), **options)  # pyright: ignore


def pairs(store: Store, type: str) -> set[tuple[str, str]]:
    rows = store.read(f"MATCH (a)-[r:{type}]->(b) RETURN a.name AS a, b.name AS b").rows
    return {(str(a), str(b)) for a, b in rows}


def everything(store: Store) -> tuple[set[object], set[object]]:
    nodes = store.read("MATCH (n) RETURN n.id AS id, n.name AS name, n.aliases AS aliases").rows
    edges = store.read(
        "MATCH (a)-[r]->(b) RETURN r.id AS id, a.id AS a, b.id AS b, r.quote AS quote"
    ).rows
    hidden = ("load:", "register:")
    return {(i, n, tuple(a or ())) for i, n, a in nodes if not str(i).startswith(hidden)}, {*edges}  # type: ignore


def test_a_row_becomes_nodes_and_relationships_with_its_cells_as_their_words(
    store: Store, archive: Archive, tmp_path: Path
) -> None:
    done = load(store, archive, table(tmp_path, HEADER + ONE + TWO))
    assert (done.state, done.rows, done.loaded, done.merged, done.rejected) == (
        "loaded",
        2,
        2,
        0,
        0,
    )
    assert pairs(store, "LOCATED_IN") == {
        ("沈阳甲机床有限公司", "沈阳市"), ("沈阳甲机床有限公司", "沈阳高新区"),
        ("大连乙芯片有限公司", "大连市"), ("大连乙芯片有限公司", "大连高新区"),
    }  # fmt: skip
    assert pairs(store, "FOCUSES_ON") == {
        ("沈阳甲机床有限公司", "数控机床"), ("沈阳甲机床有限公司", "机器人"),
        ("大连乙芯片有限公司", "集成电路"),
    }  # fmt: skip
    assert ("沈阳市", "辽宁省") in pairs(store, "PART_OF")
    firm = store.read(
        "MATCH (n:Enterprise) WHERE n.uscc IS NOT NULL RETURN n.name AS n, n.founded AS f"
    ).rows
    assert firm == (("沈阳甲机床有限公司", "2019-05"),)
    quotes = store.read(
        "MATCH (a)-[r]->(b) MATCH (p:Passage) WHERE p.id IN r.passages "
        "RETURN r.quote AS quote, p.text AS text, r.method AS method"
    ).rows
    assert quotes and all(str(quote) in str(text) for quote, text, _ in quotes)
    assert {m for _, _, m in quotes} == {"table", "derived"}
    texts = {t for (t,) in store.read("MATCH (p:Passage) RETURN p.text AS t").rows}
    assert (
        "企业名称：沈阳甲机床有限公司；代码：91210100MA0P4GE35D；成立日期：2019年5月；城市：沈阳市；"
        "园区：沈阳高新区；产业：数控机床、机器人；备注：好"
    ) in texts


def test_a_register_is_no_policy_and_keeps_what_was_told_of_it(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    load(embedded, archive, table(tmp_path, HEADER + ONE))
    assert embedded.read("MATCH (p:Policy) RETURN p.id AS id").rows == ()
    rows = embedded.read(
        "MATCH (p:Passage)-[:PART_OF]->(r:Register) RETURN r.name AS name, r.license AS license, "
        "r.date AS date, r.version AS version, p.path AS path, p.ordinal AS ordinal"
    ).rows
    assert rows == (("某省企业名录", "CC0", "2024-06", "2024-06", "第2行", 2),)


def test_the_same_file_again_changes_nothing(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    file = table(tmp_path, HEADER + ONE + TWO)
    first = load(embedded, archive, file)
    before = everything(embedded)
    again = load(embedded, archive, file)
    assert again.state == "unchanged"
    assert (again.rows, again.loaded, again.nodes) == (first.rows, first.loaded, first.nodes)
    assert everything(embedded) == before


def test_a_row_that_left_takes_its_facts_and_only_its_own(
    store: Store, archive: Archive, tmp_path: Path
) -> None:
    other = table(tmp_path, HEADER + TWO.replace("20190501", ""), "other.csv")
    load(store, archive, other, name="另一名录")
    alone = everything(store)
    load(store, archive, table(tmp_path, HEADER + ONE + TWO))
    assert "沈阳甲机床有限公司" in {n for _, n, _ in everything(store)[0]}  # type: ignore
    load(store, archive, table(tmp_path, HEADER + TWO))
    names = {str(n) for _, n, _ in everything(store)[0]}  # type: ignore
    assert not {"沈阳甲机床有限公司", "沈阳高新区", "数控机床", "沈阳市"} & names
    assert store.read("MATCH (n:Enterprise) RETURN n.founded AS f").rows == (("2019-05-01",),)
    roll_back(store, archive, "某省企业名录", out=True)
    assert everything(store) == alone
    assert store.read("MATCH (n:Enterprise) RETURN n.founded AS f").rows == ((None,),)


def test_a_rollback_goes_back_to_the_version_before_and_then_out(
    store: Store, archive: Archive, tmp_path: Path
) -> None:
    empty = everything(store)
    load(store, archive, table(tmp_path, HEADER + ONE))
    first = everything(store)
    load(store, archive, table(tmp_path, HEADER + TWO))
    assert everything(store) != first
    assert roll_back(store, archive, "某省企业名录").version == "2024-06"
    assert everything(store) == first
    assert roll_back(store, archive, "某省企业名录").version is None
    assert everything(store) == empty
    with pytest.raises(NotFound, match="某省企业名录"):
        roll_back(store, archive, "某省企业名录")


def test_a_difference_is_told_without_writing(
    store: Store, archive: Archive, tmp_path: Path
) -> None:
    load(store, archive, table(tmp_path, HEADER + ONE))
    before = everything(store)
    changed = table(tmp_path, HEADER + ONE.replace("机器人", "激光") + TWO)
    found = {
        (d.change, d.what): d.count
        for d in differences(store, changed, mapping_of(FIRMS, "m.yaml"), register())
    }
    assert everything(store) == before
    assert (found["added", "Enterprise"], found["added", "FOCUSES_ON"]) == (1, 2)
    assert (found["removed", "Industry"], found["removed", "FOCUSES_ON"]) == (1, 1)
    load(store, archive, changed)
    again = differences(store, changed, mapping_of(FIRMS, "m.yaml"), register())
    assert {d.change for d in again} == {"unchanged"}


BAD = {
    "沈阳丙有限公司,91210100MA0P4GE350,,,,,": ("代码", "校验位"),
    "沈阳丙有限公司,9.12101E+17,,,,,": ("代码", "科学计数法"),
    "沈阳丙有限公司,912101,,,,,": ("代码", "18位"),
    "沈阳丙有限公司,,2019-13-40,,,,": ("成立日期", "日期"),
    "沈阳丙有限公司,,,火星市,,,": ("城市", "行政区"),
    ",,,沈阳市,,,": ("企业名称", "必须"),
    "沈阳丙有限公司,,,,,,,多出来": ("", "8 个单元格"),
    '沈阳丙"有限公司,,': ("", "3 个单元格"),
    "沈阳丁有限公司,91210100MA0P4GE35D,,,,,": ("代码", "第 2 行"),
    "沈阳甲机床有限公司,,2020-01-01,,,,": ("成立日期", "第 2 行"),
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_row_is_rejected_with_place_and_reason_and_the_rest_loads(
    embedded: Store, archive: Archive, tmp_path: Path, line: str
) -> None:
    column, reason = BAD[line]
    done = load(embedded, archive, table(tmp_path, HEADER + ONE + line + "\n" + TWO))
    (rejected,) = done.rejections
    assert (done.rows, done.loaded, done.rejected) == (3, 2, 1)
    assert (rejected.row, rejected.column) == (3, column)
    assert reason in rejected.reason


def test_strict_refuses_all_and_names_the_first(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    file = table(tmp_path, HEADER + ONE + "沈阳丙有限公司,,昨天,,,,\n")
    with pytest.raises(SourceError, match=r"line 3.*1 of 2 rows.*成立日期.*昨天"):
        load(embedded, archive, file, strict=True)
    assert archive.versions(register().id) == []
    assert embedded.read("MATCH (n) RETURN n.id AS id").rows == ()


def as_csv(tmp_path: Path, rows: list[list[str]]) -> Path:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def as_xlsx(tmp_path: Path, rows: list[list[str]]) -> Path:
    path = tmp_path / "t.xlsx"
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore
    book.save(path)
    return path


def as_jsonl(tmp_path: Path, rows: list[list[str]]) -> Path:
    path = tmp_path / "t.jsonl"
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    return path


def as_parquet(tmp_path: Path, rows: list[list[str]]) -> Path:
    import pyarrow as pa
    from pyarrow import parquet

    path = tmp_path / "t.parquet"
    columns = list(zip(*rows[1:], strict=True))
    parquet.write_table(pa.table(dict(zip(rows[0], map(list, columns), strict=True))), path)
    return path


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_jsonl, as_parquet])
def test_rejected_rows_come_in_the_tables_own_format_and_load_once_corrected(
    embedded: Store, archive: Archive, tmp_path: Path,
    write: Callable[[Path, list[list[str]]], Path],
) -> None:  # fmt: skip
    rows = [
        str(r).split(",")
        for r in (HEADER + ONE + "沈阳丙有限公司,,昨天,沈阳市,,,\n" + TWO).splitlines()
    ]
    path = write(tmp_path, rows)
    target = tmp_path / ("bad" + path.suffix)
    done = load(embedded, archive, open_table(path), rejects=target)
    assert (done.loaded, done.rejected, done.file) == (2, 1, str(target))
    bad = open_table(target)
    (row,) = bad.rows()
    number = done.rejections[0].row
    told = [row.cells[c] for c in bad.header[-5:]]
    assert told[:4] == ["某省企业名录", str(number), "成立日期", "昨天"]
    assert row.cells["企业名称"] == "沈阳丙有限公司"
    header = list(bad.header)
    cells = [row.cells[h] if h != "成立日期" else "2020-01-02" for h in header]
    corrected = open_table(write(tmp_path, [header, cells]))
    joined = load(embedded, archive, corrected)
    assert (joined.rows, joined.rejected) == (3, 0)
    assert load(embedded, archive, corrected).state == "unchanged"
    founded = embedded.read(
        "MATCH (n:Enterprise) WHERE n.name = '沈阳丙有限公司' RETURN n.founded AS f"
    ).rows
    assert founded == (("2020-01-02",),)
    assert embedded.read("MATCH (n:Enterprise) RETURN count(n) AS n").rows == ((3,),)
    texts = [str(t) for (t,) in embedded.read("MATCH (p:Passage) RETURN p.text AS t").rows]
    assert len(texts) == 3 and not [t for t in texts if "〔" in t or "昨天" in t]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("gbk", "|")],
)
def test_encodings_and_delimiters_are_found_out(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((HEADER + ONE).replace(",", delimiter).encode(encoding))
    (row,) = open_table(path).rows()
    assert row.cells["企业名称"] == "沈阳甲机床有限公司"
    assert (row.number, len(row.cells)) == (2, 7)


def test_a_file_in_no_known_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(HEADER.encode() + ONE.encode() + b"\xff\xff\xff\n")
    with pytest.raises(SourceError, match=r"t\.csv.*line 3.*UTF-8"):
        open_table(path)


def workbook(tmp_path: Path, fill: Callable[..., None]) -> Path:
    book = Workbook()
    fill(book.active)
    path = tmp_path / "t.xlsx"
    book.save(path)
    return path


def test_merged_heading_cells_are_refused_with_their_place(tmp_path: Path) -> None:
    def fill(sheet) -> None:  # type: ignore
        sheet.append(["企业", "", "城市"])
        sheet.append(["名称", "代码", ""])
        sheet.merge_cells("A1:B1")

    with pytest.raises(SourceError, match=r"A1:B1.*unmerge"):
        open_table(workbook(tmp_path, fill))


def test_a_title_over_the_table_is_passed_over(tmp_path: Path) -> None:
    def fill(sheet) -> None:  # type: ignore
        sheet.append(["某省企业名录（2024年）"])
        sheet.append(["企业名称", "城市"])
        sheet.append(["沈阳甲有限公司", "沈阳市"])
        sheet.merge_cells("A1:B1")

    opened = open_table(workbook(tmp_path, fill))
    assert (opened.header_row, opened.header) == (2, ("企业名称", "城市"))
    assert [r.number for r in opened.rows()] == [3]


def test_a_formula_without_a_result_is_rejected_and_a_date_is_read(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    from datetime import datetime

    def fill(sheet) -> None:  # type: ignore
        sheet.append(["企业名称", "代码", "成立日期", "城市", "园区", "产业"])
        sheet.append(["沈阳甲有限公司", None, datetime(2019, 5, 1), "沈阳市"])
        sheet.append(["沈阳乙有限公司", None, 43586, "沈阳市"])
        sheet.append(["沈阳丙有限公司", None, "=DATE(2019,5,1)", "沈阳市"])
        sheet.append(["沈阳丁有限公司", 91210100000000000000, None, "沈阳市"])

    done = load(embedded, archive, open_table(workbook(tmp_path, fill)))
    founded = embedded.read("MATCH (n:Enterprise) RETURN n.name AS n, n.founded AS f").rows
    assert {*founded} == {("沈阳甲有限公司", "2019-05-01"), ("沈阳乙有限公司", "2019-05-01")}
    assert [(r.row, r.column) for r in done.rejections] == [(4, "成立日期"), (5, "代码")]
    assert "公式" in done.rejections[0].reason


def test_a_reference_is_found_whether_it_comes_before_or_after_and_rejected_when_nowhere(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    mapping = """nodes:
  lab: {label: Institute, name: 名称, properties: {ror: 编号}}
  above: {label: Institute, name: 上级编号, find: ror}
relationships:
  - {type: AFFILIATED_WITH, from: lab, to: above}
"""
    rows = "编号,名称,上级编号\n1,甲实验室,2\n2,乙研究所,\n3,丙实验室,9\n4,丁实验室,2\n"
    done = load(embedded, archive, table(tmp_path, rows), mapping)
    assert pairs(embedded, "AFFILIATED_WITH") == {
        ("甲实验室", "乙研究所"),
        ("丁实验室", "乙研究所"),
    }
    assert [(r.row, r.column, r.value) for r in done.rejections] == [(4, "上级编号", "9")]
    assert (done.rows, done.loaded) == (4, 3)


def test_a_bad_row_among_thousands_is_found_and_every_batch_lands(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    lines = [
        f"第{i}家沈阳机械有限公司,,20{i % 20:02}-05-01,沈阳市,沈阳高新区,机器人,"
        for i in range(5_000)
    ]
    lines[2_500] = "坏公司,91,,,,,"
    done = load(embedded, archive, table(tmp_path, HEADER + "\n".join(lines)))
    assert [(r.row, r.column) for r in done.rejections] == [(2_502, "代码")]
    assert (done.rows, done.loaded, done.merged) == (5_000, 4_999, 0)
    counts = embedded.read("MATCH (n:Passage) RETURN count(n) AS n").rows
    assert counts == ((4_999,),)
    assert len(pairs(embedded, "LOCATED_IN")) == 2 * 4_999
    nodes = embedded.read("MATCH (n) WHERE NOT n.id STARTS WITH 'load:' RETURN count(n) AS n").rows
    assert nodes == ((done.nodes + 1,),)  # and the register
    again = load(embedded, archive, table(tmp_path, HEADER + "\n".join(lines[:10])))
    assert again.loaded == 10
    assert embedded.read("MATCH (n:Passage) RETURN count(n) AS n").rows == ((10,),)


def test_a_plans_name_stays_first_whichever_was_loaded_first(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    from ingest.load import load_facts
    from ingest.plan import facts_of

    text = HEADER + "甲有限公司,,,,大连高新技术产业园区,,\n"
    load(embedded, archive, table(tmp_path, text))
    plan = facts_of("某省方案\n一、任务\n（一）产业\n氢能产业依托大连高新区。", "plan.txt")
    load_facts(embedded, plan)
    park = "MATCH (p:Park) RETURN p.id AS id, p.name AS n, p.aliases AS a, p.sources AS s"
    ((id, name, aliases, sources),) = embedded.read(park).rows
    assert (name, aliases) == ("大连高新区", ["大连高新技术产业园区"])
    assert len(sources) == 2  # type: ignore
    roll_back(embedded, archive, plan.source)
    assert embedded.read(park).rows == ((id, "大连高新技术产业园区", [], [register().id]),)


def test_two_registered_codes_are_two_firms_even_under_one_name(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    from ingest.tables.values import uscc_check_digit

    codes = [b + uscc_check_digit(b) for b in ("91210100MA0P4GE35", "91210200MA0P4GE35")]
    load(embedded, archive, table(tmp_path, HEADER + f"甲有限公司,{codes[0]},,,,,\n"))
    other = table(tmp_path, HEADER + f"甲有限公司,{codes[1]},,,,,\n", "o.csv")
    load(embedded, archive, other, name="另一名录")
    found = embedded.read("MATCH (n:Enterprise) RETURN n.uscc AS c").rows
    assert {c for (c,) in found} == set(codes)


def test_names_spelled_alike_in_pinyin_are_two(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    text = HEADER + "沈阳新科有限公司,,,,,,\n沈阳鑫科有限公司,,,,,,\n"
    load(embedded, archive, table(tmp_path, text))
    assert len(embedded.read("MATCH (n:Enterprise) RETURN n.id AS id").rows) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("label: Enterprise", "label: Castle", r"line 4.*label.*'Castle'.*allowed: .*Enterprise"),
        ("uscc: {", "taxes: {", r"line 7.*taxes.*allowed: .*uscc"),
        ("as: uscc", "as: date", r"as.*'date'|as: uscc"),
        ("as: uscc", "as: number", r"line 7.*as.*'number'.*allowed: text"),
        ("type: FOCUSES_ON", "type: WORKS_ON", r"line 15.*type.*'WORKS_ON'"),
        ("to: field}", "to: sector}", r"line 15.*to.*'sector'.*allowed: firm"),
        ("type: FOCUSES_ON", "type: SUPPORTS", r"line 15.*SUPPORTS cannot join Enterprise"),
        ("table: 企业", "tables: 企业", r"line 1.*tables.*unknown key"),
        ("nodes:", "nodes: [", r"is no YAML"),
        ("    name: 企业名称\n", "", r"name.*missing"),
        ("  park: ", "  city: ", r"line 10.*city.*twice"),
        ("name: 园区}", "name: 园区, missing: maybe}", r"missing.*'maybe'.*allowed"),
    ],
)
def test_a_mapping_is_checked_wholly_and_an_error_names_line_key_and_what_is_allowed(
    old: str, new: str, says: str
) -> None:
    text = FIRMS.replace(old, new)
    if says.startswith("as.*'date'"):
        mapping_of(text, "m.yaml")  # a date is text in the schema, so this fits
        return
    with pytest.raises(SourceError, match=says) as raised:
        mapping_of(text, "m.yaml")
    assert "m.yaml" in str(raised.value) and "\n" not in str(raised.value)


def test_a_column_that_the_table_lacks_is_named_before_a_row_is_read(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=r"'园区'.*m\.yaml.*企业名称"):
        load(embedded, archive, table(tmp_path, "企业名称,代码,成立日期,城市,产业\n甲,,,,\n"))


@pytest.mark.parametrize("lacking", ["source", "license", "date"])
def test_source_licence_and_date_are_required(lacking: str) -> None:
    told = {"source": "甲", "license": "CC0", "date": "2024"} | {lacking: None}
    with pytest.raises(InvalidRequest, match=f"--{lacking}"):
        register_of(**told)


def test_a_draft_of_ordinary_headings_loads_unedited(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    text = (
        "序号,企业名称,统一社会信用代码,所在园区,所属产业,成立日期,地址,城市,注册资本,英文名称,联系电话\n"
        "1,沈阳甲机床有限公司,91210100MA0P4GE35D,沈阳高新区,数控机床、机器人,2019-05-01,"
        "辽宁省沈阳市浑南区一路1号,沈阳,5000万元,Shenyang Jia,024-1234\n"
    )
    file = table(tmp_path, text)
    draft = draft_mapping(file)
    done = load(embedded, archive, file, draft)
    assert done.rejected == 0
    firm = embedded.read(
        "MATCH (n:Enterprise) RETURN n.uscc AS u, n.founded AS f, n.capital AS c, n.name_en AS e"
    ).rows
    assert firm == (("91210100MA0P4GE35D", "2019-05-01", 50_000_000.0, "Shenyang Jia"),)
    assert pairs(embedded, "FOCUSES_ON") == {
        ("沈阳甲机床有限公司", "数控机床"), ("沈阳甲机床有限公司", "机器人"),
    }  # fmt: skip
    assert {("沈阳甲机床有限公司", "沈阳高新区"), ("沈阳甲机床有限公司", "沈阳市")} <= pairs(
        embedded, "LOCATED_IN"
    )
    texts = str(embedded.read("MATCH (p:Passage) RETURN p.text AS t").rows)
    assert "024-1234" not in texts


def test_a_draft_of_institutes_knows_where_they_belong(
    embedded: Store, archive: Archive, tmp_path: Path
) -> None:
    text = (
        "机构名称,依托单位,国家,研究方向,地址\n"
        "甲实验室,大连理工大学,德国,精细化工,辽宁省大连市甘井子区凌工路2号\n"
    )
    file = table(tmp_path, text)
    load(embedded, archive, file, draft_mapping(file))
    assert pairs(embedded, "AFFILIATED_WITH") == {("甲实验室", "大连理工大学")}
    assert pairs(embedded, "FOCUSES_ON") == {("甲实验室", "精细化工")}
    assert ("甲实验室", "德国") in pairs(embedded, "LOCATED_IN")


def test_a_draft_without_a_heading_that_names_the_row_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"甲, 乙.*企业名称"):
        draft_mapping(table(tmp_path, "甲,乙\n1,2\n"))


@pytest.mark.parametrize("name", template_names())
def test_a_filled_template_loads_without_a_mapping(
    embedded: Store, archive: Archive, tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"{name}.xlsx"
    write_template(name, path)
    book = load_workbook(path)
    sheet = book[str(ready_mapping(name).table)]
    headings = [c.value for c in sheet[1]]
    assert headings == list(ready_mapping(name).notes)
    assert all(c.comment for c in sheet[1])
    if name == "actuals":
        return  # needs a plan: tests/test_packaged.py
    sheet.cell(2, 1, "某某")
    book.save(path)
    assert mapping_of_sheet(path, None) == (name, sheet.title)
    opened = open_table(path, sheet=sheet.title)
    done = load(embedded, archive, opened, ready_mapping(name), name=name)
    assert (done.rows, done.loaded) == (1, 1)


def test_a_template_offers_its_words_as_a_drop_down(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template("offshore-centers", path)
    sheet = load_workbook(path)["离岸创新中心"]
    (rule,) = sheet.data_validations.dataValidation
    assert "选项" in rule.formula1 and str(rule.sqref).startswith("D2")


def test_every_ready_mapping_is_right() -> None:
    names = set(ready_mappings())
    assert {
        "enterprises", "institutes", "talent", "offshore-centers", "funds", "events", "actuals",
    } <= names  # fmt: skip
    for name in names:
        mapping = ready_mapping(name)
        assert not mapping.notes or set(mapping.notes) >= mapping.columns


def test_a_large_load_that_is_cut_off_says_so_and_ends_in_the_same_graph_when_run_again(
    store: Store, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.tables.writing.ONE_UNIT", -1)
    file = table(tmp_path, HEADER + ONE + TWO)
    load(store, archive, file)
    wanted = everything(store)
    roll_back(store, archive, "某省企业名录", out=True)

    def cut(what: str, done: int, total: int) -> None:
        if "relationships" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(store, archive, file, progress=cut)
    states = "MATCH (l:Load) RETURN l.state AS state"
    left = store.read(states).rows
    assert left == ((("begun",),) if store.engine.startswith("Neo4j") else ())
    assert load(store, archive, file).state == "loaded"
    assert everything(store) == wanted
    assert store.read(states).rows == (("done",),)
