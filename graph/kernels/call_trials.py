"""Many trials of a cascade of calls, one after the other on the same state, and what they leave, in growing columns."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels.bits import ascending, contains
from graph.kernels.call_settling import settle
from graph.kernels.call_state import CALLS, CUT, FAILED, LOSERS, ROUNDS, TOUCHED, Net, Rules, Work
from graph.kernels.calling import cascade, clean
from graph.kernels.compiled import compiled, unsigned
from graph.kernels.prefetch import AHEAD, prefetch

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Found(NamedTuple):
    """What trials leave, all of one trial in a run of places by ascending node; behind the last, room for more.

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


ENDS: Final = {
    "failed": "failed_ptr", "giver": "called_ptr", "called": "called_ptr", "given": "called_ptr", "loser": "lost_ptr",
    "lost": "lost_ptr",
}  # fmt: skip
"""The columns of `Found` with room behind, and where their runs end."""


def no_trials() -> Found:
    """What no trial leaves, with little room."""
    none, nodes, amounts = np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty(0)
    return Found(none, nodes, none, nodes, amounts, amounts, none, nodes, amounts, nodes, np.empty(0, dtype=np.bool_))


@compiled
def run_trials(net: Net, rules: Rules, work: Work, room: Found, ptr: Places, seeds: Nodes) -> Found:
    """The trials whose seeds are seeds[ptr[i] : ptr[i + 1]]; `work` is clean before and after. What they leave is
    written over what earlier ones left in `room`, as far as that suffices."""
    trials = len(ptr) - 1
    failed_ptr, called_ptr, lost_ptr = np.zeros((3, trials + 1), dtype=np.int64)
    failed, giver, called, given, loser, lost = room.failed, room.giver, room.called, room.given, room.loser, room.lost
    rounds, complete = np.empty(trials, np.int32), np.empty(trials, np.bool_)
    for trial in range(trials):
        cascade(net, rules, work, seeds[ptr[trial] : ptr[trial + 1]])
        ascending(work.order, work.counts[FAILED], work.spare)
        settle(net, rules, work)
        rounds[trial], complete[trial] = work.counts[ROUNDS], work.counts[CUT] == 0
        at, more = failed_ptr[trial], work.counts[FAILED]
        failed = _with_room(failed, at, more)
        failed[at : at + more] = work.order[:more]
        failed_ptr[trial + 1] = at + more
        at, more = called_ptr[trial], work.counts[TOUCHED]
        giver, called, given = _with_room(giver, at, more), _with_room(called, at, more), _with_room(given, at, more)
        ascending(work.touched, more, work.spare)
        giver[at : at + more] = work.touched[:more]
        _called(work, rules.exact, called[at : at + more], given[at : at + more])
        called_ptr[trial + 1] = at + more
        at, more = lost_ptr[trial], work.counts[LOSERS]
        loser, lost = _with_room(loser, at, more), _with_room(lost, at, more)
        loser[at : at + more] = np.sort(work.losers[:more])  # unknown ones, -1, first
        for place in range(at, at + more):
            lost[place] = work.lost[loser[place]]  # -1 is the last place, of nobody known
        lost_ptr[trial + 1] = at + more
        clean(net, work)
    return Found(failed_ptr, failed, called_ptr, giver, called, given, lost_ptr, loser, lost, rounds, complete)


@compiled
def _called(work: Work, exact: bool, called: Floats, given: Floats) -> None:
    """What is called of the nodes that are called, in their order, and what they give; of which the state is clean
    then."""
    state, touched, share, gave, partial = work.state, work.touched, work.share, work.given, work.partial
    for place in range(len(called)):
        prefetch(state, touched[place + AHEAD])
        node = unsigned(touched[unsigned(place)])
        called[unsigned(place)] = given[unsigned(place)] = state[node, CALLS]
        if not exact:
            given[place], gave[node] = gave[node], 0.0
        elif contains(partial, touched[unsigned(place)]):
            given[place] *= share[node]
        state[node, CALLS] = 0.0


@compiled
def _with_room(column: NDArray[Any], used: int, more: int) -> NDArray[Any]:
    """The column with room for more; twice as long where there was none."""
    if used + more <= len(column):
        return column
    longer = np.empty(max(used + more, 2 * len(column)), column.dtype)
    longer[:used] = column[:used]
    return longer
