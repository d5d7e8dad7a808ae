"""Where an enterprise stands by all its warnings together, nothing counted twice.

Several rules often see one thing: a default shows as an overdue loan, a call and a neighbour's distress. The gravest
warning decides; warnings of other families raise it by one level together if they rest on other facts, that is share no
contract or record with those that count already, and are not much slighter. Amounts are never added up, because the
same money is at stake in several warnings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.signals.level import HIGHEST
from graph.signals.rule import Rule, Text
from graph.signals.signal import Signal

SLIGHTER: Final = 2
"""A warning by more levels below the gravest corroborates nothing."""

CORROBORATING: Final = 2
"""So many other families on facts of their own raise the level by one."""

LEAST: Final = 3
"""Warnings below this level corroborate nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one party. level: 1 to 8. signals: all of them, the gravest first; counted: those that decided, by their ids.
    reason: why it has its level."""

    party_id: str
    level: int
    signals: tuple[Signal, ...]
    counted: tuple[str, ...]
    reason: Text


def standings(signals: Iterable[Signal], rules: Sequence[Rule]) -> list[Standing]:
    """One per party with a warning, the gravest first, then with the most warnings, then by party."""
    family = {rule.id: rule.family for rule in rules}
    of_party: dict[str, list[Signal]] = {}
    for signal in signals:
        of_party.setdefault(signal.party_id, []).append(signal)
    found = [_standing(party, some, family) for party, some in of_party.items()]
    return sorted(found, key=lambda one: (-one.level, -len(one.signals), one.party_id))


def _standing(party_id: str, signals: list[Signal], family: dict[str, str]) -> Standing:
    ordered = sorted(signals, key=lambda one: (-one.level.level, one.rule, one.signal_id))
    gravest = ordered[0]
    counted, families, seen = [gravest], {family[gravest.rule]}, _facts(gravest)
    for signal in ordered[1:]:
        grave = signal.level.level >= max(LEAST, gravest.level.level - SLIGHTER)
        if grave and family[signal.rule] not in families and not seen & _facts(signal):
            counted.append(signal)
            families.add(family[signal.rule])
            seen |= _facts(signal)
    corroborated = len(counted) > CORROBORATING and gravest.level.level < HIGHEST
    zh, en = [gravest.level.zh], [gravest.level.en]
    if corroborated:
        rules = [one.rule for one in counted[1:]]
        zh.append(f"另有{len(rules)}类依据不同的预警（{'、'.join(rules)}）→ 上调一级")
        en.append(f"warnings of {len(rules)} other families on other facts ({', '.join(rules)}) → one level up")
    level = gravest.level.level + corroborated
    ids = tuple(one.signal_id for one in (counted if corroborated else counted[:1]))
    return Standing(party_id, level, tuple(ordered), ids, Text("；".join(zh), "; ".join(en)))


def _facts(signal: Signal) -> set[tuple[str, str, str, str]]:
    """The contracts and records that it rests on."""
    return {(edge.type, edge.id, edge.source, edge.target) for edge in signal.evidence.edges}
