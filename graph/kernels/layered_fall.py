"""What falls when nodes fall, in layers: calls on others, what is left of a due, and losses passed on to holders.

In rounds. The dues of nodes that fell are called from those who answer for them (`calling`); who cannot bear what it
loses falls in the next round. When calls bring down nobody more, what nobody pays is lost by whom it was due to, and
holders lose their part of what the nodes lose that they hold, through loops too; who cannot bear that falls next. The
work is in proportion to what is reached.
"""

import numpy as np

from graph.kernels.call_state import CALLS, DIRTY, FAILED, ROUNDS, TIE, Net, Rules, Work
from graph.kernels.compiled import compiled
from graph.kernels.layered_losses import book, pass_on, tell_parts
from graph.kernels.layered_state import (
    CALL,
    ITEMS,
    KINDS,
    LOSERS,
    LOSS,
    MARKED,
    STRENGTH,
    TAIL,
    TOLD,
    UNPAID,
    WORTH,
    Items,
    Nodes,
    Places,
    Stakes,
    State,
    Tape,
    listed,
    marked,
    queued,
)
from graph.kernels.prefetch import AHEAD, FAR, NEAR, SOME, prefetch
from graph.kernels.slot_filling import leave_slots, open_slots, refill


@compiled
def layered_fall(  # noqa: PLR0913 - who is tied to whom, the rules, and the state
    net: Net, of: Items, stakes: Stakes, rules: Rules, work: Work, state: State, tape: Tape, first: Nodes
) -> tuple[Tape, Places]:  # fmt: skip
    """From nodes that fall first to the end. tape: room for a round, written over. What fell and what was lost is left
    in `work` and `state`; the tape of all rounds, and where on it each round ends."""
    most = len(tape.code)
    ends = [0 for _ in range(0)]
    for node in first:
        if work.failed[node] < 0:
            work.failed[node] = 0
            work.order[work.counts[FAILED]] = node
            work.counts[FAILED] += 1
            state.counts[TAIL] = queued(state.ring, state.in_ring, state.counts[TAIL], node)
    done = 0
    while done < work.counts[FAILED]:
        if len(tape.code) < state.counts[TOLD] + most:
            tape = _longer(tape, state.counts[TOLD], most)
        last = work.counts[FAILED]
        work.counts[ROUNDS] += 1
        _call(net, work, state, tape, done, last)
        if len(net.shared):
            _call_shared(net, of, rules, work, state, tape, done, last)
        _bear_calls(net, of, rules, work, state)
        done = last
        if work.counts[FAILED] == last:
            book(net, work, state, tape)
            pass_on(stakes, work, state)
            tell_parts(stakes, state, tape)
            _fall(work, state, rules.at_least)
        ends.append(state.counts[TOLD])
    told = state.counts[TOLD]
    return Tape(tape.code[:told], tape.amount[:told]), np.array(ends, dtype=np.int64)


@compiled
def _longer(tape: Tape, told: int, most: int) -> Tape:
    code = np.empty(2 * told + most, dtype=np.int64)
    amount = np.empty(2 * told + most, dtype=np.float64)
    code[:told], amount[:told] = tape.code[:told], tape.amount[:told]
    return Tape(code, amount)


@compiled
def _call(net: Net, work: Work, state: State, tape: Tape, first: int, last: int) -> None:
    """The items of the nodes that failed at these places are open; what is known beforehand of them is called."""
    node, fixed, begins, order = state.node, net.fixed, net.first, work.order
    item, items, losers, is_loser, counts = state.item, state.items, state.losers, state.is_loser, state.counts
    code, amount, told, looked_at, lost = tape.code, tape.amount, counts[TOLD], counts[ITEMS], counts[LOSERS]
    for place in range(first, last):
        if place + FAR < last:
            prefetch(begins, order[place + FAR])
            soon, near = begins[order[place + AHEAD], 1], begins[order[place + NEAR], 1]
            prefetch(fixed, soon)
            for row in range(near, min(near + SOME, len(fixed))):
                prefetch(node, int(fixed[row, 1]))
        failed = order[place]
        for at in range(begins[failed, 0], begins[failed + 1, 0]):
            item[at], items[looked_at] = MARKED, at
            looked_at += 1
        for row in range(begins[failed, 1], begins[failed + 1, 1]):
            more, other = fixed[row, 0], int(fixed[row, 1])
            if more > 0:
                node[other, CALLS] += more
                node[other, LOSS] += more
                code[told], amount[told] = KINDS * row + CALL, more
                told += 1
                lost = listed(losers, is_loser, lost, other)
    counts[TOLD], counts[ITEMS], counts[LOSERS] = told, looked_at, lost


