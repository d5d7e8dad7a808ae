"""One act on a threshold, how a threshold stands after all of them, and what that makes of a rule."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from graph.signals.rule import Rule


class Kind(StrEnum):
    """What was done."""

    ACCEPT = "accept"
    REVERT = "revert"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One act. `seq` counts from 1 within its threshold, `at` is UTC in ISO 8601. reverts: the id of what is taken
    back. mark: what the rule's file said then (`mark_of`). basis: what it was proposed on, None where it was not."""

    adjustment_id: str
    rule: str
    threshold: str
    seq: int
    kind: Kind
    from_value: float
    to_value: float
    unit: str
    actor: str
    at: str
    reason: str
    mark: str
    reverts: str | None = None
    basis: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """An acceptance that stands. stale: the file of its rule says otherwise than then, so that it is not in force."""

    adjustment: Adjustment
    stale: bool


def adjustment_id_of(rule: str, threshold: str, seq: int) -> str:
    """The identity of an act: its number in its threshold, which can be taken once."""
    content = json.dumps([rule, threshold, seq], ensure_ascii=False)
    return f"adjustment:{sha256(content.encode()).hexdigest()[:24]}"


def mark_of(rule: Rule) -> str:
    """Of a rule as its file has it: measure, condition, kinds of parties, and all thresholds with their bounds."""
    thresholds = {name: [one.value, one.unit, one.least, one.most] for name, one in rule.thresholds.items()}
    content = json.dumps(
        [rule.measure, rule.condition.text, sorted(rule.applies_to), thresholds], ensure_ascii=False, sort_keys=True
    )
    return sha256(content.encode()).hexdigest()[:24]


def standing(acts: Iterable[Adjustment]) -> list[Adjustment]:
    """Of each threshold the acceptance that stands, if any: the last one that nobody has taken back. Who takes one back
    leaves the one before it standing."""
    accepted: dict[tuple[str, str], list[Adjustment]] = {}
    for act in sorted(acts, key=lambda one: one.seq):
        of_threshold = accepted.setdefault((act.rule, act.threshold), [])
        if act.kind is Kind.ACCEPT:
            of_threshold.append(act)
        elif of_threshold:
            of_threshold.pop()
    return [some[-1] for some in accepted.values() if some]


def moved(acts: Iterable[Adjustment], rules: Sequence[Rule]) -> list[Moved]:
    """The acceptances that stand, and which of them the files have overtaken. rules: as their files have them.

    One that is stale is in force again once the file says what it said.
    """
    marks = {rule.id: mark_of(rule) for rule in rules}
    return [Moved(one, marks.get(one.rule) != one.mark) for one in standing(acts)]


def applied(rules: Sequence[Rule], acts: Iterable[Adjustment]) -> tuple[Rule, ...]:
    """The rules with the thresholds that are in force. rules: as their files have them."""
    values: dict[str, dict[str, float]] = {}
    for one in moved(acts, rules):
        if not one.stale:
            values.setdefault(one.adjustment.rule, {})[one.adjustment.threshold] = one.adjustment.to_value
    return tuple(rule.moved(values[rule.id]) if rule.id in values else rule for rule in rules)
