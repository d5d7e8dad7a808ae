"""The canvas over the small world: A → B → C → A, D ⇄ E; A, B, D → F; P → A until 2023; K lends to A, B, C and F."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api import stress_world, world
from tests.api.conftest import NewClient

pytestmark = pytest.mark.xdist_group("test_surgeon")  # what it loads is loaded once for each database
DATES = {"known_at": world.DAY}


def ask(client: TestClient, address: str, **parameters: Any) -> Any:
    answer = client.get(f"/v1/canvas/{address}", params=DATES | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(client: TestClient, address: str, body: dict[str, Any], **parameters: Any) -> Any:
    answer = client.post(f"/v1/canvas/{address}", json=body, params=DATES | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def firm(letters: str) -> list[str]:
    return [f"firm:{one}" for one in letters]


def test_who_matters_around_a_member_of_a_circle(client: TestClient) -> None:
    found = ask(client, "relevant", parties="firm:A", nodes=5)
    nodes = found["nodes"]
    assert (nodes["party_id"][0], found["starts"], len(nodes["party_id"])) == ("firm:A", [0], 5)
    assert {"firm:A", "firm:B", "firm:C"} <= set(nodes["party_id"])
    assert nodes["relevance"] == sorted(nodes["relevance"], reverse=True)
    circle = next(one for one in nodes["circle_id"] if one)
    assert [circle] == [
        one for kind, one in zip(found["hulls"]["kind"], found["hulls"]["id"], strict=True) if kind == "circle"
    ]
    named = ask(client, "relevant", parties="杭州临江机械有限公司", nodes=5)
    assert named == found


def test_levels_are_those_of_the_standings(client: TestClient) -> None:
    standings = client.get("/v1/standings", params={"limit": 1000}).json()["items"]
    levels = {one["party_id"]: one["level"] for one in standings}
    nodes = post(client, "shown", {"party_ids": firm("ABCDEFK")})["nodes"]
    assert {name: level for name, level in zip(nodes["party_id"], nodes["level"], strict=True) if level} == {
        name: levels[name] for name in firm("ABCDEFK") if name in levels
    }
    assert any(nodes["level"])
    assert nodes["lists"][3] == ["dishonest_debtor"]


def test_given_parties_on_another_day(client: TestClient) -> None:
    ids = [*firm("AP"), "firm:ghost"]
    now = post(client, "shown", {"party_ids": ids})
    before = post(client, "shown", {"party_ids": ids}, as_of="2023-06-30")
    assert (now["ties"]["id"], now["unknown"]) == (["OWNS firm:P firm:A"], ["firm:ghost"])
    assert before["ties"]["id"] == ["GUARANTEES firm:P firm:A", "OWNS firm:P firm:A"]
    assert before["ties"]["valid_to"] == ["2024-01-01", None]
    unknown_yet = post(client, "shown", {"party_ids": ids}, as_of="2023-06-30", known_at="2023-01-01")
    assert (unknown_yet["ties"]["id"], len(unknown_yet["notes"])) == ([], 1)
    assert now["nodes"]["kind"] == ["company", "person"]


def test_a_party_is_expanded_by_amount(client: TestClient) -> None:
    body = {"party": "firm:K", "kind": "LENT", "direction": "out", "most": 2, "party_ids": firm("K")}
    first = post(client, "expand", body)
    assert (first["nodes"]["party_id"], first["left"], first["added"]) == (firm("KAF"), 2, [1, 2])
    row = dict(zip(("node", "kind", "direction", "shown", "total"), range(5), strict=True))
    left = list(zip(*(first["left_out"][name] for name in row), strict=True))
    assert (0, "LENT", "out", 2, 4) in left
    second = post(client, "expand", body | {"party_ids": first["nodes"]["party_id"]})
    assert (second["nodes"]["party_id"], second["left"]) == (firm("KAFBC"), 0)
    assert "GUARANTEES firm:A firm:F" in second["ties"]["id"]


def test_what_joins_two(client: TestClient) -> None:
    found = ask(client, "path", **{"from": "firm:C", "to": "firm:D"})
    paths = [[found["nodes"]["party_id"][one] for one in path] for path in found["paths"]]
    assert paths == [firm("CAFD"), firm("CBFD")]
    by_bank = ask(client, "path", **{"from": "firm:C", "to": "firm:F", "kinds": "lent"})
    assert [by_bank["nodes"]["party_id"][one] for one in by_bank["paths"][0]] == firm("CKF")


def test_what_came_and_went(client: TestClient) -> None:
    found = post(client, "over-time", {"party_ids": firm("APK"), "from": "2023-01-15", "to": "2025-06-30"})
    ties = found["ties"]
    rows = set(zip(ties["id"], ties["change"], ties["valid_from"], ties["valid_to"], strict=True))
    assert rows == {
        ("GUARANTEES firm:P firm:A", "went", "2023-01-01", "2024-01-01"),
        ("OWNS firm:P firm:A", "stayed", "2020-01-01", None), ("LENT firm:K firm:A", "came", "2023-02-01", None),
    }  # fmt: skip
    assert found["days"] == {
        "day": ["2023-01-15", "2023-02-01", "2024-01-01"], "came": [0, 1, 0], "went": [0, 0, 1], "in_force": [2, 3, 2],
    }  # fmt: skip


def test_the_legend_is_the_schema_s(client: TestClient) -> None:
    found = client.get("/v1/canvas/legend").json()
    assert {one["value"]: one["zh"] for one in found["ties"]}["GUARANTEES"] == "担保"
    assert found["levels"][7] == {"level": 8, "zh": "8级", "en": "level 8"}


@pytest.mark.parametrize(
    ("method", "address", "parameters", "body", "status", "code"),
    [
        ("get", "relevant", {}, None, 422, "usage"),
        ("get", "relevant", {"parties": "firm:nobody"}, None, 404, "not_found"),
        ("get", "relevant", {"parties": "firm:A", "nodes": 0}, None, 422, "usage"),
        ("get", "relevant", {"parties": "firm:A", "nodes": 2_001}, None, 422, "usage"),
        ("get", "relevant", {"parties": ","}, None, 422, "usage"),
        ("get", "relevant", {"parties": "firm:A", "depth": 2}, None, 422, "usage"),
        ("get", "relevant", {"parties": "firm:A", "regime": "mars"}, None, 422, "usage"),
        ("get", "path", {"from": "firm:A", "to": "firm:A"}, None, 422, "usage"),
        ("get", "path", {"from": "firm:A", "to": "firm:B", "kinds": "FRIENDS"}, None, 422, "usage"),
        ("post", "shown", {}, {"party_ids": []}, 422, "usage"),
        ("post", "shown", {}, {"party_ids": ["a"] * 2_001}, 422, "usage"),
        ("post", "shown", {}, {"parties": ["a"]}, 422, "usage"),
        ("post", "shown", {"as_of": "1800-01-01"}, {"party_ids": ["a"]}, 422, "usage"),
        ("post", "expand", {}, {"party": "firm:A", "kind": "FRIENDS"}, 422, "usage"),
        ("post", "expand", {}, {"party": "firm:nobody", "kind": "OWNS"}, 404, "not_found"),
        ("post", "expand", {}, {"party": "firm:A", "kind": "OWNS", "direction": "up"}, 422, "usage"),
        ("post", "over-time", {}, {"party_ids": ["firm:A"], "from": "2025-01-01", "to": "2024-01-01"}, 422, "usage"),
        ("post", "over-time", {}, {"party_ids": ["firm:A"], "from": 20250101, "to": "2024-01-01"}, 422, "usage"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    client: TestClient, method: str, address: str, parameters: Any, body: Any, status: int, code: str
) -> None:
    answer = client.request(method, f"/v1/canvas/{address}", params=parameters, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_scenario_as_a_film(stress_client: TestClient) -> None:
    address, parameters = "/v1/stress/largest_borrower", {"default": "st:A", "known_at": stress_world.DAY}
    told = stress_client.get(address, params=parameters).json()["answer"]
    found = stress_client.get(f"{address}/film", params=parameters)
    assert found.status_code == 200, found.text
    film = found.json()
    rounds = dict(zip(film["parties"]["party_id"], film["parties"]["round"], strict=True))
    assert rounds == {one["party"]["party_id"]: one["round"] for one in told["parties"]}
    assert film["frames"]["fallen"] == [one["fallen_count"] for one in told["rounds"]]
    one = stress_client.get(f"{address}/film", params=parameters | {"nodes": 1}).json()
    assert (one["parties"]["party_id"], one["truncated"]) == (["st:A"], True)
    refused = stress_client.get(f"{address}/film", params=parameters | {"nodes": 2_001})
    assert (refused.status_code, refused.json()["code"]) == (422, "usage")


def test_an_empty_database_shows_nobody_and_the_operator_s_limit_holds(new_client: NewClient) -> None:
    client = new_client(max_nodes=2)
    found = post(client, "shown", {"party_ids": ["a", "b"]})
    assert (found["nodes"]["party_id"], found["ties"]["id"], found["unknown"]) == ([], [], ["a", "b"])
    over_time = post(client, "over-time", {"party_ids": ["a"], "from": "2024-01-01", "to": "2025-01-01"})
    assert (over_time["party_id"], over_time["days"]["in_force"]) == ([], [0])
    assert client.get("/v1/canvas/relevant", params={"parties": "a"}).status_code == 404
    for body in ({"party_ids": ["a", "b", "c"]}, {"party_ids": ["a"] * 3}):
        answer = client.post("/v1/canvas/shown", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "limit"), answer.text
    answer = client.get("/v1/canvas/relevant", params={"parties": "a", "nodes": 3})
    assert (answer.status_code, answer.json()["code"]) == (422, "limit"), answer.text
