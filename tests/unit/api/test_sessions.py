"""Sessions: how long they last, what is kept of them, and that all processes know the same ones."""

import hashlib
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.security.private_file import PrivateFile
from api.security.sessions import FORM, MOST_OF_ONE, Credential, Limits, SessionFile, csrf_token
from graph.errors import SettingsError

IDLE, AT_MOST = timedelta(minutes=30), timedelta(hours=10)
WANG = Credential("user", "wang", "mark")


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> SessionFile:
    return SessionFile(tmp_path / "conf" / "sessions.json", Limits(IDLE, AT_MOST), clock)


def test_a_token_is_random_and_kept_as_a_hash(sessions: SessionFile) -> None:
    tokens = {sessions.begin(WANG) for _ in range(5)}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {43}, "256 bits"
    text = sessions.path.read_text()
    assert [token for token in tokens if token in text or csrf_token(token) in text] == []
    assert stat.S_IMODE(sessions.path.stat().st_mode) == 0o600
    assert all(sessions.find(token) for token in tokens)


def test_what_stands_in_the_file_opens_nothing(sessions: SessionFile) -> None:
    token = sessions.begin(WANG)
    (kept,) = json.loads(sessions.path.read_text())["sessions"]
    assert [sessions.find(one) for one in (kept, "", token[:-1], token + "=", csrf_token(token))] == [None] * 5


def test_a_session_ends_unused_and_at_the_latest(sessions: SessionFile, clock: Clock) -> None:
    token = sessions.begin(WANG)
    clock.forward(minutes=29, seconds=59)
    assert sessions.find(token)
    clock.forward(seconds=1)
    assert sessions.find(token) is None
    token = sessions.begin(WANG)
    for _ in range(40):
        clock.forward(minutes=14.9)
        sessions.seen(token)
        assert sessions.find(token)
    clock.forward(minutes=5)
    assert sessions.find(token) is None
    sessions.seen(token)
    assert sessions.find(token) is None


def test_using_it_is_written_down_once_a_minute(sessions: SessionFile, clock: Clock) -> None:
    token = sessions.begin(WANG)
    before = sessions.path.read_bytes()
    clock.forward(seconds=59)
    sessions.seen(token)
    assert sessions.path.read_bytes() == before
    clock.forward(seconds=1)
    sessions.seen(token)
    assert sessions.path.read_bytes() != before


def test_a_new_session_takes_the_place_of_the_one_before(sessions: SessionFile) -> None:
    first, other = sessions.begin(WANG), sessions.begin(WANG)
    second = sessions.begin(WANG, instead_of=first)
    assert [sessions.find(one) is not None for one in (first, second, other)] == [False, True, True]
    sessions.end(second)
    sessions.end(second)
    assert [sessions.find(one) is not None for one in (first, second, other)] == [False, False, True]


def test_another_process_knows_at_once(sessions: SessionFile, clock: Clock) -> None:
    beside = SessionFile(sessions.path, sessions.limits, clock)
    token = sessions.begin(WANG)
    assert beside.find(token) == sessions.find(token) is not None
    beside.end(token)
    assert sessions.find(token) is None


def test_many_begin_at_once_and_none_is_lost(sessions: SessionFile, clock: Clock) -> None:
    def begun(number: int) -> str:
        own = SessionFile(sessions.path, sessions.limits, clock)
        return own.begin(Credential("user", f"user{number % 4}", "mark"))

    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(begun, range(40)))
    assert all(sessions.find(token) for token in tokens)


def test_one_actor_does_not_fill_the_file(sessions: SessionFile, clock: Clock) -> None:
    other = sessions.begin(Credential("key", "wang"))
    tokens = [sessions.begin(WANG) for _ in range(MOST_OF_ONE + 3)]
    assert [sessions.find(token) is not None for token in tokens] == [False] * 3 + [True] * MOST_OF_ONE
    assert sessions.find(other)
    clock.forward(hours=1)
    sessions.begin(WANG)
    assert len(json.loads(sessions.path.read_text())["sessions"]) == 1, "expired ones are forgotten"


def test_readers_never_keep_what_was_there_before(tmp_path: Path) -> None:
    """Threads that read while others write: in the end all see the last state, without anybody writing again."""
    file = PrivateFile(tmp_path / "sessions.json", FORM)
    sessions = SessionFile(tmp_path / "sessions.json", Limits(IDLE, AT_MOST))

    def read(_: int) -> int:
        return max(len(file.read()) for _ in range(300))

    with ThreadPoolExecutor(4) as threads:
        reading = [threads.submit(read, number) for number in range(3)]
        for number in range(15):
            sessions.begin(Credential("key", str(number)))
        assert all(one.result() <= 15 for one in reading)
    assert len(file.read()) == 15


def test_the_token_of_pages_is_not_the_token_of_the_session(sessions: SessionFile) -> None:
    token = sessions.begin(WANG)
    assert csrf_token(token) == csrf_token(token) != csrf_token(sessions.begin(WANG))
    assert token not in csrf_token(token)
    assert csrf_token(token) not in sessions.path.read_text()
    assert csrf_token(token) != hashlib.blake2b(token.encode(), digest_size=32).hexdigest()


def test_a_damaged_file_knows_nobody(sessions: SessionFile) -> None:
    token = sessions.begin(WANG)
    sessions.path.write_text('{"sessions": {"x": {}}}')
    with pytest.raises(SettingsError, match="Remove it"):
        sessions.find(token)
