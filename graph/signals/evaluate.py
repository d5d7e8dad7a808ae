"""Rules on a snapshot: the one path by which findings arise, now, on a schedule and at past dates."""

from collections.abc import Iterator, Sequence

import numpy as np

from graph.signals.inputs import Inputs
from graph.signals.level import grade
from graph.signals.measures import MEASURES, Measured, MeasureUnit
from graph.signals.rule import Rule
from graph.signals.signal import Signal
from graph.snapshot import Snapshot

DECIMALS = {MeasureUnit.COUNT: 0, MeasureUnit.CNY: 2, MeasureUnit.TIMES: 4}


def find_signals(snapshot: Snapshot, rules: Sequence[Rule]) -> list[Signal]:
    """What the rules find, the gravest first, then by rule and party. Writes nothing."""
    inputs = Inputs(snapshot)
    measured: dict[str, Measured] = {}
    found: list[Signal] = []
    for rule in rules:
        if rule.measure not in measured:
            measured[rule.measure] = MEASURES[rule.measure].of(inputs)
        found += _fired(rule, inputs, measured[rule.measure])
    return sorted(found, key=lambda signal: (-signal.level.level, signal.rule, signal.party_id))


def broken_examples(rule: Rule) -> list[str]:
    """The rule's own examples that come out otherwise than they say, a sentence each; empty where all hold."""
    broken = []
    for number, example in enumerate(rule.examples, start=1):
        fired = {signal.party_id for signal in find_signals(example.snapshot(), [rule])}
        if fired != set(example.fires):
            broken.append(
                f"{rule.id}, example {number} ({example.en}): fires for {sorted(fired)}, not {sorted(example.fires)}"
            )
    return broken


def _fired(rule: Rule, inputs: Inputs, measured: Measured) -> Iterator[Signal]:
    """A signal for every party whose value meets the rule's condition."""
    decimals = DECIMALS[MEASURES[rule.measure].unit]
    value = np.round(measured.value, decimals)
    fires = rule.condition.holds(value)
    if rule.applies_to:
        fires &= np.isin(inputs.kind, list(rule.applies_to))
    party_ids = inputs.snapshot.parties.table.column("party_id")
    for party in np.flatnonzero(fires).tolist():
        facts = {name for name, holds in inputs.hard_facts.items() if holds[party]}
        facts |= {rule.hard_fact} if rule.hard_fact else set()
        level = grade(rule.probability(float(value[party])), float(measured.loss_cny[party]), facts)
        yield Signal.of(
            rule, party_ids[party].as_py(), float(value[party]), level, measured.evidence(party), inputs.snapshot.at
        )
