"""How often a voter decides: the chance that the others fall short of a quota without it and not with it."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled


def swing_chances(weights: NDArray[np.int64], quota: int, join: float) -> NDArray[np.float64]:
    """Per voter the chance of a swing when each of the others joins by itself with chance `join` (0 to 1, exclusive).

    weights: int64, not negative. Dynamic programming over the sums below the quota: O(voters × quota). The distribution
    without a voter is divided out of that of all in the direction in which rounding errors do not grow.
    """
    return _swing_chances(weights, quota, join)


def sampled_swings(
    weights: NDArray[np.int64], quota: int, orders: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Per voter, in how many of so many random orders it is the one that reaches the quota, and in how many of so many
    random coalitions of the others (each in or out by a coin) it decides.
    """
    return _sampled_swings(weights, quota, orders, seed)


@compiled
def _swing_chances(weights: NDArray[np.int64], quota: int, join: float) -> NDArray[np.float64]:
    voters, total = len(weights), weights.sum()
    chance = np.zeros(total + 1)
    chance[0] = 1.0
    top = 0
    for weight in weights:
        top += weight
        for at in range(top, -1, -1):
            stays = chance[at] * (1.0 - join)
            chance[at] = stays + chance[at - weight] * join if at >= weight else stays
    swings = np.zeros(voters)
    without = np.empty(total + 1)
    for voter in range(voters):
        weight = weights[voter]
        same = -1
        for earlier in range(voter):
            if weights[earlier] == weight:
                same = earlier
                break
        if same >= 0:
            swings[voter] = swings[same]
            continue
        if weight == 0:
            continue
        _leave_out(chance, weight, join, without)
        for at in range(max(0, quota - weight), min(quota, total - weight + 1)):
            swings[voter] += max(without[at], 0.0)
    return swings


@compiled
def _leave_out(chance: NDArray[np.float64], weight: int, join: float, without: NDArray[np.float64]) -> None:
    """The distribution of the sum without one voter of this weight."""
    total = len(chance) - 1
    without[:] = 0.0
    if join <= 0.5:
        for at in range(total - weight + 1):
            before = without[at - weight] * join if at >= weight else 0.0
            without[at] = (chance[at] - before) / (1.0 - join)
    else:
        for at in range(total - weight, -1, -1):
            after = without[at + weight] * (1.0 - join) if at + 2 * weight <= total else 0.0
            without[at] = (chance[at + weight] - after) / join


@compiled
def _sampled_swings(
    weights: NDArray[np.int64], quota: int, orders: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    np.random.seed(seed)
    voters = len(weights)
    pivots = np.zeros(voters, dtype=np.int64)
    swings = np.zeros(voters, dtype=np.int64)
    order = np.arange(voters)
    inside = np.zeros(voters, dtype=np.bool_)
    for _ in range(orders):
        np.random.shuffle(order)
        reached = 0
        for voter in order:
            reached += int(weights[voter])
            if reached >= quota:
                pivots[voter] += 1
                break
        total = 0
        for i in range(voters):
            inside[i] = np.random.random() < 0.5
            if inside[i]:
                total += int(weights[i])
        for i in range(voters):
            others = total - weights[i] if inside[i] else total
            swings[i] += others < quota <= others + weights[i]
    return pivots, swings
