"""The DebtRank of each of five thousand parties as the only seed, beside scipy and dense numpy."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.contagion.debtrank import DebtRank, Variant
from graph.contagion.importance import all_seeds
from tests.benchmarks.exposure_network import exposure_network
from tests.benchmarks.measuring import Measurement, Recorder, in_turns, median, peak_memory, seconds

PARTIES, EXPOSURES = 5_000, 25_000
LEVERAGE = 0.6
THREADS = 2
SEED = 12
REPEATS = 3
TARGET_S = 5.0
TOLERANCE = 1e-9
DENSE_SEEDS = 50
"""Dense products are timed for so many seeds, and their time multiplied."""


def test_all_seeds(record: Recorder) -> None:
    """Both variants; the plain way propagates all seeds at once, as columns of one matrix."""
    parties = record.scaled(PARTIES, 500)
    of_2015 = exposure_network(parties, round(parties * EXPOSURES / PARTIES), LEVERAGE, SEED)
    of_2012 = DebtRank(of_2015.exposures, of_2015.equity, of_2015.value, Variant.BATTISTON_2012)
    found = all_seeds(of_2015, tolerance=TOLERANCE, threads=THREADS)  # compiles the kernels
    all_seeds(of_2012, threads=THREADS)
    rounds = found.convergence.iterations
    assert np.allclose(found.debtrank, _plain(of_2015, rounds), rtol=0, atol=1e-7), "both find the same"
    few = min(DENSE_SEEDS, parties)
    dense = of_2015.leverage.matrix.toarray()
    ways = {
        "2015": lambda: all_seeds(of_2015, tolerance=TOLERANCE, threads=THREADS),
        "2012": lambda: all_seeds(of_2012, tolerance=TOLERANCE, threads=THREADS),
        "scipy": lambda: _plain(of_2015, rounds),
        "numpy": lambda: _settled(dense, np.eye(parties, few), rounds),
    }
    with peak_memory() as peak:
        took = in_turns(REPEATS, {name: partial(seconds, way) for name, way in ways.items()}, once=("scipy", "numpy"))
    common: dict[str, Any] = {
        "claim": "all seeds", "seed": SEED, "peak_mib": peak.mib, "repeats": REPEATS, "unit": "s",
        "size": f"{parties:,} parties, {of_2015.leverage.matrix.nnz:,} exposures", "target": TARGET_S,
    }  # fmt: skip
    again = "each loss passed on (2015)"
    record.keep(
        Measurement(
            figure=again, value=median(took["2015"]), plain=took["scipy"][0], wall_s=sum(took["2015"]),
            plain_way="scipy, sparse times dense", note=f"After {rounds} rounds at most; to {TOLERANCE:g}.", **common,
        ),
        Measurement(
            figure=f"{again}, beside dense numpy", value=median(took["2015"]), wall_s=sum(took["2015"]),
            plain=took["numpy"][0] * parties / few, plain_way=f"numpy, dense, from {few} seeds", **common,
        ),
        Measurement(figure="passed on once (2012)", value=median(took["2012"]), wall_s=sum(took["2012"]), **common),
    )  # fmt: skip


def _settled(matrix: Any, seeds: NDArray[np.float64], rounds: int) -> NDArray[np.float64]:
    h = seeds
    for _ in range(rounds):
        h = np.minimum(seeds + matrix @ h, 1)
    return h


def _plain(model: DebtRank, rounds: int) -> NDArray[np.float64]:
    h = _settled(model.leverage.matrix, np.eye(len(model.equity)), rounds)
    np.fill_diagonal(h, 0)
    return np.asarray(model.shares @ h)
