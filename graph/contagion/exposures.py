"""Who loses when who fails: exposures of creditors to debtors, in 元."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.csr import CSR, build_csr

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Exposures:
    """creditor, debtor: positions below `party_count` (int32), amount: 元 (float64), one row per exposure.

    Parallel rows add up; what one owes to oneself is kept here and left to the model. UsageError for an amount below
    zero or none, or an end outside the parties.
    """

    party_count: int
    creditor: Positions
    debtor: Positions
    amount: Floats

    def __post_init__(self) -> None:
        if len(self.amount) and not (self.amount >= 0).all():
            raise UsageError(
                "An exposure is below zero or no number. Give amounts of zero or more.",
                "存在小于零或非数值的敞口。金额须不小于零。",
            )
        for ends in (self.creditor, self.debtor):
            if len(ends) and not 0 <= int(ends.min()) <= int(ends.max()) < self.party_count:
                raise UsageError(
                    "An exposure ends at a party that is not among those given.", "敞口的一方不在给定主体之内。"
                )

    @cached_property
    def by_debtor(self) -> CSR:
        """Who loses when a party fails; `edge` is the row."""
        return build_csr(self.debtor, self.creditor, self.party_count)

    @cached_property
    def by_creditor(self) -> CSR:
        """By whose failure a party loses; `edge` is the row."""
        return build_csr(self.creditor, self.debtor, self.party_count)
