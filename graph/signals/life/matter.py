"""A matter: what officers work on, one for each rule and party, with its history; how it is read and kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cypher import query
from graph.errors import NotFound
from graph.signals.life.history import Act, Change, Finding, Kind, Order
from graph.signals.life.states import Standing, State, fold
from graph.store import Reader, Store


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as its history tells it. `kind` is that of the party: a kind of enterprise, or person."""

    matter_id: str
    rule: str
    party_id: str
    name: str | None
    kind: str
    acts: tuple[Act, ...]
    standing: Standing


def matter_id_of(rule: str, party_id: str) -> str:
    """The identity of the matter of a rule about a party."""
    content = json.dumps([rule, party_id], ensure_ascii=False)
    return f"matter:{sha256(content.encode()).hexdigest()[:24]}"


def act_id_of(matter_id: str, seq: int) -> str:
    """The identity of an act: its number in its matter, which can be taken once."""
    return f"{matter_id}#{seq:06d}"


def read_matter(store: Store, identifier: str) -> Matter:
    """The matter with its history, by its own id or by that of a signal that raised it. Raises NotFound."""
    return store.read(lambda reader: matter_in(reader, identifier))


def matter_in(reader: Reader, identifier: str) -> Matter:
    """The same within a transaction."""
    rows = reader.rows(query("signal/matter_of").text, {"id": identifier})
    if not rows:
        raise NotFound(
            f"There is no matter and no signal {identifier} that raised one. See `ringfence signals matters`; "
            "`ringfence warn` makes matters of what it finds.",
            f"没有事项或已立项的预警 {identifier}。请看 `ringfence signals matters`；"
            "`ringfence warn` 会据预警建立事项。",
            id=identifier,
        )
    found = rows[0]
    acts = tuple(map(read_act, reader.rows(query("signal/acts").text, {"matter_id": found["matter_id"]})))
    return Matter(**found, acts=acts, standing=fold(acts))


def standings(reader: Reader, matter_ids: list[str]) -> dict[str, Standing]:
    """How these matters stand as it is kept beside their histories; those that are not there are left out."""
    rows = reader.rows(query("signal/standing").text, {"matter_ids": matter_ids})
    return {row["matter_id"]: _standing(row) for row in rows}


def read_act(row: Mapping[str, Any]) -> Act:
    """An act as it was kept."""
    found = row["signal_id"] is not None
    return Act(
        seq=row["seq"], actor=row["actor"], at=row["at"], level=row["level"], run_id=row["run_id"],
        order=Order(Kind(row["kind"]), row["reason"], row["note"], row["to"], row["until"]),
        finding=Finding(row["signal_id"], row["level"], row["value"], row["fingerprint"]) if found else None,
        change=Change(row["change"]) if row["change"] else None, as_of=row["as_of"],
    )  # fmt: skip


def act_columns(matter_id: str, act: Act) -> dict[str, Any]:
    """An act as `signal/record_acts` takes it."""
    order, finding = act.order, act.finding
    return {
        "matter_id": matter_id, "act_id": act_id_of(matter_id, act.seq), "seq": act.seq, "kind": order.kind.value,
        "actor": act.actor, "at": act.at, "reason": order.reason, "note": order.note, "to": order.to,
        "until": order.until, "act_level": act.level, "act_value": finding.value if finding else None,
        "act_fingerprint": finding.fingerprint if finding else None,
        "act_signal_id": finding.signal_id if finding else None,
        "act_change": act.change.value if act.change else None, "run_id": act.run_id, "act_as_of": act.as_of,
    }  # fmt: skip


def standing_columns(standing: Standing) -> dict[str, Any]:
    """How a matter stands as `signal/record_acts` takes it."""
    finding = standing.finding
    return {
        "state": standing.state.value, "level": finding.level, "value": finding.value, "signal_id": finding.signal_id,
        "fingerprint": finding.fingerprint, "found": standing.found, "change": standing.change.value,
        "as_of": standing.as_of, "asked": standing.asked.value if standing.asked else None,
        "asked_by": standing.asked_by, "before": standing.before.value if standing.before else None,
        "assigned_to": standing.assigned_to, "snoozed_until": standing.snoozed_until, "outcome": standing.outcome,
        "opened_at": standing.opened_at, "changed_at": standing.changed_at,
    }  # fmt: skip


def _standing(row: Mapping[str, Any]) -> Standing:
    same = ("seq", "found", "as_of", "opened_at", "changed_at", "asked_by", "assigned_to", "snoozed_until", "outcome")
    return Standing(
        state=State(row["state"]), change=Change(row["change"]),
        finding=Finding(row["signal_id"], row["level"], row["value"], row["fingerprint"]),
        asked=State(row["asked"]) if row["asked"] else None,
        before=State(row["before"]) if row["before"] else None, **{name: row[name] for name in same},
    )  # fmt: skip
