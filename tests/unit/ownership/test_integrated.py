"""Look-through shares: loops by hand and by exact fractions, large components, and FinBench's companies."""

import csv
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.kernels import elimination
from graph.kernels.elimination import Block
from graph.kernels.iteration import Iteration
from graph.kernels.solve import Solver, unit
from graph.ownership.integrated import IntegratedOwnership, LookThrough
from graph.ownership.shareholdings import Shareholdings, Stakes

DATA = Path(os.environ.get("RINGFENCE_TEST_DATA", Path(__file__).parents[3] / ".." / "shared"))
FINBENCH = DATA / "data" / "finbench" / "snapshot"
Edge = tuple[int, int, float]


def held(parties: int, edges: Sequence[Edge]) -> Shareholdings:
    owner, owned = (np.array([edge[end] for edge in edges], dtype=np.int32) for end in (0, 1))
    share = np.array([edge[2] for edge in edges], dtype=np.float64)
    return Shareholdings.of_stakes(parties, Stakes(owner, owned, share, np.full(len(share), np.nan)))


def ownership(parties: int, edges: Sequence[Edge]) -> IntegratedOwnership:
    return IntegratedOwnership.of(held(parties, edges))


def dense(holdings: Shareholdings) -> NDArray[np.float64]:
    """Y = (I - W)⁻¹ W by numpy."""
    weights = np.zeros((holdings.party_count, holdings.party_count))
    weights[holdings.owner, holdings.owned] = holdings.share
    return np.linalg.solve(np.eye(holdings.party_count) - weights, weights).astype(np.float64)


def spread(shares: LookThrough, parties: int) -> NDArray[np.float64]:
    found = np.zeros(parties)
    found[shares.party] = shares.share
    return found


def ring_with_chords(size: int, seed: int, strongest: float = 0.5) -> list[Edge]:
    """A strong component of `size` companies, each held besides by one of `size` persons."""
    chance = np.random.default_rng(seed)
    edges = [(i, (i + 1) % size, float(chance.uniform(0.05, strongest))) for i in range(size)]
    edges += [(int(a), int(b), float(chance.uniform(0.01, 0.15))) for a, b in chance.integers(0, size, (size, 2))]
    return edges + [(size + i, i, 0.1) for i in range(size)]


def test_nobody_holds_anything() -> None:
    empty = ownership(3, [])
    assert len(empty.holders_of(1)) == len(empty.holdings_of(1)) == 0
    assert empty.unattributed().tolist() == [1, 1, 1]
    assert len(empty.unresolved) == len(empty.over_owned) == 0
    assert not empty.is_outside.any()
    assert ownership(0, []).unattributed().tolist() == []


def test_shares_are_ordered_by_size_then_position() -> None:
    found = ownership(5, [(4, 0, 0.2), (1, 0, 0.2), (3, 0, 0.5), (2, 0, 0.1)]).holders_of(0)
    assert found.party.tolist() == [3, 1, 4, 2]
    assert found.share.tolist() == [0.5, 0.2, 0.2, 0.1]
    assert found.residual == 0
    assert (found.share_of(3), found.share_of(0)) == (0.5, 0)
    assert found.among(np.array([True, True, False, False, True])).party.tolist() == [1, 4]


@pytest.mark.parametrize("leak", [1e-3, 1e-6, 1e-9, 1e-12])
def test_a_loop_that_hardly_leaks_belongs_to_whoever_holds_the_leak(leak: float) -> None:
    """A holds 1 - leak of B, B holds all of A, P holds the leak of B: P owns all of both."""
    a, b, p = 0, 1, 2
    found = ownership(3, [(a, b, 1 - leak), (b, a, 1.0), (p, b, leak)])
    assert found.unresolved.tolist() == []
    np.testing.assert_allclose(spread(found.holdings_of(p), 3)[[a, b]], 1.0, atol=1e-9)
    for company in (a, b):
        assert abs(found.holders_of(company).among(found.is_outside).share_of(p) - 1) < 1e-9
    np.testing.assert_allclose(found.unattributed(), [0, 0, 1], atol=1e-9)


