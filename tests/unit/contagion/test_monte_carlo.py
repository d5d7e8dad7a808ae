"""Trials beside exact enumeration, and what must not change them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.copula import OneFactorCopula
from graph.contagion.estimates import Estimate
from graph.contagion.guarantee_calls import CallCascade
from graph.contagion.monte_carlo import Ended, Sampling, Simulation, simulate
from graph.errors import LimitExceeded, UsageError
from graph.kernels.counter_random import marks_of
from tests.unit.contagion.enumeration import Floats, expected, random_world

TRIALS = 20_000


def within_four_errors(found: Estimate, exact: Floats) -> None:
    """Where every trial agreed the exact value must, but for what so few trials cannot see."""
    seen = found.standard_error > 0
    off = np.abs(found.mean - exact)
    assert (off[seen] <= 4 * found.standard_error[seen] + 1e-9).all(), off / np.maximum(found.standard_error, 1e-300)
    np.testing.assert_allclose(found.mean[~seen], exact[~seen], rtol=1e-6, atol=1e-2)


@pytest.mark.parametrize("rho", [0.0, 0.2, 0.7])
@pytest.mark.parametrize("seed", range(6))
def test_trials_agree_with_exact_enumeration(seed: int, rho: float) -> None:
    cascade, copula = random_world(seed, 8, rho)
    exact = expected(cascade, copula)
    found = simulate(cascade, copula, Sampling(seed + 100, TRIALS))
    within_four_errors(found.pd_total, exact.pd_total)
    within_four_errors(found.lender_loss, exact.lender_loss)
    within_four_errors(found.call, exact.call)
    within_four_errors(found.payment, exact.payment)
    assert abs(found.expected_loss - exact.loss) <= 4 * found.loss_error
    for level in (0.5, 0.9, 0.99):
        tail = found.distribution.tail(level, 0.9999)
        assert sum(p for loss, p in exact.outcomes if loss <= tail.high[0] + 1e-6) >= level - 1e-9
        assert sum(p for loss, p in exact.outcomes if loss < tail.low[0] - 1e-6) <= level + 1e-9


def same(one: Simulation, other: Simulation) -> None:
    np.testing.assert_array_equal(one.loss, other.loss)
    for name in ("pd_total", "lender_loss", "call", "payment"):
        np.testing.assert_array_equal(getattr(one, name).mean, getattr(other, name).mean)
        np.testing.assert_array_equal(getattr(one, name).standard_error, getattr(other, name).standard_error)


def test_two_threads_change_nothing() -> None:
    cascade, copula = random_world(3, 60, 0.2)
    watched = np.arange(61, dtype=np.int32)
    one, two = (simulate(cascade, copula, Sampling(1, 2_000, threads=threads), watched) for threads in (1, 2))
    same(one, two)
    np.testing.assert_array_equal(one.payments.amount, two.payments.amount)
    np.testing.assert_array_equal(one.lender_losses.amount, two.lender_losses.amount)


def relabelled(
    cascade: CallCascade, copula: OneFactorCopula, to: NDArray[np.int64]
) -> tuple[CallCascade, OneFactorCopula]:
    """Party i is called to[i]; the loans and contracts come in another order, too."""
    book, chance = cascade.book, np.random.default_rng(9)
    loans, pairs = chance.permutation(len(book.due)), chance.permutation(len(book.loan))
    place = np.argsort(loans).astype(np.int32)
    lender = np.where(book.lender < 0, -1, to[book.lender]).astype(np.int32)
    moved = CallBook(
        book.party_count, to[book.borrower][loans].astype(np.int32), lender[loans], book.due[loans],
        to[book.guarantor].astype(np.int32), book.cap, book.contract[pairs], place[book.loan[pairs]],
    )  # fmt: skip
    back = np.argsort(to)
    rules = (cascade.allocation, cascade.rule, cascade.initial_pay)
    return (
        CallCascade(moved, cascade.buffer[back], *rules),
        OneFactorCopula.of(copula.pd[back], copula.rho[back], copula.marks[back]),
    )


@pytest.mark.parametrize("seed", range(3))
def test_other_numbers_for_the_parties_change_nothing(seed: int) -> None:
    cascade, copula = random_world(seed, 30, 0.3)
    to = np.random.default_rng(seed).permutation(31)
    found = simulate(cascade, copula, Sampling(2, 1_000))
    moved = simulate(*relabelled(cascade, copula, to), Sampling(2, 1_000))
    np.testing.assert_allclose(moved.loss, found.loss, rtol=1e-9, atol=1e-6)
    np.testing.assert_array_equal(moved.pd_total.mean[to], found.pd_total.mean)
    np.testing.assert_allclose(moved.payment.mean[to], found.payment.mean, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_a_worse_world_never_has_fewer_defaults_in_any_trial(seed: int) -> None:
    cascade, copula = random_world(seed, 30, 0.2)
    worse = CallCascade(cascade.book, cascade.buffer * 0.7, cascade.allocation, cascade.rule, cascade.initial_pay)
    likelier = OneFactorCopula.of(np.minimum(1, 1.5 * copula.pd), 0.2, copula.marks)
    drawn, more = copula.initial_defaults(4, 0, 500), likelier.initial_defaults(4, 0, 500)
    before, after = cascade.many(drawn).defaulted, worse.many(more).defaulted
    fewer = 0
    for trial in range(500):
        then = before.parties[before.indptr[trial] : before.indptr[trial + 1]]
        now = after.parties[after.indptr[trial] : after.indptr[trial + 1]]
        assert np.isin(then, now).all()
        fewer += len(now) > len(then)
    assert fewer


def test_trials_end_when_the_precision_is_reached() -> None:
    cascade, copula = random_world(1, 8, 0.2)
    steps: list[tuple[int, int]] = []
    found = simulate(
        cascade, copula, Sampling(1, 100_000, 0.02, 500), on_progress=lambda *step: steps.append(step)
    )  # fmt: skip
    assert found.ended is Ended.PRECISION
    assert found.trials % 500 == 0
    assert found.trials < 100_000
    assert found.loss_error <= 0.02 * found.expected_loss
    assert steps == [(made, 100_000) for made in range(500, found.trials + 1, 500)]
    one_less = simulate(cascade, copula, Sampling(1, found.trials - 500))
    np.testing.assert_array_equal(one_less.loss, found.loss[:-500])
    assert one_less.loss_error > 0.02 * one_less.expected_loss
    assert found.convergence.converged


def test_a_precision_that_is_not_reached_is_told() -> None:
    cascade, copula = random_world(1, 8, 0.2)
    found = simulate(cascade, copula, Sampling(1, 1_001, 1e-6, 400))
    assert (found.trials, found.ended, found.convergence.converged) == (1_001, Ended.TRIALS, False)


def test_cancelling_keeps_what_was_made() -> None:
    cascade, copula = random_world(1, 8, 0.2)
    asked: list[int] = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) == 3

    found = simulate(cascade, copula, Sampling(1, 10_000, batch=100), cancelled=enough)
    assert (found.trials, found.ended, found.convergence.converged) == (300, Ended.CANCELLED, False)
    np.testing.assert_array_equal(found.loss, simulate(cascade, copula, Sampling(1, 300)).loss)


def test_batches_change_no_trial() -> None:
    cascade, copula = random_world(2, 20, 0.2)
    one, many = (simulate(cascade, copula, Sampling(1, 1_001, batch=batch)) for batch in (2_000, 10))
    np.testing.assert_array_equal(one.loss, many.loss)
    np.testing.assert_allclose(one.call.standard_error, many.call.standard_error, rtol=1e-9)


def test_nobody_fails_where_nobody_can() -> None:
    cascade, copula = random_world(2, 8)
    nobody = OneFactorCopula.of(np.zeros(9), 0.2, copula.marks)
    found = simulate(cascade, nobody, Sampling(1, 1_000, 0.01, 100))
    assert (found.expected_loss, found.loss_error, found.trials, found.ended) == (0.0, 0.0, 100, Ended.PRECISION)
    assert found.convergence.converged
    assert not found.pd_total.mean.any()


def test_everybody_fails_where_everybody_must() -> None:
    cascade, copula = random_world(2, 8)
    found = simulate(cascade, OneFactorCopula.of(np.ones(9), 0.2, copula.marks), Sampling(1, 200))
    assert found.pd_total.mean.tolist() == [1.0] * 9
    assert found.pd_total.standard_error.tolist() == [0.0] * 9
    assert found.loss_error == pytest.approx(0.0, abs=1e-9)
    assert found.expected_loss == pytest.approx(cascade.run(np.arange(9, dtype=np.int32)).loss.sum())


def test_rare_losses_not_met_yet_are_not_taken_for_precise() -> None:
    cascade, copula = random_world(2, 8)
    rare = OneFactorCopula.of(np.full(9, 1e-9), 0.0, copula.marks)
    found = simulate(cascade, rare, Sampling(1, 400, 0.01, 100))
    assert (found.ended, found.expected_loss, found.convergence.converged) == (Ended.TRIALS, 0.0, False)


def test_watched_parties_have_their_losses_trial_by_trial() -> None:
    cascade, copula = random_world(5, 8, 0.2)
    watched = np.array([8, 1, 2], dtype=np.int32)
    found = simulate(cascade, copula, Sampling(1, 2_000), watched)
    outcomes = cascade.many(copula.initial_defaults(1, 0, 2_000))
    for losses, amounts in ((found.lender_losses, outcomes.lost), (found.payments, outcomes.paid)):
        dense = np.zeros((2_000, 10))
        np.add.at(dense, (np.repeat(np.arange(2_000), np.diff(amounts.indptr)), amounts.party), amounts.amount)
        assert losses.holder.tolist() == [1, 2, 8]
        expected_risk = np.quantile(dense[:, [1, 2, 8]], 0.95, axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(losses.tail(0.95).value_at_risk, expected_risk)
        mean = found.lender_loss.mean if losses is found.lender_losses else found.payment.mean
        np.testing.assert_allclose(mean, dense[:, :9].mean(axis=0), rtol=1e-9, atol=1e-9)


def test_too_much_to_keep_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.contagion.monte_carlo.KEPT_AMOUNTS", 50)
    cascade, copula = random_world(5, 8, 0.2)
    with pytest.raises(LimitExceeded):
        simulate(cascade, copula, Sampling(1, 2_000), np.arange(9, dtype=np.int32))


def test_no_loans_and_no_guarantees_are_defined() -> None:
    none, nothing = np.zeros(0, dtype=np.int32), np.zeros(0)
    cascade = CallCascade(CallBook(2, none, none, nothing, none, nothing, none, none), np.ones(2))
    found = simulate(cascade, OneFactorCopula.of(np.array([0.3, 0.0]), 0.1, marks_of("ab")), Sampling(1, 100))
    assert (found.expected_loss, found.pd_total.mean.tolist()) == (0.0, [0.3, 0.0])
    assert found.pd_total.standard_error.tolist() == [0.0, 0.0]


def test_a_sampling_that_makes_no_sense_is_refused() -> None:
    for wrong in ({"trials": 1}, {"batch": 3}, {"batch": 0}, {"threads": 0}):
        with pytest.raises(UsageError):
            Sampling(**wrong)
    with pytest.raises(UsageError):
        Sampling(relative_error=0.0)
