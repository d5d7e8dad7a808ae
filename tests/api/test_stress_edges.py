"""Stress tests asked of what is out of the ordinary: a defined answer or a plain refusal, never a silent guess."""

from itertools import chain
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api import stress_world as world

RUN: Final = "/v1/stress/largest_borrower"
COMPARE: Final = "/v1/stress/compare"
REVERSE: Final = "/v1/enterprises/st:{}/reverse-stress"


@pytest.fixture(scope="module")
def loaded_kind() -> str:
    """One database suffices: what is asked here is answered from the facts of a day, however they were read."""
    return "embedded"


def got(client: TestClient, address: str, **parameters: object) -> Response:
    two = {"scenarios": "largest_borrower,circle_hub"} if address == COMPARE else {}
    return client.get(address, params=two | {name: str(value) for name, value in parameters.items()})


def ask(client: TestClient, address: str, **parameters: object) -> Any:
    answer = got(client, address, **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def hit(found: Any) -> dict[str, tuple[int | None, float]]:
    """By party the round in which it fell and what it lost."""
    parties = found["answer"]["parties"]
    return {one["party"]["party_id"].removeprefix("st:"): (one["round"], one["lost_cny"]) for one in parties}


def notes(found: Any) -> str:
    return " ".join(one["en"] for one in found["certainty"]["notes"])


def test_net_assets_below_zero(stress_client: TestClient) -> None:
    """W has -50: it does not fail by that alone, but of the first call; it pays nothing and needs 60 to bear 10."""
    quiet = ask(stress_client, RUN, default="st:X")
    assert "W" not in hit(quiet)
    assert [one["party_id"] for one in quiet["certainty"]["insolvent"]] == ["st:W"]
    found = ask(stress_client, RUN)
    assert hit(found)["W"] == (1, 10)
    assert found["answer"]["paid_cny"] == 35
    assert {one["about"]["party_id"]: one["amount_cny"] for one in found["changes"]}["st:W"] == 60
    reverse = ask(stress_client, REVERSE.format("W"), lgd=1)
    assert [one["party_id"] for one in reverse["answer"]["failures"]] == ["st:A"]
    assert (reverse["answer"]["buffer_cny"], reverse["answer"]["exact"]) == (0, True)


def test_who_owes_nothing_fails_without_a_trace(stress_client: TestClient) -> None:
    for one in ("N", "G"):
        found = ask(stress_client, RUN, default=f"st:{one}")
        assert hit(found) == {one: (0, 0)}
        assert (found["answer"]["due_cny"], found["answer"]["induced"], found["certainty"]["converged"]) == (0, 0, True)
    reverse = ask(stress_client, REVERSE.format("N"))
    assert (reverse["answer"]["failures"], reverse["answer"]["candidates"], reverse["facts"]) == (None, 0, None)
    assert "nobody else" in notes(reverse)


def test_everybody_fails_at_once(stress_client: TestClient) -> None:
    """Who fails at first pays nothing: the lenders lose all that is due, 45 and 4.5."""
    found = ask(stress_client, RUN, default=",".join(f"st:{one}" for one in world.EVERYBODY))
    answer = found["answer"]
    assert (answer["initial"], answer["induced"], answer["paid_cny"]) == (len(world.EVERYBODY), 0, 0)
    assert answer["lost"]["loans_cny"] == answer["due_cny"] == 49.5
    assert found["certainty"]["converged"]
    assert found["changes"] == []


def test_nobody_fails(stress_client: TestClient) -> None:
    """There is no circle whose hub could fail, and on a day before everything nobody who owes."""
    for found in (ask(stress_client, "/v1/stress/circle_hub"), ask(stress_client, RUN, as_of="1990-01-01")):
        assert (found["answer"]["initial"], found["answer"]["rounds"], found["changes"]) == (0, [], [])
        assert "Nobody fails" in notes(found)
    both = ask(stress_client, COMPARE, as_of="1990-01-01")
    assert (both["answer"]["parties"], both["answer"]["lenders"]) == ([], [])
    early = ask(stress_client, REVERSE.format("G"), as_of="1990-01-01")
    assert (early["answer"]["failures"], early["answer"]["candidates"]) == (None, 0)


@pytest.mark.parametrize("default", [",", " ", " , "])
@pytest.mark.parametrize("address", [RUN, COMPARE])
def test_a_list_of_nobody_does_not_mean_the_scenarios_own(
    address: str, default: str, stress_client: TestClient
) -> None:
    answer = got(stress_client, address, default=default)
    assert (answer.status_code, answer.json()["code"]) == (422, "usage")
    assert "Nobody is named" in answer.json()["detail"]


@pytest.mark.parametrize("address", [RUN, COMPARE, REVERSE.format("nobody")])
def test_an_unknown_party(address: str, stress_client: TestClient) -> None:
    asked = {} if "enterprises" in address else {"default": "st:A,st:nobody"}
    answer = got(stress_client, address, **asked)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("scenario", ["a,b", "a b", "a.toml", "-a", "两家", "a" * 101, "a%0A"])
def test_what_is_no_id_is_refused_before_it_is_looked_for(scenario: str, stress_client: TestClient) -> None:
    single = (f"/v1/scenarios/{scenario}", f"/v1/stress/{scenario}")
    answers = [stress_client.get(one) for one in single] + [stress_client.post(f"/v1/stress/{scenario}/losses")]
    if "," not in scenario:
        answers.append(got(stress_client, COMPARE, scenarios=f"largest_borrower,{scenario.replace('%0A', '%')}"))
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(422, "usage")}
    unknown = got(stress_client, COMPARE, scenarios="largest_borrower, nobodys")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


