"""A small plan with one of everything, a server of it, and a browser that watches what a page does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph.connection import open_store
from graph.schema import label_of, relationship_id
from graph.settings import Settings
from graph.store import Node, Relationship, Value

POLICY = "policy:plan-1"
CLAUSE = "passage:plan-1:2.3.3"
LAST = "passage:plan-1:3"
UNREAD = "passage:plan-1:4"
TEXT = (
    "针对每个新兴产业筛选依托主体。新能源汽车产业重点依托甲园区和乙园区，"
    "能源科技重点依托甲园区。依托丙园区打造双创载体。军民融合可优先选取。"
    "力争到2021年新型研发机构达到30家以上。甲园区对德合作，甲园区运营柏林离岸中心。"
    "设立一支基金。举办一场大会。某市能源科技研究院、某市大学和某市大会。"
)
EV = "新能源汽车产业重点依托甲园区和乙园区"
EN = "能源科技重点依托甲园区"


def node(id: str, name: str, **more: Value) -> Node:
    """A node that the plan names."""
    return Node(label_of(id) or "", id, {"name": name, "sources": [POLICY], **more})


def said(type: str, start: str, end: str, quote: str, **more: Value) -> Relationship:
    """A relationship with its words, stated unless told otherwise."""
    known: dict[str, Value] = {
        "kind": type, "quote": quote, "passages": [CLAUSE], "status": "designated",
        "method": "stated", "confidence": 1.0, "source": POLICY, "rule": "pattern",
    }  # fmt: skip
    source = str(more.get("source", POLICY))
    key = more.get("role") if type == "SELECTED_FOR" else more.get("industry_id")
    id = relationship_id(type, start, end, source, None if key is None else str(key))
    return Relationship(type, id, start, end, known | more)


def derived(type: str, start: str, end: str, quote: str, rule: str, **more: Value) -> Relationship:
    """A relationship that follows by a rule."""
    return said(type, start, end, quote, method="derived", rule=rule, status="exists", **more)


NODES = [
    node(POLICY, "某省新兴产业实施方案", number="某办发〔2020〕1号", issued="2020-01-02"),
    node(CLAUSE, "二/（三）/3", policy_id=POLICY, path="二/（三）/3", ordinal=3, text=TEXT),
    node(LAST, "三", policy_id=POLICY, path="三", ordinal=4, text="三、保障措施。加强宣传。"),
    node(UNREAD, "四", policy_id=POLICY, path="四", ordinal=5, text="四、附则。自印发之日起施行。"),
    node("program:p", "新兴产业培育工程", ordinal=1),
    node("task:t", "打造双创载体", ordinal=1),
    node("park:a", "甲园区"),
    node("park:b", "乙园区"),
    node("park:c", "丙园区", status="exists"),
    node("industry:ev", "新能源汽车", emerging=True),
    node("industry:en", "能源科技", emerging=True, name_en="Energy technology"),
    node("industry:cm", "军民融合", emerging=False),
    node("institute:i", "某市能源科技研究院"),
    node("university:u", "某市大学"),
    node("event:e", "某市大会"),
    node("region:city", "某市", level="city"),
    node("region:de", "德国", level="country", name_en="Germany"),
    node("offshorecenter:o", "柏林离岸中心"),
    node("brand:b", "某市智造"),
    node("element:1", "设立一支基金", ordinal=1),
    node("element:2", "举办一场大会", ordinal=2),
    node("target:t", "新型研发机构", indicator="新型研发机构", value=30.0, unit="家",
         comparator=">=", period="2021"),
    node("target:r", "研发投入占比", indicator="研发投入占比", value=3.5, unit="%",
         comparator=">", period="annual"),
]  # fmt: skip
RELATIONSHIPS = [
    said("PART_OF", CLAUSE, POLICY, "", rule="outline"),
    said("PART_OF", LAST, POLICY, "", rule="outline"),
    said("PART_OF", UNREAD, POLICY, "", rule="outline"),
    said("PART_OF", "program:p", POLICY, "", rule="outline"),
    said("PART_OF", "task:t", "program:p", "", rule="outline"),
    said("MENTIONED_IN", "task:t", CLAUSE, "打造双创载体", rule="outline"),
    said("SUPPORTS", "park:a", "industry:ev", EV),
    said("SUPPORTS", "park:b", "industry:ev", EV),
    said("SUPPORTS", "park:a", "industry:en", EN),
    said("SELECTED_FOR", "park:c", "task:t", "依托丙园区打造双创载体", role="双创载体"),
    said("MENTIONED_IN", "park:a", CLAUSE, "甲园区"),
    said("MENTIONED_IN", "park:b", CLAUSE, "乙园区"),
    said("MENTIONED_IN", "park:c", CLAUSE, "丙园区"),
    said("MENTIONED_IN", "event:e", CLAUSE, "某市大会"),
    said("MENTIONED_IN", "university:u", CLAUSE, "某市大学"),
    said("NAMES", POLICY, "industry:ev", EV, role="assigned"),
    said("NAMES", POLICY, "industry:en", EN, role="assigned"),
    said("NAMES", POLICY, "industry:cm", "军民融合可优先选取", role="candidate"),
    said("SETS", "program:p", "target:t", "力争到2021年新型研发机构达到30家以上"),
    said("SETS", POLICY, "target:r", "三、保障措施", passages=[LAST]),
    said("MENTIONED_IN", "target:t", CLAUSE, "力争到2021年新型研发机构达到30家以上"),
    derived("COUNTS_TOWARD", "institute:i", "target:t", "新型研发机构", "kind_of_target"),
    said("COOPERATES_WITH", "park:a", "region:de", "甲园区对德合作"),
    said("OPERATES", "park:a", "offshorecenter:o", "甲园区运营柏林离岸中心"),
    said("REQUIRES", POLICY, "element:1", "设立一支基金"),
    said("REQUIRES", POLICY, "element:2", "举办一场大会"),
    said("PROVIDES", "event:e", "element:2", "某市大会", industry_id="industry:ev"),
    derived("PROVIDES", "institute:i", "element:1", "某市能源科技研究院",
            "body_proves_element", industry_id="industry:en"),
    derived("FOCUSES_ON", "institute:i", "industry:en", "某市能源科技研究院", "field_in_name"),
    derived("LOCATED_IN", "park:a", "region:city", "甲园区", "place_in_name"),
    derived("LOCATED_IN", "institute:i", "region:city", "某市能源科技研究院", "place_in_name"),
    derived("LOCATED_IN", "university:u", "region:city", "某市大学", "place_in_name"),
    derived("BRANDED_AS", "region:city", "brand:b", "某市大会", "brand_of_place"),
]  # fmt: skip


def load(
    path: Path,
    nodes: Sequence[Node] = NODES,
    relationships: Sequence[Relationship] = RELATIONSHIPS,
) -> Settings:
    """An embedded store at this path that holds them, and its settings."""
    settings = Settings(store=str(path))
    store = open_store(settings)
    store.prepare()
    store.write(lambda t: (t.put_nodes(nodes), t.put_relationships(relationships)))
    store.close()
    return settings
