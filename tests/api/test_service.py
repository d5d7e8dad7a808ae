"""What surrounds the answers: who may ask, under which name, what is logged, counted and shown offline."""

import json
import logging
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from neo4j.exceptions import DriverError

from api.asking import Asking
from api.observe.logs import JsonLines
from api.security.keys import KeyFile
from graph.errors import SettingsError, StoreError, StoreTimeout
from graph.store.failures import as_store_error, unavailable
from tests.api.conftest import NewClient


def asking_of(client: TestClient) -> Asking:
    app = client.app
    assert isinstance(app, FastAPI)
    asking: Asking = app.state.asking
    return asking


def test_health_and_readiness(new_client: NewClient) -> None:
    client = new_client()
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ready", "database": "arcadedb", "version": 0}


@pytest.mark.parametrize("options", [{"host": "::"}, {"host": "192.168.0.9"}, {"allowed_hosts": ("bank.example",)}])
def test_reachable_from_elsewhere_needs_a_key(
    options: dict[str, object], new_client: NewClient, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="ringfence keys create"):
        new_client(**options)
    key = KeyFile(tmp_path / "data" / "api-keys.json").create("wang")
    client = new_client(**options)
    assert client.get("/v1/guarantees/mutual").status_code == 401
    assert client.get("/v1/guarantees/mutual", headers={"X-API-Key": key.secret}).status_code == 200


def test_with_a_key_nobody_is_anonymous(new_client: NewClient, tmp_path: Path) -> None:
    client = new_client()
    keys = KeyFile(tmp_path / "data" / "api-keys.json")
    assert client.get("/v1/guarantees/mutual").status_code == 200
    key = keys.create("wang")
    refused = client.get("/v1/guarantees/mutual")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert refused.json()["code"] == "unauthenticated"
    allowed = {"Authorization": f"Bearer {key.secret}"}
    assert client.get("/v1/guarantees/mutual", headers=allowed).status_code == 200
    assert client.get("/metrics").status_code == 401
    assert client.get("/health").status_code == 200
    keys.revoke(key.key_id)
    assert client.get("/v1/guarantees/mutual", headers=allowed).status_code == 401


def test_wrong_key_is_refused_even_where_none_is_needed(new_client: NewClient) -> None:
    assert new_client().get("/v1/guarantees/mutual", headers={"X-API-Key": "rfk_1_2"}).status_code == 401


def test_last_key_revoked_does_not_open_an_exposed_api(new_client: NewClient, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "data" / "api-keys.json")
    key = keys.create("wang")
    client = new_client(host="::")
    keys.revoke(key.key_id)
    assert client.get("/v1/guarantees/mutual").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:8000", ""])
def test_other_host_names_are_not_served(host: str, new_client: NewClient) -> None:
    refused = new_client().get("/v1/guarantees/mutual", headers={"Host": host})
    assert (refused.status_code, refused.json()["code"]) == (421, "misdirected")


@pytest.mark.parametrize("host", ["localhost:9000", "127.0.0.1", "[::1]:8000"])
def test_own_host_names_are_served(host: str, new_client: NewClient) -> None:
    assert new_client().get("/health", headers={"Host": host}).status_code == 200


def test_an_allowed_host_may_be_written_with_its_port(new_client: NewClient, tmp_path: Path) -> None:
    KeyFile(tmp_path / "data" / "api-keys.json").create("wang")
    client = new_client(allowed_hosts=("Bank.example:8443", "[fd00::1]:8443", "fd00::2"))
    for host in ("bank.example", "bank.example:9000", "[fd00::1]", "[fd00::2]:80"):
        assert client.get("/health", headers={"Host": host}).status_code == 200, host


