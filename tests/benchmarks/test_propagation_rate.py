"""Fifty rounds of clipped propagation among a million parties with five million exposures, beside scipy."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_array

from graph.contagion.debtrank import DebtRank
from graph.kernels.propagate import Rule
from tests.benchmarks.exposure_network import exposure_network
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds

PARTIES, EXPOSURES = 1_000_000, 5_000_000
SLOW, USUAL = 0.95, 0.5
"""Leverage: with the first, distress hardly dies down."""
ROUNDS = 50
THREADS = 2
SEED = 11
REPEATS = 5
SHARE_OF_TIME = 0.45
FAILED = 0.001
SMALL, LARGE = 1_000_000, 10_000_000
TIMES = 2.0


def test_rounds_beside_scipy(record: Recorder) -> None:
    """One party in a thousand fails; and, so that nothing can be left out, everybody is distressed a little."""
    parties = record.scaled(PARTIES, 20_000)
    with peak_memory() as peak:
        model = exposure_network(parties, round(parties * EXPOSURES / PARTIES), SLOW, SEED)
        chance = np.random.default_rng(SEED)
        few = np.where(chance.random(parties) < FAILED, 1.0, 0.0)
        everybody = chance.random(parties) * 1e-4
        took = {
            (name, dtype): _beside(model, start, dtype)
            for name, start in (("one in a thousand fails", few), ("everybody is distressed", everybody))
            for dtype in ("float32", "float64")
        }
    exposures = model.leverage.matrix.nnz
    record.keep(
        *(
            Measurement(
                claim="propagation", figure=f"50 rounds, {name}, {dtype}", unit="s", seed=SEED, repeats=REPEATS,
                size=f"{parties:,} parties, {exposures:,} exposures", peak_mib=peak.mib,
                value=median(found["ours"]), plain=median(found["scipy"]),
                plain_way=f"scipy, sparse product and minimum, {dtype}", wall_s=sum(found["ours"]),
                target_ratio=1 / SHARE_OF_TIME if dtype == "float32" else None,
            )
            for (name, dtype), found in took.items()
        )
    )  # fmt: skip


def test_cost_per_exposure(record: Recorder) -> None:
    """From the list of exposures to the result, with ten times the exposures."""
    took, peaks = {}, {}
    for full in (SMALL, LARGE):
        exposures = record.scaled(full, full // 50)
        model = exposure_network(exposures // 5, exposures, USUAL, SEED)
        start = np.where(np.random.default_rng(SEED).random(exposures // 5) < FAILED, 1.0, 0.0)
        with peak_memory() as peaks[full]:
            spent = [seconds(partial(_whole, model, start)) for _ in range(REPEATS)]
        took[full] = 1e9 * min(spent) / exposures
    record.keep(
        Measurement(
            claim="propagation", figure="a whole DebtRank, per exposure, among ten times as many", unit="ns",
            seed=SEED, value=took[LARGE], plain=took[SMALL], plain_way="a tenth of the exposures", repeats=REPEATS,
            size=f"{record.scaled(LARGE, LARGE // 50):,} exposures", target_ratio=1 / TIMES,
            peak_mib=peaks[LARGE].mib,
            note=f"A whole DebtRank takes up to {peaks[LARGE].mib:,.0f} MiB with the larger and "
            f"{peaks[SMALL].mib:,.0f} MiB with the smaller number of exposures, the exposures included.",
        )
    )  # fmt: skip


def _whole(model: DebtRank, start: NDArray[np.float64]) -> None:
    """From the list of exposures, of which nothing is prepared."""
    assert DebtRank(model.exposures, model.equity, model.value).run(start, threads=THREADS).convergence.converged


def _beside(model: DebtRank, start: NDArray[np.float64], dtype: DTypeLike) -> dict[str, list[float]]:
    """Seconds of both ways, which find the same."""
    own = model.leverage.matrix
    matrix: Any = csr_array((own.data.astype(dtype), own.indices, own.indptr), shape=own.shape)
    network = model.leverage.network_of(dtype)
    given = start.astype(dtype)
    rule = Rule(rounds=ROUNDS, tolerance=-1.0)

    def plain() -> NDArray[Any]:
        value = given
        for _ in range(ROUNDS):
            value = np.minimum(matrix @ value + given, 1)
        return value

    found = network.settle(given, rule, THREADS)  # compiles the kernels
    assert found.rounds == ROUNDS, "it has not died down before"
    assert np.allclose(found.value, plain(), rtol=0, atol=50 * np.finfo(dtype).eps)
    ways = {"ours": lambda: network.settle(given, rule, THREADS), "scipy": plain}
    return in_turns(REPEATS, {name: partial(seconds, way) for name, way in ways.items()})
