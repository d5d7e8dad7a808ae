"""The default cascade: each failure costs the creditors a fixed part of their claims, and whoever loses too much fails.

After Furfine 2003 ("Interbank Exposures: Quantifying the Risk of Contagion"): losses add up over the rounds, and the
loss given default is the same for all and given in advance.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.contagion.convergence import Convergence
from graph.contagion.exposures import Exposures, Floats, Positions
from graph.errors import UsageError
from graph.kernels.cumulative import accumulate


class DefaultRule(StrEnum):
    """When losses make a party fail; a tie within 1e-12 of the amounts counts as one."""

    LOSS_AT_LEAST = "loss_greater_or_equal"
    LOSS_ABOVE = "loss_strictly_greater_than_net_worth"


@dataclass(frozen=True, eq=False)
class DefaultCascade:
    """default_round: per party the round in which it failed, 0 at the start, -1 never (int32). losses, net_worth: 元,
    float64 per party: lost on claims in all rounds, and what is left. insolvent_from_start: positions whose net worth
    met the rule before any loss, ascending; they fail at the start."""

    default_round: Positions
    losses: Floats
    net_worth: Floats
    insolvent_from_start: Positions
    convergence: Convergence

    @property
    def defaults(self) -> Positions:
        """Who has failed in the end, ascending."""
        return np.flatnonzero(self.default_round >= 0).astype(np.int32)

    @property
    def rounds(self) -> list[Positions]:
        """Who failed in each round, the start first."""
        last = int(self.default_round.max(initial=-1))
        return [np.flatnonzero(self.default_round == number).astype(np.int32) for number in range(last + 1)]


@dataclass(frozen=True, eq=False)
class Furfine:
    """net_worth: 元, float64 per party. loss_given_default: the part of a claim that is lost, 0 to 1.

    UsageError for a net worth that is missing or a loss given default outside 0 to 1.
    """

    exposures: Exposures
    net_worth: Floats
    loss_given_default: float = 1.0
    rule: DefaultRule = DefaultRule.LOSS_ABOVE

    def __post_init__(self) -> None:
        if not 0 <= self.loss_given_default <= 1:
            raise UsageError("Loss given default lies between 0 and 1.", "违约损失率须在 0 与 1 之间。", field="lgd")
        if len(self.net_worth) != self.exposures.party_count or np.isnan(self.net_worth).any():
            raise UsageError(
                "The net worth of a party is missing. Fill it, or leave the party out.",
                "有主体缺少净资产数值。请先补全，或剔除该主体。",
            )

    @cached_property
    def is_insolvent(self) -> NDArray[np.bool_]:
        """Per party, whether it fails without any loss: net worth below zero, or zero where a tie suffices."""
        below = self.net_worth < 0
        return below if self.rule is DefaultRule.LOSS_ABOVE else below | (self.net_worth == 0)

    def run(self, initial: Positions) -> DefaultCascade:
        """Who fails after these and those who are insolvent anyway; what a party owes to itself costs nobody."""
        csr = self.exposures.by_debtor
        lost = self.loss_given_default * self.exposures.amount[csr.edge]
        lost[csr.sources() == csr.indices] = 0.0
        insolvent = np.flatnonzero(self.is_insolvent).astype(np.int32)
        start = np.union1d(np.asarray(initial, dtype=np.int32), insolvent)
        strict = self.rule is DefaultRule.LOSS_ABOVE
        fallen = accumulate((csr.indptr, csr.indices, lost), self.net_worth, start, strict=strict)
        return DefaultCascade(
            fallen.round, fallen.received, self.net_worth - fallen.received, insolvent,
            Convergence(fallen.rounds, 0.0, True),
        )  # fmt: skip


def net_worth(exposures: Exposures, external_assets: Floats, external_liabilities: Floats) -> Floats:
    """What is left of each party's assets, claims on others included, after all it owes (元, float64 per party)."""
    size = exposures.party_count
    claims = np.bincount(exposures.creditor, exposures.amount, size)
    debts = np.bincount(exposures.debtor, exposures.amount, size)
    return np.asarray(external_assets - external_liabilities + claims - debts)
