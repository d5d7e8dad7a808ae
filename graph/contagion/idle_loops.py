"""Loops in which money goes round that nobody put in: where the least clearing vector is below the greatest.

Without costs of default on what others pay, two clearing vectors can differ only in a strong component whose members
owe nothing outside it, get nothing on balance from outside, and pass on whatever they get: there what circulates may
be any amount. In the least vector it is so little that somebody passes on nothing; nothing at all where nobody has an
outlay or a senior debt (Eisenberg and Noe 2001, theorem 2: with a surplus there is one vector only).
"""

import numpy as np
from numpy.typing import NDArray

from graph.contagion.clearing_rule import Flags, Waterfall
from graph.contagion.obligations import Floats
from graph.kernels.elimination import Block
from graph.kernels.solve import Solver


def drained(waterfall: Waterfall, kept: Flags, rate: Floats) -> Floats:
    """The least of the clearing vectors of which this one is the greatest, where those kept pay in full whatever
    happens and nobody else's rate jumps at default."""
    if waterfall.rule.beta < 1:
        return rate
    over = waterfall.left(waterfall.received(rate)) - waterfall.first
    passes_on = np.abs(over - rate * waterfall.shared) <= 4 * waterfall.margin
    owes_parties_only = waterfall.obligations.owed_between == waterfall.shared
    idle = passes_on & owes_parties_only & ~kept & (rate > 0)
    found = rate.copy()
    for members in _closed_loops(waterfall, idle, rate):
        if waterfall.first[members].any():
            paid = rate[members] * waterfall.shared[members]
            around = _circulating(waterfall, members)
            lower = paid - around * (paid / around).min()
            lower[lower <= waterfall.margin[members]] = 0.0
            found[members] = lower / waterfall.shared[members]
        else:
            found[members] = 0.0
    return found


def _closed_loops(waterfall: Waterfall, idle: Flags, rate: Floats) -> list[NDArray[np.int32]]:
    """The members of each strong component of at least two that owes nothing outside it and all of whom are idle.

    Where nothing comes first, the least amount put in from outside keeps it going: then there must be exactly none.
    """
    loops, between = waterfall.obligations.loops, waterfall.obligations.between
    closed = loops.sizes >= 2
    closed[loops.component[~idle]] = False
    source, target = loops.component[between.debtor], loops.component[between.creditor]
    apart = source != target
    closed[source[apart]] = False
    fed = np.zeros(len(closed), dtype=np.bool_)
    fed[loops.component[waterfall.nodes.own > 0]] = True
    fed[target[apart & (rate[between.debtor] > 0)]] = True
    comes_first = np.zeros(len(closed), dtype=np.bool_)
    comes_first[loops.component[waterfall.first > 0]] = True
    closed &= ~fed | comes_first
    return [loops.members(number) for number in np.flatnonzero(closed).tolist()]


def _circulating(waterfall: Waterfall, members: NDArray[np.int32]) -> Floats:
    """What each member passes on of money that goes round among them for ever, the first passing on one."""
    csr, amount = waterfall.obligations.by_debtor, waterfall.obligations.between.amount
    edges, length = csr.edges_of_all(members), csr.degrees(members)
    place = waterfall.obligations.loops.place
    source, target = np.repeat(np.arange(len(members)), length), place[csr.indices[edges]]
    weight = amount[edges] / waterfall.shared[members][source]
    to_first, from_first = target == 0, source == 0
    inside = ~to_first & ~from_first
    columns = np.bincount(source[inside] - 1, minlength=len(members) - 1)
    block = Block(
        np.concatenate([[0], np.cumsum(columns)]).astype(np.int64),
        (target[inside] - 1).astype(np.int32),
        weight[inside],
        _sums(source[to_first], weight[to_first], len(members))[1:],
    )
    given = _sums(target[from_first], weight[from_first], len(members))[1:]
    solver = Solver.of(block)
    # The first can be reached by all, so that the others are never closed among themselves.
    return np.ones(len(members)) if solver is None else np.concatenate([[1.0], solver.solve(given)[0]])


def _sums(place: NDArray[np.integer], weight: Floats, count: int) -> Floats:
    return np.bincount(place, weights=weight, minlength=count).astype(np.float64)