def test_request_id_is_taken_over_if_harmless(new_client: NewClient) -> None:
    client = new_client()
    assert client.get("/health", headers={"X-Request-Id": "abc-123_DEF.9"}).headers["x-request-id"] == "abc-123_DEF.9"
    made = client.get("/health", headers={"X-Request-Id": 'x" injected'}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", made)
    refused = client.get("/nowhere", headers={"X-Request-Id": "abc-12345"})
    assert refused.json()["request_id"] == refused.headers["x-request-id"] == "abc-12345"


def test_log_line_has_the_route_and_no_values(new_client: NewClient, caplog: pytest.LogCaptureFixture) -> None:
    client = new_client()
    with caplog.at_level(logging.INFO, logger="ringfence"):
        client.get("/v1/enterprises/cn.uscc:SECRETPARTY", headers={"X-Request-Id": "request-0001"})
        client.get("/v1/enterprises?q=王建国")
    lines = [json.loads(JsonLines().format(r)) for r in caplog.records if r.name == "ringfence.access"]
    assert [line["route"] for line in lines] == ["/v1/enterprises/{party_id}", "/v1/enterprises"]
    assert lines[0]["status"] == 404
    assert lines[0]["actor"] == "anonymous@local"
    ours = "".join(JsonLines().format(r) for r in caplog.records if r.name.startswith("ringfence"))
    assert "SECRETPARTY" not in ours
    assert "王建国" not in ours


def test_metrics_have_templates_for_labels(new_client: NewClient) -> None:
    client = new_client()
    client.get("/v1/enterprises/cn.uscc:SECRETPARTY")
    client.get("/v1/guarantees/mutual")
    client.get("/wp-admin.php")
    text = client.get("/metrics").text
    route = 'ringfence_http_requests_total{method="GET",route="/v1/enterprises/{party_id}",status="404"} 1.0'
    assert route in text
    assert 'route="none",status="404"' in text
    assert 'ringfence_query_seconds_count{query="guarantee/mutual"} 1.0' in text
    assert "SECRETPARTY" not in text
    assert "wp-admin" not in text


def test_failure_of_ours_tells_nothing(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = new_client()
    nothing: dict[str, int] = {}
    monkeypatch.setattr(asking_of(client), "version", lambda: nothing["王建国"])
    answer = client.get("/v1/guarantees/mutual", headers={"X-Request-Id": "request-0001"})
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "request-0001"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert answer.headers["content-type"] == "application/problem+json"
    logged = "".join(JsonLines().format(record) for record in caplog.records)
    assert "KeyError" in logged
    assert "王建国" not in logged + answer.text


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (unavailable("bolt://graph.bank.internal:7687"), 503),
        (as_store_error(DriverError("王建国"), "bolt://graph.bank.internal:7687"), 500),
    ],
)
def test_failure_of_the_database_is_told_to_the_operator_only(
    failure: StoreError,
    status: int,
    new_client: NewClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = new_client()

    def fails() -> int:
        raise failure

    monkeypatch.setattr(asking_of(client), "version", fails)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["code"]) == (status, failure.code)
    assert "graph.bank.internal" not in answer.text
    logged = "".join(JsonLines().format(record) for record in caplog.records)
    assert "bolt://graph.bank.internal:7687" in logged
    assert "王建国" not in logged + answer.text


def test_a_stopped_query_says_what_to_do(new_client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client = new_client()

    def fails() -> int:
        raise StoreTimeout("Ask for less.", "请缩小范围。")

    monkeypatch.setattr(asking_of(client), "version", fails)
    answer = client.get("/v1/guarantees/mutual")
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (
        504, "store_timeout", "Ask for less."
    )  # fmt: skip


def test_security_headers_everywhere(new_client: NewClient) -> None:
    client = new_client()
    for address in ("/health", "/v1/guarantees/mutual", "/nowhere", "/docs", "/openapi.json"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff", address
        assert headers["x-frame-options"] == "DENY", address
        assert "default-src 'none'" in headers["content-security-policy"], address
    assert client.get("/v1/guarantees/mutual").headers["cache-control"] == "private, no-cache"
    assert client.get("/v1/signals/rules").headers["cache-control"] == "no-store"


def test_other_sites_get_no_permission_to_read(new_client: NewClient) -> None:
    answer = new_client().get("/v1/guarantees/mutual", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_docs_work_offline(new_client: NewClient) -> None:
    client = new_client()
    page = client.get("/docs").text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert loaded
    assert [one for one in loaded if not one.startswith("/docs/")] == []
    assert "<script>" not in page
    for address in [*loaded, "/openapi.json"]:
        assert client.get(address).status_code == 200, address
    assert "http" not in client.get("/docs/start.js").text


def test_unknown_address_and_method_are_problems(new_client: NewClient) -> None:
    client = new_client()
    for answer, code in ((client.get("/v2"), "unknown_address"), (client.post("/v1/guarantees/mutual"), "method")):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == code
        assert answer.headers.get("allow") == ("GET" if code == "method" else None)


def test_refusals_beside_the_docs_are_not_kept(new_client: NewClient) -> None:
    client = new_client()
    assert client.get("/docs").headers["cache-control"] == "public, max-age=3600"
    assert client.get("/docs/assets/nothing").headers["cache-control"] == "no-store"
