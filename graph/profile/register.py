"""What the register and the latest statement say of a party, each with its source and its days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from graph.explain.day import Day
from graph.profile.ties_of import nodes_at, ties_of


@dataclass(frozen=True, slots=True)
class RecordFact:
    """The register's record in force. valid_from: since when it says so; recorded_on: since when that is known."""

    legal_name: str | None
    status: str | None
    registered_capital_cny: float | None
    paid_in_capital_cny: float | None
    industry: str | None
    region: str | None
    size: str | None
    address: str | None
    phone: str | None
    valid_from: date | None
    recorded_on: date | None
    source: str | None


@dataclass(frozen=True, slots=True)
class StatementFact:
    """The latest statement known on the day."""

    period_end: date | None
    total_assets_cny: float | None
    total_liabilities_cny: float | None
    net_assets_cny: float | None
    liquid_assets_cny: float | None
    interbank_assets_cny: float | None
    interbank_liabilities_cny: float | None
    net_capital_cny: float | None
    tier1_capital_cny: float | None
    revenue_cny: float | None
    profit_cny: float | None
    recorded_on: date | None
    source: str | None


def record_of(day: Day, position: int) -> RecordFact | None:
    """What the register says of a party; None without a record in force."""
    found = _last(day, "DESCRIBED_BY", "Record", position)
    return RecordFact(**{name: found[name] for name in RecordFact.__slots__}) if found else None


def statement_of(day: Day, position: int) -> StatementFact | None:
    """The latest statement of a party; None without one."""
    found = _last(day, "REPORTED", "Statement", position)
    return StatementFact(**{name: found[name] for name in StatementFact.__slots__}) if found else None


def established_on(day: Day, position: int) -> date | None:
    """When an enterprise was founded, as far as a source says so."""
    found: date | None = day.snapshot.parties.table.column("established_on")[position].as_py()
    return found


def _last(day: Day, relationship: str, label: str, position: int) -> dict[str, Any] | None:
    """Of several in force, which only several identities of one party can have, the one that began last."""
    ties = ties_of(day.snapshot, relationship, np.array([position]))
    if not len(ties):
        return None
    last = np.argsort(ties.days("valid_from"), kind="stable")[-1:]
    one = ties.some(last)
    return nodes_at(day.snapshot, label, one.other)[0] | one.told()[0]
