"""The most important and the most vulnerable parties of a day, by hand and beside each party failing by itself."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph.contagion import seed_trials
from graph.contagion.balance_sheets import MissingPolicy
from graph.contagion.debtrank import WIPED_OUT, Variant
from graph.contagion.guarantee_calls import Allocation
from graph.contagion.scenario import Model, Scenario
from graph.contagion.selection import Selection
from graph.errors import Cancelled, LimitExceeded, UsageError
from graph.explain.day import Day
from graph.explain.exposure.weighted_call import Scored
from graph.explain.stress import alone
from graph.explain.stress.alone import Network
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.run import stress
from graph.explain.stress.setting import Setting
from graph.explain.stress.top import top
from graph.explain.stress.top_asked import By, Draws, TopAsked
from graph.text import Text
from tests.unit.guarantees.facts import TODAY, Facts, edge

SHEETS = {"BK": (200.0, 1000.0), "A": (30.0, 100.0), "G": (60.0, 200.0), "H": (10.0, 100.0)}
WHOLE = TopAsked(lgd=1.0)


def sheet(facts: Facts, party: str, net: float, total: float | None = None) -> None:
    facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": net, "total_assets_cny": total})
    facts.add("REPORTED", edge(party, f"s{party}"))


@pytest.fixture(scope="module")
def day() -> Day:
    """A owes BK 100, for which G stands up to 80; G owes BK 40, for which H stands. A and G are a circle by contracts
    in force."""
    facts = Facts().party(*SHEETS)
    for loan, borrower, amount in (("LA", "A", 100.0), ("LG", "G", 40.0)):
        facts.loan(loan, borrower, amount).add("LENT", edge("BK", loan))
    facts.guarantee("gG", "G", ("LA",), cap_cny=80.0).guarantee("gH", "H", ("LG",))
    for guarantor, debtor in (("G", "A"), ("A", "G")):
        facts.add("GUARANTEES", edge(guarantor, debtor, guarantee_id="gG"))
    for party, (net, total) in SHEETS.items():
        sheet(facts, party, net, total)
    return Day(facts.on(TODAY).snapshot)


def ask(day: Day, asked: TopAsked = WHOLE, scores: Any = lambda _: {}, **other: Any) -> Any:
    return top(day, replace(asked, **other), scores)


def by_party(found: Any) -> dict[str, Any]:
    return {one.party.party_id: one for one in found.answer.parties}


def test_what_each_failure_does(day: Day) -> None:
    """A's failure calls G for 80, which pays its 60 and falls; then H for 40, which pays 10 and falls: lenders lose 40
    and 30. In DebtRank G and H are wiped out, BK loses the 20 that nobody guarantees, a tenth of its 200."""
    found = ask(day)
    assert [one.party.party_id for one in found.answer.parties] == ["A", "G"]
    a, g = found.answer.parties
    assert (a.due_cny, a.lost_cny, a.paid_cny, a.induced, a.wiped_out) == (100, 70, 70, 2, 2)
    assert (g.due_cny, g.lost_cny, g.paid_cny, g.induced, g.wiped_out) == (40, 30, 10, 1, 1)
    assert (a.debtrank, g.debtrank) == pytest.approx(((200 + 100 + 100) / 1400, 100 / 1400))
    assert (a.vulnerability, g.vulnerability) == pytest.approx((1 / 4, 2 / 4))
    assert (a.guarantor_hhi, a.circle_size, a.equity_cny, a.filled_from) == (1, 2, 30, "statement")
    assert (found.answer.party_count, found.answer.due_cny, found.answer.value_cny) == (2, 140, 1400)
    assert not found.truncated


def test_what_stands_behind_it(day: Day) -> None:
    facts = ask(day).facts
    assert [(one.party.party_id, one.amount_cny, one.equity_cny) for one in facts.borne_by] == [
        ("G", 80, 60), ("BK", 20, 200)
    ]  # fmt: skip
    assert (facts.exposures, facts.exposures_cny) == (3, 140)
    assert [one.loan_id for one in facts.evidence.loans] == ["LA"]
    assert [one.guarantee_id for one in facts.evidence.guarantees] == ["gG"]
    assert facts.settings == {
        "by": "debtrank", "lgd": 1.0, "allocation": "equal_split", "missing_policy": "registered_capital",
        "variant": "bardoscia2015",
    }  # fmt: skip


def test_how_sure_and_what_would_change_it(day: Day) -> None:
    """With 20 more G pays all of 80: only the 20 that nobody guarantees are lost, and H is not called. With 30 more H
    pays all of 40."""
    found = ask(day)
    sure = found.certainty
    assert (sure.seeds, sure.tried, sure.proven, sure.bound) == (2, 2, True, None)
    assert sure.converged
    assert sure.calls_converged
    assert not sure.saturates
    assert (sure.missing_share, sure.filled, sure.value_missing) == (0, {"statement": 3}, 0)
    changes = {one.about.party_id: one for one in found.changes}
    assert {name: one.amount_cny for name, one in changes.items()} == pytest.approx({"G": 20, "H": 30})
    assert "lose 20.00 元 instead of 70.00 元, and 2 fewer" in changes["G"].said.en
    assert "lose 40.00 元 instead of 70.00 元, and 1 fewer" in changes["H"].said.en
    assert "20.00" in changes["G"].said.zh


@pytest.mark.parametrize(
    ("by", "order"),
    [
        (By.LOSS, ["A", "G"]),
        (By.INDUCED, ["A", "G"]),
        (By.VULNERABILITY, ["H", "G", "BK"]),
    ],
)
def test_the_measure_orders(by: By, order: list[str], day: Day) -> None:
    found = ask(day, by=by)
    assert [one.party.party_id for one in found.answer.parties] == order
    assert found.answer.by == by.value
    some = ask(day, by=by, most=1)
    assert ([one.party.party_id for one in some.answer.parties], some.answer.party_count) == (order[:1], len(order))
    assert some.truncated


def test_vulnerability_is_the_mean_share_lost(day: Day) -> None:
    found = ask(day, by=By.VULNERABILITY)
    assert {name: one.vulnerability for name, one in by_party(found).items()} == pytest.approx(
        {"H": 3 / 4, "G": 2 / 4, "BK": 1.1 / 4}  # A loses by nobody's failure but its own
    )
    assert [one.guarantee_id for one in found.facts.evidence.guarantees] == ["gH"]
    assert [one.loan_id for one in found.facts.evidence.loans] == ["LG"]
    assert found.changes == ()


def random_day(seed: int, parties: int = 24) -> Day:
    """Loans, guarantees, pools and statements by chance, some missing."""
    chance = np.random.default_rng(seed)
    names = [f"P{number}" for number in range(parties)]
    facts = Facts().party("BK", *names)
    sheet(facts, "BK", 500.0, 5_000.0)
    for number, name in enumerate(names):
        facts.loan(f"L{number}", name, float(chance.integers(10, 100)))
        if chance.random() < 0.9:
            facts.add("LENT", edge("BK", f"L{number}"))
        if chance.random() < 0.8:
            sheet(facts, name, float(chance.integers(-10, 90)), float(chance.integers(90, 200)))
    for number in range(2 * parties):
        guarantor, *loans = chance.choice(parties, chance.integers(2, 4), replace=False).tolist()
        terms = {"cap_cny": float(chance.integers(5, 60))} if chance.random() < 0.5 else {}
        facts.guarantee(f"g{number}", names[guarantor], tuple(f"L{one}" for one in loans), **terms)
    return Day(facts.on(TODAY).snapshot)


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize(("seed", "allocation"), list(enumerate(Allocation)))
def test_every_number_is_that_of_the_party_failing_by_itself(
    seed: int, allocation: Allocation, variant: Variant
) -> None:
    day = random_day(seed)
    asked = TopAsked(most=100, lgd=0.6, allocation=allocation, variant=variant, missing_policy=MissingPolicy.ZERO)
    network, found = Network.of(day, asked), ask(day, asked)
    count = day.snapshot.node_count("Party")
    quiet = network.model.run(np.zeros(count)).h
    assert len(found.answer.parties) > 3
    for one in found.answer.parties:
        party = day.position(one.party.party_id)
        by_itself = network.cascade.run(np.array([party], dtype=np.int32))
        assert (one.lost_cny, one.paid_cny) == pytest.approx((by_itself.loss.sum(), by_itself.paid.sum()))
        assert one.induced == (by_itself.default_round > 0).sum()
        h = network.model.run(np.eye(count)[party]).h
        others = np.arange(count) != party
        assert one.debtrank == pytest.approx(float(((h - quiet) * others) @ network.model.shares), abs=1e-8)
        assert one.wiped_out == ((h >= WIPED_OUT) & (quiet < WIPED_OUT) & others).sum()


def test_nothing_known_is_not_in_default_from_the_start() -> None:
    """Who states that it has nothing left is; whose equity nobody knows falls of its first loss only."""
    facts = Facts().party("BK", "S", "U", "B")
    for loan, borrower in (("LS", "S"), ("LU", "U"), ("LB", "B")):
        facts.loan(loan, borrower, 10.0).add("LENT", edge("BK", loan))
    sheet(facts, "BK", 100.0, 1_000.0)
    sheet(facts, "S", -5.0, 10.0)
    facts.guarantee("g", "U", ("LB",), cap_cny=1.0)
    found = ask(Day(facts.on(TODAY).snapshot))
    ranks = {name: one.debtrank for name, one in by_party(found).items()}
    assert set(ranks) == {"U", "B"}
    assert [one.party_id for one in found.certainty.insolvent] == ["S"]
    assert any("definition" in one.en for one in found.certainty.notes)
    assert (by_party(found)["B"].wiped_out, found.certainty.wiped_out_before) == (1, 0)
    assert by_party(ask(Day(facts.on(TODAY).snapshot), by=By.LOSS)).keys() == {"S", "U", "B"}


@pytest.mark.parametrize("policy", list(MissingPolicy))
@pytest.mark.parametrize("model", [Model.FURFINE, Model.DEBTRANK, Model.MULTILAYER])
def test_balance_sheets_are_those_of_any_scenario(policy: MissingPolicy, model: Model) -> None:
    """O states nothing and owns all of A, which has 70; five companies that state less than nothing are O's peers."""
    facts = Facts().party("O", "A", *(f"N{number}" for number in range(5)))
    facts.loan("LA", "A", 10.0).add("LENT", edge("O", "LA"))
    facts.loan("LN", "N0", 10.0).add("LENT", edge("A", "LN"))
    sheet(facts, "A", 70.0, 100.0)
    for number in range(5):
        sheet(facts, f"N{number}", -100.0, 10.0)
    facts.add("OWNS", edge("O", "A", stake_id="O->A", share_ratio=1.0))
    day = Day(facts.on(TODAY).snapshot)
    other = Setting.of(day, failing(model, policy, "A"), lambda text: text)
    network = Network.of(day, TopAsked(lgd=1.0, missing_policy=policy))
    np.testing.assert_array_equal(network.setting.equity, other.equity)
    np.testing.assert_array_equal(network.model.equity, other.bearing)
    np.testing.assert_array_equal(network.cascade.buffer, other.buffer)
    np.testing.assert_array_equal(network.model.value, other.sheets.value)
    owner = day.position("O")
    if policy is not MissingPolicy.INFINITE:
        assert network.model.equity[owner] == 70.0


