"""The generated statements: every property of the schema is written, and nothing is concatenated into them."""

import pytest

from graph.schema import NODES, RELATIONSHIPS, DataType, Relationship, upsert

WRITTEN = [r for r in RELATIONSHIPS.values() if r.dated and not r.bookkeeping]


@pytest.mark.parametrize("label", [n.label for n in NODES.values() if not n.bookkeeping])
def test_a_node_is_created_under_all_its_labels(label: str) -> None:
    node = NODES[label]
    names = tuple(p.name for p in upsert.node_properties(node))
    text = upsert.nodes_create(label, names)
    assert f"(:{':'.join(node.labels)} {{{node.key}: $key[i]" in text
    for prop in node.properties:
        value = f"days[${prop.name}[i]]" if prop.type is DataType.DATE else f"${prop.name}[i]"
        assert prop.name in (node.key, "canonical_id") or f"{prop.name}: {value}" in text


@pytest.mark.parametrize("relationship", WRITTEN, ids=lambda r: r.name)
def test_versions_are_looked_up_from_the_anchor(relationship: Relationship) -> None:
    read = upsert.versions_read(relationship)
    label = relationship.source if relationship.anchor == "source" else relationship.target
    assert f"(a:{label} {{{NODES[label].key}: anchor}}) OPTIONAL MATCH (a)" in read
    assert ("]->(o)" in read) == (relationship.anchor == "source")
    other = relationship.target if relationship.anchor == "source" else relationship.source
    assert (f"'{other}' IN labels(o)" in read) == (relationship.name != relationship.type)
    assert len(upsert.version_fields(relationship)) == read.partition("RETURN")[2].count(",") + 1


@pytest.mark.parametrize("relationship", WRITTEN, ids=lambda r: r.name)
def test_the_natural_key_fixes_the_anchor(relationship: Relationship) -> None:
    """Else a correction could leave the earlier version standing at another node; derived ones have their own way."""
    fixed = {"OWNS"}  # its stake id names both ends
    assert relationship.derived or relationship.name in fixed or relationship.anchor in relationship.natural_key
    if relationship.restated_by and not relationship.derived:
        assert relationship.anchor in relationship.restated_by
