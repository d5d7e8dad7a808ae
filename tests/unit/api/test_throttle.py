"""Guessing slowed down: how long one waits, for whom, and what is kept of it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.security.throttle import MOST_KEPT, OF_ADDRESS, OF_NAME, Throttle, network
from graph.errors import Forbidden


class Moving:
    """A throttle and its clock."""

    def __init__(self, path: Path) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)
        self.path = path
        self.throttle = Throttle(path, lambda: self.now)

    def wait(self, name: str | None = "wang", address: str = "10.0.0.7") -> int:
        """How long the attempt has to wait; 0: it was made."""
        try:
            self.throttle.attempt(name, address)
        except Forbidden as error:
            wait = error.details["retry_after_s"]
            assert isinstance(wait, int)
            return wait
        return 0

    def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def moving(tmp_path: Path) -> Moving:
    return Moving(tmp_path / "conf" / "sign-ins.json")


def test_waiting_doubles_up_to_a_limit(moving: Moving) -> None:
    assert [moving.wait() for _ in range(OF_NAME.free)] == [0] * OF_NAME.free
    waits = []
    for _ in range(12):
        wait = moving.wait(address="10.0.0.8")
        waits.append(wait)
        assert moving.wait(address="10.0.0.8") == wait, "asking makes it no longer"
        moving.after(wait)
        assert moving.wait(address="10.0.0.8") == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_of_an_address_all_names_count_together_for_a_short_while(moving: Moving) -> None:
    assert {moving.wait(f"user{number}") for number in range(OF_ADDRESS.free)} == {0}
    assert moving.wait("another") == 1
    assert moving.wait(None) == 1, "keys too"
    assert moving.wait("another", "10.0.0.9") == 0
    for _ in range(9):
        moving.after(moving.wait("another"))
        assert moving.wait("another" + str(moving.now)) == 0
    assert moving.wait("yet another") == OF_ADDRESS.longest_s


def test_who_signs_in_begins_anew_and_the_address_does_not(moving: Moving) -> None:
    for _ in range(OF_NAME.free - 1):
        moving.wait()
    assert moving.wait() == 0
    moving.throttle.succeeded("wang", "10.0.0.7")
    assert [moving.wait() for _ in range(OF_NAME.free)] == [0] * OF_NAME.free
    assert moving.wait() == 1
    so_far = 2 * OF_NAME.free - 1
    for number in range(so_far, OF_ADDRESS.free - 1):
        assert moving.wait(f"user{number}") == 0
        assert moving.wait("li") == 0
        moving.throttle.succeeded("li", "10.0.0.7")
    assert moving.wait("one more") == 0
    assert moving.wait("somebody") == 1


def test_it_is_forgotten_after_an_hour(moving: Moving) -> None:
    for _ in range(OF_NAME.free):
        moving.wait()
    assert moving.wait() == 1
    moving.after(3_601)
    assert [moving.wait() for _ in range(OF_NAME.free)] == [0] * OF_NAME.free


def test_many_at_once_are_many(moving: Moving) -> None:
    def tried(_: int) -> bool:
        try:
            Throttle(moving.path, lambda: moving.now).attempt("wang", "10.0.0.7")
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(tried, range(24))) == OF_NAME.free


def test_what_was_typed_is_not_kept(moving: Moving) -> None:
    moving.wait("my secret password", "192.168.7.8")
    text = moving.path.read_text()
    assert "secret" not in text
    assert "192.168" not in text
    assert stat.S_IMODE(moving.path.stat().st_mode) == 0o600


def test_the_file_does_not_grow_without_end(moving: Moving, tmp_path: Path) -> None:
    for number in range(OF_NAME.free):
        moving.wait("wang", f"10.1.0.{number}")
    moving.after(1)
    one = '"{:032x}": {{"count": 1, "at": "2026-03-01T08:59:00+00:00"}}'
    more = ",".join(one.format(number) for number in range(MOST_KEPT))
    kept = moving.path.read_text().replace('"attempts": {', f'"attempts": {{{more},')
    moving.path.write_text(kept)
    moving.after(3)
    assert moving.wait("li") == 0
    assert moving.path.read_text().count("count") == MOST_KEPT
    assert moving.wait("wang", "10.2.0.1") == 0
    assert moving.wait("wang", "10.2.0.1") == 2, "the last ones are kept"


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_with_its_network(address: str, known_as: str) -> None:
    assert network(address) == known_as
