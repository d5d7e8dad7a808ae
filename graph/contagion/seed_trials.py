"""One party after the other as the only seed of DebtRank: blocks of seeds side by side, bounded, and to be ended.

Where distress is passed on again and again (2015) only what a failure adds to what happens anyway is followed, and of
seeds that reach a loop which amplifies only what they add to what that loop comes to; whoever has failed by then adds
nothing, and needs no trial.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.contagion.convergence import Convergence
from graph.contagion.debtrank import WIPED_OUT, DebtRank, Variant
from graph.contagion.exposures import Floats, Positions
from graph.contagion.saturation import Above, amplifying_loop
from graph.kernels.propagate import ends
from graph.kernels.propagate_many import settle_many

OnProgress = Callable[[int, int], None]
"""How much is done, and of how much; may raise to end it."""

BLOCK: Final = (2, 64)
"""So many seeds are propagated side by side, at least and at most."""
BLOCK_VALUES: Final = 1 << 23
"""Fewer where their values would take more than 64 MiB,"""
BLOCK_STEPS: Final = 1_000_000_000
"""or where so many steps, one exposure of one seed in one round, are expected: about a second of one core."""
USUAL_ROUNDS: Final = 50
BATCH: Final = 16
"""So many blocks are tried before it is asked whether they are enough."""
STEPS: Final = 1_000_000_000_000
"""All seeds together take no more, so rounds end earlier where seeds and exposures are many and distress hardly dies
down: some ten minutes of one core. What has not converged by then is a lower bound."""
ROUNDS: Final = (USUAL_ROUNDS, 10_000)
"""Rounds of a seed are allowed at least and at most."""
BASE_TOLERANCE: Final = 1e-13
"""To this what happens without any seed is followed, once for all of them."""


class Effect(NamedTuple):
    """debtrank, induced: per seed. distress: per party, summed over the seeds. open_seeds: how many had not converged.
    convergence: of the slowest."""

    debtrank: Floats
    induced: NDArray[np.int64]
    distress: Floats
    open_seeds: int
    convergence: Convergence


class SeedTrials:
    """Tries seeds in blocks, several at a time, beside what happens without any.

    most: so many seeds are tried in all, which decides how many rounds each is followed. tolerance: of the share of
    equity lost. without: per party the share lost without any seed.
    """

    def __init__(self, model: DebtRank, most: int, tolerance: float, threads: int) -> None:
        self.model, self.threads, self.count = model, max(1, threads), model.exposures.party_count
        self.edges = len(model.leverage.matrix.data)
        start = model.start(np.zeros(self.count))
        settled = model.leverage.network.settle(start, model.rule(min(tolerance, BASE_TOLERANCE)), self.threads)
        self.without = settled.value
        self.convergence = Convergence(settled.rounds, settled.residual, settled.converged)
        self.base_of = np.zeros(self.count, dtype=np.int64)
        if model.variant is Variant.BATTISTON_2012:  # passed on once, which ends by itself
            self.rule = model.rule(tolerance)
            self.bases = [Above.nothing(model.leverage, start, self.without)]
            return
        self.rule = model.rule(tolerance, rounds_allowed(self.edges, most))
        self.bases = [Above.of(model.leverage, start, self.without)]
        if loop := amplifying_loop(self.bases[0]):
            self.bases.append(Above.of(model.leverage, start, loop.least))
            self.base_of[loop.reached_from] = 1

    def tried(
        self, seeds: Positions, on_progress: OnProgress | None = None,
        enough: Callable[[int, Floats], bool] = lambda _tried, _debtrank: False,
    ) -> Effect:  # fmt: skip
        """These seeds in their order, batch by batch; only the first of them where that is `enough`."""
        found = merged(self.count, [])

        def tell(done: int) -> None:
            if on_progress:
                on_progress(len(found.debtrank) + done, len(seeds))

        while (first := len(found.debtrank)) < len(seeds) and not (first and enough(first, found.debtrank)):
            width = self._width(found.convergence.iterations if first else self.rule.rounds)
            batch = self._batch(seeds[first : first + width * BATCH], width, tell)
            found = merged(self.count, [found, batch])
        return found

    def _width(self, rounds: int) -> int:
        """How many seeds side by side where they take so many rounds: those that the ones before took, and of the first
        ones all that are allowed."""
        steps = max(rounds, USUAL_ROUNDS) * max(self.edges, 1)
        most = min(BLOCK[1], max(BLOCK[0], BLOCK_STEPS // steps))
        return max(1, min(most, BLOCK_VALUES // max(self.count, 1)))

    def _batch(self, seeds: Positions, width: int, tell: Callable[[int], None]) -> Effect:
        """The effects of these seeds, in their order; those of whoever has failed already need no trial."""
        known: list[tuple[NDArray[np.int64], Effect]] = []
        blocks: list[tuple[Above, NDArray[np.int64]]] = []
        for number, base in enumerate(self.bases):
            here = self.base_of[seeds] == number
            failed, able = (np.flatnonzero(here & of) for of in (base.failed[seeds], ~base.failed[seeds]))
            known.append((failed, self._of_failed(base, seeds[failed])))
            blocks += [(base, able[first : first + width]) for first in range(0, len(able), width)]
        done = sum(len(at) for at, _ in known)
        tell(done)
        with ThreadPoolExecutor(self.threads, thread_name_prefix="seeds") as pool:
            waiting = [pool.submit(self._effect, base, seeds[at]) for base, at in blocks]
            try:
                for (_, at), effect in zip(blocks, waiting, strict=True):
                    known.append((at, effect.result()))
                    done += len(at)
                    tell(done)
            finally:  # whoever ends it waits for no more than the blocks that are under way
                pool.shutdown(cancel_futures=True)
        order = np.argsort(np.concatenate([at for at, _ in known]))
        whole = merged(self.count, [effect for _, effect in known])
        return whole._replace(debtrank=whole.debtrank[order], induced=whole.induced[order])

    def _of_failed(self, base: Above, seeds: Positions) -> Effect:
        """Of seeds that have failed by then: all that happens anyway, but for themselves."""
        shares, before = self.model.shares, self.without
        fallen = (base.outcome >= WIPED_OUT) & (before < WIPED_OUT)
        debtrank = float(shares @ (base.outcome - before)) - shares[seeds] * (base.outcome - before)[seeds]
        return Effect(
            debtrank, int(fallen.sum()) - fallen[seeds].astype(np.int64), base.outcome * len(seeds), 0,
            Convergence(0, 0.0, True),
        )  # fmt: skip

    def _effect(self, base: Above, seeds: Positions) -> Effect:
        settled = settle_many(base.network, base.given, seeds, self.rule)
        h, own = base.distress(settled.value), np.arange(len(seeds))
        added = h - self.without[:, None]
        added[seeds, own] = 0.0
        wiped_out = (h >= WIPED_OUT) & (self.without < WIPED_OUT)[:, None]
        wiped_out[seeds, own] = False
        left = 0 if settled.converged else self._open(base, seeds, settled.value)
        way = Convergence(settled.rounds, settled.residual, settled.converged)
        return Effect(self.model.shares @ added, wiped_out.sum(axis=0), h.sum(axis=1), left, way)

    def _open(self, base: Above, seeds: Positions, reached: NDArray[np.float64]) -> int:
        """How many of these seeds have not converged: by two rounds more. Where distress is passed on once, all that
        were followed with one that has not."""
        if self.rule.once:
            return len(seeds)
        first = base.next_round(reached, seeds)
        second = base.next_round(first, seeds)
        before, residual = ((after - value).max(axis=0) for value, after in ((reached, first), (first, second)))
        closed = [
            ends(float(now), float(then), self.rule.tolerance) for now, then in zip(residual, before, strict=True)
        ]
        return int(len(seeds) - np.count_nonzero(np.array(closed) | (residual <= 0)))


def rounds_allowed(edges: int, seeds: int) -> int:
    """How many rounds each of so many seeds is followed over so many exposures, so that the work stays bounded."""
    least, most = ROUNDS
    return min(most, max(least, STEPS // max(edges * seeds, 1)))


def merged(party_count: int, effects: list[Effect]) -> Effect:
    """Effects of several blocks as those of one, in their order; the distress of each party is summed."""
    total = np.zeros(party_count)
    for effect in effects:
        total += effect.distress
    return Effect(
        np.concatenate([np.zeros(0), *(effect.debtrank for effect in effects)]),
        np.concatenate([np.zeros(0, dtype=np.int64), *(effect.induced for effect in effects)]),
        total, sum(effect.open_seeds for effect in effects), slowest([effect.convergence for effect in effects]),
    )  # fmt: skip


def slowest(ways: list[Convergence]) -> Convergence:
    """The most iterations and the largest residual; converged where all are."""
    return Convergence(
        max((way.iterations for way in ways), default=0), max((way.residual for way in ways), default=0.0),
        all(way.converged for way in ways),
    )  # fmt: skip
