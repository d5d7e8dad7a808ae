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
KINDS: Final = 3
CALL, DUE, PART = range(KINDS)
LOSS, PASSED, UNPAID, WORTH = range(4)
"""The columns of `State.node`."""
CLOSED, OPEN, MARKED = range(3)
"""What `State.item` says: whether its node has failed, and whether its loss is to be looked at."""
HEAD, TAIL, PASSES, TOLD = range(4)
"""What `State.counts` counts; the ring is empty where head and tail are one."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Stakes(NamedTuple):
    """The stakes in each node, in runs of places: bounds per node and one more, holder and weight per stake."""

    bounds: Places
    holder: Nodes
    weight: Floats


class Tape(NamedTuple):
    """Changes of losses: KINDS * place + kind, where a place is of a row (CALL), an item (DUE) or a stake (PART); and
    by how much."""

    code: Places
    amount: Floats


class State(NamedTuple):
    """Clean before the first round. node: per node what it lost, what of that it passed on to its holders, the part of
    its calls that it cannot pay, and its worth: it falls of a loss of more than that and passes on no more. Columns
    side by side, as they are read together. lost: per item; part: per stake. told_row, told_part: what the tape has
    said. ring, in_ring: nodes whose loss is to be passed on. stake_marked: what stands in a list already.
    """

    node: Floats
    lost: Floats
    part: Floats
    told_row: Floats
    told_part: Floats
    item: NDArray[np.int8]
    ring: Nodes
    in_ring: Flags
    stake_marked: Flags
    counts: Places
    residual: Floats


def state_for(net: Net, stakes: Stakes, worth: Floats) -> State:
    """A clean state for nodes of this worth; memory is taken as it is touched."""
    nodes, items, rows, parts = len(net.strength), len(net.amount), len(net.giver), len(stakes.holder)
    node = np.zeros((nodes, 4))
    node[:, WORTH] = worth
    return State(
        node, np.zeros(items), np.zeros(parts), np.zeros(rows), np.zeros(parts), np.zeros(items, dtype=np.int8),
        np.zeros(nodes + 1, dtype=np.int32), np.zeros(nodes, dtype=np.bool_), np.zeros(parts, dtype=np.bool_),
        np.zeros(4, dtype=np.int64), np.zeros(1),
    )  # fmt: skip


@compiled
def layered_fall(  # noqa: PLR0913 - who is tied to whom, the rules, and the state
    net: Net, item_of: Nodes, stakes: Stakes, rules: Rules, work: Work, state: State, first: Nodes
) -> tuple[Tape, Places]:  # fmt: skip
    """From nodes that fall first to the end. item_of: per row of the net its item. What fell and what was lost is left
    in `work` and `state`. The tape of all rounds, and where on it each round ends."""
    most = len(item_of) + len(net.amount) + len(stakes.holder)  # in one round each is told of once
    tape = Tape(np.empty(most, dtype=np.int64), np.empty(most, dtype=np.float64))
    ends = [0 for _ in range(0)]
    items = [0 for _ in range(0)]
    for node in first:
        _fail(work, node, 0)
        _enqueue(state, node)
    done = 0
    while done < work.counts[FAILED]:
        if len(tape.code) < state.counts[TOLD] + most:
            tape = _longer(tape, state.counts[TOLD], most)
        last = work.counts[FAILED]
        _call(net, item_of, rules, work, state, items, tape, done, last)
        _bear_calls(net, item_of, rules, work, state, items)
        done = last
        if work.counts[FAILED] == last:
            losers = _book(net, work, state, items, tape)
            items.clear()
            _pass_on(stakes, work, state, losers, tape)
            for node in losers:
                _fall(rules, work, state, node)
        ends.append(state.counts[TOLD])
    told = state.counts[TOLD]
    return Tape(tape.code[:told].copy(), tape.amount[:told].copy()), np.array(ends, dtype=np.int64)


@compiled
def _longer(tape: Tape, told: int, most: int) -> Tape:
    code = np.empty(2 * told + most, dtype=np.int64)
    amount = np.empty(2 * told + most, dtype=np.float64)
    code[:told], amount[:told] = tape.code[:told], tape.amount[:told]
    return Tape(code, amount)


@compiled
def _tell(state: State, tape: Tape, kind: int, place: int, more: float) -> None:
    told = state.counts[TOLD]
    tape.code[told], tape.amount[told] = KINDS * place + kind, more
    state.counts[TOLD] = told + 1


@compiled
def _call(  # noqa: PLR0913 - as above, and whose dues are called
    net: Net, item_of: Nodes, rules: Rules, work: Work, state: State, items: list[int], tape: Tape,
    first: int, last: int,
) -> None:  # fmt: skip
    """What is called after the nodes of these places in the order of failures have failed."""
    for place in range(first, last):
        node = work.order[place]
        for item in range(net.item_ptr[node], net.item_ptr[node + 1]):
            state.item[item] = MARKED
            items.append(item)
        for slot in range(net.slot_ptr[net.item_ptr[node]], net.slot_ptr[net.item_ptr[node + 1]]):
            if net.part[slot] < 0:
                for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
                    _called_more(net, state, tape, row, net.fixed[row])
        _open(net, work, node)
    if rules.survivors:
        for place in range(first, last):
            _leave(net, work, work.order[place])
    for place in range(work.counts[DIRTY]):
        part = work.dirty[place]
        work.is_dirty[part] = False
        _refill(net, rules, work, part)
        slot = work.first_open[part]
        while slot >= 0:
            for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
                if work.called[row] != state.told_row[row]:
                    _called_more(net, state, tape, row, work.called[row] - state.told_row[row])
                    state.told_row[row] = work.called[row]
                    _mark(state, items, item_of[row])
            slot = work.next_open[slot]
    work.counts[DIRTY] = 0
    work.counts[ROUNDS] += 1


@compiled
def _called_more(net: Net, state: State, tape: Tape, row: int, more: float) -> None:
    if more != 0:
        state.node[net.giver[row], LOSS] += more
        _tell(state, tape, CALL, row, more)


@compiled
def _bear_calls(  # noqa: PLR0913 - as above
    net: Net, item_of: Nodes, rules: Rules, work: Work, state: State, items: list[int]
) -> None:  # fmt: skip
    """Who cannot pay its calls as before: its items are to be looked at; and who cannot bear them, falls."""
    for place in range(work.counts[HIT]):
        node = work.hit[place]
        work.is_hit[node] = False
        unpaid = _unpaid(net, rules, work, node)
        if unpaid != state.node[node, UNPAID]:
            state.node[node, UNPAID] = unpaid
            for at in range(net.row_of_ptr[node], net.row_of_ptr[node + 1]):
                _mark(state, items, item_of[net.row_of[at]])
        _enqueue(state, node)
        _fall(rules, work, state, node)
    work.counts[HIT] = 0


@compiled
def _unpaid(net: Net, rules: Rules, work: Work, node: int) -> float:
    """The part of what is called from a node that it cannot pay."""
    part = rules.first_pay if work.failed[node] == 0 else 1.0
    strength = net.strength[node] * part if part > 0 else 0.0
    return 1.0 - strength / work.calls[node] if work.calls[node] > strength else 0.0


@compiled
def _book(net: Net, work: Work, state: State, items: list[int], tape: Tape) -> list[int]:
    """What nobody pays of the marked items is lost; who loses by it. What is left by rounding only is nothing."""
    losers = [0 for _ in range(0)]
    for item in items:
        state.item[item] = OPEN
        offered = 0.0
        for row in range(net.row_ptr[net.slot_ptr[item]], net.row_ptr[net.slot_ptr[item + 1]]):
            offered += work.called[row] * (1.0 - state.node[net.giver[row], UNPAID])
        lost = net.amount[item] - offered
        lost = lost if lost > TIE * net.amount[item] else 0.0
        more = lost - state.lost[item]
        if more == 0:
            continue
        state.lost[item] = lost
        _tell(state, tape, DUE, item, more)
        taker = net.taker[item]
        if taker >= 0:
            state.node[taker, LOSS] += more
            losers.append(taker)
            _enqueue(state, taker)
    return losers


@compiled
def _pass_on(stakes: Stakes, work: Work, state: State, losers: list[int], tape: Tape) -> None:
    """Holders lose their part of what the nodes lose that they hold, until nobody loses more: losers are added to."""
    touched = [0 for _ in range(0)]
    while state.counts[HEAD] != state.counts[TAIL] and state.counts[PASSES] < MOST_PASSES:
        node = state.ring[state.counts[HEAD]]
        state.counts[HEAD] = (state.counts[HEAD] + 1) % len(state.ring)
        state.in_ring[node] = False
        if stakes.bounds[node] == stakes.bounds[node + 1]:
            continue
        passable, passed = _passable(work, state, node), state.node[node, PASSED]
        more = passable - passed
        if abs(more) <= PASSED_ON * max(passable, passed):
            state.residual[0] = max(state.residual[0], abs(more))
            continue
        state.node[node, PASSED] = passable
        for stake in range(stakes.bounds[node], stakes.bounds[node + 1]):
            state.counts[PASSES] += 1
            state.part[stake] += stakes.weight[stake] * more
            state.node[stakes.holder[stake], LOSS] += stakes.weight[stake] * more
            _enqueue(state, stakes.holder[stake])
            if not state.stake_marked[stake]:
                state.stake_marked[stake] = True
                touched.append(stake)
    for stake in touched:
        state.stake_marked[stake] = False
        more = state.part[stake] - state.told_part[stake]
        state.told_part[stake] = state.part[stake]
        if more != 0:
            _tell(state, tape, PART, stake, more)
            losers.append(stakes.holder[stake])


@compiled
def _passable(work: Work, state: State, node: int) -> float:
    """What a node passes on of its losses: no more than it is worth, and all of that where it fell first."""
    worth = float(state.node[node, WORTH])
    if work.failed[node] == 0 and worth < np.inf:
        return worth
    return min(worth, float(state.node[node, LOSS]))


@compiled
def _fall(rules: Rules, work: Work, state: State, node: int) -> None:
    """A node falls where it cannot bear what it has lost."""
    if work.failed[node] < 0 and _overcome(state.node[node, LOSS], state.node[node, WORTH], rules.at_least):
        _fail(work, node, work.counts[ROUNDS])


@compiled
def _enqueue(state: State, node: int) -> None:
    if not state.in_ring[node]:
        state.in_ring[node] = True
        state.ring[state.counts[TAIL]] = node
        state.counts[TAIL] = (state.counts[TAIL] + 1) % len(state.ring)


@compiled
def _mark(state: State, items: list[int], item: int) -> None:
    """The loss of an open item is to be looked at."""
    if state.item[item] == OPEN:
        state.item[item] = MARKED
        items.append(item)
