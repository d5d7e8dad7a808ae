"""Limits on guarantee firms, worked out by hand: breached above, never at the limit."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from graph.guarantees.limits import Standing, guarantee_limits, limits_for, weight_of
from graph.regimes import regime
from tests.unit.guarantees.firms import CHINA, Asked, Firms


def told(facts: Firms, client: str) -> dict[str, tuple[float, float | None, bool]]:
    return {of: (use.amount_cny, use.limit_cny, use.breach) for of, use in Asked(facts).uses(client).items()}


def test_exactly_at_the_limit_is_no_breach() -> None:
    """Net assets 1,000: 100 for one client, 150 with related ones, 10,000 in all."""
    facts = Firms().firm(1000.0).enterprise("A", "large").enterprise("B", "large").enterprise("Z", "large")
    facts.owns("A", "B", 0.6).stands("A", 100.0).stands("B", 50.0).stands("Z", 9850.0)
    assert told(facts, "A") == {
        "all": (10_000.0, 10_000.0, False), "client": (100.0, 100.0, False),
        "client_and_related": (150.0, 150.0, False), "joined": (150.0, 150.0, False),
    }  # fmt: skip
    facts.stands("B", 0.01)
    found = told(facts, "A")
    assert {of: breach for of, (_, _, breach) in found.items()} == {
        "all": True, "client": False, "client_and_related": True, "joined": True
    }  # fmt: skip


def test_fifteen_times_where_half_the_balance_and_four_fifths_of_the_clients_are_small() -> None:
    facts = Firms().firm(1000.0).enterprise("L", "large").stands("L", 400.0)
    for number in range(4):
        facts.enterprise(f"S{number}", "micro").stands(f"S{number}", 100.0)
    met = Asked(facts).uses("L")["all"]
    assert (met.limit.ratio, met.limit_cny, met.amount_cny) == (15, 15_000.0, 700.0)
    # One more 元 for a large one: 400 of 801 is less than half.
    assert Asked(facts).uses("L", added={"L": 1.0})["all"].limit.ratio == 10
    # A client more that is small keeps it; one that is not makes it 4 of 6.
    facts.enterprise("N", "small").enterprise("M", "medium")
    assert Asked(facts).uses("N", added={"N": 1.0})["all"].limit.ratio == 15
    facts.stands("S0", 1000.0)
    assert Asked(facts).uses("L")["all"].limit.ratio == 15
    assert Asked(facts).uses("M", added={"M": 1.0})["all"].limit.ratio == 10


def test_farmers_count_as_small_clients_above_the_amount_too() -> None:
    facts = Firms().firm(1e7).person("P").stands("P", 3e6, product="农户贷款担保")
    relief = Asked(facts).balance().relief
    assert relief is not None
    assert (relief.met, relief.balance_share, relief.client_share) == (True, 1.0, 1.0)
    assert Asked(facts).weighted("P") == 3e6
    assert Asked(facts).uses("P", added={"P": 5e6})["all"].limit.ratio == 15


def test_net_assets_unknown_or_negative() -> None:
    facts = Firms().firm(None).enterprise("A", "large").stands("A", 1.0)
    found = Asked(facts).uses("A").values()
    assert {(one.base_unknown, one.limit_cny, one.headroom_cny, one.breach) for one in found} == {
        (True, None, None, False)
    }  # fmt: skip
    facts = Firms().firm(-5.0).enterprise("A", "large").stands("A", 1.0)
    assert {(use.limit_cny, use.breach) for use in Asked(facts).uses("A").values()} == {(0.0, True)}


def test_what_is_added_counts_with_those_it_is_related_to() -> None:
    facts = (
        Firms().firm(1000.0).enterprise("A", "large").enterprise("B", "large").owns("A", "B", 0.6).stands("A", 100.0)
    )
    asked = Asked(facts)
    found = asked.uses("B", added={"B": 50.01})
    assert [found["client"].amount_cny, found["client"].headroom_cny] == pytest.approx([50.01, 49.99])
    assert found["client_and_related"].amount_cny == pytest.approx(150.01)
    assert found["client_and_related"].breach
    assert asked.names(found["client_and_related"]) == ["A", "B"]
    assert found["all"].amount_cny == pytest.approx(150.01)


def test_related_through_who_holds_an_office_but_not_through_a_common_director() -> None:
    """D is a director of A and controls B; E is a director of A and C."""
    facts = Firms().firm(1000.0).person("D").person("E")
    for client in "ABC":
        facts.enterprise(client, "large").stands(client, 60.0)
    facts.office("D", "A", "director").owns("D", "B", 0.51).office("E", "A", "director").office("E", "C", "director")
    asked = Asked(facts)
    assert asked.names(asked.uses("A")["client_and_related"]) == ["A", "B"]
    assert asked.names(asked.uses("B")["client_and_related"]) == ["A", "B"]
    assert asked.names(asked.uses("C")["client_and_related"]) == ["C"]


def test_offices_at_both_ends_count_a_client_once() -> None:
    """D is a director of A and controls B; E is a director of B and controls A."""
    facts = Firms().firm(1000.0).person("D").person("E")
    for client, amount in (("A", 60.0), ("B", 50.0)):
        facts.enterprise(client, "large").stands(client, amount)
    facts.office("D", "A", "director").owns("D", "B", 0.6).office("E", "B", "director").owns("E", "A", 0.6)
    asked = Asked(facts)
    ranked = {one.of: one for one in guarantee_limits(Standing.of(asked.day, asked.at("F"), CHINA), 10)}
    assert [(use.amount_cny, asked.names(use)) for use in ranked["client_and_related"].uses] == [(110.0, ["A", "B"])]
    relation = asked.day.together(CHINA).related(asked.balance())
    assert relation.sums(asked.balance().weighted_cny).tolist() == [110.0, 110.0]


def test_a_common_state_parent_relates_nobody() -> None:
    facts = Firms().firm(1000.0).enterprise("G", kind="government")
    for client in "AB":
        facts.enterprise(client, "large").owns("G", client, 1.0).stands(client, 100.0)
    asked = Asked(facts)
    assert asked.names(asked.uses("A")["client_and_related"]) == ["A"]


def test_joined_by_control_and_guarantee_circles_together() -> None:
    """A controls B; B and C stand for each other; C's guarantee for D is one-way; the firm itself joins nobody."""
    facts = Firms().firm(1000.0)
    for client in "ABCD":
        facts.enterprise(client, "large").stands(client, 60.0).short_cut("F", client).short_cut(client, "F")
    facts.owns("A", "B", 0.6).short_cut("B", "C").short_cut("C", "B").short_cut("C", "D")
    asked = Asked(facts)
    found = asked.uses("A")
    assert asked.names(found["client_and_related"]) == ["A", "B"]
    assert (asked.names(found["joined"]), found["joined"].amount_cny, found["joined"].breach) == (
        ["A", "B", "C"], 180.0, True
    )  # fmt: skip
    assert asked.names(asked.uses("D")["joined"]) == ["D"]


