"""Distress and cascades where the input is unusual: what is refused, and what is defined."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from graph.contagion.debtrank import DebtRank, Variant
from graph.contagion.exposures import Exposures
from graph.contagion.furfine import DefaultRule, Furfine, net_worth
from graph.contagion.impact import ImpactMeasures
from graph.contagion.importance import ALL_SEEDS, all_seeds, most_important, upper_bounds
from graph.contagion.threshold import LinearThreshold
from graph.errors import UsageError


def exposures(size: int, *rows: tuple[int, int, float]) -> Exposures:
    """creditor, debtor, amount."""
    creditor, debtor = (np.array([row[at] for row in rows], dtype=np.int32) for at in (0, 1))
    return Exposures(size, creditor, debtor, np.array([row[2] for row in rows], dtype=np.float64))


def debtrank(book: Exposures, equity: list[float], variant: Variant = Variant.BARDOSCIA_2015) -> DebtRank:
    return DebtRank(book, np.array(equity, dtype=np.float64), np.ones(len(equity)), variant)


def seed(size: int, *of: int) -> NDArray[np.int32]:
    return np.array(of, dtype=np.int32)


@pytest.mark.parametrize(
    ("equity", "value", "initial"),
    [([1, np.nan], [1, 1], [0, 0]), ([1], [1, 1], [0, 0]), ([1, 1], [1, -1], [0, 0]), ([1, 1], [1, np.nan], [0, 0]),
     ([1, 1], [1, 1], [0, 1.5]), ([1, 1], [1, 1], [0, np.nan]), ([1, 1], [1, 1], [0])],
)  # fmt: skip
def test_missing_and_impossible_numbers_are_refused(
    equity: list[float], value: list[float], initial: list[float]
) -> None:
    model = DebtRank(exposures(2, (0, 1, 1)), np.array(equity), np.array(value))
    with pytest.raises(UsageError):
        model.run(np.array(initial))


@pytest.mark.parametrize(
    "build",
    [
        lambda book: Furfine(book, np.ones(2), 1.5),
        lambda book: Furfine(book, np.array([1, np.nan])),
        lambda book: ImpactMeasures(book, np.array([1, np.nan])),
        lambda book: ImpactMeasures(book, np.ones(2), cap=np.inf),
        lambda book: LinearThreshold(book.creditor, book.debtor, -book.amount, np.ones(2)),
        lambda book: LinearThreshold(book.creditor, book.debtor, book.amount, np.array([1, np.nan])),
    ],
)
def test_models_refuse_what_they_cannot_answer(build: Callable[[Exposures], Any]) -> None:
    with pytest.raises(UsageError):
        build(exposures(2, (0, 1, 1)))


def test_an_endless_exposure_is_refused() -> None:
    with pytest.raises(UsageError):
        debtrank(exposures(2, (0, 1, np.inf)), [1, 1]).run(np.zeros(2))


def test_huge_leverage_gives_numbers() -> None:
    """An equity of next to nothing: the least stress wipes it out, none leaves it alone."""
    model = debtrank(exposures(3, (0, 1, 1e12), (1, 2, 1e12)), [1e-300, 1e-300, 1])
    assert model.run(np.zeros(3)).h.tolist() == [0, 0, 0]
    assert model.run(np.array([0, 0, 1e-9])).h.tolist() == [1, 1, 1e-9]


def test_a_loop_that_amplifies_saturates_and_says_so() -> None:
    ring = exposures(3, (0, 1, 2), (1, 2, 1), (2, 0, 1))
    found = debtrank(ring, [1, 1, 1]).run(np.array([0.001, 0, 0]))
    assert found.saturates
    assert found.h.tolist() == [1, 1, 1]
    assert found.additional_defaults.tolist() == [0, 1, 2]
    assert found.convergence.converged
    once = debtrank(ring, [1, 1, 1], Variant.BATTISTON_2012).run(np.array([0.001, 0, 0]))
    assert not once.saturates
    assert once.h == pytest.approx([0.002, 0.001, 0.001])
    assert not debtrank(ring, [4, 4, 4]).run(np.zeros(3)).saturates


def test_rounds_that_run_out_are_told() -> None:
    ring = debtrank(exposures(2, (0, 1, 9), (1, 0, 9)), [10, 10])
    found = ring.run(np.array([0.01, 0]), rounds=5)
    assert (found.convergence.iterations, found.convergence.converged) == (5, False)
    assert found.convergence.residual > 0


def test_parties_without_equity_are_named_and_their_own_loss_does_not_count() -> None:
    found = debtrank(exposures(3, (0, 1, 1), (1, 2, 5)), [4, -3, 1]).run(np.zeros(3))
    assert found.defaulted_from_start.tolist() == [1]
    assert found.h.tolist() == [0.25, 1, 0]
    assert found.debtrank == pytest.approx(0.25 / 3)


def test_without_parties_exposures_or_value_nothing_is_lost() -> None:
    assert debtrank(exposures(0), []).run(np.zeros(0)).debtrank == 0
    assert all_seeds(debtrank(exposures(0), [])).debtrank.tolist() == []
    assert debtrank(exposures(2), [1, 1]).run(np.array([1.0, 0])).h.tolist() == [1, 0]
    worthless = DebtRank(exposures(2, (0, 1, 1)), np.ones(2), np.zeros(2))
    assert worthless.run(np.array([0, 1.0])).debtrank == 0


def test_a_tie_is_decided_as_the_rule_says() -> None:
    """Three times 0.1 is 0.3 for both rules, though it is not in floating point."""
    book = exposures(4, (3, 0, 0.1), (3, 1, 0.1), (3, 2, 0.1))
    worth = np.array([1, 1, 1, 0.3])
    at_least, above = (Furfine(book, worth, 1.0, rule).run(seed(4, 0, 1, 2)) for rule in DefaultRule)
    assert at_least.defaults.tolist() == [0, 1, 2, 3]
    assert above.defaults.tolist() == [0, 1, 2]


def test_the_insolvent_fail_at_the_start_and_are_named() -> None:
    found = Furfine(exposures(3, (1, 0, 2)), np.array([-1.0, 1, 0])).run(seed(3))
    assert found.insolvent_from_start.tolist() == [0]
    assert found.default_round.tolist() == [0, 1, -1]
    at_least = Furfine(exposures(3), np.array([-1.0, 1, 0]), 1.0, DefaultRule.LOSS_AT_LEAST).run(seed(3))
    assert at_least.insolvent_from_start.tolist() == [0, 2]


def test_net_worth_counts_claims_and_debts() -> None:
    book = exposures(3, (2, 0, 1), (0, 1, 0.4), (2, 1, 2.1), (0, 2, 0.3), (1, 2, 2.7))
    assert net_worth(book, np.ones(3), np.ones(3)) == pytest.approx([-0.3, 0.2, 0.1])


def test_claims_on_oneself_cost_nobody() -> None:
    assert Furfine(exposures(1, (0, 0, 9)), np.ones(1)).run(seed(1, 0)).losses.tolist() == [0]
    assert debtrank(exposures(1, (0, 0, 9)), [1]).run(np.array([0.5])).h.tolist() == [0.5]


def test_a_long_chain_falls_link_by_link() -> None:
    size = 200_000
    link = np.arange(size - 1, dtype=np.int32)
    book = Exposures(size, link + 1, link, np.ones(size - 1))
    found = Furfine(book, np.full(size, 0.5)).run(seed(size, 0))
    assert found.default_round.tolist() == list(range(size))
    assert found.convergence.iterations == size - 1


def test_a_threshold_of_zero_needs_nobody() -> None:
    model = LinearThreshold(seed(2, 0), seed(2, 1), np.array([0.5]), np.array([0.0, 0.5]))
    assert [fell.tolist() for fell in model.run(seed(2)).rounds] == [[], [0], [1]]


def test_importance_is_what_a_failure_adds() -> None:
    """1 has no equity, and 0 loses half by that anyway; 2 takes the other half of 0."""
    model = debtrank(exposures(3, (0, 1, 2), (0, 2, 2)), [4, 0, 1])
    found = all_seeds(model)
    assert found.debtrank == pytest.approx([0, 0, 0.5 / 3])
    assert found.induced_defaults.tolist() == [0, 0, 1]
    assert found.vulnerability == pytest.approx([(1 + 0.5 + 1) / 3, 1, 1 / 3])
    assert found.most_important(2).tolist() == [2, 0]
    assert found.is_proven(2)


def test_many_parties_are_bounded_first() -> None:
    """Pairs, of which the later owe more: the last are the most important, and few need to be tried."""
    count = ALL_SEEDS + 1
    debtor = np.arange(count, dtype=np.int32) * 2
    book = Exposures(2 * count, debtor + 1, debtor, np.linspace(0.1, 0.9, count))
    model = debtrank(book, [1.0] * 2 * count)
    with pytest.raises(UsageError):
        all_seeds(model)
    found = most_important(model, 3, at_most=2_000)
    assert found.most_important(3).tolist() == [2 * count - 2, 2 * count - 4, 2 * count - 6]
    assert found.is_proven(3)
    assert len(found.seeds) < 2_000
    assert found.debtrank.max() == pytest.approx(0.9 / (2 * count))
    assert upper_bounds(model)[debtor] == pytest.approx(book.amount / (2 * count), rel=1e-5)


def test_few_trials_leave_a_bound() -> None:
    model = debtrank(exposures(4, (0, 1, 1), (2, 3, 1)), [2, 2, 4, 4])
    found = most_important(model, 2, at_most=1)
    assert found.seeds.tolist() == [1]
    assert not found.is_proven(2)
    assert found.bound == pytest.approx(1 / 16, rel=1e-5)


@pytest.mark.parametrize("variant", list(Variant))
def test_threads_change_nothing(variant: Variant) -> None:
    chance = np.random.default_rng(7)
    ends = chance.integers(0, 3_000, (2, 12_000)).astype(np.int32)
    book = Exposures(3_000, ends[0], ends[1], chance.random(12_000))
    model = DebtRank(book, chance.random(3_000) * 4, chance.random(3_000), variant)
    shock = np.where(chance.random(3_000) < 0.3, 0.5, 0)
    one, two = (model.run(shock, threads=threads) for threads in (1, 2))
    assert (one.h == two.h).all()
    assert one.convergence == two.convergence
    few = DebtRank(exposures(300, *((i, (i * 7 + 1) % 300, 0.5) for i in range(300))), np.ones(300), np.ones(300))
    first, second = (all_seeds(few, threads=threads) for threads in (1, 2))
    assert (first.debtrank == second.debtrank).all()
    assert (first.vulnerability == second.vulnerability).all()


def test_leverage_beyond_all_bounds_leaves_the_value_of_the_others_as_bound() -> None:
    chain = debtrank(exposures(9, *((i, i + 1, 1e12) for i in range(8))), [1e-300] * 9)
    assert upper_bounds(chain) == pytest.approx(8 / 9)
    assert all_seeds(chain).debtrank == pytest.approx(np.arange(9) / 9)