@pytest.mark.parametrize("model", [Model.FURFINE, Model.DEBTRANK])
def test_who_states_nothing_is_not_insolvent_for_its_peers(model: Model) -> None:
    """U states nothing, and its peers less than nothing: it falls of its first loss, not by itself; N0 does."""
    facts = Facts().party("U", *(f"N{number}" for number in range(6)))
    facts.loan("LU", "U", 10.0).add("LENT", edge("N5", "LU"))
    facts.loan("LN", "N0", 10.0).add("LENT", edge("N5", "LN"))
    for number in range(6):
        sheet(facts, f"N{number}", -100.0 if number < 5 else 1_000.0, 10.0)
    day = Day(facts.on(TODAY).snapshot)
    found = stress(day, failing(model, MissingPolicy.PEER_MEDIAN, "N4"), lambda text: text)
    assert {one.party.party_id for one in found.answer.parties if one.round == 0} == {"N0", "N4"}
    network = Network.of(day, TopAsked(lgd=1.0, missing_policy=MissingPolicy.PEER_MEDIAN))
    assert network.from_start.tolist() == [day.position("N0")]


def failing(model: Model, policy: MissingPolicy, party: str) -> Scenario:
    """All is lost of every loan once this one fails."""
    nothing, who = Text("", ""), (Selection(parties=(party,)),)
    return Scenario("s", nothing, nothing, model, who, lgd=1.0, missing_policy=policy.value)


