"""DebtRank: which share of an economy's value distress destroys as it spreads from debtors to creditors.

h is the share of its equity that a party has lost. After Battiston et al. 2012 ("DebtRank: Too Central to Fail?") each
party passes its distress on once, in the round after it is first distressed, and still receives afterwards. After
Bardoscia et al. 2015 ("DebtRank: A Microscopic Foundation for Shock Propagation") every further loss is passed on:
h(t+1) = min(1, h(t) + Λ (h(t) - h(t-1))), of which the sum over the rounds is h = min(1, h(1) + Λ h).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np

from graph.contagion.convergence import Convergence
from graph.contagion.exposures import Exposures, Floats, Positions
from graph.contagion.leverage import LARGEST, Leverage, starts_at
from graph.errors import UsageError
from graph.kernels.propagate import Rule

WIPED_OUT: Final = 1 - 1e-9
"""From this share on a party counts as in default: where distress circulates, one is reached only in the limit."""


class Variant(StrEnum):
    """Who passes on what. 2012: weights min(1, exposure / equity), each party once. 2015: exposure / equity, every
    further loss."""

    BATTISTON_2012 = "battiston2012"
    BARDOSCIA_2015 = "bardoscia2015"


class ZeroEquity(StrEnum):
    """What a party without equity is. defaulted_from_start: in default (h = 1) before anything happens; it passes that
    on, and its own loss does not count."""

    DEFAULTED = "defaulted_from_start"


@dataclass(frozen=True, eq=False)
class Distress:
    """initial, h: the share of equity lost at the start and in the end, float64 per party.

    debtrank: the part of all value that is lost in between, sum of v (h - initial). additional_defaults: who is wiped
    out and was not at the start; defaulted_from_start: who had no equity; positions, ascending.
    """

    variant: Variant
    leverage: Leverage
    initial: Floats
    h: Floats
    debtrank: float
    additional_defaults: Positions
    defaulted_from_start: Positions
    convergence: Convergence

    @property
    def saturates(self) -> bool:
        """Whether the spectral radius of the weights is one or more: distress that comes upon such a loop grows until
        the loop is wiped out, if it is passed on again and again. Found when asked for."""
        return self.variant is Variant.BARDOSCIA_2015 and self.leverage.radius.reaches_one


@dataclass(frozen=True, eq=False)
class DebtRank:
    """equity: 元, value: in any unit, zero or more, float64 per party; both may be of another source than `exposures`.

    UsageError where one of them is missing.
    """

    exposures: Exposures
    equity: Floats
    value: Floats
    variant: Variant = Variant.BARDOSCIA_2015
    zero_equity: ZeroEquity = ZeroEquity.DEFAULTED

    @cached_property
    def leverage(self) -> Leverage:
        """The weights, as the variant cuts them."""
        most = 1.0 if self.variant is Variant.BATTISTON_2012 else LARGEST
        return Leverage.of(self.exposures, self.equity, most)

    @cached_property
    def shares(self) -> Floats:
        """Each party's part of all value; zeros where there is none."""
        if len(self.value) != self.exposures.party_count or not (np.isfinite(self.value) & (self.value >= 0)).all():
            raise UsageError(
                "The value of a party is missing or below zero. Give zero or more.",
                "有主体的经济价值缺失或为负。须不小于零。",
            )
        total = float(self.value.sum())
        return self.value / total if total > 0 else np.zeros(len(self.value))

    def start(self, initial: Floats) -> Floats:
        """Distress at the start: what is given (0 to 1 per party), and one for whoever has no equity."""
        given = starts_at(self.exposures.party_count, initial).copy()
        given[self.leverage.in_default] = 1.0
        return given

    def rule(self, tolerance: float = 1e-12, rounds: int = 10_000) -> Rule:
        """How rounds follow each other; a tolerance below 1e-15 asks for all that rounding can tell apart."""
        return Rule(self.variant is Variant.BATTISTON_2012, rounds, tolerance)

    def run(self, initial: Floats, *, tolerance: float = 1e-12, rounds: int = 10_000, threads: int = 1) -> Distress:
        """What the initial distress comes to; identical for any number of threads.

        UsageError where it is outside 0 to 1. Where `rounds` do not suffice the result is a lower bound, and says so.
        """
        start = self.start(initial)
        settled = self.leverage.network.settle(start, self.rule(tolerance, rounds), threads)
        wiped_out = (settled.value >= WIPED_OUT) & (start < WIPED_OUT)
        return Distress(
            self.variant, self.leverage, start, settled.value, float(self.shares @ (settled.value - start)),
            np.flatnonzero(wiped_out).astype(np.int32), self.leverage.in_default,
            Convergence(settled.rounds, settled.residual, settled.converged),
        )  # fmt: skip
