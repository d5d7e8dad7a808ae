"""Cascades of guarantee calls on random books: beside a plain way to the same, bounds, and what must change nothing."""

from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation, CallCascade, CallOutcome, DefaultRule
from graph.contagion.trial_outcomes import TrialOutcomes, Trials
from tests.unit.contagion.plain_calls import PlainBook, PlainRules, plain_cascade

PARTIES = 6
AMOUNTS = st.integers(0, 12).map(float)


@dataclass(frozen=True)
class World:
    """Loans and guarantees of six parties, who fails first, and the rules."""

    book: PlainBook
    initial: list[int]
    rules: PlainRules

    def cascade(self) -> CallCascade:
        book = self.book
        contract, loan = np.array(book.pairs, dtype=np.int32).reshape(-1, 2).T
        called = CallBook(
            PARTIES, np.array([one for one, _ in book.loans], dtype=np.int32),
            np.arange(len(book.loans), dtype=np.int32) % 3 - 1, np.array([due for _, due in book.loans]),
            np.array([one for one, _ in book.contracts], dtype=np.int32), np.array([cap for _, cap in book.contracts]),
            contract, loan,
        )  # fmt: skip
        rule = DefaultRule.AT_LEAST if self.rules.at_least else DefaultRule.GREATER
        return CallCascade(
            called, np.array(book.buffer), Allocation(self.rules.allocation), rule, self.rules.initial_pay
        )

    def run(self) -> CallOutcome:
        return self.cascade().run(np.array(self.initial, dtype=np.int32))

    def by(self, allocation: Allocation) -> "World":
        return replace(self, rules=replace(self.rules, allocation=allocation))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small amounts, so that ties are common; pools, unlimited and parallel contracts, own promises."""
    party = st.integers(0, PARTIES - 1)
    loans = draw(st.lists(st.tuples(party, AMOUNTS), min_size=1, max_size=7))
    cap = st.one_of(st.just(np.inf), AMOUNTS)
    some = st.sets(st.integers(0, len(loans) - 1), min_size=1, max_size=4)
    given_ = draw(st.lists(st.tuples(party, cap, some), max_size=9))
    pairs = [(contract, loan) for contract, (_, _, secured) in enumerate(given_) for loan in sorted(secured)]
    buffer = draw(st.lists(st.one_of(AMOUNTS, st.sampled_from([-3.0, np.inf])), min_size=PARTIES, max_size=PARTIES))
    rules = PlainRules(
        draw(st.sampled_from(Allocation)), draw(st.booleans()), draw(st.sampled_from([0.0, 0.5, 1.0]))
    )  # fmt: skip
    book = PlainBook(loans, [(guarantor, limit) for guarantor, limit, _ in given_], pairs, buffer)
    return World(book, sorted(draw(st.sets(party, max_size=3))), rules)


def fallen(outcome: CallOutcome) -> set[int]:
    return set(np.flatnonzero(outcome.default_round >= 0).tolist())


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_as_round_by_round_from_scratch(world: World) -> None:
    found, plain = world.run(), plain_cascade(world.book, world.initial, world.rules)
    assert {place: int(at) for place, at in enumerate(found.default_round) if at >= 0} == plain.default_round
    np.testing.assert_allclose(found.calls, [plain.called.get(one, 0.0) for one in range(PARTIES)], atol=1e-9)
    np.testing.assert_allclose(found.loss, plain.loss, atol=1e-9)
    paid = dict.fromkeys(plain.paid, 0.0)
    for (contract, loan), amount in zip(world.book.pairs, found.paid, strict=True):
        if amount:
            paid[world.book.contracts[contract][0], loan] += amount
    np.testing.assert_allclose(list(paid.values()), [plain.paid[key] for key in paid], atol=1e-9)
    assert found.convergence.converged
    assert found.convergence.iterations == (max(plain.default_round.values()) + 1 if plain.default_round else 0)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_bounds(world: World) -> None:
    found, book = world.run(), world.cascade().book
    failed = found.default_round >= 0
    due = book.due * failed[book.borrower]
    paid = np.bincount(book.loan, found.paid, len(book.due))
    np.testing.assert_allclose(paid + found.loss, due, atol=1e-9)
    guarantor = book.guarantor[book.contract]
    able = np.maximum(world.book.buffer, 0)
    first = found.default_round == 0
    able[first] = able[first] * world.rules.initial_pay if world.rules.initial_pay else 0.0
    assert (np.bincount(guarantor, found.paid, PARTIES) <= able + 1e-9).all()
    assert (found.paid <= found.called + 1e-9).all()
    assert (np.bincount(book.contract, found.called, len(book.cap)) <= book.cap + 1e-9).all()
    np.testing.assert_allclose(np.bincount(guarantor, found.called, PARTIES), found.calls, atol=1e-9)
    called = np.bincount(book.loan, found.called, len(book.due))
    assert (called <= due + 1e-9).all() or world.rules.allocation is not Allocation.EQUAL


@settings(max_examples=150, deadline=None)
@given(worlds(), st.sets(st.integers(0, PARTIES - 1)))
def test_more_seeds_more_defaults(world: World, more: set[int]) -> None:
    wider = replace(world, initial=sorted({*world.initial, *more}))
    assert fallen(world.run()) <= fallen(wider.run())
    if world.rules.allocation is Allocation.EQUAL and world.rules.initial_pay == 0:
        assert world.run().loss.sum() <= wider.run().loss.sum() + 1e-9


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_each_allocation_fells_those_of_the_milder_one(world: World) -> None:
    equal, survivors, full = (fallen(world.by(one).run()) for one in Allocation)
    assert equal <= survivors <= full


@settings(max_examples=150, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(world: World, chance: Random) -> None:
    book = world.book
    name, loans, contracts, pairs = (
        chance.sample(range(count), count) for count in (PARTIES, len(book.loans), len(book.contracts), len(book.pairs))
    )
    turned = PlainBook(
        [(name[book.loans[at][0]], book.loans[at][1]) for at in loans],
        [(name[book.contracts[at][0]], book.contracts[at][1]) for at in contracts],
        [(contracts.index(book.pairs[at][0]), loans.index(book.pairs[at][1])) for at in pairs],
        [book.buffer[name.index(place)] for place in range(PARTIES)],
    )
    found, again = world.run(), World(turned, [name[one] for one in world.initial], world.rules).run()
    assert found.default_round.tolist() == again.default_round[name].tolist()
    np.testing.assert_allclose(found.calls, again.calls[name], atol=1e-9)
    np.testing.assert_allclose(found.loss[loans], again.loss, atol=1e-9)
    np.testing.assert_allclose(found.paid[pairs], again.paid, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.lists(st.sets(st.integers(0, PARTIES - 1)), max_size=80))
def test_many_are_as_one_by_one_on_any_number_of_threads(world: World, trials: list[set[int]]) -> None:
    cascade, book = world.cascade(), world.cascade().book
    ptr = np.concatenate([[0], np.cumsum([len(one) for one in trials])]).astype(np.int64)
    seeds = np.array([party for one in trials for party in sorted(one)], dtype=np.int32)
    found, again = cascade.many(Trials(ptr, seeds)), cascade.many(Trials(ptr, seeds), threads=3)
    assert _bytes(found) == _bytes(again)
    for trial, (first, last) in enumerate(pairwise(ptr.tolist())):
        alone = cascade.run(seeds[first:last])
        at = slice(*found.defaulted.indptr[trial : trial + 2])
        assert found.defaulted.parties[at].tolist() == sorted(fallen(alone))
        at = slice(*found.called.indptr[trial : trial + 2])
        assert found.called.party[at].tolist() == np.flatnonzero(alone.calls).tolist()
        assert found.called.amount[at].tobytes() == alone.calls[found.called.party[at]].tobytes()
        paid = np.bincount(book.guarantor[book.contract], alone.paid, PARTIES)
        np.testing.assert_allclose(found.paid.amount[at], paid[found.paid.party[at]], atol=1e-9)
        at = slice(*found.lost.indptr[trial : trial + 2])
        lost = np.bincount(book.lender + 1, alone.loss, PARTIES + 1)
        assert (found.lost.party[at] + 1).tolist() == np.flatnonzero(lost).tolist()
        np.testing.assert_allclose(found.lost.amount[at], lost[found.lost.party[at] + 1], atol=1e-9)


def _bytes(found: TrialOutcomes) -> list[bytes]:
    columns: list[NDArray[Any]] = [found.defaulted.indptr, found.defaulted.parties, found.rounds]
    for amounts in (found.called, found.paid, found.lost):
        columns += [amounts.indptr, amounts.party, amounts.amount]
    return [column.tobytes() for column in columns]
