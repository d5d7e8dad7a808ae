"""Cascades through all layers on random worlds: beside a plain way to the same, sums, and what must change nothing."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.contagion.call_book import CallBook
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.holdings import Holdings
from graph.contagion.multilayer import LossRule, MultilayerCascade, MultilayerOutcome, MultilayerRules
from tests.unit.contagion.plain_calls import PlainBook, PlainRules
from tests.unit.contagion.plain_layers import PlainLayers, plain_layers

PARTIES = 6
AMOUNTS = st.integers(0, 12).map(float)
SHARES = st.sampled_from([0.1, 0.25, 0.5, 0.7])


@dataclass(frozen=True)
class World:
    """The layers of six parties, who fails first, and the rules. stakes: (owner, owned, share as registered)."""

    book: PlainBook
    lenders: list[int]
    stakes: list[tuple[int, int, float]]
    equity: list[float]
    initial: list[int]
    rules: PlainRules

    def holdings(self) -> Holdings:
        owner, owned = np.array([one[:2] for one in self.stakes], dtype=np.int32).reshape(-1, 2).T
        return Holdings(PARTIES, owner, owned, np.array([share for _, _, share in self.stakes]))

    def cascade(self) -> MultilayerCascade:
        book = self.book
        contract, loan = np.array(book.pairs, dtype=np.int32).reshape(-1, 2).T
        called = CallBook(
            PARTIES, np.array([one for one, _ in book.loans], dtype=np.int32), np.array(self.lenders, dtype=np.int32),
            np.array([due for _, due in book.loans]), np.array([one for one, _ in book.contracts], dtype=np.int32),
            np.array([cap for _, cap in book.contracts]), contract, loan,
        )  # fmt: skip
        rules = MultilayerRules(
            Allocation(self.rules.allocation), LossRule.AT_LEAST if self.rules.at_least else LossRule.GREATER,
            self.rules.initial_pay,
        )  # fmt: skip
        return MultilayerCascade(called, self.holdings(), np.array(self.equity), np.array(book.buffer), rules)

    def run(self) -> MultilayerOutcome:
        return self.cascade().run(np.array(self.initial, dtype=np.int32))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Small amounts, so that ties are common; pools, loops of owners, more than the whole owned, nobody known."""
    party = st.integers(0, PARTIES - 1)
    loans = draw(st.lists(st.tuples(party, AMOUNTS), min_size=1, max_size=7))
    lenders = [draw(st.integers(-1, PARTIES - 1)) for _ in loans]
    some = st.sets(st.integers(0, len(loans) - 1), min_size=1, max_size=3)
    given_ = draw(st.lists(st.tuples(party, st.one_of(st.just(np.inf), AMOUNTS), some), max_size=7))
    pairs = [(contract, loan) for contract, (_, _, secured) in enumerate(given_) for loan in sorted(secured)]
    rules = PlainRules(
        draw(st.sampled_from(Allocation)), draw(st.booleans()), draw(st.sampled_from([0.0, 0.5, 1.0]))
    )  # fmt: skip
    equity = draw(st.lists(st.one_of(AMOUNTS, st.sampled_from([-3.0, np.inf])), min_size=PARTIES, max_size=PARTIES))
    buffer = equity if draw(st.booleans()) else draw(st.lists(AMOUNTS, min_size=PARTIES, max_size=PARTIES))
    # At most four stakes of these shares in a party make more than the whole; at most two leave loops a leak.
    stakes = draw(st.lists(st.tuples(party, party, SHARES), max_size=7))
    book = PlainBook(loans, [(guarantor, limit) for guarantor, limit, _ in given_], pairs, buffer)
    return World(book, lenders, stakes, equity, sorted(draw(st.sets(party, max_size=3))), rules)


def leaks(world: World) -> bool:
    """Whether of every owned party something is left to nobody known, so that sweeps from scratch end in time."""
    weight = np.bincount(world.holdings().owned, world.holdings().weight, PARTIES)
    return bool((weight <= 0.96).all())


def plain(world: World) -> PlainLayers:
    held = world.holdings()
    stakes = list(zip(held.owner.tolist(), held.owned.tolist(), held.weight.tolist(), strict=True))
    return PlainLayers(world.book, world.lenders, stakes, world.equity)


