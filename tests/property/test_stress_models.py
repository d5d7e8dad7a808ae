"""Scenarios by Furfine, DebtRank and clearing: loan by loan they add up to what the model itself says."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.contagion.clearing import ClearingRule, ExternalRank, Obligations, clear, clearing_waves
from graph.contagion.debtrank import WIPED_OUT, DebtRank, Variant
from graph.contagion.distress_rounds import DistressRounds
from graph.contagion.exposures import Exposures
from graph.contagion.furfine import Furfine
from graph.contagion.scenario import Model, Scenario, Shock
from graph.contagion.selection import Selection
from graph.explain.day import Day
from graph.explain.stress.by_exposures import exposures
from graph.explain.stress.models import play
from graph.explain.stress.played import Played
from graph.explain.stress.setting import Setting
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

EXAMPLES = settings(max_examples=25, deadline=None)
NAMES = "ABCDE"
AMOUNT = st.integers(1, 9).map(float)
NET_ASSETS = st.one_of(st.none(), st.integers(-2, 20).map(float))
LOAN = st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, None]), AMOUNT)


@dataclass(frozen=True)
class World:
    """Loans (borrower, lender, amount), net assets and liabilities where they are known."""

    loans: list[tuple[str, str | None, float]]
    net_assets: list[float | None]
    owed: list[float | None]

    @property
    def day(self) -> Day:
        facts = Facts().party(*NAMES)
        for number, (borrower, lender, amount) in enumerate(self.loans):
            facts.loan(f"L{number}", borrower, amount)
            if lender:
                facts.add("LENT", edge(lender, f"L{number}"))
        for party, net, owed in zip(NAMES, self.net_assets, self.owed, strict=True):
            said = {"net_assets_cny": net, "total_liabilities_cny": owed, "total_assets_cny": 10.0}
            facts.add("Statement", {"statement_id": f"s{party}", **said})
            facts.add("REPORTED", edge(party, f"s{party}"))
        return Day(facts.on(TODAY).snapshot)


OWED = st.one_of(st.none(), st.integers(0, 20).map(float))
WORLDS = st.builds(
    World, st.lists(LOAN, min_size=1, max_size=10), st.lists(NET_ASSETS, min_size=5, max_size=5),
    st.lists(OWED, min_size=5, max_size=5),
)  # fmt: skip
STARTS = st.fixed_dictionaries({
    "defaults": st.sampled_from([(), (Selection(parties=("A",)),), (Selection(parties=("B", "C")),)]),
    "shocks": st.sampled_from([(Shock(Selection(parties=("B",)), 0.4),), (Shock(Selection(parties=("D",)), 1.0),)]),
    "missing_policy": st.sampled_from(["zero", "infinite"]),
})  # fmt: skip


def setting_of(world: World, model: Model, start: dict[str, Any], **more: Any) -> Setting:
    scenario = Scenario("one", Text("", ""), Text("", ""), model, lgd=0.5, **start, **more)
    return Setting.of(world.day, scenario, lambda text: text)


def total(played: Played) -> float:
    return float(played.events.amount[played.events.loser >= 0].sum())


@given(WORLDS, STARTS)
@EXAMPLES
def test_furfine_by_loan_adds_up_to_what_each_loses(world: World, start: dict[str, Any]) -> None:
    setting = setting_of(world, Model.FURFINE, start)
    played, loans = play(setting), setting.layers.exposures
    found = Furfine(loans, setting.equity, 0.5).run(setting.initial)
    np.testing.assert_allclose(played.lost, found.losses, atol=1e-9)
    lends = np.isin(np.arange(loans.party_count), np.concatenate([loans.creditor, loans.debtor]))
    assert ((played.default_round == found.default_round) | ~lends).all()


@given(WORLDS, STARTS, st.sampled_from(Variant))
@EXAMPLES
def test_debtrank_by_loan_adds_up_to_each_ones_distress(world: World, start: dict[str, Any], variant: Variant) -> None:
    """What a party has lost is what it lost at the start and on loans, over its equity before both."""
    setting = setting_of(world, Model.DEBTRANK, start, variant=variant.value)
    played = play(setting)
    assert played.distress is not None
    found, equity = played.distress, setting.sheets.equity.copy()
    unknown = setting.sheets.missing & (equity == 0)
    equity[unknown] = np.where(setting.left > 0, 0.01 / np.maximum(setting.left, 0.01), 0.0)[unknown]
    some = (equity > 0) & np.isfinite(equity)
    expected = np.minimum(1.0, found.initial[some] + played.lost[some] / equity[some])
    np.testing.assert_allclose(found.h[some], expected, atol=1e-8)
    fell = played.default_round >= 0
    assert (fell <= (found.h >= WIPED_OUT)).all()
    assert (fell[exposures(setting).creditor] == (found.h >= WIPED_OUT)[exposures(setting).creditor]).all()
    if variant is Variant.BARDOSCIA_2015:
        passed = found.h[setting.layers.book.borrower] * setting.layers.book.due
        apart = setting.layers.book.borrower != setting.layers.book.lender
        np.testing.assert_allclose(played.events.amount.sum(), passed[apart].sum(), atol=1e-7)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([0.3, 1.0, 2.5])), max_size=14),
    st.lists(st.sampled_from([-1.0, 1.0, 4.0]), min_size=6, max_size=6), st.sampled_from(Variant), st.integers(1, 6),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_distress_told_by_rounds_ends_where_the_model_does(
    rows: list[tuple[int, int, float]], equity: list[float], variant: Variant, told: int
) -> None:
    """However few rounds are told one by one, what all have passed on makes everybody's distress."""
    creditor, debtor = (np.array([row[at] for row in rows], dtype=np.int32) for at in (0, 1))
    book = Exposures(6, creditor, debtor, np.array([row[2] for row in rows], dtype=np.float64))
    model = DebtRank(book, np.array(equity), np.ones(6), variant)
    found = model.run(np.array([0.5, 1.0, 0, 0, 0, 0]))
    rounds = DistressRounds.of(model, found, told)
    passed = np.bincount(rounds.party, rounds.share, 6)
    got = np.minimum(1.0, found.initial + found.leverage.matrix @ passed)
    np.testing.assert_allclose(got, found.h, atol=1e-9)
    assert ((rounds.default_round >= 0) == (found.h >= WIPED_OUT)).all()
    assert ((rounds.default_round == 0) == (found.initial >= WIPED_OUT)).all()
    assert rounds.round.max(initial=0) <= told
    assert (np.diff(rounds.round) >= 0).all()


