"""Two servers over the same files: whoever signs in at one is known at the other, and out at both at once."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import httpx2
import pytest

from graph.store.embedded import stop
from tests.api.running import Ringfence

pytestmark = pytest.mark.xdist_group("test_session_processes")
PASSWORD = "correct horse battery"
READ = "/v1/portfolios"
PATIENCE_S = 120.0


class Server:
    """One process that serves; what it logs is kept."""

    def __init__(self, err: IO[str]) -> None:
        self.lines: list[str] = []
        self._told = threading.Event()
        self.address = ""
        threading.Thread(target=self._read, args=(err,), daemon=True).start()
        assert self._told.wait(PATIENCE_S), "".join(self.lines)

    def _read(self, err: IO[str]) -> None:
        for line in err:
            self.lines.append(line)
            if found := re.match(r"API\s+(http://\S+)/v1", line):
                self.address = found[1]
                self._told.set()

    def browser(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.address, timeout=PATIENCE_S)


@contextmanager
def serving(ringfence: Ringfence) -> Iterator[Server]:
    with ringfence.process("serve", "--port", "0") as process:
        assert process.stderr is not None
        try:
            yield Server(process.stderr)
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


@pytest.fixture
def ringfence(tmp_path: Path) -> Iterator[Ringfence]:
    commands = Ringfence(tmp_path)
    commands.json("db", "start")
    yield commands
    stop(tmp_path / "data" / "database")


def add(ringfence: Ringfence, name: str) -> None:
    command = [sys.executable, "-m", "api.commands", "users", "add", name, "--write"]
    subprocess.run(
        command, input=PASSWORD + "\n", text=True, check=True, timeout=PATIENCE_S, env=ringfence.environment(),
        cwd=ringfence.folder, capture_output=True,
    )  # fmt: skip


def test_two_servers_know_the_same_sessions(ringfence: Ringfence) -> None:
    add(ringfence, "wang")
    with ExitStack() as stack:
        one, two = (stack.enter_context(serving(ringfence)) for _ in range(2))
        at_one = stack.enter_context(one.browser())
        told = at_one.post("/v1/session", json={"user": "wang", "password": PASSWORD})
        assert told.status_code == 201, told.text
        token = at_one.cookies["ringfence_session"]
        at_two = stack.enter_context(two.browser())
        at_two.cookies.set("ringfence_session", token)
        changed = {"X-CSRF-Token": told.json()["csrf_token"]}
        kept = {"name": "重点", "query": "enterprise/search", "parameters": {"text": "公司"}}
        assert at_two.get(READ).status_code == 200
        assert at_two.post(READ, json=kept).json()["code"] == "csrf"
        assert at_two.post(READ, json=kept, headers=changed).status_code == 200
        with at_two.stream("GET", "/v1/notices/stream") as stream:
            parts = stream.iter_lines()
            assert next(parts).startswith(("retry", "id"))
            assert ringfence.json("users", "disable", "wang")["disabled_on"]
            assert [line for line in parts if line.startswith(("data", "event"))] == [], "it ends by itself"
        for browser in (at_one, at_two):
            assert browser.get(READ).json()["code"] == "session_ended"
        assert ringfence.json("users", "enable", "wang")["disabled_on"] is None
        for browser in (at_one, at_two):
            assert browser.get(READ).json()["code"] == "session_ended"
        wrong = [at.post("/v1/session", json={"user": "wang", "password": "x" * 12}) for at in (at_one, at_two) * 5]
        statuses = [answer.status_code for answer in wrong]
        assert statuses[:5] == [401] * 5
        assert 429 in statuses, "guesses at both count together: each alone has five that are free"
        logged = "".join(one.lines + two.lines)
        for secret in (PASSWORD, token, changed["X-CSRF-Token"], "x" * 12):
            assert secret not in logged
        audit = [json.loads(line) for line in logged.splitlines() if '"ringfence.sign_in"' in line]
        assert {(line["message"], line.get("actor")) for line in audit} == {
            ("signed in", "wang"), ("sign-in refused", "wang"), ("sign-in slowed down", None),
        }  # fmt: skip
        assert {line["address"] for line in audit} == {"127.0.0.1"}