def test_above_the_limit_the_first_are_proven_and_the_rest_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = random_day(7)
    every = ask(day, most=5, variant=Variant.BATTISTON_2012)
    some = ask(day, most=5, variant=Variant.BATTISTON_2012, all_seeds=3)
    assert some.certainty.proven
    assert [one.party for one in some.answer.parties] == [one.party for one in every.answer.parties]
    for one, same in zip(some.answer.parties, every.answer.parties, strict=True):
        assert (one.debtrank, one.lost_cny, one.induced) == pytest.approx((same.debtrank, same.lost_cny, same.induced))
        assert one.vulnerability is None
        assert same.vulnerability is not None
    assert any("vulnerability is" in one.en for one in some.certainty.notes)
    for by in (By.LOSS, By.INDUCED):
        few, all_of_them = (ask(day, by=by, most=5, all_seeds=limit) for limit in (3, 100))
        assert few.certainty.proven
        assert [replace(one, vulnerability=None) for one in all_of_them.answer.parties] == list(few.answer.parties)
    with pytest.raises(LimitExceeded):
        ask(day, by=By.VULNERABILITY, all_seeds=3)
    monkeypatch.setattr(seed_trials, "BATCH", 1)
    monkeypatch.setattr(seed_trials, "BLOCK", (2, 2))
    monkeypatch.setattr(alone, "MOST_TRIED", 2)
    cut = ask(day, most=5, all_seeds=3)
    assert (cut.certainty.tried, cut.certainty.proven) == (2, False)
    assert cut.certainty.bound > 0
    assert any("not proven" in one.en for one in cut.certainty.notes)