@compiled
def _call_shared(  # noqa: PLR0913 - as above, and whose dues are called
    net: Net, of: Items, rules: Rules, work: Work, state: State, tape: Tape, first: int, last: int
) -> None:  # fmt: skip
    """What is called where that depends on what else is open."""
    for place in range(first, last):
        open_slots(net, work, work.order[place])
        if rules.survivors:
            leave_slots(net, work, work.order[place])
    counts = state.counts
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
                    _tell(tape, counts, KINDS * row + CALL, more)
                    counts[ITEMS] = marked(state.item, state.items, counts[ITEMS], of.of_row[row])
                    counts[LOSERS] = listed(state.losers, state.is_loser, counts[LOSERS], net.giver[row])
            slot = work.next_open[slot]
    work.counts[DIRTY] = 0


@compiled
def _bear_calls(net: Net, of: Items, rules: Rules, work: Work, state: State) -> None:
    """Who cannot pay its calls as before: its items are to be looked at; and who cannot bear them, falls."""
    node, failed, bounds, given = state.node, work.failed, net.given_ptr, of.given
    item, items, looked_at, counts = state.item, state.items, state.counts[ITEMS], state.counts
    ring, in_ring, tail, losers = state.ring, state.in_ring, state.counts[TAIL], state.losers
    for place in range(counts[LOSERS]):
        prefetch(node, losers[place + AHEAD])
        prefetch(bounds, losers[place + AHEAD])
        prefetch(given, bounds[losers[place + NEAR]])
        loser = losers[place]
        part = rules.first_pay if failed[loser] == 0 else 1.0
        unpaid = _unpaid(node[loser, CALLS], node[loser, STRENGTH] * part if part > 0 else 0.0)
        if unpaid != node[loser, UNPAID]:
            node[loser, UNPAID] = unpaid
            for at in range(bounds[loser], bounds[loser + 1]):
                looked_at = marked(item, items, looked_at, given[at])
        tail = queued(ring, in_ring, tail, loser)
    counts[ITEMS], counts[TAIL] = looked_at, tail
    _fall(work, state, rules.at_least)


@compiled
def _unpaid(calls: float, strength: float) -> float:
    """The part of its calls that a node of some strength cannot pay."""
    return 1.0 - strength / calls if calls > strength else 0.0


@compiled
def _fall(work: Work, state: State, at_least: bool) -> None:
    """Of those who lost in this round, who cannot bear it."""
    node, losers, is_loser, count = state.node, state.losers, state.is_loser, state.counts[LOSERS]
    failed, order, fallen, now = work.failed, work.order, work.counts[FAILED], work.counts[ROUNDS]
    for place in range(count):
        prefetch(node, losers[place + AHEAD])
        loser = losers[place]
        is_loser[loser] = False
        if failed[loser] < 0 and _overcome(node[loser, LOSS], node[loser, WORTH], at_least):
            failed[loser] = now
            order[fallen] = loser
            fallen += 1
    work.counts[FAILED], state.counts[LOSERS] = fallen, 0


@compiled
def _overcome(loss: float, worth: float, at_least: bool) -> bool:
    """Whether a loss makes a node of some worth fall; without a loss it does not."""
    if loss <= 0 or worth == np.inf:
        return False
    if abs(loss - worth) <= TIE * max(loss, worth):
        return at_least
    return loss > worth


@compiled
def _tell(tape: Tape, counts: Places, code: int, more: float) -> None:
    told = counts[TOLD]
    tape.code[told], tape.amount[told] = code, more
    counts[TOLD] = told + 1
