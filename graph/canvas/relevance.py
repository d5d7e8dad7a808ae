"""Who matters around some parties: a random walk with restart along ties, each kind followed as far as it tells.

A walk starts anew with probability `RESTART`; else, at a party, it follows each kind and direction with the part that
`KINDS` names, divided among the ties by amount, by share or evenly, and ends where the parts leave something over. The
relevance of a party is how often the walk is there: the least x with x = restart + W x, so that a bank's thousand
borrowers share what reaches the bank, and a circle keeps what it has (Tong, Faloutsos and Pan 2006).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from graph.canvas.kinds import CONTROLLING, KINDS, OWNS, Measure
from graph.canvas.ties import CanvasTies
from graph.kernels.best_first import NEVER, grown
from graph.kernels.propagate import Propagation, Rule

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
Places = NDArray[np.int64]

RESTART: Final = 0.25
"""A walk is four ties long on average, as far as a reader looks."""
DECIMALS: Final = 12
"""Beyond this, differences are of rounding: parties that agree so far are as relevant, and follow by identity."""
UNKNOWN_SHARE: Final = 0.5
"""Of a tie that has a share by its nature and states none."""


class Steps(NamedTuple):
    """The probability with which a walk follows each tie from its source, and from its target (float64)."""

    onward: Floats
    backward: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Relevant:
    """parties: int32, the starts and then as they came in. relevance: float64, beside them. came_by: int64, the tie by
    which most of it came, to a party before it; -1 of starts. reached: how many parties a walk reaches in all."""

    parties: Positions
    relevance: Floats
    came_by: Places
    reached: int


@dataclass(frozen=True, eq=False)
class Relevance:
    """The walks of a day. controls: bool per tie, whether it is a stake whose owner controls the owned."""

    ties: CanvasTies
    controls: NDArray[np.bool_]

    @cached_property
    def steps(self) -> Steps:
        """How walks go on."""
        ends = (self.ties.source, self.ties.target)
        parts = [self._parts(ends[0], outward=True), self._parts(ends[1], outward=False)]
        sums = sum(np.bincount(end, part, self.ties.party_count) for end, part in zip(ends, parts, strict=True))
        less = np.maximum(sums, 1.0)  # parts of more than the whole are cut down alike
        return Steps(parts[0] / less[ends[0]], parts[1] / less[ends[1]])

    @cached_property
    def network(self) -> Propagation:
        """What of the relevance of each party falls on each other."""
        ties, steps, count = self.ties, self.steps, self.ties.party_count
        weights = np.concatenate([steps.onward, steps.backward]) * (1 - RESTART)
        into, of = (np.concatenate(ends) for ends in ((ties.target, ties.source), (ties.source, ties.target)))
        return Propagation.of(coo_array((weights, (into, of)), shape=(count, count)).tocsr())

    def of(self, starts: Positions) -> Floats:
        """Per party how often a walk from one of the starts (each once, as likely as another) is there."""
        given = np.zeros(self.ties.party_count)
        given[starts] = RESTART / len(starts)
        return np.asarray(np.round(self.network.settle(given, Rule(tolerance=10.0**-DECIMALS)).value, DECIMALS))

    def around(self, starts: Positions, most: int) -> Relevant:
        """The most relevant parties that hang together with the starts, at most so many with them."""
        relevance = self.of(starts)
        reached = np.flatnonzero(relevance > 0)
        order = reached[np.lexsort((self.ties.rank[reached], -relevance[reached]))]
        rank = np.full(self.ties.party_count, NEVER, dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        parties = grown(self.ties.around, rank, starts, most)
        return Relevant(parties, relevance[parties], self._came_by(parties, len(starts), relevance), len(reached))

    def _came_by(self, parties: Positions, start_count: int, relevance: Floats) -> Places:
        """Of ties that bring as much the first."""
        ties, found = self.ties, np.full(len(parties), -1, dtype=np.int64)
        place = np.full(ties.party_count, -1, dtype=np.int64)
        place[parties] = np.arange(len(parties))
        among = ties.among(parties)
        source, target = ties.source[among], ties.target[among]
        brings = np.where(
            place[source] < place[target],
            self.steps.onward[among] * relevance[source], self.steps.backward[among] * relevance[target],
        )  # fmt: skip
        later = np.maximum(place[source], place[target])
        # Of two ends the earlier by identity, so that positions do not matter.
        order = np.lexsort((ties.rank[source], ties.rank[target], ties.kind[among], -np.round(brings, DECIMALS), later))
        after, first = np.unique(later[order], return_index=True)
        found[after] = among[order[first]]
        found[:start_count] = -1
        return found

    def _parts(self, end: Positions, *, outward: bool) -> Floats:
        """Per tie the part of a walk at this end that follows it, before parts of more than the whole are cut down."""
        ties, found = self.ties, np.zeros(len(self.ties))
        for number, kind in enumerate(KINDS):
            rows = np.flatnonzero(ties.kind == number)
            usual = kind.from_source if outward else kind.from_target
            for chosen in (rows[self.controls[rows]], rows[~self.controls[rows]]):
                part = CONTROLLING if number == OWNS and self.controls[chosen].any() else usual
                found[chosen] = part * self._divided(chosen, end[chosen], kind.measure)
        return found

    def _divided(self, rows: Places, end: Positions, measure: Measure) -> Floats:
        """How the ties of a kind at a party divide its part. Shares that come to less than the whole leave the rest."""
        count = self.ties.party_count
        if measure is Measure.SHARE:
            share = np.nan_to_num(self.ties.share[rows], nan=UNKNOWN_SHARE)
            return np.asarray(share / np.maximum(np.bincount(end, share, count), 1.0)[end])
        size = self.ties.amount[rows] if measure is Measure.AMOUNT else np.ones(len(rows))
        size = _filled(size, end, count)
        total = np.bincount(end, size, count)[end]
        return np.asarray(size / np.where(total > 0, total, 1.0))


def _filled(size: Floats, end: Positions, count: int) -> Floats:
    """Unknown amounts as large as those known at the party are on average, all alike where none is."""
    known = ~np.isnan(size)
    number = np.bincount(end[known], minlength=count)
    total = np.bincount(end[known], size[known], count)
    mean = np.where(total > 0, total / np.maximum(number, 1), 1.0)
    return np.where(known, np.nan_to_num(size), mean[end])