def test_who_is_likeliest_to_fail(day: Day) -> None:
    """Each fails of itself with 0.1, independently; G of A's failure, H of G's, so of A's too."""
    found = ask(day, by=By.DEFAULT_PROBABILITY, draws=Draws(probability=0.1))
    likely = by_party(found)
    assert list(likely) == ["H", "G", "A"]
    for name, chance in (("A", 0.1), ("G", 1 - 0.9**2), ("H", 1 - 0.9**3)):
        assert (likely[name].low, likely[name].high) == pytest.approx((chance, chance))
        assert (likely[name].own_probability, likely[name].own_from) == (0.1, "constant")
    assert (likely["G"].at_stake_cny, likely["G"].could_pay_cny, likely["G"].certain) == (80, 60, True)
    assert (found.certainty.iterations, found.certainty.ended, found.certainty.converged) == (0, "precision", True)
    assert found.answer.party_count == 3
    assert {one.about.party_id: one.amount_cny for one in found.changes} == pytest.approx({"G": 20, "H": 30})
    assert [one.guarantee_id for one in found.facts.evidence.guarantees] == ["gH"]


def test_scores_and_what_stands_for_missing_ones(day: Day) -> None:
    def scores(_: Any) -> dict[str, Scored]:
        return {"A": Scored(0.3, "trees", None)}

    with pytest.raises(UsageError):
        ask(day, scores=scores, by=By.DEFAULT_PROBABILITY)
    found = ask(day, scores=scores, by=By.DEFAULT_PROBABILITY, draws=Draws(pd=0.02))
    likely = by_party(found)
    assert {name: one.own_from for name, one in likely.items()} == {"A": "scores", "G": "filled", "H": "filled"}
    assert likely["G"].high == pytest.approx(1 - 0.7 * 0.98)
    assert {one.own_from: one.parties for one in found.facts.probabilities} == {"scores": 1, "filled": 2}


