"""Thresholds over the API: proposed by a job, accepted by a person, in force for every evaluation, taken back."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.app import create_app
from api.security.keys import KeyFile
from api.settings import Settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.signals.life import Kind, Order, act
from graph.store import Store
from tests.api import overdue_world as world
from tests.api.conftest import delivered
from tests.api.described import client_of
from tests.api.test_matters import Desk
from tests.api.test_stress_losses import ended

pytestmark = pytest.mark.xdist_group("test_rule_thresholds")

RULE = "overdue_30"
ASKED: dict[str, str | int] = {"from": "2025-06-30", "as_of": "2026-06-30", "known_at": "2026-11-01", "horizon": 90}
AT = AsOf(date.fromisoformat(world.DAY), date.fromisoformat(world.DAY))
PLACE = "/v1/rules/adjustments"


@pytest.fixture(scope="module")
def judging(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Store, Settings]]:
    """Warnings of which Wang has dismissed those below the line and confirmed the others."""
    own = settings.model_copy(update={"api_keys_file": tmp_path_factory.mktemp("keys") / "keys.json"})
    with delivered(request, world.deliver(tmp_path_factory.mktemp("overdue")), world.SOURCE) as store:
        warned(own, store)
        desk = Desk(client_of(create_app(own, store)), KeyFile(own.api_keys_file))
        for matter in found(desk):
            kind = Kind.CONFIRM if matter["value"] >= world.LINE else Kind.DISMISS
            act(store, matter["matter_id"], Order(kind, reason="已还清"), "wang", matter["seq"])
        yield desk, store, own


def warned(settings: Settings, store: Store) -> int:
    outcome = evaluate(settings, store, AT, None, lambda _what, _done, _total: None)
    return sum(signal.rule == RULE for signal in outcome.signals)


def found(desk: Desk) -> list[Any]:
    asked: dict[str, Any] = {"rule": RULE, "ended": True, "waiting": True, "limit": 100}
    return [one for one in desk.get("/v1/matters", **asked)["items"] if one["found"]]


def wanted(**more: Any) -> dict[str, Any]:
    return {"rule": RULE, "threshold": "first", "from_value": 31, "to_value": 45, "reason": "历次均排除"} | more


def in_force(desk: Desk) -> float:
    rules = desk.get("/v1/signals/rules")["items"]
    return float(next(one for one in rules if one["rule"] == RULE)["thresholds"]["first"]["value"])


def test_proposed_accepted_in_force_and_taken_back(judging: tuple[Desk, Store, Settings]) -> None:
    desk, store, settings = judging
    answer = desk.client.post("/v1/rules/proposals", params=ASKED, headers=desk.headers("reader"))
    assert answer.status_code == 202, answer.text
    job = answer.json()
    desk.client.headers.update(desk.headers("reader"))
    assert (job["kind"], ended(desk.client, job)["state"]) == ("rule_proposals", "done")
    document = desk.get(f"/v1/jobs/{job['job_id']}/result")
    rule = next(one for one in document["rules"] if one["id"] == RULE)
    assert (rule["proposal"]["threshold"], rule["proposal"]["to_value"]) == ("first", 45)
    assert rule["effect"]["after"]["alarms"] < rule["effect"]["before"]["alarms"]

    status, told = desk.post(PLACE, "li", **wanted(job_id=job["job_id"]))
    assert (status, told["actor"], told["in_force"], told["seq"]) == (201, "li", True, 1)
    assert told["basis"]["job_id"] == job["job_id"]
    assert told["basis"]["proposal"] == rule["proposal"]
    assert in_force(desk) == 45
    above = sum(days >= world.LINE for days in world.DUE.values())
    assert warned(settings, store) == above == len(found(desk))

    status, back = desk.post(f"{PLACE}/{told['adjustment_id']}/revert", "wang", reason="漏掉一家")
    assert (status, back["kind"], back["to_value"], back["reverts"]) == (201, "revert", 31, told["adjustment_id"])
    assert in_force(desk) == 31
    assert warned(settings, store) == len(world.DUE) == len(found(desk))
    items = desk.get(PLACE)["items"]
    assert [(one["kind"], one["stands"], one["in_force"]) for one in items] == [
        ("revert", False, False),
        ("accept", False, False),
    ]
    assert items[1]["basis"]["confirmed"] == above


def test_what_is_refused_says_why(judging: tuple[Desk, Store, Settings]) -> None:
    desk, _, _ = judging
    status, told = desk.post(PLACE, **wanted(to_value=40))
    assert (status, told["basis"]) == (201, None)
    revert = f"{PLACE}/{told['adjustment_id']}/revert"
    refused = {
        "reader": desk.post(PLACE, "reader", **wanted(from_value=40)),
        "stale": desk.post(PLACE, **wanted()),
        "no rule": desk.post(PLACE, **wanted(rule="nothing")),
        "no threshold": desk.post(PLACE, **wanted(threshold="nothing")),
        "out of bounds": desk.post(PLACE, **wanted(from_value=40, to_value=91)),
        "the same": desk.post(PLACE, **wanted(from_value=40, to_value=40)),
        "no reason": desk.post(PLACE, **wanted(from_value=40, reason=" ")),
        "no such job": desk.post(PLACE, **wanted(from_value=40, job_id="job:0")),
        "not seen": desk.post(PLACE, **{name: one for name, one in wanted().items() if name != "from_value"}),
        "unknown field": desk.post(PLACE, **wanted(seen=1)),
        "revert nothing": desk.post(f"{PLACE}/adjustment:0/revert", reason="x"),
        "revert as reader": desk.post(revert, "reader", reason="x"),
        "revert without reason": desk.post(revert, reason=" "),
    }
    assert {name: (status, body["code"]) for name, (status, body) in refused.items()} == {
        "reader": (403, "forbidden"), "stale": (409, "threshold_conflict"), "no rule": (404, "not_found"),
        "no threshold": (422, "usage"), "out of bounds": (422, "usage"), "the same": (422, "usage"),
        "no reason": (422, "usage"), "no such job": (404, "not_found"), "not seen": (422, "usage"),
        "unknown field": (422, "usage"), "revert nothing": (404, "not_found"),
        "revert as reader": (403, "forbidden"), "revert without reason": (422, "usage"),
    }  # fmt: skip
    assert refused["stale"][1]["details"]["adjustment_id"] == told["adjustment_id"]
    assert desk.post(revert, reason="x")[0] == 201
    assert desk.post(revert, reason="x")[1]["code"] == "threshold_conflict"
    assert in_force(desk) == 31


def test_nobody_without_a_key_moves_a_threshold(loaded: Store, settings: Settings) -> None:
    """On this machine without keys everybody may read; nobody is anybody."""
    client = client_of(create_app(settings, loaded))
    assert client.get(PLACE).json() == {"items": []}
    answer = client.post(PLACE, json=wanted())
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    answer = client.post(f"{PLACE}/adjustment:0/revert", json={"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    answer = client.post("/v1/rules/proposals", params={"step": "1y"})
    assert (answer.status_code, answer.json()["code"]) == (422, "usage")
