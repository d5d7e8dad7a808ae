"""Signing in: the cookie, what a session is good for, and what ends it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api.conftest import NewOffice
from tests.api.signing_in import A_PORTFOLIO, KEPT, PASSWORD, READ, SESSION, Office, refusal, sign_in


def test_a_session_from_begin_to_end(office: Office) -> None:
    browser = office.browser()
    before = browser.get(SESSION).json()
    assert (before["actor"], before["read_only"], before["sign_in_needed"]) == (None, "not_signed_in", True)
    assert refusal(browser.get(READ)) == (401, "unauthenticated")
    told = sign_in(browser, "wang")
    assert told.status_code == 201
    assert told.headers["cache-control"] == "no-store"
    mine = told.json()
    assert (mine["actor"], mine["how"], mine["may_write"], mine["read_only"]) == ("wang", "user", True, None)
    assert (mine["users_exist"], mine["keys_exist"], mine["sign_in_needed"]) == (True, False, True)
    assert browser.get(SESSION).json() == mine
    assert browser.get(READ).status_code == 200
    assert refusal(browser.delete(SESSION)) == (403, "csrf")
    assert browser.get(READ).status_code == 200
    token = browser.cookies["ringfence_session"]
    out = browser.delete(SESSION, headers={"X-CSRF-Token": mine["csrf_token"]})
    assert (out.status_code, out.content) == (204, b"")
    assert "ringfence_session" not in browser.cookies
    assert refusal(office.browser().get(READ, headers={"Cookie": f"ringfence_session={token}"})) == (
        401, "session_ended",
    )  # fmt: skip
    assert browser.delete(SESSION).status_code == 204


def test_the_cookie_is_for_this_site_and_no_script(office: Office) -> None:
    cookie = sign_in(office.browser(), "wang").headers["set-cookie"]
    name, *flags = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith("ringfence_session=")
    assert set(flags) == {"httponly", "samesite=strict", "path=/"}


@pytest.mark.parametrize("public_url", ["https://risk.bank.example", "HTTPS://risk.bank.example:8443/x"])
def test_under_https_the_cookie_is_bound_to_this_host(public_url: str, new_office: NewOffice, tmp_path: Path) -> None:
    first = new_office()
    first.add("wang")
    office = new_office(public_url=public_url, allowed_hosts=("risk.bank.example",))
    browser = office.browser("https://risk.bank.example")
    cookie = sign_in(browser, "wang").headers["set-cookie"]
    name, *flags = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith("__host-ringfence_session=")
    assert set(flags) == {"httponly", "samesite=strict", "path=/", "secure"}
    token = cookie.partition("=")[2].partition(";")[0]
    assert browser.get(READ).status_code == 200
    tossed = office.browser("https://risk.bank.example").get(READ, headers={"Cookie": f"ringfence_session={token}"})
    assert refusal(tossed) == (401, "unauthenticated"), "a name that another host could have set"


def test_passwords_do_not_cross_a_network_in_the_clear(new_office: NewOffice) -> None:
    new_office().add("wang")
    office = new_office(host="::", allowed_hosts=("risk.bank.example",))
    assert refusal(sign_in(office.browser("http://risk.bank.example"), "wang")) == (403, "https_needed")
    assert sign_in(office.browser("http://localhost:8000"), "wang").status_code == 201


def test_signing_in_with_a_key(office: Office) -> None:
    key = office.identities.credentials.create_key("zhang")
    browser = office.browser()
    told = browser.post(SESSION, json={"key": key.secret})
    assert told.status_code == 201
    assert key.secret not in told.text + told.headers["set-cookie"]
    mine = told.json()
    assert (mine["actor"], mine["how"], mine["may_write"], mine["read_only"]) == ("zhang", "key", False, "right")
    assert browser.get(READ).status_code == 200
    sent = office.browser().get(SESSION, headers={"X-API-Key": key.secret}).json()
    assert (sent["actor"], sent["how"], sent["csrf_token"], sent["expires_at"]) == ("zhang", "request_key", None, None)
    office.identities.credentials.keys.revoke(key.key_id)
    assert refusal(browser.get(READ)) == (401, "session_ended")
    assert refusal(office.browser().post(SESSION, json={"key": key.secret})) == (401, "sign_in_refused")
    assert refusal(office.browser().get(SESSION, headers={"X-API-Key": key.secret})) == (401, "unauthenticated")


def test_signing_in_again_ends_the_session_before(office: Office) -> None:
    browser = office.signed_in("wang")
    first = browser.cookies["ringfence_session"]
    sign_in(browser, "wang", "wrong password")
    assert browser.get(READ).status_code == 200, "an attempt in vain ends nothing"
    assert sign_in(browser, "wang").status_code == 201
    assert browser.cookies["ringfence_session"] != first
    assert refusal(office.browser().get(READ, headers={"Cookie": f"ringfence_session={first}"}))[0] == 401


def test_what_ends_a_session(office: Office) -> None:
    users = office.identities.credentials.users
    reading, other = office.signed_in("li"), office.signed_in("wang")
    ends: list[Callable[[], object]] = [
        lambda: users.disable("li"),
        lambda: users.set_password("li", PASSWORD),
        lambda: office.add_anew("li"),
        lambda: office.clock.forward(minutes=30),
    ]
    for number, end in enumerate(ends):
        assert reading.get(READ).status_code == 200, number
        end()
        assert refusal(reading.get(READ)) == (401, "session_ended"), number
        told = reading.get(SESSION).json()
        assert (told["actor"], told["read_only"], told["csrf_token"]) == (None, "ended", None), number
        assert office.signed_in("wang").get(READ).status_code == 200
        users.enable("li")
        assert refusal(reading.get(READ)) == (401, "session_ended"), number
        reading = office.signed_in("li")
    assert refusal(other.get(READ)) == (401, "session_ended"), "by the clock"


def test_a_right_that_is_given_or_taken_counts_at_once(office: Office) -> None:
    browser = office.signed_in("li")
    assert refusal(browser.post(KEPT, json=A_PORTFOLIO)) == (403, "forbidden")
    assert browser.get(SESSION).json()["read_only"] == "right"
    office.identities.credentials.users.enable("li", may_write=True)
    assert browser.post(KEPT, json=A_PORTFOLIO).status_code == 200
    office.identities.credentials.users.enable("li", may_write=False)
    assert refusal(browser.delete(f"{KEPT}/重点")) == (403, "forbidden")


def test_a_session_goes_on_while_it_is_used_up_to_its_end(office: Office) -> None:
    browser = office.signed_in("wang")
    begun = browser.get(SESSION).json()
    for _ in range(3):
        office.clock.forward(minutes=20)
        assert browser.get(SESSION).json()["expires_at"] < begun["ends_at"]
        assert browser.get(READ).status_code == 200
    for _ in range(2):
        assert browser.get(SESSION).json()["expires_at"] > begun["expires_at"]
        office.clock.forward(minutes=20)
    assert browser.get(SESSION).json()["read_only"] == "ended", "asking who one is keeps no session alive"
    browser = office.signed_in("wang")
    for _ in range(29):
        office.clock.forward(minutes=20)
        assert browser.get(READ).status_code == 200
    assert browser.get(SESSION).json()["expires_at"] == browser.get(SESSION).json()["ends_at"]
    office.clock.forward(minutes=20)
    assert refusal(browser.get(READ)) == (401, "session_ended")


def test_limits_are_settings(new_office: NewOffice) -> None:
    office = new_office(session_idle_minutes=2, session_hours=1)
    office.add("wang")
    browser = office.signed_in("wang")
    office.clock.forward(minutes=1.9)
    assert browser.get(READ).status_code == 200
    office.clock.forward(minutes=2)
    assert refusal(browser.get(READ)) == (401, "session_ended")


def test_a_restart_keeps_sessions(office: Office) -> None:
    browser = office.signed_in("wang")
    office.restart()
    assert browser.get(READ).status_code == 200
    assert browser.post(KEPT, json=A_PORTFOLIO).status_code == 200


def test_many_sign_in_at_once(office: Office) -> None:
    names = [f"officer{number}" for number in range(6)]
    for name in names:
        office.add(name)

    def read(name: str) -> tuple[str, int]:
        browser = office.signed_in(name)
        return browser.get(SESSION).json()["actor"], browser.get(READ).status_code

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(read, names)) == [(name, 200) for name in names]


def test_nobody_in_particular_reads_and_tries_out(new_office: NewOffice) -> None:
    office = new_office()
    browser = office.browser()
    told = browser.get(SESSION).json()
    assert (told["actor"], told["how"], told["may_write"]) == ("anonymous@local", "anonymous", False)
    assert (told["read_only"], told["sign_in_needed"], told["users_exist"]) == ("anonymous", False, False)
    assert told["read_only_because"]["zh"]
    assert browser.get(READ).status_code == 200
    what_if = {"guarantor": "firm:A", "debtor": "firm:B"}
    assert refusal(browser.post("/v1/guarantees/what-if", json=what_if)) == (404, "not_found"), "asked and answered"
    assert refusal(browser.post(KEPT, json=A_PORTFOLIO)) == (403, "forbidden")
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = browser.post("/v1/guarantees/what-if", json=what_if, headers=foreign)
        assert refusal(refused) == (403, "cross_site"), "nor may another site make this machine work"
    stale = {"Cookie": "ringfence_session=" + "A" * 43}
    assert browser.get(READ, headers=stale).status_code == 200
    office.add("wang")
    assert refusal(browser.get(READ)) == (401, "unauthenticated")
    assert refusal(browser.get(READ, headers=stale)) == (401, "session_ended")
    office.identities.credentials.users.disable("wang")
    assert refusal(browser.get(READ)) == (401, "unauthenticated")


def test_a_user_is_enough_to_be_reached_from_elsewhere(new_office: NewOffice) -> None:
    new_office().add("wang")
    office = new_office(host="::")
    assert refusal(office.browser().get(READ)) == (401, "unauthenticated")
    assert office.browser().get(SESSION).json()["read_only"] == "not_signed_in"
    assert office.signed_in("wang").get(READ).status_code == 200


def test_the_description_has_all_three_ways(office: Office) -> None:
    described = office.browser().get("/openapi.json").json()
    schemes = described["components"]["securitySchemes"]
    assert {(one["type"], one.get("in"), one.get("name")) for one in schemes.values()} == {
        ("http", None, None), ("apiKey", "header", "X-API-Key"), ("apiKey", "cookie", "ringfence_session"),
    }  # fmt: skip
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if method != "get" and path != SESSION:
                examples = operation["responses"]["403"]["content"]["application/problem+json"]["examples"]
                assert {"csrf", "cross_site"} <= examples.keys(), path
                assert {name for one in operation["security"] for name in one} == schemes.keys(), path
