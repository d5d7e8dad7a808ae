"""A finding about one party, and the run of the rules that found it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isnan

from graph.as_of import AsOf
from graph.signals.evidence import Evidence
from graph.signals.level import Level
from graph.signals.rule import Rule
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Signal:
    """A warning. `signal_id` follows from rule, party and content alone: the same finding is the same signal, also when
    its value has moved without reaching another step.

    `value` is the measured value in the measure's unit (元 to the fen), None where it is not known. `level` is 1
    (lowest) to 8.
    """

    signal_id: str
    rule: str
    party_id: str
    measure: str
    value: float | None
    level: Level
    evidence: Evidence
    fingerprint: str
    at: AsOf

    @classmethod
    def of(cls, rule: Rule, party_id: str, value: float, level: Level, evidence: Evidence, at: AsOf) -> "Signal":
        """The signal with the identity that its content gives it. value: NaN where it is not known."""
        content = [rule.id, party_id, level.level, rule.step(value), evidence.content()]
        fingerprint = _hash(content)
        signal_id = f"signal:{_hash([rule.id, party_id, fingerprint])}"
        known = None if isnan(value) else value
        return cls(signal_id, rule.id, party_id, rule.measure, known, level, evidence, fingerprint, at)

    @property
    def level_reason(self) -> str:
        """Why it has its level, in both languages."""
        return f"{self.level.zh} · {self.level.en}"


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation of rules; the same rules on the same data at the same dates are the same run."""

    run_id: str
    kind: str
    at: AsOf
    version: int
    parameters: str

    @classmethod
    def of(cls, snapshot: Snapshot, rules: Sequence[Rule], kind: str = "warn") -> "Run":
        """The run of these rules on this snapshot."""
        parameters = json.dumps({rule.id: _conditions(rule) for rule in rules}, sort_keys=True, ensure_ascii=False)
        at = snapshot.at
        run_id = f"run:{_hash([kind, str(at.as_of), str(at.known_at), snapshot.version, parameters])}"
        return cls(run_id, kind, at, snapshot.version, parameters)


def _conditions(rule: Rule) -> list[object]:
    """What of a rule decides about its findings."""
    steps = [[step.start, step.probability] for step in rule.steps]
    thresholds = {name: one.value for name, one in rule.thresholds.items()}
    return [
        rule.measure, rule.condition.text, thresholds, rule.at_stake, list(rule.applies_to), steps, rule.hard_fact,
    ]  # fmt: skip


def _hash(content: object) -> str:
    """Twenty-four hex digits over JSON: far beyond accidental clashes."""
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]
