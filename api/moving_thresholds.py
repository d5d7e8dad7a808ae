"""Accepting a value for a threshold, with the proposal that it rests on, and the log: the same for commands and API."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from api.jobs import State
from api.jobs.kept import KeptJobs
from api.proposals_run import KIND
from graph.errors import NotFound
from graph.signals import Rule, rules_in_force
from graph.signals.thresholds import Adjustment, Wanted, accept, adjusted, moved, read_adjustments
from graph.store import Store

if TYPE_CHECKING:
    from api.settings import Settings

NEWEST: Final = 20
"""So many runs are looked through for the one that proposed a value."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person accepts. from_value: the value in force as it was seen; None: as it stands. job_id: of the run that
    proposed it; None: the newest one that did."""

    rule: str
    threshold: str
    to_value: float
    reason: str
    from_value: float | None = None
    job_id: str | None = None


def accept_asked(settings: "Settings", store: Store, asked: Asked, actor: str) -> Adjustment:
    """The act, written once. Raises NotFound for a rule or a run, and as `accept`."""
    rule = rule_named(settings, asked.rule)
    rule.moved({asked.threshold: asked.to_value})
    (in_force,) = adjusted(store, [rule])
    seen = in_force.thresholds[asked.threshold].value if asked.from_value is None else asked.from_value
    wanted = Wanted(asked.threshold, asked.to_value, asked.reason, seen, _basis(store, asked, seen))
    return accept(store, rule, wanted, actor)


def rule_named(settings: "Settings", name: str) -> Rule:
    """The rule as its file has it now. Raises NotFound."""
    for rule in rules_in_force(settings.rules_folder):
        if rule.id == name:
            return rule
    raise NotFound(
        f"There is no rule {name}. See `ringfence rules list`.",
        f"没有规则 {name}。请看 `ringfence rules list`。",
        rule=name,
    )


def log(settings: "Settings", store: Store) -> list[dict[str, Any]]:
    """All acts on thresholds, the newest first. stands: an acceptance that nobody has taken back or moved on from;
    in_force: one that stands for the file as it is."""
    acts = read_adjustments(store)
    stands = {one.adjustment.adjustment_id: one for one in moved(acts, rules_in_force(settings.rules_folder))}
    return [
        told(act, stands=act.adjustment_id in stands, in_force=in_force)
        for act in reversed(acts)
        for in_force in [act.adjustment_id in stands and not stands[act.adjustment_id].stale]
    ]


def told(act: Adjustment, *, stands: bool, in_force: bool) -> dict[str, Any]:
    """An act as it is told."""
    return asdict(act) | {"kind": act.kind.value, "stands": stands, "in_force": in_force}


def _basis(store: Store, asked: Asked, from_value: float) -> dict[str, Any] | None:
    """The proposal that is accepted, with its run; None where no run made it."""
    kept = KeptJobs(store)
    jobs = [kept.job(asked.job_id, "")] if asked.job_id else kept.jobs(KIND, NEWEST, "")[0]
    for job in jobs:
        result = kept.result(job.job_id) if job.kind == KIND and job.state is State.DONE else None
        for entry in json.loads(result)["rules"] if result else ():
            if _proposes(entry, asked, from_value):
                said = {name: part for name, part in entry.items() if name not in ("id", "title", "family", "why")}
                return {"job_id": job.job_id, "as_of": job.as_of.isoformat(), "version": job.version} | said
    if asked.job_id:
        raise NotFound(
            f"{asked.job_id} does not propose to move {asked.threshold} of {asked.rule} from {from_value:g} to "
            f"{asked.to_value:g}. See /v1/jobs/{asked.job_id}/result.",
            f"{asked.job_id} 并未建议将 {asked.rule} 的阈值 {asked.threshold} 由 {from_value:g} 调整为 "
            f"{asked.to_value:g}。请看 /v1/jobs/{asked.job_id}/result。",
            job_id=asked.job_id,
        )
    return None


def _proposes(entry: Mapping[str, Any], asked: Asked, from_value: float) -> bool:
    found = entry["proposal"]
    wanted = (asked.rule, asked.threshold, from_value, asked.to_value)
    return bool(found) and (entry["id"], found["threshold"], found["from_value"], found["to_value"]) == wanted
