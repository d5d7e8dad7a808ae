"""What many trials of a cascade of calls come to, trial after trial in long columns."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.call_trials import ENDS, Found, no_trials

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]

BOUNDS: Final = tuple(dict.fromkeys(ENDS.values()))
COLUMNS: Final = (*ENDS, "rounds", "complete")
AHEAD: Final = 2
"""So many blocks per thread are done or under way while one is taken over."""
SPARE: Final = 1.05
"""Columns are made a little longer than those of the first trials suggest."""


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Sets of parties, trial by trial: those of trial i are parties[indptr[i] : indptr[i + 1]], ascending.

    indptr: int64, trials + 1. parties: int32.
    """

    indptr: NDArray[np.int64]
    parties: Positions


@dataclass(frozen=True, slots=True, eq=False)
class TrialAmounts:
    """Amounts (float64, 元) by party (int32, ascending; -1 for an unknown lender), trial by trial as in `Trials`."""

    indptr: NDArray[np.int64]
    party: Positions
    amount: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TrialOutcomes:
    """defaulted: initial ones included. called, paid: by guarantor. lost: by lender. rounds: int32 per trial."""

    defaulted: Trials
    called: TrialAmounts
    paid: TrialAmounts
    lost: TrialAmounts
    rounds: Positions
    converged: bool


def in_turn(block: Callable[[int, Found], Found], firsts: range, threads: int) -> Iterator[Found]:
    """What each block of trials leaves, in their order. The next ones write over it, so that memory is used again: what
    is at hand in the caches takes a fraction of the time of what the system has to provide."""
    if threads == 1:
        found = no_trials()
        for first in firsts:
            found = block(first, found)
            yield found
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="calls") as pool:
        soon = AHEAD * threads
        waiting: deque[Future[Found]] = deque(pool.submit(block, first, no_trials()) for first in firsts[:soon])
        for first in firsts[soon:]:
            found = waiting.popleft().result()
            yield found
            waiting.append(pool.submit(block, first, found))
        for future in waiting:
            yield future.result()


def joined(blocks: Iterable[Found], trials: int, complete: bool) -> TrialOutcomes:
    """The outcomes of blocks that together have so many trials. complete: whether all that was known before them was
    followed to its end."""
    columns: dict[str, NDArray[Any]] = {}
    counts: dict[str, list[NDArray[np.int64]]] = {name: [np.zeros(1, dtype=np.int64)] for name in BOUNDS}
    used, done = dict.fromkeys(COLUMNS, 0), 0
    for found in blocks:
        done += len(found.rounds)
        for name in BOUNDS:
            counts[name].append(np.diff(getattr(found, name)))
        for name in COLUMNS:
            piece = getattr(found, name)
            piece = piece[: getattr(found, ENDS[name])[-1]] if name in ENDS else piece
            columns[name] = _with_room(columns.get(name, piece[:0]), used[name], len(piece), trials / max(done, 1))
            columns[name][used[name] : used[name] + len(piece)] = piece
            used[name] += len(piece)
    whole = {name: column[: used[name]] for name, column in columns.items()}
    failed, called, lost = (np.cumsum(np.concatenate(counts[name])) for name in BOUNDS)
    return TrialOutcomes(
        Trials(failed, whole["failed"]), TrialAmounts(called, whole["giver"], whole["called"]),
        TrialAmounts(called, whole["giver"], whole["given"]), TrialAmounts(lost, whole["loser"], whole["lost"]),
        whole["rounds"], complete and bool(whole["complete"].all()),
    )  # fmt: skip


def _with_room(column: NDArray[Any], used: int, more: int, times: float) -> NDArray[Any]:
    """The column with room for more and, as far as can be told, for all to come: that many times as much."""
    if used + more <= len(column):
        return column
    longer = np.empty(max(used + more, int(SPARE * times * (used + more))), dtype=column.dtype)
    longer[:used] = column[:used]
    return longer
