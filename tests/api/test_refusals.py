"""Wrong questions: each is refused as a problem with a stable code that says what to mend."""

import base64
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph.store import Store

pytestmark = pytest.mark.xdist_group("test_refusals")  # what the module loads is loaded once

REFUSED: list[tuple[str, int, str]] = [
    ("/v1/enterprises/firm:NOBODY", 404, "not_found"),
    ("/v1/enterprises/firm:NOBODY/guarantees/given", 404, "not_found"),
    ("/v1/enterprises/firm:NOBODY/neighbourhood", 404, "not_found"),
    ("/v1/paths?from=firm:A&to=firm:NOBODY", 404, "not_found"),
    ("/v1/enterprises/firm:A?as_of=2025-02-30", 422, "usage"),
    ("/v1/enterprises/firm:A?as_of=yesterday", 422, "usage"),
    ("/v1/enterprises/firm:A?as_of=9999-12-31", 422, "usage"),
    ("/v1/enterprises/firm:A?as_of=0", 422, "usage"),
    ("/v1/enterprises/firm:A?known_at=2025-12-31T00:00:00", 422, "usage"),
    ("/v1/enterprises/firm:A?known_at=0001-01-01", 422, "usage"),
    ("/v1/enterprises/firm:A?asof=2025-12-31", 422, "usage"),
    ("/v1/enterprises/firm:A?as_of=2025-12-31&as_of=2024-12-31", 422, "usage"),
    ("/v1/enterprises", 422, "usage"),
    ("/v1/enterprises?q=", 422, "usage"),
    ("/v1/enterprises?q=a&limit=0", 422, "usage"),
    ("/v1/enterprises?q=a&limit=1001", 422, "usage"),
    ("/v1/enterprises?q=a&cursor=rubbish", 422, "usage"),
    ("/v1/enterprises?q=a&cursor=" + base64.urlsafe_b64encode(b'["x",[1,0],5]').decode(), 422, "usage"),
    ("/v1/enterprises?q=a&cursor=" + base64.urlsafe_b64encode(b"[" * 90).decode(), 422, "usage"),
    ("/v1/enterprises/firm:A/neighbourhood?depth=99", 422, "limit"),
    ("/v1/enterprises/firm:A/neighbourhood?depth=5", 422, "limit"),
    ("/v1/enterprises/firm:A/neighbourhood?max_nodes=999999", 422, "limit"),
    ("/v1/enterprises/firm:A/neighbourhood?kinds=LOVES", 422, "usage"),
    ("/v1/enterprises/firm:A/equity-tree?depth=99", 422, "limit"),
    ("/v1/enterprises/firm:A/equity-tree?direction=sideways", 422, "usage"),
    ("/v1/paths?from=firm:A&to=firm:B&max_length=99", 422, "limit"),
    ("/v1/lenders/firm:K/exposures?by=colour", 422, "usage"),
    ("/v1/guarantees/multi-guaranteed?minimum=1", 422, "usage"),
    ("/v1/signals?level=9", 422, "usage"),
]


@pytest.mark.parametrize(("address", "status", "code"), REFUSED)
def test_refused(address: str, status: int, code: str, client: TestClient) -> None:
    answer = client.get(address)
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:ringfence:problem:{code}"
    assert problem["detail"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in problem["detail_zh"])
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_wrong_parameter_is_named(client: TestClient) -> None:
    problem: Any = client.get("/v1/enterprises/firm:A?as_of=yesterday").json()
    assert [one["parameter"] for one in problem["errors"]] == ["query.as_of"]


def test_cursor_serves_its_own_question_only(client: TestClient) -> None:
    cursor = client.get("/v1/enterprises?q=编号&limit=2").json()["next_cursor"]
    assert client.get(f"/v1/enterprises?q=编号&limit=2&cursor={cursor}").status_code == 200
    assert client.get(f"/v1/enterprises?q=公司&limit=2&cursor={cursor}").status_code == 422
    assert client.get(f"/v1/enterprises?q=编号&as_of=2024-12-31&cursor={cursor}").status_code == 422
    assert client.get(f"/v1/lenders/firm:K/loans?cursor={cursor}").status_code == 422


def test_cursor_offset_cannot_be_negative(client: TestClient) -> None:
    cursor = client.get("/v1/enterprises?q=编号&limit=2").json()["next_cursor"]
    question, read_at, _ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    forged = base64.urlsafe_b64encode(json.dumps([question, read_at, -5]).encode()).decode().rstrip("=")
    assert client.get(f"/v1/enterprises?q=编号&cursor={forged}").status_code == 422


def test_cursor_ends_with_the_facts_it_was_read_at(client: TestClient, loaded: Store) -> None:
    cursor = client.get("/v1/enterprises?q=编号&limit=2").json()["next_cursor"]
    bump = 'MATCH (s:Store {store_id: "store"}) SET s.version = s.version + 1'
    loaded.run(bump)
    refused = client.get(f"/v1/enterprises?q=编号&limit=2&cursor={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (409, "stale_cursor")
    assert client.get("/v1/enterprises?q=编号&limit=2").status_code == 200
