"""How bad it can get: the distribution of losses over trials, value at risk and expected shortfall of each holder.

Value at risk at a level is the smallest loss that at least this part of the trials does not exceed; expected shortfall
the average of the quantiles above the level (Acerbi and Tasche 2002), so that a trial that straddles it counts in part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, isclose

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from graph.contagion.call_book import Floats, Positions
from graph.errors import UsageError

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class TailRisk:
    """Of each holder at a level, in 元 (float64): value at risk with the order statistics between which it lies with
    the confidence, and expected shortfall with its standard error.

    high_known: false where the trials are too few for an upper bound; `high` is then the largest loss met.
    """

    level: float
    confidence: float
    value_at_risk: Floats
    low: Floats
    high: Floats
    high_known: bool
    expected_shortfall: Floats
    shortfall_error: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """edges: 元 (float64, one more than counts). counts: trials in [edge, next edge), the last with its end."""

    edges: Floats
    counts: Places


@dataclass(frozen=True, eq=False)
class Losses:
    """Losses of holders over trials; those not kept are zero.

    holder: positions of parties (int32), a row each. indptr: int64, rows + 1. amount: 元 (float64), each row's
    ascending, above zero.
    """

    trials: int
    holder: Positions
    indptr: Places
    amount: Floats

    @classmethod
    def of(cls, trials: int, holder: Positions, party: Positions, amount: Floats) -> "Losses":
        """From amounts in any order, at most one per party and trial; parties that are no holders are left out."""
        holder = np.unique(holder).astype(np.int32)
        at = np.searchsorted(holder, party)
        kept = (at < len(holder)) & (amount > 0)
        kept[kept] = holder[at[kept]] == party[kept]
        row, amount = at[kept], amount[kept]
        order = np.lexsort((amount, row))
        sizes = np.bincount(row, minlength=len(holder))
        return cls(trials, holder, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), amount[order])

    @classmethod
    def of_one(cls, per_trial: Floats) -> "Losses":
        """Of a single holder, say the portfolio (position -1), from its loss in each trial."""
        nobody = np.full(1, -1, dtype=np.int32)
        return cls.of(len(per_trial), nobody, np.full(len(per_trial), -1, dtype=np.int32), per_trial)

    def row(self, holder: int) -> "Losses":
        """One holder's alone. UsageError where its losses were not kept."""
        at = int(np.searchsorted(self.holder, holder))
        if at == len(self.holder) or self.holder[at] != holder:
            raise UsageError(
                "The losses of this party were not kept trial by trial. Watch it.",
                "未逐次保留该主体的损失。请将其列入关注对象。",
            )
        begin, end = self.indptr[at], self.indptr[at + 1]
        return Losses(self.trials, self.holder[at : at + 1], np.array([0, end - begin]), self.amount[begin:end])

    def quantile(self, level: float) -> Floats:
        """The value at risk of each holder."""
        return self._ranked(_rank(level, self.trials))

    def tail(self, level: float, confidence: float = 0.95) -> TailRisk:
        """Value at risk and expected shortfall of each holder. UsageError for a level or confidence outside 0 to 1."""
        if not (0 < level < 1 and 0 < confidence < 1):
            raise UsageError(
                "A level or a confidence lies outside 0 to 1. Give e.g. 0.99.", "置信水平应在0与1之间，例如0.99。"
            )
        worst = self._ranked(_rank(level, self.trials))
        over = np.maximum(self.amount - worst[self._row], 0.0)
        mean, square = self._mean(over), self._mean(over * over)
        spread = np.sqrt(np.maximum(square - mean * mean, 0.0) / max(self.trials - 1, 1))
        low, high = (int(rank) for rank in binom.interval(confidence, self.trials, level))
        return TailRisk(
            level, confidence, worst, self._ranked(low), self._ranked(min(high + 1, self.trials)),
            high < self.trials, worst + mean / (1 - level), spread / (1 - level),
        )  # fmt: skip

    def tails(self, levels: Sequence[float] = (0.95, 0.99, 0.999), confidence: float = 0.95) -> list[TailRisk]:
        """The same at several levels."""
        return [self.tail(level, confidence) for level in levels]

    def histogram(self, bins: int = 50) -> Histogram:
        """Of all holders' losses taken one by one, from zero to the largest; trials without a loss are in the first."""
        top = float(self.amount.max(initial=0.0)) or 1.0
        counts, edges = np.histogram(self.amount, bins=bins, range=(0.0, top))
        counts[0] += len(self.holder) * self.trials - len(self.amount)
        return Histogram(edges, counts.astype(np.int64))

    @cached_property
    def _row(self) -> Places:
        return np.repeat(np.arange(len(self.holder)), np.diff(self.indptr))

    def _mean(self, amount: Floats) -> Floats:
        """Per holder over all trials, of amounts beside those kept; zeros add nothing here."""
        return np.bincount(self._row, amount, len(self.holder)) / self.trials

    def _ranked(self, rank: int) -> Floats:
        """The loss at a rank of each holder, from 1 for the smallest; nothing at 0, since no loss is below that."""
        at = self.indptr[1:] - (self.trials - rank) - 1
        found = np.zeros(len(self.holder))
        lost = at >= self.indptr[:-1]
        found[lost] = self.amount[at[lost]]
        return found


def _rank(level: float, trials: int) -> int:
    """ceil(level * trials), where the product is not a whole number but for its rounding."""
    exact = level * trials
    nearest = floor(exact + 0.5)
    return max(1, nearest if isclose(exact, nearest, rel_tol=1e-12) else ceil(exact))
