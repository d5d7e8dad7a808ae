"""A cascade of calls: what fails opens its slots, these fill from others, who fail when called for more than they have.

A slot has room and rows; a row is one giver's part in the filling. Rounds are simultaneous. One trial after the other
uses the same arrays and cleans only what it has touched, so that it takes the time of what it reaches.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.bits import SHIFT, Bits, no_bits
from graph.kernels.compiled import compiled
from graph.kernels.pouring import water_level
from graph.kernels.prefetch import AHEAD, FAR, prefetch
from graph.kernels.rising import risen

TIE: Final = 1e-11
"""Amounts that differ by less than this part of the greater are equal: a fen in a billion 元. Sums of decimal amounts
leave their rounding in the last places, and a tie must be decided as it is written."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Net(NamedTuple):
    """Who opens what, and who fills it. Items and slots belong to nodes, rows to slots and to items, each in one run.

    first: per node, and one more, its first item and row; slot_ptr: per node; row_ptr: per slot (int64). item: per
    item, and one more, its first row, amount, taker (below zero for none), and what nobody is called for (below zero
    where that is not known beforehand); taker: per row that of its item. room, opener: per slot. part: per slot the
    number of those that are filled together, -1 where `fixed` says what each row fills, whatever else is open.
    giver, most (alone, at most), pool (-1 for none), slot: per row; rows of one giver in a slot stand together. fixed:
    per row what it fills for sure, and its giver again, as they are read together.
    limit: per pool, together. shared: per part whether pools are in it. given_ptr, given_rows: the rows of each node as
    giver. strength: per node.
    """

    first: Places
    slot_ptr: Places
    row_ptr: Places
    item: Floats
    taker: Nodes
    room: Floats
    opener: Nodes
    part: Nodes
    giver: Nodes
    most: Floats
    fixed: Floats
    pool: Nodes
    slot: Nodes
    limit: Floats
    shared: Flags
    given_ptr: Places
    given_rows: Places
    strength: Floats


class Rules(NamedTuple):
    """survivors: what has failed fills no more, and others take over. at_least: a call of just the strength fails, too.
    first_pay: the part of their strength that nodes which fail first still give. exact: never is more called for an
    item than its amount."""

    survivors: bool
    at_least: bool
    first_pay: float
    exact: bool


class Work(NamedTuple):
    """The state of a trial. failed: the round per node, -1 for none; order: nodes in the order in which they failed.

    state: per node what is called, and above what it fails, side by side as they are read: what is far apart in memory
    is what takes time here. share: per node the part of its calls that it gives; given: what it gives. touched: the
    nodes called. seen: the rows of all that has failed and, in a second row, their givers; called: per row, as long as
    open. first_open, next_open: the open slots of each part as a list; dirty,
    is_dirty: parts to be filled anew. local: per pool. lost: per taker, and for none; losers: who has lost. partial:
    the nodes that give a part only. spare: bits to sort with. counts: see FAILED and the next.
    """

    failed: Nodes
    order: Nodes
    state: Floats
    share: Floats
    given: Floats
    touched: Nodes
    seen: Nodes
    called: Floats
    first_open: Places
    next_open: Places
    dirty: Places
    is_dirty: Flags
    local: Places
    lost: Floats
    losers: Nodes
    partial: Bits
    spare: Bits
    counts: Places


CALLS, ABOVE = range(2)
WIDE: Final = 8
"""So many rows of a node are listed at once."""
"""The columns of `Work.state`."""
FAILED, TOUCHED, SEEN, DIRTY, LOSERS, ROUNDS, CUT = range(7)
"""What `Work.counts` counts; CUT: fillings that were not followed to their end."""


def work_for(net: Net, rules: Rules) -> Work:
    """Clean state for trials of a net."""
    nodes, parts, none = len(net.strength), len(net.shared), np.zeros(len(net.strength))
    above = np.nextafter(net.strength * (1 - TIE), -1) if rules.at_least else net.strength / (1 - TIE)
    return Work(
        np.full(nodes, -1, dtype=np.int32), np.zeros(nodes + FAR, dtype=np.int32),
        np.stack([none, above], axis=1), none + 1, none.copy(), np.zeros(nodes + FAR, dtype=np.int32),
        np.zeros((2, len(net.giver) + WIDE + FAR), dtype=np.int32), net.fixed[:, 0].copy(),
        np.full(parts, -1, dtype=np.int64), np.full(len(net.part), -1, dtype=np.int64),
        np.empty(parts, dtype=np.int64), np.zeros(parts, dtype=np.bool_),
        np.full(len(net.limit), -1, dtype=np.int64), np.zeros(nodes + 1), np.empty(nodes + 2, dtype=np.int32),
        no_bits(nodes), no_bits(nodes), np.zeros(7, dtype=np.int64),
    )  # fmt: skip


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
    # The columns by names of their own: handed on with all the others, they would be counted anew at every call.
    order, failed, state, touched, fixed = work.order, work.failed, work.state, work.touched, net.fixed
    rows, givers, begins = work.seen[0], work.seen[1], work.counts[SEEN]
    fallen, reached, now = work.counts[FAILED], work.counts[TOUCHED], work.counts[ROUNDS]
    ends = _rows_of(net, work, first, last)
    for place in range(begins, ends):
        prefetch(state, int(fixed[rows[place + FAR], 1]))
        amount, other = fixed[rows[place], 0], int(fixed[rows[place], 1])
        givers[place] = other
        before = state[other, CALLS]
        # No branch: whether somebody is called for the first time cannot be guessed, and guessing wrong costs more.
        touched[reached] = other
        reached += before == 0 and amount > 0
        state[other, CALLS] = before + amount
        if before + amount > state[other, ABOVE] and failed[other] < 0 and amount > 0:
            failed[other] = now
            order[fallen] = other
            fallen += 1
    work.counts[FAILED], work.counts[TOUCHED], work.counts[SEEN] = fallen, reached, ends


