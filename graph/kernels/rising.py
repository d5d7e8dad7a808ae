"""Max-min fair filling of slots from contracts: all pairs rise together, until a slot is full or a contract is dry.

From one such event to the next by a queue, so that it takes the time of what happens, not of all pairs at every event
(progressive filling: Bertsekas and Gallager, Data Networks, 1992, section 6.5.2).
"""

from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.csr import sorted_by
from graph.kernels.join import joined

MOST_CHANGES: Final = 300_000_000
"""So many changes of pace are followed at most: seconds."""
SLOWED: Final = 1e-3
"""A rate that has fallen to this part is summed anew: what was subtracted has left its rounding in it."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Pairs(NamedTuple):
    """Who rises: slot and contract (after the slots) as nodes, stand with its weight, and how each pair rises now."""

    slot: Places
    contract: Places
    stand: Places
    weight: Floats
    live: NDArray[np.bool_]
    pace: Floats
    paid: Floats
    since: Floats


class Nodes(NamedTuple):
    """Slots, then contracts: what is left of each at the time `seen`, how fast it goes, and its pairs. stamp: the last
    entry of the queue that counts; full: the rate when it was last summed."""

    left: Floats
    rate: Floats
    full: Floats
    seen: Floats
    stamp: Places
    bounds: Places
    pairs: Places


class Stands(NamedTuple):
    """How many pairs of each stand can still pay, and its pairs."""

    sharing: Places
    bounds: Places
    pairs: Places


class Parts(NamedTuple):
    """The nodes of each connected part: what happens in one does not matter to another."""

    bounds: Places
    nodes: Places


def rising(
    room: Floats,
    limit: Floats,
    slot: NDArray[np.integer],
    contract: NDArray[np.integer],
    stand: NDArray[np.integer],
    weight: Floats,
) -> tuple[Floats, bool]:  # fmt: skip
    """What each pair pays when all rise together, and whether that was followed to the end.

    room: per slot; limit: per contract; slot, contract, stand, weight (of the stand): per pair. A stand rises by its
    weight, divided among those of its pairs that can still pay; its pairs are at one slot, each of another contract.
    """
    rows, stands = len(slot), int(stand.max(initial=-1)) + 1
    at, after = slot.astype(np.int64), len(room) + contract.astype(np.int64)
    live, left = weight > 0, np.concatenate([room, limit]).astype(np.float64)
    sharing = np.bincount(stand[live], minlength=stands)
    pace = np.divide(weight, sharing[stand], out=np.zeros(rows), where=live)
    ends = np.concatenate([at, after])
    rate = np.bincount(ends, weights=np.tile(pace, 2), minlength=len(left)).astype(np.float64)
    pairs = Pairs(at, after, stand.astype(np.int64), weight, live, pace, np.zeros(rows), np.zeros(rows))
    nodes = Nodes(
        left, rate, rate.copy(), np.zeros(len(left)), np.zeros(len(left), dtype=np.int64), _bounds(ends, len(left)),
        sorted_by(ends, len(left)) % max(1, rows),
    )  # fmt: skip
    part = joined(at.astype(np.int32), after.astype(np.int32), len(left))
    parts = Parts(_bounds(part, int(part.max(initial=-1)) + 1), sorted_by(part, len(left)))
    by_stand = Stands(sharing, _bounds(stand, stands), sorted_by(stand, stands))
    return pairs.paid, bool(_rise(pairs, nodes, by_stand, parts, MOST_CHANGES))


@compiled
def risen(
    room: Floats, limit: Floats, slot: Places, contract: Places, stand: Places, weight: Floats
) -> tuple[Floats, bool]:  # fmt: skip
    """The same from within a kernel, for few pairs: all weights are above zero, and nothing is taken apart before."""
    rows, count = len(slot), len(room) + len(limit)
    stands = stand.max() + 1 if rows else 0
    ends, sharing, rate = np.empty(2 * rows, dtype=np.int64), np.zeros(stands, dtype=np.int64), np.zeros(count)
    for row in range(rows):
        ends[row], ends[rows + row] = slot[row], len(room) + contract[row]
        sharing[stand[row]] += 1
    pace = np.empty(rows)
    for row in range(rows):
        pace[row] = weight[row] / sharing[stand[row]]
        rate[ends[row]] += pace[row]
        rate[ends[rows + row]] += pace[row]
    pairs = Pairs(
        ends[:rows], ends[rows:], stand, weight, np.ones(rows, dtype=np.bool_), pace, np.zeros(rows),
        np.zeros(rows),
    )  # fmt: skip
    bounds, order = grouped(ends, count)
    nodes = Nodes(
        np.concatenate((room, limit)), rate, rate.copy(), np.zeros(count), np.zeros(count, dtype=np.int64), bounds,
        order % max(1, rows),
    )  # fmt: skip
    of_stand = grouped(stand, stands)
    changes = _rise_in(pairs, nodes, Stands(sharing, of_stand[0], of_stand[1]), np.arange(count), MOST_CHANGES)
    return pairs.paid, changes <= MOST_CHANGES


@compiled
def grouped(key: Places, count: int) -> tuple[Places, Places]:
    """The rows in the order of their keys, and where those of each key stand there."""
    bounds, free = np.zeros(count + 1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for one in key:
        bounds[one + 1] += 1
    for one in range(count):
        bounds[one + 1] += bounds[one]
        free[one] = bounds[one]
    order = np.empty(len(key), dtype=np.int64)
    for row in range(len(key)):
        order[free[key[row]]] = row
        free[key[row]] += 1
    return bounds, order


def _bounds(key: NDArray[np.integer], count: int) -> Places:
    return np.concatenate([[0], np.cumsum(np.bincount(key, minlength=count))]).astype(np.int64)


@compiled
def _rise(pairs: Pairs, nodes: Nodes, stands: Stands, parts: Parts, most: int) -> bool:
    """Part by part; false where more than so many changes would have to be followed."""
    changes = 0
    for part in range(len(parts.bounds) - 1):
        first, last = parts.bounds[part], parts.bounds[part + 1]
        if last - first > 1 and changes <= most:
            changes += _rise_in(pairs, nodes, stands, parts.nodes[first:last], most - changes)
    return changes <= most


@compiled
def _rise_in(pairs: Pairs, nodes: Nodes, stands: Stands, part: Places, most: int) -> int:
    """From event to event in one part; how many changes were followed, more than `most` where they are not all."""
    queue = [(nodes.left[i] / nodes.rate[i], i, 0) for i in part if nodes.rate[i] > 0]
    heapify(queue)
    changes, now = 0, 0.0
    while len(queue) and changes <= most:
        at, node, stamp = heappop(queue)
        if stamp != nodes.stamp[node]:
            continue
        now = max(now, at)
        for place in range(nodes.bounds[node], nodes.bounds[node + 1]):
            pair = nodes.pairs[place]
            if pairs.live[pair]:
                changes += 1 + _end(pairs, nodes, stands, queue, node, pair, now)
    if changes > most:
        for node in part:
            for place in range(nodes.bounds[node], nodes.bounds[node + 1]):
                _settle(pairs, nodes.pairs[place], now)
    return changes


@compiled
def _settle(pairs: Pairs, pair: int, now: float) -> None:
    """What a pair has paid until now."""
    if pairs.live[pair]:
        pairs.paid[pair] += pairs.pace[pair] * (now - pairs.since[pair])
        pairs.since[pair] = now


@compiled
def _end(  # noqa: PLR0913 - the state, and where it changes
    pairs: Pairs, nodes: Nodes, stands: Stands, queue: list[tuple[float, int, int]], node: int, pair: int, now: float
) -> int:
    """A pair of a node that is full or dry stops; how many others of its stand take over."""
    _settle(pairs, pair, now)
    pairs.live[pair] = False
    stand, slot, contract = pairs.stand[pair], pairs.slot[pair], pairs.contract[pair]
    stands.sharing[stand] -= 1
    others = stands.sharing[stand]
    if node == slot:
        _change(pairs, nodes, queue, contract, -pairs.pace[pair], now)
        return 0
    if others == 0:
        _change(pairs, nodes, queue, slot, -pairs.pace[pair], now)
        return 0
    # The slot goes on filling as before.
    pace = pairs.weight[pair] / others
    for place in range(stands.bounds[stand], stands.bounds[stand + 1]):
        other = stands.pairs[place]
        if pairs.live[other]:
            more = pace - pairs.pace[other]
            _settle(pairs, other, now)
            pairs.pace[other] = pace
            _change(pairs, nodes, queue, pairs.contract[other], more, now)
    return int(others)


@compiled
def _change(pairs: Pairs, nodes: Nodes, queue: list[tuple[float, int, int]], node: int, by: float, now: float) -> None:
    """A node goes faster or slower from now on."""
    nodes.left[node] = max(0.0, nodes.left[node] - nodes.rate[node] * (now - nodes.seen[node]))
    nodes.seen[node] = now
    nodes.rate[node] += by
    if nodes.rate[node] <= SLOWED * nodes.full[node]:
        nodes.rate[node] = 0.0
        for place in range(nodes.bounds[node], nodes.bounds[node + 1]):
            if pairs.live[nodes.pairs[place]]:
                nodes.rate[node] += pairs.pace[nodes.pairs[place]]
        nodes.full[node] = nodes.rate[node]
    nodes.full[node] = max(nodes.full[node], nodes.rate[node])
    nodes.stamp[node] += 1
    if nodes.rate[node] > 0:
        heappush(queue, (now + nodes.left[node] / nodes.rate[node], node, nodes.stamp[node]))
