"""Every format opens in its own tool, with its types and any text whole."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF, RDFS, SKOS, XSD

from graph import schema
from graph.errors import AtlasError, InvalidRequest
from graph.store import Value
from queries.formats import FORMATS, format_named
from queries.formats.columns import edge_columns, node_columns
from queries.networks import to_networkx, to_py2neo
from queries.nodes import NodeView
from queries.subgraph import Cut, Edge, Subgraph

PLAN, CLAUSE = "policy:a", "passage:a:1"
TERM = rdflib.Namespace("urn:innoatlas:term:")
NODE = rdflib.Namespace("urn:innoatlas:node:")
NASTY = [
    "甲园区", "<script>alert('x')</script>", "a & b < c > d \" e ' f", "一\n二\r三\t四\r\n五",
    "שלום \u202eabc", "𠮷野家 🚀", "\\n \\u0000 \\", "=1+1", "'=1", "-x", "]]>", "{{ x }} {% y %}",
    " ", "", "\u2028\u2029", "a\x00b\x07c\x7f\ufffe", '"""', "% {", "@prefix . #", ";,|",
]  # fmt: skip


def made(name: str = "甲园区") -> Subgraph:
    """A park and two industries; two sources say the same, and a third thing is only planned."""
    said: dict[str, Value] = {
        "status": "designated", "method": "stated", "confidence": 0.5, "quote": name,
        "passages": [CLAUSE], "source": PLAN,
    }  # fmt: skip
    nodes = (
        NodeView("park:p", "Park", name, {
            "id": "park:p", "name": name, "name_en": "Park P", "aliases": [name, "甲"],
            "status": "exists", "sources": [PLAN],
        }),
        NodeView("industry:x", "Industry", "能源科技", {"name": "能源科技", "emerging": True}),
        NodeView("enterprise:e", "Enterprise", "某企业", {"founded": "2019-12-23", "summary": name}),
        NodeView("target:t", "Target", "目标", {"value": 30.0, "unit": "家"}),
        NodeView("task:t", "Task", "任务", {"ordinal": 3}),
    )  # fmt: skip
    edges = (
        Edge("0000000000000001", "SUPPORTS", "park:p", "industry:x", said),
        Edge("0000000000000002", "SUPPORTS", "park:p", "industry:x", said | {"source": "policy:b"}),
        Edge("00000000000000aa", "FOCUSES_ON", "enterprise:e", "industry:x", said | {"status": "planned"}),
    )  # fmt: skip
    return Subgraph(nodes, edges, Cut(7, 1, True, "7 nodes left out"), ("park:p",), 1)


EMPTY = Subgraph((), (), None, (), 0)


