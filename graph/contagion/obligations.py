"""Who owes whom, and what each party has and owes besides: what a clearing starts from, in 元."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.exposures import Exposures
from graph.errors import UsageError
from graph.kernels.condensation import Condensation
from graph.kernels.csr import CSR
from graph.kernels.distinct import distinct_pairs

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Obligations:
    """exposures: who owes whom. external_assets, external_liabilities: float64 per party, what it has from and owes to
    those outside.

    Parallel exposures add up. What one owes to oneself is extinguished, as debtor and creditor are one. External assets
    below zero are an outlay that comes before all debts (Elsinger 2009); those parties are `below_zero`.
    UsageError for amounts that are not finite, liabilities below zero, or not one number per party.
    """

    exposures: Exposures
    external_assets: Floats
    external_liabilities: Floats

    def __post_init__(self) -> None:
        _checked(self.exposures, self.external_assets, self.external_liabilities)

    @cached_property
    def between(self) -> Exposures:
        """What parties owe one another, one row per debtor and creditor, in this order; all amounts above zero."""
        given = self.exposures
        rows = np.flatnonzero((given.debtor != given.creditor) & (given.amount > 0))
        pairs = distinct_pairs(given.debtor[rows], given.creditor[rows])
        amount = np.bincount(pairs.number, weights=given.amount[rows], minlength=len(pairs)).astype(np.float64)
        return Exposures(given.party_count, pairs.second.astype(np.int32), pairs.first.astype(np.int32), amount)

    @property
    def party_count(self) -> int:
        """How many parties there are, those without obligations included."""
        return self.exposures.party_count

    @cached_property
    def owed_between(self) -> Floats:
        """What each owes to the others."""
        return self._per_party(self.between.debtor)

    @cached_property
    def claims(self) -> Floats:
        """What each is owed by the others."""
        return self._per_party(self.between.creditor)

    @cached_property
    def owed(self) -> Floats:
        """All that each owes."""
        return np.asarray(self.owed_between + self.external_liabilities)

    @cached_property
    def assets(self) -> Floats:
        """External assets where they are above zero."""
        return np.maximum(self.external_assets, 0.0)

    @cached_property
    def outlay(self) -> Floats:
        """How far external assets are below zero: due before all debts, to those outside."""
        return np.maximum(-self.external_assets, 0.0)

    @cached_property
    def below_zero(self) -> Positions:
        """The parties whose external assets are below zero."""
        return np.flatnonzero(self.external_assets < 0).astype(np.int32)

    @cached_property
    def loops(self) -> Condensation:
        """The strong components of who owes whom."""
        return Condensation.of(self.by_debtor)

    @property
    def by_debtor(self) -> CSR:
        """The creditors of each party; the rows of `between` in their order."""
        return self.between.by_debtor

    @cached_property
    def amount_by_creditor(self) -> Floats:
        """The amounts in the order of `between.by_creditor`."""
        return np.asarray(self.between.amount[self.between.by_creditor.edge])

    def _per_party(self, party: Positions) -> Floats:
        return np.bincount(party, weights=self.between.amount, minlength=self.party_count).astype(np.float64)


def _checked(exposures: Exposures, external_assets: Floats, external_liabilities: Floats) -> None:
    if not len(external_assets) == len(external_liabilities) == exposures.party_count:
        raise UsageError(
            "External assets and liabilities must be one number per party. Give zero where there are none.",
            "外部资产与外部负债须每个主体各一个数值。没有的请填零。",
        )
    if not (np.isfinite(external_assets).all() and np.isfinite(exposures.amount).all()):
        raise UsageError(
            "An amount owed or an external asset is no finite number. Give finite amounts.",
            "存在非有限数值的债务金额或外部资产。请提供有限数值。",
        )
    if not ((external_liabilities >= 0).all() and np.isfinite(external_liabilities).all()):
        raise UsageError(
            "External liabilities are below zero or no number. Give amounts of zero or more.",
            "存在小于零或非数值的外部负债。金额须不小于零。",
        )