@given(WORLDS, STARTS, st.sampled_from([1.0, 0.5]), st.sampled_from(ExternalRank))
@EXAMPLES
def test_clearing_by_loan_adds_up_to_what_is_not_paid(
    world: World, start: dict[str, Any], kept: float, rank: ExternalRank
) -> None:
    setting = setting_of(world, Model.CLEARING, start, alpha=kept, beta=kept, external_rank=rank.value)
    played, loans = play(setting), setting.layers.exposures
    cleared = played.cleared
    assert cleared is not None
    assert played.outside_lost_cny is not None
    between = Obligations(loans, np.zeros(5), np.zeros(5)).owed_between
    np.testing.assert_allclose(total(played), (between - cleared.interbank_paid).sum(), atol=1e-7)
    everywhere = played.events.amount.sum() + played.outside_lost_cny
    np.testing.assert_allclose(everywhere, (cleared.owed - cleared.payments).sum(), atol=1e-7)
    stated = np.isin(np.arange(5), setting.initial)
    assert ((played.default_round >= 0) == (cleared.defaults | stated)).all()
    # Who falls of losses has lost more than what it had to lose, and who stands has not.
    apart = setting.equity > 0
    fell = played.default_round > 0
    assert (played.lost[fell & apart] > setting.limit[fell & apart] - 1e-9).all()
    stands = played.default_round < 0
    assert (played.lost[stands] <= setting.limit[stands] + 1e-9).all()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 5)), max_size=14),
    st.lists(st.integers(0, 4), min_size=6, max_size=6), st.sampled_from([1.0, 0.5]),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_waves_of_defaults_end_in_the_clearing_vector(
    rows: list[tuple[int, int, int]], assets: list[int], kept: float
) -> None:
    debtor, creditor = (np.array([row[at] for row in rows], dtype=np.int32) for at in (0, 1))
    book = Exposures(6, creditor, debtor, np.array([row[2] for row in rows], dtype=np.float64))
    obligations, rule = Obligations(book, np.array(assets, dtype=float), np.ones(6)), ClearingRule(kept, kept)
    waves, found = list(clearing_waves(obligations, rule)), clear(obligations, rule)
    assert (waves[0].payments == waves[0].owed).all()
    for before, after in pairwise(waves):
        assert (after.payments <= before.payments + 1e-12).all()
        assert (before.defaults <= after.defaults).all()
    assert [one.convergence.converged for one in waves[:-1]] == [False] * (len(waves) - 1)
    np.testing.assert_allclose(waves[-1].payments, found.payments, atol=1e-9)
    assert (waves[-1].defaults == found.defaults).all()
