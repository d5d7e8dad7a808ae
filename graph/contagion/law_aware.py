"""The cascade of guarantee calls by law: who is called under which contract for which loan, who is not, and why.

Like `graph.contagion.guarantee_calls`, on the contracts that answer by law (`graph.contagion.law_book`). What those who
paid may then ask of each other (Interpretation 2020 art. 13 and 14, before 2021 Guarantee Law art. 12) is said, but
makes nobody default: it falls due after the creditors' calls. Counter-guarantees are not called either; the answer on
a scenario says what that leaves out (`graph.explain.stress.counter_guarantees`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.contagion.call_book import Floats, Positions
from graph.contagion.guarantee_calls import Allocation, CallCascade, CallOutcome, DefaultRule
from graph.contagion.law_book import LawBook
from graph.contagion.law_reasons import (
    BANKRUPT,
    COVERED,
    DEFENCE,
    EXHAUSTED,
    IN_DEFAULT,
    ITSELF_BANKRUPT,
    NOBODY,
    ORDER,
    OWN_THING,
    POOL,
    RECOURSE,
    SHARE,
    SUPPOSED,
    THING,
    UNVALUED,
    USED_UP,
    Articles,
    articles_of,
)  # fmt: skip
from graph.guarantees.book import UNLIMITED
from graph.liability.defence import Defence
from graph.liability.law import Law
from graph.liability.order import When
from graph.liability.recourse import Contribution, Standers, contribution, parts

ROUNDING: Final = 0.005
"""Less than half a fen (元) is not owed."""


@dataclass(frozen=True, slots=True)
class LawfulCall:
    """What a contract is called for a loan, by position. row: of the law book. round: that in which the loan fell due.
    party: who gave it, -1 unknown. called, paid: 元; of the debtor's own thing what it brings. codes: why, as
    `law_reasons` names it."""

    row: int
    round: int
    party: int
    contract: int
    loan: int
    called: float
    paid: float
    codes: tuple[str, ...]
    articles: Articles


@dataclass(frozen=True, slots=True)
class NotCalled:
    """A contract that is not called for a loan that fell due, and why."""

    row: int
    round: int
    party: int
    contract: int
    loan: int
    codes: tuple[str, ...]
    articles: Articles


@dataclass(frozen=True, slots=True)
class Owed:
    """What `by`, who stood for the loan too, owes to `payer` after all have paid, net of the reverse (元). part: what
    it bears of whatever the payer paid."""

    loan: int
    payer: int
    by: int
    payer_contract: int
    by_contract: int
    amount: float
    part: float
    code: str
    articles: Articles


@dataclass(frozen=True, eq=False)
class LawfulOutcome:
    """law: the contracts. default_round: int32 per party, -1 never. calls: 元 per party, things apart. loss: 元 per
    loan. called, not_called: by round, loan and contract, for loans of which something is owed, or nobody knows what.
    owed: contribution among those who paid. unvalued: contracts in kind of whose things no value is known, so that
    nothing is expected of them. outcome: the cascade on the book."""

    law: LawBook = field(repr=False)
    default_round: Positions
    calls: Floats
    loss: Floats
    called: tuple[LawfulCall, ...]
    not_called: tuple[NotCalled, ...]
    owed: tuple[Owed, ...]
    unvalued: Positions
    outcome: CallOutcome = field(repr=False)

    @property
    def due_cny(self) -> float:
        """What was due of the loans of all who fell, once their own things were realised (元)."""
        book = self.law.book
        return float(book.due[self.outcome.default_round[book.borrower] >= 0].sum())


@dataclass(frozen=True, eq=False)
class LawAwareCascade:
    """law: the contracts of a day. buffer: 元 per party. allocation: how a creditor who may turn to any of several
    (Civil Code art. 699) divides its claim."""

    law: LawBook
    buffer: Floats
    allocation: Allocation = Allocation.EQUAL
    rule: DefaultRule = DefaultRule.GREATER
    initial_pay: float = 0.0

    @cached_property
    def cascade(self) -> CallCascade:
        """On the book of what can be called by law, also for many trials: parties keep their positions, and after them
        come things, which give what they are worth whatever happens, and syndicates, which nobody calls."""
        things = np.full(self.law.book.party_count - len(self.buffer), np.inf)
        buffer = np.concatenate([self.buffer, things])
        return CallCascade(self.law.book, buffer, self.allocation, self.rule, self.initial_pay)

    def run(self, initial: Positions) -> LawfulOutcome:
        """One scenario, contract by contract."""
        law, found = self.law, self.cascade.run(initial)
        borrower = law.book.borrower[law.liabilities.loan]
        repaid = law.liabilities.known_outstanding <= 0  # of an unknown amount not: that is said
        due = np.flatnonzero((found.default_round[borrower] >= 0) & ~repaid[law.liabilities.loan])
        due = due[np.lexsort((due, law.liabilities.loan[due], found.default_round[borrower[due]]))]
        called, paid = law.realised.copy(), law.realised.copy()
        called[law.rows], paid[law.rows] = found.called, found.paid
        # With a cap of nothing one is called for nothing.
        answers = law.callable & ((called > 0) | (law.order.at_most == 0)) | (law.realised > 0)
        at = found.default_round[borrower]
        many = law.parties
        return LawfulOutcome(
            law, found.default_round[:many], found.calls[:many], found.loss,
            tuple(self._call(row, int(at[row]), called[row], paid[row]) for row in due[answers[due]]),
            tuple(self._not_called(row, int(at[row])) for row in due[~answers[due]]),
            tuple(self._owed(due, paid)), law.unvalued, found,
        )  # fmt: skip

    def _call(self, row: int, at: int, called: float, paid: float) -> LawfulCall:
        contract, loan = self._ends(row)
        codes = tuple(self._why(row))
        cited = self._articles(codes, contract)
        return LawfulCall(row, at, self._giver(contract), contract, loan, float(called), float(paid), codes, cited)

    def _why(self, row: int) -> Iterator[str]:
        claims, laws, contract = self.law.claims, self.law.liabilities, self._ends(row)[0]
        when = When(int(self.law.order.when[row]))
        if self.law.thing[row]:
            yield OWN_THING if claims.own[row] else ORDER[when] if when is When.AFTER_OWN_SECURITY else THING
        else:
            yield ORDER[when]
        if claims.defence[row] == Defence.FALLEN:
            debtor = claims.debtor
            yield BANKRUPT if debtor.bankrupt[row] else EXHAUSTED if debtor.exhausted[row] else ITSELF_BANKRUPT
        if laws.pool[contract] and laws.stated_cap[contract] != UNLIMITED:
            yield POOL
        if not np.isnan(laws.share[contract]):
            yield SHARE
        yield SUPPOSED

    def _not_called(self, row: int, at: int) -> NotCalled:
        contract, loan = self._ends(row)
        when, defence = When(int(self.law.order.when[row])), Defence(int(self.law.claims.defence[row]))
        codes: tuple[str, ...] = (ORDER[when],)
        if when is When.AFTER_DEBTORS_ASSETS:
            codes += (DEFENCE[defence],)
        elif when in (When.NOW, When.AFTER_OWN_SECURITY):
            codes = (self._idle(row),)
        return NotCalled(row, at, self._giver(contract), contract, loan, codes, self._articles(codes, contract))

    def _idle(self, row: int) -> str:
        """Why a contract that answers is not called all the same."""
        contract, loan = self._ends(row)
        if self.law.callable[row]:
            return IN_DEFAULT if self.law.book.due[loan] > 0 else COVERED
        in_kind = USED_UP if self.law.valued[contract] else UNVALUED
        return in_kind if self.law.thing[row] else NOBODY

    def _owed(self, rows: NDArray[np.int64], paid: Floats) -> Iterator[Owed]:
        """Contribution among those who stand for one loan, loan by loan; rows: those of a loan together."""
        third = rows[self.law.callable[rows]]
        loans = self.law.liabilities.loan[third]
        for among in np.split(third, np.flatnonzero(np.diff(loans)) + 1):
            if len(among) > 1 and paid[among].any():
                yield from self._among(among, paid[among])

    def _among(self, among: NDArray[np.int64], paid: Floats) -> Iterator[Owed]:
        laws = self.law.liabilities
        contracts, loan = laws.contract[among], int(laws.loan[among[0]])
        reason = contribution(
            Standers(
                laws.portfolio.guarantor[contracts], laws.mode[contracts], laws.governing.law[contracts],
                self._signed[contracts], laws.share[contracts],
            )
        )  # fmt: skip
        part = parts(reason, self.law.order.at_most[among].astype(np.float64))
        net = part * paid[:, None] - (part * paid[:, None]).T
        for one, other in np.argwhere(net > ROUNDING).tolist():
            code = RECOURSE[Contribution(int(reason[one, other]))]
            payer, by = int(contracts[one]), int(contracts[other])
            yield Owed(
                loan, self._giver(payer), self._giver(by), payer, by, float(net[one, other]),
                float(part[one, other]), code, self._articles((code,), payer),
            )  # fmt: skip

    @cached_property
    def _signed(self) -> NDArray[np.int64]:
        """Per contract the number of the document on which it was signed, -1 where nobody states one."""
        said = self.law.liabilities.portfolio.snapshot.nodes("Guarantee").column("co_signed").cast(pa.string())
        number = said.combine_chunks().dictionary_encode().indices
        found: NDArray[np.int64] = number.fill_null(-1).to_numpy().astype(np.int64)
        return found

    def _ends(self, row: int) -> tuple[int, int]:
        return int(self.law.liabilities.contract[row]), int(self.law.liabilities.loan[row])

    def _giver(self, contract: int) -> int:
        return int(self.law.liabilities.portfolio.guarantor[contract])

    def _articles(self, codes: tuple[str, ...], contract: int) -> Articles:
        return articles_of(codes, Law(int(self.law.liabilities.governing.law[contract])))
