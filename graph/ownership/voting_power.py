"""The voting power of holders of whom none has the majority: how often each decides (Banzhaf, Shapley-Shubik).

A weighted voting game: a coalition wins with the quota of votes. Banzhaf counts the coalitions of the others in which
a voter decides; absolute: their part of all coalitions (Penrose), normalised: so that the voters' add up to one.
Shapley-Shubik counts the orders of all voters in which it is the one that reaches the quota. Both follow from the
chance of a swing when each of the others joins with chance t: Banzhaf is that chance at t = 1/2, Shapley-Shubik its
mean over all t (Owen 1972), a polynomial which Gauss-Legendre integrates exactly.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels.swings import sampled_swings, swing_chances
from graph.ownership.control import Control
from graph.ownership.possible import blocks_of

MOST_STEPS: Final = 400_000_000
"""Above so many steps of the dynamic programme the indices are sampled."""

FINEST: Final = 1_000_000
"""Votes are counted in whole parts of at most this many, so that the sums of the programme are numbers of votes."""

MOST_ORDERS, FEWEST_ORDERS = 20_000, 50
"""So many orders and coalitions are drawn where the indices are sampled; fewer where there are very many voters."""

Undisclosed = Literal["silent", "one_block"]


@dataclass(frozen=True, eq=False)
class PowerIndices:
    """Per voter, float64: Banzhaf absolute and normalised, and Shapley-Shubik (all zero where nobody can decide).

    banzhaf_error, shapley_shubik_error: standard errors of the absolute Banzhaf and of Shapley-Shubik; zero where
    exact.
    """

    banzhaf_absolute: NDArray[np.float64]
    banzhaf: NDArray[np.float64]
    shapley_shubik: NDArray[np.float64]
    exact: bool
    banzhaf_error: NDArray[np.float64]
    shapley_shubik_error: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class VotingPower:
    """The power of those who vote in a company, most votes first.

    voters: int64, holders with everything that they control as one voter (concert groups as pseudo-holders); -1: the
    undisclosed votes as one block. votes: float64, parts of all votes that count in the company. undisclosed: the part
    whose holder is not known; by default these votes are cast by many who do not come, and the quota is of the votes
    cast. unit: votes were counted in this part of the whole.
    """

    target: int
    voters: NDArray[np.int64]
    votes: NDArray[np.float64]
    indices: PowerIndices
    quota: float
    undisclosed: float
    unit: float


def voting_power(control: Control, target: int, undisclosed: Undisclosed = "silent", seed: int = 0) -> VotingPower:
    """The power of the target's voters by the control's rule; UsageError for a position that is none."""
    control.check(target, control.holdings.party_count)
    by_owned = control.holdings.by_owned
    rows = by_owned.edges_of(target)
    parts = control.ballot.part(control.ballot.votes[rows], control.holdings.owned[rows])
    blocks = blocks_of(by_owned.neighbours(target), np.array([target]), control.tops, control.concerts)
    voters, which = np.unique(blocks[parts > 0].astype(np.int64), return_inverse=True)
    votes = np.bincount(which, weights=parts[parts > 0], minlength=len(voters)).astype(np.float64)
    rest = float(control.ballot.undisclosed[target])
    if undisclosed == "one_block" and rest > 1 / FINEST:
        voters, votes = np.append(voters, -1), np.append(votes, rest)
    order = np.lexsort((voters, -votes))
    voters, votes = voters[order], votes[order]
    weights, unit = whole_votes(votes)
    quota = _quota(int(weights.sum()), control.rule.threshold, control.rule.strict)
    return VotingPower(target, voters, votes, power_indices(weights, quota, seed), quota * unit, rest, unit)


def power_indices(weights: NDArray[np.int64], quota: int, seed: int = 0) -> PowerIndices:
    """The indices of a weighted voting game: whole votes, and the least sum that wins.

    Exact by dynamic programming; sampled, with standard errors, where that would take more than `MOST_STEPS`.
    UsageError for negative votes or a quota that is not positive.
    """
    weights = np.asarray(weights, dtype=np.int64)
    if quota < 1 or (weights < 0).any():
        raise UsageError(
            "A voting game needs votes that are not negative and a positive quota. Give whole numbers of votes.",
            "投票博弈的票数不得为负，通过门槛须为正数。请给出整数票数。",
            quota=quota,
        )
    if quota > weights.sum():
        nobody = np.zeros(len(weights))
        return PowerIndices(nobody, nobody, nobody, True, nobody, nobody)
    nodes = len(weights) // 2 + 1
    distinct = len(np.unique(weights))
    if (nodes + 1) * (len(weights) + distinct) * int(weights.sum()) > MOST_STEPS:
        return _sampled(weights, quota, seed)
    absolute = swing_chances(weights, quota, 0.5)
    at, mass = np.polynomial.legendre.leggauss(nodes)
    shapley = sum(
        m / 2 * swing_chances(weights, quota, (t + 1) / 2) for t, m in zip(at.tolist(), mass.tolist(), strict=True)
    )
    none = np.zeros(len(weights))
    return PowerIndices(absolute, absolute / absolute.sum(), np.asarray(shapley), True, none, none)


def whole_votes(votes: NDArray[np.float64]) -> tuple[NDArray[np.int64], float]:
    """The votes as whole numbers of the largest part of one that they are multiples of, and that part.

    Votes that are multiples of no part down to a millionth are rounded to millionths, none to nothing.
    """
    for parts in (10, 100, 1_000, 10_000, 100_000, FINEST):
        whole = np.rint(votes * parts)
        if np.abs(whole - votes * parts).max(initial=0.0) < 1e-6:
            break
    weights = np.where(votes > 0, np.maximum(whole, 1), 0).astype(np.int64)
    common = max(gcd(*weights.tolist()), 1)
    return weights // common, common / parts


def _quota(total: int, threshold: float, strict: bool) -> int:
    """The least whole number of votes that decides."""
    exact = Fraction(threshold).limit_denominator(10**9) * total
    least = exact.numerator // exact.denominator + 1 if strict else -(-exact.numerator // exact.denominator)
    return max(least, 1)


def _sampled(weights: NDArray[np.int64], quota: int, seed: int) -> PowerIndices:
    orders = int(np.clip(MOST_STEPS // (4 * len(weights)), FEWEST_ORDERS, MOST_ORDERS))
    pivots, swings = sampled_swings(weights, quota, orders, seed)
    shapley, absolute = pivots / orders, swings / orders
    errors = [np.sqrt(chance * (1 - chance) / orders) for chance in (absolute, shapley)]
    return PowerIndices(absolute, absolute / max(absolute.sum(), 1e-300), shapley, False, errors[0], errors[1])
