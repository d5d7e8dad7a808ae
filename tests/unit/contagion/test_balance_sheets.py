"""What parties have on a day: statements, and what stands in their place, told."""

from datetime import date

import numpy as np

from graph.contagion.balance_sheets import BalanceSheets, BufferOf, FilledFrom, MissingPolicy
from graph.snapshot import Snapshot
from tests.unit.guarantees.facts import TODAY, Facts, edge


class Firms(Facts):
    """Enterprises with statements and register entries."""

    def firm(self, party: str, net: float | None = None, capital: float | None = None, **more: float) -> "Firms":
        self.party(party)
        if net is not None:
            self.reports(party, date(2023, 12, 31), net, **more)
        if capital is not None:
            self.add("Record", {"record_id": f"{party}-r", "registered_capital_cny": capital, "industry": "C34"})
            self.add("DESCRIBED_BY", edge(party, f"{party}-r"))
        return self

    def reports(self, party: str, end: date, net: float, **more: float) -> "Firms":
        key = f"{party}-{end}"
        self.add("Statement", {"statement_id": key, "period_end": end, "net_assets_cny": net} | more)
        self.add("REPORTED", edge(party, key, end))
        return self

    def snapshot(self) -> Snapshot:
        return self.on(TODAY).snapshot


def test_the_latest_statement_counts() -> None:
    facts = Firms().firm("A", 10.0, total_assets_cny=40.0).reports("A", date(2022, 12, 31), 99.0)
    found = BalanceSheets.of(facts.snapshot())
    assert (found.equity.tolist(), found.value.tolist(), found.buffer.tolist()) == ([10.0], [40.0], [10.0])
    assert not found.missing.any()


def test_negative_net_assets_stay_and_pay_nothing() -> None:
    found = BalanceSheets.of(Firms().firm("A", -5.0).firm("B", 1.0).snapshot())
    assert (found.equity.tolist(), found.buffer.tolist(), found.insolvent.tolist()) == ([-5.0, 1.0], [0.0, 1.0], [0])


def test_what_stands_for_a_missing_statement() -> None:
    facts = Firms().firm("A", 10.0).firm("B", capital=30.0).firm("C")
    facts.add("Person", {"party_id": "P", "canonical_id": "P", "name": "P"})
    equity = {policy: BalanceSheets.of(facts.snapshot(), policy) for policy in MissingPolicy}
    assert equity[MissingPolicy.ZERO].equity.tolist() == [10.0, 0.0, 0.0, 0.0]
    assert equity[MissingPolicy.INFINITE].equity.tolist() == [10.0, np.inf, np.inf, np.inf]
    capital = equity[MissingPolicy.REGISTERED_CAPITAL]
    assert capital.equity.tolist() == [10.0, 30.0, 0.0, 0.0]
    assert capital.filled_from.tolist() == [0, FilledFrom.REGISTERED_CAPITAL, FilledFrom.RULE, FilledFrom.RULE]
    for found in equity.values():
        assert np.isfinite(found.value).all()
        assert not np.isnan(found.buffer).any()


def test_the_median_of_peers_of_whom_enough_report() -> None:
    facts = Firms()
    for place, net in enumerate((1.0, 2.0, 3.0, 4.0, 100.0)):
        facts.firm(f"A{place}", net)
    found = BalanceSheets.of(facts.firm("B").snapshot(), MissingPolicy.PEER_MEDIAN)
    assert (found.equity[5], found.filled_from[5]) == (3.0, FilledFrom.PEERS)
    few = Firms().firm("A", 1.0).firm("B")
    assert BalanceSheets.of(few.snapshot(), MissingPolicy.PEER_MEDIAN).equity.tolist() == [1.0, 0.0]


def test_liquid_assets_pay_where_they_are_stated() -> None:
    facts = Firms().firm("A", 10.0, liquid_assets_cny=3.0).firm("B", 10.0)
    found = BalanceSheets.of(facts.snapshot(), buffer_of=BufferOf.LIQUID_ASSETS)
    assert (found.buffer.tolist(), found.liquid.tolist()) == ([3.0, 10.0], [True, False])


def test_how_much_of_the_answer_is_filled_in() -> None:
    found = BalanceSheets.of(Firms().firm("A", 10.0).firm("B").firm("C").snapshot())
    told = found.filling(np.array([30.0, 10.0, 0.0]))
    assert (told.parties, told.missing, told.missing_share) == (2, 1, 0.5)
    assert (told.at_stake_cny, told.missing_at_stake_share) == (40.0, 0.25)
    assert dict(told.filled) == {FilledFrom.STATEMENT: 1, FilledFrom.RULE: 1}
    nobody = found.filling(np.zeros(3))
    assert (nobody.missing_share, nobody.missing_at_stake_share) == (0.0, 0.0)
