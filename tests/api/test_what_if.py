"""May this guarantee be added? On both databases: the question, which writes nothing, and the adding itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import load_options
from api.security.keys import KeyFile
from api.settings import Settings
from graph.store import Store
from ingest import load
from tests.api import what_if_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of

pytestmark = pytest.mark.xdist_group("test_what_if")
ASK = "/v1/guarantees/what-if"
ADD = "/v1/guarantees"


@dataclass(frozen=True)
class Served:
    """A client over the world, with a key that may write and one that may not."""

    client: TestClient
    store: Store
    writing: dict[str, str]
    reading: dict[str, str]

    def ask(self, **terms: Any) -> Any:
        answer = self.client.post(ASK, json=own(terms), headers=self.reading)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def add(self, key: str, **terms: Any) -> Any:
        return self.client.post(ADD, json=own(terms), headers=self.writing | {"Idempotency-Key": key})


def own(terms: dict[str, Any]) -> dict[str, Any]:
    """With the prefix of the source where numbers of its own stand."""
    named: dict[str, Any] = {name: f"own:{terms[name]}" for name in ("guarantor", "debtor") if name in terms}
    loans: dict[str, Any] = {"secured_loans": [f"own:{one}" for one in terms["loans"]]} if "loans" in terms else {}
    rest = {name: value for name, value in terms.items() if name != "loans"}
    return {"source": world.SOURCE, "resolution": "board", **rest, **named, **loans}


@pytest.fixture(scope="module")
def served(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    keys = KeyFile(settings.api_keys_file)
    writing, reading = keys.create("officer", may_write=True), keys.create("reader")
    with delivered(request, world.deliver(tmp_path_factory.mktemp("what_if")), world.SOURCE) as store:
        own_day = settings.model_copy(update={"as_of": date.fromisoformat(world.DAY)})
        client = client_of(create_app(own_day, store))
        yield Served(client, store, *({"Authorization": f"Bearer {key.secret}"} for key in (writing, reading)))


def codes(found: Any, kind: str = "reasons") -> list[str]:
    return [one["code"] for one in found["answer"]["judgement"][kind]]


def limit_of(found: Any, of: str) -> Any:
    (one,) = [one for one in found["answer"]["judgement"]["limits"] if one["of"] == of]
    return one


def test_the_question_may_be_an_address_with_its_days(served: Served) -> None:
    terms: dict[str, Any] = {
        "guarantor": "own:F",
        "debtor": "own:B",
        "secured_loans": "own:LB2",
        "cap": "30",
        "resolution": "board",
    }
    asked: dict[str, Any] = {
        **terms,
        "source": world.SOURCE,
        "as_of": world.DAY,
        "known_at": world.DAY,
        "regime": "china",
        "limit": 50,
    }
    answer = served.client.get(ASK, params=asked, headers=served.reading)
    assert (answer.status_code, answer.json()["as_of"]) == (200, world.DAY), answer.text
    as_document = served.ask(guarantor="F", debtor="B", loans=["LB2"], cap=30)
    assert answer.json()["answer"] == as_document["answer"]
    refused = served.client.get(ASK, params={**asked, "asof": world.DAY}, headers=served.reading)
    assert (refused.status_code, refused.json()["code"]) == (422, "usage")


def test_a_guarantee_within_its_limits_is_allowed_and_its_numbers_stand_side_by_side(served: Served) -> None:
    found = served.ask(guarantor="F", debtor="B", loans=["LB2"], cap=30)
    judged = found["answer"]["judgement"]
    assert (judged["allowed"], judged["reasons"], judged["liability_cny"]) == (True, [], 30.0)
    before, after = judged["borrower"]["before"], judged["borrower"]["after"]
    assert (before["nominal_cny"], after["nominal_cny"]) == (60.0, 90.0)
    assert (before["outstanding_cny"], after["outstanding_cny"]) == (1000.0, 1500.0)
    assert (before["covered_cny"], after["covered_cny"], after["uncovered_cny"]) == (60.0, 90.0, 1410.0)
    assert (judged["guarantor"]["before"]["nominal_cny"], judged["guarantor"]["after"]["nominal_cny"]) == (110.0, 140.0)
    one = limit_of(found, "client")
    assert (one["before_cny"], one["after_cny"], one["limit_cny"], one["headroom_after_cny"]) == (60, 90, 100, 10)
    assert {c["guarantee_id"] for c in found["facts"]["evidence"]["guarantees"]} == {"own:g1"}
    assert {c["loan_id"] for c in found["facts"]["evidence"]["loans"]} == {"own:LB1", "own:LB2"}


def test_the_limit_on_one_client_refuses_with_figure_article_and_the_largest_cap(served: Served) -> None:
    found = served.ask(guarantor="F", debtor="B", loans=["LB2"], cap=40.01)
    (reason,) = [one for one in found["answer"]["judgement"]["reasons"] if one["article"]["id"] == "guaranteed_client"]
    assert (reason["code"], reason["amount_cny"], reason["limit_cny"]) == ("limit_exceeded", 100.01, 100.0)
    assert "100.01" in reason["said"]["zh"]
    assert "art. 16" in reason["said"]["en"]
    (change,) = [one for one in found["changes"] if one["what"] == "largest_cap"]
    assert change["amount_cny"] == 40.0
    assert codes(served.ask(guarantor="F", debtor="B", loans=["LB2"], cap=change["amount_cny"])) == []


def test_without_a_cap_it_counts_for_all_that_it_secures(served: Served) -> None:
    found = served.ask(guarantor="F", debtor="B", loans=["LB2"])
    assert found["answer"]["judgement"]["liability_cny"] == 500.0
    assert limit_of(found, "client")["after_cny"] == 560.0


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"guarantor": "B", "debtor": "B", "loans": ["LB2"], "cap": 1}, "self_guarantee"),
        ({"guarantor": "F", "debtor": "B", "loans": ["LS1"], "cap": 1}, "loan_of_another"),
        ({"guarantor": "F", "debtor": "B", "loans": ["LB0"], "cap": 1}, "loan_repaid"),
        ({"guarantor": "F", "debtor": "B", "cap": 1}, "secures_nothing"),
        ({"guarantor": "F", "debtor": "B", "maximum_amount": True}, "pool_without_cap"),
        ({"guarantor": "F", "debtor": "B", "loans": ["LB2"], "cap": 1, "starts_on": "2026-02-01"}, "begins_later"),
        ({"guarantor": "F", "debtor": "K", "loans": ["LK"], "cap": 1}, "forbidden"),
    ],
)
def test_each_refusal_has_its_reason_in_both_languages(served: Served, terms: dict[str, Any], code: str) -> None:
    found = served.ask(**terms)
    assert codes(found) == [code]
    said = found["answer"]["judgement"]["reasons"][0]["said"]
    assert said["zh"]
    assert said["en"]
    assert found["answer"]["judgement"]["allowed"] is False


def test_a_circle_is_told_and_does_not_refuse(served: Served) -> None:
    found = served.ask(guarantor="W", debtor="B", loans=["LB2"], cap=5)
    circle = found["answer"]["circle"]
    assert codes(found) == []
    assert codes(found, "warnings") == ["closes_circle"]
    assert [one["party_id"] for one in circle["path"]] == ["own:B", "own:C", "own:W"]
    assert circle["contracts"] == ["own:g3", "own:g4"]
    assert (circle["member_count"], circle["joins"], circle["mutual"], circle["closes"]) == (3, 3, False, True)
    assert circle["version"] == found["version"] == served.store.version()
    assert found["answer"]["chain"] == {"at_least": 3, "at_most": 3}


def test_warnings_of_means_lists_and_unchecked_limits(served: Served) -> None:
    assert codes(served.ask(guarantor="W", debtor="C", loans=["LC"], cap=200), "warnings") == [
        "above_net_assets", "mutual_pair", "closes_circle",
    ]  # fmt: skip
    assert "guarantor_listed" in codes(served.ask(guarantor="D", debtor="B", loans=["LB2"], cap=5), "warnings")
    unchecked = served.ask(guarantor="E", debtor="B", loans=["LB2"], cap=5)
    assert codes(unchecked) == []
    assert "limit_unchecked" in codes(unchecked, "warnings")
    assert unchecked["certainty"]["unchecked_limits"]
    assert unchecked["certainty"]["complete"] is False


@pytest.mark.parametrize(
    ("terms", "field", "reason"),
    [
        ({"cap": -1}, "cap", "negative"),
        ({"cap": "viel"}, "cap", "number"),
        ({"starts_on": "2025-06-01", "ends_on": "2025-01-01"}, "ends_on", "order"),
        ({"form": "handshake"}, "form", "choice"),
        ({"loans": ["LQ"]}, "secured_loans", "dangling"),
        ({"currency": "USD", "cap": 1}, "currency", "currency"),
    ],
)
def test_a_bad_value_is_refused_as_the_loader_does(
    served: Served, terms: dict[str, Any], field: str, reason: str
) -> None:
    asked = own({"guarantor": "F", "debtor": "B", "loans": ["LB2"]} | terms)
    answer = served.client.post(ASK, json=asked, headers=served.reading)
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["code"], problem["details"]["field"], problem["details"]["reason"]) == (
        "row_refused",
        field,
        reason,
    )
    assert problem["details"]["remedy_zh"]
    assert problem["detail_zh"]


def test_what_if_writes_nothing(served: Served) -> None:
    before = served.store.digest(), served.store.version()
    served.ask(guarantor="F", debtor="B", loans=["LB2"], cap=30)
    served.ask(guarantor="W", debtor="B", loans=["LB2"], cap=5)
    assert (served.store.digest(), served.store.version()) == before


def test_the_question_is_the_same_by_address_and_by_document(served: Served) -> None:
    terms: dict[str, Any] = {
        "guarantor": "own:F",
        "debtor": "own:B",
        "secured_loans": "own:LB2",
        "cap": "30",
        "source": "own",
    }
    by_address = served.client.get(ASK, params=terms, headers=served.reading)
    by_document = served.client.post(ASK, json=terms | {"cap": 30}, headers=served.reading)
    assert by_address.status_code == 200, by_address.text
    assert by_address.json() == by_document.json()
    refused = served.client.get(ASK, params=terms | {"capp": "3"}, headers=served.reading)
    assert refused.status_code == 422


def test_only_a_key_that_may_write_adds(served: Served) -> None:
    body = own({"guarantor": "F", "debtor": "B", "loans": ["LB2"], "cap": 1})
    answer = served.client.post(ADD, json=body, headers=served.reading | {"Idempotency-Key": "reader-1"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    missing = served.client.post(ADD, json=body, headers=served.writing)
    assert (missing.status_code, missing.json()["code"]) == (422, "usage")


def test_adding_is_judged_written_and_answered_once(served: Served) -> None:
    version, terms = served.store.version(), {"guarantor": "F", "debtor": "X", "loans": ["LX"], "cap": 50.5}
    first = served.add("adding-x-1", **terms)
    assert first.status_code == 201, first.text
    made = first.json()
    assert made["version"] == version + 1 == served.store.version()
    assert made["judgement"]["borrower"]["after"]["nominal_cny"] == 50.5
    again = served.add("adding-x-1", **terms)
    assert (again.status_code, again.json()) == (201, made)
    other = served.add("adding-x-1", **terms | {"cap": 1})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    taken = served.add("adding-x-2", **terms, guarantee_id=made["guarantee_id"])
    assert (taken.status_code, taken.json()["code"]) == (409, "already_there")
    assert served.store.version() == version + 1
    found = served.ask(guarantor="F", debtor="X", loans=["LX"], cap=49.51)
    one = limit_of(found, "client")
    assert (one["before_cny"], one["after_cny"], codes(found)) == (50.5, 80.0, [])  # the loan comes to 80
    given = served.client.get("/v1/enterprises/own:F/guarantees/given", headers=served.reading).json()["items"]
    assert made["guarantee_id"] in {row["guarantee_id"] for row in given}


def test_an_answer_survives_a_restart(served: Served, settings: Settings) -> None:
    terms = {"guarantor": "W", "debtor": "X", "loans": ["LX"], "cap": 3}
    made = served.add("restart-1", **terms).json()
    own_day = settings.model_copy(update={"as_of": date.fromisoformat(world.DAY)})
    client = client_of(create_app(own_day, served.store))
    again = client.post(ADD, json=own(terms), headers=served.writing | {"Idempotency-Key": "restart-1"})
    assert (again.status_code, again.json()) == (201, made)


def test_what_was_loaded_after_the_facts_in_memory_were_read_counts(
    served: Served, settings: Settings, tmp_path: Path
) -> None:
    """H has N founded, too: with B's 60 and S's 50 the 41 for N would be above the 150 of clients with related ones."""
    served.ask(guarantor="F", debtor="B", loans=["LB2"], cap=1)
    files = {
        "enterprises": "party_id,name,kind,valid_from,recorded_on\nN,新设企业有限公司,company,2024-01-01,2024-01-02\n",
        "stakes": "owner,owned,share_ratio,valid_from,recorded_on\nH,N,1,2024-01-01,2024-01-02\n",
        "loans": "loan_id,borrower,lender,principal,drawn_on,recorded_on\nLN,N,L,500,2024-02-01,2024-02-02\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    load(served.store, [tmp_path], options=load_options(settings, source=world.SOURCE))
    refused = served.add("new-facts-1", guarantor="F", debtor="N", loans=["LN"], cap=41)
    assert (refused.status_code, refused.json()["code"]) == (409, "limit_refused")
    (reason,) = refused.json()["details"]["reasons"]
    assert (reason["article"]["id"], reason["amount_cny"]) == ("guaranteed_client_and_related", 151.0)
    added = served.add("new-facts-2", guarantor="F", debtor="N", loans=["LN"], cap=40)
    assert added.status_code == 201, added.text
    assert added.json()["judgement"]["version"] == added.json()["version"] - 1


def test_a_refused_guarantee_leaves_everything_as_it_was(served: Served) -> None:
    before = served.store.digest(), served.store.version()
    refused = served.add("refused-1", guarantor="F", debtor="B", loans=["LB2"], cap=40.01)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "limit_refused")
    assert {one["code"] for one in problem["details"]["reasons"]} == {"limit_exceeded"}
    assert problem["details"]["limits"]
    other = served.add("refused-2", guarantor="F", debtor="B", loans=["LB0"], cap=1)
    assert (other.status_code, other.json()["code"]) == (409, "guarantee_refused")
    assert (served.store.digest(), served.store.version()) == before
