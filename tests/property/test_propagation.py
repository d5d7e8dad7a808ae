"""Clipped propagation beside scipy, whatever the threads, the number type and the way a round is made."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import DTypeLike, NDArray
from scipy.linalg import expm
from scipy.sparse import csr_array

from graph.contagion.exposures import Exposures
from graph.contagion.impact import ImpactMeasures
from graph.kernels.closed_walks import closed_walks
from graph.kernels.propagate import BUILT_AFTER, Propagation, Rule
from graph.kernels.propagate_many import settle_many
from graph.kernels.spectral_radius import spectral_radius

Sparse = csr_array[Any, tuple[int, int]]
EXAMPLES = settings(max_examples=25, deadline=None)


def network(nodes: int, edges: int, weight: float, seed: int, dtype: DTypeLike = np.float64) -> Sparse:
    chance = np.random.default_rng(seed)
    ends = chance.integers(0, nodes, (2, edges))
    values = (chance.random(edges) * weight).astype(dtype)
    found: Any = csr_array((values, (ends[0], ends[1])), shape=(nodes, nodes))
    found.sum_duplicates()
    return cast(Sparse, found)


def prepared(matrix: Sparse) -> Propagation:
    return Propagation.of(matrix, matrix.dtype)


def plain(matrix: Sparse, start: NDArray[Any], once: bool, rounds: int) -> NDArray[Any]:
    passed = value = start
    for _ in range(rounds):
        value = np.minimum(start + matrix @ passed, 1)
        passed = np.where(passed > 0, passed, value) if once else value
    return value


@pytest.mark.parametrize("once", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("share", [0.0005, 0.5])
def test_every_round_is_that_of_a_sparse_product(once: bool, dtype: DTypeLike, share: float) -> None:
    """From few nodes by frontiers once it is known who receives, then in full rounds as it spreads; else, and from
    many, in full rounds throughout."""
    matrix = network(4_000, 16_000, 0.35, 3, dtype)
    chance = np.random.default_rng(4)
    start = np.where(chance.random(4_000) < share, chance.random(4_000), 0).astype(dtype)
    for rounds in (0, 1, 2, 3, 5, 8, 13, 40):
        rule = Rule(once, rounds, -1.0)
        found = prepared(matrix).settle(start, rule)
        assert found.value.dtype == dtype
        assert np.allclose(found.value, plain(matrix, start, once, rounds), rtol=0, atol=10 * np.finfo(dtype).eps)
        assert (prepared(matrix).settle(start, rule, threads=2).value == found.value).all()
        following = prepared(matrix)
        assert len(following.receivers.indices) == matrix.nnz
        again = following.settle(start, rule)
        assert (again.value == found.value).all()
        assert again.rounds == found.rounds


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_many_tiles_have_the_bits_of_single_nodes(dtype: DTypeLike) -> None:
    """Three parts of sources; to follow single nodes is to read the rows themselves."""
    matrix = network(150_000, 450_000, 0.3, 8, dtype)
    start = np.zeros(150_000, dtype=dtype)
    start[[3, 70_000, 149_999]] = 1
    rule = Rule(rounds=6, tolerance=-1.0)
    full, following = prepared(matrix), prepared(matrix)
    assert len(following.receivers.indices) == matrix.nnz
    found, again = full.settle(start, rule, threads=2), following.settle(start, rule)
    assert full.tiles.start.shape[1] == 4
    assert "tiles" not in vars(following)
    assert (found.value == again.value).all()
    assert np.allclose(found.value, plain(matrix, start, False, 6), rtol=0, atol=10 * np.finfo(dtype).eps)


@pytest.mark.parametrize("once", [False, True])
def test_it_takes_as_many_rounds_whatever_was_asked_before(once: bool) -> None:
    """The last of seventeen receives from the first, and nobody from it: one round, whether single nodes are followed
    or all are gone through. As the first of a slice it stands for sixteen."""
    matrix = csr_array((np.array([0.5]), ([16], [0])), shape=(17, 17))
    start = np.eye(17)[0]
    full, following = prepared(matrix), prepared(matrix)
    assert following.receivers.indices.tolist() == [16]
    for one in (full, following):
        found = one.settle(start, Rule(once))
        assert (found.rounds, found.residual, found.converged, found.value[16]) == (1, 0.0, True, 0.5)


@pytest.mark.parametrize("once", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_columns_have_the_bits_of_single_runs(once: bool, dtype: DTypeLike) -> None:
    matrix = network(600, 1_800, 0.6, 5, dtype)
    chance = np.random.default_rng(6)
    start = np.where(chance.random(600) < 0.01, chance.random(600), 0).astype(dtype)
    seeds = chance.permutation(600)[:40]
    rule = Rule(once)
    many = settle_many(prepared(matrix), start, seeds, rule)
    assert many.converged
    for column, seed in enumerate(seeds.tolist()):
        one = prepared(matrix).settle(np.where(np.arange(600) == seed, 1, start).astype(dtype), rule)
        assert (many.value[:, column] == one.value).all()


def test_who_receives_is_found_out_when_asked_for_often() -> None:
    """A chain, one new node a round: at first full rounds are cheaper."""
    chain = prepared(csr_array((np.ones(199), (np.arange(1, 200), np.arange(199))), shape=(200, 200)))
    first = np.eye(200)[0]
    assert chain.settle(first, Rule(rounds=BUILT_AFTER)).value.sum() == BUILT_AFTER + 1
    assert "receivers" not in vars(chain)
    assert chain.settle(first).value.sum() == 200
    assert "receivers" in vars(chain)


def test_too_few_rounds_are_told() -> None:
    """Half of each loss comes back every other round."""
    loop = prepared(csr_array(np.array([[0, 0.5], [0.5, 0]])))
    found = loop.settle(np.array([0.2, 0.0]), Rule(rounds=3))
    assert (found.rounds, found.converged) == (3, False)
    assert found.residual > 0
    assert loop.settle(np.array([0.2, 0.0])).value == pytest.approx([0.8 / 3, 0.4 / 3], abs=1e-11)


@EXAMPLES
@given(st.integers(1, 12), st.integers(0, 40), st.sampled_from([0.2, 1.0, 5.0]), st.integers(0, 1_000))
def test_the_radius_lies_between_its_bounds(nodes: int, edges: int, weight: float, seed: int) -> None:
    matrix = network(nodes, edges, weight, seed)
    found = spectral_radius(matrix)
    largest = max(abs(np.linalg.eigvals(matrix.toarray())))
    blur = 1e-3 if largest > 0 else 1e-2  # eigenvalues of a nilpotent matrix are blurred by a root of the rounding
    assert found.least - blur <= largest <= found.most + blur


def test_the_radius_of_exact_loops() -> None:
    ring = csr_array((np.array([2.0, 0.5, 1.0]), ([0, 1, 2], [1, 2, 0])), shape=(4, 4))
    assert spectral_radius(ring).reaches_one
    assert spectral_radius(ring * 0.99).is_below_one
    assert spectral_radius(csr_array((3, 3))) == (0.0, 0.0)


@EXAMPLES
@given(st.integers(1, 9), st.integers(0, 30), st.booleans(), st.integers(0, 1_000))
def test_impact_measures_are_those_of_the_dense_exponential(nodes: int, edges: int, binary: bool, seed: int) -> None:
    chance = np.random.default_rng(seed)
    ends = chance.integers(0, nodes, (2, edges)).astype(np.int32)
    equity = chance.integers(1, 6, nodes).astype(np.float64)
    exposures = Exposures(nodes, ends[0], ends[1], chance.integers(0, 6, edges).astype(np.float64))
    model = ImpactMeasures(exposures, equity, is_binary=binary)
    claims = np.zeros((nodes, nodes))
    np.add.at(claims, (exposures.debtor, exposures.creditor), exposures.amount)
    np.fill_diagonal(claims, 0)
    impact = np.minimum((claims >= equity) * (claims > 0.0) if binary else claims / equity, 1)
    assert np.allclose(model.impact.toarray(), impact)
    assert np.allclose(closed_walks(model.impact), np.diag(expm(impact)) - 1, rtol=0, atol=1e-9)

    def walks(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        found = expm(matrix)
        np.fill_diagonal(found, 0)
        return np.asarray(found)

    reached, direct = walks(impact).sum(axis=0), impact.sum(axis=0)
    expected = np.divide(reached, direct, out=np.zeros(nodes), where=direct > 0)
    assert np.allclose(model.susceptibility, expected, rtol=0, atol=1e-9)
    diffusion = model.diffusion(np.arange(nodes, dtype=np.int32))
    for party in range(nodes):
        lost = np.zeros(nodes)
        if impact[party].any():
            without = impact.copy()
            without[party] = 0
            lost = np.maximum(walks(impact) - walks(without), 0).sum(axis=1) / impact[party].sum()
        assert diffusion.start[party] == pytest.approx(lost[party], abs=1e-9)
        assert diffusion.intermediate[party] == pytest.approx(lost.sum() - lost[party], abs=1e-9)
