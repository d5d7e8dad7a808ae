"""Which loans and contracts a question about exposure is about, by the role in which a party is asked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.explain.day import Day
from graph.guarantees.book import BookPart, GuaranteeBook, Ints
from graph.guarantees.book_index import BookIndex
from graph.regimes.regime import Regime

LENDERS: Final = ("bank", "small_loan", "leasing")
GUARANTEE_FIRMS: Final = ("guarantee_firm", "re_guarantee_firm")
Places = NDArray[np.integer]


class Role(StrEnum):
    """As what a party is asked about."""

    BORROWER = "borrower"  # the loans that it owes
    GUARANTOR = "guarantor"  # the loans that it stands for
    LENDER = "lender"  # the loans that it gave
    GROUP = "group"  # the loans that its control group owes


@dataclass(frozen=True, eq=False)
class ExposureScope:
    """What a question is about. Loans and contracts are positions, ascending.

    members: the party, or those of its group. part: all pairs on the loans of the scope, `own` (bool) those in the
    scope: for a guarantor its own, beside those of others for the same loans. debts: all that the borrowers owe (to the
    lender, for a lender). named: the loans that are looked at for missing amounts. contracts: those asked about, also
    where nothing can be called under them.
    """

    role: Role
    members: Places
    part: BookPart
    own: NDArray[np.bool_]
    debts: Ints
    named: Ints
    contracts: Ints

    @property
    def book(self) -> GuaranteeBook:
        """The pairs in the scope."""
        return self.part.book.of_pairs(self.own)


def roles_of(day: Day, party: int) -> tuple[Role, ...]:
    """The roles that a party has on the day, the one by which it is asked unless another is named first."""
    index = day.book_index
    stands, lends = index.contracts_by_guarantor, index.loans_by_lender
    has = {
        Role.BORROWER: len(index.loans_by_borrower.edges_of(party)) > 0,
        Role.GUARANTOR: bool(alive(index, stands.edges_of(party)).any()),
        Role.LENDER: len(lends.edges_of(party)) > 0,
    }
    guaranteed = len(index.pairs_by_borrower.edges_of(party)) > 0
    can_be_called = len(index.pairs_by_guarantor.edges_of(party)) > 0
    kind = day.naming.party(party).kind
    order = [Role.BORROWER, Role.GUARANTOR, Role.LENDER]
    if kind in GUARANTEE_FIRMS or (can_be_called and not guaranteed):
        order = [Role.GUARANTOR, Role.BORROWER, Role.LENDER]
    if kind in LENDERS:
        order = [Role.LENDER, Role.GUARANTOR, Role.BORROWER]
    return tuple(role for role in order if has[role])


def scope_of(day: Day, party: int, role: Role, law: Regime) -> ExposureScope:
    """What is asked about a party in a role; the regime says what a control group is. NotFound where it has no rule on
    groups on the day."""
    if role is Role.GUARANTOR:
        return _of_guarantor(day.book_index, party)
    if role is Role.LENDER:
        return _of_lender(day.book_index, party)
    return _of_borrowers(day.book_index, role, control_group(day, party, law) if role is Role.GROUP else [party])


def control_group(day: Day, party: int, law: Regime) -> NDArray[np.int64]:
    """A party and whoever is joined with it by control."""
    number = day.groups(law, None).groups.control_group
    return np.flatnonzero(number[: day.book_index.party_count] == number[party])


def _of_borrowers(index: BookIndex, role: Role, members: Places | list[int]) -> ExposureScope:
    parties = np.asarray(members, dtype=np.int64)
    debts = np.sort(index.loans_by_borrower.edges_of_all(parties))
    part = index.book.part(index.pairs_by_borrower.edges_of_all(parties))
    given = index.contracts_by_debtor.edges_of_all(parties)
    contracts = np.union1d(_naming(index, debts), given[alive(index, given)])
    return ExposureScope(role, parties, part, _every(part), debts, debts, contracts)


def _of_lender(index: BookIndex, party: int) -> ExposureScope:
    debts = np.sort(index.loans_by_lender.edges_of(party))
    part = index.book.part(index.pairs_by_loan.edges_of_all(debts))
    return ExposureScope(Role.LENDER, np.array([party]), part, _every(part), debts, debts, _naming(index, debts))


def _of_guarantor(index: BookIndex, party: int) -> ExposureScope:
    """Others who stand for the same loans are in the part: they share what is called."""
    given = index.contracts_by_guarantor.edges_of(party)
    contracts = np.sort(given[alive(index, given)])
    named = np.unique(index.named_by_contract.edges_of_all(contracts))
    own = np.unique(index.book.loan[index.pairs_by_guarantor.edges_of(party)])
    part = index.book.part(index.pairs_by_loan.edges_of_all(own))
    borrowers = np.unique(index.book.borrower[own])
    debts = np.sort(index.loans_by_borrower.edges_of_all(borrowers))
    return ExposureScope(
        Role.GUARANTOR, np.array([party]), part, part.book.pair_guarantor == party, debts, named, contracts
    )


def alive(index: BookIndex, contracts: Places) -> NDArray[np.bool_]:
    """Which contracts are in force by their own dates, or can still be called by law."""
    callable_still = index.pairs_by_contract.degrees(contracts) > 0
    found: NDArray[np.bool_] = index.in_force[contracts] | callable_still
    return found


def _naming(index: BookIndex, loans: Ints) -> Ints:
    """The personal guarantees that are alive for some loans, also those that cannot be called."""
    contracts = np.unique(index.contracts_by_loan.edges_of_all(loans))
    return contracts[index.portfolio.personal[contracts]]


def _every(part: BookPart) -> NDArray[np.bool_]:
    return np.ones(len(part.book.loan), dtype=np.bool_)
