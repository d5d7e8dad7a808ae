"""Many trials of a cascade of calls, one after the other on the same state, and what they leave, in growing columns."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.call_settling import settle
from graph.kernels.calling import (
    CALLS,
    CUT,
    FAILED,
    GIVEN,
    LOSERS,
    ROUNDS,
    TOUCHED,
    Net,
    Rules,
    Work,
    cascade,
    clean,
)
from graph.kernels.compiled import compiled
from graph.kernels.prefetch import AHEAD, prefetch

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]
DIGIT: Final = 11
"""Bits sorted by at a time."""
FEW: Final = 256
"""So many are sorted by comparison."""


class Found(NamedTuple):
    """What trials leave, all of one trial in a run of places by ascending node.

    Who failed (of trial i: failed_ptr[i] to failed_ptr[i + 1]); what was called of whom and given; what was lost, first
    by nobody known. Per trial the rounds and whether everything was followed to its end.
    """

    failed_ptr: Places
    failed: Nodes
    called_ptr: Places
    giver: Nodes
    called: Floats
    given: Floats
    lost_ptr: Places
    loser: Nodes
    lost: Floats
    rounds: Nodes
    complete: Flags


@compiled
def run_trials(net: Net, rules: Rules, work: Work, ptr: Places, seeds: Nodes) -> Found:
    """The trials whose seeds are seeds[ptr[i] : ptr[i + 1]]; `work` is clean before and after."""
    trials = len(ptr) - 1
    failed_ptr, called_ptr, lost_ptr = np.zeros((3, trials + 1), dtype=np.int64)
    failed, giver, loser = np.empty(64, np.int32), np.empty(64, np.int32), np.empty(64, np.int32)
    called, given, lost = np.empty(64), np.empty(64), np.empty(64)
    rounds, complete = np.empty(trials, np.int32), np.empty(trials, np.bool_)
    state, touched = work.state, work.touched
    for trial in range(trials):
        cascade(net, rules, work, seeds[ptr[trial] : ptr[trial + 1]])
        settle(net, rules, work)
        rounds[trial], complete[trial] = work.counts[ROUNDS], work.counts[CUT] == 0
        at, more = failed_ptr[trial], work.counts[FAILED]
        failed = _with_room(failed, at, more)
        failed[at : at + more] = ascending(work.order, more, work.spare)
        failed_ptr[trial + 1] = at + more
        at, more = called_ptr[trial], work.counts[TOUCHED]
        giver, called, given = _with_room(giver, at, more), _with_room(called, at, more), _with_room(given, at, more)
        giver[at : at + more] = ascending(touched, more, work.spare)
        for place in range(more):
            prefetch(state, touched[place + AHEAD])
            called[at + place], given[at + place] = state[touched[place], CALLS], state[touched[place], GIVEN]
        called_ptr[trial + 1] = at + more
        at, more = lost_ptr[trial], work.counts[LOSERS]
        loser, lost = _with_room(loser, at, more), _with_room(lost, at, more)
        loser[at : at + more] = np.sort(work.losers[:more])  # unknown ones, -1, first
        for place in range(at, at + more):
            lost[place] = work.lost[loser[place]]  # -1 is the last place, of nobody known
        lost_ptr[trial + 1] = at + more
        clean(net, work)
    return Found(
        failed_ptr, failed[: failed_ptr[-1]], called_ptr, giver[: called_ptr[-1]], called[: called_ptr[-1]],
        given[: called_ptr[-1]], lost_ptr, loser[: lost_ptr[-1]], lost[: lost_ptr[-1]], rounds,
        complete,
    )  # fmt: skip


@compiled
def ascending(nodes: Nodes, count: int, spare: Nodes) -> Nodes:
    """The first so many nodes, sorted in place, by digits where there are many."""
    if count <= FEW:
        nodes[:count] = np.sort(nodes[:count])
        return nodes[:count]
    greatest = nodes[:count].max()
    for shift in range(0, 32, DIGIT):
        if greatest >> shift == 0:
            break
        free = np.zeros((1 << DIGIT) + 1, dtype=np.int64)
        for place in range(count):
            free[((nodes[place] >> shift) & ((1 << DIGIT) - 1)) + 1] += 1
        for digit in range(1 << DIGIT):
            free[digit + 1] += free[digit]
        for place in range(count):
            digit = (nodes[place] >> shift) & ((1 << DIGIT) - 1)
            spare[free[digit]] = nodes[place]
            free[digit] += 1
        nodes[:count] = spare[:count]
    return nodes[:count]


@compiled
def _with_room(column: NDArray[Any], used: int, more: int) -> NDArray[Any]:
    """The column with room for more; twice as long where there was none."""
    if used + more <= len(column):
        return column
    longer = np.empty(max(used + more, 2 * len(column)), column.dtype)
    longer[:used] = column[:used]
    return longer
