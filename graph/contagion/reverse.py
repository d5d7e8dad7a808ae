"""Reverse stress test: the fewest failures that bring a given guarantor down through calls.

Who is in default in the end is a closure of who was at first: it holds the first ones, grows with them, and a second
pass adds nobody. So a seed whose own closure lies within another's need not be tried, and what has been refuted for
every set of a size is a lower bound. Beside it stands a bound from amounts: no seed can bring more calls upon the
target than the loans of all within reach of that seed. The fewest failures is a hitting problem, hard in general:
it is solved exactly while the sets that amounts leave open are few, and by adding the worst failure next (greedily),
with the bound told, where they are many.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.contagion.call_book import Floats, Positions
from graph.contagion.guarantee_calls import Allocation, CallCascade
from graph.contagion.trial_outcomes import TrialOutcomes, Trials
from graph.kernels.csr import CSR, build_csr
from graph.kernels.reach import downstream_sums, reachable
from graph.kernels.subsets import adding_sets

TRIALS: Final = 20_000
"""So many cascades are run unless the caller allows more; the greedy way is walked to its end all the same."""
BATCH: Final = 1_000
SHARE_OF_SINGLES: Final = 4
"""At most one in so many of the cascades tries a single failure."""
SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Breaking:
    """The failures found. parties: int32, ascending; None where even the failure of everybody who can reach the target
    does not bring it down. at_least: no smaller set does. exact: parties are the fewest. calls: 元 upon the target when
    they (or everybody) fail. candidates: who could reach it; trials: cascades run."""

    parties: Positions | None
    at_least: int
    exact: bool
    calls: float
    candidates: int
    trials: int


def breaking(cascade: CallCascade, target: int, most_trials: int = TRIALS, threads: int = 1) -> Breaking:
    """The fewest parties, the target not among them, whose failure brings the target down.

    most_trials: after so many cascades no further sets are tried, and the answer is the greedy one with its bound.
    """
    return _Search(cascade, target, most_trials, threads).found()


class _Search:
    """One search; counts the cascades it runs."""

    def __init__(self, cascade: CallCascade, target: int, most_trials: int, threads: int) -> None:
        self.cascade, self.target, self.most_trials, self.threads = cascade, target, most_trials, threads
        self.trials = 0
        self.needed = max(float(cascade.buffer[target]), 0.0)

    def found(self) -> Breaking:
        """The answer."""
        broken, calls = self._tried([self.candidates])
        if not broken[0]:
            return self._breaking(None, len(self.candidates) + 1, float(calls[0]))
        greedy = self._greedy()
        fewest, refuted = self._exhaustive(len(greedy))
        chosen = np.sort(greedy if fewest is None else fewest)
        at_least = len(chosen) if fewest is not None else max(refuted + 1, self._by_amount())
        _, calls = self._tried([chosen])
        return self._breaking(chosen, at_least, float(calls[0]))

    def _breaking(self, parties: Positions | None, at_least: int, calls: float) -> Breaking:
        exact = parties is None or at_least == len(parties)
        return Breaking(parties, at_least, exact, calls, len(self.candidates), self.trials)

    @cached_property
    def candidates(self) -> Positions:
        """Everybody whose failure can reach the target, int32 ascending; nobody else matters."""
        reached = np.sort(reachable(self._back, self.target)[1:])
        return reached[reached < self.cascade.book.party_count]

    @cached_property
    def all_tried(self) -> bool:
        """Whether every candidate may be tried by itself; else only those who could bring most."""
        return len(self.candidates) <= self.most_trials // SHARE_OF_SINGLES

    @cached_property
    def bounds(self) -> Floats:
        """Per candidate the most that it can bring upon the target: what it is to pay for all whom that one reaches."""
        book = self.cascade.book
        own = np.flatnonzero(book.guarantor[book.contract] == self.target)
        most = np.minimum(book.cap[book.contract[own]], book.due[book.loan[own]])
        direct = np.bincount(book.borrower[book.loan[own]], most, self._back.node_count).astype(np.float64)
        direct[self.target] = 0.0
        forward = build_csr(self._back.indices, self._back.sources(), self._back.node_count)
        return direct[self.candidates] + downstream_sums(forward, self.candidates, direct[:, np.newaxis])[:, 0]

    @cached_property
    def seeds(self) -> NDArray[np.int64]:
        """The candidates (by place) worth trying, those who can bring most first: none whose closure lies within that
        of another."""
        order = np.argsort(-self.bounds, kind="stable")[: max(1, self.most_trials // SHARE_OF_SINGLES)]
        found = [self._run(part) for part in _batches([self.candidates[[at]] for at in order])]
        sizes = np.concatenate([np.diff(one.defaulted.indptr) for one in found])
        members = np.concatenate([one.defaulted.parties for one in found])
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        closures = CSR(bounds, members, np.arange(len(members)))
        return order[adding_sets(closures, np.ones(len(order), dtype=np.bool_), self.cascade.book.party_count)]

    @cached_property
    def _back(self) -> CSR:
        """The ways on which failures come, backwards, over the parties and, as nodes after them, the heaps of loans
        that a contract for several joins: what is due of one loan of a heap can be called from every guarantor of it.
        Where only survivors are called, the failure of one guarantor weighs on the others too."""
        book = self.cascade.book
        contracts, loans = len(book.cap), len(book.due)
        joins = csr_array((np.ones(len(book.loan)), (book.contract, book.loan + contracts)), (contracts + loans,) * 2)
        heap = book.party_count + connected_components(joins, directed=False)[1]
        guarantor, of_pair = book.guarantor[book.contract], heap[contracts + book.loan]
        back = [(guarantor, of_pair), (heap[contracts:], book.borrower)]
        if self.cascade.allocation is Allocation.SURVIVORS:
            back.append((of_pair, guarantor))
        source, target = (np.concatenate(ends).astype(np.int32) for ends in zip(*back, strict=True))
        return build_csr(source, target, book.party_count + contracts + loans)

    def _greedy(self) -> Positions:
        """The failure that brings most calls upon the target, then the next; at last those that were not needed go."""
        chosen: list[int] = []
        while True:
            rest = [one for one in self._in_order if one not in chosen][:BATCH]
            tried = [np.array(sorted([*chosen, one]), dtype=np.int32) for one in rest]
            broken, calls = self._tried(tried)
            best = int(np.lexsort((calls, broken))[-1])
            chosen.append(rest[best])
            if broken[best]:
                break
        for one in list(chosen):
            less = np.array(sorted(set(chosen) - {one}), dtype=np.int32)
            if len(less) and self._tried([less])[0][0]:
                chosen.remove(one)
        return np.array(chosen, dtype=np.int32)

    @cached_property
    def _in_order(self) -> list[int]:
        """The candidates, those worth trying first."""
        others = np.setdiff1d(np.argsort(-self.bounds, kind="stable"), self.seeds)
        found: list[int] = self.candidates[np.concatenate([self.seeds, others])].tolist()
        return found

    def _exhaustive(self, below: int) -> tuple[Positions | None, int]:
        """The smallest set below that size, or None; and up to which size every set has been refuted."""
        if not self.all_tried:
            return None, 0
        for size in range(1, below):
            sets = _heavy_enough(self.bounds[self.seeds], size, self.needed)
            while part := list(islice(sets, min(BATCH, max(0, self.most_trials - self.trials)))):
                tried = [np.sort(self.candidates[self.seeds[list(one)]]) for one in part]
                broken, _ = self._tried(tried)
                if broken.any():
                    return tried[int(np.argmax(broken))], size - 1
            if next(sets, None) is not None:
                return None, size - 1
        return None, below - 1

    def _by_amount(self) -> int:
        """So many are needed at least, if each brought all it can."""
        sums = np.cumsum(np.sort(self.bounds)[::-1])
        return int(np.argmax(_suffices(sums, self.needed))) + 1

    def _tried(self, sets: list[Positions]) -> tuple[NDArray[np.bool_], Floats]:
        """Per set whether it brings the target down, and what is called from it."""
        broken, calls = [], []
        for part in _batches(sets):
            found = self._run(part)
            broken += [self.target in one for one in _sets(found)]
            calls += _called(found, self.target)
        return np.array(broken, dtype=np.bool_), np.array(calls)

    def _run(self, sets: list[Positions]) -> TrialOutcomes:
        self.trials += len(sets)
        bounds = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.int64)
        return self.cascade.many(Trials(bounds, np.concatenate(sets).astype(np.int32)), self.threads)


def _batches(sets: list[Positions]) -> Iterator[list[Positions]]:
    for first in range(0, len(sets), BATCH):
        yield sets[first : first + BATCH]


def _sets(found: TrialOutcomes) -> Iterator[frozenset[int]]:
    bounds = found.defaulted.indptr.tolist()
    for first, last in pairwise(bounds):
        yield frozenset(found.defaulted.parties[first:last].tolist())


def _called(found: TrialOutcomes, target: int) -> list[float]:
    calls = np.zeros(len(found.called.indptr) - 1)
    own = np.flatnonzero(found.called.party == target)
    calls[np.searchsorted(found.called.indptr, own, side="right") - 1] = found.called.amount[own]
    return [float(one) for one in calls]


def _heavy_enough(bounds: Floats, size: int, needed: float) -> Iterator[tuple[int, ...]]:
    """The sets of a size whose bounds, which descend, together suffice."""
    before = np.concatenate([[0.0], np.cumsum(bounds)])

    def extended(chosen: tuple[int, ...], first: int, total: float) -> Iterator[tuple[int, ...]]:
        left = size - len(chosen)
        if not left:
            yield chosen
            return
        for at in range(first, len(bounds) - left + 1):
            if not _suffices(total + before[at + left] - before[at], needed):
                return  # the rest brings even less
            yield from extended((*chosen, at), at + 1, total + float(bounds[at]))

    return extended((), 0, 0.0)


def _suffices(amount: Any, needed: float) -> Any:
    """Whether bounds may bring the target down. A hair less does, since they are sums in another order, and by the
    rule so much may be enough as the buffer itself."""
    return amount > needed * (1 - SLACK)