def test_two_who_hold_the_leak_of_a_large_loop_divide_it_by_their_stakes() -> None:
    """Fifty companies in a ring; two persons hold 1e-12 and 3e-12 of one of them."""
    ring: list[Edge] = [(i, (i + 1) % 50, 1.0 if i else 1 - 4e-12) for i in range(50)]
    found = ownership(52, [*ring, (50, 1, 1e-12), (51, 1, 3e-12)])
    np.testing.assert_allclose(spread(found.holdings_of(50), 52)[:50], 0.25, atol=1e-9)
    np.testing.assert_allclose(spread(found.holdings_of(51), 52)[:50], 0.75, atol=1e-9)


def test_the_factors_of_a_nearly_closed_component_are_exact_in_every_digit() -> None:
    """Against rational arithmetic: a component that loses 1e-13, where numpy has three digits left."""
    weights = [[0, 0.5, 0.25], [0.75, 0, 0.75], [0.25, 0.5 - 2.0**-43, 0]]
    slack = [Fraction(0), Fraction(2) ** -43, Fraction(0)]
    exact = fraction_inverse([[Fraction(x) for x in row] for row in weights])
    columns = [(i, weights[i][j]) for j in range(3) for i in range(3) if i != j]
    block = Block(
        np.array([0, 2, 4, 6]), np.array([i for i, _ in columns], dtype=np.int32), np.array([w for _, w in columns]),
        np.array([float(s) for s in slack]),
    )  # fmt: skip
    solver = Solver.of(block)
    assert solver is not None
    for node in range(3):
        column, _ = solver.solve(unit(3, node))
        row, _ = solver.solve(unit(3, node), transposed=True)
        np.testing.assert_allclose(column, [float(exact[i][node]) for i in range(3)], rtol=4e-15)
        np.testing.assert_allclose(row, [float(exact[node][i]) for i in range(3)], rtol=4e-15)
        assert column[node] == pytest.approx(float(exact[node][node]), rel=4e-15)


def fraction_inverse(weights: list[list[Fraction]]) -> list[list[Fraction]]:
    """(I - W)⁻¹ by Gauss and Jordan in fractions."""
    size = len(weights)
    unit = [[Fraction(i == j) for j in range(size)] for i in range(size)]
    rows = [[unit[i][j] - weights[i][j] for j in range(size)] + unit[i] for i in range(size)]
    for k in range(size):
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(size):
            if i != k:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[size:] for row in rows]


def test_a_closed_loop_has_no_ultimate_owner_and_hands_nothing_on() -> None:
    """A and B hold each other whole; A holds 0.6 of S; C holds itself whole and 0.5 of S's subsidiary T."""
    a, b, c, s, t, p = range(6)
    found = ownership(6, [(a, b, 1), (b, a, 1), (c, c, 1), (a, s, 0.6), (p, s, 0.4), (s, t, 0.5), (c, t, 0.5)])
    assert found.unresolved.tolist() == [a, b, c]
    assert found.unattributed().tolist() == pytest.approx([1, 1, 1, 0.6, 0.8, 1])
    assert len(found.holders_of(a)) == len(found.firm_to_firm_of(c)) == 0
    assert dict(zip(*(x.tolist() for x in (found.holders_of(t).party, found.holders_of(t).share)), strict=True)) == (
        pytest.approx({s: 0.5, c: 0.5, a: 0.3, p: 0.2})
    )
    assert found.holdings_of(a).party.tolist() == [s, t]
    assert found.holdings_of(b).party.tolist() == []


def test_registered_shares_that_do_not_add_up_to_the_last_digit_are_whole() -> None:
    found = ownership(4, [(1, 0, 0.6), (2, 0, 0.3), (3, 0, 0.1)])
    assert 0.6 + 0.3 + 0.1 != 1
    assert found.undisclosed[0] == 0
    assert ownership(3, [(1, 0, 0.7), (2, 0, 0.1)]).undisclosed[0] == pytest.approx(0.2)


def test_own_shares_are_divided_out() -> None:
    found = ownership(2, [(1, 0, 0.6), (0, 0, 0.2)])
    assert found.holders_of(0).share_of(1) == pytest.approx(0.75)
    assert found.unattributed()[0] == pytest.approx(0.25)
    assert found.firm_to_firm(0).share_of(0) == pytest.approx(0.2)


