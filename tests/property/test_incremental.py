"""Whatever is delivered, in whatever order: only what has changed, worked out, comes to what a full run comes to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest

from graph.measures.catalogue import every_measure
from graph.measures.day import DayMeasures
from graph.signals import Rule, Signal, load_rules
from graph.signals.condition import parse_condition
from graph.signals.evaluate import Evaluation, in_order
from graph.signals.evidence import Found
from graph.signals.incremental import Comparison, EachSignal, Known, made_of
from graph.signals.incremental.kept import Key
from graph.signals.proof.kinds import PROOFS
from tests.conformance.updates import Updates
from tests.unit.measures.told import told

SEQUENCES = 50
STEPS = 2
LOOSE = 10
RULES = load_rules()


def loose_rules(seed: int) -> list[Rule]:
    """Some of the product's rules, that fire for everybody of whom their measure is known: much evidence of each
    kind."""
    of_kind = {kind: [rule for rule in RULES if kind in rule.evidence] for kind in PROOFS}
    random = Random(seed)  # noqa: S311 - draws a test
    kinds = random.sample([kind for kind, rules in of_kind.items() if rules], LOOSE)
    chosen = {rule.id: rule for kind in kinds for rule in [random.choice(of_kind[kind])]}
    units = {name: measure.unit for name, measure in every_measure().items()}
    return [
        replace(rule, condition=parse_condition(f"known({rule.measure})", units), thresholds={})
        for rule in chosen.values()
    ]


@dataclass
class Standing:
    """What is entered and told, by a run in full or only of what has changed."""

    signals: dict[Key, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    acts: list[tuple[Key, str | None]] = field(default_factory=list)

    def take_up(self, signals: Sequence[Signal], parties: frozenset[str] | None) -> None:
        """As `graph.signals.life.take_up`: what is found, what is no longer; nothing of parties not looked at."""
        found = {(one.rule, one.party_id): one.signal_id for one in signals}
        gone = {key for key in self.signals if key not in found and (parties is None or key[1] in parties)}
        self.acts += sorted((key, one) for key, one in found.items() if self.signals.get(key) != one)
        self.acts += sorted((key, None) for key in gone)
        self.written |= set(found.values())
        self.signals = {key: one for key, one in (self.signals | found).items() if key not in gone}


def runs(seed: int, rules: Sequence[Rule]) -> Iterator[tuple[Evaluation, list[Signal]]]:
    """A sequence of deliveries: after each the evaluation, and what a run in full finds."""
    updates = Updates.of(seed)
    for step in range(STEPS + 1):
        if step:
            updates.step()
        if step == STEPS:
            updates.take_back()
        evaluation = Evaluation.of(DayMeasures.of(told(updates.told), updates.at))
        yield evaluation, in_order(one for rule in rules for one in evaluation.told(evaluation.fired(rule)))


def same_as_in_full(seed: int, rules: Sequence[Rule]) -> int:
    """Of how many findings nothing was worked out anew."""
    before: Mapping[Key, Known] = {}
    earlier: dict[Key, Signal] = {}
    carried = 0
    in_full, kept = Standing(), Standing()
    for evaluation, signals in runs(seed, rules):
        found = Comparison(rules, lambda evaluation=evaluation: evaluation, before)  # type: ignore[misc]
        by_key = {(one.rule, one.party_id): one for one in signals}
        assert {key: one.signal_id for key, one in found.now.items()} == {k: s.signal_id for k, s in by_key.items()}
        anew = {(one.rule, one.party_id): one for one in found.told_anew}
        for key, signal in by_key.items():
            # What is not worked out anew is to the letter what it was.
            assert signal == (anew[key] if key in anew else replace(earlier[key], at=signal.at))
        in_full.take_up(signals, None)
        kept.take_up(found.about_parties(found.parties), found.parties)
        assert kept == in_full
        carried += len(by_key) - len(anew)
        before, earlier = found.now, by_key
    assert list(EachSignal(found)) == signals
    return carried


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_after_any_updates_it_is_as_in_full(seed: int) -> None:
    assert same_as_in_full(seed, loose_rules(seed) if seed % 2 else RULES) > 0


@pytest.mark.parametrize("left_out", ["REPORTED", "numbers", "values"])
def test_what_marks_leave_out_is_noticed(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said, mark = made_of.Said.of, made_of._mark

    def without(self: made_of.Said, part: Found) -> str:
        return "" if part.name == left_out else said(self, part)

    def shorter(told: tuple[Any, str], parts: Sequence[Found], of: made_of.Said) -> bytes:
        values, numbers = told
        return mark(
            (values * 0 if left_out == "values" else values, "" if left_out == "numbers" else numbers), parts, of
        )

    monkeypatch.setattr(made_of.Said, "of", without)
    monkeypatch.setattr(made_of, "_mark", shorter)
    with pytest.raises(AssertionError):
        all(same_as_in_full(seed, loose_rules(seed)) for seed in range(SEQUENCES))
