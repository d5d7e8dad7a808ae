"""What a default costs others: calls on its guarantors, write-downs of its owners, losses of its lenders."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.world.contracts import MORTGAGE, Book, Columns, Guarantees, Loans
from ingest.world.days import NEVER, Calendar, Days
from ingest.world.grouping import Grouping
from ingest.world.stakes import WHOLE, Stakes

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CALL, WRITE_DOWN, BAD_LOAN = range(3)
CHANNELS = ("guarantee_call", "ownership", "lending")
LOSS_GIVEN_DEFAULT, SECURED_LOSS = 0.6, 0.25  # of what is outstanding, without and with property in security
WRITTEN_OFF = 0.35  # of a stake's part in the defaulter's net assets
COUNTER_SHARE = 0.5  # of a guarantee firm's payment that it claims from whoever counter-guarantees


@dataclass(frozen=True)
class Losses(Columns):
    """Rows: who defaulted, who loses by it, how, by which row of its table (guarantee, stake or loan), 元 and day.

    `loan` is the loan in question, -1 for write-downs.
    """

    source: Ints
    target: Ints
    channel: Ints
    contract: Ints
    loan: Ints
    amount: Floats
    day: Ints

    def __len__(self) -> int:
        return len(self.source)


def scheduled_outstanding(loans: Loans, days: Days, calendar: Calendar) -> Floats:
    """What each loan stands at on its day if all goes to plan, in whole 元: nothing before drawing and once repaid."""
    paid_quarters = calendar.quarter_ends_before(days) - calendar.quarter_ends_before(loans.drawn)
    all_quarters = np.maximum((loans.matures - loans.drawn) // 91, 1)
    left = np.where(loans.amortising, np.maximum(1 - paid_quarters / (all_quarters + 1), 0.05), 1.0)
    return np.where((days >= loans.drawn) & (days < repaid_on(loans)), np.round(loans.principal * left), 0.0)


def repaid_on(loans: Loans) -> Days:
    """The day on which a loan's repayment is booked."""
    return (loans.matures + 2).astype(np.int32)


def signed(guarantees: Guarantees, default_day: Days, block_ends: Days) -> npt.NDArray[np.bool_]:
    """Which planned contracts come about: nobody signs with or for a defaulter, or in a block that has had one."""
    ends = np.where(guarantees.circle >= 0, block_ends[guarantees.circle], NEVER)
    start = guarantees.start
    return (start < default_day[guarantees.guarantor]) & (start < default_day[guarantees.debtor]) & (start < ends)


def drawn(loans: Loans, default_day: Days, block_ends: Days) -> npt.NDArray[np.bool_]:
    """Which planned loans come about."""
    ends = np.where(loans.circle >= 0, block_ends[loans.circle], NEVER)
    return (loans.drawn < default_day[loans.borrower]) & (loans.drawn < ends)


