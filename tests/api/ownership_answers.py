"""Answers about the world of owners, and short names for what stands in them."""

from typing import Any

from fastapi.testclient import TestClient

from tests.api import ownership_world as world


def get(client: TestClient, address: str, **parameters: Any) -> Any:
    answer = client.get(f"/v1{address}", params={"known_at": world.DAY} | parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ask(client: TestClient, party: str, question: str, **parameters: Any) -> Any:
    return get(client, f"/enterprises/own:{party}/{question}", **parameters)


def names(holder: Any) -> list[str]:
    return [party["party_id"].removeprefix("own:") for party in holder["parties"]]


def short(stake: Any) -> str:
    return str(stake["stake_id"]).rpartition("#")[2]


def one_change(found: Any, what: str) -> Any:
    (change,) = [one for one in found["changes"] if one["what"] == what]
    return change
