"""The generated texts, as they are sent."""

from graph.schema import NODES, RELATIONSHIPS
from graph.schema.read import read_node, read_relationship
from graph.snapshot.freshness import fact_names
from graph.snapshot.read import bulk_read


def test_text_of_a_node() -> None:
    read = read_node(NODES["Balance"], tuple(p for p in NODES["Balance"].properties if p.name != "currency")[:3])
    assert read.count == "MATCH (n:Balance) RETURN count(n) AS n"
    assert read.sample == "MATCH (n:Balance) WHERE rand() < $chance RETURN collect(n.balance_id) AS keys"
    assert read.columns == (
        "MATCH (n:Balance) WHERE n.balance_id >= $low AND n.balance_id < $high "
        "WITH toInteger(rand() * $buckets) AS bucket, "
        'collect(coalesce(n.balance_id, "")) AS c0, '
        "collect(coalesce(n.outstanding, $no_number)) AS c1, "
        "collect(coalesce(n.undrawn, $no_number)) AS c2 "
        "RETURN c0 AS balance_id, c1 AS outstanding, c2 AS undrawn"
    )


def test_text_of_a_relationship_names_both_ends_and_all_four_dates() -> None:
    read = read_relationship(RELATIONSHIPS["SECURES_LOAN"], NODES["Guarantee"], NODES["Loan"])
    assert read.columns.startswith("MATCH (a:Guarantee)-[r:SECURES]->(b:Loan) WHERE a.guarantee_id >= $low")
    for name in ("valid_from", "valid_to", "recorded_on", "superseded_on"):
        assert f"collect(coalesce(r.{name}.year * 1000 + r.{name}.ordinalDay, 0))" in read.columns
    assert [p.name for p in read.properties][:2] == ["source_key", "target_key"]


def test_every_kind_of_fact_can_be_read_and_nothing_else() -> None:
    assert {bulk_read(name).name for name in fact_names()} == set(fact_names())
    assert "Enterprise" in fact_names()
    assert not {"Party", "Signal", "Batch", "ABOUT"} & set(fact_names())
