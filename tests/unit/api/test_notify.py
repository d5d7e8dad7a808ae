"""Waits between attempts, times of digests, and the file of secrets."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from api.notify.backoff import failure, wait_s
from api.notify.secret_file import SecretFile
from graph.errors import SettingsError
from graph.notices import next_digest

NOW = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("attempts", "usual_s"), [(1, 30), (2, 60), (5, 480), (10, 15_360), (11, 21_600), (90, 21_600)]
)
def test_waits_double_up_to_six_hours_and_are_spread(attempts: int, usual_s: float) -> None:
    waits = {wait_s(attempts) for _ in range(200)}
    assert len(waits) > 100
    assert 0.75 * usual_s <= min(waits) < 0.9 * usual_s
    assert 1.1 * usual_s < max(waits) <= 1.25 * usual_s


def test_after_the_last_attempt_there_is_none() -> None:
    assert failure("x", 3, 3, NOW).next_attempt_at is None
    again = failure("x", 2, 3, NOW).next_attempt_at
    assert again is not None
    assert NOW < again < NOW + timedelta(seconds=76)
    later = failure("x", 2, 3, NOW, least_wait_s=900).next_attempt_at
    assert later == NOW + timedelta(seconds=900)


@pytest.mark.parametrize(
    ("now", "weekly", "due"),
    [
        (NOW, False, NOW.replace(day=2, hour=8)), (NOW.replace(hour=7), False, NOW.replace(hour=8)),
        (NOW.replace(hour=8), False, NOW.replace(day=2, hour=8)), (NOW, True, NOW.replace(day=8, hour=8)),
        (NOW.replace(hour=7), True, NOW.replace(hour=8)), (NOW.replace(day=3), True, NOW.replace(day=8, hour=8)),
    ],
)  # fmt: skip
def test_when_a_digest_is_due(now: datetime, weekly: bool, due: datetime) -> None:
    assert next_digest(now, time(8), weekly=weekly) == due


def test_secrets_are_kept_for_their_owner_and_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "data" / "webhook-secrets.json"
    one, other = SecretFile(file), SecretFile(file)
    assert one.signing("sub_1", NOW) == ()
    assert one.rotate("sub_1", NOW) is None
    secret = one.create("sub_1")
    assert other.signing("sub_1", NOW) == (secret,)
    assert len(Webhook(secret)._whsecret) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(other.create, [f"sub_{n}" for n in range(2, 12)]))
    other.remove("sub_1")
    assert one.signing("sub_1", NOW) == ()
    assert all(one.signing(f"sub_{n}", NOW) for n in range(2, 12))
    assert {found.name for found in file.parent.iterdir()} == {file.name, f"{file.name}.lock"}


def test_a_damaged_file_of_secrets_is_refused_without_being_quoted(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text('{"secrets": "whsec_abc"')
    with pytest.raises(SettingsError, match="damaged") as error:
        SecretFile(file).signing("sub_1", NOW)
    assert "whsec" not in str(error.value)


def test_of_changed_secrets_the_last_two_sign_for_a_while(tmp_path: Path) -> None:
    file = SecretFile(tmp_path / "secrets.json")
    (tmp_path / "secrets.json").write_text('{"secrets": {"sub_1": "whsec_first"}}')  # as it was before there were two
    second = file.rotate("sub_1", NOW + timedelta(hours=1))
    assert second is not None
    assert file.signing("sub_1", NOW) == (second.secret, "whsec_first")
    assert file.signing("sub_1", NOW + timedelta(hours=1)) == (second.secret,)
    third = file.rotate("sub_1", NOW + timedelta(hours=1))
    assert third is not None
    assert file.signing("sub_1", NOW) == (third.secret, second.secret)
    fourth = file.create("sub_1")
    assert file.signing("sub_1", NOW) == (fourth,)
    file.remove("sub_1")
    assert json.loads((tmp_path / "secrets.json").read_text()) == {"secrets": {}, "earlier": {}}
