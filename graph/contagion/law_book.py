"""The contracts that can be called by law once a borrower fails, as a book of calls.

Whether a contract answers, and for how much at most, follows from its own facts and the state of its borrower, so it is
known before anybody fails: within its period, of a general guarantor only where its defence has fallen (Civil Code art.
687), up to cap and agreed share. The debtor's own things are realised first (art. 392) and lower what is due; a third
party's thing answers with its value and leaves its giver's buffer alone.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook, Floats, Positions
from graph.contagion.syndicates import Syndicates
from graph.guarantees.book import FEN, UNLIMITED, Ints
from graph.kernels.pouring import poured
from graph.kernels.rising import rising
from graph.liability.form import Mode
from graph.liability.liabilities import Assumed, Liabilities
from graph.liability.order import Claims, Order, When, order
from graph.snapshot.columns import float64

Flags = NDArray[np.bool_]
UNRANKED: Final = 2**31
"""The rank of what states none: after all that do."""


@dataclass(frozen=True, slots=True)
class LawRules:
    """bankrupt: a borrower in default counts as bankrupt, so that general guarantors have no defence any more; else it
    stands unless records prove otherwise. lgd: the part that the debtor's other assets do not cover. fetches: the part
    of its appraised value that a thing brings."""

    bankrupt: bool = False
    lgd: float = 1.0
    fetches: float = 1.0


@dataclass(frozen=True, eq=False)
class LawBook:
    """What a call takes of the contracts of a day. Rows are those of `Liabilities`: a contract and a loan each."""

    liabilities: Liabilities = field(repr=False)
    rules: LawRules

    @cached_property
    def claims(self) -> Claims:
        """Every row, as assumed."""
        return self.liabilities.claims(np.arange(len(self.liabilities.contract)), self.assumed)

    @property
    def assumed(self) -> Assumed:
        """That every borrower has failed: the state of one does not matter to another's loans."""
        everybody = np.arange(self.parties, dtype=np.int64)
        return Assumed(everybody, everybody if self.rules.bankrupt else everybody[:0])

    @cached_property
    def order(self) -> Order:
        """Rank, time and bound of every row."""
        return order(self.claims)

    @property
    def parties(self) -> int:
        """How many parties there are; the things of third parties come after them as parties of the book."""
        return self.liabilities.portfolio.snapshot.node_count("Party")

    @cached_property
    def thing(self) -> Flags:
        """Whether each row is security in kind."""
        found: Flags = self.claims.mode == Mode.IN_KIND
        return found

    @cached_property
    def callable(self) -> Flags:
        """Whether each row answers as soon as its borrower has failed and the debtor's own things are realised."""
        known = self.liabilities.portfolio.guarantor[self.liabilities.contract] >= 0
        now = np.isin(self.order.when, (When.NOW, When.AFTER_OWN_SECURITY))
        found: Flags = now & ~(self.claims.own & self.thing) & np.where(self.thing, self._brings, known)
        return found & (self.liabilities.portfolio.borrower[self.liabilities.loan] >= 0)

    @cached_property
    def realised(self) -> Floats:
        """Per row what the debtor's own thing brings for the loan (元); 0 of other rows. Of a thing without known value
        nothing is expected."""
        own = np.flatnonzero(self.claims.own & self.thing & (self.order.when == When.NOW))
        found = np.zeros(len(self.thing))
        room = self.liabilities.portfolio.outstanding / FEN
        contract = self.liabilities.contract[own].astype(np.int64)
        loan = self.liabilities.loan[own].astype(np.int64)
        if len(own):
            found[own], _ = rising(room, self._worth, loan, contract, np.arange(len(own)), np.ones(len(own)))
        return found

    @cached_property
    def unvalued(self) -> Positions:
        """Contracts in kind that answer by law and have no thing of known value."""
        answers = self.thing & (self.order.rank > 0)
        contracts = np.unique(self.liabilities.contract[answers])
        found: Positions = contracts[~self.valued[contracts]].astype(np.int32)
        return found

    @cached_property
    def valued(self) -> Flags:
        """Per contract whether it has a thing of known value."""
        snapshot = self.liabilities.portfolio.snapshot
        backed, known = snapshot.edges("BACKED_BY"), ~np.isnan(float64(snapshot.nodes("Collateral"), "value_cny"))
        return np.bincount(backed.source[known[backed.target]], minlength=len(self.liabilities.stated_cap)) > 0

    @cached_property
    def by_thing(self) -> Flags:
        """Per pair of the book whether a third party's thing answers."""
        found: Flags = self.thing[self.rows]
        return found

    def ends(self, pairs: NDArray[np.integer]) -> tuple[Positions, Positions]:
        """Contract and loan of pairs of the book, by their positions in the snapshot."""
        rows = self.rows[pairs]
        return self.liabilities.contract[rows], self.liabilities.loan[rows]

    @cached_property
    def book(self) -> CallBook:
        """Loans by their positions in the snapshot. After the parties come the givers of third parties' things, one per
        contract, then somebody who never fails, for loans of unknown borrower, and the syndicates."""
        laws, portfolio = self.liabilities, self.liabilities.portfolio
        nobody = self.parties + len(laws.stated_cap)
        lender, syndicates = Syndicates.of(*portfolio.lenders, len(portfolio.outstanding), nobody + 1)
        brought = np.bincount(laws.loan, self.realised, len(portfolio.outstanding))
        due = np.maximum(portfolio.outstanding / FEN - brought, 0.0) * self.rules.lgd
        first, unit = np.unique(self._unit[self.rows], return_index=True, return_inverse=True)[1:]
        row = self.rows[first]
        giver = np.where(self.thing[row], self.parties + laws.contract[row], portfolio.guarantor[laws.contract[row]])
        return CallBook(
            nobody + 1 + len(syndicates),
            np.where(portfolio.borrower < 0, nobody, portfolio.borrower).astype(np.int32), lender, due,
            giver.astype(np.int32), self._cap(row), unit.astype(np.int32), laws.loan[self.rows],
            syndicates=syndicates if len(syndicates) else None,
        )  # fmt: skip

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Per pair of the book its row."""
        return np.flatnonzero(self.callable)

    @property
    def _unit(self) -> NDArray[np.int64]:
        """Per row what has one cap: the contract, or with an agreed share of each loan the row by itself."""
        contract, rows = self.liabilities.contract.astype(np.int64), np.arange(len(self.thing))
        return np.where(np.isnan(self.claims.share), contract, len(self.liabilities.stated_cap) + rows)

    def _cap(self, rows: NDArray[np.int64]) -> Floats:
        """The cap (元) of what has one, by a row of it: as stated, of a thing no more than it brings."""
        contract = self.liabilities.contract[rows]
        stated = np.where(self.claims.cap[rows] == UNLIMITED, np.inf, self.claims.cap[rows] / FEN)
        by_share = self._all_shares[contract]
        # Shares of several loans under one cap are cut alike.
        cut = np.minimum(1.0, np.divide(stated, by_share, out=np.ones(len(rows)), where=by_share > 0))
        shared = np.where(np.isnan(self.claims.share[rows]), stated, self.order.at_most[rows] / FEN * cut)
        return np.where(self.thing[rows], np.minimum(shared, self._worth[contract]), shared)

    @cached_property
    def _all_shares(self) -> Floats:
        """Per contract what its agreed shares come to (元)."""
        most = np.where(np.isnan(self.claims.share), 0.0, self.order.at_most / FEN)
        return np.bincount(self.liabilities.contract, most, len(self.liabilities.stated_cap)).astype(np.float64)

    @property
    def _brings(self) -> Flags:
        """Per row whether its contract has a thing of which anything is expected."""
        found: Flags = self._worth[self.liabilities.contract] > 0
        return found

    @cached_property
    def _worth(self) -> Floats:
        """Per contract what its things bring (元): of a thing behind several contracts the first in rank takes as much
        as it can be called for, then the next (Civil Code art. 414)."""
        laws, snapshot = self.liabilities, self.liabilities.portfolio.snapshot
        backed = snapshot.edges("BACKED_BY")
        value = np.nan_to_num(float64(snapshot.nodes("Collateral"), "value_cny")) * self.rules.fetches
        rank = pc.fill_null(backed.column("rank"), UNRANKED).to_numpy()
        turn = np.lexsort((backed.source, rank, backed.target))
        wanted: Ints = np.zeros(len(laws.stated_cap), dtype=np.int64)
        np.add.at(wanted, laws.contract, self.order.at_most)
        wanted = np.where(laws.stated_cap == UNLIMITED, wanted, np.minimum(wanted, laws.stated_cap))
        taken = poured(np.rint(value * FEN).astype(np.int64), backed.target[turn], wanted[backed.source[turn]])
        return np.bincount(backed.source[turn], taken / FEN, len(wanted)).astype(np.float64)
