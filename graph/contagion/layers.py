"""Through what losses spread on a day: loans with the guarantees behind them, and stakes, as arrays in 元.

The bridge from a day's facts to the models. What is guaranteed is what `graph/guarantees/portfolio.py` says can be
called, who owns what is what `graph/ownership/shareholdings.py` says.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.balance_sheets import BalanceSheets
from graph.contagion.call_book import CallBook
from graph.contagion.exposures import Exposures
from graph.contagion.holdings import Holdings
from graph.errors import UsageError
from graph.guarantees.book import FEN, UNLIMITED
from graph.guarantees.portfolio import Portfolio
from graph.kernels.csr import build_csr
from graph.ownership.shareholdings import Shareholdings

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]

WHOLE_LOSS = 1.0
"""The loss given default of a stress without another word: nothing comes back but what guarantors pay."""


@dataclass(frozen=True, eq=False)
class Layers:
    """Who loses when a party fails: lenders and guarantors by `book`, owners by `holdings`.

    loan (int32): per loan of `book` the snapshot's; one of several lenders, whose parts are not recorded, is as many of
    equal amount. outstanding (float64, 元): per loan of `book`. contract (int32): per contract of `book` the
    snapshot's. shares: where the rows of `holdings` come from, row by row.
    """

    book: CallBook
    loan: Positions
    outstanding: Floats
    contract: Positions
    holdings: Holdings
    shares: Shareholdings

    @classmethod
    def of(cls, portfolio: Portfolio, loss_given_default: float | Floats = WHOLE_LOSS) -> "Layers":
        """The layers of a portfolio's day.

        loss_given_default: part of what is outstanding that is due from guarantors and lost without them, 0 to 1, one
        for all or one per loan of the snapshot. UsageError outside that.
        """
        given = np.broadcast_to(np.asarray(loss_given_default, dtype=np.float64), portfolio.borrower.shape)
        if not ((given >= 0) & (given <= 1)).all():
            raise UsageError(
                "A loss given default is a part of what is outstanding. Give numbers from 0 to 1.",
                "违约损失率是未偿余额的一部分，须为 0 到 1 之间的数。",
            )
        loan, lender, outstanding = _by_lender(portfolio)
        pairs, row = portfolio.book, build_csr(loan, loan, len(given))
        secured = row.edges_of_all(pairs.loan)
        contracts, contract = np.unique(pairs.contract, return_inverse=True)
        cap = np.where(portfolio.cap == UNLIMITED, np.inf, portfolio.cap / FEN)[contracts]
        book = CallBook(
            portfolio.snapshot.node_count("Party"), portfolio.borrower[loan], lender, outstanding * given[loan],
            portfolio.guarantor[contracts], cap,
            np.repeat(contract.astype(np.int32), row.degrees(pairs.loan)), secured.astype(np.int32),
            1.0 / np.bincount(loan, minlength=len(given))[loan],
        )  # fmt: skip
        shares = Shareholdings.of(portfolio.snapshot)
        holdings = Holdings(shares.party_count, shares.owner, shares.owned, shares.share)
        return cls(book, loan, outstanding, contracts.astype(np.int32), holdings, shares)

    def ends(self, pairs: NDArray[np.integer]) -> tuple[Positions, Positions]:
        """Contract and loan of pairs of the book, by their positions in the snapshot."""
        return self.contract[self.book.contract[pairs]], self.loan[self.book.loan[pairs]]

    @cached_property
    def exposures(self) -> Exposures:
        """What is outstanding of each loan between two parties that are known, before any loss given default."""
        known = self.book.lender >= 0
        return Exposures(
            self.book.party_count, self.book.lender[known], self.book.borrower[known], self.outstanding[known]
        )

    def at_stake_cny(self, sheets: BalanceSheets) -> Floats:
        """Per party the most that it can lose (元): what is due of its loans, the calls under its contracts, and its
        part in the net assets of those it owns, as far as they are finite."""
        book, held = self.book, self.holdings
        lent = np.bincount(book.lender[book.lender >= 0], book.due[book.lender >= 0], book.party_count)
        secured = np.bincount(book.contract, book.due[book.loan], len(book.cap))
        called = np.bincount(book.guarantor, np.minimum(book.cap, secured), book.party_count)
        worth = np.where(np.isfinite(sheets.equity), np.maximum(sheets.equity, 0.0), 0.0)
        owned = np.bincount(held.owner, held.weight * worth[held.owned], book.party_count)
        return np.asarray(lent + called + owned, dtype=np.float64)


def _by_lender(portfolio: Portfolio) -> tuple[Positions, Positions, Floats]:
    """Loan, lender (-1 where unknown) and what is outstanding (元), a row per lender of each loan that stands."""
    owed = (portfolio.outstanding > 0) & (portfolio.borrower >= 0)
    loan, lender = portfolio.lenders
    pair = np.unique(np.stack([loan, lender])[:, owed[loan]], axis=1)
    nobody = np.setdiff1d(np.flatnonzero(owed), pair[0])
    loans = np.concatenate([pair[0], nobody]).astype(np.int32)
    lenders = np.concatenate([pair[1], np.full(len(nobody), -1)]).astype(np.int32)
    order = np.argsort(loans, kind="stable")
    loans, lenders = loans[order], lenders[order]
    heads = np.bincount(loans, minlength=len(owed))
    return loans, lenders, portfolio.outstanding[loans] / FEN / heads[loans]