def test_a_party_named_twice_fails_once(stress_client: TestClient) -> None:
    twice = ask(stress_client, RUN, default="st:A,A有限公司,")
    assert twice["answer"] == ask(stress_client, RUN, default="st:A")["answer"]


def test_more_than_the_whole_is_registered(stress_client: TestClient) -> None:
    """P and Q hold 0.9 and 0.6 of A: together they write down its 30, not 45; nothing is known of them, and a stake
    that nobody counted brings nobody down."""
    found = ask(stress_client, RUN)
    assert (hit(found)["P"], hit(found)["Q"]) == ((None, 18), (None, 12))
    assert [one["party_id"] for one in found["certainty"]["over_owned"]] == ["st:A"]


def test_what_is_not_connected_stays_apart(stress_client: TestClient) -> None:
    here, there = (set(hit(ask(stress_client, RUN, default=f"st:{one}"))) for one in "AX")
    assert here & there == set()
    assert there == {"X", "Z"}
    reverse = ask(stress_client, REVERSE.format("Z"), lgd=1)["answer"]
    assert ([one["party_id"] for one in reverse["failures"]], reverse["candidates"]) == (["st:X"], 1)


def test_nothing_is_lost_of_a_loan(stress_client: TestClient) -> None:
    reverse = ask(stress_client, REVERSE.format("W"), lgd=0)
    assert (reverse["answer"]["failures"], reverse["answer"]["called_cny"]) == (None, 0)
    assert "everybody who can reach it (1)" in notes(reverse)


@pytest.mark.parametrize("lgd", ["nan", "inf", "-0.1", "1.1", "half"])
def test_a_part_that_is_none(lgd: str, stress_client: TestClient) -> None:
    answer = got(stress_client, REVERSE.format("G"), lgd=lgd)
    assert (answer.status_code, answer.json()["code"]) == (422, "usage")


def test_net_assets_without_end(stress_client: TestClient) -> None:
    """Nothing is known of N, which then can pay whatever is asked: as null, not as a number."""
    found = ask(stress_client, REVERSE.format("N"), missing_policy="infinite")
    assert found["answer"]["buffer_cny"] is None


def test_no_list_is_longer_than_asked_for(stress_client: TestClient) -> None:
    found = ask(stress_client, COMPARE, limit=1)
    answer, facts = found["answer"], found["facts"]
    fallen = chain.from_iterable(one["answer"]["rounds"] for one in answer["scenarios"])
    assert all(len(one["fallen"]) <= 1 for one in fallen)
    assert max(len(answer[name]) for name in ("parties", "lenders", "guarantee_firms")) == 1
    assert (found["truncated"], answer["party_count"] > 1, len(facts["reasons"]) <= 2) == (True, True, True)
