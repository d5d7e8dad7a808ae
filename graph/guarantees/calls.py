"""What each guarantor would have to pay if the borrowers failed: the call expected under a rule of division.

A creditor may turn to any of several guarantors for the whole (PRC Civil Code art. 699); what each is to expect follows
from a rule: claims rise together until the loan is paid or a cap is reached, and the others go on. This is max-min fair
(Bertsekas and Gallager, Data Networks, 1992, section 6.5.2), and leaves no cap unused beside an unpaid loan it secures.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import GuaranteeBook
from graph.kernels.distinct import DistinctPairs, distinct_pairs
from graph.kernels.pouring import water_filled
from graph.kernels.rising import rising
from graph.kernels.splitmix import GAMMA, Hashes, mixed

Floats = NDArray[np.float64]


class Split(StrEnum):
    """How what is called is divided among the guarantors of a loan."""

    EQUAL = "equal_capped"  # each guarantor the same, up to its caps
    BY_CAP = "proportional_to_cap"  # by caps, or by what is secured where there is none


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """paid: fen per pair of contract and loan (float64). complete: false where an entanglement of pools was so large
    that it was not followed to the end: `paid` is then a lower bound.
    """

    paid: Floats
    complete: bool


def expected_calls(book: GuaranteeBook, split: Split = Split.EQUAL) -> Calls:
    """The call under each contract for each loan, given that all its borrowers fail. At most the cover in all; as much
    where no contract secures several loans.

    Contracts of one guarantor for the same loans count as one, so that it does not matter into how many a promise is
    split; what is called under them is divided by their caps.
    """
    wide = np.bincount(book.contract, minlength=len(book.cap)) > 1
    pooled = (np.bincount(book.loan, weights=wide[book.contract], minlength=len(book.outstanding)) > 0)[book.loan]
    paid = np.zeros(len(book.loan))
    paid[~pooled] = _by_loan(book, ~pooled, split)
    paid[pooled], complete = _by_pool(book, pooled, split)
    return Calls(paid, complete)


def _by_loan(book: GuaranteeBook, chosen: NDArray[np.bool_], split: Split) -> Floats:
    """The calls on loans that share no pool, in closed form."""
    room, loan = book.outstanding.astype(np.float64), book.loan[chosen]
    promised = book.nominal[book.contract[chosen]].astype(np.float64)
    if split is Split.BY_CAP:
        return promised * _part(room, _sums(loan, promised, len(room)))[loan]
    heads = distinct_pairs(loan, book.pair_guarantor[chosen])
    able = _sums(heads.number, promised, len(heads))
    return promised * _part(water_filled(room, heads.first, able), able)[heads.number]


def _by_pool(book: GuaranteeBook, chosen: NDArray[np.bool_], split: Split) -> tuple[Floats, bool]:
    """The calls on loans entangled by pools, and whether that was followed to the end."""
    contract, loan = book.contract[chosen], book.loan[chosen]
    bundle = bundles(book.guarantor, contract, loan)
    contracts = np.flatnonzero(bundle >= 0)
    count = int(bundle.max(initial=-1)) + 1
    promised = _sums(bundle[contracts], book.nominal[contracts].astype(np.float64), count)
    rows: DistinctPairs = distinct_pairs(bundle[contract], loan)
    guarantor = np.zeros(count, dtype=np.int64)
    guarantor[bundle[contracts]] = book.guarantor[contracts]
    if split is Split.EQUAL:
        # A guarantor is one head on a loan, however many its contracts.
        weight, stand = np.ones(len(rows)), distinct_pairs(rows.second, guarantor[rows.first]).number
    else:
        weight, stand = promised[rows.first], np.arange(len(rows))
    paid, complete = rising(book.outstanding.astype(np.float64), promised, rows.second, rows.first, stand, weight)
    own, whole = book.nominal[contract], promised[bundle[contract]]
    return paid[rows.number] * np.divide(own, whole, out=np.zeros(len(own)), where=whole > 0), complete


def bundles(
    guarantor: NDArray[np.integer], contract: NDArray[np.integer], loan: NDArray[np.integer]
) -> NDArray[np.int64]:  # fmt: skip
    """Per contract a number that those of one guarantor for the same loans share; -1 of contracts not in the pairs.

    guarantor: per contract. contract, loan: the pairs.
    Sets of loans are told apart by the sum of the hashes of their members: of a million, two different ones are taken
    for one with a probability below 1e-7.
    """
    found = np.full(len(guarantor), -1, dtype=np.int64)
    contracts, at = np.unique(contract, return_inverse=True)
    marks = np.zeros(len(contracts), dtype=np.uint64)
    np.add.at(marks, at, _hashed(loan.astype(np.uint64)))
    marks += _hashed(~guarantor[contracts].astype(np.uint64))
    found[contracts] = np.unique(marks, return_inverse=True)[1]
    return found


def _hashed(number: Hashes) -> Hashes:
    """Of each number 64 bits that look like chance."""
    return mixed(number * np.uint64(GAMMA))


def _sums(place: NDArray[np.integer], amounts: Floats, count: int) -> Floats:
    return np.bincount(place, weights=amounts, minlength=count).astype(np.float64)


def _part(given: Floats, of: Floats) -> Floats:
    """What part of each is given, at most all of it; nothing of nothing."""
    return np.minimum(1.0, np.divide(given, of, out=np.zeros(len(of)), where=of > 0))
