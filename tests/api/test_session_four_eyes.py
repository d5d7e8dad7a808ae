"""Four eyes before the browser: two people are two, one person is one, by whatever he signs in."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import load_options
from api.settings import Settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.store import Store
from ingest import load
from tests.api import world
from tests.api.signing_in import SESSION, Office, refusal

pytestmark = pytest.mark.xdist_group("test_session_four_eyes")


@pytest.fixture
def office(embedded_store: Store, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Office:
    own = settings.model_copy(update={"users_file": tmp_path_factory.mktemp("users") / "users.json"})
    own = own.model_copy(update={"api_keys_file": own.users_file.with_name("keys.json")})
    load(embedded_store, [world.deliver(tmp_path_factory.mktemp("matters"))],
         options=load_options(own, source=world.SOURCE))  # fmt: skip
    day = date.fromisoformat(world.DAY)
    evaluate(own, embedded_store, AsOf(day, day), None, lambda _what, _done, _total: None)
    opened = Office(create_app(own, embedded_store), own)
    opened.add("wang")
    opened.add("li")
    return opened


def act(browser: TestClient, kind: str, **more: Any) -> Any:
    asked: dict[str, str | bool] = {"rule": "guarantee_circle", "party_id": "firm:A", "ended": True}
    (matter,) = browser.get("/v1/matters", params=asked).json()["items"]
    return browser.post(f"/v1/matters/{matter['matter_id']}/acts", json={"kind": kind, "seen": matter["seq"]} | more)


def test_two_people_are_two_and_one_person_is_one(office: Office) -> None:
    wang, li = office.signed_in("wang"), office.signed_in("li")
    assert wang.post(
        "/v1/list-entries", json={"list": "black", "party": "firm:A", "reason": "涉嫌骗贷"}
    ).json()["actor"] == "wang"  # fmt: skip
    assert act(wang, "dismiss", reason="误报").json()["state"] == "closing"
    assert refusal(act(wang, "approve")) == (403, "forbidden")
    assert refusal(act(office.signed_in("wang"), "approve")) == (403, "forbidden"), "another browser"
    key = office.identities.credentials.create_key("wang", may_write=True, same_actor=True).secret
    by_key = office.browser()
    by_key.headers["X-API-Key"] = key
    assert refusal(act(by_key, "approve")) == (403, "forbidden"), "his own key"
    in_session = office.browser()
    told = in_session.post(SESSION, json={"key": key}).json()
    in_session.headers["X-CSRF-Token"] = told["csrf_token"]
    assert refusal(act(in_session, "approve")) == (403, "forbidden"), "a session by it"
    approved = act(li, "approve")
    assert (approved.status_code, approved.json()["state"]) == (201, "dismissed")
    actors = [(one["kind"], one["actor"]) for one in approved.json()["history"]][-2:]
    assert actors == [("dismiss", "wang"), ("approve", "li")]
