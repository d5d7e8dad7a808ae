"""What only warnings ask: guarantee firms beside the limits on them, worked out by hand, and licences revoked."""

from datetime import date

import numpy as np
import pytest

from graph.measures.day import DayMeasures
from graph.measures.facts import Facts as DayFacts
from graph.signals import Signal, load_rules
from graph.signals.evaluate import signals_of
from tests.unit.guarantees.facts import TODAY
from tests.unit.guarantees.firms import Firms
from tests.unit.measures import village
from tests.unit.measures.values import PartyValues

RULES_BY_ID = {rule.id: rule for rule in load_rules()}
RULES = [rule for rule in RULES_BY_ID.values() if rule.id.startswith("guarantee_firm_")]


def measured(facts: Firms, on: date = TODAY) -> DayMeasures:
    return DayMeasures(DayFacts(facts.on(on).snapshot))


def of_firm(day: DayMeasures, *names: str) -> list[float]:
    (firm,) = day.facts.snapshot.find("Party", ["F"])
    return [float(day.column(f"warning.{name}")[firm]) for name in names]


def found(day: DayMeasures) -> dict[str, Signal]:
    return {signal.rule: signal for signal in signals_of(day, RULES)}


def firm(net_assets: float | None) -> Firms:
    """F stands for A with 100 and for its subsidiary B with 50, all large."""
    facts = Firms().firm(net_assets).enterprise("A", "large").enterprise("B", "large")
    facts.owns("A", "B", 0.6).stands("A", 100.0).stands("B", 50.0)
    return facts.short_cut("F", "A").short_cut("F", "B")


NAMES = ("largest_client_cny", "largest_client_to_net_assets", "largest_related_cny", "largest_related_to_net_assets")


def test_exactly_at_its_limits_a_firm_breaches_none() -> None:
    day = measured(firm(1000.0))
    assert of_firm(day, *NAMES) == pytest.approx([100.0, 0.1, 150.0, 0.15])
    assert found(day) == {}


def test_above_them_it_breaches_both_at_level_5_or_more() -> None:
    signals = found(measured(firm(900.0)))
    assert set(signals) == {"guarantee_firm_one_client", "guarantee_firm_related_clients"}
    assert {signal.party_id for signal in signals.values()} == {"F"}
    assert all(signal.level.level >= 5 for signal in signals.values())
    assert {edge.type for edge in signals["guarantee_firm_one_client"].evidence.edges} == {"REPORTED", "GUARANTEES"}


def test_one_client_alone_is_not_related() -> None:
    facts = Firms().firm(100.0).enterprise("A", "large").enterprise("Z", "large").stands("A", 60.0).stands("Z", 20.0)
    day = measured(facts)
    assert of_firm(day, *NAMES) == pytest.approx([60.0, 0.6, 0.0, 0.0])
    assert "guarantee_firm_related_clients" not in found(day)


def test_without_net_assets_amounts_are_told_and_no_ratios() -> None:
    day = measured(firm(None))
    assert of_firm(day, "largest_client_cny", "largest_related_cny") == [100.0, 150.0]
    assert np.isnan(of_firm(day, "largest_client_to_net_assets", "largest_related_to_net_assets")).all()


def test_a_guarantee_for_who_controls_the_firm_is_told() -> None:
    facts = Firms().firm(1e6).enterprise("P", "large").owns("P", "F", 0.51).stands("P", 100.0)
    day = measured(facts)
    assert of_firm(day, "controller_guaranteed_cny") == [100.0]
    assert found(day)["guarantee_firm_for_controller"].level.level >= 5
    assert of_firm(measured(firm(1000.0)), "controller_guaranteed_cny") == [0.0]


def test_before_the_regulation_nothing_is_said() -> None:
    assert np.isnan(of_firm(measured(firm(900.0), date(2016, 1, 1)), *NAMES)).all()


def test_others_than_guarantee_firms_have_no_such_limit() -> None:
    day = measured(firm(900.0))
    (other,) = day.facts.snapshot.find("Party", ["A"])
    assert all(np.isnan(day.column(f"warning.{name}")[other]) for name in NAMES)


def test_a_licence_is_gone_once_the_register_says_so() -> None:
    facts = firm(1000.0)
    facts.add("Record", {"record_id": "A-r2", "status": "revoked"})
    facts.add("DESCRIBED_BY", facts.rows["DESCRIBED_BY"][0] | {"target_key": "A-r2"})
    day = measured(facts)
    gone = day.column("warning.licence_gone")
    at = dict(zip(("A", "B", "F"), day.facts.snapshot.find("Party", ["A", "B", "F"]), strict=True))
    assert [gone[at[name]] for name in "ABF"] == [1.0, 0.0, 0.0]


def test_calls_are_told_of_those_in_default_alone() -> None:
    late = village.balance("Lb", village.SOLD, 7e5, days_past_due=100, classification="substandard")
    facts = village.history(guarantees=[village.guarantee("Gae", "a", "e", "Le")], balances=[late])
    found = PartyValues(facts, village.CUT_OFF)
    assert [found(party, "warning.calls_of_defaulted_cny") for party in "ad"] == [7e5, 0.0]
    assert RULES_BY_ID["debtor_defaulted"].at_stake == "warning.calls_of_defaulted_cny"
