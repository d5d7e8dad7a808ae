"""The responsibility balance: what is in guarantee, each loan and each pool once, and what part of it counts."""

from datetime import date

import networkx as nx
import numpy as np
import pytest

from tests.unit.guarantees.firms import Asked, Firms


def test_weights_by_size_kind_and_product() -> None:
    facts = Firms().firm(1e9).enterprise("S", "small").enterprise("M", "medium").enterprise("K", kind="sole_proprietor")
    facts.person("P").person("Q").person("R")
    facts.stands("S", 1e6).stands("M", 1e6).stands("K", 1e6, loan_kind="lease")
    facts.stands("P", 1e6, product="农户贷款担保").stands("Q", 1e6, product="住房公积金贷款担保")
    facts.stands("R", 1e6, product="流动资金贷款担保")
    asked = Asked(facts)
    counts = {client: asked.weighted(client) for client in "SMKPQR"}
    assert counts == pytest.approx({"S": 75e4, "M": 1e6, "K": 75e4, "P": 75e4, "Q": 30e4, "R": 1e6})
    assert asked.balance().total_cny == 6e6
    assert asked.balance().total_weighted_cny == pytest.approx(45.5e5)
    assert asked.balance().unclear.sum() == 0


def test_the_weight_ends_above_an_amount_for_the_client_in_all() -> None:
    facts = Firms().firm(1e9).enterprise("S", "small").enterprise("T", "micro").person("P").person("Q")
    facts.stands("S", 3e6).stands("S", 2e6).stands("T", 3e6).stands("T", 2e6 + 0.01)
    facts.stands("P", 2e6, product="农户").stands("Q", 2e6 + 0.01, product="农户")
    asked = Asked(facts)
    assert asked.weighted("S") == 3.75e6
    assert asked.weighted("T") == 5e6 + 0.01
    assert (asked.weighted("P"), asked.weighted("Q")) == (1.5e6, 2e6 + 0.01)


def test_what_cannot_be_classified_counts_in_full_and_is_named() -> None:
    facts = Firms().firm(1e9).enterprise("U").enterprise("S", "small").person("P").enterprise("B", "large")
    facts.stands("U", 10.0).stands("S", 10.0, loan_kind=None).stands("P", 10.0).stands("B", 10.0, loan_kind="bond")
    facts.stands("B", 10.0)
    asked = Asked(facts)
    balance = asked.balance()
    assert balance.total_weighted_cny == balance.total_cny == 50.0
    unclear = dict(zip(balance.client.tolist(), balance.unclear.tolist(), strict=True))
    # A large enterprise's borrowing is clear; its bond might be of a rated issuer.
    assert unclear == {asked.at(client): 1000 for client in "USPB"}


def test_before_the_measures_everything_counts_in_full() -> None:
    facts = Firms().firm(1e9).enterprise("S", "small")
    facts.loan("l", "S", 100.0, kind="loan", drawn_on=date(2018, 1, 1), matures_on=date(2020, 1, 1))
    facts.guarantee("g", "F", ("l",), starts_on=date(2018, 1, 1))
    for row in facts.rows["DESCRIBED_BY"]:
        row["valid_from"] = date(2018, 1, 1)
    assert Asked(facts, date(2018, 4, 1)).balance().total_weighted_cny == 100.0
    assert Asked(facts, date(2018, 4, 2)).balance().total_weighted_cny == 75.0


def test_a_loan_counts_once_whatever_secures_it() -> None:
    facts = Firms().firm(1e9).enterprise("M", "medium").loan("l", "M", 100.0, 80.0, kind="loan")
    facts.guarantee("g", "F", ("l",)).guarantee("h", "F", ("l",), cap_cny=50.0)
    facts.loan("m", "M", 100.0, kind="loan").guarantee("i", "F", ("m",), cap_cny=30.0)
    facts.loan("n", "M", 100.0, 0.0, kind="loan").guarantee("j", "F", ("n",))
    assert Asked(facts).weighted("M") == 110.0


