"""Who is liable, in four levels: doubtful ends, what the law forbids, and large answers that stay small."""

from datetime import date

import pytest

from graph.errors import NotFound, UsageError
from graph.explain.day import Day
from graph.explain.liability.question import Supposed, liability_of_guarantee, liability_of_party
from tests.unit.guarantees.facts import Facts, edge

AFTER = date(2025, 3, 1)
NEW = date(2024, 1, 1)


def day_of(facts: Facts) -> Day:
    return Day(facts.on(AFTER).snapshot)


def test_a_thing_whose_giver_is_unknown_is_named_with_what_hangs_on_it() -> None:
    facts = Facts().party("B", "J", "L").loan("l", "B", 100.0).guarantee("m", "J", ("l",), form="mortgage")
    facts.guarantee("j", "J", ("l",), form="joint_and_several", signed_on=NEW)
    facts.rows["GAVE"] = [row for row in facts.rows["GAVE"] if row["target_key"] != "m"]
    found = liability_of_party(day_of(facts), "B", Supposed())
    missing = {(one.what, one.guarantee_id): one.depends.en for one in found.certainty.missing}
    assert "comes first" in missing["owner_of_thing", "m"]
    assert ("guarantor", "m") not in missing
    assert [(call.guarantee_id, call.rank, call.guarantor is None) for call in found.answer.loans[0].calls] == [
        ("m", 2, True), ("j", 2, False),
    ]  # fmt: skip


def test_a_state_organ_cannot_be_guarantor() -> None:
    facts = Facts().party("B", "S").loan("l", "B", 100.0).guarantee("g", "S", ("l",), form="general", signed_on=NEW)
    facts.rows["Enterprise"][1]["kind"] = "government"
    (contract,) = liability_of_guarantee(day_of(facts), "g", Supposed()).answer.contracts
    assert (contract.resolution_needed, contract.resolution_found) == ("forbidden", "lacking")
    assert contract.steps[-1].articles == ("civil_code_683", "security_5")


@pytest.mark.parametrize(
    ("owner", "owned", "share", "needed"),
    [
        ("B", "G", 0.1, "shareholders"),
        ("B", "G", 1.0, "exempt_one_person"),
        ("G", "B", 1.0, "exempt_subsidiary"),
        ("G", "B", 0.9, "board_or_shareholders"),
    ],
)
def test_who_owns_whom_decides_which_resolution_is_needed(owner: str, owned: str, share: float, needed: str) -> None:
    facts = Facts().party("B", "G").loan("l", "B", 100.0).guarantee("g", "G", ("l",), signed_on=NEW)
    facts.add("OWNS", edge(owner, owned, stake_id="s", share_ratio=share))
    (contract,) = liability_of_guarantee(day_of(facts), "g", Supposed()).answer.contracts
    assert contract.resolution_needed == needed


def test_a_controller_behind_a_holding_counts_as_one() -> None:
    facts = Facts().party("B", "H", "G").loan("l", "B", 100.0).guarantee("g", "G", ("l",), signed_on=NEW)
    facts.add("OWNS", edge("B", "H", stake_id="s", share_ratio=0.6))
    facts.add("OWNS", edge("H", "G", stake_id="t", share_ratio=0.6))
    (contract,) = liability_of_guarantee(day_of(facts), "g", Supposed()).answer.contracts
    assert contract.resolution_needed == "shareholders"


def test_its_own_debt_needs_no_resolution() -> None:
    facts = Facts().party("B").loan("l", "B", 100.0).guarantee("m", "B", ("l",), form="mortgage", signed_on=NEW)
    (contract,) = liability_of_guarantee(day_of(facts), "m", Supposed()).answer.contracts
    assert contract.steps[-1].said.en == "For its own debt no resolution on standing for others is needed"
    assert contract.steps[-1].articles == ("company_law_16",)


def test_a_loan_without_amount_or_maturity_is_said_and_nobody_is_called_for_it() -> None:
    facts = Facts().party("B", "G").loan("l", "B", None, matures_on=None).guarantee("g", "G", ("l",), signed_on=NEW)
    found = liability_of_party(day_of(facts), "B", Supposed())
    (loan,) = found.answer.loans
    assert (loan.outstanding_cny, loan.matures_on, loan.reachable_cny, loan.due) == (None, None, 0.0, None)
    assert {"outstanding", "matures_on"} <= {one.what for one in found.certainty.missing}


def test_a_lapsed_co_guarantor_releases_the_others_as_far_as_recourse_is_lost() -> None:
    facts = Facts().party("B", "G", "J").loan("l", "B", 100.0)
    facts.guarantee("g", "G", ("l",), form="joint_and_several", signed_on=NEW, co_signed="1")
    ended = date(2025, 1, 31)
    facts.guarantee("j", "J", ("l",), form="joint_and_several", signed_on=NEW, co_signed="1", ends_on=ended)
    (loan,) = liability_of_party(day_of(facts), "B", Supposed()).answer.loans
    found = {(one.guarantee_id, one.other): (one.basis, one.articles) for one in loan.recourse}
    assert found["g", "j"] == ("lapsed", ("security_29",))
    assert not any(payer == "j" for payer, _ in found)


def test_many_contracts_and_many_guarantors_are_cut_and_that_is_said() -> None:
    facts = Facts().party("B", "G", *(f"G{number}" for number in range(300)))
    for number in range(300):
        facts.loan(f"l{number}", "B", float(number)).guarantee(f"g{number}", "G", (f"l{number}",), signed_on=NEW)
        facts.guarantee(f"h{number}", f"G{number}", ("l299",), form="joint_and_several", signed_on=NEW)
    day = day_of(facts)
    giver, borrower = (liability_of_party(day, party, Supposed(), 5) for party in ("G", "B"))
    assert (giver.truncated, giver.answer.call_count, len(giver.answer.calls)) == (True, 300, 5)
    assert {call.loan_id for call in giver.answer.calls} == {f"l{number}" for number in range(295, 300)}
    assert (borrower.truncated, borrower.answer.loan_count, len(borrower.answer.loans)) == (True, 300, 5)
    (largest,) = [loan for loan in borrower.answer.loans if loan.loan_id == "l299"]
    assert (largest.call_count, len(largest.calls), len(largest.recourse)) == (301, 5, 5)


def test_what_is_unknown_is_refused() -> None:
    facts = Facts().party("B", "G").loan("l", "B", 1.0).loan("k", "G", 1.0).guarantee("g", "G", ("l",))
    day = day_of(facts)
    with pytest.raises(NotFound, match="no guarantee contract x"):
        liability_of_guarantee(day, "x", Supposed())
    with pytest.raises(NotFound, match="no loan x"):
        liability_of_party(day, "B", Supposed(loan="x"))
    with pytest.raises(UsageError, match="neither owes the loan k"):
        liability_of_party(day, "B", Supposed(loan="k"))
