"""Losses by chance on a day so small that every set of defaults can be counted out, with rules by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from graph.contagion.scenario import Chance, Model, Scenario, Shock
from graph.contagion.selection import Selection
from graph.errors import UsageError
from graph.explain.day import Day
from graph.explain.exposure.weighted_call import Scored
from graph.explain.stress.losses import LossesAsked, losses
from graph.explain.stress.losses_answer import LossesFound
from graph.text import Text
from tests.unit.contagion.enumeration import FACTORS, WEIGHTS, Floats
from tests.unit.guarantees.facts import TODAY, Facts, edge

BUFFER = {"A": 10.0, "B": 5.0, "G": 60.0, "F": 1_000.0}
PD = {"A": 0.2, "B": 0.1, "G": 0.05, "F": 0.02}
RHO = 0.3
SCORES = {one: Scored(pd, "trees", date(2024, 6, 1)) for one, pd in PD.items()}
CHANCE = Chance(None, 12, RHO, 20_000, None, 7)
BY_CHANCE = Scenario(
    "one", Text("随机违约", "by chance"), Text("", ""), Model.GUARANTEE_CALLS, lgd=1.0,
    chance=CHANCE,
)  # fmt: skip


@pytest.fixture(scope="module")
def day() -> Day:
    """A owes BK 100 and G stands for all of it; B owes BK 50 and nobody knows whom 8: F, a guarantee firm, stands for
    the 50 up to 30, G for them too."""
    facts = Facts().party("A", "B", "G", "BK", "N")
    facts.add("Enterprise", {"party_id": "F", "canonical_id": "F", "name": "F", "kind": "guarantee_firm"})
    for loan, borrower, lender, amount in (("LA", "A", "BK", 100.0), ("LB", "B", "BK", 50.0), ("LU", "B", None, 8.0)):
        facts.loan(loan, borrower, amount)
        if lender:
            facts.add("LENT", edge(lender, loan))
    facts.guarantee("gA", "G", ("LA",)).guarantee("fB", "F", ("LB",), cap_cny=30.0).guarantee("gB", "G", ("LB",))
    for party, amount in BUFFER.items():
        facts.add("Statement", {"statement_id": f"s{party}", "net_assets_cny": amount})
        facts.add("REPORTED", edge(party, f"s{party}"))
    return Day(facts.on(TODAY).snapshot)


def scored(parties: Any) -> Mapping[str, Scored]:
    return {one: SCORES[one] for one in parties if one in SCORES}


def told(
    day: Day, scenario: Scenario = BY_CHANCE, scores: Any = scored, pd: float | None = None, most: int = 100,
    threads: int = 1,
) -> LossesFound:  # fmt: skip
    return losses(day, scenario, lambda text: text, LossesAsked(scores, pd, most, threads))


def outcome(fallen: set[str]) -> dict[str, float]:
    """By hand: of B's 50 the two who stand for it pay half each; G has 60 to pay all it is called for, and falls when
    that is more; who fails of itself pays nothing."""
    share = 25.0 if "B" in fallen else 0.0
    called_g = (100.0 if "A" in fallen else 0.0) + share
    paid_g = 0.0 if "G" in fallen else min(called_g, 60.0)
    paid_f = 0.0 if "F" in fallen else share
    due = (100.0 if "A" in fallen else 0.0) + (50.0 if "B" in fallen else 0.0)
    unknown = 8.0 if "B" in fallen else 0.0
    return {
        "loss": due + unknown - paid_g - paid_f, "BK": due - paid_g - paid_f, "F": paid_f,
        "G falls": float("G" in fallen or called_g > 60.0),
    }  # fmt: skip


def sets(pd: Mapping[str, float]) -> Iterator[tuple[dict[str, float], float]]:
    """The outcome of each of the sixteen sets of defaults, with its probability over the common factor."""
    given = {one: given_factor(pd[one]) for one in pd}
    for fails in product((False, True), repeat=len(pd)):
        each = [given[one] if bad else 1 - given[one] for one, bad in zip(pd, fails, strict=True)]
        fallen = {one for one, bad in zip(pd, fails, strict=True) if bad}
        yield outcome(fallen), float(WEIGHTS @ np.prod(each, axis=0))


def given_factor(pd: float) -> Floats:
    """The probability of failing at each value of the common factor."""
    found: Floats = ndtr((ndtri(pd) - np.sqrt(RHO) * FACTORS) / np.sqrt(1 - RHO))
    return found


def exact(pd: Mapping[str, float] = PD) -> dict[str, float]:
    """What is to be expected."""
    return {what: sum(chance * found[what] for found, chance in sets(pd)) for what in outcome(set())}


def exact_tail(level: float) -> tuple[float, float]:
    """Value at risk and expected shortfall."""
    by_loss = sorted((found["loss"], chance) for found, chance in sets(PD))
    below, beyond, worst = 0.0, 0.0, None
    for loss, chance in by_loss:
        above = max(0.0, min(chance, below + chance - level))
        worst = loss if worst is None and below + chance >= level else worst
        below, beyond = below + chance, beyond + above * loss
    assert worst is not None
    return worst, beyond / (1 - level)


def near(found: float, error: float, hand: float) -> bool:
    return error > 0 and abs(found - hand) <= 4 * error


def test_what_is_expected_agrees_with_every_set_of_defaults_counted_out(day: Day) -> None:
    answer, hand = told(day).answer, exact()
    assert (answer.trials, answer.ended, answer.due_cny) == (20_000, "trials", 158.0)
    assert near(answer.expected_loss_cny, answer.loss_error_cny, hand["loss"])
    (bank,), (firm,) = answer.lenders, answer.firms
    assert (bank.party.party_id, bank.at_stake_cny) == ("BK", 150.0)
    assert near(bank.expected_cny, bank.error_cny, hand["BK"])
    assert (firm.party.party_id, firm.at_stake_cny, firm.could_pay_cny) == ("F", 30.0, 1_000.0)
    assert near(firm.expected_cny, firm.error_cny, hand["F"])
    chance = {one.party.party_id: one for one in answer.likeliest}
    assert list(chance) == ["G", "A", "B", "F"]
    assert near(chance["G"].total_probability, chance["G"].total_error, hand["G falls"])
    assert (chance["A"].own_probability, chance["A"].total_probability, chance["A"].total_error) == (0.2, 0.2, 0.0)
    assert {one.own_from for one in answer.likeliest} == {"scores"}


def test_tails_and_histogram_are_of_the_same_trials(day: Day) -> None:
    answer = told(day).answer
    assert [one.level for one in answer.tails] == [0.95, 0.99, 0.999]
    for tail in answer.tails:
        assert tail.high_cny is not None
        assert tail.low_cny <= tail.value_at_risk_cny <= tail.high_cny <= 158
        worst, beyond = exact_tail(tail.level)
        assert tail.low_cny <= worst <= tail.high_cny
        assert near(tail.expected_shortfall_cny, tail.shortfall_error_cny, beyond)
    assert sum(answer.histogram.counts) == answer.trials
    assert answer.histogram.edges_cny[-1] == 158
    few = told(day, replace(BY_CHANCE, chance=replace(CHANCE, trials=100)))
    assert few.answer.tails[-1].high_cny is None


def test_two_threads_change_nothing(day: Day) -> None:
    assert told(day, threads=1) == told(day, threads=2)


def test_who_is_stated_to_fail_fails_in_every_trial(day: Day) -> None:
    """A has failed: G is called for all of 100 and falls. A needs no score."""
    known = {one: score for one, score in SCORES.items() if one != "A"}
    found = told(
        day, replace(BY_CHANCE, defaults=(Selection(parties=("A",)),)),
        lambda parties: {one: known[one] for one in parties if one in known},
    )  # fmt: skip
    hand = exact(PD | {"A": 1.0})
    assert near(found.answer.expected_loss_cny, found.answer.loss_error_cny, hand["loss"])
    assert found.answer.stated == 1
    first = found.answer.likeliest[0]
    assert (first.party.party_id, first.total_probability) == ("G", 1.0)
    assert ("stated", 1, 1.0) in [(one.own_from, one.parties, one.probability) for one in found.facts.probabilities]


def test_a_shock_counts_in_every_trial(day: Day) -> None:
    found = told(day, replace(BY_CHANCE, shocks=(Shock(Selection(parties=("G",)), 1.0),)))
    assert (found.answer.shocked, found.answer.shock_cny) == (1, 60.0)
    assert found.answer.expected_loss_cny > told(day).answer.expected_loss_cny


def test_nothing_fills_in_silence(day: Day) -> None:
    with pytest.raises(UsageError, match=r"No probability of default is known of A, B, G, F.* pd 0\.02") as raised:
        told(day, scores=lambda _: {})
    assert raised.value.details["missing"] == 4
    found = told(day, scores=lambda _: {"A": SCORES["A"]}, pd=0.02)
    assert [(one.own_from, one.parties, one.probability, one.model) for one in found.facts.probabilities] == [
        ("scores", 1, None, "trees"), ("filled", 3, 0.02, None)
    ]  # fmt: skip
    assert any("3 parties have no score" in one.en for one in found.certainty.notes)
    constant = replace(BY_CHANCE, chance=Chance(probability=0.1, correlation=RHO, trials=500))
    assert [one.own_from for one in told(day, constant).facts.probabilities] == ["constant"]
    with pytest.raises(UsageError, match="Leave it out"):
        told(day, constant, pd=0.02)
    with pytest.raises(UsageError, match="no distribution"):
        told(day, replace(BY_CHANCE, chance=None, defaults=(Selection(parties=("A",)),)))


def test_how_sure_it_is(day: Day) -> None:
    sure = told(day).certainty
    assert (sure.correlation, sure.horizon_months, sure.seed) == (RHO, 12, 7)
    assert (sure.iterations, sure.converged, sure.without_lender, sure.not_watched) == (20_000, True, 1, 0)
    assert sure.missing_share == pytest.approx(1 / 3)  # BK, beside G and F
    precise = told(day, replace(BY_CHANCE, chance=replace(CHANCE, precision=0.1)))
    assert precise.answer.ended == "precision"
    assert precise.certainty.converged
    assert precise.answer.loss_error_cny <= 0.1 * precise.answer.expected_loss_cny
    vain = told(day, replace(BY_CHANCE, chance=replace(CHANCE, precision=1e-6, trials=500)))
    assert not vain.certainty.converged
    assert any("before the precision" in one.en for one in vain.certainty.notes)


def test_what_would_lower_it_is_compared_trial_by_trial(day: Day) -> None:
    """With all it is called for, G would pay 100 and 25 unless it fails of itself: 65 or 40 more than its 60."""
    (change,) = told(day).changes
    assert (change.what, change.about.party_id, change.trials) == ("pays_all", "G", 2_000)
    a, b, g = (given_factor(PD[one]) for one in "ABG")
    hand = float(WEIGHTS @ (a * (1 - g) * (40 + 25 * b)))
    assert near(change.amount_cny, change.error_cny, hand)
    assert f"{change.amount_cny:,.2f}" in change.said.en


def test_once_cancelled_it_tells_what_was_found_until_then(day: Day) -> None:
    seen: list[int] = []
    found = losses(
        day, BY_CHANCE, lambda text: text, LossesAsked(scored), lambda _, done, __: seen.append(done),
        lambda: len(seen) >= 3,
    )  # fmt: skip
    assert (found.answer.ended, found.answer.trials, found.changes) == ("cancelled", 1_500, ())
    assert not found.certainty.converged
    assert "1,500 of at most 20,000" in found.certainty.notes[0].en


def test_lists_are_cut_and_say_so(day: Day) -> None:
    found = told(day, most=1)
    assert found.truncated
    assert (len(found.answer.likeliest), found.answer.likeliest_count) == (1, 4)


def test_nobody_can_fail(day: Day) -> None:
    found = told(day, replace(BY_CHANCE, chance=Chance(probability=0.0, trials=500)))
    assert (found.answer.expected_loss_cny, found.answer.likeliest) == (0.0, ())
    assert any("Nobody can fail" in one.en for one in found.certainty.notes)


def test_a_day_without_loans() -> None:
    found = told(Day(Facts().party("A").on(TODAY).snapshot), scores=lambda _: {})
    assert (found.answer.due_cny, found.answer.expected_loss_cny, found.answer.lenders) == (0.0, 0.0, ())
    assert found.facts.probabilities == ()


def test_by_law_a_general_guarantor_is_not_called_of_one_who_is_only_overdue(day: Day) -> None:
    """Without a form, guarantees since 2021 are general: G and F have a defence unless the debtor is bankrupt."""
    lawful = replace(BY_CHANCE, model=Model.LAW_AWARE)
    overdue, bankrupt = told(day, lawful).answer, told(day, replace(lawful, bankrupt=True)).answer
    assert overdue.firms == ()
    assert bankrupt.firms[0].expected_cny > 0
    assert overdue.expected_loss_cny > bankrupt.expected_loss_cny
    own = {one: pd for one, pd in PD.items() if one in ("A", "B")}
    assert near(overdue.expected_loss_cny, overdue.loss_error_cny, own["A"] * 100 + own["B"] * 58)


def test_by_law_things_of_unknown_value_are_told() -> None:
    facts = Facts().party("A", "O").loan("LA", "A", 100.0).guarantee("mO", "O", ("LA",), form="mortgage")
    found = told(Day(facts.on(TODAY).snapshot), replace(BY_CHANCE, model=Model.LAW_AWARE), pd=0.1)
    assert any("1 contracts in kind" in one.en for one in found.certainty.notes)
    assert near(found.answer.expected_loss_cny, found.answer.loss_error_cny, 20)