def test_a_pool_counts_once_in_the_total_and_for_clients_together() -> None:
    """One contract of 100 for loans of 80 each of A and B, another of 20 for A's second loan of 50."""
    facts = Firms().firm(1e9).enterprise("A", "large").enterprise("B", "large").enterprise("C", "large")
    facts.loan("a", "A", 80.0, kind="loan").loan("b", "B", 80.0, kind="loan").loan("c", "A", 50.0, kind="loan")
    facts.guarantee("g", "F", ("a", "b"), cap_cny=100.0, maximum_amount=True).guarantee("h", "F", ("c",), cap_cny=20.0)
    facts.stands("C", 7.0)
    asked = Asked(facts)
    balance = asked.balance()
    assert (asked.weighted("A"), asked.weighted("B"), balance.total_weighted_cny) == (100.0, 80.0, 127.0)
    assert balance.amount_cny([asked.at("A"), asked.at("B")]) == 120.0
    assert balance.amount_cny([asked.at("A"), asked.at("C")]) == 107.0


def test_of_a_pool_what_weighs_most_is_called_first() -> None:
    facts = Firms().firm(1e9).enterprise("S", "small").loan("l", "S", 100.0, kind="loan")
    facts.loan("b", "S", 60.0, kind="bond").guarantee("g", "F", ("l", "b"), cap_cny=100.0)
    assert Asked(facts).weighted("S") == 60.0 + 0.75 * 40.0


def test_a_loan_secured_by_two_products_weighs_as_the_heavier() -> None:
    facts = Firms().firm(1e9).person("P").loan("l", "P", 100.0, kind="loan")
    facts.guarantee("g", "F", ("l",), product="农户贷款担保", cap_cny=60.0)
    facts.guarantee("h", "F", ("l",), product="其他", cap_cny=50.0)
    assert Asked(facts).weighted("P") == 100.0


def test_random_pools_agree_with_a_maximum_flow_and_splitting_changes_nothing() -> None:
    rng = np.random.default_rng(11)
    for _ in range(12):
        facts, halves = Firms().firm(1e9), Firms().firm(1e9)
        flow: nx.DiGraph[str] = nx.DiGraph()
        for number in range(6):
            client, amount = f"C{number % 3}", float(rng.integers(1, 50))
            for one in (facts, halves):
                one.enterprise(client, "large") if number < 3 else None
                one.loan(f"l{number}", client, amount, kind="loan")
            flow.add_edge(f"l{number}", "sink", capacity=amount)
        for number in range(4):
            cap = 2.0 * float(rng.integers(1, 30))
            loans = tuple(f"l{one}" for one in rng.choice(6, int(rng.integers(1, 4)), replace=False))
            facts.guarantee(f"g{number}", "F", loans, cap_cny=cap)
            halves.guarantee(f"g{number}", "F", loans, cap_cny=cap / 2).guarantee(
                f"h{number}", "F", loans, cap_cny=cap / 2
            )
            flow.add_edge("source", f"g{number}", capacity=cap)
            flow.add_edges_from((f"g{number}", loan, {"capacity": cap}) for loan in loans)
        asked, split = Asked(facts), Asked(halves)
        assert asked.balance().total_cny == nx.maximum_flow_value(flow, "source", "sink")
        for clients in (["C0"], ["C1", "C2"], ["C0", "C1", "C2"]):
            places = [asked.at(client) for client in clients]
            assert asked.balance().amount_cny(places) == split.balance().amount_cny(places)
        assert asked.balance().amount_cny(asked.balance().client.tolist()) == asked.balance().total_weighted_cny


def test_only_the_firm_s_own_guarantees_count() -> None:
    facts = Firms().firm(1e9).firm(1e9, "G").enterprise("A", "large").stands("A", 10.0).stands("A", 5.0, by="G")
    facts.guarantee("k", "A", secures=("g0",), cap_cny=10.0)
    asked = Asked(facts)
    assert (asked.balance("F").total_cny, asked.balance("G").total_cny) == (10.0, 5.0)
    assert asked.balance("A").total_cny == 0.0