@dataclass(frozen=True)
class LossChannels:
    """The ways from an enterprise to whoever loses by its default, looked up by enterprise."""

    book: Book
    stakes: Stakes
    calendar: Calendar
    loans_of: Grouping
    pairs_of_loan: Grouping
    counters_of: Grouping
    stakes_in: Grouping

    @classmethod
    def through(cls, book: Book, stakes: Stakes, calendar: Calendar, firms: int) -> "LossChannels":
        """The channels that these contracts and stakes make among `firms` enterprises."""
        return cls(
            book, stakes, calendar,
            Grouping.by(book.loans.borrower, firms),
            Grouping.by(book.on_loans.secured, len(book.loans)),
            Grouping.by(book.on_guarantees.secured, len(book.guarantees)),
            Grouping.by(stakes.owned, firms),
        )  # fmt: skip

    def losses_of(self, fallen: Ints, default_day: Days, block_ends: Days, net_assets: Floats) -> Losses:
        """The losses by the default of each of these enterprises on its day; `net_assets` theirs, in 元."""
        which, loan = self.loans_of.of(fallen)
        loans = self.book.loans.take(loan)
        day = default_day[fallen[which]]
        outstanding = scheduled_outstanding(loans, day, self.calendar)
        owed = (outstanding > 0) & drawn(loans, default_day, block_ends)
        loan, day, outstanding = loan[owed], day[owed], outstanding[owed]
        calls, due = self._calls(loan, day, outstanding, default_day, block_ends)
        position = np.searchsorted(np.sort(loan), calls.loan)
        unpaid = due - np.bincount(np.argsort(loan, kind="stable")[position], calls.amount, len(loan))
        bad = Losses(self.book.loans.borrower[loan], self.book.loans.lender[loan], np.full(len(loan), BAD_LOAN), loan,
                     loan, np.maximum(unpaid, 0).round(), day.astype(np.int64))  # fmt: skip
        counters = self._counter_calls(calls, default_day, block_ends)
        everything = calls.followed_by(counters, bad, self._write_downs(fallen, default_day, net_assets))
        return everything.take(everything.amount >= 1)

    def _calls(
        self, loan: Ints, day: Days, outstanding: Floats, default_day: Days, block_ends: Days
    ) -> tuple[Losses, Floats]:
        """The calls on the guarantors of defaulted loans, in equal parts up to their caps, and what was due on each."""
        which, pair = self.pairs_of_loan.of(loan)
        contract = self.book.on_loans.guarantee[pair]
        guarantees, when = self.book.guarantees.take(contract), day[which]
        standing = (
            signed(guarantees, default_day, block_ends)
            & (guarantees.start <= when) & (when <= guarantees.end) & (when < default_day[guarantees.guarantor])
        )  # fmt: skip
        pledged = np.bincount(which, standing & (guarantees.form == MORTGAGE), len(loan)) > 0
        due = (outstanding * np.where(pledged, SECURED_LOSS, LOSS_GIVEN_DEFAULT)).round()
        called = standing & guarantees.personal
        which, contract, guarantees = which[called], contract[called], guarantees.take(called)
        part = due[which] / np.bincount(which, minlength=len(loan))[which]
        amount = np.where(guarantees.cap < 0, part, np.minimum(part, guarantees.cap)).round()
        calls = Losses(guarantees.debtor, guarantees.guarantor, np.full(len(which), CALL), contract, loan[which],
                       amount, day[which].astype(np.int64))  # fmt: skip
        return calls, due

    def _counter_calls(self, calls: Losses, default_day: Days, block_ends: Days) -> Losses:
        """What called guarantors claim in turn from those who counter- or re-guarantee."""
        which, pair = self.counters_of.of(calls.contract)
        contract = self.book.on_guarantees.guarantee[pair]
        guarantees = self.book.guarantees.take(contract)
        when = calls.day[which]
        standing = (
            signed(guarantees, default_day, block_ends) & guarantees.personal
            & (guarantees.start <= when) & (when <= guarantees.end) & (when < default_day[guarantees.guarantor])
        )  # fmt: skip
        which, contract, guarantees = which[standing], contract[standing], guarantees.take(standing)
        amount = calls.amount[which] * COUNTER_SHARE / np.bincount(which, minlength=len(calls))[which]
        return Losses(calls.source[which], guarantees.guarantor, np.full(len(which), CALL), contract, calls.loan[which],
                      amount.round(), calls.day[which])  # fmt: skip

    def _write_downs(self, fallen: Ints, default_day: Days, net_assets: Floats) -> Losses:
        """What enterprises that own a part of a defaulter write off."""
        which, stake = self.stakes_in.of(fallen)
        held, day = self.stakes.take(stake), default_day[fallen[which]]
        owns = (held.start <= day) & (day <= held.end) & (held.owner < len(self.loans_of.starts) - 1)
        which, stake = which[owns], stake[owns]
        amount = (self.stakes.share[stake] / WHOLE * np.maximum(net_assets[which], 0) * WRITTEN_OFF).round()
        return Losses(fallen[which], self.stakes.owner[stake], np.full(len(stake), WRITE_DOWN), stake,
                      np.full(len(stake), -1), amount, day[owns].astype(np.int64))  # fmt: skip
