"""Liability over the API, in a world whose answers were worked out by hand, on both databases."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import liability_world as world


def get(client: TestClient, address: str, status: int = 200, **parameters: Any) -> Any:
    answer = client.get(f"/v1{address}", params={"known_at": world.DAY, "as_of": world.DAY} | parameters)
    assert answer.status_code == status, answer.text
    return answer.json()


def of_party(client: TestClient, party: str, **parameters: Any) -> Any:
    return get(client, f"/enterprises/law:{party}/liability", **parameters)


def of_contract(client: TestClient, contract: str, **parameters: Any) -> Any:
    return get(client, f"/guarantees/law:{contract}/liability", **parameters)


def bare(key: str) -> str:
    return key.removeprefix("law:")


def calls(rows: Any) -> dict[str, tuple[int, str, float]]:
    return {bare(one["guarantee_id"]): (one["rank"], one["when"], one["at_most_cny"]) for one in rows}


def cites(steps: Any, what: str) -> list[str]:
    (step,) = [one for one in steps if one["what"] == what]
    return list(step["articles"])


def test_everybody_who_can_be_called_for_a_borrower_in_order(liability_client: TestClient) -> None:
    found = of_party(liability_client, "B")
    (loan,) = found["answer"]["loans"]
    assert (bare(loan["loan_id"]), loan["outstanding_cny"], loan["due"]["what"]) == ("LB", 1000.0, "due")
    assert calls(loan["calls"]) == {
        "M": (1, "now", 1000.0),  # art. 392: the debtor's own thing first
        "P": (2, "after_own_security", 1000.0),
        "O": (2, "after_own_security", 1000.0),  # before 2021 a missing form made joint and several
        "J": (2, "after_own_security", 600.0),
        "G": (3, "after_debtors_assets", 1000.0),  # since then general
        "E": (0, "expired", 0.0),
    }
    assert [one["rank"] for one in loan["calls"]] == [1, 2, 2, 2, 3, 0]
    assert loan["reachable_cny"] == 1000.0
    assert {bare(one["guarantee_id"]): one["last_day"] for one in loan["calls"]} == {
        "M": None, "P": None, "O": "2025-06-30", "J": "2025-06-30", "G": "2025-06-30", "E": "2025-01-31",
    }  # fmt: skip


def test_each_contract_by_the_law_of_its_day_with_its_articles(liability_client: TestClient) -> None:
    contracts = {bare(one["guarantee_id"]): one for one in of_party(liability_client, "B")["answer"]["contracts"]}
    old, new = contracts["O"], contracts["G"]
    assert (old["law"], old["mode"], old["mode_presumed"]) == ("guarantee_law", "joint_and_several", True)
    assert (new["law"], new["mode"], new["mode_presumed"]) == ("civil_code", "general", True)
    assert (cites(old["steps"], "form"), cites(new["steps"], "form")) == (["guarantee_law_19"], ["civil_code_686"])
    # B holds 30 % of S, so the shareholders had to resolve, not the board
    assert (new["resolution_needed"], new["resolution_found"]) == ("shareholders", "lacking")
    assert cites(new["steps"], "resolution") == ["company_law_16", "security_7", "security_9"]
    assert (old["resolution_needed"], old["resolution_found"]) == ("board_or_shareholders", "unknown")
    assert cites(old["steps"], "resolution") == ["company_law_16", "minutes_17"]
    assert (contracts["J"]["resolution_needed"], contracts["P"]["resolution_needed"]) == (
        "exempt_institution", "nothing",
    )  # fmt: skip


def test_recourse_after_payment(liability_client: TestClient) -> None:
    (loan,) = of_party(liability_client, "B")["answer"]["loans"]
    of = {
        (bare(one["guarantee_id"]), bare(one["other"] or "")): (one["basis"], one["part_ratio"])
        for one in loan["recourse"]
    }
    assert of["J", ""] == ("debtor", None)
    assert of["J", "M"] == ("own_security", None)  # takes over B's mortgage
    assert of["J", "R"] == ("counter", None)
    assert of["J", "G"] == ("signed_together", 0.625)  # 1000 of 600 + 1000
    assert of["G", "J"] == ("signed_together", 0.375)
    assert of["J", "O"][0] == of["P", "J"][0] == "signature_unknown"
    assert not any(other == "E" for _, other in of)  # its period has lapsed, and nobody had recourse against it
    assert all(payer != "M" for payer, _ in of)
    (counter,) = [one for one in loan["recourse"] if one["basis"] == "counter"]
    assert (counter["at_most_cny"], counter["articles"]) == (250.0, ["civil_code_387"])


def test_what_a_guarantee_firm_can_be_called_for(liability_client: TestClient) -> None:
    answer = of_party(liability_client, "F")["answer"]
    assert calls(answer["calls"]) == {"J": (2, "after_own_security", 600.0), "K": (2, "when_due", 300.0)}
    assert (answer["loans"], answer["call_count"], answer["limit_cny"]) == ([], 2, 900.0)
    assert {one["basis"] for one in answer["recourse"]} >= {"debtor", "own_security", "counter"}
    counter = of_party(liability_client, "X")["answer"]["counter"]
    assert [(bare(one["guarantee_id"]), bare(one["secures"]), one["at_most_cny"]) for one in counter] == [
        ("R", "J", 250.0)
    ]


def test_a_default_that_is_supposed(liability_client: TestClient) -> None:
    answer = of_party(liability_client, "C", loan="law:LC", defaulted="law:C")["answer"]
    (loan,) = answer["loans"]
    assert calls(loan["calls"]) == {"K": (2, "now", 300.0), "T": (3, "after_debtors_assets", 200.0)}
    answer = of_party(liability_client, "C", loan="law:LC", bankrupt="law:C")["answer"]
    assert calls(answer["loans"][0]["calls"]) == {"K": (2, "now", 300.0), "T": (2, "now", 200.0)}


def test_the_lenders_own_enforcement_without_result_ends_the_defence(liability_client: TestClient) -> None:
    found = of_contract(liability_client, "D")
    (call,) = found["answer"]["calls"]
    assert (call["when"], call["defence"]) == ("now", "fallen")
    assert cites(call["steps"], "defence") == ["civil_code_687", "security_28"]
    signs = [(one["sign"], one["strength"]) for one in found["facts"]["signs"]]
    assert signs == [("own_enforcement_ended", "proves"), ("dishonest_debtor", "hints")]


def missing(found: Any, what: str) -> list[str]:
    return sorted(
        bare(one["guarantee_id"] or one["loan_id"]) for one in found["certainty"]["missing"] if one["what"] == what
    )


def test_missing_facts_are_named_with_what_depends_on_them(liability_client: TestClient) -> None:
    found = of_party(liability_client, "B")
    assert missing(found, "form") == ["G", "O"]
    assert missing(found, "value") == ["P"]
    assert missing(found, "resolution") == ["O"]
    assert missing(found, "claimed_on") == ["E"]
    assert missing(found, "period") == ["O"]
    assert missing(found, "co_signed") == ["P"]
    assert missing(found, "waiver") == ["G"]
    assert missing(found, "agreed_order") == missing(found, "agreed_contribution") == ["LB"]
    (period,) = [one for one in found["certainty"]["missing"] if one["what"] == "period"]
    assert "2026-12-31" in period["depends"]["en"]  # two years in place of six months
    (form,) = [one for one in found["certainty"]["missing"] if one["what"] == "form" and one["guarantee_id"][4:] == "G"]
    assert "after the debtor's own thing" in form["depends"]["en"]
    assert missing(of_party(liability_client, "F"), "signed_on") == ["K"]
    assert missing(of_party(liability_client, "F"), "determined_on") == ["K"]


def test_what_would_change_it_is_computed(liability_client: TestClient) -> None:
    changes = of_party(liability_client, "B")["changes"]
    said = {one["what"]: one["said"]["en"] for one in changes}
    assert {"period_ends", "debtor_bankrupt", "own_security_realised", "own_security_given_up"} == set(said)
    (realised,) = [one for one in changes if one["what"] == "own_security_realised"]
    assert realised["amount_cny"] == 600.0  # 1,000 less the building's 400
    assert sum(one["what"] == "period_ends" for one in changes) == 3  # O, J, G
    falls = [one["said"]["en"] for one in of_party(liability_client, "C", loan="law:LC")["changes"]]
    assert any("2026-12-31" in one and "can be called now" in one for one in falls)


@pytest.mark.parametrize(
    ("contract", "note"),
    [("V", "nothing is drawn"), ("Z", "begins on 2025-09-01"), ("Q", "not known to secure anything")],
)
def test_a_contract_that_secures_nothing_yet_says_why(liability_client: TestClient, contract: str, note: str) -> None:
    found = of_contract(liability_client, contract)
    assert (found["answer"]["calls"], found["answer"]["loans"]) == ([], [])
    assert any(note in one["en"] for one in found["certainty"]["notes"])


def test_a_repaid_loan_and_an_expired_contract(liability_client: TestClient) -> None:
    (call,) = of_contract(liability_client, "Y")["answer"]["calls"]
    assert (call["when"], call["at_most_cny"], call["rank"]) == ("nothing_owed", 0.0, 0)
    (expired,) = of_contract(liability_client, "E")["answer"]["calls"]
    assert (expired["when"], cites(expired["steps"], "order")) == ("expired", ["civil_code_693", "security_29"])


def test_every_cited_article_stands_among_the_facts(liability_client: TestClient) -> None:
    for found in (*(of_party(liability_client, party) for party in "BCFNX"), of_contract(liability_client, "J")):
        known = {one["id"] for one in found["facts"]["articles"]}
        answer = found["answer"]
        rows = [*answer["calls"], *answer["contracts"], *(call for loan in answer["loans"] for call in loan["calls"])]
        cited = {one for row in rows for step in row["steps"] for one in step["articles"]}
        cited |= {one for row in found["certainty"]["missing"] for one in row["articles"]}
        assert cited
        assert cited <= known


@pytest.mark.parametrize(
    ("address", "parameters", "status", "code"),
    [
        ("/guarantees/law:none/liability", {}, 404, "not_found"),
        ("/enterprises/law:none/liability", {}, 404, "not_found"),
        ("/enterprises/law:B/liability", {"loan": "law:none"}, 404, "not_found"),
        ("/enterprises/law:B/liability", {"loan": "law:LC"}, 422, "usage"),
        ("/guarantees/law:J/liability", {"loan": "law:LC"}, 422, "usage"),
        ("/enterprises/law:B/liability", {"defaulted": "law:none"}, 404, "not_found"),
    ],
)
def test_bad_input_has_its_code(
    liability_client: TestClient, address: str, parameters: dict[str, str], status: int, code: str
) -> None:
    answer = liability_client.get(f"/v1{address}", params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_before_any_fact_nothing_is_known(liability_client: TestClient) -> None:
    found = of_party(liability_client, "B", as_of="2018-01-01", known_at="2018-01-01")
    assert (found["certainty"]["known"], found["answer"]["loans"], found["changes"]) == (False, [], [])


def test_a_small_limit_is_kept_and_said(liability_client: TestClient) -> None:
    found = of_party(liability_client, "B", limit=2)
    (loan,) = found["answer"]["loans"]
    assert (len(loan["calls"]), loan["call_count"], found["truncated"]) == (2, 6, True)
    assert found["certainty"]["missing_count"] >= len(found["certainty"]["missing"]) == 2
