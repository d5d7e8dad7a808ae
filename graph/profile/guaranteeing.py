"""Who stands for a party and for whom it stands, each side cut at what is shown, with the numbers of the whole."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.explain.answer import PartyName
from graph.explain.contracts import GuaranteeFact
from graph.explain.day import Day
from graph.explain.exposure.answer import ExposureFound, PartyShare
from graph.explain.exposure.scope import Role, scope_of
from graph.profile.ties_of import ties_of
from graph.regimes.regime import Regime


@dataclass(frozen=True, slots=True)
class GuaranteeTie:
    """Who stands for the party, or for whom it stands, by contracts that are alive. nominal_cny: what they come to;
    contingent_cny: the most that can be called; expected_call_cny: what is called when all borrowers of the scope fail;
    each 0 where nothing can be called yet. starts_on: the first; ends_on: the last, None where one is open."""

    party: PartyName
    contracts: int
    nominal_cny: float
    contingent_cny: float
    expected_call_cny: float
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class GuaranteeSide:
    """One side of the party's guarantees: the others, the largest first, and the contracts, each shown of so many."""

    ties: tuple[GuaranteeTie, ...]
    tie_count: int
    contracts: tuple[GuaranteeFact, ...]
    contract_count: int


def guaranteed_by(day: Day, position: int, law: Regime, found: ExposureFound | None, most: int) -> GuaranteeSide:
    """Who stands for a party. found: its exposure as borrower, where it is one."""
    contracts = scope_of(day, position, Role.BORROWER, law).contracts
    called = np.unique(day.book_index.book.pair_guarantor[day.book_index.pairs_by_borrower.edges_of(position)])
    return _side(day, contracts, day.portfolio.guarantor[contracts], called, (found, most))


def guarantees_for(day: Day, position: int, law: Regime, found: ExposureFound | None, most: int) -> GuaranteeSide:
    """For whom a party stands. found: its exposure as guarantor, where it is one."""
    contracts = scope_of(day, position, Role.GUARANTOR, law).contracts
    index = day.book_index
    borrowers = np.unique(index.book.borrower[index.book.loan[index.pairs_by_guarantor.edges_of(position)]])
    return _side(day, contracts, _debtors(day, contracts), borrowers, (found, most))


def _side(
    day: Day, contracts: NDArray[np.int64], other: NDArray[np.integer], called: NDArray[np.integer],
    shown: tuple[ExposureFound | None, int],
) -> GuaranteeSide:  # fmt: skip
    """other: per contract who is at its other end, -1 for nobody known. called: the others with an amount."""
    found, most = shown
    parties = np.union1d(other[other >= 0], called)
    shares = {one.party.party_id: one for one in (found.answer.shares if found else ())}
    amounts = [day.position(one) for one in shares][:most]
    rest = np.setdiff1d(parties, called)[: max(0, most - len(amounts))].tolist()
    limit = day.portfolio.book.limit[contracts]
    largest = contracts[np.lexsort((contracts, -limit))][:most]
    return GuaranteeSide(
        tuple(_tie(day, party, contracts[other == party], shares) for party in (*amounts, *rest)), len(parties),
        day.contracts.guarantees(largest), len(contracts),
    )  # fmt: skip


def _tie(day: Day, party: int, contracts: NDArray[np.int64], shares: dict[str, PartyShare]) -> GuaranteeTie:
    who = day.naming.party(party)
    share = shares.get(who.party_id)
    terms = day.snapshot.nodes("Guarantee").select(["starts_on", "ends_on"]).take(pa.array(contracts)).to_pylist()
    starts, ends = [one["starts_on"] for one in terms], [one["ends_on"] for one in terms]
    return GuaranteeTie(
        who, len(contracts), share.nominal_cny if share else 0.0, share.contingent_cny if share else 0.0,
        share.expected_call_cny if share else 0.0, min((one for one in starts if one), default=None),
        max(ends) if ends and all(ends) else None,
    )  # fmt: skip


def _debtors(day: Day, contracts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Per contract the debtor that it names; -1 where it names none."""
    ties = ties_of(day.snapshot, "FOR", contracts, ended=True)
    found = np.full(len(contracts), -1, dtype=np.int64)
    found[np.searchsorted(contracts, ties.node)] = ties.other
    return found
