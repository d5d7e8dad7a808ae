"""The owners of one company and the beneficial owners of all, among a million enterprises and five million stakes.

The plain way to the owners of one company is scipy: the parties upstream by a breadth-first search, a sparse LU of
their equations, one solution. For all companies it is the same on a sample of them, times their number.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.sparse.linalg import splu

from graph.ownership.integrated import IntegratedOwnership
from graph.ownership.sweep import large_holders
from tests.benchmarks.measuring import Measurement, Recorder, median, peak_memory, quantile, seconds
from tests.benchmarks.ownership_world import OwnershipWorld, ownership_world

ENTERPRISES = 1_000_000
SEED = 4
COMPANIES, PLAIN_COMPANIES = 1_000, 50
OWNERS_S, SWEEP_S, SWEEP_GIB = 0.020, 60.0, 6.0
QUARTER = 0.25


@dataclass(frozen=True, eq=False)
class Asked:
    """A world, its look-through, the companies asked for, and the same holdings as scipy has them."""

    world: OwnershipWorld
    ownership: IntegratedOwnership
    companies: NDArray[np.int32]
    weights: csr_array[Any]


@pytest.fixture(scope="module")
def asked(record: Recorder) -> Asked:
    """Companies drawn at random; the first questions, which compile and factorise, are asked beforehand."""
    world = ownership_world(record.scaled(ENTERPRISES, 5_000), SEED)
    ownership = IntegratedOwnership.of(world.holdings)
    companies = np.random.default_rng(SEED).choice(world.enterprises, COMPANIES, replace=False)
    for members in world.loops:
        ownership.holders_of(int(members[0]))
    holdings = world.holdings
    shape = (holdings.party_count, holdings.party_count)
    weights = csr_array((holdings.share, (holdings.owned, holdings.owner)), shape=shape)
    return Asked(world, ownership, companies, weights)


def test_the_owners_of_one_company(asked: Asked, record: Recorder) -> None:
    """Companies at random, and members of the largest loop: the 99th percentile."""
    groups = {
        "owners of one company, at random, p99": asked.companies,
        f"owners of one company in a loop of {len(asked.world.loops[0]):,}, p99": asked.world.loops[0][:COMPANIES],
    }
    for figure, companies in groups.items():
        few = companies[:: max(1, len(companies) // PLAIN_COMPANIES)]
        with peak_memory() as peak:
            ours = _times(lambda company: asked.ownership.holders_of(company), companies)
        plain = _times(lambda company: _plain_owners(asked.weights, company), few)
        for company in few[:20].tolist():
            _assert_same(asked, company)
        record.keep(
            Measurement(
                claim="ownership", figure=figure, value=quantile(ours, 0.99) * 1000, unit="ms",
                plain=quantile(plain, 0.99) * 1000, plain_way="scipy: breadth_first_order and splu", size=_size(asked),
                seed=SEED, wall_s=sum(ours), peak_mib=peak.mib, repeats=len(ours), target=OWNERS_S * 1000,
                note=f"Median of {len(ours):,} companies: {median(ours) * 1000:.2f} ms ({figure}).",
            )
        )  # fmt: skip


def test_the_beneficial_owners_of_all_companies(asked: Asked, record: Recorder) -> None:
    """Natural persons with a look-through share of a quarter or more, of every company; the preparation included."""
    found = []
    with peak_memory() as peak:
        taken = seconds(
            lambda: found.append(
                large_holders(IntegratedOwnership.of(asked.world.holdings), QUARTER, among=asked.world.is_person)
            )
        )
    sample = asked.companies[:PLAIN_COMPANIES]
    plain = seconds(lambda: [_plain_owners(asked.weights, company) for company in sample.tolist()])
    for company in sample.tolist():
        holders = asked.ownership.holders_of(company).among(asked.world.is_person)
        large = holders.share >= QUARTER - 1e-9
        assert sorted(found[0].of(company)[0].tolist()) == sorted(holders.party[large].tolist())
    common: dict[str, Any] = {
        "claim": "ownership", "size": _size(asked), "seed": SEED, "wall_s": taken, "peak_mib": peak.mib,
    }  # fmt: skip
    record.keep(
        Measurement(
            figure="beneficial owners of all companies", value=taken, unit="s", target=SWEEP_S,
            plain=plain / len(sample) * len(asked.world.enterprises),
            plain_way="scipy on a sample of the companies, times their number",
            note=f"{len(found[0]):,} beneficial owners of a quarter or more; the world itself is in memory.", **common,
        ),
        Measurement(
            figure="memory for all companies, the world included", value=peak.mib / 1024, unit="GiB", target=SWEEP_GIB,
            **common,
        ),
    )  # fmt: skip


def _times(work: Callable[[int], object], companies: NDArray[np.int32]) -> list[float]:
    found = []
    for company in companies.tolist():
        start = time.perf_counter()
        work(company)
        found.append(time.perf_counter() - start)
    return found


def _plain_owners(weights: csr_array[Any], company: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Everybody upstream and their shares; `weights` are by owned and owner."""
    upstream = breadth_first_order(weights, company, directed=True, return_predecessors=False)
    inside = weights[upstream][:, upstream]
    given = np.zeros(len(upstream))
    given[0] = 1.0
    whole = splu(csc_array(eye_array(len(upstream)) - inside.T)).solve(given)
    return upstream, inside.T @ whole


def _assert_same(asked: Asked, company: int) -> None:
    upstream, share = _plain_owners(asked.weights, company)
    dense = np.zeros(asked.world.holdings.party_count)
    dense[upstream] = share
    ours = asked.ownership.holders_of(company)
    np.testing.assert_allclose(ours.share, dense[ours.party], atol=1e-10)
    assert abs(ours.share.sum() - share.sum()) < 1e-8


def _size(asked: Asked) -> str:
    return f"{len(asked.world.enterprises):,} enterprises, {len(asked.world.holdings):,} stakes"
