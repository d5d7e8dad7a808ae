"""Who guarantees a borrower and its group, on a world worked out by hand: the answers, and bad input."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api import guarantors_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_guarantors")  # what they load is loaded once for each database


@pytest.fixture(scope="module")
def client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of guarantors in each database."""
    files = world.deliver(tmp_path_factory.mktemp("guarantors"))
    with delivered(request, files, world.SOURCE) as store:
        yield client_of(create_app(settings, store))


def ask(client: TestClient, party: str, **parameters: Any) -> Any:
    days = {"as_of": world.DAY, "known_at": world.DAY}
    answer = client.get(f"/v1/enterprises/gw:{party}/guarantors", params=days | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def short(party: Any) -> str:
    return str(party["party_id"]).removeprefix("gw:")


def row(found: Any, party: str) -> Any:
    (one,) = [one for one in found["answer"]["guarantors"] if short(one["party"]) == party]
    return one


def test_the_borrower_and_its_group_apart(client: TestClient) -> None:
    answer = ask(client, "B")["answer"]
    borrower, group = answer["borrower"], answer["group"]["guaranteed"]
    names = ("outstanding_cny", "nominal_cny", "contingent_cny", "covered_cny", "expected_call_cny", "uncovered_cny")
    assert [borrower["numbers"][name] for name in names] == [130, 165, 165, 130, 130, 0]
    assert [group["numbers"][name] for name in names] == [170, 205, 205, 170, 170, 0]
    assert (borrower["owed_cny"], borrower["outside_covered_cny"], borrower["undrawn_cny"]) == (150, 130, 0)
    assert (group["owed_cny"], group["outside_covered_cny"], group["guarantors"], group["contracts"]) == (
        190,
        170,
        5,
        6,
    )
    held = borrower["concentration"]
    assert (held["hhi"], held["top_ratio"]) == (pytest.approx(6525 / 27225), pytest.approx(1 / 3))
    assert (held["guarantee_firms"], held["enterprises"], held["persons"]) == (2, 2, 1)
    members = [(short(one["party"]), one["tie"], one["owed_cny"]) for one in answer["group"]["members"]]
    assert members == [("B", "itself", 150), ("H", "controls", 0), ("S", "controlled", 40)]


def test_each_guarantor_by_itself(client: TestClient) -> None:
    found = ask(client, "B")
    rows = found["answer"]["guarantors"]
    assert {short(one["party"]): one["borrower"]["expected_call_cny"] for one in rows} == {
        "F1": 27.5, "F2": 30, "C": 35, "P": 27.5, "S": 10
    }  # fmt: skip
    assert [short(one["party"]) for one in rows][:2] == ["F1", "C"]
    first = row(found, "F1")
    assert first["borrower"] == {
        "nominal_cny": 55, "contingent_cny": 55, "expected_call_cny": 27.5,
        "share_ratio": pytest.approx(1 / 3), "contracts": 1, "first_start": "2024-01-01",
        "latest_start": "2024-01-01", "forms": ["joint_and_several"],
    }  # fmt: skip
    assert (first["group"]["contingent_cny"], first["group"]["contracts"]) == (95, 2)
    assert (first["net_assets_cny"], first["guaranteed_cny"], first["guaranteed_to_net_assets"]) == (200, 95, 0.475)
    marks = ("role", "joined", "same_group", "same_circle")
    assert {party: tuple(row(found, party)[mark] for mark in marks) for party in ("F1", "F2", "C", "P", "S")} == {
        "F1": ("guarantee_firm", False, False, True), "F2": ("guarantee_firm", True, False, False),
        "C": ("enterprise", True, False, True), "P": ("person", False, False, False),
        "S": ("enterprise", False, True, True),
    }  # fmt: skip
    assert [(one["list"], one["listed_on"]) for one in row(found, "F2")["listings"]] == [
        ("dishonest_debtor", "2025-11-01")
    ]
    assert row(found, "C")["net_assets_cny"] is None


def test_what_stands_behind_each_guarantor(client: TestClient) -> None:
    found = ask(client, "B")

    def backers(party: str, which: str) -> list[tuple[str, float]]:
        return [(short(one["party"]), one["contingent_cny"]) for one in row(found, party)[which]["backers"]]

    assert backers("F1", "guaranteed_by") == [("C", 25)]
    assert backers("F1", "counter_guaranteed_by") == [("D", 50)]
    assert backers("C", "guaranteed_by") == [("B", 10)]
    assert [row(found, "P")[which]["count"] for which in ("guaranteed_by", "counter_guaranteed_by")] == [0, 0]


def test_how_fast_it_grew(client: TestClient) -> None:
    borrower = ask(client, "B", months=24)["answer"]["borrower"]
    course = {
        one["day"]: (one["guarantors"], one["contracts"], one["owed_cny"], one["nominal_cny"], one["covered_cny"])
        for one in borrower["series"]
    }
    assert list(course) == sorted(course)
    assert (len(course), min(course), max(course)) == (25, "2023-12-31", "2025-12-31")
    assert course["2023-12-31"] == (0, 0, 0, 0, 0)
    assert course["2024-01-31"] == course["2025-01-31"] == (3, 3, 100, 95, 95)
    assert course["2025-02-28"] == (5, 5, 150, 165, 150)
    assert course["2025-03-31"] == course["2025-05-31"] == (5, 5, 130, 165, 130)
    assert course["2025-06-30"] == course["2025-12-31"] == (5, 5, 150, 165, 130)
    quarter, year = borrower["growth"]
    assert (quarter["since"], quarter["guarantors"], quarter["nominal_ratio"]) == ("2025-09-30", 0, 0)
    assert (year["since"], year["guarantors"], year["joined"], year["left"]) == ("2024-12-31", 2, 2, 0)
    assert (year["nominal_cny"], year["covered_cny"]) == (70, 35)
    assert year["nominal_ratio"] == pytest.approx(70 / 95)
    assert [(short(one["party"]), one["added_cny"], one["added_ratio"]) for one in borrower["fastest"]] == [
        ("C", 40, None), ("F2", 30, None)
    ]  # fmt: skip


def test_the_view_of_one_firm(client: TestClient) -> None:
    found = ask(client, "B", viewer="乙融资担保有限公司")
    viewer = found["answer"]["viewer"]
    assert (short(viewer["party"]), viewer["borrower"]["nominal_cny"], viewer["group"]["nominal_cny"]) == ("F2", 30, 30)
    assert viewer["others_of_borrower"] == {
        "guarantors": 4, "guarantee_firms": 1, "nominal_cny": 135, "contingent_cny": 135, "joined": 1, "earlier": 3,
        "beside": 4,
    }  # fmt: skip
    assert row(found, "F2")["is_viewer"]
    (leaves,) = [one for one in found["changes"] if one["what"] == "viewer_leaves"]
    assert (leaves["covered_then_cny"], leaves["uncovered_then_cny"]) == (120, 10)
    stranger = ask(client, "B", viewer="gw:D")["answer"]["viewer"]
    assert (stranger["borrower"], stranger["others_of_borrower"]["guarantors"]) == (None, 5)
    assert (stranger["others_of_borrower"]["earlier"], stranger["others_of_borrower"]["beside"]) == (0, 0)


def test_what_would_change_the_cover(client: TestClient) -> None:
    found = ask(client, "B")
    told = [
        (one["what"], short(one["about"]), one["on"], one["covered_then_cny"], one["uncovered_then_cny"])
        for one in found["changes"]
    ]
    assert told[0] == ("largest_guarantor_leaves", "F1", None, 110, 20)
    assert sorted(told[1:]) == [
        ("guarantee_period_ends", "P", "2026-12-31", 125, 5), ("guarantee_period_ends", "S", "2026-12-31", 125, 5)
    ]  # fmt: skip


def test_facts_and_how_sure(client: TestClient) -> None:
    found = ask(client, "B")
    facts, sure = found["facts"], found["certainty"]
    contracts = [one["guarantee_id"].removeprefix("gw:") for one in facts["evidence"]["guarantees"]]
    assert (sorted(contracts[:5]), contracts[5:]) == (["G1", "G2", "G3", "G4", "G6"], ["G5"])
    assert sorted(one["loan_id"] for one in facts["evidence"]["loans"]) == [f"gw:L{n}" for n in (1, 2, 3, 4)]
    assert [one["guarantee_id"] for one in facts["counter_guarantees"]] == ["gw:CG"]
    assert facts["articles"]
    assert sure["sources"] == [{"source": "gw", "contracts": 6}]
    assert sure["unguaranteed_ratio"] == pytest.approx(20 / 150)
    assert (sure["without_balance"], sure["unknown_amounts"], sure["without_net_assets"]) == (3, 0, 3)
    assert (sure["securing_nothing"], sure["own_guarantees"]) == (["gw:G8"], ["gw:G9"])
    assert [(short(one["first"]), short(one["second"])) for one in sure["same_person"]] == [("P", "P2")]
    assert (sure["known"], sure["complete"], found["truncated"]) == (True, False, False)


def test_lists_are_cut_and_say_so(client: TestClient) -> None:
    found = ask(client, "B", limit=2)
    assert (len(found["answer"]["guarantors"]), found["answer"]["guarantor_count"], found["truncated"]) == (2, 5, True)
    assert found["answer"]["borrower"]["guarantors"] == 5


def test_nothing_known_before_any_fact(client: TestClient) -> None:
    found = ask(client, "B", as_of="2019-01-01")
    assert (found["answer"]["borrower"]["guarantors"], found["answer"]["group"]) == (0, None)
    assert found["answer"]["borrower"]["concentration"]["hhi"] is None
    assert (found["certainty"]["known"], found["certainty"]["unguaranteed_ratio"], found["changes"]) == (
        False,
        None,
        [],
    )


def test_a_party_without_loans(client: TestClient) -> None:
    found = ask(client, "D")
    assert (found["answer"]["guarantors"], found["certainty"]["known"]) == ([], False)


@pytest.mark.parametrize(
    ("party", "parameters", "status", "code"),
    [
        ("nobody", {}, 404, "not_found"),
        ("B", {"viewer": "gw:nobody"}, 404, "not_found"),
        ("B", {"viewer": "gw:B"}, 422, "usage"),
        ("B", {"months": "0"}, 422, "usage"),
        ("B", {"months": "121"}, 422, "usage"),
        ("B", {"limit": "1001"}, 422, "usage"),
        ("B", {"regime": "mars"}, 422, "usage"),
        ("B", {"asof": "2025-01-01"}, 422, "usage"),
    ],
)
def test_bad_input(party: str, parameters: dict[str, str], status: int, code: str, client: TestClient) -> None:
    answer = client.get(f"/v1/enterprises/gw:{party}/guarantors", params=parameters)
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code


def test_the_alerts_of_guarantors_stay_where_they_were(client: TestClient) -> None:
    answer = client.get("/v1/enterprises/gw:B/guarantors/alerts", params={"as_of": world.DAY, "known_at": world.DAY})
    assert [one["guarantor_id"] for one in answer.json()["items"]] == ["gw:F2"]
