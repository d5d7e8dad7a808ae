"""The state of a fall in layers: what each node, item and stake has lost, and the lists of those to be looked at.

Columns and counts have names of their own in each step of the kernels: handed on with all the others, or written back
at each turn, they would cost more than what is done with them. Lists grow without a branch: whether something stands in
one already cannot be guessed, and guessing wrong costs more than writing it once more behind the end.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.call_state import ABOVE, Net, Rules, Work, work_for
from graph.kernels.compiled import compiled
from graph.kernels.prefetch import FAR

KINDS: Final = 3
CALL, DUE, PART = range(KINDS)
COLUMNS: Final = 8
LOSS, PASSED, UNPAID, WORTH, STRENGTH = range(2, 7)
"""The columns of `State.node` after CALLS and ABOVE; eight are a line of the processor's memory."""
WEIGHT, HOLDER = range(2)
"""The columns of `Stakes.tie`."""
SO_FAR, TOLD_OF = range(2)
"""The columns of `State.part`: what a holder lost through a stake, and what of that the tape has said."""
CLOSED, OPEN, MARKED = range(3)
"""What `State.item` says: whether its node has failed, and whether its loss is to be looked at."""
COUNTS: Final = range(7)
HEAD, TAIL, PASSES, TOLD, ITEMS, LOSERS, TOUCHED = COUNTS
"""What `State.counts` counts; the ring is empty where head and tail are one."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Stakes(NamedTuple):
    """The stakes in each node, in runs of places: bounds per node and one more; per stake, side by side, its weight and
    holder. unheld: per node whether there are none."""

    bounds: Places
    tie: Floats
    unheld: Flags


class Items(NamedTuple):
    """The item of each row of the net; and of the rows of each node as giver, in the order of `Net.given_rows`."""

    of_row: Nodes
    given: Nodes


class Tape(NamedTuple):
    """Changes of losses: KINDS * place + kind, where a place is of a row (CALL), an item (DUE) or a stake (PART); and
    by how much."""

    code: Places
    amount: Floats


class State(NamedTuple):
    """Clean before the first round. node: per node what is called from it, and above what calls alone would make it
    fail: nothing, as all its losses count here; what it lost, what of that it passed on to its holders, the part of its
    calls that it cannot pay, its worth: it falls of a loss of more than that and passes on no more; and its strength to
    pay calls. Columns side by side, as they are read together.

    lost: per item; part: per stake; told_row: what the tape has said. item: see CLOSED and the next. Lists, each with
    what stands in it: ring, nodes whose loss is to be passed on; items, to be looked at; losers of a round; touched,
    stakes through which losses came. counts: see HEAD and the next.
    """

    node: Floats
    lost: Floats
    part: Floats
    told_row: Floats
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


def clean_state(net: Net, stakes: Stakes, rules: Rules, worth: Floats) -> tuple[Work, State]:
    """For nodes of this worth; memory is taken as it is touched. Both have the same columns of nodes. Those without
    holders count as in the ring from the start: they have nobody to pass a loss on to."""
    nodes, items, rows, parts = len(net.strength), len(net.item) - 1, len(net.giver), len(stakes.tie)
    node = _lines(nodes)
    node[:, ABOVE], node[:, WORTH], node[:, STRENGTH] = np.inf, worth, net.strength
    state = State(
        node, np.zeros(items), np.zeros((parts, 2)), np.zeros(rows), np.zeros(items, dtype=np.int8), _list(items),
        _list(nodes), stakes.unheld.copy(), _list(nodes), np.zeros(nodes, dtype=np.bool_), _list(parts),
        np.zeros(parts, dtype=np.bool_), np.zeros(len(COUNTS), dtype=np.int64), np.zeros(1),
    )  # fmt: skip
    return work_for(net, rules)._replace(state=node), state


def empty_tape(net: Net, stakes: Stakes) -> Tape:
    """Room for one round, in which each row, item and stake is told of once."""
    most = len(net.giver) + len(net.item) + len(stakes.tie)
    return Tape(np.empty(most, dtype=np.int64), np.empty(most, dtype=np.float64))


def _list(most: int) -> Nodes:
    """Room for so many, one behind the end, and what is read ahead."""
    return np.zeros(most + 1 + FAR, dtype=np.int32)


def _lines(nodes: int) -> Floats:
    """The columns of nodes, each node in a line of its own."""
    memory = np.zeros((nodes + 1) * COLUMNS)
    first = -(memory.ctypes.data // memory.itemsize) % COLUMNS
    return memory[first : first + nodes * COLUMNS].reshape(nodes, COLUMNS)


@compiled
def queued(ring: Nodes, in_ring: Flags, tail: int, node: int) -> int:
    """The new end of a ring with a node in it."""
    ring[tail] = node
    tail += not in_ring[node]
    in_ring[node] = True
    return tail if tail < len(ring) - FAR else 0


@compiled
def listed(column: Nodes, is_listed: Flags, count: int, one: int) -> int:
    """How many stand in a list with one more, or as many where it stood there."""
    column[count] = one
    count += not is_listed[one]
    is_listed[one] = True
    return count


@compiled
def marked(item: NDArray[np.int8], items: Nodes, count: int, at: int) -> int:
    """How many items are to be looked at with one more, if that is open and was not yet."""
    items[count] = at
    count += item[at] == OPEN
    item[at] += item[at] == OPEN
    return count
