"""Clearing vectors against the definition, written down plainly, and a linear programme; and what holds of all."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from graph.contagion.clearing import Clearing, ClearingRule, ExternalRank, Fixpoint, Method, Obligations, clear
from graph.contagion.exposures import Exposures

Floats = NDArray[np.float64]
Row = tuple[int, int, float]
EXAMPLES = settings(max_examples=150, deadline=None)
NEAR = 1e-9
ALL_WAYS = [(fixpoint, method) for fixpoint in Fixpoint for method in Method]


@dataclass(frozen=True)
class World:
    """Who owes whom how much, as rows, and what each has and owes outside; small whole numbers, so that ties occur."""

    rows: tuple[Row, ...]
    assets: tuple[float, ...]
    liabilities: tuple[float, ...]

    @property
    def obligations(self) -> Obligations:
        debtor, creditor = (np.array([row[end] for row in self.rows], dtype=np.int32) for end in (0, 1))
        amount = np.array([row[2] for row in self.rows], dtype=np.float64)
        between = Exposures(len(self.assets), creditor, debtor, amount)
        return Obligations(between, np.array(self.assets, dtype=float), np.array(self.liabilities, dtype=float))

    @cached_property
    def dense(self) -> Floats:
        owed = np.zeros((len(self.assets), len(self.assets)))
        for debtor, creditor, amount in self.rows:
            if debtor != creditor:
                owed[debtor, creditor] += amount
        return owed


@st.composite
def worlds(draw: st.DrawFn, least_asset: int = -2) -> World:
    count = draw(st.integers(1, 6))
    party = st.integers(0, count - 1)
    rows = draw(st.lists(st.tuples(party, party, st.integers(0, 5)), max_size=14))
    assets = draw(st.lists(st.sampled_from([0, 0, *range(least_asset, 4)]), min_size=count, max_size=count))
    liabilities = draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=count, max_size=count))
    return World(tuple(rows), tuple(assets), tuple(liabilities))


RANKS = st.sampled_from(ExternalRank)
RULES = st.builds(ClearingRule, st.sampled_from([1.0, 0.5, 0.0]), st.sampled_from([1.0, 0.75, 0.0]), RANKS)
WITHOUT_COSTS = st.builds(ClearingRule, external_rank=RANKS)


def plainly(world: World, rule: ClearingRule, interbank: Floats) -> tuple[Floats, Floats, list[bool]]:
    """The definition, party by party: what it pays in all and to the others when these pay so much to the others."""
    owed = world.dense
    paid, between, defaults = np.zeros(len(owed)), np.zeros(len(owed)), []
    for party, outside in enumerate(world.liabilities):
        owed_between = float(owed[party].sum())
        gets = sum(interbank[j] * owed[j, party] / owed[j].sum() for j in range(len(owed)) if owed[j, party])
        has, outlay = max(world.assets[party], 0), max(-world.assets[party], 0)
        due = owed_between + outside
        defaults.append(bool(has + gets - outlay < due - NEAR / 10))
        paid[party], between[party] = due, owed_between
        if defaults[-1]:
            left = max(rule.alpha * has + rule.beta * gets - outlay, 0)
            paid[party] = min(left, due)
            senior = rule.external_rank is ExternalRank.SENIOR
            of_others = max(paid[party] - outside, 0) if senior else paid[party] * owed_between / due if due else 0
            between[party] = min(of_others, owed_between)
    return paid, between, defaults


def iterated(world: World, rule: ClearingRule, fixpoint: Fixpoint) -> tuple[Floats, list[bool]]:
    """The limit from above or from below."""
    between = world.dense.sum(axis=1) if fixpoint is Fixpoint.GREATEST else np.zeros(len(world.assets))
    for _ in range(5_000):
        paid, fresh, defaults = plainly(world, rule, between)
        if np.abs(fresh - between).max() < 1e-13:
            return paid, defaults
        between = fresh
    raise AssertionError("the plain iteration does not come to rest")


def same(one: Clearing, other: Clearing) -> bool:
    parts = ("payments", "interbank_paid", "equity", "default_costs", "outlays_paid", "recovery")
    return np.array_equal(one.defaults, other.defaults) and all(
        np.allclose(getattr(one, part), getattr(other, part), rtol=0, atol=NEAR) for part in parts
    )


@given(worlds(), RULES | WITHOUT_COSTS)
@EXAMPLES
def test_both_vectors_are_those_of_the_plain_iteration_by_either_method(world: World, rule: ClearingRule) -> None:
    for fixpoint, method in ALL_WAYS:
        found = clear(world.obligations, rule, fixpoint=fixpoint, method=method)
        paid, defaults = iterated(world, rule, fixpoint)
        assert found.convergence.converged
        assert np.allclose(found.payments, paid, rtol=0, atol=NEAR), (fixpoint, method)
        assert found.defaults.tolist() == defaults


@given(worlds(), RULES | WITHOUT_COSTS)
@EXAMPLES
def test_a_clearing_vector_is_a_fixpoint_and_the_least_is_no_greater(world: World, rule: ClearingRule) -> None:
    least, greatest = (
        clear(world.obligations, rule, fixpoint=fixpoint) for fixpoint in (Fixpoint.LEAST, Fixpoint.GREATEST)
    )
    for found in (least, greatest):
        paid, between, _ = plainly(world, rule, found.interbank_paid)
        assert np.allclose(paid, found.payments, rtol=0, atol=NEAR)
        assert np.allclose(between, found.interbank_paid, rtol=0, atol=NEAR)
    assert (least.payments <= greatest.payments + NEAR).all()
    assert (least.equity <= greatest.equity + NEAR).all()
    assert (least.defaults >= greatest.defaults).all()


@given(worlds(least_asset=0))
@EXAMPLES
def test_without_costs_the_greatest_vector_is_the_largest_that_is_feasible(world: World) -> None:
    """Eisenberg and Noe 2001, lemma 4: it maximises what is paid in all, as a linear programme."""
    owed = world.dense
    due = owed.sum(axis=1) + world.liabilities
    shares = owed / np.where(due > 0, due, 1)[:, None]
    bounds = [(0, one) for one in due]
    best = linprog(-np.ones(len(due)), np.eye(len(due)) - shares.T, np.array(world.assets, dtype=float), bounds=bounds)
    assert best.x is not None
    assert np.allclose(clear(world.obligations).payments, best.x, rtol=0, atol=1e-7)


@given(worlds(), RULES | WITHOUT_COSTS, st.sampled_from(ALL_WAYS))
@EXAMPLES
def test_limited_liability_priority_and_conservation(
    world: World, rule: ClearingRule, way: tuple[Fixpoint, Method]
) -> None:
    found = clear(world.obligations, rule, fixpoint=way[0], method=way[1])
    numbers = (
        found.payments,
        found.interbank_paid,
        found.equity,
        found.default_costs,
        found.outlays_paid,
        found.recovery,
    )
    assert all(np.isfinite(part).all() and (part >= 0).all() for part in numbers)
    assert (found.payments <= found.owed * (1 + 1e-12)).all()
    paid_in_full = np.abs(found.payments - found.owed) <= NEAR
    assert paid_in_full[found.equity > NEAR].all(), "whoever keeps something has paid all its debts"
    assert paid_in_full[~found.defaults].all()
    assert not paid_in_full[found.defaults & (found.owed > 0)].any()
    owed = world.dense
    gets = (found.interbank_paid / np.where(owed.any(axis=1), owed.sum(axis=1), 1)) @ owed
    comes = np.maximum(world.assets, 0) + gets
    goes = found.payments + found.outlays_paid + found.default_costs + found.equity
    assert np.allclose(comes, goes, rtol=0, atol=NEAR), "party by party nothing is lost and nothing made"
    assert np.isclose(gets.sum() + found.external_paid.sum(), found.payments.sum())


@given(worlds(), RULES | WITHOUT_COSTS, st.lists(st.sampled_from([0, 0.5, 2]), min_size=6, max_size=6))
@EXAMPLES
def test_more_assets_never_lower_a_payment(world: World, rule: ClearingRule, more: list[float]) -> None:
    richer = replace(world, assets=tuple(has + plus for has, plus in zip(world.assets, more, strict=False)))
    for fixpoint in Fixpoint:
        poor, rich = (clear(one.obligations, rule, fixpoint=fixpoint) for one in (world, richer))
        assert (rich.payments >= poor.payments - NEAR).all()
        assert (rich.equity >= poor.equity - NEAR).all()
        assert (rich.defaults <= poor.defaults).all()


@given(worlds(), RULES)
@EXAMPLES
def test_costs_of_default_never_raise_a_payment(world: World, rule: ClearingRule) -> None:
    free = ClearingRule(external_rank=rule.external_rank)
    for fixpoint in Fixpoint:
        dear, cheap = (clear(world.obligations, one, fixpoint=fixpoint) for one in (rule, free))
        assert (dear.payments <= cheap.payments + NEAR).all()
        assert not cheap.default_costs.any()


@given(worlds(), RULES | WITHOUT_COSTS, st.sampled_from(ALL_WAYS), st.data())
@EXAMPLES
def test_neither_names_nor_the_order_and_parts_of_obligations_matter(
    world: World, rule: ClearingRule, way: tuple[Fixpoint, Method], data: Any
) -> None:
    name = np.array(data.draw(st.permutations(range(len(world.assets)))))
    rows = [(int(name[debtor]), int(name[creditor]), amount / 2) for debtor, creditor, amount in world.rows]
    rows += [(0, 0, 7.0)]  # what one owes to oneself
    was = np.argsort(name)
    other = World(
        tuple(data.draw(st.permutations(rows + rows[:-1]))),
        tuple(world.assets[i] for i in was), tuple(world.liabilities[i] for i in was),
    )  # fmt: skip
    plain, renamed = (clear(one.obligations, rule, fixpoint=way[0], method=way[1]) for one in (world, other))
    assert np.allclose(renamed.payments[name], plain.payments, rtol=0, atol=NEAR)
    assert np.array_equal(renamed.defaults[name], plain.defaults)


@given(worlds(), RULES | WITHOUT_COSTS)
@EXAMPLES
def test_amounts_of_any_size_give_the_same_parts(world: World, rule: ClearingRule) -> None:
    """In fen or in 亿元: what is paid of each debt is the same."""
    for scale in (1e-8, 1e10 / 3):
        scaled = World(
            tuple((debtor, creditor, amount * scale) for debtor, creditor, amount in world.rows),
            tuple(one * scale for one in world.assets), tuple(one * scale for one in world.liabilities),
        )  # fmt: skip
        for fixpoint in Fixpoint:
            plain, other = (clear(one.obligations, rule, fixpoint=fixpoint) for one in (world, scaled))
            assert np.array_equal(plain.defaults, other.defaults)
            assert np.allclose(plain.recovery, other.recovery, rtol=0, atol=NEAR)


@given(worlds(), RULES | WITHOUT_COSTS)
@EXAMPLES
def test_both_methods_agree_in_everything(world: World, rule: ClearingRule) -> None:
    for fixpoint in Fixpoint:
        assert same(*(clear(world.obligations, rule, fixpoint=fixpoint, method=method) for method in Method))
