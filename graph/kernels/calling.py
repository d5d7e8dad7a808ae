"""A cascade of calls: what fails opens its slots, these fill from others, who fail when called for more than they have.

Rounds are simultaneous. A trial cleans only what it has touched, so that it takes the time of what it reaches.
"""

from graph.kernels.bits import SHIFT
from graph.kernels.call_state import (
    ABOVE,
    CALLS,
    DIRTY,
    FAILED,
    LOSERS,
    ROUNDS,
    SEEN,
    TOUCHED,
    WIDE,
    Net,
    Nodes,
    Rules,
    Work,
)
from graph.kernels.compiled import compiled, unsigned
from graph.kernels.prefetch import AHEAD, FAR, prefetch
from graph.kernels.slot_filling import leave_slots, open_slots, refill


@compiled
def cascade(net: Net, rules: Rules, work: Work, seeds: Nodes) -> None:
    """One trial from nodes that fail first; its result is left in `work`."""
    for node in seeds:
        if work.failed[node] < 0:
            work.failed[node] = 0
            work.order[work.counts[FAILED]] = node
            work.counts[FAILED] += 1
    first = 0
    while first < work.counts[FAILED]:
        last = work.counts[FAILED]
        work.counts[ROUNDS] += 1
        call_fixed(net, work, first, last)
        if len(net.shared):
            for place in range(first, last):
                open_slots(net, work, work.order[place])
                if rules.survivors:
                    leave_slots(net, work, work.order[place])
            for place in range(work.counts[DIRTY]):
                refill(net, rules, work, work.dirty[place])
                work.is_dirty[work.dirty[place]] = False
            work.counts[DIRTY] = 0
        first = last


@compiled
def clean(net: Net, work: Work) -> None:
    """Undo what the last trial touched, of nodes what failing has changed."""
    for place in range(work.counts[FAILED]):
        node = work.order[place]
        work.failed[node] = -1
        work.share[node] = 1.0
        work.partial[node >> SHIFT] = 0
        if len(net.shared):
            for slot in range(net.slot_ptr[node], net.slot_ptr[node + 1]):
                if net.part[slot] >= 0:
                    work.first_open[net.part[slot]] = -1
                    work.called[net.row_ptr[slot] : net.row_ptr[slot + 1]] = 0.0
    for place in range(work.counts[LOSERS]):
        work.lost[work.losers[place]] = 0.0
    work.counts[:] = 0


@compiled
def call_fixed(net: Net, work: Work, first: int, last: int) -> None:
    """What is known beforehand of the slots of nodes that have failed is called; who is called for too much fails.
    What is filled together with others is zero until then."""
    # The columns by names of their own: handed on with all the others, they would be counted anew at every call. And
    # numbers without a sign (`unsigned`), as others might count from the end, which is looked into at each place.
    order, failed, state, touched, fixed = work.order, work.failed, work.state, work.touched, net.fixed
    rows, givers, begins = work.seen[0], work.seen[1], work.counts[SEEN]
    fallen, reached, now = work.counts[FAILED], work.counts[TOUCHED], work.counts[ROUNDS]
    ends = _rows_of(net, work, first, last)
    for place in range(begins, ends):
        prefetch(state, int(fixed[unsigned(rows[unsigned(place + FAR)]), 1]))
        row = unsigned(rows[unsigned(place)])
        amount, giver = fixed[row, 0], int(fixed[row, 1])
        other = unsigned(giver)
        givers[unsigned(place)] = giver
        before = state[other, CALLS]
        # No branch: whether somebody is called for the first time cannot be guessed, and guessing wrong costs more.
        touched[unsigned(reached)] = giver
        reached += before == 0 and amount > 0
        state[other, CALLS] = before + amount
        if before + amount > state[other, ABOVE] and failed[other] < 0 and amount > 0:
            failed[other] = now
            order[fallen] = giver
            fallen += 1
    work.counts[FAILED], work.counts[TOUCHED], work.counts[SEEN] = fallen, reached, ends


@compiled
def _rows_of(net: Net, work: Work, first: int, last: int) -> int:
    """List the rows of the nodes that failed at these places behind those seen before; where they end. Behind that
    stand rows that exist."""
    order, begins, fixed, rows, seen = work.order, net.first, net.fixed, work.seen[0], work.counts[SEEN]
    for place in range(first, last):
        prefetch(begins, order[place + FAR])
        prefetch(fixed, begins[order[place + AHEAD], 1])
        row, end = begins[unsigned(order[unsigned(place)]), 1], begins[unsigned(order[unsigned(place)] + 1), 1]
        to = seen
        seen += end - row
        while True:  # some too many rather than as many as there are, which cannot be guessed
            for more in range(WIDE):
                rows[unsigned(to + more)] = row + more
            to, row = to + WIDE, row + WIDE
            if row >= end:
                break
    rows[seen : seen + FAR] = 0
    return int(seen)
