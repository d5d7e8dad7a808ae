"""The last step of a round of a fall in layers: what nobody pays is lost, and holders lose their part of losses."""

from typing import Final

import numpy as np

from graph.kernels.call_state import TIE, Floats, Net, Nodes, Work
from graph.kernels.compiled import compiled
from graph.kernels.layered_state import (
    DUE,
    HEAD,
    HOLDER,
    ITEMS,
    KINDS,
    LOSERS,
    LOSS,
    OPEN,
    PART,
    PASSED,
    PASSES,
    SO_FAR,
    TAIL,
    TOLD,
    TOLD_OF,
    TOUCHED,
    UNPAID,
    WEIGHT,
    WORTH,
    Stakes,
    State,
    Tape,
    listed,
    queued,
)
from graph.kernels.prefetch import AHEAD, FAR, NEAR, prefetch, prefetch_some

PASSED_ON: Final = 1e-12
"""A loss that has changed by no more than this part of itself is not passed on to holders anew."""
MOST_PASSES: Final = 200_000_000
"""So many losses are passed on at most: seconds. Only loops that leak next to nothing ask for more."""


@compiled
def book(net: Net, work: Work, state: State, tape: Tape) -> None:
    """What nobody pays of the marked items is lost; who loses by it. What is left by rounding only is nothing."""
    node, counts, ring, in_ring, tail = state.node, state.counts, state.ring, state.in_ring, state.counts[TAIL]
    called, giver, column, item, items, lost = work.called, net.giver, net.item, state.item, state.items, state.lost
    losers, is_loser, loser = state.losers, state.is_loser, counts[LOSERS]
    code, amount, told = tape.code, tape.amount, counts[TOLD]
    for place in range(counts[ITEMS]):
        prefetch(column, items[place + FAR])
        soon, near = items[place + AHEAD], items[place + NEAR]
        prefetch(lost, soon)
        prefetch(giver, int(column[soon, 0]))
        prefetch(called, int(column[soon, 0]))
        prefetch_some(node, giver, int(column[near, 0]))
        prefetch(node, int(column[near, 2]))
        at = items[place]
        item[at] = OPEN
        due, taker, offered = column[at, 1], int(column[at, 2]), 0.0
        for row in range(int(column[at, 0]), int(column[at + 1, 0])):
            offered += called[row] * (1.0 - node[giver[row], UNPAID])
        left = due - offered if due - offered > TIE * due else 0.0
        more = left - lost[at]
        if more == 0:
            continue
        lost[at] = left
        code[told], amount[told] = KINDS * at + DUE, more
        told += 1
        if taker >= 0:
            node[taker, LOSS] += more
            loser = listed(losers, is_loser, loser, taker)
            tail = queued(ring, in_ring, tail, taker)
    counts[ITEMS], counts[TOLD], counts[LOSERS], counts[TAIL] = 0, told, loser, tail


@compiled
def pass_on(stakes: Stakes, work: Work, state: State) -> None:
    """Holders lose their part of what the nodes lose that they hold, until nobody loses more."""
    node, counts, part, failed = state.node, state.counts, state.part, work.failed
    bounds, tie = stakes.bounds, stakes.tie
    ring, in_ring, head, tail = state.ring, state.in_ring, state.counts[HEAD], state.counts[TAIL]
    touched, is_touched, count, passes, residual = state.touched, state.is_touched, 0, counts[PASSES], 0.0
    while head != tail and passes < MOST_PASSES:
        held = ring[head]
        prefetch(node, ring[head + AHEAD])
        prefetch(bounds, ring[head + AHEAD])
        prefetch(tie, bounds[ring[head + NEAR]])
        prefetch(part, bounds[ring[head + NEAR]])
        head = head + 1 if head + 1 < len(ring) - FAR else 0
        in_ring[held] = False
        passable, passed = _passable(failed[held], node[held, WORTH], node[held, LOSS]), node[held, PASSED]
        more = passable - passed
        if abs(more) <= PASSED_ON * max(passable, passed):
            residual = max(residual, abs(more))
            continue
        node[held, PASSED] = passable
        for stake in range(bounds[held], bounds[held + 1]):
            holder, its = int(tie[stake, HOLDER]), tie[stake, WEIGHT] * more
            part[stake, SO_FAR] += its
            node[holder, LOSS] += its
            tail = queued(ring, in_ring, tail, holder)
            count = listed(touched, is_touched, count, stake)
        passes += bounds[held + 1] - bounds[held]
    counts[HEAD], counts[TAIL], counts[PASSES], counts[TOUCHED] = head, tail, passes, count
    state.residual[0] = max(state.residual[0], residual, _not_passed_on(node, failed, ring, head, tail))


@compiled
def _not_passed_on(node: Floats, failed: Nodes, ring: Nodes, head: int, tail: int) -> float:
    """The most that a node in the ring has not passed on of its losses."""
    most = 0.0
    while head != tail:
        held = ring[head]
        most = max(most, abs(_passable(failed[held], node[held, WORTH], node[held, LOSS]) - node[held, PASSED]))
        head = head + 1 if head + 1 < len(ring) - FAR else 0
    return most


@compiled
def tell_parts(stakes: Stakes, state: State, tape: Tape) -> None:
    """What came through each stake in this round; who lost by it."""
    counts, tie, part, touched, is_touched = state.counts, stakes.tie, state.part, state.touched, state.is_touched
    losers, is_loser, loser = state.losers, state.is_loser, counts[LOSERS]
    code, amount, told = tape.code, tape.amount, counts[TOLD]
    for place in range(counts[TOUCHED]):
        prefetch(part, touched[place + AHEAD])
        prefetch(tie, touched[place + AHEAD])
        stake = touched[place]
        is_touched[stake] = False
        more = part[stake, SO_FAR] - part[stake, TOLD_OF]
        if more != 0:
            part[stake, TOLD_OF] = part[stake, SO_FAR]
            code[told], amount[told] = KINDS * stake + PART, more
            told += 1
            loser = listed(losers, is_loser, loser, int(tie[stake, HOLDER]))
    counts[TOLD], counts[LOSERS], counts[TOUCHED] = told, loser, 0


@compiled
def _passable(failed: int, worth: float, loss: float) -> float:
    """What a node passes on of its losses: no more than it is worth, and all of that where it fell first."""
    if failed == 0 and worth < np.inf:
        return worth
    return min(worth, loss)
