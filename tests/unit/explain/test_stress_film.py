"""A scenario as a film, by hand: the same columns as the answer that tells it, round by round."""

from typing import Any

import pytest

from graph.contagion.scenario import Model, Scenario
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.film import film
from graph.explain.stress.run import stress
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

EQUITY = {"BK": 100.0, "B": 30.0, "G": 60.0, "P": 50.0, "S": 8.0}
SCENARIO = Scenario(
    "one", Text("一家违约", "one fails"), Text("", ""), Model.MULTILAYER, (Selection(parties=("B",)),), lgd=1.0
)


@pytest.fixture(scope="module")
def day() -> Day:
    """B owes BK 100, for which G stands; G owes S 10 and a lender nobody knows 5; P owns 70 % of G."""
    facts = Facts().party(*EQUITY)
    for loan, borrower, lender, amount in (("LB", "B", "BK", 100.0), ("LG", "G", "S", 10.0), ("LX", "G", None, 5.0)):
        facts.loan(loan, borrower, amount)
        if lender:
            facts.add("LENT", edge(lender, loan))
    facts.guarantee("gG", "G", ("LB",)).add("OWNS", edge("P", "G", stake_id="P->G", share_ratio=0.7))
    for party, amount in EQUITY.items():
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": amount})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def losses(found: Any) -> set[tuple[Any, ...]]:
    ids = found.parties.party_id
    columns = found.losses
    rows = zip(columns.round, columns.way, columns.source, columns.loser, columns.amount_cny, strict=True)
    return {
        (when, way, source if source is None else ids[source], loser if loser is None else ids[loser], round(amount, 6))
        for when, way, source, loser, amount in rows
    }


def test_who_lost_what_of_whom_in_which_round(day: Day) -> None:
    """G is called for 100 and pays its 60; once nobody is called any more BK books 40, S its 10 of G and falls, and P
    writes down 42 of 50."""
    found = film(day, SCENARIO, lambda text: text)
    assert found.parties.party_id == ("B", "G", "S", "P", "BK")
    assert (found.parties.round, found.parties.lost_cny) == ((0, 1, 2, None, None), (0.0, 100.0, 10.0, 42.0, 40.0))
    assert losses(found) == {
        (1, "call", "B", "G", 100.0), (2, "loan", "B", "BK", 40.0), (2, "loan", "G", "S", 10.0),
        (2, "loan", "G", None, 5.0), (2, "stake", "G", "P", 42.0),
    }  # fmt: skip
    assert found.frames.fallen == (1, 1, 1)
    assert (found.party_count, found.loss_count, found.truncated, found.converged) == (5, 5, False, True)


def test_the_film_adds_up_to_what_is_told(day: Day) -> None:
    found, answer = film(day, SCENARIO, lambda text: text), stress(day, SCENARIO, lambda text: text).answer
    told = {one.party.party_id: (one.round, one.lost_cny, one.equity_cny) for one in answer.parties}
    cast = found.parties
    shown = zip(cast.round, cast.lost_cny, cast.equity_cny, strict=True)
    assert told == dict(zip(cast.party_id, shown, strict=True))
    for way in ("calls_cny", "loans_cny", "stakes_cny"):
        assert sum(getattr(found.frames, way)) == pytest.approx(getattr(answer.lost, way))


def test_of_a_few_parties_the_losses_that_touch_them(day: Day) -> None:
    found = film(day, SCENARIO, lambda text: text, 2)
    assert (found.parties.party_id, found.party_count, found.truncated) == (("B", "G"), 5, True)
    assert (2, "loan", "B", None, 40.0) in losses(found)
    assert sum(found.frames.loans_cny) == pytest.approx(55.0), "frames are of all"
