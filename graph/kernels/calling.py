"""A cascade of calls: what fails opens its slots, these fill from others, who fail when called for more than they have.

A slot has room and rows; a row is one giver's part in the filling. Rounds are simultaneous. One trial after the other
uses the same arrays and cleans only what it has touched, so that it takes the time of what it reaches.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiled import compiled
from graph.kernels.pouring import water_level
from graph.kernels.rising import risen

TIE: Final = 1e-11
"""Amounts that differ by less than this part of the greater are equal: a fen in a billion 元. Sums of decimal amounts
leave their rounding in the last places, and a tie must be decided as it is written."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Net(NamedTuple):
    """Who opens what, and who fills it. Items belong to nodes, slots to items, rows to slots, each in a run of places.

    item_ptr: per node, and one more; slot_ptr: per item; row_ptr: per slot (int64). amount, taker (below zero for
    none): per item. room, opener: per slot. part: per slot the number of those that are filled together, -1 where
    `fixed` says what each row fills, whatever else is open. giver, most (alone, at most), fixed, pool (-1 for none),
    slot: per row; rows of one giver in a slot stand together. limit: per pool, together. shared: per part whether pools
    are in it. row_of_ptr, row_of: the rows of each node as giver. strength: per node.
    """

    item_ptr: Places
    slot_ptr: Places
    row_ptr: Places
    amount: Floats
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
    row_of_ptr: Places
    row_of: Places
    strength: Floats


class Rules(NamedTuple):
    """survivors: what has failed fills no more, and others take over. at_least: a call of just the strength fails, too.
    first_pay: the part of their strength that nodes which fail first still give."""

    survivors: bool
    at_least: bool
    first_pay: float


class Work(NamedTuple):
    """The state of a trial. failed: the round per node, -1 for none; order: nodes in the order in which they failed.

    calls: per node; touched: the nodes called. called, paid: per row, loss: per item, as long as open. hit, is_hit:
    nodes called for more in this round. first_open, next_open: the open slots of each part as a list; dirty, is_dirty:
    parts to be filled anew. local: per pool. given: per node; lost: per taker, and for none; losers: who has lost.
    counts: see FAILED and the next.
    """

    failed: Nodes
    order: Nodes
    calls: Floats
    touched: Nodes
    called: Floats
    paid: Floats
    loss: Floats
    hit: Nodes
    is_hit: Flags
    first_open: Places
    next_open: Places
    dirty: Places
    is_dirty: Flags
    local: Places
    given: Floats
    lost: Floats
    losers: Nodes
    counts: Places


FAILED, TOUCHED, HIT, DIRTY, LOSERS, ROUNDS, CUT = range(7)
"""What `Work.counts` counts; CUT: fillings that were not followed to their end."""


def work_for(net: Net) -> Work:
    """Clean state for trials of a net."""
    nodes, parts = len(net.item_ptr) - 1, len(net.shared)
    return Work(
        np.full(nodes, -1, dtype=np.int32), np.empty(nodes, dtype=np.int32), np.zeros(nodes),
        np.empty(nodes, dtype=np.int32), net.fixed.copy(), np.zeros(len(net.fixed)),
        np.zeros(len(net.amount)), np.empty(nodes, dtype=np.int32),
        np.zeros(nodes, dtype=np.bool_), np.full(parts, -1, dtype=np.int64), np.full(len(net.part), -1, dtype=np.int64),
        np.empty(parts, dtype=np.int64), np.zeros(parts, dtype=np.bool_), np.full(len(net.limit), -1, dtype=np.int64),
        np.zeros(nodes), np.zeros(nodes + 1), np.empty(nodes + 1, dtype=np.int32), np.zeros(7, dtype=np.int64),
    )  # fmt: skip


@compiled
def cascade(net: Net, rules: Rules, work: Work, seeds: Nodes) -> None:
    """One trial from nodes that fail first; its result is left in `work`."""
    for node in seeds:
        _fail(work, node, 0)
    first = 0
    while first < work.counts[FAILED]:
        last = work.counts[FAILED]
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
        for place in range(work.counts[HIT]):
            node = work.hit[place]
            work.is_hit[node] = False
            if work.failed[node] < 0 and _overcome(work.calls[node], net.strength[node], rules.at_least):
                _fail(work, node, work.counts[ROUNDS])
        work.counts[HIT] = 0
        first = last


