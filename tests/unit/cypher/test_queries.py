"""Every query file of the product keeps the rules."""

import pytest

from cypher import QUERIES, Query
from cypher.check import UNDATED, problems, unused_parameters
from cypher.types import Kind
from graph.ask import METHODS
from graph.schema import RELATIONSHIPS

BY_NAME = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())


@BY_NAME
def test_file_keeps_the_rules(query: Query) -> None:
    assert problems(query) == []


@BY_NAME
def test_parameters_that_the_text_does_not_use_are_read_by_its_method(query: Query) -> None:
    if query.by:
        used = frozenset[str]().union(*(QUERIES[part].declared() for part in query.uses))
        parties = {p.name for p in query.parameters if p.type.kind is Kind.PARTY}
        assert unused_parameters(query) <= METHODS[query.by].reads | parties | used | {"as_of", "known_at"}


@BY_NAME
def test_titles_and_relationships_are_those_of_the_schema(query: Query) -> None:
    assert query.title_zh
    assert query.title_en
    assert all(QUERIES[part] for part in query.uses)


def test_undated_relationships_are_those_of_the_schema() -> None:
    assert {r.type for r in RELATIONSHIPS.values() if not r.dated} == UNDATED


def test_questions_of_the_first_set_take_both_dates() -> None:
    for query in QUERIES.values():
        if query.askable and not query.name.startswith(("signal/", "score/", "run/", "portfolio/", "lease/", "watch/")):
            assert {"as_of", "known_at"} <= query.declared(), query.name


def test_names_that_scripts_rely_on() -> None:
    for name in ("guarantee/chain_total", "guarantee/multi_guaranteed", "guarantee/circles", "guarantee/mutual"):
        assert QUERIES[name].askable
    assert [column.name for column in QUERIES["guarantee/chain_total"].answer][:2] == ["loans", "amount_cny"]
