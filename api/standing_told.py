"""Where parties stand by all their open matters together, as the API and the command tell it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.values import evidence, jsonable
from graph.signals import Rule
from graph.signals.life.together import OpenMatter, PartyStanding, Together


@dataclass(frozen=True, slots=True)
class WantedStandings:
    """Which parties are wanted. level: this grave or graver. family, stage: with a warning of a rule of that family, or
    asked at that stage. party_ids: these only; None: all."""

    level: int = 1
    family: str | None = None
    stage: str | None = None
    party_ids: frozenset[str] | None = None

    def among(self, found: Iterable[Together], rules: Mapping[str, Rule]) -> Sequence[Together]:
        """Those of them, in that order. A level goes by all warnings of the party, whatever was asked for."""
        of_family = _rules(rules, lambda rule: self.family in (None, rule.family))
        of_stage = _rules(rules, lambda rule: self.stage is None or self.stage in rule.stages)
        some = self.family is not None or self.stage is not None
        return [
            (standing, matters)
            for standing, matters in found
            if standing.level >= self.level
            and (self.party_ids is None or standing.party_id in self.party_ids)
            and (not some or any(one.rule in of_family and one.rule in of_stage for one in matters))
        ]


def standing_document(found: PartyStanding, rules: Mapping[str, Rule], *, evidenced: bool) -> dict[str, Any]:
    """One party as JSON holds it. evidenced: with the evidence of every warning."""
    reason = found.reason
    return {
        "party_id": found.party_id, "name": found.name, "kind": found.kind, "level": found.level,
        "reason": {"zh": reason.zh, "en": reason.en} if reason else None,
        "warnings": [_warning(one, rules.get(one.row["rule"]), evidenced) for one in found.matters],
    }  # fmt: skip


def _warning(one: OpenMatter, rule: Rule | None, evidenced: bool) -> dict[str, Any]:
    row, covered = one.row, one.covered
    matter = f"/v1/matters/{row['matter_id']}"
    told = {
        "matter_id": row["matter_id"], "signal_id": row["signal_id"], "rule": row["rule"],
        "title": {"zh": rule.title.zh, "en": rule.title.en} if rule else None,
        "family": rule.family if rule else None, "stages": list(rule.stages) if rule else [],
        "level": row["level"], "level_reason": {"zh": one.ground.reason.zh, "en": one.ground.reason.en},
        "state": row["state"], "value": row["value"], "assigned_to": row["assigned_to"], "counts": one.counts,
        "covered": covered.why if covered else None, "covered_by": covered.by if covered else None,
        "links": {"matter": matter, "case_file": f"{matter}/case-file"},
    }  # fmt: skip
    if evidenced:
        told["evidence"] = evidence(one.ground.evidence)
    found: dict[str, Any] = jsonable(told)
    return found


def _rules(rules: Mapping[str, Rule], wanted: Callable[[Rule], bool]) -> Collection[str]:
    return {rule.id for rule in rules.values() if wanted(rule)}
