"""What a client has already is answered with 304; what has changed since, anew; on both databases."""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import load_options
from api.security.keys import KeyFile
from api.settings import Settings
from api.warning import evaluate
from graph.as_of import AsOf
from graph.scores import Score, Scoring, write_scores
from graph.store import Store
from ingest import load
from tests.api import world
from tests.api.conftest import NewClient, delivered
from tests.api.described import client_of
from tests.conftest import empty

pytestmark = pytest.mark.xdist_group("test_validators")

DAY = date.fromisoformat(world.DAY)
OF_FACTS = (
    "/v1/enterprises?q=临江",
    "/v1/circles",
    "/v1/groups",
    "/v1/enterprises/firm:A/neighbourhood",
    "/v1/regimes",
)
OF_SCORES = ("/v1/enterprises/firm:A", "/v1/enterprises/firm:A/exposure", "/v1/portfolio/exposure")
OF_DESK = ("/v1/search?q=临江", "/v1/standings", "/v1/enterprises/firm:A/standing", "/v1/matters")
OF_SIGNALS = ("/v1/signals",)
WITHOUT = {
    "/ready",
    "/v1/enterprises/{party_id}/pre-credit",  # models stand beside the database
    "/v1/enterprises/{party_id}/profile",
    "/v1/enterprises/{party_id}/score",
    "/v1/guarantees/what-if",  # asked once
    "/v1/jobs/{job_id}",  # goes on
    "/v1/surgeon",  # solved within a time limit
}
EARLY, LATE = "Etc/GMT+12", "Pacific/Kiritimati"
"""Zones 26 hours apart: it is never the same day in both."""


@pytest.fixture
def store(
    loaded_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path: Path
) -> Iterator[Store]:  # fmt: skip
    with delivered(request, world.deliver(tmp_path / "delivery"), world.SOURCE) as found:
        evaluate(settings, found, AsOf(DAY, DAY), None, lambda _what, _done, _total: None)
        yield found


@pytest.fixture
def app(store: Store, settings: Settings, tmp_path: Path) -> FastAPI:
    return create_app(settings.model_copy(update={"api_keys_file": tmp_path / "keys.json"}), store)


@pytest.fixture
def asking(app: FastAPI) -> "Asking":
    return Asking(client_of(app))


