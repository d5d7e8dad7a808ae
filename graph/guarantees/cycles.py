"""Simple cycles of guarantees: one party stands for the next, the last for the first, nobody twice.

A circle may have more cycles than anybody can list (n parties that all stand for one another have more than (n - 1)!),
so a listing is bounded in length, number and time, and says which bound stopped it.
"""

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.kernels import simple_cycles as kernel
from graph.kernels.csr import CSR

LONGEST: Final = 5
"""Usually listed: cycles of up to so many guarantees."""

MOST: Final = 10_000
"""Usually so many cycles are listed."""

MOST_MEMBERS: Final = 10_000_000
"""However long the cycles, so many members are listed in all: 120 MB."""

SECONDS: Final = 10.0
"""Usually a listing may take so long."""


class Stop(StrEnum):
    """Why a listing ended: there are no more cycles, it has as many as it may list, or its time was up."""

    COMPLETE = "complete"
    COUNT = "count"
    TIME = "time"


@dataclass(frozen=True, slots=True, eq=False)
class Cycle:
    """Parties that stand for one another in turn.

    members: int32 positions from the smallest on, each standing for the next and the last for the first. guarantees:
    int64, per member the place of its (first) guarantee for the next.
    """

    members: NDArray[np.int32]
    guarantees: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """The cycles found, by their members in order, and why there are no more of them.

    Where the count stopped it, they are the first ones, the same at every run; where the time did, it depends on the
    machine how many there are.
    """

    found: list[Cycle]
    stopped: Stop

    @property
    def is_complete(self) -> bool:
        """Whether these are all cycles of the length asked for."""
        return self.stopped is Stop.COMPLETE


def simple_cycles(csr: CSR, *, longest: int = LONGEST, most: int = MOST, seconds: float = SECONDS) -> Cycles:
    """The simple cycles of up to `longest` guarantees, at most so many, found in at most so many seconds.

    csr: the arcs of `structure.arcs`, so that parallel contracts make one cycle and a guarantee for oneself none.
    To count all cycles of a small network, ask for as long ones as it has parties. Memory: linear in the arcs and in
    what is listed. The clock is looked at every few milliseconds of search. UsageError where a bound is not positive.
    """
    if longest < 1 or most < 1 or not seconds > 0:
        raise UsageError(
            "Cycles need bounds above zero: a length, a number and a time. Give larger ones.",
            "担保环的长度、数量与时间上限均须大于零。请改大。",
        )
    deadline = monotonic() + seconds
    found: list[Cycle] = []
    listed = 0
    for cycle in kernel.simple_cycles(csr, longest):
        if cycle is not None:
            if len(found) == most or listed + len(cycle[0]) > MOST_MEMBERS:
                return Cycles(found, Stop.COUNT)
            found.append(Cycle(*cycle))
            listed += len(cycle[0])
        if monotonic() > deadline:
            return Cycles(found, Stop.TIME)
    return Cycles(found, Stop.COMPLETE)
