"""How the watch stands: who holds the lease, what is due next, and how the last runs went."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.jobs.job import State, written
from api.jobs.jobs import LOST_AFTER
from api.watch.lease import NAME
from api.watch.schedule import Schedule
from cypher import query
from graph.as_of import AsOf
from graph.ask import ask
from graph.store import Store


@dataclass(frozen=True, slots=True)
class Ran:
    """One run. Times are UTC. seconds: how long it took; found, new: signals, None where it did not come so far.
    looked_at: parties that were looked at; full_because: why all were, None where only what had changed was worked out.
    failure: the sentences, in both languages."""

    run_id: str
    state: State
    worker: str
    due_at: str
    started_at: str | None
    ended_at: str | None
    seconds: float | None
    found: int | None
    new: int | None
    looked_at: int | None
    full_because: str | None
    deliveries: tuple[dict[str, Any], ...]
    after_failed: tuple[str, ...]
    failure: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """holder, until: of the lease, None where nobody has it. due_at: the scheduled moment up to which all is dealt
    with; next_at: the next one; due: whether one has passed that nobody has dealt with."""

    holder: str | None
    until: str | None
    taken: int
    due_at: str | None
    next_at: str | None
    due: bool
    runs: tuple[Ran, ...]
    truncated: bool


def status(store: Store, schedule: Schedule, now: datetime, most: int) -> Status:
    """The state of the watch, with at most so many of its last runs."""
    stands = store.rows(query("lease/state").text, {"name": NAME, "limit": 1})
    lease: dict[str, Any] = stands[0] if stands else {"holder": None, "until": None, "number": 0, "due_at": None}
    found = ask(store, "watch/runs", {}, at=AsOf.at(), limit=most)
    dealt = None if lease["due_at"] is None else datetime.fromisoformat(lease["due_at"])
    later = schedule.next(now)
    return Status(
        lease["holder"], lease["until"], lease["number"], lease["due_at"],
        None if later is None else written(later), schedule.missed(dealt, now) is not None,
        tuple(_ran(row, written(now - LOST_AFTER)) for row in found.rows), found.truncated,
    )  # fmt: skip


def _ran(row: dict[str, Any], lost_before: str) -> Ran:
    state = State(row["state"])
    ended_at = row["ended_at"]
    if state in (State.QUEUED, State.RUNNING) and row["heard_at"] < lost_before:
        state, ended_at = State.LOST, row["heard_at"]
    done = json.loads(row["document"] or "{}")
    failure = json.loads(row["failure"] or "null")
    return Ran(
        row["run_id"], state, row["actor"], json.loads(row["parameters"])["due_at"], row["started_at"], ended_at,
        _seconds(row["started_at"], ended_at), done.get("found"), done.get("new"), done.get("looked_at"),
        done.get("full_because"), tuple(done.get("deliveries", ())), tuple(done.get("after_failed", ())),
        None if failure is None else f"{failure['en']} · {failure['zh']}",
    )  # fmt: skip


def _seconds(started_at: str | None, ended_at: str | None) -> float | None:
    if started_at is None or ended_at is None:
        return None
    return (datetime.fromisoformat(ended_at) - datetime.fromisoformat(started_at)).total_seconds()
