"""The cascade by law on worlds worked by hand: forms, periods, caps, things, the law before 2021, contribution."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from graph.contagion.guarantee_calls import Allocation
from graph.contagion.law_aware import LawAwareCascade, LawfulOutcome
from graph.contagion.law_book import LawBook, LawRules
from graph.contagion.law_reasons import ARTICLES
from graph.explain.liability.step import sentences
from graph.liability.articles import articles
from graph.liability.liabilities import Liabilities
from tests.unit.guarantees.facts import TODAY, Facts, edge

PARTIES = ("B", "G", "H", "K", "L")
B, G, H, K, L = range(5)
NEW, OLD = date(2023, 12, 1), date(2019, 6, 1)


def world(amount: float = 100.0) -> Facts:
    """L lent B 100 元."""
    facts = Facts().party(*PARTIES).loan("b", "B", amount)
    facts.add("LENT", edge("L", "b"))
    return facts


def joint(facts: Facts, key: str, guarantor: str, loans: tuple[str, ...] = ("b",), **terms: Any) -> Facts:
    return facts.guarantee(key, guarantor, loans, form="joint_and_several", **{"signed_on": NEW} | terms)


def cascade(facts: Facts, buffer: dict[int, float], **rules: Any) -> LawAwareCascade:
    allocation = rules.pop("allocation", Allocation.EQUAL)
    book = LawBook(Liabilities(facts.on(TODAY)), LawRules(**rules))
    return LawAwareCascade(book, np.array([buffer.get(party, 0.0) for party in range(len(PARTIES))]), allocation)


def run(facts: Facts, buffer: dict[int, float], **rules: Any) -> LawfulOutcome:
    return cascade(facts, buffer, **rules).run(np.array([B], dtype=np.int32))


def calls(found: LawfulOutcome) -> list[tuple[int, int, float, float]]:
    return [(one.round, one.party, round(one.called, 6), round(one.paid, 6)) for one in found.called]


def why_not(found: LawfulOutcome) -> dict[int, tuple[str, ...]]:
    return {one.party: one.codes for one in found.not_called}


def test_joint_guarantors_are_called_at_once_and_general_ones_keep_their_defence() -> None:
    facts = joint(world(), "g", "G").guarantee("h", "H", ("b",), form="general", signed_on=NEW)
    found = run(facts, {G: 100, H: 100})
    assert calls(found) == [(0, G, 100, 100)]
    assert found.called[0].codes == ("order.now", "due.supposed")
    assert found.called[0].articles == ("civil_code_699", "civil_code_688")
    assert why_not(found) == {H: ("order.after_debtors_assets", "defence.stands")}
    assert found.not_called[0].articles == ("civil_code_687", "security_26")
    assert found.loss.tolist() == [0]


def test_the_defence_falls_where_those_who_default_count_as_bankrupt() -> None:
    facts = joint(world(), "g", "G").guarantee("h", "H", ("b",), form="general", signed_on=NEW)
    found = run(facts, {G: 100, H: 100}, bankrupt=True)
    assert calls(found) == [(0, G, 50, 50), (0, H, 50, 50)]
    assert found.called[1].codes == ("order.now", "defence.bankrupt", "due.supposed")
    assert {"civil_code_687", "security_22"} <= set(found.called[1].articles)
    assert not found.not_called


def test_a_guarantor_that_fails_makes_its_own_loans_due_in_the_next_round() -> None:
    facts = joint(world().loan("g", "G", 60.0), "x", "G")
    joint(facts, "y", "H", ("g",))
    found = run(facts, {G: 30, H: 100}, lgd=0.5)
    assert found.default_round.tolist() == [0, 1, -1, -1, -1]
    assert calls(found) == [(0, G, 50, 30), (1, H, 30, 30)]
    assert found.calls.tolist() == [0, 50, 30, 0, 0]
    assert found.loss.tolist() == [20, 0]


def test_an_expired_guarantee_is_not_called_unless_claimed_in_time() -> None:
    facts = world()
    facts.rows["Loan"][0]["matures_on"] = date(2023, 12, 1)  # so that six months after it are over
    joint(facts, "g", "G")
    joint(facts, "h", "H", claimed_on=date(2024, 5, 1))
    found = run(facts, {G: 100, H: 100})
    assert calls(found) == [(0, H, 100, 100)]
    assert why_not(found) == {G: ("order.expired",)}
    assert found.not_called[0].articles == ("civil_code_693", "security_29")


def test_a_cap_holds_over_all_loans_of_a_pool() -> None:
    facts = world().loan("c", "B", 60.0)
    joint(facts, "g", "G", ("b", "c"), cap_cny=40.0, maximum_amount=True)
    joint(facts, "h", "H", ("b",))
    found = run(facts, {G: 100, H: 100})
    assert calls(found) == [(0, G, 20, 20), (0, H, 80, 80), (0, G, 20, 20)]
    assert "maximum.capped" in found.called[0].codes
    assert "civil_code_690" in found.called[0].articles
    assert found.loss.tolist() == [0, 40]


def test_agreed_shares_bound_each_for_itself() -> None:
    facts = joint(joint(world(), "g", "G", agreed_share=0.3), "h", "H", agreed_share=0.2)
    found = run(facts, {G: 100, H: 100})
    assert calls(found) == [(0, G, 30, 30), (0, H, 20, 20)]
    assert found.called[0].codes == ("order.now", "share.agreed", "due.supposed")
    assert found.loss.tolist() == [50]


def thing(facts: Facts, key: str, giver: str, value: float | None, **terms: Any) -> Facts:
    facts.guarantee(key, giver, ("b",), form="mortgage", signed_on=NEW, **terms)
    facts.add("Collateral", {"collateral_id": f"{key}-t", "kind": "land", "value_cny": value})
    facts.add("BACKED_BY", edge(key, f"{key}-t", rank=1))
    return facts


def test_the_debtors_own_mortgage_comes_first() -> None:
    found = run(joint(thing(world(), "m", "B", 80.0), "g", "G"), {G: 100}, fetches=0.75)
    assert calls(found) == [(0, B, 60, 60), (0, G, 40, 40)]
    assert found.called[0].codes == ("order.own_thing", "due.supposed")
    assert found.called[1].codes == ("order.after_own_security", "due.supposed")
    assert "civil_code_392" in found.called[1].articles
    assert found.loss.tolist() == [0]


def test_a_third_partys_thing_answers_with_its_value_and_not_with_its_givers_buffer() -> None:
    facts = thing(joint(world(), "g", "G"), "m", "H", 30.0)
    facts.loan("h", "H", 10.0)
    found = run(facts, {G: 100, H: 0})
    assert calls(found) == [(0, G, 70, 70), (0, H, 30, 30)]
    assert found.called[1].codes == ("order.now_thing", "due.supposed")
    assert found.default_round.tolist() == [0, -1, -1, -1, -1]
    assert found.calls.tolist() == [0, 70, 0, 0, 0]


def test_of_a_thing_of_unknown_value_nothing_is_expected_and_that_is_said() -> None:
    found = run(joint(thing(world(), "m", "B", None), "g", "G"), {G: 40})
    assert calls(found) == [(0, G, 100, 40)]
    assert why_not(found) == {B: ("thing.unvalued",)}
    assert found.unvalued.tolist() == [0]


def test_one_thing_behind_two_contracts_brings_its_value_once_the_first_rank_first() -> None:
    facts = world().loan("h", "H", 50.0)
    thing(facts, "m", "K", 120.0)
    facts.guarantee("n", "K", ("h",), form="mortgage", signed_on=NEW)
    facts.add("BACKED_BY", edge("n", "m-t", rank=2))
    found = cascade(facts, {}).run(np.array([B, H], dtype=np.int32))
    assert calls(found) == [(0, K, 100, 100), (0, K, 20, 20)]


def test_a_thing_that_earlier_ranks_use_up_is_not_called() -> None:
    facts = world().loan("h", "B", 50.0)
    thing(facts, "m", "K", 80.0)
    facts.guarantee("n", "K", ("h",), form="mortgage", signed_on=NEW)
    facts.add("BACKED_BY", edge("n", "m-t", rank=2))
    found = run(facts, {})
    assert calls(found) == [(0, K, 80, 80)]
    assert (why_not(found), found.not_called[0].articles) == ({K: ("thing.used_up",)}, ("civil_code_414",))
    assert not len(found.unvalued)
    unknown = run(thing(world(), "m", "K", None), {})
    assert (unknown.called, why_not(unknown), unknown.unvalued.tolist()) == ((), {K: ("thing.unvalued",)}, [0])


def test_nobody_is_called_for_what_the_debtors_own_thing_covers() -> None:
    found = run(joint(thing(world(), "m", "B", 130.0), "g", "G"), {G: 100})
    assert calls(found) == [(0, B, 100, 100)]
    assert why_not(found) == {G: ("due.covered",)}
    assert found.loss.tolist() == [0]


def test_a_guarantor_in_default_is_not_called_where_those_that_stand_share() -> None:
    facts = joint(joint(world(), "g", "G"), "h", "H")
    found = cascade(facts, {G: 10, H: 100}, allocation=Allocation.SURVIVORS).run(np.array([B, G], dtype=np.int32))
    assert calls(found) == [(0, H, 100, 100)]
    assert why_not(found) == {G: ("guarantor.in_default",)}
    assert found.not_called[0].articles == ("civil_code_699",)


def test_a_bankrupt_general_guarantor_may_not_point_to_the_debtor() -> None:
    facts = world().guarantee("h", "H", ("b",), form="general", signed_on=NEW)
    facts.add("Event", {"event_id": "e", "kind": "bankruptcy", "occurred_on": TODAY})
    facts.add("HAD", edge("H", "e"))
    found = run(facts, {H: 10})
    assert calls(found) == [(0, H, 100, 10)]
    assert found.called[0].codes == ("order.now", "defence.guarantor_bankrupt", "due.supposed")
    assert "bankruptcy_provisions_4" in found.called[0].articles


def test_a_loan_that_is_repaid_calls_nobody_and_is_not_told() -> None:
    facts = joint(world().loan("r", "B", 30.0, 0.0), "x", "G", ("r",))
    assert not run(facts, {G: 100}).not_called
    assert why_not(run(joint(world().loan("r", "B", None), "x", "G", ("r",)), {})) == {G: ("order.nothing_owed",)}


def test_without_a_stated_form_the_law_of_the_day_of_signing_decides() -> None:
    facts = world().guarantee("g", "G", ("b",), signed_on=OLD).guarantee("h", "H", ("b",), signed_on=NEW)
    found = run(facts, {G: 100, H: 100})
    assert calls(found) == [(0, G, 100, 100)]
    assert found.called[0].articles == ("guarantee_law_12", "guarantee_law_18", "civil_code_688")
    assert why_not(found) == {H: ("order.after_debtors_assets", "defence.stands")}


@pytest.mark.parametrize(
    ("terms", "owed"),
    [
        # one document: pro rata by what each is liable for, so that in the end H, liable for half, bears a third
        ({"signed_on": NEW, "co_signed": "one"}, [(H, G, 50 - 100 / 3, "recourse.signed_together", ("security_13",))]),
        ({"signed_on": NEW}, []),  # two documents, as far as anybody says
        ({"signed_on": OLD}, []),  # equal parts, and both have paid as much
    ],
)
def test_contribution_among_those_who_paid(terms: dict[str, Any], owed: list[tuple[Any, ...]]) -> None:
    facts = joint(joint(world(), "g", "G", **terms), "h", "H", cap_cny=50.0, **terms)
    found = run(facts, {G: 100, H: 100})
    assert calls(found) == [(0, G, 50, 50), (0, H, 50, 50)]
    assert [(one.payer, one.by, pytest.approx(one.amount), one.code, one.articles) for one in found.owed] == owed


def test_before_2021_who_paid_more_than_an_equal_part_may_turn_to_the_other() -> None:
    facts = joint(joint(world(), "g", "G", signed_on=OLD), "h", "H", signed_on=OLD)
    found = run(facts, {G: 100, H: 30}, allocation=Allocation.SURVIVORS)
    assert calls(found) == [(0, G, 100, round(100 * 100 / 130, 6)), (0, H, 50, round(30 * 100 / 130, 6))]
    (owed,) = found.owed
    assert (owed.payer, owed.by, owed.code) == (G, H, "recourse.joint_guarantors")
    assert owed.amount == pytest.approx((100 - 30) * 100 / 130 / 2)


def test_a_loan_of_unknown_borrower_never_falls_due() -> None:
    facts = joint(world(), "g", "G")
    facts.rows["BORROWED"] = []
    found = cascade(facts, {}).run(np.array([B, G, H, K, L], dtype=np.int32))
    assert (found.called, found.not_called, found.loss.tolist()) == ((), (), [0])


def test_no_seeds_and_no_contracts() -> None:
    found = cascade(world(), {}).run(np.array([], dtype=np.int32))
    assert (found.called, found.default_round.tolist()) == ((), [-1] * 5)
    alone = run(world(), {})
    assert (alone.default_round.tolist(), alone.loss.tolist()) == ([0, -1, -1, -1, -1], [100])


def test_every_reason_cites_articles_that_there_are_as_answers_on_liability_do() -> None:
    said = sentences()
    for code, (new, old) in ARTICLES.items():
        assert {*new, *old} <= set(articles()), code
        if code in said:
            assert (new, old or new) == (said[code].articles, said[code].before_2021 or said[code].articles), code
