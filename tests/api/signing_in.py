"""People who sign in before one API, each with a browser of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.security.identities import Identities
from api.settings import Settings
from tests.api.described import BASE, client_of

PASSWORD = "correct horse battery"
SESSION = "/v1/session"
READ = "/v1/guarantees/mutual"
KEPT = "/v1/portfolios"
A_PORTFOLIO = {"name": "重点", "query": "enterprise/search", "parameters": {"text": "公司"}}


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Office:
    """An application whose clock is ours, and its users."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self.app, self.settings, self.clock = app, settings, Clock()
        self.restart()

    def restart(self) -> None:
        """As a new process would begin."""
        self.identities = Identities.of(self.settings, self.clock)
        self.app.state.identities = self.identities

    def browser(self, base: str = BASE) -> TestClient:
        return client_of(self.app, base)

    def add(self, name: str, *, may_write: bool = True) -> None:
        self.identities.credentials.add_user(name, PASSWORD, may_write=may_write)

    def add_anew(self, name: str) -> None:
        """Another person of the same name, who may read only."""
        self.identities.credentials.users.remove(name)
        self.add(name, may_write=False)

    def signed_in(self, name: str, base: str = BASE) -> TestClient:
        """A browser that sends the session's token along, as a page of ours does."""
        browser = self.browser(base)
        told = sign_in(browser, name)
        assert told.status_code == 201, told.text
        browser.headers["X-CSRF-Token"] = told.json()["csrf_token"]
        return browser


def sign_in(browser: TestClient, name: str, password: str = PASSWORD, **headers: str) -> httpx2.Response:
    answer: httpx2.Response = browser.post(SESSION, json={"user": name, "password": password}, headers=headers)
    return answer


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    body: Any = answer.json()
    return answer.status_code, body["code"]
