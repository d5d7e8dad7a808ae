"""DebtRank as a film: who passed on which part of its distress in which round.

`graph.contagion.debtrank` finds where distress ends; here it is followed round by round along those it has reached, so
that every loss has a round and a debtor from which it came.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.contagion.debtrank import WIPED_OUT, DebtRank, Distress, Variant
from graph.kernels.csr import runs

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
Columns = tuple[NDArray[np.int64], NDArray[np.int32], Floats]

ROUNDS_TOLD: Final = 20
"""Distress that goes round in circles fades away slowly: what comes after so many rounds is told as one last round."""


@dataclass(frozen=True, eq=False)
class DistressRounds:
    """default_round: per party the round in which it was wiped out, 0 at the start, -1 never (int32).

    round, party (int32), share (float64): in that round the party's creditors lost this further share of what it owes
    them, by round. gathered: whether the last round stands for several.
    """

    default_round: Positions
    round: Positions
    party: Positions
    share: Floats
    gathered: bool

    @classmethod
    def of(cls, model: DebtRank, found: Distress, told: int = ROUNDS_TOLD) -> "DistressRounds":
        """The rounds by which a model came to what it found; told: at most so many."""
        walk = _Walk(model, found)
        at = 1
        while len(walk.waiting) and (at < told or walk.once):
            walk.next(min(at, told))
            at += 1
        gathered = at - 1 > told or len(walk.waiting) > 0
        if len(walk.waiting):
            walk.rest(told)
        return walk.rounds(gathered)


class _Walk:
    """h: what each has lost; passed: what of it its creditors have learned. waiting, share: who passes on what next, of
    those who owe anybody anything."""

    def __init__(self, model: DebtRank, found: Distress) -> None:
        matrix = found.leverage.matrix.tocsc()
        self.columns: Columns = matrix.indptr.astype(np.int64), matrix.indices, matrix.data
        self.once, self.found = model.variant is Variant.BATTISTON_2012, found
        self.h, self.passed, self.received = found.initial.copy(), np.zeros(len(found.h)), np.zeros(len(found.h))
        self.fell = np.where(found.initial >= WIPED_OUT, 0, -1).astype(np.int32)
        self.owes = np.diff(self.columns[0]) > 0
        self.waiting = np.flatnonzero((found.initial > 0) & self.owes)
        self.share = found.initial[self.waiting]
        self.events: list[tuple[int, NDArray[np.int64], Floats]] = []

    def next(self, at: int) -> None:
        """Those who wait pass on their share: round `at`."""
        indptr, creditor, weight = self.columns
        degree = indptr[self.waiting + 1] - indptr[self.waiting]
        edges = runs(indptr[self.waiting], degree)
        np.add.at(self.received, creditor[edges], weight[edges] * np.repeat(self.share, degree))
        self.events.append((at, self.waiting, self.share))
        self.passed[self.waiting] += self.share
        reached = np.unique(creditor[edges]).astype(np.int64)
        now = np.minimum(1.0, self.found.initial[reached] + self.received[reached])
        further = now if self.once else now - self.h[reached]
        moves = ((self.h[reached] == 0) & (now > 0) if self.once else further > 0) & self.owes[reached]
        self.h[reached] = now
        self.fell[reached[(now >= WIPED_OUT) & (self.fell[reached] < 0)]] = at
        self.waiting, self.share = reached[moves], further[moves]

    def rest(self, at: int) -> None:
        """All that is still to come, up to where the model found that it ends."""
        share = np.maximum(self.found.h - self.passed, 0.0)
        party = np.flatnonzero((share > 0) & self.owes)
        self.events.append((at, party, share[party]))

    def rounds(self, gathered: bool) -> DistressRounds:
        """What was noted; who is wiped out in the end only, was in the last round."""
        last = max((at for at, *_ in self.events), default=0)
        fell = np.where(self.fell < 0, last, self.fell)
        parties = [party.astype(np.int32) for _, party, _ in self.events]
        return DistressRounds(
            np.where(self.found.h >= WIPED_OUT, fell, -1).astype(np.int32),
            np.repeat(np.array([at for at, *_ in self.events], dtype=np.int32), [len(one) for one in parties]),
            np.concatenate([np.zeros(0, dtype=np.int32), *parties]),
            np.concatenate([np.zeros(0), *(share for *_, share in self.events)]),
            gathered,
        )  # fmt: skip
