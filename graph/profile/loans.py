"""The loans that a party owes, one by one with balance, class and days past due, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.day import Day
from graph.measures.condition import CLASSES
from graph.profile.ties_of import TiesOf, nodes_at, ties_of

SETTLED: Final = 0.005
"""Less than this many 元 outstanding is nothing."""


@dataclass(frozen=True, slots=True)
class LoanTold:
    """A loan of the party. outstanding_cny: by the balance in force, else the principal (`balanced` says which), None
    where no amount is known. balance_on: the day of the balance; source, recorded_on: of the latest word on it."""

    loan_id: str
    kind: str | None
    contract_no: str | None
    lenders: tuple[PartyName, ...]
    principal_cny: float | None
    outstanding_cny: float | None
    balanced: bool
    balance_on: date | None
    classification: str | None
    days_past_due: int | None
    drawn_on: date | None
    matures_on: date | None
    recorded_on: date | None
    source: str | None

    @property
    def is_open(self) -> bool:
        """Whether something is, or may be, outstanding."""
        return self.outstanding_cny is None or self.outstanding_cny > SETTLED


@dataclass(frozen=True, slots=True)
class LoanSummary:
    """All loans with something outstanding. unknown_amounts: of them, those of which no amount is known; unbalanced:
    those counted with their principal. worst_class: of the five; days_past_due: the most; None where nobody says."""

    count: int
    outstanding_cny: float
    unknown_amounts: int
    unbalanced: int
    worst_class: str | None
    days_past_due: int | None
    settled: int


def loans_of(day: Day, position: int) -> tuple[LoanTold, ...]:
    """Every loan that the party owes on the day, those with the most outstanding first."""
    borrowed = ties_of(day.snapshot, "BORROWED", np.array([position]))
    loans = np.unique(borrowed.other)
    if not len(loans):
        return ()
    lenders = _lenders(day, loans)
    balances = _last_of(ties_of(day.snapshot, "STOOD_AT", loans))
    stated = dict(zip(balances.node.tolist(), nodes_at(day.snapshot, "Balance", balances.other), strict=True))
    dated = dict(zip(balances.node.tolist(), balances.told(), strict=True))
    said = dict(zip(borrowed.other.tolist(), borrowed.told(), strict=True))
    found = [
        _loan(row, lenders.get(place, ()), stated.get(place, {}), dated.get(place, {}) or said[place])
        for place, row in zip(loans.tolist(), nodes_at(day.snapshot, "Loan", loans), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-(one.outstanding_cny or 0.0), one.loan_id)))


def summary_of(loans: Sequence[LoanTold]) -> LoanSummary:
    """What they come to."""
    still = [one for one in loans if one.is_open]
    classes = [CLASSES.index(one.classification) for one in still if one.classification in CLASSES]
    late = [one.days_past_due for one in still if one.days_past_due is not None]
    return LoanSummary(
        len(still), sum(one.outstanding_cny or 0.0 for one in still),
        sum(one.outstanding_cny is None for one in still),
        sum(not one.balanced and one.outstanding_cny is not None for one in still),
        CLASSES[max(classes)] if classes else None, max(late) if late else None, len(loans) - len(still),
    )  # fmt: skip


def _loan(
    row: dict[str, Any], lenders: tuple[PartyName, ...], balance: dict[str, Any], told: dict[str, Any]
) -> LoanTold:  # fmt: skip
    amount = balance.get("outstanding_cny")
    return LoanTold(
        row["loan_id"], row["kind"], row["contract_no"], lenders, row["principal_cny"],
        row["principal_cny"] if amount is None else amount, amount is not None,
        told.get("valid_from") if balance else None, balance.get("classification"), balance.get("days_past_due"),
        row["drawn_on"], row["matures_on"], told.get("recorded_on"), told.get("source"),
    )  # fmt: skip


def _lenders(day: Day, loans: NDArray[np.int32]) -> dict[int, tuple[PartyName, ...]]:
    lent = ties_of(day.snapshot, "LENT", loans, incoming=True)
    found: dict[int, dict[int, PartyName]] = {}
    for loan, lender in sorted(zip(lent.node.tolist(), lent.other.tolist(), strict=True)):
        found.setdefault(loan, {}).setdefault(lender, day.naming.party(lender))
    return {loan: tuple(some.values()) for loan, some in found.items()}


def _last_of(ties: TiesOf) -> TiesOf:
    """Of several of a node, the one that began last."""
    order = np.lexsort((ties.days("valid_from"), ties.node))
    last = np.append(np.diff(ties.node[order]) != 0, True)[: len(order)] if len(order) else np.zeros(0, dtype=np.bool_)
    return ties.some(order[last])