def test_no_guarantee_for_who_controls_the_firm() -> None:
    facts = Firms().firm(None).enterprise("C", "large").enterprise("S", "large").person("P").person("Q")
    facts.owns("C", "F", 0.6).owns("P", "C", 0.9).owns("S", "F", 0.3).office("Q", "F", "actual_controller")
    for client in "CSPQ":
        facts.stands(client, 1.0)
    asked = Asked(facts)
    found = {client: asked.uses(client).get("controller") for client in "CSPQ"}
    assert found["S"] is None
    for client in "CPQ":
        use = found[client]
        assert use is not None
        assert (use.amount_cny, use.limit_cny, use.breach, use.base_unknown) == (1.0, 0.0, True, False)
        assert use.limit.source.article == "17"


def test_a_pool_of_related_clients_is_no_breach_that_adding_up_would_make() -> None:
    facts = Firms().firm(1000.0).enterprise("A", "large").enterprise("B", "large").owns("A", "B", 0.6)
    facts.loan("a", "A", 90.0, kind="loan").loan("b", "B", 90.0, kind="loan").guarantee(
        "g", "F", ("a", "b"), cap_cny=100.0
    )
    asked = Asked(facts)
    standing = Standing.of(asked.day, asked.at("F"), CHINA)
    ranked = {one.of: one for one in guarantee_limits(standing, 10)}
    assert [use.amount_cny for use in ranked["client"].uses] == [90.0, 90.0]
    (related,) = ranked["client_and_related"].uses
    assert (related.amount_cny, related.breach, ranked["client_and_related"].breaches) == (100.0, False, 0)