def test_over_owned_companies_are_flagged_and_kept_as_registered() -> None:
    found = ownership(3, [(1, 0, 0.8), (2, 0, 0.6)])
    assert found.over_owned.tolist() == [0]
    assert found.holders_of(0).share.tolist() == [0.8, 0.6]
    assert found.unattributed()[0] == pytest.approx(-0.4)
    assert found.undisclosed[0] == 0


def test_an_over_owned_loop_that_does_not_diverge_is_answered() -> None:
    found = held(3, [(0, 1, 0.9), (1, 0, 0.6), (2, 1, 0.3)])
    assert IntegratedOwnership.of(found).unresolved.tolist() == []
    np.testing.assert_allclose(spread(IntegratedOwnership.of(found).holdings_of(2), 3), dense(found)[2], rtol=1e-12)


@pytest.mark.parametrize("size", [2, 40])
def test_a_loop_that_diverges_is_refused_and_the_rest_is_answered(size: int) -> None:
    """A ring of companies held 1.1 each by one another, one of them held by P; one holds half of T, P a quarter."""
    p, t = size, size + 1
    ring: list[Edge] = [(i, (i + 1) % size, 1.1) for i in range(size)]
    found = ownership(size + 2, [*ring, (p, 0, 0.3), (0, t, 0.5), (p, t, 0.25)])
    assert found.unresolved.tolist() == list(range(size))
    assert found.over_owned.tolist() == list(range(size))
    assert found.holders_of(t).party.tolist() == [0, p]
    assert found.holders_of(t).share.tolist() == [0.5, 0.25]
    assert found.holdings_of(p).party.tolist() == [t]
    assert found.unattributed()[t] == pytest.approx(0.75)
    assert np.isfinite(found.unattributed()).all()


@pytest.mark.parametrize("size", [3, 17, 60, 400])
def test_components_of_every_size_agree_with_a_dense_solution(size: int) -> None:
    holdings = held(2 * size, ring_with_chords(size, seed=size))
    found, expected = IntegratedOwnership.of(holdings), dense(holdings)
    for party in (0, size - 1, size, 2 * size - 1):
        np.testing.assert_allclose(spread(found.holders_of(party), 2 * size), expected[:, party], atol=1e-13)
        np.testing.assert_allclose(spread(found.holdings_of(party), 2 * size), expected[party], atol=1e-13)
    np.testing.assert_allclose(found.unattributed()[:size], 1 - expected[size:, :size].sum(axis=0), atol=1e-12)
    returns = 1 + np.diag(expected)
    np.testing.assert_allclose(spread(found.firm_to_firm_of(0), 2 * size), expected[:, 0] / returns, atol=1e-13)
    large = np.where(expected[:, 0] / returns >= 0.05, expected[:, 0] / returns, 0)
    alone = IntegratedOwnership.of(holdings)
    np.testing.assert_allclose(spread(alone.firm_to_firm_of(0, 0.05), 2 * size), large, atol=1e-13)
    assert 0 < np.count_nonzero(large) < size or size == 3


