"""Cases, lists and events of a party, as they were known on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.profile.ties_of import nodes_at, ties_of

AGAINST: Final = ("defendant", "enforcement_debtor")
"""In these roles a party is sued, or somebody enforces against it."""


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case with the party's role in it. closed_on: None while it is open on the day."""

    case_no: str
    role: str | None
    cause: str | None
    filed_on: date | None
    closed_on: date | None
    amount_cny: float | None
    result: str | None
    court: str | None
    recorded_on: date | None
    source: str | None

    @property
    def is_open_against(self) -> bool:
        """Whether it is open, and against the party."""
        return self.closed_on is None and self.role in AGAINST


@dataclass(frozen=True, slots=True)
class ListingTold:
    """A list on which the party was put. removed_on: None while it stands there on the day."""

    listing_id: str
    list: str | None
    listed_on: date | None
    removed_on: date | None
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class EventTold:
    """Something that happened to the party, or that it did: overdue, default, call, recovery and the like. about: the
    loan or contract that it concerns."""

    event_id: str
    kind: str | None
    occurred_on: date | None
    amount_cny: float | None
    about: str | None
    recorded_on: date | None
    source: str | None


def cases_of(day: Day, position: int) -> tuple[CaseTold, ...]:
    """Every case, the newest first. A case that was closed after the day is open, its result not known yet."""
    ties = ties_of(day.snapshot, "PARTY_TO", np.array([position]))
    courts = _courts(day, np.unique(ties.other))
    found = []
    for place, row, tie in zip(
        ties.other.tolist(), nodes_at(day.snapshot, "Case", ties.other), ties.told(), strict=True
    ):
        closed = _by(day, row["closed_on"])
        result = tie["result"] or row["result"] if closed else None
        found.append(
            CaseTold(
                row["case_no"], tie["role"], row["cause"], row["filed_on"], closed, row["amount_cny"], result,
                courts.get(place), tie["recorded_on"], tie["source"],
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (_newest(one.filed_on), one.case_no, one.role or "")))


def listings_of(day: Day, position: int) -> tuple[ListingTold, ...]:
    """Every list on which it stands or stood: those on which it stands first, then the newest."""
    ties = ties_of(day.snapshot, "LISTED_ON", np.array([position]), ended=True)
    found = [
        ListingTold(
            row["listing_id"], row["list"], row["listed_on"] or tie["valid_from"], _removed(day, tie["valid_to"]),
            tie["recorded_on"], tie["source"],
        )
        for row, tie in zip(nodes_at(day.snapshot, "Listing", ties.other), ties.told(), strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.removed_on is not None, _newest(one.listed_on), one.listing_id)))


def events_of(day: Day, position: int) -> tuple[EventTold, ...]:
    """Every event, the newest first."""
    ties = ties_of(day.snapshot, "HAD", np.array([position]))
    about = _about(day, np.unique(ties.other))
    found = [
        EventTold(
            row["event_id"], row["kind"], row["occurred_on"], row["amount_cny"], about.get(place),
            tie["recorded_on"], tie["source"],
        )
        for place, row, tie in zip(
            ties.other.tolist(), nodes_at(day.snapshot, "Event", ties.other), ties.told(), strict=True
        )
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (_newest(one.occurred_on), one.event_id)))


def lists_now(listings: Sequence[ListingTold]) -> tuple[str, ...]:
    """The lists on which it stands, each once."""
    return tuple(sorted({one.list for one in listings if one.removed_on is None and one.list}))


def _courts(day: Day, cases: NDArray[np.int32]) -> dict[int, str]:
    heard = ties_of(day.snapshot, "HEARD_BY", cases)
    rows = nodes_at(day.snapshot, "Court", heard.other)
    return {place: row["name"] for place, row in zip(heard.node.tolist(), rows, strict=True)}


def _about(day: Day, events: NDArray[np.int32]) -> dict[int, str]:
    found: dict[int, str] = {}
    for name, label, key in (("ON_LOAN", "Loan", "loan_id"), ("ON_GUARANTEE", "Guarantee", "guarantee_id")):
        ties = ties_of(day.snapshot, name, events)
        rows = nodes_at(day.snapshot, label, ties.other)
        found |= {place: row[key] for place, row in zip(ties.node.tolist(), rows, strict=True)}
    return found


def _by(day: Day, told: date | None) -> date | None:
    """A day that had come by the day asked about."""
    return told if told is not None and told <= min(day.snapshot.at.as_of, day.snapshot.at.known_at) else None


def _removed(day: Day, first_without: date | None) -> date | None:
    """The last day on a list, where that has come: relationships keep the day after."""
    if first_without is None or first_without > day.snapshot.at.as_of:
        return None
    return date.fromordinal(first_without.toordinal() - 1)


def _newest(told: date | None) -> int:
    return -told.toordinal() if told else 0