def xml_text(text: str) -> str:
    """What XML 1.0 can hold of a text."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def rows(body: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def graphml(body: bytes) -> Any:
    return networkx.read_graphml(io.BytesIO(body), edge_key_type=str, force_multigraph=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_subgraph_gives_the_same_bytes(name: str) -> None:
    assert FORMATS[name].write(made()) == FORMATS[name].write(made())
    assert FORMATS[name].write(EMPTY)


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(InvalidRequest, match="'xls' is unknown; allowed: json, cytoscape"):
        format_named("xls")


def test_a_property_has_one_type_under_all_labels() -> None:
    for declared in (
        [p for t in schema.NODE_TYPES for p in schema.node_properties(t.label)],
        [p for t in schema.RELATIONSHIP_TYPES for p in schema.relationship_properties(t.name)],
    ):
        types: dict[str, set[str]] = {}
        for prop in declared:
            types.setdefault(prop.name, set()).add(prop.type)
        assert [name for name, found in types.items() if len(found) > 1] == []


def test_json_has_nodes_relationships_and_the_cut() -> None:
    answer = json.loads(FORMATS["json"].write(made()))
    assert answer["cut"] == {"left_out": 7, "depth": 1, "deeper": True, "how": "7 nodes left out"}
    assert answer["nodes"][1]["properties"]["emerging"] is True
    assert answer["relationships"][0]["properties"]["passages"] == [CLAUSE]


def test_cytoscape_elements_keep_types_and_tell_the_two_sources_apart() -> None:
    elements = json.loads(FORMATS["cytoscape"].write(made()))["elements"]
    nodes = {n["data"]["id"]: n["data"] for n in elements["nodes"]}
    assert nodes["park:p"]["label"] == "Park" and nodes["park:p"]["aliases"] == ["甲园区", "甲"]
    assert nodes["target:t"]["value"] == 30.0 and nodes["task:t"]["ordinal"] == 3
    first = elements["edges"][0]["data"]
    assert (first["source"], first["target"], first["source_id"]) == ("park:p", "industry:x", PLAN)
    assert len({e["data"]["id"] for e in elements["edges"]} | set(nodes)) == 8


def test_graphml_is_read_by_networkx_with_its_types() -> None:
    graph = graphml(FORMATS["graphml"].write(made()))
    assert graph.nodes["park:p"]["label"] == "Park" and graph.nodes["park:p"]["name"] == "甲园区"
    typed = [graph.nodes["industry:x"]["emerging"], graph.nodes["target:t"]["value"],
             graph.nodes["task:t"]["ordinal"], graph.nodes["enterprise:e"]["founded"]]  # fmt: skip
    assert typed == [True, 30.0, 3, "2019-12-23"]
    assert [type(value) for value in typed] == [bool, float, int, str]
    assert json.loads(graph.nodes["park:p"]["aliases"]) == ["甲园区", "甲"]
    edges = graph.get_edge_data("park:p", "industry:x")
    assert {e["source_id"] for e in edges.values()} == {PLAN, "policy:b"}
    assert edges["0000000000000001"]["confidence"] == 0.5
    assert graph.graph["cut"] == "7 nodes left out"


def test_graphml_has_the_structure_of_its_schema() -> None:
    root = ElementTree.fromstring(FORMATS["graphml"].write(made()))
    ns = {"g": "http://graphml.graphdrawing.org/xmlns"}
    token = re.compile(r"[\w.:-]+")
    keys = {k.get("id"): k.get("for") for k in root.findall("g:key", ns)}
    assert all(token.fullmatch(id or "") for id in keys)
    assert {k.get("attr.type") for k in root.findall("g:key", ns)} <= {"boolean", "int", "long", "float", "double", "string"}  # fmt: skip
    assert [child.tag.partition("}")[2] for child in root] == ["key"] * len(keys) + ["graph"]
    nodes = {n.get("id") for n in root.findall(".//g:node", ns)}
    assert all(token.fullmatch(id or "") for id in nodes)
    for kind, tag in (("node", "g:node"), ("edge", "g:edge")):
        for element in root.findall(f".//{tag}", ns):
            used = [d.get("key") for d in element.findall("g:data", ns)]
            assert len(used) == len(set(used)) and {keys[key] for key in used} == {kind}
    assert {
        e.get(end) for e in root.findall(".//g:edge", ns) for end in ("source", "target")
    } <= nodes


def test_gexf_is_read_by_networkx_with_its_types() -> None:
    graph: Any = networkx.read_gexf(io.BytesIO(FORMATS["gexf"].write(made())), version="1.3")
    assert graph.nodes["park:p"]["label"] == "甲园区" and graph.nodes["park:p"]["type"] == "Park"
    assert graph.nodes["industry:x"]["emerging"] is True
    assert (graph.nodes["target:t"]["value"], graph.nodes["task:t"]["ordinal"]) == (30.0, 3)
    assert json.loads(graph.nodes["park:p"]["aliases"]) == ["甲园区", "甲"]
    assert len(graph.get_edge_data("park:p", "industry:x")) == 2


def test_gexf_has_the_structure_of_its_schema() -> None:
    root = ElementTree.fromstring(FORMATS["gexf"].write(made()))
    space = "{http://gexf.net/1.3}"
    assert root.tag == f"{space}gexf" and root.get("version") == "1.3"
    assert [c.tag.removeprefix(space) for c in root] == ["meta", "graph"]
    graph = root[1]
    assert [c.tag.removeprefix(space) for c in graph] == ["attributes", "attributes", "nodes", "edges"]  # fmt: skip
    allowed = {"id", "label", "source", "target", "kind", "type", "weight"}
    assert {
        name for e in graph.iter() if e.tag in {f"{space}node", f"{space}edge"} for name in e.attrib
    } <= allowed
    for kind, of in (("node", "nodes"), ("edge", "edges")):
        (declared,) = [a for a in graph.findall(f"{space}attributes") if a.get("class") == kind]
        ids = {a.get("id"): a.get("type") for a in declared}
        assert set(ids.values()) <= {"string", "double", "long", "boolean", "liststring"}
        used = {v.get("for") for v in graph.iterfind(f"{space}{of}//{space}attvalue")}
        assert used == set(ids)


def rdf(name: str, subgraph: Subgraph) -> rdflib.Graph:
    parser = {"turtle": "turtle", "jsonld": "json-ld"}[name]
    with warnings.catch_warnings():
        # rdflib's own reader of JSON-LD uses what rdflib has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        return rdflib.Graph().parse(data=FORMATS[name].write(subgraph), format=parser)


def test_both_rdf_formats_say_the_same() -> None:
    assert set(rdf("turtle", made())) == set(rdf("jsonld", made()))


def test_rdf_has_languages_types_and_terms_of_the_schema() -> None:
    graph = rdf("turtle", made())
    park = NODE["park:p"]
    assert (park, RDF.type, TERM.Park) in graph
    assert set(graph.objects(park, RDFS.label)) == {
        rdflib.Literal("甲园区", lang="zh"), rdflib.Literal("Park P", lang="en"),
    }  # fmt: skip
    assert (park, SKOS.altLabel, rdflib.Literal("甲", lang="zh")) in graph
    assert (park, TERM.sources, NODE[PLAN]) in graph
    typed = {
        ("industry:x", "emerging"): rdflib.Literal("true", datatype=XSD.boolean),
        ("target:t", "value"): rdflib.Literal("30.0", datatype=XSD.double),
        ("task:t", "ordinal"): rdflib.Literal("3", datatype=XSD.integer),
        ("enterprise:e", "founded"): rdflib.Literal("2019-12-23", datatype=XSD.date),
    }
    for (node, name), literal in typed.items():
        assert list(graph.objects(NODE[node], TERM[name])) == [literal]
    assert (TERM.Park, RDFS.label, rdflib.Literal("园区", lang="zh")) in graph
    assert (TERM.SUPPORTS, RDF.type, RDF.Property) in graph


def test_a_relationship_is_a_statement_with_its_proof() -> None:
    graph = rdf("turtle", made())
    statements = list(graph.subjects(RDF.predicate, TERM.SUPPORTS))
    assert len(statements) == 2
    for statement in statements:
        assert (statement, RDF.type, RDF.Statement) in graph
        assert (statement, RDF.subject, NODE["park:p"]) in graph
        assert (statement, RDF.object, NODE["industry:x"]) in graph
        assert (statement, TERM.passages, NODE[CLAUSE]) in graph
        assert (statement, TERM.quote, rdflib.Literal("甲园区", lang="zh")) in graph
    assert {o for s in statements for o in graph.objects(s, TERM.source)} == {NODE[PLAN], NODE["policy:b"]}  # fmt: skip


def test_what_is_only_planned_is_said_and_not_claimed() -> None:
    graph = rdf("turtle", made())
    assert (NODE["park:p"], TERM.SUPPORTS, NODE["industry:x"]) in graph
    assert (NODE["enterprise:e"], TERM.FOCUSES_ON, NODE["industry:x"]) not in graph
    assert list(graph.subjects(RDF.predicate, TERM.FOCUSES_ON))


@pytest.mark.parametrize(
    ("date", "datatype"),
    [("2019", XSD.gYear), ("2019-12", XSD.gYearMonth), ("2019-13", None), ("去年", None), ("20191223", None)],
)  # fmt: skip
def test_a_part_of_a_date_has_its_own_type(date: str, datatype: rdflib.URIRef | None) -> None:
    node = NodeView("enterprise:e", "Enterprise", "e", {"founded": date})
    (found,) = rdf("turtle", Subgraph((node,), (), None, (), 0)).objects(NODE["enterprise:e"], TERM.founded)  # fmt: skip
    assert isinstance(found, rdflib.Literal)
    assert (str(found), found.datatype) == (date, datatype)


def test_csv_opens_in_a_spreadsheet_and_runs_no_formula() -> None:
    body = FORMATS["csv"].write(made("=cmd|' /C calc'!A0"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["nodes.csv", "relationships.csv"]
        assert archive.read("nodes.csv").startswith(b"\xef\xbb\xbf")
    nodes, edges = rows(body, "nodes.csv"), rows(body, "relationships.csv")
    assert nodes[0]["id"] == "park:p" and nodes[0]["label"] == "Park"
    assert nodes[0]["name"] == "'=cmd|' /C calc'!A0"
    assert (nodes[1]["emerging"], nodes[3]["value"], nodes[4]["ordinal"]) == ("true", "30.0", "3")
    assert json.loads(nodes[0]["aliases"])[1] == "甲"
    assert [(e["start"], e["type"], e["end"], e["source_id"]) for e in edges][1] == (
        "park:p", "SUPPORTS", "industry:x", "policy:b",
    )  # fmt: skip


def test_columns_are_those_that_are_filled_in_the_order_of_the_schema() -> None:
    assert [c.name for c in node_columns(made())] == [
        "label", "name", "name_en", "aliases", "summary", "status", "sources", "emerging",
        "founded", "ordinal", "value", "unit",
    ]  # fmt: skip
    assert [c.name for c in edge_columns(made())] == [
        "type", "status", "confidence", "method", "passages", "quote", "source_id",
    ]  # fmt: skip


def test_networkx_gets_typed_attributes_and_lists() -> None:
    graph: Any = to_networkx(made())
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.nodes["park:p"]["aliases"] == ["甲园区", "甲"]
    assert graph.edges["park:p", "industry:x", "0000000000000001"]["source"] == PLAN
    assert graph.graph["cut"]["left_out"] == 7 and graph.number_of_edges() == 3


def test_py2neo_gets_nodes_that_merge_by_id_and_every_relationship() -> None:
    found = to_py2neo(made())
    park = next(n for n in found.nodes if n["id"] == "park:p")
    assert set(park.labels) == {"Park"} and park["aliases"] == ["甲园区", "甲"]
    assert (park.__primarylabel__, park.__primarykey__) == ("Park", "id")
    assert {(type(r).__name__, r["id"]) for r in found.relationships} == {
        ("SUPPORTS", "0000000000000001"), ("SUPPORTS", "0000000000000002"),
        ("FOCUSES_ON", "00000000000000aa"),
    }  # fmt: skip


def test_py2neo_that_is_not_installed_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "py2neo", None)
    with pytest.raises(AtlasError, match=r"pip install 'innoatlas\[py2neo\]'"):
        to_py2neo(made())


def check_any_text(text: str) -> None:
    """A name comes back from every format as it was, but for what XML cannot hold."""
    subgraph = made(text)
    write = {name: format.write(subgraph) for name, format in FORMATS.items()}
    (node, *_) = json.loads(write["json"])["nodes"]
    assert (node["name"], node["properties"]["aliases"]) == (text, [text, "甲"])
    (node, *_) = json.loads(write["cytoscape"])["elements"]["nodes"]
    assert node["data"]["name"] == text
    read = graphml(write["graphml"])
    assert read.nodes["park:p"]["name"] == xml_text(text)
    # A list is JSON, which has signs for all but two of them.
    listed = re.sub("[\ufffe\uffff]", "\ufffd", text)
    assert json.loads(read.nodes["park:p"]["aliases"])[0] == listed
    read = networkx.read_gexf(io.BytesIO(write["gexf"]), version="1.3")
    assert read.nodes["park:p"]["name"] == read.nodes["park:p"]["label"] == xml_text(text)
    cell = rows(write["csv"], "nodes.csv")[0]["name"]
    assert (cell[1:] if cell.startswith("'") else cell) == text
    for name in ("turtle", "jsonld"):
        labels = {str(o) for o in rdf(name, subgraph).objects(NODE["park:p"], RDFS.label)}
        assert labels == {text, "Park P"}


@pytest.mark.parametrize("text", NASTY)
def test_a_text_that_has_broken_others_survives(text: str) -> None:
    check_any_text(text)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_survives(text: str) -> None:
    check_any_text(text)
