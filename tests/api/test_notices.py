"""Notices over the API: pages, the stream of a real server, subscriptions, and who may have them."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import Popen

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.notify import feed
from api.security.keys import KeyFile
from graph.notices import Page, clear, notices_after
from graph.store import Store, open_store
from graph.store.embedded import stop
from tests.api.conftest import NewClient
from tests.api.running import Ringfence
from tests.conformance.telling import START, enqueue, found, receiving

PATIENCE_S = 60.0


@pytest.fixture
def writing(new_client: NewClient, tmp_path: Path) -> TestClient:
    """A client with a key that may write."""
    key = KeyFile(tmp_path / "data" / "api-keys.json").create("wang", may_write=True)
    client = new_client()
    client.headers["authorization"] = f"Bearer {key.secret}"
    return client


def test_notices_are_read_from_any_place(embedded_store: Store, new_client: NewClient) -> None:
    enqueue(embedded_store, [found(1, level=7), found(2), found(3, rule="other")], now=START)
    client = new_client()
    page = client.get("/v1/notices").json()
    assert [(one["number"], one["level"], one["rule"]) for one in page["items"]] == [
        (1, 7, "guarantee_circle"), (2, 4, "guarantee_circle"), (3, 4, "other"),
    ]  # fmt: skip
    assert (page["through"], page["newest"]) == (3, 3)
    assert client.get("/v1/notices", params={"after": 1, "rule": "other"}).json()["items"] == page["items"][2:]
    assert client.get("/v1/notices", params={"level": 5}).json()["items"] == page["items"][:1]
    assert client.get("/v1/notices", params={"after": 3}).json() == {"items": [], "through": 3, "newest": 3}
    assert client.get("/v1/notices", params={"after": -1}).status_code == 422


def test_whoever_was_away_too_long_is_told_where_to_go_on(embedded_store: Store, new_client: NewClient) -> None:
    enqueue(embedded_store, [found(1), found(2)], now=START)
    enqueue(embedded_store, [found(3)], now=START + timedelta(days=100))
    clear(embedded_store, START + timedelta(days=10))
    client = new_client()
    assert [one["number"] for one in client.get("/v1/notices").json()["items"]] == [3]
    assert [one["number"] for one in client.get("/v1/notices", params={"after": 2}).json()["items"]] == [3]
    for gone in (
        client.get("/v1/notices", params={"after": 1}),
        client.get("/v1/notices/stream", headers={"Last-Event-ID": "1"}),
    ):
        told = gone.json()
        assert (gone.status_code, told["code"], told["details"]) == (410, "no_longer_kept", {"after": 1, "cleared": 2})
        assert ("after=2" in told["detail"], "after=2" in told["detail_zh"]) == (True, True)


def test_subscriptions_need_the_right_to_write(new_client: NewClient, tmp_path: Path) -> None:
    client = new_client()
    for method, path in (
        ("GET", ""), ("POST", ""), ("DELETE", "/x"), ("POST", "/x/test"), ("GET", "/x/dead"), ("POST", "/x/replay"),
        ("POST", "/x/rotate"), ("DELETE", "/x/dead"),
    ):  # fmt: skip
        body = {"address": "https://bank.example"} if path == "" and method == "POST" else None
        assert client.request(method, f"/v1/subscriptions{path}", json=body).status_code == 403, (method, path)
    assert not (tmp_path / "data" / "webhook-secrets.json").exists()


def test_a_subscription_over_the_api(writing: TestClient, embedded_store: Store, tmp_path: Path) -> None:
    with receiving() as receiver:
        made = writing.post(
            "/v1/subscriptions", json={"address": receiver.url, "minimum_level": 3, "rules": ["called"]}
        )
        assert made.status_code == 201
        told, receiver.secret = made.json()["subscription"], made.json()["secret"]
        assert (told["actor"], told["kind"], told["pending"]) == ("wang", "webhook", 0)
        name = told["subscription_id"]
        assert writing.post(f"/v1/subscriptions/{name}/test").json() == {"delivered": True, "reason": ""}
        ((_, event),) = receiver.accepted
        assert (event["type"], event["data"]) == ("ringfence.subscription.test", {"subscription_id": name})
        receiver.status = 500
        assert writing.post(f"/v1/subscriptions/{name}/test").json() == {"delivered": False, "reason": "HTTP 500"}
    enqueue(embedded_store, [found(1, rule="called")], now=datetime.now(UTC))
    listed = writing.get("/v1/subscriptions")
    assert listed.json()["items"] == [told | {"pending": 1}]
    assert receiver.secret not in listed.text
    secrets = tmp_path / "data" / "webhook-secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert receiver.secret in secrets.read_text()
    assert receiver.secret not in json.dumps(
        embedded_store.rows("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"), default=str
    )
    assert writing.delete(f"/v1/subscriptions/{name}").json() == {"subscription_id": name, "given_up": 1}
    assert writing.get("/v1/subscriptions").json() == {"items": []}
    assert receiver.secret not in secrets.read_text()
    assert writing.delete(f"/v1/subscriptions/{name}").status_code == 404


def test_a_secret_is_changed_over_the_api(
    writing: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with receiving() as receiver:
        made = writing.post("/v1/subscriptions", json={"address": receiver.url}).json()
        name, old = made["subscription"]["subscription_id"], made["secret"]
        changed = writing.post(f"/v1/subscriptions/{name}/rotate", params={"hours": 1}).json()
        assert changed["secret"].startswith("whsec_")
        assert changed["secret"] != old
        assert timedelta(0) < datetime.fromisoformat(changed["earlier_until"]) - datetime.now(UTC) <= timedelta(hours=1)
        for secret in (old, changed["secret"]):
            receiver.secret = secret
            assert writing.post(f"/v1/subscriptions/{name}/test").json()["delivered"]
        last = writing.post(f"/v1/subscriptions/{name}/rotate", params={"hours": 0}).json()["secret"]
        for secret, verifies in ((old, False), (changed["secret"], False), (last, True)):
            receiver.secret = secret
            assert writing.post(f"/v1/subscriptions/{name}/test").json()["delivered"] == verifies
    held = tmp_path / "data" / "webhook-secrets.json"
    assert held.stat().st_mode & 0o777 == 0o600
    assert not any(secret in caplog.text for secret in (old, changed["secret"], last))
    assert writing.post(f"/v1/subscriptions/{name}/rotate", params={"hours": 721}).status_code == 422
    assert writing.post("/v1/subscriptions/sub_0/rotate").status_code == 404
    held.unlink()
    refused = writing.post(f"/v1/subscriptions/{name}/rotate")
    assert (refused.status_code, "This machine has no secret" in refused.json()["detail"]) == (404, True)
    assert writing.delete(f"/v1/subscriptions/{name}").status_code == 200
    assert json.loads(held.read_text()) == {"secrets": {}, "earlier": {}}


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"address": "ftp://bank.example/x"}, 422, "usage"),
        ({"address": "https://user:word@bank.example/x"}, 422, "usage"),
        ({"address": "https://bank.example/x#part"}, 422, "usage"),
        ({"address": "https://"}, 422, "usage"),
        ({"address": "nobody"}, 422, "usage"),
        ({"address": "wang@bank.example\r\nBcc: x@y.example"}, 422, "usage"),
        ({"address": "https://bank.example/x", "schedule": "daily"}, 422, "usage"),
        ({"address": "https://bank.example/x", "rules": ["a,b"]}, 422, "usage"),
        ({"address": "https://bank.example/x", "rules": ["guarantee_cirle"]}, 422, "usage"),
        ({"address": "https://bank.example/x", "portfolio": "gone"}, 404, "not_found"),
        ({"address": "https://bank.example/x", "secret": "mine"}, 422, "usage"),
        ({"address": "wang@bank.example"}, 501, "not_installed"),
    ],
)
def test_what_cannot_be_told_is_refused(asked: dict[str, object], status: int, code: str, writing: TestClient) -> None:
    refused = writing.post("/v1/subscriptions", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert writing.get("/v1/subscriptions").json() == {"items": []}


def test_of_an_unknown_rule_the_nearest_is_named(writing: TestClient) -> None:
    asked = {"address": "https://bank.example/x", "rules": ["called", "guarantee_cirle"]}
    refused = writing.post("/v1/subscriptions", json=asked).text
    assert "guarantee_cirle" in refused
    assert "Is guarantee_circle meant?" in refused


def test_a_wrong_place_to_resume_and_too_many_streams_are_refused(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_client()
    wrong = client.get("/v1/notices/stream", headers={"Last-Event-ID": "seven"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "usage")
    monkeypatch.setattr(feed, "MOST_STREAMS", 0)
    full = client.get("/v1/notices/stream")
    assert (full.status_code, full.json()["code"]) == (429, "queue_full")


@contextmanager
def serving(commands: Ringfence) -> Iterator[tuple[Popen[str], str]]:
    """`ringfence serve` in a process of its own, and where it answers."""
    with commands.process("serve", "--port", "0") as server:
        assert server.stderr is not None
        line = next(line for line in server.stderr if line.startswith("API"))
        try:
            yield server, line.split()[1].removesuffix("/v1")
        finally:
            server.kill()


def events(answer: httpx2.Response, number: int) -> list[dict[str, str]]:
    """The next events of a stream that carry data."""
    told: list[dict[str, str]] = []
    parts: dict[str, str] = {}
    for line in answer.iter_lines():
        if not line:
            if "data" in parts:
                told.append(parts)
            parts = {}
            if len(told) == number:
                break
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            parts[name] = value
    return told


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Ringfence]:
    yield Ringfence(tmp_path)
    stop(tmp_path / "data" / "database")


def test_a_stream_is_resumed_where_it_ended_and_ends_with_the_server(commands: Ringfence) -> None:
    address = f"embedded:{commands.folder / 'data' / 'database'}"
    commands.run("db", "start")
    commands.run("db", "migrate")
    with open_store(address) as store, serving(commands) as (server, base), httpx2.Client(timeout=PATIENCE_S) as client:
        with client.stream("GET", f"{base}/v1/notices/stream") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream"), answer.read()
            begun = time.monotonic()
            enqueue(store, [found(1), found(2, level=7)], now=START)
            first, second = events(answer, 2)
            assert time.monotonic() - begun < 10
        assert (first["id"], first["event"], json.loads(first["data"])["level"]) == ("1", "notice", 7)
        assert second["id"] == "2"
        enqueue(store, [found(number) for number in range(3, 700)], now=START)  # while nobody listens
        enqueue(store, [found(700, level=8)], now=START)
        with client.stream("GET", f"{base}/v1/notices/stream", headers={"Last-Event-ID": second["id"]}) as answer:
            missed = events(answer, 698)
        assert [int(one["id"]) for one in missed] == list(range(3, 701))
        wanted = {"after": 0, "level": 7}
        with client.stream("GET", f"{base}/v1/notices/stream", params=wanted) as answer:
            grave = events(answer, 2)
            assert [one["id"] for one in grave] == ["1", "700"]
            server.send_signal(signal.SIGTERM)
            assert server.wait(PATIENCE_S) is not None
            assert time.monotonic() - begun < PATIENCE_S


def test_an_idle_stream_says_that_it_is_alive_and_where_it_is(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr(feed, "KEEP_ALIVE_S", 0.05)
    monkeypatch.setattr(feed, "LOOK_EVERY_S", 0.02)

    async def parts(behind: feed.Feed) -> list[bytes]:
        told = []
        async for part in await behind.open(feed.Listener(0, minimum_level=8)):
            told.append(part)
            if part.startswith(b": "):
                behind.stop()
        return told

    enqueue(embedded_store, [found(1), found(2)], now=START)
    assert asyncio.run(parts(feed.Feed(embedded_store))) == [
        b"id: 0\nretry: 3000\n\n",
        b"id: 2\n\n",
        b": keep-alive\n\n",
    ]


def test_a_page_beyond_what_was_known_is_not_asked_for_over_and_over(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr(feed, "KEEP_ALIVE_S", 0.3)
    monkeypatch.setattr(feed, "LOOK_EVERY_S", 1.0)
    pages: list[int] = []

    def counted(store: Store, after: int, minimum_level: int, rule: str) -> Page:
        pages.append(after)
        return notices_after(store, after, minimum_level, rule)

    monkeypatch.setattr(feed, "notices_after", counted)

    async def listen(behind: feed.Feed) -> None:
        await behind._latest()  # as other streams do: for a while nothing is news
        enqueue(embedded_store, [found(1), found(2)], now=START)
        async for part in await behind.open(feed.Listener(0)):
            if part.startswith(b": "):
                behind.stop()

    asyncio.run(listen(feed.Feed(embedded_store)))
    assert pages == [0]


def test_the_commands_do_the_same(commands: Ringfence) -> None:
    commands.run("db", "start")
    commands.run("db", "migrate")
    with receiving() as receiver:
        made = commands.json("notify", "add", receiver.url, "--level", "3", "--rule", "guarantee_circle")
        name, receiver.secret = made["subscription"]["subscription_id"], made["secret"]
        shown = commands.run("notify", "add", "https://bank.example/y")
        assert shown.stdout.strip().startswith("whsec_")
        assert commands.json("notify", "test", name) == {"delivered": True, "reason": ""}
        changed = commands.json("notify", "rotate", name, "--hours", "2")
        assert commands.json("notify", "test", name) == {"delivered": True, "reason": ""}
        receiver.secret = changed["secret"]
        assert commands.json("notify", "test", name) == {"delivered": True, "reason": ""}
        with open_store(f"embedded:{commands.folder / 'data' / 'database'}") as store:
            enqueue(store, [found(1), found(2, level=2), found(3, rule="other")], now=datetime.now(UTC))
        (one, other) = sorted(
            commands.json("notify", "subscriptions")["subscriptions"], key=lambda one: one["subscription_id"] != name
        )
        assert (one["pending"], other["pending"]) == (1, 3)
        commands.json("notify", "remove", other["subscription_id"])
        receiver.status = 410
        assert commands.json("notify", "send") == {"delivered": 0, "retried": 0, "dead": 1, "lost": 0, "waiting": 0}
        (gone,) = commands.json("notify", "dead", name)["dead"]
        assert "HTTP 410" in commands.run("notify", "dead", name).stdout
        receiver.status = 204
        assert commands.json("notify", "replay", name, "--delivery", gone["delivery_id"]) == {"replayed": 1}
        assert "1 delivered" in commands.run("notify", "send").stdout
        assert gone["delivery_id"] in receiver.ids()
        with open_store(f"embedded:{commands.folder / 'data' / 'database'}") as store:
            enqueue(store, [found(4)], now=datetime.now(UTC))
        receiver.status = 410
        commands.run("notify", "send")
        (given_up,) = commands.json("notify", "dead", name)["dead"]
        assert commands.json("notify", "drop", name, "--delivery", given_up["delivery_id"]) == {"dropped": 1}
        assert "0 dropped" in commands.run("notify", "drop", name).stdout
        assert commands.run("notify", "drop", name, "--delivery", given_up["delivery_id"]).returncode == 1
    assert "HTTP" not in commands.run("notify", "subscriptions").stdout
    failed = commands.run("notify", "test", name)
    assert (failed.returncode, "ConnectError" in failed.stdout) == (1, True)
    assert commands.run("notify", "replay", name, "--delivery", "msg_0").returncode == 1
    assert commands.run("notify", "add", "wang@bank.example").returncode == 2
    assert commands.run("notify", "add", "wang@bank.example", "--schedule", "hourly").returncode == 2
