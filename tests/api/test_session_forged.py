"""What stands against guessing, forged requests and planted cookies, and what is never said."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from api.observe.logs import JsonLines
from api.security.sessions import csrf_token
from tests.api.conftest import NewOffice
from tests.api.signing_in import A_PORTFOLIO, KEPT, PASSWORD, READ, SESSION, Office, refusal, sign_in


def test_a_key_is_no_cookie_and_a_cookie_is_no_key(office: Office) -> None:
    key = office.identities.credentials.create_key("zhang", may_write=True)
    asked = office.browser()
    for name in ("ringfence_session", "__Host-ringfence_session", "X-API-Key", "Authorization"):
        assert asked.get(READ, headers={"Cookie": f"{name}={key.secret}"}).status_code == 401
    token = office.signed_in("wang").cookies["ringfence_session"]
    for headers in ({"X-API-Key": token}, {"Authorization": f"Bearer {token}"}, {"X-CSRF-Token": token}):
        assert refusal(asked.get(READ, headers=headers)) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"user": "wang"}, {"password": PASSWORD}, {"user": "wang", "password": PASSWORD, "key": "rfk_1_2"},
        {"user": "wang", "key": "rfk_1_2"}, {"user": "", "password": PASSWORD}, {"user": "wang", "password": ""},
        {"user": "wang", "password": PASSWORD, "actor": "li"}, {"user": "x" * 65, "password": PASSWORD},
        {"user": "wang", "password": "x" * 1001}, [], "wang",
    ],
)  # fmt: skip
def test_half_a_sign_in_is_refused_without_being_repeated(body: Any, office: Office) -> None:
    answer = office.browser().post(SESSION, json=body)
    assert refusal(answer) == (422, "usage")
    assert PASSWORD not in answer.text
    assert "set-cookie" not in answer.headers


def test_what_is_wrong_is_not_told(office: Office) -> None:
    office.add("gone")
    office.identities.credentials.users.disable("gone")
    browser = office.browser()
    answers = [
        sign_in(browser, name, password)
        for name, password in (("wang", "wrong password"), ("nobody", PASSWORD), ("gone", PASSWORD), ("Wang", PASSWORD))
    ]
    assert {refusal(answer) for answer in answers} == {(401, "sign_in_refused")}
    bodies = [{k: v for k, v in answer.json().items() if k != "request_id"} for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert answers[0].headers["www-authenticate"].startswith("Bearer")


def test_guessing_is_slowed_down(office: Office) -> None:
    browser = office.browser()
    assert {sign_in(browser, "wang", f"wrong password {n}").status_code for n in range(5)} == {401}
    slowed = sign_in(browser, "wang")
    assert refusal(slowed) == (429, "too_many_sign_ins")
    assert slowed.headers["retry-after"] == "1"
    assert slowed.json()["details"] == {"retry_after_s": 1}
    assert sign_in(browser, "li").status_code == 201, "another name is not slowed down yet"
    office.clock.forward(seconds=1)
    assert sign_in(browser, "wang", "wrong password").status_code == 401
    assert sign_in(browser, "wang").headers["retry-after"] == "2"
    office.restart()
    assert sign_in(browser, "wang").headers["retry-after"] == "2", "a restart forgives nothing"
    office.clock.forward(seconds=2)
    assert sign_in(browser, "wang").status_code == 201
    assert sign_in(browser, "wang", "wrong password").status_code == 401


def test_unknown_names_are_slowed_down_alike(office: Office) -> None:
    browser = office.browser()
    statuses = [sign_in(browser, "nobody", "wrong password").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_only_a_named_proxy_tells_addresses(new_office: NewOffice) -> None:
    """The test client's own address is `testclient`."""

    def exhausted(office: Office, **headers: str) -> bool:
        browser = office.browser()
        answers = [browser.post(SESSION, json={"key": f"rfk_{n}"}, headers=headers) for n in range(21)]
        return [answer.status_code for answer in answers] == [401] * 20 + [429]

    believed = new_office(proxies=("testclient", "10.0.0.1"))
    believed.add("wang")
    assert exhausted(believed, **{"X-Forwarded-For": "8.8.8.8, 7.7.7.7, 10.0.0.1"})
    assert refusal(sign_in(believed.browser(), "wang", **{"X-Forwarded-For": "1.1.1.1, 7.7.7.7"}))[0] == 429
    assert sign_in(believed.browser(), "wang", **{"X-Forwarded-For": "7.7.7.7, 8.8.8.8"}).status_code == 201
    other = new_office()
    assert sign_in(other.browser(), "wang", **{"X-Forwarded-For": "7.7.7.7"}).status_code == 201, "by its own address"


