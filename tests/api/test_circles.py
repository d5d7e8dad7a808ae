"""Circles through the API, on each database: one small world, every figure worked out by hand."""

from typing import Any

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from tests.api import circle_world as world
from tests.api.conftest import NewClient

pytestmark = pytest.mark.xdist_group("test_circles")
INSIDE = {f"cir:{one}" for one in ("ab", "bc", "ca", "cd", "da")}


def get(client: TestClient, address: str, **parameters: Any) -> Any:
    answer = client.get(f"/v1{address}", params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(parties: Any) -> list[str]:
    return [party["party_id"].removeprefix("cir:") for party in parties]


def ring_id(client: TestClient, **parameters: Any) -> str:
    found: str = get(client, "/enterprises/cir:A/circles", **parameters)["answer"]["circle"]["circle"]["circle_id"]
    return found


def test_circles_of_the_day_largest_amount_first(circles_client: TestClient) -> None:
    found = get(circles_client, "/circles")
    pair, ring = found["answer"]["circles"]
    assert (ids(pair["members"]), pair["nominal_cny"], pair["debt_cny"]) == (["M", "N"], 1500.0, 1100.0)
    assert (ids(ring["members"]), ring["size"], ring["guarantee_count"]) == (["A", "B", "C", "D"], 4, 5)
    # 80 for each of three, 100 for each of two; A owes 300 (ca, da, ra), B, C and D 100 each.
    assert (ring["nominal_cny"], ring["debt_cny"], ring["since"]) == (440.0, 600.0, "2024-01-31")
    # B's 100 by A and X, C's 80, A's 80 + 100 + 100, D's 100; outside: X 60 of B's, R 100 of A's.
    assert (ring["numbers"]["covered_cny"], ring["external_cover_cny"]) == (560.0, 160.0)
    assert (ring["numbers"]["nominal_cny"], ring["numbers"]["outstanding_cny"]) == (600.0, 600.0)
    assert (pair["mutual_pairs"], ring["mutual_pairs"], pair["external_cover_cny"]) == (1, 0, 0.0)
    answer = found["answer"]
    assert (answer["circle_count"], answer["member_count"], answer["mutual_pair_count"]) == (2, 6, 1)
    assert (answer["joint_loan_count"], answer["self_guarantee_count"]) == (1, 1)
    assert (answer["longest_chain"], answer["longest_chain_at_most"]) == (6, 6)
    assert ids([answer["stars"][0]["party"]]) == ["C"]
    assert answer["stars"][0]["debtor_count"] == 3
    assert [one["guarantee_id"] for one in found["facts"]["guarantees"]] == ["cir:ss"]
    assert found["certainty"] == {
        "known": True, "complete": True, "unknown_amounts": 0, "identity_lasts": True, "notes": [],
    }  # fmt: skip
    assert [one["on"] for one in found["changes"]] == ["2027-01-01", "2027-01-01"]


def test_pages_of_circles(circles_client: TestClient) -> None:
    first = get(circles_client, "/circles", limit=1)
    assert (first["truncated"], ids(first["answer"]["circles"][0]["members"])) == (True, ["M", "N"])
    second = get(circles_client, "/circles", limit=1, cursor=first["next_cursor"])
    assert (second["next_cursor"], ids(second["answer"]["circles"][0]["members"])) == (None, ["A", "B", "C", "D"])
    assert get(circles_client, "/circles", minimum=3)["answer"]["circle_count"] == 1
    refused = circles_client.get("/v1/circles", params={"cursor": first["next_cursor"], "minimum": 3})
    assert (refused.status_code, refused.json()["code"]) == (422, "usage")


def test_one_circle_with_what_makes_it_and_what_would_end_it(circles_client: TestClient) -> None:
    found = get(circles_client, f"/circles/{ring_id(circles_client)}", cycles=True, history=24)
    answer = found["answer"]
    assert (answer["witness"]["length"], sorted(answer["witness"]["guarantee_ids"])) == (
        3, ["cir:ab", "cir:bc", "cir:ca"]
    )  # fmt: skip
    outside = [(ids([one["party"]]), one["nominal_cny"]) for one in answer["guarantors_outside"]]
    assert outside == [(["R"], 100.0), (["X"], 60.0)]
    assert [ids([one["party"]]) for one in answer["debtors_outside"]] == [["E"]]
    assert [one["length"] for one in answer["cycles"]["cycles"]] == [3, 4]
    assert [(one["day"], one["change"], ids(one["joined"])) for one in answer["history"]] == [
        ("2025-06-30", "grew", ["D"]), ("2024-01-31", "born", ["A", "B", "C"]),
    ]  # fmt: skip
    facts = found["facts"]
    assert [one["guarantee_id"] for one in facts["guarantees"]] == [
        f"cir:{one}" for one in ("ab", "bc", "ca", "cd", "da")
    ]
    assert (facts["loan_count"], facts["guarantees"][0]["secured_cny"]) == (5, 100.0)
    changes = {(one["what"], *one["guarantee_ids"]): (one["on"], one["members_left"]) for one in found["changes"]}
    assert changes == {
        ("loses_members", "cir:cd"): ("2026-04-01", 3),
        ("falls_apart", "cir:ab", "cir:bc", "cir:ca", "cir:da"): ("2027-01-01", 0),
        ("guarantee_ends", "cir:ab"): (None, 0), ("guarantee_ends", "cir:bc"): (None, 0),
        ("guarantee_ends", "cir:cd"): (None, 3), ("guarantee_ends", "cir:da"): (None, 3),
        ("release",): (None, None),
    }  # fmt: skip
    assert (found["certainty"]["complete"], found["certainty"]["shortest"]) == (True, True)
    assert not found["truncated"]


def test_a_circle_keeps_its_identity_as_it_grows(circles_client: TestClient) -> None:
    """Asked before, within and after the month in which D joined."""
    days = ("2024-01-15", "2024-12-31", "2025-06-09", "2025-06-10", "2025-06-30", world.DAY)
    assert len({ring_id(circles_client, as_of=day) for day in days}) == 1
    sizes = [
        get(circles_client, "/enterprises/cir:A/circles", as_of=day)["answer"]["circle"]["circle"]["size"]
        for day in days
    ]
    assert sizes == [3, 3, 3, 4, 4, 4]


def test_history_is_of_the_months_asked_for(circles_client: TestClient) -> None:
    def told(months: int) -> list[str]:
        return [one["change"] for one in get(circles_client, "/circles", history=months)["answer"]["history"]]

    assert (told(6), told(7), told(23), told(24)) == ([], ["grew"], ["grew"], ["grew", "born", "born"])
    assert get(circles_client, "/circles")["answer"]["history"] is None


def test_a_party_with_its_circle_chain_and_joint_guarantee(circles_client: TestClient) -> None:
    found = get(circles_client, "/enterprises/cir:B/circles")
    answer = found["answer"]
    assert answer["circle"]["circle"]["size"] == 4
    assert (answer["chain"]["length"], answer["chain"]["is_longest"], answer["chain"]["place"]) == (6, True, 4)
    assert ids(answer["chain"]["parties"])[:6] == ["P", "Q", "R", "A", "B", "C"]
    (joint,) = answer["joint"]
    assert (joint["loan_id"], ids(joint["guarantors"]), joint["signed_together"]) == ("cir:Lab", ["A", "X"], True)
    assert (answer["debtor_count"], answer["guarantor_count"], answer["mutual_pairs"]) == (1, 2, [])
    assert found["certainty"]["complete"]
    pair = get(circles_client, "/enterprises/cir:N/circles")["answer"]["mutual_pairs"]
    assert [(ids([one["first"], one["second"]]), one["nominal_cny"]) for one in pair] == [(["M", "N"], 1500.0)]


def test_a_party_in_no_circle(circles_client: TestClient) -> None:
    chain = get(circles_client, "/enterprises/cir:Q/circles")["answer"]
    assert (chain["circle"], chain["chain"]["place"], chain["chain"]["length"]) == (None, 1, 6)
    own = get(circles_client, "/enterprises/cir:S/circles")
    assert (own["answer"]["self_guarantees"], own["answer"]["debtor_count"]) == (["cir:ss"], 0)
    assert "errors in the data" in own["certainty"]["notes"][-1]["en"]
    nothing = get(circles_client, "/enterprises/cir:V/circles")
    assert (nothing["answer"]["circle"], nothing["answer"]["chain"]["length"], nothing["changes"]) == (None, 0, [])
    assert (nothing["certainty"]["known"], nothing["certainty"]["complete"]) == (False, False)


def test_without_law_there_are_no_numbers_that_follow_it(circles_client: TestClient) -> None:
    found = get(circles_client, "/circles", regime_free=True)
    assert found["regime"] == ""
    assert {(one["numbers"], one["external_cover_cny"]) for one in found["answer"]["circles"]} == {(None, None)}
    assert [one["nominal_cny"] for one in found["answer"]["circles"]] == [1500.0, 440.0]


def test_before_any_guarantee_the_answer_is_empty(circles_client: TestClient) -> None:
    found = get(circles_client, "/circles", as_of="2023-12-31", history=12, cycles=True)
    assert (found["answer"]["circles"], found["answer"]["history"], found["certainty"]["known"]) == ([], [], False)
    assert "no personal guarantee" in found["certainty"]["notes"][0]["en"]
    assert get(circles_client, "/enterprises/cir:A/circles", as_of="2023-12-31")["answer"]["circle"] is None


def test_a_circle_as_graphml_reads_back(circles_client: TestClient) -> None:
    address = f"/v1/circles/{ring_id(circles_client)}"
    answer = circles_client.get(address, params={"known_at": world.DAY, "format": "graphml"})
    assert answer.headers["content-type"].startswith("application/graphml+xml")
    network = nx.parse_graphml(answer.text, force_multigraph=True)
    assert network.nodes["cir:A"]["name"] == world.NAMES["A"]
    assert {node for node, facts in network.nodes(data=True) if "circle" in facts} == {f"cir:{one}" for one in "ABCD"}
    inside = {facts["guarantee_id"]: facts for _, _, facts in network.edges(data=True) if facts["inside"]}
    assert set(inside) == INSIDE
    assert (inside["cir:cd"]["valid_from"], inside["cir:cd"]["valid_to"]) == ("2025-06-10", "2026-04-01")
    assert inside["cir:ab"]["amount_cny"] == 80.0
    assert {facts["guarantee_id"] for _, _, facts in network.edges(data=True)} - set(inside) == {
        "cir:xb", "cir:ra", "cir:ce"
    }  # fmt: skip
    accepted = circles_client.get(
        address, params={"known_at": world.DAY}, headers={"Accept": "application/graphml+xml"}
    )
    assert accepted.text == answer.text


@pytest.mark.parametrize(
    ("address", "parameters", "status", "code"),
    [
        ("/circles/circle:nothing", {}, 404, "not_found"),
        ("/circles/circle:nothing", {"format": "graphml"}, 404, "not_found"),
        ("/enterprises/cir:nobody/circles", {}, 404, "not_found"),
        ("/circles", {"minimum": 1}, 422, "usage"),
        ("/circles", {"history": 0}, 422, "usage"),
        ("/circles", {"depth": 3}, 422, "usage"),
    ],
)
def test_bad_questions(
    circles_client: TestClient, address: str, parameters: dict[str, Any], status: int, code: str
) -> None:
    answer = circles_client.get(f"/v1{address}", params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_nothing_loaded(new_client: NewClient) -> None:
    found = new_client().get("/v1/circles", params={"history": 24}).json()
    assert (found["answer"]["circles"], found["answer"]["longest_chain"], found["certainty"]["known"]) == ([], 0, False)
