"""Exposure to guarantees in each role, on a world worked out by hand (`exposure_world`), on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api import exposure_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_exposure")  # what they load is loaded once for each database
FOUR = ("outstanding_cny", "nominal_cny", "contingent_cny", "covered_cny", "expected_call_cny")


@pytest.fixture(scope="module")
def client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of guarantees in each database."""
    files = world.deliver(tmp_path_factory.mktemp("exposure"))
    with delivered(request, files, world.SOURCE) as store:
        world.score(store)
        yield client_of(create_app(settings, store))


def get(client: TestClient, address: str, **parameters: Any) -> Any:
    answer = client.get(f"/v1{address}", params={"as_of": world.DAY, "known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ask(client: TestClient, party: str, **parameters: Any) -> Any:
    return get(client, f"/enterprises/exp:{party}/exposure", **parameters)


def short(party: Any) -> str:
    return str(party["party_id"]).removeprefix("exp:")


def four(numbers: Any) -> list[float]:
    return [numbers[name] for name in FOUR]


def amounts(found: Any) -> dict[str, list[float]]:
    """Per party of an answer nominal, contingent and expected call."""
    return {
        short(one["party"]): [one["nominal_cny"], one["contingent_cny"], one["expected_call_cny"]]
        for one in found["answer"]["shares"]
    }


def change(found: Any, what: str) -> Any:
    (one,) = [one for one in found["changes"] if one["what"] == what]
    return one


def test_a_borrower(client: TestClient) -> None:
    found = ask(client, "A")
    answer = found["answer"]
    assert (answer["role"], answer["roles"], found["regime"]) == ("borrower", ["borrower", "guarantor"], "")
    assert four(answer["numbers"]) == [1300, 2050, 1950, 1250, 1250]
    assert (answer["numbers"]["uncovered_cny"], answer["numbers"]["over_cover_cny"]) == (50, 800)
    assert answer["numbers"]["coverage_ratio"] == round(2050 / 1300, 10)
    assert (answer["debt_cny"], answer["unguaranteed_cny"]) == (1500, 200)
    assert amounts(found) == {"G1": [900, 800, 400], "G2": [700, 700, 400], "F": [350, 350, 350], "P": [100, 100, 100]}
    shares = {short(one["party"]): one for one in answer["shares"]}
    assert [one["share_ratio"] for one in shares.values()] == [round(n / 1950, 10) for n in (800, 700, 350, 100)]
    assert [one["counter_covered_cny"] for one in shares.values()] == [0, 0, 300, 0]
    spread = answer["guarantors"]
    assert (spread["count"], spread["hhi"]) == (4, round((800**2 + 700**2 + 350**2 + 100**2) / 1950**2, 10))
    assert (spread["top_ratio"], short(spread["top"])) == (round(800 / 1950, 10), "G1")


def test_guarantees_to_net_assets(client: TestClient) -> None:
    shares = {short(one["party"]): one["standing"] for one in ask(client, "A")["answer"]["shares"]}
    assert shares["G1"] == {"net_assets_cny": 1000, "given_cny": 800, "to_net_assets": 0.8}
    assert shares["G2"] == {"net_assets_cny": -50, "given_cny": 700, "to_net_assets": None}
    assert shares["P"] == {"net_assets_cny": None, "given_cny": 100, "to_net_assets": None}
    assert ask(client, "F")["answer"]["standing"]["to_net_assets"] == 0.175


def test_what_stands_beside_the_numbers(client: TestClient) -> None:
    answer = ask(client, "A", depth=1)["answer"]
    assert answer["outside"] == {
        "around": "circle", "member_count": 2, "outstanding_cny": 1400, "covered_cny": 1250, "own_covered_cny": 1250
    }  # fmt: skip
    counter = {"contracts": 1, "nominal_cny": 300, "limit_cny": 300, "covered_cny": 300}
    assert answer["counter_received"] == counter
    assert ask(client, "G1")["answer"]["counter_given"] == counter
    assert answer["undrawn_cny"] == 0
    assert ask(client, "B")["answer"]["undrawn_cny"] == 1000
    assert (answer["reach"]["direction"], answer["reach"]["party_count"]) == ("guarantors", 4)
    assert [short(one) for one in answer["reach"]["parties"]] == ["F", "G1", "G2", "P"]
    reached = [short(one) for one in ask(client, "G1", depth=2)["answer"]["reach"]["parties"]]
    assert reached == ["A", "B", "F", "G2"]
    assert ask(client, "G1", depth=0)["answer"]["reach"]["party_count"] == 0


def test_the_evidence_adds_up(client: TestClient) -> None:
    evidence = ask(client, "A")["facts"]["evidence"]
    caps = {one["guarantee_id"]: one["cap_cny"] for one in evidence["guarantees"]}
    assert caps == {"exp:g1": 900, "exp:g2": 700, "exp:f1": 350, "exp:p1": 100}
    owed = {one["loan_id"]: (one["outstanding_cny"], one["balanced"]) for one in evidence["loans"]}
    assert owed == {"exp:a1": (800, True), "exp:a2": (500, False)}
    assert (evidence["guarantee_count"], evidence["loan_count"]) == (4, 2)


def test_how_sure(client: TestClient) -> None:
    sure = ask(client, "A")["certainty"]
    doubts = sure["doubts"]
    assert (sure["known"], sure["complete"]) == (True, False)
    assert (doubts["without_balance"], doubts["syndicated"], doubts["shared_pools"]) == (1, 1, 1)
    assert (doubts["for_oneself"], doubts["securing_nothing"]) == (["exp:own"], ["exp:void"])
    assert (doubts["without_form"], doubts["unlimited"], doubts["unknown_amount_count"]) == (1, 0, 0)
    assert [short(one) for one in sure["without_statement"]] == ["P"]
    said = " ".join(note["en"] for note in sure["notes"])
    assert "also secure loans outside the scope" in said
    assert "No probability of default" in said


def test_what_would_change_it(client: TestClient) -> None:
    found = ask(client, "A")
    released = change(found, "largest_guarantor_released")
    assert (released["amount_cny"], released["then_ratio"]) == (1150, round(1150 / 1300, 10))
    assert short(released["about"]["parties"][0]) == "G1"
    repaid = change(found, "loan_repaid")
    assert (repaid["amount_cny"], "exp:a1" in repaid["said"]["en"]) == (450, True)
    assert change(found, "cover_completed")["amount_cny"] == 50
    assert change(ask(client, "G2", role="guarantor"), "largest_contract_released")["amount_cny"] == 0


def test_guarantors_share_with_others_and_pools_are_called_once(client: TestClient) -> None:
    pool = ask(client, "G2", role="guarantor")
    assert four(pool["answer"]["numbers"]) == [1400, 700, 700, 700, 700]
    assert amounts(pool) == {"A": [700, 700, 350], "B": [700, 600, 350]}
    assert (pool["answer"]["debt_cny"], pool["answer"]["unguaranteed_cny"]) == (2100, 700)
    # alone, A's failure calls 400 of it and B's 600
    assert (
        ask(client, "G2", role="guarantor", default_probability=0.1)["answer"]["weighted"]["weighted_call_cny"] == 100
    )
    assert ask(client, "G1")["answer"]["numbers"]["expected_call_cny"] == 400
    assert ask(client, "G1", split="proportional_to_cap")["answer"]["numbers"]["expected_call_cny"] == 450
    person = ask(client, "P")["answer"]
    assert (person["role"], four(person["numbers"])) == ("guarantor", [500, 100, 100, 100, 100])
    assert [short(one["guarantor"]) for one in pool["facts"]["evidence"]["guarantees"]] == ["G2", "G1"]


def test_a_lender(client: TestClient) -> None:
    found = ask(client, "L")
    assert (found["answer"]["role"], four(found["answer"]["numbers"])) == ("lender", [1900, 2050, 1950, 1850, 1600])
    assert amounts(found) == {"A": [2050, 1950, 1250], "B": [700, 600, 350]}
    assert found["answer"]["reach"] is None
    assert "syndicated" in " ".join(note["en"] for note in found["certainty"]["notes"])
    other = ask(client, "K")["answer"]
    assert (four(other["numbers"]), other["debt_cny"], other["unguaranteed_cny"]) == (
        [600, 550, 550, 550, 550],
        800,
        200,
    )


def test_a_group(client: TestClient) -> None:
    found = ask(client, "B", role="group")
    assert found["regime"] == "china"
    assert four(found["answer"]["numbers"]) == [1900, 2050, 1950, 1850, 1600]
    assert [short(one) for one in found["facts"]["members"]] == ["A", "B", "H"]
    assert found["facts"]["articles"]
    outside = found["answer"]["outside"]
    assert (outside["around"], outside["member_count"], outside["covered_cny"]) == ("group", 3, 1850)
    assert list(amounts(found)) == ["G1", "G2", "F", "P"]


def test_scores_weigh_the_call(client: TestClient) -> None:
    before = ask(client, "A")["answer"]["weighted"]
    assert (before["weighted_call_cny"], before["source"], before["without_probability"]) == (None, None, 1)
    scored = ask(client, "L", as_of=world.SCORED, known_at=world.SCORED)
    weighted = scored["answer"]["weighted"]
    assert (weighted["weighted_call_cny"], weighted["source"]) == (25, "scores")
    assert (weighted["without_probability"], weighted["without_probability_call_cny"]) == (1, 600)
    (used,) = weighted["probabilities"]
    assert (used["probability"], used["model"], used["scored_on"]) == (0.02, "trees", world.SCORED)
    assert "lower bound" in " ".join(note["en"] for note in scored["certainty"]["notes"])
    named = ask(client, "A", default_probability=0.1)["answer"]["weighted"]
    assert (named["weighted_call_cny"], named["source"]) == (125, "named")


def test_the_whole_portfolio(client: TestClient) -> None:
    found = get(client, "/portfolio/exposure", by="expected_call", default_probability=0.1)
    answer = found["answer"]
    assert four(answer["numbers"]) == [2000, 2150, 2050, 1950, 1700]
    assert (answer["debt_cny"], answer["unguaranteed_cny"], answer["undrawn_cny"]) == (2200, 200, 1000)
    tops = {
        role: [(short(one["party"]), one["numbers"]["expected_call_cny"]) for one in answer[role]]
        for role in ("borrowers", "guarantors", "lenders")
    }
    assert tops == {
        "borrowers": [("A", 1250), ("B", 600), ("G2", 100)],
        "guarantors": [("G2", 700), ("G1", 450), ("F", 350), ("A", 100), ("P", 100)],
        "lenders": [("L", 1600), ("K", 550)],
    }
    assert answer["weighted"]["weighted_call_cny"] == 195
    assert (answer["counter"]["covered_cny"], answer["over_guarantors"]["count"]) == (300, 5)
    assert found["certainty"]["doubts"]["for_oneself"] == ["exp:own"]
    assert (found["truncated"], change(found, "cover_completed")["amount_cny"]) == (False, 50)


def test_by_region_and_industry(client: TestClient) -> None:
    found = get(client, "/portfolio/exposure/by-place")
    cells = found["cells"]
    assert (cells["region"], cells["industry"]) == (["浙江省杭州市", "浙江省宁波市"], ["通用设备制造业", None])
    assert (cells["borrowers"], cells["guaranteed"]) == ([2, 1], [2, 1])
    assert [cells[name] for name in ("debt_cny", *FOUR, "uncovered_cny")] == [
        [2100, 100], [1900, 100], [2050, 100], [1950, 100], [1850, 100], [1600, 100], [50, 0],
    ]  # fmt: skip
    assert (found["borrowers"], found["without_region"], found["without_industry"]) == (3, 0, 1)
    early = get(client, "/portfolio/exposure/by-place", as_of="2019-01-01", known_at="2019-01-01")
    assert (early["cells"]["region"], early["borrowers"]) == ([], 0)


def test_lists_are_cut_honestly(client: TestClient) -> None:
    cut = ask(client, "A", limit=1)
    assert (len(cut["answer"]["shares"]), cut["answer"]["share_count"], cut["truncated"]) == (1, 4, True)
    assert cut["facts"]["evidence"]["guarantee_count"] == 4
    assert four(cut["answer"]["numbers"]) == [1300, 2050, 1950, 1250, 1250]
    few = get(client, "/portfolio/exposure", limit=2)
    assert ([short(one["party"]) for one in few["answer"]["guarantors"]], few["truncated"]) == (["G1", "G2"], True)
    assert few["answer"]["guarantor_count"] == 5


@pytest.mark.parametrize("role", ["borrower", "guarantor", "lender", "group"])
def test_nothing_is_known(role: str, client: TestClient) -> None:
    early = "2019-01-01"
    for party, day in (("A", early), ("N", world.DAY)):
        found = ask(client, party, role=role, as_of=day, known_at=day)
        assert four(found["answer"]["numbers"]) == [0, 0, 0, 0, 0]
        assert (found["certainty"]["known"], found["certainty"]["complete"]) == (False, False)
        assert "no loan or guarantee" in found["certainty"]["notes"][0]["en"]
        assert (found["changes"], found["answer"]["guarantors"]["hhi"]) == ([], None)
    empty = get(client, "/portfolio/exposure", as_of=early, known_at=early)
    assert (four(empty["answer"]["numbers"]), empty["certainty"]["known"]) == ([0, 0, 0, 0, 0], False)


@pytest.mark.parametrize(
    ("address", "parameters", "status", "code"),
    [
        ("/enterprises/exp:nobody/exposure", {}, 404, "not_found"),
        ("/enterprises/exp:A/exposure", {"role": "debtor"}, 422, "usage"),
        ("/enterprises/exp:A/exposure", {"split": "equal"}, 422, "usage"),
        ("/enterprises/exp:A/exposure", {"regime": "mars"}, 422, "usage"),
        ("/enterprises/exp:A/exposure", {"default_probability": 1.5}, 422, "usage"),
        ("/enterprises/exp:A/exposure", {"default_probability": "nan"}, 422, "usage"),
        ("/enterprises/exp:A/exposure", {"depth": -1}, 422, "usage"),
        ("/enterprises/exp:A/exposure", {"limit": 0}, 422, "usage"),
        ("/portfolio/exposure", {"by": "size"}, 422, "usage"),
    ],
)
def test_bad_input_has_a_code(
    address: str, parameters: dict[str, Any], status: int, code: str, client: TestClient
) -> None:
    answer = client.get(f"/v1{address}", params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