def test_a_change_needs_the_token_of_the_page(office: Office) -> None:
    browser, other = office.signed_in("wang"), office.signed_in("wang")
    right = browser.headers.pop("X-CSRF-Token")
    token = browser.cookies["ringfence_session"]
    for wrong in (None, "", right[:-1], right.upper(), token, other.headers["X-CSRF-Token"], csrf_token(""), "令牌"):
        headers = {} if wrong is None else {"X-CSRF-Token": wrong.encode()}
        refused = browser.post(KEPT, json=A_PORTFOLIO, headers=headers)  # type: ignore[arg-type]
        assert refusal(refused) == (403, "csrf"), wrong
    assert refusal(browser.post(KEPT, params={"X-CSRF-Token": right}, json=A_PORTFOLIO)) == (403, "csrf")
    assert browser.get(KEPT).json()["items"] == []
    assert browser.post(KEPT, json=A_PORTFOLIO, headers={"X-CSRF-Token": right}).status_code == 200
    assert len(browser.get(KEPT).json()["items"]) == 1
    key = office.identities.credentials.create_key("zhang", may_write=True).secret
    by_key = office.browser().post(KEPT, json=A_PORTFOLIO | {"name": "另一"}, headers={"X-API-Key": key})
    assert by_key.status_code == 200, "whoever sends a key needs none"


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "http://127.0.0.1.evil.example:8000"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_other_sites_change_nothing_and_sign_nobody_in(foreign: dict[str, str], office: Office) -> None:
    browser = office.signed_in("wang")
    assert refusal(browser.post(KEPT, json=A_PORTFOLIO, headers=foreign)) == (403, "cross_site")
    assert refusal(browser.delete(SESSION, headers=foreign)) == (403, "cross_site")
    assert browser.get(KEPT).json()["items"] == []
    answer = sign_in(office.browser(), "wang", **foreign)
    assert refusal(answer) == (403, "cross_site")
    assert "set-cookie" not in answer.headers


def test_our_own_pages_are_of_this_site(office: Office) -> None:
    browser = office.signed_in("wang")
    own = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert browser.post(KEPT, json=A_PORTFOLIO, headers=own).status_code == 200
    assert sign_in(office.browser(), "wang", **own).status_code == 201


def test_behind_a_proxy_the_public_address_is_ours(new_office: NewOffice) -> None:
    new_office().add("wang")
    office = new_office(public_url="https://risk.bank.example/", allowed_hosts=("risk.bank.example",))
    for base in ("https://127.0.0.1:8000", "https://risk.bank.example"):
        browser = office.browser(base)
        assert sign_in(browser, "wang", Origin="https://risk.bank.example").status_code == 201
        for other in ("http://risk.bank.example", "https://risk.bank.example:8443", "https://bank.example"):
            assert refusal(sign_in(browser, "wang", Origin=other)) == (403, "cross_site"), other


def test_a_form_of_another_site_signs_nobody_in(office: Office) -> None:
    """What a page may send without asking: forms and plain text."""
    body = json.dumps({"user": "wang", "password": PASSWORD})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = office.browser().post(SESSION, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 422, kind
        assert "set-cookie" not in answer.headers


def test_nobody_chooses_the_token_of_another(office: Office) -> None:
    """Fixation: a token that an attacker put into the browser is not the one after signing in."""
    own = office.signed_in("li").cookies["ringfence_session"]
    for planted in ("A" * 43, own):
        victim = office.browser()
        victim.cookies.set("ringfence_session", planted, domain="127.0.0.1")
        told = sign_in(victim, "wang")
        assert told.status_code == 201
        given = told.headers["set-cookie"].partition("=")[2].partition(";")[0]
        assert given != planted
        asked = office.browser().get(READ, headers={"Cookie": f"ringfence_session={planted}"})
        assert refusal(asked) == (401, "session_ended")


def test_no_secret_is_told_logged_or_kept(office: Office, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    key = office.identities.credentials.create_key("zhang").secret
    with caplog.at_level(logging.DEBUG):
        browser = office.signed_in("wang")
        answers = [browser.get(SESSION), browser.get(READ), browser.post(SESSION, json={"key": key})]
        tokens = [
            browser.cookies["ringfence_session"],
            browser.headers["X-CSRF-Token"],
            answers[2].json()["csrf_token"],
        ]
        answers += [
            sign_in(office.browser(), PASSWORD, "my other password"),
            sign_in(office.browser(), "wang", "my other password"),
            office.browser().post(SESSION, json={"key": key + "x"}),
            office.browser().post(SESSION, json={"user": "wang", "password": "my other password", "key": key}),
        ]
    ours = "".join(JsonLines().format(one) for one in caplog.records if not one.name.startswith(("httpx", "asyncio")))
    kept = "".join(one.read_text() for one in (tmp_path / "data").glob("*.json"))
    for secret in (PASSWORD, "my other password", key, *tokens):
        assert secret not in ours
        assert secret not in kept
    hashes = [user.hash for user in office.identities.credentials.users.users()]
    for answer in answers:
        for secret in (PASSWORD, "my other password", key, tokens[0], *hashes):
            assert secret not in answer.text
    lines = [json.loads(JsonLines().format(one)) for one in caplog.records if one.name == "ringfence.sign_in"]
    assert [(one["message"], one["actor"], one["how"]) for one in lines] == [
        ("signed in", "wang", "user"), ("signed in", "zhang", "key"), ("sign-in refused", "", "user"),
        ("sign-in refused", "wang", "user"), ("sign-in refused", "", "key"),
    ]  # fmt: skip
    assert {one["address"] for one in lines} == {"testclient"}


def test_files_are_their_owners(office: Office, tmp_path: Path) -> None:
    office.signed_in("wang")
    found = {one.name: oct(one.stat().st_mode & 0o777) for one in (tmp_path / "data").iterdir()}
    assert {name: mode for name, mode in found.items() if name.startswith(("users", "sessions", "sign-ins"))} == {
        name + ending: "0o600" for name in ("users.json", "sessions.json", "sign-ins.json") for ending in ("", ".lock")
    }