def test_ranked_breaches_first_each_set_once_and_no_more_than_asked_for() -> None:
    facts = Firms().firm(1000.0)
    for number, amount in enumerate((90.0, 120.0, 30.0, 40.0)):
        facts.enterprise(f"C{number}", "large").stands(f"C{number}", amount)
    facts.owns("C2", "C3", 0.7).owns("C0", "C2", 0.7)
    asked = Asked(facts)
    ranked = {one.of: one for one in guarantee_limits(Standing.of(asked.day, asked.at("F"), CHINA), 2)}
    client, related = ranked["client"], ranked["client_and_related"]
    assert ([use.amount_cny for use in client.uses], client.count, client.breaches) == ([120.0, 90.0], 4, 1)
    assert [asked.names(use) for use in related.uses] == [["C0", "C2", "C3"]]
    assert (related.count, related.breaches, related.uses[0].amount_cny) == (1, 1, 160.0)


def test_sums_with_related_clients_agree_with_adding_up_their_members() -> None:
    """Random control and offices: the vectorised sums against the members client by client."""
    rng = np.random.default_rng(5)
    facts = Firms().firm(1e6)
    for number in range(40):
        facts.enterprise(f"C{number}", "large").stands(f"C{number}", float(1 << (number % 30)))
    for person in range(12):
        facts.person(f"P{person}").stands(f"P{person}", 3.0)
        for client in rng.choice(40, 3, replace=False):
            facts.office(f"P{person}", f"C{client}", "director")
    for owner, owned in {tuple(pair) for pair in rng.integers(0, 40, (12, 2)).tolist()}:
        facts.owns(f"C{owner}", f"C{owned}", 0.6) if owner < owned else facts.owns(f"P{owned % 12}", f"C{owner}", 0.2)
    asked = Asked(facts)
    balance = asked.balance()
    relation = asked.day.together(CHINA).related(balance)
    expected = [balance.weighted_cny[relation.places(client)].sum() for client in balance.client.tolist()]
    assert relation.sums(balance.weighted_cny).tolist() == expected
    for one in range(len(balance.client)):
        for other in relation.places(int(balance.client[one])).tolist():
            assert one in relation.places(int(balance.client[other])).tolist()
            assert asked.day.together(CHINA).are_related(int(balance.client[one]), int(balance.client[other]))


def test_the_limits_bind_guarantee_firms_only_and_since_their_day() -> None:
    facts = Firms().firm(10.0).enterprise("A", "large").enterprise("B", "large").stands("B", 100.0, by="A")
    asked = Asked(facts)
    assert limits_for(asked.day, asked.at("A"), [asked.at("B")], CHINA) == ()
    assert limits_for(asked.day, asked.at("F"), [asked.at("B")], regime("eu")) == ()
    before = Asked(facts, date(2017, 9, 30))
    assert limits_for(before.day, before.at("F"), [], CHINA) == ()


def test_the_weight_of_a_guarantee_not_given_yet() -> None:
    facts = Firms().firm(10.0).enterprise("S", "small").enterprise("L", "large").person("P")
    asked = Asked(facts)
    small, large, person = (asked.at(one) for one in "SLP")
    assert weight_of(asked.day, small, None, "loan", CHINA) == 0.75
    assert weight_of(asked.day, small, None, "loan", CHINA, balance_cny=5_000_000.01) == 1.0
    assert weight_of(asked.day, small, None, "bond", CHINA) == weight_of(asked.day, small, None, None, CHINA) == 1.0
    assert weight_of(asked.day, large, "农户贷款担保", "loan", CHINA) == 1.0
    assert weight_of(asked.day, person, "农户贷款担保", "loan", CHINA) == 0.75
    assert weight_of(asked.day, person, "住房置业担保", "loan", CHINA) == pytest.approx(0.3)


def test_the_leverage_is_not_relaxed_for_another_limit() -> None:
    facts = Firms().firm(1000.0).enterprise("S", "micro").stands("S", 10.0)
    asked = Asked(facts)
    standing = Standing.of(asked.day, asked.at("F"), CHINA)
    leverage = next(limit for limit in standing.limits if limit.relaxed is not None)
    assert standing.multiplied(leverage).ratio == 15
    other = replace(leverage, source=replace(leverage.source, id="another"))
    assert standing.multiplied(other).ratio == 10
