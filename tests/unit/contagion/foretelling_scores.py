"""How well rules foretold, with intervals: precision, recall and average precision of who was brought down, and how
much likelier those named failed than others as leveraged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tests.unit.contagion.foretold import RULES, Quarter

Floats = NDArray[np.float64]

DRAWS: Final = 2_000
SURE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval that holds 95 % of the draws."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Sums:
    """What figures are made of, rule by rule: sums over quarters, and of average precisions over those with somebody
    brought down."""

    named: Floats
    right: Floats
    brought_down: Floats
    precisions: Floats
    quarters: Floats
    failed: Floats
    expected: Floats

    @property
    def precision(self) -> Floats:
        return _share(self.right, self.named)

    @property
    def recall(self) -> Floats:
        return _share(self.right, self.brought_down)

    @property
    def f1(self) -> Floats:
        return _share(2 * self.right, self.named + self.brought_down)

    @property
    def average_precision(self) -> Floats:
        """Of the quarters' rankings, their mean."""
        return _share(self.precisions, self.quarters)

    @property
    def lift(self) -> Floats:
        """How many of those named failed, for whatever cause, to how many of as many as leveraged did."""
        return _share(self.failed, self.expected)


FIGURES: Final = ("precision", "recall", "f1", "average_precision", "lift")


@dataclass(frozen=True, slots=True)
class Scores:
    """By figure and rule what was found over all worlds; and by how much the first rule is ahead of each other one,
    drawn in pairs."""

    found: Mapping[str, Mapping[str, Estimate]]
    ahead: Mapping[str, Mapping[str, Estimate]]
    quarters: int
    seeds: int
    named: Mapping[str, int]
    brought_down: int


def scores(worlds: Sequence[Sequence[Quarter]]) -> Scores:
    """Whole years of a world are drawn with replacement, since horizons of quarters of one year overlap."""
    every = [(world, quarter) for world, quarters in enumerate(worlds) for quarter in quarters]
    rows = np.array([_row(quarter) for _, quarter in every])
    block = np.unique([f"{world}/{quarter.on.year}" for world, quarter in every], return_inverse=True)[1]
    blocks = int(block.max()) + 1
    chance = np.random.default_rng(0)
    drawn = chance.multinomial(blocks, np.full(blocks, 1 / blocks), DRAWS)[:, block]
    whole, draws = _sums(np.ones((1, len(rows))), rows), _sums(drawn.astype(np.float64), rows)
    found = {name: (getattr(whole, name)[0], getattr(draws, name)) for name in FIGURES}
    return Scores(
        {name: _estimates(value, many) for name, (value, many) in found.items()},
        {name: _estimates(value[0] - value, many[:, :1] - many) for name, (value, many) in found.items()},
        len(every), sum(quarter.seeds for _, quarter in every),
        dict(zip(RULES, np.rint(whole.named[0]).astype(int).tolist(), strict=True)), int(whole.brought_down[0, 0]),
    )  # fmt: skip


def average_precision(score: Floats, true: NDArray[np.bool_]) -> float:
    """Mean over those to be found of the precision at their place; of equal scores, at the last of them."""
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    found = np.cumsum(true[order])[last]
    return float((found / (last + 1) * np.diff(found, prepend=0)).sum() / true.sum())


def _row(quarter: Quarter) -> Floats:
    """A quarter's sums: by field of `Sums` and rule."""
    down, any_down = quarter.brought_down, bool(quarter.brought_down.any())
    return np.array([
        (
            quarter.named[rule].sum(), quarter.named[rule] @ down, down.sum(),
            average_precision(quarter.score[rule], down) if any_down else 0.0, any_down,
            quarter.named[rule] @ quarter.failed, quarter.named[rule] @ quarter.expected,
        )
        for rule in RULES
    ]).T  # fmt: skip


def _sums(times: Floats, rows: Floats) -> Sums:
    """So many times each quarter: by draw and rule."""
    return Sums(*np.moveaxis(np.tensordot(times, rows, axes=1), 1, 0))


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=whole > 0)


def _estimates(value: Floats, draws: Floats) -> dict[str, Estimate]:
    low, high = np.quantile(draws, [(1 - SURE) / 2, (1 + SURE) / 2], axis=0)
    return {rule: Estimate(*map(float, one)) for rule, *one in zip(RULES, value, low, high, strict=True)}
