"""Small books of guarantees, written as a person would."""

from collections.abc import Sequence

import numpy as np

from graph.guarantees.book import UNLIMITED, GuaranteeBook

Loan = tuple[int, int]
"""Borrower and outstanding."""
Contract = tuple[int, int | None, Sequence[int]]
"""Guarantor, cap (None: none), loans."""


def book_of(loans: Sequence[Loan], contracts: Sequence[Contract]) -> GuaranteeBook:
    """A book; amounts are in fen."""
    pairs = [(place, loan) for place, (_, _, secured) in enumerate(contracts) for loan in secured]
    ends = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return GuaranteeBook(
        np.array([borrower for borrower, _ in loans], dtype=np.int32),
        np.array([amount for _, amount in loans], dtype=np.int64),
        np.array([guarantor for guarantor, _, _ in contracts], dtype=np.int32),
        np.array([UNLIMITED if cap is None else cap for _, cap, _ in contracts], dtype=np.int64),
        ends[:, 0], ends[:, 1],
    )  # fmt: skip
