"""What falls when nodes fall, in layers: calls on others, what is left of a due, and losses passed on to holders.

In rounds. The dues of nodes that fell are called from those who answer for them (`calling`); who cannot bear what it
loses falls in the next round. When calls bring down nobody more, what nobody pays is lost by whom it was due to, and
holders lose their part of what the nodes lose that they hold, through loops too; who cannot bear that falls next. The
work is in proportion to what is reached.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.calling import (
    DIRTY,
    FAILED,
    HIT,
    ROUNDS,
    TIE,
    Net,
    Rules,
    Work,
    _fail,
    _leave,
    _open,
    _overcome,
    _refill,
)
from graph.kernels.compiled import compiled

PASSED_ON: Final = 1e-12
"""A loss that has changed by no more than this part of itself is not passed on to holders anew."""
MOST_PASSES: Final = 200_000_000
"""So many losses are passed on at most: seconds. Only loops that leak next to nothing ask for more."""
CALL, DUE, PART = range(3)

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]
Events = list[tuple[int, int, int, float]]
"""Round, kind (CALL, DUE or PART), the row, item or stake through which it came, by how much the loss changed."""


class Stakes(NamedTuple):
    """The stakes in each node, in runs of places: bounds per node and one more, holder and weight per stake."""

    bounds: Places
    holder: Nodes
    weight: Floats


class Bearing(NamedTuple):
    """Per node how much loss it bears, and how much of its losses is passed on to its holders at most. What falls first
    passes on its whole worth, as far as that is finite."""

    bears: Floats
    worth: Floats


class State(NamedTuple):
    """Zero before the first round. Per node: loss; passed (on to its holders); unpaid, the part of its calls that it
    cannot pay; lost: per item; part: per stake. told: per row and stake what events have said. ring: nodes whose loss
    is to be passed on. counts: see PASSES. The flags say what stands in a list already.
    """

    loss: Floats
    passed: Floats
    unpaid: Floats
    lost: Floats
    part: Floats
    told_row: Floats
    told_part: Floats
    ring: Nodes
    in_ring: Flags
    item_marked: Flags
    stake_marked: Flags
    counts: Places
    residual: Floats


HEAD, TAIL, PASSES = range(3)
"""What `State.counts` counts; the ring is empty where head and tail are one."""


def state_for(net: Net, stakes: Stakes) -> State:
    """A clean state; memory is taken as it is touched."""
    nodes, items, rows, parts = len(net.strength), len(net.amount), len(net.giver), len(stakes.holder)
    return State(
        np.zeros(nodes), np.zeros(nodes), np.zeros(nodes), np.zeros(items), np.zeros(parts), np.zeros(rows),
        np.zeros(parts), np.zeros(nodes + 1, dtype=np.int32), np.zeros(nodes, dtype=np.bool_),
        np.zeros(items, dtype=np.bool_), np.zeros(parts, dtype=np.bool_), np.zeros(3, dtype=np.int64), np.zeros(1),
    )  # fmt: skip


@compiled
def layered_fall(  # noqa: PLR0913 - who is tied to whom, the rules, and the state
    net: Net, item_of: Places, stakes: Stakes, bearing: Bearing, rules: Rules, work: Work, state: State, first: Nodes
) -> tuple[Nodes, NDArray[np.int8], Places, Floats]:  # fmt: skip
    """From nodes that fall first to the end; item_of: per row of the net its item. What fell and what was lost is left
    in `work` and `state`; the losses in the order in which they came: round, kind, place and amount."""
    events = [(0, 0, 0, 0.0) for _ in range(0)]
    items = [0 for _ in range(0)]
    for node in first:
        _fail(work, node, 0)
        _enqueue(state, node)
    done = 0
    while done < work.counts[FAILED]:
        last = work.counts[FAILED]
        for place in range(done, last):
            node = work.order[place]
            _mark_items(state, items, net.item_ptr[node], net.item_ptr[node + 1])
        _call(net, rules, work, done, last)
        _bear_calls(net, item_of, bearing, rules, work, state, items, events)
        done = last
        if work.counts[FAILED] == last:
            losers = _book(net, work, state, items, events)
            items.clear()
            _pass_on(stakes, bearing, work, state, losers, events)
            _fall(bearing, rules, work, state, losers)
    return _columns(events)


@compiled
def _call(net: Net, rules: Rules, work: Work, first: int, last: int) -> None:
    """What is called anew after the nodes of these places in the order of failures have failed."""
    for place in range(first, last):
        _open(net, work, work.order[place])
    if rules.survivors:
        for place in range(first, last):
            _leave(net, work, work.order[place])
    for place in range(work.counts[DIRTY]):
        _refill(net, rules, work, work.dirty[place])
        work.is_dirty[work.dirty[place]] = False
    work.counts[DIRTY] = 0
    work.counts[ROUNDS] += 1


@compiled
def _bear_calls(  # noqa: PLR0913 - as above
    net: Net, item_of: Places, bearing: Bearing, rules: Rules, work: Work, state: State,
    items: list[int], events: Events,
) -> None:  # fmt: skip
    """Who was called in this round loses that; the items that it cannot pay as before are to be looked at."""
    for place in range(work.counts[HIT]):
        node = work.hit[place]
        work.is_hit[node] = False
        unpaid = _unpaid(net, rules, work, node)
        changed = unpaid != state.unpaid[node]
        state.unpaid[node] = unpaid
        for at in range(net.row_of_ptr[node], net.row_of_ptr[node + 1]):
            row = net.row_of[at]
            if work.failed[net.opener[net.slot[row]]] < 0:
                continue
            more = work.called[row] - state.told_row[row]
            if more != 0:
                state.told_row[row] = work.called[row]
                state.loss[node] += more
                events.append((work.counts[ROUNDS], CALL, row, more))
            if more != 0 or (changed and work.called[row] > 0):
                _mark_items(state, items, item_of[row], item_of[row] + 1)
        _enqueue(state, node)
        if work.failed[node] < 0 and _overcome(state.loss[node], bearing.bears[node], rules.at_least):
            _fail(work, node, work.counts[ROUNDS])
    work.counts[HIT] = 0


@compiled
def _unpaid(net: Net, rules: Rules, work: Work, node: int) -> float:
    """The part of what is called from a node that it cannot pay."""
    part = rules.first_pay if work.failed[node] == 0 else 1.0
    strength = net.strength[node] * part if part > 0 else 0.0
    return 1.0 - strength / work.calls[node] if work.calls[node] > strength else 0.0


@compiled
def _book(net: Net, work: Work, state: State, items: list[int], events: Events) -> list[int]:
    """What nobody pays of the marked items is lost; who loses by it. What is left by rounding only is nothing."""
    losers = [0 for _ in range(0)]
    for item in items:
        state.item_marked[item] = False
        offered = 0.0
        for row in range(net.row_ptr[net.slot_ptr[item]], net.row_ptr[net.slot_ptr[item + 1]]):
            offered += work.called[row] * (1.0 - state.unpaid[net.giver[row]])
        lost = net.amount[item] - offered
        lost = lost if lost > TIE * net.amount[item] else 0.0
        more = lost - state.lost[item]
        if more == 0:
            continue
        state.lost[item] = lost
        events.append((work.counts[ROUNDS], DUE, item, more))
        taker = net.taker[item]
        if taker >= 0:
            state.loss[taker] += more
            losers.append(taker)
            _enqueue(state, taker)
    return losers


@compiled
def _pass_on(
    stakes: Stakes, bearing: Bearing, work: Work, state: State, losers: list[int], events: Events
) -> None:  # fmt: skip
    """Holders lose their part of what the nodes lose that they hold, until nobody loses more: losers are added to."""
    touched = [0 for _ in range(0)]
    while state.counts[HEAD] != state.counts[TAIL] and state.counts[PASSES] < MOST_PASSES:
        node = state.ring[state.counts[HEAD]]
        state.counts[HEAD] = (state.counts[HEAD] + 1) % len(state.ring)
        state.in_ring[node] = False
        if stakes.bounds[node] == stakes.bounds[node + 1]:
            continue
        passable = _passable(bearing, work, state, node)
        more = passable - state.passed[node]
        if abs(more) <= PASSED_ON * max(passable, state.passed[node]):
            state.residual[0] = max(state.residual[0], abs(more))
            continue
        state.passed[node] = passable
        for stake in range(stakes.bounds[node], stakes.bounds[node + 1]):
            state.counts[PASSES] += 1
            state.part[stake] += stakes.weight[stake] * more
            state.loss[stakes.holder[stake]] += stakes.weight[stake] * more
            _enqueue(state, stakes.holder[stake])
            if not state.stake_marked[stake]:
                state.stake_marked[stake] = True
                touched.append(stake)
    for stake in touched:
        state.stake_marked[stake] = False
        more = state.part[stake] - state.told_part[stake]
        state.told_part[stake] = state.part[stake]
        if more != 0:
            events.append((work.counts[ROUNDS], PART, stake, more))
            losers.append(stakes.holder[stake])


@compiled
def _passable(bearing: Bearing, work: Work, state: State, node: int) -> float:
    """What a node passes on of its losses: no more than it is worth, and all of that where it fell first."""
    if work.failed[node] == 0 and bearing.worth[node] < np.inf:
        return float(bearing.worth[node])
    return float(min(bearing.worth[node], state.loss[node]))


@compiled
def _fall(bearing: Bearing, rules: Rules, work: Work, state: State, losers: list[int]) -> None:
    """Of those who lost in this round, who cannot bear it."""
    for node in losers:
        if work.failed[node] < 0 and _overcome(state.loss[node], bearing.bears[node], rules.at_least):
            _fail(work, node, work.counts[ROUNDS])


@compiled
def _enqueue(state: State, node: int) -> None:
    if not state.in_ring[node]:
        state.in_ring[node] = True
        state.ring[state.counts[TAIL]] = node
        state.counts[TAIL] = (state.counts[TAIL] + 1) % len(state.ring)


@compiled
def _mark_items(state: State, items: list[int], first: int, last: int) -> None:
    for item in range(first, last):
        if not state.item_marked[item]:
            state.item_marked[item] = True
            items.append(item)


@compiled
def _columns(events: Events) -> tuple[Nodes, NDArray[np.int8], Places, Floats]:
    size = len(events)
    rounds, kinds = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int8)
    places, amounts = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.float64)
    for i in range(size):
        rounds[i], kinds[i], places[i], amounts[i] = events[i]
    return rounds, kinds, places, amounts
