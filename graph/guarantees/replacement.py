"""What replacing a guarantee would take: the cover that its loans lose when it alone is released."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.book import GuaranteeBook, Ints
from graph.guarantees.cover import cover
from graph.kernels.csr import CSR, build_csr

MOST_LOOKED_AT: Final = 5_000_000
"""So many pairs of contract and loan are looked at, at most; beyond, the most that can be called stands in for what is
lost, which is never more."""


def lost_cover(book: GuaranteeBook, contracts: NDArray[np.integer]) -> tuple[Ints, bool]:
    """Per contract, by how much less is covered without it (fen), and whether that was worked out for all.

    What several lose together can be more than the sum.
    """
    size = max(len(book.cap), len(book.outstanding))
    of_contract, of_loan = build_csr(book.contract, book.loan, size), build_csr(book.loan, book.contract, size)
    lost = np.zeros(len(contracts), dtype=np.int64)
    looked_at = 0
    for place, contract in enumerate(contracts.tolist()):
        if looked_at > MOST_LOOKED_AT:
            return np.where(np.arange(len(contracts)) < place, lost, book.limit[contracts]), False
        pairs = _entangled(of_contract, of_loan, contract)
        looked_at += len(pairs)
        small = _of_pairs(book, pairs)
        without = small.of_pairs(book.contract[pairs] != contract)
        lost[place] = int(cover(small).sum()) - int(cover(without).sum())
    return lost, True


def _entangled(of_contract: CSR, of_loan: CSR, contract: int) -> Ints:
    """The pairs of all loans that a contract's caps and those of others are shared among."""
    contracts, frontier = np.zeros(0, dtype=np.int64), np.array([contract], dtype=np.int64)
    loans: Ints = np.zeros(0, dtype=np.int64)
    while len(frontier):
        contracts = np.union1d(contracts, frontier)
        reached = np.concatenate([of_contract.neighbours(one) for one in frontier.tolist()])
        new = np.setdiff1d(reached, loans)
        loans = np.union1d(loans, new)
        givers = [of_loan.neighbours(one) for one in new.tolist()]
        frontier = np.setdiff1d(np.concatenate([contracts[:0], *givers]), contracts)
    return of_loan.edges_of_all(loans)


def covered(book: GuaranteeBook, pairs: NDArray[np.integer]) -> int:
    """What some pairs of contract and loan cover together (fen)."""
    return int(cover(_of_pairs(book, pairs)).sum())


def _of_pairs(book: GuaranteeBook, pairs: NDArray[np.integer]) -> GuaranteeBook:
    """A book of some pairs, its loans and contracts numbered anew: so a question takes the time of what it touches."""
    loans, loan = np.unique(book.loan[pairs], return_inverse=True)
    contracts, contract = np.unique(book.contract[pairs], return_inverse=True)
    return GuaranteeBook(
        book.borrower[loans], book.outstanding[loans], book.guarantor[contracts], book.cap[contracts],
        contract.astype(np.int32), loan.astype(np.int32),
    )  # fmt: skip
