"""What nodes hand on that keep nothing back, against rounds of the definition with a full matrix."""

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.kernels.floored_flow import DIRECT, SMALL, Flow, floored_flow

Floats = NDArray[np.float64]


def network(size: int, edges: int, leak: float, seed: int) -> tuple[Flow, NDArray[np.int32]]:
    """Every node hands on to others at random, beside a ring through all; and its sources."""
    rng = np.random.default_rng(seed)
    source = np.concatenate([np.arange(size), rng.integers(0, size, edges)])
    target = np.concatenate([np.roll(np.arange(size), 1), rng.integers(0, size, edges)])
    pairs = np.unique(np.stack([source, target], axis=1)[source != target], axis=0).astype(np.int32)
    weight = rng.random(len(pairs))
    total = np.bincount(pairs[:, 0], weights=weight, minlength=size)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(pairs[:, 0], minlength=size))])
    weight *= (1 - leak) / total[pairs[:, 0]]
    return Flow(indptr.astype(np.int64), pairs[:, 1].copy(), weight, np.full(size, leak)), pairs[:, 0]


def rounds(flow: Flow, source: NDArray[np.int32], given: Floats) -> Floats:
    x = np.zeros(len(given))
    for _ in range(3_000):
        handed = np.bincount(flow.indices, weights=flow.weight * x[source], minlength=len(given))
        x = np.maximum(0, given + handed)
    return x


@pytest.mark.parametrize("size", [2, 7, SMALL, SMALL + 1, 200, DIRECT + 500])
@pytest.mark.parametrize("below_zero", [0.0, 0.3, 0.9])
def test_as_by_rounds_of_the_definition(size: int, below_zero: float) -> None:
    flow, source = network(size, 3 * size, 0.05, seed=size)
    rng = np.random.default_rng(size)
    given = np.where(rng.random(size) < below_zero, -1.0, 1.0) * rng.random(size)
    expected = rounds(flow, source, given)
    found = floored_flow(flow, given, np.full(size, expected.max() + 1))
    assert np.allclose(found, expected, rtol=0, atol=1e-11)


@pytest.mark.parametrize("size", [3, 100, DIRECT + 500])
def test_what_nobody_leaves_keeps_its_bounds(size: int) -> None:
    flow, _ = network(size, size, 0.0, seed=1)
    before = np.full(size, 7.0)
    assert floored_flow(flow, np.ones(size), before).tolist() == before.tolist()


def test_components_are_settled_sources_first() -> None:
    """0 → {1 ⇄ 2} → 3: one comes in, half of what goes round leaves each time."""
    indptr = np.array([0, 1, 2, 4, 4], dtype=np.int64)
    flow = Flow(
        indptr, np.array([1, 2, 1, 3], np.int32), np.array([1.0, 1.0, 0.5, 0.5]), np.array([0.0, 0.0, 0.0, 1.0])
    )
    found = floored_flow(flow, np.array([1.0, 0.0, 0.0, -0.25]), np.full(4, 9.0))
    assert np.allclose(found, [1, 2, 2, 0.75])
