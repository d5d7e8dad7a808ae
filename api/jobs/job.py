"""What a job is: what was asked for, how far it has come, and how it ended."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from graph.as_of import AsOf


class State(StrEnum):
    """Where a job stands. `lost`: the process that ran it has ended without a word."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


UNFINISHED: Final = frozenset({State.QUEUED, State.RUNNING})


@dataclass(frozen=True, slots=True)
class Title:
    """What a job is called, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come: `done` of `total` (None where nobody can say) of what it is at."""

    what: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: the stable code of the error, and what to do about it."""

    code: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job is asked to do. parameters: all that decides about the result, as JSON holds it."""

    kind: str
    title: Title
    parameters: Mapping[str, Any]
    at: AsOf


OnProgress = Callable[[str, int, int | None], None]
"""what, done, total. Raises Cancelled once somebody has asked for that: so work ends that does nothing but report."""
Work = Callable[[OnProgress, Callable[[], bool]], object]
"""Does the work of a job and returns its result: a mapping or a dataclass, as answers of the API are. It is given
`OnProgress`, and whether it is cancelled: then it raises Cancelled or returns None. What it returns is complete, and
counts whether or not somebody has asked to cancel it meanwhile."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job. Times are UTC in ISO 8601. version: of the data that the result was found in, where it says so."""

    job_id: str
    kind: str
    title: Title
    state: State
    actor: str
    as_of: date
    known_at: date
    parameters: Mapping[str, Any]
    asked_at: str
    started_at: str | None = None
    ended_at: str | None = None
    version: int | None = None
    cancel_asked: bool = False
    progress: Progress | None = None
    failure: Failure | None = None

    @classmethod
    def new(cls, asked: Asked, actor: str, asked_at: str) -> "Job":
        """One that waits, with an identity of its own."""
        return cls(
            f"job:{secrets.token_hex(12)}", asked.kind, asked.title, State.QUEUED, actor, asked.at.as_of,
            asked.at.known_at, asked.parameters, asked_at,
        )  # fmt: skip

    @property
    def unfinished(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNFINISHED

    def ended(self, state: State, at: str, failure: Failure | None = None, version: int | None = None) -> "Job":
        """The job as it ended."""
        return replace(self, state=state, ended_at=at, failure=failure, version=version, progress=None)


def written(moment: datetime) -> str:
    """As runs have their times: to the millisecond, so that two jobs of one second have an order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
