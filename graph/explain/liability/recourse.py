"""Who has recourse against whom once somebody has paid a loan for the debtor."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from graph.explain.answer import PartyName, percent
from graph.explain.day import Day
from graph.explain.liability.call import Ordered, key_of
from graph.explain.liability.contract import terms
from graph.explain.liability.step import step, yuan
from graph.guarantees.book import FEN
from graph.liability.order import When
from graph.liability.recourse import Contribution, Standers, contribution, parts
from graph.regimes.provision import Wording

BASIS: Final = {
    Contribution.NONE: "none", Contribution.SIGNED_TOGETHER: "signed_together",
    Contribution.JOINT_GUARANTORS: "joint_guarantors", Contribution.GUARANTOR_AND_THING: "guarantor_and_thing",
    Contribution.SIGNATURE_UNKNOWN: "signature_unknown",
}  # fmt: skip
MOST_STANDERS: Final = 200
"""Among more of one loan contribution is not worked out; the answer then says that it is cut."""


@dataclass(frozen=True, slots=True)
class RecourseFound:
    """A right of whoever paid under `guarantee_id`. basis: debtor, own_security, none, signed_together,
    joint_guarantors, guarantor_and_thing, signature_unknown, lapsed or counter. other: the contract of the one turned
    to. part_ratio: what that one bears of what the debtor cannot repay; at_most_cny: of a counter-guarantee."""

    loan_id: str
    guarantee_id: str
    payer: PartyName | None
    against: PartyName | None
    other: str | None
    basis: str
    part_ratio: float | None
    at_most_cny: float | None
    said: Wording
    articles: tuple[str, ...]


def recourse(found: Ordered, loan: int, payers: list[int], most: int) -> tuple[tuple[RecourseFound, ...], bool]:
    """The rights of some payers of a loan, at most so many; and whether some were left out."""
    places = found.of_loan(loan).tolist()
    among = [i for i in places if not found.claims.own[i] and _stands(found, i)]
    cut = len(among) > MOST_STANDERS
    among = among[:MOST_STANDERS]
    rights = _Rights(found, among)
    own = [i for i in places if found.order.rank[i] == 1]
    every = (one for payer in payers if not found.claims.own[payer] for one in rights.of(payer, own))
    shown = tuple(islice(every, most + 1))
    return shown[:most], cut or len(shown) > most


def _stands(found: Ordered, place: int) -> bool:
    return bool(found.order.rank[place]) or found.when(place) is When.EXPIRED


class _Rights:
    """Contribution among those who stand for one loan."""

    def __init__(self, found: Ordered, among: list[int]) -> None:
        self.found, self.among = found, among
        day, laws = found.day, found.day.liabilities
        contracts = np.array([found.contract(i) for i in among], dtype=np.int64)
        standers = Standers(
            day.portfolio.guarantor[contracts], laws.mode[contracts], laws.governing.law[contracts],
            _documents(day, contracts.tolist()), laws.share[contracts],
        )  # fmt: skip
        self.reason = contribution(standers)
        self.part = parts(self.reason, found.order.at_most[among].astype(np.float64))

    def of(self, payer: int, own: list[int]) -> Iterator[RecourseFound]:
        """Everything that the payer at a place may claim afterwards."""
        if not self.found.order.rank[payer]:
            return
        day, loan = self.found.day, self.found.loan(payer)
        borrower = int(day.portfolio.borrower[loan])
        if borrower >= 0:
            yield self._right(payer, "debtor", borrower)
        for thing in own:
            yield self._right(payer, "own_security", borrower, self.found.contract(thing))
        yield from self._counter(payer)
        if payer not in self.among:
            return
        row = self.among.index(payer)
        for column, other in enumerate(self.among):
            reason = Contribution(int(self.reason[row, column]))
            if reason is not Contribution.SAME_PARTY:
                yield from self._against(payer, other, reason, float(self.part[row, column]))

    def _against(self, payer: int, other: int, reason: Contribution, part: float) -> Iterator[RecourseFound]:
        """Against another who stands for the loan, or stood: a lapsed period matters only where one had recourse."""
        contract = self.found.contract(other)
        giver = int(self.found.day.portfolio.guarantor[contract])
        if self.found.order.rank[other]:
            yield self._right(payer, BASIS[reason], giver, contract, part or None)
        elif reason not in (Contribution.NONE, Contribution.SIGNATURE_UNKNOWN):
            yield self._right(payer, "lapsed", giver, contract)

    def _counter(self, payer: int) -> Iterator[RecourseFound]:
        day, contract = self.found.day, self.found.contract(payer)
        for counter in day.liabilities.countered_by.neighbours(contract).tolist():
            amount = float(day.portfolio.counter.limit[counter]) / FEN
            giver = int(day.portfolio.guarantor[counter])
            yield self._right(payer, "counter", giver, counter, at_most_cny=amount)

    def _right(
        self, payer: int, basis: str, against: int, other: int | None = None, part: float | None = None,
        at_most_cny: float | None = None,
    ) -> RecourseFound:  # fmt: skip
        day, contract = self.found.day, self.found.contract(payer)
        giver = int(day.portfolio.guarantor[contract])
        who = day.naming.party(against) if against >= 0 else None
        key = key_of(day, "Guarantee", "guarantee_id", other) if other is not None else None
        found = step(
            f"recourse.{basis}", other=(who.name or who.party_id) if who else key, contract=key,
            part=percent(part or 0.0), amount=yuan(at_most_cny or 0.0), civil_code=self.found.new(payer),
        )  # fmt: skip
        return RecourseFound(
            key_of(day, "Loan", "loan_id", self.found.loan(payer)),
            key_of(day, "Guarantee", "guarantee_id", contract), day.naming.party(giver) if giver >= 0 else None, who,
            key, basis, part, at_most_cny, found.said, found.articles,
        )  # fmt: skip


def _documents(day: Day, contracts: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """A number for each document that contracts say they were signed on; -1 where nothing is said."""
    said = [terms(day, contract)["co_signed"] for contract in contracts]
    known = sorted({one for one in said if one})
    return np.array([known.index(one) if one else -1 for one in said], dtype=np.int64)
