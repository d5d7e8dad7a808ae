"""What is at stake with one party: the loans and contracts behind an answer about it."""

import numpy as np

from graph.contagion.layers import Layers
from graph.explain.contracts import Evidence
from graph.explain.day import Day


def at_stake(day: Day, layers: Layers, party: int, most: int, *, owed: bool) -> Evidence:
    """What a party owes with the contracts behind it; or else what it has lent and guaranteed. The largest loans first,
    at most so many of each."""
    book = layers.book
    stands = (book.borrower[book.loan] if owed else book.guarantor[book.contract]) == party
    own = (book.borrower if owed else book.lender) == party
    loans = np.unique(np.concatenate([np.flatnonzero(own & (book.due > 0)), book.loan[stands]]))
    largest = loans[np.lexsort((loans, -book.due[loans]))]
    contracts = layers.contract[np.unique(book.contract[stands])]
    return day.contracts.evidence(contracts, dict.fromkeys(layers.loan[largest].tolist()), most)


def without_lender(layers: Layers) -> int:
    """Loans of which something is due and nobody knows the lender."""
    return int(((layers.book.lender < 0) & (layers.book.due > 0)).sum())
