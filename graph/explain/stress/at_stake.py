"""What is at stake: the loans and contracts behind an answer about a party, and what is not known of their lenders."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.contagion.layers import Layers
from graph.explain.contracts import Evidence
from graph.explain.day import Day
from graph.regimes.provision import Wording


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


def several_lenders(layers: Layers, lent: NDArray[np.integer]) -> Iterator[Wording]:
    """How many of the loans in these rows of the book have several lenders, and what is supposed of their parts."""
    heads = np.bincount(layers.loan)
    if count := len(np.unique(layers.loan[lent][heads[layers.loan[lent]] > 1])):
        yield Wording(
            zh=f"{count} 笔贷款有多家出借人，未记录各家份额：按均等分担损失。",
            en=f"{count} loans have several lenders, whose parts are not recorded: each bears as much of what is lost.",
        )