@pytest.mark.parametrize("strongest", [0.5, 0.899999])
def test_what_is_too_large_for_factors_is_solved_by_sweeps_and_says_how_well(
    strongest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 300
    edges = ring_with_chords(size, seed=9, strongest=strongest)
    holdings = held(2 * size, edges)
    expected = dense(holdings)
    monkeypatch.setattr(elimination, "ENTRIES", 2)
    found = IntegratedOwnership.of(holdings)
    for party in (0, 7):
        holders, holds = found.holders_of(party), found.holdings_of(size + party)
        assert 0 < holders.residual <= 1e-12
        assert 0 < holds.residual <= 1e-12
        np.testing.assert_allclose(spread(holders, 2 * size), expected[:, party], atol=1e-11)
        np.testing.assert_allclose(spread(holds, 2 * size), expected[size + party], atol=1e-11)
    np.testing.assert_allclose(found.unattributed()[:size], 1 - expected[size:, :size].sum(axis=0), atol=1e-11)
    assert found.unattributed_residual <= 1e-12


def test_sweeps_refuse_what_diverges_and_mend_what_circulates() -> None:
    ring = np.arange(50, dtype=np.int32)
    whole = (np.arange(51, dtype=np.int64), np.roll(ring, 1))
    growing = Block(*whole, np.full(50, 1.02), np.full(50, -0.02))
    assert Iteration.of(growing) is None
    closed = Block(*whole, np.ones(50), np.zeros(50))
    assert Iteration.of(closed) is None
    slack = np.zeros(50)
    slack[3] = 1e-10
    values = np.ones(50)
    values[3] = 1 - 1e-10
    leaking = Iteration.of(Block(*whole, values, slack))
    assert leaking is not None
    x, residual = leaking.solve(unit(50, 10), transposed=False)
    assert residual <= 1e-12
    assert (x * slack).sum() == pytest.approx(1, rel=1e-9)


def test_two_threads_get_what_one_gets() -> None:
    size = 200
    found = ownership(2 * size, ring_with_chords(size, seed=4))
    expected = [found.holders_of(party).share.tolist() for party in range(size)]
    fresh = ownership(2 * size, ring_with_chords(size, seed=4))
    with ThreadPoolExecutor(4) as threads:
        assert [x.share.tolist() for x in threads.map(fresh.holders_of, range(size))] == expected


@pytest.mark.skipif(not FINBENCH.is_dir(), reason="no FinBench snapshot; set RINGFENCE_TEST_DATA")
def test_the_strong_component_of_finbench_agrees_with_a_dense_inverse() -> None:
    """Every holder of companies of the strong component of 457: each share, and their sum with the unattributed."""
    holdings = finbench()
    found, expected = IntegratedOwnership.of(holdings), dense(holdings)
    sizes = found.network.condensation.sizes
    assert sorted(sizes.tolist())[-2:] == [1, 457]
    members = found.network.condensation.members(int(sizes.argmax()))
    unattributed = found.unattributed()
    for company in members[:: len(members) // 20].tolist():
        holders = found.holders_of(company)
        np.testing.assert_allclose(spread(holders, holdings.party_count), expected[:, company], atol=1e-13)
        outside = holders.among(found.is_outside)
        assert len(outside) > 500
        assert outside.share.sum() + unattributed[company] == pytest.approx(1, abs=1e-12)
    holds = spread(found.holdings_of(int(outside.party[0])), holdings.party_count)
    np.testing.assert_allclose(holds, expected[outside.party[0]], atol=1e-13)


def finbench() -> Shareholdings:
    """The stakes of persons and companies in companies, at their ratios."""
    numbers: dict[tuple[str, str], int] = {}
    edges: list[Edge] = []
    for kind in ("Person", "Company"):
        with (FINBENCH / f"{kind}InvestCompany.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="|"):
                owner = numbers.setdefault((kind, row["investorId"]), len(numbers))
                owned = numbers.setdefault(("Company", row["companyId"]), len(numbers))
                edges.append((owner, owned, float(row["ratio"])))
    return held(len(numbers), edges)


@pytest.mark.parametrize("size", [2, 3, 20, 100])
def test_a_closed_loop_with_further_owners_is_unresolved_and_not_a_noisy_fortune(size: int) -> None:
    """Each company holds the next one whole and persons hold parts besides: 1 - 1.4 + 0.4 is not zero in doubles."""
    ring = [(i, (i + 1) % size, 1.0) for i in range(size)]
    persons = [(size + i % 2, i, 0.1 + 0.3 * (i % 2)) for i in range(size)]
    found = ownership(size + 3, [*ring, *persons, (0, size + 2, 0.5)])
    assert found.unresolved.tolist() == list(range(size))
    assert found.over_owned.tolist() == list(range(size))
    assert found.holdings_of(size).party.tolist() == []
    assert found.unattributed()[size + 2] == 1


@pytest.mark.parametrize("ring", [0, 30])
def test_a_loop_whose_excess_and_lack_cancel_is_unresolved(ring: int) -> None:
    """A holds 0.8 of B and 0.6 of C, these 0.5 and 1 of A: through them A holds all of itself, and it is over-owned."""
    a, b, c, p, *others = range(4 + ring)
    path = [a, *others, b]
    edges = [(x, y, 1.0) for x, y in pairwise(path[:-1])] + [(path[-2], b, 0.8)]
    found = ownership(4 + ring, [*edges, (a, c, 0.6), (b, a, 0.5), (c, a, 1.0), (p, b, 0.1)])
    assert found.unresolved.tolist() == sorted({a, b, c, *others})
    assert len(found.holdings_of(p)) == 0
