"""By which rule a party pays: what comes first, what is shared, and what a default costs."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.obligations import Floats, Obligations
from graph.errors import UsageError
from graph.kernels.payout import Edges, Nodes, received

Flags = NDArray[np.bool_]

NOISE: Final = 1e-12
"""A party that lacks less than this part of what it owes lacks nothing: so much may be the rounding of sums."""


class ExternalRank(StrEnum):
    """How debts to those outside rank beside debts between parties."""

    PARI_PASSU = "pari_passu"
    SENIOR = "senior"


@dataclass(frozen=True, slots=True)
class ClearingRule:
    """alpha, beta: which part of external assets and of what others pay is left in a default, from 0 to 1.

    One and one is Eisenberg and Noe 2001, less is Rogers and Veraart 2013. UsageError outside 0 to 1.
    """

    alpha: float = 1.0
    beta: float = 1.0
    external_rank: ExternalRank = ExternalRank.PARI_PASSU

    def __post_init__(self) -> None:
        if not (0 <= self.alpha <= 1 and 0 <= self.beta <= 1):
            raise UsageError(
                f"Alpha {self.alpha} and beta {self.beta} must be between 0 and 1: parts of value left in a default.",
                f"alpha（{self.alpha}）与 beta（{self.beta}）是违约时保留价值的比例，须在 0 与 1 之间。",
            )


@dataclass(frozen=True, eq=False)
class Waterfall:
    """Obligations under a rule: `first` is paid first, `shared` shares what is left in proportion (元, per party).

    Pari passu, all debts share; senior external debts come first, as an outlay does in both. A rate is the part of
    `shared` that a party pays, 1 exactly where it pays in full, so that whoever is paid in full gets exact sums.
    """

    obligations: Obligations
    rule: ClearingRule
    kept: Flags | None = None
    """Where given, these pay in full whatever happens, and all others only what a default would leave them."""

    @property
    def is_senior(self) -> bool:
        """Whether external debts come first."""
        return self.rule.external_rank is ExternalRank.SENIOR

    @cached_property
    def first(self) -> Floats:
        """What comes before the debts that share."""
        given = self.obligations
        return np.asarray(given.outlay + given.external_liabilities) if self.is_senior else given.outlay

    @cached_property
    def shared(self) -> Floats:
        """The debts that share what is left."""
        return self.obligations.owed_between if self.is_senior else self.obligations.owed

    @cached_property
    def margin(self) -> Floats:
        """By how much a party may fall short of all that is due by rounding alone."""
        return np.asarray(NOISE * (self.first + self.shared))

    @cached_property
    def nodes(self) -> Nodes:
        """The rule as the compiled loops take it."""
        assets, rule = self.obligations.assets, self.rule
        needed = self.first + self.shared - self.margin
        left = rule.alpha * assets
        if self.kept is None:
            return Nodes(assets, 1.0, needed, left, rule.beta, self.first, self.shared)
        needed[self.kept] = -np.inf
        return Nodes(left, rule.beta, needed, left, rule.beta, self.first, self.shared)

    @property
    def by_creditor(self) -> Edges:
        """What each is owed by whom."""
        csr = self.obligations.between.by_creditor
        return Edges(csr.indptr, csr.indices, self.obligations.amount_by_creditor)

    @property
    def by_debtor(self) -> Edges:
        """What each owes to whom."""
        csr = self.obligations.by_debtor
        return Edges(csr.indptr, csr.indices, self.obligations.between.amount)

    def keeping(self, kept: Flags) -> "Waterfall":
        """The same where these pay in full whatever happens, and the others only what a default would leave them."""
        return replace(self, kept=kept)

    def received(self, rate: Floats) -> Floats:
        """What each gets from the others at these rates."""
        return np.asarray(received(self.by_creditor, rate))

    def short(self, gets: Floats) -> Flags:
        """Who cannot pay in full from what it has and gets."""
        nodes = self.nodes
        return np.asarray(nodes.tested_own + nodes.tested_through * gets < nodes.needed)

    def left(self, gets: Floats) -> Floats:
        """What a default leaves of what each has and gets, before anything is paid."""
        return np.asarray(self.nodes.own + self.nodes.through * gets)

    def rates(self, gets: Floats) -> Floats:
        """The rates that follow from what each gets."""
        part = np.zeros(len(gets))
        some = self.shared > 0
        part[some] = (self.left(gets) - self.first)[some] / self.shared[some]
        return np.where(self.short(gets), np.clip(part, 0.0, 1.0), 1.0)
