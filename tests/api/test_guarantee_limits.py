"""The limits on a guarantee firm, on a world worked out by hand, in both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api import guarantee_firm_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_guarantee_limits")  # what they load is loaded once for each database


@pytest.fixture(scope="module")
def firms_client(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client over the world of a guarantee firm in each database."""
    with delivered(request, world.deliver(tmp_path_factory.mktemp("firms")), world.SOURCE) as store:
        yield client_of(create_app(settings, store))


def ask(asking: TestClient, party: str = "F", /, **parameters: Any) -> Any:
    answer = asking.get(
        f"/v1/enterprises/gua:{party}/guarantee-limits", params={"as_of": world.DAY, "known_at": world.DAY} | parameters
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(found: Any) -> dict[str, list[tuple[list[str], float, float | None, bool]]]:
    return {
        one["of"]: [
            ([party["party_id"].removeprefix("gua:") for party in use["clients"]], use["amount_cny"], use["limit_cny"],
             use["breach"])
            for use in one["uses"]
        ]
        for one in found["answer"]["limits"]
    }  # fmt: skip


def test_all_uses_breaches_first(firms_client: TestClient) -> None:
    found = ask(firms_client)
    answer = found["answer"]
    assert (answer["binds"], answer["in_guarantee_cny"], answer["responsibility_cny"], answer["net_assets_cny"]) == (
        True, 315.0, 280.0, 1000.0
    )  # fmt: skip
    assert (answer["client_count"], answer["multiple_ratio"], answer["breaches"]) == (7, 0.28, 2)
    uses = told(found)
    assert uses["all"] == [([], 280.0, 10_000.0, False)]
    assert uses["client"] == [
        (["C"], 120.0, 100.0, True), (["A"], 60.0, 100.0, False), (["D"], 40.0, 100.0, False),
        (["B"], 30.0, 100.0, False), (["P"], 15.0, 100.0, False), (["E"], 10.0, 100.0, False),
        (["H"], 5.0, 100.0, False),
    ]  # fmt: skip
    assert uses["client_and_related"] == [(["A", "B"], 90.0, 150.0, False)]
    assert uses["joined"] == [(["C", "D"], 160.0, 150.0, True), (["A", "B"], 90.0, 150.0, False)]
    assert uses["controller"] == [(["H"], 5.0, 0.0, True)]
    assert [(one["of"], one["binding"]) for one in answer["limits"] if not one["binding"]] == [("joined", False)]
    assert (answer["counter_cny"], answer["counter_count"], answer["undrawn_cny"]) == (30.0, 1, 40.0)
    relief = answer["relief"]
    assert (relief["met"], relief["balance_ratio"], relief["client_ratio"]) == (
        False, pytest.approx(140 / 315), pytest.approx(3 / 7)
    )  # fmt: skip


def test_facts_and_certainty(firms_client: TestClient) -> None:
    found = ask(firms_client)
    facts, sure = found["facts"], found["certainty"]
    statement = facts["statement"]
    assert (statement["period_end"], statement["net_assets_cny"], statement["source"]) == ("2025-06-30", 1000.0, "gua")
    assert [(one["weight_ratio"], one["in_guarantee_cny"], one["responsibility_cny"]) for one in facts["weights"]] == [
        (0.75, 140.0, 105.0), (1.0, 175.0, 175.0)
    ]  # fmt: skip
    assert [one["guarantee_id"] for one in facts["contracts"]["guarantees"]] == [
        f"gua:G{client}" for client in "CADBPEH"
    ]  # fmt: skip
    assert facts["contracts"]["guarantee_count"] == facts["contracts"]["loan_count"] == 7
    assert [one["guarantee_id"] for one in facts["counter"]] == ["gua:K"]
    assert [one["party_id"] for one in facts["controllers"]] == ["gua:H"]
    articles = {(one["id"], one["article"]) for one in facts["articles"]}
    assert {("guarantee_leverage", "15"), ("guaranteed_client", "16"), ("controlling_shareholder", "17")} <= articles
    assert {("small_and_micro_borrowing", "6, 12"), ("related_relationship", "265(4)")} <= articles
    assert (sure["complete"], sure["unclassified_cny"], sure["unclassified_clients"]) == (False, 5.0, 1)
    assert found["truncated"] is False


def test_changes_are_computed(firms_client: TestClient) -> None:
    changes = ask(firms_client)["changes"]
    falls = [
        (one["about"]["parties"][0]["party_id"], one["amount_cny"]) for one in changes if one["what"] == "must_fall"
    ]
    assert falls == [("gua:C", 20.0), ("gua:H", 5.0)]
    ends = [one["said"]["en"] for one in changes if one["what"] == "repayment_ends_breach"]
    assert ["gua:LC" in ends[0], "gua:LH" in ends[1]] == [True, True]
    (more,) = [one for one in changes if one["what"] == "may_add"]
    assert more["amount_cny"] == 100.0


def test_towards_one_client(firms_client: TestClient) -> None:
    found = ask(firms_client, client="gua:B")
    assert told(found) == {
        "all": [([], 280.0, 10_000.0, False)], "client": [(["B"], 30.0, 100.0, False)],
        "client_and_related": [(["A", "B"], 90.0, 150.0, False)], "joined": [(["A", "B"], 90.0, 150.0, False)],
    }  # fmt: skip
    (more,) = [one for one in found["changes"] if one["what"] == "may_add"]
    assert more["amount_cny"] == 60.0
    assert [one["guarantee_id"] for one in found["facts"]["contracts"]["guarantees"]] == ["gua:GA", "gua:GB"]
    assert "controller" in told(ask(firms_client, client="gua:H"))


def test_lists_are_cut(firms_client: TestClient) -> None:
    found = ask(firms_client, limit=2)
    client = next(one for one in found["answer"]["limits"] if one["of"] == "client")
    assert (len(client["uses"]), client["count"], client["breaches"], found["truncated"]) == (2, 7, 1, True)


def test_whom_the_limits_do_not_bind(firms_client: TestClient) -> None:
    other = ask(firms_client, "X")
    assert (other["answer"]["binds"], other["answer"]["limits"], other["answer"]["in_guarantee_cny"]) == (
        False,
        [],
        10.0,
    )
    assert "no financing guarantee company" in other["certainty"]["notes"][0]["en"]
    elsewhere = ask(firms_client, regime="eu")
    assert (elsewhere["answer"]["binds"], elsewhere["answer"]["responsibility_cny"]) == (False, 315.0)
    before = ask(firms_client, as_of="2017-09-30")
    assert (before["answer"]["binds"], before["answer"]["client_count"], before["certainty"]["known"]) == (
        False,
        0,
        False,
    )


@pytest.mark.parametrize(
    ("party", "parameters", "status", "code"),
    [
        ("nobody", {}, 404, "not_found"), ("P", {}, 422, "usage"), ("F", {"client": "gua:nobody"}, 404, "not_found"),
        ("F", {"regime": "mars"}, 422, "usage"), ("F", {"lender": "gua:X"}, 422, "usage"),
    ],
)  # fmt: skip
def test_wrong_questions(
    party: str, parameters: dict[str, str], status: int, code: str, firms_client: TestClient
) -> None:  # fmt: skip
    answer = firms_client.get(f"/v1/enterprises/gua:{party}/guarantee-limits", params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
