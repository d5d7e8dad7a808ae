"""How the analyses are served: within the operator's limits, personal values masked, the facts read when needed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.analysing import Analysing
from api.app import create_app
from api.values import shown
from graph.as_of import AsOf
from tests.api import ownership_world as world
from tests.api.described import client_of
from tests.api.ownership_answers import ask
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_ownership")  # what they load is loaded once
DAY = date.fromisoformat(world.DAY)


@pytest.fixture
def app(ownership_client: TestClient) -> FastAPI:
    """The application over the world of owners."""
    assert isinstance(ownership_client.app, FastAPI)
    return ownership_client.app


@pytest.mark.parametrize("address", ["/v1/enterprises/own:T/owners", "/v1/enterprises/own:T/hidden-ties", "/v1/groups"])
def test_the_operators_limit_on_rows_holds(address: str, app: FastAPI) -> None:
    settings = app.state.settings.model_copy(update={"max_rows": 2})
    client = client_of(create_app(settings, app.state.asking.store))
    refused = client.get(address, params={"limit": 3})
    assert (refused.status_code, refused.json()["code"]) == (422, "limit")
    assert client.get(address).status_code == 200  # the usual is then no more than is allowed


def test_a_shared_number_is_shown_masked(ownership_client: TestClient, owning: Ringfence) -> None:
    (shared,) = ask(ownership_client, "N1", "hidden-ties")["facts"]["things"]
    assert (shared["kind"], shared["value"]) == ("phone", "57*******34")
    dates = ("--as-of", world.DAY, "--known-at", world.DAY)
    assert "88001234" not in owning.run("related", "own:N1", "--hidden", *dates).stdout


def test_a_day_is_worked_out_once_until_something_is_loaded(app: FastAPI) -> None:
    facts = Analysing(app.state.asking.store, app.state.settings)
    first = facts.day(AsOf(DAY, DAY))
    assert facts.day(AsOf(DAY, DAY)) is first
    assert facts.day(AsOf(DAY, date(2026, 1, 31))) is not first


def test_the_residual_is_not_rounded_away() -> None:
    @dataclass
    class Found:
        residual: float
        share_ratio: float

    found: dict[str, Any] = shown(Found(3e-13, 0.1 + 0.2))
    assert found == {"residual": 3e-13, "share_ratio": 0.3}