class Asking:
    """A client that keeps the tags of its answers, as a browser does."""

    def __init__(self, client: TestClient, key: str | None = None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.tags: dict[str, str] = {}

    def get(self, address: str, **headers: str) -> httpx2.Response:
        return self.client.get(address, headers=self.headers | headers)

    def status(self, address: str) -> int:
        """Ask whether the answer at hand still holds, and keep the new one."""
        known = {"If-None-Match": self.tags[address]} if address in self.tags else {}
        answer = self.get(address, **known)
        self.tags[address] = answer.headers["etag"]
        return answer.status_code

    def changed(self, *addresses: str) -> set[str]:
        """Those of which the answer at hand holds no more."""
        found = {address: self.status(address) for address in addresses}
        assert set(found.values()) <= {200, 304}
        return {address for address, status in found.items() if status == 200}


ALL = (*OF_FACTS, *OF_SCORES, *OF_DESK, *OF_SIGNALS)


def test_what_has_not_changed_is_not_answered_again(asking: Asking) -> None:
    assert asking.changed(*ALL) == set(ALL)
    assert asking.changed(*ALL) == set()
    answer = asking.get("/v1/circles", **{"If-None-Match": asking.tags["/v1/circles"]})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == asking.tags["/v1/circles"]
    assert answer.headers["cache-control"] == "private, no-cache"
    assert set(answer.headers["vary"].split(", ")) == {
        "Accept", "Accept-Encoding", "Authorization", "Cookie", "X-API-Key"
    }  # fmt: skip


def test_nothing_is_worked_out_for_what_has_not_changed(asking: Asking) -> None:
    def worked_out() -> list[str]:
        return [line for line in asking.get("/metrics").text.splitlines() if "query_seconds_count" in line]

    asking.changed(*ALL)
    before = worked_out()
    assert asking.changed(*ALL) == set()
    assert worked_out() == before != []


def test_a_load_changes_everything(asking: Asking, store: Store, settings: Settings, tmp_path: Path) -> None:
    asking.changed(*ALL)
    more = [{"party_id": "NEW", "name": "临江新企业有限公司", "recorded_on": "2025-01-02"}]
    world.write(tmp_path / "enterprises.csv", more)
    load(store, [tmp_path / "enterprises.csv"], options=load_options(settings, source=world.SOURCE))
    assert asking.changed(*ALL) == set(ALL)
    assert [one["party_id"] for one in asking.get("/v1/search?q=临江").json()["items"]] == ["firm:NEW", "firm:A"]
    load(store, [tmp_path / "enterprises.csv"], options=load_options(settings, source=world.SOURCE))
    assert asking.changed(*ALL) == set()


def test_another_database_of_the_same_version_is_another(
    asking: Asking, store: Store, settings: Settings, tmp_path: Path
) -> None:
    asking.changed("/v1/enterprises?q=有限公司")
    version = store.version()
    empty(store)
    for number in range(version):
        world.write(tmp_path / "enterprises.csv", [{"party_id": f"X{number}", "name": f"另一企业{number}有限公司"}])
        load(store, [tmp_path / "enterprises.csv"], options=load_options(settings, source=world.SOURCE))
    assert store.version() == version
    assert asking.changed("/v1/enterprises?q=有限公司") != set()


def test_an_act_on_a_matter_changes_what_is_made_of_matters(store: Store, settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(update={"api_keys_file": tmp_path / "keys.json"})
    key = KeyFile(own.api_keys_file).create("wang", may_write=True).secret
    asking = Asking(client_of(create_app(own, store)), key)
    asking.changed(*ALL)
    matter = asking.get("/v1/matters").json()["items"][0]
    act = {"kind": "see", "seen": matter["seq"]}
    done = asking.client.post(f"/v1/matters/{matter['matter_id']}/acts", json=act, headers=asking.headers)
    assert done.status_code == 201, done.text
    assert asking.changed(*ALL) == {*OF_DESK, *OF_SIGNALS}
    assert asking.changed(*ALL) == set()


def test_an_evaluation_changes_what_is_made_of_findings(asking: Asking, store: Store, settings: Settings) -> None:
    asking.changed(*ALL)
    evaluate(settings, store, AsOf(DAY, DAY), None, lambda _what, _done, _total: None, full=True)
    assert asking.changed(*ALL) >= {*OF_DESK, *OF_SIGNALS}
    assert asking.changed(*OF_FACTS, *OF_SCORES) == set()


def test_scores_change_what_is_made_of_scores(asking: Asking, store: Store) -> None:
    asking.changed(*ALL)
    scoring = Scoring("20250101T000000-0a1b2c3d-4e5f60", AsOf(DAY, DAY), store.version(), 365)
    write_scores(store, scoring, [Score("firm:A", 0.1, 0.05, 0.2)])
    assert asking.changed(*ALL) == {*OF_SCORES, *OF_SIGNALS}
    assert asking.get("/v1/enterprises/firm:A").json()["score"]["probability"] == 0.1
    write_scores(store, scoring, [Score("firm:A", 0.1, 0.05, 0.2)])  # the same again changes nothing
    assert asking.changed(*ALL) == set()
    newer = Scoring(scoring.model, scoring.at, scoring.version + 1, 365)
    write_scores(store, newer, [Score("firm:A", 0.3, 0.05, 0.4)])
    assert asking.changed(*ALL) == {*OF_SCORES, *OF_SIGNALS}


@pytest.fixture
def _zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ")
    os.environ |= {"TZ": before} if before else {}
    time.tzset()


@pytest.mark.usefixtures("_zone")
def test_after_midnight_it_is_another_question(store: Store, settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(update={"as_of": None, "api_keys_file": tmp_path / "keys.json"})
    asking = Asking(client_of(create_app(own, store)))
    os.environ["TZ"] = EARLY
    time.tzset()
    assert asking.changed(*ALL) == set(ALL)
    assert asking.changed(*ALL) == set()
    today = asking.get("/v1/circles").json()["as_of"]
    os.environ["TZ"] = LATE
    time.tzset()
    assert asking.changed(*ALL) == set(ALL)
    assert asking.get("/v1/circles").json()["as_of"] > today


def test_one_actor_has_nothing_of_another(store: Store, settings: Settings, tmp_path: Path) -> None:
    own = settings.model_copy(update={"api_keys_file": tmp_path / "keys.json"})
    keys = KeyFile(own.api_keys_file)
    app = create_app(own, store)
    made = {name: keys.create(name, may_write=name == "wang") for name in ("wang", "li")}
    wang, li = (Asking(client_of(app), made[name].secret) for name in ("wang", "li"))
    wang.changed(*ALL)
    li.tags = dict(wang.tags)
    assert li.changed(*ALL) == set(ALL)
    assert set(li.tags.values()) & set(wang.tags.values()) == set()
    assert wang.changed(*ALL) == set()
    keys.revoke(made["wang"].key_id)
    for address in ALL:
        refused = wang.get(address, **{"If-None-Match": wang.tags[address]})
        assert (refused.status_code, refused.headers["cache-control"]) == (401, "no-store")
        assert "etag" not in refused.headers


def test_each_address_question_and_form_has_its_own(asking: Asking) -> None:
    addresses = (
        "/v1/circles", "/v1/circles?minimum=3", "/v1/circles?as_of=2024-12-31", "/v1/circles?known_at=2024-12-31",
        "/v1/groups", "/v1/enterprises/firm:A/owners", "/v1/enterprises/firm:B/owners", "/v1/guarantees/mutual",
        "/v1/enterprises/firm:HRB%2F12%2034%252F5", "/v1/enterprises/firm:A",
    )  # fmt: skip
    asking.changed(*addresses)
    assert len(set(asking.tags.values())) == len(addresses)
    (circle, *_) = asking.get("/v1/circles").json()["answer"]["circles"]
    address = f"/v1/circles/{circle['circle_id']}"
    asked = asking.get(address, Accept="application/graphml+xml")
    assert asked.headers["content-type"].startswith("application/graphml+xml")
    answer = asking.get(address, Accept="application/json", **{"If-None-Match": asked.headers["etag"]})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_a_compressed_answer_has_a_weak_tag_of_the_same_value(asking: Asking) -> None:
    def raw(encoding: str, **more: str) -> httpx2.Response:
        return asking.get("/v1/circles", **{"Accept-Encoding": encoding} | more)

    plain, packed = raw("identity"), raw("gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    tag = plain.headers["etag"]
    assert tag.startswith('"')
    assert packed.headers["etag"] == f"W/{tag}"
    assert plain.json() == packed.json()
    for encoding in ("identity", "gzip"):
        for known in (tag, f"W/{tag}", f'"other", W/{tag}', f'"a,b",{tag}'):
            assert raw(encoding, **{"If-None-Match": known}).status_code == 304, known
        for known in ('"other"', tag.strip('"'), "*", ""):
            assert raw(encoding, **{"If-None-Match": known}).status_code == 200, known
    assert raw("gzip", **{"If-None-Match": f"W/{tag}"}).headers["etag"] == f"W/{tag}"


def test_settings_and_scenarios_are_part_of_it(store: Store, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    own = settings.model_copy(update={"scenarios_folder": folder, "api_keys_file": tmp_path / "keys.json"})
    asking = Asking(client_of(create_app(own, store)))
    played = "/v1/stress/largest_borrower"
    asking.changed(played, *OF_FACTS)
    assert asking.changed(played, *OF_FACTS) == set()
    given = (Path(world.__file__).parents[2] / "graph/contagion/scenarios/largest_borrower.toml").read_text("utf-8")
    (folder / "own.toml").write_text(given.replace('id = "largest_borrower"', 'id = "own"'), "utf-8")
    assert asking.changed(played, *OF_FACTS) == {played}
    other = Asking(client_of(create_app(own.model_copy(update={"max_rows": 500}), store)))
    other.tags = dict(asking.tags)
    assert other.changed(*OF_FACTS) == set(OF_FACTS)


def test_what_cannot_be_told_cheaply_and_what_fails_has_none(asking: Asking) -> None:
    for address, status in (
        ("/v1/circles?cycles=true", 200), ("/v1/surgeon", 200), ("/v1/signals/rules", 200), ("/health", 200),
        ("/v1/enterprises/firm:nobody", 404), ("/v1/circles?minimum=0", 422), ("/v1/circles?asof=2025-01-01", 422),
    ):  # fmt: skip
        answer = asking.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store"), address
        assert "etag" not in answer.headers, address


def test_all_dated_answers_have_one_but_for_those_named(new_client: NewClient) -> None:
    described = new_client().get("/openapi.json").json()

    def dated(schema: Any) -> bool:
        if "$ref" in schema:
            return dated(described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        parts = [one for word in ("anyOf", "allOf") for one in schema.get(word, ())]
        return "version" in schema.get("properties", {}) or any(dated(one) for one in parts)

    without = set()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            tagged = any(one["name"] == "if-none-match" for one in operation.get("parameters", ()))
            assert not tagged or (method == "get" and "304" in operation["responses"]), path
            whole = operation["responses"].get("200", {}).get("content", {}).get("application/json")
            if method == "get" and whole and dated(whole["schema"]) and not tagged:
                without.add(path)
    assert without == WITHOUT


def test_over_a_real_connection(app: FastAPI) -> None:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", "/v1/guarantees/mutual")
        first = line.getresponse()
        body, tag = first.read(), first.headers["etag"]
        assert (first.status, bool(body)) == (200, True)
        for _ in range(2):  # an answer without a body leaves the connection as it was
            line.request("GET", "/v1/guarantees/mutual", headers={"If-None-Match": tag})
            again = line.getresponse()
            assert (again.status, again.read(), again.headers["etag"]) == (304, b"", tag)
        line.close()
    finally:
        server.should_exit = True
        thread.join(timeout=30)