@compiled
def settle(net: Net, rules: Rules, work: Work) -> None:
    """What each node gives, into `given`, and what each taker loses, into `lost`, after a cascade: of an item no more
    than its amount is taken, and what is lost by rounding only is nothing."""
    for place in range(work.counts[FAILED]):
        node = work.order[place]
        for item in range(net.item_ptr[node], net.item_ptr[node + 1]):
            first, last = net.row_ptr[net.slot_ptr[item]], net.row_ptr[net.slot_ptr[item + 1]]
            offered = 0.0
            for row in range(first, last):
                offered += work.called[row] * _part_given(net, rules, work, net.giver[row])
            part = net.amount[item] / offered if offered > net.amount[item] else 1.0
            for row in range(first, last):
                giver = net.giver[row]
                work.paid[row] = work.called[row] * _part_given(net, rules, work, giver) * part
                work.given[giver] += work.paid[row]
            lost = net.amount[item] - offered
            work.loss[item] = lost = lost if lost > TIE * net.amount[item] else 0.0
            if lost > 0:
                at = net.taker[item] if net.taker[item] >= 0 else len(work.lost) - 1
                if work.lost[at] == 0:
                    work.losers[work.counts[LOSERS]] = net.taker[item]
                    work.counts[LOSERS] += 1
                work.lost[at] += lost


@compiled
def _part_given(net: Net, rules: Rules, work: Work, giver: int) -> float:
    """The part of what is called from a giver that it can give."""
    strength, calls = net.strength[giver], work.calls[giver]
    if work.failed[giver] == 0:
        if rules.first_pay == 0:
            return 0.0  # of endless strength, too
        strength *= rules.first_pay
    return strength / calls if calls > strength else 1.0


@compiled
def clean(net: Net, work: Work) -> None:
    """Undo what the last trial touched."""
    for place in range(work.counts[FAILED]):
        node = work.order[place]
        work.failed[node] = -1
        for slot in range(net.slot_ptr[net.item_ptr[node]], net.slot_ptr[net.item_ptr[node + 1]]):
            if net.part[slot] >= 0:
                work.first_open[net.part[slot]] = -1
    for place in range(work.counts[TOUCHED]):
        work.calls[work.touched[place]] = 0.0
        work.given[work.touched[place]] = 0.0
    for place in range(work.counts[LOSERS]):
        work.lost[work.losers[place] if work.losers[place] >= 0 else len(work.lost) - 1] = 0.0
    work.counts[:] = 0


@compiled
def _overcome(calls: float, strength: float, at_least: bool) -> bool:
    """Whether calls make a node fail; without a call it does not."""
    if calls <= 0 or strength == np.inf:
        return False
    if abs(calls - strength) <= TIE * max(calls, strength):
        return at_least
    return calls > strength


@compiled
def _fail(work: Work, node: int, at: int) -> None:
    if work.failed[node] < 0:
        work.failed[node] = at
        work.order[work.counts[FAILED]] = node
        work.counts[FAILED] += 1


@compiled
def _open(net: Net, work: Work, node: int) -> None:
    """The slots of a node that has failed begin to fill."""
    for slot in range(net.slot_ptr[net.item_ptr[node]], net.slot_ptr[net.item_ptr[node + 1]]):
        part = net.part[slot]
        if part < 0:
            for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
                _call(work, net.giver[row], net.fixed[row])
        else:
            work.called[net.row_ptr[slot] : net.row_ptr[slot + 1]] = 0.0
            work.next_open[slot] = work.first_open[part]
            work.first_open[part] = slot
            _soil(work, part)


@compiled
def _leave(net: Net, work: Work, node: int) -> None:
    """Open slots that a failed node filled are filled anew, by those who are left."""
    for place in range(net.row_of_ptr[node], net.row_of_ptr[node + 1]):
        slot = net.slot[net.row_of[place]]
        if work.failed[net.opener[slot]] >= 0:
            _soil(work, net.part[slot])


@compiled
def _soil(work: Work, part: int) -> None:
    if not work.is_dirty[part]:
        work.is_dirty[part] = True
        work.dirty[work.counts[DIRTY]] = part
        work.counts[DIRTY] += 1


@compiled
def _call(work: Work, node: int, amount: float) -> None:
    """A node is called for so much more."""
    if amount == 0:
        return
    if work.calls[node] == 0:
        work.touched[work.counts[TOUCHED]] = node
        work.counts[TOUCHED] += 1
    work.calls[node] += amount
    if not work.is_hit[node]:
        work.is_hit[node] = True
        work.hit[work.counts[HIT]] = node
        work.counts[HIT] += 1


@compiled
def _refill(net: Net, rules: Rules, work: Work, part: int) -> None:
    """The open slots of a part are filled anew; what was called of a node that has failed since stays."""
    count, slot = 0, work.first_open[part]
    while slot >= 0:
        for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
            count += not rules.survivors or work.failed[net.giver[row]] < 0
        slot = work.next_open[slot]
    rows, at, slot = np.empty(count, dtype=np.int64), 0, work.first_open[part]
    while slot >= 0:
        for row in range(net.row_ptr[slot], net.row_ptr[slot + 1]):
            if not rules.survivors or work.failed[net.giver[row]] < 0:
                rows[at] = row
                at += 1
        slot = work.next_open[slot]
    if not count:
        return
    amounts = _pooled(net, work, rows) if net.shared[part] else _alone(net, rows)
    for place in range(count):
        more = amounts[place] - work.called[rows[place]]
        work.called[rows[place]] = amounts[place]
        _call(work, net.giver[rows[place]], more)


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
