"""Slots whose filling depends on what else is open: they fill anew as others open, or as those who filled them fail."""

import numpy as np

from graph.kernels.call_state import ABOVE, CALLS, CUT, DIRTY, FAILED, ROUNDS, TOUCHED, Floats, Net, Places, Rules, Work
from graph.kernels.compiled import compiled
from graph.kernels.pouring import water_level
from graph.kernels.rising import risen


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
    amounts, complete = risen(room[:slots], limit[:contracts], slot, contract, stand, net.pace[net.slot[rows]])
    work.counts[CUT] += not complete
    return amounts