@settings(max_examples=200, deadline=None)
@given(worlds().filter(leaks))
def test_as_round_by_round_from_scratch(world: World) -> None:
    found, told = world.run(), plain_layers(plain(world), world.initial, world.rules)
    assert {place: int(at) for place, at in enumerate(found.default_round) if at >= 0} == told.fell
    np.testing.assert_allclose(found.losses, told.losses, atol=1e-8)
    np.testing.assert_allclose(found.lost, told.lost, atol=1e-8)
    assert found.convergence.converged
    assert found.convergence.residual <= 1e-9


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_what_is_due_is_paid_or_lost_and_every_loss_traced(world: World) -> None:
    found, book = world.run(), world.cascade().book
    failed = found.default_round >= 0
    paid = np.bincount(book.loan, found.paid, len(book.due))
    np.testing.assert_allclose(paid + found.lost, book.due * failed[book.borrower], atol=1e-8)
    for party in range(PARTIES):
        carried = sum(one.amount for one in found.events.trace(party))
        np.testing.assert_allclose(carried, found.losses[party], atol=1e-8)
    assert np.isfinite(found.losses).all()
    assert (found.losses >= -1e-9).all()
    given_ = np.bincount(book.guarantor[book.contract], found.paid, PARTIES)
    assert (given_ <= np.maximum(world.book.buffer, 0) + 1e-8).all()
    fell = [party for frame in found.events.frames(found.default_round) for party in frame.fell.tolist()]
    assert sorted(fell) == found.defaults.tolist()
    assert sum(len(frame.losses) for frame in found.events.frames(found.default_round)) == len(found.events)


@settings(max_examples=150, deadline=None)
@given(worlds().filter(leaks), st.sets(st.integers(0, PARTIES - 1)))
def test_more_seeds_more_losses(world: World, more: set[int]) -> None:
    """Without pools, where guarantors do not take over from others."""
    secured = np.bincount([contract for contract, _ in world.book.pairs], minlength=1)
    rules = replace(world.rules, allocation=Allocation.EQUAL, initial_pay=0.0)
    if secured.max() > 1:
        unlimited = [(guarantor, np.inf) for guarantor, _ in world.book.contracts]
        world = replace(world, book=replace(world.book, contracts=unlimited))
    narrow = replace(world, rules=rules).run()
    wide = replace(world, rules=rules, initial=sorted({*world.initial, *more})).run()
    assert set(narrow.defaults.tolist()) <= set(wide.defaults.tolist())
    assert (narrow.losses <= wide.losses + 1e-8).all()


@settings(max_examples=150, deadline=None)
@given(worlds().filter(leaks), st.randoms(use_true_random=False))
def test_neither_names_nor_order_matter(world: World, chance: Random) -> None:
    book = world.book
    name, loans, contracts, pairs, stakes = (
        chance.sample(range(count), count)
        for count in (PARTIES, len(book.loans), len(book.contracts), len(book.pairs), len(world.stakes))
    )
    at = [name.index(place) for place in range(PARTIES)]
    turned = PlainBook(
        [(name[book.loans[one][0]], book.loans[one][1]) for one in loans],
        [(name[book.contracts[one][0]], book.contracts[one][1]) for one in contracts],
        [(contracts.index(book.pairs[one][0]), loans.index(book.pairs[one][1])) for one in pairs],
        [book.buffer[one] for one in at],
    )
    again = World(
        turned, [name[world.lenders[one]] if world.lenders[one] >= 0 else -1 for one in loans],
        [(name[world.stakes[one][0]], name[world.stakes[one][1]], world.stakes[one][2]) for one in stakes],
        [world.equity[one] for one in at], [name[one] for one in world.initial], world.rules,
    ).run()  # fmt: skip
    found = world.run()
    assert found.default_round.tolist() == again.default_round[name].tolist()
    np.testing.assert_allclose(found.losses, again.losses[name], atol=1e-8)
    np.testing.assert_allclose(found.lost[loans], again.lost, atol=1e-8)
    np.testing.assert_allclose(found.paid[pairs], again.paid, atol=1e-8)
