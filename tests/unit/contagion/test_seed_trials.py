"""Seeds tried beside each other: what they add above a loop that amplifies, how far they are followed, ending it."""

from collections.abc import Callable

import numpy as np
import pytest

from graph.contagion import seed_trials
from graph.contagion.debtrank import WIPED_OUT, DebtRank, Variant
from graph.contagion.exposures import Exposures
from graph.contagion.importance import Importance, all_seeds, most_important, of_seeds, upper_bounds
from graph.contagion.saturation import Above, amplifying_loop
from graph.errors import Cancelled
from tests.unit.contagion.test_distress import exposures

TRIED = 1e-8
WAYS: tuple[Callable[..., Importance], ...] = (
    all_seeds,
    lambda model, **more: most_important(model, 5, **more),
    lambda model, **more: of_seeds(model, np.arange(60, dtype=np.int32), **more),
)


def leveraged(seed: int, size: int = 80, leverage: float = 2.0, insolvent: int = 0) -> DebtRank:
    """Two thirds lend to each other more than they have; the others lend to them or borrow from them only."""
    chance = np.random.default_rng(seed)
    inner = 2 * size // 3
    creditor = np.concatenate([chance.integers(0, inner, 4 * inner), np.arange(inner, size)]).astype(np.int32)
    debtor = np.concatenate([chance.integers(0, inner, 4 * inner), chance.integers(0, inner, size - inner)])
    swapped = np.flatnonzero(creditor >= inner)[::2]  # every other of the outer ones owes instead of lending
    creditor[swapped], debtor[swapped] = debtor[swapped], creditor[swapped].copy()
    amount = chance.lognormal(0.0, 1.0, len(creditor))
    lent = np.bincount(creditor, amount, size)
    equity = np.maximum(lent, 1.0) / (leverage * chance.uniform(0.3, 1.7, size))
    equity[:insolvent] = -1.0
    return DebtRank(Exposures(size, creditor, debtor.astype(np.int32), amount), equity, chance.lognormal(0, 1, size))


@pytest.mark.parametrize("insolvent", [0, 1])
@pytest.mark.parametrize(("seed", "leverage"), [(1, 1.3), (2, 2.0), (3, 2.5), (4, 4.0)])
def test_above_an_amplifying_loop_each_seed_is_as_by_itself(seed: int, leverage: float, insolvent: int) -> None:
    model = leveraged(seed, leverage=leverage, insolvent=insolvent)
    size = model.exposures.party_count
    assert model.leverage.radius.reaches_one
    found, quiet = all_seeds(model), model.run(np.zeros(size)).h
    h = np.array([model.run(one).h for one in np.eye(size)])
    others = ~np.eye(size, dtype=np.bool_)
    np.testing.assert_allclose(found.debtrank, ((h - quiet) * others) @ model.shares, rtol=0, atol=TRIED)
    np.testing.assert_allclose(found.vulnerability, h.mean(axis=0), rtol=0, atol=TRIED)
    induced = ((h >= WIPED_OUT) & (quiet < WIPED_OUT) & others).sum(axis=1)
    assert found.induced_defaults.tolist() == induced.tolist()
    assert (found.convergence.converged, found.open_seeds) == (True, 0)


def test_the_loop_is_what_everybody_in_it_comes_to() -> None:
    """0 and 1 owe each other twice what they have; 2 lends half its equity to 0, and 3 borrows from 1."""
    book = exposures(4, (0, 1, 2), (1, 0, 2), (2, 0, 0.5), (1, 3, 1))
    model = DebtRank(book, np.ones(4), np.ones(4))
    nothing = Above.nothing(model.leverage, np.zeros(4), np.zeros(4))
    loop = amplifying_loop(nothing)
    assert loop is not None
    assert loop.least.tolist() == [1, 1, 0.5, 0]
    assert loop.reached_from.tolist() == [0, 1, 3]
    tame = DebtRank(book, np.full(4, 4.0), np.ones(4))
    assert amplifying_loop(Above.nothing(tame.leverage, np.zeros(4), np.zeros(4))) is None


def test_whoever_has_failed_by_the_loop_needs_no_rounds() -> None:
    """In a ring that amplifies everybody falls of anybody: known without a single round."""
    size = 50
    debtor = np.arange(size, dtype=np.int32)
    model = DebtRank(Exposures(size, np.roll(debtor, -1), debtor, np.full(size, 3.0)), np.ones(size), np.ones(size))
    found = all_seeds(model)
    assert found.convergence.iterations == 0
    assert (found.induced_defaults == size - 1).all()
    assert found.debtrank == pytest.approx((size - 1) / size)


def test_rounds_are_bounded_by_the_work_and_what_is_left_open_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """0 and 1 pass to each other 99 % of what they lose, so what comes in from 2 or 3 takes hundreds of rounds to die
    down; their own failure is over at once."""
    book = exposures(4, (0, 1, 0.99), (1, 0, 0.99), (0, 2, 0.001), (1, 3, 0.002))
    model = DebtRank(book, np.ones(4), np.ones(4))
    whole = all_seeds(model)
    assert (whole.convergence.converged, whole.open_seeds, whole.rounds_allowed) == (True, 0, 10_000)
    monkeypatch.setattr(seed_trials, "STEPS", 0)
    monkeypatch.setattr(seed_trials, "ROUNDS", (20, 10_000))
    cut = all_seeds(model)
    assert (cut.convergence.iterations, cut.convergence.converged, cut.rounds_allowed) == (20, False, 20)
    assert cut.open_seeds == 2
    assert (cut.debtrank[2:] < whole.debtrank[2:]).all()
    assert cut.debtrank[:2] == pytest.approx(whole.debtrank[:2])


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("try_seeds", WAYS)
def test_progress_is_told_block_by_block_and_ends_it(
    try_seeds: Callable[..., Importance], variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seed_trials, "BLOCK", (4, 8))
    tame = leveraged(5, leverage=0.5)
    model = DebtRank(tame.exposures, tame.equity, tame.value, variant)
    told: list[tuple[int, int]] = []
    whole = try_seeds(model, on_progress=lambda *one: told.append(one))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert len(told) > 5
    again = try_seeds(model, threads=2)
    assert (again.debtrank == whole.debtrank).all()

    def stop(done: int, _total: int) -> None:
        told.append((done, 0))
        if done >= 8:
            raise Cancelled("The job was cancelled.", "任务已取消。")

    told.clear()
    with pytest.raises(Cancelled):
        try_seeds(model, on_progress=stop)
    assert told[-1][0] == 8


def test_upper_bounds_tell_their_rounds_and_may_be_ended() -> None:
    model, told = leveraged(5, leverage=0.5), list[int]()
    upper_bounds(model, lambda made, _most: told.append(made))
    assert told == list(range(len(told)))
    assert len(told) > 3

    def stop(made: int, _most: int) -> None:
        if made == 2:
            raise Cancelled("The job was cancelled.", "任务已取消。")

    with pytest.raises(Cancelled):
        upper_bounds(model, stop)
