"""The ontology as others rely on it: its names, its ids, and that it agrees with itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema import (
    NODE_PROPERTIES,
    NODE_TYPES,
    NODES,
    RELATIONSHIP_PROPERTIES,
    RELATIONSHIP_TYPES,
    RELATIONSHIPS,
    Method,
    NodeType,
    Property,
    RelationshipType,
    Status,
    label_of,
    node_properties,
    relationship_id,
    relationship_properties,
)

# Queries, consumers and outside checks are written against these: added to, never renamed.
PUBLIC_LABELS = set(
    "Park Industry Enterprise Institute Incubator University OffshoreCenter Talent TalentProgram "
    "ServiceOrg Fund Event Brand Region Agency Policy Program Task Element Target Passage".split()
)
PUBLIC_TYPES = set(
    "SUPPORTS LOCATED_IN PART_OF COOPERATES_WITH OPERATES AFFILIATED_WITH FOCUSES_ON SELECTED_FOR "
    "SETS MEASURES ISSUED_BY NAMES REQUIRES PROVIDES WORKS_AT FUNDED_BY PARTNERS_WITH SUPPLIES "
    "HELD_BY BRANDED_AS MENTIONED_IN".split()
)
PUBLIC_PROPERTIES = {
    "Park": "tier", "Industry": "emerging", "Enterprise": "tier uscc founded", "Institute": "kind",
    "University": "ror", "Talent": "kind", "ServiceOrg": "kind", "Fund": "amount currency",
    "Brand": "kind", "Region": "level code", "Policy": "number issued period_start period_end",
    "Program": "ordinal", "Task": "ordinal", "Element": "ordinal",
    "Target": "indicator value value_max unit comparator period",
    "Passage": "policy_id path ordinal text page",
}  # fmt: skip

every_node = pytest.mark.parametrize("node", NODE_TYPES, ids=lambda t: t.label)
every_relationship = pytest.mark.parametrize("relation", RELATIONSHIP_TYPES, ids=lambda t: t.name)


def names(properties: tuple[Property, ...]) -> list[str]:
    return [p.name for p in properties]


def test_the_public_names_are_all_there() -> None:
    assert set(NODES) >= PUBLIC_LABELS
    assert set(RELATIONSHIPS) >= PUBLIC_TYPES
    assert {s.value for s in Status} == {"exists", "designated", "planned", "encouraged", "target"}
    assert {m.value for m in Method} == {"stated", "derived", "table", "manual", "predicted"}


def test_the_public_properties_are_all_there() -> None:
    assert set(names(NODE_PROPERTIES)) >= {"id", "name", "name_en", "aliases", "summary", "status"}
    assert set(names(RELATIONSHIP_PROPERTIES)) >= set(
        "kind status confidence method passages quote since until run_id".split()
    )
    lacking = {
        label: missing
        for label, public in PUBLIC_PROPERTIES.items()
        if (missing := set(public.split()) - set(names(NODES[label].properties)))
    }
    assert lacking == {}
    assert "role" in names(RELATIONSHIPS["SELECTED_FOR"].properties)
    assert "role" in names(RELATIONSHIPS["NAMES"].properties)
    assert "industry_id" in names(RELATIONSHIPS["PROVIDES"].properties)


def test_no_name_is_declared_twice() -> None:
    assert len(NODES) == len(NODE_TYPES)
    assert len(RELATIONSHIPS) == len(RELATIONSHIP_TYPES)
    assert not {name.lower() for name in NODES} & {name.lower() for name in RELATIONSHIPS}


@every_node
def test_a_label_has_words_for_people_and_a_colour(node: NodeType) -> None:
    assert re.search(r"[\u4e00-\u9fff]", node.zh)
    assert node.en
    assert node.description
    assert node.shape
    assert re.fullmatch(r"#[0-9a-f]{6}", node.color)


@every_node
def test_the_properties_of_a_label_have_one_meaning_each(node: NodeType) -> None:
    properties = node_properties(node.label)
    assert len(set(names(properties))) == len(properties)
    assert all(p.zh and p.en and re.fullmatch(r"[a-z][a-z_]*", p.name) for p in properties)
    # Neo4j answers with these names beside the properties.
    assert "label" not in names(properties)


@every_relationship
def test_a_relationship_joins_labels_that_exist_each_pair_once(relation: RelationshipType) -> None:
    assert relation.ends
    assert {label for pair in relation.ends for label in pair} <= set(NODES)
    assert len(set(relation.ends)) == len(relation.ends)


@every_relationship
def test_the_properties_of_a_relationship_have_one_meaning_each(relation: RelationshipType) -> None:
    properties = relationship_properties(relation.name)
    assert len(set(names(properties))) == len(properties)
    assert all(p.zh and p.en for p in properties)
    # The stores use these two for the ends of a row.
    assert not {"start_id", "end_id"} & set(names(properties))
    assert relation.key is None or relation.key in names(relation.properties)
    assert re.search(r"[\u4e00-\u9fff]", relation.zh)
    assert relation.en
    assert relation.description


@every_node
def test_an_id_tells_its_label(node: NodeType) -> None:
    assert label_of(f"{node.prefix}:any") == node.label


@given(st.text())
def test_an_id_of_no_label_has_none(text: str) -> None:
    prefix = text.partition(":")[0]
    known = {t.prefix for t in NODE_TYPES}
    assert (label_of(text) is None) == (prefix not in known)


def test_the_id_of_a_relationship_is_the_same_on_every_machine() -> None:
    id = relationship_id("SUPPORTS", "park:a", "industry:x", "policy:p")
    assert id == "4308b0987042c9d9"
    assert id == relationship_id("SUPPORTS", "park:a", "industry:x", "policy:p", "")


@given(
    st.lists(st.text(max_size=5), min_size=5, max_size=5), st.integers(0, 4), st.text(max_size=5)
)
def test_the_id_of_a_relationship_changes_with_each_part(
    parts: list[str], place: int, other: str
) -> None:
    parts = [part.replace("\x1f", "") for part in parts]
    other = other.replace("\x1f", "")
    changed = [other if i == place else part for i, part in enumerate(parts)]
    same = relationship_id(*parts) == relationship_id(*changed)
    assert same == (parts == changed)
