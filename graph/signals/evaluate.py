"""Rules on the measures of a day: the one path by which findings arise, now, on a schedule and at past dates."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.measures.catalogue import every_measure
from graph.measures.day import DayMeasures, Given, no_scores
from graph.measures.measure import Floats
from graph.signals.evidence import Fact, Gathering, Shown
from graph.signals.example import Example
from graph.signals.hard_facts import hard_facts
from graph.signals.level import grade
from graph.signals.lower import lowered_by
from graph.signals.proof.kinds import PROOFS
from graph.signals.proof.proofs import Proofs
from graph.signals.rule import Rule
from graph.signals.signal import Signal
from graph.snapshot import Snapshot

DECIMALS = {"count": 0, "day": 0, "flag": 0, "grade": 0, "元": 2, "ratio": 4, "year": 2}
"""To which measured values are rounded, by their unit, before anything is compared."""

ABOUT_DATA = "data"
"""The family of rules about what is told of a party, which no hard fact about the party itself lifts."""


def find_signals(snapshot: Snapshot, rules: Sequence[Rule], given: Given = no_scores) -> list[Signal]:
    """What the rules find on a day, by nothing but what was known at it: the gravest first, then by rule and party.

    given: where learned scores come from. Writes nothing.
    """
    return signals_of(DayMeasures.of(snapshot.history, snapshot.at, given), rules)


def signals_of(day: DayMeasures, rules: Sequence[Rule]) -> list[Signal]:
    """The same on measures that are at hand."""
    evaluation = Evaluation.of(day)
    return in_order(signal for rule in rules for signal in evaluation.told(evaluation.fired(rule)))


def in_order(signals: Iterable[Signal]) -> list[Signal]:
    """The gravest first, then by rule and party."""
    return sorted(signals, key=lambda signal: (-signal.level.level, signal.rule, signal.party_id))


@dataclass(frozen=True, slots=True, eq=False)
class Fired:
    """What a rule has to say, before it is put into words: all that its signals are made of, one entry per party.

    read: the measures that the rule reads, rounded. stakes: 元. hard: the hard facts that count for the level.
    """

    rule: Rule
    party_ids: Sequence[str]
    read: Mapping[str, Sequence[float]]
    stakes: Sequence[float]
    hard: Sequence[frozenset[str]]
    shown: Sequence[Shown]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What all rules of a day share."""

    day: DayMeasures
    kind: NDArray[np.object_]
    proofs: Proofs
    gathering: Gathering
    hard: Mapping[str, NDArray[np.bool_]]

    @classmethod
    def of(cls, day: DayMeasures) -> "Evaluation":
        """Of the measures of a day."""
        return cls(day, kinds_of(day), Proofs(day.facts), Gathering(day.facts.snapshot), hard_facts(day.facts))

    def fired(self, rule: Rule) -> Fired:
        """Of whom the rule has something to say, and on what it rests."""
        measured = {name: rounded(self.day, name) for name in rule.reads}
        fired = np.flatnonzero(fires(rule, measured.__getitem__, self.kind))
        ids, parties = self.day.facts.snapshot.parties.table.column("party_id"), fired.tolist()
        return Fired(
            rule, ids.take(pa.array(fired)).to_pylist(),
            {name: column[fired].tolist() for name, column in measured.items()},
            np.nan_to_num(measured[rule.at_stake][fired]).tolist(), [self._hard(rule, party) for party in parties],
            [_shown(rule, self.proofs, party) for party in parties],
        )  # fmt: skip

    def told(self, fired: Fired, places: Iterable[int] | None = None) -> Iterator[Signal]:
        """The signals about the parties at some places, or about all."""
        rule, at = fired.rule, self.day.facts.snapshot.at
        chosen = list(range(len(fired.party_ids)) if places is None else places)
        evidence = self.gathering.gather([fired.shown[i] for i in chosen])
        for i, found in zip(chosen, evidence, strict=True):
            value = fired.read[rule.measure][i]
            level = grade(rule.probability(value), fired.stakes[i], fired.hard[i])
            seen = {name: column[i] for name, column in fired.read.items() if not isnan(column[i])}
            yield Signal.of(
                rule, fired.party_ids[i], value, level, found.explained(seen, lowered_by(rule, value, level)), at
            )

    def _hard(self, rule: Rule, party: int) -> frozenset[str]:
        # What is wrong with the data on a party is no graver for what the party has done.
        known = {name for name, holds in self.hard.items() if holds[party] and rule.family != ABOUT_DATA}
        return frozenset(known | {rule.hard_fact} if rule.hard_fact else known)


def fires(rule: Rule, column: Callable[[str], Floats], kind: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Per party whether the rule has something to say. column: a measure by name. kind: as `kinds_of`."""
    thresholds = {name: np.asarray(one.value) for name, one in rule.thresholds.items()}
    holds = rule.condition.holds(lambda name: thresholds[name] if name in thresholds else column(name))
    return holds & np.isin(kind, list(rule.applies_to)) if rule.applies_to else holds


def rounded(day: DayMeasures, name: str) -> Floats:
    """A measure as it is compared and shown."""
    return np.round(day.column(name), DECIMALS[every_measure()[name].unit])


def kinds_of(day: DayMeasures) -> NDArray[np.object_]:
    """Each party's kind; `person` for natural persons, `company` for an enterprise of unknown kind."""
    parties = day.facts.snapshot.parties
    kinds = pc.fill_null(parties.table.column("kind").cast("string"), "company")
    return np.where(parties.is_enterprise, np.asarray(kinds.to_pylist(), dtype=object), "person")


def broken_examples(rule: Rule) -> list[str]:
    """The rule's own examples that come out otherwise than they say, a sentence each; empty where all hold."""
    broken = []
    for number, example in enumerate(rule.examples, start=1):
        fired = set(_fired_in(example, rule))
        if fired != set(example.fires):
            broken.append(
                f"{rule.id}, example {number} ({example.en}): fires for {sorted(fired)}, not {sorted(example.fires)}"
            )
    return broken


def _fired_in(example: Example, rule: Rule) -> Iterator[str]:
    if not example.measures:
        yield from (signal.party_id for signal in find_signals(example.snapshot(), [rule]))
        return
    parties = sorted(example.measures)
    kind = np.array([example.kinds.get(party, "company") for party in parties], dtype=object)

    def column(name: str) -> Floats:
        return np.array([example.measures[party].get(name, np.nan) for party in parties])

    yield from (parties[place] for place in np.flatnonzero(fires(rule, column, kind)))


def _shown(rule: Rule, proofs: Proofs, party: int) -> Shown:
    """The edges that the rule names, and the numbers that stand beside them."""
    shown = [PROOFS[kind](proofs, party) for kind in rule.evidence]
    told: dict[str, Fact] = {name: number for _, numbers in shown for name, number in numbers.items()}
    return tuple(one for found, _ in shown for one in found), told
