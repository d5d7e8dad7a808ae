"""Local users: who is recognised, what is kept, what ends a session, and whose names are one actor's."""

import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import argon2
import pytest

from api.security import passwords
from api.security.actor_names import check_name
from api.security.credentials import Credentials
from api.security.keys import KeyFile
from api.security.users import UserFile
from graph.errors import NotFound, SettingsError, UsageError

PASSWORD = "correct horse battery"


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "conf" / "users.json")


@pytest.fixture
def credentials(users: UserFile) -> Credentials:
    return Credentials(KeyFile(users.path.with_name("api-keys.json")), users)


def test_the_password_opens_and_nothing_else(users: UserFile) -> None:
    users.add("wang", PASSWORD)
    users.add("li", PASSWORD + "!")
    known = users.signed_in("wang", PASSWORD)
    assert known is not None
    assert known.name == "wang"
    wrong = [PASSWORD + "!", PASSWORD.upper(), PASSWORD[:-1], "", known.hash, " " + PASSWORD]
    assert [users.signed_in("wang", one) for one in wrong] == [None] * len(wrong)
    assert [users.signed_in(name, PASSWORD) for name in ("Wang", "nobody", "", "li")] == [None] * 4


def test_a_password_is_the_same_however_it_was_composed(users: UserFile) -> None:
    users.add("wang", "mot de passe e\u0301te\u0301")
    assert users.signed_in("wang", "mot de passe \u00e9t\u00e9") is not None


def test_the_file_has_hashes_only_and_is_private(users: UserFile) -> None:
    user = users.add("wang", PASSWORD, may_write=True)
    text = users.path.read_text()
    assert PASSWORD not in text
    encoded = json.loads(text)["users"][0]["hash"]
    assert argon2.extract_parameters(encoded) == argon2.profiles.RFC_9106_LOW_MEMORY
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(users.path.parent.stat().st_mode) == 0o700
    assert [one.name for one in users.path.parent.iterdir() if one.suffix not in (".json", ".lock")] == []
    assert user.public() == {"name": "wang", "created_on": user.created_on, "may_write": True, "disabled_on": None}


def test_a_hash_of_the_past_is_made_anew(users: UserFile, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as past:
        past.setattr(passwords, "_hasher", argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST))
        users.add("wang", PASSWORD)
    before = users.users()[0]
    assert users.signed_in("wang", PASSWORD + "x") is None
    assert users.users()[0] == before
    assert users.signed_in("wang", PASSWORD) is not None
    (after,) = users.users()
    assert argon2.extract_parameters(after.hash) == argon2.profiles.RFC_9106_LOW_MEMORY
    assert after.mark == before.mark, "sessions go on"
    assert users.signed_in("wang", PASSWORD) == after


def test_an_unknown_user_takes_as_long(users: UserFile) -> None:
    users.add("wang", PASSWORD)
    passwords.prepare()

    def fastest(name: str) -> float:
        taken = []
        for _ in range(5):
            begin = time.perf_counter()
            assert users.signed_in(name, "wrong password") is None
            taken.append(time.perf_counter() - begin)
        return min(taken)

    known, unknown = fastest("wang"), fastest("nobody")
    users.disable("wang")
    assert 0.5 < unknown / known < 2
    assert 0.5 < fastest("wang") / known < 2


def test_who_is_disabled_is_out_for_a_reader_that_is_open_already(users: UserFile) -> None:
    before = users.add("wang", PASSWORD)
    serving = UserFile(users.path)
    assert serving.signed_in("wang", PASSWORD) is not None
    assert users.disable("wang").disabled_on is not None
    assert serving.signed_in("wang", PASSWORD) is None
    after = users.enable("wang", may_write=True)
    assert after.may_write
    assert after.mark != before.mark, "sessions from before do not come back"
    assert users.enable("wang").may_write
    assert serving.signed_in("wang", PASSWORD) == after


def test_another_password(users: UserFile) -> None:
    before = users.add("wang", PASSWORD)
    after = users.set_password("wang", PASSWORD + " staple")
    assert after.mark != before.mark
    assert users.signed_in("wang", PASSWORD) is None
    assert users.signed_in("wang", PASSWORD + " staple") == after
    users.remove("wang")
    assert users.signed_in("wang", PASSWORD + " staple") is None
    for change in (users.remove, users.disable, users.enable, lambda name: users.set_password(name, PASSWORD)):
        with pytest.raises(NotFound):
            change("wang")


@pytest.mark.parametrize("password", ["", "short", "x" * 11, "x" * 1001, "Wang.Jianguo-1"])
def test_weak_passwords_are_refused(password: str, users: UserFile) -> None:
    with pytest.raises(UsageError) as error:
        users.add("wang.jianguo-1", password)
    assert password not in error.value.en or not password
    assert users.users() == ()


@pytest.mark.parametrize(
    "name", ["", "a b", "line\nbreak", "x" * 65, "rules@ringfence", "Anonymous@LOCAL", "command@local"]
)
def test_names_that_are_nobodys(name: str, users: UserFile) -> None:
    with pytest.raises(UsageError):
        users.add(name, PASSWORD)
    with pytest.raises(UsageError):
        check_name(name)


def test_one_name_is_added_once_however_many_ask(users: UserFile) -> None:
    def added(name: str) -> bool:
        try:
            UserFile(users.path).add(name, PASSWORD)
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(added, ["wang", "WANG", "wang", "li"]))
    assert sorted(outcomes[:3]) == [False, False, True]
    assert outcomes[3]
    assert len(users.users()) == 2


@pytest.mark.parametrize("other", ["Wang", "ｗａｎｇ", "WANG"])
def test_one_person_is_not_two_by_spelling(other: str, credentials: Credentials) -> None:
    credentials.create_key("wang")
    for same in (False, True):
        with pytest.raises(UsageError, match="spelling"):
            credentials.add_user(other, PASSWORD, same_actor=same)
    credentials.add_user("li", PASSWORD)
    with pytest.raises(UsageError, match="spelling"):
        credentials.create_key("LI", same_actor=True)
    with pytest.raises(UsageError, match="spelling"):
        credentials.create_key(other)


def test_a_name_is_a_keys_or_a_users_unless_it_is_meant(credentials: Credentials) -> None:
    key = credentials.create_key("wang")
    credentials.create_key("wang")
    credentials.keys.revoke(key.key_id)
    with pytest.raises(UsageError, match="--same-actor"):
        credentials.add_user("wang", PASSWORD)
    credentials.add_user("wang", PASSWORD, same_actor=True)
    credentials.add_user("li", PASSWORD)
    with pytest.raises(UsageError, match="--same-actor"):
        credentials.create_key("li")
    assert credentials.create_key("li", same_actor=True).actor == "li"


def test_disabling_the_last_user_opens_nothing(credentials: Credentials) -> None:
    assert not credentials.exist()
    credentials.add_user("wang", PASSWORD)
    credentials.users.disable("wang")
    assert credentials.exist()


def test_a_damaged_file_lets_nobody_in(users: UserFile) -> None:
    users.add("wang", PASSWORD)
    for damaged in ('{"users": [{}]}', "[]", "", '{"users": null}'):
        users.path.write_text(damaged)
        with pytest.raises(SettingsError, match="damaged"):
            users.signed_in("wang", PASSWORD)
