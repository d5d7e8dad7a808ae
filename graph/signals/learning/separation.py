"""How well a moved threshold tells what officers confirmed from what they dismissed, and whether that is luck.

All findings judged are ones that the rule made, so with the value in force it keeps all of them. What a stricter value
gains is Youden's J (1950): the share of the dismissed that it leaves out, less the share of the confirmed. The best of
many values looks good by itself; so it is compared with the best of as many under judgements dealt out anew at random
(maximally selected statistics: Miller and Siegmund 1982; by permutation: Westfall and Young 1993, §2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from graph.signals.learning.cuts import Cut

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

AT_A_TIME: Final = 1 << 22
"""Judgements dealt out per block: some megabytes."""
TIES: Final = 1e-9
"""Differences below are rounding."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of so many, with its exact 95 % interval (Clopper and Pearson 1934)."""

    part: int
    whole: int
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, part: int, whole: int) -> "Share":
        """Of at least one."""
        low = float(betaincinv(part, whole - part + 1, 0.025)) if part else 0.0
        high = float(betaincinv(part + 1, whole - part, 0.975)) if part < whole else 1.0
        return cls(part, whole, part / whole, low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The value that separates best. chance: how often the best would be as good if judgements meant nothing."""

    cut: Cut
    gain: float
    chance: float
    kept: Share
    left_out: Share


def best_cut(cuts: Sequence[Cut], confirmed: Flags, least_kept: float, draws: int, seed: int) -> Best | None:
    """Of those that keep enough of the confirmed the one that gains most; the one that leaves out least where several
    do. None where none gains anything. confirmed: of each finding, of both kinds at least one."""
    if not cuts:
        return None
    dropped = np.stack([one.dropped for one in cuts])
    gains = _gains(dropped, confirmed[:, None], least_kept)[:, 0]
    most = gains.max()
    if most <= TIES:
        return None
    equals = np.flatnonzero(gains >= most - TIES)
    best = int(equals[np.argmin(dropped[equals].sum(axis=1))])
    lost, good, out = int(dropped[best][confirmed].sum()), int(confirmed.sum()), int(dropped[best][~confirmed].sum())
    return Best(
        cuts[best], float(most), _chance(dropped, confirmed, least_kept, (draws, seed), float(most)),
        Share.of(good - lost, good), Share.of(out, len(confirmed) - good),
    )  # fmt: skip


def _chance(dropped: Flags, confirmed: Flags, least_kept: float, drawn: tuple[int, int], reached: float) -> float:
    """With the sample itself among the draws, so that it is never nothing (Phipson and Smyth 2010)."""
    draws, seed = drawn
    chance = np.random.default_rng(seed)
    many, as_good = max(AT_A_TIME // len(confirmed), 1), 0
    for begun in range(0, draws, many):
        count = min(many, draws - begun)
        dealt = chance.permuted(np.repeat(confirmed[:, None], count, axis=1), axis=0)
        as_good += int((_gains(dropped, dealt, least_kept).max(axis=0) >= reached - TIES).sum())
    return (as_good + 1) / (draws + 1)


def _gains(dropped: Flags, confirmed: Flags, least_kept: float) -> Floats:
    """Per cut and draw; nothing where too many of the confirmed are left out. confirmed: bool[findings, draws]."""
    good = confirmed.sum(axis=0, dtype=np.float64)
    lost = dropped.astype(np.float32) @ confirmed.astype(np.float32)
    out = dropped.sum(axis=1, dtype=np.float64)[:, None] - lost
    share_lost = lost / good
    gains: Floats = out / (len(confirmed) - good) - share_lost
    return np.where(1.0 - share_lost >= least_kept - TIES, gains, 0.0)
