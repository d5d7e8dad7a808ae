"""py2neo against a real Neo4j: what the notebook extra promises."""

from collections.abc import Iterator
from datetime import date

import py2neo
import pytest

from graph.as_of import AsOf
from graph.errors import NotFound, UsageError
from graph.store.notebook import answer, notebook, ties
from tests.conftest import emptied

IN_FORCE = AsOf(date(2024, 6, 30), date(2024, 6, 30))
BEFORE = AsOf(date(2022, 6, 30), date(2024, 6, 30))
DATES = {"valid_from": date(2023, 1, 1), "valid_to": date(9999, 12, 31), "recorded_on": date(2023, 1, 5),
         "superseded_on": date(9999, 12, 31)}  # fmt: skip
WORLD = """
CREATE (a:Party:Enterprise {party_id: "a", name: "甲公司"}), (b:Party:Enterprise {party_id: "b", name: "乙公司"}),
       (c:Party:Person {party_id: "c", name: "丙"}),
       (a)-[g:GUARANTEES {guarantee_id: "g1", cap_cny: 5e6}]->(b), (c)-[o:OWNS {stake_id: "s1", share_ratio: 0.6}]->(a)
SET g += $dates, o += $dates
"""


@pytest.fixture
def notes(request: pytest.FixtureRequest) -> Iterator[py2neo.Graph]:
    with emptied(request, "neo4j") as (database, store):
        store.run(WORLD, {"dates": DATES})
        assert database.user
        assert database.password
        yield notebook(database.address, database.user, database.password)


def test_ties_are_py2neo_objects_in_force(notes: py2neo.Graph) -> None:
    found = ties(notes, "a", IN_FORCE)
    assert {n["party_id"] for n in found.nodes} == {"a", "b", "c"}
    assert {(type(r).__name__, r.start_node["party_id"], r.end_node["party_id"]) for r in found.relationships} == {
        ("GUARANTEES", "a", "b"),
        ("OWNS", "c", "a"),
    }


def test_ties_of_one_kind_and_of_an_earlier_day(notes: py2neo.Graph) -> None:
    assert {n["party_id"] for n in ties(notes, "a", IN_FORCE, ["OWNS"]).nodes} == {"a", "c"}
    assert {n["party_id"] for n in ties(notes, "a", BEFORE).nodes} == {"a"}


def test_an_unknown_party_is_named(notes: py2neo.Graph) -> None:
    with pytest.raises(NotFound, match="nobody"):
        ties(notes, "nobody", IN_FORCE)


def test_a_named_query_comes_as_a_frame(notes: py2neo.Graph) -> None:
    frame = answer(notes, "ownership/shareholders", IN_FORCE, party="a")
    assert frame["share_ratio"].tolist() == [0.6]


def test_what_is_not_plain_cypher_is_refused(notes: py2neo.Graph) -> None:
    with pytest.raises(UsageError, match="guarantee/circles"):
        answer(notes, "guarantee/circles", IN_FORCE)


def test_the_embedded_database_is_refused() -> None:
    with pytest.raises(UsageError, match="embedded"):
        notebook("embedded:folder", "root", "secret")
