"""Portfolios on each database: lists and queries, kept once, asked anew, and nothing left of one that is removed."""

from datetime import date
from pathlib import Path

import pytest

from graph.as_of import AsOf
from graph.errors import AlreadyThere, LimitExceeded, NotFound, UsageError
from graph.portfolios import (
    Line,
    Selection,
    canonical_ids,
    keep,
    members,
    portfolio_named,
    portfolios,
    remove,
    resolve_lines,
)
from graph.store import Store
from tests.conformance.facts import ALWAYS, edge, party, write_facts

NOW = AsOf(date(2024, 6, 30), date(2024, 6, 30))
EARLIER = AsOf(date(2024, 1, 31), date(2024, 6, 30))
FEBRUARY = (date(2024, 2, 1), ALWAYS[1], ALWAYS[2], ALWAYS[3])
STANDS_FOR = Selection.of("guarantee/given", {"party": "firm"})


@pytest.fixture
def world(store: Store) -> Store:
    """F stands for a, from February for b too; a is also known as a2."""
    write_facts(
        store, "guarantees", "b1",
        {
            "Enterprise": [
                party("firm", kind="guarantee_firm"), party("a", kind="company"), party("b", kind="company"),
                party("a2", canonical_id="a", kind="company"), party("c", name="名称 b", kind="company"),
            ],
            "Person": [party("p")],
            "Guarantee": [{"guarantee_id": "ga"}, {"guarantee_id": "gb"}],
            "GAVE": [edge("firm", "ga"), edge("firm", "gb", FEBRUARY)],
            "FOR": [edge("ga", "a"), edge("gb", "b", FEBRUARY)],
        },
    )  # fmt: skip
    return store


def ids(store: Store, name: str, at: AsOf = NOW, most: int = 100) -> list[str]:
    return [one.party_id for one in members(store, portfolio_named(store, name), at, most).members]


def test_a_list_is_kept_once_and_added_to(world: Store) -> None:
    before = world.digest()
    assert keep(world, " 重点 ", "wang", party_ids=["b", "a", "b"]) == 2
    assert keep(world, "重点", "li", party_ids=["a", "p"]) == 1
    assert ids(world, "重点") == ["a", "b", "p"]
    (one,) = portfolios(world)
    assert (one.name, one.kind, one.created_by, one.members, one.owner_id) == ("重点", "list", "wang", 3, None)
    assert world.digest() == before, "what is watched is no fact"
    assert members(world, one, NOW, 2).truncated
    assert members(world, one, NOW, 2).members[0].kind == "company"


def test_a_query_is_asked_anew_on_the_day(world: Store) -> None:
    keep(world, "在保", "wang", owner_id="firm", selection=STANDS_FOR)
    assert ids(world, "在保") == ["a", "b"]
    assert ids(world, "在保", EARLIER) == ["a"]
    one = portfolio_named(world, "在保")
    assert (one.owner_id, one.owner_name, one.members, one.selection) == ("firm", "名称 firm", None, STANDS_FOR)
    write_facts(
        world, "guarantees", "b2",
        {"Guarantee": [{"guarantee_id": "gp"}], "GAVE": [edge("firm", "gp")], "FOR": [edge("gp", "p")]},
    )  # fmt: skip
    assert ids(world, "在保") == ["a", "b", "p"]


def test_names_are_taken_once(world: Store) -> None:
    keep(world, "在保", "wang", selection=STANDS_FOR)
    keep(world, "在保", "wang", selection=STANDS_FOR)
    for other in ({"selection": None}, {"owner_id": "firm", "selection": STANDS_FOR}):
        with pytest.raises(AlreadyThere):
            keep(world, "在保", "wang", **other)
    for name in ("", "  ", "x" * 101, "a\nb"):
        with pytest.raises(UsageError):
            keep(world, name, "wang")


def test_nothing_is_left_of_one_that_is_removed(world: Store) -> None:
    before = world.digest()
    keep(world, "重点", "wang", party_ids=["a"])
    remove(world, "重点")
    for ask in (portfolio_named, remove):
        with pytest.raises(NotFound):
            ask(world, "重点")
    assert portfolios(world) == []
    assert world.digest() == before
    assert world.rows("MATCH ()-[w:WATCHES]->() RETURN count(w) AS n") == [{"n": 0}]


def test_findings_are_looked_up_by_canonical_identity(world: Store) -> None:
    keep(world, "重点", "wang", party_ids=["a2", "a", "p"])
    one = portfolio_named(world, "重点")
    assert canonical_ids(world, one, NOW, 3) == ["a", "p"]
    with pytest.raises(LimitExceeded):
        canonical_ids(world, one, NOW, 2)


def test_lines_that_name_nobody_are_told_the_others_found(world: Store, tmp_path: Path) -> None:
    texts = ["a", "名称 a", "名称 b", "nobody", "110101199003078515", "p"]
    lines = [Line("f.csv", row, "party", text) for row, text in enumerate(texts, start=2)]
    found, refused = resolve_lines(world, lines, tmp_path)
    assert found == ["a", "p"]
    told = [(one.row, one.code, one.value) for one in refused]
    assert told[:2] == [(4, "ambiguous", "名称 b"), (5, "not_found", "nobody")]
    assert told[2][:2] == (6, "not_found")
    assert "19900307" not in told[2][2], "identity numbers are masked"
    assert "b, c" in refused[0].remedy_en


@pytest.mark.parametrize(
    ("query", "parameters", "column"),
    [("no/such", {}, None), ("guarantee/given", {}, None), ("guarantee/given", {"party": "x", "y": 1}, None),
     ("guarantee/given", {"party": "x"}, "amount_cny")],
)  # fmt: skip
def test_a_selection_is_checked_when_it_is_made(query: str, parameters: dict[str, str], column: str | None) -> None:
    with pytest.raises(UsageError):
        Selection.of(query, parameters, column)
