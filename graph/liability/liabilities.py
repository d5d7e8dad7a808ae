"""The law applied to all contracts of a day: from the facts of a snapshot to who can be called, on arrays.

A contract, loan or party is its position among the snapshot's nodes, as in `graph.guarantees.portfolio`.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.as_of import FOREVER
from graph.guarantees.active import Days
from graph.guarantees.amount import loan_outstanding_cny
from graph.guarantees.book import UNLIMITED, Ints, Positions
from graph.guarantees.portfolio import Portfolio, fen
from graph.kernels.csr import CSR, build_csr
from graph.liability.defence import DebtorState, defence
from graph.liability.form import FORMS, UNSTATED, Mode, mode_of
from graph.liability.law import Codes, Flags, Governing, governing_law
from graph.liability.order import Claims, Order, order
from graph.liability.period import NEVER, Pairs, last_day, standing
from graph.liability.signs import DebtorSigns
from graph.snapshot.columns import float64

Rows = NDArray[np.integer]
OPEN: Final = np.datetime64(FOREVER, "D")


@dataclass(frozen=True, slots=True, eq=False)
class Assumed:
    """What is assumed beyond the facts, by position: parties that fail to pay what they borrowed, and bankrupts."""

    defaulted: Rows
    bankrupt: Rows

    @classmethod
    def nothing(cls) -> "Assumed":
        """The facts only."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Liabilities:
    """Contracts with their debts, a row each (`contract`, `loan`), and what the law makes of them."""

    portfolio: Portfolio = field(repr=False)

    @cached_property
    def signs(self) -> DebtorSigns:
        """What public records say of debtors."""
        return DebtorSigns(self.portfolio.snapshot)

    @property
    def contract(self) -> Positions:
        """The contract of each row."""
        return self.portfolio.of_loans.contract

    @property
    def loan(self) -> Positions:
        """The loan of each row."""
        return self.portfolio.of_loans.secured

    @cached_property
    def governing(self) -> Governing:
        """The law of each contract."""
        return governing_law(self.days("Guarantee", "signed_on"), self.days("Guarantee", "starts_on"))

    @cached_property
    def stated_form(self) -> Codes:
        """What each contract states of its form: a `Mode`, or UNSTATED."""
        words = self.portfolio.snapshot.nodes("Guarantee").column("form").cast(pa.string())
        place = pc.fill_null(pc.index_in(words, value_set=pa.array(list(FORMS))), len(FORMS)).to_numpy()
        found: Codes = np.array([*FORMS.values(), UNSTATED], dtype=np.int8)[place]
        return found

    @cached_property
    def mode(self) -> Codes:
        """How each contract makes liable."""
        return mode_of(self.stated_form, self.governing.law)

    @cached_property
    def pool(self) -> Flags:
        """Whether each contract is a maximum-amount one."""
        stated = self.portfolio.snapshot.nodes("Guarantee").column("maximum_amount")
        found: Flags = pc.fill_null(stated, False).to_numpy()
        return found

    @cached_property
    def stated_cap(self) -> Ints:
        """The cap of each contract (fen) as stated, or UNLIMITED; agreed shares are apart."""
        stated = float64(self.portfolio.snapshot.nodes("Guarantee"), "cap_cny")
        return np.where(np.isnan(stated), UNLIMITED, fen(np.nan_to_num(stated)))

    @cached_property
    def share(self) -> NDArray[np.float64]:
        """The agreed share of each contract, NaN for none."""
        return float64(self.portfolio.snapshot.nodes("Guarantee"), "agreed_share")

    @cached_property
    def pairs(self) -> Pairs:
        """The rows as `graph.liability.period` takes them."""
        contract, edges, row = (
            self.contract,
            self.portfolio.snapshot.begun("SECURES_LOAN"),
            self.portfolio.of_loans.edge,
        )
        start, until, known_until = (
            days_of(edges.column(name))[row] for name in ("valid_from", "valid_to", "superseded_on")
        )
        # The terms are those last told; of a word that was restated since, the last day as it was known then.
        as_told = np.where(until < OPEN, until - 1, NEVER)
        agreed = np.where(known_until < OPEN, as_told, self.days("Guarantee", "ends_on")[contract])
        ended = ~(until > np.datetime64(self.portfolio.snapshot.at.as_of, "D")) & ~(until == agreed + 1)
        return Pairs(
            contract, start, agreed, self.maturity[self.loan], self.days("Guarantee", "claimed_on")[contract],
            self.pool[contract], self.mode[contract] == Mode.IN_KIND, ended,
        )  # fmt: skip

    @cached_property
    def last_day(self) -> Days:
        """The last day of the guarantee period of each row."""
        return last_day(self.pairs)

    @cached_property
    def standing(self) -> Codes:
        """Where each row stands on the day."""
        return standing(self.portfolio.snapshot.at.as_of, self.pairs, self.last_day)

    @cached_property
    def known_outstanding(self) -> NDArray[np.float64]:
        """What is outstanding of each loan (元), NaN where no amount is known."""
        return loan_outstanding_cny(self.portfolio.snapshot)

    @cached_property
    def maturity(self) -> Days:
        """The day on which each loan is to be repaid."""
        return self.days("Loan", "matures_on")

    @cached_property
    def due(self) -> Flags:
        """Per loan whether it is due and unpaid: matured before the day, reported past due, or owed by a bankrupt
        (Enterprise Bankruptcy Law art. 46)."""
        snapshot, borrower = self.portfolio.snapshot, self.portfolio.borrower
        late = self.maturity < np.datetime64(snapshot.at.as_of, "D")
        stood = snapshot.edges("STOOD_AT")
        past = pc.fill_null(snapshot.nodes("Balance").column("days_past_due"), 0).to_numpy()
        late[stood.source[past[stood.target] > 0]] = True
        late |= _known_of(self.signs.bankrupt, borrower)
        return late & (self.portfolio.outstanding > 0)

    @cached_property
    def exhausted(self) -> Flags:
        """Per loan whether its lender's enforcement against the borrower ended without result."""
        return self.signs.exhausted(self.portfolio.borrower, self.portfolio.lenders)

    def order(self, rows: Rows, assumed: Assumed) -> Order:
        """Rank, time and bound of some rows; give all rows of a loan together, since they decide on each other."""
        return order(self.claims(rows, assumed))

    def claims(self, rows: Rows, assumed: Assumed) -> Claims:
        """Some rows as `graph.liability.order` takes them."""
        contract, loan = self.contract[rows], self.loan[rows]
        borrower, giver = self.portfolio.borrower[loan], self.portfolio.guarantor[contract]
        bankrupt = _known_of(self.signs.bankrupt, borrower) | np.isin(borrower, assumed.bankrupt)
        debtor = DebtorState(
            bankrupt, self.exhausted[loan], _known_of(self.signs.insufficient, borrower),
            _known_of(self.signs.gone, borrower),
        )  # fmt: skip
        giver_bankrupt = _known_of(self.signs.bankrupt, giver) | np.isin(giver, assumed.bankrupt)
        debts, number = np.unique(loan, return_inverse=True)
        return Claims(
            number.astype(np.int32), len(debts), self.mode[contract], (giver == borrower) & (giver >= 0),
            self.standing[rows], debtor,
            defence(self.mode[contract], self.governing.law[contract], debtor, giver_bankrupt),
            self.due[loan] | bankrupt | np.isin(borrower, assumed.defaulted), giver_bankrupt,
            self.portfolio.outstanding[loan], self.stated_cap[contract], self.share[contract],
        )  # fmt: skip

    def limit(self, contract: int) -> int:
        """The most (fen) that can be called under a contract in all: what its debts come to, its cap once."""
        called = int(self.order(self.by_contract.edges_of(contract), Assumed.nothing()).at_most.sum())
        cap = int(self.stated_cap[contract])
        return called if cap == UNLIMITED else min(cap, called)

    @cached_property
    def counted(self) -> Flags:
        """Which rows are in the book that figures of exposure are made of.

        That book takes each debt of a pool by itself, so a debt of it can be callable and not counted.
        """
        book, many = self.portfolio.book, max(self._loans, 1)
        counted = book.contract.astype(np.int64) * many + book.loan
        return np.isin(self.contract.astype(np.int64) * many + self.loan, counted)

    @cached_property
    def by_loan(self) -> CSR:
        """The rows of each loan."""
        return build_csr(self.loan, self.contract, max(self._loans, self._contracts, 1))

    @cached_property
    def by_contract(self) -> CSR:
        """The rows of each contract."""
        return build_csr(self.contract, self.loan, max(self._loans, self._contracts, 1))

    @cached_property
    def lenders_of(self) -> CSR:
        """The lenders of each loan."""
        loan, lender = self.portfolio.lenders
        return build_csr(loan, lender, max(self._loans, self._parties, 1))

    @cached_property
    def countered_by(self) -> CSR:
        """The counter-guarantees in force of each contract."""
        book = self.portfolio.counter
        return build_csr(book.loan, book.contract, max(self._contracts, 1))

    @cached_property
    def counters(self) -> CSR:
        """The contracts that each contract counter-secures; `edge` is the row of `portfolio.counter`."""
        book = self.portfolio.counter
        return build_csr(book.contract, book.loan, max(self._contracts, 1))

    @cached_property
    def things_of(self) -> CSR:
        """The collateral of each contract, by the rows of BACKED_BY."""
        edges = self.portfolio.snapshot.edges("BACKED_BY")
        return build_csr(edges.source, edges.target, max(edges.source_count, edges.target_count, 1))

    @cached_property
    def loans_of(self) -> CSR:
        """The loans that each party owes."""
        return _of_party(self.portfolio.borrower, max(self._parties, self._loans, 1))

    @cached_property
    def given_by(self) -> CSR:
        """The contracts that each party gave."""
        return _of_party(self.portfolio.guarantor, max(self._parties, self._contracts, 1))

    def days(self, label: str, name: str) -> Days:
        """A date of each node of a label."""
        return days_of(self.portfolio.snapshot.nodes(label).column(name))

    @property
    def _loans(self) -> int:
        return self.portfolio.snapshot.node_count("Loan")

    @property
    def _contracts(self) -> int:
        return self.portfolio.snapshot.node_count("Guarantee")

    @property
    def _parties(self) -> int:
        return self.portfolio.snapshot.node_count("Party")


def days_of(column: pa.ChunkedArray) -> Days:
    """A date column as datetime64[D], NaT where it is null."""
    found: Days = column.cast(pa.date32()).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return found


def _known_of(flags: Flags, position: Positions) -> Flags:
    """The flag of each party; no for one that nobody knows (-1)."""
    found: Flags = (position >= 0) & flags[position] if len(flags) else np.zeros(len(position), dtype=np.bool_)
    return found


def _of_party(party: Positions, count: int) -> CSR:
    known = np.flatnonzero(party >= 0).astype(np.int32)
    return build_csr(party[known], known, count)
