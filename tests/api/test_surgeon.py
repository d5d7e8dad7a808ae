"""Which guarantees to release, on the small world: the circle A → B → C → A of 8, 5 and 3 million, D ⇄ E of 2 and 1."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import world

pytestmark = pytest.mark.xdist_group("test_surgeon")  # what it loads is loaded once for each database


def ask(client: TestClient, **parameters: Any) -> Any:
    answer = client.get("/v1/surgeon", params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def released(found: Any) -> list[tuple[Any, ...]]:
    return [(one["guarantees"], one["cost_cny"], one["relief"]) for one in found["answer"]["releases"]]


def test_the_cheapest_guarantees_of_all_circles(client: TestClient) -> None:
    found = ask(client)
    assert released(found) == [(["firm:ED"], 1e6, 2), (["firm:CA"], 3e6, 6)]
    answer = found["answer"]
    assert (answer["goal"], answer["cost_cny"], answer["gap_ratio"], answer["optimal"]) == ("no_circles", 4e6, 0, True)
    assert answer["before"] == {
        "circles": 2, "largest_circle": 3, "parties_in_circles": 5, "reached": None, "covered_cny": 3e6
    }  # fmt: skip
    assert answer["after"] == {
        "circles": 0, "largest_circle": 0, "parties_in_circles": 0, "reached": None, "covered_cny": 0
    }  # fmt: skip
    assert [one["guarantee_id"] for one in found["facts"]["guarantees"]] == ["firm:ED", "firm:CA"]
    assert [one["loan_id"] for one in found["facts"]["loans"]] == ["firm:LA"]
    assert "1 circles remain" in found["changes"][1]["said"]["en"]


def test_the_circle_of_one_party(client: TestClient) -> None:
    assert released(ask(client, party="firm:D")) == [(["firm:ED"], 1e6, 2)]
    page = client.get("/v1/circles", params={"known_at": world.DAY}).json()["answer"]["circles"]
    (pair,) = [one["circle_id"] for one in page if one["size"] == 2]
    by_id = ask(client, party=pair)
    assert (released(by_id), by_id["circle_id"], by_id["party"]) == ([(["firm:ED"], 1e6, 2)], pair, None)
    none = ask(client, party="firm:F")["answer"]
    assert (none["releases"], none["cost_cny"], none["optimal"]) == ([], 0, True)
    # F is in no circle; its failure calls A, B and D, theirs C and E.
    assert (none["before"]["reached"], none["after"]["reached"]) == (5, 5)


def test_a_failure_is_contained(client: TestClient) -> None:
    found = ask(client, party="firm:C", most_reached=0)["answer"]
    assert (found["goal"], found["cost_cny"], found["before"]["reached"], found["after"]["reached"]) == (
        "contained", 5e6, 2, 0
    )  # fmt: skip


def test_what_replacing_it_costs_is_the_cover_lost(client: TestClient) -> None:
    found = ask(client, price="replacement")
    assert (found["answer"]["cost_cny"], found["certainty"]["priced"]) == (3e6, True)


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [
        ({"party": "firm:nobody"}, 404, "not_found"),
        ({"party": "circle:none"}, 404, "not_found"),
        ({"most_reached": 1}, 422, "usage"),
        ({"price": "weight"}, 422, "usage"),
        ({"seconds": 0}, 422, "usage"),
        ({"limit": 0}, 422, "usage"),
    ],
)
def test_bad_input_ends_with_its_code(client: TestClient, parameters: Any, status: int, code: str) -> None:
    answer = client.get("/v1/surgeon", params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_before_any_guarantee_nothing_is_to_be_released(client: TestClient) -> None:
    assert ask(client, as_of="2022-01-01")["answer"]["release_count"] == 0
