"""The product's rules on a synthetic world: the same signals whatever the order of rules and of facts."""

from datetime import date

import pyarrow as pa
import pytest

from graph.as_of import AsOf
from graph.signals import Signal, find_signals, load_rules
from graph.snapshot import History
from ingest.world import WorldOptions, build_world
from tests.unit.measures.told import told_by

RULES = load_rules()
DAY = AsOf(date(2024, 6, 30), date(2024, 6, 30))


@pytest.fixture(scope="module")
def history() -> History:
    return told_by(build_world(WorldOptions(seed=3, enterprises=600, contagion=0.5)))


@pytest.fixture(scope="module")
def signals(history: History) -> list[Signal]:
    return find_signals(history.at(DAY), RULES)


def test_many_rules_find_something(signals: list[Signal]) -> None:
    found = {signal.rule for signal in signals}
    families = {rule.family for rule in RULES if rule.id in found}
    assert len(found) >= 25
    assert families >= {"guarantees", "contagion", "behaviour"}


def test_every_signal_has_evidence_and_says_what_would_lower_it(signals: list[Signal]) -> None:
    for signal in signals:
        assert signal.evidence.edges, signal.rule
        assert signal.evidence.measures
        assert set(signal.evidence.would_lower) == {"zh", "en"}
        assert signal.party_id in {node.id for node in signal.evidence.nodes} or signal.rule in TOLD_OF_OTHERS
        assert {edge.type for edge in signal.evidence.edges if edge.recorded_on > str(DAY.known_at)} == set()


TOLD_OF_OTHERS = ("group_member_defaulted", "neighbour_defaulted", "distress_reaches", "distress_rises")
"""Rules whose evidence may be of others alone: to whom a group, an officer or an address ties the party."""


def test_the_order_of_rules_does_not_matter(history: History, signals: list[Signal]) -> None:
    assert find_signals(history.at(DAY), RULES[::-1]) == signals
    alone = [find_signals(history.at(DAY), [rule]) for rule in RULES[::9]]
    assert [one for found in alone for one in found] == [
        one for rule in RULES[::9] for one in signals if one.rule == rule.id
    ]


def test_the_order_of_facts_does_not_matter(history: History, signals: list[Signal]) -> None:
    turned = History.of({name: backwards(table) if name.isupper() else table for name, table in history.tables.items()})
    found = find_signals(turned.at(DAY), RULES)
    assert [(s.rule, s.party_id, s.value) for s in found] == [(s.rule, s.party_id, s.value) for s in signals]
    assert [(s.signal_id, s.evidence) for s in found] == [(s.signal_id, s.evidence) for s in signals]


def backwards(table: pa.Table) -> pa.Table:
    return table.take(pa.array(range(len(table) - 1, -1, -1), pa.int64()))