def test_trials_that_do_not_part_them_say_so() -> None:
    found = ask(
        random_day(5), by=By.DEFAULT_PROBABILITY, most=3, draws=Draws(probability=0.05, correlation=0.2, trials=100)
    )
    assert (found.certainty.ended, found.certainty.converged, found.certainty.iterations) == ("trials", False, 100)
    assert found.answer.contender_count > 0
    assert any("did not part" in one.en for one in found.certainty.notes)


def test_settings_that_the_measure_does_not_read_are_refused() -> None:
    for wrong in (
        {"draws": Draws(probability=0.1)}, {"by": By.LOSS, "draws": Draws(seed=1)},
        {"by": By.DEFAULT_PROBABILITY, "variant": Variant.BATTISTON_2012}, {"lgd": 1.5},
        {"by": By.DEFAULT_PROBABILITY, "draws": Draws(trials=1)},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            TopAsked(**wrong)


PARTS = {
    100: {By.DEBTRANK: ["exposures", "calls", "debtrank"], By.LOSS: ["exposures", "calls", "debtrank"]},
    3: {By.DEBTRANK: ["exposures", "calls", "bounds", "debtrank"], By.LOSS: ["exposures", "calls", "debtrank"]},
}
"""What is told by the measure, where all seeds are tried and where not."""


@pytest.mark.parametrize(("limit", "by"), [(limit, by) for limit, of in PARTS.items() for by in of])
def test_progress_is_told_of_every_part_and_may_end_it_there(limit: int, by: By) -> None:
    day, told = random_day(7), list[tuple[str, int, int]]()
    asked = TopAsked(by, 5, lgd=0.05, all_seeds=limit)  # so little that no loop of them amplifies
    top(day, asked, lambda _: {}, lambda *one: told.append(one))
    assert list(dict.fromkeys(what for what, *_ in told)) == PARTS[limit][by]
    assert all(0 <= done <= total for _, done, total in told)
    for part in PARTS[limit][by]:
        with pytest.raises(Cancelled, match=part):
            top(day, asked, lambda _: {}, ending_at(part))


def test_likelihoods_tell_their_bounds_and_trials_and_may_be_ended() -> None:
    day, told = random_day(5), list[tuple[str, int, int]]()
    asked = TopAsked(By.DEFAULT_PROBABILITY, 3, draws=Draws(probability=0.05, correlation=0.2, trials=100))
    top(day, asked, lambda _: {}, lambda *one: told.append(one))
    assert list(dict.fromkeys(what for what, *_ in told)) == ["bounds", "trials"]
    for part in ("bounds", "trials"):
        with pytest.raises(Cancelled, match=part):
            top(day, asked, lambda _: {}, ending_at(part))


def ending_at(part: str) -> OnProgress:
    def stop(what: str, _done: int, _total: int) -> None:
        if what == part:
            raise Cancelled(f"Cancelled at {part}.", "任务已取消。")

    return stop


def test_a_day_without_loans_has_nobody() -> None:
    day = Day(Facts().party("A", "B").on(TODAY).snapshot)
    for by in (By.DEBTRANK, By.LOSS):
        found = ask(day, by=by)
        assert (found.answer.parties, found.answer.party_count, found.facts.evidence.loan_count) == ((), 0, 0)
        assert found.certainty.notes
    likely = ask(day, by=By.DEFAULT_PROBABILITY, draws=Draws(probability=0.5))
    assert (likely.answer.parties, likely.changes) == ((), ())
