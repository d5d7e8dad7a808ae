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
    ABOVE,
    CALLS,
    DIRTY,
    FAILED,
    ROUNDS,
    TIE,
    Net,
    Rules,
    Work,
    call_fixed,
    leave_slots,
    open_slots,
    refill,
)  # fmt: skip
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
COUNTS: Final = range(6)
HEAD, TAIL, PASSES, TOLD, ITEMS, LOSERS = COUNTS
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
    said. item: see CLOSED and the next. Lists, each with what stands in it: ring, nodes whose loss is to be passed on;
    items, to be looked at; losers of a round; touched, stakes through which losses came. counts: see HEAD and the next.
    """

    node: Floats
    lost: Floats
    part: Floats
    told_row: Floats
    told_part: Floats
    item: NDArray[np.int8]
    items: Nodes
    ring: Nodes
    in_ring: Flags
    losers: Nodes
    is_loser: Flags
    touched: Nodes
    is_touched: Flags
    counts: Places
    residual: Floats


def state_for(net: Net, stakes: Stakes, worth: Floats) -> State:
    """A clean state for nodes of this worth; memory is taken as it is touched."""
    nodes, items, rows, parts = len(net.strength), len(net.item) - 1, len(net.giver), len(stakes.holder)
    node = np.zeros((nodes, 4))
    node[:, WORTH] = worth
    return State(
        node, np.zeros(items), np.zeros(parts), np.zeros(rows), np.zeros(parts), np.zeros(items, dtype=np.int8),
        np.empty(items, dtype=np.int32), np.empty(nodes + 1, dtype=np.int32), np.zeros(nodes, dtype=np.bool_),
        np.empty(nodes, dtype=np.int32), np.zeros(nodes, dtype=np.bool_), np.empty(parts, dtype=np.int32),
        np.zeros(parts, dtype=np.bool_), np.zeros(len(COUNTS), dtype=np.int64), np.zeros(1),
    )  # fmt: skip


@compiled
def layered_fall(  # noqa: PLR0913 - who is tied to whom, the rules, and the state
    net: Net, item_of: Nodes, stakes: Stakes, rules: Rules, work: Work, state: State, first: Nodes
) -> tuple[Tape, Places]:  # fmt: skip
    """From nodes that fall first to the end. item_of: per row of the net its item. What fell and what was lost is left
    in `work` and `state`. The tape of all rounds, and where on it each round ends."""
    most = len(item_of) + len(net.item) + len(stakes.holder)  # in one round each is told of once
    tape = Tape(np.empty(most, dtype=np.int64), np.empty(most, dtype=np.float64))
    ends = [0 for _ in range(0)]
    work.state[:, ABOVE] = np.inf  # who falls is decided here, of all its losses
    for node in first:
        _fail(work.failed, work.order, work.counts, node, 0)
        _enqueue(state.ring, state.in_ring, state.counts, node)
    done = 0
    while done < work.counts[FAILED]:
        if len(tape.code) < state.counts[TOLD] + most:
            tape = _longer(tape, state.counts[TOLD], most)
        last = work.counts[FAILED]
        _call(net, item_of, rules, work, state, tape, done, last)
        _bear_calls(net, item_of, rules, work, state)
        done = last
        if work.counts[FAILED] == last:
            _book(net, work, state, tape)
            _pass_on(stakes, work, state, tape)
            _fall(work, state, rules.at_least)
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
def _tell(tape: Tape, counts: Places, kind: int, place: int, more: float) -> None:
    told = counts[TOLD]
    tape.code[told], tape.amount[told] = KINDS * place + kind, more
    counts[TOLD] = told + 1


@compiled
def _call(  # noqa: PLR0913 - as above, and whose dues are called
    net: Net, item_of: Nodes, rules: Rules, work: Work, state: State, tape: Tape, first: int, last: int
) -> None:  # fmt: skip
    """What is called after the nodes of these places in the order of failures have failed."""
    work.counts[ROUNDS] += 1
    call_fixed(net, work, first, last)
    _tell_fixed(net, work, state, tape, first, last)
    if not len(net.shared):
        return
    for place in range(first, last):
        open_slots(net, work, work.order[place])
        if rules.survivors:
            leave_slots(net, work, work.order[place])
    for place in range(work.counts[DIRTY]):
        part = work.dirty[place]
        work.is_dirty[part] = False
        refill(net, rules, work, part)
        slot = work.first_open[part]
        while slot >= 0:
            for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
                more = work.called[row] - state.told_row[row]
                if more != 0:
                    state.told_row[row] = work.called[row]
                    state.node[net.giver[row], LOSS] += more
                    _tell(tape, state.counts, CALL, row, more)
                    _mark(state.item, state.items, state.counts, item_of[row])
                    _note(state.losers, state.is_loser, state.counts, net.giver[row])
            slot = work.next_open[slot]
    work.counts[DIRTY] = 0


@compiled
def _tell_fixed(
    net: Net, work: Work, state: State, tape: Tape, first: int, last: int
) -> None:  # fmt: skip
    """The items of nodes that have failed are open; and what is called for them if that is known beforehand."""
    node, fixed, giver, counts = state.node, net.fixed, net.giver, state.counts
    order, item, items, losers, is_loser = work.order, state.item, state.items, state.losers, state.is_loser
    for place in range(first, last):
        failed = order[place]
        for at in range(net.first[failed, 0], net.first[failed + 1, 0]):
            item[at] = OPEN
            _mark(item, items, counts, at)
        for row in range(net.first[failed, 1], net.first[failed + 1, 1]):
            if fixed[row] > 0:
                node[giver[row], LOSS] += fixed[row]
                _tell(tape, counts, CALL, row, fixed[row])
                _note(losers, is_loser, counts, giver[row])


@compiled
def _bear_calls(net: Net, item_of: Nodes, rules: Rules, work: Work, state: State) -> None:
    """Who cannot pay its calls as before: its items are to be looked at; and who cannot bear them, falls."""
    node, item, items, counts = state.node, state.item, state.items, state.counts
    failed, called, strengths = work.failed, work.state, net.strength
    for place in range(counts[LOSERS]):
        loser = state.losers[place]
        part = rules.first_pay if failed[loser] == 0 else 1.0
        unpaid = _unpaid(called[loser, CALLS], strengths[loser] * part if part > 0 else 0.0)
        if unpaid != node[loser, UNPAID]:
            node[loser, UNPAID] = unpaid
            for at in range(net.given_ptr[loser], net.given_ptr[loser + 1]):
                _mark(item, items, counts, item_of[net.given_rows[at]])
        _enqueue(state.ring, state.in_ring, counts, loser)
    _fall(work, state, rules.at_least)


@compiled
def _unpaid(calls: float, strength: float) -> float:
    """The part of its calls that a node of some strength cannot pay."""
    return 1.0 - strength / calls if calls > strength else 0.0


@compiled
def _book(net: Net, work: Work, state: State, tape: Tape) -> None:
    """What nobody pays of the marked items is lost; who loses by it. What is left by rounding only is nothing."""
    node, counts, ring, in_ring = state.node, state.counts, state.ring, state.in_ring
    called, giver, column = work.called, net.giver, net.item
    for place in range(counts[ITEMS]):
        item = state.items[place]
        state.item[item] = OPEN
        offered = 0.0
        for row in range(int(column[item, 0]), int(column[item + 1, 0])):
            offered += called[row] * (1.0 - node[giver[row], UNPAID])
        lost = column[item, 1] - offered
        lost = lost if lost > TIE * column[item, 1] else 0.0
        more = lost - state.lost[item]
        if more == 0:
            continue
        state.lost[item] = lost
        _tell(tape, counts, DUE, item, more)
        taker = int(column[item, 2])
        if taker >= 0:
            node[taker, LOSS] += more
            _note(state.losers, state.is_loser, counts, taker)
            _enqueue(ring, in_ring, counts, taker)
    counts[ITEMS] = 0


@compiled
def _pass_on(stakes: Stakes, work: Work, state: State, tape: Tape) -> None:
    """Holders lose their part of what the nodes lose that they hold, until nobody loses more."""
    node, counts, ring, in_ring, bounds = state.node, state.counts, state.ring, state.in_ring, stakes.bounds
    holder, weight, part, is_touched, touched = stakes.holder, stakes.weight, state.part, state.is_touched, 0
    while counts[HEAD] != counts[TAIL] and counts[PASSES] < MOST_PASSES:
        held = ring[counts[HEAD]]
        counts[HEAD] = counts[HEAD] + 1 if counts[HEAD] + 1 < len(ring) else 0
        in_ring[held] = False
        if bounds[held] == bounds[held + 1]:
            continue
        passable, passed = _passable(work.failed[held], node[held, WORTH], node[held, LOSS]), node[held, PASSED]
        more = passable - passed
        if abs(more) <= PASSED_ON * max(passable, passed):
            state.residual[0] = max(state.residual[0], abs(more))
            continue
        node[held, PASSED] = passable
        for stake in range(bounds[held], bounds[held + 1]):
            part[stake] += weight[stake] * more
            node[holder[stake], LOSS] += weight[stake] * more
            _enqueue(ring, in_ring, counts, holder[stake])
            if not is_touched[stake]:
                is_touched[stake] = True
                state.touched[touched] = stake
                touched += 1
        counts[PASSES] += bounds[held + 1] - bounds[held]
    for place in range(touched):
        stake = state.touched[place]
        is_touched[stake] = False
        more = part[stake] - state.told_part[stake]
        state.told_part[stake] = part[stake]
        if more != 0:
            _tell(tape, counts, PART, stake, more)
            _note(state.losers, state.is_loser, counts, holder[stake])


@compiled
def _passable(failed: int, worth: float, loss: float) -> float:
    """What a node passes on of its losses: no more than it is worth, and all of that where it fell first."""
    if failed == 0 and worth < np.inf:
        return worth
    return min(worth, loss)


@compiled
def _fall(work: Work, state: State, at_least: bool) -> None:
    """Of those who lost in this round, who cannot bear it."""
    node, failed, counts = state.node, work.failed, state.counts
    for place in range(counts[LOSERS]):
        loser = state.losers[place]
        state.is_loser[loser] = False
        if failed[loser] < 0 and _overcome(node[loser, LOSS], node[loser, WORTH], at_least):
            _fail(failed, work.order, work.counts, loser, work.counts[ROUNDS])
    counts[LOSERS] = 0


@compiled
def _fail(failed: Nodes, order: Nodes, counts: Places, node: int, at: int) -> None:
    if failed[node] < 0:
        failed[node] = at
        order[counts[FAILED]] = node
        counts[FAILED] += 1


@compiled
def _overcome(loss: float, worth: float, at_least: bool) -> bool:
    """Whether a loss makes a node of some worth fall; without a loss it does not."""
    if loss <= 0 or worth == np.inf:
        return False
    if abs(loss - worth) <= TIE * max(loss, worth):
        return at_least
    return loss > worth


@compiled
def _enqueue(ring: Nodes, in_ring: Flags, counts: Places, node: int) -> None:
    if not in_ring[node]:
        in_ring[node] = True
        ring[counts[TAIL]] = node
        counts[TAIL] = counts[TAIL] + 1 if counts[TAIL] + 1 < len(ring) else 0


@compiled
def _note(losers: Nodes, is_loser: Flags, counts: Places, node: int) -> None:
    if not is_loser[node]:
        is_loser[node] = True
        losers[counts[LOSERS]] = node
        counts[LOSERS] += 1


@compiled
def _mark(item: NDArray[np.int8], items: Nodes, counts: Places, at: int) -> None:
    """The loss of an open item is to be looked at."""
    if item[at] == OPEN:
        item[at] = MARKED
        items[counts[ITEMS]] = at
        counts[ITEMS] += 1
