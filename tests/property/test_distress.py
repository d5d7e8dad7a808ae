"""Distress, cascades and thresholds beside dense matrices and plain loops, and what must not change them."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.contagion.debtrank import DebtRank, Variant
from graph.contagion.exposures import Exposures
from graph.contagion.furfine import DefaultRule, Furfine
from graph.contagion.importance import all_seeds, most_important, upper_bounds
from graph.contagion.threshold import LinearThreshold

EXAMPLES = settings(max_examples=120, deadline=None)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bank:
    """Who owes what to whom, equities and values, and a shock."""

    exposures: Exposures
    equity: Floats
    value: Floats
    shock: Floats

    def model(self, variant: Variant) -> DebtRank:
        return DebtRank(self.exposures, self.equity, self.value, variant)

    @property
    def dense(self) -> Floats:
        """claims[i, j]: what j owes i."""
        found = np.zeros((len(self.equity), len(self.equity)))
        np.add.at(found, (self.exposures.creditor, self.exposures.debtor), self.exposures.amount)
        np.fill_diagonal(found, 0)
        return found


@st.composite
def systems(draw: st.DrawFn, most: int = 9, solvent: bool = False) -> Bank:
    """Up to nine parties, parallel exposures and self-exposures among them, and equities of all signs."""
    size = draw(st.integers(1, most))
    party = st.integers(0, size - 1)
    rows = draw(st.lists(st.tuples(party, party, st.integers(0, 12)), max_size=3 * size))
    creditor, debtor, amount = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    numbers = st.lists(st.integers(1 if solvent else -2, 20), min_size=size, max_size=size)
    shock = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.25, 0.6, 1.0]), min_size=size, max_size=size)
    return Bank(
        Exposures(size, creditor.astype(np.int32), debtor.astype(np.int32), amount.astype(np.float64)),
        np.array(draw(numbers), dtype=np.float64), np.abs(np.array(draw(numbers), dtype=np.float64)),
        np.array(draw(shock)),
    )  # fmt: skip


variants = st.sampled_from(list(Variant))


def battiston(bank: Bank) -> Floats:
    """States of the paper: undistressed, distressed, inactive."""
    weight = np.zeros_like(bank.dense)
    for i in np.flatnonzero(bank.equity > 0):
        weight[i] = np.minimum(1, bank.dense[i] / bank.equity[i])
    h = np.where(bank.equity <= 0, 1.0, bank.shock)
    state = np.where(h > 0, "D", "U")
    while (state == "D").any():
        distressed = state == "D"
        h = np.minimum(1, h + weight[:, distressed] @ h[distressed])
        state = np.where(distressed, "I", np.where((h > 0) & (state == "U"), "D", state))
    return h


def bardoscia(bank: Bank) -> Floats:
    """The recursion in increments, until nothing moves."""
    weight = np.zeros_like(bank.dense)
    for i in np.flatnonzero(bank.equity > 0):
        weight[i] = bank.dense[i] / bank.equity[i]
    before, h = np.zeros(len(bank.equity)), np.where(bank.equity <= 0, 1.0, bank.shock)
    for _ in range(100_000):
        before, h = h, np.minimum(1, h + weight @ (h - before))
        if (h - before).max() < 1e-15:
            break
    return h


@EXAMPLES
@given(systems())
def test_debtrank_is_what_the_papers_say(bank: Bank) -> None:
    for variant, plain in ((Variant.BATTISTON_2012, battiston), (Variant.BARDOSCIA_2015, bardoscia)):
        model = bank.model(variant)
        found = model.run(bank.shock)
        expected = plain(bank)
        assert found.convergence.converged
        assert np.allclose(found.h, expected, rtol=0, atol=1e-9)
        lost = model.shares @ (expected - np.where(bank.equity <= 0, 1.0, bank.shock))
        assert abs(found.debtrank - lost) <= 1e-9


@EXAMPLES
@given(systems())
def test_later_losses_only_add(bank: Bank) -> None:
    once, again = (bank.model(variant).run(bank.shock).h for variant in Variant)
    assert (again >= once - 1e-12).all()


@EXAMPLES
@given(systems(), st.floats(0, 1))
def test_distress_stays_in_bounds_and_grows_with_the_shock(bank: Bank, more: float) -> None:
    model = bank.model(Variant.BARDOSCIA_2015)
    less, greater = model.run(bank.shock), model.run(np.maximum(bank.shock, more))
    for found in (less, greater):
        assert ((found.h >= found.initial) & (found.h <= 1)).all()
        assert 0 <= found.debtrank <= 1
    assert (greater.h >= less.h - 1e-12).all()


@EXAMPLES
@given(systems(), variants, st.randoms(use_true_random=False))
def test_labels_and_order_say_nothing(bank: Bank, variant: Variant, chance: Random) -> None:
    size, rows = len(bank.equity), len(bank.exposures.amount)
    shuffle = np.random.default_rng(chance.randrange(2**32))
    label, order = shuffle.permutation(size).astype(np.int32), shuffle.permutation(rows)
    moved = np.empty((3, size))
    moved[:, label] = bank.equity, bank.value, bank.shock
    exposures = Exposures(
        size, label[bank.exposures.creditor[order]], label[bank.exposures.debtor[order]], bank.exposures.amount[order]
    )
    other = Bank(exposures, moved[0], moved[1], moved[2]).model(variant).run(moved[2])
    assert np.allclose(other.h[label], bank.model(variant).run(bank.shock).h, rtol=0, atol=1e-11)


@EXAMPLES
@given(systems(solvent=True), variants)
def test_no_seed_hurts_nobody_and_all_seeds_leave_nothing_to_lose(bank: Bank, variant: Variant) -> None:
    model, size = bank.model(variant), len(bank.equity)
    quiet, total = model.run(np.zeros(size)), model.run(np.ones(size))
    assert (quiet.h == 0).all()
    assert quiet.convergence.iterations == 0
    assert (total.h == 1).all()
    assert total.debtrank == 0
    assert len(total.additional_defaults) == 0


@EXAMPLES
@given(systems(), variants)
def test_all_seeds_at_once_are_each_seed_by_itself(bank: Bank, variant: Variant) -> None:
    model, size = bank.model(variant), len(bank.equity)
    found = all_seeds(model, tolerance=1e-12)
    without = model.run(np.zeros(size)).h
    h = np.array([model.run(seed).h for seed in np.eye(size)])
    others = ~np.eye(size, dtype=np.bool_)
    assert np.allclose(found.debtrank, ((h - without) * others) @ model.shares, rtol=0, atol=1e-11)
    assert np.allclose(found.vulnerability, h.mean(axis=0), rtol=0, atol=1e-11)
    induced = ((h >= 1 - 1e-9) & (without < 1 - 1e-9) & others).sum(axis=1)
    assert found.induced_defaults.tolist() == induced.tolist()
    assert (found.debtrank <= upper_bounds(model) + 1e-9).all()


@EXAMPLES
@given(systems(), variants, st.integers(1, 4), st.integers(1, 9))
def test_the_most_important_are_found_or_bounded(bank: Bank, variant: Variant, k: int, at_most: int) -> None:
    model = bank.model(variant)
    every, some = all_seeds(model), most_important(model, k, at_most=at_most)
    best = np.sort(every.debtrank)[::-1]
    untried = np.setdiff1d(every.seeds, some.seeds)
    assert (every.debtrank[untried] <= some.bound + 1e-9).all()
    if some.is_proven(k):
        by_seed = dict(zip(some.seeds.tolist(), some.debtrank.tolist(), strict=True))
        found = np.array([by_seed[seed] for seed in some.most_important(k).tolist()])
        assert np.allclose(found, best[: len(found)], rtol=0, atol=1e-9)


def plain_cascade(bank: Bank, lgd: float, strict: bool, start: set[int]) -> tuple[set[int], Floats]:
    """A loop over sets."""
    fallen = start | {i for i, worth in enumerate(bank.equity) if worth < 0 or (worth == 0 and not strict)}
    while True:
        losses = lgd * bank.dense[:, sorted(fallen)].sum(axis=1)
        above = losses > bank.equity + 1e-9 if strict else losses >= bank.equity - 1e-9
        more = fallen | set(np.flatnonzero(above).tolist())
        if more == fallen:
            return fallen, losses
        fallen = more


@EXAMPLES
@given(systems(), st.sampled_from([0.0, 0.25, 0.6, 1.0]), st.sampled_from(list(DefaultRule)), st.data())
def test_a_cascade_is_the_least_set_and_grows_with_its_start(
    bank: Bank, lgd: float, rule: DefaultRule, data: st.DataObject
) -> None:
    start = data.draw(st.sets(st.integers(0, len(bank.equity) - 1)))
    model = Furfine(bank.exposures, bank.equity, lgd, rule)
    found = model.run(np.array(sorted(start), dtype=np.int32))
    defaults, losses = plain_cascade(bank, lgd, rule is DefaultRule.LOSS_ABOVE, start)
    assert set(found.defaults.tolist()) == defaults
    assert np.allclose(found.losses, losses, rtol=0, atol=1e-9)
    assert np.allclose(found.net_worth, bank.equity - losses, rtol=0, atol=1e-9)
    more = model.run(np.array(sorted(start | {0}), dtype=np.int32))
    assert (more.losses >= found.losses - 1e-9).all()
    worse = replace(model, loss_given_default=min(1.0, lgd + 0.2)).run(np.array(sorted(start), dtype=np.int32))
    assert (worse.losses >= found.losses - 1e-9).all()


@EXAMPLES
@given(systems(), st.data())
def test_a_threshold_model_is_the_least_fixpoint_round_by_round(bank: Bank, data: st.DataObject) -> None:
    size = len(bank.equity)
    seeds = data.draw(st.sets(st.integers(0, size - 1)))
    threshold = np.abs(bank.equity) / 10
    weight = bank.exposures.amount / 10
    found = LinearThreshold(bank.exposures.debtor, bank.exposures.creditor, weight, threshold).run(
        np.array(sorted(seeds), dtype=np.int32)
    )
    active, rounds = set(seeds), [set(seeds)]
    while True:
        pressure = bank.dense[:, sorted(active)].sum(axis=1)  # in tenths, so exact
        fell = set(np.flatnonzero(pressure >= np.abs(bank.equity)).tolist()) - active
        if not fell:
            break
        active |= fell
        rounds.append(fell)
    assert set(found.active.tolist()) == active
    expected = rounds if active else []
    assert [set(fell.tolist()) for fell in found.rounds] == expected
