"""Where each loan stood: at the end of every quarter, and on every day on which its amount or class changed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.world.contracts import Columns, Loans
from ingest.world.days import Calendar, Days
from ingest.world.grouping import distinct
from ingest.world.losses import scheduled_outstanding
from ingest.world.outcome import Fates

Ints = npt.NDArray[np.int64]

CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
_DOUBTFUL_AFTER, _LOSS_AFTER = 180, 360  # days from default


@dataclass(frozen=True)
class Balances(Columns):
    """Rows (loan, day): 元 outstanding, class (a position in `CLASSES`), days past due; sorted by loan and day."""

    loan: Ints
    day: Days
    outstanding: Ints
    classification: Ints
    days_past_due: Ints

    def __len__(self) -> int:
        return len(self.loan)


def balance_loans(loans: Loans, fates: Fates, calendar: Calendar) -> Balances:
    """All balances up to the calendar's last day; one for each loan and day on which something happened."""
    loan, day = _days_to_report(loans, fates, calendar)
    fate, terms = fates.take(loan), loans.take(loan)
    ended, failed = day >= fate.ends_on, day >= fate.default_day
    planned = scheduled_outstanding(terms, np.minimum(day, fate.default_day), calendar)
    paid_by_guarantors = np.where(day >= fate.called_on, fate.called, 0.0)
    outstanding = np.where(ended, 0, np.maximum(planned - paid_by_guarantors, 0))
    overdue = (day >= fate.overdue_from) & ~ended
    slipped = (day >= fate.slip_from) & (day < fate.slip_to) & ~ended
    since_default = np.where(failed, day - fate.default_day, -1)
    classification = np.select(
        [since_default >= _LOSS_AFTER, since_default >= _DOUBTFUL_AFTER, failed, overdue | slipped], [4, 3, 2, 1], 0
    )
    classification = np.where(ended & failed, 4, classification)
    past_due = np.select([overdue, slipped], [day - fate.overdue_from, day - fate.slip_from], 0)
    return Balances(loan, day, outstanding.astype(np.int64), classification, past_due.astype(np.int64))


def _days_to_report(loans: Loans, fates: Fates, calendar: Calendar) -> tuple[Ints, Days]:
    """Rows (loan, day) without repeats, sorted."""
    rows = np.arange(len(loans), dtype=np.int64)
    default = fates.default_day
    special = (
        loans.drawn, fates.overdue_from, default, default + _DOUBTFUL_AFTER, default + _LOSS_AFTER, fates.called_on,
        fates.slip_from, fates.slip_to, fates.ends_on,
    )  # fmt: skip
    last = np.minimum(fates.ends_on, calendar.today)
    keys = []
    for days in (*special, *(np.full(len(loans), end) for end in calendar.ends)):
        within = (loans.drawn <= days) & (days <= last)
        keys.append(rows[within] << 32 | days[within].astype(np.int64))
    key = distinct(np.concatenate(keys))
    return key >> 32, (key & 0xFFFFFFFF).astype(np.int32)
