"""Where an enterprise stands by all its warnings together, nothing counted twice.

Several rules often see one thing: a default shows as an overdue loan, a call and a neighbour's distress. The gravest
warning decides; warnings of other families raise it by one level together if they rest on other facts, that is share no
contract or record with those that count already, and are not much slighter. Amounts are never added up, because the
same money is at stake in several warnings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graph.signals.evidence import EvidenceEdge
from graph.signals.level import HIGHEST
from graph.signals.rule import Rule
from graph.signals.signal import Signal
from graph.text import Text

SLIGHTER: Final = 2
"""A warning by more levels below the gravest corroborates nothing."""

CORROBORATING: Final = 2
"""So many other families on facts of their own raise the level by one."""

LEAST: Final = 3
"""Warnings below this level corroborate nothing."""

Fact = tuple[str, str, str, str]
"""A contract or record: type, id, from, to."""


class Why(StrEnum):
    """Why a warning does not count: one that counts is of the same family, or rests on the same facts; it is much
    slighter than the gravest; or too few other families warn to raise the level."""

    SAME_FAMILY = "same_family"
    SAME_FACTS = "same_facts"
    SLIGHTER = "slighter"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning as far as its party's standing goes by it. id: of the signal, or of its matter. reason: of its level.
    facts: the contracts and records that it rests on."""

    id: str
    rule: str
    party_id: str
    level: int
    reason: Text
    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Covered:
    """A warning that does not count. by: the one that tells the same, None where it is too slight or too few are."""

    id: str
    why: Why
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one party. level: 1 to 8. warnings: all of them, the gravest first; counted: those that decided, by their ids;
    covered: the others. reason: why it has its level."""

    party_id: str
    level: int
    warnings: tuple[Warned, ...]
    counted: tuple[str, ...]
    covered: tuple[Covered, ...]
    reason: Text


def standings(signals: Iterable[Signal], rules: Sequence[Rule]) -> list[Standing]:
    """One per party with a warning, the gravest first, then with the most warnings, then by party."""
    warned = (
        Warned(
            one.signal_id, one.rule, one.party_id, one.level.level, Text(one.level.zh, one.level.en),
            facts_of(one.evidence.edges),
        )
        for one in signals
    )  # fmt: skip
    return ranked(warned, {rule.id: rule.family for rule in rules})


def ranked(warned: Iterable[Warned], family: Mapping[str, str]) -> list[Standing]:
    """The same of warnings however they were read. family: of each rule; a rule without one is a family of its own."""
    of_party: dict[str, list[Warned]] = {}
    for one in warned:
        of_party.setdefault(one.party_id, []).append(one)
    found = [_standing(party, some, family) for party, some in of_party.items()]
    return sorted(found, key=lambda one: (-one.level, -len(one.warnings), one.party_id))


def may_be_raised(warned: Sequence[Warned], family: Mapping[str, str]) -> bool:
    """Whether the warnings of one party can raise its level together, whatever facts they rest on."""
    gravest = max(one.level for one in warned)
    grave = {family.get(one.rule, one.rule) for one in warned if one.level >= _least(gravest)}
    return gravest < HIGHEST and len(grave) > CORROBORATING


def facts_of(edges: Iterable[EvidenceEdge]) -> frozenset[Fact]:
    """The contracts and records of some evidence."""
    return frozenset((edge.type, edge.id, edge.source, edge.target) for edge in edges)


def stored_facts_of(evidence: Mapping[str, Any]) -> frozenset[Fact]:
    """The same of evidence as it is stored."""
    return frozenset((edge["type"], edge["id"], edge["source"], edge["target"]) for edge in evidence["edges"])


def _standing(party_id: str, some: list[Warned], family: Mapping[str, str]) -> Standing:
    ordered = sorted(some, key=lambda one: (-one.level, one.rule, one.id))
    counted, covered = _weighed(ordered, family)
    gravest = ordered[0]
    zh, en = [gravest.reason.zh], [gravest.reason.en]
    corroborated = len(counted) > CORROBORATING and gravest.level < HIGHEST
    if corroborated:
        rules = [one.rule for one in counted[1:]]
        zh.append(f"另有{len(rules)}类依据不同的预警（{'、'.join(rules)}）→ 上调一级")
        en.append(f"warnings of {len(rules)} other families on other facts ({', '.join(rules)}) → one level up")
    else:
        covered += [Covered(one.id, Why.TOO_FEW) for one in counted[1:]]
        counted = counted[:1]
    return Standing(
        party_id, gravest.level + corroborated, tuple(ordered), tuple(one.id for one in counted),
        tuple(covered), Text("；".join(zh), "; ".join(en)),
    )  # fmt: skip


def _weighed(ordered: Sequence[Warned], family: Mapping[str, str]) -> tuple[list[Warned], list[Covered]]:
    """Those that stand by themselves, the gravest first, and those that do not."""
    counted, covered = [ordered[0]], []
    for one in ordered[1:]:
        own = family.get(one.rule, one.rule)
        alike = next((other for other in counted if family.get(other.rule, other.rule) == own), None)
        shared = next((other for other in counted if other.facts & one.facts), None)
        if shared:
            covered.append(Covered(one.id, Why.SAME_FACTS, shared.id))
        elif alike:
            covered.append(Covered(one.id, Why.SAME_FAMILY, alike.id))
        elif one.level < _least(ordered[0].level):
            covered.append(Covered(one.id, Why.SLIGHTER))
        else:
            counted.append(one)
    return counted, covered


def _least(gravest: int) -> int:
    """The level below which a warning corroborates nothing."""
    return max(LEAST, gravest - SLIGHTER)
