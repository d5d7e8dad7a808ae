"""The contracts that came about, and how each loan ended."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.world.contracts import PLAIN, Book, Columns
from ingest.world.days import NEVER, Calendar, Days
from ingest.world.defaults import Defaults
from ingest.world.losses import CALL, drawn, repaid_on, scheduled_outstanding, signed

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Signing:
    """What became of the plan: the contracts signed, in order of their days, and where each planned one went.

    `loan_row` and `guarantee_row` map rows of the plan to rows of `book`, -1 for contracts that never came about.
    """

    book: Book
    loan_row: Ints
    guarantee_row: Ints


def sign(plan: Book, defaults: Defaults) -> Signing:
    """Leaves out what defaults prevented: nobody lends to, signs with or stands for a defaulter."""
    loan_made = drawn(plan.loans, defaults.day, defaults.block_ends)
    agreed = signed(plan.guarantees, defaults.day, defaults.block_ends)
    useful = np.zeros(len(plan.guarantees), bool)
    useful[plan.on_loans.guarantee[loan_made[plan.on_loans.secured]]] = True
    plain = agreed & useful
    backs = plain[plan.on_guarantees.secured]
    counter = np.zeros(len(plan.guarantees), bool)
    counter[plan.on_guarantees.guarantee[backs]] = True
    made = np.where(plan.guarantees.role == PLAIN, plain, agreed & counter)
    loans, guarantees = np.flatnonzero(loan_made), np.flatnonzero(made)
    loans = loans[np.lexsort((plan.loans.borrower[loans], plan.loans.drawn[loans]))]
    guarantees = guarantees[np.lexsort((plan.guarantees.guarantor[guarantees], plan.guarantees.debtor[guarantees],
                                        plan.guarantees.start[guarantees]))]  # fmt: skip
    loan_row, guarantee_row = np.full(len(plan.loans), -1), np.full(len(plan.guarantees), -1)
    loan_row[loans], guarantee_row[guarantees] = np.arange(len(loans)), np.arange(len(guarantees))
    return Signing(plan.rearranged(loans, guarantees), loan_row, guarantee_row)


@dataclass(frozen=True)
class Fates(Columns):
    """For each loan: day of default (`NEVER` if none), since when it is overdue, what guarantors paid, how it ends.

    `slip_from` to before `slip_to` is a delay that was made good; `ends_on` is the day on which the balance becomes
    zero: repaid, or after a default written off or sold. `owed` is what was outstanding at default, in 元.
    """

    default_day: Days
    overdue_from: Days
    owed: npt.NDArray[np.float64]
    called_on: Days
    called: npt.NDArray[np.float64]
    slip_from: Days
    slip_to: Days
    ends_on: Days


def end_loans(
    signing: Signing, defaults: Defaults, frailty: npt.NDArray[np.float32], calendar: Calendar, rng: np.random.Generator
) -> Fates:
    """Draws how each loan goes on; frail borrowers slip more often. Those of planted blocks end when due."""
    loans = signing.book.loans
    count = len(loans)
    day = defaults.day[loans.borrower]
    repaid = repaid_on(loans)
    failed = (loans.drawn < day) & (day < repaid)
    overdue = np.maximum(loans.drawn, day - rng.integers(20, 86, count))
    ends = np.where(failed & (loans.circle < 0), day + rng.integers(450, 1000, count), repaid)
    owed = np.where(failed, scheduled_outstanding(loans, np.minimum(day, repaid), calendar), 0.0)
    plain_calls = defaults.losses.channel == CALL
    rows = signing.loan_row[defaults.losses.loan[plain_calls]]
    first_hand = defaults.losses.source[plain_calls] == loans.borrower[rows]
    first_hand &= signing.book.guarantees.role[signing.guarantee_row[defaults.losses.contract[plain_calls]]] == PLAIN
    called = np.bincount(rows[first_hand], defaults.losses.amount[plain_calls][first_hand], count)
    called_on = np.clip(day + rng.integers(60, 151, count), day, ends - 1)
    term = (loans.matures - loans.drawn).astype(np.float64)
    slip_from = loans.drawn + 1 + (rng.uniform(0.05, 0.8, count) * term).astype(np.int64)
    slip_to = np.minimum(slip_from + rng.integers(3, 75, count), loans.matures)
    slips = ~failed & (rng.random(count) < 0.02 * np.exp(0.5 * frailty[loans.borrower]))
    return Fates(
        default_day=np.where(failed, day, NEVER),
        overdue_from=np.where(failed, overdue, NEVER),
        owed=owed,
        called_on=np.where(failed & (called > 0), called_on, NEVER),
        called=np.minimum(called, owed),
        slip_from=np.where(slips, slip_from, NEVER),
        slip_to=np.where(slips, slip_to, NEVER),
        ends_on=ends,
    )
