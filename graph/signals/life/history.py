"""One act on a matter: what was done or found, by whom, when, and why. A history is a row of acts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was done. The first four are of the rules, the others of officers."""

    FOUND = "found"
    CHANGED = "changed"
    RETURNED = "returned"
    NO_LONGER_FOUND = "no_longer_found"
    SEE = "see"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    OPEN_CASE = "open_case"
    CLOSE = "close"
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    ASSIGN = "assign"
    NOTE = "note"


OF_RULES: Final = frozenset({Kind.FOUND, Kind.CHANGED, Kind.RETURNED, Kind.NO_LONGER_FOUND})
RULES: Final = "rules@ringfence"
"""The actor of what the rules find."""
NOBODY: Final = frozenset({RULES, "anonymous@local", "command@local"})
"""Names that stand for no person; none of them can act as an officer, whatever key says so."""


class Change(StrEnum):
    """How a finding differs from the one before, the gravest difference first."""

    FIRST = "first"
    LEVEL_UP = "level_up"
    LEVEL_DOWN = "level_down"
    VALUE = "value"
    EVIDENCE = "evidence"
    AGAIN = "again"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, as the history keeps it; the signal has the evidence."""

    signal_id: str
    level: int
    value: float | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer wants done. `reason`: of what is dismissed, closed, rejected or reopened; `note`: the text of a
    note, else beside any act; `to`: who gets it; `until`: the day on which it comes back."""

    kind: Kind
    reason: str | None = None
    note: str | None = None
    to: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of a history. `seq` counts from 1 within its matter, `at` is UTC in ISO 8601.

    `level` is that at which it was judged: of an officer's act with the floor of a black list on that day.
    """

    seq: int
    order: Order
    actor: str
    at: str
    level: int
    finding: Finding | None = None
    change: Change | None = None
    run_id: str | None = None
    as_of: date | None = None

    @property
    def kind(self) -> Kind:
        """What was done."""
        return self.order.kind
