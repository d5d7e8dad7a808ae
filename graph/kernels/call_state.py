"""What a cascade of calls works on: who opens what when it fails, who fills it, the rules, and the state of a trial.

A slot has room and rows; a row is one giver's part in the filling. One trial after the other uses the same arrays.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.bits import Bits, no_bits
from graph.kernels.prefetch import FAR

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
    where that is not known beforehand); taker: per row that of its item. room, pace (how fast it fills beside others),
    opener: per slot. part: per slot the number of those that are filled together, -1 where `fixed` says what each row
    fills, whatever else is open.
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
    pace: Floats
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
