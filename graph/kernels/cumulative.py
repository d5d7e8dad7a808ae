"""Cascades by accumulation: a node falls when what it receives from fallen nodes reaches its limit.

The set that falls is the least one closed under the rule, whatever the order of the edges.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled

NOISE: Final = 1e-12
"""Sums and limits this close, relative to the larger, count as equal: 0.1 + 0.2 reaches 0.3 and does not exceed it."""


class Fallen(NamedTuple):
    """Per node the round in which it fell (int32; the start is 0, -1 never), what it received (float64), and how many
    rounds there were after the start."""

    round: NDArray[np.int32]
    received: NDArray[np.float64]
    rounds: int


def accumulate(
    network: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    limit: NDArray[np.float64],
    start: NDArray[np.integer],
    *,
    strict: bool,
) -> Fallen:
    """network: who receives from each node and how much (sparse rows). limit: float64 per node. strict: a node falls
    when it has received more than its limit, else as much suffices. Nodes whose limit needs nothing fall in round 1."""
    fallen = np.full(len(limit), -1, dtype=np.int32)
    fallen[start] = 0
    received = np.zeros(len(limit))
    return Fallen(fallen, received, int(_accumulated(network, limit, fallen, received, strict)))


@compiled
def falls(received: float, limit: float, strict: bool) -> bool:
    """Whether a sum is above its limit, or at least at it; within the noise it is at it."""
    if received == limit:
        return not strict
    noise = NOISE * max(abs(received), abs(limit))
    return received > limit + noise if strict else received >= limit - noise


@compiled
def _accumulated(
    network: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]],
    limit: NDArray[np.float64],
    fallen: NDArray[np.int32],
    received: NDArray[np.float64],
    strict: bool,
) -> int:
    """Round by round: what the last to fall pass on is added up before anybody is looked at."""
    indptr, receiver, amount = network
    size = len(limit)
    queue, count, done, rounds = np.empty(size, dtype=np.int64), 0, 0, 0
    touched = np.empty(size, dtype=np.int64)
    is_touched = np.zeros(size, dtype=np.bool_)
    waiting = 0
    for node in range(size):
        if fallen[node] == 0:
            queue[count] = node
            count += 1
        elif falls(0.0, limit[node], strict):
            touched[waiting] = node
            waiting += 1
            is_touched[node] = True
    while done < count or waiting > 0:
        last = count
        while done < last:
            node = queue[done]
            done += 1
            for at in range(indptr[node], indptr[node + 1]):
                other = receiver[at]
                received[other] += amount[at]
                if fallen[other] < 0 and not is_touched[other]:
                    is_touched[other] = True
                    touched[waiting] = other
                    waiting += 1
        for place in range(waiting):
            other = touched[place]
            is_touched[other] = False
            if falls(received[other], limit[other], strict):
                fallen[other] = rounds + 1
                queue[count] = other
                count += 1
        waiting = 0
        rounds += last < count
    return rounds
