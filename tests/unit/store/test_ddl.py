"""The statements that the schema asks of a database."""

from graph.schema import NODES
from graph.schema.ddl import LOOKED_UP, constraints, indexes


def test_every_label_has_one_unique_key() -> None:
    assert constraints()[:3] == [
        "CREATE CONSTRAINT party_key IF NOT EXISTS FOR (n:Party) REQUIRE n.party_id IS UNIQUE",
        "CREATE CONSTRAINT enterprise_key IF NOT EXISTS FOR (n:Enterprise) REQUIRE n.party_id IS UNIQUE",
        "CREATE CONSTRAINT person_key IF NOT EXISTS FOR (n:Person) REQUIRE n.party_id IS UNIQUE",
    ]
    assert len(set(constraints())) == len(NODES)


def test_an_index_is_on_a_property_that_the_label_has_and_that_is_not_its_key() -> None:
    for label, name in LOOKED_UP:
        assert name in {prop.name for prop in NODES[label].properties} - {NODES[label].key}
    assert indexes()[0] == "CREATE INDEX party_name IF NOT EXISTS FOR (n:Party) ON (n.name)"