@compiled
def _rows_of(net: Net, work: Work, first: int, last: int) -> int:
    """List the rows of the nodes that failed at these places behind those seen before; where they end. Behind that
    stand rows that exist."""
    order, begins, rows, seen = work.order, net.first, work.seen[0], work.counts[SEEN]
    for place in range(first, last):
        prefetch(begins, order[place + FAR])
        prefetch(net.fixed, begins[order[place + AHEAD], 1])
        row, end = begins[order[place], 1], begins[order[place] + 1, 1]
        at = seen
        seen += end - row
        while True:  # some too many rather than as many as there are, which cannot be guessed
            for more in range(WIDE):
                rows[at + more] = row + more
            at, row = at + WIDE, row + WIDE
            if row >= end:
                break
    rows[seen : seen + FAR] = 0
    return int(seen)


@compiled
def open_slots(net: Net, work: Work, node: int) -> None:
    """The slots of a node that has failed begin to fill, where that depends on others."""
    for slot in range(net.slot_ptr[node], net.slot_ptr[node + 1]):
        part = net.part[slot]
        if part >= 0:
            work.next_open[slot] = work.first_open[part]
            work.first_open[part] = slot
            _soil(work, part)


@compiled
def leave_slots(net: Net, work: Work, node: int) -> None:
    """Open slots that a failed node filled are filled anew, by those who are left."""
    for place in range(net.given_ptr[node], net.given_ptr[node + 1]):
        slot = net.slot[net.given_rows[place]]
        if 0 <= work.failed[net.opener[slot]] < work.counts[ROUNDS]:
            _soil(work, net.part[slot])


@compiled
def _soil(work: Work, part: int) -> None:
    if not work.is_dirty[part]:
        work.is_dirty[part] = True
        work.dirty[work.counts[DIRTY]] = part
        work.counts[DIRTY] += 1


@compiled
def _call(work: Work, node: int, more: float) -> None:
    """A node is called for so much more, and may fail of it."""
    if work.state[node, CALLS] == 0:
        work.touched[work.counts[TOUCHED]] = node
        work.counts[TOUCHED] += 1
    work.state[node, CALLS] += more
    if work.state[node, CALLS] > work.state[node, ABOVE] and work.failed[node] < 0:
        work.failed[node] = work.counts[ROUNDS]
        work.order[work.counts[FAILED]] = node
        work.counts[FAILED] += 1


@compiled
def _fills(survivors: bool, failed: int, now: int) -> bool:
    """Whether a giver that failed in a round, -1 for never, still fills now: those who fail in this one do."""
    return not survivors or failed < 0 or failed == now


@compiled
def refill(net: Net, rules: Rules, work: Work, part: int) -> None:
    """The open slots of a part are filled anew; what was called of a node that has failed before stays."""
    failed, giver, now, survivors = work.failed, net.giver, work.counts[ROUNDS], rules.survivors
    count, slot = 0, work.first_open[part]
    while slot >= 0:
        count += net.row_ptr[slot + 1] - net.row_ptr[slot]
        slot = work.next_open[slot]
    rows, at, slot = np.empty(count, dtype=np.int64), 0, work.first_open[part]
    while slot >= 0:
        for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
            if _fills(survivors, failed[giver[row]], now):
                rows[at] = row
                at += 1
        slot = work.next_open[slot]
    if at:
        rows = rows[:at]
        amounts = _pooled(net, work, rows) if net.shared[part] else _alone(net, rows)
        for rising in (False, True):  # what falls first: else somebody fails of calls that move between slots of a pool
            for place in range(at):
                more = amounts[place] - work.called[rows[place]]
                if more != 0 and (more > 0) == rising:
                    work.called[rows[place]] = amounts[place]
                    _call(work, giver[rows[place]], more)


@compiled
def _alone(net: Net, rows: Places) -> Floats:
    """What each row of one slot without pools fills; each is of another giver."""
    most = net.most[rows]
    level = water_level(net.room[net.slot[rows[0]]], most)
    return np.minimum(most, level)


@compiled
def _pooled(net: Net, work: Work, rows: Places) -> Floats:
    """What each row of some slots fills where pools have part in several of them."""
    slot, stand, contract = np.empty_like(rows), np.empty_like(rows), np.empty_like(rows)
    room, limit, slots, stands, contracts = np.empty(len(rows)), np.empty(len(rows)), 0, 0, 0
    for place in range(len(rows)):
        row = rows[place]
        before = rows[place - 1] if place else row
        if place == 0 or net.slot[before] != net.slot[row]:
            room[slots] = net.room[net.slot[row]]
            slots += 1
        if place == 0 or net.slot[before] != net.slot[row] or net.giver[before] != net.giver[row]:
            stands += 1
        pool = net.pool[row]
        if pool < 0 or work.local[pool] < 0:
            limit[contracts] = net.most[row] if pool < 0 else net.limit[pool]
            contracts += 1
            if pool >= 0:
                work.local[pool] = contracts - 1
        slot[place], stand[place] = slots - 1, stands - 1
        contract[place] = contracts - 1 if pool < 0 else work.local[pool]
    for row in rows:
        if net.pool[row] >= 0:
            work.local[net.pool[row]] = -1
    amounts, complete = risen(room[:slots], limit[:contracts], slot, contract, stand, stands)
    work.counts[CUT] += not complete
    return amounts
