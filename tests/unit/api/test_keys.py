"""API keys: who is recognised, what is kept, and that a revoked key stops at once."""

import json
import stat
from pathlib import Path

import pytest

from api.security.keys import KeyFile
from graph.errors import NotFound, SettingsError, UsageError


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "conf" / "api-keys.json")


def test_key_names_its_actor(keys: KeyFile) -> None:
    first, second = keys.create("wang.jianguo"), keys.create("job-7")
    assert keys.actor(first.secret) == "wang.jianguo"
    assert keys.actor(second.secret) == "job-7"


def test_only_the_whole_key_opens(keys: KeyFile) -> None:
    key = keys.create("wang")
    other = keys.create("li")
    wrong = [
        "",
        key.key_id,
        key.secret[:-1],
        key.secret + "x",
        key.secret.replace(key.key_id, other.key_id),
        key.secret.replace("rfk_", "abc_"),
        "rfk_ffffffff_" + "A" * 43,
        keys.entries()[0].hash,
    ]
    assert [keys.actor(one) for one in wrong] == [None] * len(wrong)


def test_file_has_hashes_only_and_is_private(keys: KeyFile) -> None:
    key = keys.create("wang")
    text = keys.path.read_text()
    assert key.secret.split("_", 2)[2] not in text
    assert json.loads(text)["keys"][0]["actor"] == "wang"
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600


def test_key_has_256_random_bits(keys: KeyFile) -> None:
    secrets = {keys.create("a").secret.split("_", 2)[2] for _ in range(5)}
    assert {len(one) for one in secrets} == {43}
    assert len(secrets) == 5


def test_revoked_key_stops_for_a_reader_that_is_already_open(keys: KeyFile) -> None:
    key = keys.create("wang")
    serving = KeyFile(keys.path)
    assert serving.actor(key.secret) == "wang"
    assert keys.revoke(key.key_id).revoked_on is not None
    assert serving.actor(key.secret) is None
    assert serving.active() == ()
    assert "hash" not in serving.entries()[0].public()


def test_unknown_key_cannot_be_revoked(keys: KeyFile) -> None:
    with pytest.raises(NotFound):
        keys.revoke("00000000")


@pytest.mark.parametrize("actor", ["", "a b", "line\nbreak", "x" * 65])
def test_actor_must_fit_into_a_log_line(actor: str, keys: KeyFile) -> None:
    with pytest.raises(UsageError):
        keys.create(actor)


def test_damaged_file_lets_nobody_in(keys: KeyFile) -> None:
    key = keys.create("wang")
    keys.path.write_text('{"keys": [{}]}')
    with pytest.raises(SettingsError):
        keys.actor(key.secret)
